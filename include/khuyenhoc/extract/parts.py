"""Find the article in a page: title, lead and body as one text, what stands beside it apart.

The vendor's body element goes to trafilatura first, whose verdict tells prose from furniture; the whole page
is the fallback. `extracted_by` says which way it was: `vendor`, `vendor+element` (the element's own lines
where trafilatura kept too few of them) or `page`.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

import lxml.html
import trafilatura
from lxml.html import HtmlElement
from trafilatura.settings import Document

from khuyenhoc.crawl.cms import Layout, vendor_of
from khuyenhoc.crawl.cms.furniture import NOISE, TAIL
from khuyenhoc.crawl.cms.marks import select
from khuyenhoc.extract import labels, pictures
from khuyenhoc.extract.bylines import dateline, signature
from khuyenhoc.extract.lines import Line, counterpart, letters, lines_of, text_of
from khuyenhoc.extract.moments import read_moment
from khuyenhoc.extract.prune import prune
from khuyenhoc.models import Cms, Image, Selectors

_READ_ON = re.compile(r"(?:Xem|Đọc|Mời)(?: \w+){0,2} thêm|>>|»|Bài liên quan|Tin liên quan", re.IGNORECASE)
_RELATED = re.compile(r"liên quan|khác|xem thêm|đọc thêm|đọc tiếp|cùng ch|đã đăng", re.IGNORECASE)
_PAGE_NOISE = (
    r"Trang (?:nhất|chủ)|Quay lại|Về trang trước",
    r"(?:Ngày đăng|Cập nhật|Đăng lúc|Ngày xuất bản)\b.{0,70}",
    r"(?:Tác giả|Nguồn)(?: bài viết)?\s*:.{0,60}",
)
_PAGE_TAIL = (
    r"Thăm dò ý kiến|Bình chọn",
    r"(?:Cơ quan chủ quản|Người chịu trách nhiệm|Điện thoại|Địa chỉ)\s*:.*",
    r"(?:Số )?[Ll]ượt truy cập\b.*|Giấy phép(?: số)?\b.{0,80}|Bản quyền\b.*|© ?.*|Trụ sở\s*:.*|TRANG THÔNG TIN ĐIỆN TỬ .*",
    r"Mời (?:độc giả|bạn đọc|quý vị) đọc thêm.*",
)
_OWN_NOISE = (
    r"Chia sẻ(?: (?:lên|qua|bài viết))?\s*:?|Facebook|Zalo|Twitter|Messenger|Google\+|Chia sẻ Facebook|Copy link",
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
    alive = list(page.iter())  # noqa: F841 -- lxml makes an element anew whenever nobody holds it
    for layout in layouts:
        body = _body(page, layout)
        if body is not None:
            return _from_element(page, layout, body, url)
    return _from_page(page, layouts[-1], url)


def _body(page: HtmlElement, layout: Layout) -> HtmlElement | None:
    for selector in layout.body:
        found = max(select(page, selector), key=lambda element: len(text_of(element)), default=None)
        if found is not None and len(text_of(found)) >= 40:
            return found
    return None


def _from_element(page: HtmlElement, layout: Layout, body: HtmlElement, url: str) -> Parts | None:
    """The parts of a page whose body element is known."""
    part = prune(_without(copy.deepcopy(body), layout.drop))
    lines, images = _lines_and_images(part, layout, url)
    kept = letters(_verdict(part))
    said = [line for line in _inside(lines, layout) if _is_prose(line, kept)]
    length = max(1, sum(len(line.text) for line in said))
    share = sum(len(line.text) for line in said if letters(line.text) in kept) / length
    path = "vendor" if share >= 0.9 else "vendor+element"
    title_element, lead = labels.title_element(page, layout), labels.lead(page, layout, body)
    return _parts(page, layout, title_element, body, said, images, lead, path)


def _from_page(page: HtmlElement, layout: Layout, url: str) -> Parts | None:
    """The parts of a page of no known layout: trafilatura finds the text, and the text its element.

    Of the element our own lines are read, which keep what trafilatura drops between paragraphs that it keeps.
    """
    title_element = labels.title_element(page, layout)
    title = labels.title(page, title_element)
    pruned = copy.deepcopy(page)
    heading = None if title_element is None else counterpart(title_element, page, pruned)
    found = _by_trafilatura(prune(pruned, heading))
    if found is None or found.body is None:
        return None
    layout = replace(
        layout, noise=(*layout.noise, *NOISE, *_PAGE_NOISE), tail=(*layout.tail, *TAIL, *_PAGE_TAIL)
    )
    lines = lines_of(found.body)
    images: tuple[Image, ...] = ()
    element, between = _around(pruned, lines), []
    if element is not None:
        between = _between(heading, element)
        lines, images = _lines_and_images(_without(copy.deepcopy(element), layout.drop), layout, url)
    lines, author = _from_title_on(lines, title)
    said = [line for line in _inside([*between, *lines], layout) if line.linked < 0.5]
    lead = between[0].text if between else labels.described(pruned, " ".join(line.text for line in said))
    return _parts(page, layout, title_element, None, said, images, lead, "page", author)


def _between(title: HtmlElement | None, body: HtmlElement) -> list[Line]:
    """The sentences that stand between a title and the element of its body: a lead in a box of its own."""
    if title is None or body in title.iterancestors():
        return []
    around = set(title.iterancestors())
    box = next(element for element in body.iterancestors() if element in around)
    lines, first = lines_of(box), next(iter(lines_of(body)), None)
    start = next((n for n, line in enumerate(lines) if line.text == text_of(title)), len(lines))
    end = next((n for n, line in enumerate(lines) if first and line.text == first.text), 0)
    return [
        line
        for line in lines[start + 1 : end]
        if len(line.text) >= 60
        and line.linked < 0.5
        and line.text[-1] in '.!?…”"'
        and read_moment(line.text[:40]) is None
    ]


def _parts(
    page: HtmlElement, layout: Layout, title_element: HtmlElement | None, body: HtmlElement | None,
    said: list[Line], images: tuple[Image, ...], lead: str, path: str, author: str = "",
) -> Parts | None:  # fmt: skip
    title = labels.title(page, title_element)
    if not lead and said and labels.is_lead(said[0], said):
        lead = said[0].text
    texts, author = _body_text(said, title, lead, labels.first_text(page, layout.author) or author)
    if not texts and not (lead and body is not None):
        return None
    return Parts(
        title=title,
        lead=lead,
        body=tuple(texts),
        author=author,
        section=labels.section(page, layout),
        tags=labels.tags(page, layout),
        images=images,
        extracted_by=path,
        published=layout.published,
        title_element=title_element,
        body_element=body,
        links=() if body is None else tuple(text for a in body.iter("a") if (text := text_of(a))),
    )


def _lines_and_images(part: HtmlElement, layout: Layout, url: str) -> tuple[list[Line], tuple[Image, ...]]:
    """The lines of a body without its captions, and its images with them."""
    images, captions = pictures.images(part, layout, url)
    lines = [line for line in lines_of(part) if letters(line.text) and letters(line.text) not in captions]
    lines, later = pictures.captions_by_looks(lines)
    return lines, pictures.captioned(images, later)


def _around(page: HtmlElement, lines: Sequence[Line]) -> HtmlElement | None:
    """The smallest element that holds nearly all of these lines, and not much more."""
    said = [text for line in lines if len(text := letters(line.text)) >= 20]
    # In pieces: trafilatura may have joined what a picture or a table stands between.
    wanted = [text[at : at + 20] for text in said for at in range(0, len(text) - 19, 20)]
    total = sum(map(len, said))
    best, size = None, 2 * total + 400
    for element in page.iter("article", "main", "section", "div", "td", "center", "form", "body"):
        text = letters(text_of(element))
        if 0.9 * total <= len(text) < size and sum(w in text for w in wanted) >= 0.9 * len(wanted):
            best, size = element, len(text) + 1
    return best


def _from_title_on(lines: Sequence[Line], title: str) -> tuple[list[Line], str]:
    """The lines without what stands above the title, and without lines below it that only date or sign it;
    and the name that it is signed with."""
    at = next((i for i, line in enumerate(lines) if letters(line.text) == letters(title)), -1)
    lengths = [len(line.text) if line.linked < 0.5 else 0 for line in lines]
    if sum(lengths[at + 1 :]) < 0.3 * sum(lengths):
        at = -1  # that was the title's repetition at the end
    rest = list(lines[at + 1 :])
    author = ""
    for line in rest[:4]:  # under the title, or under the lead
        if (signed := dateline(line.text)) is not None:
            author = author or signed
            rest.remove(line)
    if len(rest) > 1 and (name := signature(rest[0].text)) and dateline(rest[1].text) is not None:
        return _from_title_on(rest[1:], "")[0], author or name
    return rest, author


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
    links under it and the article goes on; right at the beginning it ends nothing.
    """
    noise, tail = _any_of((*layout.noise, *_OWN_NOISE)), _any_of((*layout.tail, *_OWN_TAIL))
    inside: list[Line] = []
    box = False
    total = sum(len(line.text) for line in lines if line.linked < 0.5)
    for i, line in enumerate(lines):
        if box and (line.linked >= 0.5 or len(line.text) < 60):
            continue
        box = False
        if tail.fullmatch(line.text):
            if _is_box(line, lines[i + 1 :]):
                box = True
            elif sum(len(before.text) for before in inside) >= 0.15 * total:
                break
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
    unique: list[str] = []
    for text in texts:
        key = letters(text)
        if len(key) >= 60 and (key in seen or key == letters(lead)):
            earlier = next((i for i, other in enumerate(unique) if letters(other) == key), None)
            if earlier is not None and unique[earlier][0] in '“"' and text[0] not in '“"':
                unique[earlier : earlier + 1] = []  # the pull-out came first
                unique.append(text)
            continue  # a pull-out, or the lead once more
        seen.add(key)
        unique.append(text)
    last = unique[-1] if unique else ""
    name = signature(last) if lines and lines[-1].kind == "p" else None
    if len(unique) > 1 and (name or (author and letters(last) == letters(author))):
        unique.pop()
        author = author or name or last
    return unique, author
