"""VCCorp's system: papers such as Công dân & Khuyến học, Tuổi Trẻ, Thanh Niên.

An article's address ends in its id: three digits for the paper, then its making as yymmddHHMMSS and three
digits. The id alone decides: with another slug the server redirects to the current one. The time in it is the
article's creation, up to a day before its publication, so no date is read from it. Feeds print the month first
(`10/5/2026 3:42:00 PM`); `crawl` reads that by its AM or PM.
"""

from __future__ import annotations

import re

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout, Link, Vendor
from khuyenhoc.crawl.cms.addresses import Address, folding, numbered, shaped
from khuyenhoc.crawl.cms.furniture import BOXES, NOISE, TAIL
from khuyenhoc.crawl.cms.listings import CHROME, Items
from khuyenhoc.crawl.cms.marks import Marks, select
from khuyenhoc.models import Cms

_ARTICLE = re.compile(r"(?:.*-)?([0-9]{15,20})\.(htm|html|chn)", re.IGNORECASE)
_MORE = re.compile(r"/timeline/laytinmoitronglist-([0-9]{1,9})/page-([0-9]{1,4})\.(htm|chn)")

_BOXES = (
    "[type=RelatedOneNews]", "[type=RelatedNewsBox]", ".kbwscwl-relatedbox", ".readmore-body-box",
    ".detail_comment", ".footer__top", ".modal", ".box-comment", ".detail_related", ".detail__related",
)  # fmt: skip

_LISTS = Items(
    anchors=(
        "[data-boxtype=zonenewsposition] h2 a, [data-boxtype=zonenewsposition] h3 a, "
        "[data-boxtype=homenewsposition] h2 a, [data-boxtype=homenewsposition] h3 a, "
        ".list__listing-main .box-category-item h3 a, .list__listing-main .box-category-item h2 a, "
        "div.box-category-content a, li.knswli h3 a"
    ),
    dates=".box-category-time, .time-ago, time",
    outside=f"{CHROME}, [class*=sidebar], .detail_related, .detail__related, {', '.join(_BOXES)}",
)


def _id(address: Address) -> str | None:
    match = _ARTICLE.fullmatch(address.last)
    return match[1] if match else None


def _canonical(address: Address) -> Address:
    match = _ARTICLE.fullmatch(address.last)
    if match is None:
        return address
    return Address(address.scheme, address.host, (f"{match[1]}.{match[2].lower()}",))


is_article = shaped(lambda address: _id(address) is not None)
canonical = folding(_canonical)


def links(page: HtmlElement, url: str) -> list[Link]:
    return _LISTS.links(page, url, is_article, canonical)


def next_page(page: HtmlElement, url: str) -> str | None:
    """The fragment that the button "Xem thêm" loads: numbered by the list's zone, over once it names no article."""
    here = Address.of(url)
    if here is None:
        return None
    if more := _MORE.fullmatch(here.path):
        zone, number, ending = more[1], int(more[2]) + 1, more[3]
        if not links(page, url):
            return None
    else:
        zones = [element.get("value") or "" for element in select(page, "#hdZoneId")]
        if not zones or not re.fullmatch(r"[0-9]{1,9}", zones[0]):
            return None
        zone, number, ending = zones[0], 2, "chn" if here.last.endswith(".chn") else "htm"
    return f"{here.scheme}://{here.host}/timeline/laytinmoitronglist-{zone}/page-{number}.{ending}"


VENDOR = Vendor(
    cms=Cms.VCCORP,
    fingerprint=Marks(
        page={
            "h1.detail-title[data-role=title]": 0.6,
            "h1.detail-title": 0.3,
            ".detail-content.afcbc-body": 0.8,
            ".detail__cmain": 0.7,
            "time[data-role=publishdate]": 0.5,
            ".VCSortableInPreviewMode": 0.7,
            "[data-boxtype=zonenewsposition], [data-boxtype=homenewsposition]": 0.7,
            ".list__listing-main": 0.4,
            ".box-category-item, .box-category-content": 0.5,
            "#hdZoneId": 0.4,
            "[src*='.mediacdn.vn/']": 0.5,
        }
    ),
    is_article=is_article,
    canonical=canonical,
    vendor_id=numbered(_id),
    links=links,
    next_page=next_page,
    layouts=(
        Layout(
            title=("h1.detail-title[data-role=title]", "h1.detail-title"),
            lead=("h2.detail-sapo", "p.detail-sapo", "[data-role=sapo]"),
            published=("time[data-role=publishdate]", ".detail-time time", ".detail-time"),
            author=(".detail-author", "[data-role=author]"),
            section=("[data-role=cate-name]", ".detail-cate a", ".detail__cate a"),
            tags=(".detail-tag-list a", ".detail-tab a"),
            body=(".detail-content.afcbc-body", ".detail-content[data-role=content]", ".detail__cmain"),
            captions=(
                "figure.VCSortableInPreviewMode[type=Photo] .PhotoCMS_Caption",
                "div.VCSortableInPreviewMode[type=Photo] .PhotoCMS_Caption",
                "figcaption",
            ),
            drop=(*_BOXES, *BOXES),
            noise=NOISE,
            tail=TAIL,
        ),
    ),
)
