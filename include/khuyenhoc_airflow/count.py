"""Our counters beside Airflow's own: what a source gave, told to StatsD or OpenTelemetry as Airflow is set up.

The steps know nothing of this: they give reports, and what the reports say is counted here. `docs/operator.md`
lists the names. Without `[metrics] statsd_on` or `otel_on` Airflow drops them.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from airflow.sdk.configuration import conf
from airflow.sdk.observability import stats

if TYPE_CHECKING:
    from khuyenhoc.pipeline.crawl import CrawlReport
    from khuyenhoc.pipeline.extract import ExtractReport
    from khuyenhoc.pipeline.land import LandReport


def crawled(before: CrawlReport | None, after: CrawlReport | None) -> None:
    """What a crawl asked and was answered, without what an earlier attempt of the same run has counted."""
    if after is None or after == before:
        return
    source = after.source_id
    outcomes = Counter(after.outcomes) - Counter(before.outcomes if before else {})
    for outcome, number in sorted(outcomes.items()):
        _tell("outcomes", number, source_id=source, outcome=outcome)
    _tell("requests", after.requests, source_id=source)
    _tell("bytes", after.bytes - (before.bytes if before else 0), source_id=source)
    _tell("crawls", 1, source_id=source, status=after.status)


def extracted(report: ExtractReport) -> None:
    """What a source's pages held: articles new or changed, their figures, and what was set aside by which rule."""
    _tell("articles", report.articles, source_id=report.source_id)
    _tell("figures", report.observations, source_id=report.source_id)
    for rule, number in report.by_rule.items():
        _tell("set_aside", number, source_id=report.source_id, rule=rule)


def landed(report: LandReport) -> None:
    """What a run read that is in the release, and how large that is now."""
    tables = {
        "articles": (report.read_articles, report.articles),
        "observations": (report.read_observations, report.observations),
    }
    for table, (read, rows) in tables.items():
        _tell("landed", read, table=table)
        stats.gauge("khuyenhoc.release_rows", rows, tags={"table": table})
        if _names_alone():
            stats.gauge(f"khuyenhoc.release_rows.{table}", rows)


def _tell(name: str, number: int, **tags: str) -> None:
    """One counter, with its tags; where Airflow also sends names without tags, with the tags in the name."""
    stats.incr(f"khuyenhoc.{name}", number, tags=tags)
    if _names_alone():
        words = (
            stats.normalize_name_for_stats(word, log_warning=False).replace(".", "_")
            for word in tags.values()
        )
        stats.incr(".".join(("khuyenhoc", name, *words)), number)


def _names_alone() -> bool:
    return bool(conf.getboolean("metrics", "legacy_names_on", fallback=True))
