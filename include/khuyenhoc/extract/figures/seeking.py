"""Where the times of a text stand in its sentences: before a figure, behind it, in brackets."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from khuyenhoc.extract.figures.passing import is_passing
from khuyenhoc.extract.figures.periods import When
from khuyenhoc.extract.figures.reckoning import Calendar
from khuyenhoc.extract.figures.sentences import Sentence

#: What leads to the time of a part: "…, riêng quý IV 800 triệu".
PARTIAL = re.compile(r"(?:riêng|trước đó|trong khi|còn)\s*,?\s*(?:trong\s)?$")
#: A time that a bracket only says exactly: "Kết thúc tháng cao điểm (từ 1/9 đến 30/9), quỹ tiếp nhận …".
_GLOSSED = re.compile(r"(?:tháng|tuần|đợt|thời gian|chiến dịch|mùa)(?: [^\W\d]+){0,5} $")
#: "2. Các mô hình học tập (bình xét năm 2020):" above a list
_ABOVE_LIST = re.compile(r"\)(?::\n|\n[-+•*])")
_APART = re.compile(r", (?:nhưng|trong khi|còn|riêng) ?")


class Timeline:
    """The times of one article in order, of which those near a figure are sought."""

    def __init__(self, text: str, low: str, times: list[When], calendar: Calendar) -> None:
        #: The text, and the text in small letters.
        self.text, self.low = text, low
        self.times, self.calendar = times, calendar
        self.starts = [t.start for t in times]

    def back(self, sentence: Sentence, at: int) -> Iterator[When]:
        """The times of a sentence that begin before `at`, the last one first."""
        for i in range(bisect_left(self.starts, at) - 1, -1, -1):
            if self.times[i].start < sentence.start:
                return
            yield self.times[i]

    def left(self, sentence: Sentence, at: int) -> When | None:
        """The time that a sentence says last before `at`, outside brackets and not in passing."""
        for t in self.back(sentence, at):
            part = ";" in self.text[t.end : at] and self._is_part(t, sentence)
            if not part and not self.is_bracketed(t, at) and not self.is_passing(t, sentence):
                return t
        return None

    def _is_part(self, t: When, sentence: Sentence) -> bool:
        """ "Cả năm vận động được 2 tỷ đồng, riêng quý IV 800 triệu; …": behind the semicolon the year goes on."""
        whole = next(self.back(sentence, t.start), None)
        if whole is None:
            return False
        if t.name == "months_so_far" and whole.kind == "span":
            return True  # "Quý III vận động 1,2 tỷ đồng, lũy kế 9 tháng đạt 3,9 tỷ đồng; mở 31 lớp"
        a, b = whole.period, t.period
        if not (a.start and a.end and b.start and b.end):
            return False
        within = a.start <= b.start and b.end <= a.end and whole.kind == "span"
        return within and PARTIAL.search(self.low, max(0, t.start - 14), t.start) is not None

    def planned_for(self, sentence: Sentence, at: int) -> When | None:
        """The year that a plan is for: "Chỉ tiêu cả năm là 8,5 tỷ đồng"."""
        t = next(self.back(sentence, at), None)
        return t if t is not None and t.name == "this_year" else None

    def right(self, sentence: Sentence, start: int, end: int) -> When | None:
        """The next time behind `start`, if it begins before `end` and dates what is said before it."""
        i = bisect_left(self.starts, start)
        t = self.times[i] if i < len(self.times) and self.times[i].start < min(end, sentence.end) else None
        if t is None or t.kind not in ("span", "state") or t.name == "now":
            return None
        between, behind = self.text[start : t.start], self.text[t.end : t.end + 1]
        apart = (
            ";" in between
            or ("(" in between and behind != ")")
            or _APART.search(between)
            or (between.endswith(", ") and end < sentence.end and behind == " ")
            or ("," in between and self.low.startswith("cả năm", t.start))
        )
        return t if not apart and not self.is_passing(t, sentence) else None

    def is_bracketed(self, t: When, at: int) -> bool:
        """Is the time in brackets that close before `at`?"""
        opened = self.text.rfind("(", max(0, t.start - 80), t.start)
        if (
            opened < 0
            or ")" in self.text[opened : t.start]
            or _GLOSSED.search(self.low, max(0, opened - 50), opened)
        ):
            return False
        closed = self.text.find(")", t.end, t.end + 200)
        heads = _ABOVE_LIST.match(self.text, t.end) is not None
        return 0 <= closed < at and not heads

    def is_passing(self, t: When, sentence: Sentence) -> bool:
        """Does the time date something else than the figures beside it?"""
        return is_passing(t, self.low, sentence.start, dated=self.calendar.report is not None)
