"""Ten thousand damaged pages through the extractor: none may raise, hang or lose its place.

    python bench/extract_mutations.py [--pages 10000]

Prints how each ended; exit status 1 when one raised, with its seed, or took more than five seconds of the processor.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback
from collections import Counter
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "include")]

from khuyenhoc.extract.article import Extraction, extract  # noqa: E402
from tests.extract.mutations import mutated  # noqa: E402
from tests.extract.pages import capture, source  # noqa: E402

SLOW = 5.0


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=10_000)
    parser.add_argument("--first", type=int, default=1000, help="seed of the first page")
    arguments = parser.parse_args()
    ended: Counter[str] = Counter()
    bad = 0
    for seed in range(arguments.first, arguments.first + arguments.pages):
        body, url, cms = mutated(seed)
        started = time.process_time()
        try:
            result = extract(capture(body, url=url, content_type="text/html"), source(cms))
        except BaseException:  # noqa: BLE001 - whatever it is, it is what this looks for
            print(f"seed {seed}:\n{traceback.format_exc(limit=-4)}")
            bad += 1
            continue
        taken = time.process_time() - started
        if taken > SLOW:
            print(f"seed {seed}: {taken:.1f} s of the processor for {len(body)} bytes")
            bad += 1
        ended[result.article.extracted_by if isinstance(result, Extraction) else result.rule] += 1
    for how, count in ended.most_common():
        print(f"{how:20} {count}")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
