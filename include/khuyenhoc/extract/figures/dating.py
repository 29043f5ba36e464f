"""Which time a figure is about, among those that the text names.

Rule 7 of the annotation guide and readings 5-8, 16, 20-22: the narrowest time named for the figure, else the
sentence before, else the period that the article reports on, else the day of the event or of publication.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import date

from khuyenhoc.extract.figures import reporting
from khuyenhoc.extract.figures.adjoining import Beside
from khuyenhoc.extract.figures.heading import Headings
from khuyenhoc.extract.figures.listening import STOCKS
from khuyenhoc.extract.figures.metrics import Claim
from khuyenhoc.extract.figures.passing import is_passing
from khuyenhoc.extract.figures.periods import When
from khuyenhoc.extract.figures.reckoning import Calendar
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.models import Period, Statistic

#: The year that something was founded in dates no later sentence: "lập quỹ khuyến học từ năm 1995".
_FOUNDS = re.compile(r"lập (?:quỹ|ban|hội|chi hội)(?: [^\W\d]+){0,4} ?$")
_RECENT = 2
#: Days and ends of years that a state is told for: what was done is told of the whole span.
_STATES = frozenset({"until_day", "end_of_year", "end_of_this_year", "until_year"})
_WITH = re.compile(r"[^\d,;.()]{0,30}\b(?:với|gồm|và)\s+(?:hơn |trên |gần )?")
#: A paragraph that begins so goes on with the one before.
_GOES_ON = re.compile(r"(?:Ngoài ra|Đồng thời|Cùng với đó|Bên cạnh đó|Song song|Không chỉ|Không những)")
#: Times whose year "trong năm" means in the same paragraph.
_YEARS_TOLD = frozenset({"year", "until_year", "end_of_year"})
#: Between two quantities that share what is said behind the second: "61 dòng họ và 17.206 gia đình đăng ký …".
_JOINED = re.compile(r"[^;.\d]{1,24}(?:,| và)\s+")
#: A time that a bracket only says exactly: "Kết thúc tháng cao điểm (từ 1/9 đến 30/9), quỹ tiếp nhận …".
_GLOSSED = re.compile(r"(?:tháng|tuần|đợt|thời gian|chiến dịch|mùa)(?: [^\W\d]+){0,5} $")
#: Reading 20: a breakdown by place has the time of its total, also in a later paragraph.
_PART = re.compile(
    r"dẫn đầu|đứng đầu|(?:cao|nhiều|lớn|khá|tốt) nhất|tiêu biểu|điển hình|kế đến|tiếp (?:đến|theo)"
)
_APART = re.compile(r", (?:nhưng|trong khi|còn|riêng) ?")
_BULLETS = "*+-•–"
_PARTIAL = re.compile(r"(?:riêng|trước đó|trong khi|còn)\s*,?\s*(?:trong\s)?$")


class Times:
    """Finds the period of each claim of one article."""

    def __init__(
        self,
        text: str,
        low: str,
        sentences: list[Sentence],
        times: list[When],
        calendar: Calendar,
        title_end: int,
    ) -> None:
        #: The text, and the text in small letters, which most patterns are tried on.
        self.text, self.low = text, low
        self.sentences, self.calendar = sentences, calendar
        self.times = [t for t in times if t.kind not in ("compared", "report")]
        self.starts = [t.start for t in self.times]
        self.report = reporting.reported(text, low, self.times, calendar, title_end)
        self.plan = reporting.planned(low, self.times, calendar.today, title_end)
        self.carry: When | None = None
        #: How the last claim's time was found.
        self.how = ""
        self.paragraph = -1
        self.section: When | None = None
        self.headings = Headings(text, low, self.times, title_end)
        self.bullet, self.listed = "", False
        self.flow: Period | None = None
        self.flow_paragraph = -1
        self.totals: dict[str, Period] = {}
        self.before: tuple[Claim, Period] | None = None
        self.beside = Beside(text, low, times, calendar, self.report)

    def enter(self, sentence: Sentence) -> None:
        """Begin a sentence: what was said in its paragraph before still holds, the paragraph before no more."""
        if sentence.paragraph != self.paragraph:
            heading = self.text[max(0, sentence.start - 20) : sentence.start].rstrip()
            sign = self.text[sentence.start : sentence.start + 1]
            listed = sign in _BULLETS
            nested = listed and sign != self.bullet and self.carry is not None and self.carry.kind != "event"
            self.bullet = sign
            begun = listed and self.section is None and not self.listed
            self.listed = listed
            if nested or heading.endswith(":") or begun:
                self.section = self.carry
            elif not (self.section and (listed or self._short(sentence))):
                self.section = None
            goes_on = (
                _GOES_ON.match(self.text, sentence.start)
                and self.carry is not None
                and self.carry.kind == "span"
            )
            self.carry = self.carry if goes_on else None
            self.paragraph = sentence.paragraph
            if self.headings.enter(sentence):
                self.section, self.bullet = None, ""

    def _short(self, sentence: Sentence) -> bool:
        line_end = self.text.find("\n", sentence.start)
        return (line_end if line_end >= 0 else len(self.text)) - sentence.start < 90

    def leave(self, sentence: Sentence, *, figures: bool) -> None:
        """End a sentence: the last time that it names outside brackets may go on holding.

        The day of a meeting, in a sentence without `figures`, takes no place of the time before it.
        """
        i = bisect_left(self.starts, sentence.end) - 1
        today = self.calendar.today
        while i >= 0 and self.times[i].start >= sentence.start:
            t = self.times[i]
            to_come = today is not None and t.period.start is not None and t.period.start > today
            only_told = (
                t.kind == "event" and not figures and self.carry is not None and self.carry.kind != "event"
            )
            if (
                not to_come
                and not only_told
                and t.name != "years_ago"
                and not self._bracketed(t, sentence.end)
                and not _FOUNDS.search(self.low, max(sentence.start, t.start - 40), t.start)
                and not _PARTIAL.search(self.low, max(sentence.start, t.start - 14), t.start)
                and not self._passing(t, sentence)
            ):
                self.carry = self._meant(t)
                return
            i -= 1

    def _passing(self, t: When, sentence: Sentence) -> bool:
        return is_passing(t, self.low, sentence.start, dated=self.calendar.report is not None)

    def of(self, claim: Claim, previous_end: int, next_start: int) -> Period:
        """The claim's period; the bounds are the neighbouring quantities in its sentence."""
        period = self._of(claim, previous_end, next_start)
        if claim.statistic is not Statistic.TARGET and period.start is not None and period.end is not None:
            self.flow = period if period.text else self.flow
            self.flow_paragraph = self.paragraph if period.text else self.flow_paragraph
        if claim.statistic is Statistic.TOTAL and period.text:
            self.totals.setdefault(claim.metric, period)
        self.before = (claim, period)
        return period

    def _of(self, claim: Claim, previous_end: int, next_start: int) -> Period:
        sentence = self.sentences[claim.sentence]
        q = claim.quantity
        left = self._left(sentence, q.start)
        if claim.statistic is Statistic.TARGET:
            left = self._planned_for(sentence, q.start) or left
        stock = claim.metric in STOCKS
        said = self.beside.said(claim, sentence, left, next_start)
        if said is not None:
            self.how = "time.beside"
            return said
        if claim.statistic is not Statistic.TARGET and self.beside.stood_before(q.start, q.end):
            self.how = "time.unsaid"
            return Period()
        year = self.beside.in_turn(sentence, q.start)
        if year is not None:
            self.how = "time.turn"
            return year
        if claim.lifted and stock and claim.statistic is not Statistic.TARGET:
            self.how = "time.lifted"
            return self._lifted(left)
        last = self.before
        if (
            stock
            and last is not None
            and last[0].lifted
            and last[0].sentence == claim.sentence
            and claim.statistic is Statistic.TOTAL
            and _WITH.fullmatch(self.low, last[0].quantity.end, q.start)
        ):
            self.how = "time.lifted"
            return last[1]  # "nâng tổng số chi hội lên 47 với 6.120 hội viên"
        if (
            claim.statistic in (Statistic.SHARE, Statistic.CHANGE)
            and self.before is not None
            and left is not None
        ):
            same, period = self.before
            if (
                (claim.statistic is Statistic.SHARE or same.statistic is Statistic.SHARE)
                and same.metric == claim.metric
                and same.sentence == claim.sentence
                and left.start < same.quantity.start
            ):
                self.how = "time.shared"
                return period
        before = self.before
        if (
            left is None
            and before is not None
            and before[0].sentence == claim.sentence
            and before[0].metric == claim.metric
        ):
            self.how = "time.shared"
            return before[1]
        day = (
            self.beside.day_behind(q.end, next_start)
            if not stock and (left is None or left.name == "now")
            else None
        )
        if day is not None:
            self.how = "time.beside"
            return day
        self.how = "time.before"
        if left is None:
            self.how = "time.carried"
            joined = _JOINED.fullmatch(self.text, q.end, next_start)
            left = (
                self._right(sentence, q.end, sentence.end if joined else next_start)
                or self.beside.closing_day(sentence, q.end)
                or self.carry
                or self.section
                or (self.headings.ahead if claim.statistic is Statistic.TARGET else None)
                or self.headings.over
            )
        left = self._meant(left) if left is not None else None
        if left is not None and self._is_stale(left, claim, sentence):
            left = None
        if (
            left is not None
            and left is self.carry
            and left.kind == "state"
            and claim.statistic is Statistic.NEW
            and self.flow is not None
            and self.flow_paragraph == sentence.paragraph
        ):
            self.how = "time.flow"
            return self.flow  # "Riêng 6 tháng qua kết nạp 22.400 người. Huyện A cũng có thêm 310 người"
        if left is not None:
            return self._as_said(left, claim)
        total = self.totals.get(claim.metric)
        if (
            total is not None
            and claim.statistic is Statistic.TOTAL
            and _PART.search(self.low, sentence.start, q.start)
        ):
            self.how = "time.whole"
            return total
        self.how = "time.report" if self.report is not None else "time.day"
        return self._default(claim)

    def _is_stale(self, when: When, claim: Claim, sentence: Sentence) -> bool:
        """A state that another line of a report named ("Hội viên đến 31/12: …") says nothing of what was done."""
        told = sentence.start <= when.start < sentence.end
        flow = claim.metric not in STOCKS and claim.statistic is not Statistic.TARGET
        carried = when is self.section or (when is self.carry and when.name in _STATES)
        return not told and flow and when.kind == "state" and carried and self.report is not None

    def _as_said(self, when: When, claim: Claim) -> Period:
        if claim.statistic is Statistic.TARGET:
            if when.kind == "event" or (when.kind == "state" and when.name == "now"):
                return self._default(claim)
            over = self.headings.over
            if when.name == "this_year" and over is not None and over.name == "year":
                return over.period
            return when.period
        if when.name == "merger" and claim.metric in STOCKS:
            return Period(None, self.calendar.today, when.period.text)
        if (
            claim.metric in STOCKS
            and claim.statistic is not Statistic.NEW
            and when.period.text.startswith("Kết")
        ):
            return Period(
                None, when.period.end, when.period.text
            )  # "Kết thúc năm 2022, huyện có 1.240 chi hội"
        if when.name == "now" and claim.metric == "targets_met" and self.report is not None:
            return self.report
        if when.kind == "event" and claim.metric in STOCKS and claim.statistic not in (Statistic.NEW,):
            meeting = when.period.end == self.calendar.today
            if self.report is not None and when.name != "occasion" and meeting:
                return self.report
            return Period(None, when.period.end, when.period.text)
        return when.period

    def _default(self, claim: Claim) -> Period:
        calendar = self.calendar
        if claim.statistic is Statistic.TARGET:
            if calendar.next_term is not None:
                return calendar.next_term
            if self.plan is not None:
                return self.plan
            return Period(None, calendar.today)
        if claim.metric == "honours" and calendar.report is not None:
            return Period(calendar.report, calendar.report)
        if self.report is not None:
            return self.report
        undated = claim.metric not in STOCKS and calendar.report is None and not self.listed
        if undated and self._is_recent(self.flow):
            return self.flow or Period()
        if claim.metric in STOCKS and claim.statistic is not Statistic.NEW:
            return Period(None, calendar.today)
        return Period(calendar.report or None, calendar.today)

    def _is_recent(self, period: Period | None) -> bool:
        """Could an undated event be of that time? Not of the year that something was founded in, long ago."""
        today = self.calendar.today
        if period is None or period.end is None or today is None:
            return period is not None
        return today.year - period.end.year <= _RECENT

    def _lifted(self, left: When | None) -> Period:
        """Rule 21: the level that a stock was raised to is a state at the end of the span, or on the day of the report."""
        span = left or self.carry
        end = (
            span.period.end
            if span is not None and span.kind == "span"
            else (self.report.end if self.report else None)
        )
        today = self.calendar.today
        if end is None or (today is not None and today < end):
            end = today
        return Period(None, end)

    def _left(self, sentence: Sentence, at: int) -> When | None:
        i = bisect_left(self.starts, at) - 1
        while i >= 0 and self.times[i].start >= sentence.start:
            t = self.times[i]
            part = i > 0 and ";" in self.text[t.end : at] and self._is_part(t, self.times[i - 1], sentence)
            if not part and not self._bracketed(t, at) and not self._passing(t, sentence):
                return t
            i -= 1
        return None

    def _is_part(self, t: When, whole: When, sentence: Sentence) -> bool:
        """ "Cả năm vận động được 2 tỷ đồng, riêng quý IV 800 triệu; …": behind the semicolon the year goes on."""
        a, b = whole.period, t.period
        if t.name == "months_so_far" and whole.start >= sentence.start and whole.kind == "span":
            return True  # "Quý III vận động 1,2 tỷ đồng, lũy kế 9 tháng đạt 3,9 tỷ đồng; mở 31 lớp"
        if whole.start < sentence.start or not (a.start and a.end and b.start and b.end):
            return False
        within = a.start <= b.start and b.end <= a.end and whole.kind == "span"
        return within and _PARTIAL.search(self.low, max(0, t.start - 14), t.start) is not None

    def _meant(self, t: When) -> When:
        """ "Năm 2018, quận … . Quận có … được công nhận trong năm", told in 2019: the year that the paragraph tells of."""
        if t.name != "this_year" or not t.period.text.lower().startswith("trong") or self.carry is None:
            return t
        told = self.carry.period.end if self.carry.name in _YEARS_TOLD else None
        now = t.period.start
        if told is None or now is None or told.year != now.year - 1:
            return t
        return replace(t, period=Period(date(told.year, 1, 1), date(told.year, 12, 31), t.period.text))

    def _planned_for(self, sentence: Sentence, at: int) -> When | None:
        """The year that a plan is for: "Chỉ tiêu cả năm là 8,5 tỷ đồng"."""
        i = bisect_left(self.starts, at) - 1
        t = self.times[i] if i >= 0 else None
        return t if t is not None and t.start >= sentence.start and t.name == "this_year" else None

    def _bracketed(self, t: When, at: int) -> bool:
        """Is the time in brackets that close before `at`?"""
        opened = self.text.rfind("(", max(0, t.start - 80), t.start)
        if (
            opened < 0
            or ")" in self.text[opened : t.start]
            or _GLOSSED.search(self.low, max(0, opened - 50), opened)
        ):
            return False
        closed = self.text.find(")", t.end, t.end + 200)
        return 0 <= closed < at

    def _right(self, sentence: Sentence, start: int, end: int) -> When | None:
        i = bisect_left(self.starts, start)
        if i < len(self.times) and self.times[i].start < min(end, sentence.end):
            t = self.times[i]
            between = self.text[start : t.start]
            if (
                ";" not in between
                and ("(" not in between or self.text[t.end : t.end + 1] == ")")
                and not _APART.search(between)
                and not (
                    between.endswith(", ") and end < sentence.end and self.text[t.end : t.end + 1] == " "
                )
                and not ("," in between and self.low.startswith("cả năm", t.start))
                and t.kind in ("span", "state")
                and t.name not in ("now",)
                and not self._passing(t, sentence)
            ):
                return t
        return None
