"""mojoPortal as Vietnamese offices build it: the label "Xem với cỡ chữ" over each article.

Addresses: `/News/<module>/2014/05/287.aspx`, `/Tin-tức/post/17578/<slug>.aspx` and, behind both,
`/Article/ViewPost.aspx?pageid=&itemid=&mid=`. The server is IIS: letter case tells nothing apart. The form of
the date is a setting of each site.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout, Link, Vendor
from khuyenhoc.crawl.cms.addresses import Address, folding, numbered, shaped
from khuyenhoc.crawl.cms.furniture import BOXES, NOISE, TAIL
from khuyenhoc.crawl.cms.listings import CHROME, Items, by_parameter
from khuyenhoc.crawl.cms.marks import Marks
from khuyenhoc.models import Cms

_BY_MONTH = re.compile(r"(.*/[12][0-9]{3}/[0-9]{1,2}/([0-9]{1,9}))\.aspx")
_POST = re.compile(r"(.*/post/([0-9]{1,9}))(?:/[^/]+)?(?:\.aspx)?")

_LISTS = Items(
    anchors=(
        ".article-title a, .articletitle a, .blogtitle a, a.article-title, a.blogtitle, .article-item a, "
        ".articlelist a, .article-list a, .list-article a, .postlist a, .blogwrapper h3 a"
    ),
    dates=".article-date, .articledate, .post-date-article, .blogdate, .bdate, .author, .date, time",
    outside=f"{CHROME}, .pnOtherArticle, .divorther, .ul-ortherArticleReference, .ulActiveReference, .left-menu, "
    ".menu-gioithieu, .tags-detail, .datepicker",
)
_PAGES = by_parameter(
    "pagenumber",
    "page",
    links=".ArticlePager a, .PagerContainerTable a, .modulepager a, .pager a, .pagination a",
)


def _number(address: Address) -> tuple[str, str] | None:
    """The path that decides, without slug and extension, and the article's number."""
    path = address.path.lower()
    match = _BY_MONTH.fullmatch(path) or _POST.fullmatch(path)
    if match:
        return match[1], match[2]
    item = address.parameter("itemid")
    if path.endswith("/viewpost.aspx") and item is not None and re.fullmatch(r"[0-9]{1,9}", item):
        return path, item
    return None


def _canonical(address: Address) -> Address:
    lowered = address.lowered()
    numbered = _number(address)
    if numbered is None:
        return lowered if address.last.lower().endswith(".aspx") else address
    if lowered.last == "viewpost.aspx":
        return lowered.only("itemid")
    return Address(address.scheme, address.host, tuple(f"{numbered[0]}.aspx".strip("/").split("/")))


def _vendor_id(address: Address) -> str | None:
    numbered = _number(address)
    return numbered[1] if numbered else None


is_article = shaped(lambda address: _number(address) is not None)
canonical = folding(_canonical)


def links(page: HtmlElement, url: str) -> list[Link]:
    return _LISTS.links(page, url, is_article, canonical)


_DROP = (
    ".article-tool", ".tags-detail", ".articlecomments", ".bcommentpanel", ".articlecommentservice",
    ".pnOtherArticle", ".divorther", ".ulOrtherArticle", ".info-article-more", ".wvag",
    ".article-other", ".article-fontsize", ".article-tags",
)  # fmt: skip

VENDOR = Vendor(
    cms=Cms.MOJOPORTAL,
    fingerprint=Marks(
        generator=r"mojoPortal",
        page={
            "#article_text": 0.6,
            "div.articletext": 0.5,
            ".articletitle": 0.3,
            ".article-author": 0.2,
            ".post-date-article, .left-article-more": 0.5,
            "span.texthit": 0.5,
            ".articleview, .pnOtherArticle, .ArticlePager": 0.5,
            "i.fa-font": 0.1,
            "a[href*='/article/viewtag.aspx'], a[href*='/Article/RSS.aspx'], a[href*='/Article/ViewList.aspx']": 0.6,
            "link[href*='/Article/RSS.aspx']": 0.6,
            "link[href*='csshandler.ashx'], script[src*='mojocombined']": 0.6,
        },
    ),
    is_article=is_article,
    canonical=canonical,
    vendor_id=numbered(_vendor_id),
    links=links,
    next_page=_PAGES.following,
    feeds=("/Article/RSS.aspx",),
    layouts=(
        Layout(
            title=(".articletitle", "h1", "h2.moduletitle"),
            lead=(".sapo",),
            # The date moved, from beside the two letters of the font's size to a bar with printer and contrast.
            published=(".left-article-more-container", ".post-date-article", ".blogdate"),
            author=(".article-author",),
            tags=(".tags-detail a", ".article-tags a", "a[href*='viewtag.aspx']"),
            body=("#article_text", ".articletext", ".blogtext"),
            captions=("figcaption", ".caption"),
            drop=(*_DROP, *BOXES),
            noise=NOISE,
            tail=TAIL,
        ),
    ),
)
