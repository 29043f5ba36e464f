"""The command line: one module a command, loaded when it is asked for.

A module of this package gives `HELP` (one line), `arguments(parser)` and `run(arguments, say)`, which
returns the exit status. `say` is where it speaks: see `Say`.
"""

from __future__ import annotations

import argparse
import json
import logging
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, Protocol, TypeVar, cast

from rich.console import Console
from rich.progress import track
from rich.table import Table

from khuyenhoc.errors import KhuyenhocError

T = TypeVar("T")

EXIT_STATUSES = """exit status:
  0  done
  1  an error of this program
  2  a setting, a parameter or a source's file is wrong: mend it
  3  the bucket refused or failed
  4  a site did not give what its file promises
  5  the data failed a critical rule, or too many sources failed"""


@dataclass(frozen=True)
class Say:
    """Speaks to a person on a terminal, in plain lines to a log, or in JSON to a machine."""

    json: bool
    out: Console
    err: Console

    @classmethod
    def to(cls, *, as_json: bool) -> Say:
        wide = {} if sys.stdout.isatty() else {"width": 200}
        return cls(as_json, Console(**wide, highlight=False), Console(stderr=True, highlight=False, **wide))  # type: ignore[arg-type]

    def line(self, text: str) -> None:
        """One line for people; a machine does not get it."""
        if not self.json:
            self.out.print(text, markup=False, soft_wrap=True)

    def table(self, title: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Rows with the same keys: a table for people, a JSON array for machines."""
        if self.json:
            self.record(list(rows))
            return
        table = Table(title=title or None, title_justify="left")
        for name in rows[0] if rows else ():
            numbers = all(isinstance(row[name], int | float) for row in rows)
            table.add_column(name.replace("_", " "), justify="right" if numbers else "left")
        for row in rows:
            table.add_row(*("" if value is None else str(value) for value in row.values()))
        self.out.print(table)

    def record(self, record: Any) -> None:
        """One JSON document on a line of its own, whoever listens."""
        print(json.dumps(record, ensure_ascii=False, default=str), file=self.out.file)

    def progress(self, things: Iterable[T], what: str, total: int | None = None) -> Iterator[T]:
        """The things, with a bar on a terminal and nothing elsewhere."""
        if self.json or not self.out.is_terminal:
            yield from things
        else:
            yield from track(things, what, total=total, console=self.err)


class Command(Protocol):
    HELP: str

    def arguments(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, arguments: argparse.Namespace, say: Say) -> int: ...


def names() -> list[str]:
    """The commands that there are, as they are typed."""
    return sorted(module.name.replace("_", "-") for module in iter_modules(__path__))


def command(name: str) -> Command:
    return cast(Command, import_module(f"{__name__}.{name.replace('-', '_')}"))


@contextmanager
def errors_in_one_line(say: Say) -> Iterator[list[int]]:
    """Turn our errors into one line and an exit status, which is left in the list."""
    status = [0]
    try:
        yield status
    except KhuyenhocError as error:
        kind = type(error).__name__
        if say.json:
            say.record({"error": kind, "message": str(error), "exit_status": error.exit_status})
        else:
            say.err.print(f"{kind}: {error}", markup=False, soft_wrap=True)
        status[0] = error.exit_status


def show_log(form: str) -> None:
    """Write what the steps log to standard error: a line an address tried, as text or as JSON."""
    import structlog

    told: list[structlog.typing.Processor] = [
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    dressed = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=told,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, dressed],
        )
    )
    log = logging.getLogger("khuyenhoc")
    log.addHandler(handler)
    log.setLevel(logging.INFO)


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that the arguments name."""
    parser = argparse.ArgumentParser(
        prog="python -m khuyenhoc",
        description=import_module("khuyenhoc").__doc__,
        epilog=EXIT_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parsers = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    asked = next(
        (word for word in (sys.argv[1:] if argv is None else argv) if not word.startswith("-")), None
    )
    for name in names():
        if asked in names() and asked != name:
            continue  # load only what runs: a command may import much
        module = command(name)
        sub = parsers.add_parser(name, help=module.HELP, description=module.HELP)
        sub.add_argument("--json", action="store_true", help="speak JSON, for machines")
        sub.add_argument("--log", choices=("text", "json"), help="write the log to standard error")
        module.arguments(sub)
    arguments = parser.parse_args(argv)
    if arguments.log:
        show_log(arguments.log)
    say = Say.to(as_json=arguments.json)
    with errors_in_one_line(say) as status:
        status[0] = command(arguments.command).run(arguments, say)
    return status[0]
