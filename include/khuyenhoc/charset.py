"""Bytes of a page to text, whatever its headers say; legacy Vietnamese encodings named and converted.

The order is by what proves most: a byte-order mark, then text that is UTF-8 without a fault (others hardly ever
are), then what the header or the page declares, then UTF-8 with a few bad bytes, then windows-1258. TCVN3 and
VNI are fonts' encodings: their text is declared as Latin and only its letters betray it (viparse knows them).
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from unicodedata import normalize

DECLARED = re.compile(
    rb"""<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE
)
HEADER = re.compile(r"""charset\s*=\s*["']?\s*([\w:.-]+)""", re.IGNORECASE)
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
#: Codecs that turn bytes into bytes or run code points through a state machine nobody serves pages in.
NEVER = frozenset({"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
MARKUP = re.compile(r"<(script|style)\b.*?</\1\s*>|<[^>]*>|&#?\w{1,8};", re.DOTALL | re.IGNORECASE)
#: Declared where nobody cared, so not believed of text with other letters.
LATIN = frozenset({None, "ascii", "utf-8", "iso8859-1", "cp1252"})
#: The encodings of the fonts that web pages were written in (.VnTime, VNI-Times). Not VISCII and VPS, which
#: viparse knows too: no page of ours is, and they are too like TCVN3 for a verdict on a short text.
FONTS = ("tcvn3", "vni")
UNICODE = re.compile("[\u1ea0-\u1ef9]")
SAMPLE = 20_000


@dataclass(frozen=True, slots=True)
class Text:
    """The text of a page. `legacy` is `tcvn3`, `vni`, … when it was converted; `doubt` says what did not fit."""

    text: str
    charset: str
    legacy: str | None = None
    doubt: str = ""


def text_of(body: bytes, content_type: str | None = None) -> Text:
    r"""The text that the bytes hold; always gives one, and says in `doubt` what it had to guess.

    >>> text_of(b"H\xf4\xf2i Khuy\xea\xecn ho\xf2c", "text/html")
    Text(text='Hội Khuyến học', charset='cp1258', legacy=None, doubt='declared nothing, read as cp1258')
    >>> text_of("Hội Khuyến học".encode(), "text/html; charset=iso-8859-1")
    Text(text='Hội Khuyến học', charset='utf-8', legacy=None, doubt='declared iso-8859-1, is utf-8')
    """
    read = _read(body, _declared(body, content_type))
    legacy = _legacy(read.text)
    if legacy is None:
        return read
    from viparse import fix  # see _legacy

    return Text(fix(read.text, encoding=legacy), read.charset, legacy, f"{legacy} text, converted")


def _declared(body: bytes, content_type: str | None) -> str | None:
    found = HEADER.search(content_type or "")
    name = found[1] if found else None
    if name is None and (meta := DECLARED.search(body[:4096])):
        name = meta[1].decode("ascii", "replace")
    try:
        known = codecs.lookup(name).name if name else None
    except LookupError:
        return None
    return None if known in NEVER else known


def _read(body: bytes, declared: str | None) -> Text:
    for mark, name in MARKS:
        if body.startswith(mark):
            return Text(body.decode(name, "replace"), name.removesuffix("-sig"))
    if _looks_utf16(body):
        name = "utf-16-be" if body.startswith(b"\0") else "utf-16-le"
        return Text(body.decode(name, "replace"), name)
    try:
        text = body.decode("utf-8")
    except UnicodeDecodeError:
        return _not_utf8(body, declared)
    lies = declared not in (None, "utf-8", "ascii") and not text.isascii()
    return Text(text, "utf-8", doubt=f"declared {_plain(declared)}, is utf-8" if lies else "")


def _not_utf8(body: bytes, declared: str | None) -> Text:
    mostly = body.decode("utf-8", "replace")
    bad = mostly.count("\ufffd")
    good = sum(1 for letter in mostly if letter > "\x7f") - bad
    if good > 4 * bad:
        return Text(mostly, "utf-8", doubt=f"{bad} bytes are not utf-8")
    if declared not in LATIN:
        return Text(normalize("NFC", body.decode(str(declared), "replace")), str(declared))
    latin = body.decode("cp1252", "replace")
    if _legacy(latin):
        return Text(latin, "cp1252")  # the fonts' encodings are laid over Latin
    text = normalize("NFC", body.decode("cp1258", "replace"))
    if declared in (None, "utf-8", "ascii") or _vietnamese(text):
        return Text(text, "cp1258", doubt=f"declared {_plain(declared)}, read as cp1258")
    return Text(latin, "cp1252")


def _vietnamese(text: str) -> bool:
    """Whether more than one in fifty letters is of those that only Vietnamese has, with its tone above or below."""
    toned = sum("\u1ea0" <= letter <= "\u1ef9" for letter in text)
    return toned * 50 > sum(letter.isalpha() for letter in text)


def _legacy(text: str) -> str | None:
    """The legacy encoding that the visible text is written in; None for Unicode and for other languages."""
    if text.isascii() or UNICODE.search(text[:SAMPLE]):
        return None
    # imported here: it costs every command half a second, and hardly any page comes to this
    from viparse.normalize.detector import detect_encoding_by_content
    from viparse.normalize.encodings import CHARMAPS

    fonts = {name: CHARMAPS[name] for name in FONTS}
    found: str | None = detect_encoding_by_content(MARKUP.sub(" ", text)[:SAMPLE], fonts).encoding
    return found


def _looks_utf16(body: bytes) -> bool:
    head = body[:2000]
    return len(head) >= 20 and max(head[::2].count(0), head[1::2].count(0)) > len(head) * 0.3


def _plain(declared: str | None) -> str:
    return {"iso8859-1": "iso-8859-1", None: "nothing"}.get(declared, declared or "")
