"""Claims are reconciled by reasons, never averaged; what cannot be is left open."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from khuyenhoc.land.panel import Claim, reconcile

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
