"""What words that say since when and up to when say: "5 năm qua", "từ năm 2019 đến nay", "từ ngày 1/9 đến 30/9".

A function is the reading of the pattern of `phrasing` that bears its name, as in `spanning`. Reading 8 of the annotation
guide: "N năm qua" are exactly N years that end on the day of the report.
"""

from __future__ import annotations

from datetime import date
from re import Match

from khuyenhoc.extract.figures.days import month_end, months_before, number, safe, years_before
from khuyenhoc.extract.figures.gazetteer import REFORM
from khuyenhoc.extract.figures.reckoning import Calendar, Time, whole_months, whole_year

#: So many months may be any; more of them that have just ended are the first of the year.
_FEW_MONTHS = 4


def past_years(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "5 năm qua", "hơn 20 năm hoạt động"."""
    n = number(m["n"])
    reviewed = calendar.year if n == 1 and calendar.year_is_said else None
    return calendar.phases.get(n) or whole_year(reviewed) or _up_to_today(calendar, n)


def after_years(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "sau 5 năm"."""
    n = number(m["n"])
    return calendar.phases.get(n) or _up_to_today(calendar, n)


def _up_to_today(calendar: Calendar, n: int) -> Time | None:
    """Exactly so many years that end on the day of the report."""
    today = calendar.today
    return ("span", years_before(today, n), today) if today and n else None


def years_ago(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "cách đây 3 năm": a day; "3 năm trước đó": the year, so many before the one that was named."""
    n, today = number(m["n"] or m["k"]), calendar.today
    if m["that"]:
        return whole_year(calendar.named - n) if calendar.named else ("span", None, None)
    return ("state", None, years_before(today, n)) if today and n else None


def last_n_months(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "3 tháng qua", "trong 6 tháng"."""
    n, today = number(m["n"]), calendar.today
    if today and _FEW_MONTHS < n < today.month <= n + 1:  # told in early November: ten
        return _reviewed(calendar, n) or whole_months(today.year, 1, n)
    return after_months(calendar, m)


def after_months(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "sau 3 tháng"."""
    n, today = number(m["n"]), calendar.today
    return _reviewed(calendar, n) or (("span", months_before(today, n), today) if today else None)


def _reviewed(calendar: Calendar, n: int) -> Time | None:
    """The months that are reported on, if they are so many."""
    if calendar.span is None:
        return None
    first, last = calendar.span
    return ("span", first, last) if last.month - first.month + 1 == n else None


def since(calendar: Calendar, m: Match[str]) -> Time:
    """ "từ năm 2019 đến nay", "kể từ khi thành lập, tháng 6/2020, đến nay"."""
    begun = int(m.groupdict().get("m") or 1)
    return "span", date(int(m["a"]), min(begun, 12) or 1, 1), calendar.today


def since_day(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "từ ngày 5/9/2023 đến nay"."""
    start = calendar.day(m, "f")
    return ("span", start, calendar.today) if start else None


def since_school(calendar: Calendar, m: Match[str]) -> Time:
    """ "từ năm học 2020-2021 đến nay"."""
    return "span", date(int(m["a"]), 9, 1), calendar.today


def since_then(calendar: Calendar, m: Match[str]) -> Time:
    """ "từ đó đến nay": since what was told begins."""
    return ("span", calendar.begun, calendar.today) if calendar.begun else ("state", None, calendar.today)


def merger(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "sau sáp nhập": told since the reform, the half year that it began (reading 16)."""
    return ("span", REFORM, date(2025, 12, 31)) if calendar.today and calendar.today >= REFORM else None


def year_to_date(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "từ đầu năm đến nay", "tính từ đầu năm, …"."""
    of = calendar.year_said(m.groupdict().get("a"))
    return ("span", date(of, 1, 1), calendar.today) if of else None


def school_to_date(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "từ đầu năm học 2023-2024 đến nay"."""
    today = calendar.today
    begun = int(m["a"]) if m["a"] else today.year - (today.month < 9) if today else None
    return ("span", date(begun, 9, 1), today) if begun else None


def term_to_date(calendar: Calendar, m: Match[str]) -> Time:
    """ "từ đầu nhiệm kỳ 2020-2025 đến nay"."""
    if m["a"]:
        return "span", date(int(m["a"]), 1, 1), calendar.today
    term = calendar.term
    return ("span", term.start, calendar.today) if term else ("state", None, calendar.today)


def month_range(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "từ tháng 10/2022 đến tháng 9/2023"."""
    return _up_to_month(calendar, int(m["m"]), int(m["a"]) if m["a"] else None, m)


def year_to_month(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "từ đầu năm đến tháng 9/2023"."""
    return _up_to_month(calendar, 1, calendar.year_said(m["a"]), m)


def _up_to_month(calendar: Calendar, first: int, begun: int | None, m: Match[str]) -> Time | None:
    """From a month up to the one that was matched; a year that is not said follows from the other."""
    last = int(m["n"])
    ended = int(m["b"]) if m["b"] else begun + (last < first) if begun else calendar.year
    if ended is None or not (1 <= first <= 12 and 1 <= last <= 12):
        return None
    start, end = date(begun or ended - (last < first), first, 1), month_end(ended, last)
    return ("span", start, end) if start <= end else None


def year_to_day(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "từ đầu năm đến ngày 15/9/2023"."""
    end = calendar.day(m, "t", int(m["a"]) if m["a"] else None)
    return ("span", date(end.year, 1, 1), end) if end else None


def day_to_month(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "từ ngày 15/9/2022 đến hết tháng 8/2023"."""
    ended = int(m["b"]) if m["b"] else None
    start, last = calendar.day(m, "f", ended), int(m["n"])
    if start is None or not 1 <= last <= 12:
        return None
    end = month_end(ended or start.year, last)
    return ("span", start, end) if start <= end else None


def day_to_year_end(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "từ ngày 1/7 đến hết năm 2023"."""
    start = calendar.day(m, "f", calendar.year_said(m["a"]))
    return ("span", start, date(int(m["a"] or start.year), 12, 31)) if start else None


def day_range(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "từ ngày 1/9 đến 30/9/2023"."""
    end = calendar.day(m, "t")
    start = calendar.day(m, "f", end.year if end else None)
    return ("span", start, end) if start else None


def days_range(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "từ ngày 10 đến 15/9"."""
    end = calendar.day(m, "t")
    start = safe(end.year, end.month, int(m["s"])) if end else None
    return ("span", start, end) if start and end and start < end else None


def same_span(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "trong cùng giai đoạn", "trong thời gian trên": the span that was told last."""
    return calendar.told


def same_drive(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "trong đợt này", "sau tuần lễ": the days that were told last."""
    return calendar.drive
