"""Step three: what extract staged → the rows that pass, the rows set aside with their reasons, the reports."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

import pyarrow as pa

from khuyenhoc import tables
from khuyenhoc.errors import KeyMissing
from khuyenhoc.land.merge import keys_of
from khuyenhoc.models import Rejection, Severity
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.provinces import area_provinces
from khuyenhoc.store import Store, day_of
from khuyenhoc.validate import facts, quarantine, suites
from khuyenhoc.validate.rules import RULES


@dataclass(frozen=True)
class ValidateReport:
    """What one run's validation gave. `stopped` names the critical table rules that failed: no release then."""

    run_id: str
    articles: int
    observations: int
    set_aside: int
    warnings: int
    stopped: tuple[str, ...]
    by_source: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    by_rule: Mapping[str, int] = field(default_factory=dict)
    result_key: str = ""
    report_key: str = ""


def staged(store: Store, run_id: str, source_ids: Iterable[str], name: str) -> pa.Table:
    """What extract staged of a table, all sources together; a source that staged nothing adds nothing."""
    schema = tables.TABLES[name]
    parts = []
    for source_id in sorted(source_ids):
        try:
            parts.append(tables.table_of(store.get(store.keys.staging(run_id, source_id, name)), schema))
        except KeyMissing:
            continue
    return pa.concat_tables(parts).combine_chunks() if parts else schema.empty_table()


def validate_run(run: Run, source_ids: Sequence[str]) -> ValidateReport:
    """Check a run's staged rows; write the passed ones, the rejections and the reports.

    A row never stops the run: it is set aside. `report.stopped` says whether the whole may be released.
    """
    articles = staged(run.store, run.run_id, source_ids, "articles")
    observations = staged(run.store, run.run_id, source_ids, "observations")
    refused = staged(run.store, run.run_id, source_ids, "rejections")

    article_facts = facts.article_facts(articles)
    judge = partial(suites.judge, run_id=run.run_id, at=run.started_at)
    of_articles = judge("articles", article_facts, RULES["articles"])
    out = of_articles.rows(Severity.CRITICAL)
    observation_facts = facts.observation_facts(observations, article_facts, out, area_provinces())
    of_observations = judge("observations", observation_facts, RULES["observations"])

    passed = {
        "articles": quarantine.kept(articles, of_articles),
        "observations": quarantine.kept(quarantine.mark(observations, of_observations), of_observations),
    }
    rejections = [
        *(tables.rejection_of(row) for row in refused.to_pylist()),
        *quarantine.rejections(articles, of_articles, run.run_id),
        *quarantine.rejections(observations, of_observations, run.run_id),
    ]
    days = dict(zip(keys_of(articles), map(day_of, tables.values(articles, "warc_key")), strict=True))
    for name, table in passed.items():
        dates = pa.array([days[key] for key in keys_of(table)], pa.date32())
        run.store.put(
            run.store.keys.passed(run.run_id, name), tables.parquet_of(table.append_column("date", dates))
        )
    _write_quarantine(run, rejections)
    judgements = (of_articles, of_observations)
    report = ValidateReport(
        run_id=run.run_id,
        articles=passed["articles"].num_rows,
        observations=passed["observations"].num_rows,
        set_aside=len({_identity(rejection) for rejection in rejections}),
        warnings=sum(len(judgement.rows(Severity.WARNING)) for judgement in judgements),
        stopped=(),
        by_source=_by_source(source_ids, passed, rejections),
        by_rule=dict(sorted(Counter(rejection.rule for rejection in rejections).items())),
        result_key=run.store.keys.validation(run.run_id, "result.json"),
        report_key=run.store.keys.validation(run.run_id, "report.html"),
    )
    result = {
        "run": run.run_id,
        "stopped": report.stopped,
        "counts": {
            name: getattr(report, name)
            for name in ("articles", "observations", "set_aside", "warnings", "by_rule")
        },
        "report": report.report_key,
        "tables": {judgement.table: judgement.result for judgement in judgements},
    }
    run.store.put(
        report.result_key,
        json.dumps(result, ensure_ascii=False, indent=1).encode(),
        content_type="application/json",
    )
    return report


def _identity(rejection: Rejection) -> tuple[str, str]:
    record = rejection.record
    name = "observation_id" if rejection.table == "observations" else "article_id"
    return rejection.table, f"{record.get(name)} {record.get('version')} {record.get('url')}"


def _by_source(
    source_ids: Sequence[str], passed: Mapping[str, pa.Table], rejections: Sequence[Rejection]
) -> dict[str, dict[str, int]]:
    counts = {name: Counter(tables.values(table, "source_id")) for name, table in passed.items()}
    aside = Counter(
        source for source, _ in {(str(r.record.get("source_id")), _identity(r)) for r in rejections}
    )
    return {
        source: {**{name: counted[source] for name, counted in counts.items()}, "set_aside": aside[source]}
        for source in sorted(source_ids)
    }


def _write_quarantine(run: Run, rejections: Sequence[Rejection]) -> None:
    """One object for each table that has something set aside in this run."""
    for table in sorted({rejection.table for rejection in rejections}):
        rows = [tables.rejection_row(rejection) for rejection in rejections if rejection.table == table]
        run.store.put(
            run.store.keys.quarantine(table, run.day, run.run_id), tables.to_parquet(rows, tables.REJECTIONS)
        )
