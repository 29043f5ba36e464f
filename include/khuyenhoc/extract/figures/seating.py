"""The place that an article reports from, and the names of places that it calls "toàn huyện" or "thành phố".

Rule 6 of the annotation guide: title, first paragraph, the association that reports, else the source's province.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from khuyenhoc.extract.figures import gazetteer, hosting, marking, telling
from khuyenhoc.extract.figures.marking import COMMUNE, DISTRICT, NATIONAL, ORGANISATION, PROVINCE, Place
from khuyenhoc.extract.figures.words import UPPER
from khuyenhoc.models import AreaLevel

RANK = {NATIONAL: 0, PROVINCE: 1, DISTRICT: 2, COMMUNE: 3, ORGANISATION: 4}
#: (This and the next are tried on the text in small letters.) The place behind these words is where somebody comes from or holds office, not what the figure is about.
IDLE = re.compile(
    r"(?:quê(?: ở)?|quê quán|ngụ(?: tại)?|trú tại|sinh ra ở|đóng trên|(?<!thuộc )về|hội trường(?! hội )|nhà văn hóa|giám đốc|bí thư|đường|phố|ngõ|ngụ ở|đến từ|dạy học ở|gửi về|chi nhánh|agribank|ngân hàng|cách)\s(?:\w+\s){0,3}$"
)
ASSOCIATION = re.compile(r"(?:hội khuyến học|hkh|hội kh|quỹ khuyến học|chi hội khuyến học)\s*$")
#: (In small letters.) What may stand before a place in the name of who gives, and what such a one does.
_GIVERS_NAME = re.compile(
    r"(?!(?:người|học|tuổi|thầy|phụ|nông|con|đất|tỉnh|ở|tại|hội) )[^\W\d]+ (?:[^\W\d]+ ){0,3}"
)
_GIVES = re.compile(r" (?:trao|tặng|tài trợ|ủng hộ|hỗ trợ|tiếp sức)\b")
#: An item of a digest: "* Kiến Xương: …", "- Hội Khuyến học huyện Lục Nam: …".
_ITEM = re.compile(r"[*•▪►]|[-–+] ")
#: What an article about a school's own work says.
_OF_SCHOOL = re.compile(r"nhà trường|chi hội trường|cựu (?:học sinh|giáo sinh|sinh viên)")
#: The province's association, named without the province.
_UNNAMED = re.compile(
    rf"(?:Hội Khuyến học|HKH|Hội KH) (?:tỉnh|(?:các|hai|ba|bốn|năm|\d+) tỉnh)(?! [{UPPER}])"
)
_CLAN = re.compile(r"(?:dòng họ|dòng tộc|gia tộc|tộc họ|chi họ|tộc|họ) ", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"\s*\(({marking.NAME})[,)]")
#: A line that opens with a name: one of several provinces' at a cluster's meeting.
_HEADS_LINE = re.compile(r"\n[*+•–-]? ?[^\n:]+:", re.MULTILINE)
#: A line's head begins no further into it: "* TRI TÔN - …".
_HEAD = 4
#: A sentence's subject no further into it: "Ở Lào Cai, …", "Còn huyện Mê Linh thì …".
_SENTENCE_HEAD = 6
#: A line is looked for no further back.
_LINE = 2000
#: How far into the text the lead may reach.
_LEAD = 3
#: The subject of a clause stands no further before "của tỉnh", and nothing of these between.
_OWNS, _ENDS = 120, re.compile(r"[;\n]|\. ")


@dataclass(frozen=True, slots=True)
class Seat:
    """The place that an article reports from, and its province."""

    level: AreaLevel
    name: str
    province: str | None

    def may_reach(self, level: AreaLevel) -> bool:
        """Can what is given from here reach a place of that level: one inside it, any from a fund?"""
        return RANK[level] >= RANK[self.level] or self.name.startswith("Quỹ ")


class Seating:
    """Finds the seat of one article and resolves its unnamed places."""

    def __init__(
        self,
        text: str,
        low: str,
        places: list[Place],
        source: str | None,
        title_end: int,
        tables: list[tuple[int, int]],
        day: date | None,
    ) -> None:
        self.tables, self.day = tables, day
        self.text, self.low = text, low
        self.places, self.source, self.title_end = places, source, title_end
        known = gazetteer.province(source)
        self.province_code = known.code if known else None
        self.seat = self._seat()
        if self.seat.level is ORGANISATION:  # a place in the body's name is none that it speaks of
            self.places = [p for p in places if not self._within(p, self.seat.name)]
        self.inside = self._district_in_brackets()

    # ── the article's own place ─────────────────────────────────────────────────────────────────────

    def _seat(self) -> Seat:
        title = [p for p in self.places if p.start < self.title_end and not p.whole]
        lead_end = self._lead_end()
        lead = [
            p
            for p in self.places
            if self.title_end <= p.start < lead_end
            and not p.whole
            and not _ITEM.match(self.text, self._line_start(p.start))
            and not any(start <= p.start < end for start, end in self.tables)
        ]
        province = self.source or next((p.name for p in title + lead if p.level is PROVINCE), None)
        told = telling.of_title(self.text, self.low, self.title_end, title)
        if told:
            return Seat(ORGANISATION, told, province)
        for p in title:
            ours = p.marker == "school" and (
                ASSOCIATION.search(self.low, 0, p.start) or _OF_SCHOOL.search(self.text)
            )
            beside = p.level is ORGANISATION and telling.is_beside(
                self.low, p.start, p.end, self._line_end(self.title_end + 2)
            )
            if p.level is ORGANISATION and (p.marker in ("clan", "hamlet") or ours) and not beside:
                return Seat(p.level, p.name, province)
        body = hosting.headed(self.text, self.low, self.title_end)
        if body:
            return Seat(ORGANISATION, body, province)
        marked = [p for p in title if p.marker not in ("bare", "school") and p.level is not ORGANISATION]
        if marked:
            body = self._teller()
            if self._within(marked[0], body):
                return Seat(ORGANISATION, body, province)  # "Bệnh viện Đa khoa tỉnh X tuyên dương con em"
            narrow = max(marked[:2], key=lambda p: RANK[p.level])
            return Seat(narrow.level, narrow.name, province)
        fund = hosting.fund(self.text, self.low, self.title_end, {p.name for p in self.places})
        if fund:
            return Seat(ORGANISATION, fund, province)
        school = self._school_of_title(lead)
        if school is not None:
            return Seat(ORGANISATION, school, province)
        named = self._title_name()
        if named is not None:
            body = self._teller()
            if (
                named[1] in body
            ):  # the title calls the body by its bare name: "… của công nhân cao su Phú Riềng"
                return Seat(ORGANISATION, body, province)
            return Seat(named[0], named[1], province)
        bare = next((p for p in title if p.level is PROVINCE and not self._is_of_giver(p.start, p.end)), None)
        if bare is not None:
            body = self._teller()
            if self._within(bare, body):
                return Seat(ORGANISATION, body, province)  # "Bệnh viện Sản Nhi X tuyên dương con em"
            return Seat(PROVINCE, bare.name, bare.name)
        return self._seat_of_lead(lead, province)

    def _within(self, p: Place, name: str) -> bool:
        """Does a place stand in the name of a body?"""
        at = self.low.rfind(name.lower(), max(0, p.start - len(name)), p.end) if name else -1
        return at >= 0 and at < p.start and p.level is not ORGANISATION

    def _school_of_title(self, lead: list[Place]) -> str | None:
        """A school that the title calls by its bare name: "Cựu học sinh Kim Đồng …" of "Trường Tiểu học Kim Đồng"."""
        title = self.text[: self.title_end]
        named = {p.name for p in self.places if p.start < self.title_end}
        for p in lead:
            words = p.name.split() if p.marker == "school" else []
            village = p.name.partition(" ")[2] if p.marker == "hamlet" else ""
            alone = " " in village and village in title and p.name not in named
            if alone and self._level_of(village) is None:
                return p.name  # "Đất học Động Trung", of "thôn Động Trung"
            for n in (2, 3):
                bare = " ".join(words[n:])
                if (
                    len(words) > n + 1
                    and bare in title
                    and self._level_of(bare) is None
                    and _OF_SCHOOL.search(self.text)
                ):
                    return p.name
        return None

    def _teller(self) -> str:
        """The body that the article tells of, where its lead names no association."""
        first = self._line_end(self.title_end + 2)
        alone = not telling.ASSOCIATIONS.search(self.low, 0, first)
        own = hosting.teller(self.text, self.low, first) if alone else ""
        return own or telling.of_lead(self.text, self.low, self.title_end, first, self.places)

    def _seat_of_lead(self, lead: list[Place], province: str | None) -> Seat:
        first = self._line_end(self.title_end + 2)
        own = telling.at_work(self.low, first, lead, self.title_end) or self._teller()
        if own:
            return Seat(ORGANISATION, own, province)
        unnamed = _UNNAMED.search(self.text, self.title_end, self._lead_end())
        speaking = [p for p in lead if ASSOCIATION.search(self.low, max(0, p.start - 20), p.start)]
        national = re.search(r"Hội Khuyến học Việt Nam", self.text[: self._lead_end()])
        if national and not self.source and not speaking:
            return Seat(NATIONAL, "Việt Nam", None)
        if speaking and speaking[0].marker == "school":
            return Seat(ORGANISATION, speaking[0].name, province)
        if unnamed is not None and province and not any(p.start < unnamed.start() for p in speaking):
            return Seat(PROVINCE, province, province)
        narrower = next((p.start for p in lead if RANK[p.level] > RANK[PROVINCE]), len(self.text))
        whole = next(
            (p for p in self.places if p.whole and p.level is PROVINCE and p.marker == "province"), None
        )
        if province and whole is not None and whole.start < min(narrower, self._lead_end()) and not speaking:
            return Seat(PROVINCE, province, province)
        inside = self._named_with_province()
        if inside is not None and not speaking:
            return Seat(DISTRICT, inside, province)
        elsewhere = self._elsewhere(lead)
        for p in speaking + [p for p in lead if p.level is not ORGANISATION and p not in elsewhere]:
            idle = IDLE.search(self.low, max(0, p.start - 40), p.start)
            if p.level is not ORGANISATION and (not idle or telling.is_visited(self.low, p.start)):
                return Seat(p.level, p.name, province or (p.name if p.level is PROVINCE else None))
        if province:
            return Seat(PROVINCE, province, province)
        named = next((p for p in self.places if p.level is PROVINCE and not p.whole), None)
        return Seat(PROVINCE, named.name, named.name) if named else Seat(NATIONAL, "Việt Nam", None)

    def _elsewhere(self, lead: list[Place]) -> list[Place]:
        """Other provinces that an article names behind its first paragraph: "kết nghĩa với một trường ở Bắc Kạn"."""
        first, own = self._line_end(self.title_end + 2), gazetteer.province(self.source)
        bare = [p for p in lead if own is not None and p.marker == "bare" and p.start > first]
        return [p for p in bare if gazetteer.province(p.name) is not own]

    def _named_with_province(self) -> str | None:
        """A district in the first paragraph with its province in brackets: "Vùng cao Si Ma Cai (Lào Cai)"."""
        first = self.text[self.title_end : self._line_end(self.title_end + 2)]
        for match in re.finditer(rf"({marking.NAME}) \(({marking.NAME})\)", first):
            province = gazetteer.province(match[2])
            words = match[1].split()
            for n in range(len(words)):
                name = " ".join(words[n:])
                if province is not None and gazetteer.district(name, province.code) is not None:
                    return name
        return None

    def _district_in_brackets(self) -> str | None:
        """The district that a commune or village of the lead lies in: "xã Duy Trinh (Duy Xuyên, Quảng Nam)"."""
        end = self._lead_end()
        for p in self.places:
            inside = _IN_BRACKETS.match(self.text, p.end) if p.start < end else None
            if (
                inside is not None
                and p.level in (COMMUNE, ORGANISATION)
                and gazetteer.district(inside[1], self.province_code) is not None
            ):
                return inside[1]
        return None

    def _lead_end(self) -> int:
        """Behind the first three paragraphs of the body."""
        at = self.title_end
        for _ in range(_LEAD):
            at = self.text.find("\n", at + 1 + (len(self.text[at:]) - len(self.text[at:].lstrip("\n"))))
            if at < 0:
                return len(self.text)
        return at

    def _title_name(self) -> tuple[AreaLevel, str] | None:
        """A place that the title begins with or names bare: "Phước Long: …", "Trấn Yên tổng kết …"."""
        title = self.text[: self.title_end]
        for match in marking.CAPITALS.finditer(title):
            if any(p.start <= match.start() < p.end for p in self.places if p.marker != "bare"):
                continue
            words = match.group().split()
            for n in range(len(words), 0, -1):
                name = " ".join(words[:n])
                if n == 1 and match.start() > 0:
                    break
                if self._is_of_giver(match.start(), match.start() + len(name)):
                    break
                level = self._level_of(name)
                if level is not None:
                    return level, marking.clean(name, shouted=True)
                if len(words) > 4:
                    continue
        return None

    def _is_of_giver(self, begins: int, ends: int) -> bool:
        """Does a place end the name of who gives: "Agribank Nghệ An trao 50 suất học bổng", and no association's?"""
        said = self.low[:begins]
        named = _GIVERS_NAME.fullmatch(said) is not None and "khuyến" not in said and "quỹ" not in said
        return named and _GIVES.match(self.low, ends) is not None

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

    def resolved(self) -> list[Place]:
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
        cities = [p for p in self.places if p.marker == "city" and not p.whole]
        line: dict[AreaLevel, str] = {}
        of_line: set[str] = set()
        ours, line_end = False, -1
        marked: dict[str, str] = {}
        resolved: list[Place] = []
        for p in self.places:
            if p.start > line_end:
                line, line_end, ours, of_line = {}, self._line_end(p.start), False, set()
            if not p.whole:
                p = self._clan_of_the_same_name(self._district_of_the_same_name(p))
                heads = not p.bare or p.start - self._line_start(p.start) < _HEAD
                ours = ours or (p.level is seat.level and p.name == seat.name)
                last[p.level] = p.name if heads else last.get(p.level, p.name)
                if p.marker != "region" and heads:
                    line.setdefault(p.level, p.name)
                if p.level is seat.level:
                    of_line.add(p.name)
                marked[p.marker] = p.name
            elif p.marker in ("hamlet", "clan", "school"):
                of_kind = p.marker != "clan" or _CLAN.match(
                    seat.name
                )  # a clan in a village's article is another
                named = seat.name if of_kind and seat.level is ORGANISATION else marked.get(p.marker, "")
                if not named:
                    continue
                p = replace(p, name=named)
            elif p.level is not NATIONAL:
                level = self._level_of_city(cities) if p.marker == "city" else p.level
                if p.marker == "city" and gazetteer.city(line.get(PROVINCE), self.day):
                    level = PROVINCE  # "HÀ NỘI. … toàn thành phố có …"
                own = seat.name if level is seat.level else seat.province if level is PROVINCE else None
                name = (
                    self._owner(p, level, resolved)
                    or self._subject(p, level, resolved)
                    or (own if (ours or len(of_line) > 1) and level is seat.level else None)
                    or line.get(level)
                    or own
                    or last.get(level)
                    or (first.get(level) if level is not COMMUNE else None)
                    or (self.inside if level is DISTRICT else None)
                )
                if not name:
                    continue
                p = replace(p, level=level, name=name)
            resolved.append(p)
        return resolved

    def _owner(self, p: Place, level: AreaLevel, before: list[Place]) -> str | None:
        """Whose "của tỉnh" it is: "Thái Nguyên kết nạp 9.870 người, nâng tổng số hội viên của tỉnh lên 210.400"."""
        if not self.low.startswith("của ", p.start):
            return None
        owner = next((o for o in reversed(before) if o.level is level and not o.whole), None)
        if owner is None or p.start - owner.end > _OWNS or _ENDS.search(self.text, owner.end, p.start):
            return None
        return owner.name

    def _subject(self, p: Place, level: AreaLevel, before: list[Place]) -> str | None:
        """What the sentence opens with: "Thành phố Cần Thơ thì chú trọng trung tâm; các trung tâm của thành phố mở …"."""
        begun = max(self._line_start(p.start), self.text.rfind(". ", 0, p.start) + 2)
        for o in reversed(before):
            if o.start < begun:
                return None
            heads = o.start - begun <= _SENTENCE_HEAD and not o.whole and o.marker != "region"
            if heads and o.level is level:
                return o.name
        return None

    def _line_start(self, at: int) -> int:
        return self.text.rfind("\n", max(0, at - _LINE), at) + 1

    def _line_end(self, at: int) -> int:
        end = self.text.find("\n", at)
        return end if end >= 0 else len(self.text)

    def _level_of_city(self, cities: list[Place]) -> AreaLevel:
        """Is "thành phố" one of the few that are provinces?"""
        if self.seat.level is DISTRICT and any(p.name == self.seat.name for p in cities):
            return DISTRICT
        if gazetteer.city(self.seat.province, self.day):
            return PROVINCE
        return cities[0].level if cities else DISTRICT

    def _clan_of_the_same_name(self, p: Place) -> Place:
        """ "họ Ngô" in an article on "dòng họ Ngô": one clan, by the name that it is told of first (reading 25)."""
        same = p.marker == "clan" and _CLAN.sub("", p.name) == _CLAN.sub("", self.seat.name)
        return replace(p, name=self.seat.name) if same and self.seat.level is ORGANISATION else p

    def _district_of_the_same_name(self, p: Place) -> Place:
        """ "Quảng Ninh" in Quảng Bình's news is the district, if the text has "huyện Quảng Ninh" too."""
        if (
            p.marker == "bare"
            and p.level is PROVINCE
            and self.seat.level is DISTRICT
            and gazetteer.key(p.name) == gazetteer.key(self.seat.name)
            and not _HEADS_LINE.search(self.text, max(0, p.start - 4), p.end + 2)
        ):
            return replace(p, level=DISTRICT)
        return p
