"""A site whose system is none of the others, or not known.

Papers' common address shapes and markup; where a body is not found, trafilatura finds it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout, Link, Vendor
from khuyenhoc.crawl.cms.addresses import Address, folding, numbered, shaped
from khuyenhoc.crawl.cms.furniture import BOXES, NOISE, TAIL
from khuyenhoc.crawl.cms.listings import Items, Pages, by_parameter, by_segment
from khuyenhoc.models import Cms

_PAGE_FILE = re.compile(r"(.+?)(?:\.(?:html?|aspx?|php|chn|vnp|epi|ldo|tpo))?", re.IGNORECASE)
_SLUG_AND_ID = re.compile(r"(?:[^/]*[-_])?(?:post|d|a|p|i|ar)?([0-9]{3,20})", re.IGNORECASE)
_LONG_SLUG = re.compile(r"[^\W_]+(?:-[^\W_]+){5,}")
_ID_PARAMETERS = ("id", "newsid", "news_id", "itemid", "articleid", "contentid", "ndid", "tinid", "ddocname")
_NO_ARTICLE = re.compile(
    r"tag|tags|tag[0-9]+|.*-tag[0-9]+|chuyen-?muc|danh-?muc|category|chu-de|topic|search|tim-kiem|rss|feed|page|trang|author|tac-gia"
    r"|print|printitem|lien-he|gioi-thieu|dang-nhap|dang-ky|login|so-do|sitemap|media|video|photo|album|thu-vien.*|hoi-dap|van-ban.*",
    re.IGNORECASE,
)

_DATES = "time, .date, .time, .ngay, .meta, small, em, i, span"
#: Where papers have the titles of a list; and any link at all, for sites made of tables.
_TITLES = Items(
    anchors=(
        "h1 a, h2 a, h3 a, h4 a, article a, .title a, a.title, [class*=item] a, [class*=news] a, [class*=list] a, "
        "main a, #content a"
    ),
    dates=_DATES,
)
_ANYWHERE = Items(anchors="a", dates=_DATES)
_IN_PAGER = (
    ".pagination a, .paging a, .pager a, .pages a, .phantrang a, .phan-trang a, .page-numbers a, a.page-numbers, "
    "[class*=pagination] a, a[rel=next]"
)
#: A number in the query is a page's wherever its link stands, as all else in the address must be the same; one in
#: the path may be a calendar's.
_BY_NUMBER = by_parameter("page", "p", "trang", "pageindex", links="a")
_BY_PATH = by_segment(r"(?:(?:page|trang|p)[-/])?([0-9]{1,4})(?:\.html?)?", links=_IN_PAGER)

_SUFFIX = re.compile(r"(.+)-p([0-9]{1,4})")
_BY_SUFFIX = Pages(
    _IN_PAGER,
    number=lambda address: int(match[2]) if (match := _SUFFIX.fullmatch(address.last)) else None,
    root=lambda address: (
        address.at(*address.segments[:-1], match[1])
        if (match := _SUFFIX.fullmatch(address.last))
        else address
    ),
)


def _stem(address: Address) -> str:
    match = _PAGE_FILE.fullmatch(address.last)
    return match[1] if match else ""


def _id(address: Address) -> str | None:
    match = _SLUG_AND_ID.fullmatch(_stem(address))
    if match:
        return match[1]
    return next(
        (
            value
            for name in _ID_PARAMETERS
            if (value := address.parameter(name)) is not None
            and re.fullmatch(r"[A-Za-z]{0,10}[0-9]{2,20}", value)
        ),
        None,
    )


def _is_article(address: Address) -> bool:
    """A last part that is a number or a sentence, under no word that names a list."""
    if not address.segments and not address.query:
        return False
    if any(_NO_ARTICLE.fullmatch(segment) for segment in (*address.segments[:-1], _stem(address))):
        return False
    stem = _stem(address)
    if _LONG_SLUG.fullmatch(stem):
        return True
    if match := _SLUG_AND_ID.fullmatch(stem):
        # A short number is a page of a list (`/khuyen-hoc/20`) or a year, unless a sentence stands before it.
        return len(match[1]) >= 5 or stem.count("-") >= 3
    return _id(address) is not None


def _canonical(address: Address) -> Address:
    """`index.php` in front, and a print view, are the same article."""
    return address.rewritten().without({"print"})


is_article = shaped(_is_article)
canonical = folding(_canonical)


def links(page: HtmlElement, url: str) -> list[Link]:
    """The articles where papers have them; where there are none, every link of an article's shape."""
    return _TITLES.links(page, url, is_article, canonical) or _ANYWHERE.links(
        page, url, is_article, canonical
    )


def next_page(page: HtmlElement, url: str) -> str | None:
    """By a number in the query, else by one at the path's end: `/khuyen-hoc/2`, `/khuyen-hoc-p2`."""
    numberings = (_BY_NUMBER, _BY_PATH, _BY_SUFFIX)
    return next((found for pages in numberings if (found := pages.following(page, url))), None)


def fingerprint(page: HtmlElement, headers: Sequence[tuple[str, str]]) -> float:
    """Any page may be a generic site's; every true recognition beats it."""
    return 0.15


VENDOR = Vendor(
    cms=Cms.GENERIC,
    fingerprint=fingerprint,
    is_article=is_article,
    canonical=canonical,
    vendor_id=numbered(_id),
    links=links,
    next_page=next_page,
    sitemaps=("/sitemap.xml",),
    layouts=(
        Layout(
            title=(
                "h1.title-detail",
                "h1[itemprop=headline]",
                "h1.article-title",
                "h1.entry-title",
                "article h1",
                "h1",
            ),
            lead=(
                ".cms-desc",
                "p.description",
                ".article-sapo",
                ".sapo",
                "h2.sapo",
                ".singular-sapo",
                "[itemprop=description]:not(meta)",
            ),
            published=(
                ".cms-date",
                "[itemprop=datePublished]",
                "article time[datetime]",
                "time[datetime]",
                ".publish-date",
                ".article-date",
                "span.date",
            ),
            author=("[rel=author]", "[itemprop=author]", ".author-name", ".article-author"),
            section=(".breadcrumb li:last-child a",),
            tags=(".tags a", "[rel=tag]"),
            body=(
                "[itemprop=articleBody]",
                ".cms-body",
                "article.fck_detail",
                ".singular-content",
                ".article-body",
                ".content-detail",
                ".detail-content",
                ".article-content",
                ".post-content",
                ".news-detail",
                ".detail-content-body",
                ".article__body",
                ".content-news-detail",
                "#content-detail",
                ".entry-content",
            ),
            captions=("figcaption", ".caption"),
            drop=(".cms-relate", ".article-relate", *BOXES),
            noise=NOISE,
            tail=TAIL,
        ),
    ),
)
