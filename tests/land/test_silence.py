"""When a source counts as silent: the weekday, Tết and its own habits are no reason to wake anybody."""

from __future__ import annotations

import random
from bisect import bisect_left
from datetime import date, timedelta
from itertools import pairwise

import pytest

from khuyenhoc.land.silence import FALSE_ALARM, learn, silence, tet_days

TODAY = date(2026, 11, 22)


def days(every: int, until: date, count: int = 60) -> list[date]:
    return [until - timedelta(days=every * n) for n in range(count)]


@pytest.mark.parametrize(
    ("every", "quiet", "alarm", "reason"),
    [
        (1, 1, False, "a day without an article is a day"),
        (1, 30, True, "a daily paper does not stop for a month"),
        (7, 14, False, "a weekly site may skip one"),
        (7, 120, True, "but not a quarter of a year"),
        (30, 60, False, "a monthly site is often late"),
        (30, 400, True, "and is gone after a year"),
    ],
)
def test_a_gap_is_judged_by_the_sources_own_habit(every: int, quiet: int, alarm: bool, reason: str) -> None:
    found = silence(days(every, TODAY - timedelta(days=quiet)), TODAY, cadence=7 / every)
    assert found is not None
    assert found.days == quiet
    assert found.alarm is alarm, (reason, found)


def test_before_the_first_article_nothing_can_be_said() -> None:
    assert silence([], TODAY, cadence=1) is None


def test_a_date_in_the_future_is_no_sign_of_life() -> None:
    found = silence([TODAY + timedelta(days=3), TODAY - timedelta(days=9)], TODAY, cadence=1)
    assert found is not None
    assert found.since == TODAY - timedelta(days=9)


def test_tet_explains_a_quiet_fortnight() -> None:
    habit = days(1, date(2026, 2, 11))
    at_tet, later = (
        silence(habit, date(2026, 2, 22), 7),
        silence([d + timedelta(60) for d in habit], date(2026, 4, 23), 7),
    )
    assert at_tet is not None
    assert later is not None
    assert at_tet.days == later.days
    assert at_tet.expected < later.expected / 2


def test_few_articles_leave_the_word_to_the_file() -> None:
    assert sum(learn([TODAY], TODAY, cadence=7).by_weekday) == pytest.approx(7)


def test_the_evidence_is_a_sentence() -> None:
    said = str(silence(days(1, date(2026, 10, 1)), TODAY, cadence=7))
    assert said.startswith("nothing since 2026-10-01: 52 days in which ")
    assert "odds that this is chance 1 to " in said


@pytest.mark.parametrize("dated", [True, False])
def test_the_rate_of_false_alarms_is_what_is_stated(dated: bool) -> None:
    """Two hundred sources that burst and rest as these sites do, quiet on Sundays and at Tết, of which the file
    knows the cadence to a factor of two, watched daily for a year: an alarm is a gap that crossed the line. At most
    the stated share of gaps may. Where articles bear no date, what was there before the first crawl is seen on its
    day, and one crawl in ten breaks: its articles are seen by the next."""
    chance = random.Random(20261122)
    gaps = alarms = 0
    for _ in range(200):
        rate = chance.choice([0.15, 0.4, 1.0])
        stated = rate * 7 * chance.choice([0.5, 1.0, 2.0])
        articles: list[date] = []
        for n in range(800):
            day = TODAY - timedelta(days=800 - n)
            weekday = (1.25, 1.25, 1.25, 1.25, 1.25, 0.5, 0.25)[day.weekday()]
            busy = chance.gammavariate(2, 0.5)  # a week with a conference, a week without
            if day in tet_days():
                busy *= 0.1
            while chance.random() < 1 - 2.718281828 ** -(rate * weekday * busy):
                articles.append(day)
                busy *= 0.4
        if not dated:
            articles = first_seen(articles, chance)
        distinct = sorted(set(articles))
        watched = distinct[len(distinct) // 2 :] if dated else distinct
        for before, after in pairwise(watched):
            known = [d for d in articles if d <= before]
            found = silence(known, after - timedelta(days=1), cadence=stated)
            gaps += 1
            alarms += found is not None and found.alarm
    assert gaps > 8_000
    assert alarms / gaps <= FALSE_ALARM


def first_seen(articles: list[date], chance: random.Random) -> list[date]:
    """The days on which a daily crawl, begun a year ago, first saw any of the articles; one crawl in ten breaks."""
    crawls = [day for n in range(366) if chance.random() > 0.1 for day in [TODAY - timedelta(days=365 - n)]]
    return sorted({crawls[i] for day in articles if (i := bisect_left(crawls, day)) < len(crawls)})
