"""The look-alike sites: what the reader of a page sees is what comes out of it."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest

import samples
from khuyenhoc.extract.article import Extraction, extract
from khuyenhoc.models import VIETNAM, Cms
from tests.extract.pages import capture, source

SYSTEMS = {
    "yenbai": Cms.SHAREPOINT,
    "congdankhuyenhoc": Cms.VCCORP,
    "quangbinh": Cms.NUKEVIET4,
    "haiduong": Cms.MOJOPORTAL,
    "guong-hanam": Cms.GENERIC,
}


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[i : i + 4]) for i in range(len(words) - 3)}


def f1(found: str, wanted: str) -> float:
    a, b = shingles(found), shingles(wanted)
    return 2 * len(a & b) / (len(a) + len(b))


def read(site: samples.Site, day: int) -> list[tuple[samples.Article, samples.Wanted, Extraction]]:
    edition = samples.Edition(site, "https://example.org", day)
    read = []
    for article in edition.articles:
        page = edition.answer(site.system.address(article))
        fetched_at = datetime.combine(edition.today, datetime.max.time(), UTC) + timedelta(days=1)
        result = extract(
            capture(
                page.body, url=edition.url(article), content_type=page.content_type, fetched_at=fetched_at
            ),
            source(SYSTEMS[site.id]),
        )
        assert isinstance(result, Extraction), result
        read.append((article, samples.wanted_text(site, article), result))
    return read


@pytest.mark.parametrize("site", samples.SITES, ids=lambda site: site.id)
def test_an_article_is_read_as_it_was_written(site: samples.Site) -> None:
    scores = []
    for article, wanted, result in read(site, day=0):
        found = result.article
        scores.append(f1(found.text, wanted.text))
        where = found.url
        assert found.published_at, where
        assert found.published_at.astimezone(VIETNAM).replace(tzinfo=None) == article.published, where
        assert (found.title, found.lead, found.author) == (wanted.title, wanted.lead, article.author), where
        assert tuple(image.caption for image in found.images if image.caption) == wanted.captions, where
        assert found.extracted_by == "vendor", where
        assert (found.injected or "") == wanted.injected, where
        assert found.language == "vi", where
        for observation in result.observations:
            figure = observation.figure
            assert found.text[figure.char_start : figure.char_end] == figure.surface, where
    assert sum(scores) / len(scores) >= 0.985


def test_a_page_of_a_layout_that_nobody_knows_is_read_whole() -> None:
    """The vendor's selectors find nothing: text and day still come out, and the path says how."""
    for article, wanted, result in read(samples.site("quangbinh"), day=1):
        found = result.article
        assert found.extracted_by == "page"
        assert found.title == wanted.title
        assert f1(found.text, wanted.text) >= 0.95
        assert found.published_at
        assert found.published_at.astimezone(VIETNAM).date() == article.published.date()
