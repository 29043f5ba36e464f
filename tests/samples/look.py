"""How the tests of the sample sites look at a page, and which sites they take."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pytest
import requests
from lxml import html

import samples
from khuyenhoc.models import Source
from khuyenhoc.sources import load_registry

#: The sites that the demo does not have.
REGISTRY = Path(samples.__file__).parent / "registry"


def edition(site: samples.Site, urls: dict[str, str], day: int = 0) -> samples.Edition:
    return samples.Edition(site, urls[site.id], day)


def tree(response: requests.Response, charset: str = "utf-8") -> html.HtmlElement:
    return html.fromstring(response.content.decode(charset))


def shown(page: html.HtmlElement) -> str:
    return unicodedata.normalize("NFC", " ".join("".join(page.itertext()).split()))


def source(site: samples.Site) -> Source:
    """What the registry says of a site: the demo's, else that of the other systems."""
    known = load_registry("samples")
    return known[site.id] if site.id in known else load_registry(str(REGISTRY))[site.id]


def named(sites: Sequence[samples.Site]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("site", sites, ids=lambda site: site.id)


every_site = named(samples.EVERY)
registered = named((*samples.SITES, *samples.OTHERS))
