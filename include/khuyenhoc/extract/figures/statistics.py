"""What kind of figure a quantity is: a level, a share, an increment, a change, a goal, a registration, …

Status beats form (reading 1): a goal is a `target` and a registration `registered` in whatever unit.
"""

from __future__ import annotations

from datetime import date
from itertools import pairwise, takewhile
from typing import TYPE_CHECKING

from khuyenhoc.extract.figures.aiming import (
    TARGETS,
    is_carried_out,
    is_laid_down,
    is_planned,
    is_set,
    is_target,
)
from khuyenhoc.extract.figures.listening import MODELS
from khuyenhoc.extract.figures.words import Word, forms
from khuyenhoc.models import Statistic

if TYPE_CHECKING:
    from khuyenhoc.extract.figures.surrounding import Around

#: One reward, grant or gift costs no more; a sum of them that is no larger is said to be a sum.
ONE_AT_MOST = 5_000_000
_LEVEL = forms("mức")
_HAVING = forms("đã")
_FOR_ONE, _ONE = forms("cho", "một"), forms("một")
_FROM, _AND = forms("từ"), forms("và")
_CASH = tuple(forms("tiền mặt"))
_WINS = forms("vận động", "thu hút")
_SENDS, _BY_OTHERS = (
    forms("gửi", "ủng hộ", "đóng góp", "góp", "gửi tặng"),
    forms("do", "từ", "sự", "cho", "được"),
)
_A_HEAD = 1_000_000  # no place raises as little
_GIVER = 16  # words of who gives, up to the verb
_IS = forms("là")
_FIRST = forms("dẫn đầu", "đứng đầu", "nhiều nhất", "cao nhất")
_THAN, _WHO = forms("cao hơn", "thấp hơn", "hơn"), forms("ai")
_BEFORE = forms("năm", "cùng kỳ", "kỳ", "nhiệm kỳ", "đầu", "cuối")
_HAVE = forms("có", "được")
_VERBS = forms("có", "trong đó", "hiện")
_GROWN = forms("phát triển được")
#: Of what there is more of when it is told to be more: "có thêm 12 dòng họ học tập".
_JOINED = frozenset({"members", "chapters", "committees", "associations"})
_RAISED = frozenset({"up", "down"})
_NEWS = frozenset({"new", "new_verb", "new_after", "more", "member_of"})


def of(
    around: Around,
    metric: str,
    target: bool,
    status: Statistic,
    last: Statistic | None,
    reported: date | None,
    today: date | None,
) -> Statistic:
    """The statistic of a quantity whose metric is known.

    `target` says that the sentence speaks of goals, `status` is that of the figure the text is about, `last`
    that of the figure before it in the sentence, if it has the same metric; `reported` is the last day of the
    span that the article reports on.
    """
    tags = around.left_tags
    if "registered" in tags and _ends_base(around.left):
        tags = tags - {"registered"}
    return (
        _signed_up_share(around, tags, target, status)
        or _goal(around, target, last, reported, today)
        or _times(around)
        or _over_target(around, metric, tags, last)
        or _more_accounts(around, metric)
        or _raised(around, tags, last)
        or _of_sum(around, metric, tags, last)
        or _of_share(around, metric, tags, status)
        or _of_model(around, metric, tags, last)
        or _still_registered(around, tags, status, last)
        or _more_of_new(around, tags, last)
        or Statistic.TOTAL
    )


def _signed_up_share(around: Around, tags: set[str], target: bool, status: Statistic) -> Statistic | None:
    """ "88.340 gia đình đăng ký … năm 2024, bằng 44,6% số hộ": those who signed up, as a percentage."""
    signed_up = status is Statistic.REGISTERED and around.q.unit == "percent" and not target
    if signed_up and tags & {"share", "registered"} and not is_planned(around.left):
        return Statistic.REGISTERED
    return None


def _goal(
    around: Around, target: bool, last: Statistic | None, reported: date | None, today: date | None
) -> Statistic | None:
    """What is aimed at, set or laid down, unless it is told how a goal was carried out."""
    if last is Statistic.TARGET and is_carried_out(around.left):
        return None
    aimed = is_target(around, target, reported, today) or is_set(around.left) or is_laid_down(around)
    planned = around.opener is not None and (around.opener.tag == "plan" or around.opener.value == "targets")
    # "vượt kế hoạch (2 tỷ đồng)"
    aimed = aimed or (planned and around.q.unit != "percent")
    return Statistic.TARGET if aimed else None


def _times(around: Around) -> Statistic | None:
    """ "gấp 3 lần"."""
    return Statistic.CHANGE if around.q.unit == "times" else None


def _over_target(around: Around, metric: str, tags: set[str], last: Statistic | None) -> Statistic | None:
    """How far a goal is passed; how many goals are is a figure of its own."""
    if "over_target" not in tags or metric == "targets_met" or (_passes(around) and last is None):
        return None
    return Statistic.OVER_TARGET


def _more_accounts(around: Around, metric: str) -> Statistic | None:
    """ "tăng thêm 9.420 tài khoản"."""
    counted = around.q.unit == "count" and "compare" not in around.clause_tags
    return Statistic.REGISTERED if counted and _has_account(around, metric) else None


def _raised(around: Around, tags: set[str], last: Statistic | None) -> Statistic | None:
    """What something rose or fell by."""
    change = _change(around) if tags & _RAISED else None
    if change is not None:
        return change
    unit = around.q.unit
    if unit == "count" and "more" in tags and "compare" in around.clause_tags:
        return Statistic.CHANGE  # "thêm 1.106 người so với cuối năm 2022"
    if unit == "percent" and last is Statistic.CHANGE and around.bracketed and not around.left:
        return Statistic.CHANGE  # "tăng 1.240 người (7,3%)"
    return None


def _of_sum(around: Around, metric: str, tags: set[str], last: Statistic | None) -> Statistic | None:
    """Money, whatever it is."""
    if around.q.unit not in ("vnd", "usd"):
        return None
    if metric == "fund_raised" and "registered" in tags:
        return Statistic.REGISTERED
    return _of_money(around, metric, last)


def _of_share(around: Around, metric: str, tags: set[str], status: Statistic) -> Statistic | None:
    """A percentage, whatever it is."""
    if around.q.unit != "percent":
        return None
    if metric == "learning_citizens" and "registered" in tags and not _ends_base(around.left):
        return Statistic.REGISTERED
    return _of_percent(around, status, tags)


def _of_model(around: Around, metric: str, tags: set[str], last: Statistic | None) -> Statistic | None:
    """Families, clans, citizens that sign up to be a model, unless it is told how many of them are one."""
    if not metric.startswith(MODELS):
        return None
    if _is_of_registered(around):
        return Statistic.TOTAL
    signed_up = "registered" in tags or "registered" in around.clause_tags
    if last is Statistic.REGISTERED and "to" in tags and len(around.left) <= 2:
        return Statistic.REGISTERED  # "số hộ đăng ký tăng từ 45.120 lên 61.300"
    return Statistic.REGISTERED if signed_up or _has_account(around, metric) else None


def _still_registered(
    around: Around, tags: set[str], status: Statistic, last: Statistic | None
) -> Statistic | None:
    """Those of a part, another place, the first place, where it was told before that they signed up."""
    if status is not Statistic.REGISTERED:
        return None
    part = "lead_in" in tags and not any(w.tag == "recognised" for w in around.right)
    if last is Statistic.REGISTERED and part:
        return Statistic.REGISTERED  # "trong đó xã Nhân Chính 300 hộ"
    if (
        last is Statistic.REGISTERED
        and not (tags | around.clause_tags) & {"recognised", "share"}
        and any(w.text[:1].isupper() and not w.tag for w in around.left)
    ):
        return Statistic.REGISTERED  # "Lạng Sơn có 102.340 hộ đăng ký, Cao Bằng có 71.515 hộ"
    if any(w.form in _FIRST for w in around.left) and around.when is None:
        return Statistic.REGISTERED  # "Huyện A dẫn đầu với 12.460 gia đình"
    return None


def _more_of_new(around: Around, tags: set[str], last: Statistic | None) -> Statistic | None:
    """What is new, and what another place has of what was new in the one before."""
    of_all = around.q.denominator is not None and "new" not in tags  # "6/8 xã ra mắt hội khuyến học"
    if not of_all and _is_new(around, tags):
        return Statistic.NEW
    goes_on = last is Statistic.NEW and not _has_verb(around.left)
    return Statistic.NEW if goes_on and any(w.text[:1].isupper() for w in around.left) else None


def _ends_base(left: list[Word]) -> bool:
    """ "bằng 88,2% số đăng ký và 52,2% số người lớn": those who signed up are what the percentage before is of."""
    return len(left) > 2 and left[0].tag == "base" and left[1].tag == "registered" and left[-1].form in _AND


def is_per(around: Around) -> bool:
    """Is this an amount for one of something: "mỗi suất …", "… đồng/người", "bình quân …"?"""
    if "per" in around.left_tags:
        return True
    right = around.right
    if not right:
        return False
    if right[0].text == "/" or right[0].tag == "per":
        return True
    if right[0].form not in _FOR_ONE or len(right) < 2:
        return False
    return right[1].tag == "per" or (right[0].form in _ONE and not is_sent(right))


def is_sent(right: list[Word]) -> bool:
    """ "60 triệu đồng một cựu học sinh ở Đức vừa gửi về": who gives it, not one of those who get it."""
    for j, word in enumerate(right[:_GIVER]):
        if word.form in _BY_OTHERS or (word.kind == "sign" and word.text in ",;(:"):
            return False
        if j and word.form in _SENDS:
            return True
    return False


def _change(around: Around) -> Statistic | None:
    tags = [w.tag for w in around.left]
    raised = max((j for j, t in enumerate(tags) if t in ("up", "down")), default=-1)
    level = max((j for j, t in enumerate(tags) if t in ("to", "lift")), default=-1)
    if raised <= level:
        return None
    said = [w for w in around.left if w.tag != "bound"]
    after = around.left[raised + 1 : raised + 2]
    earlier = bool(after) and after[0].form in _BEFORE  # "cao hơn năm 2023 là 2,4%"
    if around.left[raised].form in _THAN and said[-1].form in _IS and not earlier:
        return None  # "cao hơn mức bình quân chung cả nước là 68,5%"
    if after and after[0].form in _FROM:
        return None  # "tăng từ 8.200 lên 26.889"
    planned = any(w.tag == "plan" or w.form.startswith(TARGETS) for w in around.left[raised:])
    if tags[raised] == "up" and planned:
        return Statistic.OVER_TARGET  # "cao hơn kế hoạch 1,24 tỷ đồng"
    if tags[raised] == "down":
        around.q.value = -around.q.value
    return Statistic.CHANGE


def _of_money(around: Around, metric: str, last: Statistic | None) -> Statistic:
    if is_per(around) and not _is_level(around, metric):
        return Statistic.PER_CAPITA
    if "registered" in around.left_tags:
        return Statistic.REGISTERED  # "đăng ký đóng góp 15.000 USD"
    if any(w.form.startswith(_CASH) for w in around.right[:2]):
        return Statistic.TOTAL  # "… 30 bộ sách và 5 triệu đồng tiền mặt"
    small = around.q.value <= ONE_AT_MOST and around.q.unit == "vnd"
    if (
        small
        and metric in ("award_amount", "scholarship_amount", "gift_amount")
        and "money_total" not in around.left_tags
    ):
        return Statistic.PER_CAPITA
    if small and metric == "fund_raised" and any(w.form in _WHO for w in around.left):
        return Statistic.PER_CAPITA  # "ai đi làm có lương thì góp từ 100.000 đồng"
    if (
        last is Statistic.PER_CAPITA
        and around.q.value < _A_HEAD
        and around.q.unit == "vnd"
        and "money_total" not in around.left_tags
    ):
        return (
            Statistic.PER_CAPITA
        )  # "bình quân mỗi người đóng góp 42.000 đồng; riêng thành phố đạt 65.000 đồng"
    if last is Statistic.PER_CAPITA and around.left and len(around.left) <= 2 and around.left[0].form in _AND:
        return Statistic.PER_CAPITA
    return Statistic.TOTAL


def _is_level(around: Around, metric: str) -> bool:
    """ "quỹ luôn duy trì ở mức 35 triệu đồng": as high as the fund is, not what each one gets."""
    of_fund = metric in ("fund_balance", "fund_raised") and around.q.value > ONE_AT_MOST
    said = [w.form for w in around.left if w.tag == "per"]
    return of_fund and set(said) == _LEVEL and not (around.right and around.right[0].text == "/")


def _of_percent(around: Around, status: Statistic, tags: set[str]) -> Statistic:
    if status is Statistic.REGISTERED and "recognised" not in around.clause_tags:
        return Statistic.REGISTERED
    base = around.clause_tags & {"base", "of_total", "plan"}
    if "share" not in tags and (_signs_up(around.clause) or _have_signed_up(around)):
        return Statistic.REGISTERED
    if not base and "registered" in around.clause_tags:
        return Statistic.REGISTERED
    return Statistic.SHARE


def _signs_up(clause: list[Word]) -> bool:
    """ "62% số hộ đăng ký gia đình học tập", "96% số hộ đã đăng ký": those who sign up, not what a share is taken of."""
    return any(
        w.tag == "registered"
        and (any(":" in v.value for v in clause[j + 1 : j + 3]) or (j and clause[j - 1].form in _HAVING))
        for j, w in enumerate(clause)
    )


def _have_signed_up(around: Around) -> bool:
    """ "Có 92% số hộ đăng ký, 84,6% được công nhận", but not "(92% số hộ đăng ký)"."""
    having = next((w for w in reversed(around.left) if w.tag != "bound"), None)
    said = list(takewhile(lambda w: w.kind != "sign", around.right))
    ends = bool(said) and said[-1].tag == "registered"
    return ends and having is not None and having.form in _HAVE


def _is_new(around: Around, tags: set[str]) -> bool:
    if "to" in tags or "lift" in tags:
        return False
    if not (tags & _NEWS or around.clause_tags & _NEWS):
        return False  # most figures: nothing is said of new ones
    if _GROWN & {w.form for w in around.left} and around.when is not None and around.when.kind == "state":
        return False  # "đến nay đã phát triển được 241 chi hội": all that there are
    clause = list(takewhile(lambda w: w.tag not in ("share", "to", "lift"), around.clause))
    joined = around.left[-1:] and around.left[-1].form in _AND  # "210 em lần đầu được nhận và 475 em …"
    raised = [w for w in around.left if w.tag != "bound" and w.form not in _HAVE]
    developed = (
        raised[-1:]
        and raised[-1].tag in ("new_verb", "more")
        and (raised[-1].tag == "new_verb" or _joins(around))
    )
    won = _joins(around) and any(w.tag in ("new", "new_verb", "more") or w.form in _WINS for w in around.left)
    named_new = any(
        w.tag == "new_after"
        and j
        and around.left[j - 1].tag in ("fixed", "model")
        and around.left[j + 1 :][:1]
        and (around.left[j + 1].form in _IS or around.left[j + 1].text == ":")
        for j, w in enumerate(around.left)
    )
    founded = any(w.tag == "more" for w in around.left[-2:]) and any(w.tag == "keeps" for w in clause)
    return (
        ("new" in tags and not joined)
        or (
            raised[-1:]
            and raised[-1].tag == "more"
            and around.head is not None
            and (around.head.tag == "model" or around.head.value in _JOINED)
        )
        or founded
        or bool(developed)
        or won
        or named_new
        or any(w.tag == "new" for w in clause)
        or any(w.tag == "recognised" and v.tag == "new_after" for w, v in pairwise(clause))
        or any(
            w.tag == "new_after" and not (j + 1 < len(clause) and clause[j + 1].form in _HAVE)
            for j, w in enumerate(clause[1:3], 1)
        )
    )


def _joins(around: Around) -> bool:
    return any(w.tag == "member_of" for w in around.clause[:5])


def _is_of_registered(around: Around) -> bool:
    """ "Trong số 12.000 hộ đăng ký có 10.420 hộ được công nhận": how many of those who signed up."""
    left = [w for w in around.left if w.tag != "bound"]
    among = len(left) > 1 and left[-1].form in _HAVE and any(w.tag == "registered" for w in left[-4:-1])
    return among and any(w.tag == "recognised" for w in around.clause[1:4])


def _has_account(around: Around, metric: str) -> bool:
    """Reading 14: who has an account on the software is registered."""
    if metric != "learning_citizens":
        return False
    said = next((w.tag for w in around.right if w.tag in ("registered", "recognised")), "")
    return said == "registered"


def _has_verb(left: list[Word]) -> bool:
    return any(w.tag in ("group", "share", "to", "lift", "lead_in") or w.form in _VERBS for w in left)


def _passes(around: Around) -> bool:
    """ "Quỹ khuyến học vượt 8,5 tỷ đồng": more than a sum, not more than a plan."""
    planned = (around.left_tags | around.clause_tags) & {"plan", "compare", "target"}
    of_people = not around.clause_tags.isdisjoint(("base", "member_of"))  # "đã vượt 23% dân số"
    return (around.q.unit in ("vnd", "usd", "count") or of_people) and not planned
