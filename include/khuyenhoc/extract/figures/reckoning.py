"""The calendar of one article: the day of its report, the terms and months it speaks of, and words as days.

Rules 7 and 5-8, 16, 20-22 of the annotation guide: a state has only its end; "N năm qua" are exactly N years
that end on the day of the report; a term or a phase is whole years.

Longer than a module should be: one case a pattern of `periods`.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Literal

from khuyenhoc.extract.figures.days import (
    N,
    Y,
    day_of_event,
    month_end,
    months_before,
    nth_quarter,
    number,
    resolve,
    safe,
    years_before,
)
from khuyenhoc.models import Period

Kind = Literal["span", "state", "event", "compared", "report"]

#: Up to this month a review is of the year before.
_EARLY = 2
#: A part of the year that is said without its year begins no more days after the report.
_FAR = 150
DASH = r"\s*(?:-|–|—|(?:đến|tới)(?: hết| cuối)?(?: năm)?)\s*"
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
#: So many months may be any; more of them that have just ended are the first of the year.
_FEW_MONTHS = 4
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


class Calendar:
    """Knows the day of the report, the year and term that are spoken of, and turns words into days."""

    def __init__(self, published: date | None) -> None:
        self.published = published
        self.report: date | None = None
        self.term: Period | None = None
        self.next_term: Period | None = None
        self.span: Period | None = None
        self.named: int | None = None
        self.year_is_said = False
        self.told: Period | None = None
        self.drive: Period | None = None
        self.school: Period | None = None
        self.stated: date | None = None
        self.begun: date | None = None
        self.phase: tuple[int, date, date] | None = None
        self.year: int | None = published.year if published else None

    @property
    def today(self) -> date | None:
        return self.report or self.published

    def _is_far(self, start: date) -> bool:
        """Does a part of the year begin so late after the report that the year before must be meant?"""
        return self.today is not None and (start - self.today).days > _FAR

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
        if self.span and self.span.end and self.report and self.report < self.span.end:
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
                self.phase = (b - a + 1, date(a, 1, 1), date(b, 12, 31))
                return

    def _learn_span(self, low: str) -> None:
        """The months or the quarter that the article reports on, so that "trong 6 tháng" and "trong quý" are known."""
        if not any(low.find(said, 0, 1500) >= 0 for said in ("tháng đầu", "tháng cuối", "quý")):
            return
        m = _SPAN.search(low, 0, 1500)
        if m is None:
            return
        year = _int(m["a"] or m["a2"])
        if year is None:
            again = _SPAN_WITH_YEAR.search(low)
            year = int(again["a"]) if again else self.year
        if year is None:
            return
        if m["q"]:
            q = nth_quarter(m["q"])
            self.span = Period(date(year, 3 * q - 2, 1), month_end(year, 3 * q))
        elif 1 <= number(m["n"]) <= 12:
            n, first = number(m["n"]), m["h"] == "đầu"
            self.span = Period(date(year, 1 if first else 13 - n, 1), month_end(year, n if first else 12))

    def read(self, name: str, m: re.Match[str]) -> tuple[Kind, date | None, date | None] | None:
        """Kind, start and end of the time that pattern `name` matched; None where the words say no time."""
        read = self._read(name, m)
        if read is not None and read[0] == "span" and name in _TOLD:
            self.told = Period(read[1], read[2])
        if read is not None and name in _DRIVES and read[1] != read[2]:
            self.drive = Period(read[1], read[2])
        if read is not None and read[0] == "state" and name in _STATED:
            self.stated = read[2]
        if read is not None and name in _BEGUN:
            self.begun = read[1]
        return read

    def _read(self, name: str, m: re.Match[str]) -> tuple[Kind, date | None, date | None] | None:
        """Kind, start and end of the time that pattern `name` matched; None where the words say no time.

        One case a pattern: longer than a function should be, and shorter to read than fifty of them.
        """
        g = m.groupdict()
        today = self.today
        said = g.get("a") or g.get("a2")
        year = int(said) if said else None
        this_year = year or self.year
        match name:
            case "school_year":
                school = Period(date(int(g["a"]), 9, 1), date(int(g["a"]) + 1, 8, 31))
                self.school = self.school or school
                return "span", school.start, school.end
            case "since":
                return "span", date(int(g["a"]), min(int(g.get("m") or 1), 12) or 1, 1), today
            case "since_day" | "day_range":
                end = (
                    resolve(int(g["td"]), int(g["tm"]), _int(g["ty"]), self.published)
                    if name == "day_range"
                    else today
                )
                begun_in = _int(g["fy"]) or (end.year if end and name == "day_range" else None)
                start = resolve(int(g["fd"]), int(g["fm"]), begun_in, self.published)
                return ("span", start, end) if start else None
            case "year_to_date":
                year = _int(g.get("a"))
                this_year = year or self.year
                return ("span", date(this_year, 1, 1), today) if this_year else None
            case "term_to_date" if year:
                return "span", date(year, 1, 1), today
            case "quarters":
                if this_year is None:
                    return None
                if g["n"]:
                    n = number(g["n"])
                    return (
                        ("span", date(this_year, 1, 1), month_end(this_year, 3 * n)) if 1 <= n <= 4 else None
                    )
                a, b = (nth_quarter(g[k]) for k in ("q", "r"))
                return ("span", date(this_year, 3 * a - 2, 1), month_end(this_year, 3 * b)) if a < b else None
            case "term_to_date":
                return (
                    ("span", self.term.start if self.term else None, today)
                    if self.term
                    else ("state", None, today)
                )
            case "school_to_date":
                begun_in = year or (today.year - (today.month < 9) if today else None)
                return ("span", date(begun_in, 9, 1), today) if begun_in else None
            case "years" | "n_years":
                a, b = int(g["a"]), int(g["b"])
                if "và" in m.group() and "," not in m.group() and b != a + 1:
                    return None  # two years that are told apart
                return ("span", date(a, 1, 1), date(b, 12, 31)) if a <= b <= a + 40 else None
            case "month_range":
                return self._months(int(g["m"]), year, int(g["n"]), _int(g["b"]))
            case "year_to_month":
                return self._months(1, year or self.year, int(g["n"]), _int(g["b"]))
            case "day_to_year_end":
                start = resolve(int(g["fd"]), int(g["fm"]), _int(g["fy"]) or this_year, self.published)
                last = year or (start.year if start else None)
                return ("span", start, date(last, 12, 31)) if start and last else None
            case "day_to_month":
                start = resolve(int(g["fd"]), int(g["fm"]), _int(g["fy"]) or _int(g["b"]), self.published)
                month, last = int(g["n"]), _int(g["b"]) or (start.year if start else None)
                if start is None or last is None or not 1 <= month <= 12:
                    return None
                end = month_end(last, month)
                return ("span", start, end) if start <= end else None
            case "year_to_day":
                end = resolve(int(g["td"]), int(g["tm"]), _int(g["ty"]) or year, self.published)
                return ("span", date(end.year, 1, 1), end) if end else None
            case "until_day":
                day = resolve(int(g["td"]), int(g["tm"]), _int(g["ty"]), self.published)
                return ("state", None, day) if day else None
            case "until_month":
                return (
                    ("state", None, month_end(this_year, int(g["m"])))
                    if this_year and 1 <= int(g["m"]) <= 12
                    else None
                )
            case "until_year" | "until_year_bare" | "end_of_year":
                end = date(int(g["a"]), 12, 31)
                if m.string.endswith("bình xét ", 0, m.start()):
                    return (
                        "span",
                        date(end.year, 1, 1),
                        end,
                    )  # "Qua bình xét cuối năm 2012": those of the year
                return "state", None, end
            case "end_of_last_year":
                return ("state", None, date(self.year - 1, 12, 31)) if self.year else None
            case "end_of_this_year":
                return ("state", None, date(this_year, 12, 31)) if this_year else None
            case "first_months" | "last_months" | "months_so_far":
                n = number(g["n"])
                if this_year is None or not 1 <= n <= 12:
                    return None
                if name != "last_months":
                    return "span", date(this_year, 1, 1), month_end(this_year, n)
                if year is None:
                    this_year -= self._is_far(date(this_year, 13 - n, 1))
                return "span", date(this_year, 13 - n, 1), date(this_year, 12, 31)
            case "half":
                first = g["h"] == "đầu"
                if this_year and year is None and not first:
                    this_year -= self._is_far(date(this_year, 7, 1))
                return (
                    (
                        "span",
                        date(this_year, 1 if first else 7, 1),
                        date(this_year, 6 if first else 12, 30 if first else 31),
                    )
                    if this_year
                    else None
                )
            case "quarter" | "until_quarter":
                q = nth_quarter(g["q"])
                if this_year and year is None:
                    this_year -= self._is_far(date(this_year, 3 * q - 2, 1))
                if this_year is None:
                    return None
                if name == "until_quarter":
                    return "state", None, month_end(this_year, 3 * q)
                return "span", date(this_year, 3 * q - 2, 1), month_end(this_year, 3 * q)
            case "last_n_months" | "in_months" | "after_months":
                if (
                    self.span
                    and self.span.start
                    and self.span.end
                    and (self.span.end.month - self.span.start.month + 1) == number(g["n"])
                ):
                    return "span", self.span.start, self.span.end
                if today is None:
                    return None
                n = number(g["n"])
                if name in ("in_months", "last_n_months") and _FEW_MONTHS < n < today.month <= n + 1:
                    return (
                        "span",
                        date(today.year, 1, 1),
                        month_end(today.year, n),
                    )  # told in early November: ten
                return "span", months_before(today, n), today
            case "past_years" | "after_years":
                n = number(g["n"])
                if self.phase is not None and self.phase[0] == n:
                    return "span", self.phase[1], self.phase[2]
                if n == 1 and self.year_is_said and self.year and name == "past_years":
                    return "span", date(self.year, 1, 1), date(self.year, 12, 31)
                return ("span", years_before(today, n), today) if today and n else None
            case "years_ago":
                n = number(g["n"] or g["k"])
                if g["that"]:
                    then = (self.named or 0) - n
                    return (
                        ("span", date(then, 1, 1), date(then, 12, 31)) if self.named else ("span", None, None)
                    )
                return ("state", None, years_before(today, n)) if today and n else None
            case "days_range":
                end = resolve(int(g["td"]), int(g["tm"]), _int(g["ty"]), self.published)
                start = safe(end.year, end.month, int(g["s"])) if end else None
                return ("span", start, end) if start and end and start < end else None
            case "event_days":
                end = resolve(int(g["ed"]), int(g["em"]), _int(g["ey"]), self.published)
                start = safe(end.year, end.month, int(g["s"])) if end else None
                return (
                    ("event", start, end)
                    if start and end and start <= end
                    else (("event", end, end) if end else None)
                )
            case "event_day" | "full_day" | "glossed_day":
                day = resolve(int(g["ed"]), int(g["em"]), _int(g["ey"]), self.published)
                return ("event", day, day) if day else None
            case "month":
                month = int(g["m"])
                if not 1 <= month <= 12 or this_year is None:
                    return None
                now = self.published
                if year is None and now and this_year == now.year and month > now.month + 3:
                    this_year -= 1
                return "span", date(this_year, month, 1), month_end(this_year, month)
            case "same_school_year":
                return ("span", self.school.start, self.school.end) if self.school else None
            case "this_school_year":
                if (
                    self.span
                    and self.span.start
                    and self.span.start.month == 9
                    and not re.search("tới|sau", m.group())
                ):
                    return "span", self.span.start, self.span.end
                if today is None:
                    return None
                if re.search("qua|rồi|trước", m.group()):  # the school year that is over, or nearly so
                    first = today.year - 1 - (today.month < 5)
                    return "span", date(first, 9, 1), date(first + 1, 8, 31)
                first = (
                    today.year
                    - (today.month < (8 if "mới" in m.group() or "này" in m.group() else 9))
                    + bool(re.search("tới|sau", m.group()))
                )
                return "span", date(first, 9, 1), date(first + 1, 8, 31)
            case "past_year" | "this_year":
                said_now = "nay" in m.group()
                of = self.year if said_now else self.year_past()
                return ("span", date(of, 1, 1), date(of, 12, 31)) if of else None
            case "feast":
                return "span", date(int(g["a"]), 1, 1), date(int(g["a"]), 12, 31)
            case "long_ago":
                return "span", None, None
            case "since_then":
                return ("span", self.begun, today) if self.begun else ("state", None, today)
            case "since_school":
                return "span", date(int(g["a"]), 9, 1), today
            case "past_quarter":
                if today is None:
                    return None
                end = date(today.year, 3 * ((today.month - 1) // 3) + 1, 1) - timedelta(days=1)
                return "span", date(end.year, end.month - 2, 1), end
            case "months":
                a, b = int(g["m"]), int(g["n"])
                if this_year is None or not 1 <= a < b <= 12:
                    return None
                return "span", date(this_year, a, 1), month_end(this_year, b)
            case "previous_year" if m.group().endswith("đó") and self.named:
                return "span", date(self.named - 1, 1, 1), date(self.named - 1, 12, 31)
            case "previous_year":
                return ("span", date(self.year - 1, 1, 1), date(self.year - 1, 12, 31)) if self.year else None
            case "carried_over":
                last = year - 1 if year else self.year
                return ("state", None, date(last, 12, 31)) if last else None
            case "years_later":
                later = self.named + (number(g["n"]) if g["n"] else 1) if self.named else None
                return ("span", date(later, 1, 1), date(later, 12, 31)) if later else None
            case "next_year":
                told = self.named if m.group().endswith("sau") else None  # "Năm 2019 …, năm sau …"
                after = min(filter(None, (told, self.year)), default=None)
                return ("span", date(after + 1, 1, 1), date(after + 1, 12, 31)) if after else None
            case "year" | "year_slash" | "year_bracketed" | "plan_year":
                self.named = int(g["a"])
                return "span", date(int(g["a"]), 1, 1), date(int(g["a"]), 12, 31)
            case "last_time":
                return "compared", None, None
            case "same_drive":
                return ("span", self.drive.start, self.drive.end) if self.drive else None
            case "same_span":
                return ("span", self.told.start, self.told.end) if self.told else None
            case "same_day":
                return ("state", None, self.stated) if self.stated else None
            case "same_year":
                return ("span", date(self.named, 1, 1), date(self.named, 12, 31)) if self.named else None
            case "end_of_term":
                term = self.next_term or self.term
                return ("state", None, term.end) if term else None
            case "next_term":
                return ("span", self.next_term.start, self.next_term.end) if self.next_term else None
            case "this_term":
                if (
                    self.term is self.next_term
                    and self.term
                    and self.term.start
                    and self.term.end
                    and "qua" in m.group()
                ):
                    first, last = (
                        self.term.start.year,
                        self.term.end.year,
                    )  # the term before the one that begins
                    return "span", date(2 * first - last, 1, 1), date(first, 12, 31)
                return ("span", self.term.start, self.term.end) if self.term else None
            case "this_quarter":
                return ("span", self.span.start, self.span.end) if self.span else None
            case "merger":
                return (
                    ("span", date(2025, 7, 1), date(2025, 12, 31))
                    if today and today >= date(2025, 7, 1)
                    else None
                )
            case "before_merger":
                return ("state", None, date(2025, 6, 30)) if today and today >= date(2025, 7, 1) else None
            case "now":
                return ("state", None, today)
            case "yesterday":
                day = self.published - timedelta(days=1) if self.published else None
                return ("event", day, day) if day else None
            case "occasion":
                return ("event", today, today)
        return None

    def _months(self, m: int, a: int | None, n: int, b: int | None) -> tuple[Kind, date, date] | None:
        """From month `m` of year `a` to month `n` of year `b`; a year that is not said follows from the other."""
        last = b or (a + (n < m) if a else self.year)
        if last is None or not (1 <= m <= 12 and 1 <= n <= 12):
            return None
        start, end = date(a or last - (n < m), m, 1), month_end(last, n)
        return ("span", start, end) if start <= end else None


def _int(said: str | None) -> int | None:
    return int(said) if said else None
