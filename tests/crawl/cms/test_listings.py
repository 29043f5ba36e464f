"""What a list names and which page follows it, on a page of each system."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pytest
from lxml.html import HTMLParser, document_fromstring

from khuyenhoc.crawl.cms import Link, vendor_of
from khuyenhoc.models import Cms
from tests.crawl.cms.shown import PAGES, cms_of, page


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


@pytest.mark.parametrize(
    ("url", "hrefs", "following"),
    [
        ("/khuyen-hoc", ["/khuyen-hoc-p2", "/khuyen-hoc-p3"], "/khuyen-hoc-p2"),
        ("/khuyen-hoc-p2", ["/khuyen-hoc", "/khuyen-hoc-p2", "/khuyen-hoc-p3"], "/khuyen-hoc-p3"),
        ("/khuyen-hoc-p3", ["/khuyen-hoc-p2", "/giao-duc-p4"], None),  # the last; another list's fourth
        ("/khuyen-hoc/p/13", ["/khuyen-hoc/p/12", "/khuyen-hoc/p/14"], "/khuyen-hoc/p/14"),
        ("/s/hoc?page=12", ["/s/hoc?page=11", "/s/hoc?page=13", "/s/hoi?page=13"], "/s/hoc?page=13"),
        ("/2024/05", ["/2024/06", "/2024/07"], "/2024/06"),  # in a pager; a calendar is none
    ],
)  # fmt: skip
def test_pages_of_papers_are_numbered_in_many_ways(url, hrefs, following):
    pager = "".join(f'<a href="{href}">x</a>' for href in hrefs)
    tree = document_fromstring(f'<div class="pagination">{pager}</div>')
    found = vendor_of(Cms.GENERIC).next_page(tree, f"https://bao.vn{url}")
    assert found == (f"https://bao.vn{following}" if following else None)


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
