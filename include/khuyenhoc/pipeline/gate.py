"""After everything that could land has landed: is the run good enough, and what must a person do?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from khuyenhoc.errors import GateClosed
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.crawl import ERRORS, report_of


@dataclass(frozen=True)
class Verdict:
    """How one source fared, in a word and a line."""

    source_id: str
    status: str
    detail: str

    @property
    def failed(self) -> bool:
        return self.status == NOT_CRAWLED or self.status in ERRORS

    def __str__(self) -> str:
        return f"{self.source_id}: {self.status}: {self.detail}"


NOT_CRAWLED = "not_crawled"


def verdict(run: Run, source_id: str) -> Verdict:
    """What the source's crawl reported; `not_crawled` when it left no report."""
    report = report_of(run, source_id)
    if report is None:
        return Verdict(source_id, NOT_CRAWLED, "its crawl left no report: see the log of its task")
    return Verdict(source_id, report.status, report.detail)


def close_gate(run: Run, source_ids: Sequence[str], max_failed: int) -> None:
    """Raise `GateClosed`, naming the sources and their errors, when too many failed or nothing was released."""
    failed = [found for found in (verdict(run, source_id) for source_id in source_ids) if found.failed]
    named = "; ".join(map(str, failed))
    if not _released(run):
        raise GateClosed(
            f"The run {run.run_id} released nothing{': ' if named else ''}{named}",
            remedy="The first red task says why; clear it when that is mended",
        )
    if len(failed) > max_failed:
        raise GateClosed(f"{len(failed)} sources failed, {max_failed} may: {named}")


def to_do(run: Run) -> list[str]:
    """What a person must do about the sources that a run visited, a line each; nothing when all are well."""
    found = (verdict(run, source_id) for source_id in run.registry)
    return [str(each) for each in found if each.failed and each.status != NOT_CRAWLED]


def _released(run: Run) -> bool:
    """Whether `versions.json` has a good release of this run."""
    found = run.store.get_tagged(run.store.keys.versions())
    versions = json.loads(found[0])["versions"] if found else []
    return any(version["run"] == run.run_id and version["result"] != "failure" for version in versions)
