"""The captured articles of a run, read from its archive in the bucket."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from khuyenhoc.crawl.archive import Entry, capture_of, captures, index_of, surt
from khuyenhoc.errors import KeyMissing
from khuyenhoc.models import Capture
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.crawl import report_of
from khuyenhoc.store import Store
from khuyenhoc.tables import from_parquet


def captures_of(run: Run, source_id: str) -> Iterator[Capture]:
    """Articles that the run's crawl of a source captured and found right, in the order of the crawl.

    First those of earlier crawls that nobody extracted, which this one hands on. None when the run did not crawl the
    source.
    """
    report = report_of(run, source_id)
    if report is None:
        return iter(())
    return archived(run.store, source_id, [*report.handed_on, *report.raw_keys])


def archived(store: Store, source_id: str, raw_keys: list[str]) -> Iterator[Capture]:
    """The captures of articles in these WARC objects; what a re-extraction reads."""
    for key in raw_keys:
        entries = indexed(store, key)
        if any(entry.is_article for entry in entries):
            yield from captures(store.get(key), entries, source_id, key)


def indexed(store: Store, raw_key: str) -> list[Entry]:
    """The index beside a WARC object."""
    return index_of(store.get(raw_key.removesuffix(".warc.gz") + ".cdxj"))


@dataclass(frozen=True, slots=True)
class Shown:
    """One time that an address was archived; `key` is the object that its record lies in."""

    key: str
    entry: Entry

    @property
    def at(self) -> datetime:
        return datetime.strptime(self.entry.at, "%Y%m%d%H%M%S").replace(tzinfo=UTC)

    @property
    def is_revisit(self) -> bool:
        return self.entry.fields["mime"] == "warc/revisit"


def history(store: Store, source_id: str, url: str) -> Iterator[Shown]:
    """Every time that an address was archived, the latest first: by the address asked or the article's own."""
    asked = surt(url)
    prefix = store.keys.raw(source_id, date.min, "").partition("/date=")[0] + "/"
    for key in reversed([key for key in store.list(prefix) if key.endswith(".cdxj")]):
        found = [
            entry
            for entry in index_of(store.get(key))
            if entry.surt == asked or surt(entry.fields.get("canonical", "")) == asked
        ]
        for entry in sorted(found, key=lambda entry: entry.at, reverse=True):
            yield Shown(key.removesuffix(".cdxj") + ".warc.gz", entry)


def page_of(store: Store, source_id: str, shown: list[Shown], at: Shown) -> Capture | None:
    """The page as it was then: a revisit shows the earlier capture of the same bytes. None when that is gone."""
    same = [
        one for one in shown if not one.is_revisit and one.entry.fields["digest"] == at.entry.fields["digest"]
    ]
    full = next((one for one in same if one.at <= at.at), None)
    if full is None:
        return None
    record = store.get_range(full.key, full.entry.offset, full.entry.length)
    return capture_of(record, full.entry, source_id, full.key)


def capture_at(store: Store, source_id: str, key: str, offset: int) -> Capture:
    """The page whose record begins there, by the index beside its WARC object; `KeyMissing` when none does."""
    missing = KeyMissing(
        f"No archived page of {source_id} at {offset} of {key}", remedy="See the article's row"
    )
    if not key.startswith(f"{store.keys.prefix}raw/source={source_id}/") or not key.endswith(".warc.gz"):
        raise missing
    entry = next((entry for entry in indexed(store, key) if entry.offset == offset), None)
    if entry is None or entry.fields["mime"] == "warc/revisit":
        raise missing
    return capture_of(store.get_range(key, offset, entry.length), entry, source_id, key)


def read_articles(store: Store, run_id: str, source_id: str) -> list[dict[str, Any]]:
    """The articles that a run read of a source, the newest first: title, address, day, and where its page lies.

    `KeyMissing` when the run did not read the source, or what it staged has expired.
    """
    columns = ["title", "url", "published_at", "warc_key", "warc_offset"]
    rows = from_parquet(store.get(store.keys.staging(run_id, source_id, "articles")))
    rows.sort(key=lambda row: (str(row["published_at"] or ""), row["url"]), reverse=True)
    return [{name: row[name] for name in columns} for row in rows]
