"""What sentences of reports say, a line a case with its reason; places and times have their own lines below."""

from __future__ import annotations

import unicodedata
from collections import Counter
from dataclasses import replace
from datetime import date

import pytest

from khuyenhoc.extract import figures
from khuyenhoc.extract.figures.listening import HEARD, Talk
from khuyenhoc.extract.figures.sentences import split
from khuyenhoc.extract.figures.words import phrased, pieces_of, rows
from khuyenhoc.models import Figure

PUBLISHED = date(2024, 1, 12)


def read(text: str, *, province: str | None = "Hà Nam", published: date = PUBLISHED) -> tuple[Figure, ...]:
    """The figures of a body sentence below a title that says nothing."""
    return figures.read(f"Tin khuyến học\n\n{text}", published=published, source_province=province).figures


def said(f: Figure) -> str:
    value = f"{f.value.normalize():f}"
    if f.value_max is not None:
        value += f"..{f.value_max.normalize():f}"
    if f.denominator is not None:
        value += f"/{f.denominator.normalize():f}"
    return f"{f.metric} {f.statistic} {value} {f.unit}"


#: text; metric statistic value unit of each figure; reason
SENTENCES = [
    (
        "Toàn tỉnh có 109 hội khuyến học cơ sở, 1.127 chi hội, 2.150 ban khuyến học; 308.990 hội viên, đạt tỷ lệ 36,34% so với dân số, tăng 1,8% so với cùng kỳ.",
        [
            "associations total 109 count",
            "chapters total 1127 count",
            "committees total 2150 count",
            "members total 308990 count",
            "members share 36.34 percent",
            "members change 1.8 percent",
        ],
        "each number takes its own noun, a bare percentage the noun before it",
    ),
    (
        'Mô hình "Gia đình học tập" đạt 84%, vượt 14% kế hoạch; mô hình "Dòng họ học tập" đạt 79%, vượt kế hoạch 9%.',
        [
            "learning_families share 84 percent",
            "learning_families over_target 14 percent",
            "learning_clans share 79 percent",
            "learning_clans over_target 9 percent",
        ],
        "vượt N% kế hoạch and vượt kế hoạch N%",
    ),
    (
        "Có 224.571 hộ đăng ký Gia đình học tập, giảm 909 gia đình, đạt 82,4% tổng số hộ.",
        [
            "learning_families registered 224571 count",
            "learning_families change -909 count",
            "learning_families registered 82.4 percent",
        ],
        "a percentage of what is registered is registered; a decrease is negative",
    ),
    (
        "197.284 gia đình được công nhận gia đình học tập, đạt 87,84% số hộ đăng ký.",
        ["learning_families total 197284 count", "learning_families share 87.84 percent"],
        "the registered are only the base here",
    ),
    (
        "7.201/7.854 tổ dân phố, 606/656 ấp đạt danh hiệu Cộng đồng học tập; 420/429 trường học đạt Đơn vị học tập.",
        [
            "learning_communities total 7201/7854 count",
            "learning_communities total 606/656 count",
            "learning_units total 420/429 count",
        ],
        "the model is named once, behind the list",
    ),
    (
        "Huyện phát triển mới 603 hội viên, nâng tổng số hội viên lên 17.462 người.",
        ["members new 603 count", "members total 17462 count"],
        "the increment, then the level",
    ),
    (
        "Năm 2010 có 75.000 hội viên, đến nay tăng hơn gấp đôi.",
        ["members total 75000 count", "members change 2 times"],
        "a multiple",
    ),
    (
        "Quỹ khuyến học vận động được trên 64,7 tỉ đồng, bình quân 76.000 đồng/người dân.",
        ["fund_raised total 64700000000 vnd", "fund_raised per_capita 76000 vnd"],
        "raised, and for each head",
    ),
    ("Số dư quỹ khuyến học hiện còn 52,1 tỷ đồng.", ["fund_balance total 52100000000 vnd"], "held"),
    (
        "Hội vận động được 800 triệu đồng; trao 61 suất học bổng cho 61 em, trị giá 497 triệu đồng; tặng 175 suất quà, trị giá 25 triệu đồng.",
        [
            "fund_raised total 800000000 vnd",
            "scholarships total 61 count",
            "scholarship_recipients total 61 count",
            "scholarship_amount total 497000000 vnd",
            "gifts total 175 count",
            "gift_amount total 25000000 vnd",
        ],
        "money follows what was spoken of last",
    ),
    (
        "Các cấp hội trao 318 suất học bổng, 46 chiếc xe đạp, tổng trị giá 290 triệu đồng.",
        ["scholarships total 318 count", "gifts total 46 count", "scholarship_amount total 290000000 vnd"],
        "a lump sum for grants and goods is scholarship money",
    ),
    (
        "Hội đã chi 892 triệu đồng trao 1.306 suất học bổng.",
        ["scholarship_amount total 892000000 vnd", "scholarships total 1306 count"],
        "the purpose stands behind the amount",
    ),
    ("Hội khen thưởng 98.214 lượt học sinh, giáo viên.", ["awards total 98214 count"], "people rewarded"),
    (
        "Dịp này, 12 tập thể và 25 cá nhân được Trung ương Hội tặng Bằng khen.",
        ["honours total 12 count", "honours total 25 count"],
        "a passive shared by a list",
    ),
    (
        "Thị xã biểu dương 86 điển hình hiếu học, trong đó có 41 gia đình, 18 dòng họ.",
        ["awards total 86 count", "awards total 41 count", "awards total 18 count"],
        "parts of the rewarded",
    ),
    (
        "Hội mở 27 lớp tập huấn cho 2.046 lượt cán bộ.",
        ["training_classes total 27 count", "trainees total 2046 count"],
        "training",
    ),
    (
        "143 trung tâm học tập cộng đồng mở 6.218 lớp, thu hút 512.300 lượt người học.",
        [
            "learning_centres total 143 count",
            "centre_classes total 6218 count",
            "centre_attendances total 512300 count",
        ],
        "centres",
    ),
    (
        "Các cấp hội tổ chức 3.118 cuộc quán triệt, với 187.108 lượt người tham gia.",
        ["study_sessions total 3118 count", "session_participants total 187108 count"],
        "sessions",
    ),
    (
        "Toàn huyện khui 16,8 ngàn con heo đất, thu hơn 7,6 tỷ đồng cho quỹ khuyến học.",
        ["piggy_banks total 16800 count", "fund_raised total 7600000000 vnd"],
        "money from piggy banks is raised",
    ),
    (
        "98/104 xã, phường đã thành lập hội khuyến học.",
        ["associations total 98/104 count"],
        "places that have an association",
    ),
    ("11/11 ấp đều có chi hội khuyến học.", ["chapters total 11/11 count"], "places that have a chapter"),
    ("Trên 96% đảng viên là hội viên khuyến học.", ["party_members share 96 percent"], "Party members"),
    (
        "Huyện phấn đấu đến năm 2026: từ 35-40% dân số là hội viên; trên 85% số hộ đạt Gia đình học tập; quỹ khuyến học mỗi năm tăng 15-20%.",
        [
            "members target 35..40 percent",
            "learning_families target 85 percent",
            "fund_balance target 15..20 percent",
        ],
        "goals keep the word that opens them",
    ),
    ("Đến năm 2030, hội viên đạt 40% dân số.", ["members target 40 percent"], "a year to come makes a goal"),
    (
        "Năm 2024 phấn đấu có 62% gia đình đạt Gia đình học tập (năm 2023 đạt 59,8%).",
        ["learning_families target 62 percent", "learning_families share 59.8 percent"],
        "a result in brackets behind a goal",
    ),
    (
        "Hội trao 48 suất học bổng, mỗi suất 10 triệu đồng.",
        ["scholarships total 48 count", "scholarship_amount per_capita 10000000 vnd"],
        "for each grant",
    ),
    (
        "Hội trao 24 suất học bổng (2 triệu đồng).",
        ["scholarships total 24 count", "scholarship_amount per_capita 2000000 vnd"],
        "an amount in brackets behind few grants is for one",
    ),
    (
        "Toàn thành phố có 21.460 công dân được công nhận Công dân học tập/32.874 công dân đăng ký.",
        ["learning_citizens total 21460/32874 count", "learning_citizens registered 32874 count"],
        "a split ratio",
    ),
    (
        "Quận có 87.470 hội viên khuyến học trên tổng số 431.900 dân.",
        ["members total 87470/431900 count"],
        "a denominator in words",
    ),
    (
        "Hội nhận đóng góp vào quỹ khuyến học 5 tỷ đồng, đạt 105% kế hoạch, vượt 310 triệu đồng.",
        [
            "fund_raised total 5000000000 vnd",
            "fund_raised share 105 percent",
            "fund_raised over_target 310000000 vnd",
        ],
        "a plan passed, in percent and in money",
    ),
    ("Năm qua, tỉnh hoàn thành 6/8 chỉ tiêu về khuyến học.", ["targets_met total 6/8 count"], "targets met"),
    (
        "Qũy khyến học thu được 23 tỷ đồng.",
        ["fund_raised total 23000000000 vnd"],
        "typed wrong, tone on the wrong letter",
    ),
    (
        "Toàn xã cĩ 12 dịng họ được cơng nhận dịng họ khuyến học.",
        ["studious_clans total 12 count"],
        "a legacy font's damage",
    ),
]

#: Nothing is read of these, for the reason beside it.
SILENT = [
    ("Dự đại hội khuyến học có 98 đại biểu.", "delegates"),
    ("Dòng họ khuyến học hiện có 56 hộ với 230 nhân khẩu.", "population as background"),
    ("Đại hội Hội Khuyến học bầu 27 ủy viên.", "officers"),
    (
        "Toàn huyện có 19 xã, tỷ lệ hộ nghèo còn trên 50%, nên quỹ khuyến học còn ít.",
        "units of the place, poverty",
    ),
    ("Ông Hai, 61 tuổi, làm khuyến học đã 11 năm.", "age, duration"),
    ("Đại hội khuyến học đề ra 9 chỉ tiêu.", "targets set, not met"),
    ("Hội Chữ thập đỏ tặng 100 suất quà cho hộ nghèo; phong trào khuyến học còn khó.", "given by others"),
    ("Em An góp 2 con heo đất được 430.000 đồng.", "a child's story"),
    ("34 xã còn lại chưa có hội khuyến học.", "a lack"),
    ("Hội Khuyến học xã nuôi hàng nghìn con heo đất.", "vague"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), SENTENCES, ids=[c[0][:50] for c in SENTENCES])
def test_sentence(text: str, expected: list[str], reason: str) -> None:
    assert [said(f) for f in read(text)] == expected, reason


@pytest.mark.parametrize(("text", "reason"), SILENT, ids=[c[0][:50] for c in SILENT])
def test_no_figure(text: str, reason: str) -> None:
    assert [said(f) for f in read(text)] == [], reason


#: text; level and name of each figure's place; reason (the source is the province of Đắk Lắk's site unless said)
PLACES = [
    (
        "Toàn tỉnh Trà Vinh có 120 chi hội khuyến học.",
        "Trà Vinh",
        ["province Trà Vinh"],
        "named with its kind",
    ),
    (
        "Hội Khuyến học huyện Lắk có 44 chi hội khuyến học; xã Đắk Liêng 6 chi hội.",
        "Đắk Lắk",
        ["district Lắk", "commune Đắk Liêng"],
        "the narrowest",
    ),
    (
        "Huyện Lắk vận động quỹ khuyến học 800 triệu đồng, trong đó xã Đắk Liêng 96 triệu đồng, thị trấn Liên Sơn 142 triệu đồng.",
        "Đắk Lắk",
        ["district Lắk", "commune Đắk Liêng", "commune Liên Sơn"],
        "a breakdown",
    ),
    (
        "Tỷ lệ gia đình học tập cao là Càng Long (93,1%), Cầu Kè (91,6%).",
        "Trà Vinh",
        ["district Càng Long", "district Cầu Kè"],
        "names without their kind, known in the province",
    ),
    (
        "Hội Khuyến học huyện Quảng Ninh có 90 chi hội khuyến học.",
        "Quảng Bình",
        ["district Quảng Ninh"],
        "a district with a province's name",
    ),
    (
        "TP. Hồ Chí Minh có 500 chi hội khuyến học; Quận 8 có 40 chi hội.",
        None,
        ["province Hồ Chí Minh", "district Quận 8"],
        "a city that is a province, a district with a number",
    ),
    ("Cả nước có 23 triệu hội viên khuyến học.", None, ["national Việt Nam"], "the country"),
    (
        "Thành phố Lạng Sơn có 31.205 hội viên khuyến học.",
        "Lạng Sơn",
        ["district Lạng Sơn"],
        "a city with its province's name",
    ),
    (
        "Dòng họ Nguyễn Đức có quỹ khuyến học hơn 48 triệu đồng.",
        "Phú Thọ",
        ["organisation dòng họ Nguyễn Đức"],
        "a clan",
    ),
    (
        "Tại xã Phú Hữu (H.Nhơn Trạch), quỹ khuyến học thu trên 420 triệu đồng.",
        "Đồng Nai",
        ["commune Phú Hữu"],
        "the place in brackets only holds it",
    ),
    (
        "Ông Ba, quê Đắk Nông, ủng hộ quỹ khuyến học 20 triệu đồng.",
        "Hà Nam",
        ["province Hà Nam"],
        "where somebody comes from",
    ),
    (
        "Toàn tỉnh vận động 4.150 tỷ đồng cho quỹ khuyến học.",
        "Hà Nam",
        ["province Hà Nam"],
        "unnamed: the source's",
    ),
    (
        "Hội Khuyến học huyện Bến Lức đã được tặng 3 Huân chương.",
        "Long An",
        ["organisation Hội Khuyến học huyện Bến Lức"],
        "an honour that the association received",
    ),
    (
        "Hai xã có quỹ khuyến học lớn nhất là Thanh Giang và Ngũ Hùng, mỗi nơi 1,6 tỷ đồng.",
        "Hải Dương",
        ["commune Thanh Giang", "commune Ngũ Hùng"],
        "the same for each of two",
    ),
]


@pytest.mark.parametrize(("text", "province", "expected", "reason"), PLACES, ids=[c[0][:50] for c in PLACES])
def test_place(text: str, province: str | None, expected: list[str], reason: str) -> None:
    found = [f"{f.area.level} {f.area.name}" for f in read(text, province=province)]
    assert found == expected, reason


#: text, published on 12 January 2024; start and end of each figure's time; reason
TIMES = [
    ("Năm 2023, huyện có 120 chi hội khuyến học.", ["2023-01-01 2023-12-31"], "a year"),
    (
        "6 tháng đầu năm 2023, huyện vận động quỹ khuyến học 5 tỷ đồng.",
        ["2023-01-01 2023-06-30"],
        "half a year",
    ),
    (
        "11 tháng năm 2023, huyện vận động quỹ khuyến học 5 tỷ đồng.",
        ["2023-01-01 2023-11-30"],
        "months of a year",
    ),
    ("Quý III/2023, huyện vận động quỹ khuyến học 5 tỷ đồng.", ["2023-07-01 2023-09-30"], "a quarter"),
    ("Năm học 2022-2023, hội trao 50 suất học bổng khuyến học.", ["2022-09-01 2023-08-31"], "a school year"),
    (
        "Giai đoạn 2016-2020, hội trao 50 suất học bổng khuyến học.",
        ["2016-01-01 2020-12-31"],
        "a phase is whole years",
    ),
    (
        "Từ năm 2000 đến nay, hội trao 5.000 suất học bổng khuyến học.",
        ["2000-01-01 2024-01-12"],
        "since a year",
    ),
    (
        "5 năm qua, hội trao 5.000 suất học bổng khuyến học.",
        ["2019-01-13 2024-01-12"],
        "exactly five years that end on the day",
    ),
    ("Đến nay, huyện có 120 chi hội khuyến học.", [" 2024-01-12"], "a state has only its end"),
    (
        "Tính đến ngày 20/12, quỹ khuyến học đạt 10,2 tỷ đồng.",
        [" 2023-12-20"],
        "the last such day before publication",
    ),
    ("Đến hết năm 2022, huyện có 120 chi hội khuyến học.", [" 2022-12-31"], "until the end of a year"),
    (
        "Ngày 10/1, Hội Khuyến học huyện trao 50 suất học bổng.",
        ["2024-01-10 2024-01-10"],
        "the day of the event",
    ),
    (
        "Năm 2023, hội viên khuyến học là 12.000 người, tăng 1,8% so với năm 2022.",
        ["2023-01-01 2023-12-31"] * 2,
        "what is compared against is no period",
    ),
    ("Hội phấn đấu đến năm 2025 có 120 chi hội khuyến học.", [" 2025-12-31"], "a goal until a year"),
    (
        "Năm 2011, huyện có 9.120 hội viên khuyến học; đến nay có 20.000 hội viên.",
        ["2011-01-01 2011-12-31", " 2024-01-12"],
        "two times in a sentence",
    ),
]


@pytest.mark.parametrize(("text", "expected", "reason"), TIMES, ids=[c[0][:50] for c in TIMES])
def test_time(text: str, expected: list[str], reason: str) -> None:
    found = [f"{f.period.start or ''} {f.period.end or ''}" for f in read(text)]
    assert found == expected, reason


def test_a_title_is_told_again_in_the_body() -> None:
    text = "Trao 80 suất học bổng khuyến học\n\nNgày 10/1, Hội Khuyến học huyện trao 80 suất học bổng."
    (figure,) = figures.read(text, published=PUBLISHED, source_province="Hà Nam").figures
    assert figure.char_start > text.index("\n"), "the body's, with its day"


def test_a_table_with_a_cell_a_line() -> None:
    cells = "TT|Đơn vị|Hội viên (người)|Quỹ vận động năm 2023 (triệu đồng)|1|TP Lạng Sơn|31.205|2.310|2|Cao Lộc|24.118|986,2"
    text = "Kết quả khuyến học đến ngày 31/12/2023:\n" + cells.replace("|", "\n")
    found = figures.read(f"Tin khuyến học\n\n{text}", published=PUBLISHED, source_province="Lạng Sơn").figures
    assert [(said(f), f.area.name) for f in found] == [
        ("members total 31205 count", "Lạng Sơn"),
        ("fund_raised total 2310000000 vnd", "Lạng Sơn"),
        ("members total 24118 count", "Cao Lộc"),
        ("fund_raised total 986200000 vnd", "Cao Lộc"),
    ]


def test_a_table_with_tabs_keeps_an_empty_cell_empty() -> None:
    text = "Kết quả khuyến học\n\nĐơn vị\tChi hội\tHội viên\nXã Tự Do\tchưa có\t402\nXã Ân Nghĩa\t9\t987"
    found = figures.read(text, published=PUBLISHED, source_province="Hòa Bình").figures
    assert [(said(f), f.area.name) for f in found] == [
        ("members total 402 count", "Tự Do"),
        ("chapters total 9 count", "Ân Nghĩa"),
        ("members total 987 count", "Ân Nghĩa"),
    ]


def test_codes_follow_the_system_of_the_day() -> None:
    (old,) = read("Năm 2023, tỉnh Hải Dương có 120 chi hội khuyến học.", province=None)
    assert (old.area.code, old.area.system, old.area.province_code_2025) == ("30", "2024", "31")
    (new,) = read(
        "Đến nay, phường Phố Hiến có 41 chi hội khuyến học.",
        province="Hưng Yên",
        published=date(2025, 12, 15),
    )
    assert (new.area.level, new.area.system, new.area.province_code_2025) == ("commune", "2025", "33")
    assert new.area.code is not None


def test_each_numeric_token_has_a_class() -> None:
    text = "Khuyến học\n\nNgày 10/1, theo Kế hoạch số 17/KH-HKH, khu phố 4 có 12 chi hội; ông Ba, 61 tuổi, gọi 0274.3822.999."
    reading = figures.read(text, published=PUBLISHED, source_province=None)
    assert {text[t.char_start : t.char_end]: t.what for t in reading.tokens} == {
        "10": "date", "1": "date", "17/KH-HKH": "document", "4": "place", "12": "observation",
        "61": "duration or age", "0274.3822.999": "contact",
    }  # fmt: skip
    assert reading.unexplained == 0


def test_decomposed_letters_read_the_same_and_spans_point_into_what_was_given() -> None:
    text = "Tin khuyến học\n\nQuỹ khuyến học vận động được 5 tỷ đồng, trao 50 suất học bổng."
    apart = unicodedata.normalize("NFD", text)
    whole, decomposed = (
        figures.read(t, published=PUBLISHED, source_province="Hà Nam").figures for t in (text, apart)
    )
    assert [said(f) for f in decomposed] == [said(f) for f in whole]
    assert all(apart[f.char_start : f.char_end] == f.surface for f in decomposed)


@pytest.mark.parametrize(
    ("text", "count", "reason"),
    [
        ("Huyện Trấn Yên\n\nToàn huyện có 98 cộng đồng học tập.", 1, "a model is named, khuyến is not said"),
        ("Xã An Bình\n\nXã có 1.204/1.530 gia đình học tập.", 1, "so here"),
        (
            "Trung tâm\n\nNăm 2022, TTHTCĐ các xã mở 218 lớp với 9.310 lượt người học.",
            2,
            "the centres, shortened",
        ),
        ("Đại học A\n\nTrường trao 120 suất học bổng cho sinh viên.", 0, "a university's own scholarships"),
    ],
)
def test_an_article_is_about_study_promotion_by_its_words(text: str, count: int, reason: str) -> None:
    found = figures.read(text, published=date(2023, 1, 10), source_province="Yên Bái").figures
    assert len(found) == count, reason


PHAM = "Trao 120 suất học bổng Phạm Văn Trà\n\nNgày 10/1, 120 học sinh được trao học bổng, mỗi suất 2 triệu đồng."
PRICES = (
    "Giá sách vở tăng\n\nBộ sách lớp 12 có giá 340.000 đồng, tăng 8%; 512 học sinh thi đỗ, 37 em đạt 27 điểm."
)


@pytest.mark.parametrize(
    ("text", "of_association", "count", "reason"),
    [
        (PHAM, True, 3, "an association's site need not say that its grants promote study"),
        (PHAM, False, 0, "in a paper they may be anybody's"),
        (PRICES, True, 0, "nor is all that it prints about its own work"),
    ],
)
def test_what_an_association_prints_of_grants_is_its_own(
    text: str, of_association: bool, count: int, reason: str
) -> None:
    found = figures.read(
        text, published=PUBLISHED, source_province="Hà Nam", of_association=of_association
    ).figures
    assert len(found) == count, reason


LEXICON = [row for name in ("nouns", "verbs", "numbers") for row in rows(name)]
TAGS = {row["tag"] for row in LEXICON}


def test_a_phrase_stands_in_the_lexicon_once() -> None:
    """However it is spelled: of two rows the later would win, and the other say nothing."""
    said = Counter(" ".join(pieces_of(row["phrase"]).forms) for row in LEXICON)
    assert [phrase for phrase, times in said.items() if times > 1] == []


@pytest.mark.parametrize("tag", sorted(TAGS - HEARD))
def test_a_word_that_is_not_heard_would_turn_no_talk(tag: str) -> None:
    """The reader passes over words whose tag `HEARD` has not: none of them may change what is spoken of."""
    text = "Hội khuyến học hoàn thành chỉ tiêu, gia đình học tập"
    wording = phrased(pieces_of(text), text)
    (sentence,) = split(wording)
    words = wording.words
    words[2] = replace(words[2], tag=tag)  # a word is shared by all texts
    talk, before = (Talk(topic="members", group="fund", target=True, centres=True) for _ in range(2))
    talk.hear(2, words, sentence)
    assert talk == before
