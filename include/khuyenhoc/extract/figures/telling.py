"""Whom an article tells of: a school, a village, a clan, a parish or a company whose own study promotion it is about.

Most that an article names are where something was given, or give themselves. It tells of one where its title or its first
paragraph names it as a report does: the association's chapter, the study promotion at it, a visit to it, or as who acts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from khuyenhoc.extract.figures import hosting
from khuyenhoc.extract.figures.marking import NAME, ORGANISATION, Place

#: (All in small letters, before the name.) "Hội Khuyến học Trường X", "Chi hội khuyến học của thôn X", "Quỹ khuyến học họ X".
_CHAPTER = re.compile(r"(?:hội|ban|quỹ|hkh)(?: khuyến học)?(?:(?:,| -| –)? khuyến tài)? (?:của |tại |ở )?$")
#: "Chuyện khuyến học ở X", "phong trào khuyến học, khuyến tài của X", "Khuyến học Trường X".
_PROMOTION = re.compile(
    r"(?:^|[\n.,:;\"“] ?|chuyện |phong trào |công tác |hoạt động |việc |nếp |nét |sáng |mô hình |gương |đất |truyền thống |tinh thần |xuân )"
    r"(?:khuyến học|khuyến tài|hiếu học|học)(?:,? khuyến tài)?(?:,? xây dựng xã hội học tập)? (?:ở |của |tại |trong |nơi )?$"
)
#: "Về làng X hôm nay", "Đến thăm Trường X".
_VISIT = re.compile(
    r"(?:^|[\n.”\"] ?)(?:có dịp |trở |một ngày |chúng tôi )?(?:về|đến|tới|thăm|ghé|lên|ra)(?: thăm| với| lại)? $"
)
#: Before the subject of a clause, and behind it; where it lies may stand between.
_OPENS = re.compile(r"(?:[\n.,:;] ?|- )$")
_LIES = re.compile(
    rf"(?: \([^)\n]{{3,60}}\)|, (?:[Xx]ã|[Pp]hường|[Tt]hị trấn|[Hh]uyện|[Qq]uận|[Tt]hị xã|[Tt]hành phố|TP\.?|[Tt]ỉnh) {NAME})*,?"
)
_ACTS = re.compile(
    r" (?:đã|luôn|vừa|hiện|có|là|tổ chức|tổng kết|sơ kết|phát động|đẩy mạnh|làm tốt|chú trọng|quan tâm|duy trì|được biết đến|nổi tiếng|trao (?:thưởng|học bổng|quà)|phát (?:thưởng|học bổng)|tuyên dương|biểu dương|khen thưởng|vinh danh|tôn vinh)\b"
)
#: Companies act on others; what they do about their own study promotion is told so.
_PROMOTES = re.compile(
    r" (?:đã |luôn |vẫn |vừa )*(?:đẩy mạnh|làm tốt|chú trọng|quan tâm|duy trì|phát động|(?:tổ chức )?(?:hội nghị )?(?:tổng kết|sơ kết))[^.\n]{0,40}khuyến học"
)
#: Before a venue, a partner or those who get something in a title, and behind a giver.
_BESIDE = re.compile(
    r"(?:tại|cho|đến|với|và|tặng|cùng)(?: (?:học sinh|con em|các em|em|trẻ em|sinh viên|bà con|người dân))? $"
)
_GIVES = re.compile(r" (?:trao|tặng|ủng hộ|hỗ trợ|tài trợ)\b")
_TITLE_GOES_ON = re.compile(
    r"(?::| (?:tổng kết|sơ kết|đẩy mạnh|làm tốt|phát động|tổ chức|với|chú trọng|phát huy|nâng cao|thực hiện|lan tỏa|nuôi))(?=[^\n]*(?:khuyến học|khuyến tài|hiếu học|học bổng|heo đất))"
)
#: Somebody else reports: "Hội Khuyến học huyện …".
_ASSOCIATION = re.compile(
    r"(?<!chi )(?:hội khuyến học|hkh) (?:các |tỉnh|huyện|thành phố|tp|thị xã|quận|xã|phường|thị trấn)"
)


#: What an article without an association says of a school's, a village's or a clan's own work.
_OWN_WORK = {
    "school": re.compile(
        r"nhà trường|(?:chi hội(?: khuyến học)?|của|học sinh|giáo viên|, ) trường(?! (?:học|tiểu|mầm|mẫu|th|pt|dt|cao|đại|trung|chuyên|phổ|dân))\b|cựu (?:học sinh|giáo sinh|sinh viên)"
    ),
    "hamlet": re.compile(
        r"(?:chi hội|chi hội trưởng|ban|quỹ)(?: khuyến học)?(?: của)? (?:ấp|thôn|làng|xóm|bản|buôn|khu phố|khóm|tổ dân phố|giáo xứ|giáo họ|xứ đạo|họ đạo)\b"
    ),
    "clan": re.compile(
        r"(?:ban|quỹ) khuyến học(?: của)? (?:(?:dòng |tộc )?họ|(?:dòng |gia )?tộc)\b|con cháu (?:(?:dòng |tộc )?họ|(?:dòng |gia )?tộc) "
    ),
}
#: A clan at home: an association that is named further on only speaks of it.
_AT_HOME = re.compile(r"nhà thờ (?:tổ|họ|tộc|dòng)|từ đường|giỗ (?:tổ|họ)")
#: Who else an article could be of.
ASSOCIATIONS = re.compile(r"(?<!chi )hội khuyến học|\bhkh\b")


def of_title(text: str, low: str, end: int, places: Sequence[Place]) -> str:
    """The body that the title tells of, "" where it names none as such.

    >>> title = "Chuyện khuyến học ở Công ty May Phú Lộc"
    >>> of_title(title, title.lower(), len(title), [])
    'Công ty May Phú Lộc'
    >>> title = "Trao 20 suất học bổng tại Công ty May Phú Lộc"
    >>> of_title(title, title.lower(), len(title), [])
    ''
    """
    for begins, ends, name in _named(text, 0, end, places):
        told = _CHAPTER.search(low, 0, begins) or _PROMOTION.search(low, 0, begins)
        if told or (begins == 0 and _TITLE_GOES_ON.match(low, ends, end)):
            return name
    return ""


def at_work(low: str, first: int, lead: Sequence[Place], begin: int) -> str:
    """The one school, village or clan of the first paragraph whose own work is told, where no association is named.

    The paragraph goes from `begin` to `first`; "" where there is none.
    """
    for marker, own in _OWN_WORK.items():
        named = {p.name for p in lead if p.marker == marker and p.start < first}
        if len(named) != 1 or not own.search(low):
            continue
        at_home = marker == "clan" and _AT_HOME.search(low, begin, first)
        if not ASSOCIATIONS.search(low, 0, first if at_home else len(low)):
            return named.pop()
    return ""


def is_beside(low: str, begins: int, ends: int, first: int) -> bool:
    """Is what a title names only a giver, a venue or a partner: "Hội Khuyến học huyện X trao quà tại thôn Y"?

    An association of a wider place has then to report, in the title or in the first paragraph, which ends at `first`.
    """
    gives = _GIVES.match(low, ends) if begins == 0 else None
    beside = gives or _BESIDE.search(low, 0, begins)
    return beside is not None and _ASSOCIATION.search(low, 0, first) is not None


def of_lead(text: str, low: str, begin: int, end: int, places: Sequence[Place]) -> str:
    """The body that the first paragraph tells of, "" where an association of a wider place comes before it."""
    for begins, ends, name in _named(text, begin, end, places):
        if _ASSOCIATION.search(low, begin, begins):
            return ""
        near = max(begin - 1, begins - 60)
        if (
            _CHAPTER.search(low, near, begins)
            or _PROMOTION.search(low, near, begins)
            or _VISIT.search(low, near, begins)
        ):
            return name
        lies = _LIES.match(text, ends)
        acts = _PROMOTES if hosting.is_body(name) else _ACTS
        if (
            _OPENS.search(low, near, begins)
            and lies is not None
            and not hosting.leads_others(name)
            and acts.match(low, lies.end())
            and not _ASSOCIATION.search(low, begins, end)
        ):
            return name
    return ""


def is_visited(low: str, begin: int) -> bool:
    """Does a paragraph begin with a visit to what is named at `begin`: "Về huyện Yên Thành hôm nay, …"?"""
    return _VISIT.search(low, max(0, begin - 60), begin) is not None


def _named(text: str, begin: int, end: int, places: Sequence[Place]) -> list[tuple[int, int, str]]:
    """The schools, villages, clans and other bodies that are named, in order."""
    found = [
        (p.start, p.end, p.name)
        for p in places
        if p.level is ORGANISATION and begin <= p.start < end and not p.whole
    ]
    return sorted([*found, *hosting.bodies(text, begin, end)])
