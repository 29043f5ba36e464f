"""An injected phrase is found where it stands, and the sentence is read as it was before."""

from __future__ import annotations

import random
import re
import unicodedata

import pytest

from khuyenhoc.extract.injection import find
from tests.extract.prose import articles

PHRASES = [
    "kenh bong da truc tiep",  # seen
    "soi keo bong da dem nay",  # every syllable could be Vietnamese
    "ty le keo nha cai hom nay",
    "link vao fun88",  # a name with digits
    "casino",  # one word
    "kèo nhà cái",  # with marks
    "game bai doi thuong uy tin",
    "mua thuoc giam can",  # no betting
    "vay tien nhanh online",
    "trực tiếp bóng đá xoilac",
    "thiet ke website gia re",
    "xo so mien bac",
]
CLEAN = [text for text in articles(24) if "kenh bong da" not in text]


def replaced(text: str, phrase: str, share: float, word: str = "học") -> str:
    """The phrase in place of a share of the places of a word; one at least."""
    spots = [m.span() for m in re.finditer(rf"\b{word}\b", text)]
    chosen = random.Random(phrase).sample(spots, max(2, round(len(spots) * share)))
    for start, end in sorted(chosen, reverse=True):
        text = text[:start] + phrase + text[end:]
    return text


@pytest.mark.parametrize("share", [0.2, 0.5, 0.8])
@pytest.mark.parametrize("phrase", PHRASES)
def test_a_phrase_in_place_of_a_word_is_found_and_the_word_put_back(phrase: str, share: float) -> None:
    for clean in CLEAN:
        injected = replaced(clean, phrase, max(share, 0.5) if phrase == "casino" else share)
        injection = find(injected)
        assert injection, injected
        assert injection.phrase.lower() == phrase.lower()
        assert phrase not in injection.restored
        assert re.findall(r"\d[\d.,/]*", injection.restored) == re.findall(r"\d[\d.,/]*", clean)


@pytest.mark.parametrize("phrase", PHRASES)
def test_what_is_put_back_is_what_stood_there(phrase: str) -> None:
    """Nearly always: of the words replaced, at least 97 in 100 come back as they were."""
    right = wrong = 0
    for clean in CLEAN:
        injection = find(replaced(clean, phrase, 0.5))
        assert injection
        was, now = clean.split(), injection.restored.split()
        wrong += sum(a != b for a, b in zip(was, now, strict=False)) if len(was) == len(now) else 5
        right += len(injection.places)
    assert wrong <= 0.03 * right


@pytest.mark.parametrize("phrase", [p for p in PHRASES if " " in p])
@pytest.mark.parametrize("glue", ["", " "])
def test_a_phrase_before_the_title_is_cut_off(phrase: str, glue: str) -> None:
    for clean in CLEAN:
        if clean.startswith("iSchool"):
            continue  # where a phrase ends and a name that opens small begins, nobody can say
        injection = find(phrase + glue + clean)
        assert injection, clean[:80]
        assert injection.phrase == phrase
        assert injection.restored == clean


@pytest.mark.parametrize("phrase", [p for p in PHRASES if " " in p])
def test_a_phrase_glued_behind_a_word_is_cut_out(phrase: str) -> None:
    for clean in CLEAN:
        if len(re.findall(r"\bhọc(?! tập)\b", clean)) < 6:
            continue
        injection = find(re.sub(r"\bhọc(?! tập)\b", f"học{phrase}", clean, count=5))
        assert injection, clean
        assert injection.restored == clean


@pytest.mark.parametrize("phrase", [p for p in PHRASES if " " in p])
def test_first_letters_of_the_title_without_spaces_then_a_phrase(phrase: str) -> None:
    for clean in CLEAN:
        title = clean.partition("\n")[0]
        squeezed = re.sub(r"[\W_]", "", title)[:20]
        if not squeezed.isalpha():
            continue
        injection = find(f"{squeezed}{phrase} {clean}")
        assert injection, squeezed
        assert injection.restored == clean


def test_the_mirrors_closing_link_goes_too() -> None:
    clean = CLEAN[0]
    text = (
        replaced(clean, "kenh bong da truc tiep", 0.5)
        + "\nLink nội dung:Tổng kết bong da truc tiep keo nha cai 1"
    )
    injection = find(text)
    assert injection
    assert injection.restored == clean


def test_every_place_is_a_span_of_the_text() -> None:
    text = replaced(CLEAN[1], "soi keo bong da dem nay", 0.5)
    injection = find(text)
    assert injection
    assert {text[a:b] for a, b in injection.places} == {"soi keo bong da dem nay"}


CONTEXTS = [
    ("Hội Khuyến P tỉnh", "Hội Khuyến học tỉnh", "a name"),
    ("công tác khuyến học, khuyến P", "công tác khuyến học, khuyến tài", "the second of the pair"),
    ("khuyến P - khuyến tài", "khuyến học - khuyến tài", "the first of the pair"),
    ("xây dựng xã hội P.", "xây dựng xã hội học tập.", "a fixed expression of two words"),
    ("xây dựng xã hội P tập.", "xây dựng xã hội học tập.", "only the first word replaced"),
    ("trao P bổng cho 12 em", "trao học bổng cho 12 em", "before bổng"),
    ('"Gia đình P" đạt 84%', '"Gia đình học tập" đạt 84%', "in quotation marks"),
    ("Trung tâm P cộng đồng", "Trung tâm học tập cộng đồng", "before cộng đồng"),
    ("P sinh nghèo vượt khó", "Học sinh nghèo vượt khó", "a sentence opens"),
    ("lớp P tập huấn cán bộ", "lớp tập huấn cán bộ", "tập huấn lacks nothing"),
    (
        "P Khuyến học tỉnh và chi P khuyến học",
        "Hội Khuyến học tỉnh và chi hội khuyến học",
        "another word replaced",
    ),
]


@pytest.mark.parametrize(("injected", "clean", "why"), CONTEXTS, ids=[why for *_, why in CONTEXTS])
def test_the_word_that_stood_there(injected: str, clean: str, why: str) -> None:
    phrase = "ty le keo nha cai"
    frame = "Quỹ khuyến P của xã.\n{}\nQuỹ khuyến P trao P bổng."
    injection = find(
        frame.format(injected)
        .replace("P ", phrase + " ")
        .replace("P.", phrase + ".")
        .replace('P"', phrase + '"')
        .replace("P\n", phrase + "\n")
    )
    assert injection
    assert injection.restored.splitlines()[1] == clean


def test_no_false_alarm_on_clean_articles() -> None:
    alarmed = {(found.phrase, clean) for clean in articles(250) if (found := find(clean))}
    assert not alarmed


def test_no_false_alarm_on_decomposed_text() -> None:
    assert not [c for c in CLEAN if find(unicodedata.normalize("NFD", c))]


NEGATIVES = [
    ("", "nothing"),
    ("12.000", "no word"),
    ("The Study Promotion Association held a conference on online casino harm.", "English"),
    ("Hoi Khuyen hoc tinh trao hoc bong cho hoc sinh ngheo, kenh bong da truc tiep.", "no marks anywhere"),
    ("Trang giả chèn cụm từ kenh bong da truc tiep vào bài.", "reported once, in no wrong place"),
    ("Hội Khuyến họcHà Nội, Hội Khuyến họcHải Phòng, Hội Khuyến họcHuế", "missing spaces"),
    ("eLearning giúp học sinh vùng cao; eLearning giúp học sinh; eLearning", "a trade word that opens small"),
    ("Khuyến mại mùa khai giảng, khuyến cáo phụ huynh, khuyến nông, khuyến công", "other words of khuyến"),
    (
        "mở lớp cho trẻ em nghèo, mở lớp cho trẻ em nghèo, mở lớp cho trẻ em nghèo",
        "starts small, repeats itself",
    ),
]


@pytest.mark.parametrize(("text", "why"), NEGATIVES, ids=[why for _, why in NEGATIVES])
def test_nothing_injected(text: str, why: str) -> None:
    assert find(text) is None


def test_a_number_is_never_put_back() -> None:
    """Between two numbers that stand beside the same words anything fits: a figure would be made up."""
    said = (
        "Xã Tam Hợp nhân rộng mô hình khuyến học\n\n"
        "Xã có 16 chi ca cuoc the thao khuyến học với 2.874 ca cuoc the thao viên. Quỹ của ca cuoc the thao vận động "
        "được 118 triệu đồng. Chi ca cuoc the thao trưởng đều là người có uy tín; 86 viên chức dự lễ."
    )
    found = find(said)
    assert found is not None
    assert sorted(re.findall(r"\d[\d.]*", found.restored)) == sorted(re.findall(r"\d[\d.]*", said))
