"""Says for each province and day whether something came and, if not, why: silence is data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from khuyenhoc.models import Counts

#: From what a reader hopes for to what explains nothing; a province has the best of its sources.
RANK = (
    "published",
    "nothing_new",
    "not_due",
    "robots",
    "blocked",
    "layout_broken",
    "unreachable",
    "not_crawled",
)


@dataclass(frozen=True)
class Province:
    """A province until 2025-06-30 and the code of the one that it is part of since."""

    code: str
    name: str
    code_2025: str


def coverage(
    day: date,
    provinces: Sequence[Province],
    sources: Mapping[str, Sequence[str]],
    counts: Mapping[str, Counts],
    about: Mapping[str, int],
) -> list[dict[str, Any]]:
    """A row for each province on a day.

    sources: ids of the sources that are on, by province code. counts: what each gave. about: observations about
    each province, from any source.
    """
    rows = []
    for province in provinces:
        own = [counts.get(s, Counts(s, status="not_crawled")) for s in sources.get(province.code, ())]
        best = min(own, key=lambda c: _rank(c.status)) if own else None
        rows.append({
            "date": day,
            "province_code": province.code,
            "province": province.name,
            "province_code_2025": province.code_2025,
            "status": coverage_status(best.status) if best else "no_source",
            "sources": len(own),
            "articles": sum(c.articles for c in own),
            "observations": sum(c.observations for c in own),
            "about": about.get(province.code, 0),
            "detail": best.detail if best and best.status != "published" else "",
        })  # fmt: skip
    return rows


#: The crawl's words that the contract has another for: what an analyst can tell apart.
_WORDS = {"ok": "published", "unproven": "layout_broken"}


def coverage_status(status: str) -> str:
    """The contract's word for how a crawl ended.

    >>> coverage_status("unproven"), coverage_status("robots")
    ('layout_broken', 'robots')
    """
    return _WORDS.get(status, status)


def _rank(status: str) -> int:
    return RANK.index(coverage_status(status))
