"""What validation and landing cost beside the least that could be done: times and ratios of one run.

    python -m bench.land_release [--rows 100000] [--history 2000000]

1. The observation suite over so many rows, beside the same frame's plain conversion from Arrow.
2. A day's landing (merge with an empty day, Parquet, conditional PUT, check) beside `pyarrow.write_table` and
   `put_object` of the same tables, on a real store.
3. A day's release on a history of so many rows over 400 days: its time and peak memory.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from multiprocessing import get_context
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from khuyenhoc import tables
from khuyenhoc.land import release as releases
from khuyenhoc.land import snapshot
from khuyenhoc.land.merge import Rows, keys_of, ordered
from khuyenhoc.models import article_id
from khuyenhoc.pipeline.land import _land_day
from khuyenhoc.pipeline.provinces import area_provinces, provinces
from khuyenhoc.store import Store
from khuyenhoc.validate import facts, suites
from khuyenhoc.validate.rules import RULES
from tests import servers
from tests.records import SENTENCE, TITLE, an_article, an_observation

AT = datetime(2026, 11, 21, 22, tzinfo=UTC)
SAYS = 20  # figures of an article
WORDS = (
    SENTENCE + " gia đình dòng họ học tập cộng đồng huyện xã phường vận động học bổng trao tặng năm"
).split()


@contextmanager
def timed(times: dict[str, float], name: str) -> Iterator[None]:
    began, cpu = time.perf_counter(), time.process_time()
    yield
    times[name] = time.perf_counter() - began
    times[f"{name} (cpu)"] = time.process_time() - cpu


def rows_of(count: int, first: int = 0, sources: int = 20) -> Rows:
    """So many observations of articles of 20 figures each, made column by column."""
    article, articles = an_article(), count // SAYS
    base_article = tables.article_row(article)
    base = tables.observation_row(an_observation(article))
    numbers = range(first, first + articles)
    source = [f"source-{n * sources // max(1, articles) % sources:02d}" for n in range(articles)]
    ids = [article_id(s, str(n)) for s, n in zip(source, numbers, strict=True)]
    fetched = [AT - timedelta(minutes=n % 576_000) for n in numbers]
    columns = {
        name: [base_article[name]] * articles for name in tables.ARTICLES.names if name in base_article
    }
    columns |= {"article_id": ids, "source_id": source, "fetched_at": fetched, "first_seen_at": fetched}
    columns["release_id"] = [None] * articles
    columns["text"] = [_text(n) for n in numbers]
    made = pa.table(
        {n: pa.array(columns[n], tables.ARTICLES.field(n).type) for n in tables.ARTICLES.names},
        schema=tables.ARTICLES,
    )
    said = articles * SAYS
    figures = {name: [base[name]] * said for name in tables.OBSERVATIONS.names}
    figures |= {
        "observation_id": [f"{first * SAYS + n:016x}" for n in range(said)],
        "article_id": [i for i in ids for _ in range(SAYS)],
        "source_id": [s for s in source for _ in range(SAYS)],
        "value": [Decimal(100 + n % 5_000) for n in range(said)],
        "area": [f"Nơi {n % 3_000}" for n in range(said)],
        "area_level": ["commune"] * said,
        "area_code": [None] * said,
        "period_end": [date(1997 + n % 29, 12, 31) for n in range(said)],
    }
    observations = pa.table(
        {n: pa.array(figures[n], tables.OBSERVATIONS.field(n).type) for n in tables.OBSERVATIONS.names},
        schema=tables.OBSERVATIONS,
    )
    return Rows(ordered(made, "articles"), ordered(observations, "observations"))


def _text(number: int, characters: int = 2_500) -> str:
    """A text that no other article has, about as long as articles are; it begins as `an_article`'s does."""
    words = random.Random(number).choices(WORDS, k=characters // 5)
    return f"{TITLE}\n\n{SENTENCE} {' '.join(words)}."


def validation(rows: Rows, times: dict[str, float]) -> None:
    with timed(times, "frame alone"):
        rows.observations.to_pandas()
    nobody: pd.Index[int] = pd.Index([], dtype="int64")
    with timed(times, "facts, on which the identities rest"):
        articles = facts.article_facts(rows.articles)
        frame = facts.observation_facts(
            rows.observations, articles, nobody, area_provinces(), tables.PANEL.empty_table()
        )
    with timed(times, "suite"):
        suites.judge("observations", frame, RULES["observations"], run_id="bench", at=AT)
    for clock in ("", " (cpu)"):
        times[f"validation in all{clock}"] = sum(
            times[f"{part}{clock}"] for part in ("facts, on which the identities rest", "suite")
        )


def landing(rows: Rows, store: Store, times: dict[str, float]) -> None:
    store.put("warm", b"")
    assert store.conditional
    with timed(times, "plain write_table + put_object"):
        for name, table in (("a", rows.articles), ("o", rows.observations)):
            out = io.BytesIO()
            pq.write_table(table, out, compression="zstd")
            store.client.put_object(Bucket=store.bucket, Key=f"plain/{name}", Body=out.getvalue())
    with timed(times, "landing of the day"):
        _land_day(store, "source-00", date(2026, 11, 22), rows, set(keys_of(rows.articles)))


def history(folder: Path, count: int, chunk: int = 200_000) -> releases.Base:
    """A release of so many rows, written as releases are."""
    made = sorted((rows_of(chunk, first, 1) for first in range(0, count // SAYS, chunk // SAYS)), key=id)
    renamed = [_of_source(rows, f"source-{n:02d}") for n, rows in enumerate(made)]
    snapshot.write((r.articles for r in renamed), tables.ARTICLES, folder, "articles")
    snapshot.write((r.observations for r in renamed), tables.OBSERVATIONS, folder, "observations")
    for name in releases.NAMES[2:]:
        snapshot.write(iter([tables.TABLES[name].empty_table()]), tables.TABLES[name], folder, name)
    return releases.Base("20261120T220000Z-0000", folder)


def _of_source(rows: Rows, source: str) -> Rows:
    def renamed(table: pa.Table) -> pa.Table:
        place = table.schema.get_field_index("source_id")
        return table.set_column(
            place, table.schema.field(place), pa.array([source] * table.num_rows, pa.string())
        )

    return Rows(
        ordered(renamed(rows.articles), "articles"), ordered(renamed(rows.observations), "observations")
    )


def release(base: releases.Base, day: Rows, folder: Path, times: dict[str, float]) -> None:
    brought = releases.Brought(
        run="20261121T220000Z-6aef", at=AT, day=date(2026, 11, 22), rows=day,
        relinked=tables.ARTICLES.empty_table(), staged=set(keys_of(day.articles)),
        pages=set(), rejections=(), counts={},
    )  # fmt: skip
    with timed(times, "release on the history"):
        releases.build(folder, brought.run, base, brought, (), provinces())


def measured(base: releases.Base, count: int, folder: Path) -> None:
    """In a process of its own, so that its peak memory is that of the release."""
    times: dict[str, float] = {}
    day = rows_of(count // 400, first=10_000_000)
    before = _peak()
    release(base, day, folder, times)
    show(f"a day's release on {count:,} rows", times, {})
    print(f"  {'peak memory before, after':40} {before / 1024:8.0f} {_peak() / 1024:8.0f} MB")


def _peak() -> int:
    """This process's own peak in kB: `getrusage` counts what its parent had when it was forked (Linux)."""
    found = re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found
    return int(found[1])


def show(title: str, times: Mapping[str, float], ratios: Mapping[str, tuple[str, str]]) -> None:
    print(title)
    for name, seconds in times.items():
        print(f"  {name:40} {seconds:8.2f} s")
    for name, (one, other) in ratios.items():
        print(f"  {name:40} {times[one] / times[other]:8.2f} x")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--history", type=int, default=2_000_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rows = rows_of(asked.rows)
        times: dict[str, float] = {}
        validation(rows, times)
        show(
            f"validate {asked.rows:,} observations",
            times,
            {"suite beside the frame alone": ("suite", "frame alone")},
        )
        (folder / "store").mkdir()
        with servers.seaweedfs(folder / "store") as server:
            store = Store.open(server.settings("bench"))
            store.client.create_bucket(Bucket="bench")
            times = {}
            landing(rows, store, times)
        pair = ("landing of the day", "plain write_table + put_object")
        show(f"land {asked.rows:,} observations", times, {"landing beside plain": pair})
        (folder / "base").mkdir()
        (folder / "made").mkdir()
        base = history(folder / "base", asked.history)
        alone = get_context("spawn").Process(target=measured, args=(base, asked.history, folder / "made"))
        alone.start()
        alone.join()


if __name__ == "__main__":
    main()
