"""Where the newest good release is, and what a run builds on: read by validate, land and the commands."""

from __future__ import annotations

from pydantic import BaseModel

from khuyenhoc import tables
from khuyenhoc.errors import Conflict, KeyMissing
from khuyenhoc.land.index import Index, Latest, Versions
from khuyenhoc.models import Rejection
from khuyenhoc.store import Store
from khuyenhoc.validate.quarantine import Decision, decisions_json, decisions_of, reviewed

#: Tries of a conditional write before giving up: each loss means that another writer has moved on.
TRIES = 8


def read_latest(store: Store) -> Latest | None:
    """The newest good release; None before the first."""
    tagged = store.get_tagged(store.keys.latest())
    return Latest.model_validate_json(tagged[0]) if tagged else None


def read_versions(store: Store) -> Versions:
    tagged = store.get_tagged(store.keys.versions())
    return Versions.model_validate_json(tagged[0]) if tagged else Versions()


def read_index(store: Store, release: str) -> Index:
    """The index of a release; `KeyMissing` when there is none."""
    return Index.model_validate_json(store.get(store.keys.release(release, "index.json")))


def index_of_run(store: Store, run_id: str) -> Index | None:
    """The index of the good release that a run gave; None when it gave none, or that is past the window.

    A release bears its run's name, unless one of a later run was there before it.
    """
    versions = read_versions(store).versions
    found = next((v for v in reversed(versions) if v.run == run_id and v.result != "failure"), None)
    return read_index(store, found.release) if found else None


def base_of(store: Store, run_id: str) -> str | None:
    """The release that a run builds on: the newest good one, or the one before it when that is the run's own.

    So a run that is run again finds what it found the first time.
    """
    latest = read_latest(store)
    if latest is None:
        return None
    return latest.previous if latest.run == run_id else latest.release


def read_decisions(store: Store) -> list[Decision]:
    try:
        return decisions_of(store.get(store.keys.decisions()))
    except KeyMissing:
        return []


def open_rejections(store: Store, release: str | None) -> list[Rejection]:
    """What is set aside as of a release, with what people have decided since."""
    if release is None:
        return []
    body = store.get(store.keys.release(release, "rejections.parquet"))
    return reviewed(map(tables.rejection_of, tables.from_parquet(body)), read_decisions(store))


def decide(store: Store, decision: Decision) -> None:
    """Keep a person's decision, in place of an earlier one on the same record."""
    for _ in range(TRIES):
        tagged = store.get_tagged(store.keys.decisions())
        had = decisions_of(tagged[0]) if tagged else []
        others = [d for d in had if (d.table, d.record) != (decision.table, decision.record)]
        try:
            swap(
                store, store.keys.decisions(), tagged, decisions_json([*others, decision]), "application/json"
            )
        except Conflict:
            continue
        return
    raise Conflict(f"{store.keys.decisions()}: others wrote it {TRIES} times in a row", remedy="Decide again")


def as_json(document: BaseModel) -> bytes:
    """A document as it lies in the bucket: the same document gives the same bytes."""
    return document.model_dump_json(indent=1).encode()


def swap(store: Store, key: str, found: tuple[bytes, str] | None, body: bytes, kind: str) -> None:
    """Write an object unless it is there as it should be; `Conflict` when another wrote it since it was found."""
    if found and found[0] == body:
        return
    store.put(key, body, content_type=kind, if_match=found[1] if found else None, if_absent=found is None)
