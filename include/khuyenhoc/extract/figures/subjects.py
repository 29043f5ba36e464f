"""Places named without their kind where a clause begins to speak of them: "Sơn Dương dẫn đầu với 24,8 tỷ đồng".

A bare name is a place where the gazetteer has it among the province's districts, where the article names it
elsewhere with its kind, or where its kind is said right behind: "Măng Bút là xã khó khăn nhất".
"""

from __future__ import annotations

import re
from functools import cache

from khuyenhoc.extract.figures import gazetteer, marking
from khuyenhoc.extract.figures.marking import COMMUNE, DISTRICT, PROVINCE, Place
from khuyenhoc.extract.figures.words import LINE, Pieces, fold, forms, where
from khuyenhoc.models import AreaLevel

_LEVELS = {
    "xã": COMMUNE, "phường": COMMUNE, "thị trấn": COMMUNE, "đặc khu": COMMUNE,
    "huyện": DISTRICT, "quận": DISTRICT, "thị xã": DISTRICT, "tỉnh": PROVINCE,
}  # fmt: skip
#: What a clause about a place goes on with.
_SPEAKS = re.compile(
    r"\s*(?:[:(–-]|\d|(?:với|có|được|góp|vận động|đạt|thu|trao|thưởng|đã|hiện|khui|nuôi|tổ chức|cũng|còn|sẽ|mới|chỉ|chưa|là|thì|mở|nhận|huy động|kết nạp|công nhận|xây dựng|lập|thành lập|cấp|tặng|duy trì|cả năm|trong năm|năm nay|hơn|gần|trên|khoảng|đăng ký|tăng|giảm"
    r"|dẫn đầu|đứng (?:đầu|thứ|cuối)|(?:cao|thấp|nhiều|ít|lớn|đông) nhất|cao|thấp|ít|nhờ|chúng tôi|dân ít|dân số ít|tuy|dù)\b)"
)
_KINDS = "|".join(_LEVELS)
#: "Măng Bút là xã khó khăn nhất nên …".
_KIND_BEHIND = re.compile(
    rf" (?:vốn )?là (?:một trong (?:các |những )?)?(?P<kind>{_KINDS}) (?!hội)(?=[^\W\d])"
)
#: "Lâm Bình, huyện trẻ nhất, …".
_APPOSED = re.compile(rf", (?:vốn )?(?:là )?(?:{_KINDS}) (?!hội)[^\W\d][^,.;:]{{2,40}},")
#: "Ở Cẩm Nhượng, cuối năm 2019 quỹ khuyến học xã chỉ có …": before the place that a sentence begins with.
_THERE = ("\nở ", ". ở ", "\ntại ", ". tại ", "như ở ", "còn ở ", "riêng ở ")
#: A name of three words is no longer.
_REACH = 40
#: "Hai phường vận động được nhiều nhất là Ba Đồn (3,9 tỷ đồng) và Đông Hà (3,6 tỷ đồng)": what those named are.
COMMUNES_AS = re.compile(
    r"(?:hai|ba|bốn|năm|các|những|nhiều|một số|\d) (?:xã|phường|thị trấn|đặc khu)(?:(?: (?!huyện|quận|thị xã|thành phố)[^\W\d]+){1,8} (?:là|như|gồm|có)(?:[^.;\n]|\.(?=\d))*$|(?: [^\W\d]+){0,8}:(?:[^.\n]|\.(?=\d))*$)"
)
#: So far before a name of a list stands what those named are.
HEAD = 140


@cache
def _opening() -> frozenset[str]:
    """What stands before a clause: a line's begin, signs, and words that lead to it."""
    leads = forms(
        "là", "khi", "như", "gồm", "với", "và", "còn", "riêng", "thì", "đó", "đến", "theo", "nhất", "ở", "tại"
    )
    return leads.union(LINE, '.;:,(“"*•-–+…!?')


#: Names by the form of their first word: in small letters, name, level, marker.
Names = dict[str, list[tuple[str, str, AreaLevel, str]]]


def _by_width(name: tuple[str, str, AreaLevel, str]) -> bool:
    """Districts first: of a town and its district that share a name the bare one is the district."""
    return name[2] is COMMUNE


def _said(places: list[Place]) -> tuple[Names, frozenset[str]]:
    """The names that the article says with their kind; and which of them are no communes'."""
    found: Names = {}
    said: dict[str, Place] = {}
    for p in places:
        if p.marker in ("district", "city", "commune") and not p.whole and " " in p.name:
            before = said.get(p.name)
            if before is None or before.level is COMMUNE:
                said[p.name] = p  # of a town and its district that share a name the bare one is the district
    for p in said.values():
        found.setdefault(fold(p.name.split()[0]), []).append((p.name.lower(), p.name, p.level, p.marker))
    return found, frozenset(p.name for p in said.values() if p.level is not COMMUNE)


@cache
def communes(district: str) -> Names:
    """The communes of one district, by its code, until 2025-06-30."""
    return _of_communes(gazetteer.commune_names(district))


@cache
def communes_2025(province: str) -> Names:
    """The communes of one province, by its code of 2025, since 2025-07-01."""
    return _of_communes(gazetteer.commune_names_2025(province))


def _of_communes(several: tuple[str, ...]) -> Names:
    found: Names = {}
    for name in several:
        if " " in name:
            found.setdefault(fold(name.split()[0]), []).append((name.lower(), name, COMMUNE, "commune"))
    return found


@cache
def _districts(province_code: str) -> Names:
    provinces = {gazetteer.key(p.name) for p in gazetteer.provinces().values()}
    found: Names = {}
    for key, several in gazetteer.districts().items():
        for d in several:
            if d.province == province_code and key not in provinces and " " in d.name:
                name = (d.name.lower(), d.name, DISTRICT, "district")
                found.setdefault(fold(d.name.split()[0]), []).append(name)
    return found


def find(
    text: str,
    low: str,
    pieces: Pieces,
    places: list[Place],
    province_code: str | None,
    communes: Names,
) -> list[Place]:
    """The bare subjects of clauses among `places`, all in order; `low` is the text in small letters.

    Besides the districts of the province, `communes` are known.
    """
    said, names = _said(places)
    districts = _districts(province_code) if province_code is not None else {}
    words, forms, starts = pieces
    found: list[Place] = []
    k = claimed = 0
    for i in [0, *(before + 1 for before in where(forms, _opening()))]:
        if i == len(words) or words[i].kind != "word" or not words[i].text[0].isupper():
            continue
        at = starts[i]
        if at < claimed:
            continue
        while k < len(places) and places[k].end <= at:
            k += 1
        if k < len(places) and places[k].start <= at:
            continue
        form, known = forms[i], []
        if form in said or form in districts or form in communes:
            official = [*districts.get(form, ()), *communes.get(form, ())]
            known = said.get(form, []) + [name for name in official if name[1] not in names]
            known.sort(key=_by_width)
        place = (_named(text, low, at, known) if known else None) or _kind_said(text, low, at)
        if place is not None and not (k < len(places) and places[k].start < place.end):
            found.append(place)
            claimed = place.end
    return sorted([*places, *found], key=lambda p: p.start) if found else places


def _named(text: str, low: str, at: int, known: list[tuple[str, str, AreaLevel, str]]) -> Place | None:
    for small, name, level, marker in known:
        end = at + len(small)
        if not low.startswith(small, at) or low[end : end + 1].isalnum():
            continue
        shouted = text[at:end].isupper()
        if not shouted and text[end : end + 1] == " " and text[end + 1 : end + 2].isupper():
            continue  # a longer name
        there = text.startswith(",", end) and low.endswith(_THERE, 0, at)
        if there or _SPEAKS.match(low, end) or _APPOSED.match(low, end):
            name = name if shouted else text[at:end]
            if level is DISTRICT and COMMUNES_AS.search(low, max(0, at - HEAD), at):
                level, marker = COMMUNE, "commune"
            return Place(at, end, level, name, marker, bare=True)
    return None


def _kind_said(text: str, low: str, at: int) -> Place | None:
    if low.find(" là ", at, at + _REACH) < 0:
        return None  # most openings
    named = marking.CAPITALS.match(text, at)
    if named is None or not 2 <= len(named.group().split()) <= 3:
        return None
    kind = _KIND_BEHIND.match(low, named.end())
    if kind is None or text[kind.end() : kind.end() + 1].isupper():
        return None
    level = _LEVELS[kind["kind"]]
    marker = {COMMUNE: "commune", DISTRICT: "district"}.get(level, "province")
    return Place(at, named.end(), level, marking.clean(named.group(), shouted=True), marker, bare=True)
