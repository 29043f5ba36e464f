"""What the bucket need not keep for ever: old releases, staging. Never the archive, the log or `data/`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta

from khuyenhoc.errors import Conflict
from khuyenhoc.land.index import Version, Versions
from khuyenhoc.pipeline.latest import as_json, read_latest, read_versions, swap
from khuyenhoc.store import Store


@dataclass(frozen=True)
class Policy:
    """Every release of the last `daily`; before that the last of each month, for as-of queries; staging, by age."""

    daily: timedelta = timedelta(days=60)
    staging: timedelta = timedelta(days=30)


@dataclass(frozen=True)
class Plan:
    """What goes: (what, why, keys). `versions` is what `versions.json` lists afterwards."""

    groups: tuple[tuple[str, str, tuple[str, ...]], ...]
    versions: Versions

    @property
    def count(self) -> int:
        return sum(len(keys) for _, _, keys in self.groups)


def plan_expiry(store: Store, policy: Policy, now: datetime) -> Plan:
    """What the policy lets go at a time. The newest good release and the one before it always stay."""
    latest = read_latest(store)
    versions = read_versions(store)
    needed: set[str | None] = {latest.release, latest.previous} if latest else set()
    months: dict[str, str] = {}
    for version in versions.versions:
        if version.result != "failure":
            months[f"{version.released_at:%Y-%m}"] = version.release
    keep = needed | set(months.values())
    gone = [v for v in versions.versions if v.release not in keep and now - v.released_at > policy.daily]
    groups = [
        (f"release {v.release}", f"older than {policy.daily.days} days, not the last of its month",
         tuple(store.list(store.keys.release(v.release, ""))))
        for v in gone
    ]  # fmt: skip
    groups += _unlisted(store, versions, needed, latest.release if latest else "")
    groups += _staging(store, policy, now)
    left = tuple(v for v in versions.versions if v not in gone)
    return Plan(tuple(groups), versions.model_copy(update={"versions": left}))


def _unlisted(
    store: Store, versions: Versions, needed: Set[str | None], newest: str
) -> list[tuple[str, str, tuple[str, ...]]]:
    """What is left of releases that were ended before anything named them; one that is being made is newer."""
    listed = {version.release for version in versions.versions} | needed
    by_release: defaultdict[str, list[str]] = defaultdict(list)
    prefix = store.keys.release("", "")[:-1]
    for key in store.list(prefix):
        by_release[key.removeprefix(prefix).partition("/")[0]].append(key)
    return [
        (f"release {release}", "no version lists it", tuple(keys))
        for release, keys in sorted(by_release.items())
        if release not in listed and release < newest
    ]


def _staging(store: Store, policy: Policy, now: datetime) -> list[tuple[str, str, tuple[str, ...]]]:
    """Staging of runs that are released and old; a run that never landed keeps its staging: it may yet land."""
    landed: dict[str, Version] = {v.run: v for v in read_versions(store).versions if v.result != "failure"}
    by_run: defaultdict[str, list[str]] = defaultdict(list)
    prefix = f"{store.keys.prefix}staging/run="
    for key in store.list(prefix):
        by_run[key.removeprefix(prefix).partition("/")[0]].append(key)
    return [
        (f"staging of {run}", f"released, older than {policy.staging.days} days", tuple(keys))
        for run, keys in sorted(by_run.items())
        if run in landed and now - landed[run].released_at > policy.staging
    ]


def expire(store: Store, plan: Plan) -> None:
    """Remove what the plan says: first from `versions.json`, so that no reader is sent to what is going."""
    key = store.keys.versions()
    tagged = store.get_tagged(key)
    if tagged is not None:
        have = Versions.model_validate_json(tagged[0])
        listed = {v.release for v in plan.versions.versions}
        gone = {what.removeprefix("release ") for what, _, _ in plan.groups} - listed
        left = have.model_copy(update={"versions": tuple(v for v in have.versions if v.release not in gone)})
        try:
            swap(store, key, tagged, as_json(left), "application/json")
        except Conflict as error:
            raise Conflict(str(error), remedy="Run expire again") from error
    for _, _, keys in plan.groups:
        for each in keys:
            store.delete(each)
