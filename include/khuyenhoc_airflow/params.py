"""The trigger form: what a person may set for one run, checked before the run starts."""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

from airflow.sdk import CronTriggerTimetable, Param

from khuyenhoc.sources import Registry, load_registry

WHAT, HOW = "What to collect", "How far to go"


def registry() -> Registry:
    """The registry of this installation. Read at parse time: no bucket and no database is asked."""
    return load_registry(os.environ.get("KHUYENHOC_REGISTRY", "sites"))


def schedule() -> CronTriggerTimetable | None:
    """Daily at 05:00 in Việt Nam; KHUYENHOC_SCHEDULE moves it, and empty means by hand only."""
    cron = os.environ.get("KHUYENHOC_SCHEDULE", "0 5 * * *")
    return CronTriggerTimetable(cron, timezone="Asia/Ho_Chi_Minh") if cron else None


def late_after() -> timedelta:
    """How long a run may take before the day's release is late: 4 hours; KHUYENHOC_LATE_AFTER says it in minutes."""
    return timedelta(minutes=float(os.environ.get("KHUYENHOC_LATE_AFTER", "240")))


def sources(known: Registry) -> Param:
    enabled = [source.id for source in known.enabled()]
    return Param(
        enabled,
        title="Sources",
        description="Sites to visit. None chosen: all that are switched on.",
        section=WHAT,
        type="array",
        items={"type": "string", "enum": list(known)},
        uniqueItems=True,
        examples=list(known),
        values_display={source.id: f"{source.name.vi} ({source.id})" for source in known.values()},
    )


def day(title: str, description: str, *, required: bool = False) -> Param:
    """A date, picked in a calendar; without a default when a person must choose it, else empty at first."""
    shape: dict[str, Any] = {"title": title, "description": description, "section": WHAT, "format": "date"}
    if required:
        return Param(type="string", **shape)
    return Param(None, type=["null", "string"], **shape)


def failures() -> Param:
    return Param(
        3,
        title="Sources that may fail",
        description="A whole number. When more fail, the run is red, after all that could land has landed.",
        section=HOW,
        type="integer",
        minimum=0,
    )


def collect(known: Registry) -> dict[str, Param]:
    """The form of the daily collection."""
    return {
        "sources": sources(known),
        "since": day(
            "Published since",
            "Leave out articles that their listing dates earlier. Empty: what is new since the last run.",
        ),
        "max_articles": Param(
            None,
            title="Most new articles a source",
            description="Stop a source after that many. Empty: the budget that its file states.",
            section=HOW,
            type=["null", "integer"],
            minimum=1,
            maximum=10_000,
        ),
        "max_pages": Param(
            20,
            title="Most pages of a list",
            description="How far back to follow a site's list of articles. It stops by itself at known articles.",
            section=HOW,
            type="integer",
            minimum=1,
            maximum=1_000,
        ),
        "refetch": Param(
            False,
            title="Fetch again",
            description="Ask for known pages too, whole, as if they had never been seen.",
            section=HOW,
            type="boolean",
        ),
        "max_failed_sources": failures(),
    }


def backfill(known: Registry) -> dict[str, Param]:
    """The form of a walk into the past."""
    return {
        "sources": sources(known),
        "since": day("How far back", "The first day of publication that is wanted.", required=True),
        "max_requests": Param(
            200,
            title="Most requests a source",
            description="What this run may ask of a site, within what its file allows a day. Trigger again to go on.",
            section=HOW,
            type="integer",
            minimum=10,
            maximum=10_000,
        ),
        "max_failed_sources": failures(),
    }


def reextract(known: Registry) -> dict[str, Param]:
    """The form of a re-extraction."""
    return {
        "sources": sources(known),
        "since": day(
            "Captured from", "First day of crawling whose pages are read again. Empty: from the beginning."
        ),
        "until": day("Captured until", "Last day, inclusive. Empty: until today."),
        "approve": Param(
            False,
            title="Land without asking",
            description="Land whatever the impact report says, without waiting for a person.",
            section=HOW,
            type="boolean",
        ),
    }
