"""The reader keeps its scores on the labelled articles, and its confidence says how often it is right."""

from __future__ import annotations

from collections import defaultdict

import pytest

from bench.score import TIERS, labelled, pair
from khuyenhoc.commands.measure import measured

SETS = labelled()
FOUND = {
    a["id"]: measured({**a, "text": a["text"][: a["body_end"] or None]})["observations"]
    for articles in SETS.values()
    for a in articles
}
#: Floors a little below what was measured last; raise them with the reader. Held-out articles are the honest ones.
FLOORS = [
    ("dev", "value", 0.98), ("dev", "metric", 0.975), ("dev", "full", 0.96),
    ("held", "value", 0.98), ("held", "metric", 0.955), ("held", "full", 0.91),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "tier", "floor"), FLOORS)
def test_score(kind: str, tier: str, floor: float) -> None:
    hits = labels = found = 0
    for a in SETS[kind]:
        hit, missed, extra = pair(a["observations"], FOUND[a["id"]], tier)
        hits, labels, found = hits + len(hit), labels + len(hit) + len(missed), found + len(hit) + len(extra)
    assert 2 * hits / (labels + found) >= floor
    assert tier in TIERS


def test_confidence_is_the_share_that_is_right() -> None:
    """In each tenth with enough figures to say so, within five points."""
    tenths: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for a in SETS["held"]:
        wrong = {id(f) for f in pair(a["observations"], FOUND[a["id"]], "full")[2]}
        for f in FOUND[a["id"]]:
            tenths[min(int(f["confidence"] * 10), 9)].append((f["confidence"], id(f) not in wrong))
    enough = {tenth: seen for tenth, seen in tenths.items() if len(seen) >= 40}
    assert enough
    for tenth, seen in enough.items():
        said, was = (sum(x) / len(seen) for x in zip(*seen, strict=True))
        assert abs(said - was) <= 0.05, f"tenth {tenth}: said {said:.2f}, was {was:.2f} of {len(seen)}"
