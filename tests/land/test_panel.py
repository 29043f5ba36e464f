"""Claims are reconciled by reasons, never averaged; what cannot be is left open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow as pa
import pytest

from khuyenhoc import tables
from khuyenhoc.land import panel as panels
from khuyenhoc.land.panel import Claim, reconcile
from khuyenhoc.models import Area, AreaLevel, Observation, Period
from tests.records import an_article, an_observation

D = Decimal
YEAR = (date(2025, 1, 1), date(2025, 12, 31))
HALF = (date(2025, 1, 1), date(2025, 6, 30))
END = (None, date(2025, 12, 31))
MIDDLE = (None, date(2025, 6, 30))


def claim(name: str, value: str, when=END, source: str = "a", exact: bool = True, day: int = 1) -> Claim:
    return Claim(name, source, D(value), exact, when[0], when[1], datetime(2026, 1, day, tzinfo=UTC))


CASES = [
    # claims, chosen, status, why
    ([claim("1", "1127")], "1127", "single", "one claim is believed"),
    ([claim("1", "1127"), claim("2", "1127", source="b")], "1127", "agreed", "two that agree"),
    ([claim("1", "900", HALF), claim("2", "1800", YEAR)], "1800", "chosen", "the year over its first half"),
    ([claim("1", "1100", MIDDLE), claim("2", "1127")], "1127", "chosen", "the state at the end over that of the middle"),
    ([claim("1", "1100", day=1), claim("2", "1127", day=9)], "1127", "chosen", "a source's later report corrects its earlier"),
    ([claim("1", "64000000000", exact=False), claim("2", "64712000000", source="b")], "64712000000", "chosen", "exact over 'hơn 64 tỉ'"),
    ([claim("1", "64700000000"), claim("2", "64712000000", source="b")], "64712000000", "chosen", "64,7 tỉ is 64.712.000.000 rounded"),
    ([claim("1", "900"), claim("2", "1127", source="b"), claim("3", "1127", source="c")], "1127", "chosen", "two sources against one"),
    ([claim("1", "900"), claim("2", "1127", source="b")], None, "conflict", "one against one is nobody's guess"),
    ([claim("1", "10", exact=False), claim("2", "1127", source="b")], None, "conflict", "a rounded figure that does not fit"),
    ([claim("1", "0"), claim("2", "5", source="b")], None, "conflict", "zero is a claim"),
]  # fmt: skip


@pytest.mark.parametrize(("claims", "value", "status", "why"), CASES, ids=[case[3] for case in CASES])
def test_reconcile(claims: list[Claim], value: str | None, status: str, why: str) -> None:
    chosen, found, how = reconcile(claims)
    assert (str(chosen.value) if chosen else None, found) == (value, status), how


@pytest.mark.parametrize(("claims", "value", "status", "why"), CASES, ids=[case[3] for case in CASES])
def test_the_order_of_claims_does_not_matter(
    claims: list[Claim], value: str | None, status: str, why: str
) -> None:
    assert reconcile(claims) == reconcile(claims[::-1]), why


A, B = an_article("yenbai"), an_article("hanam")
OLD = Area(AreaLevel.PROVINCE, "Yên Bái", "15", "15", "15", "2024")
NEW = Area(
    AreaLevel.PROVINCE, "Lào Cai", "15", None, "15", "2025"
)  # the code 15 is Lào Cai's since 2025-07-01


def panel_of(*said: Observation, duplicates: frozenset[str] = frozenset()) -> list[dict]:
    rows = [tables.observation_row(observation) for observation in said]
    claims = panels.of_a_year(pa.Table.from_pylist(rows, schema=tables.OBSERVATIONS))
    return panels.table_of(panels.panel([claims], {}, duplicates)).to_pylist()


def test_what_repeats_another_article_is_no_second_claim() -> None:
    said = an_observation(A), an_observation(B)
    (both,) = panel_of(*said)
    assert (both["status"], both["claims"], both["sources"]) == ("agreed", 2, 2)
    (one,) = panel_of(*said, duplicates=frozenset({B.article_id}))
    assert (one["status"], one["claims"], one["sources"]) == ("single", 1, 1)


def test_a_code_that_changed_its_meaning_makes_two_rows() -> None:
    rows = panel_of(an_observation(A, area=OLD), an_observation(A, area=NEW))
    assert [(r["area"], r["area_code_system"], r["area_code"]) for r in rows] == [
        ("Lào Cai", "2025", "15"),
        ("Yên Bái", "2024", "15"),
    ]
    assert {row["province_code_2025"] for row in rows} == {"15"}


def test_a_term_of_five_years_is_no_years_figure() -> None:
    term = Period(date(2020, 1, 1), date(2025, 12, 31), "nhiệm kỳ 2020-2025")
    assert panel_of(an_observation(A, period=term)) == []


def test_a_row_is_found_by_its_name_in_the_claims_and_in_the_panel() -> None:
    said = [tables.observation_row(an_observation(A, area=area)) for area in (OLD, NEW)]
    claims = panels.of_a_year(pa.Table.from_pylist(said, schema=tables.OBSERVATIONS))
    rows = panels.table_of(panels.panel([claims], {}, set()))
    assert sorted(panels.names_of(claims).to_pylist()) == sorted(panels.names_of(rows).to_pylist())
