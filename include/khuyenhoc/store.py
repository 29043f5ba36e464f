"""The object store, over a boto3 client."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

import boto3
from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    CredentialRetrievalError,
    NoCredentialsError,
    ParamValidationError,
    PartialCredentialsError,
    SSLError,
)

from khuyenhoc.errors import (
    BucketMissing,
    Conflict,
    CredentialsRefused,
    KeyMissing,
    SettingsError,
    StoreError,
    StoreUnreachable,
)
from khuyenhoc.keys import Keys
from khuyenhoc.settings import Places, Settings, named

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

T = TypeVar("T")

log = logging.getLogger(__name__)

#: What `Store.conditional` found, by endpoint and bucket.
_CONDITIONAL: dict[tuple[str, str], bool] = {}

#: Seconds after which the ticket of a run that died no longer keeps others waiting.
LOCK_EXPIRES = 900


def stamp_of(settings: Settings) -> dict[str, str]:
    """What goes with every write, by the settings: encryption ("AES256", "aws:kms", "aws:kms:<key>") and tags.

    >>> stamp_of(Settings.read(server_side_encryption="aws:kms:alias/k", object_tags="team=data"))
    {'ServerSideEncryption': 'aws:kms', 'SSEKMSKeyId': 'alias/k', 'Tagging': 'team=data'}
    """
    stamp: dict[str, str] = {}
    if encryption := settings.server_side_encryption:
        kms = encryption.startswith("aws:kms:")
        stamp["ServerSideEncryption"] = "aws:kms" if kms else encryption
        if kms:
            stamp["SSEKMSKeyId"] = encryption.removeprefix("aws:kms:")
    if settings.object_tags:
        stamp["Tagging"] = settings.object_tags
    return stamp


class Store:
    """One bucket. Every failure comes out as one of our errors, naming the key and the endpoint."""

    def __init__(
        self,
        client: S3Client,
        bucket: str,
        prefix: str = "",
        stamp: Mapping[str, str] | None = None,
        places: Places | None = None,
    ) -> None:
        """stamp: goes with every write: encryption and tags, in boto3's words.
        places: where a person finds what named the bucket, for the remedies; else in variables."""
        self.client = client
        self.bucket = bucket
        self.keys = Keys(prefix)
        self.stamp = dict(stamp or {})
        self.places = places or {}

    @classmethod
    def open(cls, settings: Settings) -> Store:
        """The store that the settings name. Nothing is asked of it yet: see `check`.

        Raises `SettingsError` for what no store could be asked with."""
        try:
            client = _client(settings)
        except PartialCredentialsError as error:
            keys = named(settings.places, "access_key_id", "secret_access_key")
            raise SettingsError(str(error).rstrip("."), remedy=f"Give both: {keys}") from error
        except ValueError as error:  # an address or a region that is none
            raise SettingsError(
                str(error).rstrip("."),
                remedy=f"Check {named(settings.places, 'endpoint_url', 'region')}: an address is like https://host:port",
            ) from error
        return cls(client, settings.bucket, settings.prefix, stamp_of(settings), settings.places)

    def check(self, *, writes: bool = False) -> None:
        """Raise now, in words, what every later call would fail with.

        writes: whether this process is to write, with conditions: then a store without these is named now.
        """
        self._call("head_bucket", "")
        if writes:
            self.conditional  # noqa: B018 — asked for what it says in the log

    @property
    def conditional(self) -> bool:
        """Whether the store keeps `If-Match` and `If-None-Match`: five of eleven that were tried do not, and
        answer 200. Asked once a process and bucket, by trying."""
        place = (self.client.meta.endpoint_url, self.bucket)
        if place not in _CONDITIONAL:
            _CONDITIONAL[place] = self._probe()
            if not _CONDITIONAL[place]:
                log.warning(
                    "s3://%s at %s ignores conditional writes: landing takes a lock object instead",
                    self.bucket,
                    place[0],
                )
        return _CONDITIONAL[place]

    def _probe(self) -> bool:
        key = f"{self.keys.prefix}probe/{uuid4().hex}"
        try:
            etag = self._put(key, b"1")
            self._put(key, b"2", IfMatch=etag)
            return self._refuses(key, IfNoneMatch="*") and self._refuses(key, IfMatch=etag)
        finally:
            self.delete(key)

    def _refuses(self, key: str, **condition: str) -> bool:
        try:
            self._put(key, b"3", **condition)
        except Conflict:
            return True
        return False

    @contextmanager
    def lock(self, name: str, *, wait: Callable[[float], None] = sleep) -> Iterator[None]:
        """Keep others out where conditional writes cannot: nothing to do where they can.

        Each comer leaves a ticket and waits until none is older than its own; a ticket whose owner died is
        ignored after `LOCK_EXPIRES` seconds, by the store's own clock. That clock may count whole seconds, so the
        first look comes when no ticket of the same second can follow. A listing that does not show the own ticket
        yet is not believed; one that hides an older ticket still would be.
        """
        if self.conditional:
            yield
            return
        prefix = f"{self.keys.prefix}locks/{name}/"
        mine = f"{prefix}{uuid4().hex}"
        self._put(mine, b"")
        try:
            wait(1.5)
            while self._ahead(prefix, mine):
                wait(0.5)
            yield
        finally:
            self.delete(mine)

    def _ahead(self, prefix: str, mine: str) -> bool:
        tickets = {
            item["Key"]: item["LastModified"]
            for page in self._pages(prefix)
            for item in page.get("Contents", ())
        }
        if mine not in tickets:  # a listing of before: it cannot say who else is there
            return True
        own = (tickets[mine], mine)
        newest = max(tickets.values())
        return any(
            (at, key) < own and (newest - at).total_seconds() < LOCK_EXPIRES for key, at in tickets.items()
        )

    def get(self, key: str) -> bytes:
        """The object's bytes; `KeyMissing` when there is none."""
        return self._get(key)[0]

    def get_tagged(self, key: str) -> tuple[bytes, str] | None:
        """The object's bytes and ETag, for a later `put(if_match=…)`; None when there is none."""
        try:
            return self._get(key)
        except KeyMissing:
            return None

    def _get(self, key: str, **arguments: str) -> tuple[bytes, str]:
        return self._body(key, lambda answer: (answer["Body"].read(), answer["ETag"]), **arguments)

    def _body(self, key: str, read: Callable[[Any], T], **arguments: str) -> T:
        """What `read` makes of an answer; a body that breaks off is asked for again, which boto3 does not do."""
        for left in reversed(range(3)):
            answer = self._call("get_object", key, Key=key, **arguments)
            try:
                return read(answer)
            except BotoCoreError as error:
                if not left:
                    raise StoreUnreachable(
                        f"s3://{self.bucket}/{key} breaks off: {error}",
                        remedy="The store or the network fails: try again",
                    ) from error
        raise AssertionError("not reached")

    def get_range(self, key: str, offset: int, length: int) -> bytes:
        return self._get(key, Range=f"bytes={offset}-{offset + length - 1}")[0]

    def put(
        self,
        key: str,
        body: bytes,
        *,
        content_type: str = "application/octet-stream",
        if_match: str | None = None,
        if_absent: bool = False,
    ) -> str:
        """Write the object whole, check that it is there as sent, and give its ETag.

        `Conflict` when a condition does not hold. A write whose answer was lost and that boto3 sent again finds
        itself there: that is no conflict.
        """
        condition: dict[str, Any] = {}
        if if_match is not None:
            condition["IfMatch"] = if_match
        if if_absent:
            condition["IfNoneMatch"] = "*"
        if condition and not self.conditional:
            found = self.get_tagged(key)
            if (found is not None) if if_absent else (found is None or found[1] != if_match):
                raise Conflict(f"s3://{self.bucket}/{key}: written by another run since it was read")
            condition = {}
        try:
            return self._put(key, body, ContentType=content_type, **condition)
        except Conflict:
            found = self.get_tagged(key) if condition else None
            if found is not None and found[0] == body:
                return found[1]
            raise

    def _put(self, key: str, body: bytes, **arguments: Any) -> str:
        answer = self._call("put_object", key, Key=key, Body=body, **self.stamp, **arguments)
        return self._checked(key, answer, hashlib.md5(body, usedforsecurity=False).hexdigest(), len(body))

    def _checked(self, key: str, answer: Mapping[str, Any], md5: str, size: int) -> str:
        """The ETag, once it says that what was written is what was sent; where it cannot, the size must.

        It is the MD5 of the body unless a key of KMS encrypts it, which may be the bucket's own default.
        """
        etag: str = answer["ETag"]
        of_kms = answer.get("ServerSideEncryption", "").startswith("aws:kms")
        if re.fullmatch(r'"?[0-9a-f]{32}"?', etag) and not of_kms:
            right = etag.strip('"') == md5
        else:
            right = self._call("head_object", key, Key=key)["ContentLength"] == size
        if not right:
            raise StoreError(
                f"s3://{self.bucket}/{key} is not what was sent", remedy="Run the step again; check the store"
            )
        return etag

    def fetch(self, key: str, path: Path) -> None:
        """Write the object to a file, piece by piece; `KeyMissing` when there is none."""

        def read(answer: Any) -> None:
            with path.open("wb") as file:
                for piece in answer["Body"].iter_chunks(1 << 20):
                    file.write(piece)

        self._body(key, read)

    def put_file(self, key: str, path: Path, *, content_type: str = "application/octet-stream") -> str:
        """Write a file as one object, streamed, check that it is there as sent, and give its ETag."""
        with path.open("rb") as file:
            md5 = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
            file.seek(0)
            answer = self._call("put_object", key, Key=key, Body=file, ContentType=content_type, **self.stamp)
        return self._checked(key, answer, md5, path.stat().st_size)

    def list(self, prefix: str) -> Iterator[str]:
        """Keys under a prefix, sorted: servers differ in the order that they give."""
        return iter(sorted(item["Key"] for page in self._pages(prefix) for item in page.get("Contents", ())))

    def _pages(self, prefix: str) -> Iterator[Any]:
        token: dict[str, Any] = {}
        while True:
            page = self._call("list_objects_v2", prefix, Prefix=prefix, **token)
            yield page
            if not page.get("IsTruncated"):
                return
            token = {"ContinuationToken": page["NextContinuationToken"]}

    def delete(self, key: str) -> None:
        self._call("delete_object", key, Key=key)

    def _call(self, operation: str, key: str, **arguments: Any) -> Any:
        where = f"s3://{self.bucket}/{key} at {self.client.meta.endpoint_url}"
        try:
            return getattr(self.client, operation)(Bucket=self.bucket, **arguments)
        except ClientError as error:
            raise self._said(error, where) from error
        except (NoCredentialsError, CredentialRetrievalError) as error:
            raise CredentialsRefused(
                f"{where}: {error}",
                remedy=f"Give {named(self.places, 'access_key_id', 'secret_access_key')}",
            ) from error
        except ParamValidationError as error:
            raise SettingsError(
                f"{where}: {' '.join(str(error).split())}", remedy=f"Mend {named(self.places, 'bucket')}"
            ) from error
        except SSLError as error:
            raise StoreError(
                f"{where}: {error}",
                remedy=f"Name the file of the authority that signed its certificate: {named(self.places, 'ca_bundle')}",
            ) from error
        except BotoCoreError as error:
            raise StoreUnreachable(
                f"{where}: {error}", remedy=f"Check {named(self.places, 'endpoint_url')} and the network"
            ) from error

    def _said(self, error: ClientError, where: str) -> StoreError:
        """What a store's refusal means, and what to do."""
        status = error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        code = error.response.get("Error", {}).get("Code", "")
        if code == "NoSuchBucket" or (status == 404 and error.operation_name == "HeadBucket"):
            return BucketMissing(
                f"The bucket {self.bucket} does not exist ({where})",
                remedy=f"Create it or set {named(self.places, 'bucket')}",
            )
        if status == 404:
            return KeyMissing(f"No object {where}")
        if status in (401, 403):
            keys = named(self.places, "access_key_id", "secret_access_key")
            return CredentialsRefused(
                f"{where}: {code or status}", remedy=f"Check {keys}, and what they may do"
            )
        if status in (409, 412):
            return Conflict(f"{where}: written by another run since it was read")
        if status in (429, 500, 502, 503, 504):
            return StoreUnreachable(
                f"{where}: {code or status}", remedy="The store is overloaded or down: try again"
            )
        return StoreError(f"{where}: {error}")


def _client(settings: Settings) -> S3Client:
    secret, token = settings.secret_access_key, settings.session_token
    return boto3.client(
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
            read_timeout=settings.store_timeout,
            # Not every store knows the newer checksums; `put` checks what was written by its ETag.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        ),
    )
