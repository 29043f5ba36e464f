"""Land what a run's validation passed, and publish a release."""

from __future__ import annotations

import argparse

from khuyenhoc.commands import Say
from khuyenhoc.pipeline import Run
from khuyenhoc.settings import Settings

HELP = "land what passed, and publish a release"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", nargs="*", help="ids of sources; all that are enabled when none is given")
    parser.add_argument("--run", required=True, metavar="RUN_ID", help="the run that was validated")


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Land and tell what the release holds."""
    from khuyenhoc.pipeline.land import land_run

    this = Run.again(Settings.read(), arguments.run)
    this.store.check(writes=True)
    ids = [this.registry[source_id].id for source_id in arguments.source]
    report = land_run(this, ids or [source.id for source in this.registry.enabled()])
    say.table("", [{"source": source, "status": status} for source, status in report.statuses.items()])
    say.line(
        f"release {report.release}: {report.result}; {report.articles} articles, "
        f"{report.observations} observations; read in this run: {report.read_articles} and "
        f"{report.read_observations}; {report.set_aside} set aside"
    )
    changes = ", ".join(f"{what} {count}" for what, count in report.changes.items() if count)
    say.line(f"observations beside the release before: {changes or 'the same'}")
    say.line(f"index: s3://{this.store.bucket}/{report.index_key}")
    return 0
