"""`python -m khuyenhoc measure`: articles in, observations out, and why."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from khuyenhoc.commands import main
from khuyenhoc.commands.measure import composed

ARTICLE = {
    "id": "x1",
    "title": "Trao 80 suất học bổng khuyến học",
    "text": "Ngày 10/1, Hội Khuyến học huyện Lắk trao 80 suất học bổng, mỗi suất 1,5 triệu đồng.",
    "published": "2024-01-12",
    "source_province": "Đắk Lắk",
}


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(ARTICLE, ensure_ascii=False) + "\n\n", encoding="utf-8")
    return path


def test_observations_have_the_names_of_the_contract(articles: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    assert main(["measure", str(articles), str(out)]) == 0
    (line,) = out.read_text(encoding="utf-8").splitlines()
    found = json.loads(line)
    assert found["id"] == "x1"
    grants, each = found["observations"]
    assert (grants["metric"], grants["value"], grants["area"], grants["period_start"]) == (
        "scholarships",
        80,
        "Lắk",
        "2024-01-10",
    )
    assert (each["statistic"], each["value"], each["unit"]) == ("per_capita", 1500000, "vnd")
    assert (
        composed(ARTICLE["title"], ARTICLE["text"])[each["char_start"] : each["char_end"]] == each["surface"]
    )


def test_a_title_that_begins_the_text_is_not_put_before_it_again() -> None:
    assert composed("Tin khuyến học", "Tin khuyến học\n\nBài") == "Tin khuyến học\n\nBài"
    assert composed("Tin khuyến học", "Bài") == "Tin khuyến học\n\nBài"


def test_explain_shows_the_article_its_figures_and_the_rules(
    articles: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["measure", str(articles), "--explain", "x1"]) == 0
    shown = capsys.readouterr().out
    for part in ("mỗi suất 1,5 triệu đồng", "scholarship_amount", "district Lắk", "count.grant", "date"):
        assert part in shown


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["IN"], "no OUT.jsonl given"),
        (["IN", "--explain", "nobody"], "no article 'nobody'"),
        (["missing.jsonl", "OUT"], "missing.jsonl cannot be read"),
    ],
)
def test_wrong_arguments_say_what_to_do(
    articles: Path, tmp_path: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = {"IN": str(articles), "OUT": str(tmp_path / "out.jsonl")}
    assert main(["measure", *(paths.get(a, a) for a in arguments)]) == 2
    assert message in capsys.readouterr().err


def test_a_broken_line_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text('{"id": "x"\n', encoding="utf-8")
    assert main(["measure", str(path), str(tmp_path / "out.jsonl")]) == 2
    assert "in.jsonl:1" in capsys.readouterr().err
