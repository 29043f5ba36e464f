"""Reconciles claims: one row for each metric, statistic, unit, area and year, with how its value was chosen."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from khuyenhoc import tables

#: Claims are of a year when their period is at most this long: a term of five years is no year's figure.
LONGEST_PERIOD_DAYS = 366
#: A figure that words call rounded ("hơn 64 tỉ") fits an exact one this near.
ROUNDED = Decimal("0.1")
#: Two exact figures this near are one, printed with more digits in one place (64,7 tỉ and 64.712.000.000).
DIGITS = Decimal("0.005")

COLUMNS = (
    "observation_id", "article_id", "source_id", "metric", "statistic", "unit", "bound", "value", "area_level",
    "area", "area_code", "area_code_system", "province_code", "province_code_2025", "period_start", "period_end",
)  # fmt: skip


class Key(NamedTuple):
    """What a row of the panel is about. A name may mean two places, before and after 2025-07-01."""

    metric: str
    statistic: str
    unit: str
    area_level: str
    area: str
    area_code_system: str
    province_code: str
    year: int


@dataclass(frozen=True, slots=True)
class Claim:
    """One observation that speaks for a panel row."""

    observation_id: str
    source_id: str
    value: Decimal
    exact: bool
    start: date | None
    end: date
    published_at: datetime | None

    @property
    def days(self) -> int:
        """Length of its period; 0 for a state."""
        return (self.end - self.start).days + 1 if self.start else 0


def of_a_year(observations: pa.Table) -> pa.Table:
    """The observations that say something of one year, in the columns that the panel needs."""
    table = observations.select(list(COLUMNS))
    start, end = table.column("period_start"), table.column("period_end")
    days = pc.subtract(pc.cast(end, pa.int32()), pc.cast(start, pa.int32()))
    short = pc.fill_null(pc.less(days, LONGEST_PERIOD_DAYS), True)
    return table.filter(pc.and_(pc.is_valid(end), short))


def names_of(table: pa.Table) -> Any:
    """What each row of `of_a_year`, or of the panel, is about, as one text: to find the rows of a key in Arrow."""
    year = table.column("year") if "year" in table.column_names else pc.year(table.column("period_end"))
    province = pc.coalesce(table.column("province_code"), table.column("province_code_2025"), "")
    parts = [
        *(table.column(name) for name in ("metric", "statistic", "unit", "area_level", "area")),
        pc.coalesce(table.column("area_code_system"), ""),
        province,
        pc.cast(year, pa.string()),
    ]
    return pc.binary_join_element_wise(*parts, "\x1f")


def key_of(row: Mapping[str, Any]) -> Key:
    return Key(
        row["metric"], row["statistic"], row["unit"], row["area_level"], row["area"],
        row["area_code_system"] or "", row["province_code"] or row["province_code_2025"] or "",
        row["period_end"].year,
    )  # fmt: skip


def panel(
    claims: Iterable[pa.Table], published: Mapping[str, datetime | None], duplicates: Set[str]
) -> list[dict[str, Any]]:
    """The rows of the panel for observations of `of_a_year`, by key.

    published: moment of publication by article. duplicates: articles that repeat another; they claim nothing.
    """
    groups: defaultdict[Key, list[dict[str, Any]]] = defaultdict(list)
    for table in claims:
        for row in table.to_pylist():
            if row["article_id"] not in duplicates:
                groups[key_of(row)].append(row)
    return [_row(key, groups[key], published) for key in sorted(groups)]


def _row(
    key: Key, rows: Sequence[dict[str, Any]], published: Mapping[str, datetime | None]
) -> dict[str, Any]:
    claims = sorted(
        (
            Claim(
                row["observation_id"], row["source_id"], row["value"], row["bound"] == "exact",
                row["period_start"], row["period_end"], published.get(row["article_id"]),
            )
            for row in rows
        ),
        key=lambda claim: claim.observation_id,
    )  # fmt: skip
    chosen, status, how = reconcile(claims)
    values = [claim.value for claim in claims]
    low, high = min(values), max(values)
    largest = max(abs(low), abs(high))
    ids = list(
        dict.fromkeys([*([chosen.observation_id] if chosen else []), *(c.observation_id for c in claims)])
    )
    place = max(rows, key=lambda row: (row["area_code"] is not None, row["observation_id"]))
    return {
        **key._asdict(),
        "area_code_system": key.area_code_system or None,
        **{name: place[name] for name in ("area_code", "province_code", "province_code_2025")},
        "value": chosen.value if chosen else None,
        "status": status,
        "chosen_by": how,
        "claims": len(ids),
        "sources": len({claim.source_id for claim in claims}),
        "value_min": low,
        "value_max": high,
        "spread": float((high - low) / largest) if largest else 0.0,
        "period_start": chosen.start if chosen else None,
        "period_end": chosen.end if chosen else None,
        "observation_ids": ids,
    }


def reconcile(claims: Sequence[Claim]) -> tuple[Claim | None, str, str]:
    """The claim to believe, the status, and how it was chosen in words; no claim when they conflict.

    Each step narrows the claims by a reason; the first that leaves one value ends it.
    """
    if len(claims) == 1:
        return claims[0], "single", "the only claim"
    if chosen := _agreed(claims):
        return chosen, "agreed", "all claims agree"
    left = claims
    for narrow, how in _STEPS:
        left = narrow(left)
        if chosen := _agreed(left):
            return chosen, "chosen", how
    return None, "conflict", "claims of the same period differ: see observation_ids"


def _agreed(claims: Sequence[Claim]) -> Claim | None:
    best = min(claims, key=lambda claim: (not claim.exact, claim.observation_id))
    return best if len({claim.value for claim in claims}) == 1 else None


def _longest_period(claims: Sequence[Claim]) -> list[Claim]:
    """A year's flow over that of its first months."""
    longest = max(claim.days for claim in claims)
    return [claim for claim in claims if claim.days == longest]


def _latest_day(claims: Sequence[Claim]) -> list[Claim]:
    """The state at the end of the year over that of its middle."""
    latest = max(claim.end for claim in claims)
    return [claim for claim in claims if claim.end == latest]


def _latest_word(claims: Sequence[Claim]) -> list[Claim]:
    """What each source said last: a report that corrects an earlier one."""
    last: dict[str, Any] = {}
    for claim in claims:
        at = claim.published_at.timestamp() if claim.published_at else 0.0
        last[claim.source_id] = max(last.get(claim.source_id, 0.0), at)
    return [c for c in claims if (c.published_at.timestamp() if c.published_at else 0.0) == last[c.source_id]]


def _exact_over_rounded(claims: Sequence[Claim]) -> list[Claim]:
    """An exact figure over those that words call rounded, when they fit it."""
    exact = [claim for claim in claims if claim.exact]
    rounded = [claim for claim in claims if not claim.exact]
    fits = exact and all(any(_near(r.value, e.value, ROUNDED) for e in exact) for r in rounded)
    return exact if fits else list(claims)


def _most_digits(claims: Sequence[Claim]) -> list[Claim]:
    """Of figures that differ by rounding alone, the one printed with the most digits."""
    best = max(claims, key=lambda claim: len(claim.value.normalize().as_tuple().digits))
    return [best] if all(_near(claim.value, best.value, DIGITS) for claim in claims) else list(claims)


def _most_sources(claims: Sequence[Claim]) -> list[Claim]:
    """The value that at least two sources give, and more than any other."""
    backing = Counter(value for value, _ in {(claim.value, claim.source_id) for claim in claims})
    ranked = backing.most_common(2)
    if ranked[0][1] >= 2 and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]):
        return [claim for claim in claims if claim.value == ranked[0][0]]
    return list(claims)


def _near(one: Decimal, other: Decimal, tolerance: Decimal) -> bool:
    return abs(one - other) <= tolerance * max(abs(one), abs(other))


_STEPS = (
    (_longest_period, "the longest period in the year"),
    (_latest_day, "the latest day in the year"),
    (_latest_word, "the latest report of each source"),
    (_exact_over_rounded, "an exact figure over rounded ones that fit it"),
    (_most_digits, "the figure with the most digits; the others are it, rounded"),
    (_most_sources, "the value that most sources give"),
)


#: The columns of a key, in the order of the panel's rows.
ORDER = [
    (name, "ascending")
    for name in ("metric", "statistic", "unit", "area_level", "area", "area_code_system", "province_code",
                 "province_code_2025", "year")
]  # fmt: skip


def table_of(rows: Iterable[Mapping[str, Any]], kept: pa.Table | None = None) -> pa.Table:
    """The panel of these rows and of those kept from the release before, in order."""
    made = pa.Table.from_pylist(list(rows), schema=tables.PANEL)
    whole = made if kept is None else pa.concat_tables([kept, made])
    return whole.take(pc.sort_indices(whole, sort_keys=ORDER)).combine_chunks()
