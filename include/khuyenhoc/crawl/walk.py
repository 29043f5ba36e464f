"""Walk one source: robots, lists, articles, in that order, one request after the other.

`Walk.visits` yields one `Visit` for each address tried and leaves the new frontier in `frontier`. It knows neither
the bucket nor the time: a clock, a fetcher and a journal are given to it. Run again over a journal's answers it
takes the same way.
"""

from __future__ import annotations

import logging
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urljoin

from lxml.html import HtmlElement

from khuyenhoc.crawl import discover
from khuyenhoc.crawl.archive import Visit
from khuyenhoc.crawl.ask import Asker, Got
from khuyenhoc.crawl.assess import Assessment as Assessment
from khuyenhoc.crawl.assess import Seen, assess, proves_itself
from khuyenhoc.crawl.cms import Link, Vendor, canonical_in, vendor_of
from khuyenhoc.crawl.fetch import Fetches, Limits
from khuyenhoc.crawl.frontier import Frontier, Page
from khuyenhoc.crawl.journal import Journal, NoJournal, Recalled
from khuyenhoc.crawl.pace import Clock, Pace
from khuyenhoc.models import Kind, Listing, Outcome, Result, Source

log = logging.getLogger(__name__)

#: Sitemaps of an index that one crawl reads, and how deep indexes may lie in one another.
MOST_SITEMAPS, DEEPEST = 50, 2

#: How systems answer to the page after the last: gone, empty, sent back to a page walked already, or unchanged.
PAST_THE_END = frozenset(
    {Result.HTTP_4XX, Result.SOFT_404, Result.EMPTY, Result.TOO_MANY_REDIRECTS, Result.NOT_MODIFIED}
)

#: The visits of a list; None marks the end of each of its pages.
Pages = Generator[Visit | None, None, None]


@dataclass(frozen=True, slots=True)
class Options:
    """What one crawl does beside the rule: from which day on, how many new articles, how many pages of a listing.

    `refetch`: known articles are asked for too, whole, as if they had never been seen.
    `proven` False: the first `proof_requests` requests must show that the file fits the site, or the crawl ends.
    `max_requests`: what a walk into the past may ask for, within the day's budget.
    """

    since: date | None = None
    max_articles: int | None = None
    max_pages: int = 20
    refetch: bool = False
    proven: bool = True
    proof_requests: int = 30
    max_requests: int | None = None


class Walk:
    """One crawl of one source."""

    def __init__(
        self,
        source: Source,
        frontier: Frontier,
        *,
        fetcher: Fetches,
        clock: Clock,
        agent: str,
        journal: Journal | None = None,
        options: Options | None = None,
        vendor: Vendor | None = None,
        limits: Limits | None = None,
    ) -> None:
        if not (source.base_url and source.cms):
            raise ValueError(f"{source.id} has no address or no system to crawl")
        self.source, self.base_url = source, source.base_url
        self.vendor = vendor or vendor_of(source.cms)
        self.frontier = frontier.copy()
        self.options = options or Options()
        self.seen = Seen(must_contain=source.assertions.must_contain)
        self.pace = Pace(source.politeness, clock, frontier.spent)
        self.started = clock.now()
        self.recalled = Recalled(journal or NoJournal(), limits or Limits())
        self.asker = Asker(
            source=source,
            vendor=self.vendor,
            base_url=self.base_url,
            frontier=self.frontier,
            pace=self.pace,
            fetcher=fetcher,
            clock=clock,
            journal=self.recalled,
            agent=agent,
            started=self.started,
            stock=frontier.known() == 0,
        )

    def visits(self) -> Iterator[Visit]:
        """Every address that is tried, as it is tried."""
        for visit in self._way():
            self.seen.count(visit)
            log.info("%s", visit.outcome)
            yield visit
        for answer in self.recalled.left():
            why = "answered to an earlier attempt; this one did not need it"
            outcome = Outcome(
                self.source.id,
                answer.url,
                Kind.ARTICLE,
                Result.BUDGET,
                answer.fetched_at,
                answer.status,
                detail=why,
            )
            yield Visit(outcome, answer)
        self.frontier.spent = self.pace.spent

    def assessment(self) -> Assessment:
        """What the crawl was, once its visits are over."""
        return assess(
            self.source,
            self.seen,
            self.frontier,
            stopped=self.asker.stopped,
            proven=self.options.proven,
        )

    def _way(self) -> Iterator[Visit]:
        lists = self._lists()
        if not self.options.proven:
            self.asker.most_requests = self.options.proof_requests
            for pages in lists:  # the first page of each, for half of the requests; then articles
                if self.asker.requests * 2 < self.options.proof_requests:
                    yield from _first(pages)
            yield from self._articles()
            self.asker.most_requests = None
            if not proves_itself(self.source, self.seen):
                return
        yield from self._follow(lists)

    def _follow(self, lists: list[Pages]) -> Iterator[Visit]:
        """All the pages of the lists, then articles."""
        for pages in lists:
            yield from (visit for visit in pages if visit is not None)
        yield from self._articles()

    def _articles(self) -> Iterator[Visit]:
        waiting = [page for page in self.frontier.waiting() if page.due <= self.started]
        if self.options.max_articles is not None:
            waiting = waiting[: max(0, self.options.max_articles - self.seen.tried)]
        known = self.frontier.captured() if self.options.refetch else self.frontier.due(self.started)
        for page in (*waiting, *known):
            if self.asker.done:
                return
            if page.fetched_at is None or page.fetched_at < self.started:
                got = yield from self.asker.ask(self.frontier[page.key], conditional=not self.options.refetch)
                if got is not None:
                    self.seen.article(got.url, got.answer, got.verdict)

    # ── lists ──

    def _lists(self) -> list[Pages]:
        start = self.source.start
        return [
            *(self._feed(url) for url in start.feeds),
            *(self._sitemap(url, 0) for url in start.sitemaps),
            *(self._listing(listing) for listing in start.listings),
        ]

    def _list_page(
        self, url: str, kind: Kind, *, again: bool = False
    ) -> Generator[Visit | None, None, Got | None]:
        """One page of a list; None when nothing came. `again`: whether or not it has changed."""
        got = yield from self.asker.ask(self.asker.page(url, kind), conditional=not again)
        if got is not None:
            self.seen.list(got.url, got.answer, got.verdict)
        return got

    def _feed(self, url: str) -> Pages:
        got = yield from self._list_page(url, Kind.FEED)
        if got is not None and got.verdict.result is Result.OK:
            found = discover.read(Kind.FEED, got.answer, got.url)
            self._note(found.links, Kind.FEED)
            self._changed(found)
        yield None

    def _sitemap(self, url: str, depth: int) -> Pages:
        """A sitemap, or the sitemaps of an index: those are looked at although the index has not changed."""
        got = yield from self._list_page(url, Kind.SITEMAP)
        page = self.asker.page(url, Kind.SITEMAP)
        children = (page.text or "").splitlines() if got is not None else []
        if got is not None and (found := got.verdict.found) is not None:
            since = self.options.since
            self._note(
                [link for link in found.links if not since or found.modified.get(link.url, since) >= since],
                Kind.SITEMAP,
            )
            self._changed(found)
            children = found.lists[:MOST_SITEMAPS]
            self.frontier.put(replace(page, text="\n".join(children) or None))
        if depth < DEEPEST:
            for child in children:
                yield from self._sitemap(child, depth + 1)
        if not children:
            yield None

    def _listing(self, listing: Listing) -> Pages:
        """The pages of a listing, until articles are known, too old or the same again, or `max_pages`.

        Until its older pages were walked to their end once, known articles do not end it.
        """
        walked = self.asker.page(listing.url, Kind.LISTING).complete
        url, number = listing.url, listing.first
        blocks: set[frozenset[str]] = set()
        for _ in range(self.options.max_pages):
            got = yield from self._list_page(url, Kind.LISTING, again=not walked)
            if got is None or got.verdict.result is not Result.OK or got.verdict.tree is None:
                yield None
                if number == listing.first or not past_the_end(got, self.asker):
                    return
                break
            links = self.vendor.links(got.verdict.tree, got.url)
            new, old = self._note(links, Kind.LISTING)
            yield None
            block = frozenset(link.url for link in links)
            following = self._following(listing, number, got.verdict.tree, got.url)
            if not links or block in blocks or old or (walked and not new) or following is None:
                break
            blocks.add(block)
            url, number = following, number + 1
        else:
            return  # cut short: the older pages are still to be walked
        if self.options.since is None and not self.asker.done:
            self.frontier.put(replace(self.asker.page(listing.url, Kind.LISTING), complete=True))

    def _following(self, listing: Listing, number: int, tree: HtmlElement, url: str) -> str | None:
        if listing.paging is not None:
            return urljoin(listing.url, listing.paging.replace("{n}", str(number + 1)))
        return self.vendor.next_page(tree, url)

    def _note(self, links: list[Link], kind: Kind) -> tuple[int, bool]:
        """Put the articles that a list names on the frontier: how many were new, and whether all were too old."""
        new, dated, old = 0, 0, 0
        since = self.options.since
        for link in links:
            if self.asker.foreign(link.url) or not discover.wanted(link.url, self.source, self.vendor):
                continue
            key = canonical_in(self.vendor, link.url, self.base_url)
            self.seen.links.add(key)
            dated += link.published is not None
            if since and link.published and link.published < since:
                old += 1
                continue
            known = self.frontier.get(key)
            if known is None:
                known = Page(key, link.url, Kind.ARTICLE, self.started, self.started)
                self.frontier.put(known)
                new += 1
            if known.published is None and link.published:
                self.frontier.put(replace(known, published=link.published, published_in=kind))
        return new, 0 < dated == old

    def _changed(self, found: discover.Found) -> None:
        """A change that a list prints after our last capture makes an article due."""
        for url, day in found.modified.items():
            page = self.frontier.get(canonical_in(self.vendor, url, self.base_url))
            if page is not None and page.fetched_at is not None and day > page.fetched_at.date():
                self.frontier.put(replace(page, due=self.started))


def past_the_end(got: Got | None, asker: Asker) -> bool:
    """Whether a further page of a listing failed because there is none: gone, or an address walked already."""
    if got is None:
        return not asker.done
    return got.verdict.result in PAST_THE_END


def _first(pages: Pages) -> Iterator[Visit]:
    """The visits up to the end of the first page."""
    for visit in pages:
        if visit is None:
            return
        yield visit
