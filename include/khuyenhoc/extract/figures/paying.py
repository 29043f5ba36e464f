"""What an amount of money is: raised, held, granted, given; or a price, a wage, a way of speaking."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from khuyenhoc.extract.figures import raising, spending
from khuyenhoc.extract.figures.listening import MONEY, Talk
from khuyenhoc.extract.figures.surrounding import Around, behind_name
from khuyenhoc.extract.figures.words import Wording, forms

if TYPE_CHECKING:
    from khuyenhoc.extract.figures.metrics import Claim

_WITH = forms("với", "với số tiền")
#: What money that goes with those counted is.
_PAID = {
    "scholarships": "scholarship_amount",
    "scholarship_recipients": "scholarship_amount",
    "awards": "award_amount",
    "gifts": "gift_amount",
}


class Purse:
    """Reads the amounts of one article; `talk` is what is spoken of, `claims` what was found so far."""

    def __init__(self, wording: Wording, talk: Talk, claims: list[Claim]) -> None:
        self.wording, self.words, self.talk, self.claims = wording, wording.words, talk, claims
        #: The first word of the sentence that is read.
        self.begun = 0

    def metric(self, a: Around, last: Claim | None) -> tuple[str, str]:
        """Metric and rule of an amount; the metric is "" where it is no figure. `last` is the claim before it."""
        nobodys = spending.nobodys(self, a)
        if nobodys:
            return "", nobodys
        told = self._first(_TOLD, a, last)
        if told is not None:
            return told
        metric = MONEY.get(self.talk.group, "")
        told = None if metric else self._first(_UNSPOKEN, a, last)
        return told or (metric, f"money.{self.talk.group or 'none'}")

    def _first(self, rules: tuple[Rule, ...], a: Around, last: Claim | None) -> tuple[str, str] | None:
        """What the first of the rules says that says anything."""
        for rule in rules:
            told = rule(self, a, last)
            if told is not None:
                return told
        return None


def _changes(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """By how much the sum before it went up or down."""
    if last is not None and last.quantity.unit == a.q.unit and a.left_tags & {"up", "down"}:
        return last.metric, "money.change"
    return None


def _in_brackets(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """As the first of a list of named sums: "Lao Bảo (312 triệu đồng, 120 suất học bổng), Khe Sanh (287 triệu đồng)"."""
    if not behind_name(purse.words, a.q):
        return None
    sentence = purse.claims[-1].sentence if purse.claims else -1
    for claim in reversed(purse.claims):
        if claim.sentence != sentence or claim.quantity.first < purse.begun:
            return None
        if claim.quantity.unit == a.q.unit and behind_name(purse.words, claim.quantity):
            return claim.metric, "money.list"
    return None


def _of_counted(purse: Purse, a: Around, last: Claim | None) -> tuple[str, str] | None:
    """ "412 em đã được tiếp sức với 1,6 tỷ đồng"."""
    if last is not None and any(w.form in _WITH for w in a.left):
        return _PAID.get(last.metric, ""), "money.of_counted"
    return None


Rule = Callable[[Purse, Around, "Claim | None"], tuple[str, str] | None]
#: What says more of an amount than what is spoken of does, the first before the next.
_TOLD: tuple[Rule, ...] = (
    _changes,
    spending.for_purpose,
    spending.each_of_fund,
    raising.planned,
    _in_brackets,
    raising.into_fund,
    raising.sent,
    spending.sum_of_scholarships,
    spending.worth_of_goods,
    spending.for_both,
    spending.sum_with_scholarships,
    raising.fund_of_a_year,
    raising.fund_of_years,
    raising.members_pay,
    raising.fund_held,
    raising.left_over,
    raising.goods_too,
    spending.upkeep,
    spending.out_of_it,
)
#: What is asked where no money is spoken of.
_UNSPOKEN: tuple[Rule, ...] = (
    spending.each_scholarship,
    spending.named_ahead,
    spending.each_grant,
    raising.each_pays,
    spending.of_title,
    raising.of_leaders,
    raising.of_named,
    _of_counted,
)
