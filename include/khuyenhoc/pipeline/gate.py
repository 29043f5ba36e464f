"""After everything that could land has landed: is the run good enough, and what must a person do?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from khuyenhoc.crawl.assess import Status
from khuyenhoc.errors import GateClosed, KeyMissing
from khuyenhoc.land.index import SourceState
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.crawl import ERRORS, REMEDIES, report_of
from khuyenhoc.pipeline.latest import index_of_run, read_index


@dataclass(frozen=True)
class Verdict:
    """How one source fared, in a word and a line."""

    source_id: str
    status: str
    detail: str

    @property
    def failed(self) -> bool:
        return self.status in (NOT_CRAWLED, NOT_EXTRACTED) or self.status in ERRORS

    @property
    def remedy(self) -> str:
        if self.status == NOT_EXTRACTED:
            return "Clear its task extract; else the next crawl hands the pages on"
        return REMEDIES.get(Status(self.status), "") if self.failed and self.status != NOT_CRAWLED else ""

    def __str__(self) -> str:
        return f"{self.source_id}: {self.status}: {self.detail}"


NOT_CRAWLED, NOT_EXTRACTED = "not_crawled", "not_extracted"


def verdict(run: Run, source_id: str) -> Verdict:
    """What the source's crawl reported; `not_crawled` when it left no report, `not_extracted` when its pages wait."""
    report = report_of(run, source_id)
    if report is None:
        return Verdict(source_id, NOT_CRAWLED, "its crawl left no report: see the log of its task")
    waits = report.status not in ERRORS and (report.captured or report.handed_on)
    if waits and run.store.get_tagged(run.store.keys.staging(run.run_id, source_id, "articles")) is None:
        return Verdict(
            source_id, NOT_EXTRACTED, "what was fetched was not read: see the log of its task extract"
        )
    return Verdict(source_id, report.status, report.detail)


def close_gate(run: Run, source_ids: Sequence[str], max_failed: int) -> None:
    """Raise `GateClosed`, naming the sources and their errors, when too many failed or nothing was released."""
    failed = [found for found in (verdict(run, source_id) for source_id in source_ids) if found.failed]
    named = "; ".join(map(str, failed))
    if index_of_run(run.store, run.run_id) is None:
        raise GateClosed(
            f"The run {run.run_id} released nothing{': ' if named else ''}{named}",
            remedy="The first red task says why; clear it when that is mended",
        )
    if len(failed) > max_failed:
        raise GateClosed(f"{len(failed)} sources failed, {max_failed} may: {named}")


def to_do(run: Run) -> list[str]:
    """What a person must do after a run, a line each: about the sources that failed, and those that fell silent.

    Nothing when all are well. A silence is told once: by the run that first finds it.
    """
    found = (verdict(run, source_id) for source_id in run.registry)
    broken = [each for each in found if each.failed and each.status != NOT_CRAWLED]
    return [*(f"{each}. {each.remedy}" for each in broken), *_fell_silent(run)]


def _fell_silent(run: Run) -> list[str]:
    index = index_of_run(run.store, run.run_id)
    if index is None:
        return []
    try:
        before = read_index(run.store, index.base) if index.base else None
    except KeyMissing:
        before = None
    known = {source.source_id for source in before.sources if _alarm(source)} if before else set()
    return [
        f"{source.source_id}: silent: {source.arrivals.silence}. Look at {source.base_url}: if it moved or was given "
        "up, mend its file or switch it off with the reason"
        for source in index.sources
        if _alarm(source) and source.arrivals and source.source_id not in known
    ]


def _alarm(source: SourceState) -> bool:
    return bool(source.arrivals and source.arrivals.alarm)


def summary(run: Run, source_ids: Sequence[str]) -> str:
    """A run in a few lines, for whoever looks at the list of runs: what it released, and what broke of the sources
    that it crawled."""
    verdicts = [verdict(run, source_id) for source_id in source_ids]
    failed = [found for found in verdicts if found.failed]
    index = index_of_run(run.store, run.run_id)
    if index is None:
        lines = ["Released nothing."]
    else:
        articles = sum(source.new_articles for source in index.sources)
        figures = sum(source.new_observations for source in index.sources)
        changes = index.changes
        lines = [
            f"Release {index.release}: {index.result}. {articles} articles read, {changes.articles} of them new, "
            f"{figures} figures in them, {index.validation.set_aside} records set aside. Beside the release "
            f"before {changes.added} figures gained, {changes.removed} lost, {changes.changed} changed."
        ]
    if verdicts:
        lines.append(f"{len(failed)} of {len(verdicts)} sources failed{':' if failed else '.'}")
    told = [found for found in verdicts if found.detail and not found.failed]
    return "\n".join([*lines, *(f"- {found}" for found in (*failed, *told))])
