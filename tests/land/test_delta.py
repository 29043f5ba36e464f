"""Each change from one release to the next has its cause."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from khuyenhoc import tables
from khuyenhoc.land.delta import delta
from khuyenhoc.models import Article, Observation
from tests.records import an_article, an_observation

A = an_article()
EDITED = replace(A, version=2)
READ_ANEW = replace(A, extractor_version="2")
WITHDRAWN = replace(A, withdrawn_at=datetime(2026, 12, 1, tzinfo=UTC))
SAID = an_observation(A)
OTHER = an_observation(A, value=Decimal(1130))

CASES = [
    # article and figures before, after, (change, cause), why
    ((None, []), (A, [SAID]), [("added", "new")], "an article nobody had"),
    ((A, [SAID]), (EDITED, [an_observation(EDITED, value=Decimal(1130))]), [("added", "source_edited"), ("removed", "source_edited")], "the site changed its text"),
    ((A, [SAID]), (READ_ANEW, [OTHER]), [("added", "extractor_changed"), ("removed", "extractor_changed")], "another extractor reads the same text"),
    ((A, []), (A, [SAID]), [("added", "corrected")], "a rule or a person let it pass"),
    ((A, [SAID]), (A, []), [("removed", "corrected")], "a rule or a person objects"),
    ((A, [SAID]), (None, []), [("removed", "corrected")], "its article was set aside"),
    ((A, [SAID]), (WITHDRAWN, [SAID]), [("changed", "withdrawn")], "the site took it off"),
    ((A, [SAID]), (A, [SAID]), [], "nothing changed"),
    ((A, [SAID]), (READ_ANEW, [an_observation(A, confidence=0.5)]), [], "the same figure, less sure"),
]  # fmt: skip


def rows(article: Article | None, said: Sequence[Observation]) -> tuple[pa.Table, pa.Table]:
    articles = [tables.article_row(article)] if article else []
    return (
        pa.Table.from_pylist([tables.observation_row(o) for o in said], schema=tables.OBSERVATIONS),
        pa.Table.from_pylist(articles, schema=tables.ARTICLES),
    )


@pytest.mark.parametrize(("before", "after", "found", "why"), CASES, ids=[case[3] for case in CASES])
def test_causes(
    before: tuple[Article | None, list[Observation]],
    after: tuple[Article | None, list[Observation]],
    found: list[tuple[str, str]],
    why: str,
) -> None:
    (said, article), (says, article_now) = rows(*before), rows(*after)
    changes = delta(said, says, article, article_now)
    told = zip(tables.values(changes, "change"), tables.values(changes, "cause"), strict=True)
    assert sorted(told) == found, why
