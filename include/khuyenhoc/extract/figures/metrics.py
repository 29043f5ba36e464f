"""What each quantity of a sentence counts.

A sentence is read from left to right. Nouns and verbs set what is being spoken of (`Talk`); a quantity takes
its metric from its own noun, from the predicate on its right, or from what is being spoken of, in this order.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from khuyenhoc.extract.figures import statistics
from khuyenhoc.extract.figures.periods import When
from khuyenhoc.extract.figures.quantities import Quantity
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.words import Word
from khuyenhoc.models import Statistic

KINDS = {
    "family": "families",
    "clan": "clans",
    "community": "communities",
    "commune": "communities",
    "unit": "units",
    "citizen": "citizens",
}
#: What people are counted as under each thing that is spoken of.
PEOPLE = {
    "award": "awards", "honour": "honours", "scholarship": "scholarship_recipients", "training": "trainees",
    "session": "session_participants", "centre": "centre_attendances", "members": "members",
    "citizen": "learning_citizens",
}  # fmt: skip
#: What money is counted as.
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
ORGANISED = frozenset({"associations", "chapters", "committees", "learning_centres"})
GIVEN = frozenset(
    [
        "scholarships",
        "scholarship_recipients",
        "scholarship_amount",
        "gifts",
        "gift_amount",
        "awards",
        "award_amount",
        "schools_supported",
    ]
)
_TOTALS = ("tông4",)


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


@dataclass(slots=True)
class Talk:
    """What is being spoken of, as far as the text has been read."""

    family: str = "learning"
    group: str = ""
    topic: str = ""
    status: Statistic = Statistic.TOTAL
    model: str = ""
    piggy: bool = False
    seen: set[str] = field(default_factory=set)
    target: bool = False
    paragraph: int = -1
    main: str = ""
    people: str = ""


@dataclass(slots=True)
class Around:
    """A quantity with the words around it.

    `left` reaches back to the last comma, bracket or quantity; `right` on to the next semicolon or quantity;
    `far` on to the next semicolon, over other quantities; `clause` on to the next comma that ends a list of nouns.
    """

    q: Quantity
    left: list[Word]
    right: list[Word]
    far: list[Word]
    clause: list[Word]
    head: Word | None
    when: When | None
    bracketed: bool


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
        self.times, self.today = [t for t in times if t.kind not in ("compared", "report")], today
        self.reported = reported
        self.talk = Talk(family=family_of_models(words))
        self.claims: list[Claim] = []
        self.dismissed: list[tuple[Quantity, str]] = []
        self._time = 0

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
        self._enter(sentence)
        talk, i, skip = self.talk, sentence.first, -1
        for n, quantity in enumerate(inside):
            while i < quantity.first:
                self._hear(i, sentence)
                i += 1
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
            around = self._around(quantity, before, after.first if after else sentence.last, sentence)
            self._judge(index, sentence, around)
        while i < sentence.last:
            self._hear(i, sentence)
            i += 1
        if index == 0:
            talk.main = talk.group

    def _enter(self, sentence: Sentence) -> None:
        talk = self.talk
        if sentence.paragraph != talk.paragraph:
            if not self._listed(sentence) and self.words[sentence.last - 1].text != ":":
                talk.group = talk.topic = talk.model = talk.people = ""
                talk.status, talk.piggy = Statistic.TOTAL, False
            talk.paragraph = sentence.paragraph
        talk.target = False
        talk.seen = set()

    def _listed(self, sentence: Sentence) -> bool:
        """Is this line an item of a list that the line before began or went on with?"""
        i = sentence.first - 2
        if i < 0:
            return False
        if self.words[i].text == ":":
            return True
        short = sentence.end - sentence.start < 100
        return short and (
            self.words[i].text == ";"
            or any(w.text == ":" for w in self.words[sentence.first : min(sentence.first + 9, sentence.last)])
        )

    def _divides(self, a: Quantity, b: Quantity) -> bool:
        """ "87.470 hội viên trên tổng số 431.900 dân", "21.460 công dân được công nhận …/32.874 công dân đăng ký"."""
        if a.unit != "count" or b.unit != "count" or a.denominator is not None or b.value < a.value:
            return False
        before = self.words[b.first - 1]
        return before.tag == "of_total" or (before.text == "/" and b.first - 1 > a.last)

    # ── what is being spoken of ─────────────────────────────────────────────────────────────────────

    def _hear(self, i: int, sentence: Sentence) -> None:
        word, talk = self.words[i], self.talk
        match word.tag:
            case "fixed":
                group = FIXED_GROUP.get(word.value)
                if group and not (group == "members" and talk.group in ("award", "honour", "training")):
                    talk.group = group
                    talk.seen.add(group)
                    talk.piggy = talk.piggy or group == "piggy"
                if word.value in (
                    "members",
                    "party_members",
                    "chapters",
                    "committees",
                    "learning_centres",
                    "piggy_banks",
                ):
                    self._turn_to(word.value)
            case "model":
                self._hear_model(i, word, sentence)
            case "title":
                talk.model = word.value
            case "group":
                self._hear_group(word.value, i)
            case "thing":
                if word.value in MENTIONS:
                    talk.group = MENTIONS[word.value]
                    talk.seen.add(talk.group)
            case "target":
                done = any(
                    w.tag in ("share", "over_target", "compare")
                    for w in self.words[max(sentence.first, i - 3) : i]
                )
                talk.target = talk.target or not (done and word.form.startswith("chi4"))
            case "registered":
                if talk.topic.startswith(("learning", "studious")) and not self._is_base(i, sentence):
                    talk.status = Statistic.REGISTERED
            case "poor":
                talk.topic = ""
            case _:
                if word.text == ";" and not (
                    i + 1 < sentence.last and self.words[i + 1].tag == "money_total"
                ):
                    talk.seen = set()

    def _is_base(self, i: int, sentence: Sentence) -> bool:
        """Is this registration only what a share is taken of: "87,84% số hộ đăng ký", "so với số hộ đăng ký"?"""
        for j in range(i - 1, max(sentence.first, i - 5) - 1, -1):
            if self.words[j].tag in ("percent", "compare", "of_total"):
                return True
        return False

    def _turn_to(self, metric: str) -> None:
        if self.talk.topic != metric:
            self.talk.topic, self.talk.status = metric, Statistic.TOTAL

    def _hear_model(self, i: int, word: Word, sentence: Sentence) -> None:
        talk = self.talk
        kind, _, model = word.value.partition(":")
        if model:
            talk.model = model
            self._turn_to(modelled(kind, model))
            if kind == "citizen":
                talk.group = "citizen"
        elif kind in ("family", "clan", "citizen"):
            near = self.words[i + 1 : min(i + 5, sentence.last)]
            known = talk.model or model_named(self._until(i + 1, sentence.last, ";"))
            if known or kind == "citizen" or any(w.tag in ("recognised", "registered") for w in near):
                self._turn_to(modelled(kind, known or talk.family))

    def _hear_group(self, group: str, i: int) -> None:
        talk = self.talk
        if group == "fund":
            given = i > 0 and self.words[i - 1].form in ("cho", "vao1")
            if given and talk.group in ("", "award"):
                talk.group = "fund_raised"
            elif talk.group not in ("fund_raised", "fund_balance"):
                talk.group = "fund"
            talk.topic = MONEY[talk.group]
        else:
            talk.group = group
            if group in ("fund_raised", "fund_balance"):
                talk.topic = group
        talk.seen.add(group)

    # ── one quantity ────────────────────────────────────────────────────────────────────────────────

    def _around(self, q: Quantity, before: int, after: int, sentence: Sentence) -> Around:
        left = self._back(before, q.first)
        right = self._until(q.last, after, ";")
        far = self._until(q.last, sentence.last, ";")
        when = self._when(q, sentence)
        return Around(
            q,
            left,
            right,
            far,
            clause_of(right),
            head_of(right),
            when,
            q.first > 0 and self._bracketed(q, sentence),
        )

    def _back(self, start: int, end: int) -> list[Word]:
        for j in range(end - 1, start - 1, -1):
            word = self.words[j]
            if word.kind == "sign" and word.text in ";,(":
                return self.words[j + 1 : end]
        return self.words[start:end]

    def _until(self, start: int, end: int, sign: str) -> list[Word]:
        for j in range(start, end):
            if self.words[j].text == sign:
                return self.words[start:j]
        return self.words[start:end]

    def _bracketed(self, q: Quantity, sentence: Sentence) -> bool:
        for j in range(q.first - 1, max(sentence.first, q.first - 12) - 1, -1):
            if self.words[j].text == ")":
                return False
            if self.words[j].text == "(":
                return True
        return False

    def _when(self, q: Quantity, sentence: Sentence) -> When | None:
        """The time that stands nearest before the quantity in its sentence."""
        while self._time < len(self.times) and self.times[self._time].start < q.start:
            self._time += 1
        t = self.times[self._time - 1] if self._time else None
        return t if t is not None and t.start >= sentence.start else None

    def _judge(self, index: int, sentence: Sentence, around: Around) -> None:
        q, talk = around.q, self.talk
        self._give_unit(around)
        if q.unit in ("vnd", "usd"):
            metric, rule = self._money(around)
        elif q.unit in ("percent", "times"):
            metric, rule = self._ratio(around, sentence)
        else:
            metric, rule = self._count(around, sentence)
        if metric in GIVEN and self._given_by_others(sentence, around):
            metric, rule = "", "given by others"
        if (
            metric
            and (q.unit in ("vnd", "usd") or metric in ("piggy_banks", "gifts"))
            and self._story(sentence)
        ):
            metric, rule = "", "a person's story"
        if not metric:
            self.dismissed.append((q, rule))
            return
        last = self.claims[-1] if self.claims and self.claims[-1].sentence == index else None
        statistic = statistics.of(
            around,
            metric,
            talk.target,
            talk.status if talk.topic == metric else Statistic.TOTAL,
            last.statistic if last and last.metric == metric else None,
            self.reported,
            self.today,
        )
        lifted = any(w.tag in ("lift", "to") for w in around.left)
        each = any(w.tag == "each_place" for w in around.left)
        self.claims.append(Claim(q, metric, statistic, rule, index, lifted, each))
        if metric == "scholarship_amount":
            talk.seen.discard("scholarship")
        if talk.topic != metric or statistic in (
            Statistic.TOTAL,
            Statistic.NEW,
            Statistic.REGISTERED,
            Statistic.TARGET,
        ):
            talk.topic, talk.status = metric, statistic

    def _give_unit(self, around: Around) -> None:
        """Money without its đồng: "mỗi suất một triệu rưỡi", "bình quân 15.000/người/năm", "24 suất (2 triệu)"."""
        q, talk = around.q, self.talk
        if q.unit != "count" or q.denominator is not None or around.head is not None:
            return
        per = statistics.is_per(around)
        large = q.scaled and q.value >= 100_000
        if talk.group in MONEY and (
            (large and (per or around.bracketed or any(w.tag == "money_total" for w in around.left)))
            or (per and q.value >= 1000 and around.right[:1] and around.right[0].text == "/")
        ):
            q.unit = "vnd"

    def _given_by_others(self, sentence: Sentence, around: Around) -> bool:
        """Given by the Red Cross or another fund, no khuyến học association having a part in it."""
        words = self.words[sentence.first : sentence.last]
        strangers = [w for w in words if w.tag == "stranger" and w.start < around.q.start]
        return bool(strangers) and not any(
            "khuiên2 hoc5" in w.form
            or w.form in ("huiên5 hôi5", "ti4nh hôi5")
            or (w.tag == "fixed" and w.value == "associations")
            for w in words
        )

    def _story(self, sentence: Sentence) -> bool:
        """Does the sentence tell of one person, and of nothing that an association does?"""
        first = self.words[sentence.first]
        if first.form not in ("em", "chi5", "anh", "ông", "ba1", "cô", "chu2", "cu5", "bac2", "thâi1"):
            return False
        words = self.words[sentence.first : sentence.last]
        if not (len(words) > 1 and words[1].text[:1].isupper()):
            return False
        return not any(
            w.form.startswith(
                ("qui4", "khuiên2", "hoc5 bông4", "hôi5", "kê4", "noi2", "cho biêt2", "cho hai")
            )
            or w.form in ("biêt2", "hai")
            for w in words
        )

    # ── money ───────────────────────────────────────────────────────────────────────────────────────

    def _money(self, around: Around) -> tuple[str, str]:
        talk, left, right = self.talk, around.left, around.right
        if any(w.tag == "group" and w.value in ("building", "price") for w in clause_of(right)):
            return "", "price"
        near = []
        for word in right[:5]:
            if word.kind == "sign" and word.text in ",.;():/":
                break
            near.append(word)
        if near and near[0].tag == "thing" and near[0].value == "grant":
            return "scholarship_amount", "money.noun_right"
        spent = any(w.tag == "spend" for w in left[-4:])
        fresh = talk.group == "" or spent
        for word in near:
            group = (
                word.value
                if word.tag == "group"
                else MENTIONS.get(word.value, "")
                if word.tag == "thing"
                else ""
            )
            if group == "fund" and talk.group in ("fund_raised", "", "fund"):
                return "fund_raised", "money.fund_right"
            if fresh and group in MONEY:
                return MONEY[group], "money.purpose"
        if "scholarship" in talk.seen and any(
            w.tag == "money_total" and w.form.startswith(_TOTALS) for w in left
        ):
            return "scholarship_amount", "money.sum"
        metric = MONEY.get(talk.group, "")
        if (
            not metric
            and talk.main in ("scholarship", "award", "gift")
            and (statistics.is_per(around) or any(w.tag == "money_total" for w in left))
        ):
            return MONEY[talk.main], "money.of_title"
        return metric, f"money.{talk.group or 'none'}"

    # ── percentages and multiples ───────────────────────────────────────────────────────────────────

    def _ratio(self, around: Around, sentence: Sentence) -> tuple[str, str]:
        talk, q, head = self.talk, around.q, around.head
        if q.unit == "times":
            return talk.topic, "times.topic"
        linked = (
            any(w.tag in ("share", "up", "down", "over_target") for w in around.left[-4:])
            or self.words[q.first - 1].text == "("
        )
        party = any(w.tag == "party" for w in around.clause[:3])
        for word in around.clause[:9]:
            if word.tag == "member_of" or (word.tag == "fixed" and word.value == "party_members"):
                return ("party_members" if party or word.tag == "fixed" else "members"), "percent.member_of"
        if (
            linked
            and talk.topic
            and not (head is not None and head.tag == "fixed" and head.value == "members")
        ):
            return talk.topic, "percent.topic"
        if head is not None:
            if head.tag == "fixed" and head.value != "targets":
                return head.value, "percent.noun"
            if head.tag == "model":
                metric = self._model_metric(head, around, sentence)
                if metric:
                    return metric, "percent.model"
            if head.tag == "person":
                if talk.group == "citizen" or any(
                    w.tag == "model" and w.value.startswith("citizen") for w in around.far
                ):
                    return "learning_citizens", "percent.citizen"
                return "", "people"
            if head.tag == "poor":
                return "", "background population"
        if head is None or head.tag in ("other", "group"):
            return talk.topic, "percent.topic"
        return "", "percent"

    def _model_metric(self, head: Word, around: Around, sentence: Sentence) -> str:
        """The metric of "N thôn …": by what is said of them, "… đạt cộng đồng học tập", "… có hội khuyến học"."""
        kind, _, model = head.value.partition(":")
        if model:
            return modelled(kind, model)
        organised = self._organised(around)
        if organised and kind in ("commune", "community", "unit"):
            return organised
        ahead = model_named(around.far)
        said = any(w.tag in ("recognised", "registered") or w.form == "đat5" for w in around.far)
        said = said or any(
            w.form == "la1" and any(v.tag in ("model", "title") for v in around.far[j + 1 : j + 4])
            for j, w in enumerate(around.far)
        )
        if not said and not (ahead and kind in ("family", "clan")):
            linked = any(
                w.tag in ("share", "up", "down", "over_target", "to", "lift") or w.tag == "registered"
                for w in around.left
            )
            same = self.talk.topic == modelled(kind, self.talk.model or self.talk.family)
            if not (same and (linked or kind in ("family", "clan"))):
                return ""
        known = ahead or self.talk.model or self.talk.family
        return modelled(kind, known)

    def _organised(self, around: Around) -> str:
        """What the places counted have: "98/104 xã, phường đã thành lập hội khuyến học"."""
        verb = -9
        for j, word in enumerate(around.right[:14]):
            if word.form in ("chưa", "con1 lai5"):
                return ""
            if (
                word.form in ("co2", "lâp5", "thanh1 lâp5", "kiên5", "dui tri1", "giư4 vưng4", "xâi dưng5")
                or word.tag == "keeps"
            ):
                verb = j
            if word.tag == "fixed" and word.value in ORGANISED and j - verb <= 5:
                return word.value
        if any(w.tag == "present" for w in around.left):
            return "associations"
        return ""

    # ── counts ──────────────────────────────────────────────────────────────────────────────────────

    def _count(self, around: Around, sentence: Sentence) -> tuple[str, str]:
        head = around.head
        if head is None:
            return self._bare(around)
        match head.tag:
            case "fixed":
                return self._fixed(head, around)
            case "model":
                return self._modelled(head, around, sentence)
            case "person":
                return self._people(head, around)
            case "thing":
                return self._thing(head, around)
            case "party":
                joined = any(w.tag == "member_of" for w in around.clause)
                return ("party_members", "count.party") if joined else ("", "party members")
        if head.value == "units of the place" and self._organised(around):
            return self._organised(around), "count.places_with_association"
        return "", head.value or head.form

    def _fixed(self, head: Word, around: Around) -> tuple[str, str]:
        if head.value == "targets":
            near = around.left + around.clause
            done = any(
                w.form in ("đat5", "hoan1 thanh1", "vươt5") or w.tag == "over_target"
                for w in near + around.far
            )
            set_only = any(
                w.tag == "target" or w.form in ("đê1", "đăt5", "xac2", "thông2", "thông", "vơi2")
                for w in around.left
            )
            return ("targets_met", "count.targets") if done and not set_only else ("", "targets set")
        if head.value == "members":
            passive = self._passive(around)
            if passive in ("honour", "award", "training"):
                return PEOPLE[passive], "people.passive"
        if (
            head.value == "piggy_banks"
            and around.q.value < 10
            and around.q.first
            and self.words[around.q.first - 1].form in ("theo", "nuôi", "co2")
        ):
            return "", "one child's piggy bank"
        return head.value, "count.noun"

    def _modelled(self, head: Word, around: Around, sentence: Sentence) -> tuple[str, str]:
        talk = self.talk
        explicit = head.value.partition(":")[2]
        passive = self._passive(around)
        if passive in ("honour", "award"):
            return PEOPLE[passive], "people.passive"
        judged = any(w.tag in ("recognised", "registered") for w in around.clause)
        if talk.group in ("award", "honour") and not judged and (not explicit or self._rewarded(around.left)):
            return PEOPLE[talk.group], "people.rewarded"
        if (
            head.form == "trương1 hoc5"
            and talk.group in ("gift", "fund_raised", "scholarship")
            and not judged
        ):
            return "schools_supported", "count.school"
        metric = self._model_metric(head, around, sentence)
        return metric, "count.model" if metric else "places or households"

    def _rewarded(self, left: list[Word]) -> bool:
        return any(
            (w.tag == "group" and w.value == "award") or (w.tag == "fixed" and w.value == "honours")
            for w in left
        )

    def _people(self, head: Word, around: Around) -> tuple[str, str]:
        talk = self.talk
        if head.form == "con" and (talk.piggy or talk.group == "piggy"):
            return ("piggy_banks", "count.noun") if around.q.value >= 10 else ("", "one child's piggy bank")
        passive = self._passive(around)
        giving = any(w.form in ("đong2 gop2", "ung4 hô5", "tai1 trơ5") for w in around.far[:14])
        if (
            giving
            and not passive
            and (around.left[-1:] and around.left[-1].form in ("do", "cua4", "đươc5", "cung1", "vơi2"))
        ):
            return "", "donors"
        group = passive or ("" if head.value == "comrade" else talk.group)
        metric = PEOPLE.get(group, "")
        if not metric and head.value != "comrade":
            if talk.people and talk.group not in ("gift", "donors", "fund_raised"):
                metric = talk.people
            elif talk.topic == "members" and any(w.tag in ("up", "down", "lift", "to") for w in around.left):
                metric = "members"
            elif talk.main == "scholarship" and any(
                w.tag == "new" or w.form in ("nhân5", "đươc5") for w in around.clause
            ):
                metric = "scholarship_recipients"
        if (
            metric == "members"
            and group == "members"
            and not any(
                w.tag in ("up", "down", "lift", "to", "new", "share") or w.form in ("la1", "co2")
                for w in around.left
            )
        ):
            return "", "people"
        if metric in ("scholarship_recipients", "awards", "honours", "trainees"):
            talk.people = metric
        return metric, f"people.{group or 'topic'}" if metric else "people"

    def _passive(self, around: Around) -> str:
        """What is done to those counted: "96 cháu được khen thưởng", "12 tập thể và 25 cá nhân được … tặng Bằng khen"."""
        words = around.right
        if (
            0 < len(words) <= 5
            and (words[-1].text == "," or words[-1].form in ("va1", "cung1"))
            and not any(w.tag in ("group", "fixed") for w in words)
        ):
            words = around.far
        taken = False
        for j, word in enumerate(words[:26]):
            if word.kind == "sign" and word.text in ".)":
                break
            if word.form in ("đươc5", "nhân5", "đươc5 nhân5") or word.tag == "new":
                taken = True
            if taken:
                if word.tag == "fixed" and word.value == "honours":
                    return "honour"
                if word.tag == "group" and word.value in ("award", "training"):
                    return word.value
            if (
                word.tag == "thing"
                and word.value == "grant"
                and j
                and words[j - 1].form in ("nhân5", "co2", "băng1", "đươc5", "hương4", "câp2", "đươc5 nhân5")
            ):
                return "scholarship"
            if word.tag == "group" and word.value == "scholarship":
                return "scholarship"
            if (
                word.tag == "model"
                and word.value.startswith("citizen")
                and any(w.tag in ("recognised", "registered") for w in words[:j])
            ):
                return "citizen"
            if (
                word.kind == "sign"
                and word.text == ","
                and not (j + 1 < len(words) and words[j + 1].tag in ("person", "model"))
                and taken
            ):
                break
        return ""

    def _thing(self, head: Word, around: Around) -> tuple[str, str]:
        talk = self.talk
        near = around.left + around.right
        training = any(w.tag == "group" and w.value == "training" for w in near)
        match head.value:
            case "grant":
                if (
                    head.form in ("suât2", "xuât2")
                    and talk.group in ("gift",)
                    and "scholarship" not in talk.seen
                ):
                    return "gifts", "count.grant"
                return "scholarships", "count.grant"
            case "gift":
                return ("gifts", "count.gift") if talk.group != "price" else ("", "price")
            case "prize":
                return "awards", "count.prize"
            case "training":
                return "training_classes", "count.training"
            case "class":
                if training:
                    return "training_classes", "count.class"
                if (
                    talk.group == "centre"
                    or "centre" in talk.seen
                    or "chuiên" in head.form
                    or any(w.tag == "fixed" and w.value == "learning_centres" for w in around.far)
                ):
                    talk.group = "centre"
                    return "centre_classes", "count.class"
                return "", "class"
            case "session":
                if training:
                    return "training_classes", "count.session"
                named = head.form not in ("cuôc5", "buôi4", "hôi5 nghi5", "hôi5 thao4")
                if (
                    named
                    or talk.group == "session"
                    or any(w.tag == "group" and w.value == "session" for w in near)
                ):
                    talk.group = "session"
                    return "study_sessions", "count.session"
                return "", "sessions of another kind"
            case "school":
                if talk.model and any(w.tag in ("recognised", "registered") for w in around.clause):
                    return "learning_units", "count.model"
                if self._organised(around):
                    return self._organised(around), "count.places_with_association"
                if talk.group in ("gift", "piggy", "fund_raised", "scholarship"):
                    return "schools_supported", "count.school"
        return "", head.value

    def _bare(self, around: Around) -> tuple[str, str]:
        """A number without a noun takes the noun before it: "số người nhận lên 516", "(tăng 7.268)"."""
        talk, left = self.talk, around.left
        tail = [w for w in left if w.tag != "bound"][-2:]
        linked = any(
            w.tag in ("up", "down", "to", "lift", "share")
            or w.form in ("la1", "co2", "gôm1")
            or w.text == ":"
            for w in tail
        )
        if not linked:
            return "", "unexplained"
        for word in reversed(left):
            if word.tag == "fixed" and word.value not in ("targets", "associations", "honours"):
                return word.value, "bare.noun"
            if word.tag == "person":
                metric = PEOPLE.get(talk.group or talk.main, "")
                if metric:
                    return metric, "bare.people"
            if word.tag == "thing" and word.value == "grant":
                return "scholarships", "bare.grant"
            if word.tag == "model" and talk.topic:
                return talk.topic, "bare.model"
        if (
            talk.topic
            and not talk.topic.endswith(("amount", "raised", "balance"))
            and any(w.tag in ("up", "down", "to", "lift") for w in left[-3:])
        ):
            return talk.topic, "bare.topic"
        return "", "unexplained"


def modelled(kind: str, model: str) -> str:
    """The metric of a kind of model: units and citizens are only ever learning ones."""
    if kind not in KINDS:
        return ""
    return f"{'learning' if kind in ('unit', 'citizen') else model}_{KINDS[kind]}"


def model_named(words: list[Word]) -> str:
    """The first model that the words name: "46 thôn được công nhận cộng đồng khuyến học" → studious."""
    for word in words:
        if word.tag == "title":
            return word.value
        if word.tag == "model" and ":" in word.value:
            return word.value.partition(":")[2]
    return ""


def head_of(words: list[Word]) -> Word | None:
    """The noun that a quantity counts: the first noun behind it, if nothing but small words is between."""
    for j, word in enumerate(words[:5]):
        if word.tag in ("fixed", "model", "person", "thing", "other", "title", "group", "party", "poor"):
            if (
                word.tag == "person"
                and word.form in ("lươt5", "ngươi1")
                and j + 1 < len(words)
                and words[j + 1].tag in ("person", "other", "party")
                and word.form == "lươt5"
            ):
                continue
            return word
        if word.tag in ("base", "classifier") or word.text in ('"', "“", "'"):
            continue
        return None
    return None


def clause_of(words: list[Word]) -> list[Word]:
    """The words up to the comma that ends the clause; commas inside a list of nouns do not."""
    for j, word in enumerate(words):
        if word.kind != "sign":
            continue
        if word.text in ";(." or (
            word.text == "," and not (j + 1 < len(words) and words[j + 1].tag in ("model", "person"))
        ):
            return words[:j]
    return words
