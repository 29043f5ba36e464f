"""Airflow itself, with a home and a database of its own for the tests of this folder."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from khuyenhoc.settings import Settings

if TYPE_CHECKING:
    from airflow.dag_processing.dagbag import DagBag

ROOT = Path(__file__).parents[2]
HOME = Path(tempfile.mkdtemp(prefix="khuyenhoc-airflow-"))

# Before anything imports airflow: it reads its configuration once.
os.environ |= {
    "AIRFLOW_HOME": str(HOME),
    "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
    "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__UNIT_TEST_MODE": "True",
    "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "0",
    "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": f"sqlite:///{HOME}/airflow.db",
}


@pytest.fixture(scope="session")
def airflow_database() -> None:
    """A migrated SQLite: enough for `dag.test()`, which runs in one process."""
    from airflow.models.pool import Pool
    from airflow.utils.db import initdb

    initdb()
    Pool.create_or_update_pool(name="crawl", slots=4, description="", include_deferred=False)


@pytest.fixture
def dagbag(airflow_database: None, monkeypatch: pytest.MonkeyPatch) -> DagBag:
    """Over the sample sites; read anew for each test: a DAG object keeps the conf of its last `test()`."""
    monkeypatch.setenv("KHUYENHOC_REGISTRY", "samples")
    from airflow.dag_processing.dagbag import DagBag

    return DagBag(dag_folder=str(ROOT / "dags"))


@pytest.fixture
def connection(seaweedfs: Settings) -> str:
    """The Connection `khuyenhoc` of a fresh bucket, as the environment names it."""
    secret = seaweedfs.secret_access_key
    assert secret is not None
    return json.dumps(
        {
            "conn_type": "aws",
            "login": seaweedfs.access_key_id,
            "password": secret.get_secret_value(),
            "extra": {"endpoint_url": seaweedfs.endpoint_url, "bucket": seaweedfs.bucket},
        }
    )
