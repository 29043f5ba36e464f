"""Each rule holds of a good row and objects to its own example: a rule that cannot fail is no rule."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from khuyenhoc import tables
from khuyenhoc.models import Severity, Statistic, Unit
from khuyenhoc.validate import facts
from khuyenhoc.validate.rules import ARTICLE_RULES, OBSERVATION_RULES, RULES, Rule
from khuyenhoc.validate.suites import judge
from tests.records import an_article, an_observation

AT = datetime(2026, 11, 21, 22, tzinfo=UTC)
ARTICLE = an_article()
NO_ROWS: pd.Index = pd.Index([], dtype="int64")


def article_frame(*articles) -> pd.DataFrame:
    rows = [tables.article_row(article) for article in articles or (ARTICLE,)]
    return facts.article_facts(pa.Table.from_pylist(rows, schema=tables.ARTICLES))


def observation_frame(*observations, areas=None) -> pd.DataFrame:
    rows = [tables.observation_row(o) for o in observations or (an_observation(ARTICLE),)]
    table = pa.Table.from_pylist(rows, schema=tables.OBSERVATIONS)
    return facts.observation_facts(table, article_frame(), NO_ROWS, areas or {})


GOOD = {"articles": article_frame, "observations": observation_frame}


def broken(table: str, frame: pd.DataFrame) -> set[str]:
    """The ids of the rules that some row breaks."""
    judgement = judge(table, frame, RULES[table], run_id="r", at=AT)
    return {finding.rule.id for finding in judgement.findings if finding.rows}


@pytest.mark.parametrize("table", ["articles", "observations"])
def test_a_good_row_breaks_no_rule(table: str) -> None:
    assert broken(table, GOOD[table]()) == set()


@pytest.fixture(scope="module")
def objections() -> dict[str, set[str]]:
    """Rule id → rules that object to its example; the examples of a table are the rows of one frame."""
    found: dict[str, set[str]] = {}
    for table, rules in RULES.items():
        frame = pd.concat([GOOD[table]()] * len(rules), ignore_index=True)
        for row, rule in enumerate(rules):
            for column, value in rule.breaks.items():
                frame[column] = [value if r == row else v for r, v in enumerate(frame[column])]
        for finding in judge(table, frame, rules, run_id="r", at=AT).findings:
            assert all(f"{name}=" in words for words in finding.observed for name in finding.rule.shows)
            for row in finding.rows:
                found.setdefault(rules[row].id, set()).add(finding.rule.id)
    return found


@pytest.mark.parametrize("rule", [*ARTICLE_RULES, *OBSERVATION_RULES], ids=lambda rule: rule.id)
def test_each_rule_objects_to_its_example(rule: Rule, objections: dict[str, set[str]]) -> None:
    assert rule.id in objections[rule.id]


def test_rule_ids_are_unique_and_say_what_is_expected() -> None:
    rules = [rule for rules in RULES.values() for rule in rules]
    assert len({rule.id for rule in rules}) == len(rules)
    assert all(rule.expected and rule.shows and rule.breaks for rule in rules)


CASES = [
    # figure fields, rules broken, why
    ({"statistic": Statistic.SHARE, "unit": Unit.PERCENT, "value": Decimal("105")}, {"share_within_100"}, "a share of a whole"),
    ({"statistic": Statistic.SHARE, "unit": Unit.PERCENT, "value": Decimal("105"), "sentence": "đạt 105% kế hoạch"}, set(), "a plan may be passed"),
    ({"statistic": Statistic.CHANGE, "value": Decimal("-909")}, set(), "a change may be negative"),
    ({"statistic": Statistic.OVER_TARGET, "unit": Unit.PERCENT, "value": Decimal("140")}, set(), "over_target has no upper end"),
    ({"value": Decimal("91"), "denominator": Decimal("74")}, {"part_within_whole"}, "91/74 must be a misprint"),
    ({"metric": "members", "value": Decimal("900000")}, set(), "within 1.25 × 821,000 people of Yên Bái"),
    ({"metric": "members", "value": Decimal("9000000")}, {"people_within_population"}, "ten times Yên Bái's people"),
    ({"metric": "fund_raised", "value": Decimal("300")}, {"money_in_money"}, "a fund is not counted in pieces"),
]  # fmt: skip


@pytest.fixture(scope="module")
def verdicts() -> list[set[str]]:
    """For each case, the rules that its figure breaks; the cases are the rows of one frame."""
    frame = observation_frame(*(an_observation(ARTICLE, **over) for over, _, _ in CASES))
    frame["repeats"] = 0  # some cases are the same observation in other words
    findings = judge("observations", frame, OBSERVATION_RULES, run_id="r", at=AT).findings
    return [{f.rule.id for f in findings if row in f.rows} for row in range(len(CASES))]


@pytest.mark.parametrize(
    ("row", "rules"),
    [(row, rules) for row, (_, rules, _) in enumerate(CASES)],
    ids=[why for _, _, why in CASES],
)
def test_figures(row: int, rules: set[str], verdicts: list[set[str]]) -> None:
    assert verdicts[row] == rules


def test_severity_decides_and_not_the_success_of_the_expectation() -> None:
    frame = observation_frame(an_observation(ARTICLE, confidence=0.2))
    judgement = judge("observations", frame, OBSERVATION_RULES, run_id="r", at=AT)
    assert not judgement.result["success"]
    assert list(judgement.rows(Severity.CRITICAL)) == []
    assert list(judgement.rows(Severity.WARNING)) == [0]


def test_a_rule_that_cannot_look_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="digits_explained could not be evaluated"):
        judge("articles", article_frame().drop(columns="unexplained"), ARTICLE_RULES, run_id="r", at=AT)


def test_an_empty_table_passes() -> None:
    assert broken("articles", article_frame().iloc[:0]) == set()
    assert broken("observations", observation_frame().iloc[:0]) == set()
