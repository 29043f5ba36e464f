"""What things are counted as: grants, gifts and prizes, classes and sessions, the schools that get something."""

from __future__ import annotations

from itertools import pairwise

from khuyenhoc.extract.figures.listening import Talk
from khuyenhoc.extract.figures.modelling import NEAR, organised_by
from khuyenhoc.extract.figures.surrounding import TAKES, Around, passive_of
from khuyenhoc.extract.figures.words import Word, fold, forms

_AT = forms("của", "tại", "ở", "thuộc", "từ")
_GRANTS = forms("suất", "xuất")
_MENDED = forms(
    "sửa", "sửa chữa", "tu sửa", "xây", "lợp", "lợp lại", "sơn", "nâng cấp", "cải tạo", "trang bị", "hỗ trợ"
)
_OPENS = forms("mở", "tổ chức", "được")
_PLAIN_SESSIONS = forms("cuộc", "buổi", "hội nghị", "hội thảo")
_SUFFERS = forms("bị")
_TOPIC_OF_CLASS = fold("chuyên")
_FOR = forms("cho")
_ONLY = forms("chỉ có", "có", "còn", "chỉ còn")


def thing(head: Word, a: Around, talk: Talk) -> tuple[str, str]:
    near = a.left + a.right
    training = any(w.tag == "group" and w.value == "training" for w in near)
    match head.value:
        case "grant":
            if head.form in _GRANTS and talk.group == "gift" and "scholarship" not in talk.seen:
                return "gifts", "count.grant"
            if head.form in _GRANTS and talk.of_gifts():
                return "gifts", "count.grant"  # "huyện Tuy Đức 120 suất", where only gifts were told
            return "scholarships", "count.grant"
        case "gift":
            if a.q.value == 1 and a.before is not None and a.before.form in _ONLY:
                return "", "what there is"  # "có nơi chỉ có 1 bộ loa đài"
            bought = talk.group == "price" and not any(w.tag == "group" and w.value == "gift" for w in near)
            bought = bought and not _for_pupils(a.clause)
            return ("", "price") if bought else ("gifts", "count.gift")
        case "prize":
            return "awards", "count.prize"
        case "training" if talk.group == "centre" and "centre" in talk.named:
            return "centre_classes", "count.class"
        case "training":
            return "training_classes", "count.training"
        case "class":
            if training or "training_classes" in talk.counted:
                return "training_classes", "count.class"
            trained = talk.group == "training" or (talk.main == "training" and not talk.centres)
            if trained and head.form.startswith(_TOPIC_OF_CLASS):
                return "", "contents of a training"
            of_training = talk.group == "training" and "training" in talk.named
            if of_training or (talk.main == "training" and not talk.centres):
                return "training_classes", "count.class"
            centre = any(w.tag == "fixed" and w.value == "learning_centres" for w in a.far)
            ours = "centre_classes" in talk.told and "training_classes" not in talk.told
            if (
                centre
                or "centre_classes" in talk.claimed
                or (ours and (talk.group in ("", "centre") or a.bracketed))
                or talk.group == "centre"
                or "centre" in talk.seen
                or (talk.centres and a.before is not None and a.before.form in _OPENS)
                or head.form.startswith(_TOPIC_OF_CLASS)
            ):
                talk.group = "centre"
                return "centre_classes", "count.class"
            return "", "class"
        case "session":
            if training:
                return "training_classes", "count.session"
            of_policy = head.form not in _PLAIN_SESSIONS or talk.group == "session"
            if of_policy or any(w.tag == "group" and w.value == "session" for w in near):
                talk.group = "session"
                return "study_sessions", "count.session"
            return "", "sessions of another kind"
        case "school":
            return _schools(a, talk)
    return "", head.value


def _for_pupils(words: list[Word]) -> bool:
    """ "mua 55 áo phao cho học sinh": bought to be given."""
    return any(w.form in _FOR and v.tag == "person" for w, v in pairwise(words[:NEAR]))


def _schools(a: Around, talk: Talk) -> tuple[str, str]:
    if talk.model and a.clause_tags & {"recognised", "registered"}:
        return "learning_units", "count.model"
    organised = organised_by(a)
    if organised:
        return organised, "count.places_with_association"
    if passive_of(a) == "honour":
        return "honours", "people.passive"
    at = a.before is not None and a.before.form in _AT
    helped = a.before is not None and a.before.value == "gift"  # "hỗ trợ 87 trường bị ngập"
    if any(w.form in _SUFFERS for w in a.clause[:4]) and not helped:
        return "", "school"  # "64 trường bị ngập"
    if talk.group in ("gift", "piggy", "fund_raised", "scholarship") and not at:
        return "schools_supported", "count.school"
    mended = any(w.form in TAKES and v.form in _MENDED for w, v in pairwise(a.clause[:4]))
    if mended and talk.group == "fund" and "fund" in talk.seen:
        return (
            "schools_supported",
            "count.school",
        )  # "Bằng tiền của quỹ khuyến học, 6 điểm trường được sửa mái"
    return "", "school"
