"""The analyst's guide runs as printed, and what is generated is current."""

from __future__ import annotations

import gzip
import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlglot
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from khuyenhoc.commands.describe import described
from khuyenhoc.models import Article
from khuyenhoc.pipeline.fetch import fetch_release
from khuyenhoc.pipeline.land import land_run
from khuyenhoc.pipeline.validate import validate_run
from khuyenhoc.settings import Settings
from khuyenhoc.store import Store
from tests.land.conftest import World
from tests.records import SENTENCE, TITLE, an_article, an_observation

ROOT = Path(__file__).parents[2]
PAGE = b"<html><body>Trang da luu</body></html>"


def warc_record(url: str) -> bytes:
    out = io.BytesIO()
    writer = WARCWriter(out, gzip=True)
    headers = StatusAndHeaders("200 OK", [("Content-Type", "text/html")], protocol="HTTP/1.1")
    date = datetime(2026, 11, 22, tzinfo=UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    writer.write_record(
        writer.create_warc_record(
            url,
            "response",
            payload=io.BytesIO(PAGE),
            http_headers=headers,
            warc_headers_dict={"WARC-Date": date},
        )
    )
    return out.getvalue()


def archived(store: Store, article: Article) -> Article:
    """The article, its page in the archive."""
    record = warc_record(article.url)
    store.put(article.locator.key, record)
    return replace(article, locator=replace(article.locator, offset=0, length=len(record)))


@pytest.fixture
def mirror(world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A release that holds an agreed figure, a conflict and a share of money, fetched to `release/`; the cwd."""
    run = world.run()
    a = archived(run.store, an_article("yenbai"))
    text = (
        f"{TITLE}\n\n{SENTENCE} Hội nghị diễn ra tại Phủ Lý, có đại biểu của sáu huyện và thành phố tham dự."
    )
    b = archived(run.store, an_article("hanam", text=text))
    says = [
        an_observation(a),
        an_observation(a, metric="fund_raised", unit="vnd", value=Decimal(64_700_000_000)),
    ]
    world.stage(run, {"yenbai": [(a, says)], "hanam": [(b, [an_observation(b, value=Decimal(900))])]})
    validate_run(run, ["hanam", "yenbai"])
    land_run(run, ["hanam", "yenbai"])
    fetch_release(run.store, "latest", tmp_path / "release", csv=True)
    monkeypatch.chdir(tmp_path)
    return run.store


def blocks() -> list[tuple[str, str]]:
    text = (ROOT / "docs/analyst.md").read_text(encoding="utf-8")
    return re.findall(r"^```(\S+)\n(.*?)^```", text, flags=re.M | re.S)


def blocks_of(language: str) -> list[str]:
    return [code for named, code in blocks() if named == language]


def test_every_query_of_the_guide_runs_as_printed(mirror: Store) -> None:
    answers = [duckdb.sql(code).fetchall() for code in blocks_of("sql")]
    panel, conflict, merged, silence, delta = answers
    assert [(row[0], row[1], row[3]) for row in panel] == [("Yên Bái", 2026, "conflict")]
    assert {row[4] for row in conflict} == {Decimal(1127), Decimal(900)}
    assert merged == []
    assert silence == []
    assert delta == [("new", "added", 3)]


def test_the_guides_python_goes_from_a_number_to_its_sentence_to_its_page(mirror: Store) -> None:
    names: dict[str, Any] = {"s3": mirror.client, "bucket": mirror.bucket}
    for code in blocks_of("python"):
        exec(code, names)
    row = names["row"]
    assert row.text[row.char_start : row.char_end] == row.surface
    assert row.surface in row.sentence
    assert PAGE in gzip.decompress(names["record"])
    assert names["as_of"].startswith("20261121T220000Z")


def test_the_guides_polars_runs_as_printed(mirror: Store) -> None:
    (code,) = blocks_of("py-polars")
    names: dict[str, Any] = {}
    exec(code, names)
    assert names["by_metric"].rows() == [("chapters", 1, 1), ("fund_raised", 1, 0)]


@pytest.fixture
def lake(mirror: Store, tmp_path: Path) -> tuple[str, Path]:
    """The guide's Spark SQL, its S3 address, and a copy on disk of what lies there."""
    (code,) = blocks_of("spark-sql")
    query = sqlglot.parse_one(code, read="spark", error_level=sqlglot.ErrorLevel.RAISE)
    (table,) = query.find_all(sqlglot.exp.Table)
    bucket, _, prefix = table.name.removeprefix("s3a://").partition("/")
    assert (table.db, bucket) == ("parquet", Settings().bucket)
    for key in mirror.list(f"{prefix}/"):
        path = tmp_path / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mirror.get(key))
    return table.name, tmp_path / prefix


DAILY = [(date(2026, 11, 22), "chapters", 2), (date(2026, 11, 22), "fund_raised", 1)]


def test_the_guides_spark_sql_is_spark_sql_and_duckdb_answers_it(lake: tuple[str, Path]) -> None:
    """Without Spark: its text is parsed as Spark's, and DuckDB answers the same question."""
    address, folder = lake
    (code,) = blocks_of("spark-sql")
    query = sqlglot.parse_one(code, read="spark")
    (table,) = query.find_all(sqlglot.exp.Table)
    assert table.name == address
    table.replace(sqlglot.parse_one(f"read_parquet('{folder}/*/*.parquet', hive_partitioning = true)"))
    assert duckdb.sql(query.sql(dialect="duckdb")).fetchall() == DAILY


@pytest.mark.slow
@pytest.mark.skipif(
    find_spec("pyspark") is None or shutil.which("java") is None,
    reason="Spark is not installed here (`pip install pyspark` and Java 17): it is 500 MB, and not in the lock",
)
def test_spark_runs_the_guides_spark_sql(lake: tuple[str, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """As printed, but for the address: the jars that read s3a:// come from Maven, so Spark reads a copy."""
    from pyspark.sql import SparkSession

    address, folder = lake
    (code,) = blocks_of("spark-sql")
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    settings = {
        "spark.ui.enabled": "false",
        "spark.driver.memory": "1g",
        "spark.sql.shuffle.partitions": "1",
        "spark.sql.warehouse.dir": str(folder / "_warehouse"),
    }
    spark = SparkSession.builder.master("local[1]").config(map=settings).getOrCreate()
    try:
        rows = [tuple(row) for row in spark.sql(code.replace(address, str(folder))).collect()]
        types = dict(spark.read.parquet(str(folder)).dtypes)
    finally:
        spark.stop()
    assert rows == DAILY
    assert (types["value"], types["period_end"], types["checks"]) == (
        "decimal(20,4)",
        "date",
        "array<string>",
    )


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here (Debian: r-base-core)")
def test_the_guides_r_runs_as_printed(mirror: Store) -> None:
    (code,) = blocks_of("r")
    run = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    assert re.search(r"Yên Bái\s+2026\s+NA\s+conflict\s+2", run.stdout)


def test_every_block_of_the_guide_is_of_a_language_that_is_run() -> None:
    assert {language for language, _ in blocks()} == {"sh", "sql", "python", "py-polars", "spark-sql", "r"}


def test_what_is_generated_is_current() -> None:
    for path, text in described().items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, (
            f"{path}: run `python -m khuyenhoc describe`"
        )
