"""Recognise a system by its marks: what its pages and answers carry that those of others do not."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import cast

import cssselect
from lxml.etree import XPath
from lxml.html import HtmlElement

#: A page that names its system in `<meta name="generator">` is believed, but copies of themes exist.
_NAMED = 0.95
#: What a page can still score for one system when it names another.
_NAMED_OTHERWISE = 0.1
_SYSTEMS = re.compile(
    r"nukeviet|sharepoint|liferay|mojoportal|dotnetnuke|\bdnn\b|php-?nuke|wordpress|joomla|drupal", re.I
)


@cache
def css(selectors: str) -> tuple[XPath, ...]:
    """The selectors of a group ("h2 a, h3 a"), compiled once.

    Translated by cssselect alone: lxml's own class has a Python function behind `:contains()`, whose name is
    lost in memory once another document was searched; a selector that is kept then fails or reads at random.
    """
    translator = cssselect.HTMLTranslator()
    return tuple(XPath(translator.selector_to_xpath(selector)) for selector in cssselect.parse(selectors))


def select(page: HtmlElement, selectors: str) -> list[HtmlElement]:
    """The elements that a group of selectors finds, in the page's order.

    One at a time: libxml2 joins what they find by comparing each with each, minutes on a page of endless links.
    """
    found = [elements for selector in css(selectors) if (elements := selector(page))]
    if len(found) <= 1:
        return cast("list[HtmlElement]", found[0]) if found else []
    members = {element for elements in found for element in cast("list[HtmlElement]", elements)}
    return [element for element in page.iter() if element in members]


@cache
def _which(groups: tuple[str, ...]) -> XPath:
    """Which of the groups of selectors find something on a page: "1" or "0" for each, all asked at once."""
    asked = [" or ".join(f"boolean({one.path})" for one in css(group)) for group in groups]
    return XPath(f"concat({', '.join(f'number({one})' for one in asked)}, '')")


def generators(page: HtmlElement) -> list[str]:
    """What the page's `<meta name="generator">` say; the name is written in any case."""
    return [
        meta.get("content") or ""
        for meta in page.iter("meta")
        if (meta.get("name") or "").lower() == "generator"
    ]


@dataclass(frozen=True, slots=True)
class Marks:
    """The marks of one system.

    generator: a pattern of what its pages say in `<meta name="generator">`.
    page:      selectors of what its pages hold, each with how far it alone convinces, from 0 to 1.
    headers:   patterns of "name: value" of its answers, in the same way.
    """

    page: Mapping[str, float]
    generator: str = r"(?!)"
    headers: Mapping[str, float] = field(default_factory=dict)

    def __call__(self, page: HtmlElement, headers: Sequence[tuple[str, str]]) -> float:
        """How sure the marks found make together: each takes its share of the doubt that is left."""
        doubt = 1.0
        found = cast("str", _which(tuple(self.page))(page)) if self.page else ""
        for one, weight in zip(found, self.page.values(), strict=True):
            if one == "1":
                doubt *= 1 - weight
        lines = [f"{name}: {value}" for name, value in headers]
        for pattern, weight in self.headers.items():
            if any(re.search(pattern, line, re.IGNORECASE) for line in lines):
                doubt *= 1 - weight
        named = [text for text in generators(page) if _SYSTEMS.search(text)]
        if any(re.search(self.generator, text, re.IGNORECASE) for text in named):
            doubt *= 1 - _NAMED
        elif named:
            return min(1 - doubt, _NAMED_OTHERWISE)
        return 1 - doubt
