"""Numbers with what stands around them: scale, unit, bound, range, ratio; and numbers that count nothing.

A quantity is what could be a figure. Everything else that has digits is a reference (a date, a document, a
phone, a place's number, …) and gets its class here, so that each numeric token of an article is accounted for.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal

from khuyenhoc.extract.figures import numerals
from khuyenhoc.extract.figures.gazetteer import numbered
from khuyenhoc.extract.figures.naming import COUNTABLE, named
from khuyenhoc.extract.figures.words import FIVE, Word, Wording, fold, forms

_TIMES, _LINKS = forms("lần"), forms("là", "đạt", "có")
_TURNS, _AND = forms("lượt"), forms("và")
_SPELLED = frozenset({"digit", "half", "twice", "gap"})
_REFERENCES = frozenset({"document", "contact", "url", "clock", "date"})
_DIGITS = _REFERENCES | {"number"}
_DOTTED, _COMMAS, _COMMA = (
    re.compile(r"\d{1,3}(?:\.\d{3})+"),
    re.compile(r"\d{1,3}(?:,\d{3}){2,}"),
    re.compile(r"\d{1,3},\d{3}"),
)
_ESTIMATED = fold("ước")
#: No đồng: "120 đ/c" are comrades.
_OF_COMRADES = ["đ", "/", "c"]
DASHES = ("-", "–", "—", "−")


@dataclass(slots=True)
class Quantity:
    """A number as it is said; `first` and `last` are the words that it is made of, `last` behind it."""

    first: int
    last: int
    start: int
    end: int
    value: Decimal
    unit: str = "count"
    bound: str = "exact"
    maximum: Decimal | None = None
    denominator: Decimal | None = None
    spelled: bool = False
    scaled: bool = False


@dataclass(slots=True)
class Numeric:
    """One numeric token of the text and what it is."""

    start: int
    end: int
    what: str


@dataclass(slots=True)
class Found:
    quantities: list[Quantity] = field(default_factory=list)
    references: list[Numeric] = field(default_factory=list)


def find(wording: Wording, text: str, dated: list[tuple[int, int]]) -> Found:
    """Quantities and references in order; `dated` are the spans that the reader of periods has claimed."""
    found = Found()
    words, starts, told = wording
    numbers = [i for i in told if (w := words[i]).kind in _DIGITS or w.tag in _SPELLED or w.form == FIVE]
    english = _groups_by_comma(words, numbers)
    k = behind = 0
    for i in numbers:
        if i < behind:
            continue
        word, start, end = words[i], starts[i], wording.end(i)
        if word.kind in _REFERENCES:
            what = {"url": "contact", "clock": "date"}.get(word.kind, word.kind)
            if word.kind != "url" or any(c.isdigit() for c in word.text):
                found.references.append(Numeric(start, end, what))
            continue
        while k < len(dated) and dated[k][1] <= start:
            k += 1
        if k < len(dated) and dated[k][0] <= start:
            if word.kind == "number":
                found.references.append(Numeric(start, end, "date"))
            continue
        what = named(wording, i, text) if word.kind == "number" else ""
        if what:
            found.references.append(Numeric(start, end, what))
            continue
        quantity = _quantity(wording, i, english)
        if quantity is None:
            if word.kind == "number":
                what = "contact" if len(word.text) > 9 else "unexplained"
                found.references.append(Numeric(start, end, what))
            continue
        behind = quantity.last
        if quantity.start > start:  # "Hà Giang 1 980 triệu"
            found.references.append(Numeric(start, quantity.start - 1, "place"))
        last = found.quantities[-1] if found.quantities else None
        if (
            quantity.spelled
            and last is not None
            and last.value == quantity.value
            and words[quantity.first - 1].text == "("
        ):
            continue  # "5.000.000đ (Năm triệu đồng)"
        found.quantities.append(quantity)
    return found


def _groups_by_comma(words: list[Word], numbers: list[int]) -> bool:
    """Does this article group thousands by commas, against the rule of the language?"""
    commas = 0
    for i in numbers:
        word = words[i]
        if word.kind == "number":
            if _DOTTED.fullmatch(word.text):
                return False
            if _COMMAS.fullmatch(word.text) or (
                _COMMA.fullmatch(word.text) and i + 1 < len(words) and words[i + 1].tag in COUNTABLE
            ):
                commas += 1
    return commas > 0


def _amount(wording: Wording, i: int, english: bool) -> tuple[Quantity, str] | None:
    """A number with its scale and unit; the second value is its own scale, "" if it has none."""
    words, quantity = wording.words, _number(wording, i, english)
    if quantity is None:
        return None
    scale = _take_scale(words, quantity)
    scale = _take_unit(words, quantity) or scale
    quantity.end = wording.end(quantity.last - 1)
    return quantity, scale


def _number(wording: Wording, i: int, english: bool) -> Quantity | None:
    """A number alone: in digits, as half of what follows, or in words."""
    words, start, end = wording.words, wording.starts[i], wording.end(i)
    word = words[i]
    if word.kind == "number":
        said = _behind_name(words, i)
        value = numerals.read(said, whole=_counts_whole(words, i), english=english)
        return Quantity(i, i + 1, end - len(said), end, value) if value is not None else None
    if word.tag == "half":
        halved = i + 1 < len(words) and words[i + 1].tag == "scale"
        return Quantity(i, i + 1, start, end, Decimal("0.5"), spelled=True) if halved else None
    spelled = numerals.in_words(words, i)
    if spelled is None:
        return None
    value, last = spelled
    return Quantity(i, last, start, wording.end(last - 1), value, spelled=True)


def _counts_whole(words: list[Word], i: int) -> bool:
    """Does a number count what there are only whole ones of, or đồng?"""
    after = words[i + 1] if i + 1 < len(words) else None
    return after is not None and (
        after.tag in COUNTABLE
        or after.tag in ("money", "other")
        or (after.kind == "word" and after.tag == "")
    )


def _take_scale(words: list[Word], quantity: Quantity) -> str:
    """Take in the scale behind a number and what goes on from it: "2 tỷ 300 triệu", "3 triệu rưỡi", "1,2 nghìn tỷ"."""
    if not _is_tagged(words, quantity.last, "scale"):
        return ""
    scale = words[quantity.last].value
    quantity.value, quantity.scaled = quantity.value * Decimal(scale), True
    quantity.last += 1
    smallest = _add_parts(words, quantity, Decimal(scale))
    if quantity.spelled:
        _add_spelled(words, quantity, smallest)
    if _is_tagged(words, quantity.last, "half_more"):
        quantity.value += smallest / 2
        quantity.last += 1
    j = quantity.last
    if j + 1 < len(words) and words[j].tag == "scale" and words[j].value == "1000000000":  # nghìn tỷ
        quantity.value *= Decimal(words[j].value)
        quantity.last += 1
    return scale


def _is_tagged(words: list[Word], j: int, tag: str) -> bool:
    return j < len(words) and words[j].tag == tag


def _add_parts(words: list[Word], quantity: Quantity, smallest: Decimal) -> Decimal:
    """Add the parts of ever smaller scales, "2 tỷ 300 triệu 500 nghìn"; the smallest scale is given back."""
    j = quantity.last
    while (
        j + 1 < len(words)
        and words[j].kind == "number"
        and words[j + 1].tag == "scale"
        and Decimal(words[j + 1].value) < smallest
    ):
        part = numerals.read(words[j].text)
        if part is None:
            break
        smallest = Decimal(words[j + 1].value)
        quantity.value += part * smallest
        j += 2
    quantity.last = j
    return smallest


def _add_spelled(words: list[Word], quantity: Quantity, smallest: Decimal) -> None:
    """Add a part in words of a smaller scale: "hai tỷ ba trăm triệu"."""
    value, j = numerals.in_words(words, quantity.last) or (None, 0)
    if value is not None and _is_tagged(words, j, "scale") and Decimal(words[j].value) < smallest:
        quantity.value += value * Decimal(words[j].value)
        quantity.last = j + 1


def _take_unit(words: list[Word], quantity: Quantity) -> str:
    """Take in the unit behind a number; the scale that the unit says itself is given back ("35 trđ"), else ""."""
    j = quantity.last
    if j >= len(words):
        return ""
    word = words[j]
    if word.kind == "million":
        quantity.value, quantity.unit, quantity.last = quantity.value * 1_000_000, "vnd", j + 1
        return "1000000"
    if word.tag in ("money", "percent"):
        if [w.text for w in words[j : j + 3]] != _OF_COMRADES:
            quantity.unit, quantity.last = word.value or "percent", j + 1
    elif word.form in _TIMES and any(
        w.tag in ("up", "down") for w in words[max(0, quantity.first - 2) : quantity.first]
    ):
        quantity.unit, quantity.last = "times", j + 1  # "tăng 2 lần"
    return ""


def _behind_name(words: list[Word], i: int) -> str:
    """The number without the digit that is the end of a name: "phường Hà Giang 1 980 triệu đồng"."""
    said = words[i].text
    digit, space, rest = said.partition(" ")
    of_name = space and i > 1 and f"{words[i - 2].text} {words[i - 1].text} {digit}" in numbered()
    return rest if of_name else said


def _quantity(wording: Wording, i: int, english: bool) -> Quantity | None:
    words = wording.words
    if words[i].tag in ("twice", "gap"):
        return _times(wording, i, english)
    got = _amount(wording, i, english)
    if got is None:
        return None
    quantity, scale = got
    if quantity.unit == "count" and not scale and words[i - 1].form in _TURNS:
        _share_unit(wording, quantity, english)
    if quantity.spelled and not _may_be_spelled(words, quantity):
        return None
    j = quantity.last
    if j < len(words) and (words[j].text in DASHES or words[j].tag == "range"):
        _extend(wording, quantity, scale, english)
    elif (
        j + 1 < len(words)
        and words[j].text == "/"
        and words[j + 1].kind == "number"
        and quantity.unit == "count"
    ):
        below = _amount(wording, j + 1, english)
        if below is not None and below[0].unit != "count" and below[1] and not quantity.scaled:
            # "2,3/2 tỷ đồng": the scale and the unit are the first one's too
            quantity.value, quantity.unit, quantity.scaled = (
                quantity.value * Decimal(below[1]),
                below[0].unit,
                True,
            )
            quantity.denominator, quantity.last, quantity.end = below[0].value, below[0].last, below[0].end
        elif below is not None and below[0].unit == "count":
            quantity.denominator, quantity.last, quantity.end = below[0].value, below[0].last, below[0].end
    _bound(wording, quantity)
    return quantity


def _share_unit(wording: Wording, quantity: Quantity, english: bool) -> None:
    """ "lần lượt 540 và 498 triệu": the scale and unit of the second are the first one's too."""
    words, j = wording.words, quantity.last + 1
    if j >= len(words) or words[j].kind != "number" or words[quantity.last].form not in _AND:
        return
    other = _amount(wording, j, english)
    if other is None or not (other[1] or other[0].unit != "count") or other[0].denominator is not None:
        return
    quantity.unit = other[0].unit
    if other[1]:
        quantity.value, quantity.scaled = quantity.value * Decimal(other[1]), True


def _may_be_spelled(words: list[Word], quantity: Quantity) -> bool:
    """Number words count something known; "hai bên", "Ba Vì", "năm học" do not."""
    first = words[quantity.first]
    if (
        first.text[:1].isupper()
        and quantity.first
        and words[quantity.first - 1].text not in (".", "\n", ":", "-", "(", ",", "“", '"')
        and words[quantity.first - 1].kind != "line"
    ):
        return False
    if quantity.first and words[quantity.first - 1].tag == "vague":
        return False
    if quantity.unit != "count" or quantity.scaled or quantity.last - quantity.first > 1:
        return True
    return quantity.last < len(words) and words[quantity.last].tag in COUNTABLE


def _extend(wording: Wording, quantity: Quantity, scale: str, english: bool) -> None:
    """Take in the upper end of a range: "35-40%", "85% - 97%", "từ 78 đến 80%", "1 – 1,5 triệu đồng"."""
    words, j = wording.words, quantity.last + 1
    if j >= len(words) or words[j].kind != "number":
        return
    dash = words[quantity.last]
    got = _amount(wording, j, english)
    if got is None:
        return
    upper, upper_scale = got
    lower = quantity.value
    if not scale and upper_scale and quantity.unit == "count":
        lower *= Decimal(upper_scale)
    if upper.value <= lower or upper.denominator is not None:
        return
    if quantity.unit != "count" and quantity.unit != upper.unit:
        return
    spaced = wording.starts[quantity.last] > wording.end(quantity.last - 1)
    if (
        quantity.unit == "count"
        and upper.unit == "count"
        and spaced
        and dash.text in DASHES
        and upper.last < len(words)
        and words[upper.last].tag not in COUNTABLE
    ):
        return
    quantity.value, quantity.maximum, quantity.unit = lower, upper.value, upper.unit
    quantity.last, quantity.end = upper.last, upper.end


def _times(wording: Wording, i: int, english: bool) -> Quantity | None:
    """ "gấp đôi", "gấp rưỡi", "gấp 2 lần", "gấp hơn 3 lần"."""
    words, start = wording.words, wording.starts[i]
    word = words[i]
    if word.tag == "twice":
        quantity = Quantity(i, i + 1, start, wording.end(i), Decimal(word.value), "times", spelled=True)
        _bound(wording, quantity)
        return quantity
    j, bound = i + 1, "exact"
    if j < len(words) and words[j].tag == "bound":
        bound, j = words[j].value, j + 1
    if j >= len(words):
        return None
    if words[j].kind == "number":
        value, last = numerals.read(words[j].text, english=english), j + 1
    else:
        value, last = numerals.in_words(words, j) or (None, j)
    if value is None or last >= len(words) or words[last].form not in _TIMES:
        return None
    return Quantity(i, last + 1, start, wording.end(last), value, "times", bound)


def _bound(wording: Wording, quantity: Quantity) -> None:
    """What the words around the number say of it: trên, gần, dưới, … trở lên."""
    words, starts, _ = wording
    i = quantity.first - 1
    if i >= 0 and words[i].tag == "share" and words[i].form.startswith(_ESTIMATED):
        quantity.bound = "about"
    if i >= 0 and words[i].form in _LINKS and i and words[i - 1].tag == "bound":
        i -= 1
    if i >= 0 and words[i].tag == "bound":
        quantity.bound = words[i].value
        quantity.start = starts[i]
        if i and words[i - 1].tag == "bound":
            quantity.start = starts[i - 1]
    for j in range(quantity.last, min(quantity.last + 7, len(words))):
        word = words[j]
        if word.tag == "bound_after":
            quantity.bound = word.value
        if word.kind in ("line", "number") or word.text in (";", ",", ".", "("):
            break
