"""Ask for one address, once, and give what came: bytes as served, or how it failed. Follows nothing, keeps nothing.

No cookie, no credential and no proxy of the environment goes along. What is asked next, after which pause, is
for `walk` and `pace`.
"""

from __future__ import annotations

import base64
import hashlib
import re
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from http.client import HTTPException
from typing import Any, Protocol
from urllib.parse import urlsplit

import requests
from requests.exceptions import (
    ConnectionError as NoConnection,
)
from requests.exceptions import (
    InvalidHeader,
    InvalidSchema,
    InvalidURL,
    RequestException,
    SSLError,
    Timeout,
)
from urllib3.connection import HTTPConnection
from urllib3.exceptions import HTTPError, NameResolutionError, ProtocolError, ReadTimeoutError
from urllib3.exceptions import SSLError as BrokenTls

from khuyenhoc.crawl.decode import Decoded, decoded
from khuyenhoc.crawl.guard import BlockedAddress, GuardedAdapter, Resolve
from khuyenhoc.models import Result


@dataclass(frozen=True, slots=True)
class Limits:
    """What one page may take: bytes as served and unpacked, seconds to connect, a read, the whole page."""

    served: int = 10_000_000
    unpacked: int = 30_000_000
    connect: float = 10.0
    read: float = 20.0
    page: float = 60.0


@dataclass(frozen=True)
class Answer:
    """What one request gave. `status` None: no HTTP answer at all; `failure` and `detail` say why.

    `body` is as served, its transfer encoding undone, its content encoding not. A failure may come with a
    status and the part of the body that did arrive.
    """

    url: str
    fetched_at: datetime
    sent: tuple[tuple[str, str], ...] = ()
    status: int | None = None
    reason: str = ""
    protocol: str = "HTTP/1.1"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    elapsed_ms: int = 0
    failure: Result | None = None
    detail: str = ""
    truncated: str = ""
    limits: Limits = field(default_factory=Limits, repr=False)

    def header(self, name: str) -> str | None:
        return next((value for key, value in self.headers if key.lower() == name.lower()), None)

    @cached_property
    def decoded(self) -> Decoded:
        """The body without its content encoding, and what was wrong with that."""
        return decoded(self.body, self.header("Content-Encoding"), self.limits.unpacked)

    @cached_property
    def digest(self) -> str:
        """sha1 of the body as served, in base32: WARC's payload digest."""
        return "sha1:" + base64.b32encode(hashlib.sha1(self.body, usedforsecurity=False).digest()).decode()


class Fetches(Protocol):
    """Whoever can ask for an address."""

    def get(self, url: str, conditions: Mapping[str, str], now: datetime) -> Answer: ...


class Fetcher:
    """Speaks HTTP for one source. Not for two threads at once: one source has one connection."""

    def __init__(
        self,
        user_agent: str,
        *,
        local: bool = False,
        ca_bundle: str | None = None,
        limits: Limits | None = None,
        resolve: Resolve = socket.getaddrinfo,
    ) -> None:
        self.limits = limits or Limits()
        self._watch = _Watch(self.limits.page)
        self._adapter = GuardedAdapter(local=local, resolve=resolve, made=self._watch.connected)
        self._verify: bool | str = ca_bundle or True
        self._headers = {
            "User-Agent": user_agent,
            "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
            "Accept-Language": "vi,en;q=0.5",
            "Accept-Encoding": "gzip",
        }

    def close(self) -> None:
        self._watch.close()
        self._adapter.close()

    def get(self, url: str, conditions: Mapping[str, str], now: datetime) -> Answer:
        """Ask once. `conditions` are If-None-Match and If-Modified-Since; nothing is raised for what a site does."""
        began = time.monotonic()
        got = _Got()
        failure, detail = None, ""
        with self._watch.page():
            try:
                self._ask(url, conditions, got)
            # ValueError: what the standard library makes of headers and addresses that are none
            except (RequestException, HTTPError, HTTPException, OSError, ValueError) as error:
                failure, detail = _named(error)
        if self._watch.expired:
            failure, detail = Result.TIMEOUT, f"not complete after {self.limits.page:g} s"
        if failure is None and got.too_large:
            failure, detail = Result.TOO_LARGE, f"more than {self.limits.served} bytes"
        return Answer(
            url=url,
            fetched_at=now,
            sent=(("Host", urlsplit(url).netloc), *self._headers.items(), *conditions.items()),
            status=got.status,
            reason=got.reason,
            protocol=got.protocol,
            headers=got.headers,
            body=bytes(got.body),
            elapsed_ms=round((time.monotonic() - began) * 1000),
            failure=failure,
            detail=detail,
            truncated=_truncated(failure) if got.status else "",
            limits=self.limits,
        )

    def _ask(self, url: str, conditions: Mapping[str, str], got: _Got) -> None:
        # Not through a requests session: it keeps cookies, reads proxies and .netrc from the environment, and reads
        # the whole body of a redirect without a limit.
        request = requests.Request("GET", url, headers={**self._headers, **conditions}).prepare()
        timeout = (self.limits.connect, self.limits.read)
        with self._adapter.send(request, stream=True, timeout=timeout, verify=self._verify) as response:
            raw = response.raw
            got.status, got.reason = response.status_code, raw.reason or ""
            got.protocol = "HTTP/1.0" if raw.version == 10 else "HTTP/1.1"
            got.headers = tuple((k, v) for k, v in raw.headers.items() if k.lower() != "transfer-encoding")
            while chunk := raw.read1(1 << 16, decode_content=False):
                got.body += chunk
                if len(got.body) > self.limits.served:
                    del got.body[self.limits.served :]
                    got.too_large = True
                    self._watch.cut()  # or the rest would be read to keep the connection
                    return
                if self._watch.expired:
                    return


class _Watch:
    """Cuts a connection whose page takes too long: a timeout for each read does not stop a slow drip.

    One thread a fetcher that looks a few times within the deadline, not a timer a request: that costs a tenth of
    a whole crawl.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._over = threading.Event()
        self._lock = threading.Lock()
        self._until: float | None = None
        self._connection: HTTPConnection | None = None
        self._thread: threading.Thread | None = None
        self.expired = False

    def connected(self, connection: HTTPConnection) -> None:
        self._connection = connection

    @contextmanager
    def page(self) -> Iterator[None]:
        """The time of one page begins, and ends."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._look, name="page deadline", daemon=True)
            self._thread.start()
        with self._lock:
            self.expired, self._until = False, time.monotonic() + self._seconds
        try:
            yield
        finally:
            with self._lock:
                self._until = None

    def cut(self) -> None:
        """Close the connection, whoever reads from it."""
        connection = self._connection
        if connection is not None and connection.sock is not None:
            try:
                connection.sock.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass  # closed in between

    def close(self) -> None:
        self._over.set()

    def _look(self) -> None:
        while not self._over.wait(min(self._seconds / 8, 1.0)):
            with self._lock:
                if self._until is not None and time.monotonic() > self._until:
                    self.expired, self._until = True, None
                    self.cut()


@dataclass
class _Got:
    """What has arrived of an answer so far."""

    status: int | None = None
    reason: str = ""
    protocol: str = "HTTP/1.1"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytearray = field(default_factory=bytearray)
    too_large: bool = False


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, what it was raised from and what it carries, down to the first cause."""
    seen: set[int] = set()
    todo: list[Any] = [error]
    while todo:
        one = todo.pop(0)
        if isinstance(one, BaseException) and id(one) not in seen:
            seen.add(id(one))
            yield one
            todo += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]


def _named(error: BaseException) -> tuple[Result, str]:
    """The outcome that an exception of requests, urllib3 or the socket stands for, and its words."""
    causes = list(_causes(error))
    innermost = str(next((c for c in reversed(causes) if str(c)), error))
    for kinds, result in _OUTCOMES:
        if found := next((cause for cause in causes if isinstance(cause, kinds)), None):
            words = str(found) if result is Result.BLOCKED_ADDRESS else innermost
            return result, CONNECTION.sub("", words)
    return Result.REFUSED, innermost


#: How urllib3 begins a message: with the connection that it is about.
CONNECTION = re.compile(r"^\w+\(host=.*?\): ")
#: The first that matches anything in the chain of causes wins.
_OUTCOMES: tuple[tuple[tuple[type[BaseException], ...], Result], ...] = (
    ((BlockedAddress,), Result.BLOCKED_ADDRESS),
    ((NameResolutionError, UnicodeError), Result.DNS),
    ((SSLError, BrokenTls), Result.TLS),
    ((Timeout, ReadTimeoutError, TimeoutError), Result.TIMEOUT),
    ((InvalidURL, InvalidSchema), Result.BLOCKED_HOST),
    ((ConnectionResetError, ConnectionRefusedError, BrokenPipeError), Result.REFUSED),
    ((InvalidHeader, ProtocolError, HTTPException), Result.PARSE_ERROR),
    ((NoConnection, OSError), Result.REFUSED),
    ((ValueError,), Result.PARSE_ERROR),
)


def _truncated(failure: Result | None) -> str:
    """WARC-Truncated's word for a body that did not arrive whole."""
    if failure is None:
        return ""
    return {Result.TOO_LARGE: "length", Result.TIMEOUT: "time"}.get(failure, "disconnect")
