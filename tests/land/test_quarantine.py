"""What is set aside is kept once, and comes back when nothing objects any more."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from khuyenhoc import tables
from khuyenhoc.models import Rejection, Severity
from khuyenhoc.pipeline.land import land_run
from khuyenhoc.pipeline.latest import open_rejections, read_latest
from khuyenhoc.pipeline.validate import validate_run
from khuyenhoc.validate.quarantine import Decision, decisions_json
from tests.land.conftest import MORNING, World
from tests.records import an_article, an_observation

A = an_article("yenbai")
GOOD = an_observation(A)
WRONG = an_observation(A, value=Decimal(91), denominator=Decimal(74))


def go(world: World, given, days: int, **staged):
    run = world.run(f"day {days}", MORNING + timedelta(days=days))
    world.stage(run, given, **staged)
    validated = validate_run(run, ["yenbai"])
    land_run(run, ["yenbai"])
    return run, validated


def landed(run) -> set[str]:
    latest = read_latest(run.store)
    rows = tables.from_parquet(run.store.get(run.store.keys.release(latest.release, "observations.parquet")))
    return {row["observation_id"] for row in rows}


def waiting(run) -> list[Rejection]:
    return open_rejections(run.store, read_latest(run.store).release)


def decide(run, rejection: Rejection, decision: str) -> None:
    word = Decision(
        rejection.table, rejection.record_name, (rejection.rule,), decision, "Lan", "as printed", "2026-11-23"
    )
    run.store.put(run.store.keys.decisions(), decisions_json([word]))


def test_what_is_set_aside_waits_and_is_written_once(world: World) -> None:
    first, _ = go(world, {"yenbai": [(A, [GOOD, WRONG])]}, 0)
    second, validated = go(world, {"yenbai": []}, 1)
    assert [r.rule for r in waiting(second)] == ["part_within_whole"]
    assert waiting(second)[0].run == first.run_id
    assert validated.set_aside == 0
    written = [key for key in second.store.list("quarantine/") if key.endswith(".parquet")]
    assert written == [first.store.keys.quarantine("observations", first.day, first.run_id)]


def test_an_accepted_record_comes_back_and_says_so(world: World) -> None:
    run, _ = go(world, {"yenbai": [(A, [GOOD, WRONG])]}, 0)
    decide(run, waiting(run)[0], "accepted")
    run, validated = go(world, {"yenbai": []}, 1)
    assert validated.came_back == 1
    assert landed(run) == {GOOD.observation_id, WRONG.observation_id}
    assert waiting(run) == []
    day = tables.from_parquet(
        run.store.get(run.store.keys.data("observations", MORNING.date().replace(day=22), "yenbai"))
    )
    checks = {row["observation_id"]: row["checks"] for row in day}
    assert checks[WRONG.observation_id] == ["accepted:part_within_whole"]


def test_a_decision_holds_in_later_runs(world: World) -> None:
    run, _ = go(world, {"yenbai": [(A, [GOOD, WRONG])]}, 0)
    decide(run, waiting(run)[0], "accepted")
    go(world, {"yenbai": []}, 1)
    run, _ = go(world, {"yenbai": [(replace(A, extractor_version="2"), [GOOD, WRONG])]}, 2)
    assert landed(run) == {GOOD.observation_id, WRONG.observation_id}


def test_a_refused_record_stays_out_and_says_who_said_so(world: World) -> None:
    run, _ = go(world, {"yenbai": [(A, [GOOD, WRONG])]}, 0)
    decide(run, waiting(run)[0], "refused")
    run, _ = go(world, {"yenbai": []}, 1)
    assert landed(run) == {GOOD.observation_id}
    assert [(r.reviewed, r.reviewed_by) for r in waiting(run)] == [("refused", "Lan")]


def test_a_refused_record_stays_out_when_it_is_read_anew_and_no_rule_objects(world: World) -> None:
    run, _ = go(world, {"yenbai": [(A, [GOOD, WRONG])]}, 0)
    decide(run, waiting(run)[0], "refused")
    same = replace(WRONG, figure=replace(WRONG.figure, denominator=None))
    assert same.observation_id == WRONG.observation_id
    run, _ = go(world, {"yenbai": [(replace(A, extractor_version="2"), [GOOD, same])]}, 1)
    assert landed(run) == {GOOD.observation_id}
    assert [(r.rule, r.observed, r.reviewed, r.reviewed_by) for r in waiting(run)] == [
        ("part_within_whole", "refused by Lan", "refused", "Lan")
    ]
    decide(run, waiting(run)[0], "accepted")
    run, _ = go(world, {"yenbai": []}, 2)
    assert landed(run) == {GOOD.observation_id, WRONG.observation_id}, "a person may think better of it"


def test_a_better_extractor_lets_a_record_go(world: World) -> None:
    go(world, {"yenbai": [(A, [GOOD, WRONG])]}, 0)
    mended = an_observation(A, value=Decimal(74), denominator=Decimal(91))
    run, _ = go(world, {"yenbai": [(replace(A, extractor_version="2"), [GOOD, mended])]}, 1)
    assert waiting(run) == []
    assert landed(run) == {GOOD.observation_id, mended.observation_id}


def test_observations_wait_with_their_article_and_come_back_with_it(world: World) -> None:
    early = replace(A, published_at=A.fetched_at + timedelta(days=9))
    run, _ = go(world, {"yenbai": [(early, [GOOD])]}, 0)
    assert {(r.table, r.rule) for r in waiting(run)} == {
        ("articles", "published_before_fetched"),
        ("observations", "article_kept"),
    }
    assert landed(run) == set()
    decide(run, next(r for r in waiting(run) if r.table == "articles"), "accepted")
    run, validated = go(world, {"yenbai": []}, 1)
    assert validated.came_back == 2
    assert landed(run) == {GOOD.observation_id}
    assert waiting(run) == []


def test_what_extract_could_not_read_is_kept_until_the_page_is_read(world: World) -> None:
    page = Rejection(
        "articles", {"source_id": "yenbai", "url": A.url}, "spun_text", Severity.CRITICAL, "…", "…", "r"
    )
    run, _ = go(world, {"yenbai": []}, 0, rejections=[page])
    assert [r.rule for r in waiting(run)] == ["spun_text"]
    run, _ = go(world, {"yenbai": [(A, [GOOD])]}, 1)
    assert waiting(run) == []


def test_the_record_is_kept_whole(world: World) -> None:
    run, _ = go(world, {"yenbai": [(A, [GOOD, WRONG])]}, 0)
    record = waiting(run)[0].record
    assert set(record) == {*tables.OBSERVATIONS.names, "date"}
    assert record["date"] == "2026-11-22"
    assert json.loads(json.dumps(record)) == record
