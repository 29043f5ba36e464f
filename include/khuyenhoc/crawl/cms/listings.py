"""Read a listing page: the articles that it names, and the page that follows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Link
from khuyenhoc.crawl.cms.addresses import Address, joined, same_site
from khuyenhoc.crawl.cms.marks import select

#: What surrounds the content on any site: menus, breadcrumbs, boxes that stand on every page.
CHROME = (
    "nav, header:not(.entry-header), footer, aside, [role=navigation], .menu, .navbar, .breadcrumb, .sidebar, .calendar, .lich, "
    ".related, .tinlienquan, .tin-lien-quan, .docnhieu, .doc-nhieu, .xem-nhieu, .xemnhieu, .most-read"
)

#: HTML 5 also calls the head of one article, and its foot, header and footer.
_OF_AN_ARTICLE = ", ".join(
    f"{item} {end}"
    for item in ("article", "main", "li", ".post", ".hentry", ".node")
    for end in ("header", "footer")
)
#: A page with more links is a trap, not a list. XPath compares what it finds under one heading with what it found under
#: all others: 5,000 links take a tenth of a second, 100,000 a minute.
_MOST_LINKS = 5000
_DAY = re.compile(
    r"(?<!\d)(\d{1,2})(?:\s?[/.-]\s?|\s+tháng\s+)(\d{1,2})(?:\s?[/.-]\s?|,?\s+năm\s+)(\d{4})(?!\d)",
    re.IGNORECASE,
)
_SPACE = re.compile(r"\s+")
#: What prints a date prints little else: a longer text with a day in it is the article's summary.
_LONGEST_DATE = 80
#: How far around its link an item reaches; further out stands the day of the visit.
_HIGHEST_ITEM = 5


def text_of(element: HtmlElement) -> str:
    """The text of an element on one line, comments left out."""
    return _SPACE.sub(" ", element.text_content()).strip()


def base_of(page: HtmlElement, url: str) -> str:
    """What relative links of a page are relative to: its `<base href>`, which Joomla always writes, or itself."""
    declared = next((base.get("href") for base in page.iter("base") if base.get("href")), None)
    return (joined(url, declared) if declared else None) or url


def day_in(text: str) -> date | None:
    """The first day that a text prints, day first as everywhere in Việt Nam.

    >>> day_in("Thứ năm - 16/06/2011 03:12"), day_in("21/07/2022 | 10:00 AM"), day_in("31.12.9999 40/40/2020")
    (datetime.date(2011, 6, 16), datetime.date(2022, 7, 21), datetime.date(9999, 12, 31))
    >>> day_in("Thứ Tư, ngày 2 tháng 12 năm 2020 - 8:34"), day_in("Hôm qua")
    (datetime.date(2020, 12, 2), None)
    """
    for day, month, year in _DAY.findall(text):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


def is_trap(page: HtmlElement) -> bool:
    """Whether a page has more links than any list: none of them is followed."""
    return next(islice(page.iter("a"), _MOST_LINKS, None), None) is not None


def _title(anchor: HtmlElement) -> str:
    """What a link calls its article: its `title` where the text adds a number to it or cuts it short."""
    shown, full = text_of(anchor), _SPACE.sub(" ", anchor.get("title") or "").strip()
    cut = re.sub(r"\s*(?:\.{3}|…)$", "", shown)
    return full if full and (full in shown or (cut != shown and full.startswith(cut))) else shown or full


def _within(element: HtmlElement, outside: frozenset[HtmlElement]) -> bool:
    return element in outside or any(above in outside for above in element.iterancestors())


@dataclass(frozen=True, slots=True)
class Items:
    """How a system prints a list of articles.

    anchors: selects the titles' links, and nothing of the boxes beside the list.
    dates:   selects, inside one item, what prints its date; "" where lists print none.
    outside: selects what is never the list, whatever it holds.
    """

    anchors: str
    dates: str = ""
    outside: str = CHROME

    def links(
        self,
        page: HtmlElement,
        url: str,
        is_article: Callable[[str], bool],
        canonical: Callable[[str], str],
        found: Iterable[HtmlElement] | None = None,
    ) -> list[Link]:
        """The articles of this site that the list names, each once, in the page's order.

        An article whose first link is its picture gets its title from the link that has one.
        """
        if is_trap(page):
            return []
        outside = frozenset(select(page, self.outside)) - frozenset(select(page, _OF_AN_ARTICLE))
        here, base = Address.of(url), base_of(page, url)
        links: dict[str, Link] = {}
        anchors = [
            (anchor, address)
            for anchor in (select(page, self.anchors) if found is None else found)
            if not _within(anchor, outside)
            and (address := joined(base, anchor.get("href") or "")) is not None
            and is_article(address)
            and ((there := Address.of(address)) is None or here is None or same_site(there.host, here.host))
        ]
        keys = {id(anchor): canonical(address) for anchor, address in anchors}
        for anchor, address in anchors:
            key = keys[id(anchor)]
            title = _title(anchor)
            known = links.get(key)
            if known is None:
                links[key] = Link(address, title, self._date(anchor, keys, outside) if self.dates else None)
            elif not known.title and title:
                links[key] = replace(known, title=title)
        return list(links.values())

    def _date(
        self, anchor: HtmlElement, keys: dict[int, str], outside: frozenset[HtmlElement]
    ) -> date | None:
        """The day printed nearest to the link, in an element around it that holds no other article."""
        for item in islice(anchor.iterancestors(), _HIGHEST_ITEM):
            if any(keys.get(id(other), keys[id(anchor)]) != keys[id(anchor)] for other in item.iter("a")):
                return None
            for element in select(item, self.dates):
                text = text_of(element)
                if len(text) <= _LONGEST_DATE and (day := day_in(text)) and not _within(element, outside):
                    return day
        return None


@dataclass(frozen=True, slots=True)
class Pages:
    """How a system numbers the pages of a list.

    links:   selects the pager's links.
    number:  the number that an address carries, None when it carries none (the first page).
    root:    the address without its number: what all pages of one list share, and a calendar does not.
    first:   the number of the page that carries none.
    step:    what one page adds; 0 when pages are numbered by their first article, in steps of any size.
    """

    links: str
    number: Callable[[Address], int | None]
    root: Callable[[Address], Address]
    first: int = 1
    step: int = 1

    def following(self, page: HtmlElement, url: str) -> str | None:
        """The next page of the same list: the link with the next higher number, never one back or aside."""
        here = Address.of(url)
        if here is None or is_trap(page):
            return None
        current = self._number(here)
        root = self._root(here)
        best: tuple[int, str] | None = None
        base = base_of(page, url)
        for href in self._hrefs(page):
            address = joined(base, href)
            there = Address.of(address) if address else None
            if address is None or there is None or self.number(there) is None or self._root(there) != root:
                continue
            number = self._number(there)
            ahead = number > current if self.step == 0 else number == current + self.step
            if ahead and (best is None or number < best[0]):
                best = (number, address)
        return best[1] if best else None

    def _hrefs(self, page: HtmlElement) -> Iterator[str]:
        for element in select(page, f"link[rel=next], {self.links}"):
            href = element.get("href")
            if href:
                yield href

    def _number(self, address: Address) -> int:
        number = self.number(address)
        return self.first if number is None else number

    def _root(self, address: Address) -> Address:
        """Scheme, `www.`, letter case, empty parameters and those that are 0 make no other list."""
        root = self.root(address).lowered()
        said = tuple((key.lower(), value) for key, value in root.query if value not in ("", "0"))
        return replace(root, scheme="http", host=root.host.removeprefix("www."), query=said, slash=False)


def _whole(text: str | None) -> int | None:
    return int(text) if text is not None and re.fullmatch(r"[0-9]{1,6}", text) else None


def by_parameter(*names: str, links: str, first: int = 1, step: int = 1, apart: str = r"(?!)") -> Pages:
    """Pages numbered by a parameter of the query. `apart` matches parameters that make no other list."""

    def number(address: Address) -> int | None:
        return next((n for name in names if (n := _whole(address.parameter(name))) is not None), None)

    def root(address: Address) -> Address:
        ignored = {name.lower() for name in names}
        kept = [
            pair for pair in address.query if pair[0].lower() not in ignored and not re.match(apart, pair[0])
        ]
        return replace(address, query=tuple(kept))

    return Pages(links, number, root, first=first, step=step)


def by_segment(pattern: str, *, links: str, first: int = 1, step: int = 1) -> Pages:
    """Pages numbered in the path's end: `pattern` matches it whole, its group 1 is the number."""
    ends = re.compile(f"/{pattern}$")

    def number(address: Address) -> int | None:
        match = ends.search(address.path)
        return _whole(match[1]) if match else None

    def root(address: Address) -> Address:
        return address.at(*filter(None, ends.sub("", address.path).split("/")))

    return Pages(links, number, root, first=first, step=step)
