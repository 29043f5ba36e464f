"""Find when an article was published: never a footer's date, a sidebar's, a decree's, the visit's or the print's.

In this order: the vendor's selectors, JSON-LD and meta tags, htmldate without its extensive search, a reading
of our own beside the title, the feed or listing that named the page, the address. A page that says no more than
its month is dated by that, last of all. What lies in the future or before 1996 is passed over and named.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

import htmldate
import lxml.html
from lxml.etree import iterwalk
from lxml.html import HtmlElement

from khuyenhoc.crawl.cms.marks import select
from khuyenhoc.extract.lines import clean, counterpart, is_hidden, text_of
from khuyenhoc.extract.moments import read_machine_moment, read_moment, read_month
from khuyenhoc.models import VIETNAM, Kind, Listed, Precision, PublishedSource

#: The web of Việt Nam opened in 1997; nothing was published on it before.
EARLIEST = datetime(1996, 1, 1, tzinfo=VIETNAM)
#: Clocks of servers differ, and some papers date ahead by some hours.
_AHEAD = timedelta(days=1)

_METAS = (
    "article:published_time", "og:published_time", "datepublished", "pubdate", "publishdate", "publish-date",
    "publish_date", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dcterms.date",
    "sailthru.date", "parsely-pub-date", "citation_publication_date", "date",
)  # fmt: skip
_STORIES = re.compile(r"Article|Posting|Report|WebPage$")
_LABEL = re.compile(
    r"ngày (?:đăng|xuất bản|đưa tin)|đăng (?:lúc|ngày|bởi)|cập nhật|xuất bản|thứ (?:[2-7]|hai|ba|tư|năm|sáu|bảy)|chủ nhật|gmt",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"số|quyết định|chỉ thị|kết luận|nghị quyết|nghị định|thông tư|kế hoạch|luật|giấy phép|-(?:TW|TTg|CP|UBND)\b",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(
    r"(?:/|-ngay-)((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?![\d])|-ngay-(\d{1,2})-(\d{1,2})-((?:19|20)\d\d)(?!\d)"
)
_MONTH_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)/(0?[1-9]|1[0-2])/(?=[^/])")
_VCCORP_ID = re.compile(r"(?:-|/)\d{3}(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})\d{3}\.(?:htm|html|chn)\b")
_APART = ("header", "footer", "nav", "aside")
_SILENT = ("script", "style", "option", "noscript")


@dataclass(frozen=True, slots=True)
class Published:
    """When, where it was found, how much of it is known, and the moments that were passed over with the reason.

    A day's moment is its midnight; a month's is its last day, or that of the capture in a month that was not over:
    by then the article was out, so that nothing that it tells lies behind its own date.
    """

    moment: datetime | None
    source: PublishedSource
    precision: Precision | None = None
    passed_over: tuple[str, ...] = field(default=())


def find_published(
    page: HtmlElement,
    selectors: Sequence[str],
    *,
    url: str,
    fetched_at: datetime,
    title: HtmlElement | None = None,
    body: HtmlElement | None = None,
    listed: Listed | None = None,
) -> Published:
    """When the article of a page was published; source `none` when neither the page nor the list that named it
    says it. Never later than the capture: a clock that is some hours ahead is set back to it."""
    passed: dict[datetime, str] = {}
    for source, found in (
        (PublishedSource.SELECTOR, _selected(page, selectors)),
        (PublishedSource.JSON_LD, _in_json_ld(page)),
        (PublishedSource.META, _in_meta(page)),
        (PublishedSource.TEXT, _in_text(page, title, body, fetched_at)),
        *_in_list(listed),
        (PublishedSource.URL, _in_address(url)),
    ):
        for moment in found:
            if EARLIEST <= moment <= fetched_at + _AHEAD:
                precision = Precision.TIME if moment.time() != time() else Precision.DAY
                known = min(moment, fetched_at.astimezone(VIETNAM))
                return Published(known, source, precision, tuple(passed.values()))
            reason = "in the future" if moment > fetched_at else "before 1996"
            passed.setdefault(moment, f"{moment.isoformat()} ({source}) is {reason}")
    for source, month in (
        *((PublishedSource.SELECTOR, month) for month in _selected_months(page, selectors)),
        *((PublishedSource.TEXT, month) for month in _months_near(page, title, body)),
        *((PublishedSource.URL, month) for month in _months_in_address(url)),
    ):
        if EARLIEST.date() <= month <= fetched_at.astimezone(VIETNAM).date():
            last = min(_last_day(month), fetched_at.astimezone(VIETNAM).date())
            moment = datetime.combine(last, time(), VIETNAM)
            return Published(moment, source, Precision.MONTH, tuple(passed.values()))
    return Published(None, PublishedSource.NONE, None, tuple(passed.values()))


def _selected(page: HtmlElement, selectors: Sequence[str]) -> Iterator[datetime]:
    for selector in selectors:
        for element in select(page, selector)[:4]:
            machine = (element.get(name) for name in ("datetime", "content", "data-date"))
            text = text_of(element)
            said = (read_machine_moment(value) for value in machine if value)
            yield from (moment for moment in said if moment)
            if len(text) <= 300 and (moment := read_moment(text)):
                yield moment


def _selected_months(page: HtmlElement, selectors: Sequence[str]) -> Iterator[date]:
    for selector in selectors:
        yield from (
            month for element in select(page, selector)[:4] if (month := read_month(text_of(element)))
        )


def _in_list(listed: Listed | None) -> Iterator[tuple[PublishedSource, list[datetime]]]:
    """The day that a list gave: for a page without a date of its own it is the best there is."""
    if listed is not None:
        source = PublishedSource.FEED if listed.kind is Kind.FEED else PublishedSource.LISTING
        yield source, [datetime.combine(listed.day, time(), VIETNAM)]


def _in_json_ld(page: HtmlElement) -> Iterator[datetime]:
    for script in page.iter("script"):
        if (script.get("type") or "").lower() != "application/ld+json" or not script.text:
            continue
        try:
            stories = list(_stories(json.loads(script.text, strict=False)))
            dates = [str(story["datePublished"]) for story in stories if story.get("datePublished")]
        except (ValueError, RecursionError):  # written by hand: a comma too many, a line break in a string
            dates = re.findall(r'"datePublished"\s*:\s*"([^"]{8,40})"', script.text)[:1]
        yield from (moment for value in dates if (moment := read_machine_moment(value)))


def _stories(data: Any) -> Iterator[dict[str, Any]]:
    """The objects that describe the page's own article, not those that it lists."""
    for thing in data if isinstance(data, list) else [data]:
        if isinstance(thing, dict):
            kinds = thing.get("@type")
            if any(_STORIES.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])):
                yield thing
            yield from _stories(thing.get("@graph", []))
            if isinstance(thing.get("mainEntity"), dict):
                yield from _stories(thing["mainEntity"])


def _in_meta(page: HtmlElement) -> Iterator[datetime]:
    said: dict[str, str] = {}
    for meta in page.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and meta.get("content"):
            said.setdefault(name.lower(), meta.get("content") or "")
    for name in _METAS:
        if name in said and (moment := read_machine_moment(said[name])):
            yield moment


def _in_text(
    page: HtmlElement, title: HtmlElement | None, body: HtmlElement | None, fetched_at: datetime
) -> Iterator[datetime]:
    """htmldate's day, with the clock of our own reading where that agrees; else our own reading."""
    near = list(_near(page, title, body, fetched_at))
    for day in _by_htmldate(title, body, fetched_at):
        yield next((moment for moment in near if moment.date() == day.date()), day)
    yield from near


def _by_htmldate(
    title: HtmlElement | None, body: HtmlElement | None, fetched_at: datetime
) -> Iterator[datetime]:
    """htmldate's opinion of the part of the page that holds title and body, the body itself left out."""
    if title is None or body is None:
        return
    region = _region(title, body)
    if region is None or region.tag in ("body", "html"):
        return
    part = copy.deepcopy(region)
    inner = counterpart(body, region, part)
    inner.clear()
    for apart in list(part.iter(*_APART)):
        apart.clear()
    page = lxml.html.Element("html")
    shell = lxml.html.Element("body")
    shell.append(part)
    page.append(shell)
    found = htmldate.find_date(
        page, extensive_search=False, original_date=True, min_date=EARLIEST.date().isoformat(),
        max_date=fetched_at.astimezone(VIETNAM).date().isoformat(), outputformat="%Y-%m-%d",
    )  # fmt: skip
    if found:
        yield datetime.combine(datetime.fromisoformat(found).date(), time(), VIETNAM)


def _region(title: HtmlElement, body: HtmlElement) -> HtmlElement | None:
    around = set(title.iterancestors())
    return next((element for element in body.iterancestors() if element in around), None)


def _near(
    page: HtmlElement, title: HtmlElement | None, body: HtmlElement | None, fetched_at: datetime
) -> Iterator[datetime]:
    """A date of our own reading: between title and body, right behind the body, right before the title.

    Behind the body and before the title it needs a label, and before the title it is not the day of the visit.
    """
    if title is None:
        return
    before, between, behind = _around(page, title, body)
    yield from _dates(between[:14], labelled=False)
    yield from _dates(behind[:6], labelled=True)
    visit = fetched_at.astimezone(VIETNAM).date()
    yield from (m for m in _dates(before[-4:], labelled=True) if m.date() != visit)


def _months_near(page: HtmlElement, title: HtmlElement | None, body: HtmlElement | None) -> Iterator[date]:
    """A month that stands alone between title and body, or right behind the title of a body nobody knows."""
    if title is not None:
        _, between, _ = _around(page, title, body)
        yield from (month for text in between[:14] if (month := read_month(text)))


def _dates(texts: Iterable[str], *, labelled: bool) -> Iterator[datetime]:
    for text in texts:
        if len(text) > 120 or (labelled and not _LABEL.search(text)):
            continue
        moment = read_moment(text)
        if moment and not _CITED.search(text):
            yield moment


def _around(
    page: HtmlElement, title: HtmlElement, body: HtmlElement | None
) -> tuple[list[str], list[str], list[str]]:
    """The texts of the page before the title, between it and the body, and behind the body."""
    parts: tuple[list[str], list[str], list[str]] = ([], [], [])
    at = 0
    walk = iterwalk(page, events=("start", "end"))
    for event, element in walk:
        apart = element is title or element is body
        silent = not isinstance(element.tag, str) or element.tag in _SILENT or is_hidden(element)
        if event == "start":
            if apart or silent:
                walk.skip_subtree()
            said = "" if apart or silent else element.text
        else:
            at = 1 if element is title else 2 if element is body else at
            said = element.tail
        if text := clean(said or ""):
            parts[at].append(text)
    if body is None:  # nobody knows where the article ends: only what stands right behind the title
        return parts[0], parts[1][:6], []
    return parts


def _in_address(url: str) -> Iterator[datetime]:
    for match in _IN_ADDRESS.finditer(url):
        year, month, day, day2, month2, year2 = match.groups()
        if moment := read_moment(f"{day or day2}/{month or month2}/{year or year2}"):
            yield moment
    if made := _VCCORP_ID.search(url):  # the article's making, up to a day before it was published
        year, month, day, hour, minute, _ = made.groups()
        if moment := read_moment(f"{hour}:{minute} {day}/{month}/20{year}"):
            yield moment


def _months_in_address(url: str) -> Iterator[date]:
    """The folder that blogs and mojoPortal keep the articles of a month in: /News/hkh/2014/05/287.aspx."""
    for year, month in _MONTH_IN_ADDRESS.findall(url):
        yield date(int(year), int(month), 1)


def _last_day(month: date) -> date:
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
