"""What each quantity of a text counts.

A sentence is read from left to right. Nouns and verbs set what is being spoken of (`Talk`); a quantity takes
its metric from its own noun, from the predicate on its right, or from what is being spoken of, in this order.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date

from khuyenhoc.extract.figures import statistics
from khuyenhoc.extract.figures.continuing import Thread, lasting
from khuyenhoc.extract.figures.counting import counted
from khuyenhoc.extract.figures.introducing import is_bulleted
from khuyenhoc.extract.figures.listening import HEARD, MONEY, Talk, family_of_models
from khuyenhoc.extract.figures.paying import Purse
from khuyenhoc.extract.figures.periods import When
from khuyenhoc.extract.figures.quantities import Quantity
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.sharing import AGED, ratio
from khuyenhoc.extract.figures.sifting import Sieve
from khuyenhoc.extract.figures.surrounding import Around, around, behind_name, head_of, is_day
from khuyenhoc.extract.figures.words import Wording, forms
from khuyenhoc.models import Statistic

_PAST = frozenset({"past_year", "past_years", "previous_year"})
_ALL_TOGETHER = forms("tổng cộng")
_THESE = forms("này", "đó", "ấy", "trên")
_STOPS = frozenset({";", ":"})
_MILLION, _BILLION = 1_000_000, 1_000_000_000
_MOST = forms("nhất")
_HAVE = forms("có")
#: What a figure may be for the text to go on speaking of it so.
_SPOKEN_OF = frozenset({Statistic.TOTAL, Statistic.NEW, Statistic.REGISTERED, Statistic.TARGET})


@dataclass(slots=True)
class Claim:
    """A quantity that is a figure: its metric and statistic, and the rule that said so."""

    quantity: Quantity
    metric: str
    statistic: Statistic
    rule: str
    sentence: int
    lifted: bool = False
    each_place: bool = False


class Interpreter:
    """Reads the sentences of one article in order.

    `reported` is the last day of the span that the article reports on, `today` the day of the report.
    """

    def __init__(
        self,
        wording: Wording,
        sentences: list[Sentence],
        quantities: list[Quantity],
        times: list[When],
        reported: date | None,
        today: date | None,
    ) -> None:
        words, _, told = wording
        self.wording, self.words = wording, words
        self.sentences, self.quantities = sentences, quantities
        self.times = [t for t in times if t.kind not in ("compared", "report")]
        self.reported, self.today = reported, today
        self._heard = [i for i in told if (word := words[i]).tag in HEARD or word.form in _STOPS]
        self.talk = Talk(family=family_of_models([words[i] for i in self._heard]))
        self.claims: list[Claim] = []
        self.purse = Purse(wording, self.talk, self.claims)
        self.thread = Thread(words, self.talk, self.claims)
        self.sieve = Sieve(words, self.talk)
        self.dismissed: list[tuple[Quantity, str]] = []
        self._time = 0

    def run(self) -> list[Claim]:
        """The claims of the article in order; what is no figure is in `dismissed` with the reason."""
        k = 0
        for index, sentence in enumerate(self.sentences):
            inside = []
            while k < len(self.quantities) and self.quantities[k].first < sentence.last:
                q = self.quantities[k]
                if self.words[min(q.last, sentence.last - 1)].form in AGED:
                    # "412.560 người từ 18 tuổi trở lên được công nhận": it parts nothing from those counted
                    self.dismissed.append((q, "duration or age"))
                elif q.first >= sentence.first:
                    inside.append(q)
                k += 1
            self._sentence(index, sentence, inside)
            if k == len(self.quantities):
                break  # what is spoken of behind the last no quantity asks
        return self.claims

    def _sentence(self, index: int, sentence: Sentence, inside: list[Quantity]) -> None:
        talk, i, skip = self.talk, sentence.first, -1
        self.purse.begun = sentence.first
        talk.enter(sentence, self.words)
        if talk.set_goals and self._is_past(sentence):
            talk.set_goals = False
        if talk.goals and not is_bulleted(sentence, self.words) and self._is_past(sentence):
            talk.goals = talk.target = (
                False  # "Phương hướng năm 2024" above "Năm qua, hội kết nạp 500 hội viên"
            )
        for n, quantity in enumerate(inside):
            self._hear(i, quantity.first, sentence)
            i = quantity.last
            if n == skip:
                self.dismissed.append((quantity, "denominator"))
                continue
            before = inside[n - 1].last if n else sentence.first
            after = inside[n + 1] if n + 1 < len(inside) else None
            if after is not None and self._is_base(quantity, after):
                after.denominator = quantity.value
                self.dismissed.append((quantity, "denominator"))
                continue
            if after is not None and self._divides(quantity, after):
                quantity.denominator = after.value
                if not any(w.tag == "registered" for w in self.words[after.last : after.last + 4]):
                    skip = n + 1
                if after.first - quantity.last == 1:  # "268.430 trong tổng số 341.205 hộ": one noun for both
                    quantity.last, quantity.end = after.last, after.end
                    after = inside[n + 2] if n + 2 < len(inside) else None
            a = around(
                self.wording,
                quantity,
                before,
                after.first if after else sentence.last,
                sentence,
                self._when(quantity, sentence),
            )
            self._judge(index, sentence, a)
        self._hear(i, sentence.last, sentence)
        if index == 0:
            talk.main = talk.group

    def _is_past(self, sentence: Sentence) -> bool:
        """Does a line name a time that is over? Its goals are then told to be compared with results."""
        inside = [t for t in self.times if sentence.start <= t.start < sentence.end]
        if inside and inside[-1].name in _PAST:
            return True
        end = inside[-1].period.end if inside else None
        return end is not None and self.today is not None and end < self.today

    def _hear(self, start: int, end: int, sentence: Sentence) -> None:
        heard = self._heard
        for i in heard[bisect_left(heard, start) : bisect_left(heard, end)]:
            self.talk.hear(i, self.words, sentence)

    def _is_base(self, b: Quantity, a: Quantity) -> bool:
        """ "Trong tổng số 2.105 hộ của xã, có 1.842 hộ được công nhận": but those who signed up are a figure (reading 1)."""
        if self.words[b.first - 1].tag != "of_total" or b.first < 1 or a.denominator is not None:
            return False
        between = self.words[b.last : a.first]
        of, counted = head_of(between), head_of(self.words[a.last : a.last + 3])
        return (
            of is not None
            and counted is not None
            and of.tag == "model" == counted.tag
            and of.value == counted.value
            and b.unit == a.unit == "count"
            and a.value <= b.value
            and not any(w.tag == "registered" for w in between)
        )

    def _divides(self, a: Quantity, b: Quantity) -> bool:
        """ "87.470 hội viên trên tổng số 431.900 dân", "21.460 công dân được công nhận …/32.874 công dân đăng ký"."""
        if b.scaled and not a.scaled and b.value >= _BILLION:
            return False  # "9.450 suất/7,9 tỷ"
        if a.unit != "count" or b.unit != "count" or a.denominator is not None or b.value < a.value:
            return False
        before = self.words[b.first - 1]
        if before.form in _ALL_TOGETHER and self.words[b.first - 2].text == ",":
            return False  # "13 chi hội trường học, 2 chi hội cơ quan, tổng cộng 36 chi hội"
        return before.tag == "of_total" or (before.text == "/" and b.first - 1 > a.last)

    def _when(self, q: Quantity, sentence: Sentence) -> When | None:
        """The time that stands nearest before the quantity in its sentence."""
        while self._time < len(self.times) and self.times[self._time].start < q.start:
            self._time += 1
        t = self.times[self._time - 1] if self._time else None
        return t if t is not None and t.start >= sentence.start else None

    # ── one quantity ────────────────────────────────────────────────────────────────────────────────

    def _judge(self, index: int, sentence: Sentence, a: Around) -> None:
        """Claim a quantity as a figure, or dismiss it with the reason."""
        q, talk = a.q, self.talk
        if self.sieve.in_words(a):
            self.dismissed.append((q, "said again in words"))
            return
        self._give_unit(a)
        last = self.claims[-1] if self.claims and self.claims[-1].sentence == index else None
        if self._is_each(sentence, a, last):
            a.left_tags.add("per")
        if q.unit in ("vnd", "usd"):
            metric, rule = self.thread.of_that_sum(index, sentence, q) or self.purse.metric(a, last)
        elif q.unit in ("percent", "times"):
            metric, rule = self.thread.in_turn(index, sentence, q) or ratio(a, talk)
        else:
            found = self.thread.graded(sentence, a) or counted(a, talk)
            metric, rule = self.thread.said_again(index, sentence, a, found)
            last = last or self.thread.listed_before(index, sentence, a)
            bare = None if metric else self.thread.bare(sentence, a, last)
            if bare is not None:
                metric, statistic, rule = bare
                self.claims.append(Claim(q, metric, statistic, rule, index))
                return
        refused = self._refused(metric, rule, sentence, a)
        if refused is not None:
            self.dismissed.append((q, refused))
            if refused == "no metric":
                talk.goods = q.first
            return
        statistic = self._statistic(metric, a, last)
        lifted = not a.left_tags.isdisjoint(("lift", "to"))
        shared = "share" in a.left_tags or (bool(a.left) and a.left[-1].form in _HAVE)
        each = "each_place" in a.left_tags or (q.unit == "percent" and shared)
        self._claim(Claim(q, metric, statistic, rule, index, lifted, each))

    def _is_each(self, sentence: Sentence, a: Around, last: Claim | None) -> bool:
        """ "Mỗi phần quà gồm gạo, bánh mứt, trị giá 500.000 đồng": what the sentence begins with is what costs it."""
        return (
            a.q.unit == "vnd"
            and a.q.value <= statistics.ONE_AT_MOST
            and self.words[sentence.first].tag == "per"
            and (last is None or last.statistic is Statistic.PER_CAPITA)
        )

    def _refused(self, metric: str, rule: str, sentence: Sentence, a: Around) -> str | None:
        """Why a quantity is no figure, or None where it is one."""
        q = a.q
        refused = self.sieve.refused(metric, a, sentence)
        if refused:
            return refused
        if (
            q.unit == "count"
            and any(w.form in _THESE for w in a.right[1:3])
            and any(c.quantity.value == q.value for c in self.claims)
        ):
            return "told before"  # "35 dòng họ này vận động hơn 9 tỷ đồng"
        if metric:
            return None
        return "date" if rule == "unexplained" and is_day(q) else rule

    def _statistic(self, metric: str, a: Around, last: Claim | None) -> Statistic:
        """The statistic of a figure; the goals that are spoken of end with the last of them."""
        talk = self.talk
        status = talk.status if talk.topic == metric else Statistic.TOTAL
        before = last.statistic if last and last.metric == metric else None
        statistic = statistics.of(a, metric, talk.target, status, before, self.reported, self.today)
        if statistic is Statistic.TOTAL and a.bracketed and self._joined(a, metric):
            statistic = Statistic.NEW
        if last is None:
            return statistic
        if before is Statistic.TARGET:
            talk.target = talk.target and (talk.goals or statistic is Statistic.TARGET or a.bracketed)
        return lasting(statistic, metric, a, last, talk)

    def _joined(self, a: Around, metric: str) -> bool:
        """ "Các đơn vị kết nạp được nhiều hội viên mới là Đức Hòa (1.120 hội viên)": of those who joined."""
        said = {w.tag for w in self.words[self.purse.begun : a.q.first]}
        return (
            metric == "members"
            and behind_name(self.words, a.q)
            and "new" in said
            and not said & {"to", "lift"}
        )

    def _claim(self, claim: Claim) -> None:
        """Keep a figure, and speak of what it counts from now on."""
        talk, metric = self.talk, claim.metric
        self.claims.append(claim)
        talk.counted.add(metric)
        talk.claimed.add(metric)
        talk.told.add(metric)
        if metric == "scholarships":
            talk.grants = claim.quantity.first
        if metric == "scholarship_amount":
            talk.seen.discard("scholarship")
        if talk.topic != metric or claim.statistic in _SPOKEN_OF:
            talk.topic, talk.status = metric, claim.statistic

    def _give_unit(self, a: Around) -> None:
        """Money without its đồng: "mỗi suất một triệu rưỡi", "bình quân 15.000/người/năm", "24 suất (2 triệu)"."""
        q = a.q
        purpose = a.head is not None and a.head.tag == "group"  # "1,3 tỷ khen thưởng"
        if q.unit != "count" or q.denominator is not None or (a.head is not None and not purpose):
            return
        if q.scaled and q.value >= (_MILLION if self.talk.group in MONEY else _BILLION):
            q.unit = "vnd"  # "cấp tỉnh 8,2 tỷ, cấp huyện 23,5 tỷ": nothing else is counted by so much
            return
        if q.scaled and a.left and a.left[-1].form in _MOST and any(w.tag == "thing" for w in a.left[:-2]):
            q.unit = "vnd"  # "suất thấp nhất 500 ngàn"
            return
        if self.talk.group not in MONEY:
            return
        per = statistics.is_per(a)
        sum_of_money = (
            q.scaled and q.value >= 100_000 and (per or a.bracketed or "money_total" in a.left_tags)
        )
        if sum_of_money or (per and q.value >= 1000 and a.right[:1] and a.right[0].text == "/"):
            q.unit = "vnd"
