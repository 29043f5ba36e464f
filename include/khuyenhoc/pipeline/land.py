"""Step four: passed rows → a day's objects → a release → the pointer that readers follow.

The order is what keeps readers safe: data, then the release's tables, then its index, then `latest.json` by a
conditional PUT, then `versions.json`. Whoever is ended between two writes and run again makes the same bytes.
"""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Mapping, Sequence, Set
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pydantic import BaseModel

from khuyenhoc import tables
from khuyenhoc.crawl.ledger import Entry, ledger
from khuyenhoc.errors import Conflict, DataError, KeyMissing
from khuyenhoc.land import release as releases
from khuyenhoc.land.health import GOOD, Politeness
from khuyenhoc.land.index import Index, Latest, Object, SourceState, Table, Validation, Version, Versions
from khuyenhoc.land.merge import Rows, keys_of, merge
from khuyenhoc.land.snapshot import Written
from khuyenhoc.models import Counts, Outcome, Rejection
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.latest import TRIES, open_rejections, swap
from khuyenhoc.pipeline.provinces import provinces
from khuyenhoc.store import Store, day_of

PARQUET = "application/vnd.apache.parquet"


@dataclass(frozen=True)
class LandReport:
    """What landed: keys and counts. `days` are the objects of `data/` that hold what the run read."""

    run_id: str
    release: str
    result: str
    articles: int
    observations: int
    new_articles: int
    new_observations: int
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
        raise _stop(run, validation.stopped, validation.report)
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
        politeness={source_id: Politeness.of(outcomes) for source_id, outcomes in asked.items()},
        ledger=[_ledger_row(run, entry) for entry in ledger(itertools.chain(*asked.values()))],
    )
    return _release(run, brought, validation, days)


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


def _json(model: BaseModel) -> bytes:
    return model.model_dump_json(indent=1).encode()


# ── releases/ ───────────────────────────────────────────────────────────────────────────────────────


def _release(
    run: Run, brought: releases.Brought, validation: Validation, days: tuple[str, ...]
) -> LandReport:
    """Build on the newest good release, publish; when another run was first, build on its release instead."""
    store = run.store
    for _ in range(TRIES):
        tagged = store.get_tagged(store.keys.latest())
        latest = Latest.model_validate_json(tagged[0]) if tagged else None
        again = latest is not None and latest.run == run.run_id
        base = (latest.previous if again else latest.release) if latest else None
        release = latest.release if latest and again else release_id(run.run_id, latest)
        with TemporaryDirectory(prefix="khuyenhoc-release-") as folder:
            index = _write_release(run, Path(folder), release, base, brought, validation, days)
        token = 1 if latest is None else latest.token if again else latest.token + 1
        pointer = Latest(
            release=release,
            run=run.run_id,
            index=store.keys.release(release, "index.json"),
            index_sha256=hashlib.sha256(_json(index)).hexdigest(),
            released_at=run.started_at,
            token=token,
            previous=base,
        )
        try:
            swap(store, store.keys.latest(), tagged, _json(pointer), "application/json")
        except Conflict:
            _withdraw(store, release, run.run_id)
            continue
        _list_version(
            store,
            Version(
                release=release, run=run.run_id, released_at=run.started_at, result=index.result,
                index=pointer.index, token=token,
            ),
        )  # fmt: skip
        return _report(run, index, brought, days)
    raise Conflict(f"{store.keys.latest()}: other runs won {TRIES} times in a row", remedy="Run land again")


def release_id(run_id: str, latest: Latest | None) -> str:
    """The run's id, or one that sorts right after the newest release when that is of a later run.

    >>> release_id("20261121T220000Z-6aef", None)
    '20261121T220000Z-6aef'
    """
    if latest is None or latest.release < run_id:
        return run_id
    newest, _, number = latest.release.partition(".")
    return f"{newest}.{int(number.partition('-')[0] or 0) + 1:02d}-{run_id[-4:]}"


def _write_release(
    run: Run,
    folder: Path,
    release: str,
    base: str | None,
    brought: releases.Brought,
    validation: Validation,
    days: tuple[str, ...],
) -> Index:
    """Every object of the release, its index last."""
    store = run.store
    before = _fetch_base(store, base, folder / "base")
    made = folder / "made"
    made.mkdir()
    sources = list(run.registry.values())
    built = releases.build(made, release, before, brought, sources, provinces())
    if broken := _panel_broken(run, made / "panel.parquet"):
        raise _stop(run, broken, "the rules of the panel in docs/data-dictionary.md")
    listed = {}
    for name, files in built.files.items():
        objects = {kind: _object(store, release, written) for kind, written in files.items()}
        listed[name] = Table(**objects, columns=built.columns[name])
        for written in files.values():
            store.put_file(store.keys.release(release, written.path.name), written.path)
    failed = [c for c in brought.counts.values() if c.status not in GOOD]
    index = Index(
        release=release,
        run=run.run_id,
        base=base,
        released_at=run.started_at,
        result="partial" if failed else "success",
        tables=listed,
        days=days,
        sources=tuple(SourceState.model_validate(row) for row in built.sources),
        validation=validation,
        changes=built.changes,
        unexplained=built.unexplained,
        extractor_versions=built.extractor_versions,
    )
    store.put(store.keys.release(release, "index.json"), _json(index), content_type="application/json")
    return index


def _withdraw(store: Store, release: str, run_id: str) -> None:
    """Remove a release that lost the race, unless the next try writes it anew under the same id."""
    tagged = store.get_tagged(store.keys.latest())
    latest = Latest.model_validate_json(tagged[0]) if tagged else None
    if latest is not None and latest.release != release and release_id(run_id, latest) != release:
        for key in store.list(store.keys.release(release, "")):
            store.delete(key)


def _fetch_base(store: Store, release: str | None, folder: Path) -> releases.Base | None:
    if release is None:
        return None
    folder.mkdir()
    for name in releases.NAMES:
        store.fetch(store.keys.release(release, f"{name}.parquet"), folder / f"{name}.parquet")
    return releases.Base(release, folder, open_rejections(store, release))


def _object(store: Store, release: str, written: Written) -> Object:
    key = store.keys.release(release, written.path.name)
    return Object(key=key, rows=written.rows, bytes=written.bytes, sha256=written.sha256)


def _list_version(store: Store, version: Version) -> None:
    """Add a line to `versions.json`, in place of the run's own earlier line."""
    for _ in range(TRIES):
        tagged = store.get_tagged(store.keys.versions())
        have = Versions.model_validate_json(tagged[0]) if tagged else Versions()
        others = [v for v in have.versions if (v.release, v.run) != (version.release, version.run)]
        lines = tuple(sorted([*others, version], key=lambda v: v.release))
        try:
            swap(store, store.keys.versions(), tagged, _json(Versions(versions=lines)), "application/json")
        except Conflict:
            continue
        return
    raise Conflict(f"{store.keys.versions()}: other runs won {TRIES} times in a row", remedy="Run land again")


def _stop(run: Run, reasons: Sequence[str], where: str) -> DataError:
    """List the run as a failure, and give the error that says why; `latest.json` stays where it is."""
    words = "; ".join(reasons)
    _list_version(
        run.store,
        Version(
            release=run.run_id, run=run.run_id, released_at=run.started_at, result="failure", index=None,
            token=None, detail=words,
        ),
    )  # fmt: skip
    return DataError(
        f"The run {run.run_id} is not released: {words}",
        remedy=f"Read {where}; latest.json stays at the last good release",
    )


def _panel_broken(run: Run, path: Path) -> list[str]:
    """The critical rules that the panel breaks, with what was seen: then nothing of it is published."""
    from khuyenhoc.validate import facts, suites  # imports Great Expectations: seconds
    from khuyenhoc.validate.rules import PANEL_RULES

    frame = facts.panel_facts(tables.table_of(path.read_bytes(), tables.PANEL))
    judgement = suites.judge("panel", frame, PANEL_RULES, run_id=run.run_id, at=run.started_at)
    return [
        f"{f.rule.expected} ({f.rule.id}: {f.observed[0]})"
        for f in judgement.findings
        if f.critical and f.rows
    ]


def _report(run: Run, index: Index, brought: releases.Brought, days: tuple[str, ...]) -> LandReport:
    changes = index.changes
    return LandReport(
        run_id=run.run_id,
        release=index.release,
        result=index.result,
        articles=index.tables["articles"].parquet.rows,
        observations=index.tables["observations"].parquet.rows,
        new_articles=brought.rows.articles.num_rows,
        new_observations=brought.rows.observations.num_rows,
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
