"""Streams the snapshot of the release before, with what changed, into the snapshot of the new one."""

from __future__ import annotations

import gzip
import hashlib
from collections.abc import Iterator, Set
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pcsv
import pyarrow.parquet as pq

from khuyenhoc import tables
from khuyenhoc.land.merge import ordered

#: A cell that a spreadsheet would run as a formula, or a name that it would call.
FORMULA = r"^[=+\-@＝＋－＠\t\r\n]"


@dataclass(frozen=True)
class Written:
    """A file that was written: what the index says of it."""

    path: Path
    rows: int
    bytes: int
    sha256: str


def read(path: Path | None, schema: pa.Schema) -> Iterator[pa.Table]:
    """The rows of a snapshot in batches, in the columns of today's schema."""
    if path is None:
        return
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=tables.row_group(schema)):
            yield tables.conform(pa.Table.from_batches([batch]), schema)


def rows_of(
    path: Path | None, schema: pa.Schema, article_ids: Set[str], sources: Set[str] | None
) -> pa.Table:
    """The rows of some articles; row groups that hold none of their sources, where these are known, are not read."""
    if path is None or not article_ids:
        return schema.empty_table()
    wanted = pa.array(sorted(article_ids), pa.string())
    parts = [schema.empty_table()]
    with pq.ParquetFile(path) as file:
        for group in range(file.num_row_groups):
            if _may_hold(file.metadata.row_group(group), sources):
                table = tables.conform(file.read_row_group(group), schema)
                parts.append(table.filter(pc.is_in(table.column("article_id"), value_set=wanted)))
    return pa.concat_tables(parts)


def _may_hold(group: Any, sources: Set[str] | None) -> bool:
    if sources is None:
        return True
    column = next(c for c in map(group.column, range(group.num_columns)) if c.path_in_schema == "source_id")
    bounds = column.statistics
    return bounds is None or not bounds.has_min_max or any(bounds.min <= s <= bounds.max for s in sources)


def replace(base: Iterator[pa.Table], drop: Set[str], add: pa.Table, name: str) -> Iterator[pa.Table]:
    """The rows of `base` without the articles of `drop`, with `add` where the order has it; in batches.

    Both are ordered by source and article, and no article is in both once those of `drop` are gone.
    """
    add = ordered(add, name)
    places = list(zip(tables.values(add, "source_id"), tables.values(add, "article_id"), strict=True))
    gone = pa.array(sorted(drop), pa.string())
    done = 0
    for batch in base:
        left = batch.filter(pc.invert(pc.is_in(batch.column("article_id"), value_set=gone)))
        if not left.num_rows:
            continue
        last = (left.column("source_id")[-1].as_py(), left.column("article_id")[-1].as_py())
        upto = done
        while upto < len(places) and places[upto] < last:
            upto += 1
        if upto > done:
            left = ordered(pa.concat_tables([left, add.slice(done, upto - done)]), name)
            done = upto
        yield left
    if done < add.num_rows:
        yield add.slice(done)


def write(batches: Iterator[pa.Table], schema: pa.Schema, folder: Path, name: str) -> dict[str, Written]:
    """Write `<name>.parquet` and `<name>.csv.gz`; the same rows give the same bytes, however batched."""
    parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv.gz"
    rows = 0
    with ExitStack() as stack:
        sink = stack.enter_context(pq.ParquetWriter(parquet, schema, **tables.PARQUET))
        raw = stack.enter_context(csv.open("wb"))
        packed = stack.enter_context(gzip.GzipFile("", "wb", compresslevel=4, fileobj=raw, mtime=0))
        lines = stack.enter_context(pcsv.CSVWriter(cast(Any, packed), _csv_schema(schema)))
        for group in _groups(batches, schema):
            sink.write_table(group, row_group_size=group.num_rows)
            lines.write_table(csv_safe(group))
            rows += group.num_rows
    return {"parquet": _written(parquet, rows), "csv": _written(csv, rows)}


def _groups(batches: Iterator[pa.Table], schema: pa.Schema) -> Iterator[pa.Table]:
    """The same rows in tables of one row group each: bytes must not depend on how they came."""
    waiting: list[pa.Table] = []
    have, size = 0, tables.row_group(schema)
    for batch in batches:
        waiting.append(batch)
        have += batch.num_rows
        while have >= size:
            whole = pa.concat_tables(waiting).combine_chunks()
            yield whole.slice(0, size)
            waiting = [whole.slice(size)]
            have -= size
    if have:
        yield pa.concat_tables(waiting).combine_chunks()


def _written(path: Path, rows: int) -> Written:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            digest.update(chunk)
    return Written(path, rows, path.stat().st_size, digest.hexdigest())


def _csv_type(kind: pa.DataType) -> pa.DataType:
    return pa.string() if pa.types.is_nested(kind) or pa.types.is_string(kind) else kind


def _csv_schema(schema: pa.Schema) -> pa.Schema:
    return pa.schema([pa.field(field.name, _csv_type(field.type)) for field in schema])


def csv_safe(table: pa.Table) -> pa.Table:
    """The table as CSV shows it: lists joined by " | ", and no text that a spreadsheet would run.

    A text that begins with = + - @ (full width too), a tab or the end of a line gets an apostrophe before it, as
    OWASP advises; numbers are numbers and stay as they are.
    """
    columns = []
    for field, column in zip(table.schema, table.columns, strict=True):
        shown = column
        if pa.types.is_list(field.type) and pa.types.is_string(field.type.value_type):
            shown = pc.binary_join(column, " | ")
        elif pa.types.is_list(field.type):
            shown = pa.chunked_array(
                [pa.array([_joined(items) for items in column.to_pylist()], pa.string())]
            )
        if pa.types.is_string(shown.type):
            risky = pc.fill_null(pc.match_substring_regex(shown, FORMULA), False)
            if pc.any(risky).as_py():
                shown = pc.if_else(risky, pc.binary_join_element_wise("'", shown, ""), shown)
        columns.append(shown)
    return pa.Table.from_arrays(columns, schema=_csv_schema(table.schema))


def _joined(items: list[Any] | None) -> str | None:
    if items is None:
        return None
    return " | ".join(" ".join(str(value) for value in item.values() if value) for item in items)
