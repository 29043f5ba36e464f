"""The calendar of one article: the day of its report, the terms and months it speaks of, and what was told so far.

Rule 7 of the annotation guide: the period that the article reports on is that of what names no other.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Literal

from khuyenhoc.extract.figures.days import N, Y, day_of_event, month_end, nth_quarter, number, resolve
from khuyenhoc.models import Period

Kind = Literal["span", "state", "event", "compared", "report"]
#: Kind, start and end of a time; a state has only its end.
Time = tuple[Kind, date | None, date | None]

#: Up to this month a review is of the year before.
_EARLY = 2
#: A part of the year that is said without its year begins no more days after the report.
_FAR = 150
_SPAN = re.compile(
    rf"{N.format('n')} tháng (?P<h>đầu|cuối) (?:của )?năm(?! học)(?: (?P<a>{Y}))?|quý (?P<q>iv|iii|ii|i|[1-4])(?!\w)(?:(?:\s?[/-]\s?|,? năm )(?P<a2>{Y}))?"
)
_SPAN_WITH_YEAR = re.compile(rf"tháng (?:đầu|cuối) (?:của )?năm (?P<a>{Y})")
_TERM = re.compile(
    rf"(?:nhiệm kỳ(?: vừa| trước| tới| mới)?(?: qua)?|nhiệm kì|nk)\s\(?(?P<a>{Y})\s*[-–—]\s*(?P<b>{Y})",
)
_REPORT_YEAR = re.compile(
    rf"(?:tổng kết|sơ kết|báo cáo|đánh giá|công tác)[^.;\n]{{0,90}}?năm (?P<a>{Y})(?!\s*[-–])",
)
_BRACKETED_YEARS = re.compile(rf"\((?:từ |giai đoạn )?{Y}\s?[-–]\s?{Y}\)")
_PHASE = re.compile(
    rf"{N.format('n')} năm(?: [^\W\d]+){{0,8}} \((?:từ |giai đoạn )?(?P<a>{Y})\s?[-–]\s?(?P<b>{Y})\)"
)
#: What such a year begins with, found fast.
_YEAR_SAID = re.compile(rf"{Y}(?<=năm \d{{4}})")

#: The spans that "trong cùng giai đoạn", "trong thời gian trên" may mean.
_TOLD = frozenset(
    {"years", "n_years", "since", "since_day", "since_then", "month_range", "year_to_month", "year_to_date", "year_to_day", "past_years", "day_range", "days_range", "first_months", "half", "quarter", "quarters", "last_n_months", "months"}
)  # fmt: skip

#: The days that "trong đợt này", "trong tuần lễ" may mean.
_DRIVES = frozenset({"day_range", "days_range", "event_days", "month_range"})

#: What "từ đó đến nay" may go on from.
_BEGUN = frozenset({"event_day", "full_day", "year", "month", "since", "since_day"})

#: The states that "cùng thời điểm" may mean.
_STATED = frozenset({"until_day", "until_month", "until_year", "end_of_year", "until_quarter"})

#: What names the year that "năm đó", "năm sau đó" go on from.
_NAMED = frozenset({"year", "year_slash", "year_bracketed", "plan_year"})


def whole_year(year: int | None) -> Time | None:
    """A year; None where it is not known."""
    return ("span", date(year, 1, 1), date(year, 12, 31)) if year else None


def whole_months(year: int | None, first: int, last: int) -> Time | None:
    """The months of a year, both inclusive; None where the year is not known or has no such months."""
    if year is None or not 1 <= first <= last <= 12:
        return None
    return "span", date(year, first, 1), month_end(year, last)


class Calendar:
    """Knows the day of the report, the year and term that are spoken of, and what a time that was told is gone on from."""

    def __init__(self, published: date | None) -> None:
        self.published = published
        self.report: date | None = None
        self.term: Period | None = None
        self.next_term: Period | None = None
        #: The months or the quarter under review.
        self.span: tuple[date, date] | None = None
        #: The years under review, by how many they are.
        self.phases: dict[int, Time] = {}
        self.year: int | None = published.year if published else None
        self.year_is_said = False
        # What was told so far.
        self.named: int | None = None
        self.told: Time | None = None
        self.drive: Time | None = None
        self.school: Time | None = None
        self.stated: date | None = None
        self.begun: date | None = None

    @property
    def today(self) -> date | None:
        return self.report or self.published

    def day(self, m: re.Match[str], name: str, year: int | None = None) -> date | None:
        """The day that `day_named(name)` matched; where its year is not said it is of `year`, else the last such day."""
        day, month, said = m.group(f"{name}d", f"{name}m", f"{name}y")
        return resolve(int(day), int(month), int(said) if said else year, self.published)

    def year_said(self, said: str | None) -> int | None:
        """A year as it is said, else the one that is reported on."""
        return int(said) if said else self.year

    def year_of_part(self, month: int, said: str | None) -> int | None:
        """The year of a part that begins with `month`: as it is said, else the one before where it would begin too late after the report."""
        if said or self.year is None or self.today is None:
            return self.year_said(said)
        return self.year - ((date(self.year, month, 1) - self.today).days > _FAR)

    def year_past(self) -> int | None:
        """The year that "trong năm" and "năm qua" mean: the one reported on; early in a year, unless that is named, the one before."""
        if self.year is None or self.published is None or self.year_is_said:
            return self.year
        return self.year - (self.published.month <= _EARLY and self.named != self.year)

    def learn(self, text: str, low: str) -> None:
        """Note, before anything is read, the day of the event, the terms and the year that the text speaks of.

        `low` is the text lowered.
        """
        published = self.published
        self.report = day_of_event(low, published)
        for m in _TERM.finditer(low) if "nhiệm k" in low or "nk" in low else ():
            a, b = int(m["a"]), int(m["b"])
            if a < b <= a + 10:
                term = Period(date(a, 1, 1), date(b, 12, 31), text[m.start() : m.end()])
                if published is None or b <= published.year:
                    self.term = self.term or term
                else:
                    self.next_term = self.next_term or term
        self.term = self.term or self.next_term
        self._learn_span(low)
        if self.span and self.report and self.report < self.span[1]:
            lead = day_of_event(low[: low.find("\n", low.find("\n\n") + 2)], published)
            if lead != self.report:
                self.report = None  # what happened in the quarter that is reviewed
        self._learn_phase(low)
        said = _YEAR_SAID.search(low, 0, 1500)
        year = _REPORT_YEAR.search(low, max(0, said.start() - 110), 1500) if said else None
        # "6 tháng đầu năm 2018 …": a year that is told of further on is another
        later = (
            year is not None and self.span is not None and year.start() > low.find("\n", low.find("\n\n") + 2)
        )
        if year is not None and not later and published and 0 <= published.year - int(year["a"]) <= 1:
            self.year = int(year["a"])
            self.year_is_said = True

    def _learn_phase(self, low: str) -> None:
        """The years that "5 năm" are: "sơ kết 5 năm (2018 - 2022) phong trào …"."""
        if _BRACKETED_YEARS.search(low, 0, 2500) is None:
            return  # most articles
        for m in _PHASE.finditer(low, 0, 2500):
            a, b = int(m["a"]), int(m["b"])
            if b - a + 1 == number(m["n"]):
                self.phases[b - a + 1] = ("span", date(a, 1, 1), date(b, 12, 31))
                return

    def _learn_span(self, low: str) -> None:
        """The months or the quarter that the article reports on, so that "trong 6 tháng" and "trong quý" are known."""
        if not any(low.find(said, 0, 1500) >= 0 for said in ("tháng đầu", "tháng cuối", "quý")):
            return
        m = _SPAN.search(low, 0, 1500)
        if m is None:
            return
        said = m["a"] or m["a2"]
        again = None if said else _SPAN_WITH_YEAR.search(low)
        year = self.year_said(again["a"] if again else said)
        if year is None:
            return
        if m["q"]:
            q = nth_quarter(m["q"])
            self.span = date(year, 3 * q - 2, 1), month_end(year, 3 * q)
        elif 1 <= number(m["n"]) <= 12:
            n, first = number(m["n"]), m["h"] == "đầu"
            self.span = date(year, 1 if first else 13 - n, 1), month_end(year, n if first else 12)

    def note(self, name: str, time: Time, *, compared: bool) -> None:
        """Keep what later words go on from: the time that pattern `name` told, which other figures may be `compared` against."""
        kind, start, end = time
        if name in _TOLD and kind == "span":
            self.told = time
        if name in _DRIVES and start != end:
            self.drive = "span", start, end
        if name in _STATED and kind == "state":
            self.stated = end
        if name in _BEGUN:
            self.begun = start
        if name in _NAMED and start and not compared:
            self.named = start.year
        if name == "school_year":
            self.school = self.school or time


#: What reads a pattern: the time that was matched; None where the words say no time.
Reading = Callable[[Calendar, re.Match[str]], Time | None]
