"""What a text is speaking of, as far as it has been read: the fund, scholarships, members, learning families, …"""

from __future__ import annotations

from dataclasses import dataclass, field

from khuyenhoc.extract.figures.introducing import (
    LONGEST,
    TARGET_NOUNS,
    has_number,
    is_bulleted,
    is_heading,
    is_item,
    is_lettered,
    is_numbered,
    names_plan,
    sets_goals,
    tells_plan,
)
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.words import Word, fold, forms
from khuyenhoc.models import Statistic

KINDS = {"family": "families", "clan": "clans", "community": "communities", "commune": "communities", "unit": "units", "citizen": "citizens"}  # fmt: skip
#: How the metrics of models begin.
MODELS = ("learning_", "studious_")
#: What people are counted as under each thing that is spoken of.
PEOPLE = {
    "award": "awards", "honour": "honours", "scholarship": "scholarship_recipients", "training": "trainees",
    "session": "session_participants", "centre": "centre_attendances", "members": "members",
    "citizen": "learning_citizens",
}  # fmt: skip
#: What money is counted as.
MONEY = {
    "fund_raised": "fund_raised", "fund": "fund_balance", "fund_balance": "fund_balance", "piggy": "fund_raised",
    "scholarship": "scholarship_amount", "sponsor": "scholarship_amount", "award": "award_amount", "honour": "award_amount", "gift": "gift_amount",
}  # fmt: skip
#: Groups of money that comes in, and of what is handed over.
RAISING, GIVEN = frozenset({"fund_raised", "piggy", "fund"}), frozenset({"award", "scholarship", "gift"})
MENTIONS = {"grant": "scholarship", "gift": "gift", "prize": "award", "training": "training"}
FIXED_GROUP = {
    "honours": "honour",
    "piggy_banks": "piggy",
    "learning_centres": "centre",
    "members": "members",
}
#: What there is at a time, as against what is done in one.
STOCKS = frozenset(
    [
        "associations",
        "chapters",
        "committees",
        "members",
        "party_members",
        "learning_families",
        "learning_clans",
        "learning_communities",
        "learning_units",
        "learning_citizens",
        "studious_families",
        "studious_clans",
        "studious_communities",
        "learning_centres",
        "fund_balance",
    ]
)
_TOPICS = frozenset({"members", "party_members", "chapters", "committees", "learning_centres", "piggy_banks"})
_RAISES = " ".join(map(fold, ("vận", "động")))
_SETS = forms("đề ra", "đặt ra", "đề", "đặt", "thông qua", "xác định", "thống nhất", "được", "giao", "ký")
_FUND, _STOPS = ("fund", "fund_raised"), frozenset(",;:(")
_ASSIGNS = forms("giao")
_CENTRE = forms("trung tâm")
_SOURCE, _GRANTED = forms("từ"), frozenset({"scholarship", "award"})
_JOINS = frozenset({","}) | forms("và")
_TO, _GRANTS = forms("cho", "vào"), forms("suất", "xuất")
#: How a list of donors is introduced, within so many words.
_THANKS, _LEAD = (
    tuple(forms("ủng hộ", "hảo tâm", "nhà hảo tâm", "cảm ơn", "cám ơn", "tri ân", "tài trợ", "đóng góp")),
    30,
)
_NETWORK = forms("mạng lưới", "tổ chức hội", "hệ thống hội", "hệ thống tổ chức")
_PRIZE = forms("mức thưởng", "mức khen thưởng")
_ABOUT, _TOPIC = forms("về", "kỹ năng", "nghiệp vụ", "công tác"), 7
_ASKS = forms("đề nghị", "yêu cầu", "kêu gọi")
_HANDED = forms("bàn", "chuyển", "ban", "đảm")


#: The tags of words that turn the talk: `Talk.hear` has a case for each.
HEARD = frozenset(
    ["fixed", "model", "title", "group", "thing", "target", "registered", "done", "other", "outcome", "member_of", "poor", "per", "recognised"]
)  # fmt: skip


@dataclass(slots=True)
class Talk:
    """What is being spoken of.

    `group` is the latest thing done or owned (fund, scholarship, award, …), `topic` the metric that a bare
    percentage would be of, and `status` its statistic; `seen` are the groups since the last semicolon, `named`
    those of the sentence, `earlier` of the one before; `counted` and `claimed` are the metrics that figures were found of, likewise; `main` is the group of the title, `of_list` that of the line that introduces a list, which `thanks` says to be of donors; `network` says that the line tells where associations are; `people` the last metric that people were counted as; `at` is where in the text the group was named,
    `grants` the word where scholarships were counted, `gift_verb` where giving was last spoken of, `goods` where
    something was counted that has no metric; `of_plan` says that the title names a plan; `told` are the metrics that the article had figures of so far.
    """

    family: str = "learning"
    group: str = ""
    topic: str = ""
    status: Statistic = Statistic.TOTAL
    model: str = ""
    piggy: bool = False
    seen: set[str] = field(default_factory=set)
    named: set[str] = field(default_factory=set)
    counted: set[str] = field(default_factory=set)
    claimed: set[str] = field(default_factory=set)
    just_claimed: set[str] = field(default_factory=set)
    earlier: set[str] = field(default_factory=set)
    target: bool = False
    paragraph: int = -1
    main: str = ""
    granted: str = ""
    goals: bool = False
    of_plan: bool = False
    set_goals: bool = False
    headed: bool = False
    of_list: str = ""
    thanks: bool = False
    network: bool = False
    centres: bool = False
    people: str = ""
    at: int = 0
    grants: int = 0
    gift_verb: int = 0
    goods: int = 0
    told: set[str] = field(default_factory=set)

    def enter(self, sentence: Sentence, words: list[Word]) -> None:
        """Begin a sentence: a new paragraph begins anew, unless it is an item of a list or introduces one."""
        begins = sentence.paragraph != self.paragraph
        if begins:
            head = words[sentence.first - 2] if sentence.first > 1 else None
            if self.set_goals or (head is not None and head.text == ":"):
                self.goals = self.set_goals
            elif not (is_bulleted(sentence, words) or is_numbered(sentence, words)):
                self.goals = False
            self.granted = self.group if self.group in ("scholarship", "gift", "award") else self.granted
            answers = head is not None and head.text == "?"
            # what is told under "5. Công dân học tập", and in "b)" and "c)" behind "a)"
            under = self.headed and not is_heading(sentence, words)
            under = under or is_lettered(sentence, words)
            goes_on = answers or under or is_item(sentence, words) or words[sentence.last - 1].text == ":"
            if not goes_on:
                self.group = self.topic = self.model = self.people = ""
                self.status, self.piggy, self.named = Statistic.TOTAL, False, set()
            if head is not None and head.text == ":":
                raised = self.main in _FUND and "fund_raised" in self.claimed | self.just_claimed
                if (
                    raised and self.group == "gift"
                ):  # "… 268 triệu đồng cùng nhiều hiện vật. Danh sách như sau:"
                    self.group = "fund_raised"
                self.of_list = self.group
                lead = words[max(0, sentence.first - _LEAD) : sentence.first]
                self.thanks = any(w.form.startswith(_THANKS) for w in lead)
            elif self._lists_donors() and has_number(sentence, words):
                self.group = self.of_list  # the next donor
            elif is_bulleted(sentence, words):
                self.group = self.of_list or self.group  # what one item names is not the next one's
            else:
                self.of_list = ""
            said = words[sentence.first : sentence.last]
            self.of_plan = self.of_plan or (self.paragraph < 0 and names_plan(said))
            self.goals = self.goals or (self.of_plan and tells_plan(said))
            self.paragraph = sentence.paragraph
        first = words[sentence.first]
        if first.tag == "target" and words[min(sentence.first + 1, sentence.last - 1)].text == ":":
            self.goals = True  # "Phấn đấu: kết nạp 800 hội viên; mở 01 lớp tập huấn"
        self.target = self.goals
        heads = is_heading(sentence, words)
        introduces = words[sentence.last - 1].text in ":?" or heads
        self.headed = heads and not any(w.kind == "number" for w in words[sentence.first + 1 : sentence.last])
        self.set_goals = introduces and sets_goals(words[sentence.first : sentence.last])
        self.network = False
        self.earlier = self.named
        self.just_claimed = self.claimed if sentence.paragraph == self.paragraph and not begins else set()
        self.seen, self.named, self.counted, self.claimed = set(), set(), set(), set()

    def hear(self, i: int, words: list[Word], sentence: Sentence) -> None:
        """Take in word `i` of the text."""
        word = words[i]
        match word.tag:
            case "fixed":
                self._hear_fixed(word.value)
            case "model":
                self._hear_model(i, words, sentence)
            case "title":
                self.model = word.value
            case "group":
                self._hear_group(word.value, i, words)
            case "thing":
                self._hear_thing(word)
            case "target":
                self._hear_target(i, words, sentence)
            case "registered":
                if self.topic.startswith(("learning", "studious")) and not _is_base(i, words, sentence):
                    self.status = Statistic.REGISTERED
            case "done" if self.target and not self.goals:
                ahead = words[i + 1] if i + 1 < sentence.last else None
                self.target = ahead is not None and (ahead.tag == "target" or ahead.form in _SETS)
            case "other" if word.form in _CENTRE and self.centres:
                self.name("centre")
            case "outcome" if self.target and not self.goals and words[i - 1].text in _STOPS:
                self.target = False  # "Chỉ tiêu giao là 1.000 hội viên, kết quả kết nạp 1.240"
            case "member_of" if not self.topic and not self.claimed:
                of_party = words[i - 1].tag == "party"
                self.turn_to("party_members" if of_party else "members")  # "Tỷ lệ dân số là hội viên từ 18%"
            case "poor":
                self.topic = ""
            case "per" if word.form in _PRIZE and self.group in ("", *_FUND, "fund_balance"):
                self.name("award")
            case "recognised" if self.topic == "learning_citizens":
                self.status = Statistic.TOTAL
            case _ if word.text == ":":
                self._hear_colon(i, words, sentence)
            case _ if word.text == ";":
                if not (i + 1 < sentence.last and words[i + 1].tag == "money_total"):
                    self.seen, self.counted = set(), set()

    def _hear_fixed(self, metric: str) -> None:
        """A noun that only ever counts one metric: "hội viên", "chi hội", "heo đất"."""
        group = FIXED_GROUP.get(metric)
        if group and not (group == "members" and self.group in ("award", "honour", "training")):
            self.name(group)
            self.piggy = self.piggy or group == "piggy"
        self.centres = self.centres or group == "centre"
        if metric in _TOPICS:
            self.turn_to(metric)

    def _hear_thing(self, word: Word) -> None:
        """What is given or held: grants, gifts, prizes, classes."""
        if word.value == "training" and self.group == "centre" and "centre" in self.named:
            return  # a centre's own class
        of_gift = self.group == "gift" and "scholarship" not in self.named
        of_gift = (of_gift or self.of_gifts()) and word.form in _GRANTS
        if word.value in MENTIONS and not of_gift:
            self.name(MENTIONS[word.value])

    def _hear_target(self, i: int, words: list[Word], sentence: Sentence) -> None:
        """A goal is told of, if not only what was reached of it: "đạt 120% kế hoạch"."""
        word = words[i]
        if word.form in _ASSIGNS and not _is_assigned(i, words, sentence):
            return
        result = any(
            w.tag in ("share", "over_target", "compare") for w in words[max(sentence.first, i - 3) : i]
        )
        self.target = self.target or not (result and word.form.startswith(TARGET_NOUNS))
        if word.form.endswith(_RAISES):
            self.name("fund_raised")  # "kế hoạch vận động quỹ 2 tỷ đồng"

    def _hear_colon(self, i: int, words: list[Word], sentence: Sentence) -> None:
        """What a colon introduces: a donor's gift, where associations are, goals."""
        if self._lists_donors():
            self.group = self.of_list  # the donor is named, the gift follows
        if i - sentence.first <= LONGEST:
            said = " ".join([w.form for w in words[sentence.first : i]])
            self.network = any(form in said for form in _NETWORK)
        if not self.target and not self.claimed:
            asked = " ".join([w.form for w in words[max(sentence.first, i - 2) : i]]) in _ASKS
            self.target = asked or sets_goals(words[sentence.first : i])

    def _lists_donors(self) -> bool:
        return self.of_list == "fund_raised" and (self.main in _FUND or (self.thanks and not self.main))

    def of_gifts(self) -> bool:
        """Has an article on gifts told of no scholarship, so that "120 suất" are gifts?"""
        return (
            self.group == ""
            and self.main == "gift"
            and "gifts" in self.told
            and "scholarships" not in self.told
        )

    def turn_to(self, metric: str) -> None:
        """Speak of a metric; its status is forgotten if it is another one."""
        if self.topic != metric:
            self.topic, self.status = metric, Statistic.TOTAL

    def name(self, group: str) -> None:
        """Speak of a group of money or people."""
        self.group = group
        self.seen.add(group)
        self.named.add(group)

    def _hear_model(self, i: int, words: list[Word], sentence: Sentence) -> None:
        kind, _, model = words[i].value.partition(":")
        if model:
            self.model = model
            self.turn_to(modelled(kind, model))
            if kind == "citizen" and not (self.group == "training" and "training" in self.named):
                self.group = "citizen"
        elif kind in ("family", "clan", "citizen"):
            near = words[i + 1 : min(i + 5, sentence.last)]
            known = self.model or model_named(until(words, i + 1, sentence.last))
            if known or kind == "citizen" or any(w.tag in ("recognised", "registered") for w in near):
                self.turn_to(modelled(kind, known or self.family))

    def _hear_group(self, group: str, i: int, words: list[Word]) -> None:
        if (
            group == "session"
            and self.group == "training"
            and any(w.form in _ABOUT for w in words[max(0, i - _TOPIC) : i])
        ):
            return  # "mở 2 lớp tập huấn về quản lý, tuyên truyền cho 88 cán bộ": what they are taught
        if group == "gift" and self.group == "award" and _is_joined(i, words):
            return  # "khen thưởng, hỗ trợ 34.000 lượt học sinh": the first of both
        self.at = i
        if group == "fund":
            given = i > 0 and words[i - 1].form in _TO
            presented = i > 0 and words[i - 1].tag == "group" and words[i - 1].value == "gift"
            if presented:
                self.group = "fund_raised"  # "tặng quỹ khuyến học xã 50 triệu đồng"
            elif i > 0 and words[i - 1].tag == "lift":
                self.group = "fund_balance"  # "nâng tổng nguồn quỹ lên …"
            elif i > 0 and words[i - 1].form in _SOURCE and self.group in _GRANTED:
                return  # "1.037 lượt em đã nhận học bổng từ quỹ, tổng cộng hơn một tỷ đồng"
            elif given and self.group in ("", "award"):
                self.group = "fund_raised"
            elif self.group not in ("fund_raised", "fund_balance"):
                self.group = "fund"
            self.topic = MONEY[self.group]
        else:
            self.group = group
            if group == "gift":
                self.gift_verb = i
            if group in ("fund_raised", "fund_balance"):
                self.topic = group
        self.seen.add(group)
        self.named.add(group)


def _is_joined(i: int, words: list[Word]) -> bool:
    """Is a verb the second of two that share what follows: "khen thưởng, hỗ trợ 34.000 lượt học sinh"?"""
    return (
        1 < i < len(words) - 1
        and words[i - 1].form in _JOINS
        and words[i - 2].tag == "group"
        and words[i + 1].kind == "number"
    )


def _is_assigned(i: int, words: list[Word], sentence: Sentence) -> bool:
    """Is a plan given to somebody here ("tỉnh giao huyện kết nạp …") and not only named ("kế hoạch tỉnh giao")?"""
    planned = any(
        w.tag in ("plan", "target") or w.form.startswith(TARGET_NOUNS)
        for w in words[max(sentence.first, i - 3) : i]
    )
    handed = i > sentence.first and words[i - 1].form in _HANDED  # "bàn giao 12 xe đạp"
    return not planned and not handed and i + 1 < sentence.last and words[i + 1].kind in ("word", "cue")


def _is_base(i: int, words: list[Word], sentence: Sentence) -> bool:
    """Is this registration only what a share is taken of: "87,84% số hộ đăng ký", "so với số hộ đăng ký"?"""
    return any(w.tag in ("percent", "compare", "of_total") for w in words[max(sentence.first, i - 5) : i])


def family_of_models(words: list[Word]) -> str:
    """Does this article speak of learning families (since 2016) or of studious ones?"""
    learning = studious = 0
    for word in words:
        if word.tag in ("model", "title"):
            learning += "learning" in word.value
            studious += "studious" in word.value
    return "studious" if studious > learning else "learning"


def modelled(kind: str, model: str) -> str:
    """The metric of a kind of model: units and citizens are only ever learning ones.

    >>> modelled("clan", "studious"), modelled("unit", "studious")
    ('studious_clans', 'learning_units')
    """
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


def until(words: list[Word], start: int, end: int) -> list[Word]:
    """The words from `start` up to the next semicolon or `end`."""
    for j in range(start, end):
        if words[j].text == ";":
            return words[start:j]
    return words[start:end]
