"""Parts the rows that pass from those that are set aside, each with the rule that objected."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from khuyenhoc.models import Rejection, Severity
from khuyenhoc.validate.suites import Finding, Judgement


def kept(table: pa.Table, judgement: Judgement) -> pa.Table:
    """The rows that broke no critical rule."""
    broken = set(judgement.rows(Severity.CRITICAL))
    return table.filter(pa.array([row not in broken for row in range(table.num_rows)], pa.bool_()))


def mark(table: pa.Table, judgement: Judgement) -> pa.Table:
    """The table with the names of the warnings that each row broke in its `checks`."""
    warnings: dict[int, list[str]] = defaultdict(list)
    for finding in judgement.findings:
        if not finding.critical:
            for row in finding.rows:
                warnings[row].append(finding.rule.id)
    if not warnings:
        return table
    checks = [
        sorted({*(have or ()), *warnings.get(row, ())})
        for row, have in enumerate(table.column("checks").to_pylist())
    ]
    place = table.schema.get_field_index("checks")
    field = table.schema.field(place)
    return table.set_column(place, field, pa.array(checks, field.type))


def rejections(table: pa.Table, judgement: Judgement, run_id: str) -> list[Rejection]:
    """A rejection for each row and critical rule that it broke, in the order of rows, then of rules."""
    broken: dict[int, list[tuple[Finding, str]]] = defaultdict(list)
    for finding in judgement.findings:
        if finding.critical:
            for row, observed in zip(finding.rows, finding.observed, strict=True):
                broken[row].append((finding, observed))
    rows = sorted(broken)
    records: Sequence[dict[str, Any]] = table.take(pa.array(rows, pa.int64())).to_pylist()
    return [
        Rejection(
            table=judgement.table,
            record=record,
            rule=finding.rule.id,
            severity=finding.rule.severity,
            observed=observed,
            expected=finding.rule.expected,
            run=run_id,
        )
        for row, record in zip(rows, records, strict=True)
        for finding, observed in broken[row]
    ]
