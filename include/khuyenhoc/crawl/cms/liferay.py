"""Liferay portals of provinces.

What follows `/-/` names the article, what stands before it is only the page that shows it. Lists carry tokens
(`p_p_auth`) and stand under several paths.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout, Link, Vendor
from khuyenhoc.crawl.cms.addresses import Address, folding, numbered, shaped
from khuyenhoc.crawl.cms.furniture import BOXES, NOISE, TAIL
from khuyenhoc.crawl.cms.listings import CHROME, Items, Pages
from khuyenhoc.crawl.cms.marks import Marks
from khuyenhoc.models import Cms

_VIEW = re.compile(r"view_content/(?:content/)?([0-9]{1,12})(?:[-/].*)?(?:\.html)?", re.IGNORECASE)
_DETAILS = re.compile(r"details/([0-9]{1,12})(?:/.*)?", re.IGNORECASE)
_ASSET = re.compile(r"asset_publisher/[^/]+/content/(?:id/)?([^/]+)", re.IGNORECASE)
_CURRENT = re.compile(r"_101_(?:INSTANCE_\w+?_)?cur", re.IGNORECASE)

_LISTS = Items(
    anchors=".asset-abstract .asset-title a, h3.asset-title a, .asset-title a, .asset-content-custom h3 a",
    dates=".assetPublishDate, .asset-publish-date, .metadata-publish-date, .block_timer",
    outside=f"{CHROME}, .asset-related-assets, .asset-links",
)


def _named(address: Address) -> tuple[tuple[str, ...], str] | None:
    """The path that names the article for the whole portal, and the id or slug in it."""
    if "-" not in address.segments:
        return None
    at = address.segments.index("-")
    rest = "/".join(address.segments[at + 1 :])
    for kind, pattern in (("view_content", _VIEW), ("details", _DETAILS)):
        if match := pattern.fullmatch(rest):
            return ("-", kind, match[1]), match[1]
    if match := _ASSET.fullmatch(rest):
        # A slug is unique inside its site, `/web/<site>`; the shorter address is the portal's main site.
        site = address.segments[:2] if at >= 2 and address.segments[0] in ("web", "group") else ()
        slug = match[1].lower()
        return (*site, "-", "asset_publisher", "content", slug), slug
    return None


def _canonical(address: Address) -> Address:
    named = _named(address)
    return address if named is None else Address(address.scheme, address.host, named[0])


def _vendor_id(address: Address) -> str | None:
    named = _named(address)
    return None if named is None else named[1]


def _current(address: Address) -> int | None:
    values = [value for key, value in address.query if _CURRENT.fullmatch(key)]
    return int(values[0]) if values and re.fullmatch(r"[0-9]{1,5}", values[0]) else None


_PAGES = Pages(
    links=".custom-paging a, .lfr-pagination a, .taglib-page-iterator a, .pagination a, .aui-paginator-container a",
    number=_current,
    # One list stands under several paths (dssdt.html, dssdt1377.html): inside a pager the number decides.
    root=lambda address: Address(address.scheme, address.host, ()),
)

is_article = shaped(lambda address: _named(address) is not None)
canonical = folding(_canonical)


def links(page: HtmlElement, url: str) -> list[Link]:
    return _LISTS.links(page, url, is_article, canonical)


VENDOR = Vendor(
    cms=Cms.LIFERAY,
    fingerprint=Marks(
        generator=r"Liferay",
        page={
            "html.aui": 0.6,
            "link.lfr-css-file": 0.8,
            "[class*=portlet-boundary_]": 0.8,
            ".journal-content-article": 0.6,
            ".asset-abstract": 0.5,
            "[id^=p_p_id_]": 0.6,
        },
        headers={r"Liferay-Portal:": 0.95},
    ),
    is_article=is_article,
    canonical=canonical,
    vendor_id=numbered(_vendor_id),
    links=links,
    next_page=_PAGES.following,
    sitemaps=("/sitemap.xml",),
    layouts=(
        Layout(
            title=(
                ".asset-full-content .asset-title",
                "h3.asset-title",
                ".title-detail",
                ".header-title",
                "h1",
            ),
            lead=(".asset-full-content .asset-summary", ".sapo"),
            published=(".assetPublishDate", ".metadata-publish-date", ".block_timer", ".asset-publish-date"),
            author=(".metadata-author", ".asset-author", ".tac-gia"),
            tags=(".asset-tags a", ".taglib-asset-tags-summary a"),
            body=(".journal-content-article", ".asset-full-content .asset-content"),
            captions=("figcaption", ".caption"),
            drop=(
                ".asset-related-assets",
                ".asset-ratings",
                ".taglib-social-bookmarks",
                ".assetPublishDate",
                *BOXES,
            ),
            noise=(*NOISE, r"Ngày đăng\s*:?\s*\d{1,2}/\d{1,2}/\d{4}.*"),
            tail=TAIL,
        ),
    ),
)
