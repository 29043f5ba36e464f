"""Pages to articles: what is the article's stays, in its order; what is the page's goes."""

from __future__ import annotations

import unicodedata

import pytest

from khuyenhoc.extract.article import Extraction, extract, extract_all, extractor_version
from khuyenhoc.models import Article, Cms, Rejection, Selectors
from tests.extract.pages import capture, source

FIRST = "Ngày 5/10, Hội Khuyến học huyện Trấn Yên tổ chức hội nghị sơ kết công tác khuyến học 9 tháng đầu năm 2026."
SECOND = "Toàn huyện có 21.870 hội viên, đạt 25,4% dân số; vận động quỹ khuyến học được 2 tỷ 315 triệu đồng."


def page(body: str, *, head: str = "", around: str = "{}") -> str:
    article = f'<h1>Trấn Yên sơ kết công tác khuyến học</h1><div itemprop="articleBody">{body}</div>'
    return f"<html><head><title>Trấn Yên sơ kết công tác khuyến học</title>{head}</head><body>{around.format(article)}</body></html>"


def article(html: str | bytes, **over: object) -> Article:
    result = extract(capture(html, **over), source())  # type: ignore[arg-type]
    assert isinstance(result, Extraction), result
    return result.article


def lines(html: str) -> list[str]:
    return article(html).text.split("\n")[2:]


P = f"<p>{FIRST}</p><p>{SECOND}</p>"

BODIES = [
    (P, [FIRST, SECOND], "paragraphs"),
    (f"{FIRST}<br><br>{SECOND}", [FIRST, SECOND], "naked text with breaks"),
    (f"<div>{FIRST}</div><div>{SECOND}</div>", [FIRST, SECOND], "divs for paragraphs"),
    (f"<p>{FIRST}</p><p>Hội nghị do ông<br>Trần Văn Bảy chủ trì và<br>kết luận như sau.</p><p>{SECOND}</p>", [FIRST, "Hội nghị do ông", "Trần Văn Bảy chủ trì và kết luận như sau.", SECOND], "a break before a small letter is healed"),
    (f"{P}<ul><li>95 chi hội</li><li>21.870 hội viên</li></ul>", [FIRST, SECOND, "95 chi hội", "21.870 hội viên"], "a list keeps its items"),
    (f"{P}<table><tr><th>Xã</th><th>Hội viên</th></tr><tr><td>Việt Hồng</td><td>1.204</td></tr></table>", [FIRST, SECOND, "Xã | Hội viên", "Việt Hồng | 1.204"], "a table's rows are lines"),
    (f"<table><tr><td>{FIRST}</td></tr><tr><td><p>{SECOND}</p></td></tr></table>", [FIRST, SECOND], "a table that only lays out the page"),
    (f"<p>{FIRST}</p><figure><img src=/a.jpg><figcaption>Trao 100 suất</figcaption></figure><p>{SECOND}</p>", [FIRST, SECOND], "a caption stands apart"),
    (f"<p>{FIRST}</p><p><img src=/a.jpg></p><p style='text-align:center'><em>Trao 100 suất</em></p><p>{SECOND}</p>", [FIRST, SECOND], "a caption by its looks"),
    (f"<p>{FIRST}</p><div><!-- photo --><img src=/a.jpg><p>Trao 100 suất</p></div><p>{SECOND}</p>", [FIRST, SECOND], "a picture's box that holds a comment of HTML"),
    (P + "<!-- readers --><div class=c><p>Quê tôi có 300 hội viên</p><p>Trả lời</p></div>" * 2, [FIRST, SECOND], "a comment of HTML before those of readers"),
    (f"<p>{FIRST}</p><p><img src=/a.jpg></p><p>{SECOND}</p>", [FIRST, SECOND], "a paragraph behind an image is none"),
    (f"{P}<p>{FIRST}</p>", [FIRST, SECOND], "a pull-out repeats a paragraph"),
    (f"<p>• Loading...</p>{P}", [FIRST, SECOND], "SharePoint's chrome"),
    (f"<p>Xem với cỡ chữ</p>{P}<p>CÁC BÀI VIẾT KHÁC:</p><p>Lục Yên có 30.594 gia đình</p>", [FIRST, SECOND], "the tail goes"),
    (f"<p>{FIRST}</p><p>Tin liên quan</p><ul><li><a href=/b>Văn Yên trao 120 suất học bổng</a></li></ul><p>{SECOND}</p>", [FIRST, SECOND], "a box of links in the middle"),
    (f"{P}<p><a href=/c>Xem thêm: Lục Yên trao 350 suất học bổng cho học sinh</a></p>", [FIRST, SECOND], "a link to another article"),
    (f'<p>{FIRST}</p><p>Theo <a href="/kl49">Kết luận 49-KL/TW</a>, các cấp hội đẩy mạnh phong trào.</p><p>{SECOND}</p>', [FIRST, "Theo Kết luận 49-KL/TW, các cấp hội đẩy mạnh phong trào.", SECOND], "a link inside a sentence stays"),
    (f"<div style='display:none'>soi keo bong da</div>{P}", [FIRST, SECOND], "what no reader sees"),
    (f"{P}<script>var a = 12;</script><style>p{{}}</style>", [FIRST, SECOND], "scripts and styles"),
    (f"{P}<blockquote>“Học không bao giờ cùng”, ông Bảy nói.</blockquote>", [FIRST, SECOND, "“Học không bao giờ cùng”, ông Bảy nói."], "a quotation stays"),
    (f"<p>{FIRST}</p><p>&nbsp;</p><p>\u200b</p><p>{SECOND}</p>", [FIRST, SECOND], "empty paragraphs"),
    (f"<p>{FIRST}</p><p>- 95 chi hội;</p><p>+ 12 ban.</p><p>{SECOND}</p>", [FIRST, "- 95 chi hội;", "+ 12 ban.", SECOND], "items with a dash"),
    (unicodedata.normalize("NFD", P), [FIRST, SECOND], "decomposed letters"),
    (f"{P}<p style='text-align:right'><strong>Minh Đức</strong></p>", [FIRST, SECOND], "the byline is no text"),
    (f"{P}<p>Link nội dung: Trấn Yên sơ kết</p>", [FIRST, SECOND], "a mirror's closing link"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "wanted", "why"), BODIES, ids=[why for *_, why in BODIES])
def test_the_lines_of_a_body(body: str, wanted: list[str], why: str) -> None:
    assert lines(page(body)) == wanted


def test_text_is_title_blank_line_body() -> None:
    assert article(page(P)).text == f"Trấn Yên sơ kết công tác khuyến học\n\n{FIRST}\n{SECOND}"


def test_a_lead_outside_the_body_is_found_by_the_pages_description() -> None:
    lead = "Chín tháng đầu năm, phong trào khuyến học ở Trấn Yên có nhiều khởi sắc."
    found = article(page(P, head=f'<meta name=description content="{lead}">', around=f"<p>{lead}</p>{{}}"))
    assert found.lead == lead
    assert found.text.split("\n")[2:] == [lead, FIRST, SECOND]


def test_a_description_that_no_reader_sees_is_no_lead() -> None:
    head = '<meta name=description content="Cổng thông tin điện tử của Hội Khuyến học tỉnh Yên Bái">'
    assert article(page(P, head=head)).lead == ""


def test_a_bold_first_paragraph_is_the_lead() -> None:
    found = article(page(f"<p><strong>{FIRST}</strong></p><p>{SECOND}</p><p>{SECOND} Hết.</p>"))
    assert found.lead == FIRST
    assert found.text.count(FIRST) == 1


def test_images_keep_their_captions_and_absolute_addresses() -> None:
    found = article(page(f"{P}<figure><img src=/a.jpg><figcaption>Trao 100 suất</figcaption></figure>"))
    assert [(image.url, image.caption) for image in found.images] == [
        ("https://example.org/a.jpg", "Trao 100 suất")
    ]


def test_the_byline_is_the_author() -> None:
    assert article(page(f"{P}<p style='text-align:right'><b>Minh Đức</b></p>")).author == "Minh Đức"


def test_a_sources_own_selector_comes_first() -> None:
    html = page(P).replace(
        "</body>",
        "<div class=mine><p>Bài viết thật của hội, dài hơn một dòng một chút để đủ.</p></div></body>",
    )
    result = extract(capture(html), source(selectors=Selectors(body=".mine"), assertions={"min_text": 20}))
    assert isinstance(result, Extraction)
    assert result.article.text.split("\n")[2:] == ["Bài viết thật của hội, dài hơn một dòng một chút để đủ."]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_any_encoding_gives_the_same_text(encoding: str) -> None:
    assert article(page(P).encode(encoding), content_type="text/html").text == article(page(P)).text


def test_an_injected_phrase_is_taken_out_and_the_original_kept() -> None:
    html = page(P.replace("khuyến học", "khuyến keo nha cai"))
    found = article(html)
    assert found.injected == "keo nha cai"
    assert found.text == article(page(P)).text
    assert found.original_text is not None
    assert "khuyến keo nha cai" in found.original_text


def test_figures_after_an_injection_are_trusted_less() -> None:
    clean = extract(capture(page(P)), source())
    hacked = extract(capture(page(P.replace("khuyến học", "khuyến keo nha cai"))), source())
    assert isinstance(clean, Extraction)
    assert isinstance(hacked, Extraction)
    assert [o.figure.value for o in hacked.observations] == [o.figure.value for o in clean.observations]
    assert all(
        h.figure.confidence < c.figure.confidence
        for h, c in zip(hacked.observations, clean.observations, strict=True)
    )


def test_figures_point_into_the_text() -> None:
    result = extract(capture(page(P)), source())
    assert isinstance(result, Extraction)
    spans = [(o.figure.char_start, o.figure.char_end, o.figure.surface) for o in result.observations]
    assert spans
    assert all(result.article.text[start:end] == surface for start, end, surface in spans)


def test_it_is_a_function_of_the_capture() -> None:
    captures = [
        capture(page(P + f"<p>Bài {n}</p>"), url=f"https://example.org/bai-{n}123.html") for n in range(4)
    ]
    forward = list(extract_all(captures, source(), {}))
    backward = list(extract_all(captures[::-1], source(), {}))
    assert forward == backward
    assert len(forward) == 4


def test_a_date_in_the_future_is_set_aside_and_named() -> None:
    result = extract(capture(page(P, head='<meta name=pubdate content="2031-01-10">')), source())
    assert isinstance(result, Extraction)
    assert result.article.published_at is None
    assert [(r.rule, r.observed) for r in result.set_aside] == [
        ("published_date", "2031-01-10T00:00:00+07:00 (meta) is in the future")
    ]


NO_PAGES = [
    (b"", "empty_page"),
    (b" \n\t ", "empty_page"),
    (b"%PDF-1.4 ...", "not_html"),
    (b"\x89PNG\r\n\x1a\n" + bytes(200), "not_html"),
    (bytes(range(256)) * 40, "not_text"),
    (b"<!-- only a comment -->", "not_html"),
    (b"<html><frameset><frame src=a.html></frameset></html>", "frames"),
    (b"<html><body><iframe src=a.html></iframe></body></html>", "frames"),
    (b"<html><body><div id=app></div><script src=a.js></script></body></html>", "javascript_only"),
    (b"<html><body><div><img src=a.jpg></div></body></html>", "no_article"),
    (page("<p>Đang cập nhật nội dung bài viết, mời quý vị quay lại sau.</p>").encode(), "text_too_short"),
    (page("<p>" + "xin chào " * 50_000 + "</p>").encode(), "text_too_long"),
    (b"<p>" + b"a" * 5_000_001, "too_large"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("body", "rule"), NO_PAGES, ids=[f"{rule}-{n}" for n, (_, rule) in enumerate(NO_PAGES)]
)
def test_no_article_has_its_reason_and_its_place(body: bytes, rule: str) -> None:
    result = extract(capture(body), source())
    assert isinstance(result, Rejection)
    assert result.rule == rule
    assert result.record["warc_key"] == "raw/a.warc.gz"
    assert result.record["url"] == "https://example.org/bai-1234.html"


BODY = f'<div itemprop="articleBody">{P}</div>'
ODD = [
    (page(P + '<img src="http://[::1/a.jpg">'), "an address that is none"),
    (f"<body><div><h1>Bài viết</h1><x=y>{BODY}</x=y></div></body>", "a name that no tag has"),
    ("<div>" * 5000 + P + "</div>" * 5000, "nested deeply"),
    (page(P)[:-80], "cut off"),
    (page(P).replace("<p>", "<p><p><b>").replace("</p>", ""), "unclosed"),
    (page(P + "<p>" + "xin chào " * 10_000 + "</p>"), "a very long paragraph"),
    ("<?xml version='1.0' encoding='utf-8'?>" + page(P), "an XML declaration"),
    (page(P).replace("khuyến", "khuy\x00ến"), "control characters"),
    (page(P).encode() + b"\xff\xfe\xe1", "some bytes of another encoding"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "why"), ODD, ids=[why for _, why in ODD])
def test_a_damaged_page_is_read_or_set_aside(html: str | bytes, why: str) -> None:
    assert isinstance(extract(capture(html), source()), Extraction | Rejection)


def test_the_extractors_version_names_trafilatura() -> None:
    assert extractor_version() == extractor_version()
    assert "+trafilatura" in extractor_version()


@pytest.mark.parametrize("cms", list(Cms))
def test_every_system_reads_a_plain_page(cms: Cms) -> None:
    result = extract(capture(page(P)), source(cms))
    assert isinstance(result, Extraction)
    assert SECOND in result.article.text
