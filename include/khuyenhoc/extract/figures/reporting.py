"""The span that an article reports on, and the one that it plans for."""

from __future__ import annotations

import re
from datetime import date

from khuyenhoc.extract.figures.periods import When
from khuyenhoc.extract.figures.reckoning import Calendar
from khuyenhoc.models import Period

REPORTS = re.compile(
    r"(?:tổng kết|sơ kết|giao ban|kết quả|đánh giá|báo cáo|nhìn lại|(?<!dịch vụ )tổng hợp|số liệu)(?:(?!triển khai|phương hướng|nhiệm vụ|kế hoạch)[^.;\n])*$"
)
_PLANS = re.compile(
    r"(?:triển khai|phương hướng|nhiệm vụ|kế hoạch|phấn đấu|mục tiêu|đại hội[^.\n]{0,60}|lần thứ[^.\n]{0,15}|bàn)\s*(?:\S+\s+){0,8}$"
)
#: A sentence that begins so tells what was done for a result: "Để có kết quả trên, từ tháng 3 đến tháng 9 …".
_MEANS = re.compile(r"\s*để (?:có|đạt)")
#: "Kết quả xếp loại năm 2013, …" in a report on ten months of 2014: one result has its year, not the article.
_GRADES = re.compile(r"(?:xếp loại|phân loại|bình xét|thẩm định)\s*$")
_PLANNED = frozenset({"year", "last_months", "quarter", "half"})
#: The body opens with a time no further from the title than this: what it tells is of that time.
_OPENS = 12
#: Characters behind the title that a plan's span is named in.
_LEAD = 500
#: What a sentence that opens a review does not hold: plans, what happened once; figures, where it is not the first.
_NO_OPENING = re.compile(r"phấn đấu|kế hoạch|sẽ|mục tiêu|chỉ tiêu|thành lập|ra đời")
#: Between a year and the days of it that something was held.
_HELD = re.compile(
    r",? ?\(?(?:(?:được |đã )?(?:diễn ra|tổ chức|phát động|kéo dài|thực hiện|triển khai) )?(?:trong )?"
)
_HELD_NEAR, _DAYS = 30, frozenset({"day_range", "days_range", "month_range", "months", "event_days"})
_DIGIT = re.compile(r"\d")
_WHOLE_SPANS = frozenset(["first_months", "half", "quarter", "year", "years", "school_year"])


def reported(text: str, low: str, times: list[When], calendar: Calendar, title_end: int) -> Period | None:
    """The span that the article reports on: "tổng kết công tác năm 2023", "sơ kết 6 tháng đầu năm"."""
    spans = [t for t in times if t.kind == "span" and t.start < title_end + 1500]
    title = next(
        (
            t
            for t in spans
            if t.start < title_end and t.name in _WHOLE_SPANS and not _PLANS.search(low, 0, t.start)
        ),
        None,
    )
    if title is not None:
        narrowed = (_narrowed(low, t, times) for t in spans if t.period.start == title.period.start)
        return next((n.period for n in narrowed if n.name in _DAYS), title.period)
    for t in spans:
        sentence_start = max(text.rfind("\n", 0, t.start), text.rfind(". ", 0, t.start)) + 1
        if (
            REPORTS.search(low, sentence_start, t.start)
            and not _MEANS.match(low, sentence_start)
            and not _GRADES.search(low, sentence_start, t.start)
        ):
            return _narrowed(low, t, times).period
    opening = _opening(text, low, spans, calendar, title_end)
    if opening is not None:
        return opening
    term = calendar.term
    if term is None or low.find("đại hội", 0, title_end + 400) < 0:
        return None
    if term is not calendar.next_term:
        return term
    # the term that is over, where only the one to come is named
    return next((t.period for t in times if t.name == "this_term" and t.period.end != term.end), None)


def _narrowed(low: str, t: When, times: list[When]) -> When:
    """The days that a year is told to be of: "Tháng vận động quỹ năm 2018, diễn ra từ ngày 2/9 đến 2/10"."""
    for s in times:
        if s.start > t.end + _HELD_NEAR:
            break
        if s.start >= t.end and s.name in _DAYS and _HELD.fullmatch(low, t.end, s.start):
            return s
    return t


def planned(low: str, times: list[When], today: date | None, title_end: int) -> Period | None:
    """The span to come that the title or the lead plans for: "Nghị quyết về nhiệm vụ năm 2021"."""
    for t in times:
        if t.start > title_end + _LEAD:
            return None
        to_come = today is not None and t.period.start is not None and t.period.start > today
        begun = today is not None and t.name == "year" and t.period.end is not None and t.period.end > today
        # "Kế hoạch khuyến học năm 2023", told in January of it
        to_come = to_come or (begun and t.start < title_end)
        if to_come and t.name in _PLANNED and _PLANS.search(low, 0, t.start):
            return t.period
    return None


def _opening(text: str, low: str, spans: list[When], calendar: Calendar, title_end: int) -> Period | None:
    """The span that a sentence of the lead without figures opens with: "Năm 2017 của huyện ta có mấy việc …"."""
    today = calendar.today
    for t in spans:
        if (t.name not in _WHOLE_SPANS and t.name != "past_year") or t.start < title_end:
            continue
        if today is None or t.period.end is None or t.period.end.year not in (today.year, today.year - 1):
            continue
        begins = max(text.rfind("\n", 0, t.start), text.rfind(". ", 0, t.start) + 1) + 1
        ends = min(
            (e for e in (text.find(s, t.end) for s in ("\n", ". ")) if e >= 0),
            default=len(text),
        )
        rest = low[t.end : ends]
        opens = t.start - title_end <= _OPENS and t.name in _WHOLE_SPANS and calendar.report is None
        if t.start - begins > 12 or _NO_OPENING.search(rest) or (not opens and _DIGIT.search(rest)):
            continue
        return t.period
    return None
