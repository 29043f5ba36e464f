"""Follow the sites' lists into the past, and land what they hold."""

from __future__ import annotations

import argparse
from datetime import date

from khuyenhoc.commands import Say
from khuyenhoc.commands.collect import in_one_go
from khuyenhoc.pipeline.crawl import CrawlOptions

HELP = "follow the lists of sites into the past until a day, and land what is found"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", nargs="*", help="ids of sources; all that are enabled when none is given")
    parser.add_argument(
        "--since", type=date.fromisoformat, metavar="YYYY-MM-DD", required=True, help="how far back"
    )
    parser.add_argument(
        "--requests",
        type=int,
        default=200,
        metavar="N",
        help="at most N requests to a site, within what its file allows a day (200)",
    )
    parser.add_argument("--parallel", type=int, default=4, metavar="N", help="sources at the same time (4)")


def run(arguments: argparse.Namespace, say: Say) -> int:
    """One run within the budget; run again, it goes on where this one ended. The table says how far each list is."""
    options = CrawlOptions(since=arguments.since, back=True, max_requests=arguments.requests)
    return in_one_go("backfill", arguments.source, options, arguments.parallel, say)
