"""The association as the area of a figure, where the text sets it apart; the body whose chapter or fund it is."""

from __future__ import annotations

import re

from khuyenhoc.extract.figures import hosting
from khuyenhoc.extract.figures.marking import DISTRICT, NATIONAL, ORGANISATION, PROVINCE
from khuyenhoc.extract.figures.metrics import Claim
from khuyenhoc.extract.figures.seating import Seat
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.words import Word
from khuyenhoc.models import AreaLevel

_OWN = re.compile(
    r"(?:được|đã được|vinh dự được|vinh dự)\s+(?:\S+\s+){0,8}(?:tặng|trao|nhận|trao tặng)|đón nhận|được nhận"
)

#: A noun behind its number, and whose it is, are no longer.
_NEAR = 40
#: What a sentence says that may tell of a body's own chapter or fund: "Ban", "Quỹ", "quỹ", "Công an".
_HOSTS = ("hi hội", "Ban ", "uỹ ", "ông an ", "đơn vị", "chiến sĩ", "bệnh viện", "công ty", "nhà máy")
#: How a sentence begins that may tell of a body's own members: "Tại …", "Bệnh viện Đa khoa tỉnh X hiện có 412 hội viên".
_OPENING = ("Tại ", "Sở ", "Chi cục ", "Cục ", "Trung tâm Y", "Bệnh viện ", "Điện lực ", "Bưu điện ", "Kho bạc ", "Sư đoàn ", "Trung đoàn ", "Lữ đoàn ", "Đồn ", "Trại giam ", "Viễn thông ", "Viện ", "Tòa án ", "Công ty ", "Nhà máy ", "Bộ ")  # fmt: skip
_KINDS = ("tỉnh", "huyện", "xã", "phường", "quận", "phố")


def named(
    text: str, words: list[Word], claim: Claim, sentence: Sentence, seat: Seat
) -> tuple[AreaLevel, str] | None:
    """The association itself, where the text sets it apart: what it did directly, an honour that it received."""
    before = text[sentence.start : claim.quantity.start]
    around = text[sentence.start : claim.quantity.end + _NEAR]
    if before.startswith(_OPENING) or any(said in around for said in _HOSTS):
        host = hosting.told(text, before, sentence.start, claim.quantity.end)
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


def _counts_honours(claim: Claim, words: list[Word]) -> bool:
    q = claim.quantity
    return q.last < len(words) and words[q.last].tag == "fixed" and words[q.last].value == "honours"
