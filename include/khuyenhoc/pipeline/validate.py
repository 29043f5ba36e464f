"""Step three: what extract staged → the rows that pass, the rows set aside with their reasons, the reports."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pandas as pd
import pyarrow as pa

from khuyenhoc import tables
from khuyenhoc.errors import KeyMissing
from khuyenhoc.keys import day_of
from khuyenhoc.land import snapshot
from khuyenhoc.land.merge import keys_of, rows_in
from khuyenhoc.models import Rejection, Severity
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.duplicates import link_duplicates
from khuyenhoc.pipeline.latest import base_of, open_rejections, read_decisions, read_versions
from khuyenhoc.pipeline.provinces import area_provinces
from khuyenhoc.store import Store
from khuyenhoc.validate import facts, quarantine, suites
from khuyenhoc.validate import report as reports
from khuyenhoc.validate.quarantine import Verdicts
from khuyenhoc.validate.rules import RULES

TABLES = ("articles", "observations")


@dataclass(frozen=True)
class ValidateReport:
    """What one run's validation gave. `stopped` names the critical table rules that failed: no release then."""

    run_id: str
    articles: int
    observations: int
    set_aside: int
    warnings: int
    came_back: int
    stopped: tuple[str, ...]
    by_source: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    by_rule: Mapping[str, int] = field(default_factory=dict)
    result_key: str = ""
    report_key: str = ""


@dataclass(frozen=True)
class Judged:
    """One table of a run: what extract staged, then what waits in quarantine, and what the rules say of each row.

    `dates` are the days of the crawls; `staged` is how many rows were staged.
    """

    name: str
    rows: pa.Table
    dates: pa.Array[Any]
    staged: int
    frame: pd.DataFrame
    judgement: suites.Judgement
    verdicts: Verdicts

    def passed(self) -> pa.Table:
        dated = self.rows.append_column(pa.field("date", pa.date32()), self.dates)
        return quarantine.kept(dated, self.verdicts)

    def set_aside(self, run_id: str) -> list[Rejection]:
        expected = {rule.id: rule.expected for rule in RULES[self.name]}
        dated = self.rows.append_column(pa.field("date", pa.date32()), self.dates)
        return quarantine.set_aside(dated, self.name, self.verdicts, expected, run_id, self.staged)

    @property
    def came_back(self) -> int:
        return sum(row not in self.verdicts.critical for row in range(self.staged, self.rows.num_rows))


#: Each table or whole that was looked at: what the rules saw, and what they found.
Looked = Mapping[str, tuple[pd.DataFrame, suites.Judgement]]


def validate_run(run: Run, source_ids: Sequence[str]) -> ValidateReport:
    """Check a run's staged rows and those that wait in quarantine; write what passes, what does not, and why.

    A row never stops the run: it is set aside. `report.stopped` says whether the whole may be released.
    """
    articles, observations = _judge(run, source_ids)
    wholes = _judge_wholes(run, source_ids, articles, observations)
    refused = staged(run.store, run.run_id, source_ids, "rejections")
    passed = {judged.name: judged.passed() for judged in (articles, observations)}
    read = set(tables.values(articles.rows.slice(0, articles.staged), "article_id"))
    passed["articles"], relinked = link_duplicates(
        run, base_of(run.store, run.run_id), passed["articles"], read
    )
    rejections = [
        *(tables.rejection_of(row) for row in refused.to_pylist()),
        *articles.set_aside(run.run_id),
        *observations.set_aside(run.run_id),
    ]
    rejections = quarantine.reviewed(rejections, read_decisions(run.store))
    keys = run.store.keys
    report = ValidateReport(
        run_id=run.run_id,
        articles=passed["articles"].num_rows,
        observations=passed["observations"].num_rows,
        set_aside=len({(rejection.table, rejection.record_name) for rejection in rejections}),
        warnings=sum(len(j.judgement.rows(Severity.WARNING)) for j in (articles, observations)),
        came_back=articles.came_back + observations.came_back,
        stopped=tuple(
            f"{finding.rule.expected} ({finding.rule.id}: {observed})"
            for finding in wholes["run"][1].findings
            for observed in finding.observed
        ),
        by_source=_by_source(source_ids, passed, rejections),
        by_rule=dict(sorted(Counter(rejection.rule for rejection in rejections).items())),
        result_key=keys.validation(run.run_id, "result.json"),
        report_key=keys.validation(run.run_id, "report.html"),
    )
    for name, table in {**passed, "relinked": relinked}.items():
        run.store.put(keys.passed(run.run_id, name), tables.parquet_of(table))
    quarantined = _write_quarantine(run, rejections)
    looked = {**{one.name: (one.frame, one.judgement) for one in (articles, observations)}, **wholes}
    _write_result(run, report, quarantined, [judgement for _, judgement in looked.values()])
    _write_pages(run, report, articles.rows, looked)
    return report


def staged(store: Store, run_id: str, source_ids: Iterable[str], name: str) -> pa.Table:
    """What extract staged of a table, all sources together; a source that staged nothing adds nothing."""
    schema = tables.TABLES[name]
    parts = [schema.empty_table()]
    for source_id in sorted(source_ids):
        try:
            parts.append(tables.table_of(store.get(store.keys.staging(run_id, source_id, name)), schema))
        except KeyMissing:
            continue
    return pa.concat_tables(parts).combine_chunks()


def _judge(run: Run, source_ids: Sequence[str]) -> tuple[Judged, Judged]:
    """The articles and the observations, each staged row and each that waits, under its suite."""
    fresh = {name: staged(run.store, run.run_id, source_ids, name) for name in TABLES}
    base = base_of(run.store, run.run_id)
    rejections = open_rejections(run.store, base)
    known = {rule.id for rules in RULES.values() for rule in rules}
    waiting = quarantine.waiting(rejections, set(keys_of(fresh["articles"])), known)
    decisions = read_decisions(run.store)
    accepted = {(r.table, r.record_name, r.rule) for r in rejections if r.reviewed == "accepted"}
    accepted |= {(d.table, d.record, rule) for d in decisions if d.decision == "accepted" for rule in d.rules}
    refused = partial(quarantine.refused, decisions)
    judge = partial(suites.judge, run_id=run.run_id, at=run.started_at)

    rows, dates = _with_waiting("articles", fresh["articles"], waiting)
    days = [day_of(key) or run.day for key in tables.values(fresh["articles"], "warc_key")]
    frame = facts.article_facts(rows)
    judgement = judge("articles", frame, RULES["articles"])
    articles = Judged(
        "articles", rows, pa.array([*days, *dates], pa.date32()), fresh["articles"].num_rows, frame, judgement,
        Verdicts.of(judgement.findings, keys_of(rows), {(n, r) for t, n, r in accepted if t == "articles"},
                    refused("articles")),
    )  # fmt: skip

    rows, dates = _with_waiting("observations", fresh["observations"], waiting)
    by_key = dict(zip(keys_of(articles.rows), articles.dates.to_pylist(), strict=True))
    days = [by_key.get(key) or run.day for key in keys_of(fresh["observations"])]
    context = _landed_articles(run.store, base, set(keys_of(rows)) - by_key.keys())
    every = pd.concat([frame, facts.article_facts(context)], ignore_index=True) if context.num_rows else frame
    out = pd.Index(sorted(articles.verdicts.critical), dtype="int64")
    frame = facts.observation_facts(rows, every, out, area_provinces(), _panel(run.store, base))
    judgement = judge("observations", frame, RULES["observations"])
    ids = zip(keys_of(rows), tables.values(rows, "observation_id"), strict=True)
    names = [" ".join(pair) for pair in ids]
    observations = Judged(
        "observations", rows, pa.array([*days, *dates], pa.date32()), fresh["observations"].num_rows, frame, judgement,
        Verdicts.of(judgement.findings, names, {(n, r) for t, n, r in accepted if t == "observations"},
                    refused("observations")),
    )  # fmt: skip
    return articles, observations


def _judge_wholes(run: Run, source_ids: Sequence[str], articles: Judged, observations: Judged) -> Looked:
    """What no single row shows: the outcomes of the crawl, each source against its past, the run as a whole."""
    both = {judged.name: judged for judged in (articles, observations)}
    staged_frames = {name: judged.frame.iloc[: judged.staged] for name, judged in both.items()}
    aside = {name: sum(row < j.staged for row in j.verdicts.critical) for name, j in both.items()}
    frames = {
        "outcomes": facts.outcome_facts(_outcomes(run, source_ids)),
        "sources": facts.source_facts(
            staged_frames["articles"],
            staged_frames["observations"],
            sorted(source_ids),
            _past(run),
            run.started_at,
        ),
        "run": facts.run_facts({name: judged.staged for name, judged in both.items()}, aside),
    }
    return {
        name: (frame, suites.judge(name, frame, RULES[name], run_id=run.run_id, at=run.started_at))
        for name, frame in frames.items()
    }


def _outcomes(run: Run, source_ids: Sequence[str]) -> pa.Table:
    parts = [tables.OUTCOMES.empty_table()]
    for source_id in sorted(source_ids):
        try:
            log = run.store.get(run.store.keys.log(source_id, run.day, run.run_id))
        except KeyMissing:
            continue
        parts.append(tables.table_of(log, tables.OUTCOMES))
    return pa.concat_tables(parts)


#: Past releases that bounds are learnt from.
PAST = 28


def _past(run: Run) -> dict[str, dict[str, list[int]]]:
    """What each source brought in the last releases before this run, where its crawl went well."""
    past: dict[str, dict[str, list[int]]] = {}
    before = [v for v in read_versions(run.store).versions if v.released_at < run.started_at and v.index]
    for version in before[-PAST:]:
        body = run.store.get(run.store.keys.release(version.release, "sources.parquet"))
        for row in tables.from_parquet(body):
            if row["status"] == "published":
                counts = past.setdefault(row["source_id"], {"articles": [], "observations": []})
                counts["articles"].append(row["new_articles"])
                counts["observations"].append(row["new_observations"])
    return past


def _panel(store: Store, release: str | None) -> pa.Table:
    if release is None:
        return tables.PANEL.empty_table()
    return tables.table_of(store.get(store.keys.release(release, "panel.parquet")), tables.PANEL)


def _with_waiting(name: str, fresh: pa.Table, waiting: Sequence[Rejection]) -> tuple[pa.Table, list[date]]:
    """The staged rows, then those that wait in quarantine and are whole rows; with the days of the latter."""
    pairs = [
        (row, rejection.record[quarantine.DATE])
        for rejection in waiting
        if rejection.table == name and quarantine.DATE in rejection.record
        for row in (quarantine.row_of(rejection, tables.TABLES[name]),)
        if row is not None
    ]
    back = pa.Table.from_pylist([row for row, _ in pairs], schema=tables.TABLES[name])
    return pa.concat_tables([fresh, back]).combine_chunks(), [date.fromisoformat(day) for _, day in pairs]


def _landed_articles(store: Store, release: str | None, keys: Set[str]) -> pa.Table:
    """The articles that landed before, of observations that wait in quarantine."""
    if release is None or not keys:
        return tables.ARTICLES.empty_table()
    with TemporaryDirectory(prefix="khuyenhoc-validate-") as folder:
        path = Path(folder) / "articles.parquet"
        store.fetch(store.keys.release(release, "articles.parquet"), path)
        found = snapshot.rows_of(path, tables.ARTICLES, {key.split(" ")[0] for key in keys}, None)
    return rows_in(found, keys)


def _by_source(
    source_ids: Sequence[str], passed: Mapping[str, pa.Table], rejections: Sequence[Rejection]
) -> dict[str, dict[str, int]]:
    counts = {name: Counter(tables.values(table, "source_id")) for name, table in passed.items()}
    records = {(str(r.record.get("source_id")), r.table, r.record_name) for r in rejections}
    aside = Counter(source for source, _, _ in records)
    return {
        source: {**{name: counted[source] for name, counted in counts.items()}, "set_aside": aside[source]}
        for source in sorted(source_ids)
    }


def _write_quarantine(run: Run, rejections: Sequence[Rejection]) -> list[str]:
    """One object for each table that has something set aside in this run; none from an earlier try is left."""
    written = []
    for table in sorted({*TABLES, *(rejection.table for rejection in rejections)}):
        rows = [tables.rejection_row(rejection) for rejection in rejections if rejection.table == table]
        key = run.store.keys.quarantine(table, run.day, run.run_id)
        if rows:
            run.store.put(key, tables.to_parquet(rows, tables.REJECTIONS))
            written.append(key)
        else:
            run.store.delete(key)
    return written


def _write_result(
    run: Run, report: ValidateReport, quarantined: Sequence[str], judgements: Sequence[suites.Judgement]
) -> None:
    counts = ("articles", "observations", "set_aside", "warnings", "by_rule")
    result = {
        "run": run.run_id,
        "stopped": report.stopped,
        "counts": {name: getattr(report, name) for name in counts},
        "report": report.report_key,
        "quarantine": quarantined,
        "tables": {judgement.table: judgement.result for judgement in judgements},
    }
    body = json.dumps(result, ensure_ascii=False, indent=1).encode()
    run.store.put(report.result_key, body, content_type="application/json")


def _write_pages(run: Run, report: ValidateReport, articles: pa.Table, looked: Looked) -> None:
    """The report for people, and GX's own page of each suite."""
    titles = {
        (row["article_id"], row["version"]): (row["title"], row["url"])
        for row in articles.select(["article_id", "version", "title", "url"]).to_pylist()
    }
    checked = [
        reports.Checked(name, finding.rule, judgement.checked, reports.examples(finding, frame, titles))
        for name, (frame, judgement) in looked.items()
        for finding in judgement.findings
    ]
    page = reports.Page(
        run_id=run.run_id,
        at=run.started_at,
        stopped=report.stopped,
        counts={
            "articles passed": report.articles,
            "observations passed": report.observations,
            "set aside": report.set_aside,
            "with warnings": report.warnings,
            "came back": report.came_back,
        },
        by_source=report.by_source,
        checked=checked,
        links={
            "result.json": "result.json",
            **{f"Great Expectations: {name}": f"data_docs/{name}.html" for name in looked},
        },
    )
    run.store.put(report.report_key, reports.render(page).encode(), content_type="text/html; charset=utf-8")
    for name, (_, judgement) in looked.items():
        run.store.put(
            run.store.keys.validation(run.run_id, f"data_docs/{name}.html"),
            suites.data_docs(judgement, run.started_at).encode(),
            content_type="text/html; charset=utf-8",
        )
