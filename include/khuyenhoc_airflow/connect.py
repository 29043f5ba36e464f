"""A Connection becomes settings: the bucket is named where Airflow keeps its secrets."""

from __future__ import annotations

import os

from airflow.sdk import Connection
from airflow.sdk.exceptions import AirflowNotFoundException

from khuyenhoc.errors import SettingsError
from khuyenhoc.settings import Settings

CONNECTION = "khuyenhoc"
"""An `aws` connection: login and password are the keys, extra holds endpoint_url, region_name, bucket, prefix."""

STORE = ("addressing_style", "ca_bundle", "server_side_encryption", "object_tags", "store_timeout")
"""What extra may hold besides: settings of the same name."""

CALLED = {
    "access_key_id": "AWS Access Key ID (login)",
    "secret_access_key": "AWS Secret Access Key (password)",
    "session_token": "extra field aws_session_token",
    "region": "extra field region_name",
    **{name: f"extra field {name}" for name in ("bucket", "prefix", "endpoint_url", *STORE)},
}
"""What each setting is called in the Connection, and in the UI's form of it."""


def place() -> str:
    """Where a person finds the Connection: the UI does not show one that a variable gives."""
    variable = f"AIRFLOW_CONN_{CONNECTION.upper()}"
    where = f"the variable {variable}" if variable in os.environ else "Admin → Connections"
    return f"the Connection {CONNECTION!r} ({where})"


def settings() -> Settings:
    """The settings of this worker: what KHUYENHOC_* says, overruled by the Connection where there is one.

    Raises `SettingsError` when the Connection names no bucket, or something wrong.
    """
    try:
        connection = Connection.get(CONNECTION)
    except AirflowNotFoundException:
        return Settings.read()
    extra = connection.extra_dejson
    if not extra.get("bucket"):
        raise SettingsError(f"{place()} names no bucket", remedy='Add {"bucket": "…"} to its extra field')
    given = {
        "bucket": extra["bucket"],
        "prefix": extra.get("prefix"),
        "endpoint_url": extra.get("endpoint_url"),
        "region": extra.get("region_name"),
        "access_key_id": connection.login,
        "secret_access_key": connection.password,
        "session_token": extra.get("aws_session_token"),
        **{name: extra.get(name) for name in STORE},
    }
    return Settings.read(
        {name: (called, f" of {place()}") for name, called in CALLED.items()},
        **{name: value for name, value in given.items() if value is not None},
    )
