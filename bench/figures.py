"""Time the figure reader on one core: milliseconds for 3,000 characters, and against trafilatura on the article's page.

    python bench/figures.py

The labelled articles hold a figure every sixty characters; the sample sites' pages are more like the news. Trafilatura
works on the same pages in the same run, so that the ratio holds on a busy machine too. Exit status 1 where the reader
takes more than a fifth of its time.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "include")]

import trafilatura  # noqa: E402
from extract_quality import pages  # noqa: E402

from bench.score import labelled  # noqa: E402
from khuyenhoc.commands.measure import composed  # noqa: E402
from khuyenhoc.extract import figures  # noqa: E402

ROUNDS = 5
LENGTH = 3000
BAR = 0.2


def least(work: Callable[[], object]) -> float:
    """Seconds of processor time, the least of the rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begun = time.process_time()
        work()
        best = min(best, time.process_time() - begun)
    return best


def report(name: str, texts: list[tuple[str, date | None, str | None]]) -> float:
    def read() -> None:
        for text, day, province in texts:
            figures.read(text, published=day, source_province=province)

    read()
    seconds, characters = least(read), sum(len(text) for text, _, _ in texts)
    found = sum(len(figures.read(t, published=day, source_province=p).figures) for t, day, p in texts)
    print(
        f"{name}: {len(texts)} articles, {characters:,} characters, {found} figures: "
        f"{seconds * 1000 / characters * LENGTH:.2f} ms for {LENGTH:,} characters"
    )
    return seconds


def main() -> int:
    articles = [a for several in labelled().values() for a in several]
    report(
        "labelled articles",
        [
            (composed(a["title"], a["text"]), date.fromisoformat(a["published"]), a["source_province"])
            for a in articles
        ],
    )
    some = pages()
    read = [(page, trafilatura.bare_extraction(page.body, url=page.url, with_metadata=True)) for page in some]
    texts = [
        (composed(document.title or "", document.text), date(2024, 1, 12), None)
        for _, document in read
        if document is not None and document.text
    ]
    ours = report("pages of the samples", texts)

    def extract() -> None:
        for page, _ in read:
            trafilatura.bare_extraction(page.body, url=page.url, with_metadata=True)

    theirs = least(extract)
    print(f"of trafilatura's time for the same {len(some)} pages: {ours / theirs:.2f} (at most {BAR})")
    return 0 if ours <= BAR * theirs else 1


if __name__ == "__main__":
    sys.exit(main())
