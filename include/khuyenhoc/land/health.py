"""How each source stands after a run: what it gave, when it was last good, what went wrong, how polite we were."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from khuyenhoc.land.coverage import RANK, coverage_status
from khuyenhoc.land.index import Arrivals
from khuyenhoc.land.silence import silence
from khuyenhoc.models import Counts, Source

#: How a crawl may end without anything being wrong.
GOOD = frozenset({"ok", "published", "nothing_new", "not_due"})

#: What a row says of the requests of a run.
ASKED = ("requests", "bytes", "not_modified", "robots_disallowed", "peak_per_minute")

#: Days that the index shows of a source's articles, and of how it was covered.
RECENT, COVERED = 60, 14


def arrivals(source: Source, published: Sequence[date], today: date) -> Arrivals:
    """A source's articles of the last days, and whether its silence means something.

    published: the day of each article; of those without one the days on which any was first seen, each once: all
    that a site had before its first crawl is seen on one day, and is no burst.

    A source that is off raises no alarm until the day on which somebody must look again.
    """
    counts = Counter(published)
    gap = silence(published, today, source.cadence)
    return Arrivals(
        cadence=source.cadence,
        daily=tuple(counts[today - timedelta(days=n)] for n in reversed(range(RECENT))),
        last=gap.since if gap else None,
        silence=str(gap) if gap else "",
        odds=gap.odds if gap else None,
        alarm=bool(gap and gap.alarm and not (source.off and today <= source.off.until)),
    )


def recent(before: Mapping[date, str], counts: Counts | None, today: date) -> dict[date, str]:
    """How the last days covered a source, by day: those on which it was visited, the better of two visits.

    before: the same of the release before; counts: what this run gave, None when it did not ask.
    """
    status = coverage_status(counts.status) if counts else "not_crawled"
    first = max([today, *before]) - timedelta(days=COVERED - 1)
    days = {day: word for day, word in before.items() if day >= first}
    if status != "not_crawled":
        days[today] = min(status, days.get(today, status), key=RANK.index)
    return dict(sorted(days.items()))


def source_row(
    source: Source,
    before: Mapping[str, Any],
    counts: Counts | None,
    asked: Mapping[str, int],
    *,
    run: str,
    at: datetime,
    articles: int,
    observations: int,
    set_aside: int,
) -> dict[str, Any]:
    """A row of `sources`. `before` is the source's row in the release before; `counts` None when it was not asked.

    asked: what the run asked of it, by the names of `ASKED`.
    """
    row = {
        "source_id": source.id,
        "name": source.name.vi,
        "level": source.level,
        "province_code": source.province,
        "base_url": source.base_url,
        "licence": source.licence,
        "enabled": source.enabled,
        "off_reason": source.off.reason if source.off else None,
        "status": coverage_status(counts.status) if counts else "not_crawled",
        "detail": counts.detail if counts else "",
        "last_good": before.get("last_good"),
        "last_good_run": before.get("last_good_run"),
        "last_error": before.get("last_error"),
        "last_error_at": before.get("last_error_at"),
        "articles": articles,
        "observations": observations,
        "new_articles": counts.articles if counts else 0,
        "new_observations": counts.observations if counts else 0,
        "set_aside": set_aside,
        **dict.fromkeys(ASKED, 0),
        **asked,
    }
    if counts and counts.status in GOOD:
        row |= {"last_good": at, "last_good_run": run}
    elif counts and not counts.from_archive:
        row |= {"last_error": f"{counts.status}: {counts.detail}".rstrip(": "), "last_error_at": at}
    return row
