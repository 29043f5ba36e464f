"""The times that headings inside an article name for what follows them."""

from __future__ import annotations

import re
from bisect import bisect_left

from khuyenhoc.extract.figures.periods import When
from khuyenhoc.extract.figures.reporting import REPORTS
from khuyenhoc.extract.figures.sentences import Sentence

#: A heading is no longer than this; one that begins with a Roman number or a letter, or is shouted heads all that follows.
LONGEST_HEADING = 140
_CHIEF = re.compile(r"(?:[IVX]{1,4}|[A-E])\s?[.)/–-]\s*\S")
_SHOUTED = 14
#: A line that heads what is planned, for the goals below it: "4. Phương hướng năm 2023", "II. Chỉ tiêu đến năm 2025".
_NUMBERED = re.compile(r"\d{1,2}\s?[.)/]\s*\S")
_OF_PLANS = re.compile(r"phương hướng|nhiệm vụ|mục tiêu|chỉ tiêu|kế hoạch")


class Headings:
    """Reads the headings of one article in order: `over` is the span reported on, `ahead` the one planned for."""

    def __init__(self, text: str, low: str, times: list[When], title_end: int) -> None:
        #: The text, and the text in small letters.
        self.text, self.low = text, low
        self.times, self.starts = times, [t.start for t in times]
        self.title_end = title_end
        self.over: When | None = None
        self.ahead: When | None = None

    def enter(self, sentence: Sentence) -> bool:
        """Begin a line: is it a heading of all that follows, to which no earlier list goes on?"""
        if sentence.start <= self.title_end:
            return False
        end = self.text.find("\n", sentence.start, sentence.start + LONGEST_HEADING + 1)
        if end < 0 or self.text[end - 1] in ".:;,!?":
            return False
        line = self.text[sentence.start : end]
        chief = _CHIEF.match(line) is not None or line[:_SHOUTED].isupper()
        numbered = _NUMBERED.match(line) is not None
        if chief or numbered:
            self.ahead = None
        planned = (_OF_PLANS.search if chief or numbered else _OF_PLANS.match)(self.low, sentence.start, end)
        if planned:
            self.ahead = self._time_of(sentence.start, end)
            if not chief:
                return False
        if "Ảnh" in line or not (chief or REPORTS.search(self.low, sentence.start, end)):
            return False
        t = self._span_of(sentence.start, end)
        if t is not None or chief:
            self.over = t
        return chief

    def _span_of(self, start: int, end: int) -> When | None:
        """The first time of a line, where it is a span."""
        t = self._time_of(start, end)
        return t if t is not None and t.kind == "span" else None

    def _time_of(self, start: int, end: int) -> When | None:
        i = bisect_left(self.starts, start)
        return self.times[i] if i < len(self.times) and self.times[i].start < end else None
