"""Provinces, districts and communes of Việt Nam with GSO's codes, before and after 2025-07-01.

63 provinces with districts until 2025-06-30 (system "2024"), 34 provinces without since (system "2025").
Data: lexicon/README.md. Loaded when first asked for; communes only when a commune's code is asked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache

from khuyenhoc.extract.figures.words import fold, rows
from khuyenhoc.models import Area, AreaLevel


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


@lru_cache(maxsize=20_000)
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
    """By key of the name; one name may be borne in several provinces, and by a town and its district: then the district first."""
    table: dict[str, list[District]] = {}
    for row in rows("districts"):
        name = row["name"].partition(" (")[0]  # "Long Mỹ (Huyện)"
        table.setdefault(key(name), []).append(District(name, row["kind"], row["code"], row["province"]))
    for several in table.values():
        several.sort(key=lambda d: d.kind != "huyện")
    return table


@cache
def communes(district: str) -> dict[str, str]:
    """Key of the name → code, of one district until 2025-06-30."""
    return _read(_listed("communes_2024", "district").get(district))


@cache
def commune_names(district: str) -> tuple[str, ...]:
    """The communes of one district as they are spelled."""
    return _names(_listed("communes_2024", "district").get(district))


@cache
def commune_names_2025(province: str) -> tuple[str, ...]:
    """The communes of one province (code of 2025) as they are spelled."""
    return _names(_listed("communes_2025", "province").get(province))


@cache
def names() -> frozenset[str]:
    """The districts and communes, old and new, as they are spelled."""
    communes = (
        *_listed("communes_2024", "district").values(),
        *_listed("communes_2025", "province").values(),
    )
    borne = {d.name for several in districts().values() for d in several}
    return frozenset(borne.union(*map(_names, communes)))


@cache
def numbered() -> frozenset[str]:
    """The communes whose names end in a number: "Gia Hòa 1"."""
    return frozenset(name for name in names() if name[-1].isdigit() and name[-2:-1] == " ")


def _names(said: str | None) -> tuple[str, ...]:
    spelled = (part[6:].partition(" (")[0] for part in said.split("|")) if said else ()  # "Mường Tè (Xã)"
    return tuple(dict.fromkeys(spelled))


@cache
def communes_2025(province: str) -> dict[str, str]:
    """Key of the name → code, of one province (code of 2025) since 2025-07-01."""
    return _read(_listed("communes_2025", "province").get(province))


@cache
def _listed(name: str, column: str) -> dict[str, str]:
    return {row[column]: row["communes"] for row in rows(name)}


def _read(said: str | None) -> dict[str, str]:
    """Each commune is five digits of code, a letter for its kind, its name."""
    return {key(part[6:]): part[:5] for part in said.split("|")} if said else {}


def province(name: str | None) -> Province | None:
    """The province of that name, old or new, spelled in any of its ways."""
    return provinces().get(key(name)) if name else None


def district(name: str, province_code: str | None) -> District | None:
    """The district of that name; in the given province if it is known, else only where the name is borne once."""
    borne = districts().get(key(name), [])
    if province_code is not None:
        return next((d for d in borne if d.province == province_code), None)
    return borne[0] if len(borne) == 1 else None


#: The day on which the 63 provinces became 34 and districts ended.
REFORM = date(2025, 7, 1)


#: The day on which the province Thừa Thiên Huế became the city Huế; its town Huế was one of the province's until then.
_HUE = date(2025, 1, 1)


def city(name: str | None, day: date | None) -> Province | None:
    """The city of that name that is a province on that day.

    >>> city("Huế", date(2016, 8, 9)), city("Huế", date(2025, 8, 9)).code, city("TP Vinh", None)
    (None, '46', None)
    """
    known = province(name)
    if known is None or known.kind != "thành phố":
        return None
    return None if known.name == "Huế" and day is not None and day < _HUE else known


@lru_cache(maxsize=20_000)
def coded(level: AreaLevel, name: str, province_name: str | None, day: date | None) -> Area:
    """The place with GSO's codes, in the system of the day that the figure is about.

    >>> coded(AreaLevel.DISTRICT, "Trấn Yên", "Yên Bái", date(2021, 1, 21)).code
    '138'
    >>> area = coded(AreaLevel.PROVINCE, "Hải Dương", None, date(2023, 12, 31))
    >>> area.code, area.province_code_2025, area.system
    ('30', '31', '2024')
    """
    new = day is not None and day >= REFORM
    own = province(name if level is AreaLevel.PROVINCE else province_name)
    code = None
    if own is not None and level is AreaLevel.PROVINCE:
        code = provinces_2025().get(key(name), (None, None))[1] if new else own.code
    elif own is not None and level is AreaLevel.DISTRICT:
        borne = [d for d in districts().get(key(name), []) if d.province == own.code]
        code = borne[0].code if len(borne) == 1 else None  # a town and its district may share a name
        new = False  # districts have codes of the old system only
    elif own is not None and level is AreaLevel.COMMUNE:
        code = communes_2025(own.code_2025).get(key(name)) if new else _commune_of(own.code).get(key(name))
    system = None if own is None else "2025" if new else "2024"
    return Area(level, name, code, own.code if own else None, own.code_2025 if own else None, system)


@cache
def _commune_of(province_code: str) -> dict[str, str]:
    """Communes of a province until 2025-06-30 whose name is borne once in it."""
    table: dict[str, str] = {}
    twice = set()
    for several in districts().values():
        for d in several:
            if d.province == province_code:
                for name, code in communes(d.code).items():
                    twice.update({name} & table.keys())
                    table[name] = code
    return {name: code for name, code in table.items() if name not in twice}
