"""Which place a figure is about, among those that the text names.

Rule 6 of the annotation guide: the narrowest place that the sentence names for the figure, else its paragraph,
else the article's (title, first paragraph, the association that reports), else the source's province.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, replace

from khuyenhoc.extract.figures import areas, gazetteer
from khuyenhoc.extract.figures.areas import COMMUNE, DISTRICT, NATIONAL, ORGANISATION, PROVINCE, Place
from khuyenhoc.extract.figures.metrics import Claim
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.words import Word
from khuyenhoc.models import AreaLevel

RANK = {NATIONAL: 0, PROVINCE: 1, DISTRICT: 2, COMMUNE: 3, ORGANISATION: 4}
#: Between a place and the wider one that it lies in: "xã Phú Hữu (H.Nhơn Trạch)", "thôn A, xã B", "xã của huyện".
_INSIDE = re.compile(r"\s*(?:,|\(|-|–|,? (?:thuộc|của|ở|trực thuộc))\s*$|\s+$|^$")
#: The place behind these words is where somebody comes from or holds office, not what the figure is about.
_IDLE = re.compile(
    r"(?:quê(?: ở)?|quê quán|ngụ(?: tại)?|trú tại|sinh ra ở|đóng trên|về|hội trường|nhà văn hóa|giám đốc|bí thư|đường|phố|ngõ|ngụ ở|đến từ|dạy học ở|gửi về|chi nhánh|agribank|ngân hàng|cách)\s(?:\w+\s){0,3}$",
    re.IGNORECASE,
)
_BREAKDOWN = re.compile(
    r"(?:trong đó|riêng|nhất là|điển hình|dẫn đầu|cao nhất|thấp nhất|kế đến|tiếp theo|tiêu biểu|như|gồm|là|khá|cao|tốt|lớn)(?: là| có| như| ở| tại)?[\s:]*$",
    re.IGNORECASE,
)
_ASSOCIATION = re.compile(r"(?:Hội Khuyến học|HKH|Hội KH|HỘI KHUYẾN HỌC)\s*$", re.IGNORECASE)
_OWN = re.compile(
    r"(?:được|đã được|vinh dự được|vinh dự)\s+(?:\S+\s+){0,8}(?:tặng|trao|nhận|trao tặng)|đón nhận|được nhận",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Seat:
    """The place that an article reports from, and its province."""

    level: AreaLevel
    name: str
    province: str | None


class Areas:
    """Finds the area of each claim of one article."""

    def __init__(
        self, text: str, words: list[Word], sentences: list[Sentence], source_province: str | None
    ) -> None:
        self.text, self.words, self.sentences = text, words, sentences
        self.source = source_province
        known = gazetteer.province(source_province)
        self.province_code = known.code if known else None
        self.places = areas.find(text, self.province_code)
        self.title_end = text.find("\n") if "\n" in text else len(text)
        self.seat = self._seat()
        self.places = self._resolved()
        self.starts = [p.start for p in self.places]
        self.carry: Place | None = None
        self.carry_paragraph = -1

    # ── the article's own place ─────────────────────────────────────────────────────────────────────

    def _seat(self) -> Seat:
        title = [p for p in self.places if p.start < self.title_end and not p.whole]
        lead_end = self._lead_end()
        lead = [p for p in self.places if self.title_end <= p.start < lead_end and not p.whole]
        province = self.source or next((p.name for p in title + lead if p.level is PROVINCE), None)
        for p in title:
            if p.level is ORGANISATION and p.marker in ("clan", "hamlet"):
                return Seat(p.level, self._as_in_body(p), province)
        marked = [p for p in title if p.marker not in ("bare", "school") and p.level is not ORGANISATION]
        if marked:
            narrow = max(marked[:2], key=lambda p: RANK[p.level])
            return Seat(narrow.level, narrow.name, province)
        named = self._title_name()
        if named is not None:
            return Seat(named[0], named[1], province)
        bare = next((p for p in title if p.level is PROVINCE), None)
        if bare is not None:
            return Seat(PROVINCE, bare.name, bare.name)
        return self._seat_of_lead(lead, province)

    def _seat_of_lead(self, lead: list[Place], province: str | None) -> Seat:
        speaking = [p for p in lead if _ASSOCIATION.search(self.text, max(0, p.start - 20), p.start)]
        national = re.search(r"Hội Khuyến học Việt Nam", self.text[: self._lead_end()])
        if national and not self.source and not speaking:
            return Seat(NATIONAL, "Việt Nam", None)
        for p in speaking + [p for p in lead if p.level is not ORGANISATION]:
            if p.level is not ORGANISATION and not _IDLE.search(self.text, max(0, p.start - 40), p.start):
                return Seat(p.level, p.name, province or (p.name if p.level is PROVINCE else None))
        if province:
            return Seat(PROVINCE, province, province)
        first = next((p for p in self.places if p.level is PROVINCE and not p.whole), None)
        return Seat(PROVINCE, first.name, first.name) if first else Seat(NATIONAL, "Việt Nam", None)

    def _lead_end(self) -> int:
        """Behind the first three paragraphs of the body."""
        at = self.title_end
        for _ in range(3):
            at = self.text.find("\n", at + 1 + (len(self.text[at:]) - len(self.text[at:].lstrip("\n"))))
            if at < 0:
                return len(self.text)
        return at

    def _as_in_body(self, place: Place) -> str:
        return place.name

    def _title_name(self) -> tuple[AreaLevel, str] | None:
        """A place that the title begins with or names bare: "Phước Long: …", "Trấn Yên tổng kết …"."""
        title = self.text[: self.title_end]
        for match in areas.CAPITALS.finditer(title):
            if any(p.start <= match.start() < p.end for p in self.places if p.marker != "bare"):
                continue
            words = match.group().split()
            for n in range(len(words), 0, -1):
                name = " ".join(words[:n])
                if n == 1 and match.start() > 0:
                    break
                level = self._level_of(name)
                if level is not None:
                    return level, areas.clean(name, shouted=True)
                if len(words) > 4:
                    continue
        return None

    def _level_of(self, name: str) -> AreaLevel | None:
        """What a bare name is, seen from the source's province."""
        province = gazetteer.province(name)
        if province is not None and (
            self.source is None or gazetteer.key(name) == gazetteer.key(self.source)
        ):
            return PROVINCE
        marked = next(
            (
                p
                for p in self.places
                if p.marker in ("district", "city", "commune")
                and gazetteer.key(p.name) == gazetteer.key(name)
            ),
            None,
        )
        if marked is not None:
            return marked.level
        if gazetteer.district(name, self.province_code) is not None:
            return DISTRICT
        if province is not None:
            return PROVINCE
        return None

    # ── places named as "toàn huyện" ────────────────────────────────────────────────────────────────

    def _resolved(self) -> list[Place]:
        """Each "toàn tỉnh", "huyện hội", "xã" with the name of the place that it stands for.

        That is the first place of its level in the same line, else the article's, else the last one named.
        """
        seat = self.seat
        last: dict[AreaLevel, str] = {seat.level: seat.name}
        if seat.province:
            last.setdefault(PROVINCE, seat.province)
        first: dict[AreaLevel, str] = {}
        for p in self.places:
            if not p.whole:
                first.setdefault(p.level, p.name)
        cities = [p for p in self.places if p.marker == "city"]
        line: dict[AreaLevel, str] = {}
        line_end = -1
        resolved = []
        for p in self.places:
            if p.start > line_end:
                line, line_end = {}, self._line_end(p.start)
            if not p.whole:
                p = self._district_of_the_same_name(p)
                last[p.level] = p.name
                line.setdefault(p.level, p.name)
            elif p.level is not NATIONAL:
                level = self._level_of_city(cities) if p.marker == "city" else p.level
                own = seat.name if level is seat.level else seat.province if level is PROVINCE else None
                name = line.get(level) or own or last.get(level) or first.get(level)
                if not name:
                    continue
                p = replace(p, level=level, name=name)
            resolved.append(p)
        return resolved

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return end if end >= 0 else len(self.text)

    def _level_of_city(self, cities: list[Place]) -> AreaLevel:
        """Is "thành phố" one of the few that are provinces?"""
        if self.seat.level is DISTRICT and any(p.name == self.seat.name for p in cities):
            return DISTRICT
        known = gazetteer.province(self.seat.province)
        if known is not None and known.kind == "thành phố":
            return PROVINCE
        return cities[0].level if cities else DISTRICT

    def _district_of_the_same_name(self, p: Place) -> Place:
        """ "Quảng Ninh" in Quảng Bình's news is the district, if the text has "huyện Quảng Ninh" too."""
        if (
            p.marker == "bare"
            and p.level is PROVINCE
            and self.seat.level is DISTRICT
            and gazetteer.key(p.name) == gazetteer.key(self.seat.name)
        ):
            return replace(p, level=DISTRICT)
        return p

    # ── one claim ───────────────────────────────────────────────────────────────────────────────────

    def of(self, claim: Claim, previous_end: int, next_start: int) -> tuple[AreaLevel, str]:
        """Level and name of the claim's area; the bounds are the neighbouring quantities in its sentence."""
        sentence = self.sentences[claim.sentence]
        q = claim.quantity
        own = self._organisation(claim, sentence)
        if own is not None:
            return own
        item = self._list_item(claim, sentence)
        if item is not None:
            return item
        attached = self._attached(q.end, next_start)
        if attached is not None:
            return attached.level, attached.name
        governing = self._governing(sentence, q.start)
        if governing is not None:
            return governing.level, governing.name
        right = self._behind(q.end, next_start, sentence)
        if right is not None:
            return right.level, right.name
        if self.carry is not None and self.carry_paragraph == sentence.paragraph:
            return self.carry.level, self.carry.name
        return self.seat.level, self.seat.name

    def of_row(self, name: str) -> tuple[AreaLevel, str] | None:
        """The place that a table's row is about; None where its first cell names none."""
        if re.match(r"(?:toàn (?:tỉnh|huyện|thành phố|quận|thị xã|xã|ngành)|tổng|cộng)", name, re.IGNORECASE):
            return self.seat.level, self.seat.name
        named = areas.find(re.sub(r"^TT ", "thị trấn ", name), self.province_code)
        marked = next((p for p in named if not p.whole and p.marker != "bare"), None)
        if marked is not None:
            return marked.level, marked.name
        name = areas.clean(re.sub(r"^\d+\s*[.)]?\s*", "", name))
        if not name[:1].isupper() or len(name) > 30:
            return None
        below = {NATIONAL: PROVINCE, PROVINCE: DISTRICT, DISTRICT: COMMUNE, COMMUNE: ORGANISATION}.get(
            self.seat.level, ORGANISATION
        )
        if (
            below is DISTRICT
            and gazetteer.district(name, self.province_code) is None
            and self._after_reform()
        ):
            below = COMMUNE
        return below, name

    def each(self, claim: Claim) -> list[tuple[AreaLevel, str]]:
        """The places of "Hai xã có quỹ lớn nhất là Thanh Giang và Ngũ Hùng, mỗi nơi 1,6 tỷ đồng"."""
        sentence = self.sentences[claim.sentence]
        before = self.text[sentence.start : claim.quantity.start]
        match = re.search(
            rf"((?:{areas.NAME}(?:, | và |,? xã |,? huyện |,? phường ))*{areas.NAME})[\s,]*(?:đều )?mỗi (?:nơi|xã|huyện|phường|đơn vị|địa phương)[^,]*$",
            before,
        )
        if match is None:
            return []
        marker = re.findall(r"xã|phường|thị trấn|huyện|thị xã|tỉnh", before[: match.end(1)].lower())
        level = (
            {"huyện": DISTRICT, "thị xã": DISTRICT, "tỉnh": PROVINCE}.get(marker[-1], COMMUNE)
            if marker
            else COMMUNE
        )
        return [(level, areas.clean(name)) for name in re.findall(areas.NAME, match.group(1))]

    def enter(self, sentence: Sentence) -> None:
        """Begin a sentence: a new paragraph is about the article's place again."""
        if sentence.paragraph != self.carry_paragraph:
            self.carry, self.carry_paragraph = None, sentence.paragraph

    def leave(self, sentence: Sentence, figure: int) -> None:
        """Take note of the place that a sentence speaks of before its first figure: the next may go on about it."""
        i = bisect_left(self.starts, sentence.start)
        while i < len(self.places) and self.places[i].start < min(figure, sentence.end, sentence.start + 120):
            p = self.places[i]
            if self._governs(p, sentence) and not self._is_part(p):
                self.carry = p
            i += 1

    def _is_part(self, place: Place) -> bool:
        return (
            _BREAKDOWN.search(self.text, max(0, place.start - 30), place.start) is not None
            and place.start > self._paragraph_start(place.start) + 12
        )

    def _paragraph_start(self, at: int) -> int:
        return self.text.rfind("\n", 0, at) + 1

    def _governing(self, sentence: Sentence, start: int) -> Place | None:
        """The nearest place to the left that the figure is about."""
        i = bisect_left(self.starts, start) - 1
        while i >= 0 and self.places[i].start >= sentence.start:
            p = self.places[i]
            if self._governs(p, sentence) and not self._is_over(p, start):
                return self._set_apart(p, i, sentence) if p.whole else p
            i -= 1
        return None

    def _set_apart(self, whole: Place, i: int, sentence: Sentence) -> Place:
        """ "Riêng xã Măng Ri, huyện hội tặng thêm 80 áo ấm": what is set apart governs, not who gives."""
        for p in reversed(self.places[:i]):
            if p.start < sentence.start:
                break
            lead = self.text[max(sentence.start, p.start - 10) : p.start].lower()
            if (
                not p.whole
                and RANK[p.level] > RANK[whole.level]
                and re.search(r"(?:riêng|riêng tại|riêng ở)\s+$", lead)
                and ";" not in self.text[p.end : whole.start]
            ):
                return p
        return whole

    def _governs(self, p: Place, sentence: Sentence) -> bool:
        text = self.text
        i = bisect_left(self.starts, p.start)
        if i > 0:
            before = self.places[i - 1]
            gap = text[before.end : p.start]
            if not p.whole and len(gap) < 14 and _INSIDE.match(gap) and RANK[before.level] > RANK[p.level]:
                return False
        if _IDLE.search(text, max(0, p.start - 45), p.start) and not p.whole:
            return False
        if p.whole and re.search(
            r"(?:dẫn đầu|đứng đầu|cao nhất|nhất|so với|thứ \w+|mặt bằng|tốp đầu)\s*$",
            text[max(0, p.start - 14) : p.start + 1],
            re.IGNORECASE,
        ):
            return False
        if p.marker in ("hamlet", "school"):
            lead = text[max(sentence.start, p.start - 12) : p.start].lower()
            at_start = p.start - sentence.start < 6
            if p.marker == "school":
                ahead = text[p.end : p.end + 30]
                return (
                    (
                        at_start
                        or "riêng" in lead
                        or "chi hội" in text[max(sentence.start, p.start - 22) : p.start].lower()
                    )
                    and not lead.rstrip().endswith("tại")
                    and bool(re.match(r"\s*(?::|,|\(|có|đã|trao|hiện|thu|-|–|đạt|vận động)", ahead))
                )
            return (
                at_start
                or "riêng" in lead
                or re.match(r"\s*(?::|có|\()", text[p.end : p.end + 6]) is not None
            ) and not re.search(r"(?:nhà văn hóa|hội trường|tại)\s*$", lead)
        if p.marker == "province" and p.whole and RANK[self.seat.level] > 1:
            tail = text[p.end : p.end + 40]
            if re.match(r"\s+(?:tặng|trao|khen|biểu dương|đề nghị|yêu cầu|dự|đã tặng)", tail) or text[
                max(0, p.start - 40) : p.start
            ].lower().rstrip().endswith(("được", "của")):
                return False
        if p.marker == "bare" and RANK[self.seat.level] > RANK[p.level]:
            # the province of a district's news, named in passing
            return False
        return not re.match(r"\s*\((?:cũ)?\)?\s*tặng", text[p.end : p.end + 10]) or True

    def _is_over(self, p: Place, at: int) -> bool:
        """Has the text moved on from a place that was only a part of the whole?"""
        between = self.text[p.end : at]
        if ";" in between and (self._is_part(p) or self._parenthesised(p)):
            return True
        opened = self.text.rfind("(", max(0, p.start - 60), p.start)
        return opened >= 0 and ")" not in self.text[opened : p.start] and ")" in between

    def _parenthesised(self, p: Place) -> bool:
        return self.text[p.end : p.end + 2].strip().startswith("(")

    def _behind(self, start: int, end: int, sentence: Sentence) -> Place | None:
        """A place behind the figure: "trao 20 suất học bổng cho học sinh nghèo xã An Lạc"."""
        i = bisect_left(self.starts, start)
        while i < len(self.places) and self.places[i].start < min(end, sentence.end):
            p = self.places[i]
            between = self.text[start : p.start]
            if re.search(r"[;,]|trong đó|riêng|\d", between):
                return None
            if (
                (p.level in (DISTRICT, COMMUNE, PROVINCE, NATIONAL))
                and RANK[p.level] >= RANK[self.seat.level]
                and not _IDLE.search(between)
                and not re.search(r"(?:do|được|của|cùng|với|đạt|có|hơn|qua|từ)\s+(?:\S+\s+){0,3}$", between)
                and not _ASSOCIATION.search(between)
            ):
                return p
            i += 1
        return None

    def _attached(self, start: int, end: int) -> Place | None:
        """ "12 dòng họ hiếu học của xã Đồng Lạc": the place that owns what is counted."""
        i = bisect_left(self.starts, start)
        if i < len(self.places) and self.places[i].start < min(end, start + 60):
            p = self.places[i]
            between = self.text[start : p.start]
            if (
                not p.whole
                and p.level is not ORGANISATION
                and re.fullmatch(r"(?:\s+[^\W\d]+){1,7}\s+(?:của|trên địa bàn|thuộc)\s*", between)
                and not re.search(r"\b(?:cho|do|được|từ|cùng)\b", between)
            ):
                return p
        return None

    def _list_item(self, claim: Claim, sentence: Sentence) -> tuple[AreaLevel, str] | None:
        """A bare name right before the figure: "Càng Long (93,1%), Cầu Kè (91,6%)", "Cao Lộc: 24.118"."""
        q = claim.quantity
        words = self.words
        i = q.first - 1
        while i >= sentence.first and i > q.first - 9:
            word = words[i]
            if (
                word.text in "(:-–—"
                or word.tag in ("bound", "up", "down", "share", "over_target", "to")
                or word.form
                in (
                    "vơi2",
                    "co2",
                    "đươc5",
                    "la2",
                    "la1",
                    "đa4",
                    "cung4",
                    "chi4",
                    "mơi2",
                    "nai",
                    "hiên5",
                    "thu",
                    "tư2",
                    "tư1",
                )
            ):
                i -= 1
                continue
            break
        if i < sentence.first or words[i].kind not in ("word", "cue") or not words[i].text[:1].isupper():
            return None
        last = i
        while (
            i - 1 >= sentence.first
            and words[i - 1].text[:1].isupper()
            and words[i - 1].kind in ("word", "cue")
            and words[i - 1].end + 1 >= words[i].start
        ):
            i -= 1
        for first in range(i, last + 1):
            start, end = words[first].start, words[last].end
            name = self.text[start:end]
            j = bisect_left(self.starts, end) - 1
            if j >= 0 and self.places[j].end > start and self.places[j].marker != "bare":
                return None  # has a marker: it is among the places
            if j >= 0 and self.places[j].end > start and RANK[self.seat.level] <= 1:
                return None
            level = self._item_level(name, start)
            if level is not None:
                return level, areas.clean(name)
        return None

    def _item_level(self, name: str, start: int) -> AreaLevel | None:
        seat = self.seat
        if seat.level in (PROVINCE, NATIONAL):
            known = gazetteer.province(seat.name)
            code = known.code if known else self.province_code
            if gazetteer.district(name, code) is not None:
                return DISTRICT
            if (
                known is not None
                and gazetteer.key(name) in gazetteer.communes_2025(known.code_2025)
                and self._after_reform()
            ):
                return COMMUNE
        before = self.text[max(0, start - 60) : start].lower()
        if re.search(
            r"(?:hợp tác xã|htx|công ty|doanh nghiệp|trường|chợ|gia đình|ông|bà|anh|chị|em|cô|thầy|ngân hàng|nhóm|quỹ)[^,;.()]*$",
            before,
        ):
            return None
        if re.search(r"(?:xã|phường|thị trấn)[^.;]*$", before) and len(name) < 25:
            return COMMUNE
        if (
            seat.level is DISTRICT
            and len(name) < 25
            and not re.search(r"(?:ông|bà|anh|chị|em|cô|thầy|công ty|gia đình|cháu)\s*$", before)
        ):
            district = gazetteer.district(seat.name, self.province_code)
            if district is not None and gazetteer.key(name) in gazetteer.communes(district.code):
                return COMMUNE
            if re.search(r"\),\s*$|\)\s*và\s*$|\);\s*$", before):
                return COMMUNE
        if (
            seat.level is PROVINCE
            and re.search(r"(?:huyện|thị xã|thành phố|quận)[^.;]*$", before)
            and len(name) < 25
            and " " in name
        ):
            return DISTRICT
        return None

    def _after_reform(self) -> bool:
        return "2025" in self.text or "2026" in self.text

    def _organisation(self, claim: Claim, sentence: Sentence) -> tuple[AreaLevel, str] | None:
        """The association itself, where the text sets it apart: what it did directly, an honour that it received."""
        before = self.text[sentence.start : claim.quantity.start]
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
        own = claim.metric == "honours" and _OWN.search(before, said.end()) and self._counts_honours(claim)
        apart = re.search(
            r"trong đó,?\s*(?:riêng\s*)?$", before[: said.start()], re.IGNORECASE
        ) and not re.search(r"Hội Khuyến học (?:các|cấp)", name)
        direct = re.search(r"trực tiếp", before[said.end() :])
        if own or apart or direct:
            if len(name.split()) <= 3 and self.seat.level is not NATIONAL:
                full = {PROVINCE: "tỉnh", DISTRICT: "huyện"}.get(self.seat.level)
                name = (
                    f"{name} {self.seat.name}"
                    if name.split()[-1] in ("tỉnh", "huyện", "xã", "phường", "quận")
                    else f"Hội Khuyến học {full + ' ' if full and self.seat.name not in ('Hà Nội', 'Hồ Chí Minh', 'Đà Nẵng') else ''}{self.seat.name}"
                )
            return ORGANISATION, name
        return None

    def _counts_honours(self, claim: Claim) -> bool:
        q = claim.quantity
        return (
            q.last < len(self.words)
            and self.words[q.last].tag == "fixed"
            and self.words[q.last].value == "honours"
        )
