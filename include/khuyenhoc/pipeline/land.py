"""Step four: passed rows → a day's objects → a release → the pointer that readers follow.

Data first, then all that `publish` writes. Whoever is ended between two writes and run again makes the same bytes.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from khuyenhoc import tables
from khuyenhoc.crawl.ledger import Entry, ledger
from khuyenhoc.errors import Conflict, DataError, KeyMissing
from khuyenhoc.keys import day_of
from khuyenhoc.land import release as releases
from khuyenhoc.land.health import GOOD
from khuyenhoc.land.index import Index, Validation
from khuyenhoc.land.merge import Rows, keys_of, merge
from khuyenhoc.models import Counts, Outcome, Rejection
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.latest import TRIES, swap
from khuyenhoc.pipeline.publish import publish, stop
from khuyenhoc.store import Store

PARQUET = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class LandReport:
    """What landed: keys and counts. `read_articles` are those that the run read and that passed, also when the release
    before had them; `days` the objects of `data/` that hold them."""

    run_id: str
    release: str
    result: str
    articles: int
    observations: int
    read_articles: int
    read_observations: int
    set_aside: int
    changes: Mapping[str, int] = field(default_factory=dict)
    days: tuple[str, ...] = ()
    statuses: Mapping[str, str] = field(default_factory=dict)
    index_key: str = ""


def land_run(run: Run, source_ids: Sequence[str]) -> LandReport:
    """Land what a run's validation passed and publish a release.

    Raises DataError when the run was not validated or its validation stopped the release, which is then listed
    in `versions.json` as a failure; Conflict when other runs won every try.
    """
    validation, rejections = _validation(run)
    if validation.stopped:
        raise stop(run, validation.stopped, validation.report)
    with run.store.lock("land"):
        return _land(run, source_ids, validation, rejections)


def _land(
    run: Run, source_ids: Sequence[str], validation: Validation, rejections: Sequence[Rejection]
) -> LandReport:
    staged, pages = _staged(run, source_ids)
    rows = Rows(*(_passed(run, name) for name in ("articles", "observations")))
    relinked = _passed(run, "relinked", tables.ARTICLES)
    days = _land_days(run, Rows(pa.concat_tables([rows.articles, relinked]), rows.observations), staged)
    rows = Rows(*(t.drop_columns(["date"]) for t in (rows.articles, rows.observations)))
    asked = {source_id: _outcomes(run, source_id) for source_id in source_ids}
    brought = releases.Brought(
        run=run.run_id,
        at=run.started_at,
        day=run.day,
        rows=rows,
        relinked=relinked.drop_columns(["date"]),
        staged=set(staged),
        pages=pages,
        rejections=rejections,
        counts=_counts(run, source_ids, rows, staged),
        asked={source_id: _asked(ledger(outcomes)) for source_id, outcomes in asked.items()},
        ledger=[_ledger_row(run, entry) for entry in ledger(itertools.chain(*asked.values()))],
    )
    return _report(run, publish(run, brought, validation, days), brought, days)


# ── What the run left ───────────────────────────────────────────────────────────────────────────────


def _validation(run: Run) -> tuple[Validation, list[Rejection]]:
    """What validate counted, and what it set aside."""
    key = run.store.keys.validation(run.run_id, "result.json")
    try:
        result = json.loads(run.store.get(key))
    except KeyMissing as error:
        raise DataError(
            f"The run {run.run_id} was not validated: no {key}", remedy="Run `validate` before `land`"
        ) from error
    counted = Validation(
        **result["counts"], stopped=tuple(result["stopped"]), result=key, report=result["report"]
    )
    rejections = [
        tables.rejection_of(row)
        for quarantined in result["quarantine"]
        for row in tables.from_parquet(run.store.get(quarantined))
    ]
    return counted, rejections


def _passed(run: Run, name: str, schema: pa.Schema | None = None) -> pa.Table:
    """What validate let pass: the table's columns and `date`, the day of its crawl."""
    dated = (schema or tables.TABLES[name]).append(pa.field("date", pa.date32()))
    return tables.table_of(run.store.get(run.store.keys.passed(run.run_id, name)), dated)


def _staged(run: Run, source_ids: Sequence[str]) -> tuple[dict[str, tuple[str, date]], set[str]]:
    """What extract read, set aside or not: the source and the day of the capture of each article version; and
    their sources and URLs, as rejections of pages that could not be read name them."""
    found: dict[str, tuple[str, date]] = {}
    pages: set[str] = set()
    for source_id in source_ids:
        try:
            body = run.store.get(run.store.keys.staging(run.run_id, source_id, "articles"))
        except KeyMissing:
            continue
        table = tables.table_of(body, tables.ARTICLES)
        for key, warc in zip(keys_of(table), tables.values(table, "warc_key"), strict=True):
            if day := day_of(warc):  # one whose capture is not named was set aside, and never landed
                found[key] = (source_id, day)
        pages |= {f"{source_id} {url}" for url in tables.values(table, "url")}
    return found, pages


def _counts(
    run: Run, source_ids: Sequence[str], rows: Rows, staged: Mapping[str, tuple[str, date]]
) -> dict[str, Counts]:
    counts = {}
    for source_id in source_ids:
        own = rows.where_source(source_id)
        crawl = crawl_report(run.store, run.run_id, source_id)
        read = sum(source == source_id for source, _ in staged.values())
        status, detail = str(crawl.get("status", "not_crawled")), str(crawl.get("detail", ""))
        if status in GOOD and status != "not_due" and not own.articles.num_rows:
            status = "nothing_new"
            if crawl.get("captured") and not read:
                status, detail = "layout_broken", f"{crawl['captured']} pages captured, no article extracted"
            elif read:
                detail = f"{read} articles read, all set aside: see quarantine"
        elif status in GOOD:
            status = "published" if own.articles.num_rows else status
        counts[source_id] = Counts(
            source_id=source_id,
            fetched=int(crawl.get("captured", 0)),
            not_modified=int(crawl.get("not_modified", 0)),
            failed=int(crawl.get("failed", 0)),
            articles=own.articles.num_rows,
            observations=own.observations.num_rows,
            status=status,
            detail=detail,
            from_archive=not crawl and read > 0,
        )
    return counts


def crawl_report(store: Store, run_id: str, source_id: str) -> Mapping[str, Any]:
    """What the crawl of a source reported; empty when it left nothing."""
    try:
        report: dict[str, Any] = json.loads(store.get(store.keys.crawl_report(run_id, source_id)))
    except KeyMissing:
        return {}
    return report


def _outcomes(run: Run, source_id: str) -> list[Outcome]:
    """What the run asked of a source; nothing when it did not crawl it."""
    try:
        log = run.store.get(run.store.keys.log(source_id, run.day, run.run_id))
    except KeyMissing:
        return []
    return [tables.outcome_of(row) for row in tables.from_parquet(log)]


def _asked(entries: Iterable[Entry]) -> dict[str, int]:
    """What a source was asked for on all of its hosts."""
    found = list(entries)
    return {
        "requests": sum(entry.requests for entry in found),
        "bytes": sum(entry.bytes for entry in found),
        "not_modified": sum(entry.not_modified for entry in found),
        "robots_disallowed": sum(entry.robots_refused for entry in found),
        "peak_per_minute": max((entry.peak_per_minute for entry in found), default=0),
    }


def _ledger_row(run: Run, entry: Entry) -> dict[str, Any]:
    row = {**asdict(entry), "run": run.run_id, "not_modified_share": entry.not_modified_share}
    return {"date": row.pop("day"), **row, "sources": list(entry.sources)}


# ── data/ ───────────────────────────────────────────────────────────────────────────────────────────


def _land_days(run: Run, rows: Rows, staged: Mapping[str, tuple[str, date]]) -> tuple[str, ...]:
    """Merge the rows into the objects of their source and day; give the keys of these."""
    places = set(staged.values())
    for table in (rows.articles, rows.observations):
        pairs = zip(tables.values(table, "source_id"), tables.values(table, "date"), strict=True)
        places |= set(pairs)
    written: list[str] = []
    for source_id, day in sorted(places):
        here = {key for key, place in staged.items() if place == (source_id, day)}
        of_place = (pc.field("source_id") == source_id) & (pc.field("date") == pa.scalar(day))
        new = Rows(*(t.filter(of_place).drop_columns(["date"]) for t in (rows.articles, rows.observations)))
        written += _land_day(run.store, source_id, day, new, here)
    return tuple(written)


def _land_day(store: Store, source_id: str, day: date, new: Rows, staged: Set[str]) -> list[str]:
    """Read, merge, compare and swap, until no other run came between."""
    keys = [store.keys.data(name, day, source_id) for name in ("articles", "observations")]
    for _ in range(TRIES):
        tagged = [store.get_tagged(key) for key in keys]
        have = Rows(*(
            tables.table_of(found[0], schema) if found else schema.empty_table()
            for found, schema in zip(tagged, (tables.ARTICLES, tables.OBSERVATIONS), strict=True)
        ))  # fmt: skip
        merged = merge(have, new, staged)
        try:
            for key, found, table in zip(keys, tagged, (merged.articles, merged.observations), strict=True):
                swap(store, key, found, tables.parquet_of(table), PARQUET)
            return keys
        except Conflict:
            continue
    raise Conflict(f"{keys[0]}: other runs wrote it {TRIES} times in a row", remedy="Run land again")


def _report(run: Run, index: Index, brought: releases.Brought, days: tuple[str, ...]) -> LandReport:
    changes = index.changes
    return LandReport(
        run_id=run.run_id,
        release=index.release,
        result=index.result,
        articles=index.tables["articles"].parquet.rows,
        observations=index.tables["observations"].parquet.rows,
        read_articles=brought.rows.articles.num_rows,
        read_observations=brought.rows.observations.num_rows,
        set_aside=index.validation.set_aside,
        changes={
            "added": changes.added,
            "removed": changes.removed,
            "changed": changes.changed,
            **changes.by_cause,
        },
        days=days,
        statuses={source_id: counts.status for source_id, counts in sorted(brought.counts.items())},
        index_key=run.store.keys.release(index.release, "index.json"),
    )
