"""What the sites run on: one module a vendor, each with a `VENDOR`.

A vendor is what its markup, addresses, listings, feeds and sitemaps look like; a source's YAML file says
only what differs. `extract` reads the layouts, `crawl` the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib import import_module

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms.addresses import Address, same_site
from khuyenhoc.models import Cms


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the parts of an article page lie: CSS selectors, the first that matches wins.

    drop:  what stands inside the body and is not the article's: boxes, share bars, counters, comments.
    noise: patterns of single lines of the text that are not the article's, each matched against a whole line
           ("Xem với cỡ chữ", "• Loading...", a picture's title repeated as "… - Ảnh 1.").
    tail:  patterns of the line with which the article is over: it goes, and all that follows it.
    until: the last day that pages had this shape; None is the layout of today. Old layouts stay so that the
           archive can be read again.
    """

    body: tuple[str, ...]
    title: tuple[str, ...] = ("h1",)
    lead: tuple[str, ...] = ()
    published: tuple[str, ...] = ()
    author: tuple[str, ...] = ()
    section: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    captions: tuple[str, ...] = ("figcaption",)
    drop: tuple[str, ...] = ()
    noise: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """An article that a listing, a feed or a sitemap names."""

    url: str
    title: str = ""
    published: date | None = None


@dataclass(frozen=True, slots=True)
class Vendor:
    """One system.

    fingerprint: 0 (certainly not) to 1 (certainly) for a page and its response headers.
    is_article:  whether a URL has the shape of an article's address.
    canonical:   what names an article, in the form of an address: variants (print views, session ids, old slugs,
                 letter case) become one. It need not open: fetch and show the address that was found. Scheme and
                 `www.` stay as they are; `canonical_in` settles them.
    vendor_id:   the id that the system itself gives the article, found in its address; None when none.
    links:       the articles that a listing page names, in the page's order, each once, with the address to
                 fetch. None of the page's menus and boxes; [] when the page has no list of this system.
    next_page:   the address of the following listing page; None on the last. Never the page itself, one
                 before it, or a calendar's.
    feeds, sitemaps: paths that the system serves when nobody changed them, to be joined to the base URL.
    """

    cms: Cms
    layouts: tuple[Layout, ...]
    fingerprint: Callable[[HtmlElement, Sequence[tuple[str, str]]], float]
    is_article: Callable[[str], bool]
    canonical: Callable[[str], str]
    vendor_id: Callable[[str], str | None]
    links: Callable[[HtmlElement, str], list[Link]]
    next_page: Callable[[HtmlElement, str], str | None]
    feeds: tuple[str, ...] = ()
    sitemaps: tuple[str, ...] = ()

    def layouts_at(self, day: date) -> tuple[Layout, ...]:
        """The layouts that pages may have had on a day: today's and those not yet over."""
        return tuple(layout for layout in self.layouts if layout.until is None or day <= layout.until)


def vendor_of(cms: Cms) -> Vendor:
    """The vendor of a system, loaded when it is first asked for."""
    vendor: Vendor = import_module(f"{__name__}.{cms.value}").VENDOR
    return vendor


def canonical_in(vendor: Vendor, url: str, base_url: str) -> str:
    """The canonical address of an article of one site: its scheme and `www.` are those of `base_url`.

    >>> canonical_in(vendor_of(Cms.GENERIC), "http://www.example.vn/tin/bai-so-1234.html#a", "https://example.vn")
    'https://example.vn/tin/bai-so-1234.html'
    """
    canonical = vendor.canonical(url)
    address, base = Address.of(canonical), Address.of(base_url)
    if address is None or base is None or not same_site(address.host, base.host):
        return canonical
    return str(replace(address, scheme=base.scheme, host=base.host))


def recognise(page: HtmlElement, headers: Sequence[tuple[str, str]]) -> list[tuple[Cms, float]]:
    """Every system with how sure the page and its headers make it, the surest first."""
    scores = [(cms, vendor_of(cms).fingerprint(page, headers)) for cms in Cms]
    return sorted(scores, key=lambda scored: -scored[1])
