"""Parts the rows that pass from those that are set aside, and lets these come back when nothing objects any more.

A record stays in quarantine until its article is read anew, a rule changes its mind, or a person decides.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Literal

import pyarrow as pa

from khuyenhoc.models import Rejection, Severity

#: Names of what a rejection's record holds beside the columns of its table.
DATE = "date"


@dataclass(frozen=True)
class Decision:
    """A person's word on a record: the rules that objected no longer do (accepted), or always will (refused)."""

    table: str
    record: str
    rules: tuple[str, ...]
    decision: Literal["accepted", "refused"]
    by: str
    note: str
    at: str

    def speaks_of(self, rejection: Rejection) -> bool:
        return (self.table, self.record) == (
            rejection.table,
            rejection.record_name,
        ) and rejection.rule in self.rules


def decisions_of(body: bytes) -> list[Decision]:
    return [Decision(**{**row, "rules": tuple(row["rules"])}) for row in json.loads(body)]


def decisions_json(decisions: Iterable[Decision]) -> bytes:
    rows = sorted((asdict(decision) for decision in decisions), key=lambda row: (row["table"], row["record"]))
    return json.dumps(rows, ensure_ascii=False, indent=1).encode()


def refused(decisions: Iterable[Decision], table: str) -> dict[str, Decision]:
    """The records of a table that a person left out for good."""
    return {d.record: d for d in decisions if d.table == table and d.decision == "refused"}


def short_id(rejection: Rejection) -> str:
    """Eight hex digits that name a record to a person, the same in every run."""
    return hashlib.sha256(f"{rejection.table} {rejection.record_name}".encode()).hexdigest()[:8]


def reviewed(rejections: Iterable[Rejection], decisions: Sequence[Decision]) -> list[Rejection]:
    """The rejections with what a person decided of them."""
    by_record = {(d.table, d.record): d for d in decisions}
    found = []
    for rejection in rejections:
        decision = by_record.get((rejection.table, rejection.record_name))
        if decision and decision.speaks_of(rejection):
            rejection = replace(
                rejection, reviewed=decision.decision, reviewed_by=decision.by, note=decision.note
            )
        found.append(rejection)
    return found


def waiting(rejections: Iterable[Rejection], staged: Set[str], known_rules: Set[str]) -> list[Rejection]:
    """One rejection for each record that may come back now: its article is not read anew in this run, nobody
    refused it, and every rule that objected is one that this step can ask again or a person accepted it."""
    by_record: defaultdict[tuple[str, str], list[Rejection]] = defaultdict(list)
    for rejection in rejections:
        by_record[rejection.table, rejection.record_name].append(rejection)
    return [
        objections[0]
        for (table, name), objections in sorted(by_record.items())
        if table in ("articles", "observations")
        and " ".join(name.split(" ")[:2]) not in staged
        and all(
            r.reviewed == "accepted" or (r.reviewed is None and r.rule in known_rules) for r in objections
        )
    ]


def row_of(rejection: Rejection, schema: pa.Schema) -> dict[str, Any] | None:
    """The record as a row of its table; None when it lacks what the table must have."""
    row: dict[str, Any] = {}
    for field in schema:
        value = rejection.record.get(field.name)
        if value is None and not field.nullable:
            return None
        row[field.name] = _typed(value, field.type)
    return row


def as_stored(rejection: Rejection, schema: pa.Schema) -> dict[str, Any]:
    """The record for a person: a number of four bytes in the fewest digits that name it, 0.9131 and not what it is
    as one of eight bytes, 0.913100004196167."""
    short = {field.name: field.type for field in schema if pa.types.is_float32(field.type)}
    return {
        name: float(pa.scalar(value, short[name]).cast(pa.string()).as_py())
        if name in short and value is not None
        else value
        for name, value in rejection.record.items()
    }


def _typed(value: Any, kind: pa.DataType) -> Any:
    if value is None or not isinstance(value, str):
        return value
    if pa.types.is_timestamp(kind):
        return datetime.fromisoformat(value)
    if pa.types.is_date(kind):
        return date.fromisoformat(value)
    return pa.scalar(value).cast(kind).as_py() if pa.types.is_decimal(kind) else value


@dataclass(frozen=True)
class Verdicts:
    """What a suite's findings come to, row by row, once a person's decisions are heeded."""

    critical: Mapping[int, Mapping[str, str]]
    warnings: Mapping[int, Sequence[str]]

    @classmethod
    def of(
        cls,
        findings: Iterable[Any],
        names: Sequence[str],
        accepted: Set[tuple[str, str]],
        refused: Mapping[str, Decision],
    ) -> Verdicts:
        """From findings of `suites.judge`. names: of the record of each row. accepted: (record, rule) pairs.

        refused: records that a person left out for good: also when they are read anew and no rule objects.
        """
        critical: defaultdict[int, dict[str, str]] = defaultdict(dict)
        warnings: defaultdict[int, list[str]] = defaultdict(list)
        for finding in findings:
            rule = finding.rule.id
            for row, observed in zip(finding.rows, finding.observed, strict=True):
                if finding.rule.severity is not Severity.CRITICAL:
                    warnings[row].append(rule)
                elif (names[row], rule) in accepted:
                    warnings[row].append(f"accepted:{rule}")
                else:
                    critical[row][rule] = observed
        for row, name in enumerate(names):
            if decision := refused.get(name):
                for rule in decision.rules:
                    critical[row].setdefault(rule, f"refused by {decision.by}")
        return cls(critical, warnings)


def kept(table: pa.Table, verdicts: Verdicts) -> pa.Table:
    """The rows that broke no critical rule, with the names of the warnings that they broke in `checks`."""
    if verdicts.warnings and "checks" in table.column_names:
        place = table.schema.get_field_index("checks")
        had = table.column("checks").to_pylist()
        checks = [
            sorted(
                {*(c for c in have or () if not c.startswith("accepted:")), *verdicts.warnings.get(row, ())}
            )
            for row, have in enumerate(had)
        ]
        table = table.set_column(
            place, table.schema.field(place), pa.array(checks, table.schema.field(place).type)
        )
    return table.filter(pa.array([row not in verdicts.critical for row in range(table.num_rows)], pa.bool_()))


#: What is expected of a refused record whose rule is no more.
_WAS_REFUSED = "what a person refused stays out"


def set_aside(
    table: pa.Table, name: str, verdicts: Verdicts, expected: Mapping[str, str], run_id: str, staged: int
) -> list[Rejection]:
    """A rejection for each of the first `staged` rows and each critical rule that it broke.

    The rows after those were in quarantine already, and stay there: they are not written a second time.
    """
    rows = sorted(row for row in verdicts.critical if row < staged)
    records: Sequence[dict[str, Any]] = table.take(pa.array(rows, pa.int64())).to_pylist()
    return [
        Rejection(name, record, rule, Severity.CRITICAL, observed, expected.get(rule, _WAS_REFUSED), run_id)
        for row, record in zip(rows, records, strict=True)
        for rule, observed in verdicts.critical[row].items()
    ]
