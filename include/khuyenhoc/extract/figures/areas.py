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
_NAME = rf"(?P<name>{_PART}(?:(?:\s|\s?[-–]\s?(?=Vũng|Huế|Chàm|Sơn Tây))(?:{_PART}))*(?:\s\d{{1,2}}(?![\d.,/%]))?)"
_MARKERS: list[tuple[str, str]] = [
    ("province", r"[Tt]ỉnh|TỈNH"),
    ("city", r"[Tt]hành phố|THÀNH PHỐ|TP\s?\.|Tp\s?\.|T\.P|TP|Tp"),
    ("district", r"[Hh]uyện|HUYỆN|[Tt]hị xã|THỊ XÃ|[Qq]uận|QUẬN|TX\s?\.|TX|Tx\.|H\.|Q\."),
    ("commune", r"[Xx]ã|XÃ|[Pp]hường|PHƯỜNG|[Tt]hị trấn|THỊ TRẤN|TT\.|P\.|X\.|[Đđ]ặc khu"),
    (
        "hamlet",
        r"[Tt]hôn|[Bb]ản|[Bb]uôn|[Ll]àng|[Ấấ]p|[Xx]óm|[Kk]hu phố|[Kk]hóm|[Tt]ổ dân phố|[Kk]hối phố|[Tt]iểu khu|[Kk]hu dân cư|[Tt]hơn|[Bb]on|[Pp]hum|[Ss]óc|[Pp]lei",
    ),
    ("clan", r"[Dd]òng họ|[Dd]ịng họ|[Tt]ộc họ|[Dd]òng tộc|[Gg]ia tộc|[Tt]ộc|[Cc]hi họ|[Hh]ọ"),
    (
        "school",
        r"[Tt]rường (?:[Tt]iểu học|[Mm]ầm non|[Mm]ẫu giáo|THCS|THPT|TH&THCS|TH|PTDTNT|[Đđ]ại học|ĐH|[Cc]ao đẳng|[Pp]hổ thông|[Tt]rung học cơ sở|[Tt]rung học phổ thông|[Cc]huyên|[Dd]ân tộc nội trú)",
    ),
]
_MARKED = re.compile("|".join(rf"(?P<{level}>(?<![\w])(?:{words}))\s*" for level, words in _MARKERS))
_NAMED = re.compile(_NAME)
#: Words with capitals in a row: what may be a name.
CAPITALS = re.compile(rf"(?<![\w])(?:{_PART}[ ])*{_PART}")
_WHERE = r"(?:toàn|trong toàn|trong|trên địa bàn|của|trên|cả|của toàn|Hội Khuyến học|HKH|về|các cấp)"
_ACTS = r"(?= (?:có|đã|phấn đấu|hiện|vận động|đặt|kết nạp|phát triển|trao|tặng|đạt|củng cố|nuôi|thu|sẽ|huy động|mở|tổ chức|cũng|còn|mới|đề ra|tập|cấp|xây dựng|công nhận|thành lập)\b)"
#: Places without their name: "toàn tỉnh", "Hội Khuyến học huyện", "huyện hội", "xã đã nuôi …".
_WHOLE = re.compile(
    rf"(?P<national>(?:cả|trong cả|trên cả|toàn) (?:nước|quốc)(?! gia)|toàn quốc)"
    rf"|(?:{_WHERE} (?P<province>tỉnh)|(?P<province2>tỉnh) (?:hội|nhà)|(?<=[,.;:] )(?P<province3>tỉnh){_ACTS})(?!\w)(?! \w+ học)"
    rf"|(?:{_WHERE} (?P<city>thành phố|TP)|(?P<city2>thành) hội|(?<=[,.;:] )(?P<city3>thành phố){_ACTS})(?![\w])"
    rf"|(?:{_WHERE} (?P<district>huyện|quận|thị xã)|(?P<district2>huyện|quận|thị) hội|(?<=[,.;:] )(?P<district3>huyện|quận|thị xã){_ACTS})(?!\w)"
    rf"|(?:{_WHERE} (?P<commune>xã|phường|thị trấn)(?! hội)|(?<=[,.;:] )(?P<commune3>xã|phường|thị trấn){_ACTS})(?!\w)",
    re.IGNORECASE,
)
#: Words with capitals that begin sentences or name offices, not places.
_NOT_NAMES = frozenset(
    [
        "Hội",
        "Ban",
        "Quỹ",
        "Trung",
        "Ủy",
        "Đảng",
        "Nhà",
        "Phó",
        "Chủ",
        "Ngày",
        "Năm",
        "Tại",
        "Trong",
        "Theo",
        "Đến",
        "Hiện",
        "Toàn",
        "Các",
        "Những",
        "Ông",
        "Bà",
        "Chị",
        "Anh",
        "Cụ",
        "Em",
        "Cô",
        "Thầy",
        "Bên",
        "Ngoài",
        "Riêng",
        "Từ",
        "Với",
        "Và",
        "Sau",
        "Trước",
        "Khi",
        "Cùng",
        "Số",
        "Qua",
        "Đây",
        "Đó",
        "Có",
        "Được",
        "Để",
        "Nhân",
        "Tính",
        "Về",
        "Ở",
        "Phong",
        "Công",
        "Gia",
        "Dòng",
        "Cộng",
        "Đơn",
        "Tỷ",
        "Tổng",
        "Kết",
        "Đại",
        "Đồng",
        "Phấn",
        "Mục",
        "Nhiệm",
        "Giai",
        "Phát",
        "Báo",
        "Ảnh",
        "Tin",
        "Đã",
        "Một",
        "Hai",
        "Ba",
        "Bốn",
        "Vận",
        "Trao",
        "Cấp",
        "Khen",
        "Mỗi",
        "Như",
        "Nhiều",
        "Còn",
        "Hơn",
        "Gần",
        "Khoảng",
        "Trên",
        "Dưới",
        "Mô",
        "Xã",
        "Huyện",
        "Tỉnh",
        "Thành",
        "Phường",
        "Quận",
        "Thị",
        "Trấn",
        "Thôn",
        "Bản",
        "Trường",
        "Lớp",
        "Học",
        "Chi",
        "Tổ",
        "Cơ",
        "Thường",
        "UBND",
        "HĐND",
        "MTTQ",
        "HKH",
        "Sở",
        "Phòng",
        "Bộ",
        "Cục",
        "Vụ",
        "Viện",
        "Đoàn",
        "Huân",
        "Bằng",
        "Giấy",
        "Kỷ",
        "Cờ",
        "Quyết",
        "Chỉ",
        "Thông",
        "Nghị",
        "Luật",
        "Điều",
        "Kế",
        "Chương",
        "Đề",
        "Dự",
    ]
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
        if (
            n
            and word in _NOT_NAMES
            and word
            not in (
                "Thành",
                "Trung",
                "Tổ",
                "Phong",
                "Công",
                "Đồng",
                "Gia",
                "Đại",
                "Hai",
                "Ba",
                "Bà",
                "Thị",
                "Thường",
                "Trấn",
                "Phú",
                "Tin",
                "Trên",
                "Chi",
                "Thông",
                "Lớp",
            )
        ):
            return " ".join(words[:n])
    if (
        words[0] in ("Hội", "Ban", "Đoàn", "UBND", "Ủy", "Đảng", "Khuyến", "Trung", "HKH")
        and len(words) > 1
        and words[1] in ("Khuyến", "ủy", "Ủy", "Chấp", "Ương")
    ):
        return ""
    if words[0] in ("UBND", "HĐND", "MTTQ", "HKH", "TTHTCĐ", "BCH"):
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
