"""The analyst's guide runs as printed, and what is generated is current."""

from __future__ import annotations

import gzip
import io
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from khuyenhoc.commands.describe import described
from khuyenhoc.models import Article
from khuyenhoc.pipeline.fetch import fetch_release
from khuyenhoc.pipeline.land import land_run
from khuyenhoc.pipeline.validate import validate_run
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


def test_every_query_of_the_guide_runs_as_printed(mirror: Store) -> None:
    names: dict[str, Any] = {"s3": mirror.client, "bucket": mirror.bucket}
    answers = []
    for language, code in blocks():
        if language == "sql":
            answers.append((code, duckdb.sql(code).fetchall()))
        elif language == "python":
            exec(code, names)
    assert len(answers) >= 5
    panel, conflict, merged, silence, delta = (rows for _, rows in answers)
    assert [(row[0], row[1], row[3]) for row in panel] == [("Yên Bái", 2026, "conflict")]
    assert {row[4] for row in conflict} == {Decimal(1127), Decimal(900)}
    assert merged == []
    assert silence == []
    assert delta == [("new", "added", 3)]
    row = names["row"]
    assert row.text[row.char_start : row.char_end] == row.surface
    assert PAGE in gzip.decompress(names["record"])
    assert names["as_of"].startswith("20261121T220000Z")


def test_the_languages_that_are_not_run_are_named_so() -> None:
    assert {language for language, _ in blocks()} == {"sh", "sql", "python", "py-polars", "spark-sql", "r"}


def test_what_is_generated_is_current() -> None:
    for path, text in described().items():
        assert (ROOT / path).read_text(encoding="utf-8") == text, (
            f"{path}: run `python -m khuyenhoc describe`"
        )
