"""The pages in each system's shape that the tests of the adapters read: `pages/<system>/`, written for them."""

from __future__ import annotations

from pathlib import Path

from lxml.html import HtmlElement, HTMLParser, document_fromstring

from khuyenhoc.models import Cms

PAGES = Path(__file__).parent / "pages"


def page(name: str) -> HtmlElement:
    """A page by its system and name: `phpnuke/saved.html`."""
    return document_fromstring((PAGES / name).read_bytes(), parser=HTMLParser(encoding="utf-8"))


def cms_of(name: str) -> Cms:
    return Cms(name.partition("/")[0])
