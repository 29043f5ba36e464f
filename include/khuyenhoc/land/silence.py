"""Is a source silent, or is it only Sunday? A model of each source's arrivals, and the odds of a false alarm.

A source publishes at a rate of its own that depends on the day of the week and falls at Tết. Articles come in
bursts (a conference gives three), so the days are overdispersed: a gap is judged by a negative binomial, whose
chance of nothing in a span with `expected` articles is (1 + expected / burst) ** -burst.
"""

from __future__ import annotations

import csv
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources

#: An alarm is raised when the odds that the source is in order are smaller than this, for one gap.
FALSE_ALARM = 1 / 1000
#: Days around the first day of the lunar year, both inclusive, when offices are closed or nearly so.
TET_BEFORE, TET_AFTER, TET_RATE = 4, 6, 0.1
#: How much the file's cadence weighs against what was seen: as much as so many weeks.
PRIOR_WEEKS = 4
#: What is learnt from: older habits may be another webmaster's.
MEMORY = timedelta(days=400)
#: The share of a week that a weekday has before anything is seen, and its weight in articles.
PRIOR_WEEK, PRIOR_ARTICLES = (1.2, 1.2, 1.2, 1.2, 1.2, 0.6, 0.4), 14


@dataclass(frozen=True)
class Silence:
    """How long nothing was published and what that means.

    `expected` articles would have come in that time; `odds` is the chance that a source in order gives none,
    so of a thousand alarms at odds 0.001 one is false.
    """

    since: date
    days: int
    expected: float
    odds: float

    @property
    def alarm(self) -> bool:
        return self.odds < FALSE_ALARM

    def __str__(self) -> str:
        said = f"nothing since {self.since}: {self.days} days in which {self.expected:.1f} articles were to be expected"
        return f"{said}; odds that this is chance 1 to {1 / self.odds:,.0f}" if self.odds < 0.5 else said


@cache
def tet_days() -> frozenset[date]:
    """The days around each Tết of the table.

    >>> date(2026, 2, 17) in tet_days(), date(2026, 3, 17) in tet_days()
    (True, False)
    """
    text = resources.files(__package__).joinpath("tet.tsv").read_text(encoding="utf-8")
    first = [
        date.fromisoformat(row["first_day"]) for row in csv.DictReader(text.splitlines(), delimiter="\t")
    ]
    span = range(-TET_BEFORE, TET_AFTER + 1)
    return frozenset(day + timedelta(days=n) for day in first for n in span)


@dataclass(frozen=True)
class Arrivals:
    """What was learnt of a source: articles a day by weekday, and how bursty they come (small is bursty)."""

    by_weekday: tuple[float, ...]
    burst: float

    def expected(self, after: date, until: date) -> float:
        """Articles to be expected from the day after one to another, inclusive."""
        days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
        return sum(self.rate(day) for day in days)

    def rate(self, day: date) -> float:
        return self.by_weekday[day.weekday()] * (TET_RATE if day in tet_days() else 1.0)

    def odds_of_none(self, expected: float) -> float:
        return math.pow(1 + expected / self.burst, -self.burst)


def learn(published: Sequence[date], today: date, cadence: float) -> Arrivals:
    """A source's arrivals from the days of its articles; `cadence` is what its file expects, articles a week.

    With few articles the file speaks, with many the past. Only days up to the last article count, and those of
    the `MEMORY` before it: the silence that is to be judged must not teach that silence is usual.
    """
    past = sorted(day for day in published if day <= today)
    days = [day for day in past if past[-1] - MEMORY <= day]
    weeks = (days[-1] - days[0]).days / 7 if days else 0.0
    weekly = (max(0, len(days) - 1) + cadence * PRIOR_WEEKS) / (weeks + PRIOR_WEEKS)
    seen = Counter(day.weekday() for day in days)
    share = [seen[n] + PRIOR_ARTICLES * PRIOR_WEEK[n] / 7 for n in range(7)]
    by_weekday = tuple(weekly * part / sum(share) for part in share)
    return Arrivals(by_weekday, _burst(days, by_weekday))


def _burst(days: Sequence[date], by_weekday: Sequence[float]) -> float:
    """The shape of the negative binomial by moments over weeks; 3 (fairly bursty) where weeks are too few to say."""
    if not days or (days[-1] - days[0]).days < 70:
        return 3.0
    first = days[0]
    weeks = Counter((day - first).days // 7 for day in days)
    counts = [weeks[n] for n in range((days[-1] - first).days // 7)]
    mean = sum(counts) / len(counts)
    variance = sum((count - mean) ** 2 for count in counts) / (len(counts) - 1)
    return 50.0 if variance <= mean else min(50.0, max(1.0, mean**2 / (variance - mean)))


def silence(published: Sequence[date], today: date, cadence: float) -> Silence | None:
    """How a source's present gap is to be read; None before its first article."""
    known = [day for day in published if day <= today]
    if not known:
        return None
    last = max(known)
    arrivals = learn(known, today, cadence)
    expected = arrivals.expected(last, today)
    return Silence(last, (today - last).days, expected, max(arrivals.odds_of_none(expected), math.ulp(1.0)))
