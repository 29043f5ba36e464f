"""The sample sites answer as their systems do, end where they should, and change by the day as promised."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin

import feedparser
import pytest
import requests
from lxml import etree, html

import samples
from khuyenhoc.models import Cms, Source
from khuyenhoc.sources import load_registry

#: The sites that the demo does not have.
REGISTRY = Path(samples.__file__).parent / "registry"

#: A figure: a number with a unit or a thing counted after it; dates, years and document numbers have none.
FIGURE = re.compile(
    r"(?<![\d/])\d+(?:[.,]\d+)*(?:/\d+(?:\.\d+)*)?\s?"
    r"(?:%|tỷ|tỉ|triệu|nghìn|ngàn|vạn|đồng|(?!/)[^\W\d_]{2,})"
)


@pytest.fixture(scope="module")
def urls() -> Iterator[dict[str, str]]:
    with samples.serve(samples.EVERY) as urls:
        yield urls


@pytest.fixture(scope="module")
def next_day() -> Iterator[dict[str, str]]:
    with samples.serve(samples.EVERY, day=1) as urls:
        yield urls


def edition(site: samples.Site, urls: dict[str, str], day: int = 0) -> samples.Edition:
    return samples.Edition(site, urls[site.id], day)


def tree(response: requests.Response, charset: str = "utf-8") -> html.HtmlElement:
    return html.fromstring(response.content.decode(charset))


def shown(page: html.HtmlElement) -> str:
    return unicodedata.normalize("NFC", " ".join("".join(page.itertext()).split()))


def source(site: samples.Site) -> Source:
    """What the registry says of a site: the demo's, else that of the other systems."""
    known = load_registry("samples")
    return known[site.id] if site.id in known else load_registry(str(REGISTRY))[site.id]


def named(sites: Sequence[samples.Site]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("site", sites, ids=lambda site: site.id)


every_site = named(samples.EVERY)
registered = named((*samples.SITES, *samples.OTHERS))


@every_site
def test_every_article_stands_on_its_page_word_for_word(site: samples.Site, urls: dict[str, str]) -> None:
    here = edition(site, urls)
    for article in here.articles:
        response = requests.get(here.url(article), timeout=5)
        assert response.status_code == 200, article.title
        text = shown(tree(response, site.system.charset))
        wanted = samples.wanted_text(site, article)
        for line in wanted.served.splitlines():
            for part in line.split(" | "):
                assert part in text, (site.id, article.title)


@every_site
def test_captions_are_on_the_page_but_not_in_the_wanted_text(site: samples.Site) -> None:
    here = samples.Edition(site, "http://127.0.0.1")
    pages = [samples.wanted_text(site, article) for article in here.articles]
    assert any(wanted.captions for wanted in pages) or site is samples.UNLISTED
    assert all(caption not in wanted.text for wanted in pages for caption in wanted.captions)


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
def test_another_day_0_moves_the_articles_that_move_and_hides_those_not_yet_written(
    site: samples.Site,
) -> None:
    early = samples.Edition(site, "http://127.0.0.1", day_0=date(2021, 3, 1))
    late = samples.Edition(site, "http://127.0.0.1", day_0=date(2030, 3, 1))
    assert all(article.published.date() <= date(2021, 3, 1) for article in early.articles)
    if not site.until:  # an old layout has the articles of its years alone
        assert {article.number for article in early.articles} <= {article.number for article in late.articles}
        assert max(article.published.date() for article in late.articles) > date(2030, 1, 31)


@every_site
def test_two_servers_serve_the_same_bytes(site: samples.Site) -> None:
    first, second = (samples.Edition(site, "http://127.0.0.1:1") for _ in range(2))
    assert first.pages == second.pages


def moved(address: str, urls: dict[str, str], source_id: str) -> str:
    """An address of the registry's file on the port that this test got."""
    return re.sub(r"^http://127\.0\.0\.1:\d+", urls[source_id], address)


@registered
def test_listings_page_through_every_article_and_end(site: samples.Site, urls: dict[str, str]) -> None:
    known = {edition(site, urls).url(article) for article in edition(site, urls).articles}
    found: set[str] = set()
    for listing in source(site).start.listings:
        before = -1
        page = listing.first
        while len(found) > before and page < 50:
            before = len(found)
            address = (
                listing.paging.format(n=page) if listing.paging and page > listing.first else listing.url
            )
            response = requests.get(moved(address, urls, site.id), timeout=5)
            assert response.status_code in (200, 404), address
            if response.ok and response.text:
                links = tree(response, site.system.charset).xpath("//a/@href")
                found |= {link for link in known if any(_same(site, urls, href, link) for href in links)}
            page += 1 if listing.paging else 51
        assert page != 50, f"{listing.url} does not end"
    if site.id != "bentre":  # Joomla counts articles, not pages: its lists are followed by their links
        assert found == known


def _same(site: samples.Site, urls: dict[str, str], href: str, article: str) -> bool:
    base = urls[site.id]
    full = urljoin(base + "/", href)
    return full.startswith(base) and site.system.key(full.removeprefix(base)) == site.system.key(
        article.removeprefix(base)
    )


@named([site for site in samples.EVERY if site.id != "congdankhuyenhoc"])
def test_lists_lead_from_page_to_page(site: samples.Site, urls: dict[str, str]) -> None:
    """By their own links; VCCorp's further pages are loaded by a script."""
    system, base = site.system, urls[site.id]
    pages = {system.key(system.listing(n)) for n in range(1, 20)}
    articles = {system.key(system.address(article)) for article in edition(site, urls).articles}
    to_read, read, found = [system.listing(1)], set(), set()
    while to_read:
        address = to_read.pop()
        read.add(system.key(address))
        response = requests.get(base + address, timeout=5)
        assert response.status_code == 200
        for href in tree(response, system.charset).xpath("//a/@href"):
            link = urljoin(base + address, href)
            if not link.startswith(base):
                continue
            key = system.key(link.removeprefix(base))
            if key in pages and key not in read:
                to_read.append(link.removeprefix(base))
            found |= {key} & articles
    assert found == articles
    assert len(read) == max(1, -(-len(articles) // system.page_size))


@registered
def test_feeds_and_sitemaps_name_articles_that_exist(site: samples.Site, urls: dict[str, str]) -> None:
    known = {edition(site, urls).url(article) for article in edition(site, urls).articles}
    start = source(site).start
    for feed in start.feeds:
        entries = feedparser.parse(requests.get(moved(feed, urls, site.id), timeout=5).content).entries
        assert {entry.link for entry in entries} <= known
        assert len(entries) >= min(10, len(known)) or site.id == "kontum", "WordPress feeds have pages"
    for sitemap in start.sitemaps:
        locations = _locations(moved(sitemap, urls, site.id))
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


@named(samples.SITES)
def test_a_day_later_there_are_new_articles(
    site: samples.Site, urls: dict[str, str], next_day: dict[str, str]
) -> None:
    before = {article.number for article in edition(site, urls).articles}
    after = {article.number: article for article in edition(site, next_day, 1).articles}
    new = set(after) - before
    assert new
    assert len(after) > len(before) or site.id == "yenbai", "one was withdrawn there"
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
        # Liferay reads no further than the id; a session adds its token.
        ("bacgiang", lambda a: "/web/guest/trang-chu" + a[a.index("/-/") :] + ".html?p_p_auth=x"),
        # Joomla reads the number and leaves the rest.
        ("bentre", lambda a: a.partition(":")[0] + ":khac&catid=9:khac"),
        # WordPress has a short link for each post.
        ("kontum", lambda a: "/?p=19108"),
        # VCCorp moves every slug to the current one: the id decides.
        ("congdankhuyenhoc", lambda a: "/tieu-de-cu-" + a.rsplit("-", 1)[1]),
    ],
    ids=["case", "parameter", "front controller", "token", "alias", "short link", "old slug"],
)
def test_one_article_under_several_addresses(site_id: str, variant, urls: dict[str, str]) -> None:
    site = samples.site(site_id)
    article = edition(site, urls).articles[-1]
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
    assert {name for name, answer in robots.items() if answer.status_code != 200} == {"sonla"}
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
        ("bacgiang", "Đẩy mạnh phong trào", "Ngày đăng 21/07/2022 | 10:00 AM | View count: "),
        ("quangnam", "Điện Bàn:", "Tác giả: Xuân Thọ .Ngày đăng: 26/07/2022 .Lượt xem: "),
        ("yenthe", "Yên Thế: Dòng họ", "Thứ Tư, ngày 2 tháng 12 năm 2020 - 8:34"),
        ("sonla", "Sơn La phát triển", "Cập nhật lúc 20:44, Thứ Hai, 12/10/2020"),
        ("haiduong-cu", "Hội Khuyến học tỉnh triển khai", "14/01/2021 10:20:00 SA"),
    ],
)
def test_each_system_prints_dates_its_own_way(
    site_id: str, place: str, printed: str, urls: dict[str, str]
) -> None:
    here = edition(samples.site(site_id), urls)
    (article,) = (article for article in here.articles if article.title.startswith(place))
    answer = requests.get(here.url(article), timeout=5)
    assert printed in shown(tree(answer, here.site.system.charset))


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


@registered
def test_the_registry_has_each_site_at_its_port(site: samples.Site) -> None:
    known = source(site)
    assert known.base_url is not None
    assert known.base_url.startswith(f"http://127.0.0.1:{8300 + samples.EVERY.index(site)}")
    assert known.local
    assert known.proven
    assert known.politeness.delay == 0


def test_one_site_has_no_file() -> None:
    """A source is added from it."""
    assert samples.UNLISTED.id not in load_registry("samples")
    assert samples.UNLISTED.id not in load_registry(str(REGISTRY))


def test_every_system_that_has_an_adapter_has_a_sample() -> None:
    assert {source(site).cms for site in (*samples.SITES, *samples.OTHERS)} == set(Cms)


def test_over_all_systems_there_are_more_than_a_hundred_pages_with_their_wanted_text() -> None:
    texts = {
        samples.wanted_text(site, article).text
        for site in (*samples.SITES, samples.UNLISTED, *samples.OTHERS)
        for article in samples.Edition(site, "http://127.0.0.1").articles
    }
    assert len(texts) >= 120


@named(samples.OLD)
def test_old_layouts_show_the_same_articles_in_other_elements(
    site: samples.Site, urls: dict[str, str]
) -> None:
    today = samples.site(site.id.removesuffix("-cu"))
    then, now = edition(site, urls), edition(today, urls)
    assert {article.title for article in then.articles} < {article.title for article in now.articles}
    marks = {"quangbinh": "//*[@itemprop]", "haiduong": "//*[@id='article_text']"}[today.id]
    old, new = (
        tree(requests.get(here.url(article), timeout=5))
        for here, article in ((then, then.articles[0]), (now, now.articles[0]))
    )
    assert not old.xpath(marks)
    assert new.xpath(marks)


def test_the_site_of_tables_writes_windows_1258_and_says_so_in_the_page_alone(urls: dict[str, str]) -> None:
    answer = requests.get(urls["sonla"] + "/tintuc.php", timeout=5)
    assert answer.headers["Content-Type"] == "text/html"
    assert b"charset=windows-1258" in answer.content
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode()
    assert requests.get(urls["sonla"] + "/robots.txt", timeout=5).status_code == 404


def test_the_story_of_php_nuke_prints_a_month_and_its_save_view_the_day(urls: dict[str, str]) -> None:
    site = samples.site("trunguong")
    article = edition(site, urls).articles[-1]
    page = shown(tree(requests.get(urls[site.id] + site.system.address(article), timeout=5)))
    saved = shown(tree(requests.get(urls[site.id] + site.system.saved(article), timeout=5)))
    assert "06.2010" in page
    assert "15.06.2010" not in page
    assert "15.06.2010" in saved


def test_a_byline_of_vccorp_is_served_decomposed(urls: dict[str, str]) -> None:
    site = samples.site("congdankhuyenhoc")
    author = "Huỳnh Lan"
    (other, *_) = (other for other in edition(site, urls).articles if other.author == author)
    page = requests.get(edition(site, urls).url(other), timeout=5).content.decode()
    assert f">{unicodedata.normalize('NFD', author)}<" in page
    assert unicodedata.normalize("NFD", author) != author


def test_links_of_liferay_lists_carry_a_token_that_changes(
    urls: dict[str, str], next_day: dict[str, str]
) -> None:
    lists = [
        requests.get(where["bacgiang"] + "/web/khuyenhoc/tin-tuc", timeout=5) for where in (urls, next_day)
    ]
    tokens = [set(re.findall(r"p_p_auth=(\w+)", answer.text)) for answer in lists]
    assert all(len(found) == 1 for found in tokens)
    assert tokens[0] != tokens[1]
