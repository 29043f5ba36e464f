"""What each quantity of a text counts.

A sentence is read from left to right. Nouns and verbs set what is being spoken of (`Talk`); a quantity takes
its metric from its own noun, from the predicate on its right, or from what is being spoken of, in this order.
"""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from khuyenhoc.extract.figures import statistics
from khuyenhoc.extract.figures.counting import counted
from khuyenhoc.extract.figures.introducing import is_bulleted
from khuyenhoc.extract.figures.listening import MODELS, MONEY, STOCKS, Talk, family_of_models, modelled
from khuyenhoc.extract.figures.modelling import carries_on
from khuyenhoc.extract.figures.paying import Purse
from khuyenhoc.extract.figures.periods import When
from khuyenhoc.extract.figures.quantities import Quantity
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.sharing import AGED, OWN_SHARE, ratio
from khuyenhoc.extract.figures.sifting import Sieve
from khuyenhoc.extract.figures.surrounding import ACCOUNTS, Around, around, behind_name, is_day, says_turns
from khuyenhoc.extract.figures.words import Word, forms
from khuyenhoc.models import Statistic

_PAST = frozenset({"past_year", "past_years", "previous_year"})
_TURNS_REACH = 40  # words before a percentage that say whose it is
_ONLY = forms("mới", "có", "chỉ", "đạt", "được", "với", "cũng", "chỉ có")
_IT_REACH = 9  # words that "con số ấy" reaches over
_SUCH, _THIS = forms("con số", "số", "số lượng"), forms("này", "ấy", "đó", "trên")
_THAT_NUMBER = forms("con số")
_ALL_TOGETHER = forms("tổng cộng")
_THESE = forms("này", "đó", "ấy", "trên")
_STOPS = frozenset({";", ":"})
_COUNTED = frozenset({"thing", "person", "model", "fixed", "bound", ""})
_FEW = 4
_SPOKEN = frozenset({"fixed", "model", "thing", "group", "other"})
_NEXT = forms("tiếp đến", "kế đến", "tiếp theo", "kế đó", "sau đó", "kế tiếp", "tiếp", "kế")
_THEN = _NEXT | forms("là", "và", "rồi", "sau", "đó", "đến", "theo")
_AND, _MOST = forms("và", "cùng"), forms("nhất", "nhất là", "nhiều nhất", "cao nhất", "là")
_SHORT_ITEM = 7  # words of an item of a list
_MILLION, _BILLION = 1_000_000, 1_000_000_000


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
        words: list[Word],
        sentences: list[Sentence],
        quantities: list[Quantity],
        times: list[When],
        reported: date | None,
        today: date | None,
    ) -> None:
        self.words, self.sentences, self.quantities = words, sentences, quantities
        self.times = [t for t in times if t.kind not in ("compared", "report")]
        self.reported, self.today = reported, today
        self._heard = [i for i, word in enumerate(words) if word.tag or word.text in _STOPS]
        self.talk = Talk(family=family_of_models([words[i] for i in self._heard]))
        self.claims: list[Claim] = []
        self.purse = Purse(words, self.talk, self.claims)
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
            if after is not None and self._divides(quantity, after):
                quantity.denominator = after.value
                if not any(w.tag == "registered" for w in self.words[after.last : after.last + 4]):
                    skip = n + 1
                if after.first - quantity.last == 1:  # "268.430 trong tổng số 341.205 hộ": one noun for both
                    quantity.last, quantity.end = after.last, after.end
                    after = inside[n + 2] if n + 2 < len(inside) else None
            a = around(
                self.words,
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
        heard, k = self._heard, bisect_left(self._heard, start)
        while k < len(heard) and heard[k] < end:
            self.talk.hear(heard[k], self.words, sentence)
            k += 1

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
        q, talk = a.q, self.talk
        if self.sieve.in_words(a):
            self.dismissed.append((q, "said again in words"))
            return
        self._give_unit(a)
        if (
            q.unit == "vnd"
            and q.value <= statistics.ONE_AT_MOST
            and self.words[sentence.first].tag == "per"
            and not (
                self.claims
                and self.claims[-1].sentence == index
                and self.claims[-1].statistic is not Statistic.PER_CAPITA
            )
        ):
            a.left_tags.add("per")  # "Mỗi phần quà gồm gạo, bánh mứt, trị giá 500.000 đồng"
        last = self.claims[-1] if self.claims and self.claims[-1].sentence == index else None
        if q.unit in ("vnd", "usd"):
            metric, rule = self._of_that_sum(index, sentence, q) or self.purse.metric(a, last)
        elif q.unit in ("percent", "times"):
            metric, rule = self._in_turn(index, sentence, q) or ratio(a, talk)
        else:
            metric, rule = counted(a, talk)
            before = self.claims[-1] if last is None and self.claims else None
            if (
                before is not None
                and before.sentence == index - 1
                and self.words[sentence.first].form in _NEXT
                and self._goes_on(a, before)
            ):
                last = before  # "A có nhiều tài khoản nhất: 41.204. Tiếp đến là B 38.570"
            if a.head is None and _says_it(self.words[max(sentence.first, q.first - _IT_REACH) : q.first]):
                told = last or before
                if told is not None and told.sentence >= index - 1 and told.quantity.unit == "count":
                    metric, rule = told.metric, "list.it"
                metric = self._told_in_turn(index, sentence, q) or metric
            if not metric and last is not None and (self._goes_on(a, last) or _in_turn(a, last)):
                rule = last.rule if last.rule == "bare.in_turn" else "list.goes_on"
                self.claims.append(Claim(q, last.metric, last.statistic, rule, index))
                return
            if (
                not metric
                and a.head is None
                and (
                    behind_name(self.words, q)
                    or (a.before and a.before.text == ":")
                    or (a.opener and a.opener.form in _MOST)
                )
            ):
                most = self._most_of(sentence, q)
                if most is not None:
                    self.claims.append(Claim(q, *most, "list.most", index))
                    return
        if not metric and rule == "unexplained" and is_day(q):
            rule = "date"
        refused = self.sieve.refused(metric, a, sentence)
        if q.unit == "count" and any(w.form in _THESE for w in a.right[1:3]):
            # "35 dòng họ này vận động hơn 9 tỷ đồng"
            again = any(c.quantity.value == q.value for c in self.claims)
            refused = refused or ("told before" if again else "")
        if refused or not metric:
            self.dismissed.append((q, refused or rule))
            if (refused or rule) == "no metric":
                talk.goods = q.start
            return
        statistic = statistics.of(
            a, metric, talk.target, talk.status if talk.topic == metric else Statistic.TOTAL,
            last.statistic if last and last.metric == metric else None, self.reported, self.today,
        )  # fmt: skip
        if last is not None and last.metric == metric and last.statistic is Statistic.TARGET:
            talk.target = talk.target and (talk.goals or statistic is Statistic.TARGET or a.bracketed)
        if (
            statistic is Statistic.TOTAL
            and last is not None
            and last.statistic is Statistic.NEW
            and carries_on(a.left)
            and metric in STOCKS
            and metric.startswith(MODELS) == last.metric.startswith(MODELS)
        ):
            statistic = Statistic.NEW  # "công nhận mới 1.116 gia đình học tập, 9 dòng họ học tập"
        if (
            statistic in (Statistic.TOTAL, Statistic.SHARE)
            and last is not None
            and last.statistic is Statistic.CHANGE
            and metric in talk.told
            and a.left_tags <= _COUNTED
            and next((w.form for w in reversed(a.left) if w.tag != "bound"), "") in _AND
        ):
            statistic = Statistic.CHANGE  # "182 lớp với 8.450 người, tăng 21 lớp và 1.100 người"
            q.value = q.value.copy_sign(last.quantity.value)
        if (
            statistic is Statistic.SHARE
            and last is not None
            and last.statistic is Statistic.TARGET
            and last.quantity.unit == q.unit
            and carries_on(a.left)
        ):
            statistic = Statistic.TARGET  # "kế hoạch giao chỉ tiêu 80% gia đình, 72% dòng họ"
        lifted = not a.left_tags.isdisjoint(("lift", "to"))
        each = "each_place" in a.left_tags or (q.unit == "percent" and "share" in a.left_tags)
        self.claims.append(Claim(q, metric, statistic, rule, index, lifted, each))
        talk.counted.add(metric)
        talk.claimed.add(metric)
        talk.told.add(metric)
        if metric == "scholarships":
            talk.grants = q.start
        if metric == "scholarship_amount":
            talk.seen.discard("scholarship")
        if talk.topic != metric or statistic in (
            Statistic.TOTAL,
            Statistic.NEW,
            Statistic.REGISTERED,
            Statistic.TARGET,
        ):
            talk.topic, talk.status = metric, statistic

    def _in_turn(self, index: int, sentence: Sentence, q: Quantity) -> tuple[str, str] | None:
        """ "các chỉ tiêu về gia đình, dòng họ lần lượt là 85% và 70%"; "các tỷ lệ tương ứng là 82%, 100%", after two goals."""
        first = max(sentence.first, q.first - _TURNS_REACH)
        said = self.words[first : q.first]
        at = next((j for j in range(len(said) - 1, 0, -1) if says_turns(said[j - 1], said[j])), 0)
        if not at or any(w.text == ";" for w in said[at:]):
            return None
        turn = sum(c.sentence == index and c.quantity.start > said[at].start for c in self.claims[-8:])
        named = [w for w in said[:at] if w.tag == "model" or (w.tag == "fixed" and w.value in OWN_SHARE)]
        metrics = [self._share_of(w) for w in named]
        if not named:
            before = [c for c in self.claims[-12:] if c.sentence == index - 1]
            metrics = [c.metric for c in before if c.quantity.unit == "percent"]
            if len(set(metrics)) < len(
                metrics
            ):  # "… 66%, tăng 4% …; 119/161 thôn …": each thing that was told of, once
                metrics = list(dict.fromkeys(c.metric for c in before))
        return (metrics[turn], "percent.in_turn") if len(metrics) > max(1, turn) else None

    def _told_in_turn(self, index: int, sentence: Sentence, q: Quantity) -> str:
        """ "4 chi hội với 200 hội viên. Nay, các con số ấy lần lượt là 9 và 640"."""
        said = self.words[max(sentence.first, q.first - _IT_REACH) : q.first]
        at = next((j for j in range(len(said) - 1, 0, -1) if says_turns(said[j - 1], said[j])), 0)
        if not at:
            return ""
        turn = sum(c.sentence == index and c.quantity.start > said[at].start for c in self.claims[-8:])
        told = [c.metric for c in self.claims[-8:] if c.sentence == index - 1 and c.quantity.unit == "count"]
        return told[turn] if len(told) > 1 and turn < len(told) else ""

    def _of_that_sum(self, index: int, sentence: Sentence, q: Quantity) -> tuple[str, str] | None:
        """ "Quỹ xã lúc đầu chỉ có 3 triệu đồng. Đến nay, con số ấy đã là 412 triệu đồng"."""
        told = self.claims[-1] if self.claims else None
        if told is None or told.sentence < index - 1 or told.quantity.unit != q.unit:
            return None
        said = self.words[max(sentence.first, q.first - _IT_REACH) : q.first]
        again = any(w.form in _THAT_NUMBER and v.form in _THIS for w, v in pairwise(said))
        return (told.metric, "list.it") if again else None

    def _share_of(self, word: Word) -> str:
        kind, _, model = word.value.partition(":")
        return (
            word.value
            if word.tag == "fixed"
            else modelled(kind, model or self.talk.model or self.talk.family)
        )

    def _goes_on(self, a: Around, last: Claim) -> bool:
        """ "Khánh Hải (6.012 tài khoản), Hộ Hải (4.380)", "Nam Đàn 12.300 hội viên, Diễn Châu 11.200": a bare number behind a name."""
        if a.head is not None or last.quantity.unit != "count":
            return False
        if behind_name(self.words, a.q):
            between = self.words[last.quantity.last + 1 : a.q.first - 1]
            listed = all(w.text[:1].isupper() or w.text == "," or w.form in _THEN for w in between)
            # "nhiều nhất là Phổ Yên với 172 đơn vị, sau đó là Đại Từ (161)"
            return self.words[last.quantity.first - 1].text == "(" or listed
        ends = (
            not a.right or (a.right[0].kind == "sign" and a.right[0].text != "/") or a.right[0].form in _AND
        )
        named = any(w.text[:1].isupper() for w in a.left[-6:]) and len(a.left) <= _SHORT_ITEM
        if not named and a.left and all(w.form in _ONLY or w.tag == "bound" for w in a.left):
            comma = self.words[a.q.first - len(a.left) - 2 : a.q.first - len(a.left)]
            named = (
                len(comma) == 2 and comma[1].text == "," and comma[0].text[:1].isupper()
            )  # "…, mới có 12.300"
        # "thôn Đông có 120 hội viên, thôn Đoài 98": a place's kind is part of its name
        spoken = any(
            w.tag in _SPOKEN
            and not (
                w.tag in ("model", "other") and a.left[j + 1 : j + 2] and a.left[j + 1].text[:1].isupper()
            )
            for j, w in enumerate(a.left)
        )
        return ends and named and not spoken and not a.bracketed and a.q.value >= _FEW

    def _most_of(self, sentence: Sentence, q: Quantity) -> tuple[str, Statistic] | None:
        """ "Hai huyện có nhiều tài khoản nhất là Hòa An (9.402) và Hà Quảng (7.788)": the noun of a superlative."""
        before = self.words[sentence.first : q.first]
        most = next((j for j in range(len(before) - 1, -1, -1) if before[j].form in _MOST), 0)
        for word in reversed(before[:most]):
            if word.form in ACCOUNTS:
                return "learning_citizens", Statistic.REGISTERED
            if word.tag == "fixed" and word.value in OWN_SHARE | {"piggy_banks"}:
                return word.value, Statistic.TOTAL
        return None

    def _give_unit(self, a: Around) -> None:
        """Money without its đồng: "mỗi suất một triệu rưỡi", "bình quân 15.000/người/năm", "24 suất (2 triệu)"."""
        q = a.q
        purpose = a.head is not None and a.head.tag == "group"  # "1,3 tỷ khen thưởng"
        if q.unit != "count" or q.denominator is not None or (a.head is not None and not purpose):
            return
        if q.scaled and q.value >= (_MILLION if self.talk.group in MONEY else _BILLION):
            q.unit = "vnd"  # "cấp tỉnh 8,2 tỷ, cấp huyện 23,5 tỷ": nothing else is counted by so much
            return
        if self.talk.group not in MONEY:
            return
        per = statistics.is_per(a)
        sum_of_money = (
            q.scaled and q.value >= 100_000 and (per or a.bracketed or "money_total" in a.left_tags)
        )
        if sum_of_money or (per and q.value >= 1000 and a.right[:1] and a.right[0].text == "/"):
            q.unit = "vnd"


def _in_turn(a: Around, last: Claim) -> bool:
    """ "lần lượt 120, 132 và 160 suất học bổng": those between the first and the noun."""
    return last.rule == "bare.in_turn" and a.head is None and all(w.form in _AND for w in a.left)


def _says_it(left: list[Word]) -> bool:
    """ "con số này là 420", "số đó tăng lên 512": what was counted just before, at another time or place."""
    return any(w.form in _SUCH and v.form in _THIS for w, v in pairwise(left))
