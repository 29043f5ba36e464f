"""Show what each host was asked for: the answer to an owner who asks what we do on his site."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from khuyenhoc.commands import Say
from khuyenhoc.crawl.ledger import Entry, ledger
from khuyenhoc.models import VIETNAM, Outcome
from khuyenhoc.settings import Settings
from khuyenhoc.store import Store
from khuyenhoc.tables import from_parquet, outcome_of

HELP = "show what each host was asked for, day by day"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("host", nargs="?", help="one host; all when it is not given")
    parser.add_argument(
        "--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="from that day on (a week)"
    )


def run(arguments: argparse.Namespace, say: Say) -> int:
    """One row a host and day, out of the logs of all crawls."""
    since = arguments.since or (datetime.now(UTC).astimezone(VIETNAM) - timedelta(days=7)).date()
    store = Store.open(Settings.read())
    store.check()
    entries = [entry for entry in ledger(_outcomes(store, since)) if arguments.host in (None, entry.host)]
    say.table(f"since {since}", [_row(entry) for entry in entries])
    return 0


def _outcomes(store: Store, since: date) -> Iterator[Outcome]:
    for key in store.list(f"{store.keys.prefix}log/"):
        day = date.fromisoformat(key.partition("/date=")[2].partition("/")[0])
        if day >= since:
            yield from (outcome_of(row) for row in from_parquet(store.get(key)))


def _row(entry: Entry) -> dict[str, object]:
    return {
        "host": entry.host,
        "day": str(entry.day),
        "requests": entry.requests,
        "kB": round(entry.bytes / 1000),
        "not_modified": f"{entry.not_modified_share:.0%}",
        "failed": entry.failed,
        "left_alone_by_robots": entry.robots_refused,
        "asked_to_wait": entry.asked_to_wait,
        "peak_per_minute": entry.peak_per_minute,
        "least_gap_s": "" if entry.least_gap is None else round(entry.least_gap, 2),
        "sources": ", ".join(entry.sources),
    }
