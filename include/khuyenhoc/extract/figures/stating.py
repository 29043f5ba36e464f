"""What the words of one day say: up to when a state holds, when something happened, what is compared against.

A function is the reading of the pattern of `phrasing` that bears its name, as in `spanning`. Readings 6, 7 and 16 of the
annotation guide: a state has only its end, "đến năm N" the last day of the year; "dịp này" is the day of the event.
"""

from __future__ import annotations

from datetime import date, timedelta
from re import Match

from khuyenhoc.extract.figures.days import month_end, nth_quarter, safe
from khuyenhoc.extract.figures.gazetteer import REFORM
from khuyenhoc.extract.figures.reckoning import Calendar, Time


def _state(day: date | None) -> Time | None:
    return ("state", None, day) if day else None


def _event(day: date | None) -> Time | None:
    return ("event", day, day) if day else None


def now(calendar: Calendar, m: Match[str]) -> Time:
    """ "đến nay", "hiện nay"."""
    return "state", None, calendar.today


def until_day(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "tính đến ngày 31/12/2023"."""
    return _state(calendar.day(m, "t"))


def until_month(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "đến hết tháng 9/2023"."""
    year, month = calendar.year_said(m["a"]), int(m["m"])
    return _state(month_end(year, month)) if year and 1 <= month <= 12 else None


def until_quarter(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "đến hết quý III/2023"."""
    q = nth_quarter(m["q"])
    year = calendar.year_of_part(3 * q - 2, m["a"])
    return _state(month_end(year, 3 * q)) if year else None


def until_year(calendar: Calendar, m: Match[str]) -> Time:
    """ "đến năm 2025", "đến cuối 2023", "hết năm 2023"."""
    end = date(int(m["a"]), 12, 31)
    if m.string.endswith("bình xét ", 0, m.start()):
        return "span", date(end.year, 1, 1), end  # "Qua bình xét cuối năm 2012": those of the year
    return "state", None, end


def end_of_last_year(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "cuối năm ngoái"."""
    return _state(date(calendar.year - 1, 12, 31)) if calendar.year else None


def end_of_this_year(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "đến cuối năm"."""
    return _state(date(calendar.year, 12, 31)) if calendar.year else None


def carried_over(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "chuyển sang năm 2024", "kết chuyển sang năm sau": what is left at the end of the year before."""
    year = int(m["a"]) - 1 if m["a"] else calendar.year
    return _state(date(year, 12, 31)) if year else None


def end_of_term(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "đến cuối nhiệm kỳ"."""
    term = calendar.next_term or calendar.term
    return ("state", None, term.end) if term else None


def before_merger(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "trước khi sáp nhập", told since."""
    return _state(REFORM - timedelta(days=1)) if calendar.today and calendar.today >= REFORM else None


def same_day(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "cùng thời điểm": the day of the state that was told last."""
    return _state(calendar.stated)


def event_day(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "sáng 15/9", "mồng 4 Tết Tân Sửu (15/2)"."""
    return _event(calendar.day(m, "e"))


def full_day(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "15/9/2023"; without its year it may be any number."""
    return event_day(calendar, m) if m["ey"] else None


def event_days(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "trong hai ngày 14 và 15/9"."""
    end = calendar.day(m, "e")
    start = safe(end.year, end.month, int(m["s"])) if end else None
    return ("event", start, end) if start and end and start <= end else _event(end)


def lunar(calendar: Calendar, m: Match[str]) -> None:
    """ "mồng 4 Tết": which day that was is not reckoned."""


def yesterday(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "chiều qua": before the day of publication."""
    return _event(calendar.published - timedelta(days=1)) if calendar.published else None


def occasion(calendar: Calendar, m: Match[str]) -> Time:
    """ "dịp này", "tại hội nghị": the day of the report."""
    return "event", calendar.today, calendar.today


def last_time(calendar: Calendar, m: Match[str]) -> Time:
    """ "(cùng kỳ là 120)"."""
    return "compared", None, None
