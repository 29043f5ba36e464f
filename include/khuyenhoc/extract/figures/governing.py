"""Which of the places that a text names a figure can be about.

Others are only where something lies, where somebody lives or who gives is at home, what is compared with, or what is no more.
"""

from __future__ import annotations

import re
from bisect import bisect_left

from khuyenhoc.extract.figures.marking import NAME, Place
from khuyenhoc.extract.figures.seating import ASSOCIATION, IDLE, RANK, Seat
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.words import LOWER

#: Between a place and the wider one that it lies in: "xã Phú Hữu (H.Nhơn Trạch)", "thôn A, xã B", "xã của huyện".
_INSIDE = re.compile(r"\s*(?:,|\(|-|–|,? (?:thuộc|của|ở|trực thuộc))\s*$|\s+$|^$")
#: What a place lies in, without its name: "thôn Liên Thành của xã có 218 hộ".
_OF_IT = re.compile(rf" của (?:xã|phường|thị trấn|huyện|quận|thị xã|thành phố|tỉnh)(?= [{LOWER}])")
_COMPARED = re.compile(r"(?:dẫn đầu|đứng đầu|cao nhất|nhất|so với|thứ \w+|mặt bằng|tốp đầu)\s*$")
_LED = re.compile(r"(?:dẫn đầu|đứng đầu|cao nhất|nhiều nhất)(?: của| trong)? (?:toàn|cả) $")
_OURS = re.compile(
    r"(?:^[^,]{0,40}, |^[^,]{0,40} [-–] |riêng|ban khuyến học|chi hội(?: khuyến học)?|hội khuyến học|quỹ khuyến học)\s*$"
)
_APART = re.compile(r"(?:\blà|riêng(?: tại| ở)?|ban khuyến học|chi hội(?: khuyến học)?)\s*$")
_VENUE = re.compile(r"(?:nhà văn hóa|hội trường|tại)\s*$")
_PARTNER = re.compile(r"(?:phối hợp|kết hợp)(?: với| cùng)? (?:[^;.]{0,25}(?:,| và) )?$")
_SUBJECT = re.compile(
    r"\s*(?:[:,(–-]|\d|(?:với|có|được|góp|vận động|đạt|thu|trao|thưởng|đã|hiện|khui|nuôi|tổ chức|cũng|còn|sẽ|mới|(?:cao|thấp|nhiều|ít|lớn) nhất|dẫn đầu|đứng đầu|là|thì|cho biết|chia sẻ|năm (?:qua|nay|ngoái|\d)|trong năm|đập|mổ|gom|quyên góp|ủng hộ|phát|cấp|lập|thành lập|duy trì|huy động|kết nạp|mở|công nhận|dành|trích|tặng|khen|tuyên dương|biểu dương|vinh danh|phát động|hỗ trợ|giúp|bỏ ra|chi(?! (?:hội|bộ|đoàn)))\b)"
)
#: Before a place that a sentence begins with.
_BEGINS = re.compile(r"(?:còn |riêng |như |cũng )?(?:tại |ở )?|[^,]{0,5}")
#: "Tại Trường THPT Lê Lợi, chi hội khuyến học có 212 hội viên": it is the school's, though it stands where one meets.
_AT_HOME = re.compile(
    r",(?: (?:từ |trong )?năm (?:học )?[\d –-]{4,12}(?:đến (?:hết )?(?:năm )?(?:\d{4}|nay))?,)?(?: \w+){0,3}? (?:chi hội|nhà trường|hội viên|quỹ khuyến học|tập thể|ban giám hiệu|ban khuyến học|thầy|thầy cô|phong trào|cán bộ|giáo viên|phụ huynh)\b"
)
#: "tặng Trường THCS Bạch Liêu (xã Hợp Thành) 5 bộ máy tính"
_GIVEN_TO = re.compile(r"(?:tặng|hỗ trợ|ủng hộ)(?: cho)? $")
_GIVEN = re.compile(r"(?: \([^)\n]{3,38}\))? (?:hơn |gần )?\d")
#: "…, trong đó Trường THCS Bạch Liêu có 412 hội viên", "Như ở Trường THCS Bạch Liêu, …".
_AN_EXAMPLE = re.compile(
    r"(?:trong đó|chẳng hạn|ví dụ|như|điển hình|tiêu biểu|còn|đặc biệt)(?: là| như| có| ở| tại)?,? $"
)
#: "Phong trào ở Trường THCS Bạch Liêu rất sôi nổi."
_PROMOTION = re.compile(
    r"(?:phong trào|công tác|hoạt động|chuyện|việc)(?: khuyến học| học)?(?:,? khuyến tài)? (?:ở|tại|của) $"
)
#: "Mô hình nuôi heo đất ở Trường THCS Lê Lợi có 52 con": the subject is the school's.
_WITHIN = re.compile(
    r"(?:riêng |còn )?(?:các |những )?(?:mô hình|phong trào|em học sinh|học sinh|thầy(?: cô)?(?: và)? trò|thầy cô|giáo viên|chi hội|quỹ|liên đội|lớp)(?: [^,;.\d]{0,40})? (?:ở|tại|của) "
)
#: "Dẫn đầu là Trường Tiểu học Nguyễn Du với 301 con, Trường THCS Cao Thắng 267 con"
_LISTED = re.compile(r"(?:(?:đầu|nhất|đó|đến|theo) là|như|gồm|[\d.]+ [^\W\d]+(?: \([^)]*\))?,) $")
_FIGURE = re.compile(r"[:,]? (?:với |có |được |khui |thu |nuôi |góp )?(?:hơn |gần |trên )?\d")
_PASSIVE_GIVER = re.compile(r"được (?:hội khuyến học|hkh)\s*$")
_GIVES = re.compile(r"\s+(?:đã )?(?:tặng|trao|khen|biểu dương|đề nghị|yêu cầu|dự)\b")
#: Who gives, from where: "một doanh nghiệp ở thị trấn Măng Đen hỗ trợ …".
_GIVER = re.compile(
    r"(?:doanh nghiệp|nhà hảo tâm|mạnh thường quân|nhà tài trợ|kiều bào|công ty|cửa hàng|nhà sách|nhà thuốc|chùa|giáo xứ|nhóm|đại lý|đồng hương)"
    r"(?:(?! (?:tặng|trao|ủng hộ|hỗ trợ|giúp) )[^,.;]){0,25},? (?:ở|tại|của)?\s*$"
)
#: Who lives there: "Em Vàng Thị Mỷ ở Lý Nhân".
_RESIDENT = re.compile(
    rf"(?:[Ee]m|[Cc]háu|[Cc]hị|[Aa]nh|[Cc]ô|[Tt]hầy|[Ôô]ng|[Bb]à|[Cc]ụ|[Bb]ác) {NAME} (?:ở|tại) (?:\w+ )?$|[Mm]ột (?!số|vài|xã|trường|điểm|lớp|chi hội|dòng họ|thôn|trong)[^,.;:\d]{{3,30}} (?:ở|tại) $"
)
#: "Ông Nguyễn Văn An, xóm 7, ủng hộ …", "em Hồ Thị C (thôn Đông)": where somebody lives.
_LIVES = re.compile(
    rf"(?:[Ee]m|[Cc]háu|[Cc]hị|[Aa]nh|[Cc]ô|[Tt]hầy|[Ôô]ng|[Bb]à|[Cc]ụ|[Bb]ác|[Hh]ộ) {NAME}(?:, | \()$"
)
#: What the subject lies in: "Bảo Yên là một trong những huyện của tỉnh Lào Cai sớm …".
_LIES_IN = re.compile(
    r"\blà (?:một |một trong (?:những |các )?)?(?:huyện|quận|thị xã|thành phố|xã|phường|thị trấn|địa phương|đơn vị)(?: [^\W\d]+){0,4} (?:của|thuộc) $"
)
#: What there is no more: "sau khi hợp nhất hai tỉnh Hòa Bình và Vĩnh Phúc".
_MERGED = re.compile(
    r"(?:hợp nhất|sáp nhập|nhập|chia tách|tách)(?: từ)?(?: nguyên trạng)? (?:(?:hai|ba|bốn|các|\d) )?$"
)
_AND_ANOTHER = frozenset([", ", " và ", " với ", " và các ", " và hai ", ", các ", " cùng các "])
#: "Đại biểu huyện Yên Thành dự hội nghị."
_GUESTS = ("đại biểu ", "lãnh đạo ", "đại diện ")
_ATTENDS = re.compile(
    r"(?: \([^)]*\)|, (?:xã|huyện|thị|thành phố|TP) [^,.;]{2,20}?)?,? (?:về |đã |cùng |đến |tới |tham )?dự\b"
)
_NEAR = 80
#: An item of a numbered list of donors: "4. Chùa Thanh Trước, phường 2: 30 triệu đồng".
_DONATED = re.compile(
    r"\n\d{1,3}[.)/] (?!hội (?!đồng)|chi hội|quỹ|ban |xã |phường |thị |huyện )[^\n:]{4,90}: ?$"
)


def paragraph_start(text: str, at: int) -> int:
    """Where the line that `at` is in begins, not looked for too far back."""
    floor = max(0, at - 2000)
    return max(text.rfind("\n", floor, at) + 1, floor)


class Governing:
    """Asks of the places of one article, all in order, whether figures can be about them."""

    def __init__(self, text: str, low: str, places: list[Place], seat: Seat) -> None:
        self.text, self.low, self.seat = text, low, seat
        self.places, self.starts = places, [p.start for p in places]

    def may(self, p: Place, sentence: Sentence) -> bool:
        """Can figures be about this place, or is it only where something lies, somebody lives, or who gives?"""
        text = self.text
        i = bisect_left(self.starts, p.start)
        if i > 0 and (not p.whole or self.low.startswith("của ", p.start)):  # "thôn Liên Thành của xã"
            before = self.places[i - 1]
            gap = text[before.end : p.start]
            home = before.marker in ("clan", "school") and p.marker == "hamlet"
            if len(gap) < 14 and _INSIDE.match(gap) and (home or RANK[before.level] > RANK[p.level]):
                return False
        lead = self.low[max(sentence.start, p.start - 45) : p.start]
        lies = _OF_IT.match(text, p.end)
        end = lies.end() if lies is not None else p.end
        tail = text[end : end + 40]
        if not p.whole and (IDLE.search(lead) or _GIVER.search(lead) or self._is_of_donor(p)):
            return False
        if lead.endswith(_GUESTS) and _ATTENDS.match(tail):
            return False
        if not p.whole and (
            self._is_merged(i) or (RANK[p.level] < RANK[self.seat.level] and _LIES_IN.search(lead))
        ):
            return False
        if lead.endswith((" ở ", " tại ")) and _RESIDENT.search(text, sentence.start, p.start):
            return False
        if not p.whole and _LED.search(lead):
            return False
        if p.whole and (_COMPARED.search(lead) or (_PASSIVE_GIVER.search(lead) and _GIVES.match(tail))):
            return False
        opens = _BEGINS.fullmatch(self.low, sentence.start, p.start) is not None
        at_home = opens and _AT_HOME.match(self.low, p.end) is not None
        if p.marker in ("school", "hamlet", "clan") and not p.whole and _PROMOTION.search(lead):
            return True
        if p.marker == "school" and not p.whole:
            return self._of_school(p, sentence, lead, tail, opens=opens, at_home=at_home)
        if p.marker == "hamlet" and not p.whole:
            if lead.endswith((", ", " (")) and _LIVES.search(text, sentence.start, p.start):
                return False
            apart = opens or _APART.search(lead) or _SUBJECT.match(tail)
            return bool(apart) and (at_home or not _VENUE.search(lead)) and not _PARTNER.search(lead)
        if (
            p.marker == "province"
            and p.whole
            and RANK[self.seat.level] > 1
            and (_GIVES.match(tail) or lead.rstrip().endswith(("được", "của")))
        ):
            return False
        if p.marker == "bare" and RANK[self.seat.level] > RANK[p.level]:
            # a district's news names its province in passing; a line of a cluster's meeting opens with it
            return p.start - sentence.start < 4 and tail.lstrip().startswith(":")
        return True

    def _of_school(
        self, p: Place, sentence: Sentence, lead: str, tail: str, *, opens: bool, at_home: bool
    ) -> bool:
        """Is a school told of, and not only where somebody meets? `lead` and `tail` stand before and behind its name."""
        if _GIVEN_TO.search(lead) and _GIVEN.match(tail):
            return True
        ours = (
            opens
            or _OURS.search(lead)
            or _AN_EXAMPLE.search(lead)
            or (lead.endswith(_GUESTS) and tail.startswith(" cho biết"))
            or (lead.endswith(", ") and not ASSOCIATION.search(self.low, sentence.start, p.start - 1))
            or re.match(r" \(\d", tail)  # "Trường THCS Nguyễn Thị Bảy (128 con)"
            or (_LISTED.search(lead) and _FIGURE.match(tail))
        )
        inside = _WITHIN.fullmatch(self.low, sentence.start, p.start) is not None
        at_home = at_home or inside or not _VENUE.search(lead)
        return bool(ours or inside) and at_home and _SUBJECT.match(tail) is not None

    def _is_merged(self, i: int) -> bool:
        """Is place `i` one of those that became another: "sau khi sáp nhập ba xã A, B và C"?"""
        p, floor = self.places[i], max(0, self.places[i].start - _NEAR)
        if not any(verb in self.low[floor : p.start] for verb in ("nhập", "hợp nhất", "tách")):
            return False  # most places
        while i and self.places[i - 1].start > floor:
            before = self.places[i - 1]
            if before.marker != p.marker or self.text[before.end : p.start] not in _AND_ANOTHER:
                break
            p, i = before, i - 1
        return _MERGED.search(self.low, max(0, p.start - 24), p.start) is not None

    def _is_of_donor(self, p: Place) -> bool:
        """Does a donor live there: "4. Chùa Thanh Trước, phường 2: 30 triệu đồng"?"""
        colon = self.text.find(":", p.end, p.end + 60)
        line = paragraph_start(self.text, p.start)
        if colon < 0 or p.start - line < 4 or not self.text[line].isdigit():
            return False
        return _DONATED.match(self.low, line - 1, colon + 1) is not None
