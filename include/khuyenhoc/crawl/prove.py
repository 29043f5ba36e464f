"""Is it the right page? Each way of being the wrong one has its own outcome, decided by what the page shows.

A page of an article is right when its vendor's body, or its paragraphs, hold enough Vietnamese text. The signs of
other pages (`signs.tsv`) count only where there is no such text, so that an article about the maintenance of a
school remains an article. Betting and foreign-canonical pages are wrong however much text they hold.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast
from unicodedata import combining, normalize
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml.etree import XPath
from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Vendor
from khuyenhoc.crawl.cms.marks import select
from khuyenhoc.crawl.discover import Found, Unreadable, tree_of
from khuyenhoc.crawl.fetch import Answer
from khuyenhoc.models import Cms, Result, Source

#: A challenge page is a few lines of script; a real page with such a script is longer.
STUB = 4096
#: Pages with less text than this and a sign of another page are that other page.
LITTLE_TEXT = 600
#: Vietnamese has its own letters in every line: about a quarter of all. English, French or legacy text has few.
VIETNAMESE = re.compile("[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]")
ENOUGH_VIETNAMESE = 0.03
LETTER = re.compile(r"[^\W\d_]")
COOKIE_AND_RELOAD = re.compile(
    rb"document\.cookie.{0,2000}?location\s*(\.\s*(reload|replace|href)|=)", re.DOTALL
)
CANONICAL = XPath("//link[@rel='canonical']/@href | //meta[@property='og:url']/@content")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a page is, why, and what was found on the way: its tree, or what a feed or sitemap names."""

    result: Result
    detail: str = ""
    tree: HtmlElement | None = None
    text: int = 0
    vendor_body: bool = False
    found: Found | None = None


def status(answer: Answer, *, conditional: bool) -> Verdict | None:
    """The verdict that needs no look at the page; None when the page must be looked at."""
    if answer.failure is not None:
        return Verdict(answer.failure, answer.detail)
    if challenge := _challenge(answer):
        return Verdict(Result.CHALLENGE, challenge)
    code = answer.status or 0
    if code == 304:
        if conditional:
            return Verdict(Result.NOT_MODIFIED)
        return Verdict(Result.PARSE_ERROR, "304 to a request without a condition")
    if code in (301, 302, 303, 307, 308) and answer.header("Location"):
        return Verdict(Result.REDIRECTED, f"to {answer.header('Location')}")
    if code == 429:
        return Verdict(Result.RATE_LIMITED, f"HTTP 429 {answer.reason}".strip())
    if code >= 500:
        return Verdict(Result.HTTP_5XX, f"HTTP {code} {answer.reason}".strip())
    if code >= 400:
        return Verdict(Result.HTTP_4XX, f"HTTP {code} {answer.reason}".strip())
    if code != 200:
        return Verdict(Result.PARSE_ERROR, f"HTTP {code} {answer.reason}: no page comes with it".strip())
    return _body(answer)


def _body(answer: Answer) -> Verdict | None:
    payload = answer.decoded
    if payload.too_large:
        return Verdict(Result.TOO_LARGE, payload.wrong)
    if payload.wrong and not payload.wrong.startswith("says"):
        return Verdict(Result.PARSE_ERROR, payload.wrong)
    if not payload.body.strip(b"\0 \t\r\n"):
        return Verdict(Result.EMPTY, f"{len(payload.body)} bytes of nothing")
    return None


def _challenge(answer: Answer) -> str:
    """How the page challenges its reader to prove a browser; "" when it does not. It is never answered."""
    if (answer.header("cf-mitigated") or "").lower() == "challenge":
        return "Cloudflare challenge"
    body = answer.decoded.body
    if len(body) <= STUB and COOKIE_AND_RELOAD.search(body):
        named = " named D1N" if b"D1N" in body else ""
        return f"{len(body)} bytes of script that set a cookie{named} and reload"
    if b"/cdn-cgi/challenge-platform/" in body and b"<title>Just a moment" in body:
        return "Cloudflare challenge"
    return ""


def page(answer: Answer, source: Source) -> Verdict:
    """A page that lists articles: HTML, and not one of the other pages."""
    verdict = as_html(answer)
    if verdict.tree is None:
        return verdict
    wrong = _foreign(verdict.tree, source) or _sign(verdict.tree, min_text=0)
    return wrong or Verdict(Result.OK, tree=verdict.tree)


def article(answer: Answer, source: Source, vendor: Vendor) -> Verdict:
    """A page that holds one article, by the vendor's layout or by its paragraphs."""
    verdict = as_html(answer)
    if verdict.tree is None:
        return verdict
    tree, least = verdict.tree, source.assertions.min_text
    if foreign := _foreign(tree, source):
        return foreign
    body = _by_layout(tree, source, vendor)
    text = body if body is not None and len(body) >= least else _paragraphs(tree)
    if len(text) < least or not text:
        if sign := _sign(tree, min_text=least):
            return sign
        where = "where the layout has it" if body is not None else "where the layout has none"
        return Verdict(Result.WRONG_PAGE, f"{len(text)} characters of text {where}, {least} expected", tree)
    if len(text) >= 200 and (share := _vietnamese(text)) < ENOUGH_VIETNAMESE:
        return Verdict(Result.WRONG_PAGE, f"not Vietnamese: {share:.1%} of its letters are", tree, len(text))
    # Of a site whose system nobody knows no layout is promised: its paragraphs, found above, are the proof.
    promised = vendor.cms is not Cms.GENERIC or source.selectors.body is not None
    found = not promised or (body is not None and len(body) >= least)
    detail = "" if found else f"no selector of {vendor.cms} matches the body"
    return Verdict(Result.OK, detail, tree, len(text), found)


def as_html(answer: Answer) -> Verdict:
    kind = (answer.header("Content-Type") or "").partition(";")[0].strip().lower()
    start = answer.decoded.body[:512].lstrip(b"\xef\xbb\xbf\0 \t\r\n")
    shows_html = start[:5].lower() == b"<html" or start[:14].lower() == b"<!doctype html"
    if kind not in ("text/html", "application/xhtml+xml", "") and not shows_html:
        return Verdict(Result.NOT_HTML, kind)
    if start[:5] == b"%PDF-" or start[:4] in (b"\x89PNG", b"PK\x03\x04", b"\xff\xd8\xff\xe0"):
        return Verdict(Result.NOT_HTML, "says it is HTML, is a file")
    try:
        return Verdict(Result.OK, tree=tree_of(answer.decoded.body, answer.header("Content-Type")))
    except Unreadable as error:
        return Verdict(Result.PARSE_ERROR, str(error))


def _by_layout(tree: HtmlElement, source: Source, vendor: Vendor) -> str | None:
    """The text of the body where the source's file or its vendor says that it lies; None when nothing matches."""
    own = (source.selectors.body,) if source.selectors.body else ()
    best: str | None = None
    for css in (*own, *(css for layout in vendor.layouts for css in layout.body)):
        try:
            found = select(tree, css)
        except SelectorError:
            continue  # said by the registry's own check
        for element in found[:1]:
            text = _squeezed(element.text_content())
            if best is None or len(text) > len(best):
                best = text
        if best:
            return best
    return best


def _paragraphs(tree: HtmlElement) -> str:
    return " ".join(text for p in tree.iter("p") if len(text := _squeezed(p.text_content())) > 40)


def _visible(tree: HtmlElement) -> str:
    skip = {"script", "style", "noscript", "template"}
    parts: list[str] = []
    for element in tree.iter():
        if isinstance(element.tag, str) and element.tag not in skip and element.text:
            parts.append(element.text)
        if element.tail:
            parts.append(element.tail)
    return _squeezed(" ".join(parts))


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def folded(text: str) -> str:
    """Lower case without marks, so that a phrase is found however it is typed.

    >>> folded("Nhà Cái ĐÁ GÀ")
    'nha cai da ga'
    """
    bare = "".join(c for c in normalize("NFD", text.casefold()) if not combining(c))
    return bare.replace("đ", "d")


@cache
def _signs() -> dict[str, re.Pattern[str]]:
    phrases: dict[str, list[str]] = {}
    with (Path(__file__).parent / "signs.tsv").open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            phrases.setdefault(row["sign"], []).append(re.escape(folded(row["phrase"])))
    return {sign: re.compile(rf"\b(?:{'|'.join(found)})\b") for sign, found in phrases.items()}


def _shown(sign: str, text: str) -> list[str]:
    return sorted(set(_signs()[sign].findall(text)))


def _heading(tree: HtmlElement) -> str:
    return folded(" ".join(_squeezed(e.text_content()) for e in tree.iter("title", "h1")))


def _sign(tree: HtmlElement, *, min_text: int) -> Verdict | None:
    """The other page that this one shows itself to be."""
    heading, text = _heading(tree), _visible(tree)
    little = folded(text) if len(text) < max(LITTLE_TEXT, min_text) else ""
    where = f"{heading} {little}"
    if tree.xpath("//input[@type='password']") and (found := _shown("login", where)):
        return Verdict(Result.LOGIN, f"asks for a password: {found[0]!r}", tree, len(text))
    for sign, result in (
        ("parked", Result.HIJACKED),
        ("maintenance", Result.MAINTENANCE),
        ("soft_404", Result.SOFT_404),
    ):
        if found := _shown(sign, where):
            return Verdict(result, f"shows {found[0]!r}", tree, len(text))
    return None


def _foreign(tree: HtmlElement, source: Source) -> Verdict | None:
    """A page of somebody else under the site's address: its canonical host, or what it advertises."""
    for href in cast(list[str], CANONICAL(tree)):
        host = (urlsplit(href).hostname or "").lower()
        if host and not _ours(host, source):
            return Verdict(Result.HIJACKED, f"its canonical address is on {host}", tree)
    in_heading = _shown("betting", _heading(tree))
    if in_heading and len(everywhere := _shown("betting", folded(_visible(tree)[:50_000]))) >= 4:
        return Verdict(Result.HIJACKED, f"betting page: {', '.join(everywhere[:4])}", tree)
    return None


def _ours(host: str, source: Source) -> bool:
    base = urlsplit(source.base_url or "").hostname or ""
    bare = host.removeprefix("www.")
    hosts = [h.lower().removeprefix("www.") for h in (base, *(h.partition(":")[0] for h in source.hosts))]
    return any(bare == h or bare.endswith(f".{h}") or h.endswith(f".{bare}") for h in hosts if h)


def _vietnamese(text: str) -> float:
    """The share of Vietnamese letters among the letters of the text's beginning."""
    sample = normalize("NFC", text[:4000].lower())
    return len(VIETNAMESE.findall(sample)) / max(len(LETTER.findall(sample)), 1)
