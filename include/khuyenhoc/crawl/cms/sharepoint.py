"""SharePoint portals of provinces: Yên Bái's association among them.

An item of a list is shown by a page that all items share, with the item in its query:
`…/Pages/chi-tiet-tin-tuc.aspx?ItemID=<n>&l=<List>`. IIS tells neither the cases of paths nor those of
parameters apart. Boxes ("web parts") bear ids made anew for each page, so lists are found by what they hold.
"""

from __future__ import annotations

import re
from dataclasses import replace

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout, Link, Vendor
from khuyenhoc.crawl.cms.addresses import Address, folding, joined, numbered, shaped
from khuyenhoc.crawl.cms.furniture import BOXES, NOISE, TAIL
from khuyenhoc.crawl.cms.listings import CHROME, Items, by_parameter, is_trap
from khuyenhoc.crawl.cms.marks import Marks, select
from khuyenhoc.models import Cms

_SLUG_AND_TIME = re.compile(r".+-([0-9]{9,11})\.aspx", re.IGNORECASE)
_LIST_FORM = re.compile(r"/lists/([^/]+)/dispform\.aspx", re.IGNORECASE)
_WEB_PART = "div[id*=_g_], div[id^=WebPart], div[id^=MSOZoneCell]"

_LISTS = Items(
    anchors="a",
    dates=".date, .ngay, .ngay-dang, .time, .news-date, .tin-date, span, em, i",
    outside=f"{CHROME}, #s4-leftpanel, #sideNavBox, .ms-nav, .ms-core-navigation, #suiteBar, #s4-ribbonrow, .other-news",
)
_PAGES = by_parameter(
    "page",
    "PageIndex",
    links=".pagination a, .paging a, .pager a, .phantrang a, .phan-trang a, [class*=page] a, a[href*='page=']",
)


def _item(address: Address) -> tuple[str, str] | None:
    """The list, "" when the address does not name it, and the number of the item that the address shows."""
    if not address.last.lower().endswith(".aspx"):
        return None
    form = _LIST_FORM.search(address.path)
    number = address.parameter("ID") if form else address.parameter("ItemID")
    if number is not None and re.fullmatch(r"[0-9]{1,9}", number):
        return (form[1] if form else address.parameter("l") or "").lower(), number
    if (made := _SLUG_AND_TIME.fullmatch(address.last)) and len(address.segments) > 1:
        return "", made[1]
    return None


def _canonical(address: Address) -> Address:
    if not address.last.lower().endswith(".aspx"):
        return address
    lowered = address.lowered()
    if _item(address) is None:
        return lowered
    if _SLUG_AND_TIME.fullmatch(address.last) and address.parameter("ItemID") is None:
        return replace(lowered, query=())
    kept = lowered.only("id" if _LIST_FORM.search(address.path) else "itemid", "l")
    return replace(kept, query=tuple((key, value.lower()) for key, value in kept.query))


def _vendor_id(address: Address) -> str | None:
    item = _item(address)
    return None if item is None else "/".join(filter(None, item))


is_article = shaped(lambda address: _item(address) is not None and address.parameter("print") is None)
canonical = folding(_canonical)


def links(page: HtmlElement, url: str) -> list[Link]:
    """The articles of the web part that is the list: the one with a pager, else the one that names the most."""
    if is_trap(page):
        return []
    parts = select(page, _WEB_PART) or [page]
    named = [(part, _LISTS.links(page, url, is_article, canonical, select(part, "a"))) for part in parts]
    named = [(part, found) for part, found in named if found]
    if not named:
        return _LISTS.links(page, url, is_article, canonical)
    paged = [found for part, found in named if _has_pager(part, url)]
    return max(paged or [found for _, found in named], key=len)


def _has_pager(part: HtmlElement, url: str) -> bool:
    for anchor in select(part, "a"):
        address = Address.of(joined(url, anchor.get("href") or "") or "")
        if address is not None and _item(address) is None and _PAGES.number(address) is not None:
            return True
    return False


VENDOR = Vendor(
    cms=Cms.SHAREPOINT,
    fingerprint=Marks(
        generator=r"SharePoint",
        page={
            ".ms-rtestate-field": 0.7,
            "#aspnetForm": 0.2,
            "div[id*=_g_]": 0.4,
            "#s4-workspace, #s4-ribbonrow, #s4-bodyContainer": 0.7,
            "[id^=MSO]": 0.5,
            "script[src*='/_layouts/'], link[href*='/_layouts/']": 0.6,
            "a[href*='/_layouts/'], img[src*='/_layouts/']": 0.3,
            "div[id^=divArticleDescription], #news-detail": 0.3,
        },
        headers={r"MicrosoftSharePointTeamServices:": 0.9, r"SPRequestGuid:": 0.6},
    ),
    is_article=is_article,
    canonical=canonical,
    vendor_id=numbered(_vendor_id),
    links=links,
    next_page=_PAGES.following,
    layouts=(
        Layout(
            title=("#news-title", ".news-title", ".title-detail", "h1"),
            lead=("#news-sapo", ".news-sapo", ".sapo"),
            published=(
                ".news-date",
                ".ngay-xuat-ban",
                ":not(script):not(style):not(div):not(td):not(table):contains('Ngày xuất bản')",
            ),
            author=(".news-author", ".tac-gia"),
            body=("#news-detail", "div[id^=divArticleDescription]", ".ms-rtestate-field", ".ExternalClass"),
            captions=("figcaption", ".caption"),
            drop=(".ms-core-navigation", "[id*=_Loading]", *BOXES),
            noise=(
                *NOISE,
                r"Ngày xuất bản\s*:.*",
                r"Đẩy mạnh học tập và làm theo tư tưởng, đạo đức, phong cách Hồ Chí Minh!?",
            ),
            tail=TAIL,
        ),
    ),
)
