"""NukeViet 3, not mended since about 2014 but still served by associations.

`/index.php/<language>/<module>/<Category>/<Alias>-<id>/`, the language and `index.php` not always there. A site that
moves to NukeViet 4 keeps its ids, so an article's canonical address is NukeViet 4's.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout, Link, Vendor, nukeviet4
from khuyenhoc.crawl.cms.addresses import Address, folding, numbered, shaped
from khuyenhoc.crawl.cms.furniture import BOXES, TAIL
from khuyenhoc.crawl.cms.listings import CHROME, Items, by_segment
from khuyenhoc.crawl.cms.marks import Marks
from khuyenhoc.models import Cms

_ARTICLE = re.compile(r".+-([0-9]{1,9})", re.IGNORECASE)

_LISTS = Items(
    anchors=".news_column h2 a, .news_column h3 a, .news_column h4 a, .news-content h2 a, .news-content h3 a, .items h3 a",
    dates=".time, .date, .small, span, em",
    outside=f"{CHROME}, ul.related, #news_detail ul, .block, #idcomment",
)
_PAGES = by_segment(
    r"page-([0-9]{1,5})", links=".page a, .pages a, .pagination a, .generate_page a, .acenter a, #numpage a"
)


def _id(address: Address) -> str | None:
    path = nukeviet4.bare(address)
    match = _ARTICLE.fullmatch(path[-1]) if len(path) >= 3 else None
    if match is None or path[-1].startswith("page-"):
        return None
    return match[1]


def _canonical(address: Address) -> Address:
    number = _id(address)
    if number is None:
        return address
    return Address(address.scheme, address.host, (nukeviet4.bare(address)[0], f"{number}.html"))


def _is_article(address: Address) -> bool:
    return _id(address) is not None and nukeviet4.names_an_article(address)


_of_today = nukeviet4.is_article
_canonical_of_today = nukeviet4.canonical


def is_article(url: str) -> bool:
    """An address of NukeViet 3, or of 4 where the site was moved and old lists name new addresses."""
    return shaped(_is_article)(url) or _of_today(url)


def canonical(url: str) -> str:
    return _canonical_of_today(folding(_canonical)(url))


def vendor_id(url: str) -> str | None:
    return numbered(_id)(url) or nukeviet4.VENDOR.vendor_id(url)


def links(page: HtmlElement, url: str) -> list[Link]:
    return _LISTS.links(page, url, is_article, canonical)


VENDOR = Vendor(
    cms=Cms.NUKEVIET3,
    fingerprint=Marks(
        generator=r"NukeViet v?3",
        page={
            "#news_detail": 0.6,
            "#news_detail > #hometext": 0.6,
            "#hometext": 0.3,
            "div.bodytext:not(#news-bodyhtml)": 0.3,
            "#idcomment": 0.4,
            ".news_column .news-content": 0.4,
            "a[href*='/index.php/vi/'], a[href*='/index.php/news/'], a[href*='index.php?language=vi&nv=']": 0.3,
        },
    ),
    is_article=is_article,
    canonical=canonical,
    vendor_id=vendor_id,
    links=links,
    next_page=_PAGES.following,
    feeds=("/index.php/news/rss/",),
    sitemaps=("/sitemap.xml",),
    layouts=(
        Layout(
            title=("#news_detail h1", ".news_column h1", "h1"),
            lead=("#hometext",),
            published=("#news_detail span.time", ".news_column .time"),
            author=("#news_detail p[style*='text-align: right'] strong + *",),
            tags=(".keywords a",),
            body=("#news_detail .bodytext", ".bodytext"),
            captions=("figcaption", "#imghome p em"),
            drop=("ul.control", "ul.related", "p.copyright", "#idcomment", ".keywords", "#form3B", *BOXES),
            noise=nukeviet4.NOISE_OF_NUKEVIET,
            tail=TAIL,
        ),
    ),
)
