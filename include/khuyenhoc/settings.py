"""The environment, read once. Every variable is KHUYENHOC_<NAME>; `.env.example` lists them."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from khuyenhoc.errors import SettingsError


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

    @classmethod
    def read(cls, **over: Any) -> Settings:
        """The settings of this process; raises `SettingsError` that names each wrong variable."""
        try:
            return cls(**over)
        except ValidationError as error:
            wrong = "; ".join(
                f"KHUYENHOC_{'_'.join(str(p) for p in e['loc']).upper()}: {e['msg']}" for e in error.errors()
            )
            raise SettingsError(wrong, remedy="See .env.example for what each variable takes") from error

    @cached_property
    def user_agent(self) -> str:
        """One honest name with a contact, the same for every site."""
        return f"khuyenhoc/0.1 (+{self.contact})"
