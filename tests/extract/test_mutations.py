"""Damaged pages: each is an article whose spans hold, or is set aside with its reason. bench/ has ten thousand."""

from __future__ import annotations

import pytest

from khuyenhoc.extract.article import Extraction, extract
from tests.extract.mutations import mutated
from tests.extract.pages import capture, source


@pytest.mark.parametrize("block", range(8))
def test_no_damage_is_an_exception(block: int) -> None:
    for seed in range(block * 40, block * 40 + 40):
        body, url, cms = mutated(seed)
        result = extract(capture(body, url=url, content_type="text/html"), source(cms))
        if isinstance(result, Extraction):
            assert result.article.title
            for observation in result.observations:
                figure = observation.figure
                assert result.article.text[figure.char_start : figure.char_end] == figure.surface, seed
        else:
            assert result.rule, seed
            assert result.expected, seed
