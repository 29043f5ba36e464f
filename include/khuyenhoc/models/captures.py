"""What a crawl gives: for each URL tried an outcome, for each article page served a capture."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class Kind(StrEnum):
    """What a URL was asked for."""

    ROBOTS = "robots"
    FEED = "feed"
    SITEMAP = "sitemap"
    LISTING = "listing"
    ARTICLE = "article"


class Result(StrEnum):
    """How the try of one URL ended. Every URL tried has exactly one."""

    OK = "ok"
    NOT_MODIFIED = "not_modified"
    REDIRECTED = "redirected"
    ROBOTS_DISALLOWED = "robots_disallowed"
    CHALLENGE = "challenge"
    SOFT_404 = "soft_404"
    LOGIN = "login"
    MAINTENANCE = "maintenance"
    HIJACKED = "hijacked"
    WRONG_PAGE = "wrong_page"
    NOT_HTML = "not_html"
    EMPTY = "empty"
    TOO_LARGE = "too_large"
    HTTP_4XX = "http_4xx"
    HTTP_5XX = "http_5xx"
    TIMEOUT = "timeout"
    TLS = "tls"
    DNS = "dns"
    REFUSED = "refused"
    BLOCKED_ADDRESS = "blocked_address"
    BLOCKED_HOST = "blocked_host"
    TOO_MANY_REDIRECTS = "too_many_redirects"
    RATE_LIMITED = "rate_limited"
    BUDGET = "budget"
    PARSE_ERROR = "parse_error"


@dataclass(frozen=True, slots=True)
class Locator:
    """Where one WARC record lies: a Range GET of `length` bytes at `offset` of `key` is the whole record."""

    key: str
    offset: int
    length: int
    record_id: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """One URL tried, failed ones too: a row of `outcomes`. `gone`: on how many days in a row it was not there."""

    source_id: str
    url: str
    kind: Kind
    outcome: Result
    fetched_at: datetime
    status: int | None = None
    bytes: int = 0
    elapsed_ms: int = 0
    retry_after: int | None = None
    detail: str = ""
    warc_key: str | None = None
    warc_offset: int | None = None
    gone: int = 0

    @property
    def is_gone_for_good(self) -> bool:
        """Whether an article is withdrawn rather than out of reach for a day: 410 says so at once, 404 on the second
        day in a row, a page that only looks like one ("không tìm thấy", the home page) on the third."""
        return self.status == 410 or self.gone >= (2 if self.status == 404 else 3)

    def __str__(self) -> str:
        """A line of the log: source, what it is, what came of it, address.

        >>> from khuyenhoc.models import VIETNAM
        >>> at = datetime(2026, 11, 22, tzinfo=VIETNAM)
        >>> print(Outcome("yenbai", "http://x.vn/1", Kind.ARTICLE, Result.HTTP_5XX, at, 503, detail="try later"))
        yenbai: article http_5xx 503 http://x.vn/1: try later
        """
        status = f" {self.status}" if self.status else ""
        detail = f": {self.detail}" if self.detail else ""
        return f"{self.source_id}: {self.kind.value} {self.outcome.value}{status} {self.url}{detail}"


@dataclass(frozen=True, slots=True)
class Listed:
    """The Vietnamese day that a feed or a listing (`kind`) gave beside an article's address."""

    day: date
    kind: Kind


@dataclass(frozen=True, slots=True)
class Capture:
    """One article page as it was served, and where its bytes lie in the archive.

    `body` is the payload with its content encoding undone; its charset is not: that is for `extract`.
    `listed` is what the list that named the article said of its day, as the archive keeps it beside the page.
    """

    source_id: str
    url: str
    canonical_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: datetime
    payload_digest: str
    locator: Locator
    listed: Listed | None = None

    def header(self, name: str) -> str | None:
        """The first header of that name, in any case."""
        return next((v for k, v in self.headers if k.lower() == name.lower()), None)
