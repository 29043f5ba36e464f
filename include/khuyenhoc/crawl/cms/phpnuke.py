"""PHP-Nuke: the central association's site.

A story's page prints only the month of its date, among a calendar and the month of the visit; its save view
(`file=save`) prints the whole day and the text alone. So lists give the save view to fetch.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout, Link, Vendor
from khuyenhoc.crawl.cms.addresses import Address, folding, numbered, shaped
from khuyenhoc.crawl.cms.furniture import BOXES, NOISE, TAIL
from khuyenhoc.crawl.cms.listings import CHROME, Items, by_parameter
from khuyenhoc.crawl.cms.marks import Marks
from khuyenhoc.models import Cms

_LISTS = Items(anchors="a", dates="font, i, span, small", outside=f"{CHROME}, #calendar, .block-calendar")
_PAGES = by_parameter("page", "pagenum", "pageid", links="a")


def _sid(address: Address) -> str | None:
    sid = address.parameter("sid")
    story = address.last.lower() == "modules.php" and (address.parameter("name") or "").lower() == "news"
    return sid if story and sid is not None and re.fullmatch(r"[0-9]{1,9}", sid) else None


def _view(address: Address, **view: str) -> Address:
    query = {"name": "News", "sid": _sid(address) or "", **view}
    return Address(address.scheme, address.host, address.segments, tuple(sorted(query.items())))


def _canonical(address: Address) -> Address:
    return address if _sid(address) is None else _view(address, op="viewst")


def _is_article(address: Address) -> bool:
    """A story's page or save view: not its print view, which carries the day of the visit, nor its comments."""
    if _sid(address) is None:
        return False
    operation, file = address.parameter("op"), address.parameter("file")
    return (operation, file) in {("viewst", None), (None, "article"), (None, "save"), ("viewst", "save")}


is_article = shaped(_is_article)
canonical = folding(_canonical)


def links(page: HtmlElement, url: str) -> list[Link]:
    """The stories of a list, each with its save view's address."""
    found = []
    for link in _LISTS.links(page, url, is_article, canonical):
        address = Address.of(link.url)
        found.append(link if address is None else replace(link, url=str(_view(address, file="save"))))
    return found


VENDOR = Vendor(
    cms=Cms.PHPNUKE,
    fingerprint=Marks(
        generator=r"PHP-?Nuke",
        page={
            "a[href*='modules.php?name=']": 0.7,
            "form[action*='modules.php']": 0.4,
            "a[href*='modules.php?name=News'][href*='sid=']": 0.5,
            "link[href*='backend.php']": 0.4,
        },
    ),
    is_article=is_article,
    canonical=canonical,
    vendor_id=numbered(_sid),
    links=links,
    next_page=_PAGES.following,
    feeds=("/backend.php",),
    layouts=(
        Layout(
            title=("h1", ".title", "font.title", "b"),
            lead=(),
            published=(".date", ".storydate", "font.tiny"),
            # The save view is the story alone: a page without a form.
            body=(".story", "#story", ".storytext", "font.content", "td.content", "body:not(:has(form))"),
            drop=("#calendar", ".calendar", ".block-calendar", *BOXES),
            noise=(
                *NOISE,
                r"Tìm tin theo ngày|Giới Thiệu Tổ Chức.*",
                r"Thông tin » .*",
                r"\d{1,2}(?: \d{1,2}){3,}",
                r"(?:\d{2}\.)?\d{2}\.\d{4}",
                r"https?://\S+",
            ),
            tail=TAIL,
        ),
    ),
)
