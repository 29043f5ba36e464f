"""Say each observation once: figures of the title are told again in the body, leads are printed twice."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from khuyenhoc.extract.figures.quantities import Quantity
from khuyenhoc.extract.figures.trusting import confidence
from khuyenhoc.models import Area, Bound, Figure, Statistic, Unit

#: A title rounds by no more than this.
_ROUNDS = Decimal("0.12")
#: A count that is not round and no smaller than this is not reached twice by chance.
_TELLING = 50
_Key = tuple[str, Decimal, Unit, Area]


def once(figures: Sequence[Figure], untold: Sequence[Quantity], text: str, title_end: int) -> list[Figure]:
    """The figures in order, each said once (rule 2, reading 20).

    A figure of the title that the body repeats is the body's; one that rounds it takes its place and time.
    `untold` are the title's quantities that no rule could read: one of them may round a figure of the body.
    """
    body = [f for f in figures if f.char_start >= title_end]
    kept = [
        f for f in map(_of_title(body), (f for f in figures if f.char_start < title_end)) if f is not None
    ]
    kept += [f for f in (_rounded(q, body, text) for q in untold if q.start < title_end) if f is not None]
    said: dict[_Key, list[Figure]] = {}
    for f in kept:
        said.setdefault(_key(f), []).append(f)
    for f in body:
        before = said.setdefault(_key(f), [])
        if not any(_same(f, g) for g in before[-8:]):
            before.append(f)
            kept.append(f)
    return sorted(kept, key=lambda f: f.char_start)


def _key(f: Figure) -> _Key:
    return f.metric, f.value, f.unit, f.area


def _of_title(body: list[Figure]) -> Callable[[Figure], Figure | None]:
    def told(f: Figure) -> Figure | None:
        if any(_again(f, b) for b in body):
            return None
        near = [b for b in body if b.unit == f.unit and abs(b.value - f.value) <= abs(f.value) * _ROUNDS]
        same = [b for b in near if b.metric == f.metric and b.statistic == f.statistic] or (
            near if f.bound is not Bound.EXACT else []
        )
        if same:
            b = min(same, key=lambda b: abs(b.value - f.value))
            return replace(f, metric=b.metric, statistic=b.statistic, area=b.area, period=b.period)
        levels = [b for b in body if b.metric == f.metric and b.statistic is Statistic.TOTAL and b.period.end]
        if f.statistic is Statistic.CHANGE and levels:
            return replace(
                f, area=levels[0].area, period=max(levels, key=lambda b: b.period.end or date.min).period
            )
        return f

    return told


def _again(f: Figure, b: Figure) -> bool:
    """Does the body tell a title's figure again? "Trao 300 suất học bổng" above "cho 300 học sinh" are two (reading 12)."""
    return b.value == f.value and b.unit == f.unit and (b.metric == f.metric or b.unit is not Unit.COUNT)


def _rounded(q: Quantity, body: list[Figure], text: str) -> Figure | None:
    """The figure of the body that an unread quantity of the title rounds, told as the title does."""
    if q.bound == "exact" or q.value < _TELLING:
        return None
    near = [
        b
        for b in body
        if b.unit == q.unit
        and b.statistic is not Statistic.PER_CAPITA
        and 0 < abs(b.value - q.value) <= abs(q.value) * _ROUNDS / 2
    ]
    if not near:
        return None
    b = min(near, key=lambda b: abs(b.value - q.value))
    return replace(
        b, value=q.value, value_max=q.maximum, denominator=q.denominator, bound=Bound(q.bound),
        char_start=q.start, char_end=q.end, surface=text[q.start : q.end], rule="title.rounds", confidence=confidence("title.rounds"),
    )  # fmt: skip


def _same(f: Figure, g: Figure) -> bool:
    if f.statistic == g.statistic and (f.period.start, f.period.end) == (g.period.start, g.period.end):
        return True
    again = f.unit is Unit.COUNT and f.value >= _TELLING and f.value % 10 != 0
    return again and g.char_end < f.char_start and f.statistic in (g.statistic, Statistic.TOTAL)
