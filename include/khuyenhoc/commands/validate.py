"""Check what a run staged."""

from __future__ import annotations

import argparse

from khuyenhoc.commands import Say
from khuyenhoc.pipeline import Run
from khuyenhoc.settings import Settings

HELP = "check what a run staged; set aside what breaks a rule"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", nargs="*", help="ids of sources; all that are enabled when none is given")
    parser.add_argument("--run", required=True, metavar="RUN_ID", help="the run that extract staged")


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Validate and tell what passed; exit status 5 when the whole may not be released."""
    from khuyenhoc.pipeline.validate import validate_run  # imports Great Expectations: seconds

    this = Run.again(Settings.read(), arguments.run)
    this.store.check()
    ids = [this.registry[source_id].id for source_id in arguments.source]
    report = validate_run(this, ids or [source.id for source in this.registry.enabled()])
    say.table("", [{"source": source, **counts} for source, counts in report.by_source.items()])
    for rule, count in report.by_rule.items():
        say.line(f"set aside by {rule}: {count}")
    say.line(f"{report.warnings} rows with warnings, {report.came_back} came back from quarantine")
    say.line(f"report: s3://{this.store.bucket}/{report.report_key}")
    for reason in report.stopped:
        say.line(f"not to be released: {reason}")
    return 5 if report.stopped else 0
