"""Bodies that have a chapter or a fund of their own: companies, pagodas, border posts, people from one place elsewhere.

Most bodies that an article names give to others; only whose chapter or fund it tells of is what its figures are about.
"""

from __future__ import annotations

import re
from collections.abc import Set

from khuyenhoc.extract.figures import gazetteer
from khuyenhoc.extract.figures.marking import NAME
from khuyenhoc.extract.figures.trimming import SURNAMES
from khuyenhoc.extract.figures.words import LOWER

_COMPANY = r"[Cc]ông ty|[Tt]ổng công ty|[Nn]hà máy|[Xx]í nghiệp|[Nn]ông trường|[Bb]ệnh viện|[Hh]ợp tác xã"
_PAGODA = r"[Cc]hùa|[Tt]hiền viện|[Tt]ịnh xá|[Nn]iệm [Pp]hật đường"
_POST = (
    r"[Đđ]ồn [Bb]iên phòng|[Hh]ải (?:đội|đoàn)|[Tt]iểu đoàn|[Tt]rung đoàn|[Ll]ữ đoàn|[Ss]ư đoàn|[Tt]rại giam"
)
_FORCE = r"[Bb]ộ đội [Bb]iên phòng|[Bb](?:ộ|an) [Cc]hỉ huy [Qq]uân sự|[Cc]ông an"
#: Offices of the state, with what they do or without: "Sở Y tế", "Chi cục Thuế huyện X".
_FIELD = (
    r"(?:Giáo dục (?:và|&) Đào tạo|GD ?(?:&|-|và)? ?ĐT|Y tế|Tài chính(?: [-–] Kế hoạch)?|Nội vụ|Tư pháp|Xây dựng|Công [Tt]hương|Thuế|Hải quan|Thống kê|Kiểm lâm|Thi hành án dân sự|Dân tộc|Thanh tra"
    r"|Khoa học và Công nghệ|Tài nguyên và Môi trường|Nông nghiệp và (?:Phát triển nông thôn|Môi trường|PTNT)|Lao động(?: ?[-–]|,) ?Thương binh và Xã hội|Giao thông [Vv]ận tải|Văn hóa(?:, Thể thao và Du lịch| và Thông tin)?"
    r"|Kế hoạch và Đầu tư|Thông tin và Truyền thông|Ngoại vụ|GDNN ?[-–]? ?GDTX|Giáo dục (?:nghề nghiệp|[Tt]hường xuyên)(?: ?[-–] ?[Gg]iáo dục (?:nghề nghiệp|[Tt]hường xuyên))?)"
)
_OFFICE = (
    rf"(?:Sở|Phòng|Chi cục|Cục|Trung tâm) {_FIELD}|Kho bạc [Nn]hà nước|Viện (?:[Kk]iểm sát [Nn]hân dân|KSND)|Tòa án [Nn]hân dân|TAND|Liên đoàn [Ll]ao động|LĐLĐ|Bảo hiểm [Xx]ã hội"
    r"|Bưu điện|Điện lực|Viễn thông|Kiểm toán [Nn]hà nước|Ngân hàng [Nn]hà nước|Đảng ủy [Kk]hối(?: [Cc]ác)? [Cc]ơ quan(?: và [Dd]oanh nghiệp)?|Văn phòng (?:Tỉnh ủy|Huyện ủy|UBND)"
)
_ABROAD = r"[Hh]ội [Đđ]ồng hương"
#: What kind of company it is, between these and its name: "Nhà máy xi măng Bút Sơn".
_MAKES = rf"(?: (?!(?:có|đã|hiện|trao|tặng|được|thưởng|và|cho|ở|tại|là|nuôi|góp|với|cũng|còn)\b)[{LOWER}]+){{0,4}}?"
#: What of its kind is written with a capital: "Công ty CP Thủy sản Hưng Phát".
_TRADE = r"(?:(?:CP|TNHH|MTV|CPTM|Cổ phần|Trách nhiệm hữu hạn|Một thành viên|Thủy sản|Hải sản|Nông sản|Lâm sản|Xây dựng|Xây lắp|Cơ khí|Dệt may|May mặc|Lương thực|Thực phẩm|Thương mại|Đầu tư|Du lịch|Dịch vụ|Sản xuất|Chế biến|Xuất nhập khẩu|Điện lực|Cao su|Xi măng|Cà phê|Chè|Vận tải|Dược phẩm|Cấp nước|Môi trường|Giày da|Công nghiệp|Kỹ thuật|Phát triển|và|&|-) )*"
_LEADING = re.compile(r"(?:Sở|Phòng) G|Liên đoàn|LĐLĐ|Văn phòng")
_NAMED = re.compile(
    rf"(?:{_COMPANY}){_MAKES} {_TRADE}(?:(?:Đa|đa) khoa(?: (?:tỉnh|huyện|khu vực|thành phố))?(?: {NAME})?|{NAME})"
    rf"|(?:{_PAGODA}) {NAME}|(?:{_POST}) (?:{NAME}|(?:số )?\d{{1,3}})|(?:{_FORCE})(?: (?:tỉnh|huyện|thị xã|thành phố))? {NAME}"
    rf"|(?:{_OFFICE})(?: (?:tỉnh|huyện|quận|thị xã|thành phố|TP\.?|khu vực)(?!\w))?(?: {NAME})?"
    rf"|(?:{_ABROAD})(?: (?:tỉnh|huyện|thị xã|xã))? {NAME}(?: (?:tại|ở) (?:(?:tỉnh|thành phố|TP\.?) ?)?{NAME})?"
)
_FORCES_BEGIN = re.compile(_FORCE)
#: What a force does that is told of its own: "Công an tỉnh X: 38/39 đơn vị …", "Công an tỉnh X tổng kết công tác …".
_FORCE_REVIEWS = re.compile(
    r":| (?:tổng kết|sơ kết|đẩy mạnh|làm tốt|với công tác|thực hiện|phát huy|nâng cao) "
)
_OF_FORCE = rf"(?:{_FORCE})(?: (?:tỉnh|huyện|thị xã|thành phố))?"
_HOST = rf"{_NAMED.pattern}|{_COMPANY}|nhà chùa|[Hh]ội đồng hương|{_OF_FORCE}"
#: Whose chapter it is that a sentence tells of: "chi hội khuyến học Công ty May X", "Tại Công ty May X, chi hội …".
_CHAPTER = r"(?:[Cc]hi hội|[Bb]an)(?: [Kk]huyến học)?"
_FUND = r"[Qq]uỹ (?:[Kk]huyến học|[Kk]huyến tài|học bổng)(?:,? khuyến tài)?"
_HOSTED = re.compile(
    rf"(?:{_CHAPTER} (?:của |tại |ở )?|{_FUND} (?:riêng )?của |(?:{_FUND}|[Qq]uỹ của|đơn vị (?:trực )?thuộc) (?={_FORCE}))(?P<host>{_HOST})|Tại (?P<at>{_HOST}), (?:{_CHAPTER}(?!\w)|\d[\d.]* (?:công nhân|cán bộ|người lao động|lao động|nhân viên|thợ|kỹ sư))"
)
_NOW_HAS = (
    r"(?:(?:hiện|nay|đang|đã|cũng|còn|hiện đã|hiện đang) )?(?:có|lập|thành lập|duy trì|tập hợp|phát triển)"
)
_CHAPTERS = r"(?:(?:hơn |gần |trên )?\d[\d.]* )?(?:chi hội|ban khuyến học|tổ khuyến học)"
#: A sentence that begins with the body and its chapters: "Bộ đội Biên phòng Bình Định hiện có 11 chi hội khuyến học".
_HAS = re.compile(
    rf"(?:(?:Hiện nay|Đến nay|Hiện|Nay), )?(?P<host>{_HOST}|[Đđ]ơn vị) {_NOW_HAS} (?:{_CHAPTERS}|(?:hơn |gần |trên )?\d[\d.]* hội viên khuyến học)"
)
#: A force that keeps piggy banks of its own: "Từ đầu năm đến nay, Công an huyện X đã nuôi 24 con heo đất".
_KEEPS = re.compile(
    rf"(?:[^,.;]{{3,40}}, )?(?P<host>{_OF_FORCE} {NAME}) (?:đã |cũng |còn )?(?:nuôi|mổ|khui|đập)\b"
)
#: Behind a number: "34/34 đơn vị thuộc Công an tỉnh đã thành lập chi hội".
_UNITS_OF = re.compile(rf" đơn vị (?:trực )?thuộc (?P<host>{_HOST})")
#: A chapter that was told of before: "Năm 2023, chi hội thưởng 87 cháu".
_AGAIN = re.compile(
    r"(?:^|, )(?:[Rr]iêng )?[Cc]hi hội (?:đã |cũng |còn |hiện )*(?:thưởng|trao|tặng|có|vận động|thu|kết nạp|mở|cấp|phát|khen|chi)\b"
)
#: Then the sentence is about another again.
_ANOTHER = re.compile(
    r"(?:toàn|trong) (?:tỉnh|huyện|thành|thị|xã|phường|quận)|cấp hội|(?<![Cc]hi )[Hh]ội [Kk]huyến học|HKH"
)
#: A paragraph about a body: "Công an tỉnh X hiện có 58 chi hội", "Tại Bệnh viện Đa khoa huyện Hậu Lộc, …".
_OPENING = re.compile(rf"(?:Tại |Ở )?(?P<host>{_NAMED.pattern})(?=,| {_NOW_HAS})")
_ITS = re.compile(r"\b(?:đơn vị|chiến sĩ|công ty|bệnh viện|nhà máy|xí nghiệp|[Cc]ông an (?:tỉnh|huyện))\b")
_NEAR = 40
#: Behind a number no longer a word for who works there.
_WORKER = 16
#: A company is named no further before.
_FAR = 3000

#: What a company is called that was named before.
_COMPANIES = "(?:tổng )?công ty|doanh nghiệp|nhà máy|xí nghiệp|bệnh viện|hợp tác xã|đơn vị"
_FORCES = "(?:bộ đội biên phòng|bộ chỉ huy quân sự|công an)(?: (?:tỉnh|huyện|thị xã|thành phố))?"
#: (In small letters.) The body's own chapter or fund, by what a body is called that was named before.
_ITS_OWN = re.compile(
    rf"(?:(?:chi hội|ban|quỹ) (?:khuyến học|khuyến tài|học bổng)(?:,? khuyến tài)?) (?:riêng )?(?:của |tại |ở )?(?P<called>{_COMPANIES}|{_FORCES}|đồn|trung đoàn|(?:nhà )?chùa|thiền viện|tịnh xá|hội(?: đồng hương)?)(?!\w)(?! (?:khuyến|xã|phường|huyện|tỉnh|viên|trường)\b)"
)
#: What stands before a clause's subject.
_OPENS = ("\n", ", ", ". ", "; ")
#: (In small letters.) "Công ty hiện có 16 chi hội khuyến học", "…, nhà máy lập quỹ khuyến học".
_ITS_HAVING = re.compile(
    rf"(?P<called>{_COMPANIES}|{_FORCES})(?: [^\W\d]+){{0,3}}? {_NOW_HAS} (?:{_CHAPTERS}|quỹ khuyến học)"
)
#: The kinds of bodies, and what each may be called.
_CALLED = (
    (re.compile(_COMPANY), frozenset(["tổng công ty", "công ty", "doanh nghiệp", "nhà máy", "xí nghiệp", "bệnh viện", "hợp tác xã", "đơn vị"])),
    (re.compile(_PAGODA), frozenset(["chùa", "nhà chùa", "thiền viện", "tịnh xá"])),
    (re.compile(_POST), frozenset(["đơn vị", "đồn", "trung đoàn", "sư đoàn", "lữ đoàn", "trại"])),
    (re.compile(_FORCE), frozenset(["đơn vị", "công an tỉnh", "công an huyện", "công an thành phố", "công an", "bộ đội biên phòng tỉnh", "bộ chỉ huy quân sự tỉnh"])),
    (re.compile(_OFFICE), frozenset(["đơn vị"])),
    (re.compile(_ABROAD), frozenset(["hội", "hội đồng hương"])),
)  # fmt: skip


#: A fund with a name of its own, and what stands there where it is no name: a place, or whose fund it is.
_FUND_OF_NAME = re.compile(
    rf"[Qq]uỹ [Kk]huyến (?:học|tài)(?:(?: ?[-–,]| và)? [Kk]huyến tài)? (?P<name>{NAME}|[\"“][^\"”\n]{{3,40}}[\"”])"
)
_WHOSE = frozenset(
    [
        "Hội", "Chi", "Ban", "Trường", "Công", "Giáo", "Dòng", "Họ", "Tộc", "Thành", "TP", "TP.",
        "Tỉnh", "Huyện", "Xã", "Phường", "Thị", "Thôn", "Làng", "Khu", "Chùa", "Đồng", "Bệnh", "Báo",
        "Ngân", "Tập", "Tổng", "Sở", "Việt", "Bộ", "Quận", "Cựu", "Liên", "THPT", "THCS", "UBND",
    ]
)  # fmt: skip
#: How a title leads to the fund that it tells of.
_TELLS_OF = re.compile(r"(?:^|[:.,?!–-] |về |chuyện |của |từ |cùng |là |ở )$", re.IGNORECASE)
#: What a fund is subject of, in the first paragraph.
_FUND_OPENS = re.compile(r"(?:[\n.] ?|, |- )$")

#: (In small letters.) The lead tells of two: "Bộ đội Biên phòng tỉnh và Hội Khuyến học tỉnh tổng kết chương trình phối hợp".
_PARTNERED = re.compile(r"(?:và|cùng|với) hội khuyến học")


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def fund(text: str, low: str, title_end: int, places: Set[str]) -> str:
    """The fund with a name of its own that the title or the first paragraph tells of: "Quỹ Khuyến học Lá Xanh".

    One that gives through an association of the place is a donor, and the fund of one of the `places` is the place's.
    """
    first = _line_end(text, title_end + 2)
    for said in _FUND_OF_NAME.finditer(text, 0, first):
        name = said["name"]
        quoted = name[0] in '"“'
        words = name.split()
        person = len(words) > 2 and words[0] in SURNAMES and name not in places
        if not quoted and (
            len(words) < 2
            or name.isupper()
            or words[0] in _WHOSE
            or (name in gazetteer.names() and not person)
        ):
            continue
        told = (_TELLS_OF if said.start() < title_end else _FUND_OPENS).search(text, 0, said.start())
        if told and ("hội khuyến học" not in low[title_end:first] or said.start() == 0):
            return f"Q{said.group()[1:]}"
    return ""


def bodies(text: str, begin: int, end: int) -> list[tuple[int, int, str]]:
    """The companies, pagodas, posts and the like that a part of a text names: where, and the name."""
    return [(*named.span(), _cased(named.group())) for named in _NAMED.finditer(text, begin, end)]


def is_body(name: str) -> bool:
    """Is it the name of a company, a pagoda, a force?"""
    return _NAMED.fullmatch(name) is not None


def leads_others(name: str) -> bool:
    """Is it an office whose work is what schools or unions of its area do: "Sở Giáo dục và Đào tạo"?"""
    return _LEADING.match(name) is not None


def headed(text: str, low: str, title_end: int) -> str:
    """The body whose chapter or fund the title names: "Chi hội Khuyến học Công ty May X trao học bổng".

    Or the body that the title begins with, where the text tells of its chapters: "Công an tỉnh X tổng kết công tác khuyến học".
    """
    said = _HOSTED.search(text, 0, title_end)
    host = (said["host"] or said["at"]) if said is not None else ""
    if _NAMED.fullmatch(host):
        return _cased(host)
    subject = _NAMED.match(text, 0, title_end)
    if subject is None or _PARTNERED.search(low, title_end, _line_end(low, title_end + 2)):
        return ""
    reviews = _FORCE_REVIEWS.match(text, subject.end()) and _FORCES_BEGIN.match(text)
    return _cased(subject.group()) if reviews else teller(text, low, title_end)


def teller(text: str, low: str, lead_end: int) -> str:
    """The body that an article tells of: named in its title or first paragraph, and with a chapter or a fund of its own."""
    names = [name for *_, name in bodies(text, 0, lead_end)]
    if not names:
        return ""  # most articles
    own = [m.span("called") for m in _ITS_OWN.finditer(low)]
    own += [m.span("called") for m in _ITS_HAVING.finditer(low) if low.endswith(_OPENS, 0, m.start())]
    for name in names:
        for at, end in own:
            if text[end + 1 : end + 2].isupper():
                ours = low.startswith(name.lower(), at)
            else:
                ours = any(kind.match(name) and low[at:end] in called for kind, called in _CALLED)
            if ours:
                return name
    return ""


def told(text: str, before: str, begun: int, end: int) -> str:
    """The body whose chapter or fund a sentence tells of; one without its name is the last named."""
    said = next(reversed([*_HOSTED.finditer(text, begun, end + _WORKER)]), None)
    said = said or _HAS.match(text, begun) or _KEEPS.match(text, begun) or _UNITS_OF.match(text, end)
    if said is None and (host := _of_paragraph(text, begun, end)):
        return host
    again = _AGAIN.search(before) if said is None else None
    if again is not None:
        line = text.rfind("\n", max(0, begun - _FAR), begun) + 1
        said = next(reversed([*_HOSTED.finditer(text, line, begun)]), None)
    if said is None or _ANOTHER.search(
        before, again.end() if again else min(said.end() - begun, len(before))
    ):
        return ""
    host = said["host"] or said.groupdict().get("at", "")
    if _NAMED.fullmatch(host) is None:
        named = [m.group() for m in _NAMED.finditer(text, max(0, begun - _FAR), begun)]
        if _FORCES_BEGIN.match(host):  # "quỹ khuyến học Công an tỉnh"
            named = [name for name in named if name.lower().startswith(host.lower())]
        host = named[-1] if named else ""
    return _cased(host)


def _of_paragraph(text: str, begun: int, end: int) -> str:
    """The body that a paragraph opens with, and that a later sentence calls "đơn vị", "bệnh viện", "cán bộ, chiến sĩ"."""
    line = text.rfind("\n", max(0, begun - _FAR), begun) + 1
    opens = _OPENING.match(text, line) if line < begun else None
    if opens is None or _ANOTHER.search(text, opens.end(), end) or not _ITS.search(text, begun, end + _NEAR):
        return ""
    return _cased(opens["host"])


def _cased(name: str) -> str:
    """The name as it is printed inside a sentence: "Công ty May X", "chùa Láng Cát"."""
    first = name[:1]
    return (first.lower() if re.match(_PAGODA, name) else first.upper()) + name[1:]
