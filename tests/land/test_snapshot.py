"""A snapshot is streamed: the same rows give the same bytes, however they came, and CSV is safe to open."""

from __future__ import annotations

import csv
import gzip
import io
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from khuyenhoc import tables
from khuyenhoc.land import snapshot
from khuyenhoc.land.merge import Rows, keys_of, merge, ordered
from tests.records import an_article, an_observation


def articles(*slugs: str, source: str = "yenbai", **over: object) -> pa.Table:
    rows = [tables.article_row(an_article(source, slug, **over)) for slug in slugs]
    return ordered(pa.Table.from_pylist(rows, schema=tables.ARTICLES), "articles")


def observations(*slugs: str, **over: object) -> pa.Table:
    rows = [tables.observation_row(an_observation(an_article(slug=slug), **over)) for slug in slugs]
    return ordered(pa.Table.from_pylist(rows, schema=tables.OBSERVATIONS), "observations")


def ids(table: pa.Table) -> list[str]:
    return tables.values(table, "article_id")


def test_bytes_depend_on_the_rows_and_not_on_the_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "ROW_GROUP_OF_TEXTS", 3)
    table = articles(*map(str, range(10)))
    (tmp_path / "a").mkdir(), (tmp_path / "b").mkdir()
    one = snapshot.write(iter([table]), tables.ARTICLES, tmp_path / "a", "articles")
    many = snapshot.write((table.slice(n, 1) for n in range(10)), tables.ARTICLES, tmp_path / "b", "articles")
    assert {kind: w.sha256 for kind, w in one.items()} == {kind: w.sha256 for kind, w in many.items()}
    assert pq.ParquetFile(tmp_path / "a/articles.parquet").num_row_groups == 4


def test_replacing_keeps_the_order_and_drops_what_was_read_anew() -> None:
    base, new = articles("a", "b", "c", "d", "e"), articles("b", "f", title="đã sửa")
    drop = set(ids(new))
    streamed = pa.concat_tables(
        snapshot.replace((base.slice(n, 2) for n in range(0, 5, 2)), drop, new, "articles")
    )
    assert ids(streamed) == sorted(set(ids(base)) | set(ids(new)))
    titles = dict(zip(ids(streamed), tables.values(streamed, "title"), strict=True))
    assert {titles[name] for name in drop} == {"đã sửa"}


def test_replacing_on_nothing_gives_what_is_new() -> None:
    new = articles("a", "b")
    assert pa.concat_tables(snapshot.replace(iter(()), set(), new, "articles")).equals(new)


def test_only_row_groups_of_the_sources_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "ROW_GROUP_OF_TEXTS", 2)
    table = ordered(
        pa.concat_tables([articles("a", "b", source="hanam"), articles("a", "b", source="yenbai")]),
        "articles",
    )
    snapshot.write(iter([table]), tables.ARTICLES, tmp_path, "articles")
    read: list[int] = []
    real = pq.ParquetFile.read_row_group
    monkeypatch.setattr(
        pq.ParquetFile, "read_row_group", lambda self, n, **k: read.append(n) or real(self, n, **k)
    )
    found = snapshot.rows_of(tmp_path / "articles.parquet", tables.ARTICLES, set(ids(table)), {"yenbai"})
    assert read == [1]
    assert set(tables.values(found, "source_id")) == {"yenbai"}


FORMULAS = [
    ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")", "a formula"),
    ("+84 912", "'+84 912", "a phone number that a spreadsheet would add up"),
    ("-1+1", "'-1+1", "a list dash"),
    ("@SUM(A1)", "'@SUM(A1)", "a function of old spreadsheets"),
    ("\t=1", "'\t=1", "a tab before a formula"),
    ("\r=1", "'\r=1", "a carriage return before a formula"),
    ("\n=1", "'\n=1", "a line feed before a formula"),
    ("＝1+1", "'＝1+1", "an equals sign of full width, which some spreadsheets read as one"),
    ("Hội Khuyến học", "Hội Khuyến học", "words stay words"),
    ("a=b", "a=b", "only the first character counts"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "shown", "why"), FORMULAS, ids=[why for _, _, why in FORMULAS])
def test_csv_runs_nothing(tmp_path: Path, title: str, shown: str, why: str) -> None:
    snapshot.write(iter([articles("a", title=title)]), tables.ARTICLES, tmp_path, "articles")
    text = gzip.decompress((tmp_path / "articles.csv.gz").read_bytes()).decode()
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["title"] == shown, why
    assert tables.values(pq.read_table(tmp_path / "articles.parquet"), "title") == [title], (
        "Parquet has it as it was"
    )


def test_csv_joins_lists_and_keeps_numbers(tmp_path: Path) -> None:
    table = observations("a")
    place = table.schema.get_field_index("checks")
    table = table.set_column(
        place, table.schema.field(place), pa.array([["no_jump", "share_agrees"]], pa.list_(pa.string()))
    )
    snapshot.write(iter([table]), tables.OBSERVATIONS, tmp_path, "observations")
    text = gzip.decompress((tmp_path / "observations.csv.gz").read_bytes()).decode()
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["checks"] == "no_jump | share_agrees"
    assert row["value"] == "1127.0000"


def test_an_older_object_is_read_in_todays_columns() -> None:
    older = articles("a").drop_columns(["withdrawn_at", "unexplained"])
    body = tables.parquet_of(older)
    assert tables.table_of(body, tables.ARTICLES).schema.equals(tables.ARTICLES)
    assert tables.values(tables.table_of(body, tables.ARTICLES), "withdrawn_at") == [None]


#: The columns of the first contract, by name and type as DuckDB says it.
FIRST = {
    "observation_id": "VARCHAR", "article_id": "VARCHAR", "version": "INTEGER", "metric": "VARCHAR",
    "statistic": "VARCHAR", "value": "DECIMAL(20,4)", "unit": "VARCHAR", "area": "VARCHAR",
    "province_code": "VARCHAR", "period_end": "DATE", "sentence": "VARCHAR", "checks": "VARCHAR[]",
}  # fmt: skip


@pytest.mark.parametrize("later", [{}, {"added_later": pa.int32()}], ids=["today's", "a later release's"])
def test_an_older_readers_query_runs_and_answers_the_same(
    tmp_path: Path, later: dict[str, pa.DataType]
) -> None:
    """An addition is no break; a name or a type that changed would be."""
    table = observations("a", "b")
    for name, kind in later.items():
        table = table.append_column(name, pa.nulls(table.num_rows, kind))
    snapshot.write(iter([table]), table.schema, tmp_path, "observations")
    asked = duckdb.sql(f"SELECT {', '.join(FIRST)} FROM '{tmp_path}/observations.parquet' WHERE value > 1000")
    assert dict(zip(asked.columns, map(str, asked.types), strict=True)) == FIRST
    assert [(row[3], row[5]) for row in asked.fetchall()] == [("chapters", Decimal(1127))] * 2
    text = gzip.decompress((tmp_path / "observations.csv.gz").read_bytes()).decode()
    assert [row["value"] for row in csv.DictReader(io.StringIO(text, newline=""))] == ["1127.0000"] * 2


def test_merging_an_older_run_again_changes_nothing_that_a_newer_one_read() -> None:
    newer = articles("a", title="mới", fetched_at=an_article().fetched_at.replace(hour=23))
    older = articles("a", title="cũ")
    none = tables.OBSERVATIONS.empty_table()
    merged = merge(Rows(newer, none), Rows(older, none), set(keys_of(older)))
    assert tables.values(merged.articles, "title") == ["mới"]


def test_merging_lets_go_of_what_was_read_anew_and_set_aside() -> None:
    have = Rows(articles("a", "b"), observations("a", "b"))
    nothing = Rows(have.articles.slice(0, 0), have.observations.slice(0, 0))
    a = keys_of(articles("a"))[0]
    merged = merge(have, nothing, {a})
    assert a not in keys_of(merged.articles)
    assert a not in keys_of(merged.observations)
    assert merged.articles.num_rows == merged.observations.num_rows == 1
