"""Says what changed from one release to the next, row by row, each with its cause."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa

from khuyenhoc import tables

#: Where a reading lies or how sure it is may shift without the figure being another one.
_SAME_FIGURE = ("value", "value_max", "denominator", "bound", "period_text", "area_code", "province_code",
                "province_code_2025", "area_code_system", "version")  # fmt: skip


def delta(before: pa.Table, after: pa.Table, articles_before: pa.Table, articles_after: pa.Table) -> pa.Table:
    """The observations of the touched articles that are added, removed or changed, ordered by article.

    The cause is read from the article: `new` when the release before had none of it, `withdrawn` when it is
    gone from its site, `source_edited` when its version grew, `extractor_changed` when another extractor read
    the same text, else `corrected` (a rule or a person's decision).
    """
    old_articles, new_articles = _by_id(articles_before), _by_id(articles_after)
    old = {_name(row): row for row in before.to_pylist()}
    new = {_name(row): row for row in after.to_pylist()}
    rows = []
    for name in sorted(old.keys() | new.keys()):
        was, is_ = old.get(name), new.get(name)
        row = is_ if is_ is not None else was
        assert row is not None
        article_id = row["article_id"]
        cause = _cause(old_articles.get(article_id), new_articles.get(article_id))
        same = was is not None and is_ is not None and all(was[c] == is_[c] for c in _SAME_FIGURE)
        if same and cause != "withdrawn":
            continue
        rows.append({
            **row,
            "change": "added" if was is None else "removed" if is_ is None else "changed",
            "cause": cause,
            "value_before": was["value"] if was is not None else None,
        })  # fmt: skip
    return pa.Table.from_pylist(rows, schema=tables.DELTA)


def _by_id(articles: pa.Table) -> dict[str, Mapping[str, Any]]:
    columns = articles.select(["article_id", "version", "extractor_version", "withdrawn_at"])
    return {row["article_id"]: row for row in columns.to_pylist()}


def _name(row: Mapping[str, Any]) -> tuple[str, str]:
    return row["article_id"], row["observation_id"]


def _cause(was: Mapping[str, Any] | None, is_: Mapping[str, Any] | None) -> str:
    if was is None:
        return "new"
    if is_ is None:
        return "corrected"
    if is_["withdrawn_at"] is not None and was["withdrawn_at"] is None:
        return "withdrawn"
    if is_["version"] != was["version"]:
        return "source_edited"
    if is_["extractor_version"] != was["extractor_version"]:
        return "extractor_changed"
    return "corrected"
