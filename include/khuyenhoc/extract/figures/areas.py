"""The places that a text names: level and bare name, the word order and abbreviations of Vietnamese reports."""

from __future__ import annotations

import re
from dataclasses import dataclass

from khuyenhoc.extract.figures import gazetteer
from khuyenhoc.extract.figures.words import LOWER, UPPER, rows
from khuyenhoc.models import AreaLevel

NATIONAL, PROVINCE, DISTRICT, COMMUNE, ORGANISATION = AreaLevel

_PART = rf"[{UPPER}][{LOWER}{UPPER}'’]*"
#: A name: words with capitals, joined by spaces or a dash ("Bà Rịa - Vũng Tàu"), or a number ("Quận 8").
_NAME = rf"(?P<name>{_PART}(?:(?:[ \u00a0]|[ ]?[-–][ ]?(?=Vũng|Huế|Chàm|Sơn Tây)){_PART})*)"
_MARKERS: list[tuple[str, str]] = [
    ("province", r"[Tt]ỉnh|TỈNH"),
    ("city", r"[Tt]hành phố|THÀNH PHỐ|TP\s?\.|Tp\s?\.|T\.P|TP|Tp"),
    ("district", r"[Hh]uyện|HUYỆN|[Tt]hị xã|THỊ XÃ|[Qq]uận|QUẬN|TX\s?\.|TX|Tx\.|H\.|Q\."),
    ("commune", r"[Xx]ã|XÃ|[Pp]hường|PHƯỜNG|[Tt]hị trấn|THỊ TRẤN|TT\.|P\.|X\.|[Đđ]ặc khu"),
    (
        "hamlet",
        r"[Tt]hôn|[Bb]ản|[Bb]uôn|[Ll]àng|[Ấấ]p|[Xx]óm|[Kk]hu phố|[Kk]hóm|[Tt]ổ dân phố|[Kk]hối phố|[Tt]iểu khu|[Kk]hu dân cư|[Kk]hu vực|[Tt]hơn|[Bb]on|[Pp]hum|[Ss]óc|[Pp]lei",
    ),
    ("clan", r"[Dd]òng họ|[Dd]ịng họ|[Tt]ộc họ|[Dd]òng tộc|[Gg]ia tộc|[Tt]ộc|[Cc]hi họ|[Hh]ọ"),
    (
        "school",
        r"[Tt]rường (?:[Tt]iểu học|[Mm]ầm non|[Mm]ẫu giáo|THCS|THPT|TH&THCS|TH và THCS|THCS và THPT|TH|PTDTNT|PTDTBT THCS|PTDTBT|DTNT|[Đđ]ại học|ĐH|[Cc]ao đẳng|[Pp]hổ thông|[Tt]rung học cơ sở|[Tt]rung học phổ thông|[Cc]huyên|[Dd]ân tộc nội trú)",
    ),
]
_MARKED = re.compile("|".join(rf"(?P<{level}>(?<![\w])(?:{words}))\s*" for level, words in _MARKERS))
_NAMED = re.compile(_NAME)
#: "Trường Tiểu học Thuận Nam 1"
_NUMBERED = re.compile(r" (?:số )?\d{1,2}(?=[,.:;)]|\s+(?:khui|có|đã|trao|tổ chức|thu|hiện|vận động|nuôi)\b)")
#: Words with capitals in a row: what may be a name.
NAME = rf"{_PART}(?:[ ]{_PART})*"
CAPITALS = re.compile(rf"(?<![\w])(?:{_PART}[ ])*{_PART}")
_WHERE = r"(?:toàn|trong toàn|trong|trên địa bàn|của|trên|cả|của toàn|Hội Khuyến học|HKH|về|các cấp|Hiện)"
_ACTS = r"(?= (?:có|đã|phấn đấu|hiện|vận động|đặt|kết nạp|phát triển|trao|tặng|đạt|củng cố|nuôi|thu|sẽ|huy động|mở|tổ chức|cũng|còn|mới|đề ra|tập|cấp|xây dựng|công nhận|thành lập)\b)"
#: Places without their name: "toàn tỉnh", "Hội Khuyến học huyện", "huyện hội", "xã đã nuôi …".
_WHOLE = re.compile(
    rf"(?P<national>(?:cả|trong cả|trên cả|toàn) (?:nước|quốc)(?! gia)|toàn quốc)"
    rf"|(?:{_WHERE} (?P<province>tỉnh)|(?P<province2>tỉnh) (?:hội|nhà)|(?<=[,.;:] )(?P<province3>tỉnh){_ACTS})(?!\w)(?! \w+ học)"
    rf"|(?:{_WHERE} (?P<city>thành phố|TP)|(?P<city2>thành) hội|(?<=[,.;:] )(?<!huyện, )(?<!tỉnh, )(?<!thị xã, )(?P<city3>thành phố){_ACTS})(?![\w])"
    rf"|(?:{_WHERE} (?P<district>huyện|quận|thị xã)(?!, )|(?P<district2>huyện|quận|thị) hội|(?<=[,.;:] )(?<!huyện, )(?<!tỉnh, )(?<!thị xã, )(?P<district3>huyện|quận|thị xã){_ACTS})(?!\w)"
    rf"|(?:(?:toàn|trong|cả|của toàn) (?P<hamlet>thôn|làng|ấp|xóm|buôn)|(?:(?<=[,.;:] )|(?<=\n))(?P<hamlet3>thôn|làng|ấp|xóm|buôn){_ACTS})(?!\w)"
    rf"|(?:(?:trong|cả|của|Trong|Cả) (?P<clan>dòng họ|dịng họ)(?! [{UPPER}])|(?:(?<=[,.;:] )|(?<=\n))(?P<clan3>(?:dòng |dịng )?họ)(?: (?:đã|cũng|còn))?(?= (?:thưởng|phát thưởng|trao|tặng|có|hiện|khen|lập|góp|chi|vận động)\b))"
    rf"|(?:{_WHERE} (?P<commune>xã|phường|thị trấn)(?! hội|, )|(?<=[,.;:] )(?<!xã, )(?<!phường, )(?<!huyện, )(?P<commune3>xã|phường|thị trấn){_ACTS})(?!\w)",
    re.IGNORECASE,
)
#: A word with a capital behind a name that begins another: "xã Tân Lập Hội Khuyến học …".
_NEXT = frozenset(
    [
        "UBND",
        "HĐND",
        "MTTQ",
        "HKH",
        "TTHTCĐ",
        "BCH",
        "Quỹ",
        "Khuyến",
        "Trường",
        "Ông",
        "Bà",
        "Ngày",
        "Ban",
        "Đoàn",
    ]
)
#: "Chủ tịch Hội Khuyến học xã Lê Văn Trí": a person's name, not the commune's.
_SURNAMES = frozenset(
    [
        "Nguyễn",
        "Trần",
        "Lê",
        "Phạm",
        "Hoàng",
        "Huỳnh",
        "Phan",
        "Vũ",
        "Võ",
        "Đặng",
        "Bùi",
        "Đỗ",
        "Hồ",
        "Ngô",
        "Dương",
        "Lý",
        "Trịnh",
        "Đinh",
        "Mai",
        "Lương",
        "Cao",
        "Tô",
        "Hà",
        "Tạ",
        "Đoàn",
    ]
)
_OFFICE = re.compile(
    r"(?:[Cc]hủ tịch|[Tt]hư ký|[Bb]í thư|[Tt]rưởng|[Tt]hường trực|[Cc]hánh văn phòng)[^,.;]{0,40}$"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place named at `start`; `whole` says that it was named as "toàn huyện", without its name."""

    start: int
    end: int
    level: AreaLevel
    name: str
    marker: str = ""
    whole: bool = False


def clean(name: str, *, shouted: bool = False) -> str:
    """The name in its usual letters: "MAI SƠN" → "Mai Sơn", Ð (eth) → Đ."""
    name = re.sub(r"\s+", " ", name.replace("Ð", "Đ").replace("ð", "đ")).strip(" -–.,")
    return name.title() if shouted and name.isupper() else name


def find(text: str, province_code: str | None) -> list[Place]:
    """Places with a marker ("huyện Trấn Yên", "TP.Tây Ninh", "toàn tỉnh") and provinces named bare, in order."""
    found: list[Place] = []
    for marked in _MARKED.finditer(text):
        marker = marked.lastgroup or ""
        named = _NAMED.match(text, marked.end())
        if named is None:
            if (
                marker in ("district", "commune")
                and (number := re.compile(r"\d{1,2}(?![\d.,/%])").match(text, marked.end()))
                and text[marked.start()].lower() in "qp"
            ):
                word = text[marked.start() : marked.end()].strip()
                kind = "Quận" if word.lower().startswith("q") else "Phường"
                found.append(
                    Place(
                        marked.start(),
                        number.end(),
                        DISTRICT if marker == "district" else COMMUNE,
                        f"{kind} {number.group()}",
                        marker,
                    )
                )
            continue
        name = _trim(named.group("name"), marker, text, named)
        if not name:
            continue
        end = named.start("name") + len(name)
        if marker == "school" and (numbered := _NUMBERED.match(text, end)):
            name, end = name + numbered.group(), numbered.end()
        said = clean(name, shouted=True)
        level, said = _level(marker, said, text[marked.start() : marked.end()].strip(), end, text)
        if level is not None:
            found.append(Place(marked.start(), end, level, said, marker))
    claimed = [(p.start, p.end) for p in found]
    found.extend(_bare_provinces(text, claimed))
    for whole in _WHOLE.finditer(text):
        group = whole.lastgroup or ""
        at, kind = whole.start(group), group.rstrip("23")
        if any(a <= at < b for a, b in claimed):
            continue
        level = {
            "national": NATIONAL,
            "province": PROVINCE,
            "city": PROVINCE,
            "district": DISTRICT,
            "commune": COMMUNE,
            "hamlet": ORGANISATION,
            "clan": ORGANISATION,
        }[kind]
        found.append(
            Place(
                whole.start(), whole.end(), level, "Việt Nam" if kind == "national" else "", kind, whole=True
            )
        )
    return sorted(found, key=lambda p: p.start)


def _trim(name: str, marker: str, text: str, named: re.Match[str]) -> str:
    words = name.split()
    if name.isupper() and len(words) > 1:
        # a shouted title runs on: keep what the gazetteer knows
        for n in range(min(4, len(words)), 0, -1):
            tried = " ".join(words[:n])
            if gazetteer.key(tried) in gazetteer.districts() or gazetteer.key(tried) in gazetteer.provinces():
                return tried
        return " ".join(words[:2])
    for n, word in enumerate(words):
        if n and (word in _NEXT or (word == "Hội" and words[n + 1 : n + 2] == ["Khuyến"])):
            return " ".join(words[:n])
    if words[0] in _NEXT or (words[0] in ("Hội", "Ủy", "Đảng") and len(words) == 1):
        return ""
    if (
        len(words) >= 3
        and words[0] in _SURNAMES
        and _OFFICE.search(text, max(0, named.start() - 70), named.start())
    ):
        return ""
    return name


def _level(marker: str, name: str, word: str, end: int, text: str) -> tuple[AreaLevel | None, str]:
    lowered = word.lower()
    match marker:
        case "province":
            return PROVINCE, name
        case "city":
            known = gazetteer.province(name)
            if known is not None and (known.kind == "thành phố"):
                return PROVINCE, known.name
            return DISTRICT, name
        case "district":
            return DISTRICT, name
        case "commune":
            return COMMUNE, name
        case "hamlet":
            return ORGANISATION, f"{ {'thơn': 'thôn'}.get(lowered, lowered) } {name}"
        case "clan":
            return ORGANISATION, f"{ {'dịng họ': 'dòng họ'}.get(lowered, lowered) } {name}"
        case "school":
            return ORGANISATION, f"{word[0].upper()}{word[1:]} {name}"
    return None, name


def _bare_provinces(text: str, claimed: list[tuple[int, int]]) -> list[Place]:
    found = []
    for match in _bare_pattern().finditer(text):
        if any(a < match.end() and match.start() < b for a, b in claimed):
            continue
        known = gazetteer.province(match.group())
        if known is not None:
            name = (
                known.name
                if known.kind == "thành phố" and known.name != "Huế"
                else clean(match.group(), shouted=True)
            )
            found.append(Place(match.start(), match.end(), PROVINCE, name, "bare"))
    return found


_cache: dict[str, re.Pattern[str]] = {}


def _bare_pattern() -> re.Pattern[str]:
    if "p" not in _cache:
        names = []
        for row in rows("provinces"):
            names += [row["name"], row["name"].upper(), *filter(None, row["other_names"].split("|"))]
        names.sort(key=len, reverse=True)
        _cache["p"] = re.compile(rf"(?<![\w])(?:{'|'.join(re.escape(n) for n in names)})(?![\w])")
    return _cache["p"]
