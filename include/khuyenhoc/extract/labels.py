"""What a page says of its article beside the body: title, lead, author, section, tags."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout
from khuyenhoc.crawl.cms.marks import select
from khuyenhoc.extract.lines import Line, clean, letters, text_of

#: The name of the site behind a title in the page's head.
_SITE_NAME = re.compile(r"\s+[|–—»-]\s+[^|–—»]{2,60}$")


def first_text(page: HtmlElement, selectors: Iterable[str]) -> str:
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


def meta(page: HtmlElement, *names: str) -> str:
    for name in names:
        for meta in page.iter("meta"):
            if (meta.get("property") or meta.get("name") or "").lower() == name and meta.get("content"):
                return clean(meta.get("content") or "")
    return ""


def title_element(page: HtmlElement, layout: Layout) -> HtmlElement | None:
    """The element of the title: the first that a selector finds and the page's head knows too, else the element
    that says what the head says, else the only heading."""
    known = letters(meta(page, "og:title") + (page.findtext(".//title") or ""))
    found = [e for selector in layout.title for e in select(page, selector) if 3 <= len(text_of(e)) <= 300]
    agreed = (e for e in found if letters(text_of(e)) in known)
    element = next(agreed, next(iter(found), None))
    if element is None:
        element = _headed(page)
    if element is None:
        headings = [h1 for h1 in page.iter("h1") if text_of(h1)]
        element = headings[0] if len(headings) == 1 else None
    return element


def _headed(page: HtmlElement) -> HtmlElement | None:
    """The element that says what the page's head calls the page, with or without the site's name behind it or before
    it; no link, where there is another, as a site's name is one."""
    heads = [
        letters(said) for said in (meta(page, "og:title"), clean(page.findtext(".//title") or "")) if said
    ]
    if not heads:
        return None
    best, size = None, (False, 14)
    for element in page.iter("h1", "div", "span", "p", "td", "strong", "b", "a", "h2", "h3", "h4"):
        text = letters(text_of(element)) if len(element) <= 2 else ""
        if len(text) > 14 and any(head.startswith(text) or head.endswith(text) for head in heads):
            plain = element.tag != "a" and next(element.iterancestors("a"), None) is None
            if (plain, len(text)) > size:
                best, size = element, (plain, len(text))
    return best


def title(page: HtmlElement, element: HtmlElement | None) -> str:
    if element is not None:
        return text_of(element)
    head = clean(page.findtext(".//title") or "")
    return meta(page, "og:title") or _SITE_NAME.sub("", head)


def lead(page: HtmlElement, layout: Layout, body: HtmlElement) -> str:
    for selector in layout.lead:
        for element in select(page, selector):
            text = text_of(element)
            if text and body not in element.iterancestors() and element not in body.iterancestors():
                return text
    return described(page, text_of(body))


def is_lead(line: Line, lines: Sequence[Line]) -> bool:
    """A first paragraph all in bold that no other is."""
    return (
        line.bold >= 0.9
        and line.kind == "p"
        and len(line.text) >= 60
        and sum(o.bold >= 0.9 for o in lines) <= len(lines) / 2
    )


def described(page: HtmlElement, body: str) -> str:
    """The page's description where it is a paragraph that readers see outside the body: the lead."""
    said = meta(page, "description", "og:description")
    if len(said) < 40 or letters(said) in letters(body):
        return ""
    wanted = letters(said)
    for element in page.iter("p", "h2", "h3", "div", "strong", "span"):
        if len(element) <= 3 and letters(text_of(element)) == wanted:
            return said
    return ""


def section(page: HtmlElement, layout: Layout) -> str:
    return first_text(page, layout.section) or meta(page, "article:section")


def tags(page: HtmlElement, layout: Layout) -> tuple[str, ...]:
    found = [text_of(e) for selector in layout.tags for e in select(page, selector)]
    return tuple(dict.fromkeys(tag.strip("#, ") for tag in found if 0 < len(tag) <= 60))
