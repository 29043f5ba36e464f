"""The politeness ledger: what each host was asked for, day by day, out of the log of outcomes."""

from __future__ import annotations

import itertools
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlsplit

from khuyenhoc.models import VIETNAM, Outcome, Result

#: Outcomes of addresses that were never asked for.
UNASKED = frozenset({Result.ROBOTS_DISALLOWED, Result.BLOCKED_ADDRESS, Result.BLOCKED_HOST, Result.BUDGET})
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Entry:
    """A host on a Vietnamese day, whichever sources lie on it. `least_gap` is the shortest time between two
    requests, in seconds."""

    host: str
    day: date
    sources: tuple[str, ...]
    requests: int
    bytes: int
    not_modified: int
    failed: int
    robots_refused: int
    asked_to_wait: int
    peak_per_minute: int
    least_gap: float | None

    @property
    def not_modified_share(self) -> float:
        return self.not_modified / self.requests if self.requests else 0.0


def ledger(outcomes: Iterable[Outcome]) -> Iterator[Entry]:
    """One entry a host and day, sorted; of every outcome exactly one entry counts it."""
    found: defaultdict[tuple[str, date], list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        day = outcome.fetched_at.astimezone(VIETNAM).date()
        found[_host(outcome.url), day].append(outcome)
    for (host, day), rows in sorted(found.items()):
        asked = sorted((row for row in rows if row.outcome not in UNASKED), key=lambda row: row.fetched_at)
        moments = [row.fetched_at for row in asked]
        gaps = [(b - a).total_seconds() for a, b in itertools.pairwise(moments)]
        good = (Result.OK, Result.NOT_MODIFIED, Result.REDIRECTED)
        yield Entry(
            host=host,
            day=day,
            sources=tuple(sorted({row.source_id for row in rows})),
            requests=len(asked),
            bytes=sum(row.bytes for row in asked),
            not_modified=sum(row.status == 304 for row in asked),
            failed=sum(row.outcome not in good for row in asked),
            robots_refused=sum(row.outcome is Result.ROBOTS_DISALLOWED for row in rows),
            asked_to_wait=sum(row.retry_after is not None for row in asked),
            peak_per_minute=_peak(asked),
            least_gap=min(gaps, default=None),
        )


def _peak(asked: list[Outcome]) -> int:
    """The most requests that fell into one minute."""
    within: deque[Outcome] = deque()
    most = 0
    for row in asked:
        within.append(row)
        while row.fetched_at - within[0].fetched_at >= MINUTE:
            within.popleft()
        most = max(most, len(within))
    return most


def _host(url: str) -> str:
    try:
        return urlsplit(url).netloc.rpartition("@")[2].lower()
    except ValueError:
        return ""
