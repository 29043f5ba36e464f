"""Describes the tables for people and machines: the data dictionary and the JSON Schemas, from the schemas alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pyarrow as pa
from pydantic import BaseModel

from khuyenhoc.land.index import CONTRACT, Index, Latest, Versions
from khuyenhoc.metrics import metrics
from khuyenhoc.tables import TABLES

_ABOUT = {
    "articles": "A row for each version of an article; in a release, the newest version of each.",
    "observations": "A row for each figure, with the sentence it came from.",
    "outcomes": "A row for each URL tried, failed ones too: `log/source=…/date=…/<run>.parquet`.",
    "rejections": "A row for each record that is set aside and each rule that objects to it.",
    "delta": "What changed since the release before: the columns of observations, and what, why and from which value.",
    "panel": "One row for each metric, statistic, unit, area and year, claims reconciled.",
    "coverage": "One row for each province and day: silence is data.",
    "sources": "How each source stands: its rows, its last good crawl, its last error, what the run asked of it.",
    "politeness": "The ledger of what each host was asked for: a row a host, run and day.",
}


#: What lies in the bucket: the shape of each key, and what it holds. `<date>` is the Vietnamese day of the crawl.
_KEYS = {
    "raw/source=<id>/date=<date>/<run>.warc.gz, .cdxj": "every page as it was served, and its index; never rewritten",
    "log/source=<id>/date=<date>/<run>.parquet": "`outcomes`",
    "state/source=<id>/frontier.parquet": "what the crawl knows of a site's addresses; replaced by compare-and-swap",
    "state/source=<id>/proven.json": "that the site's pages were proven to be what its file says",
    "state/source=<id>/journal/<run>/start.parquet, <n>": "the crawl under way: the frontier that it began with, and "
    "each answer before the next request (a line of JSON, then the body); removed when the crawl has ended",
    "staging/run=<run>/source=<id>/crawl.json": "how the crawl ended: status, detail, captured, not_modified, failed, "
    "requests, bytes, outcomes by name, raw_keys, log_key, handed_on (archives of earlier crawls that nobody extracted)",
    "staging/run=<run>/source=<id>/<table>.parquet": "articles, observations, rejections that extract read; removed by expiry",
    "staging/run=<run>/passed/<table>.parquet": "what validation let pass, with `date`",
    "quarantine/table=<table>/date=<date>/run=<run>.parquet": "`rejections` of a run",
    "quarantine/decisions.json": "what people decided: table, record, rules, accepted or refused, by, note, at",
    "validation/run=<run>/report.html, result.json, data_docs/<table>.html": "the report for people, Great "
    "Expectations' results as JSON, and its own pages",
    "data/<table>/date=<date>/<id>.parquet": "articles and observations of a source and a day, every version",
    "releases/<release>/<table>.parquet, .csv.gz, index.json": "a release: never rewritten once `latest.json` named it",
    "latest.json": "the newest good release and its fencing token",
    "versions.json": "the window of releases, failed ones too",
    "schema/<name>.json": "JSON Schema of each table and of the documents of a release",
    "site/": "pages for people",
}


def json_schema(name: str) -> dict[str, Any]:
    """JSON Schema of a row of a table.

    >>> json_schema("panel")["properties"]["year"]
    {'type': 'integer', 'description': 'year in which the period ends'}
    """
    schema = TABLES[name]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": name,
        "description": _ABOUT[name],
        "x-contract": CONTRACT,
        "type": "object",
        "properties": {
            f.name: {**_json_type(f.type, f.nullable), "description": _meaning(f)} for f in schema
        },
        "required": [f.name for f in schema if not f.nullable],
    }


def schemas() -> Mapping[str, dict[str, Any]]:
    """Every published JSON Schema, by the name of its file: the tables, and the documents of a release."""
    documents: Mapping[str, type[BaseModel]] = {"index": Index, "latest": Latest, "versions": Versions}
    return {
        **{name: json_schema(name) for name in TABLES},
        **{name: model.model_json_schema() for name, model in documents.items()},
    }


def schema_texts() -> Mapping[str, str]:
    """The text of each published JSON Schema: of `schema/<name>.json`, in the project and in the bucket."""
    return {
        name: json.dumps(schema, ensure_ascii=False, indent=2) + "\n" for name, schema in schemas().items()
    }


def _json_type(kind: pa.DataType, nullable: bool) -> dict[str, Any]:
    if pa.types.is_list(kind):
        found: dict[str, Any] = {"type": "array", "items": _json_type(kind.value_type, True)}
    elif pa.types.is_struct(kind):
        found = {"type": "object", "properties": {f.name: _json_type(f.type, f.nullable) for f in kind}}
    else:
        found = dict(next(shape for is_, shape in _SHAPES if is_(kind)))
    if nullable:
        found["type"] = [found["type"], "null"]
    return found


_SHAPES: tuple[tuple[Any, dict[str, str]], ...] = (
    (pa.types.is_boolean, {"type": "boolean"}),
    (pa.types.is_integer, {"type": "integer"}),
    (pa.types.is_floating, {"type": "number"}),
    (pa.types.is_decimal, {"type": "number"}),
    (pa.types.is_timestamp, {"type": "string", "format": "date-time"}),
    (pa.types.is_date, {"type": "string", "format": "date"}),
    (pa.types.is_string, {"type": "string"}),
)


def _meaning(field: pa.Field[Any]) -> str:
    return (field.metadata or {}).get(b"description", b"").decode()


def dictionary(rules: Mapping[str, Any]) -> str:
    """`docs/data-dictionary.md`. rules: those of each table, as `validate.rules.RULES` gives them."""
    lines = [
        "# Data dictionary",
        "",
        f"Contract {CONTRACT}. Made by `python -m khuyenhoc describe`; a test says that it is current. Columns are "
        "only ever added. Times are UTC; dates are Vietnamese days; text is UTF-8 NFC; numbers are "
        "decimal(20,4) in the base unit (đồng, people, percent).",
        "",
    ]
    lines += ["## The bucket", "", "| key | what |", "|---|---|"]
    lines += [f"| `{key}` | {what} |" for key, what in _KEYS.items()] + [""]
    for name, schema in TABLES.items():
        lines += [
            f"## {name}",
            "",
            _ABOUT[name],
            "",
            "| column | type | may be null | meaning |",
            "|---|---|---|---|",
        ]
        lines += [
            f"| {f.name} | {_short(f.type)} | {'yes' if f.nullable else ''} | {_meaning(f)} |" for f in schema
        ]
        lines.append("")
    lines += ["## Metrics", "", "| code | group | Vietnamese | English | counts |", "|---|---|---|---|---|"]
    lines += [
        f"| {m.code} | {m.group} | {m.vietnamese} | {m.english} | {m.counts} |" for m in metrics().values()
    ]
    lines += ["", "## Rules", ""]
    lines += [
        "`critical` sets the row aside (for `run`: stops the release); `warning` marks it in `checks`.",
        "",
    ]
    lines += ["| rule | table | severity | expects |", "|---|---|---|---|"]
    lines += [
        f"| {r.id} | {table} | {r.severity} | {r.expected} |" for table, those in rules.items() for r in those
    ]
    return "\n".join(lines) + "\n"


def _short(kind: pa.DataType) -> str:
    return str(kind).replace("list<item: ", "list<").replace("decimal128(20, 4)", "decimal(20,4)")
