"""What words that name whole years, school years, terms, quarters and months say.

A function is the reading of the pattern of `phrasing` that bears its name, and of others of its shape: the time that was
matched, in the calendar of the article, or None where the words say no time. Readings 6 and 22 of the annotation guide:
"năm N" has the whole year, a term or a phase is whole years.
"""

from __future__ import annotations

from datetime import date
from re import Match

from khuyenhoc.extract.figures.days import nth_quarter, number
from khuyenhoc.extract.figures.reckoning import Calendar, Time, whole_months, whole_year


def _quarters(year: int | None, first: int, last: int) -> Time | None:
    """Whole quarters, both inclusive; None where the year is not known or has no such quarters."""
    return whole_months(year, 3 * first - 2, 3 * last)


def _school(year: int) -> Time:
    """The school year that begins in `year`."""
    return "span", date(year, 9, 1), date(year + 1, 8, 31)


def year(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "trong năm 2023", "phương hướng 2024", "hè 2023"."""
    return whole_year(int(m["a"]))


def years(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "giai đoạn 2021-2025", "5 năm (2018-2022)", "các năm 2021, 2022 và 2023"."""
    first, last = int(m["a"]), int(m["b"])
    if "và" in m.group() and "," not in m.group() and last != first + 1:
        return None  # two years that are told apart
    return ("span", date(first, 1, 1), date(last, 12, 31)) if first <= last <= first + 40 else None


def this_year(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "năm nay"; "trong năm", "cả năm": the one that is reported on."""
    return whole_year(calendar.year if "nay" in m.group() else calendar.year_past())


def past_year(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "năm qua"."""
    return whole_year(calendar.year_past())


def previous_year(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "năm ngoái"; "năm trước đó": before the one that was named."""
    after = (calendar.named if m.group().endswith("đó") else None) or calendar.year
    return whole_year(after - 1) if after else None


def next_year(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "năm tới"; "Năm 2019 …, năm sau …": after the one that was named."""
    named = calendar.named if m.group().endswith("sau") else None
    before = min(filter(None, (named, calendar.year)), default=None)
    return whole_year(before + 1) if before else None


def years_later(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "3 năm sau", "năm sau đó": after the year that was named."""
    return whole_year(calendar.named + (number(m["n"]) if m["n"] else 1)) if calendar.named else None


def same_year(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "cùng năm", "năm đó"."""
    return whole_year(calendar.named)


def long_ago(calendar: Calendar, m: Match[str]) -> Time:
    """ "mấy năm trước"."""
    return "span", None, None


def school_year(calendar: Calendar, m: Match[str]) -> Time:
    """ "năm học 2022-2023"."""
    return _school(int(m["a"]))


def this_school_year(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "năm học này", "năm học vừa qua", "năm học tới"."""
    said, today = m.group(), calendar.today
    to_come = said.endswith(("tới", "sau"))
    if calendar.span and calendar.span[0].month == 9 and not to_come:
        return "span", *calendar.span
    if today is None:
        return None
    if said.endswith(("qua", "rồi", "trước")):  # the school year that is over, or nearly so
        return _school(today.year - 1 - (today.month < 5))
    return _school(today.year - (today.month < (8 if said.endswith(("mới", "này")) else 9)) + to_come)


def same_school_year(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "cũng trong năm học đó": the first that was named."""
    return calendar.school


def this_term(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "trong nhiệm kỳ", "nhiệm kỳ qua"."""
    term = calendar.term
    if term is None:
        return None
    if term is calendar.next_term and term.start and term.end and "qua" in m.group():
        first, last = term.start.year, term.end.year  # the term before the one that begins
        return "span", date(2 * first - last, 1, 1), date(first, 12, 31)
    return "span", term.start, term.end


def next_term(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "nhiệm kỳ tới"."""
    term = calendar.next_term
    return ("span", term.start, term.end) if term else None


def half(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "6 tháng đầu năm 2023", "nửa cuối năm"."""
    first = 1 if m["h"] == "đầu" else 7
    return whole_months(calendar.year_of_part(first, m["a"]), first, first + 5)


def quarter(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "quý III/2023"."""
    q = nth_quarter(m["q"])
    return _quarters(calendar.year_of_part(3 * q - 2, m["a"]), q, q)


def quarters(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "3 quý đầu năm 2023", "quý I và II/2024"."""
    of = calendar.year_said(m["a"] or m["a2"])
    if m["n"]:
        return _quarters(of, 1, number(m["n"]))
    first, last = nth_quarter(m["q"]), nth_quarter(m["r"])
    return _quarters(of, first, last) if first < last else None


def this_quarter(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "trong quý": the one that is reported on."""
    return ("span", *calendar.span) if calendar.span else None


def past_quarter(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "quý vừa qua"."""
    today = calendar.today
    if today is None:
        return None
    over = (today.month - 1) // 3
    return _quarters(today.year, over, over) if over else _quarters(today.year - 1, 4, 4)


def month(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "tháng 9/2023"; "tháng 12", said in spring, is of the year before."""
    n, of, published = int(m["m"]), calendar.year_said(m["a"]), calendar.published
    if of and not m["a"] and published and of == published.year and n > published.month + 3:
        of -= 1
    return whole_months(of, n, n)


def months(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "tháng 9 và 10/2023", "các tháng 9, 10"."""
    first, last = int(m["m"]), int(m["n"])
    return whole_months(calendar.year_said(m["a"]), first, last) if first < last else None


def first_months(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "9 tháng đầu năm 2023", "9 tháng năm 2023"."""
    return whole_months(calendar.year_said(m["a"] or m["a2"]), 1, number(m["n"]))


def months_so_far(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "lũy kế 9 tháng"."""
    return whole_months(calendar.year, 1, number(m["n"]))


def last_months(calendar: Calendar, m: Match[str]) -> Time | None:
    """ "3 tháng cuối năm 2023"."""
    first = 13 - number(m["n"])
    return whole_months(calendar.year_of_part(first, m["a"]), first, 12) if 1 <= first <= 12 else None
