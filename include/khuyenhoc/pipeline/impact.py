"""What a re-extraction would change, before it lands: figures gained, lost, changed, by source and rule."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from khuyenhoc import tables
from khuyenhoc.land.delta import delta
from khuyenhoc.land.site import number
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.latest import base_of

#: Rows with their sentences that the report shows of each kind of change; the tables hold all.
SHOWN = 200
WORDS = {"added": "gained", "removed": "lost", "changed": "changed"}


@dataclass(frozen=True)
class ImpactReport:
    """Counts and keys; `summary` is Markdown for the person who approves."""

    run_id: str
    base: str | None
    gained: int
    lost: int
    changed: int
    by_source: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    by_rule: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    report_key: str = ""
    delta_key: str = ""
    summary: str = ""


def assess_impact(run: Run, source_ids: Sequence[str]) -> ImpactReport:
    """Compare what validation passed with the release that the run would replace; write the report.

    Of an article the newest version counts, as in a release. Articles that the run did not read are not touched.
    """
    base = base_of(run.store, run.run_id)
    articles, observations = (_passed(run, name) for name in ("articles", "observations"))
    newest = _newest(articles)
    touched = pa.array(sorted(newest), pa.string())
    before = {name: _before(run, base, name, touched) for name in ("articles", "observations")}
    after = {
        name: _of_newest(table, newest)
        for name, table in (("articles", articles), ("observations", observations))
    }
    found = delta(before["observations"], after["observations"], before["articles"], after["articles"])
    rows = found.to_pylist()
    counts = Counter(WORDS[row["change"]] for row in rows)
    report = ImpactReport(
        run_id=run.run_id,
        base=base,
        gained=counts["gained"],
        lost=counts["lost"],
        changed=counts["changed"],
        by_source=_by(rows, "source_id", source_ids),
        by_rule=_by(rows, "rule"),
        report_key=run.store.keys.validation(run.run_id, "impact.html"),
        delta_key=run.store.keys.validation(run.run_id, "impact.parquet"),
        summary=_summary(run, rows, counts, source_ids),
    )
    run.store.put(report.delta_key, tables.parquet_of(found))
    run.store.put(report.report_key, _page(report, rows).encode(), content_type="text/html; charset=utf-8")
    run.store.put(
        run.store.keys.validation(run.run_id, "impact.json"),
        json.dumps({**report.__dict__, "summary": None}, ensure_ascii=False, indent=1).encode(),
        content_type="application/json",
    )
    return report


def _passed(run: Run, name: str) -> pa.Table:
    return tables.table_of(run.store.get(run.store.keys.passed(run.run_id, name)), tables.TABLES[name])


def _newest(articles: pa.Table) -> dict[str, int]:
    newest: dict[str, int] = {}
    for name, version in zip(*(tables.values(articles, c) for c in ("article_id", "version")), strict=True):
        newest[name] = max(version, newest.get(name, 0))
    return newest


def _of_newest(table: pa.Table, newest: Mapping[str, int]) -> pa.Table:
    pairs = zip(*(tables.values(table, c) for c in ("article_id", "version")), strict=True)
    return table.filter(pa.array([newest.get(name) == version for name, version in pairs], pa.bool_()))


def _before(run: Run, base: str | None, name: str, touched: pa.Array[Any]) -> pa.Table:
    schema = tables.TABLES[name]
    if base is None:
        return schema.empty_table()
    table = tables.table_of(run.store.get(run.store.keys.release(base, f"{name}.parquet")), schema)
    return table.filter(pc.is_in(table["article_id"], touched))


def _by(rows: Sequence[Mapping[str, Any]], name: str, known: Sequence[str] = ()) -> dict[str, dict[str, int]]:
    found: dict[str, Counter[str]] = {key: Counter() for key in known}
    for row in rows:
        found.setdefault(row[name], Counter())[WORDS[row["change"]]] += 1
    return {key: {word: counted[word] for word in WORDS.values()} for key, counted in sorted(found.items())}


def _summary(
    run: Run, rows: Sequence[Mapping[str, Any]], counts: Mapping[str, int], source_ids: Sequence[str]
) -> str:
    lines = [
        f"**{counts['gained']} figures gained, {counts['lost']} lost, {counts['changed']} changed** "
        f"over {len(source_ids)} sources. The report: `{run.store.keys.validation(run.run_id, 'impact.html')}`",
        "",
        "| source | gained | lost | changed |",
        "|---|---:|---:|---:|",
        *(
            f"| {source} | {of['gained']} | {of['lost']} | {of['changed']} |"
            for source, of in _by(rows, "source_id", source_ids).items()
        ),
    ]
    return "\n".join([*lines, *_examples(rows)])


def _examples(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """The first sentences of each kind of change, for whoever reads no report."""
    lines = []
    for change, word in WORDS.items():
        some = [row for row in rows if row["change"] == change][:3]
        lines += [
            f"- {word}: {row['metric']} {number(row['value'])}, “{row['sentence'][:160]}”" for row in some
        ]
    return ["", *lines] if lines else []


def _page(report: ImpactReport, rows: Sequence[Mapping[str, Any]]) -> str:
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.filters["number"] = number
    shown = {word: [row for row in rows if row["change"] == change][:SHOWN] for change, word in WORDS.items()}
    return environment.get_template("impact.html.j2").render(report=report, shown=shown)
