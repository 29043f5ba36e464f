"""Any string is read: nothing is raised, spans hold, each number has a class, time grows with length alone."""

from __future__ import annotations

import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyenhoc.extract import figures

PIECES = st.sampled_from(
    [
        "khuyến học",
        "1.234 hội viên",
        "5 tỷ đồng",
        "12/18 hộ",
        "36,34%",
        "Hội Khuyến học huyện Lắk",
        "xã A",
        "năm 2023",
        "đến nay",
        "gấp đôi",
        "trong đó",
        "mỗi nơi",
        "lần lượt",
        "(",
        ")",
        ";",
        ",",
        ".",
        "\n",
        "\t",
        "/",
        "-",
        "đến",
        "tăng",
        "vượt",
        "nâng",
        "lên",
        "30/2",
        "ngày 31/4",
        "năm 0000",
        "quý IX",
        "99 tháng đầu năm 2023",
        "tháng 13/2023",
        "1e400",
        "٣٤",
        "²",
        "½",
        "\u202e",
        "\ufeff",
        "é́",
        "힣",
        "🎓",
        "học",
        "bổng",
        "suất",
        "mỗi",
        "Nguyễn Văn A",
        "9999999999999999999999",
    ]
)
DAYS = st.none() | st.dates(date(1, 1, 1), date(9999, 12, 31))


@settings(max_examples=150, deadline=None)
@given(
    text=st.text(max_size=200) | st.lists(PIECES, max_size=40).map(" ".join),
    published=DAYS,
    province=st.none() | st.sampled_from(["Hà Nam", "Huế", "Atlantis", ""]),
)
def test_any_string_is_read(text: str, published: date | None, province: str | None) -> None:
    reading = figures.read(text, published=published, source_province=province)
    for figure in reading.figures:
        assert text[figure.char_start : figure.char_end] == figure.surface
        assert 0 <= figure.confidence <= 1
        assert figure.rule
    assert all(0 <= t.char_start <= t.char_end <= len(text) for t in reading.tokens)
    assert 0 <= reading.unexplained <= 1


@settings(max_examples=60, deadline=None)
@given(st.lists(PIECES, max_size=25).map(" ".join))
def test_decomposed_letters_change_no_value(text: str) -> None:
    both = [
        figures.read(t, published=date(2024, 1, 10), source_province="Hà Nam").figures
        for t in (unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text))
    ]
    values = [[(f.metric, f.value, f.unit) for f in found] for found in both]
    assert values[0] == values[1]


GROWING = [
    "1234567890",
    "1/2/",
    "1.234 hội viên khuyến học, ",
    "12 suất ",
    "Hà Nam ",
    "đến ",
    "cộng ",
    "Cao Lộc\n24.118\n",
    "a\tb\t1\n",
    "xã A và B, mỗi nơi 1,6 tỷ đồng ",
    "hai trăm ",
    "e\u0301\u0301",
]


@pytest.mark.parametrize("piece", GROWING)
def test_time_grows_with_the_length_and_not_with_its_square(piece: str) -> None:
    """Four times the text may take nine times as long at most; sixteen times would be its square."""

    def seconds(length: int) -> float:
        text = "Tin khuyến học\n" + piece * (length // len(piece))
        best = float("inf")
        for _ in range(3):
            begun = time.process_time()
            figures.read(text, published=date(2024, 1, 10), source_province="Hà Nam")
            best = min(best, time.process_time() - begun)
        return best

    assert seconds(12_000) < 9 * max(seconds(3_000), 0.001)
