"""Whose an article's figures are that name no place: of whom its title or its first paragraph tells, not of a giver or a venue."""

from __future__ import annotations

from datetime import date
from itertools import product

import pytest

from khuyenhoc.extract import figures

#: What an article may tell of, as a title calls it bare, and the place that its figures have.
BODIES = [
    ("tỉnh Nghệ An", "Nghệ An", "province Nghệ An"),
    ("huyện Yên Thành", "Yên Thành", "district Yên Thành"),
    ("thị xã Thái Hòa", "Thái Hòa", "district Thái Hòa"),
    ("thành phố Vinh", "Vinh", "district Vinh"),
    ("xã Quỳnh Đôi", "Quỳnh Đôi", "commune Quỳnh Đôi"),
    ("phường Hưng Dũng", "Hưng Dũng", "commune Hưng Dũng"),
    ("thị trấn Đô Lương", "Đô Lương", "commune Đô Lương"),  # a district has the name too
    ("thôn Trung Hòa", "Trung Hòa", "organisation thôn Trung Hòa"),
    ("khối Yên Bình", "Yên Bình", "organisation khối Yên Bình"),
    ("xóm 7", "", "organisation xóm 7"),
    ("dòng họ Hồ Sỹ", "Hồ Sỹ", "organisation dòng họ Hồ Sỹ"),
    ("Trường THPT Phan Đăng Lưu", "Phan Đăng Lưu", "organisation Trường THPT Phan Đăng Lưu"),
    ("Trường Tiểu học Hưng Dũng 2", "Hưng Dũng 2", "organisation Trường Tiểu học Hưng Dũng 2"),
    ("Trường Đại học Vinh", "Đại học Vinh", "organisation Trường Đại học Vinh"),
    ("giáo xứ Thuận Nghĩa", "Thuận Nghĩa", "organisation giáo xứ Thuận Nghĩa"),
    ("Trường Đại học Y khoa Vinh", "Y khoa Vinh", "organisation Trường Đại học Y khoa Vinh"),
    ("Trường Cao đẳng Nghề Việt - Đức", "", "organisation Trường Cao đẳng Nghề Việt - Đức"),
    ("Công ty May Hoàng Gia", "", "organisation Công ty May Hoàng Gia"),
    ("Trung tâm Y tế huyện Yên Thành", "", "organisation Trung tâm Y tế huyện Yên Thành"),
    ("Kho bạc Nhà nước Yên Thành", "", "organisation Kho bạc Nhà nước Yên Thành"),
    ("Sư đoàn 324", "", "organisation Sư đoàn 324"),
]
TITLES = [
    "Hội Khuyến học {body} tổng kết công tác năm 2023",
    "{Body}: Sôi nổi phong trào khuyến học",
    "Chuyện khuyến học ở {body}",
    "Khuyến học {body}: Những kết quả nổi bật",
    "Tiếp sức cho học sinh nghèo đến trường",
    "{bare}: Khuyến học đi đầu",
    "{bare} làm tốt công tác khuyến học",
    "Phong trào khuyến học ở {bare}",
]
LEADS = [
    "Ngày 10/1, Hội Khuyến học {body}{where} tổ chức tổng kết công tác năm 2023.",
    "Những năm qua, công tác khuyến học ở {body}{where} có nhiều chuyển biến.",
    "(NA) - Ngày 10/1, tại hội trường UBND, Hội Khuyến học {body}{where} tổ chức hội nghị tổng kết.",
    "Về {body}{where} hôm nay, đâu đâu cũng nghe chuyện học hành.",
    "Xác định khuyến học là nhiệm vụ quan trọng, {body}{where} đã đẩy mạnh phong trào khuyến học.",
    "Ông Nguyễn Văn An, Chủ tịch Hội Khuyến học {body}{where}, vui mừng khoe kết quả một năm.",
]
#: Where a commune or a body lies; a province and a district stand alone.
WHERE = {"commune": " (huyện Yên Thành)", "organisation": ", xã Hưng Tây, huyện Hưng Nguyên"}
FIGURES = (
    "Trong năm, đã có 412 học sinh được nhận học bổng khuyến học. Quỹ khuyến học hiện có 640 triệu đồng."
)

GIVERS = [
    *(body for body, _, place in BODIES if place.startswith("organisation")),
    "Công an huyện Yên Thành",
    "chùa Phúc Long",
]
GIFTS = [
    "Trao 50 suất học bổng cho học sinh {body}",
    "Hội Khuyến học huyện Yên Thành trao quà tại {body}",
    "Tiếp sức đến trường cho học sinh nghèo",
    "{Body} trao học bổng cho học sinh huyện Yên Thành",
    "Hội Khuyến học huyện Yên Thành và {body} ký kết chương trình phối hợp",
]
GIVEN = [
    "Ngày 10/1, tại {body}, Hội Khuyến học huyện Yên Thành trao học bổng cho học sinh nghèo.",
    "Ngày 10/1, Hội Khuyến học huyện Yên Thành phối hợp với {body} trao học bổng cho học sinh nghèo.",
    "Ngày 10/1, Hội Khuyến học huyện Yên Thành trao học bổng cho học sinh {body} và các trường trong huyện.",
    "Ngày 10/1, {body} phối hợp với Hội Khuyến học huyện Yên Thành trao học bổng cho học sinh nghèo.",
    "Với sự tài trợ của {body}, Hội Khuyến học huyện Yên Thành vừa trao học bổng cho học sinh nghèo.",
    "Ngày 10/1, Hội Khuyến học huyện Yên Thành tổng kết năm. Chi hội khuyến học {body} là điển hình.",
]


def places(title: str, lead: str, body: str, bare: str, where: str) -> set[str]:
    """The places of the two figures below a title and a first paragraph."""
    head = title.format(body=body, Body=body[0].upper() + body[1:], bare=bare)
    text = f"{head}\n\n{lead.format(body=body, where=where)}\n\n{FIGURES}"
    found = figures.read(text, published=date(2024, 1, 12), source_province="Nghệ An").figures
    told = [f for f in found if f.char_start >= len(text) - len(FIGURES)]
    assert len(told) == 2, text
    return {f"{f.area.level} {f.area.name}" for f in told}


@pytest.mark.parametrize(("body", "bare", "place"), BODIES, ids=[body for body, *_ in BODIES])
def test_figures_without_a_place_are_of_whom_the_article_tells(body: str, bare: str, place: str) -> None:
    wrong = [
        (title, lead)
        for title, lead, where in product(TITLES, LEADS, {"", WHERE.get(place.split()[0], "")})
        if (bare or "{bare}" not in title) and places(title, lead, body, bare, where) != {place}
    ]
    assert wrong == []


@pytest.mark.parametrize("body", GIVERS)
def test_who_gives_and_where_is_not_of_whom_the_article_tells(body: str) -> None:
    wrong = [
        (title, lead)
        for title, lead in product(GIFTS, GIVEN)
        if not (title.startswith("{Body}") and "Chi hội" in lead)  # it begins with whose chapter is told of
        and places(title, lead, body, "", "") != {"district Yên Thành"}
    ]
    assert wrong == []


#: Places inside an article's own, with what is said of where they lie, and the place of figures that are told of them.
PROVINCE = "Hội Khuyến học tỉnh Nghệ An", "province Nghệ An", "tỉnh"
DISTRICT = "Hội Khuyến học huyện Yên Thành", "district Yên Thành", "huyện"
INSIDE = [
    (PROVINCE, "huyện Yên Thành", "district Yên Thành"),
    (PROVINCE, "TP Vinh", "district Vinh"),
    (PROVINCE, "xã Quỳnh Đôi (Quỳnh Lưu)", "commune Quỳnh Đôi"),
    (PROVINCE, "xã Quỳnh Đôi, huyện Quỳnh Lưu", "commune Quỳnh Đôi"),
    (PROVINCE, "Trường THPT Phan Đăng Lưu", "organisation Trường THPT Phan Đăng Lưu"),
    (PROVINCE, "dòng họ Hồ Sỹ", "organisation dòng họ Hồ Sỹ"),
    (PROVINCE, "thôn Trung Hòa, xã Hưng Tây", "organisation thôn Trung Hòa"),
    (DISTRICT, "xã Hợp Thành", "commune Hợp Thành"),
    (DISTRICT, "thị trấn Yên Thành", "commune Yên Thành"),
    (DISTRICT, "xóm 7 (xã Hợp Thành)", "organisation xóm 7"),
    (DISTRICT, "Trường THCS Bạch Liêu", "organisation Trường THCS Bạch Liêu"),
    (DISTRICT, "thôn Trung Hòa", "organisation thôn Trung Hòa"),
]
OF_IT = [
    "Ở {it}, có 412 hội viên khuyến học.",
    "{It} có 412 hội viên khuyến học.",
    "Riêng {it} có 412 hội viên khuyến học.",
    "Tiêu biểu như {it} với 412 hội viên khuyến học.",
    "Điển hình là {it} (412 hội viên khuyến học).",
    "Hội Khuyến học {it} có 412 hội viên.",
    "Có 412 hội viên khuyến học ở {it}.",
    "Nhiều nhất là {it}: 412 hội viên khuyến học.",
    "Tiếp đến là {it}, 412 hội viên khuyến học.",
    "Phong trào ở {it} rất sôi nổi. Năm qua, đã có 412 hội viên khuyến học được kết nạp.",
    'Ông Nguyễn Văn An, Chủ tịch Hội Khuyến học {it} cho biết: "Chúng tôi có 412 hội viên".',
    "Là nơi dẫn đầu, {it} đã kết nạp 412 hội viên khuyến học.",
    "Như ở {it}, số hội viên khuyến học là 412.",
    "Nhiều nơi làm tốt, trong đó {it} có 412 hội viên khuyến học.",
    "Chẳng hạn, {it} năm qua kết nạp 412 hội viên khuyến học.",
    "Còn {it} thì có 412 hội viên khuyến học.",
]
OF_THE_WHOLE = [
    "Phong trào ở {it} rất sôi nổi.\nToàn {whole} có 412 hội viên khuyến học.",
    "Phong trào ở {it} rất sôi nổi.\nTrong năm, các cấp hội kết nạp 412 hội viên khuyến học.",
    "Phong trào ở {it} rất sôi nổi. Toàn {whole} hiện có 412 hội viên khuyến học.",
    "Các cấp hội trong {whole} kết nạp 412 hội viên khuyến học, tiêu biểu là {it}.",
    "{It} và nhiều nơi khác làm tốt, đưa tổng số hội viên khuyến học toàn {whole} lên 412.",
    "Đại biểu {it} dự hội nghị. Năm qua, hội có 412 hội viên khuyến học.",
]


@pytest.mark.parametrize(("report", "it", "place"), INSIDE, ids=[it for _, it, _ in INSIDE])
def test_a_figure_is_of_the_place_that_is_told_of(report: tuple[str, str, str], it: str, place: str) -> None:
    association, own, whole = report
    lead = (
        f"{association} tổng kết công tác năm 2023\n\nNgày 10/1, {association} tổ chức hội nghị tổng kết năm."
    )
    wrong = []
    for said, wanted in [*((s, place) for s in OF_IT), *((s, own) for s in OF_THE_WHOLE)]:
        text = f"{lead}\n\n{said.format(it=it, It=it[0].upper() + it[1:], whole=whole)}"
        found = figures.read(text, published=date(2024, 1, 12), source_province="Nghệ An").figures
        if [f"{f.area.level} {f.area.name}" for f in found if f.value == 412] != [wanted]:
            wrong.append(said)
    assert wrong == []
