"""The captured articles of a run, read from its archive in the bucket."""

from __future__ import annotations

from collections.abc import Iterator

from khuyenhoc.crawl.archive import Entry, captures, index_of
from khuyenhoc.models import Capture
from khuyenhoc.pipeline import Run
from khuyenhoc.store import Store


def captures_of(run: Run, source_id: str) -> Iterator[Capture]:
    """Articles that the run's crawl of a source captured and found right, in the order of the crawl."""
    prefix = run.store.keys.raw(source_id, run.day, run.run_id).removesuffix(".warc.gz")
    return archived(run.store, source_id, [key for key in run.store.list(prefix) if key.endswith(".warc.gz")])


def archived(store: Store, source_id: str, raw_keys: list[str]) -> Iterator[Capture]:
    """The captures of articles in these WARC objects; what a re-extraction reads."""
    for key in raw_keys:
        entries = indexed(store, key)
        if any(entry.is_article for entry in entries):
            yield from captures(store.get(key), entries, source_id, key)


def indexed(store: Store, raw_key: str) -> list[Entry]:
    """The index beside a WARC object."""
    return index_of(store.get(raw_key.removesuffix(".warc.gz") + ".cdxj"))
