"""Trace an article through its versions: a release holds the newest, `data/` every one that ever landed."""

from __future__ import annotations

import io

import pyarrow.compute as pc
import pyarrow.parquet as pq

from khuyenhoc.errors import KeyMissing
from khuyenhoc.keys import day_of
from khuyenhoc.models import VIETNAM, Article
from khuyenhoc.pipeline.latest import read_latest
from khuyenhoc.store import Store
from khuyenhoc.tables import article_of


def versions_of(store: Store, asked: str) -> tuple[Article, ...]:
    """Every version of an article, the oldest first; `asked` is its id, its address or its canonical address.

    Raises KeyMissing when the latest release has no such article.
    """
    latest = read_latest(store)
    if latest is None:
        raise KeyMissing(f"No release in s3://{store.bucket}", remedy="Let a run land first")
    names = [pc.field(name) == asked for name in ("article_id", "url", "canonical_url")]
    found = _articles(
        store, store.keys.release(latest.release, "articles.parquet"), names[0] | names[1] | names[2]
    )
    if not found:
        raise KeyMissing(
            f"No article {asked} in release {latest.release}",
            remedy="Give the article_id or the url that articles.parquet has",
        )
    newest = found[0]
    first = newest.first_seen_at.astimezone(VIETNAM).date()
    versions = {}
    for key in store.list(f"{store.keys.prefix}data/articles/"):
        day = day_of(key)
        if key.endswith(f"/{newest.source_id}.parquet") and day is not None and day >= first:
            for article in _articles(store, key, pc.field("article_id") == newest.article_id):
                versions[article.version] = article
    versions[newest.version] = newest
    return tuple(versions[number] for number in sorted(versions))


def _articles(store: Store, key: str, wanted: pc.Expression) -> list[Article]:
    rows = pq.read_table(io.BytesIO(store.get(key)), filters=wanted).to_pylist()
    return [article_of(row) for row in rows]
