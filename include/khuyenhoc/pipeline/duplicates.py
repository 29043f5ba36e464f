"""Mark the articles of a run that say what an earlier one says, of whatever source."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from khuyenhoc.extract.duplicates import Said, originals
from khuyenhoc.pipeline import Run
from khuyenhoc.tables import values

_COLUMNS = ["article_id", "text", "published_at", "first_seen_at"]


def link_duplicates(run: Run, release: str | None, articles: pa.Table) -> pa.Table:
    """The run's articles with `near_duplicate_of` set: to the earliest of the run and of the release before it.

    What has landed keeps its place: where the run brings an earlier print of it, the new one is linked to it.
    """
    staged = [_said(row) for row in articles.select(_COLUMNS).to_pylist()]
    ids = {said.article_id for said in staged}
    landed = [said for said in _landed(run, release) if said.article_id not in ids]
    known = {said.article_id for said in landed}
    original: dict[str, str] = {}
    for later, earlier in originals([*staged, *landed]).items():
        if later in known and earlier in ids:
            original.setdefault(earlier, later)
        elif later in ids:
            original[later] = earlier
    links = [_of(original, name) for name in values(articles, "article_id")]
    place = articles.schema.get_field_index("near_duplicate_of")
    return articles.set_column(place, articles.schema.field(place), pa.array(links, pa.string()))


def _of(original: Mapping[str, str], name: str) -> str | None:
    """The last of a chain: what a copy of a copy is a copy of."""
    found = original.get(name)
    while found is not None and found in original and original[found] != name:
        found = original[found]
    return found


def _landed(run: Run, release: str | None) -> Iterator[Said]:
    """What the release holds from before the run."""
    if release is None:
        return
    body = run.store.get(run.store.keys.release(release, "articles.parquet"))
    for batch in pq.ParquetFile(io.BytesIO(body)).iter_batches(columns=_COLUMNS):
        yield from (_said(row) for row in batch.to_pylist() if row["first_seen_at"] < run.started_at)


def _said(row: Mapping[str, Any]) -> Said:
    at: datetime = row["published_at"] or row["first_seen_at"]
    return Said(row["article_id"], row["text"], at)
