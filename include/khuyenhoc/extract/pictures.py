"""The images of a body and their captions, which stand apart so that their figures are not counted twice."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urljoin

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout
from khuyenhoc.crawl.cms.marks import select
from khuyenhoc.extract.lines import Line, letters, text_of
from khuyenhoc.models import Image

#: A caption that stands in one box with its image is no longer than this.
_LONGEST = 200
_FURNITURE = re.compile(r"[/_-](?:logo|banner|icon|spacer|blank|pixel|loading|qc)\d*[._-]", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:[IVX]+|\d{1,2})[.)/]\s")


def captions_by_looks(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """The lines without those that look like captions: right behind an image, centred or in italics."""
    rest, captions = [], []
    for line in lines:
        styled = (line.align == "center" and not _is_heading(line)) or line.slanted >= 0.9
        if (
            line.after_image
            and styled
            and line.linked < 0.5
            and len(line.text) <= 300
            and line.kind != "heading"
        ):
            captions.append(line.text)
        else:
            rest.append(line)
    return rest, captions


def _is_heading(line: Line) -> bool:
    """In bold and numbered or in capitals: the next section, which only happens to follow a picture."""
    return line.bold >= 0.9 and (line.text.isupper() or bool(_NUMBERED.match(line.text)))


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
    said |= {
        found: text_of(found)
        for found in _boxed(part)
        if not any(a in said for a in (found, *found.iterancestors(), *found.iter()))
    }
    images = []
    for image in part.iter("img", "amp-img"):
        address = image.get("data-original") or image.get("data-src") or image.get("src") or ""
        if address and not address.startswith("data:") and not _is_furniture(image, address):
            images.append(Image(_absolute(url, address.strip()), _beside(image, said, part)))
    captions = {letters(text) for text in said.values() if text}
    for element in said:
        element.drop_tree()
    return tuple(images), captions


def _is_furniture(image: HtmlElement, address: str) -> bool:
    """A logo, a banner, an icon: by its name or its size."""
    sizes = [int(size) for name in ("width", "height") if (size := image.get(name) or "").isdecimal()]
    return bool(_FURNITURE.search(address)) or any(size < 50 for size in sizes)


def _boxed(part: HtmlElement) -> Iterator[HtmlElement]:
    """The one element with text in a box, or the one cell in a table, whose only other content is one image."""
    for image in part.iter("img", "amp-img"):
        if _is_furniture(image, image.get("src") or ""):
            continue
        around = itertools.takewhile(lambda element: element is not part, image.iterancestors())
        box = next((e for e in around if e.tag in ("table", "div", "figure", "p") and text_of(e)), None)
        if box is None:
            continue
        if box.tag == "table":
            spoken, naked = [cell for cell in box.iter("td", "th") if text_of(cell)], ""
        else:
            spoken = [child for child in box if text_of(child)]
            naked = (box.text or "") + "".join(child.tail or "" for child in box)
        alone = sum(1 for _ in box.iter("img", "amp-img")) == 1 and not naked.strip()
        if box.tag != "p" and alone and len(spoken) == 1 and len(text_of(spoken[0])) <= _LONGEST:
            yield spoken[0]


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
