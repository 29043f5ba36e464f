"""Read the lists that name articles: feeds, sitemaps, listing pages."""

from __future__ import annotations

import re
import zlib
from calendar import timegm
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from io import BytesIO
from urllib.parse import urldefrag, urljoin

import feedparser
from lxml import etree, html
from lxml.html import HtmlElement
from requests.exceptions import InvalidURL
from requests.utils import requote_uri

from khuyenhoc.charset import text_of
from khuyenhoc.crawl.cms import Link, Vendor, wordpress
from khuyenhoc.crawl.decode import decoded
from khuyenhoc.crawl.fetch import Answer
from khuyenhoc.models import VIETNAM, Kind, Source

#: A sitemap lists at most 50,000 addresses (sitemaps.org); more is a trap.
MOST_LINKS = 50_000
#: References to characters that there are not: feedparser fails on one in a whole feed.
NO_CHARACTER = re.compile(rb"&#(?:[0-9]{7,}|[xX][0-9a-fA-F]{6,});")
#: Bytes that stand in no text, in UTF-8; libxml2 ends a page at the first NUL.
CONTROL = bytes(set(range(32)) - set(b"\t\n\r"))
#: "10/5/2026 3:42:00 PM" is an American date; "5/10/2026 3:42:00 CH" and all others a Vietnamese one.
DAY = re.compile(
    r"\b(\d{1,2})/(\d{1,2})/(\d{4})\b(?:\s+\d{1,2}:\d{2}(?::\d{2})?\s*(AM|PM)\b)?", re.IGNORECASE
)


class Unreadable(ValueError):
    """The answer is not what was asked for: not a feed, not a sitemap, not a page."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a list names: articles, further lists (the sitemaps of an index), and when articles last changed."""

    links: list[Link] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    modified: dict[str, date] = field(default_factory=dict)


def joined(base: str, address: str) -> str:
    """The absolute address as it goes over the wire; one that is none stays as it is, for an outcome to name.

    >>> joined("http://a.vn/x/", " ../Tin-tức#top "), joined("http://a.vn/x/", "http://[::1/")
    ('http://a.vn/Tin-t%E1%BB%A9c', 'http://[::1/')
    """
    try:
        return requote_uri(urldefrag(urljoin(base, address.strip())).url)
    except (ValueError, InvalidURL):
        return address.strip()


def read(kind: Kind, answer: Answer, url: str) -> Found:
    """What a feed or a sitemap names; `Unreadable` when the answer is neither."""
    body, content_type = answer.decoded.body, answer.header("Content-Type")
    if kind is Kind.FEED:
        return feed(body, url, content_type)
    return sitemap(body, url, answer.limits.unpacked)


def feed(body: bytes, url: str, content_type: str | None = None) -> Found:
    """The entries of an RSS or Atom feed, or of WordPress's API; `Unreadable` when it is none of them."""
    if not body.strip():
        raise Unreadable("the feed is empty")
    if body.lstrip()[:1] == b"[":
        try:
            return Found(*_listed_by_api(body, url))
        except ValueError as error:
            raise Unreadable(f"not WordPress's API: {error}") from error
    headers = {"content-location": url} | ({"content-type": content_type} if content_type else {})
    try:
        parsed = feedparser.parse(BytesIO(NO_CHARACTER.sub(b"", body)), response_headers=headers)
    except (ValueError, OverflowError) as error:  # feedparser lets some faults of a feed through
        raise Unreadable(f"not a feed: {error}") from error
    if not parsed.entries and (parsed.bozo or not parsed.version):
        reason = parsed.get("bozo_exception") or "neither RSS nor Atom"
        raise Unreadable(f"not a feed: {reason}")
    links = [
        Link(joined(url, entry.link), entry.get("title", ""), _published(entry))
        for entry in parsed.entries[:MOST_LINKS]
        if entry.get("link")
    ]
    return Found(links)


def _listed_by_api(body: bytes, url: str) -> tuple[list[Link], list[str], dict[str, date]]:
    links, modified = wordpress.posts(body, url)
    return links[:MOST_LINKS], [], modified


def _published(entry: feedparser.FeedParserDict) -> date | None:
    """The Vietnamese day of an entry: with slashes as systems here write it, or as the standards do."""
    said = next((name for name in ("published", "updated", "created") if name in entry), None)
    if said is None:
        return None
    if slashed := slashed_date(str(entry[said])):
        return slashed
    parsed = entry.get(f"{said}_parsed")
    return datetime.fromtimestamp(timegm(parsed), UTC).astimezone(VIETNAM).date() if parsed else None


def slashed_date(raw: str) -> date | None:
    """The day of a date with slashes; with AM or PM the month comes first (VCCorp's feeds).

    >>> slashed_date("10/5/2026 3:42:00 PM"), slashed_date("5/10/2026 3:42:00 CH")
    (datetime.date(2026, 10, 5), datetime.date(2026, 10, 5))
    """
    found = DAY.search(raw)
    if not found:
        return None
    first, second, year = (int(part) for part in found.groups()[:3])
    day, month = (second, first) if found[4] else (first, second)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def sitemap(body: bytes, url: str, limit: int) -> Found:
    """The addresses of a sitemap, or the sitemaps of an index; gzip by its bytes, not by its name."""
    if body.startswith(b"\x1f\x8b"):
        unpacked = decoded(body, "gzip", limit)
        if unpacked.too_large:
            raise Unreadable(unpacked.wrong)
        body = unpacked.body
    parser = etree.XMLParser(
        recover=True, resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True
    )
    try:
        root = etree.fromstring(body.replace(b"\0", b""), parser)
    except (etree.XMLSyntaxError, ValueError, zlib.error) as error:
        raise Unreadable(f"not a sitemap: {error}") from error
    name = _local(root)
    if name not in ("urlset", "sitemapindex"):
        raise Unreadable(f"not a sitemap: its root is <{name}>")
    found = Found()
    for entry in root:
        fields = {_local(child): (child.text or "").strip() for child in entry}
        if not fields.get("loc"):
            continue
        address = joined(url, fields["loc"])
        if name == "sitemapindex":
            found.lists.append(address)
        else:
            found.links.append(Link(address))
            if changed := _iso_day(fields.get("lastmod", "")):
                found.modified[address] = changed
        if len(found.links) + len(found.lists) >= MOST_LINKS:
            break
    return found


def _local(element: etree._Element | None) -> str:
    tag = element.tag if element is not None else ""
    return tag.rpartition("}")[2].lower() if isinstance(tag, str) else ""


def _iso_day(raw: str) -> date | None:
    try:
        return date.fromisoformat(raw[:10])
    except ValueError:
        return None


def tree_of(body: bytes, content_type: str | None) -> HtmlElement:
    """The page as a tree; `Unreadable` when there is none in it."""
    text = text_of(body, content_type).text.encode("utf-8", "replace").translate(None, CONTROL)
    parser = html.HTMLParser(encoding="utf-8", no_network=True)
    try:
        tree: HtmlElement = html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(f"not a page: {error}") from error
    return tree


def wanted(url: str, source: Source, vendor: Vendor) -> bool:
    """Whether an address is an article's that the source's file includes and does not exclude."""
    if source.include and not any(re.search(pattern, url) for pattern in source.include):
        return False
    if any(re.search(pattern, url) for pattern in source.exclude):
        return False
    return bool(source.include) or vendor.is_article(url)
