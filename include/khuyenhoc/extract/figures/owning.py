"""The association as the area of a figure, where the text sets it apart; the company whose chapter it is."""

from __future__ import annotations

import re

from khuyenhoc.extract.figures.areas import DISTRICT, NAME, NATIONAL, ORGANISATION, PROVINCE
from khuyenhoc.extract.figures.metrics import Claim
from khuyenhoc.extract.figures.seating import Seat
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.words import LOWER, Word
from khuyenhoc.models import AreaLevel

_OWN = re.compile(
    r"(?:được|đã được|vinh dự được|vinh dự)\s+(?:\S+\s+){0,8}(?:tặng|trao|nhận|trao tặng)|đón nhận|được nhận"
)

_HOSTS = r"[Cc]ông ty|[Tt]ổng công ty|[Nn]hà máy|[Xx]í nghiệp|[Nn]ông trường|[Bb]ệnh viện|[Hh]ợp tác xã"
#: What kind of company it is, between these and its name: "Nhà máy xi măng Bút Sơn".
_MAKES = rf"(?: (?!(?:có|đã|hiện|trao|tặng|được|thưởng|và|cho|ở|tại|là|nuôi|góp|với|cũng|còn)\b)[{LOWER}]+){{0,4}}?"
_NAMED_HOST = re.compile(
    rf"(?:{_HOSTS}){_MAKES} (?:(?:Đa|đa) khoa(?: (?:tỉnh|huyện|khu vực|thành phố))?(?: {NAME})?|{NAME})"
)
_HOST = rf"{_NAMED_HOST.pattern}|{_HOSTS}"
#: Whose chapter it is that a sentence tells of: "chi hội khuyến học Công ty May X", "Tại Công ty May X, chi hội …".
_CHAPTER = r"(?:[Cc]hi hội|[Bb]an)(?: [Kk]huyến học)?"
_HOSTED = re.compile(
    rf"{_CHAPTER} (?:của |tại |ở )?(?P<host>{_HOST})|Tại (?P<at>{_HOST}), (?:{_CHAPTER}(?!\w)|\d[\d.]* (?:công nhân|cán bộ|người lao động|lao động|nhân viên|thợ|kỹ sư))"
)
#: A chapter that was told of before: "Năm 2023, chi hội thưởng 87 cháu".
_AGAIN = re.compile(
    r"(?:^|, )(?:[Rr]iêng )?[Cc]hi hội (?:đã |cũng |còn |hiện )*(?:thưởng|trao|tặng|có|vận động|thu|kết nạp|mở|cấp|phát|khen|chi)\b"
)
#: Then the sentence is about another again.
_ANOTHER = re.compile(
    r"(?:toàn|trong) (?:tỉnh|huyện|thành|thị|xã|phường|quận)|cấp hội|[Hh]ội [Kk]huyến học|HKH"
)
#: Behind a number no longer a word for who works there.
_WORKER = 16
#: A company is named no further before.
_FAR = 3000
_KINDS = ("tỉnh", "huyện", "xã", "phường", "quận", "phố")


def named(
    text: str, words: list[Word], claim: Claim, sentence: Sentence, seat: Seat
) -> tuple[AreaLevel, str] | None:
    """The association itself, where the text sets it apart: what it did directly, an honour that it received."""
    before = text[sentence.start : claim.quantity.start]
    if "hi hội" in before or "Ban " in before or before.startswith("Tại "):
        host = _host(text, before, sentence.start, claim.quantity.end)
        if host:
            return ORGANISATION, host
    if claim.metric != "honours":
        before = before[before.rfind(";") + 1 :]
    if "Hội Khuyến học" not in before and "HKH" not in before:
        return None
    matches = list(
        re.finditer(
            r"(?:Hội Khuyến học|HKH)(?: (?:tỉnh|huyện|thành phố|thị xã|quận|xã|phường))?(?: (?!đã|được|tổ|cũng|vinh)\w+){0,4}?(?=\s+(?:đã|được|trực|cũng|vinh|đến|tổ|,|đón|2|3|nhận))",
            before,
        )
    )
    if not matches:
        return None
    said = matches[-1]
    name = said.group()
    own = (
        claim.metric == "honours"
        and _OWN.search(before.lower(), said.end())
        and _counts_honours(claim, words)
    )
    apart = re.search(r"trong đó,?\s*(?:riêng\s*)?$", before[: said.start()].lower()) and not re.search(
        r"Hội Khuyến học (?:các|cấp)", name
    )
    direct = re.search(r"trực tiếp", before[said.end() :])
    if own or apart or direct:
        kind_only = name.split()[-1] in _KINDS
        if (len(name.split()) <= 3 or kind_only) and seat.level is not NATIONAL:
            full = {PROVINCE: "tỉnh", DISTRICT: "huyện"}.get(seat.level)
            name = (
                f"{name} {seat.name}"
                if kind_only
                else f"Hội Khuyến học {full + ' ' if full and seat.name not in ('Hà Nội', 'Hồ Chí Minh', 'Đà Nẵng') else ''}{seat.name}"
            )
        return ORGANISATION, name
    return None


def _host(text: str, before: str, begun: int, end: int) -> str:
    """The company that the chapter told of in a sentence belongs to; one without its name is the last named."""
    told = next(reversed([*_HOSTED.finditer(text, begun, end + _WORKER)]), None)
    again = _AGAIN.search(before) if told is None else None
    if again is not None:
        line = text.rfind("\n", max(0, begun - _FAR), begun) + 1
        told = next(reversed([*_HOSTED.finditer(text, line, begun)]), None)
    if told is None or _ANOTHER.search(before, again.end() if again else told.end() - begun):
        return ""
    said = told["host"] or told["at"]
    if _NAMED_HOST.fullmatch(said) is None:
        named = list(_NAMED_HOST.finditer(text, max(0, begun - _FAR), begun))
        said = named[-1].group() if named else ""
    return said[:1].upper() + said[1:]


def _counts_honours(claim: Claim, words: list[Word]) -> bool:
    q = claim.quantity
    return q.last < len(words) and words[q.last].tag == "fixed" and words[q.last].value == "honours"
