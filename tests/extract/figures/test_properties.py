"""Any string is read: nothing is raised, spans hold, each number has a class, time grows with length alone."""

from __future__ import annotations

import time
import unicodedata
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from khuyenhoc.extract import figures
from khuyenhoc.extract.figures import gazetteer
from khuyenhoc.extract.figures.words import LINE, TOKEN, fold, lowered, pieces_of
from khuyenhoc.models import AreaLevel

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


#: What a cut between spaces could get wrong: words inside numbers of documents, addresses and hours, lost and odd spaces.
CUTS = st.lists(
    st.sampled_from(
        [
            "12/QĐ-UBND", "120/KH-HKH", "tr.đ", "trđ", " tr đồng", "http://a.b/c", "www.x", "NămCăn", "7h30", "8h",
            "(0912) 345 678", "0912.345.678", "12.345", "1 234 567", "thứ 5", "12a/QĐ", "5.000đ", "12-3-2020", "TpHCM",
            "hội", "a", "Á", "tr", "www", "THỊ", "²", "\u0301", "١٢", "İ", "_", "/", "–", ". ", ", ", ") ", ".", "\"",
            " ", "  ", "\n", "\r\n", "\xa0", "\x1c", "5 .", "123456789",
        ]
    ),
    max_size=14,
).map("".join)  # fmt: skip


@given(CUTS)
def test_a_text_is_cut_as_its_tokens_alone_would_cut_it(text: str) -> None:
    """Most words are cut out between spaces without a look at `TOKEN`: that must show in nothing but the time."""
    alone = []
    for m in TOKEN.finditer(text):
        kind = m.lastgroup or ""
        said = m[kind]
        form = fold(said) if kind == "word" else LINE if kind == "line" else said
        alone.append((kind, said, form, m.end() - len(said)))
    pieces = zip(*pieces_of(text), strict=True)
    assert [(word.kind, word.text, form, start) for word, form, start in pieces] == alone


@given(st.text())
def test_small_letters_stand_where_the_text_has_its_own(text: str) -> None:
    """Patterns are tried on the small letters and their spans are the text's."""
    assert len(lowered(text)) == len(text)


def test_every_name_of_a_place_is_read_as_it_is_spelled() -> None:
    """Names hold words that end others: "Cát Bà", "Cầu Ông Lãnh", "Tà Tổng", "Xuân Trường", "Phan Rang - Tháp Chàm"."""
    misread = []
    for name in sorted(gazetteer.names()):
        if not name.replace("’", "").replace("'", "").replace("-", " ").replace(" ", "").isalpha():
            continue  # numbered wards have cases of their own
        place = gazetteer.district(name, None)
        kind, level = ("huyện", AreaLevel.DISTRICT) if place else ("xã", AreaLevel.COMMUNE)
        text = f"Dẫn đầu phong trào khuyến học là {kind} {name} với 412 hội viên."
        [figure] = figures.read(text, published=date(2024, 1, 12), source_province=None).figures
        if (figure.area.level, figure.area.name) != (level, name):
            misread.append((name, figure.area.name))
    assert misread == []
