"""From staged rows to a release: what lands, what is set aside, what a reader finds."""

from __future__ import annotations

import gzip
import hashlib
import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from khuyenhoc import tables
from khuyenhoc.errors import DataError
from khuyenhoc.land.describe import schema_texts
from khuyenhoc.models import VIETNAM
from khuyenhoc.pipeline.expire import Policy, plan_expiry
from khuyenhoc.pipeline.land import land_run
from khuyenhoc.pipeline.latest import read_index
from khuyenhoc.pipeline.validate import validate_run
from khuyenhoc.validate.rules import RULES
from tests.land.conftest import MORNING, World
from tests.records import SENTENCE, TITLE, an_article, an_observation

BOTH = ("hanam", "yenbai")
A = an_article("yenbai")
A_SAYS = an_observation(A)
#: Another text: of two that say the same only the earlier counts.
B = an_article("hanam", text=f"{TITLE}\n\n{SENTENCE} Hội nghị diễn ra tại Phủ Lý.")
B_SAYS = an_observation(B, "308.990 hội viên", metric="members", value=Decimal(308990))


def go(world: World, given, name="daily", at=MORNING, sources=BOTH, **staged):
    run = world.run(name, at)
    world.stage(run, given, **staged)
    validate_run(run, sources)
    return run, land_run(run, sources)


def snapshot(run, report, name: str) -> list[dict]:
    return tables.from_parquet(run.store.get(run.store.keys.release(report.release, f"{name}.parquet")))


def latest(run) -> dict:
    return json.loads(run.store.get(run.store.keys.latest()))


def test_a_first_run_publishes_what_passed(world: World) -> None:
    run, report = go(world, {"yenbai": [(A, [A_SAYS])], "hanam": [(B, [B_SAYS])]})
    assert report.result == "success"
    assert latest(run)["release"] == report.release == run.run_id
    assert {row["article_id"] for row in snapshot(run, report, "articles")} == {A.article_id, B.article_id}
    assert [row["surface"] for row in snapshot(run, report, "observations")] == [
        "308.990 hội viên",
        "1.127 chi hội",
    ]
    assert [(row["change"], row["cause"]) for row in snapshot(run, report, "delta")] == [("added", "new")] * 2
    panel = {(row["metric"], row["area"], row["year"]): row for row in snapshot(run, report, "panel")}
    assert panel["chapters", "Yên Bái", 2026]["value"] == Decimal(1127)
    assert panel["members", "Yên Bái", 2026]["observation_ids"] == [B_SAYS.observation_id]


def test_every_object_of_the_index_is_there_and_as_it_says(world: World) -> None:
    run, report = go(world, {"yenbai": [(A, [A_SAYS])], "hanam": [(B, [B_SAYS])]})
    index = json.loads(run.store.get(report.index_key))
    assert set(index["tables"]) == {
        "articles", "observations", "delta", "panel", "coverage", "sources", "politeness", "rejections",
    }  # fmt: skip
    for name, table in index["tables"].items():
        parquet, csv = run.store.get(table["parquet"]["key"]), run.store.get(table["csv"]["key"])
        assert hashlib.sha256(parquet).hexdigest() == table["parquet"]["sha256"]
        assert hashlib.sha256(csv).hexdigest() == table["csv"]["sha256"]
        assert tables.table_of(parquet).num_rows == table["parquet"]["rows"] == table["csv"]["rows"]
        assert tables.table_of(parquet).column_names == [column["name"] for column in table["columns"]], name
        assert gzip.decompress(csv).decode().splitlines()[0].count(",") == len(table["columns"]) - 1
    pointer = latest(run)
    assert hashlib.sha256(run.store.get(pointer["index"])).hexdigest() == pointer["index_sha256"]


def test_a_row_that_breaks_a_critical_rule_is_set_aside_with_its_reason(world: World) -> None:
    wrong = an_observation(A, value=Decimal(91), denominator=Decimal(74))
    run, report = go(world, {"yenbai": [(A, [A_SAYS, wrong])], "hanam": [(B, [B_SAYS])]})
    assert report.set_aside == 1
    (rejection,) = snapshot(run, report, "rejections")
    assert (rejection["table"], rejection["rule"]) == ("observations", "part_within_whole")
    assert "value=91, denominator=74" in rejection["observed"]
    assert wrong.observation_id not in {
        row["observation_id"] for row in snapshot(run, report, "observations")
    }
    quarantined = run.store.get(run.store.keys.quarantine("observations", run.day, run.run_id))
    assert json.loads(tables.from_parquet(quarantined)[0]["record"])["observation_id"] == wrong.observation_id


def test_a_failed_source_keeps_its_last_good_rows_and_says_so(world: World) -> None:
    first, _ = go(world, {"yenbai": [(A, [A_SAYS])], "hanam": [(B, [B_SAYS])]})
    run, report = go(
        world, {}, "next", MORNING + timedelta(days=1), statuses={"yenbai": "ok", "hanam": "unreachable"}
    )
    assert report.result == "partial"
    assert {row["source_id"] for row in snapshot(run, report, "articles")} == {"yenbai", "hanam"}
    hanam = next(row for row in snapshot(run, report, "sources") if row["source_id"] == "hanam")
    assert hanam["last_good_run"] == first.run_id
    assert hanam["last_error"] == "unreachable: no answer"
    coverage = {
        (str(row["date"]), row["province_code"]): row["status"] for row in snapshot(run, report, "coverage")
    }
    assert coverage["2026-11-22", "35"] == "published"
    assert coverage["2026-11-23", "35"] == "unreachable"
    assert coverage["2026-11-23", "15"] == "nothing_new"
    assert coverage["2026-11-23", "01"] == "no_source"


def test_the_index_says_how_the_last_days_covered_a_source(world: World) -> None:
    """The better of two visits on a day, nothing for a day without one, fourteen days and no more."""
    visits = [
        (0, "yenbai", "unreachable"),
        (0, "yenbai", "nothing_new"),
        (1, "hanam", "ok"),
        (2, "yenbai", "unproven"),
        (13, "yenbai", "nothing_new"),
    ]
    for n, (days, source_id, status) in enumerate(visits):
        at = MORNING + timedelta(days=days, hours=n)
        run, report = go(world, {}, f"run {n}", at, (source_id,), statuses={source_id: status})
    recent = {source.source_id: source.recent for source in read_index(run.store, report.release).sources}
    first = MORNING.astimezone(VIETNAM).date()
    assert recent["yenbai"] == {
        first: "nothing_new",
        first + timedelta(days=2): "layout_broken",
        first + timedelta(days=13): "nothing_new",
    }
    run, report = go(
        world, {}, "the last", MORNING + timedelta(days=14), ("yenbai",), statuses={"yenbai": "ok"}
    )
    assert first not in read_index(run.store, report.release).sources[-1].recent


def test_an_edited_article_replaces_its_earlier_version_and_the_delta_says_why(world: World) -> None:
    go(world, {"yenbai": [(A, [A_SAYS])], "hanam": [(B, [B_SAYS])]})
    edited = replace(
        A, version=2, text=A.text.replace("1.127", "1.130"), fetched_at=A.fetched_at + timedelta(days=1),
        locator=replace(A.locator, key=A.locator.key.replace("11-22", "11-23")),
    )  # fmt: skip
    says = an_observation(edited, "1.130 chi hội", value=Decimal(1130))
    run, report = go(world, {"yenbai": [(edited, [says])]}, "next", MORNING + timedelta(days=1))
    yenbai = [row for row in snapshot(run, report, "observations") if row["source_id"] == "yenbai"]
    assert [row["surface"] for row in yenbai] == ["1.130 chi hội"]
    delta = {(row["surface"], row["change"], row["cause"]) for row in snapshot(run, report, "delta")}
    assert delta == {
        ("1.127 chi hội", "removed", "source_edited"),
        ("1.130 chi hội", "added", "source_edited"),
    }


def test_a_second_run_of_a_day_merges_with_the_first(world: World) -> None:
    go(world, {"yenbai": [(A, [A_SAYS])]})
    more = an_article("yenbai", "bai-2")
    run, _ = go(world, {"yenbai": [(more, [an_observation(more)])]}, "by hand", MORNING + timedelta(hours=3))
    day = run.store.get(run.store.keys.data("articles", run.day, "yenbai"))
    assert {row["article_id"] for row in tables.from_parquet(day)} == {A.article_id, more.article_id}


def test_an_earlier_print_that_is_found_later_is_the_original(world: World) -> None:
    """What landed is linked to it from then on, in `data/` too; its figures are no second claim. Edited, the original
    says something else, and what landed stands for itself again."""
    early = an_article("hanam", published_at=A.published_at - timedelta(days=3))
    early_says = an_observation(early)
    go(world, {"yenbai": [(A, [A_SAYS])]})
    run, report = go(world, {"hanam": [(early, [early_says])]}, name="next", at=MORNING + timedelta(days=1))
    links = {row["article_id"]: row["near_duplicate_of"] for row in snapshot(run, report, "articles")}
    assert links == {A.article_id: early.article_id, early.article_id: None}
    assert report.read_articles == 1
    (claim,) = snapshot(run, report, "panel")
    assert (claim["claims"], claim["observation_ids"]) == (1, [early_says.observation_id])
    day = tables.from_parquet(run.store.get("data/articles/date=2026-11-22/yenbai.parquet"))
    assert [row["near_duplicate_of"] for row in day] == [early.article_id]
    assert len(snapshot(run, report, "observations")) == 2, "the figures of a copy are kept"

    edited = replace(early, version=2, text=B.text, fetched_at=early.fetched_at + timedelta(days=2))
    run, report = go(world, {"hanam": [(edited, [])]}, name="third", at=MORNING + timedelta(days=2))
    assert {row["near_duplicate_of"] for row in snapshot(run, report, "articles")} == {None}
    (claim,) = snapshot(run, report, "panel")
    assert claim["observation_ids"] == [A_SAYS.observation_id]


def test_a_print_that_was_set_aside_is_no_original(world: World) -> None:
    early = an_article("hanam", title="", published_at=A.published_at - timedelta(days=3))
    go(world, {"yenbai": [(A, [A_SAYS])]})
    run, report = go(world, {"hanam": [(early, [])]}, name="next", at=MORNING + timedelta(days=1))
    assert [row["near_duplicate_of"] for row in snapshot(run, report, "articles")] == [None]


def test_the_same_run_again_changes_not_one_byte(world: World) -> None:
    run, _ = go(world, {"yenbai": [(A, [A_SAYS])], "hanam": [(B, [B_SAYS])]})
    before = {key: run.store.get(key) for key in run.store.list("")}
    validate_run(run, BOTH)
    land_run(run, BOTH)
    after = {key: run.store.get(key) for key in run.store.list("")}
    assert {key for key in after if after[key] != before.get(key)} == set()
    assert before.keys() == after.keys()


def test_a_run_that_gives_something_else_gets_a_release_of_its_own(world: World) -> None:
    run, first = go(world, {"yenbai": [(A, [A_SAYS])]})
    published = {key: run.store.get(key) for key in run.store.list(f"releases/{first.release}/")}
    again, second = go(world, {"yenbai": [(A, [A_SAYS])], "hanam": [(B, [B_SAYS])]})
    assert again.run_id == run.run_id
    assert second.release == f"{first.release}.01-{run.run_id[-4:]}"
    assert {key: run.store.get(key) for key in published} == published, (
        "what was published is never rewritten"
    )
    assert latest(run)["previous"] is None, "it stands on what the run stood on"
    assert [row["articles"] for row in snapshot(run, second, "coverage") if row["province_code"] == "15"] == [
        1
    ]
    versions = json.loads(run.store.get(run.store.keys.versions()))["versions"]
    assert [v["release"] for v in versions] == [first.release, second.release]


def test_a_release_that_its_run_could_not_list_is_listed_by_the_next_and_is_not_let_go(world: World) -> None:
    first, _ = go(world, {"yenbai": [(A, [A_SAYS])]})
    first.store.delete(first.store.keys.versions())
    second, report = go(world, {"hanam": [(B, [B_SAYS])]}, "next", MORNING + timedelta(days=1))
    versions = json.loads(second.store.get(second.store.keys.versions()))["versions"]
    assert [(v["release"], v["token"]) for v in versions] == [(first.run_id, 1), (report.release, 2)]
    second.store.delete(second.store.keys.versions())
    at_once = Policy(timedelta(0), timedelta(0))
    assert plan_expiry(second.store, at_once, MORNING + timedelta(days=99)).count == 0


def test_the_bucket_holds_the_schema_of_each_table_and_document(world: World) -> None:
    run, _ = go(world, {"yenbai": [(A, [A_SAYS])]})
    found = {key: run.store.get(key).decode() for key in run.store.list("schema/")}
    assert found == {f"schema/{name}.json": text for name, text in schema_texts().items()}
    assert set(found) >= {f"schema/{name}.json" for name in (*tables.TABLES, "index", "latest", "versions")}


def test_the_raw_result_names_each_rule_with_its_severity(world: World) -> None:
    run, _ = go(world, {"yenbai": [(A, [A_SAYS])]})
    result = json.loads(run.store.get(run.store.keys.validation(run.run_id, "result.json")))
    for name in ("articles", "observations", "outcomes", "sources", "run"):
        told = [(e["rule"], e["severity"]) for e in result["tables"][name]["expectations"]]
        assert told == [(rule.id, rule.severity.value) for rule in RULES[name]]
        page = run.store.get(run.store.keys.validation(run.run_id, f"data_docs/{name}.html")).decode()
        assert "Statistics" in page, "Great Expectations' own page"


def test_landing_without_validation_is_refused_with_the_remedy(world: World) -> None:
    run = world.run()
    world.stage(run, {"yenbai": [(A, [A_SAYS])]})
    with pytest.raises(DataError, match=r"was not validated.*Run `validate` before"):
        land_run(run, ["yenbai"])


def test_a_run_whose_rows_mostly_break_is_listed_as_a_failure_and_never_becomes_latest(world: World) -> None:
    first, _ = go(world, {"yenbai": [(A, [A_SAYS])], "hanam": [(B, [B_SAYS])]})
    wrong = [an_observation(A, value=Decimal(n), denominator=Decimal(1)) for n in range(100, 160)]
    run = world.run("broken extractor", MORNING + timedelta(days=1))
    world.stage(run, {"yenbai": [(A, wrong)]})
    report = validate_run(run, BOTH)
    assert report.stopped
    with pytest.raises(DataError, match=r"is not released: of fifty observations or more, at most a half"):
        land_run(run, BOTH)
    assert latest(run)["release"] == first.run_id
    versions = json.loads(run.store.get(run.store.keys.versions()))["versions"]
    assert [(v["release"], v["result"]) for v in versions] == [
        (first.run_id, "success"),
        (run.run_id, "failure"),
    ]
    page = run.store.get(report.report_key).decode()
    assert "Not released" in page


def test_a_panel_that_breaks_its_rules_is_not_published(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    from khuyenhoc.land import panel

    monkeypatch.setattr(panel, "reconcile", lambda claims: (claims[0], "conflict", "a defect"))
    run = world.run()
    world.stage(run, {"yenbai": [(A, [A_SAYS])]})
    validate_run(run, ["yenbai"])
    with pytest.raises(DataError, match=r"a conflict has no value"):
        land_run(run, ["yenbai"])
    assert run.store.get_tagged(run.store.keys.latest()) is None
