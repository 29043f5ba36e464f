"""The images of a body and their captions, which stand apart so that their figures are not counted twice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urljoin

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout
from khuyenhoc.crawl.cms.marks import select
from khuyenhoc.extract.lines import Line, letters, text_of
from khuyenhoc.models import Image


def captions_by_looks(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """The lines without those that look like captions: right behind an image, centred or in italics."""
    rest, captions = [], []
    for line in lines:
        styled = line.align == "center" or line.slanted >= 0.9
        if line.after_image and styled and len(line.text) <= 300 and line.kind != "heading":
            captions.append(line.text)
        else:
            rest.append(line)
    return rest, captions


def images(part: HtmlElement, layout: Layout, url: str) -> tuple[tuple[Image, ...], set[str]]:
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
            images.append(Image(_absolute(url, address.strip()), _beside(image, said, part)))
    captions = {letters(text) for text in said.values() if text}
    for element in said:
        element.drop_tree()
    return tuple(images), captions


def _absolute(url: str, address: str) -> str:
    """The address seen from the page; one that is no address stays as it stands there."""
    try:
        return urljoin(url, address)
    except ValueError:
        return address


def _beside(image: HtmlElement, said: Mapping[HtmlElement, str], part: HtmlElement) -> str:
    """The caption in the smallest box around an image that holds one."""
    for box in image.iterancestors("figure", "table", "div", "p"):
        if box is part:
            break
        for element, text in said.items():
            if box in element.iterancestors():
                return text
    return ""


def captioned(images: Sequence[Image], captions: Sequence[str]) -> tuple[Image, ...]:
    """The images, those without a caption given the ones found by their looks, in order."""
    waiting = list(captions)
    return tuple(
        image if image.caption or not waiting else Image(image.url, waiting.pop(0)) for image in images
    )
