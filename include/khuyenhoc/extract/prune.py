"""Take out of a page what its shape gives away as no part of the article, whatever the site calls it.

Lists of other stories with their summaries, readers' comments, boxes that ask for something to be typed, and on
pages that scroll for ever the stories that follow. Their sentences are prose like the article's, with figures of
their own: only that they come in rows, or under another heading, tells them from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import itemgetter
from typing import cast

from lxml.etree import XPath, _ElementUnicodeResult
from lxml.html import HtmlElement

from khuyenhoc.extract.lines import letters, lines_of, text_of

#: So many headlines, or so many comments, in a row are a list.
_STORIES, _COMMENTS = 3, 2
#: Letters of a headline at least, and of a date or a number that may stand before it at most.
_HEADLINE, _BEFORE = 15, 30
#: A box that has no more letters left than this had a heading only.
_HEADING = 60
#: What stands over a list of other stories.
_OTHERS = re.compile(
    r".{0,25}(?:liên quan|khác|thêm|cùng chủ đề|cùng chuyên mục|quan tâm|đọc nhiều|tin mới).{0,25}",
    re.IGNORECASE,
)
#: Letters of a box that asks for something at most.
_ASKING = 300
_ASKS = ("text", "email", "search", "password", "radio", "checkbox")
#: A headline is one of so many lines of its story.
_FIRST = 8
#: Without one of these a text holds no reaction: looked for first, as it is fast.
_REACTING = XPath(
    "descendant::text()[{}]".format(
        " or ".join(
            f"contains(., '{word}')"
            for word in ("rả lời", "hản hồi", "hích", "hia sẻ", "áo xấu", "eply", "ike", "trước")
        )
    )
)
#: What HTML itself calls no part of the text around it.
_APART = ("aside", "footer", "nav")
#: What stands in a comment alone: what others may do with it, or how long ago it was written.
_REACTION = re.compile(
    r"(?:(?:Trả lời|Phản hồi|Thích|Chia sẻ|Báo xấu|Reply|Like)[\s\d·|()]*)+|.{0,40}?\d+ (?:phút|giờ|ngày|tuần) trước\.?",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\d+")
_BLOCKS = ("div", "p", "td", "li", "section", "aside", "form", "fieldset")


def prune(part: HtmlElement, title: HtmlElement | None = None) -> HtmlElement:
    """The part of a page without these; `title` is the element of the article's title in it, never taken out."""
    kept = {title, *title.iterancestors()} if title is not None else set()
    kept.add(part)
    for element in _rows(part):
        before = next(element.itersiblings("*", preceding=True), None)
        if before is not None and _OTHERS.fullmatch(text_of(before)):
            _drop([before], kept)
        _drop([element], kept)
    for field in list(part.iter("input", "textarea")):
        if (field.get("type") or "text").lower() in _ASKS or field.tag == "textarea":
            box = next(field.iterancestors(*_BLOCKS), None)
            if box is not None and part in box.iterancestors() and len(text_of(box)) <= _ASKING:
                _drop([box], kept)
    if title is not None:
        _drop(list(part.iter(*_APART)), kept)
    if title is not None and title.tag == "h1":
        _drop(_later_stories(part, title), kept)
    return part


def _rows(part: HtmlElement) -> list[HtmlElement]:
    """The members of every list of stories or comments, none inside another."""
    found: list[HtmlElement] = []
    waiting = [part]
    reacting = _reacting(part)
    while waiting:
        children = [child for child in waiting.pop() if isinstance(child.tag, str)]
        rows = []
        for row in _alike(children):
            stories = [child for child in row if _is_teaser(child)] if len(row) >= _STORIES else []
            comments = [child for child in row if child in reacting and _is_comment(child)]
            rows += stories if len(stories) >= _STORIES else []
            rows += comments if len(comments) >= _COMMENTS else []
        found += rows
        waiting += [child for child in children if child not in rows]
    return found


def _reacting(part: HtmlElement) -> set[HtmlElement]:
    """The elements that hold a text with one of the words of reactions."""
    found: set[HtmlElement] = set()
    for text in cast("list[_ElementUnicodeResult]", _REACTING(part)):
        element = text.getparent()
        while element is not None and element not in found:
            found.add(element)
            element = element.getparent()
    return found


def _alike(children: Sequence[HtmlElement]) -> Iterable[list[HtmlElement]]:
    """The children that share tag and class with others, a list for each such shape."""

    shapes: dict[tuple[str, str], list[HtmlElement]] = {}
    for child in children if len(children) > 1 else ():
        shapes.setdefault((child.tag, _NUMBER.sub("", child.get("class") or "")), []).append(child)
    return (row for _, row in sorted(shapes.items(), key=itemgetter(0)) if len(row) > 1)


def _is_teaser(child: HtmlElement) -> bool:
    """A headline that is a link to elsewhere, then what that story says."""
    if not any(
        len(text_of(a)) >= _HEADLINE for a in child.iter("a") if not (a.get("href") or "#").startswith("#")
    ):
        return False
    for line in lines_of(child, _FIRST):
        if line.linked >= 0.9:
            return len(line.text) >= _HEADLINE
        if len(line.text) > _BEFORE:
            return False
    return False


def _is_comment(child: HtmlElement) -> bool:
    """Somebody's words with what others may do with them."""
    said = [line.text for line in lines_of(child)]
    return len(said) >= 2 and any(_REACTION.fullmatch(text) for text in said)


def _later_stories(part: HtmlElement, title: HtmlElement) -> list[HtmlElement]:
    """What begins with another headline behind the title, up to its end."""
    around, behind, known = set(title.iterancestors()), False, letters(text_of(title))
    for heading in part.iter("h1"):
        if heading is title:
            behind = True
        elif behind and letters(text_of(heading)) not in ("", known):
            story = heading
            while story.getparent() is not None and story.getparent() not in around:
                story = story.getparent()
            return [story, *story.itersiblings()] if story is heading else [story]
    return []


def _drop(elements: Iterable[HtmlElement], kept: set[HtmlElement]) -> None:
    """Take elements out, each with the boxes around it that then hold no more than a heading."""
    for element in elements:
        box = element
        while box is not None and box not in kept:
            parent = box.getparent()
            if parent is None:
                break
            box.drop_tree()
            box = (
                parent
                if len(letters(text_of(parent))) <= _HEADING and parent.tag not in ("body", "html")
                else None
            )
