"""The rules: what good data is, a rule an entry, with its reason and an example that breaks it.

`critical` sets the row aside; `warning` lets it pass and names itself in the row's `checks`. A rule looks at
the columns and facts of `facts.py` through one expectation of Great Expectations or of `expectations.py`.
`breaks` is what to change in a good row so that the rule objects: the tests try each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import great_expectations.expectations as gxe
import pandas as pd
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.row_conditions import Column, Condition

from khuyenhoc.metrics import metrics
from khuyenhoc.models import AreaLevel, Bound, Kind, PublishedSource, Result, Severity, Statistic, Unit
from khuyenhoc.validate.expectations import (
    ExpectNumbersToAgree,
    ExpectPartWithinWhole,
    ExpectWithinBand,
)

CRITICAL, WARNING = Severity.CRITICAL, Severity.WARNING

#: The Study Promotion Association was founded on 2 October 1996; nothing earlier reports on it.
FOUNDED = datetime(1996, 10, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Rule:
    """One thing that must hold of a row.

    shows: the columns that a person needs to see why it does not.
    """

    id: str
    severity: Severity
    expected: str
    shows: tuple[str, ...]
    expectation: Callable[[], Expectation]
    breaks: Mapping[str, Any] = field(default_factory=dict)


def _codes(column: str, allowed: Iterable[Any]) -> Callable[[], Expectation]:
    values = sorted(value if isinstance(value, int) else str(value) for value in allowed)
    return lambda: gxe.ExpectColumnValuesToBeInSet(column=column, value_set=values)


def _between(
    column: str, low: Any = None, high: Any = None, where: Condition | None = None
) -> Callable[[], Expectation]:
    condition = {"row_condition": where} if where else {}
    return lambda: gxe.ExpectColumnValuesToBeBetween(
        column=column, min_value=low, max_value=high, **condition
    )


def _ordered(earlier: str, later: str) -> Callable[[], Expectation]:
    return lambda: gxe.ExpectColumnPairValuesAToBeGreaterThanB(
        column_A=later, column_B=earlier, or_equal=True, ignore_row_if="either_value_is_missing"
    )


def _same(one: str, other: str, missing: str) -> Callable[[], Expectation]:
    """missing: which rows to leave out, in GX's words."""
    return lambda: gxe.ExpectColumnPairValuesToBeEqual(column_A=one, column_B=other, ignore_row_if=missing)


def _within(
    part: str, whole: str, factor: float = 1.0, where: Condition | None = None
) -> Callable[[], Expectation]:
    condition = {"row_condition": where} if where else {}
    return lambda: ExpectPartWithinWhole(column_list=[part, whole], factor=factor, **condition)


ARTICLE_RULES: tuple[Rule, ...] = (
    Rule(
        "article_once", CRITICAL, "an article id and version come once in a run",
        ("article_id", "version"), _codes("repeats", [0]), {"repeats": 1},
    ),
    Rule(
        "article_id_form", CRITICAL, "an article id is 16 hex digits",
        ("article_id",),
        lambda: gxe.ExpectColumnValuesToMatchRegex(column="article_id", regex=r"^[0-9a-f]{16}$"),
        {"article_id": "not-an-id"},
    ),
    Rule("version_from_one", CRITICAL, "versions count from 1", ("version",), _between("version", 1), {"version": 0}),
    Rule(
        "title_present", CRITICAL, "an article has a title",
        ("url", "title"),
        lambda: gxe.ExpectColumnValueLengthsToBeBetween(column="title", min_value=1), {"title": ""},
    ),
    Rule(
        "text_present", CRITICAL, "an article has a text of at least 40 characters",
        ("url", "characters"), _between("characters", 40), {"characters": 3},
    ),
    Rule(
        "text_nfc", CRITICAL, "the text is Unicode NFC, or spans would point elsewhere",
        ("url",), lambda: gxe.ExpectColumnValuesToBeInSet(column="is_nfc", value_set=[True]), {"is_nfc": False},
    ),
    Rule(
        "published_before_fetched", CRITICAL, "an article was published before it was fetched",
        ("url", "published_at", "fetched_at", "published_source"), _ordered("published_at", "fetched_at"),
        {"published_at": pd.Timestamp("2099-01-01", tz="UTC")},
    ),
    Rule(
        "published_after_founding", CRITICAL, "nothing was published before the association was founded (2 Oct 1996)",
        ("url", "published_at", "published_source"), _between("published_at", FOUNDED),
        {"published_at": pd.Timestamp("1970-01-01", tz="UTC")},
    ),
    Rule(
        "first_seen_before_fetched", CRITICAL, "the first capture is not later than this one",
        ("first_seen_at", "fetched_at"), _ordered("first_seen_at", "fetched_at"),
        {"first_seen_at": pd.Timestamp("2099-01-01", tz="UTC")},
    ),
    Rule(
        "published_source_known", CRITICAL, "where the date was found is a code of the contract",
        ("published_source",), _codes("published_source", PublishedSource), {"published_source": "guess"},
    ),
    Rule(
        "capture_named", CRITICAL, "the capture is a record of this source's archive",
        ("warc_key", "warc_offset", "warc_length"),
        lambda: gxe.ExpectColumnValuesToMatchRegex(
            column="warc_key", regex=r"(?:^|/)raw/source=[^/]+/date=\d{4}-\d\d-\d\d/[^/]+\.warc\.gz$"
        ),
        {"warc_key": "somewhere.warc.gz"},
    ),
    Rule(
        "capture_length", CRITICAL, "the capture has bytes",
        ("warc_key", "warc_length"), _between("warc_length", 1), {"warc_length": 0},
    ),
    Rule(
        "date_known", WARNING, "an article has a date of publication",
        ("url",), lambda: gxe.ExpectColumnValuesToNotBeNull(column="published_at"), {"published_at": pd.NaT},
    ),
    Rule(
        "language_vietnamese", WARNING, "the text is Vietnamese",
        ("url", "language"), _codes("language", ["vi"]), {"language": "en"},
    ),
    Rule(
        "digits_explained", WARNING, "at most half of the numeric tokens are unexplained",
        ("url", "unexplained"), _between("unexplained", 0, 0.5), {"unexplained": 0.9},
    ),
    Rule(
        "nothing_injected", WARNING, "no advertising phrase was taken out of the text",
        ("url", "injected"), lambda: gxe.ExpectColumnValuesToBeNull(column="injected"), {"injected": "x88"},
    ),
)  # fmt: skip

_MONEY = Column("unit").is_in(["vnd", "usd"])
_COUNTED = Column("unit") == "count"
_AMOUNTS = Column("statistic").is_in(["total", "new", "registered", "per_capita"])
_SHARES = Column("statistic") == "share"
_NOT_OF_PLAN = Column("of_plan") == 0

OBSERVATION_RULES: tuple[Rule, ...] = (
    Rule(
        "article_kept", CRITICAL, "the article that says it is not set aside",
        ("article_id", "version"), lambda: gxe.ExpectColumnValuesToBeInSet(column="article_kept", value_set=[True]),
        {"article_kept": False},
    ),
    Rule(
        "observation_once", CRITICAL, "an observation comes once in an article",
        ("observation_id",), _codes("repeats", [0]), {"repeats": 1},
    ),
    Rule(
        "span_quotes_text", CRITICAL, "text[char_start:char_end] is the surface",
        ("char_start", "char_end", "surface"), _same("quoted", "surface", missing="neither"), {"surface": "words of another text"},
    ),
    Rule("metric_known", CRITICAL, "the metric is in the catalogue", ("metric", "surface"), _codes("metric", metrics()), {"metric": "happiness"}),
    Rule("statistic_known", CRITICAL, "the statistic is a code of the contract", ("statistic",), _codes("statistic", Statistic), {"statistic": "mean"}),
    Rule("unit_known", CRITICAL, "the unit is a code of the contract", ("unit",), _codes("unit", Unit), {"unit": "eur"}),
    Rule("bound_known", CRITICAL, "the bound is a code of the contract", ("bound",), _codes("bound", Bound), {"bound": "maybe"}),
    Rule("area_level_known", CRITICAL, "the level is a code of the contract", ("area_level",), _codes("area_level", AreaLevel), {"area_level": "region"}),
    Rule(
        "not_negative", CRITICAL, "only a change may be negative",
        ("value", "statistic", "sentence"), _between("value", 0, None, Column("statistic") != "change"), {"value": -5.0},
    ),
    Rule(
        "share_within_100", CRITICAL, "a share lies between 0 and 100, unless it is measured against a plan",
        ("value", "sentence"), _between("value", 0, 100, _SHARES & (Column("unit") == "percent") & _NOT_OF_PLAN),
        {"statistic": "share", "unit": "percent", "value": 120.0, "of_plan": 0},
    ),
    Rule(
        "part_within_whole", CRITICAL, "the a of a/b is at most the b, unless it is measured against a plan",
        ("value", "denominator", "surface", "sentence"),
        _within("value", "denominator", where=_NOT_OF_PLAN & (Column("statistic") != "share")),
        {"value": 91.0, "denominator": 74.0, "of_plan": 0},
    ),
    Rule(
        "denominator_positive", CRITICAL, "the b of a/b is more than 0",
        ("value", "denominator", "surface"),
        lambda: gxe.ExpectColumnValuesToBeBetween(column="denominator", min_value=0, strict_min=True),
        {"denominator": 0.0},
    ),
    Rule(
        "range_ordered", CRITICAL, "a range ends where or after it begins",
        ("value", "value_max", "surface"), _within("value", "value_max"), {"value": 40.0, "value_max": 35.0},
    ),
    Rule(
        "period_ordered", CRITICAL, "a period ends on or after its first day",
        ("period_start", "period_end", "period_text"), _ordered("period_start", "period_end"),
        {"period_start": pd.Timestamp("2024-02-01"), "period_end": pd.Timestamp("2024-01-01")},
    ),
    Rule(
        "period_possible", CRITICAL, "a period ends after the founding (1996) and before 2051",
        ("period_end", "period_text", "sentence"),
        _between("ends", pd.Timestamp("1996-10-02"), pd.Timestamp("2050-12-31")),
        {"ends": pd.Timestamp("1945-09-02"), "period_end": pd.Timestamp("1945-09-02"), "period_start": pd.NaT},
    ),
    Rule(
        "money_in_money", CRITICAL, "an amount of money is in vnd or usd, a count is not",
        ("metric", "unit", "surface", "sentence"),
        lambda: gxe.ExpectColumnValuesToBeInSet(
            column="unit", value_set=["vnd", "usd"],
            row_condition=Column("of_money") == 1,
        ),
        {"of_money": 1, "unit": "count"},
    ),
    Rule(
        "share_in_percent", CRITICAL, "a share is in percent",
        ("statistic", "unit", "surface"),
        lambda: gxe.ExpectColumnValuesToBeInSet(
            column="unit", value_set=["percent"], row_condition=_SHARES
        ),
        {"statistic": "share", "unit": "count"},
    ),
    Rule(
        "money_possible", CRITICAL, "an amount of money is at most 100 000 billion đồng",
        ("value", "unit", "surface", "sentence"), _between("value", None, 1e14, _MONEY), {"unit": "vnd", "value": 5e14},
    ),
    Rule(
        "people_within_population", CRITICAL, "people counted in a place are at most 1.25 times its census of 2019",
        ("value", "population", "area", "province_code", "sentence"),
        _within("value", "population", 1.25, Column("of_people") == 1),
        {"of_people": 1, "value": 9e7, "population": 8.2e5},
    ),
    Rule(
        "confidence_is_a_share", CRITICAL, "a confidence lies between 0 and 1",
        ("confidence",), _between("confidence", 0, 1), {"confidence": 1.5},
    ),
    Rule(
        "area_in_province", CRITICAL, "the area's code lies in the province that the row names",
        ("area", "area_code", "area_code_system", "province", "code_province"),
        _same("province", "code_province", missing="either_value_is_missing"),
        {"province": "15", "code_province": "79"},
    ),
    Rule(
        "families_within_population", WARNING, "families counted in a place are at most a half of its people",
        ("value", "population", "area", "sentence"), _within("value", "population", 0.5, Column("of_families") == 1),
        {"of_families": 1, "value": 6e5, "population": 8.2e5},
    ),
    Rule(
        "share_agrees", WARNING, "a share is what the a/b printed beside it gives, to 0.6 points",
        ("value", "printed_share", "sentence"),
        lambda: ExpectNumbersToAgree(column_list=["value", "printed_share"], tolerance=0.6),
        {"value": 55.0, "printed_share": 48.2},
    ),
    Rule(
        "count_is_whole", WARNING, "a count is a whole number",
        ("value", "surface"), lambda: gxe.ExpectColumnValuesToBeInSet(
            column="is_whole", value_set=[True], row_condition=_COUNTED
        ),
        {"unit": "count", "is_whole": False},
    ),
    Rule(
        "money_notable", WARNING, "an amount of money is at least 1 000 đồng",
        ("value", "unit", "surface", "sentence"), _between("value", 1000, None, (Column("unit") == "vnd") & _AMOUNTS),
        {"unit": "vnd", "statistic": "total", "value": 12.0},
    ),
    Rule(
        "result_not_in_the_future", WARNING, "a result's period ends at most a year after publication",
        ("period_end", "published_on", "sentence"),
        lambda: gxe.ExpectColumnPairValuesAToBeGreaterThanB(
            column_A="latest_end", column_B="period_end", or_equal=True, ignore_row_if="either_value_is_missing",
            row_condition=Column("statistic") != "target",
        ),
        {"period_end": pd.Timestamp("2040-12-31"), "statistic": "total"},
    ),
    Rule(
        "no_jump", WARNING, "a total moves from the year before by no more than such totals do",
        ("value", "last_year", "jump_low", "jump_high", "area", "sentence"),
        lambda: ExpectWithinBand(column_list=["value", "jump_low", "jump_high"]),
        {"value": 9000.0, "last_year": 100.0, "jump_low": 30.0, "jump_high": 350.0},
    ),
    Rule(
        "confidence_high", WARNING, "the reader was at least as sure as not",
        ("confidence", "sentence"), _between("confidence", 0.5), {"confidence": 0.2},
    ),
)  # fmt: skip

OUTCOME_RULES: tuple[Rule, ...] = (
    Rule("outcome_known", WARNING, "how a try ended is a code of the contract", ("url", "outcome"), _codes("outcome", Result), {"outcome": "gone fishing"}),
    Rule("kind_known", WARNING, "what a URL was asked for is a code of the contract", ("url", "kind"), _codes("kind", Kind), {"kind": "poem"}),
    Rule("status_possible", WARNING, "a status is one that HTTP has", ("url", "status"), _between("status", 100, 599), {"status": 42.0}),
    Rule("bytes_not_negative", WARNING, "bytes received are not negative", ("url", "bytes"), _between("bytes", 0), {"bytes": -1}),
    Rule(
        "ok_is_archived", WARNING, "an article that was fetched well lies in the archive",
        ("url", "outcome"), lambda: gxe.ExpectColumnValuesToNotBeNull(
            column="warc_key", row_condition=(Column("kind") == "article") & (Column("outcome") == "ok"),
        ),
        {"kind": "article", "outcome": "ok", "warc_key": None},
    ),
)  # fmt: skip

#: Of a table as a whole, asked of each source: a frame with a row a source, see `facts.source_facts`.
SOURCE_RULES: tuple[Rule, ...] = (
    Rule(
        "articles_within_band", WARNING, "a source brings about as many articles as in past runs",
        ("articles", "articles_low", "articles_high"),
        lambda: ExpectWithinBand(column_list=["articles", "articles_low", "articles_high"]),
        {"articles": 400.0, "articles_low": 2.0, "articles_high": 36.0},
    ),
    Rule(
        "observations_within_band", WARNING, "a source brings about as many observations as in past runs",
        ("observations", "observations_low", "observations_high"),
        lambda: ExpectWithinBand(column_list=["observations", "observations_low", "observations_high"]),
        {"observations": 0.0, "observations_low": 9.0, "observations_high": 200.0},
    ),
    Rule(
        "dates_mostly_known", WARNING, "of five articles of a source or more, at least four in five have a date",
        ("articles", "dated"), _between("dated", 0.8, None, Column("articles") >= 5), {"articles": 10.0, "dated": 0.3},
    ),
    Rule(
        "digits_mostly_explained", WARNING, "on average at most three in ten numeric tokens of a source are unexplained",
        ("articles", "unexplained"), _between("unexplained", None, 0.3), {"unexplained": 0.6},
    ),
    Rule(
        "articles_fresh", WARNING, "the newest article of a source is not older than a month",
        ("articles", "newest_days"), _between("newest_days", None, 31), {"newest_days": 400.0},
    ),
)  # fmt: skip

#: Of the run as a whole: a frame of one row. A critical one that fails stops the release.
RUN_RULES: tuple[Rule, ...] = (
    Rule(
        "articles_mostly_pass", CRITICAL, "of ten articles or more, at most a half break a critical rule",
        ("articles", "articles_aside"), _between("articles_aside", None, 0.5, Column("articles") >= 10),
        {"articles": 40.0, "articles_aside": 0.9},
    ),
    Rule(
        "observations_mostly_pass", CRITICAL, "of fifty observations or more, at most a half break a critical rule",
        ("observations", "observations_aside"), _between("observations_aside", None, 0.5, Column("observations") >= 50),
        {"observations": 400.0, "observations_aside": 0.9},
    ),
)  # fmt: skip

PANEL_RULES: tuple[Rule, ...] = (
    Rule("panel_once", CRITICAL, "a key of the panel comes once", ("metric", "statistic", "area", "year"), _codes("repeats", [0]), {"repeats": 1}),
    Rule(
        "panel_status_known", CRITICAL, "a status is single, agreed, chosen or conflict", ("metric", "area", "year", "status"),
        _codes("status", ["single", "agreed", "chosen", "conflict"]), {"status": "guessed"},
    ),
    Rule(
        "panel_value_claimed", CRITICAL, "the chosen value lies between the smallest and the largest claimed",
        ("metric", "area", "year", "value", "value_min", "value_max"),
        lambda: ExpectWithinBand(column_list=["value", "value_min", "value_max"]),
        {"value": 9.0, "value_min": 1.0, "value_max": 2.0},
    ),
    Rule(
        "panel_conflict_open", CRITICAL, "a conflict has no value", ("metric", "area", "year", "value"),
        lambda: gxe.ExpectColumnValuesToBeNull(column="value", row_condition=Column("status") == "conflict"),
        {"status": "conflict", "value": 1.0, "value_min": 1.0, "value_max": 1.0},
    ),
    Rule("panel_claims", CRITICAL, "a row of the panel has a claim", ("metric", "area", "year", "claims"), _between("claims", 1), {"claims": 0}),
)  # fmt: skip

RULES: Mapping[str, tuple[Rule, ...]] = {
    "articles": ARTICLE_RULES,
    "observations": OBSERVATION_RULES,
    "outcomes": OUTCOME_RULES,
    "sources": SOURCE_RULES,
    "run": RUN_RULES,
    "panel": PANEL_RULES,
}


def rule_of(rule_id: str) -> Rule | None:
    """The rule of an id; None for a rule of an earlier version or of another step."""
    return next((rule for rules in RULES.values() for rule in rules if rule.id == rule_id), None)
