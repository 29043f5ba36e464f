"""What the adapters read from pages in each system's shape (`pages/<system>/`, written for these tests)."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from khuyenhoc.crawl.cms import Layout, Link, recognise, vendor_of
from khuyenhoc.crawl.cms.listings import text_of
from khuyenhoc.crawl.cms.marks import select
from khuyenhoc.models import Cms

PAGES = Path(__file__).parent / "pages"


def page(name: str) -> HtmlElement:
    return document_fromstring((PAGES / name).read_bytes(), parser=HTMLParser(encoding="utf-8"))


@dataclass(frozen=True)
class Listed:
    """A listing page: where it stands, what it names, and what follows it."""

    name: str
    url: str
    links: list[tuple[str, str, date | None]]
    following: str | None


SHAREPOINT = "http://yb.vn/noidung/tintuc/Pages/"
PHPNUKE = "http://hoikhuyenhoc.vn/modules.php?"
JOOMLA = "https://j.vn/index.php?option=com_content&view="

LISTINGS = [
    Listed(  # the head and the list; no advertisement on another host, no "Đọc nhiều"
        "vccorp/listing.html",
        "https://congdankhuyenhoc.vn/khuyen-hoc.htm",
        [
            ("https://congdankhuyenhoc.vn/dau-trang-179261005080000001.htm", "Bài đầu trang", None),
            ("https://congdankhuyenhoc.vn/bai-hai-179261004080000002.htm", "Bài hai", date(2026, 10, 4)),
            ("https://congdankhuyenhoc.vn/bai-ba-179261003080000003.htm", "Bài ba", None),
        ],
        "https://congdankhuyenhoc.vn/timeline/laytinmoitronglist-179101/page-2.htm",
    ),
    Listed(  # the day of publication, not the one in the summary; neither "Các tin khác" nor "Tin xem nhiều"
        "nukeviet4/listing.html",
        "https://hkh.vn/news/tin-tuc/page-2/",
        [
            ("https://hkh.vn/news/tin-tuc/bai-mot-31.html", "Bài một", date(2011, 6, 16)),
            ("https://hkh.vn/news/tin-tuc/bai-hai-30.html", "Bài hai", date(2011, 6, 15)),
        ],
        "https://hkh.vn/news/tin-tuc/page-3/",
    ),
    Listed(  # numbered titles; the last page
        "nukeviet4/listing-numbered.html",
        "https://hkh.vn/news/tin-tuc/page-2/",
        [
            ("https://hkh.vn/news/tin-tuc/bai-mot-31.html", "Bài một", None),
            ("https://hkh.vn/news/tin-tuc/bai-hai-30.html", "Bài hai", None),
        ],
        None,
    ),
    Listed(
        "nukeviet3/listing.html",
        "http://hkh.vn/index.php/vi/news/Tin-tuc/",
        [
            ("http://hkh.vn/index.php/vi/news/Tin-tuc/Dai-hoi-lan-thu-IV-321/", "Đại hội lần thứ IV", date(2015, 2, 6)),
            ("http://hkh.vn/index.php/vi/news/Tin-tuc/Hop-mat-320/", "Họp mặt", None),
        ],
        "http://hkh.vn/index.php/vi/news/Tin-tuc/page-2/",
    ),
    Listed(  # the web part with the pager, though another names more; the calendar's page=2 is of another day
        "sharepoint/listing.html",
        f"{SHAREPOINT}tin-tong-hop.aspx",
        [
            (f"{SHAREPOINT}chi-tiet-tin-tuc.aspx?ItemID=12&l=TinTuc", "Huyện hội sơ kết", date(2021, 1, 25)),
            (f"{SHAREPOINT}chi-tiet-tin-tuc.aspx?ItemID=11&l=TinTuc", "Trao học bổng", date(2021, 1, 20)),
        ],
        f"{SHAREPOINT}tin-tong-hop.aspx?date=&EventID=0&page=2",
    ),
    Listed(  # the list's second page stands under another path
        "liferay/listing.html",
        "https://bn.vn/dssdt.html",
        [
            ("https://bn.vn/-/view_content/4512-hoi-khuyen-hoc.html?p_p_auth=aB3", "Hội Khuyến học", date(2022, 7, 21)),
            ("https://bn.vn/-/view_content/4500-qu%E1%BB%B9.html", "Quỹ", date(2022, 7, 20)),
        ],
        "https://bn.vn/dssdt1377.html?p_p_id=101&p_p_auth=aB3&_101_delta=20&_101_cur=2",
    ),
    Listed(  # page 3 of this list, not of another category; IIS takes any letter case
        "mojoportal/listing.html",
        "https://bt.vn/article/viewlist.aspx?pageid=12&mid=31&pagenumber=2",
        [
            ("https://bt.vn/News/TinTuc/2024/01/287.aspx", "Tổng kết công tác", date(2024, 1, 10)),
            ("https://bt.vn/Tin-t%E1%BB%A9c/post/286/hop-mat.aspx", "Họp mặt", date(2024, 1, 9)),
        ],
        "https://bt.vn/Article/ViewList.aspx?pageid=12&mid=31&pagenumber=3",
    ),
    Listed(
        "mojoportal/listing.html",
        "https://bt.vn/Article/ViewList.aspx?pageid=12&mid=31&pagenumber=2",
        [
            ("https://bt.vn/News/TinTuc/2024/01/287.aspx", "Tổng kết công tác", date(2024, 1, 10)),
            ("https://bt.vn/Tin-t%E1%BB%A9c/post/286/hop-mat.aspx", "Họp mặt", date(2024, 1, 9)),
        ],
        "https://bt.vn/Article/ViewList.aspx?pageid=12&mid=31&pagenumber=3",
    ),
    Listed(
        "dnn/listing.html",
        "http://d.vn/Default.aspx?tabid=107",
        [
            ("http://d.vn/Default.aspx?tabid=107&NewsViews=17648&language=vi-VN&SkinSrc=[G]Skins%2f_default%2fNo+Skin", "Hội nghị điển hình", date(2022, 7, 26)),
            ("http://d.vn/Default.aspx?tabid=107&NewsViews=17640", "Phát thưởng", date(2022, 7, 20)),
        ],
        "http://d.vn/Default.aspx?tabid=107&page=2",
    ),
    Listed(  # the save view is what to fetch; the calendar's page is of another list
        "phpnuke/listing.html",
        f"{PHPNUKE}name=News&op=viewcat&catid=4",
        [
            (f"{PHPNUKE}file=save&name=News&sid=3257", "Phát động tháng khuyến học", date(2013, 10, 18)),
            (f"{PHPNUKE}file=save&name=News&sid=3250", "Gặp mặt", None),
        ],
        f"{PHPNUKE}name=News&op=viewcat&catid=4&page=2",
    ),
    Listed(  # a title in the header of its article, none of the header of the page
        "wordpress/listing.html",
        "https://w.vn/category/khuyen-hoc/",
        [
            ("https://w.vn/khuyen-hoc/trao-xe-dap-2024/", "Trao xe đạp", date(2024, 5, 3)),
            ("https://w.vn/?p=19194", "Phát thưởng", None),
        ],
        "https://w.vn/category/khuyen-hoc/page/2/",
    ),
    Listed(  # numbered by the first article
        "joomla/listing.html",
        f"{JOOMLA}category&id=22",
        [
            (f"{JOOMLA}article&id=4356:dai-hoi&catid=22:tin&Itemid=9", "Đại hội", date(2015, 3, 2)),
            ("https://j.vn/index.php/tin-tuc/4350-trao-hoc-bong-dot-mot", "Trao học bổng", None),
        ],
        f"{JOOMLA}category&id=22&start=10",
    ),
    Listed(  # pages count from 0; page 2 of the calendar is not page 2 of the list
        "drupal/listing.html",
        "https://y.vn/tin-tuc?page=1",
        [
            ("https://y.vn/node/1605", "Ngày hội khuyến học", date(2016, 8, 12)),
            ("https://y.vn/tin-tuc/phat-thuong-hoc-sinh-gioi", "Phát thưởng", None),
        ],
        "https://y.vn/tin-tuc?page=2",
    ),
    Listed(  # neither header nor footer nor a tag; the number at the path's end
        "generic/listing.html",
        "https://baohaiduong.vn/chuyen-muc/khuyen-hoc/20",
        [
            ("https://baohaiduong.vn/lan-toa-phong-trao-post12345.html", "Lan toả", date(2025, 8, 28)),
            ("https://baohaiduong.vn/trao-qua-post12344.html", "Trao quà", None),
        ],
        "https://baohaiduong.vn/chuyen-muc/khuyen-hoc/21",
    ),
]  # fmt: skip


def cms_of(name: str) -> Cms:
    return Cms(name.partition("/")[0])


@pytest.mark.parametrize("listed", LISTINGS, ids=lambda listed: f"{listed.name} {listed.url[-20:]}")
def test_a_listing_names_its_articles_and_the_page_that_follows(listed):
    vendor = vendor_of(cms_of(listed.name))
    assert vendor.links(page(listed.name), listed.url) == [Link(*link) for link in listed.links]
    assert vendor.next_page(page(listed.name), listed.url) == listed.following


@pytest.mark.parametrize("listed", LISTINGS, ids=lambda listed: f"{listed.name} {listed.url[-20:]}")
def test_the_last_page_of_a_listing_has_none_after_it(listed):
    """The same page at the address of the page that follows it names nothing further on in the same pager."""
    vendor, tree, url = vendor_of(cms_of(listed.name)), page(listed.name), listed.following
    for _ in range(20):
        if url is None:
            return
        url = vendor.next_page(tree, url) if not listed.name.startswith("vccorp") else None
    pytest.fail("never ends")


def test_links_are_relative_to_the_base_that_a_page_declares():
    """Joomla always declares one; with a foreign one no article is this site's."""
    text = (PAGES / "phpnuke/listing.html").read_text(encoding="utf-8")
    vendor, url = vendor_of(Cms.PHPNUKE), "http://hoikhuyenhoc.vn/cu/trang.php"
    for base, host in [
        ("/", "http://hoikhuyenhoc.vn/"),
        ("http://www.hoikhuyenhoc.vn/", "http://www.hoikhuyenhoc.vn/"),
    ]:
        tree = document_fromstring(text.replace("<head>", f'<head><base href="{base}">').encode())
        assert vendor.links(tree, url)[0].url == f"{host}modules.php?file=save&name=News&sid=3257"
    tree = document_fromstring(text.replace("<head>", '<head><base href="http://x.vn/">').encode())
    assert vendor.links(tree, url) == []


def test_a_day_in_a_summary_is_not_the_articles():
    long = (
        "Ngày 01/02/2020, tại hội trường huyện, Hội Khuyến học huyện tổ chức hội nghị tổng kết công tác năm."
    )
    tree = document_fromstring(
        f'<div id="ctl00_g_1"><div><a href="/Pages/chi-tiet-tin-tuc.aspx?ItemID=1">Tin</a><span>{long}</span><em>03/02/2020</em></div></div>'
    )
    assert vendor_of(Cms.SHAREPOINT).links(tree, "http://yb.vn/")[0].published == date(2020, 2, 3)


def test_a_fragment_of_vccorp_without_articles_is_the_last():
    vendor = vendor_of(Cms.VCCORP)
    url = "https://congdankhuyenhoc.vn/timeline/laytinmoitronglist-179101/page-7.htm"
    one_more = document_fromstring(
        '<div class="box-category-content"><a href="/a-179261004080000002.htm">A</a></div>'
    )
    assert vendor.next_page(one_more, url) == url.replace("page-7", "page-8")
    assert vendor.next_page(document_fromstring("<p></p>"), url) is None


# ── Articles ──


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


# ── Recognition ──


@pytest.mark.parametrize("name", sorted(str(path.relative_to(PAGES)) for path in PAGES.glob("*/*.html")))
def test_each_page_is_recognised_as_its_own_systems(name):
    scores = dict(recognise(page(name), []))
    own = scores.pop(cms_of(name))
    assert own >= (0.15 if cms_of(name) is Cms.GENERIC else 0.7)
    assert max(scores.values()) <= own - (0 if cms_of(name) is Cms.GENERIC else 0.3), scores
    assert recognise(page(name), [])[0][0] is cms_of(name)


@pytest.mark.parametrize(
    ("headers", "cms"),
    [
        ([("MicrosoftSharePointTeamServices", "15.0.0.4569")], Cms.SHAREPOINT),
        ([("liferay-portal", "Liferay Portal Community Edition 6.2")], Cms.LIFERAY),
        ([("X-Generator", "Drupal 10 (https://www.drupal.org)")], Cms.DRUPAL),
        ([("Link", '<https://w.vn/wp-json/>; rel="https://api.w.org/"')], Cms.WORDPRESS),
        ([("Server", "Microsoft-IIS/8.5")], Cms.GENERIC),  # a server is no system
    ],
)  # fmt: skip
def test_headers_alone_recognise_a_system(headers, cms):
    assert recognise(document_fromstring("<p>Hội Khuyến học</p>"), headers)[0][0] is cms


def test_a_page_that_names_another_system_is_not_this_ones():
    copied = document_fromstring(
        '<head><meta name="generator" content="WordPress 6.5"></head><div id="news-bodyhtml" class="hometext m-bottom">x</div>'
    )
    assert recognise(copied, [])[0][0] is Cms.WORDPRESS
    assert vendor_of(Cms.NUKEVIET4).fingerprint(copied, []) <= 0.1


# ── Hostile input ──

soup = st.lists(
    st.one_of(
        st.sampled_from(sorted(path.read_text(encoding="utf-8") for path in PAGES.glob("*/*.html"))).flatmap(
            lambda text: st.integers(0, len(text)).map(lambda cut: text[cut : cut + 700])
        ),
        st.sampled_from(
            ['<a href="http://[::1">', '<a href="//a:99999/x-12345.html">', "<a href='?page=99999999999999'>2</a>", '<base href="http://[">', "<a>", "<h3><a href='\x01'>", '<a href="&#0;">', "<meta name=generator>", '<input id="hdZoneId" value="../../">', "</html>", "<![CDATA["]
        ),
        st.text(max_size=30),
    ),
    min_size=1,
    max_size=5,
).map("".join)  # fmt: skip


@given(
    text=soup,
    url=st.sampled_from(["https://a.vn/b?page=1", "", "http://[::1", "nothing", "https://a.vn/x.chn"]),
)
def test_no_page_makes_an_adapter_raise(text, url):
    tree = document_fromstring(
        f"<html><body>{text}</body></html>".replace("\x00", "").encode(), parser=HTMLParser(encoding="utf-8")
    )
    for cms, score in recognise(tree, [("X", text)]):
        vendor = vendor_of(cms)
        assert 0 <= score <= 1
        links = vendor.links(tree, url)
        assert len({vendor.canonical(link.url) for link in links}) == len(links)
        assert all(vendor.is_article(link.url) and link.url.startswith("http") for link in links)
        following = vendor.next_page(tree, url)
        assert following is None or (following.startswith("http") and following != url)


@pytest.mark.parametrize("cms", Cms)
def test_a_page_of_endless_links_is_no_list(cms):
    """Not one of them is followed, and it takes no minutes to find that out."""
    listed = next(listed for listed in LISTINGS if cms_of(listed.name) is cms)
    text = (PAGES / listed.name).read_text(encoding="utf-8")
    many = "".join(
        f'<li><h3 class="title"><a href="/tin/bai-viet-{n}.html?page={n}">{n}</a></h3></li>'
        for n in range(6000)
    )
    tree = document_fromstring(
        text.replace("</body>", f"<ul>{many}</ul></body>").encode(), parser=HTMLParser(encoding="utf-8")
    )
    vendor = vendor_of(cms)
    assert vendor.links(tree, listed.url) == []
    if cms is not Cms.VCCORP:  # its next page is no link
        assert vendor.next_page(tree, listed.url) is None


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
