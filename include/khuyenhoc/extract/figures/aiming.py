"""Goals: what a quantity is to be, by a word beside it or by a time that is still to come; and what is done already."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from khuyenhoc.extract.figures.words import Word, fold, forms

if TYPE_CHECKING:
    from khuyenhoc.extract.figures.surrounding import Around

_IS, TARGETS = forms("là"), "chi4 tiêu"
_CARRIES_OUT = [fold(word) for word in ("thực", "hiện")]
_LAYS_DOWN = forms("đặt", "đặt ra", "đề ra")
_ALREADY = forms("đã", "vừa", "hiện")
_DOES = frozenset({"group", "new_verb", "more"})
_RESULTS = frozenset({"share", "over_target", "compare", "up", "down", "lift", "to", "group", "spend"})
#: So many days before its end a year's results are told: "Đến cuối năm, toàn tỉnh có …", on 20 December.
_NEARLY = 20
#: A span that began in the year of the report and lasts more years than these is still to come.
_TERM = 2
_FUTURE = frozenset(
    [
        "until_year",
        "until_year_bare",
        "end_of_year",
        "year",
        "last_months",
        "quarter",
        "school_year",
        "next_year",
        "next_term",
        "years",
        "end_of_this_year",
        "until_day",
        "until_month",
        "half",
        "this_school_year",
    ]
)


def is_carried_out(left: list[Word]) -> bool:
    """ "Kế hoạch vận động quỹ 2 tỷ đồng, thực hiện 2,3 tỷ đồng": what was done of the same that was the goal."""
    said = [w.form for w in left if w.tag != "bound"][-2:]
    return said == _CARRIES_OUT


def is_target(around: Around, target: bool, reported: date | None, today: date | None) -> bool:
    """Is this a goal: by a word ("phấn đấu", "mục tiêu") or by a time that is still to come?"""
    when = around.when
    if _is_now(around, today):
        return is_planned(around.left)
    if when is not None and today is not None and when.name in _FUTURE:
        start, end = when.period.start, when.period.end
        if around.bracketed and end is not None and end <= today:
            return is_planned(around.left)
        over = (
            end is not None and end <= today
        )  # "Quý I năm nay, xã có 820 người đăng ký", in a report on the year before
        if start is not None and (
            start > today or (reported is not None and start > reported and not over and not _done(around))
        ):
            return True
        if (
            when.name == "years"
            and start is not None
            and end is not None
            and start.year == today.year
            and end.year > today.year + _TERM
            and not _done(around)
        ):
            return True  # "Trong cả nhiệm kỳ 2025 - 2030, vận động quỹ đạt trên 5 tỷ đồng", said in 2025
        if (
            start is None
            and end is not None
            and not _done(around)  # "So với mục tiêu đến năm 2025 (80%), tỷ lệ đã đạt 78,4%"
            and (end - today).days > _NEARLY
            and (end.year > today.year or re.search("hết|cuối", when.period.text))
        ):
            return True
    if when is not None and today is not None and when.kind == "event":
        day = when.period.end
        if day is not None and day <= today:
            return is_planned(around.left)  # "… Trước mắt, ngày 1/10 vừa rồi, hội trao 200 suất"
    return target or is_planned(around.left)


def _is_now(around: Around, today: date | None) -> bool:
    """ "phấn đấu 30% dân số (hiện nay 24%)": what a bracket says of a time that is no more to come."""
    when = around.when
    if not around.bracketed or when is None or not around.left or when.start < around.since:
        return False
    return when.period.end is not None and today is not None and when.period.end <= today


def is_planned(left: list[Word]) -> bool:
    """ "(kế hoạch 40%)", "(chỉ tiêu đến năm 2020 là 70%)", "chưa đạt kế hoạch năm là 40%": the plan beside its result."""
    if not any(w.tag in ("plan", "target") or w.form.startswith(TARGETS) for w in left):
        return False  # most figures
    closed = max((j for j, w in enumerate(left) if w.text == ")"), default=-1)
    left = left[closed + 1 :]
    named = next((j for j, w in enumerate(left) if w.text == ":"), -1)
    if any(w.tag in ("plan", "target") or w.form.startswith(TARGETS) for w in left[named + 1 :]):
        left = left[named + 1 :]  # "Tỷ lệ hội viên: chỉ tiêu 25%"
    plan = max(
        (j for j, w in enumerate(left) if w.tag in ("plan", "target") or w.form.startswith(TARGETS)),
        default=-1,
    )
    if plan < 0 or any(w.tag in _RESULTS for w in left[plan + 1 :]):
        return False
    result = any(w.tag in _RESULTS for w in left[:plan])
    return not result or any(w.form in _IS or w.text == ":" for w in left[plan + 1 :])


def is_set(left: list[Word]) -> bool:
    """ "chỉ tiêu (vận động quỹ) là 3 tỷ đồng", "chỉ tiêu là vận động 3 tỷ", "so với chỉ tiêu 80%": the number is the goal itself."""
    said = next((j for j, w in enumerate(left) if w.form.startswith(TARGETS)), -1)
    if said < 0 or any(w.tag in ("over_target", "share") for w in left):
        return False
    last = [w for w in left[said + 1 :] if w.tag != "bound"]
    if len(last) > 1 and last[-1].tag in _DOES and last[-2].form in _IS:
        last.pop()
    return not last or last[-1].form in _IS


def is_laid_down(around: Around) -> bool:
    """ "Đầu năm chúng tôi đặt 67 tỉ đồng cho cả năm"."""
    said = [w for w in around.left if w.tag != "bound"]
    laid = [said[-1].form, " ".join([w.form for w in said[-2:]])] if said else []
    beyond = "over_target" in around.left_tags  # "vượt mục tiêu đề ra 68 triệu đồng"
    return around.q.unit != "count" and not beyond and not _LAYS_DOWN.isdisjoint(laid)


def _done(around: Around) -> bool:
    return any(w.form in _ALREADY for w in around.left)
