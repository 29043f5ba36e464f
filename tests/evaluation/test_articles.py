"""The labelled articles keep their own rules, so that a score measured on them means something."""

from __future__ import annotations

import json
import re
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
of_each_article = pytest.mark.parametrize("article", ALL, ids=lambda article: article["id"])


def test_batches_say_whether_a_reader_may_be_tuned_on_them() -> None:
    assert FILES
    assert all(file.stem.split("-")[0] in {"dev", "held"} for file in FILES), [f.name for f in FILES]


def test_an_id_names_one_article_and_no_text_is_there_twice() -> None:
    for field in ("id", "text"):
        assert [x for x, n in Counter(a[field] for a in ALL).items() if n > 1] == []


@of_each_article
def test_article(article: dict[str, Any]) -> None:
    assert set(article) == ARTICLE_FIELDS
    date.fromisoformat(article["published"])
    assert 200 <= len(article["text"]) <= 4000, "as long as the news it stands for"
    if article["body_end"] is not None:
        assert 0 < article["body_end"] < len(article["text"]), "a tail follows the body"
    if article["injected"] is not None:
        assert article["injected"] in article["text"]
    for span in article["unlabelled"]:
        assert span["why"]
        assert span["surface"] in article["title"] or span["surface"] in article["text"]


@of_each_article
def test_observation_has_the_fields_and_codes_of_the_rules(article: dict[str, Any]) -> None:
    for o in article["observations"]:
        assert set(o) == OBSERVATION_FIELDS
        assert o["metric"] in METRICS, o
        assert o["statistic"] in STATISTICS, o
        assert o["unit"] in UNITS, o
        assert o["bound"] in BOUNDS, o
        assert o["area_level"] in LEVELS, o
        assert o["area"] == unicodedata.normalize("NFC", o["area"]).strip() != "", o
        assert o["area_level"] != "national" or o["area"] == "Việt Nam", o


@of_each_article
def test_surface_is_printed_in_the_title_or_the_body(article: dict[str, Any]) -> None:
    printed = [article["title"], article["text"][: article["body_end"]]]
    surfaces = [o["surface"] for o in article["observations"]]
    assert [s for s in surfaces if not any(s in part for part in printed)] == []


@of_each_article
def test_every_number_is_labelled_or_said_to_be_none(article: dict[str, Any]) -> None:
    spans = [x["surface"] for x in (*article["observations"], *article["unlabelled"])]
    for printed in (article["title"], article["text"][: article["body_end"]]):
        explained = {
            place
            for span in spans
            for found in re.finditer(re.escape(span), printed)
            for place in range(*found.span())
        }
        numbers = re.finditer(r"\d+(?:[.,/]\d+)*", printed)
        assert [n.group() for n in numbers if not explained.issuperset(range(*n.span()))] == []


@of_each_article
def test_observation_is_a_figure_that_can_be(article: dict[str, Any]) -> None:
    for o in article["observations"]:
        unit, statistic = o["unit"], o["statistic"]
        assert o["value_max"] is None or o["value_max"] > o["value"], ("a range goes upwards", o)
        assert o["denominator"] is None or (o["denominator"] > 0 and unit == "count"), o
        assert o["value"] >= 0 or statistic == "change", ("only a change is signed", o)
        assert (o["metric"] in MONEY) >= (unit in {"vnd", "usd"}), ("money is of a metric of money", o)
        assert (o["metric"] in MONEY) <= (unit != "count"), ("money is not counted", o)
        assert unit != "count" or o["value"] == int(o["value"]), o
        assert unit != "times" or statistic == "change", o
        assert statistic != "share" or unit == "percent", o
        assert statistic != "per_capita" or unit in {"vnd", "usd"}, o


@of_each_article
def test_period_is_a_span_or_a_day_already_reached(article: dict[str, Any]) -> None:
    published = date.fromisoformat(article["published"])
    for o in article["observations"]:
        start, end = (o[key] and date.fromisoformat(o[key]) for key in ("period_start", "period_end"))
        if start is not None:
            assert end is not None, o
            assert start <= end, o
        elif end is not None and o["statistic"] != "target":
            assert end <= published, ("a state was reached before it was reported", o)


@of_each_article
def test_an_observation_said_twice_is_labelled_once(article: dict[str, Any]) -> None:
    same = ("metric", "statistic", "value", "unit", "area_level", "area", "period_start", "period_end")
    counted = Counter(tuple(o[k] for k in same) for o in article["observations"])
    assert [x for x, n in counted.items() if n > 1] == []


@pytest.mark.parametrize("kind", ["dev", "held"])
def test_every_metric_and_statistic_occurs_in_the_set(kind: str) -> None:
    found = [
        o
        for file in FILES
        if file.stem.startswith(kind)
        for line in file.read_text(encoding="utf-8").splitlines()
        for o in json.loads(line)["observations"]
    ]
    if kind == "dev":
        assert METRICS - {o["metric"] for o in found} == set()
    assert STATISTICS - {o["statistic"] for o in found} == set()
