"""The times that are said right beside a figure and are its alone: behind it, in brackets, of the year before, in a table's head."""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date

from khuyenhoc.extract.figures.days import Y, safe
from khuyenhoc.extract.figures.listening import STOCKS
from khuyenhoc.extract.figures.metrics import Claim
from khuyenhoc.extract.figures.periods import When
from khuyenhoc.extract.figures.reckoning import Calendar
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.models import Period, Statistic

#: What is told of a level that has one itself.
_NO_LEVELS = frozenset({Statistic.CHANGE, Statistic.TARGET, Statistic.OVER_TARGET})
#: What a sentence begins with before the time that is compared against.
_OPENS = re.compile(r"(?:trong |cùng kỳ )*")
#: What leads from that time to its figure.
_STOOD = re.compile(r"\s*(?:mới |chỉ |cũng )?(?:là|đạt|có|ở mức)\s*(?:hơn |trên |gần |khoảng )?")
#: (Between a year and a level of then.) "lập năm 2010, lúc ấy vốn chưa tới 20 triệu đồng"
_THEN = re.compile(r", (?:và |mà )?(?:lúc|khi|hồi|ngày) (?:ấy|đó|đầu)(?: [^\W\d]+){1,5} ")
_BEGAN_WITH = re.compile(
    r",? với (?:số |vốn |quỹ |tiền |kinh phí |nguồn |ban đầu |chỉ |hơn |gần |trên |khoảng |vỏn vẹn )*"
)
_TERM_BEFORE = re.compile(r"nhiệm kỳ trước(?: đó)? ?(?:\(|là |đạt |có )(?:chỉ |hơn |gần |trên |khoảng )*$")
#: What opens a bracket about the year before: "(cùng kỳ 372 lớp, 14.000 lượt)", "(cùng kỳ năm trước 372 lớp)".
_BRACKETED = re.compile(r"\((?:cùng kỳ )?$")
_YEAR = re.compile(rf"(?<!\d){Y}(?![\d.,]\d)")
#: Years told together: "2021, 2022 và 2023".
_YEARS = re.compile(rf"(?<!\d){Y}(?:(?:,|,? và|,? rồi)(?: năm)? {Y}(?!\d))+")
#: Between a figure and a time that is its alone: "79,9% vào năm 2020".
_BEHIND = re.compile(r"[^\d;,.()]{0,25}\bvào ")
_NEAR = 32
_CLAUSE = re.compile(r"(?: [^\W\d]+){1,15} (?!trước|sau|sinh|từ|đến|tới|nhân|dịp|hạn|mừng|chào)[^\W\d]+ ")
#: What something rose from, and to: "tăng từ 33 chi hội lên 39".
_FROM = re.compile(r"\btừ (?:mức |chỗ |chỉ |có |hơn |gần |trên |khoảng )*$")
_NOUN = re.compile(r"(?: [^\W\d]+){1,3} ")
_RISES = re.compile(r"\b(?:(?P<from>từ)|lên|xuống|còn) (?:mức |chỗ |chỉ |có |hơn |gần |trên |khoảng )*$")
_ROSE = re.compile(r"(?: [^\W\d]+){1,4} (?:lên|xuống) ")


class Beside:
    """Looks beside the figures of one article; `report` is the span that it reports on."""

    def __init__(
        self, text: str, low: str, times: list[When], calendar: Calendar, report: Period | None
    ) -> None:
        #: The text, and the text in small letters.
        self.text, self.low = text, low
        self.times = [t for t in times if t.kind not in ("compared", "report")]
        self.compared = [t for t in times if t.kind == "compared"]
        self.starts = [t.start for t in self.times]
        self.calendar, self.report = calendar, report
        self.turn_of, self.turns = -1, 0

    def said(self, claim: Claim, sentence: Sentence, left: When | None, next_start: int) -> Period | None:
        """The time beside a figure, the next of which begins at `next_start`; `left` is the time said before it."""
        q = claim.quantity
        return (
            self._own(q.end)
            or self._of_rise(sentence, q.start, q.end)
            or self._in_brackets(q.end, next_start)
            or self._at_founding(q.start)
            or self._of_the_term_before(q.start, left)
            or (
                self._of_the_year_before(sentence, q.start, left)
                if claim.statistic not in _NO_LEVELS
                else None
            )
        )

    def in_turn(self, sentence: Sentence, start: int) -> Period | None:
        """ "Trong ba năm 2021, 2022, 2023, quỹ lần lượt đạt 1,2 tỷ, 1,4 tỷ và 1,7 tỷ đồng"."""
        at = self.low.rfind("lần lượt", sentence.start, start)
        if at < 0:
            return None
        self.turns = self.turns + 1 if self.turn_of == at else 0
        self.turn_of = at
        listed = _YEARS.findall(self.low, max(sentence.start, self.low.rfind(";", sentence.start, at)), at)
        years = _YEAR.findall(listed[-1]) if listed else []
        if not self.turns < len(years) or ";" in self.low[at:start]:
            return None
        year = int(years[self.turns])
        return Period(date(year, 1, 1), date(year, 12, 31), years[self.turns])

    def day_behind(self, end: int, next_start: int) -> Period | None:
        """The day at the end of a figure's clause: "60 triệu đồng một cựu học sinh vừa gửi về hôm 10/11"."""
        i = bisect_left(self.starts, end)
        t = self.times[i] if i < len(self.times) and self.times[i].end <= next_start else None
        if t is None or t.name != "event_day" or _CLAUSE.fullmatch(self.low, end, t.start) is None:
            return None
        return t.period

    def closing_day(self, sentence: Sentence, end: int) -> When | None:
        """The day in brackets that closes a sentence is of all its figures: "… trao 52 suất học bổng (ngày 12/3)."."""
        i = bisect_left(self.starts, sentence.end) - 1
        t = self.times[i] if i >= 0 else None
        if t is None or t.kind != "event" or t.start < end or self.text[t.start - 1] != "(":
            return None
        return t if not self.text[t.end : sentence.end].strip(" .;)") else None

    def _own(self, end: int) -> Period | None:
        """The time right behind a figure that is its alone: "79,9% vào năm 2020"."""
        i = bisect_left(self.starts, end)
        t = self.times[i] if i < len(self.times) else None
        if t is None or t.kind == "event" or t.start - end > _NEAR:
            return None
        if t.name == "year" and not self.text[end : t.start].strip():
            return t.period  # "từ 61% năm 2017 lên 64,5% năm 2018"
        return t.period if _BEHIND.fullmatch(self.text, end, t.start + 4) else None

    def _of_rise(self, sentence: Sentence, start: int, end: int) -> Period | None:
        """The year behind each end of a rise: "từ 14.326 hộ năm 2014 tăng lên 21.780 hộ năm 2016"."""
        i = bisect_left(self.starts, end)
        t = self.times[i] if i < len(self.times) and self.times[i].start - end < _NEAR else None
        if t is None or t.name != "year" or _NOUN.fullmatch(self.low, end, t.start) is None:
            return None
        rises = _RISES.search(self.low, max(sentence.start, start - _NEAR), start)
        from_what = rises is not None and (
            rises["from"] or self.low.rfind("từ ", sentence.start, rises.start()) >= 0
        )
        return t.period if from_what else None

    def _in_brackets(self, end: int, next_start: int) -> Period | None:
        """The time in brackets right behind a figure: "từ 20% (năm 2018) lên 26% (năm 2023)"."""
        i = bisect_left(self.starts, end)
        if i == len(self.times) or self.text[end : self.times[i].start].strip() != "(":
            return None
        t = self.times[i]
        alone = self.text[t.end : t.end + 1] == ")" and t.end <= next_start
        return t.period if alone and t.kind in ("span", "state") else None

    def _at_founding(self, start: int) -> Period | None:
        """ "thành lập năm 2011 với 9 hội viên": the year that is another sentence's no more."""
        i = bisect_left(self.starts, start) - 1
        t = self.times[i] if i >= 0 else None
        if t is None or t.name != "year" or start - t.end > _NEAR:
            return None
        founded = _BEGAN_WITH.fullmatch(self.low, t.end, start) or _THEN.fullmatch(self.low, t.end, start)
        return t.period if founded else None

    def _of_the_term_before(self, start: int, left: When | None) -> Period | None:
        """ "Nhiệm kỳ 2018-2023 … 412 tỷ đồng, gấp 2,3 lần nhiệm kỳ trước (179 tỷ đồng)"."""
        if not _TERM_BEFORE.search(self.low, max(0, start - 30), start):
            return None
        term = left.period if left is not None and left.name == "years" else self.calendar.term
        if term is None or term.start is None or term.end is None:
            return None
        first, last = term.start.year, term.end.year
        return Period(date(2 * first - last, 1, 1), date(first, 12, 31), "nhiệm kỳ trước")

    def _of_the_year_before(self, sentence: Sentence, start: int, left: When | None) -> Period | None:
        """A figure of what is compared against: "…; cùng kỳ năm trước là 80%"."""
        t = next((t for t in reversed(self.compared) if sentence.start <= t.start < start), None)
        # "Cùng kỳ năm trước, đêm nhạc chỉ thu được 208 triệu đồng"
        opens = t is not None and left is None and _OPENS.fullmatch(self.low, sentence.start, t.start)
        if t is None or not (
            (opens and self.text.startswith(", ", t.end))
            or _STOOD.fullmatch(self.text, t.end, start)
            or (
                _BRACKETED.search(self.low, max(0, t.start - 20), t.start)
                and ")" not in self.text[t.end : start]
            )
        ):
            return None
        now = left.period if left is not None else self.report
        if now is None or now.start is None or now.end is None:
            return t.period
        before = [
            safe(day.year - 1, day.month, min(day.day, 28) if day.month == 2 else day.day)
            for day in (now.start, now.end)
        ]
        return Period(before[0], before[1], t.period.text)

    def stood_before(self, start: int, end: int) -> bool:
        """Is this where something rose from, no time being said: "chi hội tăng từ 33 lên 39"?"""
        if not self.low.startswith(("lên ", "xuống "), end + 1) and _ROSE.match(self.low, end) is None:
            return False
        return _FROM.search(self.low, max(0, start - 20), start) is not None

    def of_cell(self, metric: str, start: int, end: int, table: int) -> Period:
        """The time of a table's value: of its head, else of the words that introduce the table."""
        i = bisect_left(self.starts, start)
        if i < len(self.times) and self.times[i].start < end:
            return self.times[i].period
        floor = max(0, table - 2000)
        line = self.text.rfind("\n", floor, floor + len(self.text[floor:table].rstrip())) + 1
        caption = max(line, self.text.rfind(". ", line, table - 3) + 1)
        j = bisect_left(self.starts, table) - 1
        if re.search(r"số liệu|kết quả|bảng|cụ thể|như sau|:\s*$", self.low[caption:table]):
            if j >= 0 and self.times[j].start >= caption:
                when = self.times[j]
                said = self.times[bisect_left(self.starts, caption) : j + 1]
                # "… trong 6 tháng (hội viên tính đến 30/6):": what there is has the day, what was done the months
                other = "state" if metric in STOCKS else "span"
                if when.kind in ("state", "span") and when.kind != other:
                    when = next((t for t in said if t.kind == other), when)
                return (
                    when.period
                    if when.kind != "event" or metric not in STOCKS
                    else Period(None, when.period.end, when.period.text)
                )
            if j >= 0 and self.times[j].start >= line and self.times[j].kind == "state":
                return self.times[j].period
        return self.report or Period(None, self.calendar.today)
