"""What a line begins with and introduces: an item of a list, a heading, goals."""

from __future__ import annotations

import re
from itertools import takewhile

from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.words import Word, forms

_BULLETS = frozenset("-+*•–●▪►")
_LETTERS = frozenset("ABCDE")
_BELOW = 100  # characters that an item of a list has at most
_RESULT = forms("kết", "quả")
_ROMAN = re.compile(r"[IVX]{1,4}")
LONGEST = 18  # words of a heading
_YEAR = 4  # digits
_TASKS = forms("nhiệm vụ", "nhóm nhiệm vụ")
TARGET_NOUNS = tuple(forms("chỉ tiêu", "mục tiêu"))
_LOOKS_BACK = forms("đánh giá", "kiểm điểm", "tổng kết", "tình hình")
_OUTCOME = forms("kết quả", "thực hiện", "hoàn thành", "so với")


_PLAN, _BY_PLAN = forms("kế hoạch"), tuple(forms("theo kế hoạch"))
_LAYS_DOWN = forms("đặt ra", "đề ra", "đặt", "nêu", "xác định", "giao", "yêu cầu")


def is_item(sentence: Sentence, words: list[Word]) -> bool:
    """Is this line an item of a list that the line before began or went on with?"""
    i = sentence.first - 2
    if i < 0:
        return False
    if words[i].text == ":":
        return True
    head = words[sentence.first : min(sentence.first + 9, sentence.last)]
    return sentence.end - sentence.start < _BELOW and (
        words[i].text == ";" or any(w.text == ":" for w in head)
    )


def is_bulleted(sentence: Sentence, words: list[Word]) -> bool:
    """Does a line begin with a bullet, or as "a)" does?"""
    first = words[sentence.first]
    return first.text in _BULLETS or (
        len(first.text) <= 2 and sentence.first + 1 < sentence.last and words[sentence.first + 1].text == ")"
    )


def is_lettered(sentence: Sentence, words: list[Word]) -> bool:
    """Is this item "b)", "c)", … of a list?"""
    first = words[sentence.first].text
    behind_a = len(first) == 1 and first.islower() and first > "a"
    return behind_a and sentence.first + 1 < sentence.last and words[sentence.first + 1].text == ")"


def has_number(sentence: Sentence, words: list[Word]) -> bool:
    """Does a line begin as "1.", "1)" or "1/" do?"""
    if words[sentence.first].kind != "number" or sentence.last - sentence.first < 2:
        return False
    sign = words[sentence.first + 1].text
    return sign in "/)" or (sign == "." and sentence.last - sentence.first == 2)


def is_numbered(sentence: Sentence, words: list[Word]) -> bool:
    """Is this an item "1. Công tác tổ chức" of a list that goes on, and not the heading of results?"""
    if (
        sentence.last - sentence.first != 2
        or words[sentence.first].kind != "number"
        or words[sentence.first + 1].text != "."
    ):
        return False
    heading = takewhile(
        lambda w: w.kind != "line" and w.text != ":", words[sentence.last : sentence.last + LONGEST]
    )
    return not _tells_results({w.form for w in heading})


def _tells_results(said: set[str]) -> bool:
    return bool(said & _OUTCOME) or said >= _RESULT


def is_heading(sentence: Sentence, words: list[Word]) -> bool:
    """A numbered or shouted line without a stop: "III. CHỈ TIÊU NĂM 2024", "II- Nhiệm vụ 6 tháng cuối năm"."""
    if sentence.last - sentence.first > LONGEST or words[sentence.last - 1].text in ".;,":
        return False
    first = words[sentence.first]
    if sentence.first > 2 and _is_behind_number(sentence, words):
        return True
    shouted = len(first.text) > 1 and first.text.isupper()
    lettered = first.text in _LETTERS and words[min(sentence.first + 1, sentence.last - 1)].text in ".)/-–"
    numbered = first.kind == "number" or _ROMAN.fullmatch(first.text) is not None
    return shouted or lettered or numbered or _heads_list(sentence, words)


def _heads_list(sentence: Sentence, words: list[Word]) -> bool:
    """Does a line that begins with goals and counts nothing stand right above a list, or name a year: "Phương hướng năm 2024"?"""
    first, below = words[sentence.first], words[sentence.last : sentence.last + 3]
    goals = first.tag == "target" or first.form in _TASKS or first.form.startswith(TARGET_NOUNS)
    if not goals or len(below) < 3 or below[0].kind != "line":
        return False
    listed = below[1].text in _BULLETS or (below[1].kind == "number" and below[2].text in ".)/")
    numbers = [w for w in words[sentence.first : sentence.last] if w.kind == "number"]
    return (listed or bool(numbers)) and all(len(w.text) == _YEAR for w in numbers)


def _is_behind_number(sentence: Sentence, words: list[Word]) -> bool:
    """Is this all that a line says behind its number: "4. Phương hướng năm 2023", "II. Chỉ tiêu đến năm 2025"?"""
    before, number, stop = words[sentence.first - 3 : sentence.first]
    ends = sentence.last == len(words) or words[sentence.last].kind == "line"
    numbered = number.kind == "number" or _ROMAN.fullmatch(number.text) is not None
    return ends and stop.text == "." and numbered and before.kind == "line"


def names_plan(title: list[Word]) -> bool:
    """ "Kế hoạch khuyến học năm 2022", "Tỉnh A ban hành kế hoạch …": the title of an article on a plan."""
    return any(w.form in _PLAN for w in title)


def tells_plan(words: list[Word]) -> bool:
    """ "Theo kế hoạch, trong năm 2022 …", "Kế hoạch cũng đặt ra yêu cầu …": what a paragraph tells is to be."""
    if not words or words[0].form not in _PLAN:
        return " ".join([w.form for w in words[:3]]).startswith(_BY_PLAN)
    return any(w.form in _LAYS_DOWN for w in words[1:5])


def sets_goals(words: list[Word]) -> bool:
    """Does this line introduce a list of goals: "Chỉ tiêu năm 2016:", "Phấn đấu đến năm 2025:"?"""
    said = {w.form for w in words}
    result = any(w.tag in ("share", "over_target") for w in words) or _tells_results(said)
    result = result or not said.isdisjoint(_LOOKS_BACK)
    return not result and any(
        w.tag in ("target", "plan") or w.form in _TASKS or w.form.startswith(TARGET_NOUNS) for w in words
    )
