"""Money that comes in: what a fund is given, sent, promised, paid; and what it holds.

Each rule takes the purse, an amount with the words around it and the claim before it, and gives metric and rule, or None.
"""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from khuyenhoc.extract.figures import statistics
from khuyenhoc.extract.figures.listening import GIVEN, RAISING
from khuyenhoc.extract.figures.surrounding import Around, clause_of
from khuyenhoc.extract.figures.words import Word, forms

if TYPE_CHECKING:
    from khuyenhoc.extract.figures.metrics import Claim
    from khuyenhoc.extract.figures.paying import Purse

_TAKEN, _TO = forms("nhận", "nhận được", "thu hút", "tiếp nhận"), forms("cho", "vào")
_OF, _IS, _AND = forms("của", "từ"), forms("là"), forms("và", "cùng")
_WITH = forms("với", "với số tiền")
_SENT, _SENT_HOME = forms("gửi", "chuyển"), forms("gửi về", "gởi về", "gửi tặng")
_MUST, _PAYS = forms("phải"), forms("đóng", "nộp", "đóng góp", "góp")
_YEARS, _HAS = forms("năm"), forms("có", "chỉ có", "mới có", "đã có", "hiện có", "còn")
_LEADS = forms(
    "dẫn đầu", "dẫn", "đứng đầu", "đứng", "tiêu biểu", "điển hình", "kế đến", "tiếp theo", "tiếp đến"
)
_LEFT = forms("còn", "còn lại", "tồn", "dư", "còn dư")
#: Words of an item of a list that a name ends.
_ITEM = 6


def planned(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "Chỉ tiêu cả năm là 8,5 tỷ đồng", where the article told of money raised."""
    talk = purse.talk
    if "fund_raised" not in talk.told or talk.named or not a.left or a.left[-1].form not in _IS:
        return None
    plans = any(w.tag in ("plan", "target") or (w.tag == "fixed" and w.value == "targets") for w in a.left)
    return ("fund_raised", "money.plan") if plans else None


def into_fund(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "…, trong đó quỹ xã 2,1 tỷ": the fund or an association takes it, and the sums that follow."""
    talk = purse.talk
    if talk.group not in ("fund", "fund_balance", "gift", "") or not _into_fund(purse, a):
        return None
    if talk.group == "fund":
        talk.group = "fund_raised"
    return "fund_raised", "money.into_fund"


def sent(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """Somebody sends it: to an association, home, or to the fund that is spoken of."""
    talk = purse.talk
    if (
        # "đã gửi về qua Hội Khuyến học tỉnh 41.300 USD"
        (_sends(a.left) and not talk.named & GIVEN)
        # "con cháu ở xa gửi về 31 triệu đồng"
        or (talk.group == "" and any(w.form in _SENT_HOME for w in a.left[-2:]))
        or (talk.group in ("fund", "fund_balance") and a.left and statistics.is_sent(a.right))
    ):
        return "fund_raised", "money.sent"
    return None


def fund_of_a_year(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """A fund that is told with a span of time right behind it is what came in."""
    talk, when = purse.talk, a.when
    if talk.group != "fund" or when is None or when.kind != "span":
        return None
    if not 0 <= when.start - purse.wording.end(talk.at) <= 2:
        return None
    talk.group = "fund_raised"
    return "fund_raised", "money.fund_of_a_year"


def fund_of_years(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "Tổng quỹ 5 năm đạt 112 tỷ đồng": a fund told over years is what came in."""
    if purse.talk.group not in ("fund", "fund_balance") or not a.left or a.left[0].form not in _YEARS:
        return None
    i = a.q.first - len(a.left)
    if i <= 0 or purse.words[i - 1].kind != "number":
        return None
    purse.talk.group = "fund_raised"
    return "fund_raised", "money.fund_of_years"


def members_pay(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "Nguồn thu của quỹ gồm: hội viên đóng 320 triệu đồng"."""
    if purse.talk.group == "members" and "fund_raised" in purse.talk.named:
        return "fund_raised", "money.paid_in"
    return None


def fund_held(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "Đến nay, quỹ khuyến học của họ có 386 triệu đồng", where raising was spoken of before."""
    talk = purse.talk
    if talk.group != "fund_raised" or "fund" not in talk.named:
        return None
    has = next((w.form in _HAS for w in reversed(a.left) if w.tag != "bound"), False)
    if "fund_raised" in talk.named:
        # "góp mỗi tháng 10 ngàn đồng; quỹ của ấp có 37 triệu đồng", but not "quỹ đã vận động được 37 triệu đồng"
        said = next((w.value for w in reversed(a.left) if w.value in ("fund", "fund_raised")), "")
        return ("fund_balance", "money.fund_held") if has and said == "fund" else None
    if has or (a.when is not None and a.when.kind == "state"):
        return "fund_balance", "money.fund_held"
    return None


def left_over(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "Quỹ thu 386 triệu đồng, chi 212 triệu đồng, còn lại 174 triệu đồng"."""
    if "fund_raised" not in purse.talk.claimed or not any(w.form in _LEFT for w in a.left[-2:]):
        return None
    spent = any(w.tag == "spend" for w in purse.words[purse.begun : a.q.first])
    return ("fund_balance", "money.left_over") if spent else None


def goods_too(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """Goods were raised beside a sum: the parts of the sum go on. Changes what is spoken of, answers nothing."""
    talk = purse.talk
    if talk.group == "gift" and "fund_raised" in talk.just_claimed and not talk.named:
        talk.group = "fund_raised"
    return None


def each_pays(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "mỗi gia đình đóng 100 nghìn đồng một năm"."""
    if (
        "per" in a.left_tags
        and any(w.form in _PAYS for w in a.left[-2:])
        and not any(w.form in _MUST for w in a.left)
    ):
        return "fund_raised", "money.paid_in"
    return None


def of_leaders(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "Dẫn đầu phong trào là phường Long Thạnh với 211 triệu đồng"."""
    raised = purse.talk.main in RAISING or (purse.claims and purse.claims[-1].metric == "fund_raised")
    if raised and any(w.form in _LEADS for w in purse.words[purse.begun : a.q.first]):
        return "fund_raised", "money.of_title"
    return None


def of_named(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "kết quả cao: Kỳ Anh 14,1 tỷ đồng; Cẩm Xuyên 13,7 tỷ đồng"."""
    talk = purse.talk
    if not talk.group and talk.main in RAISING and _of_named(purse, a.left):
        return "fund_raised", "money.of_title"
    return None


def _of_named(purse: Purse, left: list[Word]) -> bool:
    """Does a name stand right before an amount, in an article that told of money raised before?"""
    colon = max((j for j, w in enumerate(left) if w.text == ":"), default=-1)
    said = [w for w in left[colon + 1 :] if w.tag != "bound" and w.form not in _WITH]
    return (
        1 < len(said) <= _ITEM
        and all(w.text[:1].isupper() for w in said[-2:])
        and any(c.metric == "fund_raised" for c in purse.claims)
    )


def _into_fund(purse: Purse, a: Around) -> bool:
    """Is it the fund or an association that takes the money: "quỹ nhận được N", "trao cho Hội Khuyến học huyện N"?"""
    left, right = a.left[-6:], clause_of(a.right)[:7]
    if _takes(purse, a):
        return True
    taken = any(w.form in _TAKEN for w in left[-3:])
    if taken and (purse.talk.group == "fund" or (right[:1] and right[0].form in _OF)):
        return True  # "nhận được 412 triệu đồng của 38 tập thể"
    joined = purse.talk.group == "gift" and a.left[-1:] and a.left[-1].form in _AND
    handed = (
        purse.words[purse.begun : a.q.first] if joined else []
    )  # "trao cho quỹ 80 xe đạp và 45 triệu đồng"
    for words in (left, right, handed):
        for j, w in enumerate(words[:-1]):
            if w.form in _TO and (
                (words[j + 1].tag == "fixed" and words[j + 1].value == "associations")
                or words[j + 1].value == "fund"
            ):
                return True
    return False


def _takes(purse: Purse, a: Around) -> bool:
    """ "Quỹ nhận được của quý ân nhân và 318 gia đình 85.400.000 đồng": the first sum behind what the fund does."""
    for j in range(a.q.first - 1, purse.begun, -1):
        word = purse.words[j]
        if word.tag == "money" or word.text in ",;:(":
            return False
        if word.form in _TAKEN:
            subject = takewhile(lambda w: w.text not in ",;:(", reversed(purse.words[purse.begun : j]))
            return any(w.value == "fund" for w in subject) and not any(
                c.quantity.unit == a.q.unit and c.quantity.first > j for c in purse.claims[-1:]
            )
    return False


def _sends(left: list[Word]) -> bool:
    """Is it sent to an association or through it: "gửi về Hội Khuyến học xã 5.000 USD"?"""
    sent = next((j for j, w in enumerate(left) if w.form in _SENT), len(left))
    said = left[sent + 1 : sent + 4]
    return any((w.tag == "fixed" and w.value == "associations") or w.value == "fund" for w in said)
