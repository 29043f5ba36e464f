"""The systems that the sample sites run on: one module a vendor, each with a subclass of `System`.

A system turns the articles of an edition into pages, all of them, keyed by address. Markup, addresses, paging,
feeds and dates follow what is publicly known of each vendor; sentences, names of templates and furniture are ours.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from samples.articles import Article, slug

if TYPE_CHECKING:
    from samples.sites import Edition

WEEKDAYS = ("Thứ hai", "Thứ ba", "Thứ tư", "Thứ năm", "Thứ sáu", "Thứ bảy", "Chủ nhật")

HTML = "text/html; charset=utf-8"
XML = "text/xml; charset=utf-8"


@dataclass(frozen=True)
class Page:
    """What one address answers."""

    body: bytes
    content_type: str = HTML
    status: int = 200
    etag: str | None = None
    last_modified: datetime | None = None
    headers: tuple[tuple[str, str], ...] = field(default=())


def weekday(day: date) -> str:
    """
    >>> weekday(date(2024, 1, 10))
    'Thứ tư'
    """
    return WEEKDAYS[day.weekday()]


def twelve_hours(moment: datetime, before: str = "SA", after: str = "CH") -> str:
    """The time of day on a 12-hour clock, as .NET writes it in the vi-VN culture.

    >>> twelve_hours(datetime(2021, 1, 25, 12, 26)), twelve_hours(datetime(2019, 7, 4, 0, 5))
    ('12:26:00 CH', '12:05:00 SA')
    """
    return f"{moment.hour % 12 or 12}:{moment:%M:%S} {after if moment.hour >= 12 else before}"


def american(moment: datetime) -> str:
    """Month first, as feeds and metas of a server that was set up in en-US.

    >>> american(datetime(2024, 6, 18, 14, 23))
    '6/18/2024 2:23:00 PM'
    """
    return f"{moment.month}/{moment.day}/{moment.year} {twelve_hours(moment, 'AM', 'PM')}"


def utc(moment: datetime) -> str:
    """RFC 1123 in GMT: seven hours earlier, often on the day before.

    >>> utc(datetime(2011, 6, 16, 3, 12))
    'Wed, 15 Jun 2011 20:12:00 GMT'
    """
    return format_datetime(moment - timedelta(hours=7)).replace("-0000", "GMT")


def number(value: int) -> str:
    """
    >>> number(12345)
    '12.345'
    """
    return f"{value:,}".replace(",", ".")


def encoded(text: str, charset: str) -> bytes:
    """The text in a charset; windows-1258 writes tone marks as letters of their own.

    >>> encoded("hội", "cp1258"), encoded("khuyến", "cp1258").decode("cp1258") == "khuyê\u0301n"
    (b'h\xf4\xf2i', True)
    """
    if charset != "cp1258":
        return text.encode(charset)
    tones = "\u0300\u0301\u0303\u0309\u0323"
    letters = []
    for letter in text:
        parts = unicodedata.normalize("NFD", letter)
        bare = unicodedata.normalize("NFC", "".join(part for part in parts if part not in tones))
        letters.append(bare + "".join(part for part in parts if part in tones))
    return "".join(letters).encode(charset, "xmlcharrefreplace")


def typed(text: str, hand: str) -> Markup:
    """A paragraph as an editor leaves it who types it (`plain`), pastes it from Word, makes figures bold, links
    words, presses Shift-Enter (`breaks`) or works in divisions (`divs`).

    >>> print(typed("Có 1.204 hội viên", "bold"))
    <p style="text-align: justify;">Có <strong>1.204</strong> hội viên</p>
    >>> print(typed("Có 1.204 hội viên khuyến học", "breaks"))
    Có 1.204 hội viên khuyến học<br />
    <br />
    """
    said = escape(text)
    if hand == "bold":
        said = Markup(re.sub(r"(?<![\d#&])\d[\d.,/]*(?<=\d)%?", r"<strong>\g<0></strong>", str(said)))
    elif hand == "linked":
        link = '<a class="link-inline-content" href="/khuyen-hoc.html" title="khuyến học">khuyến học</a>'
        said = Markup(said.replace(Markup("khuyến học"), Markup(link), 1))
    elif hand == "word":
        at = text.find(" ", len(text) // 2)
        halves = (text[:at], text[at:]) if at > 0 else (text, "")
        runs = Markup("").join(
            Markup('<span lang="VI" style="font-size:14.0pt;mso-fareast-language:VI">{}</span>').format(
                re.sub(r"(?<=\d) (?=\w)", "\N{NO-BREAK SPACE}", half)
            )
            for half in halves
        )
        paragraph = Markup(
            '<p class="MsoNormal" style="text-align:justify;text-indent:36.0pt">{}<o:p></o:p></p>'
        )
        return paragraph.format(runs)
    elif hand == "breaks":
        return said + Markup("<br />\n<br />")
    elif hand == "divs":
        return Markup('<div style="text-align: justify;">{}</div>\n<div>&nbsp;</div>').format(said)
    return Markup('<p style="text-align: justify;">{}</p>').format(said)


ENVIRONMENT = Environment(
    loader=PackageLoader("samples", "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    auto_reload=False,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.filters |= {
    "weekday": weekday,
    "twelve_hours": twelve_hours,
    "american": american,
    "utc": utc,
    "number": number,
    "slug": slug,
    "typed": typed,
    "nfd": lambda text: unicodedata.normalize("NFD", text),
    "iso": lambda moment: moment.strftime("%Y-%m-%dT%H:%M:%S+07:00"),
}


class System:
    """One vendor's software. `pages` gives every address that it serves; `missing` what it says of others."""

    name: str
    server = "nginx"
    page_size = 5
    etags = False
    dates_pages = False
    robots: str | None = "User-agent: *\nDisallow:\n"
    robots_bom = False
    charset = "utf-8"
    compresses = False
    #: How those who write for sites of this kind leave their paragraphs (`typed`), in turn.
    hands: tuple[str, ...] = ("plain",)

    def address(self, article: Article) -> str:
        """The path and query of an article."""
        raise NotImplementedError

    def listing(self, page: int, section: str = "") -> str:
        """The path and query of a page of the list of articles."""
        raise NotImplementedError

    def pages(self, edition: Edition) -> dict[str, Page]:
        """Every page but robots.txt, by address."""
        raise NotImplementedError

    def missing(self, edition: Edition, target: str) -> Page:
        """What an address answers that has no page."""
        return Page(b"<html><head><title>404 Not Found</title></head><body><h1>404 Not Found</h1></body></html>",
                    status=404)  # fmt: skip

    def key(self, target: str) -> str:
        """What two spellings of an address have in common for this software."""
        parts = urlsplit(target)
        query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True)))
        return unquote(parts.path) + ("?" + query if query else "")

    def hand(self, article: Article) -> str:
        return self.hands[article.number % len(self.hands)]

    def render(self, template: str, edition: Edition, **values: Any) -> str:
        """A template of this system, or the one that all share."""
        return ENVIRONMENT.select_template([f"{self.name}/{template}", template]).render(
            edition=edition, site=edition.site, system=self, today=edition.today, **values
        )

    def page(
        self, text: str, changed: datetime | None = None, content_type: str = HTML, status: int = 200
    ) -> Page:
        """A page with the validators that this software sends."""
        body = encoded(text, self.charset)
        return Page(
            body,
            content_type,
            status,
            etag=f'"{hashlib.sha256(body).hexdigest()[:16]}"' if self.etags else None,
            last_modified=changed if self.dates_pages else None,
        )

    def listings(
        self, edition: Edition, articles: Sequence[Article], template: str = "listing.html", section: str = ""
    ) -> dict[str, Page]:
        """The pages of a list, `page_size` articles each."""
        chunks = [articles[at : at + self.page_size] for at in range(0, len(articles), self.page_size)] or [
            ()
        ]
        changed = max((article.modified for article in articles), default=None)
        return {
            self.listing(page, section): self.page(
                self.render(template, edition, articles=chunk, page=page, last=len(chunks), section=section),
                changed,
            )
            for page, chunk in enumerate(chunks, start=1)
        }

    def related(self, edition: Edition, article: Article, count: int = 5) -> list[Article]:
        """Other articles, older ones first of all, as the foot of an article page lists them."""
        others = [other for other in edition.articles if other.number != article.number]
        older = [other for other in others if other.published < article.published]
        return (older + others)[:count]
