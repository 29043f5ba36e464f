"""Numbers as reports print them, a line a case with its reason."""

from __future__ import annotations

from decimal import Decimal

import pytest

from khuyenhoc.extract.figures import quantities
from khuyenhoc.extract.figures.words import phrased, pieces_of

#: text, then what is read: value[..max][/denominator] unit bound
CASES = [
    ("308.990 hội viên", "308990 count exact", "the dot groups thousands"),
    ("36,34% dân số", "36.34 percent exact", "the comma is the decimal mark"),
    ("24.5% dân số", "24.5 percent exact", "a decimal point: one digit behind it is no group"),
    ("2274 lớp", "2274 count exact", "four digits without a separator"),
    ("trên 2000 lượt người", "2000 count over", "looks like a year, counts people"),
    ("4. 850 xe đạp", "4850 count exact", "a space inside the number"),
    ("1 204 hội viên", "1204 count exact", "spaces group thousands"),
    ("3,118 hội viên", "3118 count exact", "people have no fractions: a careless editor's comma"),
    ("1,746,236 người", "1746236 count exact", "two commas can only group"),
    ("hơn 1,15 triệu hội viên", "1150000 count over", "decimal and scale"),
    ("16,8 ngàn con", "16800 count exact", "ngàn is nghìn"),
    ("46 vạn người", "460000 count exact", "vạn is ten thousand"),
    ("17,516 tỉ đồng", "17516000000 vnd exact", "three decimals before a scale"),
    ("12.650 triệu đồng", "12650000000 vnd exact", "thousands of millions"),
    ("4 tỷ 070 triệu đồng", "4070000000 vnd exact", "zero-padded second part"),
    ("33tỷ 490 triệu đồng", "33490000000 vnd exact", "unit glued to the number"),
    ("446 triệu 500 ngàn đồng", "446500000 vnd exact", "millions and thousands"),
    ("905 tr.đ", "905000000 vnd exact", "abbreviated triệu đồng"),
    ("5.000.000đ(Năm triệu đồng)", "5000000 vnd exact", "said again in words: once"),
    ("hơn nửa tỉ đồng", "500000000 vnd over", "half a billion"),
    ("3 tỷ rưỡi", "3500000000 count exact", "and a half"),
    ("bốn trăm tám mươi hai cháu", "482 count exact", "in words"),
    ("một nghìn hai trăm suất", "1200 count exact", "in words, with a thousand"),
    ("hai suất", "2 count exact", "a small word counts a known thing"),
    ("ba ngàn suất", "3000 count exact", "word and scale"),
    ("bảy mươi hai triệu đồng", "72000000 vnd exact", "an amount in words"),
    ("04 chi hội", "4 count exact", "zero-padded"),
    ("35-40% dân số", "35..40 percent exact", "one sign for both ends"),
    ("85% - 97%", "85..97 percent exact", "a sign at each end"),
    ("từ 78 đến 80%", "78..80 percent exact", "a range in words"),
    ("1 – 1,5 triệu đồng", "1000000..1500000 vnd exact", "the scale serves both ends"),
    ("200-500 ngàn đồng", "200000..500000 vnd exact", "the scale serves both ends"),
    ("12.222/18.734 hộ", "12222/18734 count exact", "a ratio"),
    ("19/19 xã", "19/19 count exact", "a ratio that looks like a date"),
    ("không dưới 36% dân số", "36 percent over", "not below is over"),
    ("chưa đến 200 triệu đồng", "200000000 vnd under", "not yet"),
    ("tối đa 1 triệu đồng", "1000000 vnd under", "at most"),
    ("20% dân số trở lên", "20 percent over", "and above"),
    ("khoảng chừng gần 38 tỷ đồng", "38000000000 vnd about", "two qualifiers"),
    ("ước đạt 5 tỷ đồng", "5000000000 vnd about", "the qualifier stands before the verb"),
    ("tăng hơn gấp đôi", "2 times over", "doubled"),
    ("tăng gấp rưỡi", "1.5 times exact", "half as much again"),
    ("gấp 2 lần", "2 times exact", "twice"),
    ("300 nghìn USD", "300000 usd exact", "dollars"),
]

#: No quantity is read of these, for the reason beside it.
NEGATIVES = [
    ("Kết luận 49-KL/TW", "a document"),
    ("Thông tư 44/2014/TT-BGDĐT", "a document with a year in it"),
    ("Quyết định 281 của Thủ tướng", "a document cited without its suffix"),
    ("số 12 /KH-HKH", "a document with a space"),
    ("điện thoại 0274.3822.999", "a phone number in groups"),
    ("(055) 3.822.146", "a phone number that looks grouped"),
    ("tài khoản số 4500.2110.0012.88", "an account"),
    ("Số tài khoản: 8600 201 009 456 tại", "an account with spaces"),
    ("Số TK: 19036 8877 5501", "an account in groups of four"),
    ("gọi (714) 555-0182", "an American phone number"),
    ("số sổ 2206-215-0138", "a savings book"),
    ("các khu phố 4, 5, 8", "quarters' numbers"),
    ("Quận 8 hiện", "a district's number"),
    ("lớp 12A1", "a class"),
    ("lần thứ 3", "an ordinal"),
    ("từ 7h30 đến 16h30", "opening hours"),
    ("hàng nghìn học sinh, hàng trăm triệu đồng", "vague"),
    ("một học sinh", "an article, not a number"),
    ("hai bên cùng bàn", "nothing that is known is counted"),
    ("Ba Vì, Tư Nghĩa", "names"),
    ("giai đoạn 2021 - 2030", "years"),
]


def read(text: str) -> list[str]:
    found = quantities.find(phrased(pieces_of(text), text), text, []).quantities
    return [
        f"{q.value.normalize():f}"
        + (f"..{q.maximum.normalize():f}" if q.maximum else "")
        + (f"/{q.denominator.normalize():f}" if q.denominator else "")
        + f" {q.unit} {q.bound}"
        for q in found
    ]


@pytest.mark.parametrize(("text", "expected", "reason"), CASES, ids=[c[0] for c in CASES])
def test_number(text: str, expected: str, reason: str) -> None:
    assert read(text) == [expected], reason


@pytest.mark.parametrize(("text", "reason"), NEGATIVES, ids=[c[0] for c in NEGATIVES])
def test_no_number(text: str, reason: str) -> None:
    assert read(text) == [], reason


def test_values_are_exact_decimals() -> None:
    text = "0,1 tỷ đồng"
    (quantity,) = quantities.find(phrased(pieces_of(text), text), text, []).quantities
    assert quantity.value == Decimal(100_000_000)
    assert isinstance(quantity.value, Decimal)
