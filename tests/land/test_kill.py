"""A run that is ended between any two writes (of crawl: tests/crawl; of extract: tests/extract) and run again leaves the bucket of a run that nothing disturbed.

The state after n writes is all that a kill can leave: each write is one PUT, which is there whole or not at all.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.expire import Policy, expire, plan_expiry
from khuyenhoc.pipeline.fetch import fetch_release
from khuyenhoc.pipeline.land import land_run
from khuyenhoc.pipeline.latest import read_latest, read_versions
from khuyenhoc.pipeline.validate import validate_run
from khuyenhoc.store import Store
from khuyenhoc.validate import suites
from tests.land.conftest import MORNING, World
from tests.records import an_article, an_observation

BOTH = ("hanam", "yenbai")
WRITES = ("put_object", "delete_object")
Bucket = Mapping[str, bytes]
Step = Callable[[Run], object]


class Ended(BaseException):
    """As SIGKILL: nothing that the run could catch."""


def end() -> None:
    raise Ended


class DyingStore(Store):
    """A store whose process ends after so many writes."""

    def __init__(self, store: Store, writes: int, end: Callable[[], None] = end) -> None:
        super().__init__(store.client, store.bucket, store.keys.prefix)
        self.left, self.end, self.written = writes, end, 0

    def _call(self, operation: str, key: str, **arguments: Any) -> Any:
        if operation in WRITES:
            if self.left == 0:
                self.end()
            self.left -= 1
            self.written += 1
        return super()._call(operation, key, **arguments)


def contents(store: Store) -> dict[str, bytes]:
    return {key: store.get(key) for key in store.list("")}


def restore(store: Store, wanted: Bucket) -> None:
    """Make the bucket hold just this again."""
    have = contents(store)
    for key in have.keys() - wanted.keys():
        store.delete(key)
    for key, body in wanted.items():
        if have.get(key) != body:
            store.put(key, body)


def scene(world: World) -> Run:
    """A first day that is released, and a second whose crawl and extract are done: an edit, a new article, a row
    to set aside, a source that failed."""
    a, b = an_article("yenbai"), an_article("hanam")
    first = world.run()
    world.stage(first, {"yenbai": [(a, [an_observation(a)])], "hanam": [(b, [an_observation(b)])]})
    validate_run(first, BOTH)
    land_run(first, BOTH)
    later = {"fetched_at": a.fetched_at + timedelta(days=1), "day": "2026-11-23"}
    new = an_article("yenbai", "bai-2", **later)
    edited = replace(
        an_article("yenbai", **later),
        version=2,
        text=a.text.replace("1.127", "1.130"),
        first_seen_at=a.first_seen_at,
    )
    wrong = an_observation(new, value=Decimal(91), denominator=Decimal(74))
    first.store.put(first.store.keys.schema("panel"), b"{}")  # of an earlier version
    first.store.delete(first.store.keys.schema("delta"))
    second = world.run("second", MORNING + timedelta(days=1))
    pairs = [
        (edited, [an_observation(edited, "1.130 chi hội", value=Decimal(1130))]),
        (new, [an_observation(new), wrong]),
    ]
    world.stage(second, {"yenbai": pairs}, statuses={"hanam": "unreachable"})
    return second


def count_writes(run: Run, step: Step) -> int:
    store = DyingStore(run.store, -1)
    step(replace(run, store=store))
    return store.written


def step_validate(run: Run) -> object:
    return validate_run(run, BOTH)


def step_land(run: Run) -> object:
    return land_run(run, BOTH)


def step_expire(run: Run) -> object:
    at_once = Policy(daily=timedelta(0), staging=timedelta(0))
    return expire(run.store, plan_expiry(run.store, at_once, MORNING + timedelta(days=99)))


@pytest.fixture(scope="module")
def once() -> Iterator[None]:
    """The suites' own answers and pages, asked once: they depend on the rows alone, and cost a second each."""
    answers: dict[tuple[str, int, str], Any] = {}
    pages: dict[tuple[str, int, datetime], str] = {}
    judge, data_docs = suites.judge, suites.data_docs

    def judge_once(table: str, frame: Any, rules: Any, **told: Any) -> Any:
        named = (table, len(frame), told["run_id"])
        if named not in answers:
            answers[named] = judge(table, frame, rules, **told)
        return answers[named]

    def docs_once(judgement: Any, at: datetime) -> str:
        named = (judgement.table, judgement.checked, at)
        if named not in pages:
            pages[named] = data_docs(judgement, at)
        return pages[named]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(suites, "judge", judge_once)
        patch.setattr(suites, "data_docs", docs_once)
        yield


STEPS = [
    # the step, what must be done before it, the fewest writes that it makes
    (step_validate, [], 7),
    (step_land, [step_validate], 20),
    (step_expire, [step_validate, step_land], 10),
]


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("step", "before", "least"), STEPS, ids=["validate", "land", "expire"])
def test_after_any_write_a_rerun_gives_the_same_bytes(
    world: World, once: None, step: Step, before: list[Step], least: int
) -> None:
    run = scene(world)
    for earlier in before:
        earlier(run)
    was = contents(run.store)
    writes = count_writes(run, step)
    assert writes >= least
    undisturbed = contents(run.store)
    for after in range(writes):
        restore(run.store, was)
        with pytest.raises(Ended):
            step(replace(run, store=DyingStore(run.store, after)))
        readable(run.store, step is step_land and after < writes - 2)
        step(run)
        found = contents(run.store)
        assert found.keys() == undisturbed.keys(), f"after {after} writes"
        assert {key for key in found if found[key] != undisturbed[key]} == set(), f"after {after} writes"


def readable(store: Store, old: bool) -> None:
    """What latest.json names is whole at every moment; before the last two writes it is the first day's release."""
    with TemporaryDirectory() as folder:
        fetched = fetch_release(store, "latest", Path(folder), csv=True)
    if old:
        assert fetched.release.startswith("20261121T220000Z")


KILLED = """
import os, signal, sys
from dataclasses import replace
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.land import land_run
from khuyenhoc.settings import Settings
from tests.land.test_kill import BOTH, DyingStore
run = Run.again(Settings.read(), sys.argv[1])
store = DyingStore(run.store, int(sys.argv[2]), lambda: os.killpg(os.getpgid(0), signal.SIGKILL))
land_run(replace(run, store=store), BOTH)
"""


@pytest.mark.slow
@pytest.mark.parametrize("after", [17])
def test_a_process_group_killed_outright_leaves_nothing_that_a_rerun_does_not_mend(
    world: World, after: int
) -> None:
    run = scene(world)
    validate_run(run, BOTH)
    before = contents(run.store)
    land_run(run, BOTH)
    undisturbed = contents(run.store)
    restore(run.store, before)
    settings = world.settings
    environment = os.environ | {
        "KHUYENHOC_BUCKET": settings.bucket,
        "KHUYENHOC_ENDPOINT_URL": str(settings.endpoint_url),
        "KHUYENHOC_ACCESS_KEY_ID": str(settings.access_key_id),
        "KHUYENHOC_SECRET_ACCESS_KEY": settings.secret_access_key.get_secret_value(),
        "KHUYENHOC_ADDRESSING_STYLE": "path",
        "KHUYENHOC_REGISTRY": settings.registry,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }
    arguments = [sys.executable, "-c", KILLED, run.run_id, str(after)]
    killed = subprocess.run(
        arguments, env=environment, start_new_session=True, check=False, capture_output=True
    )
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-2000:]
    assert contents(run.store) != undisturbed
    land_run(run, BOTH)
    assert contents(run.store) == undisturbed


class MeddlingStore(Store):
    """A store in which another run does its work just before this one moves `latest.json`."""

    def __init__(self, store: Store, other: Callable[[], object]) -> None:
        super().__init__(store.client, store.bucket, store.keys.prefix)
        self.other: Callable[[], object] | None = other

    def put(self, key: str, body: bytes, **how: Any) -> str:
        if key == self.keys.latest() and self.other:
            other, self.other = self.other, None
            other()
        return super().put(key, body, **how)


def test_two_runs_at_once_end_in_one_release_that_holds_both(world: World) -> None:
    a, b = an_article("yenbai"), an_article("hanam")
    daily, by_hand = world.run(), world.run("by hand", MORNING + timedelta(minutes=2))
    world.stage(daily, {"yenbai": [(a, [an_observation(a)])]})
    world.stage(by_hand, {"hanam": [(b, [an_observation(b)])]})
    validate_run(daily, BOTH)
    validate_run(by_hand, BOTH)
    meddling = MeddlingStore(daily.store, lambda: land_run(by_hand, BOTH))
    report = land_run(replace(daily, store=meddling), BOTH)
    assert report.articles == 2
    assert report.release == f"{by_hand.run_id}.01-{daily.run_id[-4:]}"
    latest = read_latest(daily.store)
    assert (latest.release, latest.previous, latest.token) == (report.release, by_hand.run_id, 2)
    assert [v.release for v in read_versions(daily.store).versions] == [by_hand.run_id, report.release]
    listed = {key.split("/")[1] for key in daily.store.list("releases/")}
    assert listed == {by_hand.run_id, report.release}, "the release that lost the race is not left behind"
