"""How far a figure can be trusted: how often what found it was right where nobody had looked, place and time included.

A figure's rule names what found its metric, its place and its time ("count.noun place.seat time.carried"). How often
the figures of each were right was counted on labelled articles of nine writers by a reader that had seen none of them
(`bench/score.py --calibrate`): what an article of a new hand is like. Each part draws the level, the share of figures
that are right on the held-out articles now, towards itself. `bench/score.py --reliability` shows how that holds.
"""

from __future__ import annotations

from functools import cache
from math import exp, log

from khuyenhoc.extract.figures.words import rows

#: A rule's own count weighs as much as the mean when it was seen this often.
_WEIGHT = 25
#: What found the metric, the place and the time are not independent: together they draw by this share of their sum.
_DRAW = 0.7
#: The row that counts the figures of the held-out articles.
_LEVEL = "held"


@cache
def _counts() -> dict[str, tuple[int, int]]:
    return {row["rule"]: (int(row["right"]), int(row["read"])) for row in rows("confidence")}


@cache
def _drawn(part: str) -> float:
    """By how much a part of a rule draws the log odds; one that was never counted does not."""
    counts = {rule: n for rule, n in _counts().items() if rule != _LEVEL}
    right, read = (sum(n) for n in zip(*counts.values(), strict=True))
    mean = right / read
    right, read = counts.get(part, (0, 0))
    return _odds((right + _WEIGHT * mean) / (read + _WEIGHT)) - _odds(mean)


def _odds(share: float) -> float:
    return log(share / (1 - share))


@cache
def confidence(rule: str) -> float:
    """Between 0 and 1, by how often the parts of a rule were right.

    >>> 0.5 < confidence("count.noun place.seat time.before") < confidence("count.noun place.before time.before") < 1
    True
    """
    right, read = _counts()[_LEVEL]
    drawn = sum(map(_drawn, rule.split()))
    return round(1 / (1 + exp(-_odds(right / read) - _DRAW * drawn)), 4)
