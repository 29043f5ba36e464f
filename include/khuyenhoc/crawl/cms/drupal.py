"""Drupal: `/node/<n>`, mostly behind an alias that only the site knows."""

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

_NUMBER = re.compile(r"[0-9]{1,9}")
_ALIAS = re.compile(r"[^\W_]+(?:-[^\W_]+){3,}(?:\.html)?")
_NO_NODE = re.compile(
    r"taxonomy|term|user|users|search|rss\.xml|tags?|sites|admin|comment|filter|lien-he|gioi-thieu",
    re.IGNORECASE,
)

_LISTS = Items(
    anchors=(
        ".views-row .views-field-title a, .views-row h2 a, .views-row h3 a, .view-content h2 a, .view-content h3 a, "
        ".view-content .field-content a, h2.node-title a, h2.node__title a, .node-teaser h2 a, .node h2 a"
    ),
    dates="time, .date-display-single, .views-field-created, .submitted, .node__meta, .date",
    outside=f"{CHROME}, .region-sidebar-first, .region-sidebar-second, #sidebar-first, #sidebar-second, .block-views-sidebar",
)
_PAGES = by_parameter("page", links=".pager a, .pager__item a, .item-list .pager a, .pagination a", first=0)


def _node(address: Address) -> str | None:
    segments = [segment for segment in address.segments if segment not in ("vi", "index.php")]
    if len(segments) == 2 and segments[0] == "node" and _NUMBER.fullmatch(segments[1]):
        return segments[1]
    query = address.parameter("q")  # without clean URLs: /?q=node/1605
    match = re.fullmatch(r"node/([0-9]{1,9})", query or "")
    return match[1] if match and not segments else None


def _canonical(address: Address) -> Address:
    node = _node(address)
    if node is not None:
        return Address(address.scheme, address.host, ("node", node))
    if not _is_article(address):
        return address
    return replace(address, query=(), slash=False)


def _is_article(address: Address) -> bool:
    if _node(address) is not None:
        return True
    if not address.segments or any(_NO_NODE.fullmatch(segment) for segment in address.segments):
        return False
    return _ALIAS.fullmatch(address.last) is not None


is_article = shaped(_is_article)
canonical = folding(_canonical)


def links(page: HtmlElement, url: str) -> list[Link]:
    return _LISTS.links(page, url, is_article, canonical)


VENDOR = Vendor(
    cms=Cms.DRUPAL,
    fingerprint=Marks(
        generator=r"Drupal",
        page={
            "[data-drupal-selector], [data-history-node-id]": 0.8,
            "script[src*='/misc/drupal.js'], script[src*='/core/misc/']": 0.8,
            "body[class*=page-node]": 0.5,
            ".node-full, .node--type-article, .node-article": 0.4,
            ".views-row": 0.4,
            "[src*='/sites/default/files/'], [href*='/sites/default/files/']": 0.6,
            "[class*=field-name-body]": 0.5,
        },
        headers={r"X-Generator: Drupal": 0.95, r"X-Drupal-(?:Cache|Dynamic-Cache):": 0.9},
    ),
    is_article=is_article,
    canonical=canonical,
    vendor_id=numbered(_node),
    links=links,
    next_page=_PAGES.following,
    feeds=("/rss.xml",),
    sitemaps=("/sitemap.xml",),
    layouts=(
        Layout(
            title=("h1#page-title", "h1.page-header", "h1.page-title", "h1.node__title", "h1"),
            lead=(".field-name-field-summary", ".field--name-field-summary"),
            published=(
                ".node__meta time",
                ".submitted time",
                ".submitted",
                ".date-display-single",
                ".node__meta",
            ),
            author=(".submitted .username", ".node__meta .username"),
            tags=(".field-name-field-tags a", ".field--name-field-tags a"),
            body=(
                ".field-name-body .field-item",
                ".field--name-body",
                ".node-full .content",
                "article .node__content",
            ),
            captions=("figcaption", ".caption"),
            drop=(".links", ".node__links", ".comment-wrapper", ".field-name-field-tags", *BOXES),
            noise=NOISE,
            tail=TAIL,
        ),
    ),
)
