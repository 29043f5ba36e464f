"""Start processes, wait until they answer, and end what was started, also after a broken run.

Each process leads a group of its own and is written down with its time of start, so that `end_all` never
ends a stranger that got the same number.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import psutil

from khuyenhoc.errors import KhuyenhocError, SettingsError

PATIENCE = 90.0
"""Seconds that a server has to answer: a cold start on a busy machine takes a third of it."""


class Processes:
    """What was started, written down in a file, each with a log of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.book = folder / "processes.json"
        self.logs = folder / "logs"

    def start(self, name: str, command: Sequence[str], env: Mapping[str, str]) -> subprocess.Popen[bytes]:
        self.logs.mkdir(parents=True, exist_ok=True)
        with (self.logs / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(
                command,
                env={**os.environ, **env},
                stdout=log,
                stderr=log,
                stdin=subprocess.DEVNULL,
                start_new_session=True,
            )
        self._write(
            [
                *self._read(),
                {"name": name, "pid": process.pid, "started": psutil.Process(process.pid).create_time()},
            ]
        )
        return process

    def wait_for(self, name: str, process: subprocess.Popen[bytes], ready: Callable[[], bool]) -> None:
        """Until the process answers; an error with the end of its log when it dies or takes too long."""
        deadline = time.monotonic() + PATIENCE
        while not ready():
            if process.poll() is not None:
                raise KhuyenhocError(
                    f"{name} ended with status {process.returncode}:\n{self.last_words(name)}"
                )
            if time.monotonic() > deadline:
                raise KhuyenhocError(
                    f"{name} did not answer within {PATIENCE:.0f} s:\n{self.last_words(name)}"
                )
            time.sleep(0.1)

    def last_words(self, name: str) -> str:
        log = self.logs / f"{name}.log"
        return "\n".join(log.read_text(errors="replace").splitlines()[-15:]) if log.exists() else "(no log)"

    def end_all(self) -> list[str]:
        """End every process group in the book that still runs: politely, then not. Gives their names."""
        running = [(entry["name"], process) for entry in self._read() if (process := _same(entry))]
        for number in (signal.SIGTERM, signal.SIGKILL):
            for _, process in reversed(running):
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, number)
            psutil.wait_procs([process for _, process in running], timeout=6)
        self.book.unlink(missing_ok=True)
        return [name for name, _ in running]

    def _read(self) -> list[dict[str, object]]:
        return json.loads(self.book.read_text()) if self.book.exists() else []

    def _write(self, entries: list[dict[str, object]]) -> None:
        self.book.write_text(json.dumps(entries))


def _same(entry: Mapping[str, object]) -> psutil.Process | None:
    """The process of an entry, unless it is gone and another bears its number."""
    with suppress(psutil.NoSuchProcess):
        process = psutil.Process(int(str(entry["pid"])))
        if process.create_time() == entry["started"] and process.status() != psutil.STATUS_ZOMBIE:
            return process
    return None


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def need_port(port: int, what: str, setting: str) -> int:
    """The port, or an error that names it and the setting that moves it."""
    if not is_free(port):
        raise SettingsError(
            f"Port {port} on 127.0.0.1 is in use ({what})",
            remedy=f"`make down` ends what a broken run left; or set {setting} to another port",
        )
    return port


def free_ports(count: int, start: int) -> int:
    """The first of `count` neighbouring ports of which each, and the one 10,000 above it, is free."""
    for first in range(start, start + 2000, count):
        if all(is_free(port) and is_free(port + 10_000) for port in range(first, first + count)):
            return first
    raise SettingsError(f"No {count} neighbouring free ports above {start} on 127.0.0.1")
