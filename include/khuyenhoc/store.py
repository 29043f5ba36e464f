"""The object store over a boto3 client, and the shape of every key in one place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from khuyenhoc.errors import (
    BucketMissing,
    Conflict,
    CredentialsRefused,
    KeyMissing,
    StoreError,
    StoreUnreachable,
)
from khuyenhoc.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@dataclass(frozen=True, slots=True)
class Keys:
    """Every key's shape. `run` and `release` sort by time; days are Vietnamese days.

    >>> Keys().raw("yenbai", date(2026, 11, 22), "20261121T220000Z-ab12")
    'raw/source=yenbai/date=2026-11-22/20261121T220000Z-ab12.warc.gz'
    """

    prefix: str = ""

    def raw(self, source: str, day: date, run: str) -> str:
        return f"{self.prefix}raw/source={source}/date={day}/{run}.warc.gz"

    def cdxj(self, source: str, day: date, run: str) -> str:
        return self.raw(source, day, run).removesuffix(".warc.gz") + ".cdxj"

    def log(self, source: str, day: date, run: str) -> str:
        return f"{self.prefix}log/source={source}/date={day}/{run}.parquet"

    def frontier(self, source: str) -> str:
        return f"{self.prefix}state/source={source}/frontier.parquet"

    def state(self, source: str, name: str) -> str:
        return f"{self.prefix}state/source={source}/{name}"

    def staging(self, run: str, source: str, table: str) -> str:
        return f"{self.prefix}staging/run={run}/source={source}/{table}.parquet"

    def staged_run(self, run: str, name: str) -> str:
        return f"{self.prefix}staging/run={run}/{name}"

    def quarantine(self, table: str, day: date, run: str) -> str:
        return f"{self.prefix}quarantine/table={table}/date={day}/run={run}.parquet"

    def validation(self, run: str, name: str) -> str:
        return f"{self.prefix}validation/run={run}/{name}"

    def data(self, table: str, day: date, source: str) -> str:
        return f"{self.prefix}data/{table}/date={day}/{source}.parquet"

    def crawl_report(self, run: str, source: str) -> str:
        return self.staged_run(run, f"source={source}/crawl.json")

    def passed(self, run: str, table: str) -> str:
        return self.staged_run(run, f"passed/{table}.parquet")

    def decisions(self) -> str:
        return f"{self.prefix}quarantine/decisions.json"

    def release(self, release: str, name: str) -> str:
        return f"{self.prefix}releases/{release}/{name}"

    def latest(self) -> str:
        return f"{self.prefix}latest.json"

    def versions(self) -> str:
        return f"{self.prefix}versions.json"

    def schema(self, table: str) -> str:
        return f"{self.prefix}schema/{table}.json"

    def site(self, name: str) -> str:
        return f"{self.prefix}site/{name}"


def day_of(key: str) -> date | None:
    """The day that a key names (that of the crawl, for an object of the archive); None when it names none.

    >>> day_of("raw/source=yenbai/date=2026-11-22/20261121T220000Z-ab12.warc.gz")
    datetime.date(2026, 11, 22)
    """
    found = re.search(r"/date=(\d{4}-\d\d-\d\d)/", key)
    return date.fromisoformat(found[1]) if found else None


class Store:
    """One bucket. Every failure comes out as one of our errors, naming the key and the endpoint."""

    def __init__(self, client: S3Client, bucket: str, prefix: str = "") -> None:
        self.client = client
        self.bucket = bucket
        self.keys = Keys(prefix)

    @classmethod
    def open(cls, settings: Settings) -> Store:
        """The store that the settings name. Nothing is asked of it yet: see `check`."""
        secret, token = settings.secret_access_key, settings.session_token
        client = boto3.client(
            "s3",
            endpoint_url=settings.endpoint_url,
            region_name=settings.region,
            aws_access_key_id=settings.access_key_id,
            aws_secret_access_key=secret.get_secret_value() if secret else None,
            aws_session_token=token.get_secret_value() if token else None,
            verify=str(settings.ca_bundle) if settings.ca_bundle else None,
            config=Config(
                s3={"addressing_style": settings.addressing_style},
                retries={"mode": "standard", "max_attempts": 4},
                connect_timeout=5,
                read_timeout=60,
            ),
        )
        return cls(client, settings.bucket, settings.prefix)

    def check(self) -> None:
        """Raise now, in words, what every later call would fail with."""
        self._call("head_bucket", "")

    def get(self, key: str) -> bytes:
        """The object's bytes; `KeyMissing` when there is none."""
        body: bytes = self._call("get_object", key, Key=key)["Body"].read()
        return body

    def get_tagged(self, key: str) -> tuple[bytes, str] | None:
        """The object's bytes and ETag, for a later `put(if_match=…)`; None when there is none."""
        try:
            answer = self._call("get_object", key, Key=key)
        except KeyMissing:
            return None
        return answer["Body"].read(), answer["ETag"]

    def get_range(self, key: str, offset: int, length: int) -> bytes:
        body: bytes = self._call("get_object", key, Key=key, Range=f"bytes={offset}-{offset + length - 1}")[
            "Body"
        ].read()
        return body

    def put(
        self,
        key: str,
        body: bytes,
        *,
        content_type: str = "application/octet-stream",
        if_match: str | None = None,
        if_absent: bool = False,
    ) -> str:
        """Write the object whole and give its ETag; `Conflict` when a condition does not hold."""
        condition: dict[str, Any] = {}
        if if_match is not None:
            condition["IfMatch"] = if_match
        if if_absent:
            condition["IfNoneMatch"] = "*"
        answer = self._call("put_object", key, Key=key, Body=body, ContentType=content_type, **condition)
        etag: str = answer["ETag"]
        return etag

    def fetch(self, key: str, path: Path) -> None:
        """Write the object to a file, piece by piece; `KeyMissing` when there is none."""
        body = self._call("get_object", key, Key=key)["Body"]
        with path.open("wb") as file:
            for piece in body.iter_chunks(1 << 20):
                file.write(piece)

    def put_file(self, key: str, path: Path, *, content_type: str = "application/octet-stream") -> str:
        """Write a file as one object, streamed, and give its ETag."""
        with path.open("rb") as file:
            etag: str = self._call("put_object", key, Key=key, Body=file, ContentType=content_type)["ETag"]
        return etag

    def list(self, prefix: str) -> Iterator[str]:
        """Keys under a prefix, sorted: servers differ in the order that they give."""
        found: list[str] = []
        token: dict[str, Any] = {}
        while True:
            page = self._call("list_objects_v2", prefix, Prefix=prefix, **token)
            found += [item["Key"] for item in page.get("Contents", ())]
            if not page.get("IsTruncated"):
                return iter(sorted(found))
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def delete(self, key: str) -> None:
        self._call("delete_object", key, Key=key)

    def _call(self, operation: str, key: str, **arguments: Any) -> Any:
        where = f"s3://{self.bucket}/{key} at {self.client.meta.endpoint_url}"
        try:
            return getattr(self.client, operation)(Bucket=self.bucket, **arguments)
        except ClientError as error:
            raise _named(error, where, self.bucket) from error
        except BotoCoreError as error:
            raise StoreUnreachable(
                f"{where}: {error}", remedy="Check KHUYENHOC_ENDPOINT_URL and the network"
            ) from error


def _named(error: ClientError, where: str, bucket: str) -> StoreError:
    status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
    code = error.response.get("Error", {}).get("Code", "")
    if code == "NoSuchBucket" or (status == 404 and error.operation_name == "HeadBucket"):
        return BucketMissing(
            f"The bucket {bucket} does not exist ({where})", remedy="Create it or set KHUYENHOC_BUCKET"
        )
    if status == 404:
        return KeyMissing(f"No object {where}")
    if status in (401, 403):
        return CredentialsRefused(
            f"{where}: {code or status}",
            remedy="Check KHUYENHOC_ACCESS_KEY_ID and KHUYENHOC_SECRET_ACCESS_KEY, and what they may do",
        )
    if status in (409, 412):
        return Conflict(f"{where}: written by another run since it was read")
    if status in (429, 500, 502, 503, 504):
        return StoreUnreachable(
            f"{where}: {code or status}", remedy="The store is overloaded or down: try again"
        )
    return StoreError(f"{where}: {error}")
