"""Write the data dictionary and the JSON Schemas anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from khuyenhoc.commands import Say

HELP = "write docs/data-dictionary.md and schema/*.json anew from the tables and rules"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--to", type=Path, default=Path(), metavar="DIR", help="the project's folder (here)")


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Write each file and say which."""
    for path, text in described().items():
        target = arguments.to / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        say.line(str(target))
    return 0


def described() -> dict[str, str]:
    """The text of each described file, by its path in the project."""
    from khuyenhoc.land.describe import dictionary, schema_texts
    from khuyenhoc.validate.rules import RULES  # imports Great Expectations: seconds

    found = {"docs/data-dictionary.md": dictionary(RULES)}
    for name, text in schema_texts().items():
        found[f"schema/{name}.json"] = text
    return found
