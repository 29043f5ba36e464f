"""One grep by run and source finds every line that a task wrote about it, each with the address it is about."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from types import SimpleNamespace

import pytest

import samples
from khuyenhoc.settings import Settings
from khuyenhoc.store import Store
from khuyenhoc.tables import from_parquet
from tests.servers import free_ports


@pytest.fixture
def written(airflow_database: None) -> Iterator[io.BytesIO]:
    """What a task's process sends to its supervisor: Airflow's own JSON lines, kept here."""
    from airflow.sdk.log import configure_logging, reset_logging

    lines = io.BytesIO()
    reset_logging()
    configure_logging(json_output=True, output=lines)
    yield lines
    reset_logging()
    configure_logging()


def test_each_line_names_run_source_and_address(
    written: io.BytesIO, seaweedfs: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from airflow.sdk.execution_time.context import set_current_context

    from khuyenhoc_airflow import steps

    port = free_ports(2)
    assert seaweedfs.secret_access_key is not None
    connection = {
        "conn_type": "aws",
        "login": seaweedfs.access_key_id,
        "password": seaweedfs.secret_access_key.get_secret_value(),
        "extra": {"endpoint_url": seaweedfs.endpoint_url, "bucket": seaweedfs.bucket},
    }
    monkeypatch.setenv("AIRFLOW_CONN_KHUYENHOC", json.dumps(connection))
    monkeypatch.setenv("KHUYENHOC_REGISTRY", "samples")
    monkeypatch.setenv("KHUYENHOC_SAMPLE_SITES", str(port))
    context = {
        "dag_run": SimpleNamespace(dag_id="collect", run_id="manual__1"),
        "params": {"since": None, "max_articles": 3, "max_pages": 20, "refetch": False},
    }
    with samples.serve([samples.site("yenbai")], base_port=port), set_current_context(context):  # type: ignore[arg-type]
        report = steps.crawl("yenbai")
        steps.extract("yenbai")
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    found = [
        line["event"]
        for line in lines
        if (line.get("collection"), line.get("source_id")) == (report["run_id"], "yenbai")
    ]
    asked = [row["url"] for row in from_parquet(Store.open(seaweedfs).get(report["log_key"]))]
    assert len(asked) >= 5
    assert [event.split(" ")[-1] for event in found if event.startswith("yenbai: ")] == asked
    secret = seaweedfs.secret_access_key.get_secret_value()
    assert secret not in written.getvalue().decode()
