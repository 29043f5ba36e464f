"""What goes on from the figures before it: numbers in turn, bare numbers of a list, "con số ấy"; a status that lasts."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from khuyenhoc.extract.figures.listening import MODELS, STOCKS, Talk, modelled
from khuyenhoc.extract.figures.modelling import ORGANISED, carries_on
from khuyenhoc.extract.figures.quantities import Quantity
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.sharing import OWN_SHARE
from khuyenhoc.extract.figures.surrounding import ACCOUNTS, Around, behind_name, says_turns
from khuyenhoc.extract.figures.words import Word, fold, forms
from khuyenhoc.models import Statistic

if TYPE_CHECKING:
    from khuyenhoc.extract.figures.metrics import Claim

_TURNS_REACH = 40  # words before a percentage that say whose it is
_ONLY = forms("mới", "có", "chỉ", "đạt", "được", "với", "cũng", "chỉ có")
_IT_REACH = 9  # words that "con số ấy" reaches over
_SUCH, _THIS = forms("con số", "số", "số lượng"), forms("này", "ấy", "đó", "trên")
_THAT_NUMBER = forms("con số")
_COUNTED = frozenset({"thing", "person", "model", "fixed", "bound", ""})
_FEW = 4
_SPOKEN = frozenset({"fixed", "model", "thing", "group", "other"})
_NEXT = forms("tiếp đến", "kế đến", "tiếp theo", "kế đó", "sau đó", "kế tiếp", "tiếp", "kế")
_THEN = _NEXT | forms("là", "và", "rồi", "sau", "đó", "đến", "theo")
_AND, _MOST = forms("và", "cùng"), forms("nhất", "nhất là", "nhiều nhất", "cao nhất", "là")
#: How well associations, centres and places do.
GRADES = forms(
    "xuất sắc", "loại xuất sắc", "vững mạnh", "mạnh", "tốt", "giỏi", "khá", "trung bình", "yếu", "kém"
)
_GRADED_AS = forms("loại", "xếp loại", "được xếp loại", "đạt loại", "đạt", "trong đó", "có", "và", "là")
_LINKS_GRADE = forms("là", "có", "đạt", "gồm", "được")
_GRADING = forms("loại", "xếp loại", "được xếp loại", "phân loại", "loại xuất sắc", "đánh giá")
_OTHERS_GRADED = forms("học sinh", "giáo viên", "đảng viên", "em", "cán bộ")
#: How pupils do.
_MARKS = tuple(" ".join(map(fold, said.split())) for said in ("học lực", "hạnh kiểm", "học tập và rèn luyện"))
_SHORT_ITEM = 7  # words of an item of a list


class Thread:
    """Follows what one article told of, from a figure to the next; `talk` is what is spoken of, `claims` what was found."""

    def __init__(self, words: list[Word], talk: Talk, claims: list[Claim]) -> None:
        self.words, self.talk, self.claims = words, talk, claims

    # ── money and percentages ───────────────────────────────────────────────────────────────────────

    def of_that_sum(self, index: int, sentence: Sentence, q: Quantity) -> tuple[str, str] | None:
        """ "Quỹ xã lúc đầu chỉ có 3 triệu đồng. Đến nay, con số ấy đã là 412 triệu đồng"."""
        told = self.claims[-1] if self.claims else None
        if told is None or told.sentence < index - 1 or told.quantity.unit != q.unit:
            return None
        said = self.words[max(sentence.first, q.first - _IT_REACH) : q.first]
        again = any(w.form in _THAT_NUMBER and v.form in _THIS for w, v in pairwise(said))
        return (told.metric, "list.it") if again else None

    def in_turn(self, index: int, sentence: Sentence, q: Quantity) -> tuple[str, str] | None:
        """ "các chỉ tiêu về gia đình, dòng họ lần lượt là 85% và 70%"; "các tỷ lệ tương ứng là 82%, 100%", after two goals."""
        first = max(sentence.first, q.first - _TURNS_REACH)
        said = self.words[first : q.first]
        at = next((j for j in range(len(said) - 1, 0, -1) if says_turns(said[j - 1], said[j])), 0)
        if not at or any(w.text == ";" for w in said[at:]):
            return None
        turn = sum(c.sentence == index and c.quantity.first > first + at for c in self.claims[-8:])
        named = [w for w in said[:at] if w.tag == "model" or (w.tag == "fixed" and w.value in OWN_SHARE)]
        metrics = [
            metric for metric, _ in groupby(map(self._share_of, named))
        ]  # "thôn, bản, khu phố" are one
        if not named:
            before = [c for c in self.claims[-12:] if c.sentence == index - 1]
            metrics = [c.metric for c in before if c.quantity.unit == "percent"]
            # "… 66%, tăng 4% …; 119/161 thôn …", "498 dòng họ, 156 thôn đăng ký …": each thing that was told of, once
            if not metrics or len(set(metrics)) < len(metrics):
                metrics = list(dict.fromkeys(c.metric for c in before))
        return (metrics[turn], "percent.in_turn") if len(metrics) > max(1, turn) else None

    def _share_of(self, word: Word) -> str:
        """The metric that a percentage of what a word names is of."""
        kind, _, model = word.value.partition(":")
        return (
            word.value
            if word.tag == "fixed"
            else modelled(kind, model or self.talk.model or self.talk.family)
        )

    # ── what is counted ─────────────────────────────────────────────────────────────────────────────

    def listed_before(self, index: int, sentence: Sentence, a: Around) -> Claim | None:
        """ "A có nhiều tài khoản nhất: 41.204. Tiếp đến là B 38.570": the figure that the sentence before ends with."""
        before = self.claims[-1] if self.claims else None
        if before is None or before.sentence != index - 1:
            return None
        goes_on = self.words[sentence.first].form in _NEXT and self._goes_on(a, before)
        return before if goes_on else None

    def said_again(
        self, index: int, sentence: Sentence, a: Around, counted: tuple[str, str]
    ) -> tuple[str, str]:
        """Metric and rule of "con số này là 420", "số đó tăng lên 512"; `counted` where nothing is said again."""
        if a.head is not None or not _says_it(
            self.words[max(sentence.first, a.q.first - _IT_REACH) : a.q.first]
        ):
            return counted
        metric, rule = counted
        told = self.claims[-1] if self.claims else None
        if told is not None and told.sentence >= index - 1 and told.quantity.unit == "count":
            metric, rule = told.metric, "list.it"
        return self._told_in_turn(index, sentence, a.q) or metric, rule

    def graded(self, sentence: Sentence, a: Around) -> tuple[str, str] | None:
        """ "Xếp loại hội cơ sở: loại tốt 15 đơn vị, khá 8", "25 trung tâm, trong đó tốt 15, khá 8": by what is graded."""
        if not (_has_grade(a.left) or (a.right[:1] and a.right[0].form in GRADES)):
            return None  # most numbers
        head = a.head if a.right[:1] == [a.head] else None
        if head is not None and head.tag not in ("model", "other", "fixed"):
            return None
        said = self.words[sentence.first : a.q.first]
        at = next((j for j in range(len(said) - 1, -1, -1) if _is_gradable(said[j])), -1)
        if at < 0 or any(w.tag == "person" or w.form in _OTHERS_GRADED for w in said[at + 1 :]):
            return None
        between = " ".join([w.form for w in said[at + 1 :]])
        if any(marks in between for marks in _MARKS):
            return None
        metric = self._share_of(said[at])
        if metric not in self.talk.claimed and not any(w.form in _GRADING for w in said):
            listed = said[at + 1 : at + 2] and said[at + 1].text == ":"
            if not listed:
                return None
        same = head is None or head.tag != "fixed" or head.value == metric
        return (metric, "list.graded") if same else None

    def bare(self, sentence: Sentence, a: Around, last: Claim | None) -> tuple[str, Statistic, str] | None:
        """Metric, statistic and rule of a number that says nothing of what it counts: an item of a list, a superlative's."""
        if last is not None and (self._goes_on(a, last) or _in_turn(a, last)):
            rule = last.rule if last.rule == "bare.in_turn" else "list.goes_on"
            return last.metric, last.statistic, rule
        listed = (
            behind_name(self.words, a.q)
            or (a.before and a.before.text == ":")
            or (a.opener and a.opener.form in _MOST)
        )
        most = self._most_of(sentence, a.q) if a.head is None and listed else None
        return (*most, "list.most") if most is not None else None

    def _told_in_turn(self, index: int, sentence: Sentence, q: Quantity) -> str:
        """ "4 chi hội với 200 hội viên. Nay, các con số ấy lần lượt là 9 và 640"."""
        first = max(sentence.first, q.first - _IT_REACH)
        said = self.words[first : q.first]
        at = next((j for j in range(len(said) - 1, 0, -1) if says_turns(said[j - 1], said[j])), 0)
        if not at:
            return ""
        turn = sum(c.sentence == index and c.quantity.first > first + at for c in self.claims[-8:])
        told = [c.metric for c in self.claims[-8:] if c.sentence == index - 1 and c.quantity.unit == "count"]
        return told[turn] if len(told) > 1 and turn < len(told) else ""

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


def _has_grade(left: list[Word]) -> bool:
    """Does a grade stand right before the number: "loại tốt 15 đơn vị", "xuất sắc: 12 xã", "khá có 8"?"""
    said = [w for w in left[-5:] if w.tag != "bound" and w.text != ":" and w.form not in _LINKS_GRADE]
    if not said or said[-1].form not in GRADES:
        return False
    before = said[-2] if len(said) > 1 else None
    return before is None or before.tag in ("fixed", "model") or before.form in _GRADED_AS


def _is_gradable(word: Word) -> bool:
    return (word.tag == "fixed" and word.value in ORGANISED) or (word.tag == "model" and ":" in word.value)


def _in_turn(a: Around, last: Claim) -> bool:
    """ "lần lượt 120, 132 và 160 suất học bổng": those between the first and the noun."""
    return last.rule == "bare.in_turn" and a.head is None and all(w.form in _AND for w in a.left)


def _says_it(left: list[Word]) -> bool:
    """ "con số này là 420", "số đó tăng lên 512": what was counted just before, at another time or place."""
    return any(w.form in _SUCH and v.form in _THIS for w, v in pairwise(left))


def lasting(statistic: Statistic, metric: str, a: Around, last: Claim, talk: Talk) -> Statistic:
    """The statistic of a figure, where that of the `last` one in its sentence goes on; a change goes the same way."""
    if _still_new(statistic, metric, a, last):
        return Statistic.NEW
    if _still_changes(statistic, metric, a, last, talk):
        a.q.value = a.q.value.copy_sign(last.quantity.value)
        return Statistic.CHANGE
    if _still_target(statistic, a, last):
        return Statistic.TARGET
    return statistic


def _still_new(statistic: Statistic, metric: str, a: Around, last: Claim) -> bool:
    """ "công nhận mới 1.116 gia đình học tập, 9 dòng họ học tập"."""
    return (
        statistic is Statistic.TOTAL
        and last.statistic is Statistic.NEW
        and carries_on(a.left)
        and metric in STOCKS
        and metric.startswith(MODELS) == last.metric.startswith(MODELS)
    )


def _still_changes(statistic: Statistic, metric: str, a: Around, last: Claim, talk: Talk) -> bool:
    """ "182 lớp với 8.450 người, tăng 21 lớp và 1.100 người"."""
    return (
        statistic in (Statistic.TOTAL, Statistic.SHARE)
        and last.statistic is Statistic.CHANGE
        and metric in talk.told
        and a.left_tags <= _COUNTED
        and next((w.form for w in reversed(a.left) if w.tag != "bound"), "") in _AND
    )


def _still_target(statistic: Statistic, a: Around, last: Claim) -> bool:
    """ "kế hoạch giao chỉ tiêu 80% gia đình, 72% dòng họ"."""
    return (
        statistic is Statistic.SHARE
        and last.statistic is Statistic.TARGET
        and last.quantity.unit == a.q.unit
        and carries_on(a.left)
    )
