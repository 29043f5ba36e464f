"""The times that a text names: spans, states ("đến nay"), days of an event, and what is compared against.

`phrasing` has their patterns, `spanning`, `ranging` and `stating` what the words say; here they are found in a text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from khuyenhoc.extract.figures.days import in_year
from khuyenhoc.extract.figures.phrasing import (
    AFTER_SLASH,
    AT_NUMBER,
    BRACKETED,
    BY_START,
    MAY_BE_TIME,
    Candidate,
)
from khuyenhoc.extract.figures.reckoning import Calendar, Kind, Time
from khuyenhoc.extract.figures.words import Pieces, fold, forms, where
from khuyenhoc.models import Period

_DIGITS = frozenset({"number", "date"})
#: Days and months whose year is said without its number: "hôm 15 tháng 6 năm nay", "tháng 9 năm ngoái".
_YEARLESS = frozenset(
    {"quarter", "month", "months", "event_day", "event_days", "full_day", "until_day", "until_month"}
)
_ITS_YEAR = re.compile(r",? (?:của )?năm (?P<which>nay|ngoái|trước|rồi)(?![\w]| đó)")
#: Where these say no day that there was they still are days, and no numbers.
_NO_DAY = frozenset({"glossed_day", "lunar", "event_day", "event_days", "until_day"})
#: "thực hiện", "thể hiện" do not speak of now.
_NOT_NOW = forms("thực", "thể", "biểu", "phát", "xuất", "tái")
_NOW = forms("hiện")
_EVERY = ("mỗi ", "hằng ", "hàng ", "từng ")
#: "Riêng lễ báo công năm nay": the day of the event.
_OF_EVENT = re.compile(r"(?:lễ|hội nghị|đại hội|ngày hội)(?: [^\W\d]+){0,4} $")
_COMPARED = re.compile(
    r"(?:so(?: với)?|gấp (?:[\w,]+ ){1,3}lần|gấp (?:đôi|rưỡi|ba)|cùng (?:thời )?kỳ|bằng|thời điểm|cao hơn|thấp hơn|nhiều hơn|ít hơn|(?<=[,–-] )hơn)(?: với)?(?: cùng kỳ| thời điểm| cùng thời điểm| đầu| cuối| trước| mức| kết quả| thời kỳ| đầu nhiệm kỳ| của)*\s*$"
)
#: "gấp rưỡi mùa khui heo năm ngoái", "hơn hẳn con số 45 suất của năm trước"
_BEYOND = re.compile(r"(?:gấp|so với|hơn|kém|bằng|vượt)\b[^,.;:]{0,36}$")
#: "tăng 9% so với tháng vận động năm 2017": the year is that of what is compared against; a plan's or a base's is not.
_AGAINST = re.compile(
    r"(?:so với|(?:nhiều|ít|cao|thấp) hơn) (?!kế hoạch|chỉ tiêu|mục tiêu|nghị quyết|tổng số|dân số|số |nhu cầu|yêu cầu|quy định)(?:[^\W\d]+ ){1,6}$"
)
#: "tăng gấp đôi trong năm 2023": when it rose, not what from.
_DURING = ("trong", "vào", "sau", "qua", "từ")
_SPANS_OF_YEARS, _KEPT = (
    frozenset({"n_years", "past_years", "after_years"}),
    ("kỷ niệm ", "kỉ niệm ", "mừng "),
)
#: How what `_COMPARED` finds ends.
_COMPARED_ENDS = (
    "so",
    "với",
    "kỳ",
    "bằng",
    "điểm",
    "hơn",
    "đầu",
    "cuối",
    "trước",
    "mức",
    "quả",
    "của",
    "lần",
    "đôi",
    "rưỡi",
    "ba",
)


@dataclass(frozen=True, slots=True)
class When:
    """A time that the text names."""

    start: int
    end: int
    kind: Kind
    period: Period
    name: str
    year_only: bool = False


def find(text: str, low: str, pieces: Pieces, calendar: Calendar) -> list[When]:
    """The times of a text in order; `low` is the text lowered, `calendar` learns the day and the span of the report first."""
    calendar.learn(text, low)
    found: list[When] = []
    words, said, starts = pieces
    position, last = 0, len(words) - 1
    digits = [i for i, word in enumerate(words) if word.kind in _DIGITS]
    for i in sorted(where(said, BY_START) + digits):
        at = starts[i]
        if at < position:
            continue
        before = words[i - 1].text if i else ""
        if words[i].kind == "word":
            if said[i] in _NOW and fold(before) in _NOT_NOW:
                continue
            tried = BY_START[said[i]]
        else:
            if before == "/":
                tried = AFTER_SLASH
            elif before == "(" and words[min(i + 1, last)].text == ")":
                tried = BRACKETED
            elif MAY_BE_TIME.match(low, at):
                tried = AT_NUMBER
            else:
                continue
        gate, candidates, follow = tried
        if follow and (i == last or said[i + 1] not in follow):
            continue
        when = _named(text, low, at, candidates, calendar) if gate.match(low, at) else None
        if when is not None and when.kind == "event" and before and words[i - 1].kind == "document":
            when = replace(when, kind="report")  # "Công văn số 112/HKH-VP ngày 20/11/2023"
        if when is not None and when.name == "merger" and _glosses(low, found, when):
            continue
        if when is not None:
            found.append(when)
            position = when.end
    return found


def _glosses(low: str, found: list[When], when: When) -> bool:
    """ "từ ngày 1/7 đến nay, sau khi sáp nhập": the merger only says why the time begins then."""
    return bool(found) and low[found[-1].end : when.start].strip() in ("", ",", "(", ", tức")


def _named(text: str, low: str, at: int, candidates: list[Candidate], calendar: Calendar) -> When | None:
    """The time that begins at `at`: the first of the candidates that matches and says a time."""
    for name, pattern, reading in candidates:
        m = pattern.match(low, at)
        if m is None:
            continue
        if name in _SPANS_OF_YEARS and low.endswith(_KEPT, 0, at):
            continue  # "kỷ niệm 50 năm thành lập trường": a feast
        time = reading(calendar, m)
        if time is not None:
            return _told(text, low, name, m, time, calendar)
        if name in _NO_DAY:
            return When(at, m.end(), "report", Period(text=text[at : m.end()]), "lunar")
    return None


def _told(text: str, low: str, name: str, m: re.Match[str], time: Time, calendar: Calendar) -> When | None:
    """What the sentence makes of a time that was read: its year behind it, what it is compared against or goes with."""
    at, ends = m.span()
    lead = low[max(0, at - 40) : at]
    compared = _is_compared(low, at, lead, name, time)
    calendar.note(name, time, compared=compared)
    if name == "month" and lead.endswith(_EVERY):
        return None  # "mỗi tháng 1 triệu đồng"
    kind, begun, end = time
    of_year = _ITS_YEAR.match(low, ends) if name in _YEARLESS else None
    if of_year:
        ends = of_year.end()
        if calendar.year and not m.group()[-4:].isdigit():
            year = calendar.year - (of_year["which"] != "nay")
            begun, end = (day and in_year(day, year) for day in (begun, end))
    if name == "this_year" and calendar.today and _OF_EVENT.search(lead):
        kind, begun, end = "event", calendar.today, calendar.today
    elif compared:
        kind = "compared"
    name = "year" if name == "plan_year" else name
    return When(at, ends, kind, Period(begun, end, text[at:ends].strip()), name)


def _is_compared(low: str, at: int, lead: str, name: str, time: Time) -> bool:
    """Is the time at `at` what a figure is compared against, by the words before it?"""
    if lead.rstrip().endswith(_COMPARED_ENDS) and _COMPARED.search(lead) and not low.startswith(_DURING, at):
        return True
    if time[0] == "span" and ("so với " in lead or "hơn " in lead) and _AGAINST.search(lead):
        return True
    return name == "previous_year" and _BEYOND.search(lead) is not None
