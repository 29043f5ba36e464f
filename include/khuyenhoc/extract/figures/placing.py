"""Which place a figure is about, among those that the text names.

Rule 6 of the annotation guide: the narrowest place that the sentence names for the figure, else its paragraph,
else the article's (title, first paragraph, the association that reports), else the source's province.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date

from khuyenhoc.extract.figures import areas, gazetteer, owning, subjects
from khuyenhoc.extract.figures.following import Following
from khuyenhoc.extract.figures.governing import Governing, paragraph_start
from khuyenhoc.extract.figures.itemising import Items, after_reform
from khuyenhoc.extract.figures.listening import STOCKS
from khuyenhoc.extract.figures.marking import COMMUNE, DISTRICT, ORGANISATION, PROVINCE, Place
from khuyenhoc.extract.figures.metrics import Claim
from khuyenhoc.extract.figures.seating import ASSOCIATION, RANK, Seat, Seating
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.words import Pieces, Word
from khuyenhoc.models import AreaLevel

_BREAKDOWN = re.compile(
    r"(?:trong đó|riêng|nhất là|điển hình|dẫn đầu|cao nhất|thấp nhất|kế đến|tiếp theo|tiêu biểu|như|gồm|là|khá|cao|tốt|lớn)(?: là| có| như| ở| tại)?(?: địa bàn)?[\s:]*$"
)
_BEST = re.compile(r"\s*(?:\S+\s+){0,4}(?:nhiều nhất|cao nhất|thấp nhất|lớn nhất|dẫn đầu|đứng đầu)")
_SEVERAL = re.compile(r"\s*\([^)]{0,30}\d|,? và (?:xã |huyện |phường )?[A-ZĐ]")
#: A sentence that begins so speaks of the whole again.
_WHOLE_AGAIN = re.compile(
    r"(?:[^,.]{0,40}, )?(?:các cấp hội|chúng tôi|toàn |huyện hội|tỉnh hội|thành hội|từ (?:nguồn|số) |cùng với đó|ngoài ra|bên cạnh đó|tính chung)"
)
#: A sentence that begins so is about the event, wherever the one before was.
_OCCASION = re.compile(r"(?:nhân |cũng |trong )*(?:dịp này|tại (?:hội nghị|đại hội|buổi lễ|lễ|chương trình))")

#: "12 dòng họ hiếu học của xã Đồng Lạc", "164/164 xã, phường, thị trấn của tỉnh Bến Tre"
_OWNED = re.compile(
    r"(?:(?:\s+[^\W\d]+){1,7}|(?:\s+(?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|thôn|bản|ấp|khu phố|tổ dân phố|đặc khu),?){2,6})\s+(?:của|trên địa bàn|thuộc)\s*"
)
_FEW_WORDS = re.compile(r"(?: [^\W\d]+){1,4} ")
_OF_WHOLE = re.compile(r" (?:mà |(?:hội viên |suất(?: học bổng)? |lượt |em |học sinh |gia đình )(?:mà )?)?")
#: One more figure of those told in turn.
_NEXT_ONE = re.compile(r"(?:,| và) (?:[^\W\d]+ ){0,3}\d")
#: "Tại thôn A, xã B, Hội Khuyến học tỉnh trao …"
_AT_PLACE = re.compile(
    r"(?:[^,]{0,30}, )?(?:cũng )?tại (?:(?:điểm )?trường |nhà văn hóa )?(?:(?:thôn|bản|xóm|ấp|buôn|làng) [^,]{2,25}, )?$"
)
_SCENE = 90
#: "huyện Đắk Glong 150 suất; ba huyện còn lại 230 suất"
_OTHERS = re.compile(
    r"[;,] (?:các|hai|ba|bốn|\d+) (?:huyện|xã|phường|đơn vị|địa phương|nơi)[^;,\d]{0,20} (?:còn lại|khác)\b"
)


#: What a place heads is no longer.
_PART = 4000
#: A first line that is longer is no title.
TITLE = 400


class Areas:
    """Finds the area of each claim of one article."""

    def __init__(
        self,
        text: str,
        low: str,
        pieces: Pieces,
        words: list[Word],
        sentences: list[Sentence],
        source_province: str | None,
        tables: list[tuple[int, int]],
        published: date | None,
    ) -> None:
        #: The text, and the text in small letters, which most patterns are tried on.
        self.text, self.low = text, low
        self.words, self.sentences = words, sentences
        self.source = source_province
        known = gazetteer.province(source_province)
        self.province_code = known.code if known else None
        self.places = areas.find(text, low, pieces, self.province_code, published)
        line = text.find("\n", 0, TITLE)
        self.title_end = max(line, 0)
        seating = Seating(text, low, self.places, source_province, self.title_end, tables, published)
        seating.places = subjects.find(
            text, low, pieces, seating.places, self.province_code, self._communes_of(seating.seat)
        )
        self.seat, self.places = seating.seat, seating.resolved()
        self.starts = [p.start for p in self.places]
        self.governing = Governing(text, low, self.places, self.seat)
        self.following = Following(text, low, self.places, self.seat)
        self.items = Items(text, low, self.places, self.seat, self.province_code)
        self.carry: Place | None = None
        self.headed: Place | None = None
        self.headed_end = 0
        #: How the last claim's place was found.
        self.how = ""
        self.carry_paragraph = -1
        self.turn_of, self.turns = -1, 0

    def _communes_of(self, seat: Seat) -> subjects.Names:
        """The communes of the article's district; of its province since districts ended."""
        if seat.level is DISTRICT:
            district = gazetteer.district(seat.name, self.province_code)
            return subjects.communes(district.code) if district else {}
        known = gazetteer.province(seat.province)
        if seat.level is PROVINCE and known is not None and after_reform(self.text):
            return subjects.communes_2025(known.code_2025)
        return {}

    # ── one claim ───────────────────────────────────────────────────────────────────────────────────

    def of(self, claim: Claim, previous_end: int, next_start: int) -> tuple[AreaLevel, str]:
        """Level and name of the claim's area; the bounds are the neighbouring quantities in its sentence."""
        sentence = self.sentences[claim.sentence]
        q = claim.quantity
        own = owning.named(self.text, self.words, claim, sentence, self.seat)
        if own is not None:
            self.how = "place.own"
            return own
        item = self.items.of(sentence.start, q.start, q.end)
        if item is not None:
            self.how = "place.item"
            return item
        turn = self._in_turn(claim, sentence)
        if turn is not None:
            self.how = "place.turn"
            return turn.level, turn.name
        attached = self._attached(claim, next_start)
        if attached is not None:
            self.how = "place.owner"
            return attached.level, attached.name
        governing = self._governing(sentence, q.start)
        right = self.following.of(claim, previous_end, next_start, sentence, governing)
        if right is not None:
            self.how = "place.behind"
            return right.level, right.name
        if governing is not None:
            self.how = "place.before"
            return governing.level, governing.name
        again = (
            self.carry is not None
            and RANK[self.carry.level] > RANK[self.seat.level]
            and _WHOLE_AGAIN.match(self.low, sentence.start)
        ) or _OCCASION.match(self.low, sentence.start)
        if self.carry is not None and self.carry_paragraph == sentence.paragraph and not again:
            self.how = "place.carried"
            return self.carry.level, self.carry.name
        if self.headed is not None and not again and RANK[self.headed.level] >= RANK[self.seat.level]:
            self.how = "place.heading"
            return self.headed.level, self.headed.name
        self.how = "place.seat"
        return self.seat.level, self.seat.name

    def enter(self, sentence: Sentence) -> None:
        """Begin a sentence: a new paragraph is about the article's place again."""
        if sentence.paragraph == self.carry_paragraph:
            return
        self.carry, self.carry_paragraph = None, sentence.paragraph
        if sentence.start >= self.headed_end:
            self.headed = None
        i = bisect_left(self.starts, sentence.start)
        p = self.places[i] if i < len(self.places) else None
        alone = p is not None and self.text.startswith(("\n", ":\n"), p.end)
        if p is not None and alone and p.start == sentence.start > self.title_end and not p.whole:
            end = self.text.find("\n\n", p.end + 2, p.end + _PART)
            self.headed, self.headed_end = p, end if end >= 0 else p.end + _PART

    def leave(self, sentence: Sentence, figure: int) -> None:
        """Take note of the place that a sentence speaks of before its first figure: the next may go on about it."""
        i = bisect_left(self.starts, sentence.start)
        while i < len(self.places) and self.places[i].start < min(figure, sentence.end, sentence.start + 120):
            p = self.places[i]
            if (
                self.governing.may(p, sentence)
                and (p.start == sentence.start or not p.bare)
                and (not self._is_part(p) or (figure == sentence.end and self.text.startswith(".", p.end)))
                and not self._is_wider_giver(p)
                and not _BEST.match(self.text, p.end)
                and not _SEVERAL.match(self.text, p.end)
                and not self._is_enumerated(i, sentence)
            ):
                self.carry = p
            i += 1

    def _is_wider_giver(self, p: Place) -> bool:
        """Is it only the association of a wider place that gives at the article's own, narrower one?"""
        return (
            RANK[p.level] < RANK[self.seat.level]
            and ASSOCIATION.search(self.low, max(0, p.start - 25), p.start) is not None
        )

    def _is_enumerated(self, i: int, sentence: Sentence) -> bool:
        """Is another place of the same kind told of in the same sentence: "Huyện A có 97 em, huyện B 64 em"?"""
        p = self.places[i]
        others = self.places[i + 1 : bisect_left(self.starts, sentence.end)]
        return any(
            o.marker == p.marker and not o.whole and not p.whole and self.governing.may(o, sentence)
            for o in others
        )

    def _is_part(self, place: Place) -> bool:
        """Is this one of the parts that "trong đó" and the like introduce, the first or one behind it?"""
        i = bisect_left(self.starts, place.start)
        first, line = place, paragraph_start(self.text, place.start)
        while i > 0 and self.places[i - 1].marker == place.marker and self.places[i - 1].start >= line:
            i -= 1
            between = self.text[self.places[i].end : first.start]
            if ";" in between or ". " in between:
                break
            first = self.places[i]
        return any(
            _BREAKDOWN.search(self.low, max(0, p.start - 30), p.start) is not None and p.start > line + 12
            for p in (first, place)
        )

    def _governing(self, sentence: Sentence, start: int) -> Place | None:
        """The nearest place to the left that the figure is about."""
        i = bisect_left(self.starts, start) - 1
        while i >= 0 and self.places[i].start >= sentence.start:
            p = self.places[i]
            if self.governing.may(p, sentence) and not self._is_over(p, start):
                return self._set_apart(p, i, sentence) if p.whole else p
            i -= 1
        return None

    def _set_apart(self, whole: Place, i: int, sentence: Sentence) -> Place:
        """ "Riêng xã Măng Ri, huyện hội tặng thêm 80 áo ấm": what is set apart governs, not who gives."""
        for p in reversed(self.places[:i]):
            if p.start < sentence.start:
                break
            lead = self.low[max(sentence.start, p.start - 10) : p.start]
            at = p.marker != "school" and RANK[p.level] >= RANK[COMMUNE] and self._is_scene(p, sentence)
            if (
                not p.whole
                and RANK[p.level] > RANK[whole.level]
                and (at or re.search(r"(?:riêng|riêng tại|riêng ở)\s+$", lead))
                and ";" not in self.text[p.end : whole.start]
            ):
                return p
        return whole

    def _is_scene(self, p: Place, sentence: Sentence) -> bool:
        """Does a sentence begin with the place that it happens at: "Tại điểm trường thôn A, xã B, Hội Khuyến học tỉnh …"?"""
        lead = self.low[sentence.start : p.start]
        return len(lead) < _SCENE and "ội trường" not in lead and _AT_PLACE.match(lead) is not None

    def _is_over(self, p: Place, at: int) -> bool:
        """Has the text moved on from a place that was only a part of the whole?"""
        between = self.text[p.end : at]
        if ";" in between and (self._is_part(p) or self._parenthesised(p)):
            return True
        if _OTHERS.search(self.low, p.end, at):
            return True
        opened = self.text.rfind("(", max(0, p.start - 60), p.start)
        return opened >= 0 and ")" not in self.text[opened : p.start] and ")" in between

    def _parenthesised(self, p: Place) -> bool:
        return self.text[p.end : p.end + 2].strip().startswith("(")

    def _in_turn(self, claim: Claim, sentence: Sentence) -> Place | None:
        """ "Huyện Đông Hải và thị xã Giá Rai … vận động lần lượt 38,2 tỷ đồng và 35 tỷ 640 triệu đồng"."""
        at = self.text.rfind("lần lượt", sentence.start, claim.quantity.start)
        if at < 0:
            return None
        i = bisect_left(self.starts, sentence.start)
        named = [p for p in self.places[i : bisect_left(self.starts, at)] if not p.whole]
        several = 1 + len(_NEXT_ONE.findall(self.low, at, sentence.end))
        named = named[-several:] if len(named) > several > 1 else named
        self.turns = self.turns + 1 if self.turn_of == at else 0
        self.turn_of = at
        return named[self.turns] if self.turns < len(named) else None

    def _attached(self, claim: Claim, end: int) -> Place | None:
        """ "12 dòng họ hiếu học của xã Đồng Lạc", "14,9 tỷ đồng toàn tỉnh vận động được": the place that owns what is counted."""
        start = claim.quantity.end
        i = bisect_left(self.starts, start)
        if i < len(self.places) and self.places[i].start < min(end, start + 60):
            p = self.places[i]
            between = self.text[start : p.start]
            if (
                not p.whole
                and p.level is not ORGANISATION
                and _OWNED.fullmatch(between)
                and not re.search(r"\b(?:cho|do|được|từ|cùng)\b", between)
            ):
                return p
            of_its_place = claim.metric in STOCKS and self.seat.level is ORGANISATION and p.whole
            if of_its_place and self.low.startswith("của ", p.start) and _FEW_WORDS.fullmatch(between):
                return p  # "là một trong 6 dòng họ của phường được công nhận"
            wider = p.whole and RANK[p.level] < RANK[self.seat.level]
            if (
                wider
                and self.low.startswith(("toàn", "cả", "của toàn"), p.start)
                and _OF_WHOLE.fullmatch(between)
            ):
                return p
        return None
