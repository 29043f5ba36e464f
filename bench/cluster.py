"""More than one machine: `collect` over many sites, by Celery workers that share the bucket and the database alone.

    PYTHONPATH=include:. .venv/bin/python bench/cluster.py --workers 2 --kill

Real processes on loopback: PostgreSQL, Redis (`redis-server` on the path), SeaweedFS, Airflow with its
CeleryExecutor. Each worker has an AIRFLOW_HOME of its own; logs go to the bucket. With `--kill` the second worker is
ended by SIGKILL, with all that it runs, once half of the sites are crawled. Prints what came of it as JSON; exit
status 1 when the run did not succeed, or an article is missing or there twice. A few minutes; not part of the tests.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import yaml

from demo.airflow import Airflow, environment
from demo.processes import Processes, free_ports
from demo.servers import LOOPBACK, ROOT, Bucket, answers, start_bucket, start_database, stop_database
from khuyenhoc.errors import SettingsError
from khuyenhoc.settings import Settings
from khuyenhoc.store import Store
from khuyenhoc.tables import from_parquet
from samples import many

#: Seconds between two requests to a site: crawling is waiting, as with real sites.
DELAY = 0.5
#: Seconds to wait for an answer of Airflow's on a machine that is busy with everything at once.
PATIENCE = 180


def write_registry(folder: Path, sites: int, articles: int, port: int) -> None:
    """A source's file for each generated site; site k listens on `port` + k."""
    folder.mkdir(parents=True, exist_ok=True)
    for k, site in enumerate(many(sites, articles)):
        base = f"http://{LOOPBACK}:{port + k}"
        said = {
            "id": site.id,
            "name": {"vi": site.name, "en": site.id},
            "owner": site.name,
            "level": "province",
            "province": "15",
            "base_url": base,
            "cms": "wordpress",
            "start": {"listings": [{"url": f"{base}/", "paging": f"{base}/page/{{n}}/"}]},
            "cadence": 0.5,
            "assertions": {"min_articles": 1, "min_text": 60, "must_contain": ["khuyến học"]},
            "politeness": {"delay": DELAY, "max_requests": 2000},
            "proven": True,
            "local": True,
            "licence": "Invented for this project; free to use with it",
            "contact": "none, it is served on this machine",
        }
        (folder / f"{site.id}.yaml").write_text(yaml.safe_dump(said, allow_unicode=True), encoding="utf-8")


def start_broker(processes: Processes) -> str:
    """Redis on loopback, nothing on disk; gives its URL."""
    if shutil.which("redis-server") is None:
        raise SettingsError("No redis-server on the path", remedy="Install Redis (Debian: redis-server)")
    port = free_ports(1, 9530)
    command = ["redis-server", "--bind", LOOPBACK, "--port", str(port), "--save", "", "--appendonly", "no"]
    process = processes.start("redis", command, {})
    ping = ["redis-cli", "-p", str(port), "ping"]
    processes.wait_for("redis", process, lambda: subprocess.run(ping, capture_output=True).returncode == 0)
    return f"redis://{LOOPBACK}:{port}/0"


def settings_of(
    home: Path, port: int, database: str, bucket: Bucket, broker: str, registry: Path
) -> dict[str, str]:
    """The demo's environment, with Celery in the executor's place and logs in the bucket."""
    return environment(home, port, database, bucket) | {
        "AIRFLOW__CORE__EXECUTOR": "CeleryExecutor",
        "AIRFLOW__CORE__PARALLELISM": "32",
        "AIRFLOW__CORE__MAX_ACTIVE_TASKS_PER_DAG": "32",
        "AIRFLOW__CELERY__BROKER_URL": broker,
        "AIRFLOW__CELERY__RESULT_BACKEND": f"db+{database}",
        "AIRFLOW__LOGGING__REMOTE_LOGGING": "True",
        "AIRFLOW__LOGGING__REMOTE_BASE_LOG_FOLDER": f"s3://{bucket.bucket}/airflow-logs",
        "AIRFLOW__LOGGING__REMOTE_LOG_CONN_ID": "khuyenhoc",
        # How soon a dead worker's tasks are another's: in minutes by default, too long for a bench.
        "AIRFLOW__SCHEDULER__TASK_INSTANCE_HEARTBEAT_TIMEOUT": "60",
        "AIRFLOW__WORKERS__EXECUTION_API_TIMEOUT": "30",
        "AIRFLOW__DAG_PROCESSOR__MIN_FILE_PROCESS_INTERVAL": "600",
        "KHUYENHOC_REGISTRY": str(registry),
    }  # fmt: skip


def start_worker(processes: Processes, number: int, folder: Path, given: dict[str, str], slots: int) -> int:
    """A Celery worker with a home of its own; gives its process id."""
    home = folder / f"worker-{number}"
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "airflow", "celery", "worker", "--skip-serve-logs", "--without-gossip"]
    command += ["--concurrency", str(slots), "--celery-hostname", f"worker-{number}@{LOOPBACK}"]
    process = processes.start(f"worker-{number}", command, given | {"AIRFLOW_HOME": str(home)})
    log = processes.logs / f"worker-{number}.log"
    processes.wait_for(f"worker-{number}", process, lambda: " ready." in log.read_text(errors="replace"))
    return process.pid


@contextmanager
def cluster(
    folder: Path, arguments: argparse.Namespace
) -> Iterator[tuple[Processes, Airflow, Bucket, list[int]]]:
    """Everything up, one process a service; down again whatever happens in between."""
    processes = Processes(folder)
    try:
        port = free_ports(arguments.sites, 20000)
        write_registry(folder / "registry", arguments.sites, arguments.articles, port)
        path = {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'include'}"}
        command = [sys.executable, "-m", "samples", "--port", str(port)]
        command += ["--many", str(arguments.sites), str(arguments.articles)]
        served = processes.start("samples", command, path)
        last = f"http://{LOOPBACK}:{port + arguments.sites - 1}/"
        processes.wait_for("samples", served, lambda: answers(last))
        bucket = start_bucket(processes, folder)
        database = start_database(folder)
        ui = free_ports(1, 18480)
        home = folder / "airflow"
        given = settings_of(home, ui, database, bucket, start_broker(processes), folder / "registry")
        airflow = Airflow(home, ui, given)
        airflow.start(processes, triggerer=False)
        slots = arguments.workers * arguments.slots
        airflow.ask(
            "PATCH",
            "/api/v2/pools/crawl?update_mask=slots",
            {"name": "crawl", "slots": slots, "include_deferred": False},
        )
        pids = [
            start_worker(processes, n, folder, given, arguments.slots)
            for n in range(1, arguments.workers + 1)
        ]
        yield processes, airflow, bucket, pids
    finally:
        processes.end_all()
        stop_database(folder)


def kill(pid: int) -> int:
    """End a process and all that it started, at once, as a machine that loses its power. Gives how many."""
    victims = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    for victim in victims:
        with suppress(psutil.NoSuchProcess):
            victim.send_signal(signal.SIGKILL)
    return len(victims)


def memory(pid: int) -> int:
    """Megabytes of a process and its children, shared pages shared out (PSS)."""
    total = 0
    for process in [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]:
        with suppress(psutil.NoSuchProcess):
            total += process.memory_full_info().pss
    return total >> 20


def follow(airflow: Airflow, run: str, pids: list[int], *, kill_at: int | None) -> dict[str, Any]:
    """Wait for the run's end; on the way measure memory, and kill the last worker when so many are crawled."""
    path = f"/api/v2/dags/collect/dagRuns/{run}"
    said: dict[str, Any] = {"memory_mb": {f"worker-{n}": 0 for n in range(1, len(pids) + 1)}}
    while True:
        state = airflow.ask("GET", path, timeout=PATIENCE)["state"]
        tasks = tasks_of(airflow, run)
        crawled = sum(t["task_id"] == "source.crawl" and t["state"] == "success" for t in tasks)
        for n, pid in enumerate(pids, 1):
            if psutil.pid_exists(pid):
                peak = said["memory_mb"]
                peak[f"worker-{n}"] = max(peak[f"worker-{n}"], memory(pid))
        if kill_at is not None and crawled >= kill_at and "killed" not in said:
            name = f"worker-{len(pids)}@{LOOPBACK}"
            had = [t for t in tasks if t["state"] == "running" and t["hostname"]]
            said["killed"] = {"worker": name, "processes": kill(pids.pop()), "crawled_then": crawled}
            said["killed"]["running_then"] = len(had)
        if state in ("success", "failed"):
            return said | {"state": state}
        time.sleep(4)


def tasks_of(airflow: Airflow, run: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    while True:
        path = f"/api/v2/dags/collect/dagRuns/{run}/taskInstances?limit=100&offset={len(found)}"
        page = airflow.ask("GET", path, timeout=PATIENCE)
        found += page["task_instances"]
        if len(found) >= page["total_entries"]:
            return found


def logs_shown(airflow: Airflow, run: str, tasks: list[dict[str, Any]]) -> str:
    """How many of a few tasks' logs Airflow's API still shows, once no worker and no folder of one is left."""
    asked = [task for task in tasks if task["state"] == "success"][:5]
    shown = 0
    for task in asked:
        path = f"/api/v2/dags/collect/dagRuns/{run}/taskInstances/{task['task_id']}/logs/{task['try_number']}"
        log = airflow.ask("GET", f"{path}?map_index={task['map_index']}", timeout=PATIENCE)["content"]
        shown += any(event.get("task_id") == task["task_id"] for event in log)
    return f"{shown} of {len(asked)}"


def landed(bucket: Bucket) -> dict[str, Any]:
    """What the newest release holds, and how often each article's page was asked for."""
    store = Store.open(Settings.read(**bucket.settings()))
    release = json.loads(store.get(store.keys.latest()))["release"]

    def rows(name: str) -> list[dict[str, Any]]:
        return list(from_parquet(store.get(store.keys.release(release, f"{name}.parquet"))))

    articles = rows("articles")
    asked = Counter(
        row["url"]
        for key in store.list("log/")
        for row in from_parquet(store.get(key))
        if row["kind"] == "article" and row["outcome"] == "ok"
    )
    return {
        "articles": len(articles),
        "distinct_articles": len({row["article_id"] for row in articles}),
        "observations": len(rows("observations")),
        "distinct_observations": len({row["observation_id"] for row in rows("observations")}),
        "pages_captured": asked.total(),
        "pages_captured_twice": sum(n > 1 for n in asked.values()),
        "journals_left": len(list(store.list("state/source=many-00/journal/"))),
        "logs_in_bucket": len(list(store.list("airflow-logs/"))),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--sites", type=int, default=60)
    parser.add_argument("--articles", type=int, default=6, help="of each site")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--slots", type=int, default=3, help="tasks that a worker runs at once")
    parser.add_argument("--kill", action="store_true", help="end the last worker in the middle")
    parser.add_argument("--folder", type=Path, help="where to keep everything; else it is removed")
    arguments = parser.parse_args()
    if arguments.kill and arguments.workers < 2:
        parser.error("--kill needs two workers or more")
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    folder = arguments.folder or Path(tempfile.mkdtemp(prefix="khuyenhoc-cluster-"))
    try:
        with cluster(folder, arguments) as (_, airflow, bucket, pids):
            airflow.ask("PATCH", "/api/v2/dags/collect", {"is_paused": False})
            begun = time.monotonic()
            asked = {"logical_date": None, "conf": {}}
            run = airflow.ask("POST", "/api/v2/dags/collect/dagRuns", asked, timeout=PATIENCE)["dag_run_id"]
            said = follow(airflow, run, pids, kill_at=arguments.sites // 2 if arguments.kill else None)
            seconds = time.monotonic() - begun
            tasks = tasks_of(airflow, run)
            for pid in pids:
                kill(pid)
            for home in folder.glob("worker-*"):
                shutil.rmtree(home)
            tries = Counter(task["try_number"] for task in tasks)
            said |= {
                "workers": arguments.workers,
                "seconds": round(seconds, 1),
                "tasks": len(tasks),
                "tasks_per_minute": round(len(tasks) / seconds * 60, 1),
                "tries": dict(sorted(tries.items())),
                "states": dict(Counter(task["state"] for task in tasks)),
                "logs_shown": logs_shown(airflow, run, tasks),
                **landed(bucket),
            }
            if said["state"] != "success":
                said["failed"] = airflow.failed_tasks("collect", run)
    finally:
        if arguments.folder is None:
            shutil.rmtree(folder, ignore_errors=True)
    print(json.dumps(said, indent=1))
    wanted = arguments.sites * arguments.articles
    whole = said["articles"] == said["distinct_articles"] == said["pages_captured"] == wanted
    return 0 if said["state"] == "success" and whole and not said["pages_captured_twice"] else 1


if __name__ == "__main__":
    sys.exit(main())
