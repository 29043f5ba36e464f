"""Walk a source's lists into its past, until a day; each page of a list is followed by its own articles.

How far a list was walked stands on its page of the frontier, so that a later crawl goes on there. A list's pages
move on while new articles come: what was on page 40 is then on page 41. Going on at the last page that was done
reads some articles' addresses twice and misses none.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

from khuyenhoc.crawl.archive import Visit
from khuyenhoc.crawl.assess import Assessment, Status
from khuyenhoc.crawl.cms import Link, canonical_in
from khuyenhoc.crawl.fetch import Answer
from khuyenhoc.crawl.frontier import Page, next_due
from khuyenhoc.crawl.walk import Pages, Walk, past_the_end
from khuyenhoc.models import Kind, Listing, Result

#: The day on which the article of a page was published, read off the page; None when it does not say.
Dated = Callable[[str, Answer], date | None]


@dataclass(frozen=True, slots=True)
class Mark:
    """How far into the past a list was walked: the last page that was done with all of its articles.

    `back_to` is the day that was asked for and reached, `ended` says that the list goes no further.
    """

    url: str
    number: int
    oldest: date | None = None
    back_to: date | None = None
    ended: bool = False

    def reaches(self, day: date) -> bool:
        return self.ended or (self.back_to is not None and self.back_to <= day)

    def __str__(self) -> str:
        where = f"page {self.number}"
        if self.ended:
            return f"to its end, {where}"
        return f"back to {self.back_to or self.oldest or 'a day unknown'}, {where}"


def mark_of(page: Page | None) -> Mark | None:
    """The mark on the first page of a list; None where nobody walked it back."""
    if page is None or page.kind is not Kind.LISTING or not page.text:
        return None
    said = json.loads(page.text)
    for name in ("oldest", "back_to"):
        said[name] = date.fromisoformat(said[name]) if said[name] else None
    return Mark(**said)


class WalkBack(Walk):
    """One crawl of one source into its past, to `options.since`, within `options.max_requests`."""

    def __init__(self, *arguments: Any, dated: Dated, **more: Any) -> None:
        super().__init__(*arguments, **more)
        if self.options.since is None:
            raise ValueError("a walk into the past needs a day to end at")
        self.dated, self.back_to = dated, self.options.since

    def assessment(self) -> Assessment:
        """As of any crawl; `detail` says how far each list was walked."""
        if not self.seen.results:
            what = self.progress() or "no list and no sitemap leads into the past"
            return Assessment(Status.NOT_DUE, what)
        found = super().assessment()
        return replace(found, detail="; ".join(filter(None, (found.detail, self.progress()))))

    def progress(self) -> str:
        """How far into the past each list was walked, in words."""
        marks = {
            listing.url: mark_of(self.frontier.get(listing.url)) for listing in self.source.start.listings
        }
        return "; ".join(f"{url}: {mark or 'not begun'}" for url, mark in marks.items())

    @property
    def finished(self) -> bool:
        """Whether a further crawl with the same day would find nothing to do."""
        marks = (mark_of(self.frontier.get(listing.url)) for listing in self.source.start.listings)
        return not self._to_ask() and all(mark is not None and mark.reaches(self.back_to) for mark in marks)

    def _lists(self) -> list[Pages]:
        """Feeds name the newest alone; a sitemap names all at once."""
        start = self.source.start
        return [
            *(self._sitemap(url, 0) for url in start.sitemaps),
            *(self._listing(listing) for listing in start.listings),
        ]

    def _follow(self, lists: list[Pages]) -> Iterator[Visit]:
        self.asker.most_requests = self.options.max_requests
        yield from self._articles()
        for pages in lists:
            for visit in pages:
                if visit is None:
                    yield from self._articles()
                else:
                    yield visit

    def _to_ask(self) -> list[Page]:
        return [
            page
            for page in self.frontier.waiting()
            if page.due <= self.started and (page.published or self.back_to) >= self.back_to
        ]

    def _articles(self) -> Iterator[Visit]:
        """The articles that were found and never had. Known ones are the daily crawl's."""
        for page in self._to_ask():
            if self.asker.done:
                return
            if page.fetched_at is None or page.fetched_at < self.started:
                got = yield from self.asker.ask(page)
                if got is not None:
                    self.seen.article(got.url, got.answer, got.verdict)
                    if got.verdict.result is Result.OK:
                        self._date(page.key, self.dated(got.url, got.answer))

    def _date(self, key: str, day: date | None) -> None:
        """An article's own date, where no list printed one: it says how far back we are, and when to look again."""
        page = self.frontier.get(key)
        if page is not None and page.published is None and day is not None and page.fetched_at is not None:
            dated = replace(page, published=day)
            self.frontier.put(replace(dated, due=next_due(dated, page.fetched_at)))

    def _listing(self, listing: Listing) -> Pages:
        begun = mark_of(self.frontier.get(listing.url))
        if begun is not None and begun.reaches(self.back_to):
            return
        mark = begun or Mark(listing.url, listing.first)
        url, number = mark.url, mark.number
        blocks: set[frozenset[str]] = set()
        while not self._over():
            got = yield from self._list_page(url, Kind.LISTING, again=True)
            if got is None or got.verdict.result is not Result.OK or got.verdict.tree is None:
                yield None
                if number > listing.first and not self._over() and past_the_end(got, self.asker):
                    self._mark(listing, replace(mark, ended=True))
                return
            links = self.vendor.links(got.verdict.tree, got.url)
            self._note(links, Kind.LISTING)
            yield None  # its articles are asked for now
            if self._over():
                return
            days = sorted(day for link in links if (day := self._day(link)))
            mark = Mark(url, number, min([*days[:1], *([mark.oldest] if mark.oldest else [])], default=None))
            block = frozenset(link.url for link in links)
            following = self._following(listing, number, got.verdict.tree, got.url)
            if days and days[-1] < self.back_to:
                mark = replace(mark, back_to=self.back_to)
            elif not links or block in blocks or following is None:
                mark = replace(mark, ended=True)
            self._mark(listing, mark)
            if following is None or mark.reaches(self.back_to):
                return
            blocks.add(block)
            url, number = following, number + 1

    def _over(self) -> bool:
        return self.asker.done

    def _day(self, link: Link) -> date | None:
        page = self.frontier.get(canonical_in(self.vendor, link.url, self.base_url))
        return link.published or (page.published if page else None)

    def _mark(self, listing: Listing, mark: Mark) -> None:
        """Once a list was walked as far as was asked, the daily crawl stops at known articles."""
        page = self.asker.page(listing.url, Kind.LISTING)
        done = page.complete or mark.reaches(self.back_to)
        self.frontier.put(
            replace(page, text=json.dumps(asdict(mark), default=str, ensure_ascii=False), complete=done)
        )
