"""Việt Nam's places for the steps that need them: one list for the reader of figures, the rules and the coverage."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources

from khuyenhoc.land.coverage import Province

_LEXICON = "khuyenhoc.extract.figures"


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files(_LEXICON).joinpath("lexicon", name).read_text(encoding="utf-8")
    return csv.DictReader(text.splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE)


@cache
def provinces() -> tuple[Province, ...]:
    """The 63 provinces until 2025-06-30, each with the one of the 34 that it became part of.

    >>> provinces()[9]
    Province(code='15', name='Yên Bái', code_2025='15')
    """
    return tuple(Province(row["code_2024"], row["name"], row["code_2025"]) for row in _rows("provinces.tsv"))


@cache
def area_provinces() -> Mapping[str, str]:
    """The province that each GSO code lies in, by system and code.

    >>> area_provinces()["2024:001"], area_provinces()["2025:00004"]
    ('01', '01')
    """
    found: dict[str, str] = {}
    for province in provinces():
        found[f"2024:{province.code}"] = province.code
        found[f"2025:{province.code_2025}"] = province.code_2025
    for row in _rows("districts.tsv"):
        found[f"2024:{row['code']}"] = row["province"]
    for row in _rows("communes_2024.tsv"):
        found |= {
            f"2024:{c}": found[f"2024:{row['district']}"] for c in re.findall(r"\d{5}", row["communes"])
        }
    for row in _rows("communes_2025.tsv"):
        found |= {f"2025:{c}": row["province"] for c in re.findall(r"\d{5}", row["communes"])}
    return found
