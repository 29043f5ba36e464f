"""A source's frontier as an object of the bucket, and the start of a crawl beside its journal."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from khuyenhoc.crawl.frontier import Frontier, Page, merged, pages_of, rows
from khuyenhoc.crawl.pace import Spent
from khuyenhoc.errors import Conflict
from khuyenhoc.store import Store
from khuyenhoc.tables import MOMENT, to_parquet

#: How often a frontier is merged with another run's before giving up.
MERGES = 5

_TYPES = {
    **dict.fromkeys(("first_seen", "due", "fetched_at", "captured_at", "changed_at"), MOMENT),
    **dict.fromkeys(("status", "gone", "failures"), pa.int32()),
    "published": pa.date32(),
    "complete": pa.bool_(),
}
FRONTIER = pa.schema([pa.field(name, _TYPES.get(name, pa.string())) for name in Page.__dataclass_fields__])


def read_frontier(store: Store, source_id: str) -> tuple[Frontier, str | None]:
    """A source's frontier and the ETag of its object; an empty one and None before the first crawl."""
    found = store.get_tagged(store.keys.frontier(source_id))
    if found is None:
        return Frontier(), None
    body, etag = found
    return _frontier_of(body)[0], etag


def write_frontier(store: Store, source_id: str, frontier: Frontier, etag: str | None) -> None:
    """Replace a source's frontier by compare-and-swap; another run's is merged with ours. `Conflict` after five."""
    for _ in range(MERGES):
        try:
            store.put(
                store.keys.frontier(source_id), _bytes_of(frontier, {}), if_match=etag, if_absent=etag is None
            )
        except Conflict:
            theirs, etag = read_frontier(store, source_id)
            frontier = merged(frontier, theirs)
        else:
            return
    raise Conflict(f"{store.keys.frontier(source_id)}: {MERGES} other runs wrote it meanwhile")


@dataclass(frozen=True)
class Start:
    """What a crawl began with, so that one that was killed begins with the same: `rows` of the log and `raw_keys`
    are those of an earlier attempt of the same run."""

    frontier: Frontier
    proven: bool
    rows: int = 0
    raw_keys: tuple[str, ...] = ()


class StoreJournal:
    """A crawl's journal as small objects: its start, and one for each answer."""

    def __init__(self, store: Store, prefix: str) -> None:
        self._store, self._prefix = store, prefix
        self._start = f"{prefix}start.parquet"
        keys = list(store.list(prefix))
        self.resumed = self._start in keys
        self._keys = [key for key in keys if key != self._start]

    def start(self, start: Start) -> Start:
        """The start that this run had, which is this one when it has just begun."""
        if self.resumed:
            frontier, said = _frontier_of(self._store.get(self._start))
            return Start(frontier, said["proven"], said["rows"], tuple(said["raw_keys"]))
        said = {"proven": start.proven, "rows": start.rows, "raw_keys": start.raw_keys}
        self._store.put(self._start, _bytes_of(start.frontier, said))
        return start

    def entries(self) -> Iterator[bytes]:
        return (self._store.get(key) for key in self._keys)

    def append(self, entry: bytes) -> None:
        key = f"{self._prefix}{len(self._keys):06d}"
        self._store.put(key, entry)
        self._keys.append(key)

    def remove(self) -> None:
        """Forget the run: its start last, so that what is left is never taken for one that has just begun."""
        for key in (*self._keys, self._start):
            self._store.delete(key)


def _bytes_of(frontier: Frontier, beside: dict[str, Any]) -> bytes:
    said = {
        "spent": asdict(frontier.spent),
        "unread": frontier.unread,
        "reader": frontier.reader,
        **beside,
    }
    metadata = {b"source": json.dumps(said, default=str).encode()}
    return to_parquet(rows(frontier), FRONTIER.with_metadata(metadata))


def _frontier_of(body: bytes) -> tuple[Frontier, dict[str, Any]]:
    table = pq.read_table(io.BytesIO(body))
    said: dict[str, Any] = json.loads((table.schema.metadata or {})[b"source"])
    frontier = Frontier(
        pages=pages_of(table.to_pylist()),
        spent=Spent(**said["spent"]),
        unread=tuple(said["unread"]),
        reader=said["reader"],
    )
    return frontier, said
