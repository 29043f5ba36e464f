"""The labelled articles keep their own rules, so that a score measured on them means something."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

ARTICLES = Path(__file__).parent / "articles"
METRICS = frozenset((ARTICLES / "metrics.txt").read_text(encoding="utf-8").split())
STATISTICS = {"total", "share", "new", "change", "over_target", "target", "registered", "per_capita"}
UNITS = {"count", "percent", "vnd", "usd", "times"}
BOUNDS = {"exact", "over", "under", "about"}
LEVELS = {"national", "province", "district", "commune", "organisation"}
MONEY = {"fund_raised", "fund_balance", "scholarship_amount", "award_amount", "gift_amount"}
ARTICLE_FIELDS = {
    "id", "source_province", "published", "title", "text", "body_end", "injected", "observations",
    "unlabelled", "notes",
}  # fmt: skip
OBSERVATION_FIELDS = {
    "metric", "statistic", "value", "value_max", "denominator", "unit", "bound", "area_level", "area",
    "period_start", "period_end", "surface",
}  # fmt: skip

FILES = sorted(ARTICLES.glob("*.jsonl"))
ALL: list[dict[str, Any]] = [
    json.loads(line, parse_float=Decimal)
    for file in FILES
    for line in file.read_text(encoding="utf-8").splitlines()
]
OBSERVATIONS = [pytest.param(a, o, id=f"{a['id']}-{o['surface']}") for a in ALL for o in a["observations"]]


def spoken(article: dict[str, Any]) -> list[str]:
    """Where a label may point: the title, and the text up to where the body ends."""
    return [article["title"], article["text"][: article["body_end"]]]


def test_batches_say_whether_a_reader_may_be_tuned_on_them() -> None:
    assert FILES
    assert all(file.stem.split("-")[0] in {"dev", "held"} for file in FILES), [f.name for f in FILES]


def test_an_id_names_one_article_and_no_text_is_there_twice() -> None:
    for field in ("id", "text"):
        assert [x for x, n in Counter(a[field] for a in ALL).items() if n > 1] == []


@pytest.mark.parametrize("article", ALL, ids=lambda a: a["id"])
def test_article(article: dict[str, Any]) -> None:
    assert set(article) == ARTICLE_FIELDS
    date.fromisoformat(article["published"])
    assert 200 <= len(article["text"]) <= 2600, "as long as the news it stands for"
    if article["body_end"] is not None:
        assert 0 < article["body_end"] < len(article["text"]), "a tail follows the body"
    if article["injected"] is not None:
        assert article["injected"] in article["text"]
    for span in article["unlabelled"]:
        assert span["why"]
        assert span["surface"] in article["title"] or span["surface"] in article["text"]


@pytest.mark.parametrize(("article", "observation"), OBSERVATIONS)
def test_observation(article: dict[str, Any], observation: dict[str, Any]) -> None:
    o = observation
    assert set(o) == OBSERVATION_FIELDS
    assert o["metric"] in METRICS
    assert o["statistic"] in STATISTICS
    assert o["unit"] in UNITS
    assert o["bound"] in BOUNDS
    assert o["area_level"] in LEVELS
    assert any(o["surface"] in part for part in spoken(article)), "the surface is printed in the body"
    assert o["area"] == unicodedata.normalize("NFC", o["area"]).strip() != ""
    assert o["area_level"] != "national" or o["area"] == "Việt Nam"


@pytest.mark.parametrize(("article", "observation"), OBSERVATIONS)
def test_observation_is_a_figure_that_can_be(article: dict[str, Any], observation: dict[str, Any]) -> None:
    o = observation
    unit, statistic = o["unit"], o["statistic"]
    assert o["value_max"] is None or o["value_max"] > o["value"], "a range goes upwards"
    assert o["denominator"] is None or (o["denominator"] > 0 and unit == "count")
    assert o["value"] >= 0 or statistic == "change", "only a change is signed"
    if statistic in {"share", "over_target"} and unit != "percent":
        assert statistic == "over_target"
    if statistic == "per_capita":
        assert unit in {"vnd", "usd"}
    if unit in {"vnd", "usd"}:
        assert o["metric"] in MONEY
    if unit == "count":
        assert o["metric"] not in MONEY
        assert o["value"] == int(o["value"])
    if unit == "times":
        assert statistic == "change"


@pytest.mark.parametrize(("article", "observation"), OBSERVATIONS)
def test_period(article: dict[str, Any], observation: dict[str, Any]) -> None:
    start, end = (
        observation[k] and date.fromisoformat(observation[k]) for k in ("period_start", "period_end")
    )
    if start is not None:
        assert end is not None, "a span has both ends"
        assert start <= end
    elif end is not None and observation["statistic"] not in {"target", "registered"}:
        assert end <= date.fromisoformat(article["published"]), "a state was reached before it was reported"


@pytest.mark.parametrize("article", ALL, ids=lambda a: a["id"])
def test_an_observation_said_twice_is_labelled_once(article: dict[str, Any]) -> None:
    same = ("metric", "statistic", "value", "unit", "area_level", "area", "period_start", "period_end")
    counted = Counter(tuple(o[k] for k in same) for o in article["observations"])
    assert [x for x, n in counted.items() if n > 1] == []
