"""What is known of a source's addresses between crawls: validators, digests, and when each is due again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from khuyenhoc.crawl.pace import Spent
from khuyenhoc.models import VIETNAM, Kind, Listed, Result

SOONEST, LATEST = timedelta(days=1), timedelta(days=120)
#: An article of unknown age that the first crawl found is one of an old stock: looked at again in one to three months.
STOCK = timedelta(days=30)
#: So many times gone, and an article is not asked for again.
GONE_FOR_GOOD = 3


@dataclass(frozen=True, slots=True)
class Page:
    """One address. `key` is its identity (an article's canonical URL), `url` the address to ask for.

    `published` is the day that a list (`published_in`) gave beside the address, or on a walk into the past the
    article itself. `captured_*` name the last full capture, which a WARC revisit record refers to. `complete`: the
    older pages of this listing were walked to their end once, or as far as was asked. `text`: the rules of a
    robots.txt, the sitemaps of an index, how far a listing was walked into the past.
    """

    key: str
    url: str
    kind: Kind
    first_seen: datetime
    due: datetime
    published: date | None = None
    published_in: Kind | None = None
    fetched_at: datetime | None = None
    outcome: Result | None = None
    status: int | None = None
    etag: str | None = None
    last_modified: str | None = None
    digest: str | None = None
    captured_at: datetime | None = None
    captured_url: str | None = None
    changed_at: datetime | None = None
    gone: int = 0
    failures: int = 0
    complete: bool = False
    text: str | None = None

    @property
    def is_article(self) -> bool:
        return self.kind is Kind.ARTICLE

    @property
    def listed(self) -> Listed | None:
        return Listed(self.published, self.published_in) if self.published and self.published_in else None

    @property
    def pending(self) -> bool:
        """Found, never yet had."""
        return self.captured_at is None and self.gone < GONE_FOR_GOOD

    def conditions(self) -> dict[str, str]:
        """The headers of a conditional GET; none when there is no capture that a 304 could stand for."""
        if self.captured_at is None:
            return {}
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}


@dataclass
class Frontier:
    """The pages of one source, by key, and what was spent on it today.

    `unread` are archives that nobody is known to have extracted: those of crawls that ended in an error, and of the
    last crawl in order, `reader`, which was to be extracted after it. The next crawl in order hands them on, unless
    `reader` was extracted meanwhile.
    """

    pages: dict[str, Page] = field(default_factory=dict)
    spent: Spent = field(default_factory=Spent)
    unread: tuple[str, ...] = ()
    reader: str = ""

    def __getitem__(self, key: str) -> Page:
        return self.pages[key]

    def get(self, key: str) -> Page | None:
        return self.pages.get(key)

    def put(self, page: Page) -> Page:
        self.pages[page.key] = page
        return page

    def copy(self) -> Frontier:
        return Frontier(dict(self.pages), self.spent, self.unread, self.reader)

    def articles(self) -> Iterator[Page]:
        return (page for page in self.pages.values() if page.is_article)

    def known(self) -> int:
        """Articles that were captured at least once."""
        return sum(page.captured_at is not None for page in self.articles())

    def captured(self) -> list[Page]:
        """Articles that were had before, in the order of their keys."""
        return sorted((page for page in self.articles() if not page.pending), key=lambda page: page.key)

    def waiting(self) -> list[Page]:
        """Articles never had: those of unknown age as they were found (lists begin with the newest), then the newest."""
        found = [page for page in self.articles() if page.pending]
        return sorted(found, key=lambda page: page.published or date.max, reverse=True)

    def due(self, now: datetime, share: float = 0.05) -> list[Page]:
        """Articles to look at again, the longest overdue first; never more than a share of all, or five."""
        due = [p for p in self.articles() if not p.pending and p.due <= now and p.gone < GONE_FOR_GOOD]
        due.sort(key=lambda page: (page.due, page.key))
        return due[: max(5, int(share * len(self.pages)))]


def next_due(page: Page, now: datetime, *, stock: bool = False) -> datetime:
    """When to look at an article again: after half its age, so that edits soon after publication are found.

    A page that did not change since it was last seen to change is as old as that. The pages of one old stock
    are spread, by their key, so that they do not all come due together.
    """
    spread = int.from_bytes(sha256(page.key.encode()).digest()[:2], "big") / 65536
    if stock and page.published is None:
        return now + STOCK * (1 + 2 * spread)
    born = (
        datetime(page.published.year, page.published.month, page.published.day, tzinfo=VIETNAM)
        if page.published
        else page.first_seen
    )
    age = now - max(born, page.changed_at or born)
    return now + min(max(age / 2, SOONEST), LATEST) * (1 + spread / 4)


def after_failure(page: Page, now: datetime) -> datetime:
    """When to try a failed page again: after 1, 2, 4, … days."""
    doubled: int = 2 ** min(page.failures, 7)
    return now + min(SOONEST * doubled, LATEST)


def merged(mine: Frontier, theirs: Frontier) -> Frontier:
    """Two frontiers that grew from one, when two crawls ran side by side: of each page the later word.

    Requests of both count; `mine.spent` and `theirs.spent` share a past, so the larger stands.
    """
    pages = dict(theirs.pages)
    for key, page in mine.pages.items():
        other = pages.get(key)
        if other is None or _moment(page) >= _moment(other):
            pages[key] = page
        if other is not None:
            kept = pages[key]
            pages[key] = replace(kept, first_seen=min(page.first_seen, other.first_seen))
    spent = max(mine.spent, theirs.spent, key=lambda s: (s.day, s.requests))
    return Frontier(pages, spent, tuple(dict.fromkeys((*theirs.unread, *mine.unread))), mine.reader)


def _moment(page: Page) -> tuple[bool, datetime]:
    """A page that was asked for comes after one that was only found."""
    return page.fetched_at is not None, page.fetched_at or page.first_seen


def rows(frontier: Frontier) -> Iterator[Mapping[str, object]]:
    """Plain rows, sorted by key: the same frontier gives the same rows."""
    for key in sorted(frontier.pages):
        page = frontier.pages[key]
        yield {name: getattr(page, name) for name in Page.__dataclass_fields__}


def pages_of(found: Iterable[Mapping[str, object]]) -> dict[str, Page]:
    """The inverse of `rows`."""
    pages = {}
    for row in found:
        values = dict(row)
        values["kind"] = Kind(str(row["kind"]))
        values["published_in"] = Kind(str(row["published_in"])) if row.get("published_in") else None
        values["outcome"] = Result(str(row["outcome"])) if row["outcome"] else None
        page = Page(**values)  # type: ignore[arg-type]
        pages[page.key] = page
    return pages
