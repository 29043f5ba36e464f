"""What became of an article: edited, moved, withdrawn. Nothing is ever deleted or overwritten."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from khuyenhoc.models import Article, Kind, Outcome, Result

#: What shows that an article is there.
_SEEN = (Result.OK, Result.NOT_MODIFIED)
#: So many articles gone in one crawl may be the site's fault.
_MANY = 5


def is_much_the_same(one: Article, other: Article) -> bool:
    """Whether half of the word triples of the shorter text stand in the other: one article, edited, not two."""
    first, second = (set(_triples(article.text)) for article in (one, other))
    return len(first & second) >= 0.5 * min(len(first), len(second))


def _triples(text: str) -> Iterator[tuple[str, ...]]:
    words = text.lower().split()
    return zip(words, words[1:], words[2:], strict=False)


def next_version(article: Article, known: Sequence[Article]) -> Article | None:
    """The article as the version that follows those known; None when the last one says the same already.

    Another text of other bytes is an edit: version n+1. Else it is another reading of what was read before, by a newer
    extractor, after a withdrawal or at a new address: it takes the number, the capture and the place of the earlier one.
    """
    if not known:
        return article
    last = max(known, key=lambda version: version.version)
    first_seen = min(version.first_seen_at for version in known)
    if last.text != article.text and last.payload_digest != article.payload_digest:
        return replace(article, version=last.version + 1, first_seen_at=first_seen)
    moved = last.canonical_url != article.canonical_url
    if last.extractor_version == article.extractor_version and last.withdrawn_at is None and not moved:
        return None
    return replace(
        article,
        version=last.version,
        first_seen_at=first_seen,
        fetched_at=last.fetched_at,
        payload_digest=last.payload_digest,
        locator=last.locator,
    )


@dataclass(frozen=True, slots=True)
class Change:
    """One change between two versions: the paragraph before and after; empty where there is none."""

    before: str
    after: str


def changes(before: Article, after: Article) -> tuple[Change, ...]:
    """What an edit changed, paragraph by paragraph, in the order of the text.

    A moved paragraph shows as taken out here and put in there.
    """
    old, new = before.text.split("\n"), after.text.split("\n")
    found = []
    for operation, a, b, c, d in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if operation == "equal":
            continue
        left, right = old[a:b], new[c:d]
        rows = max(len(left), len(right))
        pairs = zip(left + [""] * (rows - len(left)), right + [""] * (rows - len(right)), strict=True)
        found += [Change(x, y) for x, y in pairs if x or y]
    return tuple(found)


def gone_in(crawls: Iterable[Sequence[Outcome]]) -> dict[str, datetime]:
    """The addresses of articles that were found gone for good and not seen since, with when; `crawls` in their order.

    A crawl that found many articles gone, more than it saw, shows a site that is ill, and no article withdrawn.
    """
    gone: dict[str, datetime] = {}
    for outcomes in crawls:
        articles = [outcome for outcome in outcomes if outcome.kind is Kind.ARTICLE]
        missing = sum(outcome.gone > 0 for outcome in articles)
        ill = missing >= _MANY and missing > sum(outcome.outcome in _SEEN for outcome in articles)
        for outcome in articles:
            if outcome.outcome in _SEEN:
                gone.pop(outcome.url, None)
            elif outcome.is_gone_for_good and not ill:
                gone.setdefault(outcome.url, outcome.fetched_at)
    return gone


def withdrawn(known: Iterable[Article], gone: Mapping[str, datetime]) -> tuple[Article, ...]:
    """The last versions of articles whose canonical URL was found gone, marked with when.

    `gone` maps a canonical URL to the moment when its page was found gone for good. One that is marked already keeps
    its first mark.
    """
    last: dict[str, Article] = {}
    for article in known:
        if article.article_id not in last or article.version > last[article.article_id].version:
            last[article.article_id] = article
    return tuple(
        replace(article, withdrawn_at=gone[article.canonical_url])
        for article in last.values()
        if article.withdrawn_at is None
        and article.canonical_url in gone
        and gone[article.canonical_url] > article.fetched_at
    )
