"""How well reprints are told from reports that are only written alike, for several thresholds.

    python bench/extract_duplicates.py [--articles 1000]

Made articles: each has one reprint (1 to 6 in 100 of its words replaced, a dateline or the paper's name added) and
one sibling: the same sentences with other numbers, as next year's report has. Precision and recall of the links.
Exit status 1 when the values in use give less than 0.99 precision or 0.95 recall.
"""

from __future__ import annotations

import argparse
import random
import re
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "include")]

from khuyenhoc.extract import duplicates  # noqa: E402
from khuyenhoc.extract.duplicates import Said, originals  # noqa: E402
from samples.generate import many  # noqa: E402

AT = datetime(2024, 1, 10, tzinfo=UTC)


def reprint(text: str, chance: random.Random) -> str:
    words = text.split(" ")
    plain = [i for i, word in enumerate(words) if word.isalpha()]
    for i in chance.sample(plain, max(1, round(len(plain) * chance.uniform(0.01, 0.06)))):
        words[i] = chance.choice(["các", "những", "mọi", "cùng", "thêm", "đã"])
    return chance.choice(["{}", "(TUAG) - {}", "{}\nTheo Báo địa phương"]).format(" ".join(words))


def sibling(text: str, chance: random.Random) -> str:
    return re.sub(r"\d+", lambda n: str(chance.randrange(10 ** (len(n[0]) - 1), 10 ** len(n[0]))), text)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=1000)
    arguments = parser.parse_args()
    chance = random.Random(11)
    texts = [
        "\n".join([a.title, *(line for b in a.body for line in b.lines)])
        for site in many(1, arguments.articles)
        for a in site.articles or ()
    ]
    every = [Said(f"{n:05}", text, AT) for n, text in enumerate(texts)]
    every += [Said(f"{n:05}r", reprint(text, chance), AT + timedelta(days=1)) for n, text in enumerate(texts)]
    every += [Said(f"{n:05}s", sibling(text, chance), AT + timedelta(days=2)) for n, text in enumerate(texts)]
    print(
        f"{len(every)} articles, {len(texts)} reprints\n\n| triples | numbers | precision | recall | s |\n|---|---|---|---|---|"
    )
    in_use, good = (duplicates.TRIPLES, duplicates.NUMBERS), False
    for triples in (0.5, 0.6, 0.7, 0.8):
        for numbers in (0.0, 0.8):
            duplicates.TRIPLES, duplicates.NUMBERS = triples, numbers
            started = time.process_time()
            found = originals(every)
            taken = time.process_time() - started
            right = sum(later == f"{first}r" for later, first in found.items())
            precision, recall = right / max(1, len(found)), right / len(texts)
            used = " (in use)" if (triples, numbers) == in_use else ""
            good |= bool(used) and precision >= 0.99 and recall >= 0.95
            print(f"| {triples}{used} | {numbers} | {precision:.3f} | {recall:.3f} | {taken:.1f} |")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
