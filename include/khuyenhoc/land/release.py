"""Makes the objects of a release in a folder: from the release before and what a run changed, and nothing else."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from khuyenhoc import tables
from khuyenhoc.land import delta as deltas
from khuyenhoc.land import panel as panels
from khuyenhoc.land import snapshot
from khuyenhoc.land.coverage import RANK, Province, coverage
from khuyenhoc.land.health import arrivals, recent, source_row
from khuyenhoc.land.index import Changes, Column
from khuyenhoc.land.merge import Rows, keys_of, ordered, rows_in
from khuyenhoc.models import VIETNAM, Counts, Rejection, Source

#: The tables of a release, in the order in which they are made.
NAMES = ("articles", "observations", "delta", "panel", "coverage", "sources", "politeness", "rejections")


@dataclass(frozen=True)
class Base:
    """The release before, its objects fetched into a folder, what is set aside as of it, and its sources' last days."""

    release: str
    folder: Path
    rejections: Sequence[Rejection] = ()
    recent: Mapping[str, Mapping[date, str]] = field(default_factory=dict)

    def path(self, name: str) -> Path:
        return self.folder / f"{name}.parquet"


@dataclass(frozen=True)
class Brought:
    """What a run brings to a release.

    rows: what passed. relinked: landed articles whose original is another from now on.
    staged: the article versions that it read, those set aside too. pages: "source_id url" of these, as rejections
    of unreadable pages name them. rejections: what it set aside.
    asked: how often, by source: see `health.ASKED`. ledger: rows of `politeness`, of this run.
    """

    run: str
    at: datetime
    day: date
    rows: Rows
    relinked: pa.Table
    staged: Set[str]
    pages: Set[str]
    rejections: Sequence[Rejection]
    counts: Mapping[str, Counts]
    asked: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    ledger: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class Built:
    """The files of a release and what its index says of the whole."""

    files: Mapping[str, Mapping[str, snapshot.Written]]
    columns: Mapping[str, tuple[Column, ...]]
    changes: Changes
    sources: tuple[Mapping[str, Any], ...]
    unexplained: float
    extractor_versions: tuple[str, ...]


def build(
    folder: Path,
    release: str,
    base: Base | None,
    brought: Brought,
    sources: Sequence[Source],
    provinces: Sequence[Province],
) -> Built:
    """Write every table of the release as `<name>.parquet` and `<name>.csv.gz` into the folder."""
    old = {name: base.path(name) if base else None for name in NAMES}
    before, after = _touched(old, brought, release)
    gone = {key.split(" ")[0] for key in brought.staged} | set(tables.values(after.articles, "article_id"))

    looked, figures_of = _Looked(), Counter[str]()

    def articles() -> Iterator[pa.Table]:
        read = snapshot.read(old["articles"], tables.ARTICLES)
        for batch in snapshot.replace(read, gone, after.articles, "articles"):
            looked.look(batch)
            yield batch

    files = {"articles": snapshot.write(articles(), tables.ARTICLES, folder, "articles")}
    touched_keys = pc.unique(
        pa.chunked_array(
            [
                chunk
                for table in (before.observations, after.observations)
                for chunk in panels.names_of(panels.of_a_year(table)).chunks
            ],
            pa.string(),
        )
    )
    claims: list[pa.Table] = []

    def observations() -> Iterator[pa.Table]:
        read = snapshot.read(old["observations"], tables.OBSERVATIONS)
        for batch in snapshot.replace(read, gone, after.observations, "observations"):
            figures_of.update(tables.values(batch, "source_id"))
            said = panels.of_a_year(batch)
            claims.append(said.filter(pc.is_in(panels.names_of(said), value_set=touched_keys)))
            yield batch

    files["observations"] = snapshot.write(observations(), tables.OBSERVATIONS, folder, "observations")
    changed = deltas.delta(before.observations, after.observations, before.articles, after.articles)
    rows = {
        "delta": changed,
        "panel": _panel(
            old["panel"], touched_keys, panels.panel(claims, looked.published, looked.duplicates)
        ),
        "coverage": _coverage(old["coverage"], brought, sources, provinces),
        "politeness": _ledger(old["politeness"], brought),
        "rejections": _rejections(base, brought),
    }
    set_aside = _set_aside(rows["rejections"])
    was = {row["source_id"]: row for row in _rows(old["sources"])}
    source_rows = [
        source_row(
            source, was.get(source.id, {}), brought.counts.get(source.id),
            brought.asked.get(source.id, {}), run=brought.run, at=brought.at,
            articles=looked.of_source[source.id], observations=figures_of[source.id],
            set_aside=set_aside[source.id],
        )
        for source in sources
    ]  # fmt: skip
    rows["sources"] = pa.Table.from_pylist(source_rows, schema=tables.SOURCES)
    for name, table in rows.items():
        files[name] = snapshot.write(iter([table]), tables.TABLES[name], folder, name)
    return Built(
        files=files,
        columns={name: _columns(tables.TABLES[name]) for name in NAMES},
        changes=_changes(changed, before.articles, after.articles),
        sources=tuple(
            row
            | {
                "arrivals": arrivals(source, looked.days(source.id), brought.day),
                "off_until": source.off.until if source.off else None,
                "recent": recent(
                    base.recent.get(source.id, {}) if base else {}, brought.counts.get(source.id), brought.day
                ),
            }
            for row, source in zip(source_rows, sources, strict=True)
        ),
        unexplained=looked.unexplained,
        extractor_versions=tuple(sorted(looked.extractors)),
    )


class _Looked:
    """What passes by while the articles stream: when each was published, which repeat another, how many each source
    has and of which days, which extractors read them, and how much stayed unexplained."""

    def __init__(self) -> None:
        self.published: dict[str, datetime | None] = {}
        self.duplicates: set[str] = set()
        self.of_source: Counter[str] = Counter()
        self.extractors: set[str] = set()
        self._days: defaultdict[str, list[date]] = defaultdict(list)
        self._seen: defaultdict[str, set[date]] = defaultdict(set)
        self._unexplained = 0.0

    def look(self, articles: pa.Table) -> None:
        names = ("article_id", "source_id", "published_at", "first_seen_at")
        columns = [tables.values(articles, name) for name in names]
        for article_id, source_id, published_at, first_seen_at in zip(*columns, strict=True):
            self.published[article_id] = published_at
            if published_at is not None:
                self._days[source_id].append(published_at.astimezone(VIETNAM).date())
            else:
                self._seen[source_id].add(first_seen_at.astimezone(VIETNAM).date())
        self.of_source.update(columns[1])
        repeats = articles.filter(pc.is_valid(articles.column("near_duplicate_of")))
        self.duplicates.update(tables.values(repeats, "article_id"))
        self.extractors.update(tables.values(articles, "extractor_version"))
        self._unexplained += sum(share or 0.0 for share in tables.values(articles, "unexplained"))

    def days(self, source_id: str) -> list[date]:
        """The days of a source's articles, for `health.arrivals`."""
        return [*self._days[source_id], *self._seen[source_id]]

    @property
    def unexplained(self) -> float:
        """Mean share of numeric tokens that no rule explains."""
        return round(self._unexplained / max(1, self.of_source.total()), 6)


def _touched(old: Mapping[str, Path | None], brought: Brought, release: str) -> tuple[Rows, Rows]:
    """The rows of the articles that the run touched: as the release before had them, and as this one has."""
    new = Rows(pa.concat_tables([brought.rows.articles, brought.relinked]), brought.rows.observations)
    ids = {key.split(" ")[0] for key in brought.staged}
    ids |= {i for t in (new.articles, new.observations) for i in tables.values(t, "article_id")}
    from_sources = {s for t in (new.articles, new.observations) for s in tables.values(t, "source_id")}
    before = Rows(
        snapshot.rows_of(old["articles"], tables.ARTICLES, ids, from_sources | set(brought.counts)),
        snapshot.rows_of(old["observations"], tables.OBSERVATIONS, ids, from_sources | set(brought.counts)),
    )
    articles = _newest(before.articles, new.articles, brought.staged, release)
    keys = set(keys_of(articles))
    fresh = rows_in(new.observations, keys)
    again = pa.array(tables.values(fresh, "observation_id"), pa.string())
    left = rows_in(before.observations, keys - brought.staged)
    left = left.filter(pc.invert(pc.is_in(left.column("observation_id"), value_set=again)))
    return before, Rows(articles, ordered(pa.concat_tables([left, fresh]), "observations"))


def _newest(before: pa.Table, new: pa.Table, staged: Set[str], release: str) -> pa.Table:
    """For each article its highest version, of that the latest capture; what the run set aside is left out."""
    had = dict(zip(keys_of(before), before.to_pylist(), strict=True))
    candidates = [row for key, row in had.items() if key not in staged]
    for key, row in zip(keys_of(new), new.to_pylist(), strict=True):
        first = had.get(key, {}).get("release_id") or release
        candidates.append({**row, "release_id": first})
    best: dict[str, dict[str, Any]] = {}
    for row in sorted(candidates, key=lambda row: (row["version"], row["fetched_at"])):
        best[row["article_id"]] = row
    return ordered(pa.Table.from_pylist(list(best.values()), schema=tables.ARTICLES), "articles")


def _panel(old: Path | None, touched: pa.Array[Any], rows: Sequence[Mapping[str, Any]]) -> pa.Table:
    had = tables.table_of(old.read_bytes(), tables.PANEL) if old else tables.PANEL.empty_table()
    left = had.filter(pc.invert(pc.is_in(panels.names_of(had), value_set=touched)))
    return panels.table_of(rows, left)


def _ledger(old: Path | None, brought: Brought) -> pa.Table:
    """What each host was asked for by earlier runs, and by this one."""
    kept = [row for row in _rows(old) if row["run"] != brought.run]
    rows = sorted([*kept, *brought.ledger], key=lambda row: (row["date"], row["run"], row["host"]))
    return pa.Table.from_pylist(rows, schema=tables.POLITENESS)


def _coverage(
    old: Path | None, brought: Brought, sources: Sequence[Source], provinces: Sequence[Province]
) -> pa.Table:
    """The days before, and this day: the better of what it had and what this run gave."""
    of: dict[str, list[str]] = {}
    for source in sources:
        if source.enabled and source.province:
            of.setdefault(source.province, []).append(source.id)
    about = Counter(tables.values(brought.rows.observations, "province_code"))
    today = coverage(brought.day, provinces, of, brought.counts, about)
    rows = _rows(old)
    had = {row["province_code"]: row for row in rows if row["date"] == brought.day}
    merged = [_better(had.get(row["province_code"]), row) for row in today]
    kept = [row for row in rows if row["date"] != brought.day]
    days = sorted([*kept, *merged], key=lambda row: (row["date"], row["province_code"]))
    return pa.Table.from_pylist(days, schema=tables.COVERAGE)


def _better(had: Mapping[str, Any] | None, row: dict[str, Any]) -> dict[str, Any]:
    if had is None:
        return row
    order = (*RANK, "no_source")
    best = min((row, had), key=lambda r: order.index(r["status"]))
    sums = {name: had[name] + row[name] for name in ("articles", "observations", "about")}
    return {**row, "status": best["status"], "detail": best["detail"], **sums}


def _rejections(base: Base | None, brought: Brought) -> pa.Table:
    """Everything that is set aside now: what was, without what this run read anew or let pass, and its own."""
    observed = brought.rows.observations
    ids = zip(keys_of(observed), tables.values(observed, "observation_id"), strict=True)
    passed = {("articles", key) for key in keys_of(brought.rows.articles)}
    passed |= {("observations", " ".join(pair)) for pair in ids}
    judged = {(rejection.table, rejection.record_name) for rejection in brought.rejections}
    stay = []
    for rejection in base.rejections if base else ():
        name = rejection.record_name
        read_anew = " ".join(name.split(" ")[:2]) in brought.staged | brought.pages
        if not read_anew and (rejection.table, name) not in passed | judged:
            stay.append(rejection)
    found = {(r.table, r.record_name, r.rule): r for r in [*stay, *brought.rejections]}
    return pa.Table.from_pylist(
        [tables.rejection_row(found[key]) for key in sorted(found)], schema=tables.REJECTIONS
    )


def _set_aside(rejections: pa.Table) -> Counter[str]:
    records = {(row["table"], row["record"]) for row in rejections.to_pylist()}
    return Counter(str(json.loads(record).get("source_id")) for _, record in records)


def _rows(path: Path | None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist() if path else []
    return rows


def _columns(schema: pa.Schema) -> tuple[Column, ...]:
    return tuple(
        Column(
            name=f.name, type=str(f.type), description=(f.metadata or {}).get(b"description", b"").decode()
        )
        for f in schema
    )


def _changes(changed: pa.Table, articles_before: pa.Table, articles_after: pa.Table) -> Changes:
    by_change = Counter(tables.values(changed, "change"))
    by_cause = Counter(tables.values(changed, "cause"))
    known, now = (set(tables.values(t, "article_id")) for t in (articles_before, articles_after))
    return Changes(**by_change, by_cause=dict(sorted(by_cause.items())), articles=len(now - known))
