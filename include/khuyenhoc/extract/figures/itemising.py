"""The places of a list's items, named bare beside their figures: "Càng Long (93,1%), Cầu Kè (91,6%)", and of a table's rows."""

from __future__ import annotations

import re
from bisect import bisect_left

from khuyenhoc.extract.figures import areas, gazetteer, marking
from khuyenhoc.extract.figures.marking import COMMUNE, DISTRICT, NATIONAL, ORGANISATION, PROVINCE, Place
from khuyenhoc.extract.figures.seating import RANK, Seat
from khuyenhoc.extract.figures.subjects import COMMUNES_AS, HEAD
from khuyenhoc.extract.figures.words import LOWER, lowered, pieces_of
from khuyenhoc.models import AreaLevel

#: Words with a capital that begin a clause and name no place.
_NO_NAMES = frozenset(
    {
        "Các",
        "Hai",
        "Ba",
        "Những",
        "Hội",
        "Quỹ",
        "Ban",
        "Huyện",
        "Xã",
        "Phường",
        "Thôn",
        "Trường",
        "Chi",
        "Năm",
        "Tổng",
    }
)
#: What the places of a list are called together: "mỗi nơi", "hai huyện này cùng".
_PLACE = "(?:nơi|xã|huyện|phường|đơn vị|địa phương)"
_KIND = re.compile(r"xã|phường|thị trấn|huyện|thị xã|tỉnh")
_LEVELS = {"huyện": DISTRICT, "thị xã": DISTRICT, "tỉnh": PROVINCE}
#: Names told together, with their kind before any of them, and what each of them has.
_EACH = re.compile(
    rf"((?:{marking.NAME}(?:,? và|,)(?: (?:xã|phường|thị trấn|thị xã|huyện|quận|thành phố))? )*{marking.NAME})(?P<what>(?:,| là) (?:những|các|đều là) [^.;\d]{{3,90}})?[\s,]*(?:(?:(?:đều )?mỗi {_PLACE}|(?:hai|ba|bốn|các) {_PLACE} (?:này |trên |ấy )?(?:cùng|đều))[^,]*|(?P<reach>(?:hiện |cùng |đều |đã )*(?:đạt|có) (?:tỷ lệ )?))$"
)
#: A kind or a time that a sentence begins with, before the first name.
_BEFORE_NAME = re.compile(
    r"(?:(?:Hiện|Riêng|Trong đó|Còn|Xã|Phường|Thị trấn|Huyện|Quận|Thị xã|Thành phố|TP\.?|TX\.?|H\.) ?)+(?=[^\W\d_])"
)
#: Before the next of several.
_NEXT = re.compile(r"(?:(?:kế đến|tiếp theo|tiếp đến|sau đó)(?: là)?|\),(?: và)?) $")
#: How the name of one who gives begins: "7. Chùa Phước Hưng: 40 xe đạp".
_DONORS = frozenset({"Chùa", "Công", "Nhà", "Doanh", "Ngân", "Đền", "Giáo", "Hợp", "Cửa", "Bệnh", "Tập"})
#: So do those of banks and firms: "Vietcombank Vinh", "VNPT Vinh".
_FIRM = re.compile(r"\w*[Bb]ank|VNPT|Viettel|BIDV|MobiFone|Petrolimex")
#: What may stand between a bare name and its figure.
_LINKS = (
    *["với", "có", "được", "là", "đã", "cũng", "chỉ", "mới", "nay", "hiện", "thu", "từ", "góp", "tăng", "giảm", "đạt", "chiếm"],
    *["vượt", "hơn", "gần", "trên", "khoảng", "xấp xỉ", "chưa đến", "chưa tới", "dưới", "đăng ký", "vận động"],
    *["công nhận", "huy động", "kết nạp", "trao", "tặng", "cấp", "thưởng", "mở", "nuôi", "lập"],
    *["cao nhất", "thấp nhất", "nhiều nhất", "ít nhất", "lớn nhất", "đông nhất", "cao", "thấp", "ít", "dẫn đầu", "đứng đầu"],
    *["nhất", "lại nhất", "lên nhất", "vẫn nhất", "tốt nhất", "khá nhất", "làm tốt nhất", "mạnh nhất", "tỷ lệ", "tỉ lệ"],
)  # fmt: skip
#: A bare name and its figure: "Việt Thuận mới có 215 triệu đồng", "Càng Long (93,1%)", "Quang Kim cao nhất, được 81%".
_LISTED = re.compile(
    rf"(?<![\w])(?P<name>{marking.NAME})(?:\s*[(:–—-]|\s*,?\s*\b(?:{'|'.join(_LINKS)})\b)*\s*(?:\bhơn|\bgần|\btrên|\bkhoảng)?\s*$"
)
#: How what stands between them ends.
_SIGNS, _LAST_LINKS = "(:–—-", frozenset(link.rpartition(" ")[2] for link in _LINKS)
#: "Thấp nhất là Ngọc Hiển, dưới 500 con"
_LAST = re.compile(
    rf"(?:[Nn]hất|[Kk]ế đến|[Tt]iếp theo|[Tt]iếp đến|[Ss]au đó) là (?P<name>{marking.NAME}), ?(?:(?:chưa (?:đến|tới|đầy)|dưới|hơn|gần|trên|khoảng|chỉ) )?$"
)
#: "Hoằng Lộc lại nhất, 1,12 tỷ đồng"
_BEST = re.compile(
    rf"(?<![\w])(?P<name>{marking.NAME}) (?:(?:lại|vẫn|lên|đứng|xếp|dẫn|cao|nhiều|về|thứ) ){{0,3}}(?:nhất|đầu|nhì|hai|ba), ?$"
)


#: A small word right before a name, and those that may lead to one.
_LED = re.compile(rf"(?<!\w)([{LOWER}]+) $")
_LEADS = frozenset(
    [
        "và",
        "là",
        "như",
        "gồm",
        "ở",
        "tại",
        "với",
        "đến",
        "theo",
        "hơn",
        "kém",
        "nhất",
        "riêng",
        "còn",
        "thì",
        "đó",
        "cùng",
        "trong",
        "khi",
        "nhưng",
        "có",
        "của",
        "sau",
        "xã",
        "phường",
        "huyện",
        "từ",
        "cho",
        "về",
        "đầu",
        "do",
        "thuộc",
    ]
)
#: A clause without a subject goes on about the item before.
_STILL = re.compile(
    r"[^;.,:()\d]{0,40}(?:,|,? và|,? đồng thời)(?: (?:đã|còn|cũng))? (?:trao|tặng|cấp|vận động|huy động|đạt|bằng|chiếm|tăng|giảm|vượt|khen|thưởng|mở|kết nạp|tương đương|hỗ trợ|giúp|chia|tính ra|quy ra|bình quân)\b[^;.:()\d]{0,50}"
)


_OF_ALL = re.compile(r"(?:toàn (?:tỉnh|huyện|thành phố|quận|thị xã|xã|ngành)|tổng|cộng)")
#: The head above names of places.
_KINDS = (
    (COMMUNE, re.compile(r"(?:tên )?(?:xã|phường|thị trấn|đặc khu)")),
    (DISTRICT, re.compile(r"(?:tên )?(?:huyện|quận|thị xã)")),
    (PROVINCE, re.compile(r"(?:tên )?tỉnh")),
)


def after_reform(text: str) -> bool:
    """Does an article speak of years since districts ended?"""
    return "2025" in text or "2026" in text


class Items:
    """Finds the places of items of one article, beside its marked `places`."""

    def __init__(
        self, text: str, low: str, places: list[Place], seat: Seat, province_code: str | None
    ) -> None:
        self.text, self.low = text, low
        self.places, self.starts = places, [p.start for p in places]
        self.seat, self.province_code = seat, province_code
        #: The sentence, the end of the figure and the place of the last item.
        self.last: tuple[int, int, tuple[AreaLevel, str]] | None = None
        #: Communes and districts of several words that the article names with their kind.
        self.named = {
            p.name: p.level
            for p in places
            if p.marker in ("commune", "district") and not p.whole and " " in p.name
        }

    def of(self, begun: int, start: int, end: int) -> tuple[AreaLevel, str] | None:
        """The place of a figure of the sentence `begun` that stands beside a bare name, or goes on with one that does."""
        item = self._beside(begun, start)
        if item is None and self.last is not None and self.last[0] == begun and self._is_still(begun, start):
            item = self.last[2]
        if item is not None:
            self.last = begun, end, item
        return item

    def _is_still(self, begun: int, start: int) -> bool:
        """ "Đàm Thủy (41 lớp, 1.880 lượt người)", "Thanh Hà vận động 210 triệu đồng, trao 120 suất học bổng"."""
        said = self.last[1] if self.last is not None else begun
        i = bisect_left(self.starts, said)
        if i < len(self.places) and self.places[i].start < start:
            return False
        opened = self.text.rfind("(", begun, said)
        if opened >= 0 and ")" not in self.text[opened:start]:
            return True
        return _STILL.fullmatch(self.low, said, start) is not None

    def _beside(self, begun: int, start: int) -> tuple[AreaLevel, str] | None:
        """A bare name right before the figure at `start` of the sentence `begun`: "Càng Long (93,1%)", "Cao Lộc: 24.118"."""
        if not self._may_be_listed(start):
            return None
        begun_near = max(begun, start - 70)
        if self.text[max(0, start - 4) : start].rstrip().endswith(","):
            match = _LAST.search(self.text, begun_near, start) or _BEST.search(self.text, begun_near, start)
        else:
            match = _LISTED.search(self.text, begun_near, start)
        if match is None:
            return None
        led = _LED.search(self.text, max(begun, match.start("name") - 12), match.start("name"))
        if led is not None and led[1] not in _LEADS:
            return None  # "Viễn thông Sóc Trăng trao 60 suất học bổng"
        names = match["name"].split(" ")
        if match["name"] in _NO_NAMES or names[0] in _DONORS or _FIRM.fullmatch(names[0]):
            return None
        for n in range(len(names)):
            name = " ".join(names[n:])
            at = match.end("name") - len(name)
            j = bisect_left(self.starts, match.end("name")) - 1
            marked = j >= 0 and self.places[j].end > at
            if marked and (self.places[j].marker != "bare" or RANK[self.seat.level] <= 1):
                return None  # it is among the places
            level = self._level(name, at) or self._goes_on(begun, at)
            if level is not None:
                return level, marking.clean(name)
        return None

    def _goes_on(self, begun: int, at: int) -> AreaLevel | None:
        """ "nhất là Phước Mỹ với 1.412 hộ, kế đến là Đô Vinh (1.260), Bảo An (1.098)": communes as the one before."""
        last = self.last[2][0] if self.last is not None and self.last[0] == begun else None
        return last if last is COMMUNE and _NEXT.search(self.low, max(begun, at - 20), at) else None

    def _may_be_listed(self, start: int) -> bool:
        """Does the text before a figure end as `_LISTED` does? Most do not, and need not be searched."""
        said = self.text[max(0, start - 40) : start].split()
        last = said[-1] if said else ""
        if last[-1:] in _SIGNS or last[-1:] == ",":
            return bool(last)
        last = last.rpartition(",")[2].lstrip('(“"')
        return last[:1].isupper() or last.lower() in _LAST_LINKS

    def _level(self, name: str, start: int) -> AreaLevel | None:
        seat = self.seat
        if name == seat.province and self.low.endswith("tỉnh, ", 0, start):
            return PROVINCE  # "Theo Hội Khuyến học tỉnh, Lào Cai hiện có 224.600 hội viên"
        if len(name) < 25 and COMMUNES_AS.search(self.low, max(0, start - HEAD), start):
            return COMMUNE
        if seat.level in (PROVINCE, NATIONAL):
            known = gazetteer.province(seat.name)
            code = known.code if known else self.province_code
            if gazetteer.district(name, code) is not None:
                return DISTRICT
            if (
                known is not None
                and gazetteer.key(name) in gazetteer.communes_2025(known.code_2025)
                and after_reform(self.text)
            ):
                return COMMUNE
        said = self.named.get(name)
        if said is not None:
            return said
        before = self.low[max(0, start - 70) : start]
        near = before.rpartition(" là ")[2]  # "Phường có nhiều gia đình hiếu học nhất là Phước Mỹ"
        if re.search(
            r"\b(?:hợp tác xã|htx|công ty|doanh nghiệp|trường|chợ|gia đình|ông|bà|anh|chị|em|cô|thầy|ngân hàng|nhóm|việt kiều|kiều bào|đồng bào|người|dân tộc)\b[^,;.():]*$",
            near,
        ):
            return None
        if re.search(r"(?:dòng họ|dân tộc|đồng bào) [^;.()\d]*$", before):
            return None  # "các dòng họ Mông, Dao, Giáy góp 3,1 tỷ đồng"
        if re.search(r"(?:(?<!thị )xã|phường|thị trấn)(?:[^.;]|\.(?=\d))*$", before) and len(name) < 25:
            return COMMUNE
        if (
            seat.level is DISTRICT
            and len(name) < 25
            and not re.search(r"\b(?:ông|bà|anh|chị|em|cô|thầy|công ty|gia đình|cháu)\s*$", before)
        ):
            district = gazetteer.district(seat.name, self.province_code)
            if district is not None and gazetteer.key(name) in gazetteer.communes(district.code):
                return COMMUNE
            if gazetteer.district(name, self.province_code) is not None and name != seat.name:
                return DISTRICT  # a neighbour in a list
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

    def each(self, start: int, end: int) -> list[tuple[AreaLevel, str]]:
        """The places of "Hai xã có quỹ lớn nhất là Thanh Giang và Ngũ Hùng, mỗi nơi 1,6 tỷ đồng", a figure at `end`.

        Of "Tuy Hòa và huyện Tây Hòa đạt 100%" too, where both are known to be places.
        """
        match = _EACH.search(self.text[start:end])
        if match is None:
            return []
        marker = _KIND.findall(match.string.replace(match["what"] or "\0", "").lower())
        level = _LEVELS.get(marker[-1], COMMUNE) if marker else COMMUNE
        said = {p.end: p.level for p in self.places if start <= p.start < end and p.marker != "bare"}
        of_districts = not marker and self.seat.level is PROVINCE
        found = []
        for named in re.finditer(marking.NAME, match[1]):
            name = _BEFORE_NAME.sub("", named.group())
            district = of_districts and gazetteer.district(name, self.province_code) is not None
            if name not in _NO_NAMES:
                known = said.get(start + match.start(1) + named.end())
                if match["reach"] and known is None and not district:
                    at = start + match.start(1) + named.end() - len(name)
                    known = self._level(name, at) if " " in name else None
                    if known is None:
                        return []
                found.append((known or (DISTRICT if district else level), marking.clean(name)))
        if match["reach"] and len({at for at, _ in found}) > 1:
            return []  # "xã Liên Sơn, huyện Kim Bảng có 100% xóm …": the one lies in the other
        return found if len(found) > 1 else []

    def of_row(self, name: str, head: str) -> tuple[AreaLevel, str] | None:
        """The place that a table's row is about, below a head such as "Xã"; None where its cell names none."""
        if _OF_ALL.match(lowered(name)):
            return self.seat.level, self.seat.name
        name = re.sub(r"^TT ", "thị trấn ", name)
        named = areas.find(name, lowered(name), pieces_of(name))
        marked = next((p for p in named if not p.whole and p.marker != "bare"), None)
        if marked is not None:
            return marked.level, marked.name
        name = marking.clean(re.sub(r"^\d+\s*[.)]?\s*", "", name))
        if not name[:1].isupper() or len(name) > 30:
            return None
        said = next((level for level, kinds in _KINDS if kinds.match(head.lower())), None)
        if said is not None:
            return said, name
        below = {NATIONAL: PROVINCE, PROVINCE: DISTRICT, DISTRICT: COMMUNE, COMMUNE: ORGANISATION}.get(
            self.seat.level, ORGANISATION
        )
        if (
            below is DISTRICT
            and gazetteer.district(name, self.province_code) is None
            and after_reform(self.text)
        ):
            below = COMMUNE
        return below, name
