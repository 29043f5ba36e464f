"""Find the legal documents that a text cites, and the misprints among them.

A number that is one letter off a well-known document of the same day (667 for 677), or a well-known number
with another day, is kept as printed and named in `doubt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from khuyenhoc.extract.moments import read_moment
from khuyenhoc.extract.syllables import fold
from khuyenhoc.models import Citation

_KINDS = {
    "kết luận": "Kết luận", "kl": "Kết luận", "chỉ thị": "Chỉ thị", "ct": "Chỉ thị", "nghị quyết": "Nghị quyết",
    "nq": "Nghị quyết", "quyết định": "Quyết định", "qđ": "Quyết định", "nghị định": "Nghị định", "nđ": "Nghị định",
    "thông tư liên tịch": "Thông tư liên tịch", "thông tư": "Thông tư", "tt": "Thông tư", "kế hoạch": "Kế hoạch",
    "kh": "Kế hoạch", "thông tri": "Thông tri", "hướng dẫn": "Hướng dẫn", "công văn": "Công văn", "cv": "Công văn",
    "chương trình": "Chương trình", "đề án": "Đề án", "luật": "Luật", "tờ trình": "Tờ trình", "báo cáo": "Báo cáo",
    "thông báo": "Thông báo", "công điện": "Công điện", "thư ngỏ": "Thư ngỏ", "quy chế": "Quy chế",
}  # fmt: skip
#: The kind that the letters of a number stand for: 1373/QĐ-TTg, 49-KL/TW.
_OF_LETTERS = {"QĐ": "Quyết định", "KL": "Kết luận", "CT": "Chỉ thị", "NQ": "Nghị quyết", "NĐ": "Nghị định",
               "TT": "Thông tư", "TTLT": "Thông tư liên tịch", "KH": "Kế hoạch", "TB": "Thông báo", "HD": "Hướng dẫn",
               "CV": "Công văn", "TTr": "Tờ trình", "BC": "Báo cáo", "TN": "Thư ngỏ", "QC": "Quy chế"}  # fmt: skip
_OF_SUFFIX = {
    "TTg": "Thủ tướng Chính phủ",
    "CP": "Chính phủ",
    "BGDĐT": "Bộ Giáo dục và Đào tạo",
    "QH": "Quốc hội",
}

_KIND = "|".join(sorted(map(re.escape, _KINDS), key=len, reverse=True))
_LETTERS = r"[A-ZĐ]{2,5}[a-z]?"
_WHOLE = rf"\d{{1,5}}(?:\s?/\s?(?:19|20)\d\d)?\s?[-–/]\s?{_LETTERS}(?:\s?[-–/]\s?[A-ZĐƯ][A-ZĐƯa-z&]{{0,12}})*"
_NUMBER = re.compile(rf"(?<![\d.,/-])(?P<number>{_WHOLE})(?![A-Za-zĐ])")
_BARE = re.compile(
    rf"(?<!\w)(?P<kind>{_KIND})\s+(?P<of>số\s+)?(?P<number>\d{{1,4}})(?![\d.,]*\d|\s?%|/|-\w)"
    r"(?P<more>(?:\s?(?:,|và)\s(?:số\s)?\d{1,4}(?![\d.,]*\d|\s?%|/))*)(?=\s?(?:của|ngày|về|,|\.|;|\)|$))",
    re.IGNORECASE,
)
_BEFORE = re.compile(rf"(?<!\w)(?P<kind>{_KIND})\s*(?:số)?\s*:?\s*$", re.IGNORECASE)
_DATE = re.compile(
    r"\s?,?\s?(?:\(\s?)?(?:ban hành\s)?ngày\s(?P<date>\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}|\d{1,2} tháng \d{1,2},? năm \d{4})"
)
_BODY = re.compile(
    r"[^.;\n]{0,25}?\bcủa\s(?P<body>Ban Bí thư|Bộ Chính trị|Thủ tướng(?: Chính phủ)?|Chính phủ|Quốc hội"
    r"|Bộ Giáo dục và Đào tạo|Bộ GD&ĐT|Trung ương Hội Khuyến học Việt Nam|(?:Thành ủy|Tỉnh ủy|Huyện ủy)(?: [A-ZĐ]\w+(?: [A-ZĐ]\w+)?)?"
    r"|(?:UBND|Ủy ban [Nn]hân dân)(?: (?:tỉnh|thành phố|huyện|xã|phường)| Thành phố)?(?: [A-ZĐ]\w+(?: [A-ZĐ]\w+)?)?"
    r"|Hội Khuyến học(?: (?:tỉnh|thành phố|huyện))?(?: [A-ZĐ]\w+(?: [A-ZĐ]\w+)?)?)"
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class _Known:
    number: str
    kind: str
    body: str
    issued: date


@cache
def _known() -> tuple[_Known, ...]:
    lines = (Path(__file__).parent / "documents.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return tuple(_Known(number, kind, body, date.fromisoformat(day)) for number, kind, body, day in rows[1:])


def find_citations(text: str) -> tuple[Citation, ...]:
    """The documents that a text cites, in its order; a span holds kind, number and date as printed.

    >>> [(c.kind, c.number, c.body, str(c.issued)) for c in find_citations(
    ...     "thực hiện Kết luận số 49-KL/TW ngày 10/5/2019 của Ban Bí thư")]
    [('Kết luận', '49-KL/TW', 'Ban Bí thư', '2019-05-10')]
    """
    found = [*_whole_numbers(text), *_bare_numbers(text)]
    return tuple(sorted(found, key=lambda citation: citation.char_start))


def _whole_numbers(text: str) -> Iterator[Citation]:
    for match in _NUMBER.finditer(text):
        number = _SPACES.sub("", match["number"]).replace("–", "-")
        letters = re.findall(r"[A-ZĐ][A-ZĐa-z]*", number)
        before = _BEFORE.search(text, max(0, match.start() - 30), match.start())
        kind = _KINDS[before["kind"].lower()] if before else _OF_LETTERS.get(letters[0], "")
        if kind:
            yield _citation(text, kind, number, before.start() if before else match.start(), match.end())


def _bare_numbers(text: str) -> Iterator[Citation]:
    """Numbers without letters: "Quyết định 387 và 677 của Thủ tướng", "Nghị quyết số 23 của Thành ủy"."""
    for match in _BARE.finditer(text):
        kind = _KINDS[match["kind"].lower()]
        if len(match["kind"]) <= 2 and not match["of"] and match["kind"].isupper() is False:
            continue
        yield _citation(text, kind, match["number"], match.start(), match.end("number"), match.end())
        for more in re.finditer(r"\d+", match["more"]):
            start = match.start("more") + more.start()
            yield _citation(text, kind, more.group(), start, start + len(more.group()), match.end())


def _citation(text: str, kind: str, number: str, start: int, end: int, after: int | None = None) -> Citation:
    dated = _DATE.match(text, after or end)
    moment = read_moment(dated["date"]) if dated else None
    issued = moment.date() if moment else None
    end = dated.end() if dated and issued and after in (None, end) else end
    said = _BODY.match(text, dated.end() if dated else after or end)
    suffix = re.split(r"[-/]", number)[-1]
    body = said["body"] if said else _OF_SUFFIX.get(suffix, "")
    body = "Thủ tướng Chính phủ" if body == "Thủ tướng" else body
    return Citation(kind, number, body, issued, start, end, text[start:end], _doubt(number, issued))


def _doubt(number: str, issued: date | None) -> str:
    """Why a citation may be misprinted; empty when nothing speaks for it."""
    for known in _known():
        if fold(known.number) == fold(number):
            if issued and issued != known.issued:
                return f"{known.number} is of {known.issued:%d/%m/%Y}"
            return ""
    for known in _known():
        if issued == known.issued and _one_off(number, known.number):
            return f"of {known.issued:%d/%m/%Y} is {known.number}"
    return ""


def _one_off(a: str, b: str) -> bool:
    """One letter changed, added or left out, or two neighbours swapped, with the same letters behind."""
    digits_a, digits_b = (re.match(r"\d*", x).group() for x in (a, b))  # type: ignore[union-attr]
    if fold(a[len(digits_a) :]) != fold(b[len(digits_b) :]):
        return False
    if len(digits_a) == len(digits_b):
        differ = [i for i, (x, y) in enumerate(zip(digits_a, digits_b, strict=True)) if x != y]
        swapped = (
            len(differ) == 2
            and digits_a[differ[0]] == digits_b[differ[1]]
            and digits_a[differ[1]] == digits_b[differ[0]]
        )
        return len(differ) == 1 or swapped
    short, long = sorted((digits_a, digits_b), key=len)
    return any(long[:i] + long[i + 1 :] == short for i in range(len(long)))
