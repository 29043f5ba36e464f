"""Find articles that say what an earlier one says: copies, reprints, lightly edited ones.

Equal letters are a copy. Near ones share most word triples (MinHash finds them, Jaccard decides) and most
numbers: the reports of two years, or of two districts, are written alike and say different things.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from rensa import RMinHash, RMinHashLSH

from khuyenhoc.extract.lines import letters

#: Share of word triples, and of numbers, that two texts must have in common. bench/extract_duplicates.py
#: shows what other values would give.
TRIPLES, NUMBERS = 0.7, 0.8
_PERMUTATIONS, _BANDS, _SEED = 128, 32, 7
#: How far a sketch's estimate may lie below the truth: four standard errors of 128 permutations.
_MARGIN = 0.16
#: A text of fewer words is a copy or nothing: two congratulations of a line are not one.
_FEWEST_WORDS = 30


@dataclass(frozen=True, slots=True)
class Said:
    """What an article says, and since when: its publication, else its first capture."""

    article_id: str
    text: str
    at: datetime


@dataclass(frozen=True, slots=True)
class _Print:
    triples: frozenset[str]
    numbers: frozenset[str]


def originals(articles: Iterable[Said]) -> dict[str, str]:
    """The id of each article that repeats another → the id of the earliest that says the same.

    The order of the articles does not matter; of two of the same time the smaller id is the earlier.
    """
    found: dict[str, str] = {}
    exact: dict[bytes, str] = {}
    first: list[tuple[Said, RMinHash]] = []
    near = RMinHashLSH(TRIPLES, _PERMUTATIONS, _BANDS)
    for said in sorted(articles, key=lambda a: (a.at, a.article_id)):
        digest = hashlib.blake2b(letters(said.text).encode(), digest_size=16).digest()
        if digest in exact:
            if exact[digest] != said.article_id:
                found[said.article_id] = exact[digest]
            continue
        exact[digest] = said.article_id
        words = _words(said.text)
        if len(words) < _FEWEST_WORDS:
            continue
        sketch = RMinHash(_PERMUTATIONS, _SEED)
        sketch.update(_triples(words))
        likely = (k for k in sorted(near.query(sketch)) if sketch.jaccard(first[k][1]) >= TRIPLES - _MARGIN)
        same = next((k for k in likely if _alike(_print(first[k][0].text), _print(said.text))), None)
        if same is None:
            near.insert(len(first), sketch)
            first.append((said, sketch))
        elif first[same][0].article_id != said.article_id:
            found[said.article_id] = exact[digest] = first[same][0].article_id
    return found


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


def _triples(words: list[str]) -> list[str]:
    return [" ".join(triple) for triple in zip(words, words[1:], words[2:], strict=False)]


@lru_cache(maxsize=256)
def _print(text: str) -> _Print:
    """What two texts are compared by; made for those alone that sketches call alike, which few are."""
    return _Print(frozenset(_triples(_words(text))), _numbers(text))


def _numbers(text: str) -> frozenset[str]:
    """The numbers of a text; dates and years of one dateline do not make another text."""
    return frozenset(re.findall(r"\d[\d.,]*\d|\d", text))


def _alike(a: _Print, b: _Print) -> bool:
    if _shared(a.triples, b.triples) < TRIPLES:
        return False
    return not (a.numbers or b.numbers) or _shared(a.numbers, b.numbers) >= NUMBERS


def _shared(a: frozenset[str], b: frozenset[str]) -> float:
    return len(a & b) / max(1, len(a | b))
