"""Each noun, clause and time of `cases/{nouns,clauses,times}.tsv` in each of the frames that sentences put it in.

What stands around a noun or a clause, where in the sentence a time is said: none of it may change what is read.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from khuyenhoc.extract import figures
from khuyenhoc.models import Figure

CASES = Path(__file__).parent / "cases"
LEAD = "Tin khuyến học\n\nSáng 10/1, Hội Khuyến học huyện Bình Lục tổng kết công tác năm 2023.\n"
#: What is said of a count, and as what it is told.
COUNTED = {
    "Toàn huyện có 412 {noun}.": "total",
    "Hiện nay, huyện có 412 {noun}.": "total",
    "Đến nay, toàn huyện đã có 412 {noun}.": "total",
    "Năm 2023, huyện có 412 {noun}.": "total",
    "Toàn huyện có 412 {noun}, tăng 12 so với năm trước.": "total",
    "Huyện có 412 {noun} (đạt 105% kế hoạch).": "total",
    "Ngoài ra, còn có 412 {noun}.": "total",
    "412 {noun} là kết quả của phong trào khuyến học năm 2023.": "total",
    "Với 412 {noun}, huyện dẫn đầu toàn tỉnh về phong trào khuyến học.": "total",
    "Năm 2024, huyện phấn đấu có 412 {noun}.": "target",
    "Mục tiêu đến năm 2025 có 412 {noun}.": "target",
    "Chỉ tiêu: 412 {noun}.": "target",
    "Tổng số {noun} là 412.": "total",
    "Số {noun}: 412.": "total",
}
#: Nouns with what was done stand behind their number only.
DONE = ("được", "đạt danh hiệu")
CLAUSES = [
    "{clause}.",
    "Hội Khuyến học huyện cho biết: {small}.",
    "Đến nay, {small}.",
    "{clause}; phong trào ngày càng phát triển.",
]
TIMES = [
    "{Said}, các cấp hội khuyến học trong huyện đã trao 412 suất học bổng.",
    "Các cấp hội khuyến học trong huyện {said} đã trao 412 suất học bổng.",
    "Các cấp hội khuyến học trong huyện đã trao 412 suất học bổng {within}.",
    "Riêng {said}, huyện hội trao 412 suất học bổng.",
]
#: Times that nothing like "trong" stands before.
ALONE = ("trong", "từ", "ngày", "sáng", "chiều", "sau", "suốt", "qua", "thời")


def rows(name: str) -> list[list[str]]:
    return [line.split("\t") for line in (CASES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]]


def read(text: str, published: date) -> tuple[Figure, ...]:
    return figures.read(text, published=published, source_province="Hà Nam").figures


@pytest.mark.parametrize(("noun", "metric"), rows("nouns"))
def test_a_noun_says_the_metric_in_every_frame(noun: str, metric: str) -> None:
    told = {}
    for frame, statistic in COUNTED.items():
        if not (frame.endswith(("là 412.", ": 412.")) and any(done in noun for done in DONE)):
            found = read(LEAD + frame.format(noun=noun), date(2024, 1, 12))
            told[frame] = (
                [f"{f.metric} {f.statistic}" for f in found if f.value == 412],
                [f"{metric} {statistic}"],
            )
    assert {frame: got for frame, (got, wanted) in told.items() if got != wanted} == {}


@pytest.mark.parametrize(("clause", "figure"), rows("clauses"))
def test_a_clause_says_its_figure_in_every_frame(clause: str, figure: str) -> None:
    metric, statistic, value = figure.split()
    small = clause if clause[1].isupper() else clause[0].lower() + clause[1:]
    for frame in CLAUSES:
        found = read(LEAD + frame.format(clause=clause, small=small), date(2024, 1, 12))
        assert [f"{f.metric} {f.statistic}" for f in found if f.value == Decimal(value)] == [
            f"{metric} {statistic}"
        ], frame


@pytest.mark.parametrize(("said", "period"), rows("times"))
def test_a_time_says_the_period_wherever_it_stands(said: str, period: str) -> None:
    within = said if said.startswith(ALONE) else f"trong {said}"
    for frame in TIMES:
        text = frame.format(said=said, Said=said[0].upper() + said[1:], within=within)
        found = read(f"Hội Khuyến học huyện Bình Lục\n\n{text}", date(2024, 10, 15))
        assert [f"{f.period.start} {f.period.end}" for f in found if f.value == 412] == [period], frame
