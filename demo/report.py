"""What a run gave, for a person: a row a source, where the data lies, how to read it."""

from __future__ import annotations

from pathlib import Path

from demo.servers import Bucket
from khuyenhoc.commands import Say


def show(say: Say, bucket: Bucket, folder: Path) -> None:
    say.line("report")
