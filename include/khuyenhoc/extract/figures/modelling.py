"""What places, households and offices are counted as: by the model that they are said to be, by the association that they have."""

from __future__ import annotations

from itertools import pairwise

from khuyenhoc.extract.figures.listening import MODELS, Talk, model_named, modelled
from khuyenhoc.extract.figures.surrounding import Around, clause_of
from khuyenhoc.extract.figures.words import Word, forms

#: What places and offices can have.
ORGANISED = frozenset({"associations", "chapters", "committees", "learning_centres"})
_HAS = forms("có", "lập", "thành lập", "kiện toàn", "giữ vững", "xây dựng")
_IS, _HAVE = forms("là"), forms("có")
_IN = forms("ở", "tại")
_LEADERS = forms(
    "nhiều nhất", "cao nhất", "nhất", "dẫn đầu", "đứng đầu", "tiếp theo", "tiếp đến", "kế đến", "sau đó"
)
_PROMOTING, _STUDYING = forms("khuyến", "hiếu"), forms("học")
LACKS, _NOT_YET = forms("chưa", "còn lại", "không"), forms("chưa")
_THEN = forms("thì")  # "Ấp có 418 hộ thì 390 hộ là gia đình học tập"
_GRADED = forms("loại", "xếp loại", "được xếp loại", "được", "đạt loại", "hoạt động")
REACHES = forms("đạt")
RAISED = frozenset({"up", "down", "lift", "to"})
_AND, _CENTRES = forms("và", "cùng"), forms("trung tâm")
NEAR = 14  # words that a predicate reaches


def of_model(head: Word, a: Around, talk: Talk) -> str:
    """The metric of "N thôn …": by what is said of them, "… đạt cộng đồng học tập", "… có hội khuyến học"."""
    kind, _, model = head.value.partition(":")
    lacking = any(w.form in _NOT_YET or (w.form in _THEN and not model) for w in a.right[1:3])
    if a.q.unit == "count" and lacking:
        return ""  # "hai đơn vị chưa đạt do mới thành lập"
    model = model or _named_after(a)
    if model:
        return modelled(kind, model)
    if kind == "commune" and covers(a, talk):
        return "associations"
    if kind in ("commune", "community", "unit") or (kind == "clan" and "recognised" not in a.clause_tags):
        organised = organised_by(a)
        if organised:
            return organised
        where = a.before is not None and a.before.form in _IN and a.q.unit == "count"
        if where and kind != "unit" and not any(w.tag == "recognised" for w in clause_of(a.right, ":")):
            return ""  # "làm điểm ở hai xã"
        if talk.group == "centre" and any(w.form in _CENTRES for w in a.clause[1:6]):
            return "learning_centres"  # "TTHTCĐ: 23/23 xã có trung tâm"
    if _reaches_share(kind, a):
        return ""  # "12 xã đạt trên 80% gia đình học tập"
    words = a.clause if _of_people(kind, a) else a.far
    ahead = model_named(words)
    said = any(w.tag in ("recognised", "registered") or w.form in REACHES for w in words)
    said = said or (kind in ("family", "clan") and any(w.tag == "recognised" for w in a.left[-3:]))
    said = said or any(
        w.form in _IS and any(v.tag in ("model", "title") for v in a.far[j + 1 : j + 4])
        for j, w in enumerate(a.far)
    )
    if not said and not (ahead and kind in ("family", "clan")):
        linked = any(
            w.tag in ("share", "registered", *RAISED, "over_target") or w.text == ":" for w in a.left
        )
        linked = linked or any(w.tag == "model" and w.value.startswith(f"{kind}:") for w in a.left)
        linked = linked or (bool(talk.claimed) and carries_on(a.left))
        metric = modelled(kind, talk.model or talk.family)
        same = talk.topic == metric or metric in talk.claimed or metric in talk.just_claimed
        told = any(m.startswith(MODELS) for m in talk.claimed)
        listed = told and not a.left and _ends(a.right[1:])  # "… gia đình học tập; 83 dòng họ; 121 thôn"
        most = metric in talk.told and _names_most(a.left) and _ends(a.right[1:])
        if not listed and not most and not (same and (linked or kind in ("family", "clan"))):
            return ""
    return modelled(kind, ahead or talk.model or talk.family)


def _reaches_share(kind: str, a: Around) -> bool:
    """Is it told of places how many there of another kind are something?"""
    right = [w for w in a.right if w.tag != "bound"]
    named = len(right) > 1 and right[1].text[:1].isupper()
    if kind not in ("commune", "community") or not right:
        return False
    if right[-1].form not in REACHES and not (named and right[-1].form in _HAVE):
        return False
    if named and a.far[len(a.right) + 1 : len(a.right) + 2] and a.far[len(a.right) + 1].tag == "percent":
        return True  # "Hai xã Hợp Thành và Đô Thành có 100% xóm …"
    share = a.far[len(a.right) + 1 : len(a.right) + 5]
    return any(w.tag == "percent" for w in share) and any(
        w.tag == "model" and w.value.partition(":")[0] in ("family", "clan", "citizen") for w in share
    )


def _of_people(kind: str, a: Around) -> bool:
    """ "triển khai ra 18 xã, phường, phấn đấu 50% người lao động được công nhận Công dân học tập": who is said to be it."""
    model = next((j for j, w in enumerate(a.far) if w.tag == "model" and ":" in w.value), -1)
    if kind == "citizen" or model < 0 or not a.far[model].value.startswith("citizen"):
        return False
    return any(w.kind == "number" for w in a.far[:model])


def covers(a: Around, talk: Talk) -> bool:
    """ "Mạng lưới: 14/14 huyện, thị xã; 220/220 xã, phường": places of which nothing is said but that all are there."""
    alone = len([w for w in a.right if w.text not in ".,;" and w.form not in _AND]) == 1
    return talk.network and alone and a.q.denominator is not None


def _names_most(left: list[Word]) -> bool:
    """ "nhiều nhất là Phổ Yên với 172 đơn vị": a place and what it has of what was told before."""
    most = next((j for j, w in enumerate(left) if w.form in _LEADERS), len(left))
    return any(w.text[:1].isupper() for w in left[most + 1 :])


def _ends(words: list[Word]) -> bool:
    """Does the item of a list end here?"""
    return not words or words[0].text in (".", ",") or words[0].form in _AND


def _named_after(a: Around) -> str:
    """The model that a list of nouns is named after: "98 thôn, bản khuyến học"."""
    for j, word in enumerate(a.right[:8]):
        if word.tag in ("model", "base") or word.text in (",", '"', "“") or word.form in _AND:
            continue
        after = a.right[j + 1].form if j + 1 < len(a.right) else ""
        return "studious" if word.form in _PROMOTING and after in _STUDYING else ""
    return ""


def organised_by(a: Around) -> str:
    """What the places counted have: "98/104 xã, phường đã thành lập hội khuyến học"."""
    verb = -9
    for j, word in enumerate((a.clause if a.clause is a.far else a.right)[:NEAR]):
        if word.form in LACKS or word.tag == "lack":
            return ""
        if word.form in _HAS or word.tag in ("keeps", "new"):
            verb = j
        if word.tag == "fixed" and word.value in ORGANISED and j - verb <= 5:
            return word.value
    return "associations" if "present" in a.left_tags else ""


def carries_on(left: list[Word]) -> bool:
    """Does nothing stand between this number and the one before but its noun and a comma or "và"?"""
    return all(w.tag in ("model", "person") or w.form in _AND for w in left)


def is_graded(words: list[Word]) -> bool:
    """ "loại khá", "xếp loại tốt", "đạt loại tốt"."""
    if words[:1] and words[0].form in REACHES:
        words = words[1:]
    return bool(words) and words[0].form in _GRADED


def of_citizens(words: list[Word]) -> bool:
    """Do words name citizens soon?"""
    return any(w.tag == "model" and w.value.startswith("citizen") for w in words[:NEAR])


def community_reached(words: list[Word]) -> str:
    """The community that places are said to be: "… nơi đạt cộng đồng học tập"."""
    for w, v in pairwise(words[:6]):
        if w.form in REACHES and v.tag == "model" and v.value.startswith("community:"):
            return modelled("community", v.value.partition(":")[2])
    return ""
