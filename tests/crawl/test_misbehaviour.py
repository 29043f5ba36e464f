"""Servers that misbehave: each way has its outcome, no address is without one, and the other pages come through."""

from __future__ import annotations

import gzip
import socket
import struct
import zlib
from collections import Counter
from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from khuyenhoc.crawl.archive import Visit
from khuyenhoc.crawl.fetch import Fetcher, Limits
from khuyenhoc.crawl.frontier import Frontier
from khuyenhoc.crawl.walk import Options, Walk
from khuyenhoc.models import Kind, Result
from tests.crawl.site import Clock, Reply, Site, article, listing, serving, source_of

AGENT = "khuyenhoc/0.1 (+https://example.org)"
LIMITS = Limits(
    served=2_000_000, unpacked=5_000_000, connect=5, read=1.0, page=1.6
)  # a loaded machine is slow, too
HTML = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"
BAD = "/news/tin-tuc/bai-so-2.html"
GOOD = article(2).encode()


def walk(site: Site, *, options: Options | None = None, **over: Any) -> tuple[Walk, list[Visit]]:
    fetcher = Fetcher(AGENT, local=True, limits=LIMITS)
    done = Walk(
        source_of(site, **over),
        Frontier(),
        fetcher=fetcher,
        clock=Clock(),
        agent=AGENT,
        limits=LIMITS,
        options=options,
    )
    visits = list(done.visits())
    fetcher.close()
    return done, visits


def says(*parts: bytes) -> Callable[[socket.socket], None]:
    """Says that on the bare socket, and closes."""

    def speak(connection: socket.socket) -> None:
        for part in parts:
            connection.sendall(part)

    return speak


def reset(connection: socket.socket) -> None:
    """Part of a page, then a reset in place of the rest."""
    connection.sendall(HTML + b"Content-Length: 1000\r\n\r\n<html>0123")
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def drips(start: bytes, drop: bytes) -> Callable[[socket.socket], None]:
    """One drop after the other, each well within the time for a read, without an end."""

    def speak(connection: socket.socket) -> None:
        connection.sendall(start)
        while not Event().wait(0.05):
            connection.sendall(drop)

    return speak


def silent(connection: socket.socket) -> None:
    connection.recv(1)  # until the client hangs up


GZIP = {"Content-Type": "text/html; charset=utf-8", "Content-Encoding": "gzip"}
DEFLATE = GZIP | {"Content-Encoding": "deflate"}
PACKED = gzip.compress(GOOD)
BOMB = gzip.compress(b"\0" * 30_000_000)
D1N = (
    b'<html><body><script>document.cookie="D1N=0123456789abcdef"+";expires=Fri, 31-Dec-2099 23:59:59 GMT; path=/";'
    b"window.location.reload(true);</script></body></html>"
)

CASES = [
    # the connection
    (Reply(raw=reset), Result.REFUSED, "reset by peer"),
    (Reply(raw=says()), Result.REFUSED, "closed connection without response"),
    (Reply(raw=silent), Result.TIMEOUT, "timed out"),
    (Reply(raw=drips(HTML + b"Content-Length: 100000\r\n\r\n", b"x")), Result.TIMEOUT, "not complete after 1.6 s"),
    (Reply(raw=drips(HTML + b"X-Drip: ", b"x")), Result.TIMEOUT, "not complete after 1.6 s"),
    (Reply(raw=drips(HTML + b"Transfer-Encoding: chunked\r\n\r\n", b"0")), Result.TIMEOUT, "not complete"),
    # HTTP
    (Reply(raw=says(b"SSH-2.0-OpenSSH_9.6\r\n")), Result.PARSE_ERROR, "SSH-2.0"),
    (Reply(raw=says(HTML + b"X: 1\r\n" * 150 + b"\r\n")), Result.PARSE_ERROR, "more than 100 headers"),
    (Reply(raw=says(HTML + b"X: " + b"x" * 70_000 + b"\r\n\r\n")), Result.PARSE_ERROR, "header line"),
    (Reply(raw=says(HTML + b"Content-Length: 9000\r\n\r\n<html>")), Result.PARSE_ERROR, "6 bytes read"),
    (Reply(raw=says(HTML + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n")), Result.PARSE_ERROR, "zz"),
    (Reply("", 304), Result.PARSE_ERROR, "304 to a request without a condition"),
    (Reply("", 206), Result.PARSE_ERROR, "HTTP 206"),
    (Reply("", 302, {"Content-Type": "text/html"}), Result.PARSE_ERROR, "HTTP 302"),  # nowhere to go
    (Reply("", 404), Result.HTTP_4XX, "HTTP 404"),
    (Reply("", 503, {"Retry-After": "7200"}), Result.HTTP_5XX, "HTTP 503"),
    (Reply("", 429), Result.RATE_LIMITED, "HTTP 429"),
    # the content encoding
    (Reply(PACKED[:-200], headers=GZIP), Result.PARSE_ERROR, "gzip ends early"),
    (Reply(PACKED[:200] + b"\xff" * 40 + PACKED[240:], headers=GZIP), Result.PARSE_ERROR, "gzip is damaged"),
    (Reply(GOOD, headers=GZIP | {"Content-Encoding": "br"}), Result.PARSE_ERROR, "is br, which was not asked for"),
    (Reply(BOMB, headers=GZIP), Result.TOO_LARGE, "more than 5000000 bytes unpacked"),
    (Reply(zlib.compress(b"\0" * 30_000_000)[2:-4], headers=DEFLATE), Result.TOO_LARGE, "more than 5000000"),
    (Reply(b"<html>" + b"x" * 3_000_000), Result.TOO_LARGE, "more than 2000000 bytes"),
    (Reply(GOOD, headers=GZIP), Result.OK, ""),  # says gzip, is not: browsers show it too
    (Reply(zlib.compress(GOOD), headers=DEFLATE), Result.OK, ""),
    (Reply(zlib.compress(GOOD)[2:-4], headers=DEFLATE), Result.OK, ""),  # bare, as some servers send it
    (Reply(PACKED + b"junk after the end", headers=GZIP), Result.OK, ""),
    # the page
    (Reply(b""), Result.EMPTY, "0 bytes of nothing"),
    (Reply(b"\0" * 500), Result.EMPTY, "500 bytes of nothing"),
    (Reply(GOOD.replace(b"<p>", b"<p>\0\0")), Result.OK, ""),
    (Reply(b"<html><p>" + b"x" * 1_900_000), Result.WRONG_PAGE, "not Vietnamese"),  # one endless line
    (Reply(b"<div>" * 100_000), Result.WRONG_PAGE, "0 characters"),
    (Reply(b"%PDF-1.7 ..."), Result.NOT_HTML, "says it is HTML, is a file"),
    (Reply(b"%PDF-1.7 ...", headers={"Content-Type": "application/pdf"}), Result.NOT_HTML, "application/pdf"),
    (Reply(GOOD, headers={}), Result.OK, ""),  # no Content-Type at all
    (Reply(D1N), Result.CHALLENGE, "script that set a cookie named D1N and reload"),
    # redirects
    (Reply("", 302, {"Location": BAD}), Result.TOO_MANY_REDIRECTS, "redirects to itself"),
    (Reply("", 302, {"Location": "/"}), Result.SOFT_404, "sent to the home page"),
    (Reply("", 302, {"Location": "/users/login/?back=1"}), Result.LOGIN, "sent to"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reply", "result", "detail"), CASES, ids=[f"{n}-{c[1]}" for n, c in enumerate(CASES)]
)
def test_each_way_to_misbehave_has_its_outcome(reply: Reply, result: Result, detail: str) -> None:
    site = Site()
    site.articles(3)
    site[BAD] = reply
    with serving(site):
        done, visits = walk(site)
    of = {visit.outcome.url.removeprefix(site.url): visit.outcome for visit in visits}
    assert (of[BAD].outcome, detail in of[BAD].detail) == (result, True), of[BAD]
    assert len(of) == len(visits), "one outcome for each address"
    assert of["/news/tin-tuc/bai-so-3.html"].outcome is Result.OK
    if of[BAD].retry_after is None:  # a site that names a time too far is left alone
        assert of["/news/tin-tuc/bai-so-1.html"].outcome is Result.OK
    page = next(page for page in done.frontier.articles() if page.url.endswith(BAD))
    assert page.pending == (result is not Result.OK)


def test_a_short_content_length_does_not_spill_into_the_next_page() -> None:
    site = Site()
    site.articles(3)
    site[BAD] = Reply(
        raw=says(HTML + b"Content-Length: 20\r\n\r\n" + b"<p>twenty bytes.</p>HTTP/1.1 200 OK\r\n\r\nforged")
    )
    with serving(site):
        _, visits = walk(site)
    bodies = {visit.outcome.url: visit.answer.body for visit in visits if visit.answer}
    assert bodies[site.url + BAD] == b"<p>twenty bytes.</p>"
    assert all(b"forged" not in body for body in bodies.values())


def test_an_endless_chain_of_redirects_ends() -> None:
    site = Site()
    site.articles(1)
    for n in range(20):
        site[f"/news/tin-tuc/bai-so-{n + 1}.html"] = Reply(
            "", 301, {"Location": f"/news/tin-tuc/bai-so-{n + 2}.html"}
        )
    with serving(site):
        _, visits = walk(site)
    results = [visit.outcome.outcome for visit in visits if visit.outcome.kind is Kind.ARTICLE]
    assert results == [Result.REDIRECTED] * 5 + [Result.TOO_MANY_REDIRECTS]


@pytest.mark.parametrize(
    ("target", "result", "detail"),
    [
        ("http://169.254.169.254/latest/meta-data/", Result.BLOCKED_HOST, "169.254.169.254 is not among"),
        ("http://evil.example/", Result.BLOCKED_HOST, "evil.example is not among"),
        (
            "http://127.0.0.1:1/",
            Result.BLOCKED_HOST,
            "port 1 is not the source's",
        ),  # a neighbour on the same host
        ("http://user:secret@127.0.0.1/", Result.BLOCKED_HOST, "carries credentials"),
        ("file:///etc/passwd", Result.BLOCKED_HOST, "file is not http"),
        ("http://[::1/", Result.BLOCKED_HOST, "no address"),
    ],
)
def test_a_redirect_out_of_the_source_is_not_followed(target: str, result: Result, detail: str) -> None:
    site = Site()
    site.articles(3)
    site[BAD] = Reply("", 302, {"Location": target})
    with serving(site):
        _, visits = walk(site)
    hops = [visit.outcome for visit in visits if visit.outcome.url in (site.url + BAD, target)]
    assert [hop.outcome for hop in hops] == [Result.REDIRECTED, result]
    assert detail in hops[1].detail


def test_no_cookie_goes_back() -> None:
    site = Site()
    site.articles(3)
    site["/news/tin-tuc/bai-so-3.html"] = Reply(article(3), headers={"Set-Cookie": "D1N=1; path=/"})
    with serving(site):
        walk(site)
    assert len(site.asked) == 5
    assert not [request for request in site.asked if request.headers["Cookie"]]
    assert {request.headers["User-Agent"] for request in site.asked} == {AGENT}
    assert {request.headers["Accept-Encoding"] for request in site.asked} == {"gzip"}


# ── lists ──


def endless(site: Site) -> None:
    """A calendar: every page names the next, with the same articles for ever."""
    for n in range(1, 60):
        site[f"/lich/{n}"] = listing([1, 2, 3])


def fresh_links(site: Site) -> None:
    """A trap: every page names new articles."""
    for n in range(1, 60):
        site[f"/lich/{n}"] = listing([100 + n])


@pytest.mark.parametrize(
    ("trap", "pages"),
    [
        (endless, 2),  # the second page says what the first said
        (fresh_links, 20),  # max_pages
    ],
)
def test_endless_paging_ends(trap: Callable[[Site], None], pages: int) -> None:
    site = Site()
    trap(site)
    with serving(site):
        start = {"listings": [{"url": f"{site.url}/lich/1", "paging": f"{site.url}/lich/{{n}}"}]}
        _, visits = walk(site, start=start)
    assert Counter(visit.outcome.kind for visit in visits)[Kind.LISTING] == pages


XML = {"Content-Type": "application/xml"}
RSS = """<?xml version="1.0"?><rss version="2.0"><channel><title>t</title>{}</channel></rss>"""
ITEM = "<item><title>Bài</title><link>/news/tin-tuc/bai-so-1.html</link><pubDate>{}</pubDate></item>"
LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {c} "{f"&{b};" * 10}">' for b, c in zip("abcdefgh", "bcdefghi", strict=True))
    + "]>"
)
URLSET = '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{}</urlset>'
LOC = "<url><loc>{}/news/tin-tuc/bai-so-1.html</loc></url>"

LISTS = [
    ("feed", RSS.format(ITEM.format("Mon, 15 Jan 2024 08:00:00 +0700")), Result.OK, 1),
    (
        "feed",
        RSS.format(ITEM.format("1/15/2024 8:00:00 AM"))[:-16],
        Result.OK,
        1,
    ),  # cut off: what is there counts
    ("feed", LAUGHS + RSS.format("&i;" + ITEM.format("")), Result.OK, 1),  # an entity bomb does nothing
    ("feed", RSS.format(ITEM.format("") + "&#99999999;"), Result.OK, 1),  # a character that there is not
    ("feed", RSS.format(""), Result.OK, 0),  # no entry: empty, not broken
    ("feed", "<html><title>Trang chủ</title><body>Hội Khuyến học</body></html>", Result.PARSE_ERROR, 0),
    ("feed", "<html><h1>404 - Không tìm thấy trang</h1></html>", Result.SOFT_404, 0),
    ("feed", "\0\0\0 not xml", Result.PARSE_ERROR, 0),
    ("sitemap", URLSET.format(LOC), Result.OK, 1),
    ("sitemap", URLSET.format(LOC)[:-12], Result.OK, 1),  # cut off
    ("sitemap", LAUGHS.replace("<!DOCTYPE x", "<!DOCTYPE urlset") + URLSET.format(LOC), Result.OK, 1),
    ("sitemap", URLSET.format("<url><loc>file:///etc/passwd</loc></url>" + LOC), Result.OK, 1),
    ("sitemap", "<html><body>Hội Khuyến học</body></html>", Result.PARSE_ERROR, 0),
    ("sitemap", "garbage", Result.PARSE_ERROR, 0),
]


@pytest.mark.parametrize(("kind", "body", "result", "links"), LISTS, ids=range(len(LISTS)))
@pytest.mark.parametrize("packed", [False, True])
def test_feeds_and_sitemaps_however_they_come(
    kind: str, body: str, result: Result, links: int, packed: bool
) -> None:
    site = Site()
    with serving(site):
        raw = body.replace("{}", site.url).encode()
        # a sitemap may be a gzip file, a feed only comes with a content encoding
        headers = XML if not packed or kind == "sitemap" else XML | {"Content-Encoding": "gzip"}
        site["/list"] = Reply(gzip.compress(raw) if packed else raw, headers=headers)
        site["/news/tin-tuc/bai-so-1.html"] = article(1)
        _, visits = walk(site, start={f"{kind}s": [f"{site.url}/list"]})
    of = [visit.outcome.outcome for visit in visits if visit.outcome.kind == kind]
    articles = [visit for visit in visits if visit.outcome.kind is Kind.ARTICLE]
    assert (of, len(articles)) == ([result], links)
