"""Pages of sites that nobody has seen: the same stories in the markup of two decades, with what a reader reads of them.

Not from the samples' templates: here no class name is one that a vendor's layout or trafilatura's rules know, unless
a page is about just that. The last six shapes were written after the reader had been mended for the others, and scored
once before it was mended for them: F1 0.970, trafilatura 0.917. That is what to expect of the next site.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape

from tests.extract.stories import STORIES, TEASERS, Story, body, html, items, p, table, teasers


@dataclass(frozen=True)
class Stranger:
    """One page and its wanted text; `caption` and `author` where the page has them."""

    name: str
    html: str
    wanted: str
    title: str
    caption: str
    author: str


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


def old_lists(s: Story) -> str:
    """A definition list of other stories beside it, who posted it under its title, the story before and after below."""
    return html(
        s,
        f"""<div id=page><ul class=nav><li><a href=/>Trang chủ</a><li><a href=/tin>Tin tức - Sự kiện</a></ul><div class=l3><dl>{"".join(f"<dt><a href=/q{n}>{t}</a></dt><dd>{x}</dd>" for n, (t, x) in enumerate(TEASERS))}</dl></div>
<div class=m3><p class=crumb><a href=/>Trang chủ</a> » <a href=/kh>Khuyến học</a></p><h2 class=hd>{s.title}</h2><p class=by>Người đăng: admin | Ngày đăng: 12/01/2024 | Lượt xem: 532</p><p class=sp>{s.lead}</p><div>{body(s)}</div><p class=sg>{s.author}</p><p>Chia sẻ: <a href=#>Facebook</a> <a href=#>Zalo</a></p><p><a href=/p1>« Bài trước: {TEASERS[0][0]}</a> <a href=/p2>Bài sau: {TEASERS[1][0]} »</a></p></div></div>""",
    )


def cards(s: Story) -> str:
    """A grid of cards below, each one link with headline and summary."""
    cards = "".join(
        f"<a class=card href=/c{n}><img src=/c{n}.jpg><h4>{t}</h4><p>{x}</p></a>"
        for n, (t, x) in enumerate(TEASERS)
    )
    return html(
        s,
        f"""<div class=wrap><section class=main><h2>{s.title}</h2><small>Thứ sáu, 12/01/2024, 16:20 (GMT+7)</small><p class=lede>{s.lead}</p>{body(s, picture=f"<figure class=f><img src=/z.jpg><figcaption>{s.caption}</figcaption></figure>")}<p class=end><i>{s.author}</i></p></section><section class=more><h3>Tin nổi bật</h3><div class=grid>{cards}</div></section></div>""",
    )


def rows(s: Story) -> str:
    """A table of earlier stories with their days in the story's own table; a counter of visits."""
    rows = "".join(
        f"<tr><td width=10><img src=/bullet.gif></td><td><a href=/d{n}>{t}</a> <font color=gray>(1{n}/01/2024)</font></td></tr>"
        for n, (t, _) in enumerate(TEASERS)
    )
    return html(
        s,
        f"""<table width=1000 align=center><tr><td valign=top><table><tr><td class=tt>{s.title}</td></tr><tr><td class=dt>Cập nhật: 16h20' 12/01/2024</td></tr><tr><td class=sm><b>{s.lead}</b></td></tr><tr><td class=ct>{body(s, "div")}</td></tr><tr><td align=right><b>{s.author}</b></td></tr><tr><td><b>Các bài đã đăng</b><table>{rows}</table></td></tr></table></td></tr><tr><td>© 2010 Hội Khuyến học. Đang trực tuyến: 12. Tổng số lượt: 1.203.441</td></tr></table>""",
    )


def poll(s: Story) -> str:
    """Breaks alone, a poll beside it, who is responsible for the site below."""
    t = "<br/>".join(s.paragraphs[:2])
    r = "<br/>".join(s.paragraphs[2:])
    return html(
        s,
        f"""<div class=site><div class=x1><h3>{s.title}</h3><div class=x2><i>{s.lead}</i><br/>{t}<br/>{table(s)}{items(s)}{r}</div></div><div class=poll><b>Thăm dò ý kiến</b><form><p>Bạn đánh giá thế nào về phong trào khuyến học ở địa phương?</p><input type=radio> Tốt <input type=radio> Khá <input type=submit value="Bình chọn"></form></div><div class=ft>Người chịu trách nhiệm: Ông Lê Văn Tám, Chủ tịch Hội. Email: hoi@example.vn. Ghi rõ nguồn khi phát hành lại thông tin từ trang này.</div></div>""",
    )


def standfirst(s: Story) -> str:
    """A kicker, a dateline, a box to read on in the middle, who the author is below."""
    first, second, *rest = map(p, s.paragraphs)
    return html(
        s,
        f"""<article><header><p class=kicker>Khuyến học</p><h1>{s.title}</h1><p class=standfirst>{s.lead}</p><p class=meta>{s.author} <time datetime=2024-01-12T16:20:00+07:00>12 tháng 1, 2024</time></p></header>{first}{second}{table(s)}{items(s)}<aside><h4>Đọc tiếp</h4><p><a href=/r1>{TEASERS[0][0]}</a></p></aside>{"".join(rest)}<footer><p>{s.author} là phóng viên thường trú, viết về giáo dục vùng cao từ năm 2015.</p></footer></article>""",
    )


def essay(s: Story) -> str:
    """A pull-out before the paragraph that it repeats, a gallery at the end, one signature for text and pictures."""
    first, second, *rest = map(p, s.paragraphs)
    gal = "".join(f"<div class=g><img src=/g{n}.jpg><p>{s.caption}</p></div>" for n in range(3))
    return html(
        s,
        f"""<div class=ess><div class=ti><h1>{s.title}</h1></div><div class=bd><p class=f1><strong>{s.lead}</strong></p>{first}<div class=pq>“{s.paragraphs[1]}”</div>{second}{table(s)}{items(s)}{"".join(rest)}{gal}<p style="text-align:right">Bài và ảnh: {s.author}</p></div></div>""",
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
    (old_lists, lambda s: s.lines),
    (cards, lambda s: s.lines),
    (rows, lambda s: s.lines),
    (poll, lambda s: s.lines),
    (standfirst, lambda s: s.lines),
    (essay, lambda s: s.lines),
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
