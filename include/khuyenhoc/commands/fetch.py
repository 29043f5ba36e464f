"""Mirror a release into a folder, every checksum checked."""

from __future__ import annotations

import argparse
from pathlib import Path

from khuyenhoc.commands import Say
from khuyenhoc.pipeline.fetch import fetch_release
from khuyenhoc.settings import Settings
from khuyenhoc.store import Store

HELP = "mirror a release into a folder, and check every checksum"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--release", default="latest", metavar="RELEASE", help="a release's id (latest)")
    parser.add_argument("--to", required=True, type=Path, metavar="DIR", help="the folder")
    parser.add_argument("--csv", action="store_true", help="the CSV files too")


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Fetch what is not there yet; exit status 5 when an object is not what its index says."""
    store = Store.open(Settings.read())
    store.check()
    fetched = fetch_release(store, arguments.release, arguments.to, csv=arguments.csv)
    say.table(
        "",
        [{"file": f.name, "rows": f.rows, "bytes": f.bytes, "was there": f.was_there} for f in fetched.files],
    )
    say.line(f"release {fetched.release} in {arguments.to}: every checksum holds")
    return 0
