"""Read who signed an article and the line that dates it: what stands around a text and is none of it."""

from __future__ import annotations

import re

from khuyenhoc.extract.moments import read_moment

_DATE_WORDS = re.compile(
    r"[\d\W_]|ngày|tháng|năm|giờ|đăng|lúc|xuất bản|cập nhật|thứ|hai|ba|tư|sáu|bảy|chủ nhật|gmt|lượt(?: xem)?|SA|CH",
    re.IGNORECASE,
)
_DATE_BEGINS = re.compile(r"\d|\b(?:thứ|ngày|chủ nhật|cập nhật)\b", re.IGNORECASE)
_PARTS = re.compile(r"[·|•]|\s[–-]\s|\s\.")
_POSTED_BY = re.compile(r"Người đăng\s*:.*", re.IGNORECASE)
_SIGNED = re.compile(
    r"(?:(?:Theo|Tác giả|Thực hiện|(?:Tin|Bài)(?:(?:,| và| -|/) ?(?:tin|bài|ảnh|video))*)\s*:\s*)?(.+)",
    re.IGNORECASE,
)


def dateline(text: str) -> str | None:
    """The name in a line that holds nothing but a date and perhaps a name; None for any other line.

    >>> dateline("Minh Châu · 12/01/2024 16:20"), dateline("Thứ sáu, 12/01/2024"), dateline("Sáng 12/01/2024, hội họp")
    ('Minh Châu', '', None)
    >>> dateline("Lê Nam 12 tháng 1, 2024"), dateline("Người đăng: admin | Ngày đăng: 12/01/2024 | Lượt xem: 532")
    ('Lê Nam', '')
    """
    if len(text) > 90 or read_moment(text) is None:
        return None
    said = [part.strip(" .") for part in _PARTS.split(text)]
    said = [part for part in said if len(_DATE_WORDS.sub("", part)) > 3 and not _POSTED_BY.fullmatch(part)]
    if not said:
        return ""
    begins = _DATE_BEGINS.search(said[0])
    rest = said[0][begins.start() :] if begins else ""
    if len(said) > 1 or len(_DATE_WORDS.sub("", rest)) > 3:
        return None
    return signature(said[0][: begins.start()].rstrip(" ,-–") if begins else said[0])


def signature(text: str) -> str | None:
    """The name that a line consists of, what says that it is one taken off.

    >>> signature("Đỗ Thị Minh Đức"), signature("Bài và ảnh: PV - TTXVN"), signature("Toàn cảnh hội nghị")
    ('Đỗ Thị Minh Đức', 'PV - TTXVN', None)
    """
    found = _SIGNED.fullmatch(text.strip("() "))
    return found[1] if found and _is_name(found[1]) else None


def _is_name(text: str) -> bool:
    """One to five words with capitals and nothing else.

    >>> _is_name("Minh Đức"), _is_name("Toàn cảnh hội nghị"), _is_name("Quận 8")
    (True, False, False)
    """
    words = [word for word in re.split(r"[\s.,–-]+", text.strip("()")) if word]
    return 0 < len(words) <= 5 and len(text) <= 40 and all(w.isalpha() and w[0].isupper() for w in words)
