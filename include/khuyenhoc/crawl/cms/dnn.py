"""DNN (DotNetNuke): a page is `Default.aspx?tabid=<n>`, an article another parameter of it."""

from __future__ import annotations

import re
from dataclasses import replace

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout, Link, Vendor
from khuyenhoc.crawl.cms.addresses import Address, folding, numbered, shaped
from khuyenhoc.crawl.cms.furniture import BOXES, NOISE, TAIL
from khuyenhoc.crawl.cms.listings import CHROME, Items, by_parameter
from khuyenhoc.crawl.cms.marks import Marks, select
from khuyenhoc.models import Cms

#: What modules call the article in the query.
_IDS = ("newsviews", "ndid", "newsid", "articleid", "itemid", "id")

_LISTS = Items(
    anchors="a",
    dates=".date, .ngay, .Normal, [id*=NgayDang], span, em",
    outside=f"{CHROME}, .LeftPane, .RightPane, #dnn_LeftPane, #dnn_RightPane, .other-news, .tinkhac",
)
_PAGES = by_parameter(
    "page", "currentpage", "pageindex", "trang",
    links=".PagingTable a, .paging a, .pager a, .pagination a, .CommandButton, a[href*=page], a[href*=Page], a[href*=trang]",
    apart=r"(?i)skinsrc|containersrc|language",
)  # fmt: skip


def _spread(address: Address) -> Address:
    """`/tabid/107/NewsViews/17648/Default.aspx` as `/Default.aspx?tabid=107&NewsViews=17648`."""
    names = [segment.lower() for segment in address.segments]
    if "tabid" not in names[:-2]:
        return address
    at = names.index("tabid")
    inner = address.segments[at:-1]
    pairs = tuple(zip(inner[::2], inner[1::2], strict=False))
    return replace(address, segments=(*address.segments[:at], address.last), query=(*address.query, *pairs))


def _id(address: Address) -> tuple[str, str] | None:
    """The parameter that names the article, and its value."""
    spread = _spread(address)
    if not spread.last.lower().endswith(".aspx") or spread.parameter("tabid") is None:
        return None
    for name in _IDS:
        value = spread.parameter(name)
        if value is not None and re.fullmatch(r"[0-9]{1,9}", value):
            return name, value
    return None


def _canonical(address: Address) -> Address:
    named = _id(address)
    if named is None:
        return address
    spread = _spread(address)
    kept = (named, ("tabid", spread.parameter("tabid") or ""))
    return replace(Address(spread.scheme, spread.host, ("default.aspx",)), query=tuple(sorted(kept)))


def _vendor_id(address: Address) -> str | None:
    named = _id(address)
    return named[1] if named else None


is_article = shaped(lambda address: _id(address) is not None)
canonical = folding(_canonical)


def links(page: HtmlElement, url: str) -> list[Link]:
    """The articles of the content pane; of the whole page, chrome aside, where the skin has none."""
    for pane in select(page, "#dnn_ContentPane, .ContentPane, [id$=_ContentPane]"):
        found = _LISTS.links(page, url, is_article, canonical, select(pane, "a"))
        if found:
            return found
    return _LISTS.links(page, url, is_article, canonical)


VENDOR = Vendor(
    cms=Cms.DNN,
    fingerprint=Marks(
        generator=r"DotNetNuke|\bDNN\b",
        page={
            "[id^=dnn_]": 0.7,
            "[class*=DnnModule]": 0.6,
            "form#Form": 0.2,
            "script[src*='/js/dnn'], script[src*='dnncore.js']": 0.7,
            "a[href*='tabid='], a[href*='/tabid/']": 0.5,
            "[id$=_lblNgayDang], [id$=_lblNoiDung]": 0.6,
            "link[href*='/Portals/_default/']": 0.6,
        },
        headers={r"DNNOutputCache:": 0.9, r"Set-Cookie: (?:dnn_|\.DOTNETNUKE)": 0.9},
    ),
    is_article=is_article,
    canonical=canonical,
    vendor_id=numbered(_vendor_id),
    links=links,
    next_page=_PAGES.following,
    layouts=(
        Layout(
            title=("[id$=_lblTieuDe]", "[id$=_lblTitle]", ".news-title", "h1"),
            lead=("[id$=_lblTomTat]", "[id$=_lblSummary]"),
            published=(
                "[id$=_lblNgayDang]",
                "[id$=_lblDate]",
                ":not(script):not(style):not(div):not(td):not(table):contains('Ngày đăng')",
            ),
            author=("[id$=_lblTacGia]", "[id$=_lblAuthor]"),
            body=("[id$=_lblNoiDung]", "[id$=_lblContent]", ".news-content", "#dnn_ContentPane"),
            captions=("figcaption", ".caption"),
            drop=(".tinkhac", *BOXES),
            noise=(*NOISE, r"Tác giả\s*:.*Ngày đăng\s*:.*", r"Ngày đăng\s*:.*"),
            tail=TAIL,
        ),
    ),
)
