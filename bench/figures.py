"""Time the figure reader on one core: milliseconds for 3,000 characters of labelled articles.

python bench/figures.py
"""

from __future__ import annotations

import sys
import time
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.score import labelled
from khuyenhoc.commands.measure import composed
from khuyenhoc.extract import figures

ROUNDS = 7
LENGTH = 3000


def main() -> int:
    articles = [a for several in labelled().values() for a in several]
    texts = [
        (composed(a["title"], a["text"]), date.fromisoformat(a["published"]), a["source_province"])
        for a in articles
    ]
    best = float("inf")
    count = 0
    for _ in range(ROUNDS):
        begun = time.process_time()
        count = sum(len(figures.read(t, published=day, source_province=p).figures) for t, day, p in texts)
        best = min(best, time.process_time() - begun)
    characters = sum(len(t) for t, _, _ in texts)
    print(
        f"{len(texts)} articles, {characters:,} characters, {count} figures: {best * 1000:.0f} ms of processor time"
    )
    print(
        f"{best * 1000 / characters * LENGTH:.2f} ms for {LENGTH:,} characters, {best * 1e6 / count:.0f} µs a figure"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
