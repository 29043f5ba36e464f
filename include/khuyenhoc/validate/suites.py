"""Runs the rules of a table as one suite of Great Expectations, once a run, and says which rows broke which."""

from __future__ import annotations

import hashlib
import json
import logging
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

# Before the first import of GX: it has no telemetry left, and says some thirty lines at INFO.
os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
logging.getLogger("great_expectations").setLevel(logging.WARNING)

import great_expectations as gx  # noqa: E402
import pandas as pd  # noqa: E402
from great_expectations.expectations.metadata_types import FailureSeverity  # noqa: E402
from great_expectations.render.renderer.page_renderer import ValidationResultsPageRenderer  # noqa: E402
from great_expectations.render.view import DefaultJinjaPageView  # noqa: E402

from khuyenhoc.models import Severity  # noqa: E402
from khuyenhoc.validate.rules import Rule  # noqa: E402


@dataclass(frozen=True)
class Finding:
    """A rule and the rows that broke it, by their index in the frame, with what was seen in each."""

    rule: Rule
    rows: Sequence[int]
    observed: Sequence[str]

    @property
    def critical(self) -> bool:
        return self.rule.severity is Severity.CRITICAL


@dataclass(frozen=True)
class Judgement:
    """What a suite found in a table: the findings, and GX's own result, JSON-safe."""

    table: str
    checked: int
    findings: tuple[Finding, ...]
    result: Mapping[str, Any]
    answer: Any = field(repr=False)

    def rows(self, severity: Severity) -> pd.Index[int]:
        """The rows that broke a rule of that severity."""
        broken = {row for f in self.findings if f.rule.severity is severity for row in f.rows}
        return pd.Index(sorted(broken), dtype="int64")


@cache
def _context() -> Any:
    """One ephemeral context a process, and the definitions made in it: making them costs more than running."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    context.data_sources.add_pandas("run")
    return context


_definitions: dict[tuple[str, ...], tuple[Any, frozenset[str]]] = {}


def _definition(table: str, rules: Sequence[Rule]) -> tuple[Any, frozenset[str]]:
    """The rules as GX runs them, and the columns that they look at, their conditions included."""
    named = (table, *(rule.id for rule in rules))
    if named not in _definitions:
        expectations = []
        for rule in rules:
            expectation = rule.expectation()
            expectation.severity = FailureSeverity(rule.severity.value)
            expectation.meta = {"rule": rule.id, "expected": rule.expected}
            expectations.append(expectation)
        context = _context()
        name = f"{table} {hashlib.sha256(' '.join(named).encode()).hexdigest()[:6]}"
        # All at once: `add_expectation` writes the suite anew for each.
        suite = context.suites.add(gx.ExpectationSuite(name, expectations=expectations))
        asset = context.data_sources.get("run").add_dataframe_asset(name)
        batch = asset.add_batch_definition_whole_dataframe("all")
        definition = gx.ValidationDefinition(name=name, data=batch, suite=suite)
        looked_at = frozenset(name for each in expectations for name in _named(each.configuration.kwargs))
        _definitions[named] = context.validation_definitions.add(definition), looked_at
    return _definitions[named]


def _named(part: Any) -> Iterator[str]:
    """The columns that a part of a configuration names: `column`, `column_A`, `column_list`, {"name": …}."""
    if isinstance(part, Mapping):
        for key, value in part.items():
            if key == "column_list":
                yield from value
            elif key.startswith("column") and isinstance(value, str):
                yield value
            elif key == "column":
                yield value["name"]
            else:
                yield from _named(value)
    elif isinstance(part, list):
        for each in part:
            yield from _named(each)


def judge(table: str, frame: pd.DataFrame, rules: Sequence[Rule], *, run_id: str, at: datetime) -> Judgement:
    """Run the rules over a frame with a unique integer index.

    Raises `RuntimeError` when an expectation could not be evaluated: that is a fault of the rule, and a rule
    that cannot look must not pass for one that found nothing.
    """
    definition, looked_at = _definition(table, rules)
    answer = definition.run(
        # GX hashes the whole frame, and filters all of it for each condition: the columns looked at are enough.
        batch_parameters={"dataframe": frame[[name for name in frame if name in looked_at]]},
        result_format={"result_format": "COMPLETE"},
        # GX takes a name that looks like a time for one, and "…Z-8303" for a zone of 83 hours.
        run_id=gx.RunIdentifier(run_name=f"run {run_id}", run_time=at),
    )
    by_id = {rule.id: rule for rule in rules}
    found = {}
    for each in answer.results:
        rule = by_id[each.expectation_config.meta["rule"]]
        if failure := _failure(each.exception_info):
            raise RuntimeError(f"The rule {rule.id} could not be evaluated: {failure}")
        rows = sorted(int(row) for row in each.result.get("unexpected_index_list") or ())
        found[rule.id] = Finding(rule, rows, _observed(frame, rows, rule.shows))
    findings = tuple(found[rule.id] for rule in rules)
    return Judgement(table, len(frame), findings, _plain(answer, by_id), answer)


def _failure(info: Mapping[str, Any]) -> str | None:
    """What kept an expectation from being evaluated: GX gives one record, or one for each metric."""
    records = [info] if "raised_exception" in info else list(info.values())
    return next((str(r["exception_message"]) for r in records if r["raised_exception"]), None)


def data_docs(judgement: Judgement, at: datetime) -> str:
    """GX's own page of a result, made by its own renderers, the same bytes for the same result.

    It loads its styles from the network, as all of GX's pages do: `report.html` is ours and needs nothing.
    """
    page = DefaultJinjaPageView().render(ValidationResultsPageRenderer().render(judgement.answer))
    page = re.sub(r"\d{8}T\d{6}\.\d{6}Z", f"{at:%Y%m%dT%H%M%S.%fZ}", page)
    numbers: dict[str, str] = {}
    return re.sub(
        r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}",
        lambda found: numbers.setdefault(found[0], f"id-{len(numbers)}"),
        page,
    )


def _observed(frame: pd.DataFrame, rows: Sequence[int], shows: Sequence[str]) -> list[str]:
    """What a person needs to see of each row: "value=91, denominator=74"."""
    if not rows:
        return []
    shown = frame.loc[list(rows), list(shows)]
    return [
        ", ".join(f"{name}={_words(value)}" for name, value in zip(shows, values, strict=True))
        for values in shown.itertuples(index=False, name=None)
    ]


def _words(value: Any) -> str:
    if value is None or value is pd.NaT or value != value:
        return "nothing"
    if isinstance(value, pd.Timestamp):
        return value.isoformat() if value.tzinfo else value.date().isoformat()
    return f"{value:.15g}" if isinstance(value, float) else str(value)


#: What GX repeats of each unexpected row; the rejections hold it better, and texts are long.
_BULKY = ("unexpected_list", "partial_unexpected_list", "partial_unexpected_counts", "unexpected_index_query",
          "partial_unexpected_index_list")  # fmt: skip


def _plain(answer: Any, rules: Mapping[str, Rule]) -> dict[str, Any]:
    """GX's result as JSON, in the order of the rules, with what `describe_dict` leaves out: the severity."""
    order = {rule: place for place, rule in enumerate(rules)}
    described = []
    for each in sorted(answer.results, key=lambda each: order[each.expectation_config.meta["rule"]]):
        config = each.expectation_config
        kwargs = {k: v for k, v in config.kwargs.items() if k != "batch_id"}
        described.append({
            "rule": config.meta["rule"],
            "severity": rules[config.meta["rule"]].severity.value,
            "expectation_type": config.type,
            "success": each.success,
            "kwargs": kwargs,
            "result": {k: v for k, v in each.result.items() if k not in _BULKY},
        })  # fmt: skip
    whole = {"success": answer.success, "statistics": answer.statistics, "expectations": described}
    plain: dict[str, Any] = json.loads(json.dumps(whole, default=str))
    return plain
