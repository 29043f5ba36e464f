"""What a percentage or a multiple is of."""

from __future__ import annotations

from itertools import pairwise

from khuyenhoc.extract.figures.listening import MONEY, Talk, modelled
from khuyenhoc.extract.figures.modelling import of_model, organised_by
from khuyenhoc.extract.figures.surrounding import ACCOUNTS, Around, clause_of
from khuyenhoc.extract.figures.words import forms

AGED = forms("tuổi")
_CENTRES, _PEOPLE = forms("trung tâm"), forms("số người")
_IS, _WHO = forms("là"), 8
_GRADED = forms("xếp loại", "được xếp loại", "đạt loại", "loại", "loại xuất sắc")

_MONEYS = frozenset(MONEY.values())
#: "60% hội viên ở xa trung tâm" says nothing of how many there are.
OWN_SHARE = frozenset({"members", "chapters", "committees", "associations"})


def ratio(a: Around, talk: Talk) -> tuple[str, str]:
    """Metric and rule of a percentage or a multiple; the metric is "" where it is no figure, and the rule then says why."""
    head = a.head
    if a.q.unit == "times":
        return talk.topic, "times.topic"
    linked = any(w.tag in ("share", "up", "down", "over_target") for w in a.left[-4:]) or (
        a.before is not None and a.before.text == "("
    )
    party = any(w.tag == "party" for w in (*a.left[-3:], *a.clause[:3]))
    for word in a.clause[:9]:
        if word.tag == "member_of" or (word.tag == "fixed" and word.value == "party_members"):
            return ("party_members" if party or word.tag == "fixed" else "members"), "percent.member_of"
    if head is not None and head.tag == "model" and ":" in head.value and a.right[:1] == [head]:
        return of_model(head, a, talk), "percent.model"
    if head is not None and head.tag == "fixed" and head.value in OWN_SHARE and not linked and _of_some(a):
        return "", "some of the members"
    people = head is None and bool(a.right) and a.right[0].form in _PEOPLE
    if (people or (head is not None and head.tag in ("other", "person"))) and _of_citizens(a):
        return "learning_citizens", "percent.citizen"
    if _lives_there(a):
        return "", "background population"
    beside = _beside(a, talk)
    if beside:
        return beside, "percent.beside"
    if linked and talk.topic and not (head is not None and head.tag == "fixed" and head.value == "members"):
        return talk.topic, "percent.topic"
    if head is None or head.tag in ("other", "group"):
        ahead = next((w for w in a.far if w.tag == "model"), None)
        if not talk.topic and ahead is not None and head is None:
            return of_model(ahead, a, talk), "percent.ahead"
        if not talk.topic and talk.centres and any(w.form in _CENTRES for w in a.right[:3]):
            return "learning_centres", "percent.centre"  # "85% số trung tâm được xếp loại khá"
        if talk.topic in _MONEYS and "plan" not in a.clause_tags:
            return "", "background population"  # "… 141.000 dân, trong đó đồng bào Chăm khoảng 8%"
        return talk.topic, "percent.topic"
    if head.tag == "fixed" and head.value != "targets":
        return head.value, "percent.noun"
    if head.tag == "model":
        metric = of_model(head, a, talk)
        return metric, "percent.model" if metric else "places or households"
    if head.tag == "thing" and head.value == "school":
        return organised_by(a), "percent.organised"
    citizens = "citizen" in (talk.group, talk.main if talk.group == "" else "") or any(
        w.tag == "model" and w.value.startswith("citizen") for w in a.far
    )
    if head.tag == "person" and citizens:
        return "learning_citizens", "percent.citizen"
    return "", "background population"


def _beside(a: Around, talk: Talk) -> str:
    """ "Tỷ lệ gia đình học tập là 78%, dòng họ 65%, cộng đồng 82%": the next of the kinds whose shares are told."""
    said = [w for w in a.left if w.tag not in ("share", "base")]  # "3 thôn dưới 60%" counts villages
    ends = not a.right or (a.right[0].kind == "sign" and a.right[0].text != "/")
    if len(said) != 1 or said[0].tag != "model" or not ends or a.head is not None:
        return ""
    told = talk.claimed and talk.topic.startswith(("learning_", "studious_"))
    kind, _, model = said[0].value.partition(":")
    return modelled(kind, model or talk.model or talk.family) if told else ""


def _of_citizens(a: Around) -> bool:
    """ "60% người dân từ 18 tuổi trở lên đạt Công dân học tập": what those counted become."""
    words = clause_of(a.far)
    if any(w.form in ACCOUNTS for w in words[:9]):
        return True  # "30% số người từ 18 tuổi trở lên có tài khoản"
    at = next((j for j, w in enumerate(words) if w.tag == "model"), -1)
    if at < 0 or not words[at].value.startswith("citizen"):
        return False
    others = any(w.kind == "number" and v.form not in AGED for w, v in pairwise(words[:at]))
    return not others and any(w.tag in ("share", "recognised") for w in words[:at])


def _lives_there(a: Around) -> bool:
    """ "66% dân số là đồng bào Mông", "trên 90% số hộ là hộ nghèo": who lives there, nothing that they became."""
    said = a.clause[:_WHO]
    at = next((j for j, w in enumerate(said[:3]) if w.form in _IS), 0)
    if not at or said[at - 1].tag not in ("base", "model"):
        return False
    return len(said) > at + 1 and not any(
        w.tag in ("fixed", "member_of", "title") or ":" in w.value for w in said
    )


def _of_some(a: Around) -> bool:
    """Is a percentage one of the members themselves ("12% chi hội sinh hoạt hình thức") and not of who could be one?"""
    rest = a.right[next((j for j, w in enumerate(a.right) if w is a.head), 0) + 1 :]
    if rest and rest[0].form in _GRADED:
        return False  # "60% số hội cơ sở xếp loại xuất sắc"
    return (
        bool(rest)
        and rest[0].kind in ("word", "cue")
        and rest[0].tag not in ("bound", "compare", "of_total", "base")
    )
