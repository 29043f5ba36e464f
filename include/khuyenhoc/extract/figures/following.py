"""The place behind a figure: to whom something is given, where it is, who belongs there."""

from __future__ import annotations

import re
from bisect import bisect_left

from khuyenhoc.extract.figures.listening import STOCKS
from khuyenhoc.extract.figures.marking import ORGANISATION, Place
from khuyenhoc.extract.figures.metrics import Claim
from khuyenhoc.extract.figures.seating import ASSOCIATION, IDLE, RANK, Seat
from khuyenhoc.extract.figures.sentences import Sentence

#: What is handed over at a place.
_HANDED = frozenset({"gifts", "scholarships", "awards"})
#: "cho học sinh nghèo huyện Bình Lục"
_PUPILS = re.compile(
    r"\bcho (?:\d+ )?(?:các )?(?:em|học sinh|học trò|sinh viên|giáo viên|con em|hộ|gia đình|hội viên)(?: [^\W\d]+){0,5} ?$"
)
#: Who gives, behind those who are given to: "126 cháu được Hội Khuyến học xã An Lão thưởng".
_BY_THEM = re.compile(r"\bđược (?:(?:hội|quỹ|chi hội|ban) khuyến học )?$")
_GIVE = re.compile(r" (?:đã )?(?:khen |trao |phát )?(?:thưởng|trao|tặng|cấp|hỗ trợ|khen|giúp)")
#: Things given together, of which the last says to whom: "150 áo ấm, 140 đôi ủng và 60 suất quà cho học sinh xã A".
_TOGETHER = re.compile(r"(?:[^;.,\d()]{1,30}(?:,| và| cùng)(?: [^\W\d]+)? \d[\d.]*)+")
#: Between what is given and to whom: "150 suất học bổng, tổng trị giá 150 triệu đồng, cho học sinh huyện Bắc Hà".
_WORTH = re.compile(
    r"[^;.,\d()]{0,30},? (?:tổng )?(?:trị giá|giá trị|số tiền|kinh phí)[^;.,\d()]{0,15} \d[\d.,]* (?:triệu |tỷ |nghìn |ngàn )?(?:\d+ (?:triệu |nghìn ))?đồng,?(?= cho )"
)
#: To whom directly: "48 suất cho xã Lùng Cải".
_TO_IT = re.compile(r"(?: [^\W\d]+){1,3} cho ")
_RECEIVER = re.compile(r"\b(?:cho|vào|tới) (?:quỹ (?:của )?)?(?:hội khuyến học|hkh|quỹ khuyến học)\s*$")
#: Between a figure and its place: "79,4% ở Khánh Hòa và 70,6% ở Ninh Thuận".
_THERE = re.compile(r"\s*(?:[^\W\d]+ ){0,3}(?:ở|tại)\s*")
#: Between an amount and what it is for, counted at a place: "30 triệu đồng để sửa mái cho hai trường ở xã Đăk Nên".
_SPENT_AT = re.compile(r" (?:để|nhằm) [^,;.\d]{3,40} cho ")
#: Between what there is and the village that it is in.
_IN_IT = re.compile(r"(?: [^\W\d]+){0,5} (?:ở|trong) ")
#: Before the first of several places.
_SEVERAL = ("các ", "hai ", "ba ", "bốn ", "2 ", "3 ", "4 ")


class Following:
    """Looks behind the figures of one article, among its places in order."""

    def __init__(self, text: str, low: str, places: list[Place], seat: Seat) -> None:
        self.text, self.low, self.seat = text, low, seat
        self.places, self.starts = places, [p.start for p in places]

    def of(
        self, claim: Claim, previous_end: int, next_start: int, sentence: Sentence, governing: Place | None
    ) -> Place | None:
        """The place behind the claim that says more of it than the one that governs its sentence; the bounds are its neighbours'."""
        q = claim.quantity
        right = self._told(claim, next_start, sentence, governing)
        if right is None or governing is None or self._is_at(q.end, right, governing):
            return right
        there = _THERE.fullmatch(self.low, q.end, right.start)
        return right if there and _THERE.fullmatch(self.low, previous_end, governing.start) else None

    def _told(
        self, claim: Claim, next_start: int, sentence: Sentence, governing: Place | None
    ) -> Place | None:
        """The place that stands behind the claim, as what it is, or behind what was given with it or what that is worth."""
        q = claim.quantity
        shared = _SPENT_AT.fullmatch(self.low, q.end, next_start) if q.unit == "vnd" else None
        right = self._behind(q.end, sentence.end if shared else next_start, sentence)
        if right is None and governing is None and claim.metric in STOCKS:
            right = self._belonging(q.end, next_start)
        if right is not None or claim.metric not in _HANDED:
            return right
        together = _TOGETHER.match(self.low, q.end, sentence.end)
        if together is not None:
            right = self._behind(together.end(), sentence.end, sentence)
            if right is not None and _PUPILS.search(self.low, together.end(), right.start):
                return right
        worth = _WORTH.match(self.low, q.end, sentence.end)
        return self._behind(worth.end(), sentence.end, sentence) if worth is not None else None

    def _behind(self, start: int, end: int, sentence: Sentence) -> Place | None:
        """A place behind the figure: "trao 20 suất học bổng cho học sinh nghèo xã An Lạc"."""
        i = bisect_left(self.starts, start)
        while i < len(self.places) and self.places[i].start < min(end, sentence.end):
            p = self.places[i]
            between = self.low[start : p.start]
            if self._is_of_several(i):
                return None
            if re.search(r"[;,]|trong đó|riêng|\d|\([^)]*:", between):
                return None
            if (
                RANK[p.level] > RANK[self.seat.level]
                and _BY_THEM.search(between)
                and _GIVE.match(self.low, p.end)
            ):
                return p
            if (
                (p.level is not ORGANISATION or p.marker == "school")
                and self.seat.may_reach(p.level)
                and not IDLE.search(between)
                and (
                    _PUPILS.search(between)
                    or not re.search(
                        r"(?:do|được|của|cùng|với|đạt|có|hơn|qua|từ)\s+(?:\S+\s+){0,3}$", between
                    )
                )
                and (not ASSOCIATION.search(between) or _RECEIVER.search(between))
            ):
                return p
            i += 1
        return None

    def _is_of_several(self, i: int) -> bool:
        """ "của các xã Linh Phú, Tri Phú, Trung Hà": what is given to several is not the first one's."""
        p, after = self.places[i], self.places[i + 1] if i + 1 < len(self.places) else None
        joined = (
            after is not None
            and after.marker == p.marker
            and self.text[p.end : after.start] in (", ", " và ")
        )
        return joined and self.low.endswith(_SEVERAL, 0, p.start)

    def _belonging(self, start: int, end: int) -> Place | None:
        """ "Có 412 hội viên khuyến học ở thôn Trung Hòa": a village or a clan has what is in it."""
        i = bisect_left(self.starts, start)
        p = self.places[i] if i < len(self.places) and self.places[i].start < end else None
        if p is None or p.whole or p.marker not in ("hamlet", "clan"):
            return None
        return p if _IN_IT.fullmatch(self.low, start, p.start) else None

    def _is_at(self, start: int, place: Place, governing: Place) -> bool:
        """Is a place behind the figure where it was given, inside the one that governs, or who received it?"""
        between = self.low[start : place.start]
        given = _RECEIVER.search(between) is not None or (
            place.marker == governing.marker and _TO_IT.fullmatch(between) is not None
        )
        pupils = (
            _PUPILS.search(between[max(0, len(between) - 80) :]) is not None
            and RANK[place.level] >= RANK[governing.level]
        )
        return (
            given
            or pupils
            or (
                RANK[place.level] > RANK[governing.level]
                and re.search(r"(?:tại|ở|trên địa bàn)\s*$", between) is not None
            )
        )
