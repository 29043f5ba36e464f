"""The server: one port a site, everything from memory, conditional requests answered as the systems do."""

from __future__ import annotations

import errno
import gzip
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from samples.articles import TODAY
from samples.sites import SITES, Edition, Site
from samples.systems import Page

HOST = "127.0.0.1"


class PortInUse(OSError):
    """Something else listens where a sample site should."""

    def __init__(self, port: int, site: Site) -> None:
        super().__init__(
            errno.EADDRINUSE,
            f"Port {port} on {HOST}, for the sample site {site.id}, is in use. "
            "End what listens there, or choose another first port with --port",
        )

    def __str__(self) -> str:
        return str(self.strerror)


class SiteServer(ThreadingHTTPServer):
    """One site on one port."""

    daemon_threads = True
    request_queue_size = 128
    edition: Edition

    def __init__(self, site: Site, port: int, day: int, today: date) -> None:
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise PortInUse(port, site) from error
            raise
        self.edition = Edition(site, f"http://{HOST}:{self.server_port}", day, today)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no error of the site."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: SiteServer
    protocol_version = "HTTP/1.1"
    wbufsize = -1
    disable_nagle_algorithm = True  # else a body waits until the head is acknowledged, 40 ms

    def do_GET(self) -> None:
        try:
            page = self.server.edition.answer(self.path)
        except ValueError:  # urllib's word for an address that is none, such as "http://["
            page = Page(b"Bad Request", "text/plain", 400)
        if page.status == 200 and self._still_good(page):
            self._send(page, 304, b"")
            return
        body, coding = page.body, ""
        if self.server.edition.site.system.compresses and "gzip" in self.headers.get("Accept-Encoding", ""):
            body, coding = _compressed(page.body), "gzip"
        self._send(page, page.status, body, coding)

    do_HEAD = do_GET

    def _still_good(self, page: Page) -> bool:
        """RFC 9110 13.2.2: If-None-Match decides alone when it is there, weakly compared."""
        tags = self.headers.get("If-None-Match")
        if tags is not None:
            known = {tag.strip().removeprefix("W/") for tag in tags.split(",")}
            return page.etag is not None and (page.etag in known or "*" in known)
        since = self.headers.get("If-Modified-Since")
        if since is None or page.last_modified is None:
            return False
        try:
            return _as_utc(page.last_modified) <= parsedate_to_datetime(since)
        except ValueError:  # not a date: the header is ignored, as the RFC asks
            return False

    def _send(self, page: Page, status: int, body: bytes, coding: str = "") -> None:
        self.send_response(status)
        if status != 304:
            self.send_header("Content-Type", page.content_type)
            self.send_header("Content-Length", str(len(body)))
        if coding:
            self.send_header("Content-Encoding", coding)
            self.send_header("Vary", "Accept-Encoding")
        if page.etag:
            self.send_header("ETag", f"W/{page.etag}" if coding else page.etag)
        if page.last_modified:
            stamp = format_datetime(_as_utc(page.last_modified), usegmt=True)
            self.send_header("Last-Modified", stamp)
        for name, value in page.headers:
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def version_string(self) -> str:
        return self.server.edition.site.system.server

    def log_message(self, format: str, *args: Any) -> None:
        """Silent: the crawler's own log says what was asked."""


@cache
def _compressed(body: bytes) -> bytes:
    return gzip.compress(body, mtime=0)


def _as_utc(moment: datetime) -> datetime:
    return (moment - timedelta(hours=7)).replace(tzinfo=UTC)


@contextmanager
def serve(
    sites: Sequence[Site] = SITES, *, day: int = 0, today: date = TODAY, base_port: int = 0
) -> Iterator[dict[str, str]]:
    """Serve sites until the block ends; gives the base URL of each by id.

    Site k listens on `base_port` + k; with 0 each gets a port that is free. Raises `PortInUse`.
    """
    with ExitStack() as stack:
        servers = [
            stack.enter_context(SiteServer(site, base_port and base_port + k, day, today))
            for k, site in enumerate(sites)
        ]
        for server in servers:
            _ = server.edition.pages  # all of them now, so that the first request waits for none
            threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
            stack.callback(server.shutdown)
        yield {server.edition.site.id: server.edition.base_url for server in servers}
