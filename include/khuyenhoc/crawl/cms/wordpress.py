"""WordPress: permalinks, `?p=<id>` behind them, and feeds, sitemaps and an API that nobody switches off."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from html import unescape

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout, Link, Vendor
from khuyenhoc.crawl.cms.addresses import Address, folding, joined, numbered, shaped
from khuyenhoc.crawl.cms.furniture import BOXES, NOISE, TAIL
from khuyenhoc.crawl.cms.listings import CHROME, Items, Pages, by_parameter, by_segment
from khuyenhoc.crawl.cms.marks import Marks
from khuyenhoc.models import Cms

_NO_POST = re.compile(
    r"category|chuyen-muc|tag|the|author|tac-gia|page|feed|wp-.*|comments|search|lien-he|gioi-thieu|attachment",
    re.IGNORECASE,
)
#: What a post's address may end in without being another post.
_ENDS = re.compile(r"amp|feed|trackback|embed|comment-page-[0-9]+", re.IGNORECASE)
_SLUG = re.compile(r"[^\W_]+(?:-[^\W_]+){2,}(?:\.html?)?")
_POST = re.compile(r"[0-9]{1,9}")

_LISTS = Items(
    anchors=(
        ".entry-title a, .post-title a, h2.title a, h3.title a, article h2 a, article h3 a, a[rel=bookmark], "
        ".td-module-title a, .jeg_post_title a, .wp-block-post-title a"
    ),
    dates="time, .entry-date, .posted-on, .post-date, .td-post-date, .jeg_meta_date, .date",
    outside=f"{CHROME}, .widget, .related-posts, .jp-relatedposts, .yarpp, .td_block_related_posts, #comments",
)
_LINKS = ".page-numbers a, a.page-numbers, .nav-links a, .nav-previous a, .pagination a, .page-nav a, .wp-pagenavi a, a.next"
_BY_PATH = by_segment(r"page/([0-9]{1,5})", links=_LINKS)
_BY_PARAMETER = by_parameter("paged", links=_LINKS)


def _post(address: Address) -> str | None:
    number = address.parameter("p")
    return number if number and _POST.fullmatch(number) and not address.rewritten().segments else None


def _canonical(address: Address) -> Address:
    address = address.rewritten()
    segments = address.segments
    if _post(address):
        return address.only("p")
    while len(segments) > 1 and _ENDS.fullmatch(segments[-1]):
        segments = segments[:-1]
    if not segments:
        return address
    address = address.without({"replytocom", "share", "amp", "print", "noamp"})
    return replace(address, segments=segments, slash="." not in segments[-1])


def _is_article(address: Address) -> bool:
    if _post(address):
        return True
    plain = address.rewritten().segments
    if not plain or any(_NO_POST.fullmatch(segment) or _ENDS.fullmatch(segment) for segment in plain):
        return False
    return _SLUG.fullmatch(plain[-1]) is not None


is_article = shaped(_is_article)
canonical = folding(_canonical)


def links(page: HtmlElement, url: str) -> list[Link]:
    return _LISTS.links(page, url, is_article, canonical)


def next_page(page: HtmlElement, url: str) -> str | None:
    numberings: tuple[Pages, ...] = (_BY_PATH, _BY_PARAMETER)
    return next((found for pages in numberings if (found := pages.following(page, url))), None)


def posts(body: bytes, url: str) -> tuple[list[Link], dict[str, date]]:
    """The posts that WordPress's API lists (`/wp-json/wp/v2/posts`), and the day that each last changed.

    >>> posts(b'[{"link": "/trao-qua/", "date": "2024-05-03T23:00:00", "title": {"rendered": "A &amp; B"}}]', "https://w.vn/")
    ([Link(url='https://w.vn/trao-qua/', title='A & B', published=datetime.date(2024, 5, 3))], {})

    Raises ValueError when the answer is no list of posts. A site's days are Vietnamese days already.
    """
    try:
        listed = json.loads(body)
    except RecursionError as error:
        raise ValueError("brackets within brackets without end") from error
    if not isinstance(listed, list):
        raise ValueError("not a list of posts")
    links, modified = [], {}
    for post in listed:
        address = joined(url, str(post.get("link") or "")) if isinstance(post, dict) else None
        if address is None:
            raise ValueError(f"not a post: {json.dumps(post)[:60]}")
        title = post["title"].get("rendered", "") if isinstance(post.get("title"), dict) else ""
        links.append(Link(address, unescape(str(title)).strip(), _day(post.get("date"))))
        if (changed := _day(post.get("modified"))) is not None:
            modified[address] = changed
    return links, modified


def _day(moment: object) -> date | None:
    try:
        return date.fromisoformat(str(moment)[:10])
    except ValueError:
        return None


VENDOR = Vendor(
    cms=Cms.WORDPRESS,
    fingerprint=Marks(
        generator=r"WordPress",
        page={
            "link[href*='/wp-content/'], script[src*='/wp-content/'], img[src*='/wp-content/']": 0.7,
            "link[href*='/wp-includes/'], script[src*='/wp-includes/']": 0.7,
            "link[rel='https://api.w.org/']": 0.9,
            ".entry-content": 0.2,
            "body.single-post, body.wp-singular, body.archive.category": 0.3,
        },
        headers={r"Link: .*api\.w\.org": 0.9, r"X-Pingback: .*xmlrpc\.php": 0.7},
    ),
    is_article=is_article,
    canonical=canonical,
    vendor_id=numbered(_post),
    links=links,
    next_page=next_page,
    feeds=("/feed/", "/wp-json/wp/v2/posts?per_page=100&_fields=link,date,modified,title"),
    sitemaps=("/wp-sitemap.xml", "/sitemap_index.xml"),
    layouts=(
        Layout(
            title=("h1.entry-title", ".post-title h1", "h1.post-title", "h1"),
            lead=(".entry-summary", ".sapo"),
            published=(
                "time.entry-date.published",
                "time.entry-date",
                ".posted-on time",
                ".entry-date",
                ".post-date",
            ),
            author=(".author.vcard a", ".byline a", ".author-name"),
            section=(".cat-links a", ".entry-category a"),
            tags=(".tags-links a", "[rel=tag]"),
            body=(".entry-content", ".td-post-content", ".post-content", ".jeg_main_content .content-inner"),
            captions=("figcaption", ".wp-caption-text"),
            drop=(
                ".sharedaddy",
                ".jp-relatedposts",
                ".yarpp",
                ".related-posts",
                ".post-navigation",
                "#respond",
                ".wp-block-latest-posts",
                ".addtoany_share_save_container",
                *BOXES,
            ),
            noise=NOISE,
            tail=TAIL,
        ),
    ),
)
