"""The places that a text names: level and bare name, the word order and abbreviations of Vietnamese reports."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import date
from functools import cache

from khuyenhoc.extract.figures import gazetteer
from khuyenhoc.extract.figures.marking import (
    COMMUNE,
    DISTRICT,
    NAME,
    PART,
    PROVINCE,
    Place,
    clean,
    marked,
    series,
    whole,
)
from khuyenhoc.extract.figures.words import LINE, UPPER, Pieces, forms, pieces_of, rows, where

#: "Điện Phong (Điện Bàn)", "Bình Nam (huyện Thăng Bình, Quảng Nam)"; a bracket is found faster than a name.
_BRACKETED = re.compile(
    rf"\((?:(?:[Hh]uyện|[Tt]hị xã|[Tt]hành phố|TX\.?|TP\.?|H\.) ?)?(?P<district>{NAME})[,)]"
)
_BEFORE_BRACKET, _WINDOW = re.compile(rf"(?<!\w)(?P<name>(?:{PART} ){{0,4}}{PART}) $"), 50


def find(
    text: str, low: str, pieces: Pieces, province_code: str | None = None, day: date | None = None
) -> list[Place]:
    """Places with a marker ("huyện Trấn Yên", "TP.Tây Ninh", "toàn tỉnh") and provinces named bare, in order.

    `low` is the text lowered. With the code of the source's province, its districts too where they are named bare: "Ở Lý Nhân, …".
    Of `day` it is which cities are provinces.
    """
    found: list[Place] = []
    claimed = 0
    marks, small, behind = _marks(), _small_starts(), _behind_small()
    words, said, begins = pieces
    last = len(said) - 1
    leading = where(said, _starts())
    for i in leading:
        at, form = begins[i], said[i]
        if words[i].kind != "word" or at < claimed:
            continue
        if form in small:
            place = whole(text, low, at) if i < last and said[i + 1] in behind else None
        elif form not in marks:
            continue
        else:
            place = marked(text, at, day)
            if place is None and (said[i - 1] in _STOPS or (i < last and said[i + 1] in _OF_WHOLE)):
                place = whole(text, low, at)
        if place is not None:
            found.append(place)
            found += series(text, low, place)
            claimed = found[-1].end
    found = _without_false_hamlets(text, found, province_code)
    found += _bare_provinces(text, pieces, leading, found)
    if province_code is not None:
        found += _bare_districts(text, pieces, leading[: bisect_left(leading, last)], found, province_code)
        found += _within_brackets(text, found, province_code)
    return sorted(found, key=lambda p: p.start)


#: What bears the name of a village and is none.
_FEATURES = ("hủy điện ", "hác ", "hồ ", "Hồ ", "uối ", "đèo ", "Đèo ", "cầu ", "Cầu ", "núi ", "đập ")


def _without_false_hamlets(text: str, found: list[Place], province_code: str | None) -> list[Place]:
    """ "Sóc Trăng", "Bản Mế": names that begin with a word for a village are no villages."""
    named = {p.name: p for p in found if p.marker in ("district", "city", "commune")}
    kept = []
    for p in found:
        said = text[p.start : p.end]
        if p.marker != "hamlet" or not said[:1].isupper():
            kept.append(p)
        elif text.endswith(_FEATURES, 0, p.start):
            continue  # "Thủy điện Bản Vẽ"
        elif gazetteer.province(said) is not None:
            continue  # it is found among the provinces named bare
        elif (known := gazetteer.district(said, province_code)) is not None:
            kept.append(Place(p.start, p.end, DISTRICT, known.name, "district"))  # "Buôn Hồ", "Sóc Sơn"
        else:
            kept.append(replace(named[said], start=p.start, end=p.end) if said in named else p)
    return kept


_LEARNING = forms("học")
#: A district is named bare behind these, "học" being the last of "Hội Khuyến học"; no other place begins with them, ...
_BEFORE_BARE = forms("ở", "tại") | _LEARNING
#: ... but with "HKH".
_BEFORE_DISTRICT = _BEFORE_BARE | forms("HKH")
#: An unnamed place that begins with its kind stands behind one of these, or before one of those: "; xã đã …", "huyện hội".
_STOPS, _OF_WHOLE = frozenset({",", ".", ";", ":", LINE}), forms("hội", "nhà")


@cache
def _starts() -> frozenset[str]:
    """The words that a named or unnamed place may begin with, or that a bare district stands behind."""
    return _BEFORE_BARE.union(_marks(), _small_starts(), _bare_provinces_by_first())


@cache
def _marks() -> frozenset[str]:
    """The words that a place's marker may begin with."""
    return forms(
        *["tỉnh", "thành", "tp", "huyện", "thị", "quận", "tx", "h", "q", "xã", "phường", "tt", "p", "x", "đặc", "thôn", "bản", "buôn", "làng", "ấp", "xóm", "khu", "khóm", "tổ", "khối", "tiểu"],
        *["bon", "phum", "sóc", "plei", "giáo", "dòng", "tộc", "gia", "chi", "họ", "trường", "t"],
    )  # fmt: skip


@cache
def _small_starts() -> frozenset[str]:
    """The words that an unnamed place may begin with, but no marked one: the words of most sentences."""
    return forms("toàn", "trong", "trên", "của", "cả", "hội", "quỹ", "hkh", "về", "các", "hiện", "nhà")


@cache
def _behind_small() -> frozenset[str]:
    """What follows a small word where it does begin an unnamed place: "của tỉnh", "trên địa bàn xã", "Hội Khuyến học huyện"."""
    return forms(
        *["tỉnh", "thành", "tp", "huyện", "thị", "quận", "xã", "phường", "thôn", "làng", "ấp", "xóm", "buôn", "khóm", "bản", "khu", "tổ", "dòng", "họ"],
        *["trường", "toàn", "cả", "nước", "quốc", "địa", "khuyến", "cấp"],
    )  # fmt: skip


def _bare_provinces(text: str, pieces: Pieces, leading: list[int], claimed: list[Place]) -> list[Place]:
    found, k, behind = [], 0, 0
    by_first = _bare_provinces_by_first()
    for i in leading:
        pattern, at = by_first.get(pieces.forms[i]), pieces.starts[i]
        match = pattern.match(text, at) if pattern is not None and at >= behind else None
        if match is None:
            continue
        behind = match.end()
        while k < len(claimed) and claimed[k].end <= at:
            k += 1
        if k < len(claimed) and claimed[k].start < behind:
            continue
        known = gazetteer.province(match.group())
        if known is not None:
            city = known.kind == "thành phố" and known.name != "Huế"
            name = known.name if city else clean(match.group(), shouted=True)
            found.append(Place(match.start(), match.end(), PROVINCE, name, "bare"))
    return found


def _bare_districts(
    text: str, pieces: Pieces, leading: list[int], claimed: list[Place], province_code: str
) -> list[Place]:
    pattern = _district_pattern(province_code)
    words, heard, starts = pieces
    if pattern is None:
        return []
    taken = [(p.start, p.end) for p in claimed]
    said = {p.name: p.marker for p in reversed(claimed) if p.marker in ("district", "city", "commune")}
    found = []
    for i in leading:
        if heard[i] not in _BEFORE_DISTRICT:
            continue
        end, start = starts[i] + len(words[i].text), starts[i + 1]
        if not words[i + 1].text[:1].isupper() or start != end + 1:
            continue
        if heard[i] in _LEARNING and not text.endswith("Hội Khuyến học", 0, end):
            continue
        match = pattern.match(text, start)
        if match and said.get(match.group()) == "commune":
            continue  # the article's "thị trấn Đô Lương", not the district
        if match and not any(a < match.end() and match.start() < b for a, b in taken):
            found.append(Place(match.start(), match.end(), DISTRICT, match.group(), "district"))
    return found


def _within_brackets(text: str, claimed: list[Place], province_code: str) -> list[Place]:
    """Communes named bare with their district in brackets: "Người Điện Phong (Điện Bàn) quen với cảnh lũ"."""
    found = []
    for named in _BRACKETED.finditer(text):
        district = gazetteer.district(named["district"], province_code)
        before = _BEFORE_BRACKET.search(text, max(0, named.start() - _WINDOW), named.start())
        if district is None or before is None:
            continue
        end, names = before.end("name"), before["name"].split(" ")
        for n in range(len(names)):
            name = " ".join(names[n:])
            start = end - len(name)
            if gazetteer.key(name) in gazetteer.communes(district.code):
                if not any(p.start < end and start < p.end for p in claimed):
                    found.append(Place(start, end, COMMUNE, clean(name), "commune"))
                break
    return found


@cache
def _district_pattern(province_code: str) -> re.Pattern[str] | None:
    """The districts of a province, bare behind "ở", "tại", "Hội Khuyến học"; their cities bear the province's name."""
    province = {gazetteer.key(p.name) for p in gazetteer.provinces().values()}
    names = [
        d.name for several in gazetteer.districts().values() for d in several if d.province == province_code
    ]
    names = [re.escape(n) for n in sorted(names, key=len, reverse=True) if gazetteer.key(n) not in province]
    if not names:
        return None
    return re.compile(rf"(?:{'|'.join(names)})(?!\w| [{UPPER}])")


@cache
def _bare_provinces_by_first() -> dict[str, re.Pattern[str]]:
    """The names of provinces in all their spellings, the longest first, by the form of their first word."""
    names: list[str] = []
    for row in rows("provinces"):
        names += [row["name"], row["name"].upper(), *filter(None, row["other_names"].split("|"))]
    by_first: dict[str, list[str]] = {}
    for name in sorted(names, key=len, reverse=True):
        by_first.setdefault(pieces_of(name).forms[0], []).append(re.escape(name))
    return {
        first: re.compile(rf"(?<!\w)(?:{'|'.join(several)})(?!\w)") for first, several in by_first.items()
    }
