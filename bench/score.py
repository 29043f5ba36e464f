"""Score the figure reader on the labelled articles of the repository, and say what this change gains and loses.

    python bench/score.py [--against REVISION] [--misses value|metric|full] [--only dev]

Three tiers (see tests/evaluation/README.md): `value` is value and unit; `metric` adds metric, statistic, range and
denominator; `full` adds place and period (a state's end may differ by 31 days, a span's ends by one day).
Figures gained and lost are those of tier `full` that the working tree reads and REVISION (default HEAD) does not,
and the other way round.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "include")]

ARTICLES = ROOT / "tests" / "evaluation" / "articles"
CONFIDENCE = ROOT / "include" / "khuyenhoc" / "extract" / "figures" / "lexicon" / "confidence.tsv"
#: The row of `confidence.tsv` that says how often the figures of the held-out articles are right.
LEVEL = "held"
Record = dict[str, Any]
#: Days that the end of a state, and of a span, may be off.
STATE_SLACK, SPAN_SLACK = 31, 1


def _value(o: Record) -> tuple[Any, ...]:
    return round(float(o["value"]), 6), o["unit"]


def _metric(o: Record) -> tuple[Any, ...]:
    ends = (None if o.get(k) is None else round(float(o[k]), 6) for k in ("value_max", "denominator"))
    return (*_value(o), o["metric"], o["statistic"], *ends)


def _same_period(a: Record, b: Record) -> bool:
    slack = STATE_SLACK if a.get("period_start") is None else SPAN_SLACK
    for end in ("period_start", "period_end"):
        x, y = a.get(end), b.get(end)
        if (x is None) != (y is None):
            return False
        if x and abs((date.fromisoformat(x) - date.fromisoformat(y)).days) > slack:
            return False
    return True


def _place(o: Record) -> tuple[str, str]:
    return o["area_level"], " ".join(unicodedata.normalize("NFC", o["area"]).casefold().split())


TIERS: dict[str, Callable[[Record, Record], bool]] = {
    "value": lambda g, f: _value(g) == _value(f),
    "metric": lambda g, f: _metric(g) == _metric(f),
    "full": lambda g, f: _metric(g) == _metric(f) and _place(g) == _place(f) and _same_period(g, f),
}


def pair(
    gold: list[Record], found: list[Record], tier: str
) -> tuple[list[Record], list[Record], list[Record]]:
    """The labels that are found, those that are missed, and what was found besides; one to one."""
    left, hit, missed = list(found), [], []
    for g in gold:
        match = next((f for f in left if TIERS[tier](g, f)), None)
        if match is None:
            missed.append(g)
        else:
            left.remove(match)
            hit.append(g)
    return hit, missed, left


def labelled(only: str = "") -> dict[str, list[Record]]:
    """The labelled articles of the repository by kind: those for development and those held out."""
    sets: dict[str, list[Record]] = {}
    for path in sorted(ARTICLES.glob("*.jsonl")):
        kind = path.stem.split("-")[0]
        if only in ("", kind):
            sets.setdefault(kind, []).extend(map(json.loads, path.read_text(encoding="utf-8").splitlines()))
    return sets


def measured(articles: Iterable[Record], include: Path) -> dict[str, list[Record]]:
    """What `python -m khuyenhoc measure` of the package below `include` finds in the articles, by their id."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        with source.open("w", encoding="utf-8") as lines:
            for a in articles:
                asked = {k: a[k] for k in ("id", "title", "published", "source_province")}
                asked["text"] = a["text"][: a["body_end"] or None]
                lines.write(json.dumps(asked, ensure_ascii=False) + "\n")
        subprocess.run(
            [sys.executable, "-m", "khuyenhoc", "measure", str(source), str(target)],
            check=True, stdout=subprocess.DEVNULL, env={**os.environ, "PYTHONPATH": str(include)},
        )  # fmt: skip
        rows = map(json.loads, target.read_text(encoding="utf-8").splitlines())
        return {row["id"]: row["observations"] for row in rows}


def at_revision(revision: str, folder: Path) -> Path:
    """The `include/` of a revision, unpacked below `folder`."""
    archive = subprocess.run(
        ["git", "archive", revision, "include"], cwd=ROOT, check=True, capture_output=True
    )
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as tar:
        tar.extractall(folder, filter="data")
    return folder / "include"


def report(name: str, articles: list[Record], found: dict[str, list[Record]], misses: str) -> None:
    print(f"{name}: {len(articles)} articles, {sum(len(a['observations']) for a in articles)} labels")
    for tier in TIERS:
        count: Counter[str] = Counter()
        for a in articles:
            hit, missed, extra = pair(a["observations"], found[a["id"]], tier)
            count.update(hit=len(hit), gold=len(hit) + len(missed), found=len(hit) + len(extra))
            if tier == misses:
                for word, several in (("missed", missed), ("extra", extra)):
                    for o in several:
                        print(f"    {word} {a['id']} {_said(o)}")
        p = count["hit"] / count["found"] if count["found"] else 0.0
        r = count["hit"] / count["gold"] if count["gold"] else 0.0
        f1 = 2 * p * r / (p + r) if p + r else 0.0
        print(f"  {tier:7s} P {p:.3f}  R {r:.3f}  F1 {f1:.3f}")


def _said(o: Record) -> str:
    time = f"{o['period_start'] or ''}..{o['period_end'] or ''}"
    return f"{o['surface']!r} {o['metric']} {o['statistic']} {o['area_level']}:{o['area']} {time}"


def compare(
    sets: dict[str, list[Record]],
    now: dict[str, list[Record]],
    before: dict[str, list[Record]],
    revision: str,
) -> None:
    gained: list[str] = []
    lost: list[str] = []
    for kind, a in ((kind, a) for kind, articles in sets.items() for a in articles):
        hits = [
            [id(o) for o in pair(a["observations"], found.get(a["id"], []), "full")[0]]
            for found in (now, before)
        ]
        for o in a["observations"]:
            if (id(o) in hits[0]) != (id(o) in hits[1]):
                # a held-out article stays unread
                said = f"{a['id']} {_said(o)}" if kind == "dev" else "one of a held-out article"
                (gained if id(o) in hits[0] else lost).append(said)
    print(f"against {revision}: {len(gained)} figures gained, {len(lost)} lost")
    for sign, several in (("+", gained), ("-", lost)):
        for line in several:
            print(f"  {sign} {line}")


def judged(articles: list[Record], found: dict[str, list[Record]]) -> dict[str, tuple[int, int]]:
    """How many figures of each part of a rule were right in tier `full`, and how many were read."""
    read: Counter[str] = Counter()
    right: Counter[str] = Counter()
    for a in articles:
        wrong = {id(f) for f in pair(a["observations"], found[a["id"]], "full")[2]}
        for f in found[a["id"]]:
            for part in f["rule"].split():
                read[part] += 1
                right[part] += id(f) not in wrong
    return {rule: (right[rule], n) for rule, n in sorted(read.items())}


def calibrate(revision: str, names: list[str], held: list[Record], now: dict[str, list[Record]]) -> None:
    """Write how often each rule was right on articles that no rule had been made from, and how often the held-out are now.

    `names` are files of labelled articles that came after `revision`, whose reader had seen none of them.
    """
    unseen = [
        json.loads(line)
        for name in names
        for line in (ARTICLES / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    with tempfile.TemporaryDirectory() as folder:
        counts = judged(unseen, measured(unseen, at_revision(revision, Path(folder))))
    told = [(f, a) for a in held for f in now[a["id"]]]
    wrong = {id(f) for a in held for f in pair(a["observations"], now[a["id"]], "full")[2]}
    counts[LEVEL] = sum(id(f) not in wrong for f, _ in told), len(told)
    lines = ["rule\tright\tread", *(f"{rule}\t{right}\t{read}" for rule, (right, read) in counts.items())]
    CONFIDENCE.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{CONFIDENCE.relative_to(ROOT)}: {len(counts)} parts of rules")


def reliability(
    articles: list[Record], found: dict[str, list[Record]]
) -> dict[int, tuple[float, float, int]]:
    """For each tenth of confidence: what was said, what was right, of how many figures."""
    tenths: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for a in articles:
        wrong = {id(f) for f in pair(a["observations"], found[a["id"]], "full")[2]}
        for f in found[a["id"]]:
            tenths[min(int(f["confidence"] * 10), 9)].append((f["confidence"], id(f) not in wrong))
    return {
        tenth: (sum(s for s, _ in seen) / len(seen), sum(r for _, r in seen) / len(seen), len(seen))
        for tenth, seen in sorted(tenths.items())
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--against", default="HEAD", metavar="REVISION", help="what to compare with; '' for nothing"
    )
    parser.add_argument(
        "--misses", choices=tuple(TIERS), default="", help="list what was missed and what was too much"
    )
    parser.add_argument("--only", choices=("dev", "held"), default="", help="score only these articles")
    parser.add_argument(
        "--calibrate",
        nargs="+",
        metavar=("REVISION", "FILE"),
        help="count how often each rule of REVISION's reader was right on files (dev-19 …) that came after it",
    )
    parser.add_argument(
        "--reliability",
        action="store_true",
        help="print how confidence holds on the held-out articles",
    )
    asked = parser.parse_args()
    sets = labelled(asked.only)
    every = [a for articles in sets.values() for a in articles]
    now = measured(every, ROOT / "include")
    for name, articles in sets.items():
        report(name, articles, now, asked.misses if name == "dev" else "")
    if asked.reliability:
        for tenth, (said, was, several) in reliability(sets["held"], now).items():
            print(f"  confidence from {tenth / 10:.1f}: said {said:.3f}, was {was:.3f} of {several}")
        return 0
    if asked.calibrate:
        calibrate(asked.calibrate[0], asked.calibrate[1:], sets["held"], now)
        return 0
    if asked.against:
        with tempfile.TemporaryDirectory() as folder:
            before = measured(every, at_revision(asked.against, Path(folder)))
        compare(sets, now, before, asked.against)
    return 0


if __name__ == "__main__":
    sys.exit(main())
