"""`python -m samples`: serve the sample sites until Ctrl-C or SIGTERM. Exit status 2: a port is in use."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from datetime import date

from samples.articles import TODAY
from samples.generate import many
from samples.server import PortInUse, serve
from samples.sites import EVERY, SITES, UNLISTED, Site


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m samples", description="Serve the sample sites.")
    parser.add_argument("--port", type=int, default=8300, help="port of the first site; the others follow it")
    parser.add_argument("--day", type=int, default=0, help="the sites as they are that many days after day 0")
    parser.add_argument(
        "--today", type=date.fromisoformat, default=TODAY, help=f"the date of day 0 (YYYY-MM-DD; {TODAY})"
    )
    parser.add_argument("--all", action="store_true", help="a site for every system, old layouts too")
    parser.add_argument(
        "--many",
        type=int,
        nargs=2,
        metavar=("SITES", "ARTICLES"),
        help="generated sites instead, for benches",
    )
    chosen = parser.parse_args(arguments)
    sites: Sequence[Site] = EVERY if chosen.all else (*SITES, UNLISTED)
    if chosen.many:
        sites = many(*chosen.many)
    highest = 65536 - len(sites)
    if not 0 < chosen.port <= highest:
        parser.error(f"--port {chosen.port}: the first of {len(sites)} ports must lie in 1 to {highest}")
    if chosen.day < 0:
        parser.error(f"--day {chosen.day}: days are counted from day 0 on")
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with serve(sites, day=chosen.day, today=chosen.today, base_port=chosen.port) as urls:
            for site in sites:
                print(f"{site.id}\t{urls[site.id]}\t{site.system.name}\t{site.name}", flush=True)
            signal.pause()
    except PortInUse as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
