"""When a figure was so, by what its sentence says and what its article reports on.

Each article is a title, a first paragraph and a day of publication; each sentence, alone in a paragraph and behind another,
has one figure, whose period it names (`..` for none).
"""

from __future__ import annotations

import inspect
from datetime import date

import pytest

from khuyenhoc.extract import figures
from khuyenhoc.extract.figures import phrasing, ranging, spanning, stating

ARTICLES = {
    "the review of a year": (
        "Hội Khuyến học huyện Yên Thành tổng kết công tác năm 2023",
        "Ngày 10/1, Hội Khuyến học huyện Yên Thành tổ chức hội nghị tổng kết công tác năm 2023, triển khai nhiệm vụ năm 2024.",
        "2024-01-11",
    ),
    "the review of half a year": (
        "Hội Khuyến học huyện Yên Thành sơ kết 6 tháng đầu năm 2024",
        "Sáng 12/7, Hội Khuyến học huyện Yên Thành tổ chức hội nghị sơ kết công tác khuyến học 6 tháng đầu năm 2024.",
        "2024-07-13",
    ),
    "a congress": (
        "Đại hội Hội Khuyến học huyện Yên Thành lần thứ V, nhiệm kỳ 2024-2029",
        "Ngày 12/7, Hội Khuyến học huyện Yên Thành tổ chức Đại hội đại biểu lần thứ V, nhiệm kỳ 2024-2029.",
        "2024-07-13",
    ),
    "a gift on one day": (
        "Trao học bổng cho học sinh nghèo huyện Yên Thành",
        "Sáng 5/9, Hội Khuyến học huyện Yên Thành trao học bổng cho học sinh nghèo vượt khó.",
        "2024-09-06",
    ),
    "the review of a school year": (
        "Hội Khuyến học huyện Yên Thành tổng kết năm học 2023-2024",
        "Ngày 20/8, Hội Khuyến học huyện Yên Thành tổng kết công tác khuyến học năm học 2023-2024.",
        "2024-08-21",
    ),
    "three years of a decision": (
        "Yên Thành sơ kết 3 năm thực hiện Chương trình 1373",
        "Ngày 20/8, huyện Yên Thành sơ kết 3 năm thực hiện Quyết định 1373/QĐ-TTg về xây dựng xã hội học tập, do Hội Khuyến học huyện tham mưu.",
        "2024-08-21",
    ),
    "a portrait": (
        "Người gieo chữ ở Yên Thành",
        "Ở tuổi 70, ông Nguyễn Văn An, Chủ tịch Hội Khuyến học huyện Yên Thành vẫn miệt mài với công việc.",
        "2024-08-21",
    ),
}
SENTENCES = {
    "the review of a year": [
        ("Toàn huyện có 412 chi hội khuyến học.", "2023-01-01 2023-12-31"),
        ("Đến nay, toàn huyện có 412 chi hội khuyến học.", ".. 2024-01-10"),
        ("Hiện toàn huyện có 412 chi hội khuyến học.", ".. 2024-01-10"),
        ("Hiện nay, toàn huyện có 412 chi hội khuyến học.", ".. 2024-01-10"),
        ("Trong năm, các cấp hội đã trao 412 suất học bổng.", "2023-01-01 2023-12-31"),
        ("Các cấp hội đã trao 412 suất học bổng.", "2023-01-01 2023-12-31"),
        ("Năm qua, các cấp hội đã trao 412 suất học bổng.", "2023-01-01 2023-12-31"),
        ("Dịp này, 412 cá nhân được tặng giấy khen vì thành tích khuyến học.", "2024-01-10 2024-01-10"),
        ("Tại hội nghị, 412 cá nhân được khen thưởng vì thành tích khuyến học.", "2024-01-10 2024-01-10"),
        ("Năm 2024, hội phấn đấu kết nạp 412 hội viên.", "2024-01-01 2024-12-31"),
        ("Phấn đấu trong năm 2024 kết nạp 412 hội viên.", "2024-01-01 2024-12-31"),
        ("Hội phấn đấu năm nay kết nạp 412 hội viên.", "2024-01-01 2024-12-31"),
        ("Hội đề ra mục tiêu đến năm 2025 có 412 chi hội khuyến học.", ".. 2025-12-31"),
        ("Hội viên tăng 412 người so với năm 2022.", "2023-01-01 2023-12-31"),
        ("Tính đến 31/12/2023, toàn huyện có 412 chi hội khuyến học.", ".. 2023-12-31"),
        ("Đến hết năm 2023, toàn huyện có 412 chi hội khuyến học.", ".. 2023-12-31"),
        ("Đến cuối năm 2023, toàn huyện có 412 chi hội khuyến học.", ".. 2023-12-31"),
        ("Năm học 2022-2023, các cấp hội đã trao 412 suất học bổng.", "2022-09-01 2023-08-31"),
        ("Quý IV, các cấp hội đã trao 412 suất học bổng.", "2023-10-01 2023-12-31"),
        ("Riêng tháng 9, các cấp hội đã trao 412 suất học bổng.", "2023-09-01 2023-09-30"),
        (
            "Nhiều năm qua, phong trào phát triển. Năm 2023, các cấp hội đã trao 412 suất học bổng.",
            "2023-01-01 2023-12-31",
        ),
        (
            "Phong trào phát triển mạnh.\nCụ thể, các cấp hội đã trao 412 suất học bổng.",
            "2023-01-01 2023-12-31",
        ),
        ("Nâng tổng số hội viên toàn huyện lên 412 người.", ".. 2023-12-31"),
        ("Hội kết nạp mới 412 hội viên.", "2023-01-01 2023-12-31"),
    ],
    "the review of half a year": [
        ("Toàn huyện có 412 chi hội khuyến học.", "2024-01-01 2024-06-30"),
        ("Đến nay, toàn huyện có 412 chi hội khuyến học.", ".. 2024-07-12"),
        ("Trong 6 tháng, các cấp hội đã trao 412 suất học bổng.", "2024-01-01 2024-06-30"),
        ("6 tháng qua, các cấp hội đã trao 412 suất học bổng.", "2024-01-01 2024-06-30"),
        ("Các cấp hội đã trao 412 suất học bổng.", "2024-01-01 2024-06-30"),
        ("6 tháng cuối năm, hội phấn đấu trao 412 suất học bổng.", "2024-07-01 2024-12-31"),
        ("Nhiệm vụ 6 tháng cuối năm: trao 412 suất học bổng.", "2024-07-01 2024-12-31"),
        ("Năm 2023, các cấp hội đã trao 412 suất học bổng.", "2023-01-01 2023-12-31"),
        ("So với cùng kỳ năm 2023, hội viên tăng 412 người.", "2024-01-01 2024-06-30"),
    ],
    "a congress": [
        ("Nhiệm kỳ 2019-2024, các cấp hội đã trao 412 suất học bổng.", "2019-01-01 2024-12-31"),
        ("Nhiệm kỳ qua, các cấp hội đã trao 412 suất học bổng.", "2019-01-01 2024-12-31"),
        ("5 năm qua, các cấp hội đã trao 412 suất học bổng.", "2019-07-13 2024-07-12"),
        (
            "Trong nhiệm kỳ 2019-2024, phong trào phát triển.\nCác cấp hội đã trao 412 suất học bổng.",
            "2019-01-01 2024-12-31",
        ),
        ("Đến nay, toàn huyện có 412 chi hội khuyến học.", ".. 2024-07-12"),
        ("Nhiệm kỳ 2024-2029, hội phấn đấu có 412 chi hội khuyến học.", "2024-01-01 2029-12-31"),
        ("Nhiệm kỳ tới, hội phấn đấu có 412 chi hội khuyến học.", "2024-01-01 2029-12-31"),
        ("Phấn đấu đến năm 2029 có 412 chi hội khuyến học.", ".. 2029-12-31"),
        ("Mục tiêu đến cuối nhiệm kỳ, hội có 412 chi hội khuyến học.", ".. 2029-12-31"),
        ("Dịp này, 412 cá nhân được tặng giấy khen vì thành tích khuyến học.", "2024-07-12 2024-07-12"),
        ("Năm 2023, các cấp hội đã trao 412 suất học bổng.", "2023-01-01 2023-12-31"),
    ],
    "a gift on one day": [
        ("Có 412 em được nhận học bổng.", "2024-09-05 2024-09-05"),
        ("Hội đã trao 412 suất quà.", "2024-09-05 2024-09-05"),
        ("Tại buổi lễ, 412 em được nhận học bổng.", "2024-09-05 2024-09-05"),
        ("Từ đầu năm đến nay, hội đã trao 412 suất học bổng.", "2024-01-01 2024-09-05"),
        ("Năm 2023, hội đã trao 412 suất học bổng.", "2023-01-01 2023-12-31"),
        ("Trước đó, ngày 1/9, hội đã trao 412 suất học bổng tại xã Hợp Thành.", "2024-09-01 2024-09-01"),
        ("Trong 5 năm qua, hội đã trao 412 suất học bổng.", "2019-09-06 2024-09-05"),
        ("Hiện hội có 412 hội viên.", ".. 2024-09-05"),
        ("Được biết, hội có 412 hội viên.", ".. 2024-09-05"),
    ],
    "the review of a school year": [
        ("Trong năm học, hội đã trao 412 suất học bổng.", "2023-09-01 2024-08-31"),
        ("Năm học qua, hội đã trao 412 suất học bổng.", "2023-09-01 2024-08-31"),
        ("Hội đã trao 412 suất học bổng.", "2023-09-01 2024-08-31"),
        ("Năm học 2024-2025, hội phấn đấu trao 412 suất học bổng.", "2024-09-01 2025-08-31"),
        ("Năm học tới, hội phấn đấu trao 412 suất học bổng.", "2024-09-01 2025-08-31"),
        ("Năm học mới, hội phấn đấu trao 412 suất học bổng.", "2024-09-01 2025-08-31"),
        ("Hiện hội có 412 chi hội.", ".. 2024-08-20"),
    ],
    "three years of a decision": [
        ("Sau 3 năm, các cấp hội đã trao 412 suất học bổng.", "2021-08-21 2024-08-20"),
        ("3 năm qua, các cấp hội đã trao 412 suất học bổng.", "2021-08-21 2024-08-20"),
        ("Các cấp hội đã trao 412 suất học bổng.", "2021-08-21 2024-08-20"),
        ("Từ năm 2021 đến nay, các cấp hội đã trao 412 suất học bổng.", "2021-01-01 2024-08-20"),
        ("Đến nay, có 412 dòng họ học tập.", ".. 2024-08-20"),
        ("Mục tiêu đến năm 2025 có 412 dòng họ học tập.", ".. 2025-12-31"),
    ],
    "a portrait": [
        ("Từ năm 2019 đến nay, hội đã trao 412 suất học bổng.", "2019-01-01 2024-08-21"),
        ("Hội hiện có 412 chi hội.", ".. 2024-08-21"),
        ("Năm 2023, hội trao 412 suất học bổng.", "2023-01-01 2023-12-31"),
        ("Năm 2023, phong trào khởi sắc. Hội trao 412 suất học bổng.", "2023-01-01 2023-12-31"),
        ("Năm học 2023-2024, hội trao 412 suất học bổng.", "2023-09-01 2024-08-31"),
        ("Năm ngoái, hội trao 412 suất học bổng.", "2023-01-01 2023-12-31"),
        ("Năm nay, hội trao 412 suất học bổng.", "2024-01-01 2024-12-31"),
        ("Sau 10 năm, hội đã trao 412 suất học bổng.", "2014-08-22 2024-08-21"),
        ("Tháng 7 vừa qua, hội trao 412 suất học bổng.", "2024-07-01 2024-07-31"),
        ("Ông nhận nhiệm vụ từ năm 2015. Đến nay, hội có 412 chi hội.", ".. 2024-08-21"),
    ],
}


@pytest.mark.parametrize(
    ("article", "sentence", "period"),
    [(article, *case) for article, cases in SENTENCES.items() for case in cases],
    ids=lambda said: said.replace("\n", " "),
)
def test_a_figure_has_the_time_of_its_sentence_or_of_its_article(
    article: str, sentence: str, period: str
) -> None:
    title, lead, published = ARTICLES[article]
    for before in ("", "Phong trào khuyến học có nhiều chuyển biến. "):
        text = f"{title}\n\n{lead}\n\n{before}{sentence}"
        reading = figures.read(text, published=date.fromisoformat(published), source_province="Nghệ An")
        found = [f for f in reading.figures if f.surface.endswith("412")]
        assert [f"{f.period.start or '..'} {f.period.end or '..'}" for f in found] == [period]


def test_each_reading_reads_the_pattern_of_its_name() -> None:
    readings = {
        name: function
        for module in (spanning, ranging, stating)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if function.__module__ == module.__name__ and not name.startswith("_")
    }
    read = {name: reading for name, reading, _ in phrasing.PATTERNS}
    assert {name: read.get(name) for name in readings} == readings
    assert set(read.values()) == set(readings.values())


def test_each_pattern_is_tried_where_it_begins() -> None:
    places = [*phrasing.BY_START.values(), phrasing.AT_NUMBER, phrasing.AFTER_SLASH, phrasing.BRACKETED]
    tried = {name for _, candidates, _ in places for name, _, _ in candidates}
    assert tried == {name for name, _, _ in phrasing.PATTERNS}
