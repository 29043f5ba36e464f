"""Legal documents that a text cites: kind, number, body, day; misprints named; figures left alone."""

from __future__ import annotations

import pytest

from khuyenhoc.extract.citations import find_citations

CITED = [
    ("Kết luận 49-KL/TW ngày 10/5/2019 của Ban Bí thư", [("Kết luận", "49-KL/TW", "Ban Bí thư", "2019-05-10", "")]),
    ("Kết luận số 49-KL/TW", [("Kết luận", "49-KL/TW", "", None, "")]),
    ("Chỉ thị số 11-CT/TW của Bộ Chính trị khóa X", [("Chỉ thị", "11-CT/TW", "Bộ Chính trị", None, "")]),
    ("Quyết định số 1373/QĐ-TTg ngày 30/7/2021 của Thủ tướng Chính phủ", [("Quyết định", "1373/QĐ-TTg", "Thủ tướng Chính phủ", "2021-07-30", "")]),
    ("Quyết định số 667/QĐ-TTg ngày 03/6/2022 của Chính phủ", [("Quyết định", "667/QĐ-TTg", "Chính phủ", "2022-06-03", "of 03/06/2022 is 677/QĐ-TTg")]),
    ("Quyết định 1337/QĐ-TTg ngày 30/7/2021", [("Quyết định", "1337/QĐ-TTg", "Thủ tướng Chính phủ", "2021-07-30", "of 30/07/2021 is 1373/QĐ-TTg")]),
    ("Quyết định 281/QĐ-TTg ngày 20/4/2014", [("Quyết định", "281/QĐ-TTg", "Thủ tướng Chính phủ", "2014-04-20", "281/QĐ-TTg is of 20/02/2014")]),
    ("Quyết định 667/QĐ-TTg", [("Quyết định", "667/QĐ-TTg", "Thủ tướng Chính phủ", None, "")]),
    ("Chương trình 387/QĐ-TTg", [("Chương trình", "387/QĐ-TTg", "Thủ tướng Chính phủ", None, "")]),
    ("theo 677/QĐ-TTg", [("Quyết định", "677/QĐ-TTg", "Thủ tướng Chính phủ", None, "")]),
    ("Thông tư 44/2014/TT-BGDĐT", [("Thông tư", "44/2014/TT-BGDĐT", "Bộ Giáo dục và Đào tạo", None, "")]),
    ("Thông tư 44/2014-BGDĐT", [("Thông tư", "44/2014-BGDĐT", "Bộ Giáo dục và Đào tạo", None, "")]),
    ("Quyết định 118-QĐ/TW của Ban Bí thư", [("Quyết định", "118-QĐ/TW", "Ban Bí thư", None, "")]),
    ("Kế hoạch số 493/KH-UBND, ngày 23/02/2016", [("Kế hoạch", "493/KH-UBND", "", "2016-02-23", "")]),
    ("Theo Kế hoạch số 12 /KH-HKH, 6 tháng cuối năm", [("Kế hoạch", "12/KH-HKH", "", None, "")]),
    ("Công văn 27/CV-HKH", [("Công văn", "27/CV-HKH", "", None, "")]),
    ("Nghị quyết 23 của Thành ủy", [("Nghị quyết", "23", "Thành ủy", None, "")]),
    ("Kế hoạch 52 của Ủy ban nhân dân Thành phố", [("Kế hoạch", "52", "Ủy ban nhân dân Thành phố", None, "")]),
    ("Quyết định 387 và 677 của Thủ tướng Chính phủ", [("Quyết định", "387", "Thủ tướng Chính phủ", None, ""), ("Quyết định", "677", "Thủ tướng Chính phủ", None, "")]),
    ("Quyết định 1360 của UBND tỉnh", [("Quyết định", "1360", "UBND tỉnh", None, "")]),
    ("Nghị định số 45 ngày 21/4/2010", [("Nghị định", "45", "", "2010-04-21", "")]),
    ("QĐ số 281/QĐ-TTg", [("Quyết định", "281/QĐ-TTg", "Thủ tướng Chính phủ", None, "")]),
    ("Nghị định 45/2010/NĐ-CP ngày 21 tháng 4 năm 2010", [("Nghị định", "45/2010/NĐ-CP", "Chính phủ", "2010-04-21", "")]),
    ("Kế hoạch 6 tháng cuối năm", []),
    ("Chương trình 5 năm", []),
    ("Báo cáo 12 chi hội", []),
    ("452.702/515.481 gia đình", []),
    ("25.000đ/buổi, 300.000đ/tháng", []),
    ("hội đạt 90/100 điểm", []),
    ("TP. Hồ Chí Minh có 24 quận", []),
    ("ngày 05/10/2026 14:23", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), CITED, ids=[text for text, _ in CITED])
def test_documents_cited(text: str, wanted: list[tuple[str, str, str, str | None, str]]) -> None:
    found = find_citations(text)
    assert [(c.kind, c.number, c.body, c.issued and str(c.issued), c.doubt) for c in found] == wanted
    assert all(text[c.char_start : c.char_end] == c.surface for c in found)


def test_they_come_in_the_order_of_the_text() -> None:
    text = "Nghị quyết 23 của Thành ủy, Kết luận 49-KL/TW và Chỉ thị 29-CT/TW ngày 5/1/2024 của Bộ Chính trị"
    assert [c.number for c in find_citations(text)] == ["23", "49-KL/TW", "29-CT/TW"]
    assert find_citations(text)[2].surface == "Chỉ thị 29-CT/TW ngày 5/1/2024"
