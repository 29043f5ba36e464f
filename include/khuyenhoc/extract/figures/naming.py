"""Numbers that name or order a thing: documents, places, terms, phones; they are no figures."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from khuyenhoc.extract.figures.words import Word, Wording, forms

#: Nouns that tell a count from a name: "tổ 22" but "22 hộ".
COUNTABLE = frozenset({"fixed", "model", "person", "thing", "title"})
#: What is behind a number that measures something.
_MEASURES = frozenset({"scale", "money", "percent"})
_NUMBER_OF = forms("số")
_AGED, _UNITS = forms("tuổi"), forms("đơn vị", "dòng họ", "gia đình", "cộng đồng")
DASHES = frozenset("-–—−")
_YEAR = re.compile(r"(?:19|20)\d\d$")
#: After these words a number names or orders a thing.
NAMING = {
    "place": [
        "quận",
        "phường",
        "tổ",
        "khu",
        "phố",
        "khóm",
        "ấp",
        "thôn",
        "xóm",
        "đội",
        "khối",
        "bản",
        "cụm",
        "lô",
        "ngõ",
        "ngách",
        "hẻm",
        "đường",
        "lộ",
        "kênh",
        "tuyến",
        "số_nhà",
        "vùng",
        "cầu",
    ],
    "ordinal": [
        "thứ",
        "lần",
        "khóa",
        "điều",
        "mục",
        "hạng",
        "cấp",
        "lớp",
        "khối",
        "chương",
        "kỳ",
        "đợt",
        "tập",
        "số",
        "độ",
        "vị",
        "phần",
        "bước",
        "tốp",
        "top",
        "nhóm",
        "loại",
        "mức",
        "bậc",
        "mẫu",
        "hệ",
    ],
    "contact": ["thoại", "hotline", "đt", "sđt", "khoản", "fax", "phone", "zalo", "stk"],
    "event": ["covid", "bão"],
}
_NAMING = {word: name for name, several in NAMING.items() for word in several}
_DOCUMENTS = (
    "quyết định",
    "kết luận",
    "chỉ thị",
    "nghị quyết",
    "thông tư",
    "nghị định",
    "kế hoạch",
    "công văn",
    "chương trình",
    "hướng dẫn",
    "thông tri",
    "đề án",
    "luật",
    "qđ",
    "nq",
    "tờ trình",
    "thông báo",
    "công điện",
    "kl",
    "ct",
)
_PLACES_SHORT = frozenset(["Q", "P", "KP", "TDP", "TT", "X", "H"])
_FURNITURE = re.compile(
    r"(?:lượt xem|lượt truy cập|truy cập|bình luận|cỡ chữ|ảnh|đã xem|số lượt)[\s:.(]*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class _Number:
    """A number and what is before it.

    `counts` says that what follows is counted, `tag` is of what follows; `begin` is the first number of its series,
    `before` the word before that, which ends at `lead`, and `form` the word that may name it: the one before, or before
    "số". The number itself is at `start`.
    """

    words: list[Word]
    text: str
    word: Word
    tag: str
    counts: bool
    begin: int
    before: Word
    form: str
    lead: int
    start: int


def named(wording: Wording, i: int, text: str) -> str:
    """Of what this number is the name, or "" where it counts."""
    words = wording.words
    counts = _counts(words, i)
    if i and not counts and words[i - 1].text.lower() == "binh" and _is_fraction(words, i):
        return "ordinal"
    if i == 0 or words[i - 1].kind == "line":
        return _of_line(words, i, counts)
    begin = _series(words, i)
    at = (begin or i) - 1
    before = words[at]
    namer = words[begin - 2] if before.form in _NUMBER_OF and begin >= 2 else before
    tag = words[i + 1].tag if i + 1 < len(words) else ""
    number = _Number(
        words,
        text,
        words[i],
        tag,
        counts,
        begin,
        before,
        namer.text.lower(),
        wording.end(at),
        wording.starts[i],
    )
    for rule in _RULES:
        what = rule(number)
        if what is not None:
            return what
    return ""


def _counts(words: list[Word], i: int) -> bool:
    """Does what follows a number tell that it counts: a noun, a scale, a unit?"""
    after = words[i + 1] if i + 1 < len(words) else None
    if after is None:
        return False
    if _is_fraction(words, i):
        counted = i + 3 < len(words) and words[i + 3].tag in COUNTABLE
        return counted or (i > 0 and words[i - 1].form in _UNITS)  # "đơn vị 5/5"
    if after.tag in COUNTABLE or after.tag in _MEASURES or after.kind == "million":
        return True
    ranges = after.text in DASHES and i + 3 < len(words) and words[i + 2].kind == "number"
    return ranges and words[i + 3].tag in _MEASURES  # "giữ được mức 55 - 58 tỉ đồng"


def _is_fraction(words: list[Word], i: int) -> bool:
    """Is this the number above the stroke: "12/19"?"""
    return i + 2 < len(words) and words[i + 1].text == "/" and words[i + 2].kind == "number"


def _of_line(words: list[Word], i: int, counts: bool) -> str:
    """A number that begins a line may be the number of an item: "2. …", "3) …"."""
    after = words[i + 1] if i + 1 < len(words) else None
    if after is None or after.kind == "line":
        return ""
    itemises = after.text in (".", ")", "/") and not counts
    return "ordinal" if itemises and len(words[i].text) <= 2 else ""


def _series(words: list[Word], i: int) -> int:
    """Where the series of a number begins, whose name it takes: "khu phố 4, 5, 8", "lần 2, 3, 4"."""
    j = i
    while (
        j >= 2
        and i - j < 16
        and words[j - 1].text in (",", "và", "-", "–", "/")
        and words[j - 2].kind == "number"
        and len(words[j - 2].text) <= 2
    ):
        j -= 2
    return j


def _behind_number_of(n: _Number) -> str | None:
    """ "quyết định số 12", "phòng số 3"; but "tổng số 12 chi hội"."""
    if n.before.form not in _NUMBER_OF or n.begin < 2:
        return None
    if n.form.endswith(_DOCUMENTS):
        return "document"
    return "ordinal" if not n.counts and n.form not in ("có", "tổng", "là") else None


def _event(n: _Number) -> str | None:
    """ "Covid-19"."""
    dashed = n.before.text in DASHES and n.begin >= 2
    return "event" if dashed and n.words[n.begin - 2].text.lower() in NAMING["event"] else None


def _age(n: _Number) -> str | None:
    """ "ở tuổi 77"."""
    return "duration or age" if n.before.form in _AGED and not n.counts else None


def _document(n: _Number) -> str | None:
    """ "Nghị quyết 29", "Chỉ thị 11"."""
    if n.counts or n.before.tag == "share":
        return None
    said = n.text[max(0, n.lead - 14) : n.lead].lower()
    return "document" if said.endswith(_DOCUMENTS) else None


def _place_shortened(n: _Number) -> str | None:
    """ "Q.7", "P. 12"."""
    dotted = n.before.text == "." and n.begin >= 2
    return "place" if dotted and n.words[n.begin - 2].text.upper() in _PLACES_SHORT else None


def _lettered(n: _Number) -> str | None:
    """ "lớp 12A1", "khối A00"."""
    joined = n.lead == n.start and n.before.text.isupper() and len(n.before.text) <= 2
    return "ordinal" if joined and not n.counts else None


def _behind_noun(n: _Number) -> str | None:
    """ "phường 12", "khóa 5"; but "dòng họ học tập 12/19"."""
    last = n.form.rsplit(" ", 1)[-1]
    name = _NAMING.get(last) if not n.form.endswith("học tập") else None
    if not name or n.before.text[:1] == "%":
        return None
    if n.tag == "other":
        if last in ("tổ", "bản", "vùng") or n.before.tag == "recognised":
            return None
    elif n.counts:
        return None
    return "" if n.before.tag == "percent" or "." in n.word.text else name


def _year(n: _Number) -> str | None:
    """A year that counts nothing: "1996"."""
    return "date" if _YEAR.match(n.word.text) and not n.counts else None


def _furniture(n: _Number) -> str | None:
    """What the page says of itself: "Lượt xem: 1234"."""
    if n.before.text != ":":
        return None
    return "furniture" if _FURNITURE.search(n.text, max(0, n.start - 25), n.start) else None


#: What a number may name, in the order in which it is asked; a rule that says "" knows that the number counts.
_RULES: tuple[Callable[[_Number], str | None], ...] = (
    _behind_number_of,
    _event,
    _age,
    _document,
    _place_shortened,
    _lettered,
    _behind_noun,
    _year,
    _furniture,
)
