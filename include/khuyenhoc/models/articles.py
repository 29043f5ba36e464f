"""What is read of a capture: an article, its images, the documents that it cites."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from khuyenhoc.models.captures import Locator


def article_id(source_id: str, canonical_url: str) -> str:
    """Sixteen hex digits that name an article for ever.

    >>> article_id("hanam", "https://example.org/a-1.html")
    '7586e100300bbc96'
    """
    return hashlib.sha256(f"{source_id}\n{canonical_url}".encode()).hexdigest()[:16]


class PublishedSource(StrEnum):
    """Where the date of publication was found."""

    SELECTOR = "selector"
    JSON_LD = "json-ld"
    META = "meta"
    URL = "url"
    TEXT = "text"
    FEED = "feed"
    LISTING = "listing"
    NONE = "none"


class Precision(StrEnum):
    """How much of a moment of publication is known."""

    TIME = "time"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Image:
    """An image of an article; its caption is kept apart so that figures in it are not counted twice."""

    url: str
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A legal document that the text cites ("Kết luận 49-KL/TW ngày 10/5/2019")."""

    kind: str
    number: str
    body: str
    issued: date | None
    char_start: int
    char_end: int
    surface: str
    doubt: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One version of an article. Spans of figures and citations point into `text` (NFC)."""

    article_id: str
    version: int
    source_id: str
    url: str
    canonical_url: str
    title: str
    lead: str
    author: str
    text: str
    published_at: datetime | None
    published_source: PublishedSource
    language: str
    fetched_at: datetime
    first_seen_at: datetime
    payload_digest: str
    locator: Locator
    extractor_version: str
    section: str = ""
    tags: tuple[str, ...] = ()
    images: tuple[Image, ...] = ()
    citations: tuple[Citation, ...] = ()
    injected: str | None = None
    original_text: str | None = None
    near_duplicate_of: str | None = None
    extracted_by: str = ""
    unexplained: float = 0.0
    withdrawn_at: datetime | None = None
    published_precision: Precision | None = None
