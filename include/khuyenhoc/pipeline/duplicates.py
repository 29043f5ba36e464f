"""Link the articles that say what an earlier one says, of whatever source: those of a run and those that landed."""

from __future__ import annotations

import io
from collections.abc import Mapping, Set
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from khuyenhoc import tables
from khuyenhoc.extract.duplicates import Said, originals
from khuyenhoc.keys import day_of
from khuyenhoc.pipeline import Run

_COLUMNS = ["article_id", "text", "published_at", "first_seen_at", "near_duplicate_of"]


def link_duplicates(
    run: Run, release: str | None, passed: pa.Table, staged: Set[str]
) -> tuple[pa.Table, pa.Table]:
    """The articles that passed in a run, `near_duplicate_of` set to the earliest of them and of the release before it
    that says the same; and the landed articles whose original is another from now on, whole, in the same columns.

    So an earlier print that is found late becomes the original of what has landed, and a copy whose original was
    edited stands alone again. `staged` are the ids of what the run read, set aside or not: of them only what passed
    counts.
    """
    landed = _landed(run, release, staged | set(tables.values(passed, "article_id")))
    original = originals(map(_said, [*passed.select(_COLUMNS).to_pylist(), *landed.to_pylist()]))
    changed = {
        row["article_id"]
        for row in landed.select(["article_id", "near_duplicate_of"]).to_pylist()
        if original.get(row["article_id"]) != row["near_duplicate_of"]
    }
    return _linked(passed, original), _linked(_whole(run, release, changed, passed.schema), original)


def _linked(articles: pa.Table, original: Mapping[str, str]) -> pa.Table:
    links = [original.get(name) for name in tables.values(articles, "article_id")]
    place = articles.schema.get_field_index("near_duplicate_of")
    return articles.set_column(place, articles.schema.field(place), pa.array(links, pa.string()))


def _landed(run: Run, release: str | None, but: Set[str]) -> pa.Table:
    """What the release holds from before the run, without some articles."""
    if release is None:
        return tables.ARTICLES.empty_table().select(_COLUMNS)
    body = run.store.get(run.store.keys.release(release, "articles.parquet"))
    table = pq.read_table(
        io.BytesIO(body), columns=_COLUMNS, filters=pc.field("first_seen_at") < run.started_at
    )
    return table.filter(
        pc.invert(pc.is_in(table.column("article_id"), value_set=pa.array(sorted(but), pa.string())))
    )


def _whole(run: Run, release: str | None, names: Set[str], schema: pa.Schema) -> pa.Table:
    """The rows of these articles as they landed, with the day of their capture."""
    if release is None or not names:
        return schema.empty_table()
    body = run.store.get(run.store.keys.release(release, "articles.parquet"))
    rows = tables.conform(
        pq.read_table(io.BytesIO(body), filters=pc.field("article_id").isin(sorted(names))), tables.ARTICLES
    )
    days = [day_of(key) for key in tables.values(rows, "warc_key")]
    return rows.append_column(schema.field("date"), pa.array(days, pa.date32()))


def _said(row: Mapping[str, Any]) -> Said:
    return Said(row["article_id"], row["text"], row["published_at"] or row["first_seen_at"])
