"""A source: one site, as its YAML file declares it."""

from __future__ import annotations

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, HttpUrl, model_validator


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
