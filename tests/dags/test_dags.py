"""What must hold of every DAG file before it is deployed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "dags").glob("*.py"))
HEAVY = ("pandas", "pyarrow", "great_expectations", "trafilatura", "boto3", "lxml", "warcio", "duckdb")

IMPORT = """
import json, sys, time
import airflow.sdk
begun = time.process_time()
sys.path.insert(0, {folder!r})
__import__({module!r})
print(json.dumps([time.process_time() - begun, [m for m in {heavy!r} if m in sys.modules]]))
"""


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_dag_file_imports_fast_and_loads_nothing_heavy(path: Path) -> None:
    """The dag-processor imports it every half minute; measured in CPU time, beyond Airflow's own."""
    code = IMPORT.format(folder=str(path.parent), module=path.stem, heavy=HEAVY)
    answer = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    seconds, loaded = json.loads(answer.stdout.splitlines()[-1])
    assert loaded == []
    assert seconds < 1.0


def test_every_file_gives_its_dag(dagbag: DagBag) -> None:
    assert dagbag.import_errors == {}
    assert sorted(dagbag.dag_ids) == ["backfill", "collect", "publish_site", "reextract"]
    assert [path.stem for path in FILES] == sorted(dagbag.dag_ids), "a file bears its DAG's name"


def test_the_page_on_the_dags_is_current(dagbag: DagBag) -> None:
    """`make docs` writes it."""
    from khuyenhoc_airflow.describe import PAGE, describe

    assert PAGE.read_text(encoding="utf-8") == describe(dagbag.dags)


def test_every_form_explains_what_it_asks(dagbag: DagBag) -> None:
    """Plain labels in sections, as JSON Schema that the UI, the API and the command line check alike."""
    from jsonschema import Draft202012Validator

    for dag in dagbag.dags.values():
        for name in dag.params:
            param = dag.params.get_param(name)
            Draft202012Validator.check_schema(
                {k: v for k, v in param.schema.items() if k != "values_display"}
            )
            assert param.schema["section"] in ("What to collect", "How far to go"), name
            assert param.schema["title"] != name
            assert len(param.description or "") > 20, name
            if name in ("since", "until"):
                assert param.schema["format"] == "date", "a calendar"


def test_sources_that_share_a_host_have_a_pool_and_a_group_of_their_own(
    tmp_path: Path, airflow_database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mapped task has one pool for all its instances (`pool` cannot be mapped): so each pool has its group."""
    from airflow.dag_processing.dagbag import DagBag

    for name, address in (
        ("mot", "http://a.example/x/"),
        ("hai", "http://a.example/y/"),
        ("ba", "http://b.example/"),
    ):
        (tmp_path / f"{name}.yaml").write_text(
            f"id: {name}\nname: {{vi: {name}, en: {name}}}\nowner: x\nlevel: national\nbase_url: {address}\n"
            "cms: generic\ncadence: 1\n"
        )
    monkeypatch.setenv("KHUYENHOC_REGISTRY", str(tmp_path))
    collect = DagBag(dag_folder=str(ROOT / "dags")).dags["collect"]
    pools = {task.task_id: task.pool for task in collect.tasks if task.task_id.endswith(".crawl")}
    assert pools == {"source.crawl": "crawl", "source_a_example.crawl": "crawl_a_example"}
    assert collect.get_task("validate").upstream_task_ids >= {"source.extract", "source_a_example.extract"}


def test_every_dag_explains_itself(dagbag: DagBag) -> None:
    for dag in dagbag.dags.values():
        assert len(dag.doc_md or "") > 200, dag.dag_id
        assert "khuyenhoc" in dag.tags
        assert not dag.catchup
        assert dag.max_active_runs == 1, (
            "a run by hand waits for the scheduled one, and finds what that has found"
        )


def test_every_task_fails_at_once_unless_a_retry_can_help(dagbag: DagBag) -> None:
    for dag in dagbag.dags.values():
        for task in dag.tasks:
            assert task.retries >= 2, task.task_id
            assert task.retry_policy is not None, task.task_id
