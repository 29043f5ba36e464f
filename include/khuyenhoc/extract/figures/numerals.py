"""Vietnamese numerals, in digits and in words, as exact decimals.

The dot groups thousands and the comma is the decimal mark; what a careless editor prints otherwise
("3,118 cuộc", "36.34%") is told apart by what is counted and by the article's own usage.
"""

from __future__ import annotations

import re
from decimal import Decimal

from khuyenhoc.extract.figures.words import Word, forms

_GROUPED_BY_DOT = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?$")
_GROUPED_BY_COMMA = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_SPACES = re.compile(r"[\s\u00a0\u202f]")
_ONE, _AND = forms("một"), forms("linh", "lẻ")
#: No count or sum of this field is longer; a run of digits beyond it is not read as a number at all.
LONGEST = 18


def read(digits: str, *, whole: bool = False, english: bool = False) -> Decimal | None:
    """The number that a run of digits, dots and commas says; None where it says none.

    `whole` says that what is counted has no fractions (people, clans, đồng without a scale): then three
    digits behind a comma are thousands. `english` says that the article groups thousands by commas.

    >>> [str(read(s)) for s in ("1.127", "36,34", "17,516", "2274", "64.700.000", "36.34", "08")]
    ['1127', '36.34', '17.516', '2274', '64700000', '36.34', '8']
    >>> read("3,118", whole=True), read("1,746,236"), read("12.500", english=True)
    (Decimal('3118'), Decimal('1746236'), Decimal('12.500'))
    >>> read("4500.2110.0012.88") is None
    True
    """
    if digits.isdigit() and len(digits) <= LONGEST + 6:
        return Decimal(digits)
    digits = _SPACES.sub("", digits)
    if len(digits) > LONGEST + 6:
        return None
    if digits.isdigit():
        return Decimal(digits)
    dots, commas = digits.count("."), digits.count(",")
    if dots and commas:
        decimal_is_comma = digits.rfind(",") > digits.rfind(".")
        thousands, mark = (".", ",") if decimal_is_comma else (",", ".")
        fits = (_GROUPED_BY_DOT if decimal_is_comma else _GROUPED_BY_COMMA).match(digits)
        return Decimal(digits.replace(thousands, "").replace(mark, ".")) if fits else None
    if dots > 1:
        return Decimal(digits.replace(".", "")) if _GROUPED_BY_DOT.match(digits) else None
    if commas > 1:
        return Decimal(digits.replace(",", "")) if _GROUPED_BY_COMMA.match(digits) else None
    if dots:
        grouped = _GROUPED_BY_DOT.match(digits) and not (english and not whole)
        return Decimal(digits.replace(".", "") if grouped else digits)
    grouped = _GROUPED_BY_COMMA.match(digits) and (whole or english)
    return Decimal(digits.replace(",", "" if grouped else "."))


def in_words(words: list[Word], i: int) -> tuple[Decimal, int] | None:
    """The number in words that begins at `i`, and the index behind it; None where there is none.

    "năm" is five only inside a number ("năm trăm") and "một" alone is an article, so neither begins a bare one.
    """
    total, j, plain = Decimal(0), i, True
    current: Decimal | None = None
    count = len(words)
    while j < count:
        word = words[j]
        tag = word.tag
        after = words[j + 1].tag if j + 1 < count else ""
        if tag == "digit" or tag in ("digit_mo", "digit_tu", "digit_five"):
            if current is not None and current % 10 != 0:
                break
            if tag != "digit" and current is None:
                break
            current = (current or Decimal(0)) + Decimal(word.value)
        elif word.form == "năm" and (
            after in ("hundred", "tens", "scale") or (current and current % 10 == 0)
        ):
            current = (current or Decimal(0)) + 5
        elif tag == "tens" and current is not None and 0 < current % 10 < 10:
            current = current - current % 10 + current % 10 * 10
            plain = False
        elif tag == "hundred" and current is not None and current < 10:
            current *= 100
            plain = False
        elif word.form in _AND and after == "digit" and current:
            pass
        elif (
            tag == "scale"
            and Decimal(word.value) == 1000
            and current is not None
            and after in ("digit", "hundred")
            and not total
        ):
            # "một nghìn hai trăm" is one number; other scales are units of a quantity
            total += current * 1000
            current, plain = None, False
        else:
            break
        j += 1
    if j == i:
        return None
    value = total + (current or Decimal(0))
    if plain and words[i].form in _ONE and j == i + 1 and not (j < count and words[j].tag == "scale"):
        return None
    return (value, j) if value else None
