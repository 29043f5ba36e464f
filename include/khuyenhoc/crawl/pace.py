"""How fast, how much and when: the politeness that one site is owed in one day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from email.utils import parsedate_to_datetime
from typing import Protocol

from khuyenhoc.crawl.fetch import Answer
from khuyenhoc.models import VIETNAM, Politeness, Result

#: A site in trouble is left alone for twice as long each time, up to this many seconds between requests.
WIDEST = 60.0
#: Retry-After is honoured up to this; beyond it the crawl ends and the next one comes another day.
LONGEST_WAIT = 120
#: A page that took long is followed by a pause this many times as long.
SLOW, AS_LONG = 2.0, 2.0
#: So many failures of the connection in a row, and the site counts as down.
GIVE_UP_AFTER = 5

TROUBLE = frozenset(
    {Result.TIMEOUT, Result.REFUSED, Result.DNS, Result.TLS, Result.HTTP_5XX, Result.RATE_LIMITED}
)


class Clock(Protocol):
    """The time, and the passing of it."""

    def now(self) -> datetime: ...
    def sleep(self, seconds: float) -> None: ...


@dataclass(frozen=True, slots=True)
class Spent:
    """What a source was asked for on one Vietnamese day, over all its crawls."""

    day: str = ""
    requests: int = 0
    bytes: int = 0

    def on(self, day: str) -> Spent:
        """What is spent of that day's budget: another day starts at nothing."""
        return self if self.day == day else Spent(day)


@dataclass
class Pace:
    """Waits before each request and learns from each answer."""

    politeness: Politeness
    clock: Clock
    spent: Spent = field(default_factory=Spent)
    asked_delay: float = 0.0
    max_wait: int = LONGEST_WAIT
    widened: float = 0.0
    troubles: int = 0
    left: str = ""
    hold: float = 0.0
    _last: datetime | None = None

    @property
    def delay(self) -> float:
        """Seconds between two requests as things stand."""
        return max(self.politeness.delay, self.asked_delay, self.widened)

    def stop(self, now: datetime) -> str | None:
        """Why nothing more may be asked today; None when there is no reason."""
        if rest := resting(self.politeness.quiet_hours, now):
            return f"quiet hours {rest}"
        spent = self.spent.on(day_of(now))
        if spent.requests >= self.politeness.max_requests:
            return f"the day's {self.politeness.max_requests} requests are used"
        if spent.bytes >= self.politeness.max_bytes:
            return f"the day's {self.politeness.max_bytes} bytes are used"
        if self.troubles >= GIVE_UP_AFTER:
            return f"{self.troubles} failures in a row"
        return self.left or None

    def wait(self) -> datetime:
        """Wait until the next request may go, and give the moment that it goes."""
        now = self.clock.now()
        if self._last is not None:
            pause = max(self.delay, self.hold) - (now - self._last).total_seconds()
            if pause > 0:
                self.clock.sleep(pause)
                now = self.clock.now()
        self.hold = 0.0
        return now

    def learn(self, answer: Answer, result: Result) -> None:
        """Count the request; widen the delay when the site is in trouble, narrow it when it is well."""
        spent = self.spent.on(day_of(answer.fetched_at))
        self.spent = Spent(spent.day, spent.requests + 1, spent.bytes + len(answer.body))
        self._last = answer.fetched_at
        if result in TROUBLE:
            self.troubles += 1
            self.widened = min(max(self.delay, 0.5) * 2, WIDEST)
            return
        self.troubles = 0
        self.widened = 0.0 if self.widened < 0.6 else self.widened / 2
        took = answer.elapsed_ms / 1000
        if took > SLOW:
            self.widened = min(max(self.widened, took * AS_LONG), WIDEST)

    def may_try_again(self, answer: Answer) -> bool:
        """Whether a failed request may be repeated now; sets the pause that the site asked for."""
        wait = retry_after(answer)
        if answer.status in (429, 503) and wait is not None and wait <= self.max_wait:
            self.hold = float(wait)
            return True
        if wait is not None:
            self.left = f"the site asks to be left alone for {wait} s"
            return False
        return answer.failure is Result.REFUSED and answer.status is None


def retry_after(answer: Answer) -> int | None:
    """Seconds that Retry-After names, whether as a number or as a date; None when it is absent or nonsense."""
    value = (answer.header("Retry-After") or "").strip()
    if not value:
        return None
    if value.isascii() and value.isdigit():
        return int(value[:9])
    try:
        then = parsedate_to_datetime(value)
    except ValueError:
        return None
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    return max(0, round((then - answer.fetched_at).total_seconds()))


def resting(quiet_hours: Iterable[str], now: datetime) -> str | None:
    """The quiet hours that a moment falls in, Vietnamese time; they may pass midnight.

    >>> resting(["22:00-05:30"], datetime(2026, 11, 22, 20, 0, tzinfo=UTC))
    '22:00-05:30'
    """
    at = now.astimezone(VIETNAM).time()
    for hours in quiet_hours:
        start, end = (time.fromisoformat(part) for part in hours.split("-"))
        if (start <= at < end) if start <= end else (at >= start or at < end):
            return hours
    return None


def day_of(moment: datetime) -> str:
    return moment.astimezone(VIETNAM).date().isoformat()
