"""What each quantity of a sentence counts, and what kind of figure it is.

A sentence is read from left to right. Nouns and verbs set what is being spoken of (`Talk`); a quantity takes
its metric from its own noun, from the predicate on its right, or from what is being spoken of, in this order.
Status beats form: a goal is a `target` and a registration `registered` in whatever unit.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from khuyenhoc.extract.figures.quantities import Quantity
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.words import Word
from khuyenhoc.models import Statistic

KINDS = {
    "family": "families",
    "clan": "clans",
    "community": "communities",
    "unit": "units",
    "citizen": "citizens",
}
#: What people, and what money, are counted as under each thing that is spoken of.
PEOPLE = {
    "award": "awards", "honour": "honours", "scholarship": "scholarship_recipients", "training": "trainees",
    "session": "session_participants", "centre": "centre_attendances", "members": "members",
    "citizen": "learning_citizens", "piggy": "",
}  # fmt: skip
MONEY = {
    "fund_raised": "fund_raised", "fund": "fund_balance", "fund_balance": "fund_balance", "piggy": "fund_raised",
    "scholarship": "scholarship_amount", "award": "award_amount", "honour": "award_amount", "gift": "gift_amount",
}  # fmt: skip
MENTIONS = {"grant": "scholarship", "gift": "gift", "prize": "award", "training": "training"}
FIXED_GROUP = {
    "honours": "honour",
    "piggy_banks": "piggy",
    "learning_centres": "centre",
    "members": "members",
}
CLAUSE = frozenset(";,(")
PER_NOUNS = frozenset(
    [
        "người",
        "em",
        "cháu",
        "suất",
        "phần",
        "gương",
        "năm",
        "tháng",
        "đợt",
        "sv",
        "hs",
        "hộ",
        "hội_viên",
        "chiếc",
        "gia_đình",
        "bạn",
        "kỳ",
    ]
)


@dataclass(slots=True)
class Claim:
    """A quantity that is a figure: its metric and statistic, and the rule that said so."""

    quantity: Quantity
    metric: str
    statistic: Statistic
    rule: str
    sentence: int
    lifted: bool = False


@dataclass(slots=True)
class Talk:
    """What is being spoken of, as far as the text has been read."""

    family: str = "learning"
    group: str = ""
    topic: str = ""
    topic_status: Statistic = Statistic.TOTAL
    model: str = ""
    kind: str = ""
    seen: set[str] = field(default_factory=set)
    target: bool = False
    paragraph: int = -1


def family_of_models(words: list[Word]) -> str:
    """Does this article speak of learning families (since 2016) or of studious ones?"""
    learning = studious = 0
    for word in words:
        if word.tag in ("model", "title"):
            learning += "learning" in word.value
            studious += "studious" in word.value
    return "studious" if studious > learning else "learning"


class Interpreter:
    """Reads the sentences of one article in order."""

    def __init__(self, words: list[Word], sentences: list[Sentence], quantities: list[Quantity]) -> None:
        self.words, self.sentences, self.quantities = words, sentences, quantities
        self.talk = Talk(family=family_of_models(words))
        self.claims: list[Claim] = []
        self.dismissed: list[tuple[Quantity, str]] = []

    def run(self) -> list[Claim]:
        k = 0
        for index, sentence in enumerate(self.sentences):
            inside = []
            while k < len(self.quantities) and self.quantities[k].first < sentence.last:
                if self.quantities[k].first >= sentence.first:
                    inside.append(self.quantities[k])
                k += 1
            self._sentence(index, sentence, inside)
        return self.claims

    def _sentence(self, index: int, sentence: Sentence, inside: list[Quantity]) -> None:
        talk = self.talk
        if sentence.paragraph != talk.paragraph:
            talk.group = talk.topic = talk.model = talk.kind = ""
            talk.paragraph, talk.topic_status = sentence.paragraph, Statistic.TOTAL
        talk.target = False
        talk.seen = set()
        i = sentence.first
        for n, quantity in enumerate(inside):
            while i < quantity.first:
                self._hear(i, sentence)
                i += 1
            before = inside[n - 1].last if n else sentence.first
            after = inside[n + 1].first if n + 1 < len(inside) else sentence.last
            self._judge(index, sentence, quantity, before, after)
            i = quantity.last
        while i < sentence.last:
            self._hear(i, sentence)
            i += 1

    # ── what is being spoken of ─────────────────────────────────────────────────────────────────────

    def _hear(self, i: int, sentence: Sentence) -> None:
        word, talk = self.words[i], self.talk
        match word.tag:
            case "fixed":
                group = FIXED_GROUP.get(word.value)
                if group:
                    talk.group = group
                    talk.seen.add(group)
                if word.value in (
                    "members",
                    "party_members",
                    "chapters",
                    "committees",
                    "learning_centres",
                    "piggy_banks",
                ):
                    talk.topic, talk.topic_status = word.value, Statistic.TOTAL
            case "model":
                kind, _, model = word.value.partition(":")
                if model:
                    talk.model = model
                    talk.topic, talk.topic_status = self._modelled(kind, model), Statistic.TOTAL
                    if kind == "citizen":
                        talk.group = "citizen"
                elif kind in KINDS and (talk.model or self._model_ahead(i + 1, sentence.last)):
                    talk.topic = self._modelled(kind, talk.model or self._model_ahead(i + 1, sentence.last))
                talk.kind = kind
            case "title":
                talk.model = word.value
            case "group":
                self._hear_group(word.value)
            case "thing":
                if word.value in MENTIONS:
                    talk.group = MENTIONS[word.value]
                    talk.seen.add(talk.group)
            case "target":
                talk.target = True
            case "other":
                if word.value in ("no metric",) and word.form.startswith("hô5"):
                    talk.topic = ""

    def _hear_group(self, group: str) -> None:
        talk = self.talk
        if group == "fund":
            if talk.group not in ("fund_raised", "fund_balance"):
                talk.group = "fund"
            talk.topic = MONEY[talk.group]
        else:
            talk.group = group
            if group in ("fund_raised", "fund_balance"):
                talk.topic = group
        talk.seen.add(group)

    def _modelled(self, kind: str, model: str) -> str:
        return (
            f"{model}_{KINDS[kind]}"
            if kind in KINDS and not (model == "studious" and kind in ("unit", "citizen"))
            else (f"learning_{KINDS[kind]}" if kind in KINDS else "")
        )

    def _model_ahead(self, i: int, end: int) -> str:
        """The model that is named further on in the clause: "46 thôn được công nhận cộng đồng khuyến học"."""
        for j in range(i, end):
            word = self.words[j]
            if word.text == ";":
                break
            if word.tag in ("model", "title"):
                model = word.value.partition(":")[2] if word.tag == "model" else word.value
                if model:
                    return model
        return ""

    # ── one quantity ────────────────────────────────────────────────────────────────────────────────

    def _judge(self, index: int, sentence: Sentence, q: Quantity, before: int, after: int) -> None:
        left = self._left(before, q.first)
        right = self._right(q.last, after)
        if q.unit in ("vnd", "usd"):
            metric, rule = self._money(q, left, right)
        elif q.unit in ("percent", "times"):
            metric, rule = self._ratio(q, left, right, sentence, before)
        else:
            metric, rule = self._count(q, left, right, sentence, after)
        if not metric:
            self.dismissed.append((q, rule))
            return
        statistic = self._statistic(q, metric, left, right, sentence)
        if statistic is Statistic.PER_CAPITA and q.unit == "count":
            statistic = Statistic.TOTAL
        lifted = any(w.tag in ("lift", "to") for w in left)
        self.claims.append(Claim(q, metric, statistic, rule, index, lifted))
        self.talk.topic = metric
        self.talk.topic_status = statistic

    def _left(self, start: int, end: int) -> list[Word]:
        """The words before a quantity back to the last comma, bracket or quantity."""
        out: list[Word] = []
        for j in range(end - 1, start - 1, -1):
            word = self.words[j]
            if word.text in CLAUSE and word.kind == "sign":
                break
            out.append(word)
        return out[::-1]

    def _right(self, start: int, end: int) -> list[Word]:
        """The words behind a quantity up to the next semicolon or quantity."""
        out: list[Word] = []
        for j in range(start, end):
            word = self.words[j]
            if word.text == ";":
                break
            out.append(word)
        return out

    def _head(self, words: list[Word]) -> Word | None:
        """The noun that a quantity counts: the first noun behind it, if nothing but small words is between."""
        for word in words[:4]:
            if word.tag in ("fixed", "model", "person", "thing", "other", "title", "group"):
                if word.tag == "person" and word.form == "lươt5" and len(words) > 1:
                    continue
                return word
            if word.tag == "base" or word.text in ('"', "“"):
                continue
            return None
        return None

    def _money(self, q: Quantity, left: list[Word], right: list[Word]) -> tuple[str, str]:
        talk = self.talk
        for word in right[:4]:
            if word.text in ",.;():":
                break
            if word.tag == "thing" and word.value == "grant" and self._per(left, right) is False:
                return "scholarship_amount", "money.noun_right"
            if word.tag == "group" and word.value in ("fund",) and talk.group in ("fund_raised", ""):
                return "fund_raised", "money.fund_right"
        if any(word.tag == "money_total" for word in left) and "scholarship" in talk.seen:
            return "scholarship_amount", "money.sum"
        metric = MONEY.get(talk.group, "")
        return metric, f"money.{talk.group or 'none'}"

    def _per(self, left: list[Word], right: list[Word]) -> bool:
        if any(word.tag == "per" for word in left):
            return True
        return bool(right) and (right[0].text == "/" or right[0].tag == "per")

    def _ratio(
        self, q: Quantity, left: list[Word], right: list[Word], sentence: Sentence, before: int
    ) -> tuple[str, str]:
        talk = self.talk
        if q.unit == "times":
            return talk.topic, "times.topic"
        linked = any(word.tag in ("share", "up", "down", "over_target") for word in left[-4:]) or (
            q.first > sentence.first and self.words[q.first - 1].text == "("
        )
        head = self._head(right)
        for word in right[:8]:
            if word.text in ",;(" and word.kind == "sign":
                break
            if word.tag == "member_of" or (word.tag == "fixed" and word.value == "party_members"):
                return ("party_members" if word.tag == "fixed" else "members"), "percent.member_of"
        if (
            linked
            and talk.topic
            and not (head is not None and head.tag == "fixed" and head.value == "members")
        ):
            return talk.topic, "percent.topic"
        if head is not None:
            if head.tag == "fixed" and head.value not in ("targets",):
                return head.value, "percent.noun"
            if head.tag == "model":
                metric = self._model_metric(head, right, sentence, q)
                if metric:
                    return metric, "percent.model"
            if (head.tag == "person" and talk.group == "citizen") or (head.form == "ngươi1 lơn2"):
                return "learning_citizens", "percent.citizen"
        return talk.topic, "percent.topic"

    def _model_metric(self, head: Word, right: list[Word], sentence: Sentence, q: Quantity) -> str:
        kind, _, model = head.value.partition(":")
        if model:
            return self._modelled(kind, model)
        ahead = self._model_ahead(q.last, sentence.last)
        recognised = any(
            self.words[j].tag in ("recognised", "registered") for j in range(sentence.first, sentence.last)
        )
        model = ahead or self.talk.model or (self.talk.family if recognised else "")
        if kind == "commune":
            text = [w for w in right if w.tag in ("fixed", "model", "title")]
            for word in text[1:]:
                if word.tag == "fixed" and word.value in ("associations", "learning_centres", "chapters"):
                    return word.value
            return self._modelled("community", model) if model else ""
        if kind == "unit" and any(w.tag == "fixed" and w.value == "associations" for w in right[1:3]):
            return "associations"
        return self._modelled(kind, model) if model else ""

    def _count(
        self, q: Quantity, left: list[Word], right: list[Word], sentence: Sentence, after: int
    ) -> tuple[str, str]:
        talk = self.talk
        head = self._head(right)
        if head is None:
            return self._bare(q, left, right)
        passive = self._passive(right)
        if head.tag == "fixed":
            if head.value == "targets":
                done = any(
                    w.form in ("đat5", "vươt5", "hoan1 thanh1") or w.tag == "over_target"
                    for w in left + right
                )
                return ("targets_met", "count.targets") if done else ("", "targets set")
            if passive in ("honour", "award") and head.value == "members":
                return PEOPLE[passive], "people.passive"
            return head.value, "count.noun"
        if head.tag == "model":
            if talk.group in ("award", "honour") and not head.value.partition(":")[2] and self._governs(left):
                return PEOPLE[talk.group], "people.rewarded"
            if talk.group == "award" and self._governs(left):
                return "awards", "people.rewarded"
            metric = self._model_metric(head, right, sentence, q)
            if metric and head.value.partition(":")[0] == "unit" and talk.group in ("gift", "donors"):
                return metric, "count.model"
            return metric, "count.model" if metric else "no model"
        if head.tag == "person":
            group = passive or talk.group
            if group == "piggy" and head.form == "con":
                return "piggy_banks", "count.noun"
            metric = PEOPLE.get(group, "")
            return metric, f"people.{group}" if metric else "people"
        if head.tag == "thing":
            return self._thing(head, left, right)
        if head.tag == "other" and any(w.tag == "fixed" and w.value == "associations" for w in right[1:8]):
            return "associations", "count.places_with_association"
        return "", head.value

    def _governs(self, left: list[Word]) -> bool:
        return any(
            (w.tag == "group" and w.value in ("award", "honour"))
            or (w.tag == "fixed" and w.value == "honours")
            for w in left
        )

    def _passive(self, right: list[Word]) -> str:
        """What is done to the people counted: "96 cháu được khen thưởng", "04 cán bộ được tặng Kỷ niệm chương"."""
        for j, word in enumerate(right):
            if word.text in ";.)" and word.kind == "sign":
                break
            if word.form in ("đươc5", "nhân5") or word.tag in ("new",):
                for after in right[j : j + 8]:
                    if after.text in ",;" and after.kind == "sign":
                        break
                    if after.tag == "fixed" and after.value == "honours":
                        return "honour"
                    if after.tag == "group" and after.value in ("award", "scholarship", "training"):
                        return after.value
                    if after.tag == "thing" and after.value == "grant":
                        return "scholarship"
        return ""

    def _thing(self, head: Word, left: list[Word], right: list[Word]) -> tuple[str, str]:
        talk = self.talk
        near = left + right
        match head.value:
            case "grant":
                if (
                    head.form.startswith(("suât2", "xuât2"))
                    and talk.group == "gift"
                    and "scholarship" not in talk.seen
                ):
                    return "gifts", "count.grant"
                return "scholarships", "count.grant"
            case "gift":
                return "gifts", "count.gift"
            case "prize":
                return "awards", "count.prize"
            case "training":
                return "training_classes", "count.training"
            case "class":
                if any(w.tag == "group" and w.value == "training" for w in near):
                    return "training_classes", "count.class"
                if (
                    "centre" in talk.seen
                    or talk.group == "centre"
                    or any(w.tag == "fixed" and w.value == "learning_centres" for w in right)
                    or "chuyên" in head.form
                ):
                    talk.group = "centre"
                    return "centre_classes", "count.class"
                return "", "class"
            case "session":
                if any(w.tag == "group" and w.value == "training" for w in near):
                    return "training_classes", "count.session"
                if (
                    any(w.tag == "group" and w.value == "session" for w in near)
                    or talk.group == "session"
                    or head.form == "cuôc5"
                ):
                    talk.group = "session"
                    return "study_sessions", "count.session"
                return "", "session"
            case "school":
                if talk.model and any(w.tag in ("recognised", "registered") for w in right):
                    return "learning_units", "count.model"
                if talk.group in ("gift", "piggy", "fund_raised", "scholarship"):
                    return "schools_supported", "count.school"
        return "", head.value

    def _bare(self, q: Quantity, left: list[Word], right: list[Word]) -> tuple[str, str]:
        """A number without a noun takes the noun before it: "số người nhận lên 516", "(tăng 7.268)"."""
        talk = self.talk
        for word in reversed(left):
            if word.tag == "fixed" and word.value != "targets":
                return word.value, "bare.noun"
            if word.tag == "person":
                metric = PEOPLE.get(talk.group, "")
                if metric:
                    return metric, "bare.people"
            if word.tag == "thing" and word.value == "grant":
                return "scholarships", "bare.grant"
            if word.tag == "model":
                break
        if (
            talk.topic
            and not talk.topic.startswith("fund")
            and any(w.tag in ("up", "down", "to", "lift", "share") for w in left[-3:])
        ):
            return talk.topic, "bare.topic"
        return "", "unexplained"

    def _statistic(
        self, q: Quantity, metric: str, left: list[Word], right: list[Word], sentence: Sentence
    ) -> Statistic:
        talk = self.talk
        tags = [w.tag for w in left]
        if talk.target:
            return Statistic.TARGET
        if q.unit == "times":
            return Statistic.CHANGE
        if "over_target" in tags:
            return Statistic.OVER_TARGET
        per = self._per(left, right)
        raised = max((j for j, t in enumerate(tags) if t in ("up", "down")), default=-1)
        level = max((j for j, t in enumerate(tags) if t in ("to", "lift")), default=-1)
        if raised > level and not any(
            w.form == "tư2" or w.form == "tư1" for w in left[raised + 1 : raised + 2]
        ):
            if tags[raised] == "down":
                q.value = -q.value
            return Statistic.CHANGE
        if q.unit in ("vnd", "usd"):
            return Statistic.PER_CAPITA if per else Statistic.TOTAL
        clause: list[Word] = []
        for word in right:
            if word.text in ",;(." and word.kind == "sign":
                break
            clause.append(word)
        if q.unit == "percent":
            base = any(w.tag in ("base", "of_total") for w in clause)
            if talk.topic_status is Statistic.REGISTERED and talk.topic == metric:
                return Statistic.REGISTERED
            if not base and any(w.tag == "registered" for w in clause):
                return Statistic.REGISTERED
            return Statistic.SHARE
        if any(w.tag == "registered" for w in clause) or "registered" in tags:
            return Statistic.REGISTERED
        if level < 0 and (
            "new" in tags
            or any(w.tag in ("new",) for w in clause)
            or any(w.tag == "new_after" for w in clause[1:3])
        ):
            return Statistic.NEW
        return Statistic.TOTAL
