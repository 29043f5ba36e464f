"""Times that a text names in passing: they date something else than the figures beside them."""

from __future__ import annotations

import re

from khuyenhoc.extract.figures.periods import When

_FOUNDED = re.compile(r"(?:thành lập|ra đời|từ|ban hành|sinh|lập)\s*$")
#: "260 em có học bổng bước vào năm học mới" no further behind a sentence's begin is the sentence's time.
_WITHIN = 40
_ENTERS = re.compile(r"(?:bước|(?:học sinh|lớp|khối)(?: \d{1,2}| một| sáu| mười)?|các em|cháu|trẻ) vào $")
_ON_OCCASION = re.compile(
    r"(?:nhân dịp|nhân|trước thềm|chào mừng|chuẩn bị|không khí|đón|mừng)(?: khai giảng|(?: bước)? vào)?\s*$"
)
#: Reading 5: who is given to "học bổng năm học mới" at an event is given to on its day.
_GRANT_OF = re.compile(r"(?:học bổng|quà|phần thưởng)(?: [\"“][^\"”]+[\"”])?(?: đầu)? $|[\"”] $")
_WHOSE = re.compile(r"(?:tân sinh viên|tân thủ khoa|thí sinh) $")
_THAN_PLANNED = re.compile(r"so với (?:chỉ tiêu|kế hoạch|mục tiêu)(?: của)? $")
_PLANNED = frozenset({"this_year", "half", "last_months", "quarter"})
_OF_PLAN = re.compile(r"(?:chỉ tiêu|kế hoạch)(?: của)?\s*$")


def is_passing(t: When, low: str, begun: int, *, dated: bool) -> bool:
    """Does a time of the sentence that begins at `begun` date something else: "ra đời năm 1996", "nhân dịp năm học mới"?

    `low` is the text in small letters; `dated` says that the day of the event is known.
    """
    before = low[max(begun, t.start - 25) : t.start]
    if t.name in ("school_year", "this_school_year"):
        if dated and t.name == "this_school_year" and _GRANT_OF.search(before):
            return True
        ahead = _ENTERS.search(before) is not None and t.start - begun > _WITHIN
        return ahead or _ON_OCCASION.search(before) is not None
    if t.name.startswith("until_year") and _THAN_PLANNED.search(before) and low.startswith((";", "."), t.end):
        return True  # "vượt 12% so với mục tiêu đến năm 2020; 1.038 dòng họ …"
    if _OF_PLAN.search(before):
        return t.name in _PLANNED  # "đạt 124,8% chỉ tiêu 6 tháng cuối năm"
    if t.name == "this_year" and _WHOSE.search(before):
        return True  # "máy tính dành cho tân sinh viên năm nay"
    if t.name == "years" and before.rstrip().endswith("khóa"):
        return True  # "cựu học sinh khóa 1978-1981"
    return t.name == "year" and _FOUNDED.search(before) is not None
