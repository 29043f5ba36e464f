"""Put back the words that an injected phrase displaced: the field's fixed expressions say which they were."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

_HERE = Path(__file__).parent
#: How many words before and after a place are looked up together, the most telling first.
_CONTEXTS = ((3, 0), (2, 2), (1, 2), (0, 2), (2, 1), (1, 1), (0, 1), (2, 0), (1, 0))


class Word(NamedTuple):
    """A word and where it stands."""

    start: int
    end: int
    text: str

    @property
    def key(self) -> str:
        return self.text.lower()


@cache
def collocations() -> dict[tuple[str, str], str]:
    lines = (_HERE / "collocations.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {(before, after): word for before, after, word in rows[1:]}


@cache
def whole_words() -> frozenset[str]:
    """Words of two syllables that lack nothing, though the first looks like a second half: tập huấn."""
    return frozenset(after for (_, after), word in collocations().items() if word == "-")


def restore(text: str, words: Sequence[Word], places: Sequence[tuple[int, int]]) -> tuple[str, float]:
    """The text without the places, the words that stood there put back, and the share that is certain."""
    taken = [word for word in words if not any(a <= word.start < b for a, b in places)]
    pairs = Counter((a.key, b.key) for a, b in pairwise(taken) if text[a.end : b.start] == " ")
    gaps = [_gap(text, taken, place) for place in places]
    stood = [_stood(gap, pairs) for gap in gaps]
    inner = [
        i
        for i, (start, _) in enumerate(places)
        if start and text[start - 1].isspace() and text[start] != "\n"
    ]
    usual = _usual([gaps[i] for i in inner], [stood[i] for i in inner], pairs)
    pieces, at, certain = [], 0, 0.0
    for i, (start, end) in enumerate(places):
        word, sure = stood[i] or "", 1.0
        if stood[i] is None and usual and i in inner:
            word, sure = usual, 0.5
        certain += sure
        pieces.append(text[at:start])
        at = _join(text, end, pieces, word)
    pieces.append(text[at:])
    return "".join(pieces), round(certain / len(places), 2)


@dataclass(frozen=True, slots=True)
class _Gap:
    """The words on both sides of a place, nearest last before it and first after it."""

    before: tuple[str, ...]
    after: tuple[str, ...]

    @property
    def is_broken(self) -> bool:
        """Whether a word is missing: nobody writes "khuyến của" or "trao bổng"."""
        return self.before[-1:] == ("khuyến",) or self.after[:1] == ("bổng",)


def _usual(gaps: Sequence[_Gap], stood: Sequence[str | None], pairs: Counter[tuple[str, str]]) -> str:
    """The word that the phrase stands for wherever nothing else is known; "" where it was only put in between.

    What the certain places say, else what the rest of the article writes beside the same words.
    """
    known = Counter(word.split()[0] for word in stood if word)
    if known and (any(gap.is_broken for gap in gaps) or known.total() >= 0.5 * len(gaps)):
        return known.most_common(1)[0][0]
    votes: Counter[str] = Counter()
    for gap in gaps:
        left, right = gap.before[-1:], gap.after[:1]
        fits = {w for (a, w) in pairs if (a,) == left} | {w for (w, b) in pairs if (b,) == right}
        votes.update(word for word in fits - {*left, *right} if word.isalpha())
    natural = sum((gap.before[-1:] + gap.after[:1]) in pairs for gap in gaps)
    field = {word for said in collocations().values() for word in said.split()}
    best = sorted(votes, key=lambda word: (-votes[word], word not in field, word))[:2]
    if best and votes[best[0]] >= max(2, natural + 1, 0.25 * len(gaps)):
        tied = (
            len(best) == 2 and votes[best[1]] == votes[best[0]] and (best[1] in field) == (best[0] in field)
        )
        return "" if tied else best[0]
    return ""


def _join(text: str, end: int, pieces: list[str], word: str) -> int:
    """Put the word after the last piece, with the spaces that it needs; gives where the text goes on."""
    before, after = pieces[-1], text[end : end + 1]
    if word:
        opens = not before.strip() or before.rstrip(" \t\"“'(").endswith((".", "!", "?", "\n"))
        glue_left = "" if not before or not before[-1].isalnum() else " "
        glue_right = " " if after.isalnum() else ""
        pieces.append(glue_left + (word.capitalize() if opens else word) + glue_right)
        return end
    if (not before or before[-1].isspace()) and after in (" ", "\u00a0"):
        return end + 1
    if before.endswith(" ") and after in (",", ".", ";", ":", ")", "”", "\n", ""):
        pieces[-1] = before[:-1]
    return end


def _gap(text: str, taken: Sequence[Word], place: tuple[int, int]) -> _Gap:
    start, end = place
    before = _neighbours(text, [w for w in taken if start - 60 < w.start and w.end <= start], start, -1)
    after = _neighbours(text, [w for w in taken if end <= w.start < end + 60], end, 1)
    return _Gap(tuple(before), tuple(after))


def _stood(gap: _Gap, pairs: Counter[tuple[str, str]]) -> str | None:
    """The word that stood at a place: certain, "" (nothing did) or None (cannot be said)."""
    before, after = gap.before, gap.after
    for i, j in _CONTEXTS:
        if len(before) >= i and len(after) >= j:
            word = collocations().get((" ".join(before[len(before) - i :]), " ".join(after[:j])))
            if word:
                nothing = word == "-" or word.split()[0] in (*before[-1:], *after[:1])
                return "" if nothing else word
    if before and after:
        fits = {w for (a, w) in pairs if a == before[-1]} & {w for (w, b) in pairs if b == after[0]}
        said = [word for word in fits if word.isalpha()]  # a number is never certain: it would be a figure
        if len(said) == 1:
            return said[0]
    return None


def _neighbours(text: str, words: Sequence[Word], edge: int, step: int) -> list[str]:
    """Up to three words on one side of a place, nearest last (before) or first (after); commas and dashes
    between two words of a list ("khuyến học, khuyến …") are read over."""
    near: list[str] = []
    for word in reversed(words) if step < 0 else words:
        between = text[word.end : edge] if step < 0 else text[edge : word.start]
        if len(near) == 3 or not re.fullmatch(r"\s?" if not near and step > 0 else r"[\s,–-]*", between):
            break
        if "\n" in between:
            break
        near.append(word.key)
        edge = word.start if step < 0 else word.end
    return near[::-1] if step < 0 else near
