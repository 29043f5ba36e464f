"""The commands over a bucket: look at quarantine and decide, mirror a release, let old things go."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from khuyenhoc.commands import main
from khuyenhoc.pipeline.expire import Policy, expire, plan_expiry
from khuyenhoc.pipeline.fetch import fetch_release
from khuyenhoc.pipeline.land import land_run
from khuyenhoc.pipeline.latest import read_latest, read_versions
from khuyenhoc.pipeline.validate import validate_run
from khuyenhoc.store import Store
from tests.land.conftest import MORNING, World
from tests.records import SENTENCE, TITLE, an_article, an_observation

A = an_article("yenbai")
WRONG = an_observation(A, value=Decimal(91), denominator=Decimal(74), confidence=0.9131)


@pytest.fixture
def speak(
    world: World, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """Runs a command against the world's bucket; gives its exit status and what it said."""
    settings = world.settings
    for name, value in {
        "BUCKET": settings.bucket,
        "ENDPOINT_URL": settings.endpoint_url,
        "ACCESS_KEY_ID": settings.access_key_id,
        "SECRET_ACCESS_KEY": settings.secret_access_key.get_secret_value(),
        "ADDRESSING_STYLE": "path",
        "REGISTRY": settings.registry,
    }.items():
        monkeypatch.setenv(f"KHUYENHOC_{name}", str(value))

    def run(*arguments: str) -> tuple[int, str]:
        status = main(arguments)
        said = capsys.readouterr()
        return status, said.out + said.err

    return run


def staged(world: World, days: int = 0, given: Any = None):
    run = world.run(f"day {days}", MORNING + timedelta(days=days))
    world.stage(run, {"yenbai": [(A, [an_observation(A), WRONG])] if given is None else given})
    return run


def test_from_staging_to_a_decision_to_a_mirror(world: World, speak, tmp_path: Path) -> None:
    run = staged(world)
    status, said = speak("validate", "--run", run.run_id, "yenbai")
    assert (status, "set aside by part_within_whole: 1" in said) == (0, True)
    status, said = speak("land", "--run", run.run_id, "yenbai")
    assert (status, f"release {run.run_id}: success" in said) == (0, True)
    assert "observations beside the release before: added 1, new 1" in said

    status, said = speak("quarantine", "--json", "list")
    (listed,) = json.loads(said)
    assert (listed["rule"], listed["source"]) == ("part_within_whole", "yenbai")
    status, said = speak("quarantine", "show", listed["id"])
    assert "the a of a/b is at most the b" in said
    assert WRONG.figure.sentence in said
    assert "          confidence  0.9131\n" in said, "as it was read, not as a float32 is as a double"
    status, said = speak("quarantine", "accept", listed["id"], "--note", "as printed", "--by", "Lan")
    assert (status, "comes back with the next run" in said) == (0, True)
    status, said = speak("quarantine", "accept", "00000000", "--note", "?")
    assert (status, "Nothing is set aside under" in said) == (2, True)

    run = staged(world, 1, [])
    validate_run(run, ["yenbai"])
    land_run(run, ["yenbai"])
    status, said = speak("quarantine", "--json", "list")
    assert json.loads(said) == []
    status, said = speak("fetch", "--to", str(tmp_path / "m"))
    assert (status, "every checksum holds" in said) == (0, True)
    assert (tmp_path / "m/observations.parquet").exists()
    spoil(run.store, read_latest(run.store).release)
    status, said = speak("fetch", "--to", str(tmp_path / "n"))
    assert (status, "is not what its index says" in said) == (5, True)
    assert not (tmp_path / "n/panel.parquet").exists()
    status, said = speak("fetch", "--release", "20200101T000000Z-0000", "--to", str(tmp_path / "o"))
    assert (status, f"There are: latest, 20261121T220000Z-{run.run_id[-4:]}"[:30] in said) == (2, True)


def spoil(store: Store, release: str) -> None:
    store.put(store.keys.release(release, "panel.parquet"), b"not it")


def test_what_is_there_and_right_is_not_fetched_again(world: World, tmp_path: Path) -> None:
    run = staged(world)
    validate_run(run, ["yenbai"])
    land_run(run, ["yenbai"])
    assert not any(file.was_there for file in fetch_release(run.store, "latest", tmp_path).files)
    (tmp_path / "panel.parquet").write_bytes(b"spoilt")
    again = {file.name: file.was_there for file in fetch_release(run.store, "latest", tmp_path).files}
    assert [name for name, was_there in again.items() if not was_there] == ["panel.parquet"]


def test_expiry_keeps_what_readers_and_the_next_run_need(world: World) -> None:
    runs = []
    for days in (0, 1, 40, 41):  # 22 and 23 November, 1 and 2 January: Vietnamese mornings
        run = staged(world, days, None if days == 0 else [])
        validate_run(run, ["yenbai"])
        land_run(run, ["yenbai"])
        runs.append(run)
    store = runs[0].store
    store.put(
        store.keys.release("20261122T100000Z-dead", "articles.parquet"), b"ended before anything named it"
    )
    before = set(store.list(""))
    plan = plan_expiry(
        store, Policy(timedelta(days=30), timedelta(days=30)), datetime(2027, 1, 5, tzinfo=UTC)
    )
    assert set(store.list("")) == before, "a plan removes nothing"
    expire(store, plan)
    gone = before - set(store.list(""))
    assert {key.split("/")[1] for key in gone if key.startswith("releases/")} == {
        runs[0].run_id,
        "20261122T100000Z-dead",
    }
    assert {key.split("/")[1] for key in gone if key.startswith("staging/")} == {
        f"run={r.run_id}" for r in runs[:2]
    }
    assert not {
        key for key in gone if key.startswith(("data/", "raw/", "log/", "quarantine/", "validation/"))
    }
    assert [v.release for v in read_versions(store).versions] == [r.run_id for r in runs[1:]]
    fetch_release(store, "latest", Path(world.settings.registry).parent / "mirror")


def test_an_edited_article_shows_each_version_with_what_changed(world: World, speak) -> None:
    edited = replace(
        A, version=2, text=f"{A.text.replace('1.127', '1.130')}\nTheo Hội.", fetched_at=A.fetched_at + timedelta(days=1),
        locator=replace(A.locator, key=A.locator.key.replace("11-22", "11-23")),
    )  # fmt: skip
    for days, given in enumerate((A, edited)):
        run = staged(world, days, [(given, [])])
        validate_run(run, ["yenbai"])
        land_run(run, ["yenbai"])
    status, said = speak("history", A.article_id)
    assert status == 0
    lines = said.splitlines()
    assert lines[0] == f"{TITLE} ({A.article_id} of yenbai)"
    assert lines[1].startswith(
        "version 1, read 2026-11-21 22:05:00 UTC from http://yenbai.example/bai-1.html,"
    )
    assert A.locator.key in lines[1]
    assert lines[2].startswith("version 2, read 2026-11-22 22:05:00 UTC")
    assert lines[3:] == [
        f"  - {SENTENCE}",
        f"  + {SENTENCE.replace('1.127', '1.130')}",
        "  + Theo Hội.",
    ]
    status, said = speak("history", A.url, "--json")  # by its address, for a machine
    assert [(one["version"], len(one["changes"])) for one in json.loads(said)] == [(1, 0), (2, 2)]


def test_the_history_of_what_never_landed_names_where_it_looked(world: World, speak) -> None:
    assert speak("history", "0000")[0] == 3
    run = staged(world)
    validate_run(run, ["yenbai"])
    land_run(run, ["yenbai"])
    status, said = speak("history", "0000")
    assert status == 3
    assert f"No article 0000 in release {read_latest(run.store).release}" in said
