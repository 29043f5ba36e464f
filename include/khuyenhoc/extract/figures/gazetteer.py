"""Provinces, districts and communes of Việt Nam with GSO's codes, before and after 2025-07-01.

63 provinces with districts until 2025-06-30 (system "2024"), 34 provinces without since (system "2025").
Data: lexicon/README.md. Loaded when first asked for; communes only when a commune's code is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from khuyenhoc.extract.figures.words import fold, rows


@dataclass(frozen=True, slots=True)
class Province:
    name: str
    kind: str
    code: str
    name_2025: str
    code_2025: str


@dataclass(frozen=True, slots=True)
class District:
    name: str
    kind: str
    code: str
    province: str


def key(name: str) -> str:
    """A name as it is looked up: folded, dashes and dots apart.

    >>> key("Thừa Thiên – Huế") == key("Thừa Thiên Huế") and key("Hoà Bình") == key("Hòa Bình")
    True
    """
    for sign in "-–—.":
        name = name.replace(sign, " ")
    return " ".join(fold(word) for word in name.split())


@cache
def provinces() -> dict[str, Province]:
    """By key of each name that a province goes by."""
    table = {}
    for row in rows("provinces"):
        province = Province(row["name"], row["kind"], row["code_2024"], row["name_2025"], row["code_2025"])
        for name in (row["name"], *filter(None, row["other_names"].split("|"))):
            table[key(name)] = province
    return table


@cache
def provinces_2025() -> dict[str, tuple[str, str]]:
    """Key of a province's name since 2025-07-01 → (name, code)."""
    return {key(p.name_2025): (p.name_2025, p.code_2025) for p in provinces().values()}


@cache
def districts() -> dict[str, list[District]]:
    """By key of the name; one name may be borne in several provinces."""
    table: dict[str, list[District]] = {}
    for row in rows("districts"):
        table.setdefault(key(row["name"]), []).append(
            District(row["name"], row["kind"], row["code"], row["province"])
        )
    return table


@cache
def communes(district: str) -> dict[str, str]:
    """Key of the name → code, of one district until 2025-06-30."""
    return _listed("communes_2024").get(district, {})


@cache
def communes_2025(province: str) -> dict[str, str]:
    """Key of the name → code, of one province (code of 2025) since 2025-07-01."""
    return _listed("communes_2025").get(province, {})


@cache
def _raw(name: str) -> dict[str, str]:
    column = "district" if name == "communes_2024" else "province"
    return {row[column]: row["communes"] for row in rows(name)}


class _Listed:
    def __init__(self, name: str) -> None:
        self.name = name

    def get(self, place: str, default: dict[str, str]) -> dict[str, str]:
        said = _raw(self.name).get(place)
        return {key(part[6:]): part[:5] for part in said.split("|")} if said else default


def _listed(name: str) -> _Listed:
    return _Listed(name)


def province(name: str | None) -> Province | None:
    """The province of that name, old or new, spelled in any of its ways."""
    return provinces().get(key(name)) if name else None


def district(name: str, province_code: str | None) -> District | None:
    """The district of that name; in the given province if it is known, else only where the name is borne once."""
    borne = districts().get(key(name), [])
    if province_code is not None:
        return next((d for d in borne if d.province == province_code), None)
    return borne[0] if len(borne) == 1 else None
