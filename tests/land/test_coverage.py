"""Silence is data: each status of a province and day, and what makes it so."""

from __future__ import annotations

from datetime import date

import pytest

from khuyenhoc.land.coverage import Province, coverage
from khuyenhoc.models import Counts

DAY = date(2026, 11, 22)
YENBAI = Province("15", "Yên Bái", "15")

CASES = [
    # how the province's sources ended (None: not asked), status, why
    (["published"], "published", "an article came"),
    (["ok"], "published", "the crawl's own word"),
    (["nothing_new"], "nothing_new", "the site is well and says nothing"),
    (["not_due"], "not_due", "its turn is another day"),
    (["robots"], "robots", "robots.txt asks to be left alone"),
    (["blocked"], "blocked", "the site asks for a proof that we are no robot"),
    (["layout_broken"], "layout_broken", "pages came, articles did not"),
    (["unproven"], "layout_broken", "a first crawl that did not fit the file"),
    (["unreachable"], "unreachable", "no answer"),
    ([None], "not_crawled", "nobody asked"),
    ([], "no_source", "the registry has none"),
    (["unreachable", "published"], "published", "a province has the best of its sources"),
    (["unreachable", "blocked"], "blocked", "of two that failed, the one that explains more"),
]  # fmt: skip


@pytest.mark.parametrize(("ended", "status", "why"), CASES, ids=[case[2] for case in CASES])
def test_statuses(ended: list[str | None], status: str, why: str) -> None:
    counts = {f"s{n}": Counts(f"s{n}", status=how) for n, how in enumerate(ended) if how}
    (row,) = coverage(DAY, [YENBAI], {"15": [f"s{n}" for n in range(len(ended))]}, counts, {"15": 3})
    assert row["status"] == status, why
    assert (row["sources"], row["about"]) == (len(ended), 3)
