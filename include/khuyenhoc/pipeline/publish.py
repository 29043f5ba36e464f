"""What a run brought → the objects of a release → the pointer that readers follow.

The order is what keeps readers safe: the release's tables, its index, the schemas, then `latest.json` by a
conditional PUT, then `versions.json`. Whoever is ended between two writes and run again makes the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from khuyenhoc import tables
from khuyenhoc.errors import Conflict, DataError
from khuyenhoc.land import release as releases
from khuyenhoc.land.describe import schema_texts
from khuyenhoc.land.health import GOOD
from khuyenhoc.land.index import Index, Latest, Object, SourceState, Table, Validation, Version, Versions
from khuyenhoc.land.snapshot import Written
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.latest import TRIES, as_json, open_rejections, read_index, read_latest, swap
from khuyenhoc.pipeline.provinces import provinces
from khuyenhoc.store import Store

INDEX = "index.json"


def publish(run: Run, brought: releases.Brought, validation: Validation, days: tuple[str, ...]) -> Index:
    """Build on the newest good release and publish; when another run was first, build on its release instead.

    A run that is published already and gives the same again writes nothing. One that gives something else (a
    person decided, an extractor changed) gets a release of its own: what was published is never rewritten.

    Raises DataError when the panel breaks a rule, Conflict when other runs won every try.
    """
    store = run.store
    for _ in range(TRIES):
        tagged = store.get_tagged(store.keys.latest())
        latest = Latest.model_validate_json(tagged[0]) if tagged else None
        with TemporaryDirectory(prefix="khuyenhoc-release-") as folder:
            making = _Making(run, Path(folder), brought, validation, days)
            if latest is not None and latest.run == run.run_id:
                index = making.build(latest.release, latest.previous)
                if _sha256(index) == latest.index_sha256:
                    _list_versions(store, _version(index, latest))
                    return index
                previous = latest.previous
            else:
                previous = latest.release if latest else None
            release = release_id(run.run_id, latest)
            index = making.build(release, previous)
            making.write()
        pointer = Latest(
            release=release,
            run=run.run_id,
            index=store.keys.release(release, "index.json"),
            index_sha256=_sha256(index),
            released_at=run.started_at,
            token=latest.token + 1 if latest else 1,
            previous=previous,
        )
        try:
            swap(store, store.keys.latest(), tagged, as_json(pointer), "application/json")
        except Conflict:
            _withdraw(store, release, run.run_id)
            continue
        _list_versions(store, _version(index, pointer), latest)
        return index
    raise Conflict(f"{store.keys.latest()}: other runs won {TRIES} times in a row", remedy="Run land again")


def _sha256(index: Index) -> str:
    return hashlib.sha256(as_json(index)).hexdigest()


def _version(index: Index, pointer: Latest) -> Version:
    return Version(
        release=index.release, run=index.run, released_at=index.released_at, result=index.result,
        index=pointer.index, token=pointer.token,
    )  # fmt: skip


def release_id(run_id: str, latest: Latest | None) -> str:
    """The run's id, or one that sorts right after the newest release when that is of a later run.

    >>> release_id("20261121T220000Z-6aef", None)
    '20261121T220000Z-6aef'
    """
    if latest is None or latest.release < run_id:
        return run_id
    newest, _, number = latest.release.partition(".")
    return f"{newest}.{int(number.partition('-')[0] or 0) + 1:02d}-{run_id[-4:]}"


class _Making:
    """A release being made in a folder, its objects not yet in the bucket."""

    def __init__(
        self, run: Run, folder: Path, brought: releases.Brought, validation: Validation, days: tuple[str, ...]
    ) -> None:
        self.run, self.folder, self.brought = run, folder, brought
        self.validation, self.days = validation, days

    def build(self, release: str, base: str | None) -> Index:
        """The release's files, in the folder, and its index."""
        store, made = self.run.store, self.folder / release
        made.mkdir()
        before = _fetch_base(store, base, self.folder / "base")
        built = releases.build(
            made, release, before, self.brought, list(self.run.registry.values()), provinces()
        )
        if broken := _panel_broken(self.run, made / "panel.parquet"):
            raise stop(self.run, broken, "the rules of the panel in docs/data-dictionary.md")
        failed = [c for c in self.brought.counts.values() if c.status not in GOOD and not c.from_archive]
        listed = {
            name: Table(
                **{kind: _object(store, release, written) for kind, written in files.items()},
                columns=built.columns[name],
            )
            for name, files in built.files.items()
        }
        self.files = [written.path for files in built.files.values() for written in files.values()]
        self.index = Index(
            release=release,
            run=self.run.run_id,
            base=base,
            released_at=self.run.started_at,
            result="partial" if failed else "success",
            tables=listed,
            days=self.days,
            sources=tuple(SourceState.model_validate(row) for row in built.sources),
            validation=self.validation,
            changes=built.changes,
            unexplained=built.unexplained,
            extractor_versions=built.extractor_versions,
        )
        return self.index

    def write(self) -> None:
        """Every object of what was built last, then its index, then the schemas."""
        store, release = self.run.store, self.index.release
        for path in self.files:
            store.put_file(store.keys.release(release, path.name), path)
        store.put(store.keys.release(release, INDEX), as_json(self.index), content_type="application/json")
        for name, text in schema_texts().items():
            key = store.keys.schema(name)
            found = store.get_tagged(key)
            if found is None or found[0] != text.encode():
                store.put(key, text.encode(), content_type="application/schema+json")


def _withdraw(store: Store, release: str, run_id: str) -> None:
    """Remove a release that lost the race, unless the next try writes it anew under the same id."""
    latest = read_latest(store)
    if latest is not None and latest.release != release and release_id(run_id, latest) != release:
        for name in (INDEX, *(f"{name}.{kind}" for name in releases.NAMES for kind in ("parquet", "csv.gz"))):
            store.delete(store.keys.release(release, name))


def _fetch_base(store: Store, release: str | None, folder: Path) -> releases.Base | None:
    if release is None:
        return None
    if not folder.exists():
        folder.mkdir()
    for name in releases.NAMES:
        store.fetch(store.keys.release(release, f"{name}.parquet"), folder / f"{name}.parquet")
    recent = {source.source_id: source.recent for source in read_index(store, release).sources}
    return releases.Base(release, folder, open_rejections(store, release), recent)


def _object(store: Store, release: str, written: Written) -> Object:
    key = store.keys.release(release, written.path.name)
    return Object(key=key, rows=written.rows, bytes=written.bytes, sha256=written.sha256)


def _list_versions(store: Store, version: Version, before: Latest | None = None) -> None:
    """Add a line to `versions.json`, in place of an earlier line of the same release.

    And one of the release before, when its run was ended before it could.
    """
    for _ in range(TRIES):
        tagged = store.get_tagged(store.keys.versions())
        have = Versions.model_validate_json(tagged[0]) if tagged else Versions()
        lines = {v.release: v for v in have.versions}
        if before is not None and before.release not in lines:
            lines[before.release] = _version(read_index(store, before.release), before)
        had = lines.get(version.release)
        if had is None or version.result != "failure" or had.result == "failure":
            lines[version.release] = version  # what was published stays so, whatever a later try gives
        listed = Versions(versions=tuple(lines[name] for name in sorted(lines)))
        try:
            swap(store, store.keys.versions(), tagged, as_json(listed), "application/json")
        except Conflict:
            continue
        return
    raise Conflict(f"{store.keys.versions()}: other runs won {TRIES} times in a row", remedy="Run land again")


def stop(run: Run, reasons: Sequence[str], where: str) -> DataError:
    """List the run as a failure, and give the error that says why; `latest.json` stays where it is."""
    words = "; ".join(reasons)
    _list_versions(
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
