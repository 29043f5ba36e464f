"""Pages of sites that nobody has seen: the same stories in the markup of two decades, with what a reader reads of them.

Not from the samples' templates: here no class name is one that a vendor's layout or trafilatura's rules know, unless
a page is about just that.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape


@dataclass(frozen=True)
class Story:
    """What a page tells: `rows` is a table, `items` a list; they stand behind the second paragraph."""

    title: str
    lead: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    items: tuple[str, ...]
    caption: str
    author: str

    @property
    def lines(self) -> list[str]:
        """Title, lead and body as the text that is wanted, line by line."""
        first, rest = self.paragraphs[:2], self.paragraphs[2:]
        return [self.title, self.lead, *first, *(" | ".join(row) for row in self.rows), *self.items, *rest]


@dataclass(frozen=True)
class Stranger:
    """One page and its wanted text; `caption` and `author` where the page has them."""

    name: str
    html: str
    wanted: str
    title: str
    caption: str
    author: str


STORIES = (
    Story(
        "Mường La: Hội Khuyến học huyện tổng kết công tác năm 2023",
        "Chiều 12/1, tại trung tâm văn hóa huyện, Hội Khuyến học huyện Mường La tổ chức hội nghị tổng kết công tác năm 2023, triển khai nhiệm vụ năm 2024.",
        (
            "Năm qua, các cấp hội trong huyện đã bám sát Kết luận 49-KL/TW của Ban Bí thư, phát triển tổ chức về tận bản, tiểu khu.",
            "Đến nay, toàn huyện có 16 hội cơ sở, 203 chi hội với 21.456 hội viên, đạt 19,8% dân số, tăng 1.204 hội viên so với năm trước.",
            "Quỹ khuyến học các cấp vận động được 3 tỷ 412 triệu đồng, trao học bổng cho 1.118 học sinh nghèo vượt khó và 46 giáo viên giỏi.",
            "Có 13.280 gia đình, 71 dòng họ, 158 cộng đồng và 62 đơn vị được công nhận danh hiệu học tập.",
            "Phát biểu tại hội nghị, ông Lò Văn Thắng, Phó Chủ tịch UBND huyện, ghi nhận những cố gắng của các cấp hội và đề nghị năm 2024 tiếp tục nhân rộng mô hình “Nuôi lợn tiết kiệm” ở các bản vùng cao.",
            "Dịp này, 12 tập thể và 25 cá nhân được Chủ tịch UBND huyện tặng giấy khen.",
        ),
        (("Xã", "Hội viên", "Quỹ (triệu đồng)"), ("Ít Ong", "2.310", "412"), ("Chiềng Lao", "1.875", "268"), ("Nậm Giôn", "964", "97")),
        (),
        "Quang cảnh hội nghị tổng kết công tác khuyến học huyện Mường La.",
        "Cầm Thị Hương",
    ),
    Story(
        "Trao 150 suất học bổng “Vì em hiếu học” cho học sinh Đồng Xuân",
        "Sáng nay, Hội Khuyến học huyện Đồng Xuân phối hợp với các nhà hảo tâm trao 150 suất học bổng cho học sinh có hoàn cảnh khó khăn.",
        (
            "Mỗi suất trị giá 1,5 triệu đồng gồm tiền mặt, cặp sách và thẻ bảo hiểm y tế; tổng kinh phí là 225 triệu đồng.",
            "Theo ông Nguyễn Hữu Toàn, Chủ tịch Hội Khuyến học huyện, các em được chọn theo ba tiêu chí:",
            "Em Mang Thị Liên, lớp 8 Trường THCS Nguyễn Hào Sự, cho biết em sẽ dùng số tiền này mua sách và đóng học phí học kỳ II.",
            "“Nhờ học bổng, nhiều em đã không phải bỏ học giữa chừng”, cô Phan Thị Thu, giáo viên chủ nhiệm, chia sẻ.",
            "Từ đầu năm học đến nay, quỹ khuyến học huyện đã hỗ trợ 1.032 lượt học sinh với số tiền hơn 1,3 tỷ đồng.",
        ),
        (),
        ("Thuộc hộ nghèo, cận nghèo hoặc mồ côi;", "Học lực từ khá trở lên;", "Có đơn xác nhận của chi hội khuyến học thôn."),
        "Đại diện nhà tài trợ trao học bổng cho các em học sinh. Ảnh: Minh Châu",
        "Minh Châu",
    ),
    Story(
        "Dòng họ Vũ ở Đan Phượng giữ lửa hiếu học suốt ba thập kỷ",
        "Ba mươi năm qua, dòng họ Vũ thôn Tháp Thượng, xã Song Phượng duy trì quỹ khuyến học do con cháu góp mỗi người một ngày lương.",
        (
            "Cụ Vũ Đình Khoan, 84 tuổi, trưởng ban khuyến học dòng họ, mở cuốn sổ vàng đã ngả màu, chỉ từng dòng tên con cháu đỗ đạt.",
            "Từ năm 1993 đến nay, dòng họ có 187 người tốt nghiệp đại học, 29 thạc sĩ, 8 tiến sĩ; không có ai bỏ học trước lớp 9.",
            "Quỹ hiện còn 486 triệu đồng, mỗi năm trao thưởng cho 120 đến 140 cháu vào ngày giỗ tổ 15 tháng Giêng.",
            "Năm 2022, dòng họ được Trung ương Hội Khuyến học Việt Nam tặng bằng khen “Dòng họ học tập tiêu biểu”.",
            "Ông Nguyễn Viết Đạt, Chủ tịch Hội Khuyến học huyện Đan Phượng, cho biết toàn huyện hiện có 214/238 dòng họ đạt danh hiệu dòng họ học tập, bằng 89,9%.",
            "Chiều muộn, tiếng trẻ đọc bài vang lên từ nhà thờ họ, nơi tủ sách 1.600 cuốn mở cửa mỗi cuối tuần.",
        ),
        (),
        (),
        "Cụ Vũ Đình Khoan bên cuốn sổ vàng của dòng họ.",
        "Hoàng Lan",
    ),
)  # fmt: skip

TEASERS = (
    ("Phù Yên phát động tháng khuyến học", "Từ 1/9 đến 2/10, các xã của huyện Phù Yên phát động tháng khuyến học, dự kiến vận động 800 triệu đồng và 2.000 cuốn sách cho các tủ sách thôn bản."),
    ("Hội Khuyến học thị xã An Khê ra mắt câu lạc bộ đọc sách", "Câu lạc bộ có 64 thành viên, sinh hoạt vào chiều thứ bảy hằng tuần tại thư viện thị xã, do cô giáo về hưu Trần Thị Nhàn làm chủ nhiệm."),
    ("Công ty Bình Minh tặng 40 máy tính", "Bốn mươi bộ máy tính đã qua sử dụng được trao cho 5 trường tiểu học vùng khó khăn, giúp hơn 900 học sinh lần đầu được học tin học."),
    ("Thông báo tuyển sinh lớp xóa mù chữ", "Trung tâm học tập cộng đồng xã nhận đơn đăng ký đến hết ngày 20 hằng tháng, học phí miễn phí, có hỗ trợ vở bút."),
)  # fmt: skip


def p(text: str, tag: str = "p") -> str:
    return f"<{tag}>{escape(text, quote=False)}</{tag}>"


def table(story: Story, attributes: str = "", cell: str = "{}") -> str:
    if not story.rows:
        return ""
    rows = "".join(
        "<tr>" + "".join(f"<td>{cell.format(escape(text))}</td>" for text in row) + "</tr>"
        for row in story.rows
    )
    return f"<table {attributes}><tbody>{rows}</tbody></table>"


def items(story: Story) -> str:
    return f"<ul>{''.join(p(item, 'li') for item in story.items)}</ul>" if story.items else ""


def body(story: Story, tag: str = "p", picture: str = "") -> str:
    first, second, *rest = (p(text, tag) for text in story.paragraphs)
    return f"{first}{picture}{second}{table(story)}{items(story)}{''.join(rest)}"


def teasers(item: str = "<div><a href='/t{n}.html'><b>{title}</b></a><p>{text}</p></div>") -> str:
    return "".join(item.format(n=n, title=title, text=text) for n, (title, text) in enumerate(TEASERS, 700))


def html(story: Story, inside: str, head: str = "", title: str | None = None) -> str:
    said = f"{story.title} - Cổng thông tin" if title is None else title
    return f'<!DOCTYPE html><html lang="vi"><head><meta charset="utf-8"><title>{escape(said)}</title>{head}</head><body>{inside}</body></html>'


def font_tables(s: Story) -> str:
    """Tables in tables, no paragraph anywhere: breaks, twice between paragraphs, once inside the list."""
    text = "<br><br>".join(escape(t) for t in s.paragraphs[:2])
    listed = "".join(f"<br>- {escape(i)}" for i in s.items)
    rest = "".join(f"<br><br>{escape(t)}" for t in s.paragraphs[2:])
    return html(
        s,
        f"""<table width=780 align=center><tr><td colspan=3><img src=/logo.gif></td></tr><tr>
<td width=150 valign=top><font size=2><a href=/>Trang chủ</a><br><a href=/gt>Giới thiệu</a><br><a href=/vb>Văn bản</a></font></td>
<td valign=top><table cellpadding=5><tr><td><font color=#cc0000 size=4><b>{s.title}</b></font></td></tr>
<tr><td><font face=Arial size=2><b>{s.lead}</b><br><br>
<table align=right width=200><tr><td><img src=/anh/1.jpg></td></tr><tr><td align=center><font size=1><i>{s.caption}</i></font></td></tr></table>
{text}{listed}<br>{table(s, "border=1 cellspacing=0")}{rest}<br><br></font><div align=right><b>{s.author}</b></div></td></tr></table></td>
<td width=180 valign=top><b>TIN MỚI</b><br>{"<br>".join(f"<a href=/t{n}>{t}</a>" for n, (t, _) in enumerate(TEASERS))}</td></tr>
<tr><td colspan=3 align=center><font size=1>Cơ quan chủ quản: Hội Khuyến học. Giấy phép số 12/GP-TTĐT ngày 05/06/2015. Điện thoại: 0212.3852.001</font></td></tr></table>""",
    )


def word(s: Story) -> str:
    """Pasted from Word: smart tags, empty paragraphs, conditional comments, a table with merged cells."""

    def mso(text: str) -> str:
        return f'<p class="MsoNormal" style="margin-bottom:6.0pt;text-align:justify"><span lang="VI" style="font-size:14.0pt;font-family:&quot;Times New Roman&quot;">{escape(text)}<o:p></o:p></span></p>'

    grid = table(
        s,
        'class="MsoTableGrid" border="1"',
        '<p class="MsoNormal" align="center"><span style="font-size:13.0pt">{}<o:p></o:p></span></p>',
    )
    listed = "".join(mso(f"- {i}").replace("MsoNormal", "MsoListParagraph") for i in s.items)
    first, rest = "".join(map(mso, s.paragraphs[:2])), "".join(map(mso, s.paragraphs[2:]))
    return html(
        s,
        f"""<div id="wrap"><div id="khung"><div class="tieu-de-bai">{s.title}</div><div class="ngay-gio">08:15 13/01/2024</div><div id="vung-chu">
<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View></w:WordDocument></xml><![endif]--><style>@page Section1 {{size:595.3pt}}</style>
<p class="MsoNormal"><b><span lang="VI">{s.lead}<o:p></o:p></span></b></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p>{first}{grid}{listed}<p class="MsoNormal"><span>&nbsp;</span></p>{rest}
<p class="MsoNormal" align="right" style="text-align:right"><b><i><span lang="VI">{s.author}</span></i></b></p></div></div><div id="chan"><p>Bản quyền thuộc về Hội Khuyến học</p></div></div>""",
    )


def decomposed(s: Story) -> str:
    """NFD throughout, HTML 5, hashed class names."""
    return unicodedata.normalize(
        "NFD",
        html(
            s,
            f"""<header><nav><ul><li><a href=/>Trang chủ</a></li><li><a href=/khuyen-hoc>Khuyến học</a></li></ul></nav></header>
<main class="css-1q2w3e"><section class="css-9zx8"><h1 class="css-77a">{s.title}</h1><div class="css-d41"><span>{s.author}</span> · <time>12/01/2024 16:20</time></div>
<div class="css-lead">{s.lead}</div><div class="css-x1">{body(s, picture=f'<div class="css-p0"><img src="/a.webp" alt="{s.caption}"><span class="css-p1">{s.caption}</span></div>')}</div></section>
<section class="css-more"><h3>Có thể bạn quan tâm</h3>{teasers()}</section></main><footer><p>Hội Khuyến học tỉnh. Trụ sở: số 1 đường Trần Phú.</p></footer>""",
        ),
    )


def long_sidebar(s: Story) -> str:
    """A sidebar with more prose than the story."""
    side = (
        teasers("<div class='khoi'><h3><a href='/t{n}.html'>{title}</a></h3><p>{text}</p><p>{text}</p></div>")
        * 2
    )
    return html(
        s,
        f"""<div class="trai"><h1>{s.title}</h1><p class="mo-ta">{s.lead}</p>{body(s)}<p style="text-align:right"><strong>{s.author}</strong></p></div>
<div class="phai"><h2>Đọc nhiều trong tuần</h2>{side}</div>""",
    )


def comments(s: Story) -> str:
    """Readers write long comments under it."""
    said = "".join(
        f"<li class='y-kien'><b>Bạn đọc {n}</b> <i>{n} giờ trước</i><p>Tôi rất đồng tình với bài viết, quê tôi cũng có quỹ khuyến học như vậy và mỗi năm góp được khá nhiều, mong các nơi cùng làm. {text}</p><a>Trả lời</a></li>"
        for n, (_, text) in enumerate(TEASERS, 3)
    )
    return html(
        s,
        f"""<div class="bao"><h1 class="ten">{s.title}</h1><div class="luc">14:05 | 12/01/2024</div><div class="chu"><p><strong>{s.lead}</strong></p>{body(s)}</div>
<div class="nghe">Nghe đọc bài</div><div class="y-kien-ban-doc"><h4>Ý kiến bạn đọc (4)</h4><ul>{said}</ul><textarea>Mời bạn nhập ý kiến</textarea></div></div>""",
    )


def two_parts(s: Story) -> str:
    """The body in two containers, an advertisement between them."""
    return html(
        s,
        f"""<div class="cot"><h1>{s.title}</h1><h2 class="dan">{s.lead}</h2><div class="doan">{"".join(map(p, s.paragraphs[:2]))}{table(s)}{items(s)}</div>
<div class="qc"><a href="https://quangcao.example"><img src="/qc.gif"></a><p>Quảng cáo</p></div><div class="doan">{"".join(map(p, s.paragraphs[2:]))}</div><div class="ten-tac-gia">{s.author}</div></div>""",
    )


def box_inside(s: Story) -> str:
    """A box of other stories with their summaries stands between the paragraphs."""
    box = f"<div class='hop-tin'><div class='nhan'>Tin cùng chủ đề</div>{teasers('<div><a href=/t{n}.html title=x>{title}</a></div>')}</div>"
    first, second, *rest = map(p, s.paragraphs)
    return html(
        s,
        f"""<div class="vung"><h1>{s.title}</h1><div class="tom">{s.lead}</div><div class="chi-tiet-bai">{first}{second}{table(s)}{items(s)}{box}{"".join(rest)}
<p><em>>> <a href="/t1.html">{TEASERS[0][0]}</a></em></p></div></div>""",
        f'<meta name="description" content="{escape(s.lead)}">',
    )


def print_view(s: Story) -> str:
    """A print view: the day of the print above, the address below."""
    return html(
        s,
        f"""<div style="width:700px"><div>HỘI KHUYẾN HỌC TỈNH</div><div>In ngày: 02/05/2024 08:10</div><hr><h2>{s.title}</h2><div>Thứ sáu, 12/01/2024 | 16:20</div>
<p><b>{s.lead}</b></p>{body(s)}<hr><div>Nguồn: http://khuyenhoc.example/tin/{s.author.split()[0].lower()}-123.html</div><a href="javascript:window.print()">In bài viết</a> <a href="javascript:window.close()">Đóng cửa sổ</a></div>""",
    )


def divs(s: Story) -> str:
    """Divs for paragraphs, spans around every run of words, no-break spaces between them."""

    def div(text: str) -> str:
        words = text.split(" ")
        half = len(words) // 2
        return f'<div><span style="font-size:12pt"><span>{escape(" ".join(words[:half]))}</span></span><span>&nbsp;{escape(" ".join(words[half:]))}</span></div><div>&nbsp;</div>'

    listed = "".join(f"<div>• {escape(i)}</div>" for i in s.items)
    return html(
        s,
        f"""<div class="a1"><div class="a2"><div class="a3">{s.title}</div><div class="a4"><div><b>{s.lead}</b></div>{"".join(map(div, s.paragraphs[:2]))}{table(s)}{listed}{"".join(map(div, s.paragraphs[2:]))}</div>
<div class="a5">Lượt xem: 1.204 | Bình luận: 0</div></div></div>""",
    )


def aspnet(s: Story) -> str:
    """One form around all, tools and the date inside the body's box, a span for the text."""
    paragraphs = "<br /><br />".join(escape(t) for t in s.paragraphs[:2])
    listed = "".join(f"<br />+ {escape(i)}" for i in s.items)
    rest = "".join(f"<br /><br />{escape(t)}" for t in s.paragraphs[2:])
    return html(
        s,
        f"""<form method="post" action="./ChiTiet.aspx?id=88" id="form1"><input type="hidden" name="__VIEWSTATE" value="/wEPDwUKLTk2{"A" * 400}" />
<div id="header"><span id="lblNgay">Hôm nay, ngày 02 tháng 05 năm 2024</span></div><div id="ctl00_MainContent_pnlTin"><span id="ctl00_MainContent_lblTieuDe" class="TieuDeTin">{s.title}</span><br />
<span id="ctl00_MainContent_lblNgayDang">(Ngày đăng: 12/01/2024 4:20:00 CH)</span> <a href="#">Bản in</a> <a href="#">Gửi email</a><br /><span id="ctl00_MainContent_lblTomTat" class="TomTat">{s.lead}</span><br /><br />
<span id="ctl00_MainContent_lblNoiDung">{paragraphs}{listed}{table(s)}{rest}</span><br /><span id="ctl00_MainContent_lblTacGia">{s.author}</span></div>
<div id="pnlKhac"><b>Các tin đã đưa:</b><br />{"<br />".join(f"<a href='ChiTiet.aspx?id={n}'>{t} (0{n}/01/2024)</a>" for n, (t, _) in enumerate(TEASERS, 1))}</div></form>""",
        title="Hội Khuyến học",
    )


def next_story(s: Story) -> str:
    """The whole next story stands under it, as papers do that scroll for ever."""
    other = STORIES[(STORIES.index(s) + 1) % len(STORIES)]

    def one(story: Story) -> str:
        return f'<div class="bai" data-url="/{len(story.title)}.html"><h1>{story.title}</h1><div class="gio">12/01/2024 16:20</div><p class="dan">{story.lead}</p>{body(story)}<p class="ky">{story.author}</p></div>'

    return html(
        s,
        f'<div class="dong">{one(s)}<div class="ke-tiep">Bài tiếp theo</div>{one(other)}</div>',
        f'<meta property="og:title" content="{escape(s.title)}">',
    )


def captions(s: Story) -> str:
    """Captions wherever editors put them: behind a break, in small print, in a table, above the picture's end."""
    first, second, *rest = map(p, s.paragraphs)
    return html(
        s,
        f"""<div class="nd"><h1>{s.title}</h1><p><strong>{s.lead}</strong></p>{first}<p style="text-align:center"><img src="/1.jpg"><br><span style="font-size:11px;font-style:italic">{s.caption}</span></p>{second}{table(s)}{items(s)}
{"".join(rest)}</div>""",
    )


def interview(s: Story) -> str:
    """Questions in bold, each a paragraph of its own; a quotation apart; a heading in the middle."""
    first, second, *rest = s.paragraphs
    return html(
        s,
        f"""<div class="pv"><h1>{s.title}</h1><p class="vao"><em>{s.lead}</em></p><p><b>PV: Xin ông cho biết kết quả nổi bật?</b></p>{p(first)}{p(second)}{table(s)}{items(s)}
<p><b>Ông có kiến nghị gì?</b></p><h3>Những bước tiếp theo</h3>{"".join(map(p, rest[:-1]))}<blockquote>{escape(rest[-1])}</blockquote></div>""",
    )


def banners(s: Story) -> str:
    """A cookie notice, a newsletter box and a player, all of whole sentences."""
    return html(
        s,
        f"""<div class="thong-bao-cookie"><p>Trang này dùng cookie để nâng cao trải nghiệm của bạn. Bằng việc tiếp tục sử dụng, bạn đồng ý với chính sách riêng tư của chúng tôi, được cập nhật ngày 01/03/2024.</p><button>Đồng ý</button></div>
<div class="khung-bai"><h1>{s.title}</h1><div class="cong-cu"><span>A-</span><span>A+</span><a href="#">Theo dõi trên Google News</a><span>0:00 / 3:12</span><span>Nam miền Bắc</span></div>
<div class="tom-tat">{s.lead}</div><div class="phan-chu">{body(s)}</div><div class="nhan-tin"><h4>Đăng ký nhận tin</h4><p>Nhập địa chỉ thư điện tử của bạn để nhận bản tin khuyến học vào sáng thứ hai hằng tuần.</p><input><button>Gửi</button></div>
<div class="tu-khoa">Từ khóa: <a href="/tag/1">khuyến học</a>, <a href="/tag/2">học bổng</a></div></div>""",
    )


def sections(s: Story) -> str:
    """Headings centred and in bold, one right behind a picture."""
    first, second, *rest = s.paragraphs
    return html(
        s,
        f"""<div class="bc"><div class="dau">{s.title}</div><div class="ruot"><p><b>{s.lead}</b></p><p align="center"><b>I. KẾT QUẢ ĐẠT ĐƯỢC</b></p>{p(first)}<p align="center"><img src="/2.jpg"></p><p align="center"><b>II. PHƯƠNG HƯỚNG</b></p>{p(second)}{table(s)}{items(s)}{"".join(map(p, rest))}</div></div>""",
    )


def amp(s: Story) -> str:
    """AMP: its own tags for pictures, advertisements and players."""
    return html(
        s,
        f"""<amp-sidebar id="menu"><ul><li><a href=/>Trang chủ</a></li></ul></amp-sidebar><div class="amp-bai"><h1 class="amp-ten">{s.title}</h1><p class="amp-dan">{s.lead}</p>
<amp-ad width=300 type=adsense><div placeholder>Quảng cáo</div></amp-ad>{body(s, picture=f'<amp-img src="/3.jpg" width=600 height=400></amp-img><div class="amp-chu"><em>{s.caption}</em></div>')}<amp-iframe src="/bl"></amp-iframe></div>""",
    )


def centred(s: Story) -> str:
    """All in a centred table, which centres none of its text; plain paragraphs right behind the picture; flat links."""
    first, *rest = s.paragraphs
    return html(
        s,
        f"""<table align="center" width="980"><tr><td><a href="/">Trang nhất</a> | <a href="/gt">Giới thiệu</a></td></tr><tr><td><div class="t1">{s.title}</div><div class="t2"><b>{s.lead}</b></div>
<div class="t3">{first}<br><br><table align="center"><tr><td><img src="/4.jpg"></td></tr><tr><td>{s.caption}</td></tr></table>{"<br><br>".join(rest[:1])}<br>{table(s)}{items(s)}
<p>Tin liên quan</p>{"".join(f"<div><a href='/k{n}'>{t}</a></div>" for n, (t, _) in enumerate(TEASERS))}{"".join(map(p, rest[1:]))}</div></td></tr></table>""",
        title=f"Hội Khuyến học tỉnh > {s.title}",
    )


def two_links(s: Story) -> str:
    """A box of two links in the middle, under a line that ends most articles elsewhere."""
    first, second, *rest = map(p, s.paragraphs)
    links = "".join(f"<li><a href='/h{n}'>{t}</a></li>" for n, (t, _) in enumerate(TEASERS[:2]))
    return html(
        s,
        f"""<div class="h1"><h1>{s.title}</h1><div class="h2">{s.author}</div><div class="h3">12/01/2024 16:20</div><div class="h4"><p>{s.lead}</p>{first}{second}{table(s)}{items(s)}<div class="h5"><h4>Tin liên quan</h4><ul>{links}</ul></div>{"".join(rest)}</div></div>""",
    )


SHAPES: tuple[tuple[Callable[[Story], str], Callable[[Story], list[str]]], ...] = (
    (font_tables, lambda s: [*_dashed(s, "- ")]),
    (word, lambda s: [*_dashed(s, "- ")]),
    (decomposed, lambda s: s.lines),
    (long_sidebar, lambda s: s.lines),
    (comments, lambda s: s.lines),
    (two_parts, lambda s: s.lines),
    (box_inside, lambda s: s.lines),
    (print_view, lambda s: s.lines),
    (divs, lambda s: [*_dashed(s, "• ")]),
    (aspnet, lambda s: [*_dashed(s, "+ ")]),
    (next_story, lambda s: s.lines),
    (captions, lambda s: s.lines),
    (interview, lambda s: _with(s, {2: ["PV: Xin ông cho biết kết quả nổi bật?"]}, ["Ông có kiến nghị gì?", "Những bước tiếp theo"])),
    (banners, lambda s: s.lines),
    (sections, lambda s: _with(s, {2: ["I. KẾT QUẢ ĐẠT ĐƯỢC"], 3: ["II. PHƯƠNG HƯỚNG"]}, [])),
    (amp, lambda s: s.lines),
    (centred, lambda s: s.lines),
    (two_links, lambda s: s.lines),
)  # fmt: skip


def _dashed(s: Story, mark: str) -> list[str]:
    return [f"{mark}{line}" if line in s.items else line for line in s.lines]


def _with(s: Story, at: dict[int, list[str]], behind: list[str]) -> list[str]:
    """The lines with some put in before those of a number, and some before the paragraphs behind table and list."""
    where = 4 + len(s.rows) + len(s.items)
    lines = []
    for n, line in enumerate(s.lines):
        lines += [*at.get(n, ()), *(behind if n == where else ()), line]
    return lines


def strangers() -> Iterator[Stranger]:
    """Every story in every shape."""
    for shape, wanted in SHAPES:
        for n, story in enumerate(STORIES):
            page = shape(story)
            said = story.caption if story.caption in unicodedata.normalize("NFC", page) else ""
            yield Stranger(
                f"{shape.__name__}-{n}", page, "\n".join(wanted(story)), story.title, said, story.author
            )
