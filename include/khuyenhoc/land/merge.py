"""Merges what a run gives for a source and a day with what that day already has."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from khuyenhoc import tables

#: How the rows of a day's object and of a snapshot are ordered: a source, then an article, lie together.
ORDER: Mapping[str, Any] = {
    "articles": [("source_id", "ascending"), ("article_id", "ascending"), ("version", "ascending")],
    "observations": [
        ("source_id", "ascending"), ("article_id", "ascending"), ("version", "ascending"),
        ("char_start", "ascending"), ("observation_id", "ascending"),
    ],
}  # fmt: skip


@dataclass(frozen=True)
class Rows:
    """Articles and the observations that they say."""

    articles: pa.Table
    observations: pa.Table

    @classmethod
    def none(cls) -> Rows:
        return cls(tables.ARTICLES.empty_table(), tables.OBSERVATIONS.empty_table())

    def where_source(self, source_id: str) -> Rows:
        return Rows(
            *(t.filter(pc.field("source_id") == source_id) for t in (self.articles, self.observations))
        )


def keys_of(table: pa.Table) -> list[str]:
    """The name of the article version that each row belongs to: "7586e100300bbc96 1"."""
    names: list[str] = _names(table).to_pylist()
    return names


def _names(table: pa.Table) -> Any:
    version = pc.cast(table.column("version"), pa.string())
    return pc.binary_join_element_wise(table.column("article_id"), version, " ")


def rows_in(table: pa.Table, keys: Set[str], *, are: bool = True) -> pa.Table:
    """The rows whose article version is (or is not) among the keys."""
    if not keys or not table.num_rows:
        return table.slice(0, 0) if are else table
    chosen = pc.is_in(_names(table), value_set=pa.array(sorted(keys), pa.string()))
    return table.filter(chosen if are else pc.invert(chosen))


def ordered(table: pa.Table, name: str) -> pa.Table:
    """The table in the order of its kind; one that is in order already is not copied."""
    places = pc.sort_indices(table, sort_keys=ORDER[name])
    in_order = np.array_equal(places.to_numpy(), np.arange(table.num_rows))
    return (table if in_order else table.take(places)).combine_chunks()


def merge(have: Rows, new: Rows, staged: Set[str]) -> Rows:
    """What a source's day holds after a run: its rows, with the run's in place of those that it read anew.

    `staged` names the article versions that the run read, those set aside too: what the day had of them goes,
    unless the day's capture is the later one (an older run that is run again changes nothing that a newer
    run has read since). Rows of `new` whose article is not staged came back from quarantine: each is added, or
    replaces the row of the same id.
    """
    later = _read_later(have.articles, new.articles)
    replaced = staged - later
    new = Rows(rows_in(new.articles, later, are=False), rows_in(new.observations, later, are=False))
    kept = Rows(rows_in(have.articles, replaced, are=False), rows_in(have.observations, replaced, are=False))
    kept = Rows(
        rows_in(kept.articles, set(keys_of(new.articles)), are=False),
        _without(kept.observations, new.observations),
    )
    return Rows(
        ordered(pa.concat_tables([kept.articles, new.articles]), "articles"),
        ordered(pa.concat_tables([kept.observations, new.observations]), "observations"),
    )


def _read_later(have: pa.Table, new: pa.Table) -> Set[str]:
    if not have.num_rows:
        return set()
    fetched = dict(zip(keys_of(new), tables.values(new, "fetched_at"), strict=True))
    had = zip(keys_of(have), tables.values(have, "fetched_at"), strict=True)
    return {key for key, at in had if key in fetched and at > fetched[key]}


def _without(table: pa.Table, those: pa.Table) -> pa.Table:
    if not table.num_rows:
        return table

    def named(t: pa.Table) -> Any:
        return pc.binary_join_element_wise(_names(t), t.column("observation_id"), " ")

    return table.filter(pc.invert(pc.is_in(named(table), value_set=named(those).combine_chunks())))
