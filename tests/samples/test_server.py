"""`python -m samples` as a process: one line a site, a clear word when a port is taken."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
import requests

import samples
from samples.__main__ import main

SERVED = (*samples.SITES, samples.UNLISTED)
ROOT = Path(samples.__file__).parent.parent


def run_of_free_ports(count: int) -> int:
    """The first of so many ports that follow one another and were free a moment ago."""
    for first in range(20000, 60000, count):
        with socket.socket() as probe:
            if all(probe.connect_ex(("127.0.0.1", first + k)) for k in range(count)):
                return first
    raise AssertionError("no free ports")


def test_the_process_says_where_each_site_is_and_ends_on_a_signal() -> None:
    first = run_of_free_ports(len(SERVED))
    process = subprocess.Popen(
        [sys.executable, "-m", "samples", "--port", str(first)],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline().split("\t") for _ in SERVED]
        assert [line[0] for line in lines] == [site.id for site in SERVED]
        assert [line[1] for line in lines] == [f"http://127.0.0.1:{first + k}" for k in range(len(lines))]
        assert requests.get(f"{lines[2][1]}/tin-tuc/", timeout=5).status_code == 200
    finally:
        process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=10) == 0


def test_a_port_in_use_is_named_with_the_remedy(capsys: pytest.CaptureFixture[str]) -> None:
    first = run_of_free_ports(len(SERVED))
    with socket.socket() as other:
        other.bind(("127.0.0.1", first + 2))
        other.listen()
        assert main(["--port", str(first)]) == 2
    said = capsys.readouterr().err
    assert f"Port {first + 2}" in said
    assert "quangbinh" in said
    assert "--port" in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    "arguments", [["--port", "65535"], ["--port", "0"], ["--day", "-1"], ["--today", "5/10"]]
)
def test_arguments_that_make_no_sense(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert ended.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_an_address_that_is_none_is_a_bad_request_and_the_site_goes_on() -> None:
    with samples.serve([samples.site("yenbai")]) as urls:
        port = int(urls["yenbai"].rpartition(":")[2])
        with socket.create_connection(("127.0.0.1", port), timeout=5) as client:
            client.sendall(b"GET http://[ HTTP/1.1\r\nHost: x\r\n\r\n")
            assert client.recv(64).startswith(b"HTTP/1.1 400 ")
        assert requests.get(urls["yenbai"], timeout=5).status_code == 200
