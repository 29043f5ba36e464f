"""Bytes to text: one line a case, what the server says beside what it sends."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st
from viparse.normalize.encodings import CHARMAPS

from khuyenhoc.charset import text_of

TEXT = (
    "Năm 2023, Hội Khuyến học tỉnh Hải Dương đã vận động được 36,34 tỷ đồng, trao học bổng cho 12.500 học sinh, "
    "sinh viên có hoàn cảnh khó khăn. Đến nay toàn tỉnh có 85% gia đình đạt danh hiệu gia đình học tập."
)
TONES = "\u0300\u0301\u0303\u0309\u0323"


def windows_1258(text: str) -> bytes:
    """As Windows writes it: the tone after its letter."""
    out = b""
    for letter in text:
        parts = normalize("NFD", letter)
        bare = normalize("NFC", "".join(part for part in parts if part not in TONES))
        out += (bare + "".join(part for part in parts if part in TONES)).encode("cp1258")
    return out


def in_font(text: str, name: str) -> str:
    """As a font's encoding writes it: Latin letters that its font shows as Vietnamese ones."""
    legacy = {vietnamese: latin for latin, vietnamese in CHARMAPS[name].pairs}
    return "".join(legacy.get(letter, letter) for letter in text)


HTML, UTF_8, LATIN = "text/html", "text/html; charset=utf-8", "text/html; charset=iso-8859-1"
META = '<meta http-equiv="Content-Type" content="text/html; charset=windows-1258">'


@pytest.mark.parametrize(
    ("body", "content_type", "charset", "doubt"),
    [
        (TEXT.encode(), UTF_8, "utf-8", ""),
        (TEXT.encode(), None, "utf-8", ""),
        (TEXT.encode("utf-8-sig"), HTML, "utf-8", ""),
        (TEXT.encode(), LATIN, "utf-8", "declared iso-8859-1, is utf-8"),
        (TEXT.encode(), "text/html; charset=none-such", "utf-8", ""),
        (TEXT.encode(), "text/html; charset=utf-7", "utf-8", ""),  # never believed: it hides markup
        (normalize("NFD", TEXT).encode(), UTF_8, "utf-8", ""),  # decomposed: kept as served
        (TEXT.encode("utf-16"), HTML, "utf-16", ""),
        (TEXT.encode("utf-16-le"), HTML, "utf-16-le", ""),  # without a mark: known by its zeros
        (TEXT.encode("utf-16-be"), "text/html; charset=utf-16", "utf-16-be", ""),
        (windows_1258(TEXT), "text/html; charset=windows-1258", "cp1258", ""),
        (META.encode() + windows_1258(TEXT), HTML, "cp1258", ""),
        (windows_1258(TEXT), HTML, "cp1258", "declared nothing, read as cp1258"),
        (windows_1258(TEXT), UTF_8, "cp1258", "declared utf-8, read as cp1258"),
        (windows_1258(TEXT), LATIN, "cp1258", "declared iso-8859-1, read as cp1258"),
    ],
)
def test_the_text_whatever_is_declared(
    body: bytes, content_type: str | None, charset: str, doubt: str
) -> None:
    read = text_of(body, content_type)
    assert normalize("NFC", read.text.removeprefix(META)) == TEXT
    assert (read.charset, read.legacy, read.doubt) == (charset, None, doubt)


def test_one_bad_byte_costs_one_letter() -> None:
    body = TEXT.encode()
    read = text_of(body[:57] + b"\xff" + body[57:], UTF_8)
    assert read.text.replace("\ufffd", "") == TEXT
    assert (read.charset, read.doubt) == ("utf-8", "1 bytes are not utf-8")


@pytest.mark.parametrize("name", ["tcvn3", "vni"])
@pytest.mark.parametrize("content_type", [HTML, LATIN, UTF_8])
def test_legacy_fonts_are_named_and_converted(name: str, content_type: str) -> None:
    font = in_font(TEXT * 3, name)
    page = f'<html><head><title>x</title></head><body class="a"><p style="font-family:.VnTime">{font}</p></body></html>'
    body = page.encode("utf-8" if content_type == UTF_8 else "cp1252", "replace")
    read = text_of(body, content_type)
    assert read.legacy == name
    assert "Hội Khuyến học tỉnh Hải Dương đã vận động được 36,34 tỷ đồng" in read.text
    assert read.text.startswith('<html><head><title>x</title></head><body class="a">'), (
        "markup stays as it is"
    )
    assert read.doubt == f"{name} text, converted"


@pytest.mark.parametrize(
    "text",
    [
        "The association awarded 350 scholarships in 2023, worth 1.2 billion dong in total, to poor pupils.",
        "L'association a été créée à Hà Nội; les élèves défavorisés ont reçu des bourses d'études près de chez eux.",
        "<p>36,34</p>",
        "",
    ],
)
def test_other_languages_are_left_alone(text: str) -> None:
    assert text_of(text.encode(), UTF_8) == text_of(text.encode())
    assert text_of(text.encode()).text == text


@given(st.binary(max_size=300), st.sampled_from([None, HTML, UTF_8, LATIN, "text/html; charset=utf-16"]))
def test_any_bytes_give_a_text(body: bytes, content_type: str | None) -> None:
    assert isinstance(text_of(body, content_type).text, str)
