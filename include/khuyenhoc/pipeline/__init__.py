"""The four steps, one module each: read keys, call a stage, write keys.

A step takes a `Run` and gives a small report (keys and counts, never data), so that Airflow and the
command line call the same functions. Run again, a step gives the same objects.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from khuyenhoc.errors import Conflict, SettingsError
from khuyenhoc.models import VIETNAM
from khuyenhoc.settings import Settings
from khuyenhoc.sources import Registry, load_registry
from khuyenhoc.store import Store


def run_id_of(started_at: datetime, name: str) -> str:
    """An id that sorts by time and is the same whenever the same run is asked for.

    >>> run_id_of(datetime(2026, 11, 21, 22, tzinfo=UTC), "scheduled")
    '20261121T220000Z-6aef'
    """
    digest = hashlib.sha256(name.encode()).hexdigest()[:4]
    return f"{started_at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{digest}"


def began(store: Store, name: str) -> datetime | None:
    """When the run of that name began; None when it never did."""
    found = store.get_tagged(_begun_key(store, name))
    return datetime.fromisoformat(json.loads(found[0])["started_at"]) if found else None


def _begun_key(store: Store, name: str) -> str:
    return store.keys.begun(hashlib.sha256(name.encode()).hexdigest()[:16])


@dataclass(frozen=True)
class Run:
    """One collection: what every step needs to know of it."""

    run_id: str
    started_at: datetime
    store: Store
    registry: Registry
    settings: Settings

    @property
    def day(self) -> date:
        """The Vietnamese day that the run collects."""
        return self.started_at.astimezone(VIETNAM).date()

    @classmethod
    def of(cls, settings: Settings, *, name: str, started_at: datetime) -> Run:
        """A run named by whoever started it: the same name and time give the same run."""
        return cls(
            run_id=run_id_of(started_at, name),
            started_at=started_at,
            store=Store.open(settings),
            registry=load_registry(settings.registry, settings.sample_sites),
            settings=settings,
        )

    @classmethod
    def begun(cls, settings: Settings, *, name: str, now: datetime) -> Run:
        """The run of that name: it began when it was first asked for, which is kept in the bucket.

        So what it fetches lies under the day on which it was fetched, however late the run is (one that a
        scheduler made for a day long past), and is found there again after a retry or a clear.
        """
        key = _begun_key(store := Store.open(settings), name)
        body = json.dumps({"name": name, "started_at": now.astimezone(UTC).isoformat()}).encode()
        if store.get_tagged(key) is None:
            with suppress(Conflict):  # another task of the run was quicker
                store.put(key, body, content_type="application/json", if_absent=True)
        started_at = began(store, name)
        assert started_at is not None
        return cls.of(settings, name=name, started_at=started_at)

    @classmethod
    def again(cls, settings: Settings, run_id: str) -> Run:
        """A run by its id; `SettingsError` when that is no run's id."""
        try:
            started_at = datetime.strptime(run_id.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
        except ValueError as error:
            raise SettingsError(
                f"{run_id!r} is no run's id", remedy="One looks like 20261121T220000Z-6aef"
            ) from error
        return cls(
            run_id,
            started_at,
            Store.open(settings),
            load_registry(settings.registry, settings.sample_sites),
            settings,
        )
