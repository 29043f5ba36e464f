"""Where a layout finds the parts of an article, and what it leaves out, on a page of each system."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

import pytest
import trafilatura
from lxml.html import HtmlElement, document_fromstring

from khuyenhoc.crawl.cms import Layout, vendor_of
from khuyenhoc.crawl.cms.listings import text_of
from khuyenhoc.crawl.cms.marks import select
from khuyenhoc.models import Cms
from tests.crawl.cms.shown import cms_of, page


@dataclass(frozen=True)
class Read:
    """What the first layout finds on an article's page; `body` is the text after drop, noise and tail."""

    name: str
    title: str
    published: str
    body: list[str]
    lead: str = ""
    author: str = ""
    captions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


ARTICLES = [
    Read(  # related boxes go, the content box stays, "Ảnh 2." goes
        "vccorp/article.html", "Trao 40 suất học bổng cho học sinh vượt khó", "05/10/2026 15:42 GMT+7",
        ["Mỗi suất trị giá 1,5 triệu đồng.", "Các em nhận học bổng.", "Quỹ của huyện hiện có 2,4 tỉ đồng."],
        lead="Ngày 4/10, Hội Khuyến học huyện trao học bổng đợt hai.", author="Thu Hà", captions=("Các em nhận học bổng.",),
    ),
    Read(
        "nukeviet4/article.html", "Tổng kết năm học", "2011-06-16T03:12:00+07:00",
        ["Hội nghị diễn ra trong một buổi.", "Toàn cảnh hội nghị.", "Các huyện báo cáo kết quả."],
        lead="Toàn tỉnh có thêm 12 dòng họ học tập.", author="Ban Biên tập", captions=("Toàn cảnh hội nghị.",),
    ),
    Read(
        "nukeviet3/article.html", "Đại hội lần thứ IV", "Thứ sáu - 06/02/2015 03:55",
        ["Nhiệm kỳ qua, toàn tỉnh vận động được 17,2 tỉ đồng."],
        lead="Đại hội bầu 35 uỷ viên.", author="Văn Lâm", tags=("đại hội",),
    ),
    Read(
        "sharepoint/article.html", "Huyện hội sơ kết", "Ngày xuất bản: 25/01/2021 12:26:00 CH",
        ["Huyện hội đạt 26% hội viên trên dân số.", "Ba xã dẫn đầu phong trào."],
    ),
    Read(
        "liferay/article.html", "Khuyến học ở huyện", "Ngày đăng 18/03/2019 | 04:01 PM | View count: 536",
        ["Hơn 23 tỉ đồng đã được trao."],
    ),
    Read(
        "mojoportal/article.html", "Tổng kết công tác", "Thứ Tư 10/01/2024 09:00 | Đã xem 210",
        ["Toàn tỉnh có 8.102 dòng họ học tập.", "VPTU"],
        lead="Hội nghị diễn ra sáng nay.", author="Minh Anh", tags=("khuyến học",),
    ),
    Read(
        "dnn/article.html", "Hội nghị điển hình", "Ngày đăng: 26/07/2022",
        ["Hội nghị tuyên dương 52 gia đình học tập."], lead="Tuyên dương 52 gia đình.",
    ),
    Read("phpnuke/article.html", "Phát động tháng khuyến học", "10.2013", ["Cả nước có 9 triệu hội viên."]),
    Read(  # the save view: the whole day, and no furniture
        "phpnuke/saved.html", "Phát động tháng khuyến học", "18.10.2013",
        ["Cả nước có 9 triệu hội viên, tăng 1,2 triệu so với năm trước."],
    ),
    Read(
        "wordpress/article.html", "Trao xe đạp", "2024-05-03T08:00:00+07:00", ["Hội trao 25 xe đạp."], author="Ban truyền thông",
    ),
    Read(
        "joomla/article.html", "Đại hội Hội Khuyến học huyện", "2015-03-02T01:00:00+00:00", ["Đại hội bầu 21 uỷ viên."], author="Phòng Giáo dục",
    ),
    Read(
        "drupal/article.html", "Ngày hội khuyến học", "Gửi bởi admin ngày 12/08/2016", ["Xã có 640 gia đình được công nhận gia đình học tập."], tags=("khuyến học",),
    ),
    Read(
        "generic/article.html", "Lan toả phong trào khuyến học", "2025-08-28T12:39:00+07:00",
        ["Phong trào khuyến học lan tới từng thôn, từng dòng họ."], lead="Tỉnh có 1.200 chi hội.",
    ),
]  # fmt: skip


def test_a_theme_that_nukeviet_4_took_over_from_3_is_read_by_its_second_layout():
    tree, (today, former) = page("nukeviet3/article.html"), vendor_of(Cms.NUKEVIET4).layouts
    assert first(tree, today.body) is None
    assert said(tree, former.published) == "Thứ sáu - 06/02/2015 03:55"
    assert body_lines(tree, former) == ["Nhiệm kỳ qua, toàn tỉnh vận động được 17,2 tỉ đồng."]


def first(tree: HtmlElement, selectors: tuple[str, ...]) -> HtmlElement | None:
    return next((found[0] for selector in selectors if (found := select(tree, selector))), None)


def said(tree: HtmlElement, selectors: tuple[str, ...]) -> str:
    element = first(tree, selectors)
    if element is None:
        return ""
    return element.get("datetime") or element.get("content") or text_of(element)


def body_lines(tree: HtmlElement, layout: Layout) -> list[str]:
    body = first(tree, layout.body)
    assert body is not None, "no body"
    for selector in layout.drop:
        for element in select(body, selector):
            if element is not body:
                element.drop_tree()
    lines = []
    for paragraph in body.iter("p", "figcaption"):
        line = "" if select(paragraph, "p p") or select(paragraph, "figcaption p") else text_of(paragraph)
        if any(re.fullmatch(pattern, line) for pattern in layout.tail):
            break
        if line and not any(re.fullmatch(pattern, line) for pattern in layout.noise):
            lines.append(line)
    return lines


@pytest.mark.parametrize("read", ARTICLES, ids=lambda read: read.name)
def test_the_layout_finds_the_parts_of_an_article(read):
    layout, tree = vendor_of(cms_of(read.name)).layouts[0], page(read.name)
    assert said(tree, layout.title) == read.title
    assert said(tree, layout.published) == read.published
    assert said(tree, layout.lead) == read.lead
    assert said(tree, layout.author) == read.author
    found = next((found for selector in layout.tags if (found := select(tree, selector))), [])
    assert tuple(text_of(element) for element in found) == read.tags
    found = next((found for selector in layout.captions if (found := select(tree, selector))), [])
    assert tuple(text_of(element) for element in found) == read.captions
    assert body_lines(tree, layout) == read.body


NOISE = [
    ("Xem với cỡ chữ", True, "the label over the text"),
    ("• Loading...", True, "a script that did not run"),
    ("Hội nghị tổng kết năm 2024- Ảnh 1.", True, "a picture's title repeated"),
    ("Thứ năm, ngày 2/5/2024", True, "the day of the visit"),
    ("Đã xem 210", True, "a counter"),
    ("Chào mừng quý vị đến với Trang thông tin điện tử Hội Khuyến học!", True, "a slogan"),
    ("Ngày 10/01/2024, Hội Khuyến học tỉnh tổ chức hội nghị.", False, "a sentence that begins with a day"),
    ("Ảnh 1.", False, "a caption of its own"),
    ("Trong 5 năm, lượt xem: 20 nghìn và 300 bài viết.", False, "a sentence about views"),
    ("Loading là từ tiếng Anh.", False, "a sentence that begins so"),
]


@pytest.mark.parametrize(("line", "noise", "why"), NOISE)
def test_noise_is_whole_lines_of_furniture(line, noise, why):
    for cms in Cms:
        for layout in vendor_of(cms).layouts:
            assert any(re.fullmatch(pattern, line) for pattern in layout.noise) is noise, (cms, why)


TAIL = [
    ("CÁC BÀI VIẾT KHÁC:", True),
    ("Các tin khác", True),
    ("Tin liên quan", True),
    ("Những tin cũ hơn", True),
    ("Bình luận của bạn", True),
    ("Link nội dung: Hà Nam tổng kết", True),
    ("Các bài viết khác nhau về khuyến học được tuyển chọn.", False),
    ("Trả lời phỏng vấn, ông cho biết quỹ có 3 tỉ đồng.", False),
    ("Bình luận về kết quả, đại biểu đánh giá cao.", False),
]


@pytest.mark.parametrize(("line", "tail"), TAIL)
def test_the_tail_begins_with_a_heading_and_not_with_a_sentence(line, tail):
    for cms in Cms:
        for layout in vendor_of(cms).layouts:
            assert any(re.fullmatch(pattern, line) for pattern in layout.tail) is tail, cms


@pytest.mark.parametrize("cms", Cms)
def test_every_selector_and_pattern_compiles(cms):
    vendor = vendor_of(cms)
    for layout in vendor.layouts:
        for part in ("title", "lead", "published", "author", "section", "tags", "body", "captions", "drop"):
            for selector in getattr(layout, part):
                select(document_fromstring("<p>x</p>"), selector)
        for pattern in (*layout.noise, *layout.tail):
            re.compile(pattern)


def test_an_old_layout_is_read_up_to_its_last_day():
    today = Layout(body=(".bai__noi-dung",))
    old = Layout(body=("#news-bodyhtml",), until=date(2026, 11, 21))
    vendor = replace(vendor_of(Cms.NUKEVIET4), layouts=(today, old))
    assert vendor.layouts_at(date(2026, 11, 21)) == (today, old)
    assert vendor.layouts_at(date(2026, 11, 22)) == (today,)


def test_a_selector_by_words_still_holds_after_another_document_was_searched():
    """lxml's `:contains()` forgot its function's name once trafilatura had worked on a page."""
    page = document_fromstring("<p>Ngày xuất bản: 25/01/2021</p>")
    for _ in range(3):
        assert [element.tag for element in select(page, "p:contains('Ngày xuất bản')")] == ["p"]
        trafilatura.bare_extraction(document_fromstring(f"<article><p>{'xin chào ' * 50}</p></article>"))
