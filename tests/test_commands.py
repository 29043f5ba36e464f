"""The command line's own behaviour; each command is tested where its work is."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest
from rich.console import Console

from khuyenhoc import commands, errors
from khuyenhoc.commands import Say, errors_in_one_line


def say(*, as_json: bool) -> tuple[Say, io.StringIO, io.StringIO]:
    out, err = io.StringIO(), io.StringIO()
    return Say(as_json, Console(file=out, width=200), Console(file=err, width=200)), out, err


@pytest.mark.parametrize("name", commands.names())
def test_every_command_says_what_it_is_for(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        commands.main([name, "--help"])
    assert stopped.value.code == 0
    assert commands.command(name).HELP in " ".join(capsys.readouterr().out.split())


def test_an_unknown_command_is_a_wrong_argument(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        commands.main(["dance"])
    assert stopped.value.code == 2
    assert "dance" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (errors.UnknownSource("No source 'x'", remedy="It has: a, b"), 2),
        (errors.BucketMissing("The bucket b does not exist"), 3),
        (errors.LayoutBroken("yenbai: no article on 3 listings"), 4),
        (errors.GateClosed("5 sources failed"), 5),
        (errors.KhuyenhocError("else"), 1),
    ],
)
def test_an_error_is_one_line_and_a_status(error: errors.KhuyenhocError, status: int) -> None:
    speaker, _, err = say(as_json=False)
    with errors_in_one_line(speaker) as left:
        raise error
    assert left == [status]
    assert err.getvalue() == f"{type(error).__name__}: {error}\n"


def test_a_machine_gets_the_error_as_json() -> None:
    speaker, out, _ = say(as_json=True)
    with errors_in_one_line(speaker):
        raise errors.BucketMissing("no bucket", remedy="Create it")
    assert json.loads(out.getvalue()) == {
        "error": "BucketMissing",
        "message": "no bucket. Create it",
        "exit_status": 3,
    }


def test_a_table_is_an_array_for_machines() -> None:
    speaker, out, _ = say(as_json=True)
    speaker.table("t", [{"source": "a", "pages": 1}])
    assert json.loads(out.getvalue()) == [{"source": "a", "pages": 1}]


def test_the_log_goes_to_standard_error_as_json_when_asked() -> None:
    """In a process of its own: a log that is set up stays so."""
    code = (
        "import logging, khuyenhoc.commands as c; c.show_log('json');"
        "logging.getLogger('khuyenhoc.crawl.walk').info('%s: article ok 200 %s', 'yenbai', 'http://x.vn/ừ')"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout == ""
    line = json.loads(told.stderr)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "yenbai: article ok 200 http://x.vn/ừ",
        "level": "info",
        "logger": "khuyenhoc.crawl.walk",
    }
