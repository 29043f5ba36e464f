"""A record that was set aside, and how bad what was wrong with it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    CRITICAL = "critical"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that was set aside, whole, with the rule that objected: a row of `rejections`."""

    table: str
    record: Mapping[str, Any]
    rule: str
    severity: Severity
    observed: str
    expected: str
    run: str
    reviewed: str | None = None
    reviewed_by: str | None = None
    note: str | None = None

    @property
    def record_name(self) -> str:
        """What names the record in its table, whatever rule objected to it."""
        names = (
            ("article_id", "version", "observation_id")
            if "article_id" in self.record
            else ("source_id", "url")
        )
        return " ".join(str(self.record[name]) for name in names if self.record.get(name) is not None)
