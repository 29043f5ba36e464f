"""What a run asks of a person: once, in words that say what to do; and what stands in its note."""

from __future__ import annotations

from datetime import timedelta

import pytest

from khuyenhoc.errors import GateClosed
from khuyenhoc.models import VIETNAM, PublishedSource
from khuyenhoc.pipeline.gate import close_gate, summary, to_do
from khuyenhoc.pipeline.land import land_run
from khuyenhoc.pipeline.latest import index_of_run
from khuyenhoc.pipeline.validate import validate_run
from tests.land.conftest import MORNING, World
from tests.records import FETCHED, an_article, an_observation

BOTH = ("hanam", "yenbai")
A = an_article("yenbai")


def go(world: World, days: int, statuses, given=None):
    run = world.run(f"day {days}", MORNING + timedelta(days=days))
    world.stage(run, given or {}, statuses=statuses)
    validate_run(run, BOTH)
    land_run(run, BOTH)
    return run


def test_when_all_are_well_nothing_is_to_be_done(world: World) -> None:
    run = go(world, 0, {"yenbai": "ok", "hanam": "nothing_new"}, {"yenbai": [(A, [an_observation(A)])]})
    assert to_do(run) == []
    close_gate(run, BOTH, 0)
    said = summary(run, BOTH).splitlines()
    assert said[0].startswith(
        f"Release {run.run_id}: success. 1 articles read, 1 of them new, 1 figures in them, "
        "0 records set aside. Beside the release before 1 figures gained, 0 lost, 0 changed."
    )
    assert said[1:] == ["0 of 2 sources failed.", "- hanam: nothing_new: no answer"]


def test_what_is_fetched_again_unchanged_is_read_and_not_new(world: World) -> None:
    given = {"yenbai": [(A, [an_observation(A)])]}
    go(world, 0, {}, given)
    said = summary(go(world, 1, {}, given), BOTH)
    assert "1 articles read, 0 of them new, 1 figures in them" in said
    assert "0 figures gained, 0 lost, 0 changed" in said


def test_a_broken_source_is_named_with_what_to_do(world: World) -> None:
    run = go(world, 0, {"hanam": "layout_broken"}, {"yenbai": [(A, [an_observation(A)])]})
    (line,) = to_do(run)
    assert line.startswith("hanam: layout_broken: no answer. Look at the captured pages and mend")
    assert summary(run, BOTH).endswith("1 of 2 sources failed:\n- hanam: layout_broken: no answer")
    close_gate(run, BOTH, 1)
    with pytest.raises(GateClosed, match="1 sources failed, 0 may: hanam"):
        close_gate(run, BOTH, 0)


def test_a_source_that_was_crawled_and_not_read_has_failed(world: World) -> None:
    """A worker died, or the queue was too long: its pages are in the archive, and in no release."""
    run = world.run("day 0", MORNING)
    world.stage(run, {"yenbai": [(A, [an_observation(A)])]}, statuses={"hanam": "ok"})
    run.store.delete(run.store.keys.staging(run.run_id, "yenbai", "articles"))
    (line,) = to_do(run)
    assert line.startswith("yenbai: not_extracted: what was fetched was not read")
    assert line.endswith("Clear its task extract; else the next crawl hands the pages on")


def test_a_silence_is_told_once_with_its_evidence(world: World) -> None:
    """Five articles a week are expected of this source; the run that first finds the silence tells it."""
    go(world, 0, {"hanam": "nothing_new"}, {"yenbai": [(A, [an_observation(A)])]})
    well = {"yenbai": "nothing_new", "hanam": "nothing_new"}
    assert to_do(go(world, 3, well)) == [], "three days are a weekend"
    (line,) = to_do(go(world, 40, well))
    assert line.startswith("yenbai: silent: nothing since 2026-11-20: 42 days in which ")
    assert "odds that this is chance 1 to " in line
    assert line.endswith("mend its file or switch it off with the reason")
    assert to_do(go(world, 41, well)) == []


def test_the_silence_of_a_source_without_dates_is_counted_from_what_was_first_seen(world: World) -> None:
    """Twenty articles on the day of the first crawl are what the site had, not a burst of which silence follows."""
    undated = [
        an_article("yenbai", f"bai-{n}", published_at=None, published_source=PublishedSource.NONE)
        for n in range(20)
    ]
    run = go(world, 0, {"hanam": "nothing_new"}, {"yenbai": [(each, []) for each in undated]})
    index = index_of_run(run.store, run.run_id)
    assert index is not None
    arrivals = {source.source_id: source.arrivals for source in index.sources}["yenbai"]
    assert arrivals is not None
    assert (arrivals.last, sum(arrivals.daily)) == (FETCHED.astimezone(VIETNAM).date(), 1)
    well = {"yenbai": "nothing_new", "hanam": "nothing_new"}
    assert to_do(go(world, 3, well)) == []
    (line,) = to_do(go(world, 40, well))
    assert line.startswith("yenbai: silent: nothing since 2026-11-22: 40 days in which ")


def test_a_source_that_was_read_again_has_not_failed(world: World) -> None:
    """A re-extraction asks no site: it leaves no crawl report, and its release may be named after a later run's."""
    go(world, 3, {"hanam": "ok"}, {"yenbai": [(A, [an_observation(A)])]})
    run = world.run("reextract", MORNING)
    world.stage(run, {"yenbai": [(A, [an_observation(A)])]})
    run.store.delete(run.store.keys.crawl_report(run.run_id, "yenbai"))
    validate_run(run, ["yenbai"])
    landed = land_run(run, ["yenbai"])
    assert landed.result == "success"
    assert landed.release != run.run_id
    index = index_of_run(run.store, run.run_id)
    assert index is not None
    assert index.release == landed.release
    assert [source.last_error for source in index.sources] == [None, None]
    assert "failed" not in summary(run, ())
    assert to_do(run) == []


def test_a_source_that_was_removed_while_the_run_went_on_is_named_and_costs_no_other(world: World) -> None:
    """Its file was there when `plan` looked, and is not any more."""
    run = world.run("daily")
    world.stage(run, {"yenbai": [(A, [an_observation(A)])]})
    planned = ["gone", "yenbai"]
    validate_run(run, planned)
    assert land_run(run, planned).articles == 1
    with pytest.raises(GateClosed, match="gone: not_crawled: its crawl left no report"):
        close_gate(run, planned, 0)
    assert "1 of 2 sources failed:\n- gone: not_crawled" in summary(run, planned)
