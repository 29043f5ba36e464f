"""All four steps, as the DAG takes them, without Airflow."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from khuyenhoc.commands import Say
from khuyenhoc.commands.crawl import what_to_fetch
from khuyenhoc.errors import SourceError
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.crawl import CrawlOptions, crawl_source
from khuyenhoc.pipeline.extract import extract_source
from khuyenhoc.pipeline.gate import close_gate, verdict
from khuyenhoc.pipeline.land import land_run
from khuyenhoc.pipeline.plan import check_days, plan_run
from khuyenhoc.pipeline.validate import validate_run
from khuyenhoc.settings import Settings

HELP = "crawl, extract, validate and land in one go"


def arguments(parser: argparse.ArgumentParser) -> None:
    what_to_fetch(parser)


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Collect; the error of the gate, when too many sources failed, comes after everything has landed."""
    options = CrawlOptions(
        since=arguments.since,
        max_articles=arguments.max_articles,
        max_pages=arguments.max_pages,
        refetch=arguments.refetch,
    )
    return in_one_go("collect", arguments.source, options, arguments.parallel, say)


def in_one_go(what: str, asked: Sequence[str], options: CrawlOptions, parallel: int, say: Say) -> int:
    """All four steps of a run of that name, a table of how each source fared, then the gate."""
    settings, now = Settings.read(), datetime.now(UTC)
    this = Run.of(settings, name=f"{what} {now.isoformat()}", started_at=now)
    check_days({"--since": options.since}, this.day)
    source_ids = plan_run(this, asked)
    say.line(
        f"run {this.run_id}: {len(source_ids)} sources into s3://{this.store.bucket}/{this.store.keys.prefix}"
    )
    with ThreadPoolExecutor(max_workers=max(1, parallel)) as pool:
        crawled = pool.map(_crawl(this, options), source_ids)
        list(say.progress(crawled, "crawling", total=len(source_ids)))
    for source_id in say.progress(source_ids, "extracting"):
        extract_source(this, source_id)
    validated = validate_run(this, source_ids)
    landed = land_run(this, source_ids)
    rows = [
        {"source": source_id, "status": (found := verdict(this, source_id)).status}
        | dict(validated.by_source[source_id])
        | {"detail": found.detail}
        for source_id in source_ids
    ]
    say.table("", rows)
    say.line(f"release {landed.release}: {landed.result}; {validated.report_key}")
    close_gate(this, source_ids, settings.max_failed_sources)
    return 0


def _crawl(run: Run, options: CrawlOptions) -> Callable[[str], None]:
    """A source that fails is told of by the gate: the others go on."""

    def crawl(source_id: str) -> None:
        try:
            crawl_source(run, source_id, options)
        except SourceError:
            assert verdict(run, source_id).failed

    return crawl
