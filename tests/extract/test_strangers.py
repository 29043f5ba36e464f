"""Sites that nobody has seen: what a reader of the page reads is what comes out, and nothing of what stands beside."""

from __future__ import annotations

import pytest

from khuyenhoc.extract.article import Extraction, extract
from tests.extract.pages import capture, source
from tests.extract.strangers import SHAPES, Stranger, strangers
from tests.extract.test_samples import f1

#: Shapes that name the author where it can be known for one.
SIGNED = ("font_tables", "word", "long_sidebar", "two_parts", "aspnet", "next_story")


@pytest.mark.parametrize("stranger", list(strangers()), ids=lambda stranger: stranger.name)
def test_a_strangers_page_is_read_as_it_is_seen(stranger: Stranger) -> None:
    result = extract(capture(stranger.html, url=f"https://stranger.example/{stranger.name}"), source())
    assert isinstance(result, Extraction), result
    found = result.article
    assert found.title == stranger.title
    assert f1(found.text, stranger.wanted) >= 0.985, found.text
    if stranger.caption:
        assert {image.caption for image in found.images} - {""} == {stranger.caption}
    if stranger.name.startswith(SIGNED):
        assert found.author == stranger.author


def test_every_line_of_a_table_is_a_row_of_the_text() -> None:
    """In whatever markup, so that a figure has its place and its unit beside it."""
    for stranger in strangers():
        if stranger.name.endswith("-0"):
            result = extract(capture(stranger.html, url="https://stranger.example/a"), source())
            assert isinstance(result, Extraction)
            assert "Chiềng Lao | 1.875 | 268" in result.article.text.split("\n"), stranger.name


def test_the_figures_are_the_storys_in_every_shape() -> None:
    """Beside it stand teasers and comments with figures of their own: one of them counted would be a false number."""
    for story in range(3):
        said = {}
        for stranger in strangers():
            if stranger.name.endswith(f"-{story}"):
                result = extract(capture(stranger.html, url="https://stranger.example/a"), source())
                assert isinstance(result, Extraction)
                said[stranger.name] = {(o.figure.metric, o.figure.value) for o in result.observations}
        assert len(said) == len(SHAPES)
        assert len({frozenset(figures) for figures in said.values()}) == 1, said
