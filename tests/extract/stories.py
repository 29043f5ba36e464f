"""Stories for the pages that the extraction tests make, and what stands beside them; the small parts of a page."""

from __future__ import annotations

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
