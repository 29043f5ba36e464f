"""The environment, read once. Every variable is KHUYENHOC_<NAME>; `.env.example` lists them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, PrivateAttr, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from khuyenhoc.errors import SettingsError

#: Where a person finds settings that no variable gave: what each is called there, and the place.
Places = Mapping[str, tuple[str, str]]


def named(places: Places, *settings: str) -> str:
    """What settings are called where a person can mend them: what `places` says of each, else its variable.

    >>> named({}, "access_key_id", "secret_access_key")
    'KHUYENHOC_ACCESS_KEY_ID and KHUYENHOC_SECRET_ACCESS_KEY'
    >>> named({"bucket": ("bucket", " of the vault"), "prefix": ("folder", " of the vault")}, "bucket", "prefix")
    'bucket and folder of the vault'
    """
    words: dict[str, list[str]] = {}
    for setting in settings:
        word, place = places.get(setting, (f"KHUYENHOC_{setting.upper()}", ""))
        words.setdefault(place, []).append(word)
    return " and ".join(f"{' and '.join(each)}{place}" for place, each in words.items())


class Settings(BaseSettings):
    """What an operator sets: the bucket, the registry, the contact that sites see.

    >>> Settings.read(bucket="lake").bucket
    'lake'
    """

    model_config = SettingsConfigDict(env_prefix="KHUYENHOC_", frozen=True, extra="forbid")

    bucket: str = Field(default="khuyenhoc", min_length=3)
    prefix: str = ""
    endpoint_url: str | None = None
    region: str = "us-east-1"
    access_key_id: str | None = None
    secret_access_key: SecretStr | None = None
    session_token: SecretStr | None = None
    addressing_style: Literal["auto", "path", "virtual"] = "auto"
    ca_bundle: Path | None = None
    server_side_encryption: str | None = None
    object_tags: str = ""
    store_timeout: float = Field(default=60, gt=0)

    registry: str = "sites"
    contact: str = "https://github.com/khuyenhoc/khuyenhoc"
    sample_sites: str | None = None
    max_failed_sources: int = Field(default=3, ge=0)

    _places: Places = PrivateAttr(default_factory=dict)

    @classmethod
    def read(cls, places: Places | None = None, **over: Any) -> Settings:
        """The settings of this process; raises `SettingsError` that names each wrong one where it was given.

        places: where `over` comes from. It is also where one belongs that neither `over` nor a variable gives.
        """
        places = places or {}
        try:
            settings = cls(**over)
        except ValidationError as error:
            given = {name: place for name, place in places.items() if name in over}
            wrong = "; ".join(f"{named(given, *map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise SettingsError(wrong, remedy="See .env.example for what each variable takes") from error
        settings._places = {
            name: place
            for name, place in places.items()
            if name in over or name not in settings.model_fields_set
        }
        return settings

    @property
    def places(self) -> Places:
        """Where a person finds those that no variable gave, for `named`."""
        return self._places

    @cached_property
    def user_agent(self) -> str:
        """One honest name with a contact, the same for every site."""
        return f"khuyenhoc/0.1 (+{self.contact})"
