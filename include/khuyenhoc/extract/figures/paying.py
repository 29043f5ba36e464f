"""What an amount of money is: raised, held, granted, given; or a price, a wage, a way of speaking."""

from __future__ import annotations

from itertools import takewhile
from typing import TYPE_CHECKING

from khuyenhoc.extract.figures import statistics
from khuyenhoc.extract.figures.listening import MENTIONS, MONEY, Talk
from khuyenhoc.extract.figures.quantities import Quantity
from khuyenhoc.extract.figures.surrounding import Around, clause_of
from khuyenhoc.extract.figures.words import Word, fold, forms

if TYPE_CHECKING:
    from khuyenhoc.extract.figures.metrics import Claim

_DAILY, _EVERYDAY = (
    forms("mỗi ngày", "một ngày", "ngày", "hằng ngày"),
    forms("ngày", "buổi", "kg", "tháng lương", "giờ", "sào", "con", "chiếc", "bộ", "lít"),
)
_TAKEN, _TO = forms("nhận", "nhận được", "thu hút", "tiếp nhận"), forms("cho", "vào")
_TAKEN_BY_EACH = forms("cấp", "nhận", "được nhận", "trao", "lĩnh")
_SCHOLARSHIP = forms("mỗi suất", "một suất")
_GRANT = forms("suất", "mỗi suất", "phần", "mỗi phần")
_GIVEN = frozenset({"award", "scholarship", "gift"})
_RAISING = frozenset({"fund_raised", "piggy", "fund"})
_LEADS = forms(
    "dẫn đầu", "dẫn", "đứng đầu", "đứng", "tiêu biểu", "điển hình", "kế đến", "tiếp theo", "tiếp đến"
)
_OF = forms("của", "từ")
_IS = forms("là")
_FROM, _THIS = forms("từ"), forms("này", "trên", "đó", "ấy")
_SENT = forms("gửi", "chuyển")
_MUST = forms("phải")
_EACH = forms("mỗi em", "mỗi cháu", "mỗi suất")
_BUYS, _BOUGHT = forms("mua", "để mua", "mua sắm"), 12
_PAYS = forms("đóng", "nộp", "đóng góp", "góp")
_APART = forms("và", "cùng", "từ", "do", "nhờ")
_AND, _WITH = forms("và", "cùng"), forms("với", "với số tiền")
#: Words of an item of a list that a name ends.
_ITEM = 6
#: What money that goes with those counted is.
_PAID = {
    "scholarships": "scholarship_amount",
    "scholarship_recipients": "scholarship_amount",
    "awards": "award_amount",
    "gifts": "gift_amount",
}
_SUM = fold("tổng")
_YEARS = forms("năm")
_CAPITAL = forms("vốn", "số vốn", "vốn ban đầu")
_SENT_HOME = forms("gửi về", "gởi về", "gửi tặng")
_HAS = forms("có", "chỉ có", "mới có", "đã có", "hiện có", "còn")
_AVERAGE = forms("bình quân", "trung bình")
_BOTH = forms("khoản", "hai khoản")
#: Less money than this is a way of speaking ("1 đồng lúc khó bằng 10 đồng lúc đủ").
_LEAST = 500


class Purse:
    """Reads the amounts of one article; `talk` is what is spoken of, `claims` what was found so far."""

    def __init__(self, words: list[Word], talk: Talk, claims: list[Claim]) -> None:
        self.words, self.talk, self.claims = words, talk, claims
        #: The first word of the sentence that is read.
        self.begun = 0

    def metric(self, a: Around, last: Claim | None) -> tuple[str, str]:
        """Metric and rule of an amount; the metric is "" where it is no figure. `last` is the claim before it."""
        talk, left = self.talk, a.left
        nobodys = self._nobodys(a)
        if nobodys:
            return "", nobodys
        if last is not None and last.quantity.unit == a.q.unit and a.left_tags & {"up", "down"}:
            return last.metric, "money.change"
        purpose = self._purpose(a)
        if purpose is not None:
            return purpose
        if _buys_gifts(a):
            return "gift_amount", "money.purpose"
        if talk.group == "fund" and any(w.form in _EACH for w in left):
            return MONEY[
                talk.granted or "scholarship"
            ], "money.per_grant"  # "quỹ nuôi 12 em, mỗi em 10 triệu"
        if (
            "fund_raised" in talk.told
            and not talk.named
            and a.left
            and a.left[-1].form in _IS
            and _plans(left)
        ):
            return "fund_raised", "money.plan"  # "Chỉ tiêu cả năm là 8,5 tỷ đồng"
        item = self._in_brackets(a)
        if item is not None:
            return item.metric, "money.list"
        if talk.group in ("fund", "gift", "") and self._into_fund(a):
            talk.group = "fund_raised" if talk.group == "fund" else talk.group  # "…, trong đó quỹ xã 2,1 tỷ"
            return "fund_raised", "money.into_fund"
        if _sends(left) and not talk.named & _GIVEN:
            return "fund_raised", "money.sent"  # "đã gửi về qua Hội Khuyến học tỉnh 41.300 USD"
        if talk.group == "" and any(w.form in _SENT_HOME for w in left[-2:]):
            return "fund_raised", "money.sent"  # "con cháu ở xa gửi về 31 triệu đồng"
        if talk.group in ("fund", "fund_balance") and a.left and statistics.is_sent(a.right):
            return "fund_raised", "money.sent"
        total = "money_total" in a.left_tags
        goods = talk.counted & {"gifts", "schools_supported"}
        if (
            total
            and ("scholarship" in talk.earlier or (last is not None and last.metric == "scholarship_amount"))
            and not goods
            and a.left
            and a.left[0].form.startswith(_SUM)
        ):
            return "scholarship_amount", "money.sum"
        if (
            total
            and talk.goods > talk.grants
            and talk.goods >= self.words[self.begun].start
            and not any(w.form.startswith(_SUM) for w in left)
        ):
            return "gift_amount", "money.goods"
        if "scholarship" in talk.named and any(w.form in _BOTH for w in left):
            return "scholarship_amount", "money.both"  # "tổng chi cho cả hai khoản là 71 tỷ đồng"
        if "scholarship" in talk.seen and total and self._sums(left):
            return "scholarship_amount", "money.sum"
        if (
            talk.group == "fund"
            and a.when is not None
            and a.when.kind == "span"
            and 0 <= a.when.start - talk.at <= 2
        ):
            talk.group = "fund_raised"
            return "fund_raised", "money.fund_of_a_year"
        if talk.group in ("fund", "fund_balance") and self._over_years(a):
            talk.group = "fund_raised"
            return "fund_raised", "money.fund_of_years"
        if talk.group == "members" and "fund_raised" in talk.named:
            return "fund_raised", "money.paid_in"  # "Nguồn thu của quỹ gồm: hội viên đóng 320 triệu đồng"
        held = talk.group == "fund_raised" and "fund" in talk.named and "fund_raised" not in talk.named
        has = next((w.form in _HAS for w in reversed(left) if w.tag != "bound"), False)
        if held and (has or (a.when is not None and a.when.kind == "state")):
            return "fund_balance", "money.fund_held"  # "Đến nay, quỹ khuyến học của họ có 386 triệu đồng"
        if talk.group == "gift" and "fund_raised" in talk.just_claimed and not talk.named:
            talk.group = "fund_raised"  # goods were raised too; the parts of the sum go on
        if self._is_upkeep(a, last):
            return "scholarship_amount", "money.per_grant"
        metric = MONEY.get(talk.group, "")
        if metric == "fund_raised" and "fund_raised" not in talk.named and self._out_of_it():
            return "", "spent, not said on what"  # "Từ nguồn này, 780 em được tiếp sức với 640 triệu đồng"
        if not metric and talk.granted == "scholarship" and any(w.form in _SCHOLARSHIP for w in left):
            talk.name(
                "scholarship"
            )  # "Mỗi suất trị giá 1,5 triệu đồng gồm tiền mặt, cặp sách; tổng kinh phí …"
            return "scholarship_amount", "money.per_grant"
        if not metric and total:
            named = next((g for g in map(_group_of, a.far) if g in MONEY), "")
            if named:
                return MONEY[named], "money.ahead"
        if (
            not metric
            and talk.group != "price"
            and statistics.is_per(a)
            and (
                any(_group_of(w) or w.form in _GRANT for w in (*left, *a.right[:3]))
                or (talk.granted and any(w.form in _TAKEN_BY_EACH for w in left[-2:]))  # "Mỗi em được cấp …"
            )
        ):
            return MONEY[talk.granted or "scholarship"], "money.per_grant"
        if (
            not metric
            and "per" in a.left_tags
            and any(w.form in _PAYS for w in left[-2:])
            and not any(w.form in _MUST for w in left)
        ):
            return "fund_raised", "money.paid_in"  # "mỗi gia đình đóng 100 nghìn đồng một năm"
        priced = talk.group == "price"
        if (
            not metric
            and not priced
            and talk.main in ("scholarship", "award", "gift")
            and (statistics.is_per(a) or total)
        ):
            return MONEY[talk.main], "money.of_title"
        if (
            not metric
            and (talk.main in _RAISING or (self.claims and self.claims[-1].metric == "fund_raised"))
            and any(w.form in _LEADS for w in self.words[self.begun : a.q.first])
        ):
            return (
                "fund_raised",
                "money.of_title",
            )  # "Dẫn đầu phong trào là phường Long Thạnh với 211 triệu đồng"
        if not metric and not talk.group and talk.main in _RAISING and self._of_named(left):
            return (
                "fund_raised",
                "money.of_title",
            )  # "kết quả cao: Kỳ Anh 14,1 tỷ đồng; Cẩm Xuyên 13,7 tỷ đồng"
        if not metric and last is not None and any(w.form in _WITH for w in left):
            return _PAID.get(last.metric, ""), "money.of_counted"  # "412 em đã được tiếp sức với 1,6 tỷ đồng"
        return metric, f"money.{talk.group or 'none'}"

    def _over_years(self, a: Around) -> bool:
        """ "Tổng quỹ 5 năm đạt 112 tỷ đồng": a fund told over years is what came in."""
        i = a.q.first - len(a.left)
        return bool(a.left) and a.left[0].form in _YEARS and i > 0 and self.words[i - 1].kind == "number"

    def _is_upkeep(self, a: Around, last: Claim | None) -> bool:
        """Is it what those with a scholarship have of it: "…, 9 em được giúp dài hạn, mỗi tháng 1 triệu đồng"?"""
        if self.talk.group != "gift" or last is None or last.metric != "scholarship_recipients":
            return False
        between = self.words[last.quantity.last : a.q.first]
        return statistics.is_per(a) and not any(w.tag == "thing" for w in between)

    def _of_named(self, left: list[Word]) -> bool:
        """Does a name stand right before an amount, in an article that told of money raised before?"""
        colon = max((j for j, w in enumerate(left) if w.text == ":"), default=-1)
        said = [w for w in left[colon + 1 :] if w.tag != "bound" and w.form not in _WITH]
        return (
            1 < len(said) <= _ITEM
            and all(w.text[:1].isupper() for w in said[-2:])
            and any(c.metric == "fund_raised" for c in self.claims)
        )

    def _nobodys(self, a: Around) -> str:
        """Why an amount is none of the associations', or ""."""
        talk, left = self.talk, a.left
        if a.q.value < _LEAST and a.q.unit == "vnd":
            return "a way of speaking"
        bought = takewhile(lambda w: w.form not in _APART, clause_of(a.right))
        held = any(w.form in _CAPITAL for w in left)  # "vốn ban đầu hơn ba triệu đồng tiền bán tre"
        held = held or _buys_gifts(a)
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
        if (
            any(w.tag == "spend" for w in left[-3:])
            and not any(_group_of(w) in _GIVEN for w in left[-2:])
            and not self._purpose(a)
            and ("fund_raised" in talk.claimed or (talk.group in _RAISING and left[-1].tag == "spend"))
        ):
            return "spent, not said on what"
        return ""

    def _out_of_it(self) -> bool:
        """Does a sentence begin with what was raised: "Từ nguồn quỹ này, …", "Từ số tiền trên, …"?"""
        said = [w.form for w in self.words[self.begun : self.begun + 6]]
        return said[0] in _FROM and not _THIS.isdisjoint(said)

    def _sums(self, left: list[Word]) -> bool:
        """Is a total of a sentence that names scholarships theirs, together with what was given beside them (reading 11)?"""
        talk = self.talk
        if any(w.tag == "money_total" and w.form.startswith(_SUM) for w in left):
            return True
        together = not talk.counted & {"gifts", "schools_supported"} or talk.gift_verb < talk.grants
        if talk.group == "award" and "scholarships" in talk.counted and "awards" not in talk.counted:
            return True
        return talk.group == "gift" and together

    def _into_fund(self, a: Around) -> bool:
        """Is it the fund or an association that takes the money: "quỹ nhận được N", "trao cho Hội Khuyến học huyện N"?"""
        left, right = a.left[-6:], clause_of(a.right)[:7]
        if self._takes(a):
            return True
        taken = any(w.form in _TAKEN for w in left[-3:])
        if taken and (self.talk.group == "fund" or (right[:1] and right[0].form in _OF)):
            return True  # "nhận được 412 triệu đồng của 38 tập thể"
        joined = self.talk.group == "gift" and a.left[-1:] and a.left[-1].form in _AND
        handed = (
            self.words[self.begun : a.q.first] if joined else []
        )  # "trao cho quỹ 80 xe đạp và 45 triệu đồng"
        for words in (left, right, handed):
            for j, w in enumerate(words[:-1]):
                if w.form in _TO and (
                    (words[j + 1].tag == "fixed" and words[j + 1].value == "associations")
                    or words[j + 1].value == "fund"
                ):
                    return True
        return False

    def _takes(self, a: Around) -> bool:
        """ "Quỹ nhận được của quý ân nhân và 318 gia đình 85.400.000 đồng": the first sum behind what the fund does."""
        for j in range(a.q.first - 1, self.begun, -1):
            word = self.words[j]
            if word.tag == "money" or word.text in ",;:(":
                return False
            if word.form in _TAKEN:
                subject = takewhile(lambda w: w.text not in ",;:(", reversed(self.words[self.begun : j]))
                return any(w.value == "fund" for w in subject) and not any(
                    c.quantity.unit == a.q.unit and c.quantity.first > j for c in self.claims[-1:]
                )
        return False

    def _in_brackets(self, a: Around) -> Claim | None:
        """The first of a list of named sums: "Lao Bảo (312 triệu đồng, 120 suất học bổng), Khe Sanh (287 triệu đồng)"."""
        if not self.behind_name(a.q):
            return None
        sentence = self.claims[-1].sentence if self.claims else -1
        for claim in reversed(self.claims):
            if claim.sentence != sentence or claim.quantity.first < self.begun:
                return None
            if claim.quantity.unit == a.q.unit and self.behind_name(claim.quantity):
                return claim
        return None

    def behind_name(self, q: Quantity) -> bool:
        """Does a quantity open a bracket behind a name: "Khe Sanh (287 triệu đồng)"?"""
        i = q.first - 1
        if i > 0 and self.words[i].tag == "bound":
            i -= 1
        return i > 0 and self.words[i].text == "(" and self.words[i - 1].text[:1].isupper()

    def _purpose(self, a: Around) -> tuple[str, str] | None:
        """What the words behind an amount say that it is for: "12.650 triệu đồng học bổng", "chi 2 tỷ đồng khen thưởng"."""
        talk = self.talk
        spent = any(w.tag == "spend" for w in a.left[-4:])
        near = []
        for word in (a.far if spent else a.right)[: 7 if spent else 5]:
            if word.kind == "sign" and word.text in ",.;():/":
                break
            near.append(word)
        if near and near[0].tag == "thing" and near[0].value == "grant":
            return "scholarship_amount", "money.noun_right"
        if 0 < len(near) <= 2 and _group_of(near[0]) == "award":
            return "award_amount", "money.purpose"  # "1,3 tỷ khen thưởng."
        another = near and _group_of(near[0]) in _GIVEN and any(w.form in _AND for w in a.left[-2:])
        if another and any(w.tag == "spend" for w in self.words[self.begun : a.q.first]):
            return MONEY[_group_of(near[0])], "money.purpose"  # "chi A khen thưởng … và B hỗ trợ …"
        fresh = talk.group in ("", "members") or spent
        for word in near:
            group = _group_of(word)
            if group == "fund" and talk.group in ("fund_raised", "", "fund"):
                return "fund_raised", "money.fund_right"
            if group == "fund_raised" and talk.group == "fund":
                return "fund_raised", "money.fund_right"
            if fresh and group in MONEY:
                both = spent and group == "award" and _and_grants(a.far)
                return MONEY["scholarship" if both else group], "money.purpose"
        return None


def _sends(left: list[Word]) -> bool:
    """Is it sent to an association or through it: "gửi về Hội Khuyến học xã 5.000 USD"?"""
    sent = next((j for j, w in enumerate(left) if w.form in _SENT), len(left))
    said = left[sent + 1 : sent + 4]
    return any(w.tag == "fixed" and w.value == "associations" for w in said)


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
        w.form in _AND and any(_group_of(v) == "scholarship" for v in said[j:]) for j, w in enumerate(said)
    )


def _plans(left: list[Word]) -> bool:
    return any(w.tag in ("plan", "target") or (w.tag == "fixed" and w.value == "targets") for w in left)


def _group_of(word: Word) -> str:
    """What money or people a word would have counted: "khen thưởng" → award, "suất" → scholarship."""
    if word.tag == "group":
        return word.value
    return MENTIONS.get(word.value, "") if word.tag == "thing" else ""
