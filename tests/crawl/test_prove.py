"""Is it the right page? A line a case: what is served, and what it is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from khuyenhoc.crawl import prove
from khuyenhoc.crawl.cms import vendor_of
from khuyenhoc.crawl.fetch import Answer
from khuyenhoc.models import Cms, Result, Source
from tests.crawl.site import SENTENCE, Site, article, source_of

SITE = Site()
SITE.port = 8300
BODY = f"<p>{SENTENCE * 3}</p>"
LOGIN = "<form><input type='password' name='p'></form>"
BETTING = "<title>Nhà cái uy tín</title><h1>Casino</h1>Cá cược thể thao, nổ hũ, tài xỉu, đá gà, khuyến mãi nạp tiền. "


def answer(body: str | bytes, status: int = 200, **headers: str) -> Answer:
    served = body if isinstance(body, bytes) else body.encode()
    said = {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return Answer(
        "http://127.0.0.1:8300/a-1.html",
        datetime(2024, 1, 20, tzinfo=UTC),
        (),
        status,
        "",
        "HTTP/1.1",
        tuple(said.items()),
        served,
    )


def judged(
    body: str | bytes, status: int = 200, *, source: Source | None = None, **headers: str
) -> prove.Verdict:
    served = answer(body, status, **headers)
    source = source or source_of(SITE)
    assert source.cms
    return prove.status(served, conditional=False) or prove.article(served, source, vendor_of(source.cms))


def page(inner: str, head: str = "") -> str:
    return f"<html lang='vi'><head>{head}</head><body>{inner}</body></html>"


CHALLENGES = [
    b"<script>document.cookie='D1N=1; path=/';location.reload();</script>",
    b"<script>document.cookie='x=1';window.location = '/';</script>",
    b"<html><title>Just a moment...</title><script src='/cdn-cgi/challenge-platform/h/b.js'></script></html>",
]  # fmt: skip

CASES: list[tuple[str | bytes, int, dict[str, str], Result, str]] = [
    # an article
    (article(1), 200, {}, Result.OK, ""),
    (page(BODY), 200, {}, Result.OK, "no selector of nukeviet4 matches the body"),  # another layout, still an article
    (article(1, title="Cảnh báo cá cược bóng đá trong học sinh"), 200, {}, Result.OK, ""),  # about it, not of it
    (article(1, title="Trường đang bảo trì phòng máy"), 200, {}, Result.OK, ""),
    (article(1, title="Đăng nhập phần mềm học tập") + LOGIN, 200, {}, Result.OK, ""),  # a login box beside it
    (article(1).replace("</head>", "<link rel='canonical' href='https://www.127.0.0.1/a'></head>"), 200, {}, Result.OK, ""),
    # no article
    (page("<p>Ngắn.</p>"), 200, {}, Result.WRONG_PAGE, "0 characters of text where the layout has none, 200 expected"),
    (article(1, text="Ngắn."), 200, {}, Result.WRONG_PAGE, "0 characters of text where the layout has it"),
    (article(1, text="The association awarded scholarships to poor pupils. " * 9), 200, {}, Result.WRONG_PAGE, "not Vietnamese: 0.0%"),
    (page("<h1>Không tìm thấy trang</h1>"), 200, {}, Result.SOFT_404, "khong tim thay"),
    (page("<p>Bài viết không tồn tại hoặc đã bị xóa.</p>"), 200, {}, Result.SOFT_404, "da bi xoa"),
    (page("<h1>404 Not Found</h1>"), 404, {}, Result.HTTP_4XX, "HTTP 404"),
    (page("<h1>Đăng nhập</h1>" + LOGIN), 200, {}, Result.LOGIN, "asks for a password"),
    (page("<p>Hệ thống đang bảo trì, mời quay lại sau.</p>"), 200, {}, Result.MAINTENANCE, "dang bao tri"),
    (page("<p>Website đang nâng cấp</p>"), 503, {}, Result.HTTP_5XX, "HTTP 503"),
    # somebody else's
    (page(BETTING * 3), 200, {}, Result.HIJACKED, "betting page: "),
    (page(f"<div id='news-bodyhtml'>{SENTENCE * 9}{BETTING}</div>"), 200, {}, Result.HIJACKED, "betting page"),
    (page(BODY, "<link rel='canonical' href='https://nha-cai.example/'>"), 200, {}, Result.HIJACKED, "its canonical address is on nha-cai.example"),
    (page(BODY, "<meta property='og:url' content='https://nha-cai.example/'>"), 200, {}, Result.HIJACKED, "nha-cai.example"),
    (page("<h1>This domain is for sale</h1>"), 200, {}, Result.HIJACKED, "domain is for sale"),
    (page("<p>Tên miền này đang được rao bán</p>"), 200, {}, Result.HIJACKED, "ten mien nay dang duoc rao ban"),
    # a challenge, whatever the status
    *((body, status, {}, Result.CHALLENGE, "") for body in CHALLENGES for status in (200, 403, 503)),
    (page("<p>Checking</p>"), 403, {"cf_mitigated": "challenge"}, Result.CHALLENGE, "Cloudflare challenge"),
    (article(1) + "<script>document.cookie='seen=1';location.href</script>" + " " * 4000, 200, {}, Result.OK, ""),  # a page with such a script
    # not HTML
    (b"PK\x03\x04...", 200, {}, Result.NOT_HTML, "says it is HTML, is a file"),
    (b"{}", 200, {"Content_Type": "application/json"}, Result.NOT_HTML, "application/json"),
    (article(1), 200, {"Content_Type": "text/plain"}, Result.OK, ""),  # a server that does not know
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "status", "headers", "result", "detail"), CASES, ids=[f"{n}-{c[3]}" for n, c in enumerate(CASES)]
)
def test_what_a_page_is(
    body: str | bytes, status: int, headers: dict[str, str], result: Result, detail: str
) -> None:
    verdict = judged(body, status, **headers)
    assert (verdict.result, detail in verdict.detail) == (result, True), verdict


@pytest.mark.parametrize(
    ("charset", "headers"),
    [
        ("utf-8", "text/html; charset=iso-8859-1"),
        ("utf-16", "text/html"),
        ("utf-8-sig", "text/html; charset=utf-8"),
    ],
)
def test_the_charset_does_not_make_it_another_page(charset: str, headers: str) -> None:
    assert judged(article(1).encode(charset), Content_Type=headers).result is Result.OK


def test_the_file_decides_where_the_body_is_and_how_much_is_enough() -> None:
    served = page(f"<div class='noi-dung'>{SENTENCE}</div>")
    own = source_of(SITE, selectors={"body": ".noi-dung"}, assertions={"min_text": 80})
    assert judged(served).result is Result.WRONG_PAGE
    verdict = judged(served, source=own)
    assert (verdict.result, verdict.vendor_body) == (Result.OK, True)


def test_another_host_of_the_source_may_be_canonical() -> None:
    served = page(BODY, "<link rel='canonical' href='https://khuyenhoc.example/a'>")
    assert judged(served, source=source_of(SITE, hosts=["khuyenhoc.example"])).result is Result.OK


def test_a_page_of_a_list_may_be_short() -> None:
    listing: Any = prove.page(answer(page("<a href='/a-1.html'>Bài</a>")), source_of(SITE))
    assert listing.result is Result.OK
    assert (
        prove.page(answer(page("<h1>Website đang bảo trì</h1>")), source_of(SITE)).result
        is Result.MAINTENANCE
    )


def test_every_system_has_a_layout_whose_selectors_compile() -> None:
    for cms in Cms:
        served = answer(article(1))
        assert prove.article(served, source_of(SITE), vendor_of(cms)).result is Result.OK
