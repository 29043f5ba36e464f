"""How far a figure can be trusted: how often what found it was right, place and time included.

A figure's rule names what found its metric, its place and its time ("count.noun place.seat time.carried"). How often
the figures of each were right is counted on the held-out labelled articles by `bench/score.py --calibrate`; each draws
the mean towards itself, the more the oftener it was seen. `bench/score.py --reliability` shows how such confidence
holds on articles that it was not counted on.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from math import exp, log

from khuyenhoc.extract.figures.words import rows

#: A rule's own count weighs as much as the mean when it was seen this often.
_WEIGHT = 15
#: What found the metric, the place and the time are not independent: together they draw by this share of their sum.
_DRAW = 0.6


@cache
def _counts() -> dict[str, tuple[int, int]]:
    return {row["rule"]: (int(row["right"]), int(row["read"])) for row in rows("confidence")}


def trusted(rule: str, counts: Mapping[str, tuple[int, int]]) -> float:
    """Between 0 and 1, by how many figures of each part of a rule were right and were read; an unseen part has the mean.

    >>> counts = {"count.noun": (9, 10), "place.seat": (40, 50), "place.before": (50, 50)}
    >>> trusted("count.noun place.seat", counts) < trusted("count.noun", counts) < trusted("place.before", counts)
    True
    """
    right, read = (sum(n) for n in zip(*counts.values(), strict=True))
    mean = (right + 1) / (read + 2)
    drawn = 0.0
    for part in rule.split():
        right, read = counts.get(part, (0, 0))
        share = (right + _WEIGHT * mean) / (read + _WEIGHT)
        drawn += _odds(share) - _odds(mean)
    return round(1 / (1 + exp(-_odds(mean) - _DRAW * drawn)), 4)


def _odds(share: float) -> float:
    share = min(max(share, 0.001), 0.999)
    return log(share / (1 - share))


@cache
def confidence(rule: str) -> float:
    """What the held-out articles say of a rule.

    >>> 0.5 < confidence("count.noun place.before time.before") < 1
    True
    """
    return trusted(rule, _counts())
