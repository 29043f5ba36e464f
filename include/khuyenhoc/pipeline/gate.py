"""After everything that could land has landed: is the run good enough to be called a success?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass

from khuyenhoc.errors import GateClosed, KeyMissing
from khuyenhoc.pipeline import Run
from khuyenhoc.store import Store

GOOD = frozenset({"published", "nothing_new", "not_due"})


@dataclass(frozen=True)
class Verdict:
    """How one source fared, in a word and a line."""

    source_id: str
    status: str
    detail: str

    @property
    def failed(self) -> bool:
        return self.status not in GOOD


def verdicts(store: Store, run_id: str, source_ids: Sequence[str]) -> list[Verdict]:
    """A verdict for each source: what its crawl reported; `not_crawled` where there is no report."""
    return [_verdict(store, run_id, source_id) for source_id in source_ids]


def _verdict(store: Store, run_id: str, source_id: str) -> Verdict:
    key = store.keys.staged_run(run_id, f"source={source_id}/crawl.json")
    try:
        report = json.loads(store.get(key))
    except KeyMissing:
        return Verdict(source_id, "not_crawled", "its crawl left no report: see the log of its task")
    return Verdict(source_id, report["status"], report["detail"])


def close_gate(run: Run, source_ids: Sequence[str], max_failed: int) -> None:
    """Raise `GateClosed`, naming the sources and their errors, when too many failed or nothing was landed."""
    latest = run.store.get_tagged(run.store.keys.latest())
    if latest is None or run.run_id not in latest[0].decode():
        raise GateClosed(
            f"The run {run.run_id} published no release",
            remedy="The first red task says why; clear it when mended",
        )
    failed = [verdict for verdict in verdicts(run.store, run.run_id, source_ids) if verdict.failed]
    if len(failed) > max_failed:
        named = "; ".join(f"{verdict.source_id}: {verdict.status}: {verdict.detail}" for verdict in failed)
        raise GateClosed(f"{len(failed)} sources failed, {max_failed} may: {named}")
