"""Bytes of a capture to a tree, or the reason why they are no page of text."""

from __future__ import annotations

import re
from dataclasses import dataclass

import lxml.html
from lxml.etree import ParserError, XMLSyntaxError
from lxml.html import HtmlElement

from khuyenhoc.charset import text_of as decoded

#: Article pages of these sites are 20 to 400 kB; what is larger is a dump or an attack.
LARGEST = 5_000_000
_MAGIC = (
    b"%PDF",
    b"PK\x03\x04",
    b"\xd0\xcf\x11\xe0",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"RIFF",
    b"\x7fELF",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a payload is no page: a rule's name, what was seen, what a page has instead."""

    rule: str
    observed: str
    expected: str


@dataclass(frozen=True, slots=True)
class Page:
    """A parsed page; `doubt` says what of its bytes had to be guessed."""

    tree: HtmlElement
    charset: str
    doubt: str


def read_page(body: bytes, content_type: str | None) -> Page | Unreadable:
    """The page that the bytes hold."""
    if not body.strip():
        return Unreadable("empty_page", "0 bytes of text", "an HTML page")
    if len(body) > LARGEST:
        return Unreadable("too_large", f"{len(body)} bytes", f"at most {LARGEST} bytes")
    if body.startswith(_MAGIC):
        return Unreadable("not_html", f"starts with {body[:4]!r}", "an HTML page")
    text = decoded(body, content_type)
    control = len(_CONTROL.findall(text.text[:20_000])) + text.text[:20_000].count("\ufffd")
    if control > 0.1 * len(text.text[:20_000]):
        return Unreadable("not_text", f"{control} of {len(text.text[:20_000])} characters are none", "text")
    source = _XML_DECLARATION.sub("", _CONTROL.sub("", text.text))
    try:
        tree = lxml.html.document_fromstring(
            source.encode("utf-8", "replace"), parser=lxml.html.HTMLParser(encoding="utf-8")
        )
    except (ParserError, XMLSyntaxError) as error:
        return Unreadable("not_html", str(error) or "no element", "an HTML page")
    return Page(tree, text.charset, text.doubt)


def why_no_article(tree: HtmlElement) -> Unreadable:
    """What a page without an article is."""
    expected = "title and body of an article"
    if tree.find(".//frameset") is not None or (tree.find(".//iframe") is not None and not _words(tree)):
        return Unreadable("frames", "a page of frames", expected)
    if _words(tree) < 40 and any(script.text or script.get("src") for script in tree.iter("script")):
        return Unreadable("javascript_only", f"{_words(tree)} words and scripts", expected)
    return Unreadable("no_article", f"{_words(tree)} words, none of them an article's", expected)


def _words(tree: HtmlElement) -> int:
    silent = ("script", "style", "noscript", "title", "option")
    return sum(
        len((e.text or "").split()) * (e.tag not in silent) + len((e.tail or "").split()) for e in tree.iter()
    )
