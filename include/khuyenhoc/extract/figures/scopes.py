"""Which place and which time a figure is about, among those that the text names.

Rules 6, 7 and 20-22 of the annotation guide: the narrowest that the sentence names for the figure, else its
paragraph, else what the article reports on, else the source's province and the day of publication.
"""

from __future__ import annotations

from dataclasses import dataclass

from khuyenhoc.extract.figures import gazetteer
from khuyenhoc.extract.figures.areas import COMMUNE, DISTRICT, NATIONAL, ORGANISATION, PROVINCE
from khuyenhoc.models import AreaLevel

RANK = {NATIONAL: 0, PROVINCE: 1, DISTRICT: 2, COMMUNE: 3, ORGANISATION: 4}


@dataclass(frozen=True, slots=True)
class Seat:
    """The place that an article reports from, and those above it."""

    level: AreaLevel
    name: str
    above: tuple[tuple[AreaLevel, str], ...] = ()

    def at(self, level: AreaLevel) -> tuple[AreaLevel, str] | None:
        """The article's own place at a level ("toàn tỉnh" in a district's report is its province)."""
        if level == self.level:
            return self.level, self.name
        return next((place for place in self.above if place[0] == level), None)


def province_known(name: str | None) -> gazetteer.Province | None:
    return gazetteer.province(name)
