"""`python -m demo run|up|down`: what `make demo`, `make up` and `make down` call."""

from __future__ import annotations

import argparse
import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from demo.airflow import USER, Airflow, environment
from demo.processes import Processes, free_ports, need_port
from demo.report import show
from demo.servers import ROOT, Bucket, start_bucket, start_database, start_samples, stop_database
from khuyenhoc.commands import Say, errors_in_one_line
from khuyenhoc.errors import DataError

FOLDER = Path(os.environ.get("KHUYENHOC_DEMO_FOLDER", ROOT / ".demo"))


@contextmanager
def servers(say: Say, *, ui: bool, day: int) -> Iterator[tuple[Airflow, Bucket]]:
    """Everything up, and everything down again whatever happens in between."""
    processes = Processes(FOLDER)
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in processes.end_all():
        say.line(f"ended {name}, left by an earlier run")
    port = int(os.environ.get("KHUYENHOC_UI_PORT", "8080"))
    port = need_port(port, "Airflow's UI", "KHUYENHOC_UI_PORT") if ui else free_ports(1, 18080)
    try:
        start_samples(processes, day)
        bucket = start_bucket(processes, FOLDER)
        say.line(f"bucket ready    s3://{bucket.bucket} at {bucket.endpoint}")
        database = start_database(FOLDER)
        say.line("database ready  PostgreSQL")
        airflow = Airflow(FOLDER / "airflow", port, environment(FOLDER / "airflow", port, database, bucket))
        airflow.start(processes, triggerer=ui)
        say.line(f"airflow ready   {airflow.url}")
        yield airflow, bucket
    finally:
        processes.end_all()
        stop_database(FOLDER)


def collect(say: Say, airflow: Airflow, bucket: Bucket) -> None:
    """One run of `collect` through the scheduler, and what it gave; `DataError` when it failed."""
    begun = time.monotonic()
    run, state = airflow.run("collect", {})
    say.line(f"collect ended   {state} after {time.monotonic() - begun:.0f} s ({run})\n")
    show(say, bucket, FOLDER)
    if state != "success":
        failed = "\n".join(f"  {task}: {error}" for task, error in airflow.failed_tasks("collect", run))
        raise DataError(f"The run {run} ended as {state}:\n{failed}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m demo", description="A whole collection on one machine.")
    parser.add_argument("what", choices=["run", "up", "down"])
    parser.add_argument(
        "--day", type=int, default=0, help="the sample sites as they are that many days later"
    )
    arguments = parser.parse_args()
    say = Say.to(as_json=False)
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell's background job ignores SIGINT unless told
        signal.signal(number, signal.default_int_handler)
    with errors_in_one_line(say) as status:
        try:
            if arguments.what == "down":
                ended = [*Processes(FOLDER).end_all(), *stop_database(FOLDER)]
                say.line(f"ended {', '.join(ended)}" if ended else "nothing was running")
            else:
                with servers(say, ui=arguments.what == "up", day=arguments.day) as (airflow, bucket):
                    collect(say, airflow, bucket)
                    if arguments.what == "up":
                        say.line(
                            f"\nAirflow: {airflow.url}  user {USER}  password {airflow.password}\nCtrl-C ends it."
                        )
                        signal.pause()
        except KeyboardInterrupt:
            say.line("ended")
            status[0] = 0 if arguments.what == "up" else 130
    return status[0]


if __name__ == "__main__":
    sys.exit(main())
