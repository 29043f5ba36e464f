"""What is read of an article: figures, the places and times that they are about, observations."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Statistic(StrEnum):
    TOTAL = "total"
    SHARE = "share"
    NEW = "new"
    CHANGE = "change"
    OVER_TARGET = "over_target"
    TARGET = "target"
    REGISTERED = "registered"
    PER_CAPITA = "per_capita"


class Unit(StrEnum):
    COUNT = "count"
    PERCENT = "percent"
    VND = "vnd"
    USD = "usd"
    TIMES = "times"


class Bound(StrEnum):
    EXACT = "exact"
    OVER = "over"
    UNDER = "under"
    ABOUT = "about"


class AreaLevel(StrEnum):
    NATIONAL = "national"
    PROVINCE = "province"
    DISTRICT = "district"
    COMMUNE = "commune"
    ORGANISATION = "organisation"


@dataclass(frozen=True, slots=True)
class Area:
    """The place that a figure is about; codes are GSO's, `system` is "2024" (63 provinces) or "2025" (34)."""

    level: AreaLevel
    name: str
    code: str | None = None
    province_code: str | None = None
    province_code_2025: str | None = None
    system: str | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """The time that a figure is about, both ends inclusive; a state has only its end."""

    start: date | None = None
    end: date | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure with the words it came from: `text[char_start:char_end] == surface`, always."""

    metric: str
    statistic: Statistic
    value: Decimal
    unit: Unit
    bound: Bound
    area: Area
    period: Period
    char_start: int
    char_end: int
    surface: str
    sentence: str
    confidence: float
    rule: str
    value_max: Decimal | None = None
    denominator: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """A figure of one article: a row of `observations`."""

    article_id: str
    version: int
    source_id: str
    figure: Figure
    checks: tuple[str, ...] = ()

    @property
    def observation_id(self) -> str:
        """Stable under re-extraction: made of what is said, not of where or how it was read."""
        f = self.figure
        said = (
            self.article_id, f.metric, f.statistic, format(f.value.normalize(), "f"), f.unit,
            f.area.level, f.area.name, f.period.start, f.period.end,
        )  # fmt: skip
        return hashlib.sha256("\n".join(map(str, said)).encode()).hexdigest()[:16]
