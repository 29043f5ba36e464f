"""A site on loopback for the crawl's tests: NukeViet pages as data, every request written down."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

from khuyenhoc.models import Source

SENTENCE = (
    "Năm 2023, Hội Khuyến học huyện đã vận động được 1,2 tỷ đồng, trao 350 suất học bổng cho học sinh nghèo. "
)


@dataclass
class Reply:
    """What the site answers on one path. `raw` speaks on the bare socket instead."""

    body: bytes | str = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})
    raw: Callable[[Any], None] | None = None

    @property
    def bytes(self) -> bytes:
        return self.body.encode() if isinstance(self.body, str) else self.body


@dataclass
class Request:
    path: str
    headers: Message


class Site:
    """Paths and their replies; `asked` is what came in, in order."""

    def __init__(self) -> None:
        self.replies: dict[str, Reply | list[Reply]] = {}
        self.asked: list[Request] = []
        self.port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __setitem__(self, path: str, reply: Reply | list[Reply] | str | bytes) -> None:
        self.replies[path] = Reply(reply) if isinstance(reply, str | bytes) else reply

    def paths(self) -> list[str]:
        return [request.path for request in self.asked]

    def reply(self, path: str) -> Reply:
        """The reply of a path; of several the next, the last for ever."""
        found = self.replies.get(path, Reply("<h1>404 Not Found</h1>", 404))
        if isinstance(found, list):
            return found.pop(0) if len(found) > 1 else found[0]
        return found

    def articles(self, count: int, *, first: int = 1) -> None:
        """A listing of so many articles, ten a page, and their pages."""
        numbers = list(range(first + count - 1, first - 1, -1))
        pages = [numbers[at : at + 10] for at in range(0, len(numbers), 10)]
        for n, page in enumerate(pages, start=1):
            self[f"/news/tin-tuc/page-{n}" if n > 1 else "/news/tin-tuc/"] = listing(page, n, len(pages))
        for number in numbers:
            self[f"/news/tin-tuc/bai-so-{number}.html"] = article(number)


def article(
    number: int,
    *,
    text: str = SENTENCE * 3,
    title: str = "Hội Khuyến học trao học bổng",
    day: str = "15/01/2024",
) -> str:
    return f"""<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{title} {number}</title>
<meta name="generator" content="NukeViet v4.5"></head><body><div class="news_column panel panel-default"
itemtype="http://schema.org/NewsArticle"><h1 class="title margin-bottom-lg" itemprop="headline">{title} {number}</h1>
<span class="h5">Thứ hai - {day} 08:00</span><div class="hometext m-bottom" itemprop="description">Tóm tắt</div>
<div id="news-bodyhtml" class="bodytext"><p>{text}</p></div></div></body></html>"""


def listing(numbers: list[int], n: int = 1, last: int = 1) -> str:
    items = "".join(
        f'<div class="panel panel-default"><div class="panel-body"><h3><a href="/news/tin-tuc/bai-so-{number}.html">'
        f"Bài số {number}</a></h3></div></div>"
        for number in numbers
    )
    pages = "".join(
        f'<li class="page-item"><a class="page-link" href="/news/tin-tuc/page-{m}">{m}</a></li>'
        for m in range(1, last + 1)
    )
    return f"""<html lang="vi"><head><meta charset="utf-8"><title>Tin tức</title><meta name="generator"
content="NukeViet v4.5"></head><body><div class="news_column">{items}</div><ul class="pagination">{pages}</ul>
</body></html>"""


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    """The site on a free port of 127.0.0.1."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # one write a reply, or Nagle waits 40 ms between head and body

        def do_GET(self) -> None:
            site.asked.append(Request(self.path, self.headers))
            reply = site.reply(self.path)
            if reply.raw is not None:
                self.close_connection = True
                try:
                    reply.raw(self.connection)
                except OSError:
                    pass  # the client had enough
                return
            body, headers = reply.bytes, dict(reply.headers)
            etag = headers.get("ETag")
            status = 304 if etag and self.headers.get("If-None-Match") == etag else reply.status
            if status == 304:
                body = b""
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            if "Content-Length" not in headers and status != 304:
                self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    site.port = server.server_address[1]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


class Clock:
    """A clock that stands still until somebody sleeps; it remembers for how long."""

    def __init__(self, at: datetime = datetime(2024, 1, 20, 3, 0, tzinfo=UTC)) -> None:
        self.at = at
        self.slept: list[float] = []

    def now(self) -> datetime:
        self.at += timedelta(milliseconds=1)  # so that two moments are never the same
        return self.at

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += timedelta(seconds=seconds)


def source_of(site: Site, **over: Any) -> Source:
    """The YAML file of the site, so to speak."""
    said: dict[str, Any] = {
        "id": "mau",
        "name": {"vi": "Hội Khuyến học mẫu", "en": "Sample association"},
        "owner": "Hội Khuyến học mẫu",
        "level": "province",
        "base_url": site.url,
        "cms": "nukeviet4",
        "start": {"listings": [{"url": f"{site.url}/news/tin-tuc/"}]},
        "politeness": {"delay": 0},
        "cadence": 2,
        "proven": True,
        "local": True,
    }
    return Source.model_validate(said | over)


def packed(body: str | bytes) -> Reply:
    """A gzip reply."""
    raw = body.encode() if isinstance(body, str) else body
    return Reply(
        gzip.compress(raw), headers={"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
    )


def headers(**over: str) -> Mapping[str, str]:
    return {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in over.items()}
