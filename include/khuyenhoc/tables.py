"""pyarrow schemas: the data contract in code, and records ↔ rows."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from khuyenhoc.models import (
    Area,
    AreaLevel,
    Article,
    Bound,
    Citation,
    Figure,
    Image,
    Kind,
    Locator,
    Observation,
    Outcome,
    Period,
    Precision,
    PublishedSource,
    Rejection,
    Result,
    Severity,
    Statistic,
    Unit,
)

NUMBER = pa.decimal128(20, 4)
MOMENT = pa.timestamp("us", tz="UTC")


def _column(name: str, kind: pa.DataType, meaning: str, *, nullable: bool = True) -> pa.Field[Any]:
    return pa.field(name, kind, nullable=nullable, metadata={"description": meaning})


text, whole = pa.string(), pa.int32()

ARTICLES = pa.schema([
    _column("article_id", text, "sha256 of source_id and canonical URL, 16 hex digits", nullable=False),
    _column("version", whole, "1, 2, … when the text changed at the source", nullable=False),
    _column("source_id", text, "the source's id in the registry", nullable=False),
    _column("url", text, "the address that was asked", nullable=False),
    _column("canonical_url", text, "the one address of the article", nullable=False),
    _column("title", text, "headline", nullable=False),
    _column("lead", text, "lead paragraph (sapo)"),
    _column("author", text, "byline"),
    _column("text", text, "title, blank line, lead and body as one NFC text; spans point into it", nullable=False),
    _column("published_at", MOMENT, "moment of publication; where only its day is known, that day's midnight in Việt Nam; where only its month, the month's last day"),
    _column("published_source", text, "where it was found: selector, json-ld, meta, text, url on the page; feed, listing: the list that named it; none", nullable=False),
    _column("published_precision", text, "how much of published_at is known: time, day, month; null without it"),
    _column("language", text, "ISO 639-1 code of the text"),
    _column("section", text, "section of the site"),
    _column("tags", pa.list_(text), "tags"),
    _column("images", pa.list_(pa.struct([("url", text), ("caption", text)])), "images with their captions"),
    _column("citations", text, "legal documents cited, as JSON rows"),
    _column("injected", text, "advertising phrase that was found and taken out; null mostly"),
    _column("original_text", text, "the text before an injected phrase was taken out; null mostly"),
    _column("near_duplicate_of", text, "article_id of the earliest that says the same; null mostly"),
    _column("extracted_by", text, "path that found the body: vendor, page, …"),
    _column("unexplained", pa.float32(), "share of numeric tokens that no rule explains, 0 to 1"),
    _column("withdrawn_at", MOMENT, "when the page was found gone for good (410, 404 on two days, not found otherwise on three); null mostly"),
    _column("warc_key", text, "object that holds the capture", nullable=False),
    _column("warc_offset", pa.int64(), "byte offset of its record", nullable=False),
    _column("warc_length", pa.int64(), "byte length of its record", nullable=False),
    _column("warc_record_id", text, "its WARC-Record-ID", nullable=False),
    _column("payload_digest", text, "sha1 of the payload, base32, as in the WARC", nullable=False),
    _column("fetched_at", MOMENT, "moment of the capture", nullable=False),
    _column("first_seen_at", MOMENT, "moment of the first capture of any version", nullable=False),
    _column("extractor_version", text, "version of the extractor", nullable=False),
    _column("release_id", text, "release that the row first appeared in"),
])  # fmt: skip

OBSERVATIONS = pa.schema([
    _column("observation_id", text, "stable under re-extraction", nullable=False),
    _column("article_id", text, "the article that says it", nullable=False),
    _column("version", whole, "the version of the article", nullable=False),
    _column("source_id", text, "the source's id in the registry", nullable=False),
    _column("metric", text, "what is counted: a code of the metric catalogue", nullable=False),
    _column("statistic", text, "total, share, new, change, over_target, target, registered, per_capita", nullable=False),
    _column("value", NUMBER, "the number in the base unit", nullable=False),
    _column("value_max", NUMBER, "upper end of a range"),
    _column("denominator", NUMBER, "the b of a/b"),
    _column("unit", text, "count, percent, vnd, usd, times", nullable=False),
    _column("bound", text, "exact, over, under, about", nullable=False),
    _column("area_level", text, "national, province, district, commune, organisation", nullable=False),
    _column("area", text, "bare name of the place", nullable=False),
    _column("area_code", text, "GSO code of the place, in area_code_system"),
    _column("province_code", text, "GSO code of its province among the 63 until 2025-06-30"),
    _column("province_code_2025", text, "GSO code of its province among the 34 since 2025-07-01"),
    _column("area_code_system", text, "2024 or 2025"),
    _column("period_start", pa.date32(), "first day, inclusive; null for a state"),
    _column("period_end", pa.date32(), "last day, inclusive"),
    _column("period_text", text, "the words that the period was read from"),
    _column("char_start", whole, "span in the article's text", nullable=False),
    _column("char_end", whole, "span in the article's text, exclusive", nullable=False),
    _column("surface", text, "text[char_start:char_end]", nullable=False),
    _column("sentence", text, "the sentence around it", nullable=False),
    _column("confidence", pa.float32(), "0 to 1, calibrated against labelled articles", nullable=False),
    _column("rule", text, "the rule that read it", nullable=False),
    _column("checks", pa.list_(text), "names of warnings that it passed with", nullable=False),
])  # fmt: skip

OUTCOMES = pa.schema([
    _column("source_id", text, "the source's id in the registry", nullable=False),
    _column("url", text, "the address that was tried", nullable=False),
    _column("kind", text, "robots, feed, sitemap, listing, article", nullable=False),
    _column("outcome", text, "how it ended", nullable=False),
    _column("fetched_at", MOMENT, "when", nullable=False),
    _column("status", whole, "HTTP status, null when there was no answer"),
    _column("bytes", pa.int64(), "bytes received", nullable=False),
    _column("elapsed_ms", whole, "time that it took", nullable=False),
    _column("retry_after", whole, "seconds that the site asked to wait"),
    _column("detail", text, "the reason in words", nullable=False),
    _column("warc_key", text, "object that holds the capture"),
    _column("warc_offset", pa.int64(), "byte offset of its record"),
    _column("gone", whole, "on how many days in a row the page was not there (404, 410, or a page that says so)"),
])  # fmt: skip

REJECTIONS = pa.schema([
    _column("table", text, "the table that the record was for", nullable=False),
    _column("record", text, "the record, whole, as JSON", nullable=False),
    _column("rule", text, "id of the rule that objected", nullable=False),
    _column("severity", text, "critical or warning", nullable=False),
    _column("observed", text, "what the rule saw", nullable=False),
    _column("expected", text, "what the rule wants, in words", nullable=False),
    _column("run", text, "the run that set it aside", nullable=False),
    _column("reviewed", text, "accepted or refused by a person; null before"),
    _column("reviewed_by", text, "who decided"),
    _column("note", text, "why"),
])  # fmt: skip

DELTA = pa.schema([
    *OBSERVATIONS,
    _column("change", text, "added, removed, changed", nullable=False),
    _column("cause", text, "new, source_edited, extractor_changed, corrected, withdrawn", nullable=False),
    _column("value_before", NUMBER, "the value in the release before; null when added"),
])  # fmt: skip

PANEL = pa.schema([
    _column("metric", text, "what is counted: a code of the metric catalogue", nullable=False),
    _column("statistic", text, "total, share, new, …", nullable=False),
    _column("unit", text, "count, percent, vnd, usd, times", nullable=False),
    _column("area_level", text, "national, province, district, commune, organisation", nullable=False),
    _column("area", text, "bare name of the place", nullable=False),
    _column("area_code", text, "GSO code of the place, in area_code_system"),
    _column("area_code_system", text, "2024 or 2025"),
    _column("province_code", text, "GSO code of its province among the 63 until 2025-06-30"),
    _column("province_code_2025", text, "GSO code of its province among the 34 since 2025-07-01"),
    _column("year", whole, "year in which the period ends", nullable=False),
    _column("value", NUMBER, "the chosen value; null when the claims conflict"),
    _column("status", text, "single, agreed, chosen, conflict", nullable=False),
    _column("chosen_by", text, "how the value was chosen among the claims, in words", nullable=False),
    _column("claims", whole, "claims, those repeated by near duplicates not counted", nullable=False),
    _column("sources", whole, "sources that make them", nullable=False),
    _column("value_min", NUMBER, "smallest value claimed", nullable=False),
    _column("value_max", NUMBER, "largest value claimed", nullable=False),
    _column("spread", pa.float64(), "(largest - smallest) / largest magnitude, 0 when they agree", nullable=False),
    _column("period_start", pa.date32(), "first day of the chosen claim's period; null for a state or a conflict"),
    _column("period_end", pa.date32(), "last day of the chosen claim's period; null for a conflict"),
    _column("observation_ids", pa.list_(text), "every claim, the chosen one first", nullable=False),
])  # fmt: skip

COVERAGE = pa.schema([
    _column("date", pa.date32(), "Vietnamese day of the crawl", nullable=False),
    _column("province_code", text, "GSO code among the 63 until 2025-06-30", nullable=False),
    _column("province", text, "its name", nullable=False),
    _column("province_code_2025", text, "GSO code of its province among the 34 since 2025-07-01", nullable=False),
    _column("status", text, "published, nothing_new, not_due, blocked, layout_broken, robots, unreachable, not_crawled, no_source", nullable=False),
    _column("sources", whole, "sources that the registry has for it", nullable=False),
    _column("articles", whole, "articles that its sources gave that day", nullable=False),
    _column("observations", whole, "observations that its sources gave that day", nullable=False),
    _column("about", whole, "observations about it that day, from any source", nullable=False),
    _column("detail", text, "why nothing came, in words", nullable=False),
])  # fmt: skip

SOURCES = pa.schema([
    _column("source_id", text, "the source's id in the registry", nullable=False),
    _column("name", text, "its name in Vietnamese", nullable=False),
    _column("level", text, "national, province, district, commune", nullable=False),
    _column("province_code", text, "GSO code of its province among the 63"),
    _column("base_url", text, "its address"),
    _column("licence", text, "terms that the site states"),
    _column("enabled", pa.bool_(), "whether it is crawled", nullable=False),
    _column("off_reason", text, "why not"),
    _column("status", text, "how its crawl of this run ended; not_crawled when it was not asked", nullable=False),
    _column("detail", text, "the reason in words", nullable=False),
    _column("last_good", MOMENT, "start of the last run that crawled it well"),
    _column("last_good_run", text, "that run"),
    _column("last_error", text, "what went wrong last, in words"),
    _column("last_error_at", MOMENT, "start of the run in which it did"),
    _column("articles", whole, "its articles in this release", nullable=False),
    _column("observations", whole, "its observations in this release", nullable=False),
    _column("new_articles", whole, "articles that this run read and that passed, also those that the release before had", nullable=False),
    _column("new_observations", whole, "observations of those articles", nullable=False),
    _column("set_aside", whole, "its records in quarantine", nullable=False),
    _column("requests", whole, "requests of this run, those not sent for robots or budget left out", nullable=False),
    _column("bytes", pa.int64(), "bytes received in this run", nullable=False),
    _column("not_modified", whole, "answers 304 in this run", nullable=False),
    _column("robots_disallowed", whole, "addresses left alone for robots.txt in this run", nullable=False),
    _column("peak_per_minute", whole, "most requests in one minute of this run", nullable=False),
])  # fmt: skip

POLITENESS = pa.schema([
    _column("date", pa.date32(), "Vietnamese day of the requests", nullable=False),
    _column("run", text, "the run that made them", nullable=False),
    _column("host", text, "host and port that was asked", nullable=False),
    _column("sources", pa.list_(text), "sources of the registry that lie on it", nullable=False),
    _column("requests", whole, "requests sent", nullable=False),
    _column("bytes", pa.int64(), "bytes received", nullable=False),
    _column("not_modified", whole, "answers 304", nullable=False),
    _column("not_modified_share", pa.float64(), "answers 304 out of all requests, 0 to 1", nullable=False),
    _column("failed", whole, "requests that gave no page", nullable=False),
    _column("robots_refused", whole, "addresses left alone for robots.txt", nullable=False),
    _column("asked_to_wait", whole, "answers with Retry-After", nullable=False),
    _column("peak_per_minute", whole, "most requests in any minute", nullable=False),
    _column("least_gap", pa.float64(), "shortest time between two requests, in seconds"),
])  # fmt: skip

TABLES: Mapping[str, pa.Schema] = {
    "articles": ARTICLES,
    "observations": OBSERVATIONS,
    "outcomes": OUTCOMES,
    "rejections": REJECTIONS,
    "delta": DELTA,
    "panel": PANEL,
    "coverage": COVERAGE,
    "sources": SOURCES,
    "politeness": POLITENESS,
}


def _plain(value: Any) -> Any:
    """JSON for the types that the records hold; a number keeps its digits."""
    return str(value)


def article_row(article: Article) -> dict[str, Any]:
    row = asdict(article)
    row |= {f"warc_{k}": v for k, v in row.pop("locator").items()}
    row["citations"] = json.dumps(row["citations"], ensure_ascii=False, default=_plain)
    return row


def article_of(row: Mapping[str, Any]) -> Article:
    """The article of a row: the inverse of `article_row`."""
    fields = {k: row[k] for k in Article.__dataclass_fields__ if k in row}
    fields["locator"] = Locator(**{k: row[f"warc_{k}"] for k in ("key", "offset", "length", "record_id")})
    fields["published_source"] = PublishedSource(row["published_source"])
    fields["published_precision"] = Precision(known) if (known := row.get("published_precision")) else None
    fields["tags"] = tuple(row["tags"] or ())
    fields["images"] = tuple(Image(**image) for image in row["images"] or ())
    fields["citations"] = tuple(_citation(c) for c in json.loads(row["citations"] or "[]"))
    return Article(**fields)


def _citation(row: Mapping[str, Any]) -> Citation:
    issued = row["issued"]
    return Citation(**{**row, "issued": date.fromisoformat(issued) if issued else None})


def observation_row(observation: Observation) -> dict[str, Any]:
    figure = observation.figure
    row = asdict(figure)
    area, period = row.pop("area"), row.pop("period")
    return row | {
        "observation_id": observation.observation_id,
        "article_id": observation.article_id,
        "version": observation.version,
        "source_id": observation.source_id,
        "area_level": area["level"],
        "area": area["name"],
        "area_code": area["code"],
        "province_code": area["province_code"],
        "province_code_2025": area["province_code_2025"],
        "area_code_system": area["system"],
        "period_start": period["start"],
        "period_end": period["end"],
        "period_text": period["text"],
        "checks": list(observation.checks),
    }


def observation_of(row: Mapping[str, Any]) -> Observation:
    """The observation of a row: the inverse of `observation_row`."""
    area = Area(
        AreaLevel(row["area_level"]),
        row["area"],
        row["area_code"],
        row["province_code"],
        row["province_code_2025"],
        row["area_code_system"],
    )
    figure = Figure(
        metric=row["metric"],
        statistic=Statistic(row["statistic"]),
        value=_digits(row["value"]),
        unit=Unit(row["unit"]),
        bound=Bound(row["bound"]),
        area=area,
        period=Period(row["period_start"], row["period_end"], row["period_text"] or ""),
        value_max=None if row["value_max"] is None else _digits(row["value_max"]),
        denominator=None if row["denominator"] is None else _digits(row["denominator"]),
        **{k: row[k] for k in ("char_start", "char_end", "surface", "sentence", "confidence", "rule")},
    )
    return Observation(
        row["article_id"], row["version"], row["source_id"], figure, tuple(row["checks"] or ())
    )


def _digits(value: Decimal) -> Decimal:
    """Without the zeros that a fixed scale adds: 36.3400 → 36.34, 100.0000 → 100.

    >>> _digits(Decimal("36.3400")), _digits(Decimal("100.0000"))
    (Decimal('36.34'), Decimal('100'))
    """
    return Decimal(format(value.normalize(), "f"))


def outcome_row(outcome: Outcome) -> dict[str, Any]:
    return asdict(outcome)


def outcome_of(row: Mapping[str, Any]) -> Outcome:
    return Outcome(**{**row, "kind": Kind(row["kind"]), "outcome": Result(row["outcome"])})


def rejection_row(rejection: Rejection) -> dict[str, Any]:
    row = {k: getattr(rejection, k) for k in Rejection.__dataclass_fields__}
    row["record"] = json.dumps(rejection.record, ensure_ascii=False, default=_plain, sort_keys=True)
    return row


def rejection_of(row: Mapping[str, Any]) -> Rejection:
    return Rejection(**{**row, "record": json.loads(row["record"]), "severity": Severity(row["severity"])})


def to_parquet(rows: Iterable[Mapping[str, Any]], schema: pa.Schema) -> bytes:
    """One Parquet object; the same rows give the same bytes."""
    return parquet_of(pa.Table.from_pylist(list(rows), schema=schema))


def from_parquet(body: bytes) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = table_of(body).to_pylist()
    return rows


#: Rows in a row group: a reader that wants one source or province skips the others by their statistics.
ROW_GROUP = 64_000
#: Of a table that holds whole texts: some 20 MB.
ROW_GROUP_OF_TEXTS = 8_000

#: How every Parquet object is written: read by pandas, Polars, DuckDB, Spark, Trino, Athena and R.
PARQUET: Mapping[str, Any] = {"compression": "zstd", "use_dictionary": True, "write_statistics": True}


def row_group(schema: pa.Schema) -> int:
    return ROW_GROUP_OF_TEXTS if "text" in schema.names else ROW_GROUP


def parquet_of(table: pa.Table) -> bytes:
    """One Parquet object of a table; the same table gives the same bytes."""
    out = io.BytesIO()
    pq.write_table(table.combine_chunks(), out, row_group_size=row_group(table.schema), **PARQUET)
    return out.getvalue()


def table_of(body: bytes, schema: pa.Schema | None = None) -> pa.Table:
    """The table of a Parquet object; with a schema, in its columns: those that an older object lacks are null."""
    table = pq.read_table(io.BytesIO(body))
    return table if schema is None else conform(table, schema)


def values(table: pa.Table, column: str) -> list[Any]:
    """A column as Python values."""
    found: list[Any] = table.column(column).to_pylist()
    return found


def conform(table: pa.Table, schema: pa.Schema) -> pa.Table:
    """The table in the columns and types of a schema: the schema only ever gains columns, so none is lost.

    Raises `pyarrow.ArrowInvalid` when a value does not fit its type, naming it.
    """
    columns = [
        table.column(field.name).cast(field.type)
        if field.name in table.column_names
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.Table.from_arrays(columns, schema=schema)
