"""Which time a figure is about, among those that the text names.

Rule 7 of the annotation guide and readings 5-8, 16, 20-22: the narrowest time named for the figure, else the
sentence before, else the period that the article reports on, else the day of the event or of publication.

A little longer than a module should be: the ways to a time are asked in one order.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date

from khuyenhoc.extract.figures import reporting
from khuyenhoc.extract.figures.adjoining import Beside
from khuyenhoc.extract.figures.heading import Headings
from khuyenhoc.extract.figures.listening import STOCKS
from khuyenhoc.extract.figures.metrics import Claim
from khuyenhoc.extract.figures.periods import When
from khuyenhoc.extract.figures.reckoning import Calendar
from khuyenhoc.extract.figures.seeking import PARTIAL, Timeline
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
#: Reading 20: a breakdown by place has the time of its total, also in a later paragraph.
_PART = re.compile(
    r"dẫn đầu|đứng đầu|(?:cao|nhiều|lớn|khá|tốt) nhất|tiêu biểu|điển hình|kế đến|tiếp (?:đến|theo)"
)
_BULLETS = "*+-•–"


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a time is sought for: `left` is the time said before it, `stock` that it is there at a time, not done in one."""

    claim: Claim
    sentence: Sentence
    left: When | None
    next_start: int
    stock: bool


#: "kết nạp 18.327 hội viên, đưa tổng số hội viên đến 30/9/2022 lên 542.160": the day is not of those who joined.
_LIFTS = re.compile(r"\b(?:nâng|đưa) (?:tổng )?số\b")
#: What a sentence opens with that tells of a part of what the one before told.
_PART_OPENS = re.compile(
    r"(?:(?:nhiều|cao|đông|lớn|thấp|ít) nhất|dẫn đầu|đứng đầu|trong đó|trong số (?:đó|này|ấy)|tiêu biểu|điển hình|cụ thể|tiếp đến|kế đến)\b"
)


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
        own = [t for t in times if t.kind not in ("compared", "report")]
        self.line = Timeline(text, low, own, calendar)
        self.report = reporting.reported(text, low, own, calendar, title_end)
        self.plan = reporting.planned(low, own, calendar.today, title_end)
        self.carry: When | None = None
        #: How the last claim's time was found.
        self.how = ""
        self.paragraph = -1
        self.section: When | None = None
        self.headings = Headings(text, low, own, title_end)
        self.bullet, self.listed = "", False
        self.flow: Period | None = None
        self.flow_paragraph = -1
        self.totals: dict[str, Period] = {}
        self.before: tuple[Claim, Period] | None = None
        self.main: tuple[Claim, Period] | None = None
        self.part = -1
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
        for t in self.line.back(sentence, sentence.end):
            only_told = (
                t.kind == "event" and not figures and self.carry is not None and self.carry.kind != "event"
            )
            if not only_told and self._goes_on_holding(t, sentence):
                self.carry = self._meant(t)
                return

    def _goes_on_holding(self, t: When, sentence: Sentence) -> bool:
        """Does a time date the next sentences too? Not one to come, in brackets or in passing, of a part or a founding."""
        today = self.calendar.today
        to_come = today is not None and t.period.start is not None and t.period.start > today
        return (
            not to_come
            and t.name != "years_ago"
            and not self.line.is_bracketed(t, sentence.end)
            and not _FOUNDS.search(self.low, max(sentence.start, t.start - 40), t.start)
            and not PARTIAL.search(self.low, max(sentence.start, t.start - 14), t.start)
            and not self.line.is_passing(t, sentence)
        )

    def of(self, claim: Claim, next_start: int) -> Period:
        """The claim's period; the next quantity of its sentence, or the sentence's end, is at `next_start`."""
        period = self._of(claim, next_start)
        if claim.statistic is not Statistic.TARGET and period.start is not None and period.end is not None:
            self.flow = period if period.text else self.flow
            self.flow_paragraph = self.paragraph if period.text else self.flow_paragraph
        if claim.statistic is Statistic.TOTAL and period.text:
            self.totals.setdefault(claim.metric, period)
        self.before = (claim, period)
        if self.how != "time.beside":
            self.main = self.before  # "… 71 tỷ đồng (cùng kỳ năm 2021: 58,9 tỷ đồng). Trong đó: cấp tỉnh …"
        return period

    def _of(self, claim: Claim, next_start: int) -> Period:
        """The time told near the figure, else one that holds from before, else the total's, else the article's."""
        asked = self._asked(claim, next_start)
        for how, rule in _NEAR:
            period = rule(self, asked)
            if period is not None:
                self.how = how
                return period
        when = self._held(asked) if asked.left is None else None
        if when is not None:
            flow = self._flow_told(asked, when)
            self.how = "time.flow" if flow is not None else "time.carried"
            return flow if flow is not None else self._as_said(when, claim)
        whole = self._of_whole(asked)
        if whole is not None:
            self.how = "time.whole"
            return whole
        self.how = "time.report" if self.report is not None else "time.day"
        return self._default(claim)

    def _asked(self, claim: Claim, next_start: int) -> _Asked:
        sentence, start = self.sentences[claim.sentence], claim.quantity.start
        left = self.line.left(sentence, start)
        if claim.statistic is Statistic.TARGET:
            left = self.line.planned_for(sentence, start) or left
        return _Asked(claim, sentence, left, next_start, claim.metric in STOCKS)

    def _beside(self, asked: _Asked) -> Period | None:
        """The time right beside the figure that is its alone."""
        return self.beside.said(asked.claim, asked.sentence, asked.left, asked.next_start)

    def _unsaid(self, asked: _Asked) -> Period | None:
        """No time at all, where this is what something rose from."""
        q = asked.claim.quantity
        unsaid = asked.claim.statistic is not Statistic.TARGET and self.beside.stood_before(q.start, q.end)
        return Period() if unsaid else None

    def _in_turn(self, asked: _Asked) -> Period | None:
        """The year whose turn it is among several: "2021, 2022 và 2023, quỹ lần lượt đạt …"."""
        return self.beside.in_turn(asked.sentence, asked.claim.quantity.start)

    def _lifted(self, asked: _Asked) -> Period | None:
        """Rule 21: the level that a stock was raised to is a state at the end of the span, or on the day of the report."""
        claim = asked.claim
        if not (claim.lifted and asked.stock and claim.statistic is not Statistic.TARGET):
            return None
        span = asked.left or self.carry
        told = asked.left is not None and asked.left.kind == "state" and asked.left.name != "now"
        end = (
            span.period.end
            if span is not None and (span.kind == "span" or told)
            else (self.report.end if self.report else None)
        )
        today = self.calendar.today
        if end is None or (today is not None and today < end):
            end = today
        return Period(None, end)

    def _with_lifted(self, asked: _Asked) -> Period | None:
        """The time of the level beside: "nâng tổng số chi hội lên 47 với 6.120 hội viên"."""
        if self.before is None or not asked.stock:
            return None
        (last, period), claim = self.before, asked.claim
        told = (
            last.lifted
            and last.sentence == claim.sentence
            and claim.statistic is Statistic.TOTAL
            and _WITH.fullmatch(self.low, last.quantity.end, claim.quantity.start)
        )
        return period if told else None

    def _of_same(self, asked: _Asked) -> Period | None:
        """A share or a change has the time of the figure before it of the same metric, no other being said between."""
        claim, left = asked.claim, asked.left
        if claim.statistic not in (Statistic.SHARE, Statistic.CHANGE) or self.before is None or left is None:
            return None
        same, period = self.before
        told = (
            (claim.statistic is Statistic.SHARE or same.statistic is Statistic.SHARE)
            and same.metric == claim.metric
            and same.sentence == claim.sentence
            and left.start < same.quantity.start
        )
        return period if told else None

    def _shared(self, asked: _Asked) -> Period | None:
        """Where none is said, the time of the figure before of the same metric in the sentence."""
        if asked.left is not None or self.before is None:
            return None
        (last, period), claim = self.before, asked.claim
        return period if last.sentence == claim.sentence and last.metric == claim.metric else None

    def _of_part(self, asked: _Asked) -> Period | None:
        """ "11 tháng năm 2014, các trung tâm mở 486 lớp. Nhiều nhất là lớp về chăn nuôi: 212 lớp": as what it is a part of."""
        claim, sentence = asked.claim, asked.sentence
        if asked.left is not None or self.main is None:
            return None
        last, period = self.main
        opens = (
            last.sentence == claim.sentence - 1
            and last.metric == claim.metric
            and self.sentences[last.sentence].paragraph == sentence.paragraph
            and _PART_OPENS.match(self.low, sentence.start) is not None
        )
        if opens:
            self.part = claim.sentence
        return period if opens or last.sentence == self.part == claim.sentence else None

    def _day_behind(self, asked: _Asked) -> Period | None:
        """The day at the end of the clause that tells what was done."""
        if asked.stock or not (asked.left is None or asked.left.name == "now"):
            return None
        return self.beside.day_behind(asked.claim.quantity.end, asked.next_start)

    def _before(self, asked: _Asked) -> Period | None:
        """The time that the sentence says before the figure."""
        left = asked.left
        if left is not None and left.kind == "state" and not asked.stock:
            span = next(self.line.back(asked.sentence, left.start), None)
            joined = (
                span is not None
                and span.kind == "span"
                and self.low[span.end : left.start].strip() in ("", ",")
            )
            if span is not None and joined:  # "Sau 10 năm, tính đến ngày 18/11, quỹ đã trao …"
                return Period(span.period.start, left.period.end, left.period.text)
        return self._as_said(self._meant(asked.left), asked.claim) if asked.left is not None else None

    def _held(self, asked: _Asked) -> When | None:
        """The time said behind, else the one that holds since the sentences, the lines or the headings before."""
        sentence, end = asked.sentence, asked.claim.quantity.end
        joined = _JOINED.fullmatch(self.text, end, asked.next_start)
        when = (
            self.line.right(sentence, end, sentence.end if joined else asked.next_start)
            or self.beside.closing_day(sentence, end)
            or self.carry
            or self.section
            or (self.headings.ahead if asked.claim.statistic is Statistic.TARGET else None)
            or self.headings.over
        )
        when = self._meant(when) if when is not None else None
        if when is not None and asked.claim.statistic is Statistic.NEW and end < when.start < sentence.end:
            when = None if _LIFTS.search(self.low, end, when.start) else when
        return when if when is not None and not self._is_stale(when, asked) else None

    def _flow_told(self, asked: _Asked, when: When) -> Period | None:
        """ "Riêng 6 tháng qua kết nạp 22.400 người. Huyện A cũng có thêm 310 người": no day of a state dates who joined."""
        told = (
            when is self.carry
            and when.kind == "state"
            and asked.claim.statistic is Statistic.NEW
            and self.flow_paragraph == asked.sentence.paragraph
        )
        return self.flow if told else None

    def _of_whole(self, asked: _Asked) -> Period | None:
        """Reading 20: a part that is told of by itself has the time of its total."""
        claim = asked.claim
        total = self.totals.get(claim.metric)
        if total is None or claim.statistic is not Statistic.TOTAL:
            return None
        return total if _PART.search(self.low, asked.sentence.start, claim.quantity.start) else None

    def _is_stale(self, when: When, asked: _Asked) -> bool:
        """A state that another line of a report named ("Hội viên đến 31/12: …") says nothing of what was done."""
        told = asked.sentence.start <= when.start < asked.sentence.end
        flow = not asked.stock and asked.claim.statistic is not Statistic.TARGET
        carried = when is self.section or (when is self.carry and when.name in _STATES)
        return not told and flow and when.kind == "state" and carried and self.report is not None

    def _as_said(self, when: When, claim: Claim) -> Period:
        if claim.statistic is Statistic.TARGET:
            if when.kind == "event" or (when.kind == "state" and when.name == "now"):
                return self._default(claim)
            over = self.headings.over
            if when.name == "this_year" and over is not None and over.name == "year":
                return over.period
            today, end = self.calendar.today, when.period.end
            if "năm nay" in when.period.text.lower() and today and end and end < today:
                # "năm nay" of a plan, in the review of the year before
                return Period(date(today.year, 1, 1), date(today.year, 12, 31), when.period.text)
            return when.period
        term = self.calendar.next_term
        to_come = when.name == "years" and term is not None and when.period.end == term.end
        if (when.name == "merger" or to_come) and claim.metric in STOCKS:
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

    def _meant(self, t: When) -> When:
        """ "Năm 2018, quận … . Quận có … được công nhận trong năm", told in 2019: the year that the paragraph tells of."""
        if t.name != "this_year" or not t.period.text.lower().startswith("trong") or self.carry is None:
            return t
        told = self.carry.period.end if self.carry.name in _YEARS_TOLD else None
        now = t.period.start
        if told is None or now is None or told.year != now.year - 1:
            return t
        return replace(t, period=Period(date(told.year, 1, 1), date(told.year, 12, 31), t.period.text))


#: How the time of a figure is told near it, in the order in which that is asked, each with its rule's name.
_NEAR: tuple[tuple[str, Callable[[Times, _Asked], Period | None]], ...] = (
    ("time.beside", Times._beside),
    ("time.unsaid", Times._unsaid),
    ("time.turn", Times._in_turn),
    ("time.lifted", Times._lifted),
    ("time.lifted", Times._with_lifted),
    ("time.shared", Times._of_same),
    ("time.shared", Times._shared),
    ("time.whole", Times._of_part),
    ("time.beside", Times._day_behind),
    ("time.before", Times._before),
)
