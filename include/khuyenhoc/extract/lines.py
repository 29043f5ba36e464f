"""Lay an element of a page out as lines of text, in the page's order: a paragraph, an item, a table's row each."""

from __future__ import annotations

import re
import sys
import unicodedata
from dataclasses import dataclass, replace

from lxml.html import HtmlElement

#: HTML's blocks, and the names that trafilatura gives them.
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "body",
        "list",
        "item",
        "head",
        "quote",
        "row",
        "cell",
    ]
)
_SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "svg",
        "button",
        "select",
        "textarea",
        "input",
        "head_",
        "amp-ad",
        "amp-iframe",
        "amp-sidebar",
        "title",
    ]
)
_BREAKS = frozenset(("br", "lb"))
_ROWS, _CELLS = ("tr", "row"), ("td", "th", "cell")
_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad\x00-\x08\x0b-\x1f]")
_NO_LETTER = re.compile(r"[\W_]+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_ALIGNED = frozenset(("p", "div", "td", "th", "tr", "tbody", "h1", "h2", "h3", "h4", "h5", "h6"))
_LOOKING = frozenset(("a", "ref", "em", "i", "strong", "b", "center"))
_ALIGN = re.compile(r"text-align\s*:\s*(center|right)", re.IGNORECASE)


def clean(text: str) -> str:
    """NFC, one space for any run of white space, nothing invisible.

    >>> clean(" Hội\\u00a0Khuye\\u0302\\u0301n\\u200b \\n học ")
    'Hội Khuyến học'
    """
    if text.isspace():  # as most texts between two elements are
        return ""
    return " ".join(unicodedata.normalize("NFC", _INVISIBLE.sub("", text)).split())


def text_of(element: HtmlElement) -> str:
    """All that an element says, cleaned; nothing for a comment, which lxml gives among the elements."""
    return clean(" ".join(element.itertext())) if isinstance(element.tag, str) else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line, with what its looks say of it: where it stands, how much of it is link, what came before."""

    text: str
    linked: float = 0.0  # share of its letters inside links
    slanted: float = 0.0  # share in italics
    bold: float = 0.0  # share in bold
    align: str = ""  # center, right
    kind: str = "p"  # p, heading, item, row, quote
    after_image: bool = False  # nothing but an image stands between it and the line before


def counterpart(element: HtmlElement, region: HtmlElement, copied: HtmlElement) -> HtmlElement:
    """The element of a copied region that stands where an element of the region does."""
    way = []
    while element is not region:
        parent = element.getparent()
        way.append(parent.index(element))
        element = parent
    for place in reversed(way):
        copied = copied[place]
    return copied


def is_hidden(element: HtmlElement) -> bool:
    """Whether a reader of the page does not see it."""
    style = element.get("style")
    return element.get("hidden") is not None or (style is not None and bool(_HIDDEN.search(style)))


def lines_of(element: HtmlElement, first: int = sys.maxsize) -> list[Line]:
    """The lines of an element, or its first ones; a hard break inside a sentence is healed."""
    walk = _Walk(first)
    walk.visit(element, _Looks())
    walk.flush()
    return walk.lines[:first]


@dataclass(frozen=True, slots=True)
class _Looks:
    """What holds for all text inside an element."""

    align: str = ""
    linked: bool = False
    slanted: bool = False
    bold: bool = False

    def inside(self, element: HtmlElement) -> _Looks:
        tag, style, rend = element.tag, element.get("style") or "", element.get("rend")
        # On a table or an image the attribute says where that stands, not its text.
        said = element.get("align") if tag in _ALIGNED else None
        if not (style or rend or said or tag in _LOOKING):
            return self
        align = _ALIGN.search(style)
        if tag == "center":
            said = tag
        return _Looks(
            (align[1] if align else said or self.align).lower(),
            self.linked or tag in ("a", "ref"),
            self.slanted or tag in ("em", "i") or rend == "#i" or "italic" in style,
            self.bold or tag in ("strong", "b") or rend == "#b" or "bold" in style,
        )


class _Walk:
    """Goes through an element in its order and lets a line out wherever a block begins or ends."""

    def __init__(self, first: int) -> None:
        self._first = first
        self.lines: list[Line] = []
        self._parts: list[tuple[str, _Looks]] = []
        self._kind = "p"
        self._image = False
        self._broken = False  # the last line ended in a hard break

    def say(self, text: str | None, looks: _Looks) -> None:
        if text:
            self._parts.append((text, looks))

    def flush(self, *, hard_break: bool = False) -> None:
        text = clean("".join(part for part, _ in self._parts)) if self._parts else ""
        if text:
            line = self._line(text)
            if self._broken and self.lines and _goes_on(self.lines[-1], line):
                last = self.lines.pop()
                line = replace(
                    line,
                    text=f"{last.text} {text}",
                    linked=min(last.linked, line.linked),
                    slanted=min(last.slanted, line.slanted),
                    bold=min(last.bold, line.bold),
                    after_image=last.after_image,
                )
            self.lines.append(line)
            self._image = False
        self._broken = hard_break and bool(text or self._broken)
        self._parts = []

    def _line(self, text: str) -> Line:
        if len(self._parts) == 1:  # as most are: all of it looks alike
            looks = self._parts[0][1]
            shares = (float(looks.linked), float(looks.slanted), float(looks.bold))
            return Line(text, *shares, looks.align, self._kind, self._image)
        said = [(len(clean(part)), looks) for part, looks in self._parts]
        total = max(1, sum(length for length, _ in said))
        return Line(
            text,
            linked=round(sum(n for n, looks in said if looks.linked) / total, 2),
            slanted=round(sum(n for n, looks in said if looks.slanted) / total, 2),
            bold=round(sum(n for n, looks in said if looks.bold) / total, 2),
            align=next((looks.align for n, looks in said if n), ""),
            kind=self._kind,
            after_image=self._image,
        )

    def visit(self, element: HtmlElement, around: _Looks) -> None:
        tag = element.tag
        if not isinstance(tag, str) or tag in _SILENT or is_hidden(element):
            return
        if len(self.lines) > self._first:  # one more than asked for: the last may still be healed
            return
        if tag in ("img", "graphic", "amp-img"):
            self._image = self._image or not "".join(part for part, _ in self._parts).strip()
            return
        if tag in _BREAKS:
            self.flush(hard_break=True)
            return
        if tag == "table" and (rows := _rows(element)):
            self._table(rows)
            return
        looks, kind = around.inside(element), self._kind
        if tag in _BLOCKS:
            self.flush()
            self._kind = _kind(tag, kind)
        self.say(element.text, looks)
        for child in element:
            self.visit(child, looks)
            self.say(child.tail, looks)
        if tag in _BLOCKS:
            self.flush()
            self._kind = kind

    def _table(self, rows: list[list[HtmlElement]]) -> None:
        self.flush()
        kind, self._kind = self._kind, "row"
        for row in rows:
            said = " | ".join(text for cell in row if (text := text_of(cell)))
            self.say(said, _Looks(linked=all(_all_link(cell) for cell in row)))
            self.flush()
        self._kind = kind


def _kind(tag: str, inside: str) -> str:
    if tag in ("h1", "h2", "h3", "h4", "h5", "h6", "head"):
        return "heading"
    if tag in ("li", "item", "dd", "dt"):
        return "item"
    if tag in ("blockquote", "quote"):
        return "quote"
    return inside if inside in ("item", "quote") and tag in ("p", "div") else "p"


def _goes_on(before: Line, line: Line) -> bool:
    """A hard break stands inside a sentence: nothing ends before it, a small letter follows."""
    return line.text[0].islower() and before.kind == line.kind and before.text[-1] not in ".:;!?…"


def _rows(table: HtmlElement) -> list[list[HtmlElement]] | None:
    """The rows of a table of data; None for a table that only lays out the page or holds an image."""
    if next(table.iter("img", "graphic"), None) is not None or sum(1 for _ in table.iter("table")) > 1:
        return None
    rows = [[c for c in row if c.tag in _CELLS and not is_hidden(c)] for row in table.iter(*_ROWS)]
    rows = [row for row in rows if row]
    if len(rows) < 2 or sum(len(row) >= 2 for row in rows) < len(rows) / 2:
        return None
    if any(len(text_of(cell)) > 400 for row in rows for cell in row):
        return None
    return rows


def _all_link(cell: HtmlElement) -> bool:
    anchors = " ".join(text_of(a) for a in cell.iter("a", "ref"))
    return bool(anchors) and len(anchors) >= 0.8 * len(text_of(cell))


def letters(text: str) -> str:
    """Only the letters and digits, in lower case: what two spellings of a line share.

    >>> letters("Ảnh: Đình Mạnh.")
    'ảnhđìnhmạnh'
    """
    return _NO_LETTER.sub("", text).lower()
