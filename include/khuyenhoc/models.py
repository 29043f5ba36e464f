"""The nouns of the field, frozen and typed. Imports nothing of ours.

Names follow the data contract: what a table holds a row of has its class here. Long because it is all of them:
whoever looks for a noun of the field has one place to look.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, model_validator

#: Days are Vietnamese days. Việt Nam has had no other offset since 1975, so the zone needs no database.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")


# ── Sources ─────────────────────────────────────────────────────────────────────────────────────────


class _Declared(BaseModel):
    """Part of a source's YAML file: a key that nobody knows is an error, not ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _compiles(pattern: str) -> str:
    try:
        re.compile(pattern)
    except re.error as error:
        raise ValueError(str(error)) from error
    return pattern


def _is_http(url: str) -> str:
    HttpUrl(url)
    return url


Pattern = Annotated[str, AfterValidator(_compiles)]
Url = Annotated[str, AfterValidator(_is_http)]


class Cms(StrEnum):
    """The systems that have an adapter in `crawl/cms/`; a module of that name."""

    VCCORP = "vccorp"
    NUKEVIET4 = "nukeviet4"
    NUKEVIET3 = "nukeviet3"
    SHAREPOINT = "sharepoint"
    LIFERAY = "liferay"
    MOJOPORTAL = "mojoportal"
    DNN = "dnn"
    PHPNUKE = "phpnuke"
    WORDPRESS = "wordpress"
    JOOMLA = "joomla"
    DRUPAL = "drupal"
    GENERIC = "generic"


class Names(_Declared):
    vi: str
    en: str


class Listing(_Declared):
    """A list of articles. `paging` holds `{n}` where the page number goes; without it there is one page."""

    url: Url
    paging: str | None = None
    first: int = 1

    @model_validator(mode="after")
    def _paging_has_a_place_for_the_number(self) -> Listing:
        if self.paging is not None and "{n}" not in self.paging:
            raise ValueError("paging needs {n} where the page number goes")
        return self


class Start(_Declared):
    """Where a crawl begins; at least one of them."""

    feeds: tuple[Url, ...] = ()
    sitemaps: tuple[Url, ...] = ()
    listings: tuple[Listing, ...] = ()


class Selectors(_Declared):
    """CSS selectors, only where this site differs from its vendor."""

    title: str | None = None
    lead: str | None = None
    date: str | None = None
    author: str | None = None
    body: str | None = None
    drop: tuple[str, ...] = ()


class Politeness(_Declared):
    """What this site is spared: seconds between requests, requests and bytes a day, hours of rest."""

    delay: float = Field(default=2.0, ge=0)
    max_requests: int = Field(default=500, gt=0)
    max_bytes: int = Field(default=200_000_000, gt=0)
    quiet_hours: tuple[Annotated[str, Field(pattern=r"^\d\d:\d\d-\d\d:\d\d$")], ...] = ()


class Assertions(_Declared):
    """What must hold of a crawl, or the layout is broken."""

    min_articles: int = Field(default=1, ge=0)
    min_text: int = Field(default=200, ge=0)
    must_contain: tuple[str, ...] = ()


class Off(_Declared):
    """Why a source is switched off, since when, and when somebody must look again."""

    reason: str
    since: date
    until: date


class Source(_Declared):
    """One site: what its YAML file says."""

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    name: Names
    owner: str
    level: Literal["national", "province", "district", "commune"]
    province: str | None = Field(default=None, pattern=r"^\d\d$")
    base_url: Url | None
    hosts: tuple[str, ...] = ()
    cms: Cms | None
    start: Start = Start()
    include: tuple[Pattern, ...] = ()
    exclude: tuple[Pattern, ...] = ()
    selectors: Selectors = Selectors()
    language_of_numbers: Literal["vi", "en"] = "vi"
    timezone: Literal["Asia/Ho_Chi_Minh"] = "Asia/Ho_Chi_Minh"
    politeness: Politeness = Politeness()
    group: str | None = Field(
        default=None,
        pattern=r"^[a-z][a-z0-9-]*$",
        description="sites that one machine serves under several hosts: never two of a group are visited at once",
    )
    cadence: float = Field(gt=0, description="articles a week that one expects")
    assertions: Assertions = Assertions()
    off: Off | None = None
    proven: bool = False
    local: bool = Field(default=False, description="may lie on a loopback address: sample sites only")
    ca_bundle: str | None = None
    licence: str = ""
    contact: str = ""

    @property
    def enabled(self) -> bool:
        return self.off is None

    @property
    def of_association(self) -> bool:
        """Is this an association's own site? What it prints of grants is its own work; a paper prints all news."""
        return all(said.startswith("Hội Khuyến học") for said in (self.owner, self.name.vi))

    @property
    def served_by(self) -> str:
        """What must not be asked by two crawls at once: the source's group, else the host and port of its address."""
        if self.group or not self.base_url:
            return self.group or self.id
        return urlsplit(self.base_url).netloc.rpartition("@")[2].lower().removeprefix("www.")

    @model_validator(mode="after")
    def _an_enabled_source_can_be_crawled(self) -> Source:
        if self.enabled and not (self.cms and self.base_url):
            raise ValueError("a source without cms or base_url must be off, with the reason")
        return self


# ── Crawl ───────────────────────────────────────────────────────────────────────────────────────────


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


def article_id(source_id: str, canonical_url: str) -> str:
    """Sixteen hex digits that name an article for ever.

    >>> article_id("hanam", "https://example.org/a-1.html")
    '7586e100300bbc96'
    """
    return hashlib.sha256(f"{source_id}\n{canonical_url}".encode()).hexdigest()[:16]


# ── Extract ─────────────────────────────────────────────────────────────────────────────────────────


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


class Statistic(StrEnum):
    TOTAL = "total"
    SHARE = "share"
    NEW = "new"
    CHANGE = "change"
    OVER_TARGET = "over_target"
    TARGET = "target"
    REGISTERED = "registered"
    PER_CAPITA = "per_capita"


class Unit(StrEnum):
    COUNT = "count"
    PERCENT = "percent"
    VND = "vnd"
    USD = "usd"
    TIMES = "times"


class Bound(StrEnum):
    EXACT = "exact"
    OVER = "over"
    UNDER = "under"
    ABOUT = "about"


class AreaLevel(StrEnum):
    NATIONAL = "national"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Area:
    """The place that a figure is about; codes are GSO's, `system` is "2024" (63 provinces) or "2025" (34)."""

    level: AreaLevel
    name: str
    code: str | None = None
    province_code: str | None = None
    province_code_2025: str | None = None
    system: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The time that a figure is about, both ends inclusive; a state has only its end."""

    start: date | None = None
    end: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with the words it came from: `text[char_start:char_end] == surface`, always."""

    metric: str
    statistic: Statistic
    value: Decimal
    unit: Unit
    bound: Bound
    area: Area
    period: Period
    char_start: int
    char_end: int
    surface: str
    sentence: str
    confidence: float
    rule: str
    value_max: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure of one article: a row of `observations`."""

    article_id: str
    version: int
    source_id: str
    figure: Figure
    checks: tuple[str, ...] = ()

    @property
    def observation_id(self) -> str:
        """Stable under re-extraction: made of what is said, not of where or how it was read."""
        f = self.figure
        said = (
            self.article_id, f.metric, f.statistic, format(f.value.normalize(), "f"), f.unit,
            f.area.level, f.area.name, f.period.start, f.period.end,
        )  # fmt: skip
        return hashlib.sha256("\n".join(map(str, said)).encode()).hexdigest()[:16]


# ── Validate and land ───────────────────────────────────────────────────────────────────────────────


class Severity(StrEnum):
    CRITICAL = "critical"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that was set aside, whole, with the rule that objected: a row of `rejections`."""

    table: str
    record: Mapping[str, Any]
    rule: str
    severity: Severity
    observed: str
    expected: str
    run: str
    reviewed: str | None = None
    reviewed_by: str | None = None
    note: str | None = None

    @property
    def record_name(self) -> str:
        """What names the record in its table, whatever rule objected to it."""
        names = (
            ("article_id", "version", "observation_id")
            if "article_id" in self.record
            else ("source_id", "url")
        )
        return " ".join(str(self.record[name]) for name in names if self.record.get(name) is not None)


@dataclass(frozen=True, slots=True)
class Counts:
    """What one source gave in one run; what the demo's table and the run's notes show.

    `from_archive`: it was read again, not crawled: its site was not asked, so nothing can be wrong with that.
    """

    source_id: str
    fetched: int = 0
    not_modified: int = 0
    failed: int = 0
    articles: int = 0
    observations: int = 0
    set_aside: int = 0
    status: str = "published"
    detail: str = ""
    from_archive: bool = False
