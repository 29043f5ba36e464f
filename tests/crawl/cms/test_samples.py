"""The adapters against the sample sites, which were made apart from them: every list, every article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest
import requests
from lxml.html import HtmlElement

import samples
from khuyenhoc.crawl.cms import Link, Vendor, canonical_in, recognise, vendor_of
from khuyenhoc.crawl.cms.listings import day_in, text_of
from khuyenhoc.crawl.cms.marks import select
from khuyenhoc.crawl.discover import tree_of
from khuyenhoc.models import Cms

#: Where a person would start, by site; the sections of the paper are lists of their own.
STARTS = {
    "yenbai": (Cms.SHAREPOINT, ["/khuyen-hoc-khuyen-tai/noidung/tintuc/Pages/tin-tong-hop.aspx"]),
    "congdankhuyenhoc": (
        Cms.VCCORP,
        ["/khuyen-hoc.htm", "/cong-dan-hoc-tap.htm", "/giao-duc-phap-luat.htm", "/theo-dong-su-kien.htm"],
    ),
    "quangbinh": (Cms.NUKEVIET4, ["/tin-tuc/"]),
    "haiduong": (Cms.MOJOPORTAL, ["/Article/ViewList.aspx?pageid=12&mid=31"]),
    "guong-hanam": (Cms.GENERIC, ["/tin.html"]),
    "dongnai": (Cms.NUKEVIET4, ["/news/"]),
    "hochiminh": (Cms.NUKEVIET3, ["/index.php/news/"]),
    "bacgiang": (Cms.LIFERAY, ["/web/khuyenhoc/tin-tuc"]),
    "quangnam": (Cms.DNN, ["/Default.aspx?tabid=107"]),
    "trunguong": (Cms.PHPNUKE, ["/modules.php?name=News&op=viewcat&catid=3"]),
    "kontum": (Cms.WORDPRESS, ["/"]),
    "bentre": (Cms.JOOMLA, ["/index.php?option=com_content&view=category&layout=blog&id=22&Itemid=104"]),
    "yenthe": (Cms.DRUPAL, ["/tin-tuc"]),
    "giaoduc": (Cms.GENERIC, ["/giao-duc/khuyen-hoc/"]),
    "sonla": (Cms.GENERIC, ["/tintuc.php"]),
    "quangbinh-cu": (Cms.NUKEVIET4, ["/tin-tuc/"]),
    "haiduong-cu": (Cms.MOJOPORTAL, ["/Article/ViewList.aspx?pageid=12&mid=31"]),
}

#: Lists that print no day; PHP-Nuke's print the month.
WITHOUT_DAYS = {"congdankhuyenhoc", "dongnai", "trunguong", "giaoduc"}


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    with samples.serve([samples.site(site_id) for site_id in STARTS], day=0) as urls:
        yield dict(urls)


def fetch(url: str) -> tuple[HtmlElement, requests.Response]:
    response = requests.get(url, timeout=10)
    assert response.status_code == 200, url
    return tree_of(response.content or b"<html></html>", response.headers["Content-Type"]), response


def walk(vendor: Vendor, start: str) -> Iterator[Link]:
    """Every article that a list names, page after page, as a crawl without limits would meet them."""
    url: str | None = start
    for _ in range(100):
        if url is None:
            return
        page, _ = fetch(url)
        yield from vendor.links(page, url)
        url = vendor.next_page(page, url)
    pytest.fail(f"{start} never ends")


@pytest.mark.parametrize("site_id", STARTS)
def test_the_lists_name_every_article_once_and_end(urls, site_id):
    cms, starts = STARTS[site_id]
    vendor, base = vendor_of(cms), urls[site_id]
    edition = samples.Edition(samples.site(site_id), base)
    links = [link for start in starts for link in walk(vendor, base + start)]
    expected = {canonical_in(vendor, edition.url(article), base): article for article in edition.articles}
    assert sorted(canonical_in(vendor, link.url, base) for link in links) == sorted(expected)
    for link in links:
        article = expected[canonical_in(vendor, link.url, base)]
        assert link.title.endswith(article.title)
        assert link.published == (None if site_id in WITHOUT_DAYS else article.published.date())


@pytest.mark.parametrize("site_id", STARTS)
def test_the_layout_finds_title_date_and_body_of_every_article(urls, site_id):
    cms, base = STARTS[site_id][0], urls[site_id]
    vendor = vendor_of(cms)
    edition = samples.Edition(samples.site(site_id), base)
    for article in edition.articles:
        url = edition.url(article)
        if cms is Cms.PHPNUKE:  # the view that lists give
            url = url.replace("op=viewst", "file=save")
        page, response = fetch(url)
        if cms is not Cms.PHPNUKE:  # its save view is the story alone, and bears no mark
            assert recognise(page, list(response.headers.items()))[0][0] is cms
        if site_id == "sonla":  # tables without a name: no layout is promised, and none misleads
            assert not any(select(page, body) for layout in vendor.layouts for body in layout.body)
            continue
        layout = next(layout for layout in vendor.layouts if any(select(page, body) for body in layout.body))
        wanted = samples.wanted_text(samples.site(site_id), article)
        if not wanted.injected:
            assert said(page, layout.title) == one_line(wanted.title)
        body = next(found[0] for selector in layout.body if (found := select(page, selector)))
        for selector in layout.drop:
            for element in select(body, selector):
                element.drop_tree()
        text = text_of(body)
        for line in () if wanted.injected else wanted.body.split("\n"):
            for cell in line.split(" | "):
                assert one_line(cell) in text, (article.title, line)
        for other in edition.articles:
            assert other is article or other.title not in text, "a related box stayed in the body"
        if cms is not Cms.GENERIC:
            assert day_of(said(page, layout.published)) == article.published.date()


@pytest.mark.parametrize(
    "start", ["?date=01/11/2026&EventID=0&page=1", "?date=02%2F11%2F2026&EventID=0&page=1"]
)
def test_a_calendar_leads_nowhere(urls, start):
    """The sample calendar has a page for any day, for ever, each with a link to the next day."""
    url = f"{urls['yenbai']}/khuyen-hoc-khuyen-tai/noidung/tintuc/Pages/tin-tong-hop.aspx{start}"
    assert vendor_of(Cms.SHAREPOINT).next_page(fetch(url)[0], url) is None


def test_a_new_layout_shows_as_an_empty_list_and_not_as_other_links():
    with samples.serve([samples.site("quangbinh")], day=1) as urls:
        url = urls["quangbinh"] + "/tin-tuc/"
        assert vendor_of(Cms.NUKEVIET4).links(fetch(url)[0], url) == []


def one_line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def said(page: HtmlElement, selectors: tuple[str, ...]) -> str:
    element = next((found[0] for selector in selectors if (found := select(page, selector))), None)
    return "" if element is None else text_of(element)


def day_of(text: str) -> date | None:
    return date.fromisoformat(text[:10]) if re.match(r"\d{4}-", text) else day_in(text)
