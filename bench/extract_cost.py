"""What extraction costs beside trafilatura's own, on the same pages in the same run; memory over many pages.

    python bench/extract_cost.py [--pages 1000] [--memory 10000]

Ours is everything: charset, parts, date, injection, citations, spam, figures. The measure beside it is trafilatura's
`bare_extraction` with metadata on the bytes. CPU time of one process, in turns, the least of three rounds. Exit
status 1 above 1.6 times, or when memory grows by more than a tenth after the first thousand pages.
"""

from __future__ import annotations

import argparse
import gc
import sys
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "include")]

import trafilatura  # noqa: E402
from extract_quality import Page, ours, pages  # noqa: E402

BAR = 1.6
GROWTH = 1.1


def theirs(page: Page) -> None:
    trafilatura.bare_extraction(page.body, url=page.url, with_metadata=True)


def mine(page: Page) -> None:
    ours(page, page.cms)


def cpu(read: Callable[[Page], None], some: list[Page]) -> float:
    started = time.process_time()
    for page in some:
        read(page)
    return time.process_time() - started


def resident_kb() -> int:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmRSS:")[2].split()[0])


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=1000)
    parser.add_argument("--memory", type=int, default=10_000, help="pages to watch memory over; 0: do not")
    arguments = parser.parse_args()
    every = pages()
    some = list(islice(cycle(every), arguments.pages))
    cpu(theirs, every), cpu(mine, every)  # tables and caches are filled before anything counts
    rounds = [(cpu(theirs, some), cpu(mine, some)) for _ in range(3)]
    a, b = (min(times) for times in zip(*rounds, strict=True))
    print(
        f"{len(some)} pages: trafilatura {1000 * a / len(some):.1f} ms, ours {1000 * b / len(some):.1f} ms a page, {b / a:.2f} times"
    )
    steady = True
    if arguments.memory:
        marks = []
        for n, page in enumerate(islice(cycle(every), arguments.memory), start=1):
            mine(page)
            if n % 1000 == 0:
                gc.collect()
                marks.append(resident_kb())
        steady = marks[-1] <= GROWTH * marks[0]
        print(
            f"{arguments.memory} pages: {marks[0] // 1000} MB after 1000, {marks[-1] // 1000} MB at the end"
        )
    return 0 if b <= BAR * a and steady else 1


if __name__ == "__main__":
    sys.exit(main())
