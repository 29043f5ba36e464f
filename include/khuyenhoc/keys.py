"""The shape of every key of the bucket, in one place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Keys:
    """Every key's shape. `run` and `release` sort by time; days are Vietnamese days.

    >>> Keys().raw("yenbai", date(2026, 11, 22), "20261121T220000Z-ab12")
    'raw/source=yenbai/date=2026-11-22/20261121T220000Z-ab12.warc.gz'
    """

    prefix: str = ""

    def raw(self, source: str, day: date, run: str) -> str:
        return f"{self.prefix}raw/source={source}/date={day}/{run}.warc.gz"

    def cdxj(self, source: str, day: date, run: str) -> str:
        return self.raw(source, day, run).removesuffix(".warc.gz") + ".cdxj"

    def log(self, source: str, day: date, run: str) -> str:
        return f"{self.prefix}log/source={source}/date={day}/{run}.parquet"

    def frontier(self, source: str) -> str:
        return f"{self.prefix}state/source={source}/frontier.parquet"

    def state(self, source: str, name: str) -> str:
        return f"{self.prefix}state/source={source}/{name}"

    def turn(self, host: str) -> str:
        return f"{self.prefix}state/host={host}/turn.json"

    def begun(self, name: str) -> str:
        return f"{self.prefix}state/run={name}/begun.json"

    def staging(self, run: str, source: str, table: str) -> str:
        return f"{self.prefix}staging/run={run}/source={source}/{table}.parquet"

    def staged_run(self, run: str, name: str) -> str:
        return f"{self.prefix}staging/run={run}/{name}"

    def quarantine(self, table: str, day: date, run: str) -> str:
        return f"{self.prefix}quarantine/table={table}/date={day}/run={run}.parquet"

    def validation(self, run: str, name: str) -> str:
        return f"{self.prefix}validation/run={run}/{name}"

    def data(self, table: str, day: date, source: str) -> str:
        return f"{self.prefix}data/{table}/date={day}/{source}.parquet"

    def crawl_report(self, run: str, source: str) -> str:
        return self.staged_run(run, f"source={source}/crawl.json")

    def passed(self, run: str, table: str) -> str:
        return self.staged_run(run, f"passed/{table}.parquet")

    def decisions(self) -> str:
        return f"{self.prefix}quarantine/decisions.json"

    def release(self, release: str, name: str) -> str:
        return f"{self.prefix}releases/{release}/{name}"

    def latest(self) -> str:
        return f"{self.prefix}latest.json"

    def versions(self) -> str:
        return f"{self.prefix}versions.json"

    def schema(self, table: str) -> str:
        return f"{self.prefix}schema/{table}.json"

    def site(self, name: str) -> str:
        return f"{self.prefix}site/{name}"


def day_of(key: str) -> date | None:
    """The day that a key names (that of the crawl, for an object of the archive); None when it names none.

    >>> day_of("raw/source=yenbai/date=2026-11-22/20261121T220000Z-ab12.warc.gz")
    datetime.date(2026, 11, 22)
    """
    found = re.search(r"/date=(\d{4}-\d\d-\d\d)/", key)
    return date.fromisoformat(found[1]) if found else None
