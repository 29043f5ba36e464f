"""NukeViet 4, the commonest system of departments and associations.

`/<module>/<category>/<alias>-<id>.html`. The id decides inside its module: an article stands under each of its
categories, and its alias may change (one whose accented letters fell out, "h-i-khuy-n-h-c", gets mended).
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout, Link, Vendor
from khuyenhoc.crawl.cms.addresses import Address, folding, numbered, shaped
from khuyenhoc.crawl.cms.furniture import BOXES, NOISE, TAIL
from khuyenhoc.crawl.cms.listings import CHROME, Items, by_segment
from khuyenhoc.crawl.cms.marks import Marks
from khuyenhoc.models import Cms

#: The views of an article that are not its page.
VIEWS = ("print", "savefile")
#: What stands where an article's category does, and names none.
_OPERATIONS = {"rss", "tag", "tags", "topic", "search", "author", "groups", "archive", *VIEWS}
_ARTICLE = re.compile(r"(?:.*-)?([0-9]{1,9})\.html", re.IGNORECASE)
_UNREWRITTEN = re.compile(r"(?:.*-)([0-9]{1,9})(?:\.html)?", re.IGNORECASE)

NOISE_OF_NUKEVIET = (
    *NOISE,
    r"Đánh giá bài viết|Click để đánh giá bài viết|Xếp hạng: .*|Tổng số điểm.*",
    r"Tác giả bài viết\s*:.*|Nguồn tin\s*:.*",
    r"(?:Thứ (?:hai|ba|tư|năm|sáu|bảy)|Chủ nhật) - \d{2}/\d{2}/\d{4} \d{2}:\d{2}(?: [\d ]+)?",
)

_LISTS = Items(
    anchors=(
        ".news_column .panel h2 > a, .news_column .panel h3 > a, .news_column h2 > a, .news_column h3 > a, "
        ".news_column h4 > a, .list-group a.show.h4, .news_column .list-group a.show, #module_show_list h3 > a"
    ),
    dates=".text-muted li, .text-muted, .time, .publtime, .news-date",
    outside=f"{CHROME}, ul.related, .other-news, .block_newscenter, [class*=block_tophits], .sidebar-right",
)
_PAGES = by_segment(
    r"page-([0-9]{1,5})(?:\.html)?",
    links=".pagination a, li.page-item a, a.page-link, #numpage a, .generate_page a",
)


def bare(address: Address) -> tuple[str, ...]:
    """The path without what does not tell articles apart: `index.php`, the language, the view, letter case."""
    segments = [segment.lower() for segment in address.rewritten().segments]
    module, operation = address.parameter("nv"), address.parameter("op")
    if (
        module and operation and not segments
    ):  # a server without rewriting: ?language=vi&nv=news&op=cat/alias-1
        segments = [module.lower(), *filter(None, operation.lower().split("/"))]
    if segments[:1] == ["vi"] and len(segments) > 2:
        del segments[0]
    return tuple(segment for segment in segments if segment not in VIEWS)


def _id(address: Address) -> str | None:
    path = bare(address)
    if len(path) < 2 or re.fullmatch(r"page-[0-9]+(?:\.html)?", path[-1]):
        return None
    match = (_UNREWRITTEN if address.parameter("nv") else _ARTICLE).fullmatch(path[-1])
    return match[1] if match else None


def _canonical(address: Address) -> Address:
    number = _id(address)
    if number is None:
        return address
    return Address(address.scheme, address.host, (bare(address)[0], f"{number}.html"))


def names_an_article(address: Address) -> bool:
    """Whether no part of the path says that it is a list or another view."""
    said = {*bare(address)[:-1], *(segment.lower() for segment in address.segments)}
    return _OPERATIONS.isdisjoint(said)


is_article = shaped(lambda address: _id(address) is not None and names_an_article(address))
canonical = folding(_canonical)


def links(page: HtmlElement, url: str) -> list[Link]:
    return _LISTS.links(page, url, is_article, canonical)


VENDOR = Vendor(
    cms=Cms.NUKEVIET4,
    fingerprint=Marks(
        generator=r"NukeViet(?! v?3)",
        page={
            "#news-bodyhtml": 0.7,
            ".news_column.panel": 0.6,
            ".news_column[itemtype*=NewsArticle]": 0.5,
            ".news_column .panel-body h3 > a": 0.5,
            "h1.title.margin-bottom-lg": 0.4,
            ".hometext.m-bottom": 0.3,
            ".list-group a.show.h4": 0.5,
            "meta[name=copyright][content*='[webmaster@']": 0.4,
        },
    ),
    is_article=is_article,
    canonical=canonical,
    vendor_id=numbered(_id),
    links=links,
    next_page=_PAGES.following,
    feeds=("/news/rss/",),
    sitemaps=("/sitemap.xml",),
    layouts=(
        Layout(
            title=("h1[itemprop=headline]", ".news_column h1.title", ".news_column h1"),
            lead=(".hometext[itemprop=description]", ".hometext"),
            published=("[itemprop=datePublished]", ".news_column span.h5", ".news_column .time"),
            author=("[itemprop=author] [itemprop=name]", "[itemprop=author]"),
            section=(".breadcrumbs li:last-child a", ".breadcrumb li:last-child a"),
            tags=(".news_column .fa-tags ~ a", ".keywords a"),
            body=("#news-bodyhtml", ".news_column.panel .bodytext", "[itemprop=articleBody]"),
            captions=("figure.article figcaption", "figcaption"),
            drop=("ul.related", ".news-download-file", ".alert", *BOXES),
            noise=NOISE_OF_NUKEVIET,
            tail=TAIL,
        ),
        Layout(
            # What 4.0 took over from 3; sites that kept their theme still have it.
            title=("#news_detail h1", ".news_column h1"),
            lead=("#hometext",),
            published=("#news_detail .time", ".news_column .time"),
            tags=(".keywords a",),
            body=("#news_detail .bodytext",),
            drop=("ul.control", "ul.related", *BOXES),
            noise=NOISE_OF_NUKEVIET,
            tail=TAIL,
        ),
    ),
)
