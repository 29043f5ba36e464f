"""The metric catalogue: what is counted, in Vietnamese and English, from `metrics.tsv`."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class Metric:
    """One thing that associations count. `counts` is what one of it is: people, families, money, …"""

    code: str
    group: str
    vietnamese: str
    english: str
    counts: str


@cache
def metrics() -> Mapping[str, Metric]:
    """The catalogue, by code.

    >>> metrics()["learning_clans"].counts
    'clans'
    """
    text = resources.files(__package__).joinpath("metrics.tsv").read_text(encoding="utf-8")
    rows = csv.reader(text.splitlines()[1:], delimiter="\t")
    return {code: Metric(code, *rest) for code, *rest in rows}
