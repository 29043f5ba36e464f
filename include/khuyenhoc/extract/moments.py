"""Read a moment as Vietnamese sites write it: day first, CH and SA for the halves of the day, UTC+7.

>>> read_moment("Ngày xuất bản: 25/01/2021 12:26:00 CH")
datetime.datetime(2021, 1, 25, 12, 26, tzinfo=datetime.timezone(datetime.timedelta(seconds=25200), 'Asia/Ho_Chi_Minh'))
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from khuyenhoc.models import VIETNAM

_ISO = re.compile(
    r"(?<!\d)(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d))?(?:\.\d+)?\s*(Z|UTC|GMT|[+-]\d\d:?\d\d)?)?(?![\d-])"
)
_COMPACT = re.compile(r"\b((?:19|20)\d\d)(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?)?\b")
_RFC = re.compile(
    r"\b(\d{1,2}) (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* (\d{4})"
    r"(?: (\d\d):(\d\d)(?::(\d\d))? ?([+-]\d{4}|GMT|UTC|Z)?)?"
)
_MONTHS = {
    name: n
    for n, name in enumerate(
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"], 1
    )
}
_SLASHED = r"(?<![\d/.,-])(\d{1,2}) ?([/.-]) ?(\d{1,2}) ?\2 ?(\d{4})(?![\d/])"
_SPELLED = r"(?<!\d)(\d{1,2}) ?tháng ?(\d{1,2})(?:,? ?(?:năm|/)|,) ?(\d{4})(?!\d)"
_TH = r"(?<!\d)(\d{1,2}) Th(\d{1,2}),? (\d{4})(?!\d)"
_DAY = re.compile(f"{_SLASHED}|{_SPELLED}|{_TH}", re.IGNORECASE)
_GLUED = re.compile(r"(?<![\d/])(\d{1,2})/(\d{2})((?:19|20)\d\d)(?!\d)")  # 16/102022
_CLOCK = re.compile(
    r"(?<![\d:/.])([01]?\d|2[0-3]) ?(?::|h|giờ ?) ?([0-5]\d)(?: ?[:'] ?([0-5]\d))?(?!\d|:\d)"
    r"(?:\s*(CH|SA|AM|PM|chiều|tối|sáng)(?!\w))?",
    re.IGNORECASE,
)
_AMERICAN = re.compile(r"\s*(\d{1,2})/(\d{1,2})/(\d{4}) (\d{1,2}):(\d\d):(\d\d) (AM|PM)\s*", re.IGNORECASE)
_MONTH = re.compile(
    r"(?:[^\W\d]{2,12}(?: [^\W\d]{2,12})? ?: ?)?(?:tháng )?(0?[1-9]|1[0-2]) ?(?:[/.-]|năm) ?((?:19|20)\d\d)",
    re.IGNORECASE,
)
_EPOCH = re.compile(r"\s*(1\d{9})(\d{3})?\s*")


def read_moment(text: str) -> datetime | None:
    """The first moment that a text names, in Vietnamese time; a day without a clock is its midnight.

    None when there is no whole date (11.2016, 25-9). ISO and RFC 822 moments with an offset are moved to
    Vietnamese time, those without are taken as it.
    """
    text = " ".join(text.split())
    found = [m for pattern in (_ISO, _RFC, _DAY, _GLUED, _COMPACT) if (m := pattern.search(text))]
    for match in sorted(found, key=lambda m: m.start()):
        moment = _moment(match, text)
        if moment:
            return moment
    return None


def read_machine_moment(text: str) -> datetime | None:
    """A moment that a server wrote into a meta tag or an attribute: as `read_moment`, but ASP.NET's
    `1/10/2024 9:00:00 AM` is month first, and a bare number is seconds (or thousandths) since 1970.

    >>> read_machine_moment("1/10/2024 9:00:00 AM").date()
    datetime.date(2024, 1, 10)
    """
    american = _AMERICAN.fullmatch(text)
    if american and int(american[1]) <= 12:
        month, day, year, hour, minute, second = map(int, american.groups()[:6])
        return _at(year, month, day, _time(hour, minute, second, american[7]))
    epoch = _EPOCH.fullmatch(text)
    if epoch:
        return datetime.fromtimestamp(int(epoch[1]), VIETNAM)
    return read_moment(text)


def read_month(text: str) -> date | None:
    """The first day of the month that is all that a text names.

    >>> read_month("11.2016"), read_month("Tháng 5 năm 2014"), read_month("30.12.2019"), read_month("Quý 3/2019")
    (datetime.date(2016, 11, 1), datetime.date(2014, 5, 1), None, None)
    """
    found = _MONTH.fullmatch(" ".join(text.split()))
    return date(int(found[2]), int(found[1]), 1) if found else None


def _moment(match: re.Match[str], text: str) -> datetime | None:
    groups = match.groups()
    if match.re is _ISO or match.re is _COMPACT:
        year, month, day = (int(g) for g in groups[:3])
        clock = _time(int(groups[3]), int(groups[4]), int(groups[5] or 0), None) if groups[3] else None
        offset = groups[6] if match.re is _ISO else None
        return _with_offset(_at(year, month, day, clock or _clock_beside(match, text)), offset)
    if match.re is _RFC:
        clock = time(int(groups[3]), int(groups[4]), int(groups[5] or 0)) if groups[3] else None
        return _with_offset(_at(int(groups[2]), _MONTHS[groups[1]], int(groups[0]), clock), groups[6])
    numbers = [int(g) for g in groups if g and g.isdigit()]
    day, month, year = numbers[:3]
    return _at(year, month, day, _clock_beside(match, text))


def _clock_beside(match: re.Match[str], text: str) -> time | None:
    """The clock right after a date, else right before it: whatever stands between is no word of prose."""
    after = _CLOCK.search(text, match.end())
    if (
        after
        and after.start() - match.end() <= 12
        and not re.search(r"\d|\w{6}", text[match.end() : after.start()])
    ):
        return _time(int(after[1]), int(after[2]), int(after[3] or 0), after[4])
    before = list(_CLOCK.finditer(text, max(0, match.start() - 40), match.start()))
    if before and not re.search(r"\d", re.sub(r"thứ \d", "", text[before[-1].end() : match.start()].lower())):
        last = before[-1]
        return _time(int(last[1]), int(last[2]), int(last[3] or 0), last[4])
    return None


def _time(hour: int, minute: int, second: int, half: str | None) -> time | None:
    half = (half or "").lower()
    if half in ("ch", "pm", "chiều", "tối") and hour < 12:
        hour += 12
    elif half in ("sa", "am") and hour == 12:
        hour = 0
    return time(hour, minute, second) if hour < 24 and minute < 60 and second < 60 else None


def _at(year: int, month: int, day: int, clock: time | None) -> datetime | None:
    try:
        return datetime.combine(datetime(year, month, day, tzinfo=VIETNAM).date(), clock or time(), VIETNAM)
    except ValueError:
        return None


def _with_offset(moment: datetime | None, offset: str | None) -> datetime | None:
    if moment is None or offset is None:
        return moment
    if offset in ("Z", "UTC", "GMT"):
        return moment.replace(tzinfo=UTC).astimezone(VIETNAM)
    digits = offset.replace(":", "")
    return datetime.strptime(f"{moment:%Y-%m-%dT%H:%M:%S}{digits}", "%Y-%m-%dT%H:%M:%S%z").astimezone(VIETNAM)
