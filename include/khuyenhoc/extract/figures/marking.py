"""Places that a text names with their kind: "huyện Trấn Yên", "TP.Tây Ninh", "thôn 5", "Trường THPT số 2 Bảo Yên", "toàn tỉnh"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from khuyenhoc.extract.figures import gazetteer
from khuyenhoc.extract.figures.trimming import trim
from khuyenhoc.extract.figures.words import LOWER, UPPER
from khuyenhoc.models import AreaLevel

_ROMAN = re.compile(r"[IVX]+")
NATIONAL, PROVINCE, DISTRICT, COMMUNE, ORGANISATION = AreaLevel

PART = rf"[{UPPER}][{LOWER}{UPPER}'’]*"
#: A name: words with capitals, joined by spaces or a dash ("Bà Rịa - Vũng Tàu"), or a number ("Quận 8").
_NAME = rf"(?P<name>(?:Nông trường )?{PART}(?:(?:[ \u00a0]|(?<=Việt)[ ]?[-–][ ]?(?=Đức|Hàn|Hung|Nhật|Úc|Bỉ)|[ ]?[-–][ ]?(?=Vũng|Huế|Chàm|Tháp Chàm|Sơn Tây|Đà Lạt|Lăng Cô|Quốc Tử)){PART}){{0,5}})"
_MARKERS: list[tuple[str, str]] = [
    ("province", r"[Tt]ỉnh hội [Kk]huyến học|[Tt]ỉnh|TỈNH"),
    ("city", r"[Tt]hành phố|[Tt]hành hội [Kk]huyến học|THÀNH PHỐ|TP\s?\.|Tp\s?\.|T\.P|TP|Tp"),
    (
        "district",
        r"(?:[Hh]uyện|[Tt]hị|[Qq]uận) hội [Kk]huyến học|[Hh]uyện|HUYỆN|[Tt]hị xã|THỊ XÃ|[Qq]uận|QUẬN|TX\s?\.|TX|Tx\.|H\.|Q\.",
    ),
    ("commune", r"[Xx]ã|XÃ|[Pp]hường|PHƯỜNG|[Tt]hị trấn|THỊ TRẤN|TT\.|P\.|X\.|[Đđ]ặc khu"),
    (
        "hamlet",
        r"[Tt]hôn|[Bb]ản|[Bb]uôn|[Ll]àng|[Ấấ]p|[Xx]óm|[Kk]hu phố|[Kk]hóm|[Tt]ổ dân phố|[Kk]hối phố|[Kk]hối(?= (?!Đảng|Mặt|Doanh|Các|Nội|Kinh|Văn|Dân|Thi|Trường|TH|Mầm|Tiểu|Đoàn|Cơ|Giáo|Chính)[A-ZĐÀ-Ỹ])|[Tt]iểu khu|[Kk]hu dân cư|[Kk]hu vực|(?<![Qq]uân )(?<![Ll]iên )(?<![Cc]hiến )[Kk]hu(?= \d)|[Tt]ổ(?= \d)|[Tt]hơn|[Bb]on|[Pp]hum|[Ss]óc|[Pp]lei|[Gg]iáo (?:xứ|họ)|[Kk]hu công nghiệp|[Hh]ọ đạo",
    ),
    (
        "clan",
        r"[Dd]òng họ|[Dd]ịng họ|(?<![Gg]ia )[Tt]ộc họ|[Dd]òng tộc|[Gg]ia tộc|(?<![Dd]ân )[Tt]ộc|[Cc]hi họ|[Hh]ọ",
    ),
    (
        "school",
        r"[Tt]rường (?:(?:[Tt]iểu học|TH|THCS)(?: và | ?& ?| ?- ?|, )(?:THCS|THPT)|[Tt]iểu học|[Mm]ầm non|[Mm]ẫu giáo|THCS|THPT(?: [Cc]huyên)?|TH"
        r"|(?:PTDT|[Dd]ân tộc) (?:[Nn]ội|[Bb]án) [Tt]rú(?: THCS| THPT| Tiểu học| TH)?|PTDTNT|PTDTBT(?: (?:THCS|THPT|TH|[Tt]iểu học))?|DTNT"
        r"|(?:[Đđ]ại học|ĐH|[Cc]ao đẳng|[Tt]rung cấp)(?: (?:[Nn]ghề|[Cc]ộng đồng|[Cc]ông nghiệp|[Cc]ông nghệ|[Ss]ư phạm|[Yy] tế|[Yy] dược|[Yy] khoa|[Kk]inh tế|[Kk]ỹ thuật|[Nn]ông nghiệp|[Nn]ông [Ll]âm"
        r"|[Vv]ăn hóa|[Nn]ghệ thuật|[Dd]u lịch|[Ll]uật|[Ss]ư phạm [Kk]ỹ thuật|[Bb]ách khoa|[Nn]goại ngữ|[Kk]hoa học|[Xx]ã hội|[Nn]hân văn|[Tt]ự nhiên|[Tt]ài chính|[Tt]hương mại|[Xx]ây dựng|[Kk]iến trúc|[Gg]iao thông|[Tt]hủy lợi|[Qq]uốc gia|và|-|–)(?= [a-zà-ỹđA-ZÀ-ỸĐ–-]))*"
        r"|[Pp]hổ thông(?: [Dd]ân tộc (?:[Nn]ội|[Bb]án) trú)?(?: (?:liên|nhiều) cấp)?|[Tt]rung học cơ sở|[Tt]rung học phổ thông(?: chuyên)?|[Cc]huyên)",
    ),
]
#: What may stand between a place's kind and its name: "xã biên giới Quan Sơn", "huyện miền núi Trà Bồng".
_OF_KIND = rf"(?: (?:biên giới|miền núi|vùng cao|vùng sâu|vùng biên|vùng xa|vùng ven|mới|ven đô|ven biển|bãi ngang|hải đảo|đảo|rẻo cao|trung du|thuần nông|anh hùng|nghèo|điểm|trẻ|biển|cù lao|nông thôn mới|cửa ngõ)(?= [{UPPER}]))?"
_MARKED = re.compile(
    "|".join(rf"(?P<{level}>(?<![\w])(?:{words}))" for level, words in _MARKERS).join(["(?:", ")"])
    + _OF_KIND
    + r"[^\S\n]*"
)
_NAMED = re.compile(_NAME)
_SEVERAL = re.compile(r"(?<!\w)(?:các|hai|ba|bốn|năm|[2-9])\s$")
_ALL = ("các ", "Các ")
_CLANS = re.compile(r"(?<!\w)(?:[Cc]ác|[Nn]hững|[Nn]hiều|[Hh]ai|[Bb]a|[Bb]ốn) (?:dòng |tộc |gia )?$")
_KIN = ("anh em ", "chị em ", "mẹ con ", "cha con ", "bố con ", "ông cháu ", "bà cháu ", "mang ", "người ")
_ANOTHER = re.compile(rf"(?:,\s|\s(?:và|với|cùng)\s){_NAME}")
_NUMBER = re.compile(r"\d{1,2}(?![\d/%]|[.,]\d| (?:tỷ|tỉ|triệu|nghìn|ngàn|trăm|vạn)\b)")
_BEHIND_NUMBER = "với|khui|có|đã|trao|tổ chức|thu|hiện|vận động|nuôi|tổng kết|sơ kết|vừa|luôn|làm|phát động|duy trì|hôm nay|đẩy mạnh|được|chú trọng|là|thì|cũng|còn|tự|cho biết"
#: "Trường Tiểu học Thuận Nam 1", "thôn Đoài 3"; "thôn Đoài 98" has as many of something.
_NUMBERED = re.compile(rf" (?:số )?(?:1?\d|20)(?=[,.:;)\n]|$|\s+\(|\s+(?:{_BEHIND_NUMBER})\b)")
#: "thôn 5", "tổ dân phố số 8"; not "mỗi thôn 5 suất", "các khu phố 1, 2 và 4".
_ONLY_NUMBERED = re.compile(
    rf"(?:số )?\d{{1,2}}[AB]?(?=[.;:](?!\d)|\n|$|,? ?\(|, (?=[^\W\d_])|,? (?:xã|phường|thị trấn|thuộc|vui|phấn khởi|cho biết|chia sẻ|là|thưởng|dẫn đầu|đứng đầu|cao nhất|nhiều nhất|đông nhất|{_BEHIND_NUMBER})\b)"
)
#: A college that bears no name but what it teaches.
_SUBJECT = re.compile(rf"(?:học|ĐH|đẳng|cấp) (?P<what>[{UPPER}][^\n]*?)\s*$")
#: Schools that bear a number or a day, or their place's kind: "Trường THPT số 2 Bảo Yên", "Trường Mầm non 1/6", "Trường THCS thị trấn Me".
_SCHOOL_OF = re.compile(
    rf"(?:số \d|xã|phường|thị trấn|thị xã|huyện|tỉnh) (?P<name>{PART}(?:[ ]{PART}){{0,4}})"
)
_SCHOOL_ALONE = re.compile(r"\d{1,2}[/-]\d{1,2}(?![/\d-])|(?<=DTNT )(?:tỉnh|huyện)(?!\w)")
_REGION = re.compile(r"[Kk]hu vực")
#: Words with capitals in a row: what may be a name.
NAME = rf"{PART}(?:[ ]{PART}){{0,5}}"
CAPITALS = re.compile(rf"(?<![\w])(?:{PART}[ ]){{0,7}}{PART}")
_WHERE = r"(?:toàn|trong toàn|trong|trên địa bàn|của|trên|cả|của toàn|(?:hội|quỹ) khuyến học|quỹ|hkh|về|các cấp|hiện)"
_ACTS = r"(?= (?:có|đã|phấn đấu|hiện|vận động|đặt|kết nạp|phát triển|trao|tặng|đạt|củng cố|nuôi|thu|sẽ|huy động|mở|tổ chức|cũng|còn|mới|đề ra|tập|cấp|xây dựng|công nhận|thành lập)\b)"
#: (On the text in small letters.) Places without their name: "toàn tỉnh", "Hội Khuyến học huyện", "huyện hội", "xã đã nuôi …".
_WHOLE = re.compile(
    rf"(?P<national>(?:cả|trong cả|trên cả|toàn) (?:nước|quốc)(?! gia)|toàn quốc)"
    rf"|(?:{_WHERE} (?P<province>tỉnh)|(?P<province2>tỉnh) (?:hội|nhà)|(?<=[,.;:] )(?P<province3>tỉnh){_ACTS})(?!\w)(?! \w+ học)"
    rf"|(?:{_WHERE} (?P<city>thành phố|tp)|(?<!huyện, )(?<!thị, )(?P<city2>thành) hội|(?<=[,.;:] )(?<!huyện, )(?<!tỉnh, )(?<!thị xã, )(?P<city3>thành phố){_ACTS})(?![\w])"
    rf"|(?:{_WHERE} (?P<district>huyện|quận|thị xã)(?!, (?:xã|phường|thị|huyện|quận|thành))|(?P<district2>huyện|quận|thị) hội|(?<=[,.;:] )(?<!huyện, )(?<!tỉnh, )(?<!thị xã, )(?P<district3>huyện|quận|thị xã){_ACTS})(?!\w)"
    rf"|(?:(?:toàn|trong|cả|của toàn|(?:hội|quỹ) khuyến học) (?P<hamlet>thôn|làng|ấp|xóm|buôn|khóm|khu phố|tổ dân phố)|(?:toàn|cả) (?P<hamlet2>bản|tổ(?! chức))|(?:(?<=[,.;:] )|(?<=\n))(?P<hamlet3>thôn|làng|ấp|xóm|buôn){_ACTS})(?!\w)"
    rf"|(?:(?:trong|cả|của) (?P<clan>dòng họ|dịng họ)(?! [{LOWER}])|(?:(?<=[,.;:] )|(?<=\n))(?P<clan3>(?:dòng |dịng )?họ)(?: (?:đã|cũng|còn))?(?= (?:thưởng|phát thưởng|trao|tặng|có|hiện|khen|lập|góp|chi|vận động)\b))"
    rf"|(?:(?<=[,.;:] )|(?<=\n))nhà (?P<school>trường)(?= (?:mổ|đập|trao|tặng|vận động|trích|thưởng|khen thưởng|nuôi|có \d)\b)"
    rf"|(?:{_WHERE} (?P<commune>xã|phường|thị trấn)(?! hội|, (?:xã|phường|thị|huyện))|(?<=[,.;:] )(?<!xã, )(?<!phường, )(?<!huyện, )(?P<commune3>xã|phường|thị trấn){_ACTS})(?!\w)"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place named at `start`.

    `whole` says that it was named as "toàn huyện", without its name; `bare` that it was by its name alone, where a
    clause begins to speak of it.
    """

    start: int
    end: int
    level: AreaLevel
    name: str
    marker: str = ""
    whole: bool = False
    bare: bool = False


def clean(name: str, *, shouted: bool = False) -> str:
    """The name in its usual letters: "MAI SƠN" → "Mai Sơn", Ð (eth) → Đ."""
    name = re.sub(r"\s+", " ", name.replace("Ð", "Đ").replace("ð", "đ")).strip(" -–.,")
    return name.title() if shouted and name.isupper() and not _ROMAN.fullmatch(name) else name


def marked(text: str, at: int, day: date | None = None) -> Place | None:
    """The place whose kind is said at `at`: "huyện Trấn Yên", "phường 5", "Trường Mầm non 1/6"; of `day` it is which cities are provinces."""
    kind_said = _MARKED.match(text, at)
    if kind_said is None:
        return None
    marker = kind_said.lastgroup or ""
    if marker == "school" and (end := _school_end(text, at, kind_said.end())):
        return Place(at, end, ORGANISATION, f"{text[at].upper()}{text[at + 1 : end]}", marker)
    named = _NAMED.match(text, kind_said.end())
    if named is None:
        number = _NUMBER.match(text, kind_said.end())
        if marker in ("district", "commune") and number and text[at].lower() in "qp":
            kind, level = ("Quận", DISTRICT) if marker == "district" else ("Phường", COMMUNE)
            name, end = f"{kind} {number.group()}", number.end()
            of = _NAMED.match(text, end + 1)
            if of is not None and f"{name} {of['name']}" in gazetteer.names():
                name, end = f"{name} {of['name']}", of.end()  # "phường 1 Bảo Lộc"
            return Place(at, end, level, name, marker)
        if marker == "school" and (subject := _SUBJECT.search(text, at, kind_said.end())):
            end = subject.end("what")  # "Trường Đại học Khoa học Tự nhiên"
            return Place(at, end, ORGANISATION, f"{text[at].upper()}{text[at + 1 : end]}", marker)
        numbered = _ONLY_NUMBERED.match(text, kind_said.end()) if marker == "hamlet" else None
        if numbered is None or text.endswith(_ALL, 0, at):
            return None
        said = text[at : numbered.end()]
        return Place(at, numbered.end(), ORGANISATION, said[0].lower() + said[1:], marker)
    name = trim(named.group("name"), text, named)
    if len(name) < (1 if marker == "school" else 2):
        return None  # but there is "Trường Đại học Y"
    end = named.start("name") + len(name)
    if marker == "school" and (numbered := _NUMBERED.match(text, end)):
        name, end = name + numbered.group(), numbered.end()
    if marker == "hamlet" and _REGION.match(text, at) and gazetteer.province(name) is not None:
        return Place(at, end, PROVINCE, clean(name), "region")  # "khu vực Bình Thuận (cũ)"
    if marker == "hamlet" and (numbered := _NUMBERED.match(text, end)):
        name, end = name + numbered.group(), numbered.end()
    if (
        marker == "commune"
        and text[end + 1 : end + 2].isdigit()
        and f"{name} {text[end + 1]}" in gazetteer.numbered()
    ):
        name, end = f"{name} {text[end + 1]}", end + 2  # "xã Gia Hòa 1"
    if marker == "clan" and (
        text.endswith(_KIN, 0, at)
        or (
            _CLANS.search(text, max(0, at - 12), at)
            and (_ANOTHER.match(text, end) or name in gazetteer.names())
        )
    ):
        return None  # "ba anh em họ Lò"; "các dòng họ Mông, Dao, Giáy góp 3 tỷ đồng": together
    if marker == "province" and text.endswith(_ALL, 0, at) and gazetteer.province(name) is None:
        return None  # "các tỉnh Đông Bắc"
    level, said = _level(marker, clean(name, shouted=True), text[at : kind_said.end()].strip(), day)
    return Place(at, end, level, said, marker)


def _school_end(text: str, at: int, behind: int) -> int:
    """Where the name of a school ends that is named by a number, a day or its place; 0 where it is not."""
    of = None if text.endswith(_ALL, 0, at) else _SCHOOL_OF.match(text, behind)
    if of is not None:
        name = trim(of["name"], text, of)
        return of.start("name") + len(name) if name else 0
    alone = _SCHOOL_ALONE.match(text, behind)
    return alone.end() if alone is not None else 0


def series(text: str, low: str, first: Place) -> list[Place]:
    """The others of several places named together: "các xã Long Thành Bắc, Long Thành Trung và Trường Hòa"."""
    if (
        first.whole
        or first.level not in (PROVINCE, DISTRICT, COMMUNE)
        or not _SEVERAL.search(low, max(0, first.start - 8), first.start)
    ):
        return []
    found: list[Place] = []
    at = first.end
    while match := _ANOTHER.match(text, at):
        name = trim(match["name"], text, match)
        if not name or name.isupper():
            break
        at = match.start("name") + len(name)
        found.append(Place(match.start("name"), at, first.level, clean(name), first.marker))
    return found


_WHOLE_LEVELS = {
    "national": NATIONAL, "province": PROVINCE, "city": PROVINCE, "district": DISTRICT, "commune": COMMUNE,
    "hamlet": ORGANISATION, "clan": ORGANISATION, "school": ORGANISATION,
}  # fmt: skip


def whole(text: str, low: str, at: int) -> Place | None:
    """The place that is named at `at` as "toàn tỉnh", "Hội Khuyến học huyện", "xã đã nuôi …", without its name."""
    unnamed = _WHOLE.match(low, at)
    if unnamed is None:
        return None
    group = unnamed.lastgroup or ""
    kind = group.rstrip("23")
    # "trên địa bàn xã An Lạc": the name follows, and is read with its marker
    if kind != "national" and marked(text, unnamed.start(group)) is not None:
        return None
    return Place(
        at, unnamed.end(), _WHOLE_LEVELS[kind], "Việt Nam" if kind == "national" else "", kind, whole=True
    )


def _level(marker: str, name: str, word: str, day: date | None) -> tuple[AreaLevel, str]:
    lowered = word.lower()
    match marker:
        case "province":
            return PROVINCE, name
        case "city":
            known = gazetteer.city(name, day)
            return (PROVINCE, known.name) if known else (DISTRICT, name)
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
    return PROVINCE, name
