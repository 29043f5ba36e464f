"""Read what a run captured of sources: articles and figures, staged for validation."""

from __future__ import annotations

import argparse

from khuyenhoc.commands import Say
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.extract import ExtractReport, extract_source
from khuyenhoc.settings import Settings

HELP = "turn what a run captured into articles and figures"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("source", nargs="*", help="ids of sources; all that are enabled when none is given")
    parser.add_argument("--run", required=True, metavar="RUN_ID", help="the run that captured")
    parser.add_argument(
        "--from-archive",
        action="store_true",
        help="read all that was ever captured, as if for the first time",
    )


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Extract each source and tell what came of it."""
    this = Run.again(Settings.read(), arguments.run)
    this.store.check()
    ids = arguments.source or [source.id for source in this.registry.enabled()]
    for source_id in ids:
        this.registry[source_id]  # an id that is not known is said before anything is read
    reports = [
        extract_source(this, source_id, from_archive=arguments.from_archive)
        for source_id in say.progress(ids, "extracting")
    ]
    say.table("", [_row(report) for report in reports])
    return 0


def _row(report: ExtractReport) -> dict[str, object]:
    return {
        "source": report.source_id,
        "captures": report.captures,
        "articles": report.articles,
        "unchanged": report.unchanged,
        "withdrawn": report.withdrawn,
        "observations": report.observations,
        "set_aside": report.set_aside,
        "found by": ", ".join(f"{path} {count}" for path, count in report.by_path.items()),
        "why set aside": ", ".join(f"{rule} {count}" for rule, count in report.by_rule.items()),
    }
