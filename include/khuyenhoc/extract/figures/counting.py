"""What people, places and things are counted as: by their noun, by what is said of them, by what is spoken of."""

from __future__ import annotations

from dataclasses import replace
from itertools import dropwhile

from khuyenhoc.extract.figures.listening import MODELS, PEOPLE, Talk, model_named, modelled
from khuyenhoc.extract.figures.modelling import (
    LACKS,
    ORGANISED,
    RAISED,
    REACHES,
    carries_on,
    community_reached,
    covers,
    is_graded,
    of_citizens,
    of_model,
    organised_by,
)
from khuyenhoc.extract.figures.partaking import LINKS, SMALL, STORY, people
from khuyenhoc.extract.figures.providing import thing
from khuyenhoc.extract.figures.surrounding import (
    ACCOUNTS,
    Around,
    head_of,
    passive_of,
)
from khuyenhoc.extract.figures.words import Word, forms
from khuyenhoc.models import Statistic

_NOT_YET = forms("chưa")
_OF_COMMUNES = frozenset({"learning_communities", "studious_communities"})
_ONLY = forms("chỉ có", "có", "còn", "chỉ còn")
_ASSOCIATION = forms("hội")
_ATTAINS, _GOT = forms("đạt", "đạt được", "xét", "công nhận được"), forms("được", "có")
_AND, _TURNS = forms("và", "cùng"), forms("lượt")
_SETS = forms("đề", "đặt", "xác định", "thông qua", "thống nhất", "đề ra")
_DONE = forms("đạt", "hoàn thành", "vượt")
_FOR = forms("cho")
_KEEPS_PIGGY = forms("theo", "nuôi", "góp", "mang", "có", "tới")
_SCHOOLS = forms("trường học")
_PIECES, _PORTIONS = forms("chiếc", "cái", "bộ", "phần"), forms("phần")
_OTHER_KINDS = frozenset({"family", "clan", "community", "unit"})
_FROM, _IS = forms("từ"), forms("là")
_TIERS, _PASSED = forms("cấp"), forms("học sinh đỗ")
_BASIC = forms("hội cơ sở", "cơ sở hội", "tổ chức cơ sở hội", "tổ chức hội cơ sở", "hội khuyến học cơ sở")
_CENTRES, _GROUPS = forms("trung tâm"), forms("ban", "tổ")
_ACCOUNTS_END = tuple(ACCOUNTS)
_MAKES = forms("thành", "lên", "còn")
_STOCKED = frozenset({"members", "chapters", "committees", "piggy_banks"})
_MONEYS = ("amount", "raised", "balance")
_NEXT_NOUN = 6  # words from a number to the noun of the next


def counted(a: Around, talk: Talk) -> tuple[str, str]:
    """Metric and rule of a count; the metric is "" where it is no figure, and the rule then says why."""
    head = a.head
    if head is None:
        return _bare(a, talk)
    of_places = head.value.startswith("commune") or head.value == "units of the place"
    if of_places and a.before is not None and a.before.tag == "of_total" and len(a.left) == 1:
        return "", "what a part is of"  # "Trong số 180 xã, có 163 nơi đạt …"
    if of_places and len(a.left) > 1 and a.left[-1].text == ":" and a.left[-2].value in ORGANISED:
        return a.left[-2].value, "count.places_with_association"  # "Hội cơ sở: 26/26 xã, thị trấn"
    if (
        head.tag in ("person", "other")
        and "registered" in a.clause_tags
        and any(w.tag == "registered" and w.form.endswith(_ACCOUNTS_END) for w in a.clause)
    ):
        return "learning_citizens", "people.accounts"  # reading 14: "214.700 người dân đã đăng ký tài khoản"
    match head.tag:
        case "fixed" | "plan" | "target":
            return _fixed(head, a, talk)
        case "model":
            return _modelled(head, a, talk)
        case "person":
            return people(head, a, talk)
        case "thing":
            return thing(head, a, talk)
        case "registered":
            citizens = (
                talk.topic == "learning_citizens"
                or "citizen" in (talk.group, talk.main)
                or of_citizens(a.far)
            )
            return ("learning_citizens", "count.accounts") if citizens else ("", "accounts")
        case "party":
            among = "members" in talk.claimed and a.before is not None and a.before.form in _ONLY
            of_members = talk.topic == "members" and ("lead_in" in a.left_tags or a.bracketed or among)
            joined = "member_of" in a.clause_tags or of_members
            return ("party_members", "count.party") if joined else ("", "party members")
    if head.value == "no metric":
        if head.form in _CENTRES and (talk.topic == "learning_centres" or "centre" in talk.named):
            return "learning_centres", "count.elliptic"
        if (
            head.form in _CENTRES
            and talk.centres
            and (is_graded(a.right[1:3]) or "recognised" in a.left_tags)
        ):
            return "learning_centres", "count.elliptic"  # "7 trung tâm loại tốt"
        if head.form in _GROUPS and talk.topic in ("committees", "chapters"):
            return "committees", "count.elliptic"
    if head.form in _PASSED and any(w.tag == "group" and w.value == "award" for w in a.left[-2:]):
        return "awards", "people.award"  # "trao thưởng cho 12 học sinh đỗ đại học"
    if head.value in ("donors", "units of the place") and passive_of(a) == "honour":
        return "honours", "people.passive"
    places = head.value == "units of the place" and head.form not in _TIERS
    if places and covers(a, talk):
        return "associations", "count.network"
    if places and (reached := community_reached(a.right)):
        return reached, "count.model"  # "163 nơi đạt cộng đồng học tập cấp xã"
    organised = organised_by(a) if places else ""
    return (organised, "count.places_with_association") if organised else ("", head.value or head.form)


def _fixed(head: Word, a: Around, talk: Talk) -> tuple[str, str]:
    if head.value == "targets" or head.tag in ("plan", "target"):
        done = any(w.form in _DONE or w.tag == "over_target" for w in a.left + a.right)
        set_only = any(w.tag == "target" or w.form in _SETS for w in a.left)
        set_only = set_only or any(w.form in LACKS for w in a.right[:3])
        return ("targets_met", "count.targets") if done and not set_only else ("", "targets set")
    if (
        head.value in ORGANISED
        and talk.group in ("award", "honour")
        and talk.group in talk.named
        and a.before is not None
        and a.before.form in _FOR
    ):
        return PEOPLE[talk.group], "people.rewarded"  # "tặng giấy khen cho 8 chi hội"
    if head.form in _ASSOCIATION and a.q.spelled and a.q.value < STORY:
        return "", "the associations that speak"  # "hai hội ký kết chương trình phối hợp"
    if head.value == "members":
        passive = passive_of(a)
        if passive in ("honour", "award", "training"):
            return PEOPLE[passive], "people.passive"
    if (
        head.value == "piggy_banks"
        and a.q.value < SMALL
        and a.before is not None
        and a.before.form in _KEEPS_PIGGY
    ):
        return "", "one child's piggy bank"
    return head.value, "count.noun"


def _modelled(head: Word, a: Around, talk: Talk) -> tuple[str, str]:
    explicit = head.value.partition(":")[2]
    judges = head.value == "citizen" and any(w.tag == "judged" for w in a.right)
    if judges and not any(w.tag == "recognised" for w in a.right):
        return "", "judged by themselves"
    passive = passive_of(a, alone=bool(explicit))
    if passive in ("honour", "award"):
        return PEOPLE[passive], "people.passive"
    judged = bool(a.clause_tags & {"recognised", "registered"}) or (
        model_named(a.clause) != "" and any(w.form in REACHES for w in a.clause)
    )
    if (
        talk.group in ("award", "honour")
        and talk.group in talk.named
        and not judged
        and (not explicit or _rewarded(a.left) or ("awards" in talk.counted and carries_on(a.left)))
    ):
        return PEOPLE[talk.group], "people.rewarded"
    lacking = any(w.form in LACKS for w in a.right[1:3])
    if (
        head.form in _SCHOOLS
        and not lacking
        and talk.group in ("gift", "fund_raised", "scholarship")
        and not judged
    ):
        return "schools_supported", "count.school"
    metric = of_model(head, a, talk)
    if not metric and talk.topic in _OF_COMMUNES and talk.topic in talk.claimed and is_graded(a.right[1:3]):
        return talk.topic, "count.graded"  # "23/23 xã đạt cộng đồng học tập cấp xã, trong đó 9 xã loại tốt"
    return metric, "count.model" if metric else "places or households"


def _rewarded(left: list[Word]) -> bool:
    return any(
        (w.tag == "group" and w.value == "award") or (w.tag == "fixed" and w.value == "honours") for w in left
    )


def _bare(a: Around, talk: Talk) -> tuple[str, str]:
    """A number without a noun takes the noun before it: "số người nhận lên 516", "(tăng 7.268)"."""
    tail = [w for w in a.left if w.tag != "bound"][-2:]
    return (
        _ratio(a, talk)
        or _from_to(a)
        or _pieces(a, talk)
        or _graded(a, talk)
        or _party_of_members(a, talk)
        or _not_reached(a)
        or _grown_to(a, talk)
        or _beside(tail, a, talk)
        or _in_turn(a, talk)
        or _by_status(a, talk)
        or _attained(a, talk)
        or _numbered(a, talk)
        or _unlinked(tail)
        or _named_before(a, talk)
        or _raised(a, talk)
        or ("", "unexplained")
    )


def _ratio(a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "76,5% số hộ (40.120/52.440) được công nhận"."""
    ratio = a.bracketed and not a.left and a.q.denominator is not None
    return (talk.topic, "bare.ratio") if ratio and talk.topic in talk.claimed else None


def _from_to(a: Around) -> tuple[str, str] | None:
    """What something grew from: the noun is before it, or behind what it grew to."""
    behind = a.right
    if a.right and a.right[0].text == "(":  # "từ 4.120 (năm 2019) lên 6.300 người"
        behind = list(dropwhile(lambda w: w.text != ")", a.far))[1:]
    makes = bool(behind) and (behind[0].form in _MAKES or behind[0].tag == "to")
    if a.before is None or a.before.form not in _FROM or not makes:
        return None
    noun = next((w for w in reversed(a.left) if w.tag in ("fixed", "model")), None)
    if noun is None:  # "tăng từ 38 nghìn lên 61 nghìn hội viên"
        noun = next((w for w in a.far[:_NEXT_NOUN] if w.tag in ("fixed", "model")), None)
    if noun is not None and noun.tag == "fixed" and noun.value in _STOCKED:
        return noun.value, "bare.noun"  # "hội viên từ 1.200 lên 1.350 người"
    if noun is not None and noun.tag == "model" and ":" in noun.value:
        kind, _, model = noun.value.partition(":")
        return modelled(kind, model), "bare.model"  # "dòng họ học tập từ 210 lên 486"
    return None


def _pieces(a: Around, talk: Talk) -> tuple[str, str] | None:
    """Pieces of the thing named before them."""
    if not a.right or a.right[0].form not in _PIECES:
        return None
    if a.opener is not None and a.opener.tag == "thing":
        return thing(a.opener, a, talk)  # "xe đạp (640 chiếc)"
    if any(w.tag == "thing" and w.value == "gift" for w in a.left[-3:]):
        return "gifts", "bare.pieces"  # "quà Tết 340 phần"
    scholarships = "scholarships" in talk.claimed | talk.just_claimed and "gifts" not in talk.claimed
    if scholarships and a.right[0].form in _PORTIONS:
        return "scholarships", "bare.pieces"  # "phát 320 phần học bổng … Gò Công Tây nhận 110 phần"
    if "gifts" in talk.claimed | talk.just_claimed:
        return "gifts", "bare.pieces"  # "Trong 62 xe đạp được trao, 18 chiếc dành cho học sinh xã A"
    if len(a.left) > 1 and a.left[-1].text == ":" and a.left[-2].tag == "thing":
        return thing(a.left[-2], a, talk)  # "Quà: 21.000 phần"
    return None


def _graded(a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "9 trung tâm loại tốt, 4 loại khá"."""
    told = talk.topic == "learning_centres" and talk.topic in talk.claimed
    return (talk.topic, "bare.graded") if told and is_graded(a.right[:2]) else None


def _party_of_members(a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "trong đó 5.120 là đảng viên"."""
    party = len(a.right) > 1 and a.right[0].form in _IS and a.right[1].tag == "party"
    told = party and "lead_in" in a.left_tags and "members" in talk.claimed
    return ("party_members", "bare.party") if told else None


def _not_reached(a: Around) -> tuple[str, str] | None:
    """ "Số xã chưa đạt là 18"."""
    return ("", "not reached") if any(w.form in _NOT_YET for w in a.left) else None


def _grown_to(a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "chi hội tăng 4, thành 341"."""
    grown = len(a.left) == 1 and a.left[0].form in _MAKES
    return (talk.topic, "bare.topic") if grown and talk.topic in talk.claimed else None


def _beside(tail: list[Word], a: Around, talk: Talk) -> tuple[str, str] | None:
    """The noun right before a number that ends its item: "chi hội 528; gia đình hiếu học 33.480"."""
    ends = not a.right or (a.right[0].kind == "sign" and a.right[0].text in ".,;()")
    if not tail or not ends or (a.q.value < SMALL and a.q.denominator is None):
        return None
    noun = tail[-1]
    if noun.tag == "fixed" and noun.value in _STOCKED:
        return noun.value, "bare.beside"
    kind, _, model = noun.value.partition(":")
    if noun.tag != "model":
        return None
    told = any(m.startswith(MODELS) for m in talk.claimed) or any(w.tag == "recognised" for w in a.left)
    if not model and a.q.denominator is not None and told:
        model = talk.model or talk.family  # "Kết quả công nhận: gia đình 2.870/3.210, dòng họ 12/14"
    metric = modelled(kind, model) if model else ""
    return (metric, "bare.beside") if metric else None


def _in_turn(a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "có lần lượt 2.610 và 1.985 hội viên": the noun of the numbers behind it."""
    parted = len(a.right) == 1 and (a.right[0].form in _AND or a.right[0].text == ",")
    if not parted or not any(w.form in _TURNS for w in a.left):
        return None
    shared = head_of([w for w in a.far[1:] if w.kind not in ("number", "sign") and w.form not in _AND])
    return (counted(replace(a, head=shared), talk)[0], "bare.in_turn") if shared is not None else None


def _by_status(a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "Đối với dòng họ, số đăng ký là 1.204, số được công nhận 1.010"."""
    said = [w for w in a.left if w.tag != "bound"]
    status = any(w.tag in ("registered", "recognised") for w in said[1:4]) and said[0].tag == "base"
    return (talk.topic, "bare.status") if status and talk.topic.startswith(MODELS) else None


def _attained(a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "Đăng ký thì 214 đơn vị, đạt được 187", "công nhận được 187": how many of those who signed up."""
    said = [w for w in a.left if w.tag != "bound"]
    if not said or talk.status is not Statistic.REGISTERED or talk.topic not in talk.claimed:
        return None
    last = said[-2:] if said[-1].form in _GOT else said[-1:]
    if last[0].tag != "recognised" and last[0].form not in _ATTAINS:
        return None
    talk.status = Statistic.TOTAL
    return talk.topic, "bare.status"


def _numbered(a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "Tổng số suất quà là 412", "Số giấy khen: 12": the noun right behind "số"."""
    if len(a.left) < 3 or a.left[0].tag != "base" or not (a.left[-1].form in _IS or a.left[-1].text == ":"):
        return None
    noun = a.left[1]
    if noun.tag == "thing":
        metric = thing(noun, a, talk)[0]
        return (metric, "bare.noun") if metric else None
    return ("honours", "bare.noun") if noun.tag == "fixed" and noun.value == "honours" else None


def _unlinked(tail: list[Word]) -> tuple[str, str] | None:
    """A number that nothing links to the noun before it."""
    linked = any(w.tag in (*RAISED, "share", "more") or w.form in LINKS or w.text == ":" for w in tail)
    return None if linked else ("", "unexplained")


def _named_before(a: Around, talk: Talk) -> tuple[str, str] | None:
    """The last noun before a number that says what is counted."""
    return next((told for j in reversed(range(len(a.left))) if (told := _by_noun(j, a, talk))), None)


def _by_noun(j: int, a: Around, talk: Talk) -> tuple[str, str] | None:
    """What a number is of that word `j` on its left is linked to, if it says so."""
    word = a.left[j]
    if word.tag == "fixed" and word.value not in ("targets", "associations", "honours"):
        return word.value, "bare.noun"
    if word.form in _BASIC and j == max(len(a.left) - 2, 0):
        return word.value, "bare.noun"  # "Tổng số hội cơ sở: 12"
    if word.tag == "person":
        metric = PEOPLE.get(talk.group or talk.main, "")
        return (metric, "bare.people") if metric else None
    if word.tag == "thing" and word.value == "grant":
        return "scholarships", "bare.grant"
    if word.tag == "thing" and word.value == "class" and talk.group == "centre":
        return "centre_classes", "bare.class"
    if word.tag == "base" and "citizen" in (talk.group, talk.main) and "recognised" in a.left_tags:
        return "learning_citizens", "bare.people"
    if word.tag == "model" and talk.topic and not talk.topic.endswith(_MONEYS):
        kind, _, model = word.value.partition(":")
        if talk.topic.startswith(MODELS) and kind in _OTHER_KINDS:
            return modelled(kind, model or talk.model or talk.family), "bare.model"  # "Đơn vị: 620"
        return talk.topic, "bare.model"
    return None


def _raised(a: Around, talk: Talk) -> tuple[str, str] | None:
    """ "(tăng 7.268)": what is spoken of, unless it is money."""
    raised = any(w.tag in RAISED for w in a.left[-3:])
    return (talk.topic, "bare.topic") if talk.topic and not talk.topic.endswith(_MONEYS) and raised else None
