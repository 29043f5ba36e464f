"""Each rule holds of a good row and objects to its own example: a rule that cannot fail is no rule."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pyarrow as pa
import pytest

from khuyenhoc import tables
from khuyenhoc.land import panel as panels
from khuyenhoc.models import Area, AreaLevel, Kind, Outcome, Period, Result, Severity, Statistic, Unit
from khuyenhoc.validate import facts
from khuyenhoc.validate.rules import ARTICLE_RULES, OBSERVATION_RULES, RULES, Rule
from khuyenhoc.validate.suites import judge
from tests.records import an_article, an_observation

AT = datetime(2026, 11, 21, 22, tzinfo=UTC)
ARTICLE = an_article()
YENBAI = Area(AreaLevel.PROVINCE, "Yên Bái", "15", "15", "15", "2024")
NO_ROWS: pd.Index = pd.Index([], dtype="int64")


def article_frame(*articles) -> pd.DataFrame:
    rows = [tables.article_row(article) for article in articles or (ARTICLE,)]
    return facts.article_facts(pa.Table.from_pylist(rows, schema=tables.ARTICLES))


def observation_frame(*observations, areas=None, panel=None) -> pd.DataFrame:
    rows = [tables.observation_row(o) for o in observations or (an_observation(ARTICLE),)]
    table = pa.Table.from_pylist(rows, schema=tables.OBSERVATIONS)
    return facts.observation_facts(
        table, article_frame(), NO_ROWS, areas or {}, panel or tables.PANEL.empty_table()
    )


def outcome_frame() -> pd.DataFrame:
    outcome = Outcome(
        "yenbai",
        "http://yenbai.example/1",
        Kind.ARTICLE,
        Result.OK,
        AT,
        200,
        10,
        5,
        warc_key="raw/x",
        warc_offset=0,
    )
    return facts.outcome_facts(pa.Table.from_pylist([tables.outcome_row(outcome)], schema=tables.OUTCOMES))


def source_frame() -> pd.DataFrame:
    return facts.source_facts(article_frame(), observation_frame(), ["yenbai"], {}, AT)


def run_frame() -> pd.DataFrame:
    return facts.run_facts({"articles": 12, "observations": 71}, {"articles": 0, "observations": 3})


def panel_frame(*values: tuple[int, int]) -> pd.DataFrame:
    return facts.panel_facts(panel_of(*values or ((2025, 1127),)))


def panel_of(*values: tuple[int, int], area: str = "Yên Bái") -> pa.Table:
    claims = [
        an_observation(
            ARTICLE,
            value=Decimal(value),
            period=Period(None, date(year, 12, 31)),
            area=replace(YENBAI, name=area),
        )
        for year, value in values
    ]
    rows = pa.Table.from_pylist(
        [tables.observation_row(claim) for claim in claims], schema=tables.OBSERVATIONS
    )
    return panels.table_of(panels.panel([panels.of_a_year(rows)], {}, set()))


GOOD = {
    "articles": article_frame,
    "observations": observation_frame,
    "outcomes": outcome_frame,
    "sources": source_frame,
    "run": run_frame,
    "panel": panel_frame,
}


def broken(table: str, frame: pd.DataFrame) -> set[str]:
    """The ids of the rules that some row breaks."""
    judgement = judge(table, frame, RULES[table], run_id="r", at=AT)
    return {finding.rule.id for finding in judgement.findings if finding.rows}


@pytest.mark.parametrize("table", list(RULES))
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


@pytest.mark.parametrize(
    "rule", [rule for rules in RULES.values() for rule in rules], ids=lambda rule: rule.id
)
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


@pytest.mark.parametrize(
    ("table", "frame", "shown"),
    [
        ("articles", lambda: article_frame(replace(ARTICLE, unexplained=0.6)), "unexplained=0.6"),
        (
            "observations",
            lambda: observation_frame(an_observation(ARTICLE, confidence=0.4131)),
            "confidence=0.4131",
        ),
    ],
)
def test_a_share_is_shown_as_it_was_read(table: str, frame, shown: str) -> None:
    """Not as a float32 is when it is taken for a float64: 0.600000023841858."""
    (observed,) = (
        words
        for finding in judge(table, frame(), RULES[table], run_id="r", at=AT).findings
        for words in finding.observed
    )
    assert shown in observed.split(", ")


def test_a_rule_that_cannot_look_is_an_error() -> None:
    with pytest.raises(RuntimeError, match="digits_explained could not be evaluated"):
        judge("articles", article_frame().drop(columns="unexplained"), ARTICLE_RULES, run_id="r", at=AT)


def test_an_empty_table_passes() -> None:
    assert broken("articles", article_frame().iloc[:0]) == set()
    assert broken("observations", observation_frame().iloc[:0]) == set()


def test_a_jump_beyond_what_such_totals_do_is_marked() -> None:
    past = [(year, 1000 + 10 * (year - 2015)) for year in range(2015, 2026)]
    said = an_observation(ARTICLE, value=Decimal(11270))
    assert "no_jump" in broken("observations", observation_frame(said, panel=panel_of(*past)))
    assert "no_jump" not in broken("observations", observation_frame(panel=panel_of(*past)))


def test_a_panel_that_knows_nothing_of_the_year_before_marks_nothing() -> None:
    past = [(year, 1000 + 10 * (year - 2015)) for year in range(2015, 2026)]
    elsewhere = observation_frame(panel=panel_of(*past, area="Hà Nam"))
    assert elsewhere[["last_year", "jump_low", "jump_high"]].isna().all(axis=None)
    assert "no_jump" not in broken("observations", elsewhere)


def test_a_place_that_lies_elsewhere_is_set_aside() -> None:
    tran_yen = replace(YENBAI, level=AreaLevel.DISTRICT, name="Trấn Yên", code="138")
    said = an_observation(ARTICLE, area=tran_yen)
    assert broken("observations", observation_frame(said, areas={"2024:138": "15"})) == set()
    assert broken("observations", observation_frame(said, areas={"2024:138": "79"})) == {"area_in_province"}


def test_a_share_beside_its_parts_must_agree() -> None:
    parts = an_observation(ARTICLE, value=Decimal(28140), denominator=Decimal(36850))
    share = {"statistic": Statistic.SHARE, "unit": Unit.PERCENT}
    right = an_observation(ARTICLE, value=Decimal("76.36"), **share)
    wrong = an_observation(ARTICLE, value=Decimal("67.36"), **share)
    assert "share_agrees" not in broken("observations", observation_frame(parts, right))
    assert "share_agrees" in broken("observations", observation_frame(parts, wrong))
