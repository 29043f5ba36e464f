"""How far a figure can be trusted: the share of a rule's figures that were right, place and time included.

Counted on the held-out labelled articles by `bench/score.py --calibrate`, drawn towards the mean where a rule
was seen little.
"""

from __future__ import annotations

from functools import cache

from khuyenhoc.extract.figures.words import rows

#: A rule's own count weighs as much as the mean when it was seen this often.
_WEIGHT = 3


@cache
def _counts() -> dict[str, tuple[int, int]]:
    return {row["rule"]: (int(row["right"]), int(row["read"])) for row in rows("confidence")}


@cache
def confidence(rule: str) -> float:
    """Between 0 and 1; a rule that was never seen has the mean.

    >>> 0.5 < confidence("count.noun") < 1
    True
    """
    counts = _counts()
    mean = sum(right for right, _ in counts.values()) / sum(read for _, read in counts.values())
    right, read = counts.get(rule, (0, 0))
    return round((right + _WEIGHT * mean) / (read + _WEIGHT), 4)
