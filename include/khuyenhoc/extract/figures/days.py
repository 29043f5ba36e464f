"""Days as a text names them, the numbers that months and years are counted with, and the day of the event that it reports."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date, timedelta

from khuyenhoc.extract.figures.words import beginning

Y = r"(?:19|20)\d\d"
_DAY = r"(?P<{0}d>\d{{1,2}})(?:\s?[/.-]\s?|\s+tháng\s+)(?P<{0}m>\d{{1,2}})(?:(?:\s?[/.-]\s?|(?:(?<![/-]\d)(?<![/-]\d\d),)?\s+năm\s+|\s-\s)(?P<{0}y>(?:19|20)\d\d))?(?!\d)"


#: So many months or years; `format` names the group.
N = r"(?P<{}>\d{{1,2}}|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười (?:một|hai|ba|bốn|lăm|sáu|bảy|tám|chín)|mười|hai mươi)"
_WORDS = {
    "một": 1,
    "hai": 2,
    "ba": 3,
    "bốn": 4,
    "năm": 5,
    "sáu": 6,
    "bảy": 7,
    "tám": 8,
    "chín": 9,
    "mười": 10,
    **{
        f"mười {unit}": 10 + n
        for n, unit in enumerate(["một", "hai", "ba", "bốn", "lăm", "sáu", "bảy", "tám", "chín"], 1)
    },
    "hai mươi": 20,
}
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def day_named(name: str) -> str:
    """A pattern of a day with its month and maybe its year, in groups that begin with `name`."""
    return _DAY.format(name)


def number(said: str) -> int:
    """What `N` matched."""
    return int(said) if said.isdigit() else _WORDS[said]


def nth_quarter(said: str) -> int:
    """Which quarter of the year "iii" or "3" is."""
    return _ROMAN.get(said) or int(said)


#: Behind a day of the moon's calendar, whose day of the sun's is not reckoned: "10/3 âm lịch", "16 tháng 11 năm Quý Mão".
LUNAR = r"(?: ?\(?âm lịch|,? (?:năm )?(?:giáp|ất|bính|đinh|mậu|kỷ|canh|tân|nhâm|quý) (?:tý|tí|sửu|dần|mão|mẹo|thìn|tỵ|tị|ngọ|mùi|thân|dậu|tuất|hợi))"
#: The day of the week, or what a day is kept for, before its date: "sáng Chúa nhật 10/12", "ngày giỗ tổ 12/10".
WEEKDAY = r"(?:,? (?:giỗ (?:tổ|họ)|khai giảng|khai trường|tựu trường|hội|thứ (?:hai|ba|tư|năm|sáu|bảy|[2-7])|chủ nhật|chúa nhật),?)"
_EVENT = re.compile(
    rf"(?:(?:{beginning('ngày', 'sáng', 'chiều', 'tối', 'trưa', 'hôm', 'đêm')}){WEEKDAY}?|{beginning('chúa nhật', 'chủ nhật')})(?: ngày)?(?: từ)? \(?(?:\d{{1,2}}(?:\s?[/-]\s?\d{{1,2}})?\s?(?:,|và|-|–|đến)\s?(?:ngày )?)?{day_named('e')}(?!{LUNAR})"
)
#: "Mồng 4 Tết Tân Sửu (15/2)": the day of the event in brackets behind its lunar one.
_GLOSSED = re.compile(
    rf"(?:{beginning('mồng', 'mùng', 'rằm', 'ngày')}) [^()\n.;]{{1,30}} \((?:tức |nhằm |dương lịch |là |ngày )*{day_named('e')}\)"
)
#: A day behind these is no event's.
_NO_EVENT = ("đến ", "tới ", "hết ", "từ ", "trước ")
#: A first line that is longer is no title.
_TITLE = 400
#: Behind the lead a day that is further from its sentence's begin is told in passing.
_PASSING = 80
#: What a lunar day is told by.
_LUNAR = ("mồng", "mùng", "rằm", "âm lịch", "tháng giêng", "tháng chạp", "(tức ", "(nhằm ")
#: What opens the news of a day that is not dated otherwise: "Chiều nay, Hội Khuyến học Phường 5 …".
_NOW = re.compile(
    r"(?:vào )?(?:(?:sáng|chiều|tối|trưa|đêm)(?: hôm)?|(?:ngày )?hôm) (?:nay|qua)(?=,(?! ?(?:ngày )?\d)| (?:tại|ở|hội|ban|ubnd|trường|các)\b)"
)
#: A line that is one piece of news of several.
_ITEM = re.compile(r"[*•+▪►]\s?\S|[-–] ?[^\W\d]+(?: [^\W\d]+){0,3} ?[:–-]")
_DASHES, _LONG_ITEM = ("- ", "– ", "-n", "+ "), 800


def safe(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def in_year(day: date, year: int) -> date:
    """The same day of another year: 29 February is the last of the month there."""
    return safe(year, day.month, day.day) or month_end(year, day.month)


def years_before(day: date, years: int) -> date:
    """The first day of exactly so many years that end on `day`: 5 years up to 2024-06-18 begin on 2019-06-19."""
    year = max(1, day.year - years)
    return (safe(year, day.month, day.day) or date(year, 2, 28)) + timedelta(days=1)


def months_before(day: date, months: int) -> date:
    """The first day of exactly so many months that end on `day`: 3 months up to 2024-01-12 begin on 2023-10-13."""
    month = day.month - months
    year, month = day.year + (month - 1) // 12, (month - 1) % 12 + 1
    last = month_end(year, month)
    whole = day == month_end(day.year, day.month)  # six months up to 30 June begin on 1 January
    return (last if whole else safe(year, month, day.day) or last) + timedelta(days=1)


def resolve(day: int, month: int, year: int | None, published: date | None) -> date | None:
    """A day without a year is the last such day up to publication (a week's grace for events announced)."""
    if year is not None:
        return safe(year, month, day)
    if published is None:
        return None
    this = safe(published.year, month, day)
    if this is not None and (this - published).days > 20:
        return safe(published.year - 1, month, day)
    return this


def day_of_event(low: str, published: date | None) -> date | None:
    """The day of the event that an article in small letters reports: the first it names that is no more than 45 days past."""
    days: Iterable[re.Match[str]] = _EVENT.finditer(low, 0, 2500)
    body = low.find("\n\n", 0, _TITLE)
    lead_end = low.find("\n", body + 2) if body >= 0 else 0
    lead_end = lead_end if lead_end >= 0 else len(low)
    now = _NOW.match(low, body + 2) if body >= 0 else None
    if now is not None and published is not None:
        return published - timedelta(days="qua" in now.group())
    if any(low.find(said, 0, 2500) >= 0 for said in _LUNAR):
        days = sorted([*days, *_GLOSSED.finditer(low, 0, lead_end)], key=lambda m: m.start())
    for m in days:
        if low.endswith(_NO_EVENT, 0, m.start()):
            continue  # "tính đến ngày 31/5/2021"
        line = low.rfind("\n", 0, m.start()) + 1
        if _ITEM.match(low, line) or _is_next_item(low, line):
            continue  # one of the days of a digest
        sentence = max(line, low.rfind(". ", line, m.start()) + 2)
        if m.start() - sentence > _PASSING and m.start() > lead_end:
            continue  # "…, chưa kể 60 triệu đồng một cựu học sinh vừa gửi về hôm 10/11"
        day = resolve(int(m["ed"]), int(m["em"]), int(m["ey"]) if m["ey"] else None, published)
        if day is not None and (published is None or 0 <= (published - day).days <= 45):
            return day
    return None


def _is_next_item(low: str, line: int) -> bool:
    """Is this another item of a list of dashes: "- Ngày 4/9, phường A …" behind "- Hội Khuyến học …"?"""
    before = low.rfind("\n", max(0, line - _LONG_ITEM), max(0, line - 1)) + 1
    return low.startswith(_DASHES, line) and before > 0 and low.startswith(_DASHES, before)
