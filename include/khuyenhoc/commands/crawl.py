"""Crawl sources of the registry into the bucket."""

from __future__ import annotations

import argparse
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from typing import Any

from khuyenhoc.commands import Say
from khuyenhoc.errors import KhuyenhocError
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.crawl import CrawlOptions, CrawlReport, crawl_source, report_of
from khuyenhoc.settings import Settings

HELP = "fetch what sources have that is new, and archive it"
TIME = "%Y%m%dT%H%M%SZ"


def arguments(parser: argparse.ArgumentParser) -> None:
    what_to_fetch(parser)
    parser.add_argument("--run", metavar="RUN_ID", help="go on with this run, which was ended early")
    parser.add_argument("--no-proof", action="store_true", help="take unproven sources at their word")


def what_to_fetch(parser: argparse.ArgumentParser) -> None:
    """The options of every command that crawls."""
    parser.add_argument("source", nargs="*", help="ids of sources; all that are enabled when none is given")
    parser.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="no older articles")
    parser.add_argument("--max-articles", type=int, metavar="N", help="at most N new articles a source")
    parser.add_argument(
        "--max-pages", type=int, default=20, metavar="N", help="at most N pages of a listing (20)"
    )
    parser.add_argument("--refetch", action="store_true", help="ask for known articles too, whole")
    parser.add_argument("--parallel", type=int, default=4, metavar="N", help="sources at the same time (4)")


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Crawl each source and tell how it went; the exit status is that of the worst."""
    this = _run_of(arguments.run)
    this.store.check(writes=True)
    options = CrawlOptions(
        arguments.since,
        arguments.max_articles,
        arguments.max_pages,
        arguments.refetch,
        not arguments.no_proof,
    )
    ids = arguments.source or [source.id for source in this.registry.enabled()]
    for source_id in ids:
        this.registry[source_id]  # an id that is not known is said before anything is asked
    say.line(f"run {this.run_id}: {len(ids)} sources into s3://{this.store.bucket}/{this.store.keys.prefix}")

    def crawl(source_id: str) -> tuple[dict[str, Any], int]:
        return _crawl(this, source_id, options)

    with ThreadPoolExecutor(max_workers=max(1, arguments.parallel)) as pool:
        done = list(say.progress(pool.map(crawl, ids), "crawling", total=len(ids)))
    say.table("", [row for row, _ in done])
    return max((status for _, status in done), default=0)


def _run_of(run_id: str | None) -> Run:
    settings, now = Settings.read(), datetime.now(UTC)
    if run_id is not None:
        return Run.again(settings, run_id)
    return Run.of(settings, name=f"crawl {now.isoformat()}", started_at=now)


def _crawl(run: Run, source_id: str, options: CrawlOptions) -> tuple[dict[str, Any], int]:
    try:
        return _row(crawl_source(run, source_id, options)), 0
    except KhuyenhocError as error:
        report = report_of(run, source_id)
        if report is None:
            report = CrawlReport(source_id, run.run_id, type(error).__name__, str(error))
        return _row(report), error.exit_status


def _row(report: CrawlReport) -> dict[str, Any]:
    return {
        "source": report.source_id,
        "status": report.status,
        "captured": report.captured,
        "not_modified": report.not_modified,
        "failed": report.failed,
        "requests": report.requests,
        "kB": round(report.bytes / 1000),
        "detail": report.detail,
    }
