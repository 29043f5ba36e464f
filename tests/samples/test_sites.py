"""Every sample site serves its articles, lists them to the last, names them in feeds and sitemaps, and answers 304."""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin

import feedparser
import requests
from lxml import etree

import samples
from khuyenhoc.models import Cms
from khuyenhoc.sources import load_registry
from tests.samples.look import REGISTRY, edition, every_site, named, registered, shown, source, tree

#: A figure: a number with a unit or a thing counted after it; dates, years and document numbers have none.
FIGURE = re.compile(
    r"(?<![\d/])\d+(?:[.,]\d+)*(?:/\d+(?:\.\d+)*)?\s?"
    r"(?:%|tỷ|tỉ|triệu|nghìn|ngàn|vạn|đồng|(?!/)[^\W\d_]{2,})"
)


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
