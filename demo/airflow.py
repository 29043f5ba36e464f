"""Airflow as the demo runs it: its processes, its environment, and its REST API."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import requests

from demo.processes import Processes
from demo.servers import LOOPBACK, ROOT, Bucket, answers, remembered
from khuyenhoc.errors import KhuyenhocError

USER = "admin"


@dataclass(frozen=True)
class Airflow:
    """An Airflow with its home in a folder, seen through its REST API."""

    home: Path
    port: int
    environment: Mapping[str, str]

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    @cached_property
    def password(self) -> str:
        return remembered(self.home / "password")

    def start(self, processes: Processes, *, triggerer: bool) -> None:
        """Migrate the database, start the processes, wait until the API answers."""
        self._write_login()
        command = [sys.executable, "-m", "airflow"]
        migrated = subprocess.run(
            [*command, "db", "migrate"],
            env={**os.environ, **self.environment},
            capture_output=True,
            text=True,
            check=False,
        )
        if migrated.returncode:
            raise KhuyenhocError(f"airflow db migrate failed:\n{migrated.stderr[-2000:]}")
        api = processes.start("api-server", [*command, "api-server"], self.environment)
        processes.start("dag-processor", [*command, "dag-processor"], self.environment)
        processes.start("scheduler", [*command, "scheduler", "--skip-serve-logs"], self.environment)
        if triggerer:
            processes.start("triggerer", [*command, "triggerer", "--skip-serve-logs"], self.environment)
        processes.wait_for("api-server", api, lambda: answers(f"{self.url}/api/v2/version"))
        # A pool is a row of the database, not of a DAG file: how many sites are visited at once.
        self.ask("POST", "/api/v2/pools", {"name": "crawl", "slots": 4, "include_deferred": False}, also=409)
        processes.wait_for("dag-processor", api, lambda: self._knows("collect"))

    def _write_login(self) -> None:
        path = self.home / "simple_auth_manager_passwords.json.generated"
        path.touch(mode=0o600)
        path.write_text(json.dumps({USER: self.password}))

    def _knows(self, dag: str) -> bool:
        errors = self.ask("GET", "/api/v2/importErrors")["import_errors"]
        if errors:
            raise KhuyenhocError(f"{errors[0]['filename']} cannot be imported:\n{errors[0]['stack_trace']}")
        return (
            requests.get(f"{self.url}/api/v2/dags/{dag}", headers=self._headers, timeout=10).status_code
            == 200
        )

    @cached_property
    def _headers(self) -> dict[str, str]:
        answer = requests.post(
            f"{self.url}/auth/token", json={"username": USER, "password": self.password}, timeout=10
        )
        answer.raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}

    def ask(self, method: str, path: str, body: Any = None, *, also: int = 0, timeout: float = 30) -> Any:
        """One call of the REST API; `also` is a status that is as good as a success."""
        answer = requests.request(method, self.url + path, json=body, headers=self._headers, timeout=timeout)
        if answer.status_code >= 400 and answer.status_code != also:
            raise KhuyenhocError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        return answer.json()

    def run(self, dag: str, conf: Mapping[str, Any]) -> tuple[str, str]:
        """Trigger a DAG by hand and wait for its end; gives the run's id and state."""
        self.ask("PATCH", f"/api/v2/dags/{dag}", {"is_paused": False})
        run = self.ask("POST", f"/api/v2/dags/{dag}/dagRuns", {"logical_date": None, "conf": dict(conf)})[
            "dag_run_id"
        ]
        path = f"/api/v2/dags/{dag}/dagRuns/{run}/wait?interval=1"
        answer = requests.get(self.url + path, headers=self._headers, timeout=900, stream=True)
        last = [line for line in answer.iter_lines() if line][-1]
        return run, json.loads(last)["state"]

    def failed_tasks(self, dag: str, run: str) -> list[tuple[str, str]]:
        """The red tasks of a run, each with the error that its log ends with."""
        tasks = self.ask("GET", f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances")["task_instances"]
        return [
            (f"{task['task_id']} {task['rendered_map_index'] or ''}".strip(), self._error_of(dag, run, task))
            for task in tasks
            if task["state"] == "failed"
        ]

    def _error_of(self, dag: str, run: str, task: Mapping[str, Any]) -> str:
        path = f"/api/v2/dags/{dag}/dagRuns/{run}/taskInstances/{task['task_id']}/logs/{task['try_number']}"
        log = self.ask("GET", f"{path}?map_index={task['map_index']}")["content"]
        for event in reversed(log):
            for detail in event.get("error_detail") or ():
                return f"{detail['exc_type']}: {detail['exc_value']}"
        return f"see {self.home / 'logs'}"


def environment(home: Path, port: int, database: str, bucket: Bucket) -> dict[str, str]:
    """What every Airflow process of the demo is told: loopback alone, the real scheduler, four workers."""
    home.mkdir(parents=True, exist_ok=True)
    keys = {name: remembered(home / f"{name}.secret") for name in ("jwt", "api")}
    return {
        "AIRFLOW_HOME": str(home),
        "PYTHONPATH": str(ROOT / "include"),
        "AIRFLOW__CORE__DAGS_FOLDER": str(ROOT / "dags"),
        "AIRFLOW__CORE__PLUGINS_FOLDER": str(ROOT / "plugins"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__CORE__EXECUTOR": "LocalExecutor",
        "AIRFLOW__CORE__PARALLELISM": "4",
        "AIRFLOW__CORE__EXECUTION_API_SERVER_URL": f"http://{LOOPBACK}:{port}/execution/",
        "AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS": f"{USER}:admin",
        "AIRFLOW__DATABASE__SQL_ALCHEMY_CONN": database,
        "AIRFLOW__API__HOST": LOOPBACK,
        "AIRFLOW__API__PORT": str(port),
        "AIRFLOW__API__BASE_URL": f"http://{LOOPBACK}:{port}",
        "AIRFLOW__API__SECRET_KEY": keys["api"],
        "AIRFLOW__API_AUTH__JWT_SECRET": keys["jwt"],
        "AIRFLOW_CONN_KHUYENHOC": bucket.connection(),
        "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "5",
        "KHUYENHOC_REGISTRY": "samples",
        "KHUYENHOC_SCHEDULE": "",
        "GX_ANALYTICS_ENABLED": "false",
    }  # fmt: skip
