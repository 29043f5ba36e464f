"""Look at a site that nobody described yet: its robots.txt, system, lists and charset, and write its file.

Asks for some twenty pages at the pace of any crawl, by the same rules; what it writes is a draft that a crawl of the
same rules then proves.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from khuyenhoc.charset import text_of
from khuyenhoc.crawl import discover, prove, robots
from khuyenhoc.crawl.cms import Vendor, recognise, vendor_of
from khuyenhoc.crawl.fetch import Answer, Fetches
from khuyenhoc.crawl.pace import Clock, Pace
from khuyenhoc.crawl.prove import Verdict, folded
from khuyenhoc.models import Cms, Kind, Politeness, Result

MOST_LISTINGS, MOST_TRIED = 3, 8
#: A section about the association's work comes before one of general news, and that before any other.
SECTIONS = (
    re.compile(r"khuyen[-_ ]?hoc|khuyen[-_ ]?tai"),
    re.compile(r"tin[-_ ]?tuc|tin[-_ ]?hoat|hoat[-_ ]?dong|su[-_ ]?kien|news|giao[-_ ]?duc"),
)
NO_SECTION = ("rss", "feed", "login", "dang-nhap", "register", "print", "search", "tim-kiem")
FEEDS = "link[rel=alternate][type*='rss'], link[rel=alternate][type*='atom']"


@dataclass
class Probe:
    """What was found; `notes` tell a person what was seen, one line each."""

    base_url: str
    cms: Cms = Cms.GENERIC
    sureness: float = 0.0
    title: str = ""
    charset: str = ""
    feeds: list[str] = field(default_factory=list)
    sitemaps: list[str] = field(default_factory=list)
    listings: list[tuple[str, int]] = field(default_factory=list)
    delay: float = 2.0
    refused: Verdict | None = None
    notes: list[str] = field(default_factory=list)

    @property
    def starts(self) -> bool:
        return bool(self.feeds or self.sitemaps or self.listings)


class Prober:
    """Probes one site."""

    def __init__(
        self, base_url: str, fetcher: Fetches, clock: Clock, agent: str, politeness: Politeness
    ) -> None:
        self.found = Probe(base_url)
        self._fetcher, self._agent = fetcher, agent
        self._pace = Pace(politeness, clock)
        self._host = urlsplit(base_url).netloc
        self._rules = robots.Robots(agent, None, "not asked yet")

    def probe(self) -> Probe:
        """Robots, then the page itself, then the lists that it and its system name."""
        found = self.found
        self._read_robots()
        home = self._get(found.base_url)
        verdict = (prove.status(home, conditional=False) if home else None) or self._page(home)
        for _ in range(3):  # a home page is often one redirect away
            if home is None or verdict.result is not Result.REDIRECTED:
                break
            target = discover.joined(home.url, home.header("Location") or "")
            if urlsplit(target).netloc.removeprefix("www.") == self._host.removeprefix("www."):
                found.base_url = target.rstrip("/")
            home = self._get(target)
            verdict = (prove.status(home, conditional=False) if home else None) or self._page(home)
        if home is None or verdict.tree is None:
            found.refused = verdict
            return found
        self._look(home, verdict.tree)
        vendor = vendor_of(found.cms)
        self._find_listings(home, verdict.tree, vendor)
        self._find_feeds(home, verdict.tree, vendor)
        self._find_sitemaps(vendor)
        return found

    def _get(self, url: str) -> Answer | None:
        """An answer; None, with a note, where robots.txt or another host forbids to ask."""
        if urlsplit(url).netloc.removeprefix("www.") != self._host.removeprefix("www."):
            self.found.notes.append(f"{url} is on another host")
            return None
        if why := self._rules.refuses(url):
            self.found.notes.append(f"{url}: {why}")
            return None
        answer = self._fetcher.get(url, {}, self._pace.wait())
        self._pace.learn(answer, answer.failure or Result.OK)
        return answer

    def _page(self, answer: Answer | None) -> Verdict:
        if answer is None:
            return Verdict(Result.ROBOTS_DISALLOWED, self.found.notes[-1])
        return prove.as_html(answer)

    def _read_robots(self) -> None:
        address = robots.address_of(self.found.base_url)
        answer = self._fetcher.get(address, {}, self._pace.wait())
        self._pace.learn(answer, answer.failure or Result.OK)
        self._rules = robots.read(answer, self._agent)
        said = self._rules.reason or f"{len((self._rules.text or '').splitlines())} lines"
        self.found.notes.append(f"robots.txt: {said}")
        self.found.delay = max(self.found.delay, self._rules.delay)

    def _look(self, home: Answer, tree: HtmlElement) -> None:
        found = self.found
        found.cms, found.sureness = recognise(tree, home.headers)[0]
        title = tree.find(".//title")
        found.title = " ".join((title.text_content() if title is not None else "").split())
        read = text_of(home.decoded.body, home.header("Content-Type"))
        found.charset = read.charset
        found.notes.append(f"system: {found.cms}, {found.sureness:.0%} sure")
        found.notes.append(f"charset: {read.charset}{f', {read.doubt}' if read.doubt else ''}")

    def _find_listings(self, home: Answer, tree: HtmlElement, vendor: Vendor) -> None:
        """The page itself when it lists articles, and its menu's sections that name others, the likeliest first."""
        found = self.found
        own = {link.url for link in vendor.links(tree, home.url)}
        sections = [(home.url, len(own))] if len(own) >= 3 and urlsplit(home.url).path.strip("/") else []
        known = set(own) if sections else set()
        further = {_shape(vendor.next_page(tree, home.url))}
        for url in list(self._sections(home, tree, vendor))[:MOST_TRIED]:
            if len(sections) >= MOST_LISTINGS or _shape(url) in further:
                continue
            answer = self._get(url)
            verdict = self._page(answer)
            if answer is None or prove.status(answer, conditional=False) or verdict.tree is None:
                continue
            links = {link.url for link in vendor.links(verdict.tree, answer.url)}
            further.add(_shape(vendor.next_page(verdict.tree, answer.url)))
            if len(links) >= 2 and links - known:
                known |= links
                sections.append((url, len(links)))
                self._surer(answer, verdict.tree)
        if not sections and own:
            sections = [(home.url, len(own))]
        found.listings = sections
        found.notes += [f"listing: {url}, {count} articles" for url, count in sections]

    def _surer(self, answer: Answer, tree: HtmlElement) -> None:
        """A section may show the system where the home page does not."""
        cms, sureness = recognise(tree, answer.headers)[0]
        if sureness > self.found.sureness:
            self.found.cms, self.found.sureness = cms, sureness

    def _sections(self, home: Answer, tree: HtmlElement, vendor: Vendor) -> Iterator[str]:
        ranked: dict[str, int] = {}
        for link in tree.iter("a"):
            href = link.get("href") or ""
            url = discover.joined(home.url, href)
            parts = urlsplit(url) if url.startswith("http") else None
            if parts is None or parts.netloc != urlsplit(home.url).netloc or vendor.is_article(url):
                continue
            path = f"{parts.path}?{parts.query}".lower()
            if url.rstrip("/") == home.url.rstrip("/") or any(word in path for word in NO_SECTION):
                continue
            said = folded(f"{parts.path} {parts.query} {link.text_content()}")
            rank = next((n for n, section in enumerate(SECTIONS) if section.search(said)), len(SECTIONS))
            ranked[url] = min(rank, ranked.get(url, rank))
        yield from sorted(ranked, key=lambda url: ranked[url])

    def _find_feeds(self, home: Answer, tree: HtmlElement, vendor: Vendor) -> None:
        named = [discover.joined(home.url, str(link.get("href"))) for link in tree.cssselect(FEEDS)]
        for url in dict.fromkeys([*named, *self._at_root(vendor.feeds)]):
            if len(self.found.feeds) < MOST_LISTINGS and (links := self._list(Kind.FEED, url, vendor)):
                self.found.feeds.append(url)
                self.found.notes.append(f"feed: {url}, {links} articles")

    def _find_sitemaps(self, vendor: Vendor) -> None:
        for url in dict.fromkeys([*self._rules.sitemaps(), *self._at_root(vendor.sitemaps)]):
            if not self.found.sitemaps and (links := self._list(Kind.SITEMAP, url, vendor)):
                self.found.sitemaps.append(url)
                self.found.notes.append(f"sitemap: {url}, {links} articles or sitemaps")

    def _at_root(self, paths: tuple[str, ...]) -> list[str]:
        return [urljoin(self.found.base_url, path) for path in paths]

    def _list(self, kind: Kind, url: str, vendor: Vendor) -> int:
        """How many articles (or further sitemaps) a feed or sitemap names; 0 when it is none."""
        answer = self._get(url)
        if answer is None or prove.status(answer, conditional=False) is not None:
            return 0
        try:
            read = discover.read(kind, answer, url)
        except discover.Unreadable:
            return 0
        return len(read.lists) + sum(vendor.is_article(link.url) for link in read.links)


def _shape(url: str | None) -> str:
    """An address without its numbers: the pages of one list have one shape."""
    return re.sub(r"[0-9]+", "#", url or "")


def draft(found: Probe, source_id: str, *, local: bool) -> dict[str, Any]:
    """The keys of the source's file, as far as a probe knows them; a crawl gives the assertions."""
    name = found.title or source_id
    said: dict[str, Any] = {
        "id": source_id,
        "name": {"vi": name, "en": name},
        "owner": name,
        "level": "province",
        "base_url": found.base_url,
        "cms": str(found.cms),
        "start": {
            "feeds": found.feeds,
            "sitemaps": found.sitemaps,
            "listings": [{"url": url} for url, _ in found.listings],
        },
        "politeness": {"delay": found.delay},
        "cadence": 1,
        "assertions": {"min_articles": 1, "min_text": 100},
    }
    said["start"] = {key: value for key, value in said["start"].items() if value}
    return said | ({"local": True} if local else {})


def settled(said: dict[str, Any], *, articles: int, lengths: list[int], everywhere: bool) -> dict[str, Any]:
    """The draft with assertions from what a crawl of it saw: half of it, so that a usual day does not alarm."""
    assertions: dict[str, Any] = {
        "min_articles": max(1, articles // 2),
        "min_text": max(50, min(lengths, default=100) // 2 // 50 * 50),
    }
    if everywhere:
        assertions["must_contain"] = ["khuyến học"]
    return {**said, "assertions": assertions}


def source_id_of(url: str) -> str:
    """A source's id out of its address: the part of the host that tells it apart.

    >>> source_id_of("https://hoikhuyenhoc.binhthuan.gov.vn/"), source_id_of("http://hoikhuyenhocqb.gov.vn")
    ('hoikhuyenhoc-binhthuan', 'hoikhuyenhocqb')
    """
    common = {"www", "gov", "edu", "org", "com", "net", "vn", "dcs", "info"}
    host = urlsplit(url).hostname or ""
    labels = [label for label in host.split(".") if label not in common]
    name = re.sub(r"[^a-z0-9]+", "-", "-".join(labels).lower()).strip("-")
    return name if name[:1].isalpha() else f"site-{name}".strip("-")
