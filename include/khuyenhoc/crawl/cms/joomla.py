"""Joomla: `index.php?option=com_content&view=article&id=<n>:<alias>`, or `/<menu>/<n>-<alias>` before it.

The number is the article's in the whole site, so both are one.
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

_ID = re.compile(r"([0-9]{1,9})(?::.*)?", re.DOTALL)
#: An alias of a title; categories have the same shape with shorter names ("22-khuyen-hoc").
_NUMBER_AND_ALIAS = re.compile(r"([0-9]{1,9})(?:-[^\W_]+){4,}(?:\.html)?")

_LISTS = Items(
    anchors=(
        ".blog h2 a, .items-row h2 a, .items-leading h2 a, .item-title a, td.list-title a, .contentheading a, "
        ".page-header h2 a, .category-list td a, .com-content-category-blog__item h2 a, .blog-items h2 a"
    ),
    dates=".published, time, .createdate, .create, .list-date, .article-info",
    outside=f"{CHROME}, .moduletable, .items-more, .pagenav",
)
_PAGES = by_parameter(
    "start", "limitstart", links=".pagination a, .pagenav, .pagination-list a", first=0, step=0
)


def _id(address: Address) -> str | None:
    if (address.parameter("option") or "") == "com_content" and address.parameter("view") == "article":
        match = _ID.fullmatch(address.parameter("id") or "")
    else:
        match = _NUMBER_AND_ALIAS.fullmatch(address.last)
    return match[1] if match else None


def _canonical(address: Address) -> Address:
    number = _id(address)
    if number is None:
        return address
    query = (("id", number), ("option", "com_content"), ("view", "article"))
    return replace(Address(address.scheme, address.host, ("index.php",)), query=query)


def _is_article(address: Address) -> bool:
    return (
        _id(address) is not None and address.parameter("tmpl") is None and address.parameter("print") is None
    )


is_article = shaped(_is_article)
canonical = folding(_canonical)


def links(page: HtmlElement, url: str) -> list[Link]:
    return _LISTS.links(page, url, is_article, canonical)


VENDOR = Vendor(
    cms=Cms.JOOMLA,
    fingerprint=Marks(
        generator=r"Joomla",
        page={
            ".com_content, body[class*=com_content], .com-content-article": 0.7,
            ".item-page": 0.4,
            ".items-row, .items-leading": 0.4,
            "a[href*='option=com_content']": 0.6,
            "script[src*='/media/system/js/'], script[src*='/media/jui/']": 0.6,
            "table.contentpaneopen, .contentheading": 0.6,
        },
    ),
    is_article=is_article,
    canonical=canonical,
    vendor_id=numbered(_id),
    links=links,
    next_page=_PAGES.following,
    feeds=("/index.php?format=feed&type=rss",),
    layouts=(
        Layout(
            title=(
                ".item-page h1[itemprop=headline]",
                ".item-page .page-header h1",
                ".item-page h2",
                "h2.contentheading",
                "h1",
            ),
            lead=(".article-introtext",),
            published=(".published time", "dd.published", "dd.create", ".createdate"),
            author=("dd.createdby", ".createby"),
            section=("dd.category-name a",),
            tags=(".tags a",),
            body=(
                "[itemprop=articleBody]",
                ".item-page",
                "table.contentpaneopen .article-content",
                "table.contentpaneopen",
            ),
            captions=("figcaption", ".img_caption"),
            drop=(
                ".article-info",
                ".icons",
                ".pager",
                ".pagenav",
                "ul.actions",
                ".buttonheading",
                ".item-image",
                *BOXES,
            ),
            noise=NOISE,
            tail=TAIL,
        ),
    ),
)
