"""Whole runs of the DAGs, by Airflow itself, over sample sites into a real bucket."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from pytest_httpserver import HTTPServer

import samples
from khuyenhoc.settings import Settings
from khuyenhoc.store import Store
from khuyenhoc.tables import from_parquet
from samples.sites import SITES
from tests.servers import free_ports

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag

pytestmark = pytest.mark.slow


@pytest.fixture
def sites(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    port = free_ports(len(SITES) + 1)
    monkeypatch.setenv("KHUYENHOC_SAMPLE_SITES", str(port))
    with samples.serve(base_port=port):
        yield


@pytest.fixture
def bucket(seaweedfs: Settings, connection: str, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("AIRFLOW_CONN_KHUYENHOC", connection)
    return Store.open(seaweedfs)


@pytest.fixture
def run(dagbag: DagBag) -> Callable[..., tuple[Any, dict[str, str]]]:
    """Runs a DAG; gives the run and the state of each task, mapped ones by `task[index]`."""

    def run(dag_id: str, **conf: Any) -> tuple[Any, dict[str, str]]:
        dag = dagbag.dags[dag_id]
        dag.deadline = (
            None  # `test()` looks its alerts up in the database, where only the scheduler puts them
        )
        for given in (dag, *dag.tasks):  # nor does `test()` get past a parameter that has no default
            given.params.update({name: value for name, value in conf.items() if name in given.params})
        done = dag.test(run_conf=conf)
        states = {
            task.task_id if task.map_index < 0 else f"{task.task_id}[{task.rendered_map_index}]": str(
                task.state
            )
            for task in done.get_task_instances()
        }
        return done, states

    return run


def latest(store: Store) -> str:
    release: str = json.loads(store.get(store.keys.latest()))["release"]
    return release


def test_a_day_is_collected_and_read_again(
    run: Callable[..., tuple[Any, dict[str, str]]], sites: None, bucket: Store
) -> None:
    """One story, because each step needs the one before: collect, re-extract, walk back, publish the pages."""
    done, states = run("collect", sources=["yenbai", "haiduong"])
    assert done.state == "success", states
    assert states["source.crawl[yenbai · Hội Khuyến học tỉnh Yên Bái (trang mẫu)]"] == "success"
    first = latest(bucket)
    rows = from_parquet(bucket.get(bucket.keys.release(first, "observations.parquet")))
    assert len(rows) > 100
    assert {row["source_id"] for row in rows} == {"yenbai", "haiduong"}
    asked = from_parquet(bucket.get(bucket.keys.release(first, "politeness.parquet")))
    assert sorted(row["sources"] for row in asked) == [["haiduong"], ["yenbai"]]
    assert all(row["requests"] > 12 and row["host"].startswith("127.0.0.1:") for row in asked)

    done, states = run("reextract", sources=["yenbai"], approve=True)
    assert done.state == "success", states
    assert states["approve"] == "skipped"
    second = latest(bucket)
    assert second > first
    again = from_parquet(bucket.get(bucket.keys.release(second, "observations.parquet")))
    assert {row["observation_id"] for row in again} == {row["observation_id"] for row in rows}
    impact = next(key for key in bucket.list("validation/") if key.endswith("impact.json"))
    assert {json.loads(bucket.get(impact))[word] for word in ("gained", "lost", "changed")} == {0}

    done, states = run("backfill", sources=["yenbai"], since="2010-01-01")
    assert done.state == "success", states
    assert states["source.crawl_back[yenbai · Hội Khuyến học tỉnh Yên Bái (trang mẫu)]"] == "success"

    done, states = run("publish_site")
    assert done.state == "success", states
    page = bucket.get("site/province-15.html").decode()
    assert "Yên Bái" in page
    assert "<mark>" in page


def test_a_broken_site_is_red_alone_and_named_by_the_gate(
    dagbag: DagBag,
    run: Callable[..., tuple[Any, dict[str, str]]],
    sites: None,
    bucket: Store,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The sites of the registry lie one port off: the first answers as another, the last not at all."""
    import os

    monkeypatch.setenv("KHUYENHOC_SAMPLE_SITES", str(int(os.environ["KHUYENHOC_SAMPLE_SITES"]) + 1))
    done, states = run("collect", sources=["quangbinh", "guong-hanam"], max_failed_sources=1)
    failed = [task for task, state in states.items() if state == "failed"]
    assert done.state == "failed"
    assert "gate" in failed
    assert any(task.startswith("source.crawl[quangbinh") for task in failed), states
    assert note_of(done, dagbag.dags["collect"]).startswith("Red: source.crawl [")
    from airflow.models.pool import Pool

    assert Pool.get_pool("crawl") is not None, "made anew: nobody has to know that it is needed"


def note_of(done: Any, dag: Any) -> str:
    """What the scheduler makes of a run that begins and ends, under its guard: whoever commits there ends it."""
    from airflow.models.dagrun import DagRun
    from airflow.models.pool import Pool
    from airflow.utils.session import create_session
    from airflow.utils.sqlalchemy import prohibit_commit
    from sqlalchemy import delete, select

    from khuyenhoc_airflow import listen

    with create_session() as session:
        session.execute(delete(Pool).where(Pool.pool == "crawl"))
    with create_session() as session:
        run = session.scalars(select(DagRun).where(DagRun.run_id == done.run_id)).one()
        run.dag = dag
        with prohibit_commit(session) as guard:
            listen.on_dag_run_running(run, "")
            listen.on_dag_run_failed(run, "")
            guard.commit()
        return str(run.note)


@pytest.mark.parametrize(
    ("dag_id", "conf", "said"),
    [
        (
            "reextract",
            {"since": "2026-01-02", "until": "2026-01-01"},
            "“Captured from” (2026-01-02) is later than “Captured until” (2026-01-01): no day lies between. "
            "Give an earlier “Captured from” or a later “Captured until”",
        ),
        ("backfill", {"since": "2999-01-01"}, "“How far back” (2999-01-01) is yet to come"),
    ],
)
def test_days_that_no_run_can_cover_are_refused_by_plan(
    dag_id: str,
    conf: dict[str, str],
    said: str,
    dagbag: DagBag,
    run: Callable[..., tuple[Any, dict[str, str]]],
    sites: None,
    bucket: Store,
) -> None:
    """No field of a form knows another's value, nor today: the first task speaks, in the form's words."""
    done, states = run(dag_id, sources=["yenbai"], **conf)
    assert done.state == "failed"
    assert [task for task, state in states.items() if state == "failed" and task != "gate"] == ["plan"]
    assert f"SettingsError: {said}" in note_of(done, dagbag.dags[dag_id])


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        ({"sources": ["nowhere"]}, "nowhere"),
        ({"since": "yesterday"}, "yesterday"),
        ({"max_pages": -1}, "-1"),
        ({"max_failed_sources": 2.5}, "2.5 is not of type 'integer'"),
        ({"max_failed_sources": -1}, "-1"),
    ],
)
def test_a_wrong_parameter_is_refused_before_the_run(dagbag: DagBag, conf: dict[str, Any], said: str) -> None:
    from airflow.sdk.exceptions import ParamValidationError

    with pytest.raises(ParamValidationError, match=said):
        dagbag.dags["collect"].test(run_conf=conf)


def test_a_parameter_that_no_form_asks_for_is_refused_by_plan(
    dagbag: DagBag,
    run: Callable[..., tuple[Any, dict[str, str]]],
    sites: None,
    bucket: Store,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """Airflow lets it pass: `surces` would visit every source."""
    done, states = run("collect", surces=["yenbai"])
    assert done.state == "failed"
    assert states["plan"] == "failed"
    assert not list(bucket.list("raw/")), "nothing was fetched"
    said = capfd.readouterr()
    assert "No parameter 'surces' of collect" in said.out + said.err
    assert "SettingsError: No parameter 'surces' of collect" in note_of(done, dagbag.dags["collect"])


#: What is wrong with the Connection, the tries of `plan`, and what run note and message say.
BROKEN_STORES = [
    pytest.param(
        {"bucket": "not-there"}, 1, "BucketMissing", "Create it or set extra field bucket of ", id="no bucket"
    ),
    pytest.param(
        {"login": "nobody"},
        1,
        "CredentialsRefused",
        "Check AWS Access Key ID (login) and AWS Secret Access Key (password) of ",
        id="key refused",
    ),
    pytest.param(
        {"endpoint_url": "http://127.0.0.1:9"},
        3,
        "StoreUnreachable",
        "Check extra field endpoint_url of ",
        id="nobody listens: the store may come back",
    ),
]


@pytest.mark.parametrize(("wrong", "tries", "error", "remedy"), BROKEN_STORES)
def test_a_bucket_that_cannot_be_used_is_said_by_note_and_message(
    wrong: dict[str, str],
    tries: int,
    error: str,
    remedy: str,
    dagbag: DagBag,
    run: Callable[..., tuple[Any, dict[str, str]]],
    sites: None,
    connection: str,
    httpserver: HTTPServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """In words that lead to the Connection, where the person mends it; only what may pass by itself is tried again."""
    from airflow.models.connection import Connection
    from airflow.utils.session import create_session
    from sqlalchemy import delete

    from khuyenhoc_airflow.alert import RunAlert

    given = json.loads(connection)
    given["extra"] |= {name: value for name, value in wrong.items() if name != "login"}
    given |= {name: value for name, value in wrong.items() if name == "login"}
    httpserver.expect_request("/", method="POST").respond_with_data("ok")
    alerts = {"conn_type": "http", "host": httpserver.host, "port": httpserver.port, "schema": "http"}
    monkeypatch.setenv("AIRFLOW_CONN_KHUYENHOC_ALERTS", json.dumps(alerts))
    with create_session() as session:
        session.add(Connection(conn_id="khuyenhoc", **given | {"extra": json.dumps(given["extra"])}))
    try:
        done, states = run("collect", sources=["yenbai"])
        note = note_of(done, dagbag.dags["collect"])
        ended = SimpleNamespace(
            dag_id="collect", run_id=done.run_id, note=note
        )  # as the dag-processor gets it
        monkeypatch.setenv("AIRFLOW_CONN_KHUYENHOC", json.dumps(given))  # no task: the database is not asked
        RunAlert(failed=True).notify({"dag_run": ended})
    finally:
        with create_session() as session:
            session.execute(delete(Connection).where(Connection.conn_id == "khuyenhoc"))
    assert done.state == "failed"
    assert (states["plan"], states["gate"]) == ("failed", "failed")
    tried = {ti.task_id: ti.try_number for ti in done.get_task_instances()}
    assert (tried["plan"], tried["gate"]) == (tries, 1), "the gate asks no store that the plan did not reach"
    assert len(httpserver.log) == 1
    message = json.loads(httpserver.log[0][0].data)["text"]
    for said, place in ((note, "Admin → Connections"), (message, "the variable AIRFLOW_CONN_KHUYENHOC")):
        assert "Red: plan, gate." in said
        assert f"{error}: " in said
        assert f"{remedy}the Connection 'khuyenhoc' ({place})" in said
        assert "KHUYENHOC_" not in said, "no variable where a Connection speaks"
