"""What became of an article: edited, moved, withdrawn. Nothing is ever deleted or overwritten."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from khuyenhoc.models import Article


def next_version(article: Article, known: Sequence[Article]) -> Article | None:
    """The article as the version that follows those known; None when the last one says the same already.

    Another text of other bytes is an edit: version n+1. Else it is another reading of what was read before, by
    a newer extractor or after a withdrawal: it takes the number, the capture and the place of the earlier one.
    """
    if not known:
        return article
    last = max(known, key=lambda version: version.version)
    first_seen = min(version.first_seen_at for version in known)
    if last.text != article.text and last.payload_digest != article.payload_digest:
        return replace(article, version=last.version + 1, first_seen_at=first_seen)
    if last.extractor_version == article.extractor_version and last.withdrawn_at is None:
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


def withdrawn(known: Iterable[Article], gone: Mapping[str, datetime]) -> tuple[Article, ...]:
    """The last versions of articles whose canonical URL was found gone, marked with when.

    `gone` maps a canonical URL to the moment when its page answered 404 or 410. One that is marked already
    keeps its first mark.
    """
    last: dict[str, Article] = {}
    for article in known:
        if article.article_id not in last or article.version > last[article.article_id].version:
            last[article.article_id] = article
    return tuple(
        replace(article, withdrawn_at=gone[article.canonical_url])
        for article in last.values()
        if article.canonical_url in gone and article.withdrawn_at is None
    )
