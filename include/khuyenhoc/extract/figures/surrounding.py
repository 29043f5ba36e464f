"""A quantity with the words around it: its noun, its clause, what is said before and behind it."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from itertools import pairwise, takewhile

from khuyenhoc.extract.figures.listening import until
from khuyenhoc.extract.figures.periods import When
from khuyenhoc.extract.figures.quantities import Quantity
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.words import Word, Wording, forms

ACCOUNTS = forms("tài khoản", "tài khoản công dân học tập")
TARGETS = "chi4 tiêu"
_MOST, _WORTH = forms("nhất", "hơn"), forms("trị giá", "trị giá khoảng", "giá trị")
_MORE, _YEAR = forms("hơn"), forms("năm")
_CHANGES = frozenset({"up", "down"})
_AND, _TURNS = forms("và", "cùng"), forms("lượt")
_ATTENDS = forms("dự", "tham dự", "tham gia", "theo học", "dự học")
TAKES = forms("được", "nhận", "được nhận")
_GETS = forms("nhận", "có", "bằng", "được", "hưởng", "cấp", "được nhận")
_NOUNS = ("fixed", "model", "person", "thing", "other", "title", "group", "party", "poor")
_MATCHING, _ONE_AFTER = forms("tương ứng"), forms("lần")
MEMBERS = frozenset({"members", "party_members"})
_PLACES = forms(
    "toàn", "của", "cả", "trong", "tỉnh", "huyện", "xã", "phường", "thị trấn", "thị xã", "thành phố"
)
_SHORT = 5  # words of an item of a list


@dataclass(slots=True)
class Around:
    """A quantity with the words around it.

    `left` reaches back to the last comma, bracket or quantity, and begins at `since`; `right` on to the next semicolon or quantity;
    `far` on to the next semicolon, over other quantities; `clause` on to the comma that ends the clause. Most rules ask
    first what is said at all there: `left_tags` and `clause_tags`.
    """

    q: Quantity
    left: list[Word]
    right: list[Word]
    far: list[Word]
    clause: list[Word]
    head: Word | None
    when: When | None
    bracketed: bool
    before: Word | None
    left_tags: set[str]
    clause_tags: set[str]
    since: int
    #: What a bracket is opened behind that the quantity begins: "xe đạp (640 chiếc)".
    opener: Word | None = None


def around(
    wording: Wording, q: Quantity, before: int, after: int, sentence: Sentence, when: When | None
) -> Around:
    """The words around `q`, which stands between the quantities that end at `before` and begin at `after`."""
    words = wording.words
    left = words[before : q.first]
    for j in range(q.first - 1, before - 1, -1):
        if words[j].kind == "sign" and words[j].text in ";,(":
            if words[j].text == "," and j > before and words[j - 1].form in _MOST:
                continue  # "có nhiều hội viên nhất, 2.610 người", "mở ít lớp hơn, chỉ 28"
            left = words[j + 1 : q.first]
            if words[j].text == "," and left and left[0].form in _WORTH:
                each = next((k for k in range(before, j) if words[k].tag == "per"), j + 1)
                left = words[each : q.first]  # "mỗi phần có cặp sách, áo ấm, trị giá 450.000 đồng"
            break
    far = until(words, q.last, sentence.last)
    right = far[: max(0, after - q.last)]
    listed = is_listed(right)
    clause = far if listed else clause_of(right)
    bracketed = False
    for j in range(q.first - 1, max(sentence.first, q.first - 12) - 1, -1):
        if words[j].text in "()":
            bracketed = words[j].text == "("
            break
    before_it = words[q.first - 1] if q.first else None
    opens = before_it is not None and before_it.text == "(" and q.first - 1 > sentence.first
    opener = words[q.first - 2] if opens else None
    if opener is not None and opener.kind == "number":  # "kế hoạch năm 2016 (60 tỷ đồng)"
        opener = next((w for w in words[max(before, q.first - 4) : q.first - 2] if w.tag == "plan"), opener)
    left_tags, clause_tags = {w.tag for w in left}, {w.tag for w in clause}
    if not left_tags.isdisjoint(_CHANGES) and (at := _name_of_change(left)) is not None:
        left[at] = copy(left[at])
        left[at].tag = ""
        left_tags = {w.tag for w in left}
    if "bound" in left_tags and (at := _exceeding_year(left)) is not None:
        left[at] = copy(left[at])
        left[at].tag = "up"  # for this quantity: the text's own word stays what it is
        left_tags.add("up")
    return Around(
        q,
        left,
        right,
        far,
        clause,
        head_of(right),
        when,
        bracketed,
        before_it,
        left_tags,
        clause_tags,
        wording.starts[q.first - len(left)],
        opener,
    )


def _name_of_change(left: list[Word]) -> int | None:
    """ "xã Tăng Thành có 100% …": which word for a change is the first of a name, None if none is."""
    for at, (w, v) in enumerate(pairwise(left)):
        if w.tag in _CHANGES and w.text[:1].isupper() and v.text[:1].isupper():
            return at
    return None


def _exceeding_year(left: list[Word]) -> int | None:
    """ "…, hơn năm 2021 chừng 60 triệu đồng": which "hơn" compares, None if none does."""
    for at, (w, v, year) in enumerate(zip(left, left[1:], left[2:], strict=False)):
        if w.form in _MORE and v.form in _YEAR and year.kind == "number":
            return at
    return None


def is_listed(right: list[Word]) -> bool:
    """Does another quantity of the same kind follow at once: "12 tập thể, 25 cá nhân được …", "19 xã và 63 trường có …"?"""
    return (
        0 < len(right) <= _SHORT
        and (right[-1].text == "," or right[-1].form in _AND)
        and not any(w.tag in ("group", "new", "target") for w in right)
    )


def clause_of(words: list[Word], stops: str = "") -> list[Word]:
    """The words up to the comma that ends the clause, or to one of the `stops`; commas inside a list of nouns do not."""
    for j, word in enumerate(words):
        if word.kind != "sign":
            continue
        if (
            word.text in ";("
            or word.text in stops
            or (word.text == "," and not _is_next(words[j + 1 : j + 2]))
        ):
            return words[:j]
    return words


def _is_next(words: list[Word]) -> bool:
    """Is this one more noun of a list: "cán bộ, giáo viên, nhân viên"?"""
    return bool(words) and (words[0].tag in ("model", "person") or words[0].value == "staff")


def head_of(words: list[Word]) -> Word | None:
    """The noun that a quantity counts: the first noun behind it, if nothing but small words is between."""
    for j, word in enumerate(words[:5]):
        if word.tag in _NOUNS:
            after = words[j + 1].tag if j + 1 < len(words) else ""
            if word.form in _TURNS and after in ("person", "party", "thing"):
                continue
            return word
        if word.form in ACCOUNTS or (word.tag in ("plan", "target") and word.form.startswith(TARGETS)):
            return word
        if word.tag in ("base", "bound_after") or word.text in ('"', "“", "'"):
            continue
        return None
    return None


def passive_of(a: Around, *, alone: bool = False) -> str:
    """What is done to those counted: "96 cháu được khen thưởng", "12 tập thể và 25 cá nhân được … tặng Bằng khen".

    `alone` says that those counted need not share what is done to the people counted next: families that have a title.
    """
    words = a.right
    if is_listed(words) and not any(w.tag == "fixed" for w in words) and not alone:
        words = a.far
    at = next((j for j, w in enumerate(a.right[:8]) if w.form in _ATTENDS), -1)
    said = takewhile(lambda w: w.kind != "sign" and w.form not in _AND, a.far[at + 1 : at + 6])
    attended = next((w for w in said if w.tag in ("thing", "group", "fixed")), None)
    if at >= 0 and attended is not None and attended.value == "training":
        return "training"  # "412 lượt cán bộ hội dự 6 lớp bồi dưỡng"
    taken = False
    for j, word in enumerate(words[:26]):
        if word.kind == "sign" and word.text == ")":
            break
        if word.form in TAKES or word.tag == "new":
            taken = True
        if taken:
            if word.tag == "fixed" and word.value == "honours":
                return "honour"
            if word.tag == "group" and word.value in ("award", "training"):
                return word.value
        gets = j > 0 and (words[j - 1].form in _GETS or (taken and words[j - 1].value == "gift"))
        if word.tag == "thing" and word.value == "grant" and gets:
            return "scholarship"
        if word.tag == "group" and word.value == "scholarship":
            return "scholarship"
        if (
            word.tag == "model"
            and word.value.startswith("citizen")
            and ("recognised" in a.left_tags or any(w.tag in ("recognised", "registered") for w in words[:j]))
        ):
            return "citizen"
        if (
            word.kind == "sign"
            and word.text == ","
            and taken
            and not (
                j + 1 < len(words)
                and (words[j + 1].tag in ("person", "model", "recognised") or words[j + 1].text.isupper())
            )  # "được Hội Khuyến học tỉnh, UBND huyện tặng giấy khen"
        ):
            break
    return ""


def names_place(left: list[Word]) -> bool:
    """ "Hội viên toàn xã 1.240 người", "Hội viên huyện Ba Tri 6.410 người": nothing but the place is said between."""
    between = [w for w in left[1:] if w.tag != "bound"]
    return left[0].value in MEMBERS and all(w.form in _PLACES or w.text[:1].isupper() for w in between)


def behind_name(words: list[Word], q: Quantity) -> bool:
    """Does a quantity open a bracket behind a name: "Khe Sanh (287 triệu đồng)"?"""
    i = q.first - 1
    if i > 0 and words[i].tag == "bound":
        i -= 1
    return i > 0 and words[i].text == "(" and words[i - 1].text[:1].isupper()


def says_turns(before: Word, word: Word) -> bool:
    """ "lần lượt", "tương ứng"."""
    return word.form in _MATCHING or (word.form in _TURNS and before.form in _ONE_AFTER)


def is_day(q: Quantity) -> bool:
    """ "Ngày Khuyến học Việt Nam 2/10": a ratio that counts nothing and could be a day."""
    return q.denominator is not None and 1 <= q.value <= 31 and 1 <= q.denominator <= 12
