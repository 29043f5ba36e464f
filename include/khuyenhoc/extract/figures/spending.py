"""Money that goes out: what it is given for, one grant or a sum of them; and what is none of the associations'.

Each rule takes the purse, an amount with the words around it and the claim before it, and gives metric and rule, or None.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from khuyenhoc.extract.figures import statistics
from khuyenhoc.extract.figures.listening import GIVEN, MENTIONS, MONEY, RAISING
from khuyenhoc.extract.figures.surrounding import Around, clause_of
from khuyenhoc.extract.figures.words import Word, fold, forms

if TYPE_CHECKING:
    from khuyenhoc.extract.figures.metrics import Claim
    from khuyenhoc.extract.figures.paying import Purse

_DAILY, _EVERYDAY = (
    forms("mỗi ngày", "một ngày", "ngày", "hằng ngày"),
    forms("ngày", "buổi", "kg", "tháng lương", "giờ", "sào", "con", "chiếc", "bộ", "lít"),
)
_TAKEN_BY_EACH = forms("cấp", "nhận", "được nhận", "trao", "lĩnh")
_SCHOLARSHIP = forms("mỗi suất", "một suất")
_GRANT = forms("suất", "mỗi suất", "phần", "mỗi phần")
_FROM, _THIS = forms("từ"), forms("này", "trên", "đó", "ấy")
_EACH = forms("mỗi em", "mỗi cháu", "mỗi suất")
_BUYS, _BOUGHT = forms("mua", "để mua", "mua sắm"), 12
_APART = forms("và", "cùng", "từ", "do", "nhờ")
_AND = forms("và", "cùng")
_SUM = fold("tổng")
_CAPITAL = forms("vốn", "số vốn", "vốn ban đầu")
_AVERAGE = forms("bình quân", "trung bình")
_HELPS = forms("giúp", "hỗ trợ")
_HANDS = forms("trao", "tặng", "trao tặng", "ủng hộ")
_BOTH = forms("khoản", "hai khoản")
_GOODS = frozenset({"gifts", "schools_supported"})
#: Less money than this is a way of speaking ("1 đồng lúc khó bằng 10 đồng lúc đủ").
_LEAST = 500


def group_of(word: Word) -> str:
    """What money or people a word would have counted: "khen thưởng" → award, "suất" → scholarship."""
    if word.tag == "group":
        return word.value
    return MENTIONS.get(word.value, "") if word.tag == "thing" else ""


def nobodys(purse: Purse, a: Around) -> str:
    """Why an amount is none of the associations', or ""."""
    talk, left = purse.talk, a.left
    if a.q.value < _LEAST and a.q.unit == "vnd":
        return "a way of speaking"
    bought = list(takewhile(lambda w: w.form not in _APART, clause_of(a.right)))
    held = any(w.form in _CAPITAL for w in left)  # "vốn ban đầu hơn ba triệu đồng tiền bán tre"
    held = held or _buys_gifts(a)
    held = held or any(w.form in _HELPS for w in bought[:4])  # "20 triệu đồng tiền mặt giúp sửa bếp ăn"
    if not held and any(w.tag == "group" and w.value in ("building", "price") for w in bought):
        return "price"
    daily = len(a.right) > 1 and a.right[0].text == "/" and a.right[1].form in _EVERYDAY
    by_day = any(
        w.form in _DAILY and not (j + 1 < len(left) and left[j + 1].kind in ("date", "number"))
        for j, w in enumerate(left)
    )
    averaged = any(
        w.form in _AVERAGE for w in left
    )  # "mổ heo đất được 3,6 tỷ đồng, bình quân 230.000 đồng/con"
    if by_day or (daily and not averaged and "gifts" not in talk.counted):
        return "money of everyday life"
    item = [w for w in left if w.kind != "sign"] if left and left[-1].text == ":" else []
    listed = item and item[0].tag == "spend"  # "- Chi trong kỳ: …"
    if listed and not _purpose(purse, a) and not any(group_of(w) in GIVEN for w in left):
        return "spent, not said on what"
    if (
        any(w.tag == "spend" for w in left[-3:])
        and not any(group_of(w) in GIVEN for w in left[-2:])
        and not _purpose(purse, a)
        and ("fund_raised" in talk.claimed or (talk.group in RAISING and left[-1].tag == "spend"))
    ):
        return "spent, not said on what"
    return ""


def for_purpose(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """What the words behind an amount say that it is for."""
    return _purpose(purse, a) or (("gift_amount", "money.purpose") if _buys_gifts(a) else None)


def each_of_fund(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "quỹ nuôi 12 em, mỗi em 10 triệu"."""
    if purse.talk.group == "fund" and any(w.form in _EACH for w in a.left):
        return MONEY[purse.talk.granted or "scholarship"], "money.per_grant"
    return None


def sum_of_scholarships(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """A total ("tổng …") behind a sentence or a sum of scholarships, where nothing else was given."""
    told = "scholarship" in purse.talk.earlier or (last is not None and last.metric == "scholarship_amount")
    if (
        "money_total" in a.left_tags
        and told
        and not purse.talk.counted & _GOODS
        and "awards" not in purse.talk.counted
        and a.left
        and a.left[0].form.startswith(_SUM)
    ):
        return "scholarship_amount", "money.sum"
    return None


def worth_of_goods(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """What goods of the same sentence are worth, named later than the scholarships."""
    talk = purse.talk
    if (
        "money_total" in a.left_tags
        and talk.goods > talk.grants
        and talk.goods >= purse.begun
        and not any(w.form.startswith(_SUM) for w in a.left)
    ):
        return "gift_amount", "money.goods"
    return None


def for_both(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "tổng chi cho cả hai khoản là 71 tỷ đồng", one of which is scholarships."""
    if "scholarship" in purse.talk.named and any(w.form in _BOTH for w in a.left):
        return "scholarship_amount", "money.both"
    return None


def sum_with_scholarships(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """The total of scholarships and what was given beside them."""
    if "scholarship" in purse.talk.seen and "money_total" in a.left_tags and _sums(purse, a.left):
        return "scholarship_amount", "money.sum"
    return None


def upkeep(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """What those with a scholarship have of it: "…, 9 em được giúp dài hạn, mỗi tháng 1 triệu đồng"."""
    if purse.talk.group != "gift" or last is None or last.metric != "scholarship_recipients":
        return None
    between = purse.words[last.quantity.last : a.q.first]
    if not statistics.is_per(a) or any(w.tag == "thing" for w in between):
        return None
    return "scholarship_amount", "money.per_grant"


def out_of_it(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "Từ nguồn quỹ này, 780 em được tiếp sức với 640 triệu đồng", "Từ số tiền trên, …": a part of what was raised."""
    talk = purse.talk
    if MONEY.get(talk.group) != "fund_raised" or "fund_raised" in talk.named:
        return None
    said = [w.form for w in purse.words[purse.begun : purse.begun + 6]]
    out = said[0] in _FROM and not _THIS.isdisjoint(said)
    return ("", "spent, not said on what") if out else None


def each_scholarship(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "Mỗi suất trị giá 1,5 triệu đồng gồm tiền mặt, cặp sách; tổng kinh phí …", under scholarships granted before."""
    if purse.talk.granted != "scholarship" or not any(w.form in _SCHOLARSHIP for w in a.left):
        return None
    purse.talk.name("scholarship")
    return "scholarship_amount", "money.per_grant"


def named_ahead(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """A total that is said only further on to be of what."""
    if "money_total" not in a.left_tags:
        return None
    named = next((g for g in map(group_of, a.far) if g in MONEY), "")
    return (MONEY[named], "money.ahead") if named else None


def each_grant(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """One grant, prize or gift, or what each one gets: "Mỗi em được cấp …"."""
    talk = purse.talk
    if talk.group == "price" or not statistics.is_per(a):
        return None
    if any(group_of(w) or w.form in _GRANT for w in (*a.left, *a.right[:3])) or (
        talk.granted and any(w.form in _TAKEN_BY_EACH for w in a.left[-2:])
    ):
        return MONEY[talk.granted or "scholarship"], "money.per_grant"
    return None


def of_title(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """A total, or one of many, in an article whose title tells of what is given."""
    talk = purse.talk
    if (
        talk.group != "price"
        and talk.main in GIVEN
        and (statistics.is_per(a) or "money_total" in a.left_tags)
    ):
        return MONEY[talk.main], "money.of_title"
    return None


def _purpose(purse: Purse, a: Around) -> tuple[str, str] | None:
    """What the words behind an amount say that it is for: "12.650 triệu đồng học bổng", "chi 2 tỷ đồng khen thưởng"."""
    talk = purse.talk
    spent = any(w.tag == "spend" for w in a.left[-4:])
    near = []
    for word in (a.far if spent else a.right)[: 7 if spent else 5]:
        if word.kind == "sign" and word.text in ",.;():/":
            break
        near.append(word)
    if spent and not near and len(a.far) > 1 and a.far[0].text == "," and group_of(a.far[1]) == "award":
        return (
            "award_amount",
            "money.purpose",
        )  # "các tộc họ chi 4,3 tỷ đồng, khen thưởng 15.800 lượt con cháu"
    handed = near and near[0].tag == "group" and any(w.form in _HANDS for w in a.left[-3:])
    if handed and near[0].value == "gift" and not any(group_of(w) in GIVEN - {"gift"} for w in near):
        return "gift_amount", "money.purpose"  # "trao 240 triệu đồng hỗ trợ 12 trường làm bồn chứa nước"
    if near and near[0].tag == "thing" and near[0].value == "grant":
        return "scholarship_amount", "money.noun_right"
    if 0 < len(near) <= 2 and group_of(near[0]) == "award":
        return "award_amount", "money.purpose"  # "1,3 tỷ khen thưởng."
    another = near and group_of(near[0]) in GIVEN and any(w.form in _AND for w in a.left[-2:])
    if another and any(w.tag == "spend" for w in purse.words[purse.begun : a.q.first]):
        return MONEY[group_of(near[0])], "money.purpose"  # "chi A khen thưởng … và B hỗ trợ …"
    fresh = talk.group in ("", "members") or spent
    for j, word in enumerate(near):
        group = group_of(word)
        if group == "fund" and j and near[j - 1].form in _FROM:
            fresh = True  # "trích 64 triệu đồng từ quỹ khuyến học để trao học bổng"
            continue
        if group == "fund" and talk.group in ("fund_raised", "", "fund"):
            return "fund_raised", "money.fund_right"
        if group == "fund_raised" and talk.group == "fund":
            return "fund_raised", "money.fund_right"
        if fresh and group in MONEY:
            both = spent and group == "award" and _and_grants(a.far)
            return MONEY["scholarship" if both else group], "money.purpose"
    return None


def _buys_gifts(a: Around) -> bool:
    """ "bỏ ra 120 triệu đồng mua 80 xe đạp tặng học sinh": what is bought is given."""
    if not a.right or a.right[0].form not in _BUYS or a.q.unit != "vnd":
        return False
    said = a.far[1:_BOUGHT]
    return any(w.value == "gift" and w.tag == "thing" for w in said) and any(
        w.value == "gift" and w.tag == "group" for w in said
    )


def _and_grants(words: list[Word]) -> bool:
    """ "chi 6,85 tỷ đồng để thưởng 21.406 em và cấp 1.260 suất học bổng": a lump sum for both (reading 11)."""
    said = list(takewhile(lambda w: w.tag not in ("money", "money_total") and w.text != ";", words))
    return any(
        w.form in _AND and any(group_of(v) == "scholarship" for v in said[j:]) for j, w in enumerate(said)
    )


def _sums(purse: Purse, left: list[Word]) -> bool:
    """Is a total of a sentence that names scholarships theirs, together with what was given beside them (reading 11)?"""
    talk = purse.talk
    if any(w.tag == "money_total" and w.form.startswith(_SUM) for w in left):
        return True
    together = not talk.counted & {"gifts", "schools_supported"} or talk.gift_verb < talk.grants
    if talk.group == "award" and "scholarships" in talk.counted and "awards" not in talk.counted:
        return True
    return talk.group == "gift" and together
