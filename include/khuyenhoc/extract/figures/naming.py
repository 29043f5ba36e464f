"""Numbers that name or order a thing: documents, places, terms, phones; they are no figures."""

from __future__ import annotations

import re

from khuyenhoc.extract.figures.words import Word, forms

#: Nouns that tell a count from a name: "tổ 22" but "22 hộ".
COUNTABLE = frozenset({"fixed", "model", "person", "thing", "title"})
_NUMBER_OF = forms("số")
_AGED, _UNITS = forms("tuổi"), forms("đơn vị", "dòng họ", "gia đình", "cộng đồng")
DASHES = frozenset("-–—−")
_YEAR = re.compile(r"(?:19|20)\d\d$")
#: After these words a number names or orders a thing.
NAMING = {
    "place": [
        "quận",
        "phường",
        "tổ",
        "khu",
        "phố",
        "khóm",
        "ấp",
        "thôn",
        "xóm",
        "đội",
        "khối",
        "bản",
        "cụm",
        "lô",
        "ngõ",
        "ngách",
        "hẻm",
        "đường",
        "lộ",
        "kênh",
        "tuyến",
        "số_nhà",
        "vùng",
        "cầu",
    ],
    "ordinal": [
        "thứ",
        "lần",
        "khóa",
        "điều",
        "mục",
        "hạng",
        "cấp",
        "lớp",
        "khối",
        "chương",
        "kỳ",
        "đợt",
        "tập",
        "số",
        "độ",
        "vị",
        "phần",
        "bước",
        "tốp",
        "top",
        "nhóm",
        "loại",
        "mức",
        "bậc",
        "mẫu",
        "hệ",
    ],
    "contact": ["thoại", "hotline", "đt", "sđt", "khoản", "fax", "phone", "zalo", "stk"],
    "event": ["covid", "bão"],
}
_NAMING = {word: name for name, several in NAMING.items() for word in several}
_DOCUMENTS = (
    "quyết định",
    "kết luận",
    "chỉ thị",
    "nghị quyết",
    "thông tư",
    "nghị định",
    "kế hoạch",
    "công văn",
    "chương trình",
    "hướng dẫn",
    "thông tri",
    "đề án",
    "luật",
    "qđ",
    "nq",
    "tờ trình",
    "thông báo",
    "công điện",
    "kl",
    "ct",
)
_PLACES_SHORT = frozenset(["Q", "P", "KP", "TDP", "TT", "X", "H"])
_FURNITURE = re.compile(
    r"(?:lượt xem|lượt truy cập|truy cập|bình luận|cỡ chữ|ảnh|đã xem|số lượt)[\s:.(]*$", re.IGNORECASE
)


def named(words: list[Word], i: int, text: str) -> str:
    """Of what this number is the name, or "" where it counts."""
    word = words[i]
    after = words[i + 1] if i + 1 < len(words) else None
    tag = after.tag if after else ""
    counts = (
        tag in COUNTABLE
        or tag in ("scale", "money", "percent")
        or (after is not None and after.kind == "million")
    )
    if after and after.text in DASHES and i + 3 < len(words) and words[i + 2].kind == "number":
        counts = counts or words[i + 3].tag in ("scale", "money", "percent")  # "giữ được mức 55 - 58 tỉ đồng"
    if after and after.text == "/" and i + 2 < len(words) and words[i + 2].kind == "number":
        counts = i + 3 < len(words) and words[i + 3].tag in COUNTABLE
        counts = counts or (i > 0 and words[i - 1].form in _UNITS)  # "đơn vị 5/5"
        if not counts and i and words[i - 1].text.lower() == "binh":
            return "ordinal"
    if i == 0 or words[i - 1].kind == "line":
        if after is None or after.kind == "line" or (after.text in (".", ")", "/") and not counts):
            return "ordinal" if len(word.text) <= 2 and after is not None and after.kind != "line" else ""
        return ""
    before = words[i - 1]
    j = i
    # "khu phố 4, 5, 8", "lần 2, 3, 4": a series takes the name that its first member has
    while (
        j >= 2
        and i - j < 16
        and words[j - 1].text in (",", "và", "-", "–", "/")
        and words[j - 2].kind == "number"
        and len(words[j - 2].text) <= 2
    ):
        j -= 2
    before = words[j - 1] if j else before
    form = before.text.lower()
    if before.form in _NUMBER_OF and j >= 2:
        form = words[j - 2].text.lower()
        if form.endswith(_DOCUMENTS) or (not counts and form not in ("có", "tổng", "là")):
            return "document" if form.endswith(_DOCUMENTS) else "ordinal"
    if before.text in DASHES and j >= 2 and words[j - 2].text.lower() in NAMING["event"]:
        return "event"  # "Covid-19"
    if before.form in _AGED and not counts:
        return "duration or age"  # "ở tuổi 77"
    lead = text[max(0, before.end - 14) : before.end].lower()
    if not counts and lead.endswith(_DOCUMENTS) and before.tag != "share":
        return "document"
    if before.text == "." and j >= 2 and words[j - 2].text.upper() in _PLACES_SHORT:
        return "place"  # "Q.7", "P. 12"
    if before.end == word.start and before.text.isupper() and len(before.text) <= 2 and not counts:
        return "ordinal"  # "lớp 12A1", "khối A00"
    last = form.rsplit(" ", 1)[-1]
    name = _NAMING.get(last) if not form.endswith("học tập") else None  # "dòng họ học tập 12/19"
    if (
        name
        and before.text[:1] != "%"
        and not (counts and tag != "other")
        and not (tag == "other" and (last in ("tổ", "bản", "vùng") or before.tag == "recognised"))
    ):
        if before.tag == "percent" or "." in word.text:
            return ""
        return name
    if _YEAR.match(word.text) and not counts:
        return "date"
    if before.text == ":" and _FURNITURE.search(text, max(0, word.start - 25), word.start):
        return "furniture"
    return ""
