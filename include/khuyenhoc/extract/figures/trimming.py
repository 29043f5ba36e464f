"""Where the name of a place ends: titles run on with capitals, persons have offices, schools teach subjects."""

from __future__ import annotations

import re
from functools import cache

from khuyenhoc.extract.figures import gazetteer

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
#: Those of them that places are named with too: "Trường Sơn", "Đoàn Kết", "Ban Công"; and what follows where they are not.
_OTHERS = {
    begins: frozenset(follow.split())
    for begins, follow in {
        "Trường": "Tiểu Mầm Mẫu THCS THPT TH PTDTNT PTDTBT DTNT Đại ĐH Cao CĐ Trung Phổ Chuyên Dân Chính",
        "Đoàn": "Thanh TNCS Trường Đại Viên",
        "Ban": "Chấp Khuyến Chỉ Thường Tuyên Dân Giám Quản Tổ Vận Đại Liên Chủ Hội",
    }.items()
}
#: Behind "Trường" where it begins a school, and does not end a name ("huyện Xuân Trường").
_SCHOOL = re.compile(r" (?:tiểu|mầm|mẫu|trung|phổ|dân|cao|đại|học)(?!\w)")
#: Schools bear persons' names.
_SCHOOLS = ("THPT ", "THCS ", "TH ", "học ", "non ", "giáo ", "trú ", "chuyên ")
#: Behind "Khuyến" likewise: a school is named after Nguyễn Khuyến.
_STUDY = re.compile(r" (?:học|tài)(?!\w)")
#: Many a ward's name.
_SISTERS = ["Hai", "Bà", "Trưng"]
#: "Chủ tịch Hội Khuyến học xã Lê Văn Trí": a person's name, not the commune's.
SURNAMES = frozenset(
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
#: Verbs with a capital behind a name in a title, and what they go on with: "Hội Khuyến học huyện Trùng Khánh Đại hội …".
_GOES_ON = {
    "Đại": ("hội",), "Hội": ("nghị", "thảo"), "Tổng": ("kết",), "Sơ": ("kết",), "Tổ": ("chức",), "Phát": ("động", "huy", "triển", "thưởng"),
    "Tuyên": ("dương", "truyền"), "Khen": ("thưởng",), "Biểu": ("dương",), "Vinh": ("danh",), "Tôn": ("vinh",), "Kỷ": ("niệm",),
    "Triển": ("khai",), "Gặp": ("mặt",), "Họp": ("mặt",), "Ra": ("mắt",), "Tập": ("huấn",), "Khai": ("giảng", "mạc"), "Bế": ("mạc", "giảng"),
    "Tiếp": ("sức", "bước", "nhận"), "Đẩy": ("mạnh",), "Nâng": ("cao",), "Chung": ("tay",), "Lan": ("tỏa",), "Đồng": ("hành",),
    "Vận": ("động",), "Huy": ("động",), "Kết": ("quả", "nạp", "thúc"), "Báo": ("cáo",), "Thành": ("lập",), "Giao": ("ban", "lưu"),
    "Hưởng": ("ứng",), "Đón": ("nhận",), "Ký": ("kết",), "Nhiệm": ("kỳ",), "Kiện": ("toàn",), "Hỗ": ("trợ",), "Thực": ("hiện",),
}  # fmt: skip
#: Verbs that go on with a number or anything small.
_ALONE = frozenset(["Trao", "Tặng", "Thăm", "Hơn", "Gần", "Trên", "Có", "Đạt", "Với"])


@cache
def _borne() -> frozenset[str]:
    """The names of places that a word stands in which ends others: "Cát Bà", "Cầu Ông Lãnh", "Tà Tổng"."""
    ends = {*_NEXT, *_GOES_ON, *_ALONE}
    return frozenset(name for name in gazetteer.names() if not ends.isdisjoint(name.split()))


def trim(name: str, text: str, named: re.Match[str]) -> str:
    """What of the words with capitals that `named` found is the name of a place; "" where none is."""
    words = name.split()
    if name.isupper() and len(words) > 1:
        # a shouted title runs on: keep what the gazetteer knows
        for n in range(min(4, len(words)), 0, -1):
            tried = " ".join(words[:n])
            if gazetteer.key(tried) in gazetteer.districts() or gazetteer.key(tried) in gazetteer.provinces():
                return tried
        return " ".join(words[:2])
    for n in range(len(words), 1, -1):
        if " ".join(words[:n]) in _borne() and words[n : n + 1] not in (["-"], ["–"]):
            return " ".join(words[:n])
    for n, word in enumerate(words):
        if word == "Hội" and words[n + 1 : n + 2] == ["Khuyến"]:
            return " ".join(words[:n])
        goes_on = {"Trường": _SCHOOL, "Khuyến": _STUDY}.get(word)
        ends = goes_on is not None and n == len(words) - 1 and goes_on.match(text, named.end()) is None
        if n and word in _NEXT and not ends and words[n - 1 : n + 2] != _SISTERS:
            return " ".join(words[:n])
    if len(words) > 1 and _runs_on(words[-1], text, named.end()):
        return " ".join(words[:-1])
    if (words[0] in _NEXT and not _is_name(words)) or (words[0] in ("Hội", "Ủy", "Đảng") and len(words) == 1):
        return ""
    if (
        len(words) >= 3
        and words[0] in SURNAMES
        and not text.endswith(_SCHOOLS, 0, named.start())
        and _OFFICE.search(text, max(0, named.start() - 70), named.start())
    ):
        return ""
    person = next((n for n in range(1, len(words) - 1) if words[n] in SURNAMES), 0)
    if person > 1 and len(words) > 3 and _OFFICE.search(text, max(0, named.start() - 70), named.start()):
        return " ".join(words[:person])  # "Chủ tịch Hội Khuyến học xã Thạch Châu Phan Văn Tịnh"
    return name


def _is_name(words: list[str]) -> bool:
    """Is it a place's name that begins as something else's may: "bản Trường Sơn", "xã Đoàn Kết", but "xã Trường Tiểu học …"?"""
    others = _OTHERS.get(words[0])
    return others is not None and len(words) > 1 and words[1] not in others


def _runs_on(word: str, text: str, end: int) -> bool:
    """Does a verb begin with this last word: "huyện Trùng Khánh Đại" before "hội nhiệm kỳ", "phường Lam Hạ Trao" before "20"?"""
    after = text[end : end + 10].split(None, 1)[:1]
    if not after or not text.startswith(" ", end):
        return False
    return after[0].rstrip(",.:;") in _GOES_ON.get(word, ()) or (
        word in _ALONE and (after[0][0].isdigit() or after[0].islower())
    )
