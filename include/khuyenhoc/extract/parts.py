"""Find the article in a page: title, lead and body as one text, what stands beside it apart.

The vendor's body element goes to trafilatura first, whose verdict tells prose from furniture; the whole page
is the fallback. `extracted_by` says which way it was: `vendor`, `vendor+element` (the element's own lines
where trafilatura kept too few of them) or `page`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any
from urllib.parse import urljoin

import lxml.html
import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document

from khuyenhoc.crawl.cms import Layout, vendor_of
from khuyenhoc.crawl.cms.furniture import NOISE, TAIL
from khuyenhoc.crawl.cms.marks import select
from khuyenhoc.extract.lines import Line, clean, letters, lines_of, text_of
from khuyenhoc.extract.moments import read_moment
from khuyenhoc.models import Cms, Image, Selectors

_SITE_NAME = re.compile(r"\s+[|–—»-]\s+[^|–—»]{2,60}$")
_READ_ON = re.compile(r"(?:Xem|Đọc|Mời)(?: \w+){0,2} thêm|>>|»|Bài liên quan|Tin liên quan", re.IGNORECASE)
_RELATED = re.compile(r"liên quan|khác|xem thêm|đọc thêm|cùng chuyên mục", re.IGNORECASE)
_DATE_WORDS = re.compile(
    r"[\d\W_]|ngày|tháng|năm|giờ|đăng|lúc|xuất bản|cập nhật|thứ|hai|ba|tư|sáu|bảy|chủ nhật|gmt|lượt xem|SA|CH",
    re.IGNORECASE,
)
_OWN_TAIL = (r"Link nội dung\s*:.*", r"Nguồn tin\s*:.*")


@dataclass(frozen=True, slots=True)
class Parts:
    """What was found on a page. `body` holds the lines of the text without title and lead."""

    title: str
    lead: str
    body: tuple[str, ...]
    author: str
    section: str
    tags: tuple[str, ...]
    images: tuple[Image, ...]
    extracted_by: str
    published: tuple[str, ...]  # selectors of the layout that fits
    title_element: HtmlElement | None
    body_element: HtmlElement | None
    links: tuple[str, ...] = ()  # what the links of the body say

    @property
    def text(self) -> str:
        """Title, blank line, lead and body."""
        return "\n".join([self.title, "", *([self.lead] if self.lead else []), *self.body])


def layouts_of(cms: Cms, selectors: Selectors, day: date) -> list[Layout]:
    """The layouts that a page of a source may have, with what the source's file says first."""
    own = {
        name: (said,) if isinstance(said, str) else tuple(said)
        for name, said in (
            ("title", selectors.title), ("lead", selectors.lead), ("published", selectors.date),
            ("author", selectors.author), ("body", selectors.body),
        )
        if said
    }  # fmt: skip
    layouts = []
    for layout in vendor_of(cms).layouts_at(day):
        first: dict[str, Any] = {name: (*said, *getattr(layout, name)) for name, said in own.items()}
        layouts.append(replace(layout, drop=(*layout.drop, *selectors.drop), **first))
    return layouts


def find_parts(page: HtmlElement, layouts: Sequence[Layout], url: str) -> Parts | None:
    """The parts of the article on a page; None when there is no text that could be one."""
    for layout in layouts:
        body = _body(page, layout)
        if body is not None:
            return _from_element(page, layout, body, url)
    return _from_page(page, layouts[0], url)


def _body(page: HtmlElement, layout: Layout) -> HtmlElement | None:
    for selector in layout.body:
        found = max(select(page, selector), key=lambda element: len(text_of(element)), default=None)
        if found is not None and len(text_of(found)) >= 40:
            return found
    return None


def _from_element(page: HtmlElement, layout: Layout, body: HtmlElement, url: str) -> Parts | None:
    part = _without(copy.deepcopy(body), layout.drop)
    title_element = _title_element(page, layout, body)
    title = _title(page, title_element)
    lead = _lead(page, layout, body)
    images, captions = _images(part, layout, url)
    kept = letters(_verdict(part))
    lines = [line for line in lines_of(part) if letters(line.text) and letters(line.text) not in captions]
    lines, later = _captions_by_looks(lines)
    images = _captioned(images, later)
    said = [line for line in _inside(lines, layout) if _is_prose(line, kept)]
    share = sum(len(line.text) for line in said if letters(line.text) in kept) / max(
        1, sum(len(line.text) for line in said)
    )
    author = _first_text(page, layout.author)
    if not lead and said and _is_lead(said[0], said):
        lead = said[0].text
    texts, author = _body_text(said, title, lead, author)
    if not texts and not lead:
        return None
    return Parts(
        title, lead, tuple(texts), author, _section(page, layout), _tags(page, layout), images,
        "vendor" if share >= 0.9 else "vendor+element", layout.published, title_element, body,
        tuple(text for anchor in body.iter("a") if (text := text_of(anchor))),
    )  # fmt: skip


def _from_page(page: HtmlElement, layout: Layout, url: str) -> Parts | None:
    found = _by_trafilatura(page)
    if found is None or found.body is None:
        return None
    title_element = _title_element(page, layout, None)
    title = _title(page, title_element)
    lines = _inside(
        _from_title_on(lines_of(found.body), title),
        replace(layout, noise=(*layout.noise, *NOISE), tail=(*layout.tail, *TAIL)),
    )
    lead = _described(page, " ".join(line.text for line in lines))
    texts, author = _body_text(lines, title, lead, _first_text(page, layout.author))
    if not texts:
        return None
    return Parts(
        title, lead, tuple(texts), author, _section(page, layout), _tags(page, layout), (), "page",
        layout.published, title_element, None,
    )  # fmt: skip


def _from_title_on(lines: Sequence[Line], title: str) -> list[Line]:
    """The lines without what stands above the title, and without a line right below it that only dates it."""
    at = next((i for i, line in enumerate(lines[:8]) if letters(line.text) == letters(title)), -1)
    rest = list(lines[at + 1 :])
    while (
        rest
        and len(rest[0].text) <= 60
        and read_moment(rest[0].text)
        and len(_DATE_WORDS.sub("", rest[0].text)) <= 3
    ):
        rest.pop(0)
    return rest


def _without(element: HtmlElement, selectors: Iterable[str]) -> HtmlElement:
    for selector in selectors:
        for found in select(element, selector):
            if found is not element and found.getparent() is not None:
                found.drop_tree()
    return element


def _verdict(part: HtmlElement) -> str:
    """What trafilatura keeps of a body element, standing alone on a page."""
    page = lxml.html.document_fromstring("<html><body><article></article></body></html>")
    page[0][0].append(copy.deepcopy(part))
    found = _by_trafilatura(page)
    return "" if found is None else found.text or ""


def _by_trafilatura(page: HtmlElement) -> Document | None:
    found = trafilatura.bare_extraction(page, include_comments=False, include_tables=True)
    return found if isinstance(found, Document) else None


def _is_prose(line: Line, kept: str) -> bool:
    """Whether a line of the vendor's body is the article's: no link to another one, kept by trafilatura."""
    if (
        line.linked >= 0.9
        and line.kind != "row"
        and (line.text[-1] not in '.:;!?…”"' or _READ_ON.match(line.text))
    ):
        return False
    return line.linked < 0.5 or letters(line.text) in kept


@cache
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns) or r"(?!)")


def _inside(lines: Sequence[Line], layout: Layout) -> list[Line]:
    """The lines without noise, up to the line with which the article is over.

    Where such a line stands in the middle ("Tin liên quan" as a box between paragraphs), it goes with the
    links under it and the article goes on.
    """
    noise, tail = _any_of(tuple(layout.noise)), _any_of((*layout.tail, *_OWN_TAIL))
    inside: list[Line] = []
    box = False
    for i, line in enumerate(lines):
        if box and (line.linked >= 0.5 or len(line.text) < 60):
            continue
        box = False
        if tail.fullmatch(line.text):
            if not _is_box(line, lines[i + 1 :]):
                break
            box = True
        elif not noise.fullmatch(line.text):
            inside.append(line)
    return inside


def _is_box(line: Line, after: Sequence[Line]) -> bool:
    """Whether a line that ends most articles only opens a box of links here, and prose follows the box."""
    if not _RELATED.search(line.text) or not after or after[0].linked < 0.5:
        return False
    return any(a.linked < 0.5 and len(a.text) >= 80 and a.text[-1] in ".!?…”" for a in after)


def _body_text(lines: Sequence[Line], title: str, lead: str, author: str) -> tuple[list[str], str]:
    """The texts of the lines without repetitions of title and lead, and the byline, taken from their end."""
    texts = [line.text for line in lines]
    while texts and letters(texts[0]) in (letters(title), letters(lead)):
        texts.pop(0)
    seen: set[str] = set()
    unique = []
    for text in texts:
        key = letters(text)
        if len(key) >= 60 and (key in seen or key == letters(lead)):
            continue  # a pull-out, or the lead once more
        seen.add(key)
        unique.append(text)
    last = unique[-1] if unique else ""
    signed = lines and lines[-1].kind == "p" and _is_name(last)
    if len(unique) > 1 and (signed or (author and letters(last) == letters(author))):
        unique.pop()
        author = author or last
    return unique, author


def _is_name(text: str) -> bool:
    """One to five words with capitals and nothing else.

    >>> _is_name("Đỗ Thị Minh Đức"), _is_name("PV - TTXVN"), _is_name("Toàn cảnh hội nghị"), _is_name("Quận 8")
    (True, True, False, False)
    """
    words = [word for word in re.split(r"[\s.,–-]+", text.strip("()")) if word]
    return 0 < len(words) <= 5 and len(text) <= 40 and all(w.isalpha() and w[0].isupper() for w in words)


def _captions_by_looks(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """The lines without those that look like captions: right behind an image, centred or in italics."""
    rest, captions = [], []
    for line in lines:
        styled = line.align == "center" or line.slanted >= 0.9
        if line.after_image and styled and len(line.text) <= 300 and line.kind != "heading":
            captions.append(line.text)
        else:
            rest.append(line)
    return rest, captions


def _images(part: HtmlElement, layout: Layout, url: str) -> tuple[tuple[Image, ...], set[str]]:
    """The images of a body, and the captions that the layout's selectors find, which are taken out of it."""
    said: dict[HtmlElement, str] = {}
    for selector in layout.captions:
        for element in select(part, selector):
            if (
                element is not part
                and element.getparent() is not None
                and not any(a in said for a in element.iterancestors())
            ):
                said[element] = text_of(element)
    images = []
    for image in part.iter("img"):
        address = image.get("data-original") or image.get("data-src") or image.get("src") or ""
        if address and not address.startswith("data:"):
            images.append(Image(urljoin(url, address.strip()), _beside(image, said, part)))
    captions = {letters(text) for text in said.values() if text}
    for element in said:
        element.drop_tree()
    return tuple(images), captions


def _beside(image: HtmlElement, said: Mapping[HtmlElement, str], part: HtmlElement) -> str:
    """The caption in the smallest box around an image that holds one."""
    for box in image.iterancestors("figure", "table", "div", "p"):
        if box is part:
            break
        for element, text in said.items():
            if box in element.iterancestors():
                return text
    return ""


def _captioned(images: Sequence[Image], captions: Sequence[str]) -> tuple[Image, ...]:
    """The images, those without a caption given the ones found by their looks, in order."""
    waiting = list(captions)
    return tuple(
        image if image.caption or not waiting else Image(image.url, waiting.pop(0)) for image in images
    )


def _first_text(page: HtmlElement, selectors: Iterable[str]) -> str:
    for selector in selectors:
        for element in select(page, selector):
            text = re.sub(
                r"^(?:Tác giả|Nguồn|Theo|Người viết)\s*:\s*",
                "",
                text_of(element) or clean(element.get("content") or ""),
            )
            if 0 < len(text) <= 120:
                return text
    return ""


def _meta(page: HtmlElement, *names: str) -> str:
    for name in names:
        for meta in page.iter("meta"):
            if (meta.get("property") or meta.get("name") or "").lower() == name and meta.get("content"):
                return clean(meta.get("content") or "")
    return ""


def _title_element(page: HtmlElement, layout: Layout, body: HtmlElement | None) -> HtmlElement | None:
    """The element of the title: the first that a selector finds and the page's head knows too."""
    known = letters(_meta(page, "og:title") + (page.findtext(".//title") or ""))
    found = [e for selector in layout.title for e in select(page, selector) if 3 <= len(text_of(e)) <= 300]
    agreed = (e for e in found if letters(text_of(e)) in known)
    element = next(agreed, next(iter(found), None))
    return _headed(page) if element is None else element


def _headed(page: HtmlElement) -> HtmlElement | None:
    """The element that says what the page's head calls the page, with or without the site's name behind."""
    heads = [
        letters(said) for said in (_meta(page, "og:title"), clean(page.findtext(".//title") or "")) if said
    ]
    best, size = None, 14
    for element in page.iter("div", "span", "p", "td", "strong", "b", "a", "h2", "h3", "h4"):
        text = letters(text_of(element)) if len(element) <= 2 else ""
        if len(text) > size and any(head.startswith(text) for head in heads):
            best, size = element, len(text)
    return best


def _title(page: HtmlElement, element: HtmlElement | None) -> str:
    if element is not None:
        return text_of(element)
    head = clean(page.findtext(".//title") or "")
    return _meta(page, "og:title") or _SITE_NAME.sub("", head)


def _lead(page: HtmlElement, layout: Layout, body: HtmlElement) -> str:
    for selector in layout.lead:
        for element in select(page, selector):
            text = text_of(element)
            if text and body not in element.iterancestors() and element not in body.iterancestors():
                return text
    return _described(page, text_of(body))


def _is_lead(line: Line, lines: Sequence[Line]) -> bool:
    """A first paragraph all in bold that no other is."""
    return (
        line.bold >= 0.9
        and line.kind == "p"
        and len(line.text) >= 60
        and sum(o.bold >= 0.9 for o in lines) <= len(lines) / 2
    )


def _described(page: HtmlElement, body: str) -> str:
    """The page's description where it is a paragraph that readers see outside the body: the lead."""
    said = _meta(page, "description", "og:description")
    if len(said) < 40 or letters(said) in letters(body):
        return ""
    wanted = letters(said)
    for element in page.iter("p", "h2", "h3", "div", "strong", "span"):
        if len(element) <= 3 and letters(text_of(element)) == wanted:
            return said
    return ""


def _section(page: HtmlElement, layout: Layout) -> str:
    return _first_text(page, layout.section) or _meta(page, "article:section")


def _tags(page: HtmlElement, layout: Layout) -> tuple[str, ...]:
    found = [text_of(e) for selector in layout.tags for e in select(page, selector)]
    return tuple(dict.fromkeys(tag.strip("#, ") for tag in found if 0 < len(tag) <= 60))
