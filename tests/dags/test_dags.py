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
    assert sorted(dagbag.dag_ids) == [path.stem for path in FILES]


def test_every_dag_explains_itself(dagbag: DagBag) -> None:
    for dag in dagbag.dags.values():
        assert len(dag.doc_md or "") > 200, dag.dag_id
        assert "khuyenhoc" in dag.tags
        assert not dag.catchup


def test_every_task_fails_at_once_unless_a_retry_can_help(dagbag: DagBag) -> None:
    for dag in dagbag.dags.values():
        for task in dag.tasks:
            assert task.retries >= 2, task.task_id
            assert task.retry_policy is not None, task.task_id
