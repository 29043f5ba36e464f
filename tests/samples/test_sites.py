"""The sample sites answer as their systems do, end where they should, and change by the day as promised."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import feedparser
import pytest
import requests
from lxml import etree, html

import samples
from khuyenhoc.sources import load_registry

#: A figure: a number with a unit or a thing counted after it; dates, years and document numbers have none.
FIGURE = re.compile(
    r"(?<![\d/])\d+(?:[.,]\d+)*(?:/\d+(?:\.\d+)*)?\s?"
    r"(?:%|tỷ|tỉ|triệu|nghìn|ngàn|vạn|đồng|(?!/)[^\W\d_]{2,})"
)


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    with samples.serve() as urls:
        yield urls


@pytest.fixture(scope="module")
def next_day() -> Iterator[dict[str, str]]:
    with samples.serve(day=1) as urls:
        yield urls


def edition(site: samples.Site, urls: dict[str, str], day: int = 0) -> samples.Edition:
    return samples.Edition(site, urls[site.id], day)


def tree(response: requests.Response) -> html.HtmlElement:
    return html.fromstring(response.content.decode())


def shown(page: html.HtmlElement) -> str:
    return " ".join(" ".join(page.itertext()).split())


every_site = pytest.mark.parametrize("site", samples.SITES, ids=lambda site: site.id)


@every_site
def test_every_article_stands_on_its_page_word_for_word(site: samples.Site, urls: dict[str, str]) -> None:
    here = edition(site, urls)
    for article in here.articles:
        response = requests.get(here.url(article), timeout=5)
        assert response.status_code == 200, article.title
        text = shown(tree(response))
        wanted = samples.wanted_text(site, article)
        for line in wanted.served.splitlines():
            for part in line.split(" | "):
                assert part in text, (site.id, article.title)


@every_site
def test_captions_are_on_the_page_but_not_in_the_wanted_text(site: samples.Site) -> None:
    here = samples.Edition(site, "http://127.0.0.1")
    captions = [(samples.wanted_text(site, article), article) for article in here.articles]
    assert any(wanted.captions for wanted, _ in captions)
    assert all(caption not in wanted.text for wanted, _ in captions for caption in wanted.captions)


def test_there_are_sixty_articles_and_four_hundred_figures_and_some_articles_have_none() -> None:
    count = {
        (site.id, article.title): len(FIGURE.findall(samples.wanted_text(site, article).body))
        for site in samples.SITES
        for article in samples.Edition(site, "http://127.0.0.1").articles
    }
    assert len(count) >= 60
    assert sum(count.values()) >= 400
    assert sum(figures == 0 for figures in count.values()) >= 3
    by_site = [sum(name == site.id for name, _ in count) for site in samples.SITES]
    assert min(by_site) >= 12


@every_site
def test_two_servers_serve_the_same_bytes(site: samples.Site) -> None:
    first, second = (samples.Edition(site, "http://127.0.0.1:1") for _ in range(2))
    assert first.pages == second.pages


def here(address: str, urls: dict[str, str], source_id: str) -> str:
    """An address of the registry's file on the port that this test got."""
    return re.sub(r"^http://127\.0\.0\.1:\d+", urls[source_id], address)


@every_site
def test_listings_page_through_every_article_and_end(site: samples.Site, urls: dict[str, str]) -> None:
    known = {edition(site, urls).url(article) for article in edition(site, urls).articles}
    found: set[str] = set()
    for listing in load_registry("samples")[site.id].start.listings:
        before = -1
        page = listing.first
        while len(found) > before and page < 50:
            before = len(found)
            address = listing.paging.format(n=page) if listing.paging and page > 1 else listing.url
            response = requests.get(here(address, urls, site.id), timeout=5)
            assert response.status_code in (200, 404), address
            if response.ok and response.text:
                links = {urljoin(response.url, href) for href in tree(response).xpath("//a/@href")}
                found |= links & known
            page += 1 if listing.paging else 50
        assert page != 50, f"{listing.url} does not end"
    assert found == known


@every_site
def test_feeds_and_sitemaps_name_articles_that_exist(site: samples.Site, urls: dict[str, str]) -> None:
    known = {edition(site, urls).url(article) for article in edition(site, urls).articles}
    start = load_registry("samples")[site.id].start
    for feed in start.feeds:
        entries = feedparser.parse(requests.get(here(feed, urls, site.id), timeout=5).content).entries
        assert {entry.link for entry in entries} <= known
        assert len(entries) >= 10
    for sitemap in start.sitemaps:
        locations = _locations(here(sitemap, urls, site.id))
        if locations[0].endswith(".xml"):
            locations = [loc for child in locations for loc in _locations(child)]
        assert set(locations) == known


def _locations(address: str) -> list[str]:
    return list(
        etree.fromstring(requests.get(address, timeout=5).content).xpath("//*[local-name()='loc']/text()")
    )


@every_site
def test_conditional_requests(site: samples.Site, urls: dict[str, str]) -> None:
    """304 where the system sends a validator; a page without one is always sent whole."""
    here = edition(site, urls)
    first = requests.get(here.url(here.articles[0]), timeout=5)
    etag, stamp = first.headers.get("ETag"), first.headers.get("Last-Modified")
    assert (etag is not None) == site.system.etags
    assert (stamp is not None) == site.system.dates_pages
    asked = {}
    if etag:
        asked["If-None-Match"] = etag
    if stamp:
        asked["If-Modified-Since"] = stamp
        assert parsedate_to_datetime(stamp).utcoffset() is not None
    again = requests.get(here.url(here.articles[0]), timeout=5, headers=asked)
    assert again.status_code == (304 if asked else 200)
    assert again.content == (b"" if asked else first.content)
    stale = requests.get(here.url(here.articles[0]), timeout=5, headers={"If-None-Match": '"another"'} | (
        {"If-Modified-Since": stamp} if stamp else {}
    ))  # fmt: skip
    assert stale.status_code == 200, "If-None-Match decides alone (RFC 9110 13.1.3)"


def test_the_day_of_the_visit_changes_a_page_of_mojoportal_every_day(
    urls: dict[str, str], next_day: dict[str, str]
) -> None:
    site = samples.site("haiduong")
    pages = [shown(tree(requests.get(where["haiduong"], timeout=5))) for where in (urls, next_day)]
    assert "Thứ hai, ngày 5/10/2026" in pages[0]
    assert "Thứ ba, ngày 6/10/2026" in pages[1]
    assert not site.system.etags


@every_site
def test_a_day_later_there_are_new_articles(
    site: samples.Site, urls: dict[str, str], next_day: dict[str, str]
) -> None:
    before = {article.number for article in edition(site, urls).articles}
    after = {article.number: article for article in edition(site, next_day, 1).articles}
    new = set(after) - before
    assert new
    for number in new:
        assert requests.get(edition(site, next_day, 1).url(after[number]), timeout=5).status_code == 200
        assert requests.get(edition(site, urls).url(after[number]), timeout=5).status_code in (200, 404)


def test_a_day_later_one_article_is_edited(urls: dict[str, str], next_day: dict[str, str]) -> None:
    site = samples.site("congdankhuyenhoc")
    old = {article.number: article for article in edition(site, urls).articles}
    edited = [
        a for a in edition(site, next_day, 1).articles if a.number in old and a.body != old[a.number].body
    ]
    assert len(edited) == 1
    (now,) = edited
    address = site.system.address(now)
    first = requests.get(urls[site.id] + address, timeout=5)
    second = requests.get(
        next_day[site.id] + address, timeout=5, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert second.status_code == 200
    assert "38.416 người" in first.text
    assert "38.614 người" in second.text
    assert now.modified > now.published


def test_a_day_later_one_article_is_withdrawn(urls: dict[str, str], next_day: dict[str, str]) -> None:
    """SharePoint says so on a page with status 200."""
    site = samples.site("yenbai")
    (gone,) = edition(site, next_day, 1).withdrawn
    before = requests.get(urls[site.id] + site.system.address(gone), timeout=5)
    after = requests.get(next_day[site.id] + site.system.address(gone), timeout=5)
    assert gone.title in before.text
    assert after.status_code == 200
    assert gone.title not in after.text
    assert "không tồn tại" in after.text


def test_a_day_later_one_site_has_another_layout(urls: dict[str, str], next_day: dict[str, str]) -> None:
    site = samples.site("quangbinh")
    article = edition(site, urls).articles[3]
    pages = [
        tree(requests.get(where[site.id] + site.system.address(article), timeout=5))
        for where in (urls, next_day)
    ]
    marks = [page.xpath("boolean(//*[@id='news-bodyhtml'])") for page in pages]
    assert marks == [True, False]
    assert all(article.body[0].text in shown(page) for page in pages), "the words are still there"


@pytest.mark.parametrize(
    ("site_id", "address", "status"),
    [
        ("congdankhuyenhoc", "/khong-co-179230101000000000.htm", 404),
        ("quangbinh", "/tin-tuc/hoat-dong-hoi/khong-co-9999.html", 404),
        ("haiduong", "/Tin-t%E1%BB%A9c/post/1/khong-co.aspx", 404),
        ("guong-hanam", "/tin/khong-co-1.html", 404),
        # SharePoint: an item that is not there is a page like any other.
        ("yenbai", "/khuyen-hoc-khuyen-tai/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?ItemID=1&l=TinTucSuKien", 200),
    ],
)  # fmt: skip
def test_what_is_not_there(site_id: str, address: str, status: int, urls: dict[str, str]) -> None:
    assert requests.get(urls[site_id] + address, timeout=5).status_code == status


@pytest.mark.parametrize(
    ("site_id", "variant"),
    [
        # IIS does not tell upper and lower case apart, nor the order of parameters.
        ("yenbai", lambda a: a.replace("/noidung/", "/NoiDung/").replace("ItemID=", "itemid=")),
        ("haiduong", lambda a: a + "?print=1"),
        # NukeViet answers with and without its front controller.
        ("quangbinh", lambda a: "/index.php" + a),
        # VCCorp moves every slug to the current one: the id decides.
        ("congdankhuyenhoc", lambda a: "/tieu-de-cu-" + a.rsplit("-", 1)[1]),
    ],
    ids=["case", "parameter", "front controller", "old slug"],
)
def test_one_article_under_several_addresses(site_id: str, variant, urls: dict[str, str]) -> None:
    site = samples.site(site_id)
    article = edition(site, urls).articles[1]
    response = requests.get(urls[site_id] + variant(site.system.address(article)), timeout=5)
    assert response.status_code == 200
    assert article.title in shown(tree(response))


def test_the_calendar_of_the_portal_never_ends(urls: dict[str, str]) -> None:
    """A trap: each day links to the day before and the day after."""
    address = (
        urls["yenbai"] + "/khuyen-hoc-khuyen-tai/noidung/tintuc/Pages/tin-tong-hop.aspx?date=01%2F01%2F1901"
    )
    links = tree(requests.get(address, timeout=5)).xpath("//div[@class='theo-ngay']/a/@href")
    assert any("31%2F12%2F1900" in link for link in links)


def test_robots(urls: dict[str, str]) -> None:
    robots = {name: requests.get(f"{url}/robots.txt", timeout=5) for name, url in urls.items()}
    assert all(answer.status_code == 200 for answer in robots.values())
    assert robots["yenbai"].content.startswith(b"\xef\xbb\xbf"), (
        "many government sites send a byte-order mark"
    )
    assert f"Sitemap: {urls['quangbinh']}/sitemap.xml" in robots["quangbinh"].text


@pytest.mark.parametrize(
    ("site_id", "place", "printed"),
    [
        ("yenbai", "Trấn Yên nhân rộng", "Ngày xuất bản: 25/01/2021 12:26:00 CH"),
        ("congdankhuyenhoc", "Hội Khuyến học Hà Nội", "14:23 - 18/06/2024"),
        ("quangbinh", "Quảng Bình: Tổng kết", "Thứ năm - 16/06/2011 03:12"),
        ("haiduong", "Hải Dương: Kết quả", "Thứ Tư 10/01/2024 09:00"),
    ],
)
def test_each_system_prints_dates_its_own_way(
    site_id: str, place: str, printed: str, urls: dict[str, str]
) -> None:
    here = edition(samples.site(site_id), urls)
    (article,) = (article for article in here.articles if article.title.startswith(place))
    assert printed in shown(tree(requests.get(here.url(article), timeout=5)))


def test_feeds_date_by_the_month_first_or_in_another_zone(urls: dict[str, str]) -> None:
    american = requests.get(urls["congdankhuyenhoc"] + "/rss/home.rss", timeout=5).text
    assert "<pubDate>6/18/2024 2:23:00 PM</pubDate>" in american
    london = requests.get(urls["quangbinh"] + "/tin-tuc/rss/", timeout=5).text
    assert "<pubDate>Wed, 15 Jun 2011 20:12:00 GMT</pubDate>" in london, "printed 16/06/2011 03:12"


def test_most_pages_of_the_mirror_carry_a_phrase_in_place_of_a_word() -> None:
    site = samples.site("guong-hanam")
    here = samples.Edition(site, "http://127.0.0.1")
    hacked = [article for article in here.articles if article.injection]
    assert len(hacked) >= 10
    assert len(hacked) < len(here.articles), "some copies are clean"
    for article in hacked:
        wanted = samples.wanted_text(site, article)
        assert wanted.served.count(article.injection) >= 3
        assert article.injection not in wanted.text


@every_site
def test_the_registry_has_each_site_at_its_port(site: samples.Site) -> None:
    source = load_registry("samples")[site.id]
    assert source.base_url is not None
    assert source.base_url.startswith(f"http://127.0.0.1:{8300 + samples.SITES.index(site)}")
    assert source.local
    assert source.proven
    assert source.politeness.delay == 0
