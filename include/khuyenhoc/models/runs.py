"""What a run gave, source by source."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Counts:
    """What one source gave in one run; what the demo's table and the run's notes show.

    `from_archive`: it was read again, not crawled: its site was not asked, so nothing can be wrong with that.
    """

    source_id: str
    fetched: int = 0
    not_modified: int = 0
    failed: int = 0
    articles: int = 0
    observations: int = 0
    set_aside: int = 0
    status: str = "published"
    detail: str = ""
    from_archive: bool = False
