"""Clean articles for the tests: our own sentences in the ways that associations write, traps included."""

from __future__ import annotations

import random
from collections.abc import Iterator

TITLES = """
Vĩnh Long: 92% gia đình đạt danh hiệu Gia đình học tập
Hội Khuyến học huyện Bắc Hà tổng kết công tác năm 2022
Lễ trao học bổng "Tiếp bước đến trường" cho học sinh nghèo
ĐẠI HỘI ĐẠI BIỂU HỘI KHUYẾN HỌC THÀNH PHỐ CAM RANH LẦN THỨ IV
Quỹ khuyến học dòng họ Phan vượt 2 tỷ đồng
Dòng họ hiếu học bên dòng sông Mã
iSchool tặng 20 suất học bổng cho Hội Khuyến học tỉnh
Cư Kuin: Nuôi heo đất, gieo con chữ
Khai mạc ngày hội "Learning City" tại Cao Lãnh
5 năm xây dựng xã hội học tập ở Krông Pắc
""".strip().splitlines()

PARAGRAPHS = """
Ngày 14/3, Hội Khuyến học tỉnh tổ chức hội nghị sơ kết công tác khuyến học, khuyến tài quý I, bàn nhiệm vụ quý II.
Toàn huyện có 214 chi hội khuyến học, 18.402 hội viên, đạt 21,7% dân số, tăng 1.120 hội viên so với cùng kỳ.
Theo báo cáo, 12.840/15.310 gia đình được công nhận gia đình học tập; 96/104 dòng họ đạt danh hiệu dòng họ học tập.
Quỹ khuyến học các cấp vận động được hơn 6,4 tỷ đồng, trao học bổng cho 1.905 học sinh, sinh viên có hoàn cảnh khó khăn.
Các trung tâm học tập cộng đồng mở 312 lớp chuyên đề với 18.950 lượt người tham gia học tập.
Ông Trần Văn Bảy, Chủ tịch Hội Khuyến học thành phố, cho hay trong thời gian tới hội tham gia xây dựng xã hội học tập.
Chương trình do Save the Children và Room to Read tài trợ, phối hợp cùng Hội Khuyến học xã Ea Kpam và buôn Kơ Tam.
Phần mềm "Công dân học tập" chạy trên Google Chrome, Safari và ứng dụng iOS, Android; hội viên nhận mã qua Zalo, Gmail.
Anh: Toan canh hoi nghi trao hoc bong khuyen hoc tai huyen. Minh Duc
Em Y Bhem Niê, em H'Lan Kbuôr ở buôn Ea Mlă và em Sùng A Páo ở bản Tà Lèng được nhận xe đạp.
Đội bóng đá học sinh của trường giành giải nhất; trận chung kết được truyền hình trực tiếp trên sóng đài tỉnh.
Hội cảnh báo: một số trang giả mạo chèn cụm từ "kenh bong da truc tiep" vào bài viết để lừa người đọc.
HuyệnLắk có11.583 công dân(23,55%)được công nhận; Hà Tĩnhđược biểu dương, vàtrao 20 suất quà.
Chi tiết xin xem tại https://khuyenhoc.example.vn/tin-tuc/trao-hoc-bong-cho-hoc-sinh-ngheo hoặc gửi về hoikhuyenhoc@example.vn.
Thầy Kim Sa Rinh dạy tiếng Khmer; cô Lý Thị Xuân mở lớp online, e-learning, startup cho thanh niên trong xã.
Trong khi đó, ban khuyến học tham gia trao quà, thăm hỏi gia đình chính sách và trao bằng khen cho hai cá nhân.
Hội phối hợp với ngân hàng cho vay vốn học nghề, cấp 300 thẻ tín dụng sinh viên không lãi suất.
Phong trào khuyến học – khuyến tài lan tỏa; nhiều mô hình "3 đủ", "Ống tiền tiết kiệm", "Heo đất khuyến học" ra đời.
Thực hiện Quyết định 1373/QĐ-TTg và Chương trình 387/QĐ-TTg, các xã đăng ký mô hình Cộng đồng học tập cấp xã.
Năm 2021, hội viên đóng góp bình quân 65.000 đồng/người; quỹ khuyến học hiện còn 850 triệu đồng.
Tại buổi lễ, Công ty TNHH Smart Vina trao 10 dàn máy vi tính, Saigon Co.op tặng 500 phần quà cho con em công nhân.
Ban tổ chức khuyến khích các nhà hảo tâm chung tay; khuyến nghị cha mẹ theo dõi kết quả học tập của con em.
Đoàn viên thanh niên nâng bổng cúp vô địch; tiếng sáo bay bổng khép lại đêm hội khuyến học.
Lớp "problem based learning" và câu lạc bộ "machine learning" thu hút học sinh; problem based learning sẽ được nhân rộng.
""".strip().splitlines()


def articles(count: int, *, paragraphs: int = 9) -> Iterator[str]:
    """So many clean articles, each another choice and order of the sentences; the same ones every time."""
    for seed in range(count):
        choose = random.Random(seed)
        body = choose.sample(PARAGRAPHS, paragraphs)
        yield "\n".join([choose.choice(TITLES), "", *body])
