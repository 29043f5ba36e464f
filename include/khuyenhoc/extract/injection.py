"""Find an advertising phrase that a hacked mirror put into an article, and undo it.

Mirrors replace one frequent word by a phrase ("Hội Khuyến kenh bong da truc tiep tỉnh Hà Nam"), glue it to
a title, set it in front, or repeat the first letters of the title before it with the spaces gone. The phrase
is known by where it stands, not by a list of phrases: after "khuyến" or before "bổng" only a few words
exist, no text starts in lower case, no syllable ends in c, ch, p or t without a tone mark.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

from khuyenhoc.extract.restore import Word, restore, whole_words
from khuyenhoc.extract.syllables import fold, has_lost_its_marks, is_one_syllable

_HERE = Path(__file__).parent
_LONGEST = 8  # words of a phrase
_TOKEN = re.compile(r"(?:[^\W_]|[\u0300-\u036f])+")
_TAIL = re.compile(r"\n[^\S\n]*Link nội dung[^\S\n]*:[^\n]*")
_AFTER_KHUYEN = frozenset(
    ["hoc", "tai", "khich", "nghi", "mai", "cao", "nong", "lam", "ngu", "cong", "thien", "du", "ho", "hc"]
)
_BEFORE_BONG = frozenset(["hoc", "bay", "luong", "huong", "nhac", "hat", "boc", "nhe", "hoac"])
_COMMON = frozenset(
    [
        "cho",
        "trao",
        "trong",
        "qua",
        "hai",
        "ba",
        "cao",
        "khi",
        "theo",
        "sau",
        "xa",
        "ra",
        "cho",
        "tham",
        "gia",
        "ban",
        "toan",
        "thanh",
        "quan",
        "do",
        "hay",
        "dang",
        "tham",
        "nam",
        "khai",
        "giang",
        "huy",
        "vinh",
        "danh",
        "nhau",
        "con",
        "em",
        "chung",
        "tay",
        "an",
        "tay",
        "cha",
    ]
)


@dataclass(frozen=True, slots=True)
class Injection:
    """An injected phrase, the text as it was before, and the spans of the text that are not the author's.

    `confidence` is the share of places at which it is certain what stood there, 0 to 1.
    """

    phrase: str
    restored: str
    places: tuple[tuple[int, int], ...]
    confidence: float


def find(text: str) -> Injection | None:
    """The injected phrase of an article's text (NFC), or None.

    >>> injection = find("Quỹ khuyến soi keo bong da dem nay của họ trao soi keo bong da dem nay bổng cho trẻ.")
    >>> injection.phrase, injection.restored
    ('soi keo bong da dem nay', 'Quỹ khuyến học của họ trao học bổng cho trẻ.')
    >>> find("Quỹ khuyến học của họ trao học bổng cho trẻ.") is None
    True
    """
    words = _words(text)
    letters = [word for word in words if word.text.isalpha()]
    if sum(not word.text.isascii() for word in letters) < 0.12 * len(letters):
        return None  # not Vietnamese, or written without marks throughout
    tail = _TAIL.search(text)  # repeats the title in its own way: taken out, not read
    page = _Page(text, [word for word in words if not tail or not tail.start() <= word.start < tail.end()])
    best = max(
        (phrase for phrase in page.candidates() if page.is_foreign(phrase)),
        key=lambda phrase: (page.weight(phrase), phrase),
        default=None,
    )
    if best is None:
        return None
    places = [*page.places(best), *([tail.span()] if tail else [])]
    restored, confidence = restore(text, words, places)
    return Injection(text[slice(*page.occurrences(best)[0])], restored, tuple(places), confidence)


def _words(text: str) -> list[Word]:
    """Words; one that is two glued together ("tiepHà", "họckenh") is cut where they meet."""
    cut: list[Word] = []
    for token in _TOKEN.finditer(text):
        run, start = token.group(), token.start()
        cut += [Word(start + a, start + b, run[a:b]) for a, b in _meets(run)]
    squeezed = _squeezed_title(text)
    if squeezed is None and all(_is_whole(word.text) for word in cut):
        return cut
    known = {word.key for word in cut if not word.text.isascii() and is_one_syllable(word.text)}
    return [part for word in cut for part in _parts(word, known, squeezed)]


@lru_cache(maxsize=65536)
def _meets(run: str) -> tuple[tuple[int, int], ...]:
    """The spans of the words of a run: a capital after a small letter begins one, and a number does."""
    meets = [i for i in range(2, len(run)) if run[i - 1].islower() and run[i].isupper()]
    meets += [i for i in (_name_ends(run),) if 0 < i < len(run) and i not in meets]
    return tuple(pairwise([0, *sorted(meets), len(run)]))


def _is_whole(word: str) -> bool:
    """Whether nothing speaks for a word being two."""
    return word.isascii() or is_one_syllable(word) or not word.isalpha()


def _name_ends(run: str) -> int:
    """Where a number is glued to letters ("tiep5"), though not inside the name of a seller ("fun88")."""
    if run.isalpha():
        return 0
    seller = max((i for i in range(2, len(run) + 1) if run[:i].lower() in _adverts()), default=0)
    number = re.search(r"(?<=[^\W\d_]{2})\d", run)
    return seller if seller and run[seller - 1].isdigit() else number.start() if number else 0


def _parts(word: Word, known: set[str], squeezed: int | None) -> Iterator[Word]:
    if squeezed is not None and word.start < squeezed < word.end:
        cut = squeezed - word.start
    elif _is_whole(word.text):
        yield word
        return
    else:
        cut = next((i for i in range(len(word.text) - 2, 1, -1) if _glued(word.text, i, known)), 0)
    if cut:
        yield Word(word.start, word.start + cut, word.text[:cut])
    yield Word(word.start + cut, word.end, word.text[cut:])


def _glued(word: str, cut: int, known: set[str]) -> bool:
    left, right = word[:cut].lower(), word[cut:].lower()
    return (left in known and (right.isascii() or is_one_syllable(right))) or (
        right in known and (left.isascii() or is_one_syllable(left))
    )


def _squeezed_title(text: str) -> int | None:
    """Where a repetition of the text's first letters without spaces ends ("HộiKhuyếnhọctỉnhkeo nha cai")."""
    head = text[:1500]
    for run in re.finditer(r"[^\W\d_]{8,}", head[:400]):
        rest = fold(re.sub(r"[\W_]", "", head[: run.start()] + " " + head[run.end() :]))
        letters = fold(run.group())
        shared = next((n for n in range(len(letters), 7, -1) if letters[:n] in rest), 0)
        if shared and not is_one_syllable(run.group()[:shared]):
            return run.start() + shared
    return None


class _Page:
    """The words of one text, and what speaks for a run of them being foreign to it."""

    def __init__(self, text: str, words: Sequence[Word]) -> None:
        self.text, self.words = text, words
        self.keys = [word.text.lower() for word in words]
        self.index: dict[str, list[int]] = {}
        for i, key in enumerate(self.keys):
            self.index.setdefault(key, []).append(i)
        self.glued = [i for i, (word, after) in enumerate(pairwise(words)) if word.end == after.start]
        self.starts = set(self._starts())  # a phrase that starts here stands where it cannot
        self.ends = set(self._ends())  # and one that ends here

    def _joined(self, i: int) -> bool:
        """Words i and i+1 stand side by side in one line."""
        between = self.text[self.words[i].end : self.words[i + 1].start]
        return between in ("", " ") or (between.isspace() and "\n" not in between)

    def _starts(self) -> Iterator[int]:
        if self.words and self.words[0].text[0].islower():
            yield 0
        yield from (i + 1 for i in self.glued)
        for i in self.index.get("khuyến", ()):
            if i + 1 < len(self.words) and self._joined(i) and fold(self.keys[i + 1]) not in _AFTER_KHUYEN:
                yield i + 1

    def _ends(self) -> Iterator[int]:
        yield from self.glued
        for i in self.index.get("bổng", ()):
            if i > 0 and self._joined(i - 1) and fold(self.keys[i - 1]) not in _BEFORE_BONG:
                yield i - 1

    def candidates(self) -> set[tuple[str, ...]]:
        """Runs of words that start or end where they cannot, or that have lost their marks and come again."""
        found: set[tuple[str, ...]] = set()
        for i in self.starts:
            found |= {tuple(self.keys[i : j + 1]) for j in self._run(i, 1)}
        for i in self.ends:
            found |= {
                tuple(self.keys[j : i + 1]) for mixed in (True, False) for j in self._run(i, -1, mixed=mixed)
            }
        for half in (*self.index.get("tập", ()), *self.index.get("sinh", ())):
            i = half - 1
            if (
                i >= 0
                and self._is_lone_half(half)
                and self._joined(i)
                and advertising(self.keys[max(0, i - 2) : half])
            ):
                found |= {tuple(self.keys[j : i + 1]) for j in self._run(i, -1, mixed=True)}
        for i, word in enumerate(self.words):
            if word.text.islower() and word.text.isascii() and not self._follows_ascii(i):
                run = list(self._run(i, 1))
                found |= {tuple(self.keys[a : b + 1]) for a in run for b in run if a + 1 < b}
        return {trimmed for phrase in found if (trimmed := self._trim(phrase))}

    def _follows_ascii(self, i: int) -> bool:
        before = self.words[i - 1].text if i and self._joined(i - 1) else ""
        return before.isascii() and before.islower()

    def _run(self, i: int, step: int, *, mixed: bool = False) -> Iterator[int]:
        """From word i on: words of its kind (with marks or without, no capital after a small letter)."""
        ascii_, j = self.words[i].text.isascii(), i
        while 0 <= j < len(self.words) and abs(j - i) < _LONGEST:
            word = self.words[j].text
            if (ascii_ and not mixed and not word.isascii()) or word.isdigit():
                return
            if j != i and not (word.islower() or word.istitle() or word.isupper()):
                return  # eLearning, YouTube: a name of its own
            if j != i and word[0].isupper() != self.words[i].text[0].isupper():
                return
            yield j
            neighbour = min(j, j + step)
            if not (0 <= j + step < len(self.words)) or not self._joined(neighbour):
                return
            if self.words[neighbour].end == self.words[neighbour + 1].start and j != i - step:
                return  # glued: the phrase ends here
            j += step

    def _trim(self, phrase: tuple[str, ...]) -> tuple[str, ...]:
        """Without the article's own words at its ends, unless they come with it nearly every time."""
        words, advertised = list(phrase), advertising(phrase)
        while (
            len(words) > 1 and len(words) - 1 not in advertised and self._loose(words[-1], words, words[:-1])
        ):
            words.pop()
        first = 0
        while first < len(words) - 1 and first not in advertised:
            if not self._loose(words[first], words[first:], words[first + 1 :]):
                break
            first += 1
        return tuple(words[first:])

    def _loose(self, end: str, longer: Sequence[str], shorter: Sequence[str]) -> bool:
        count = len(self._at(tuple(longer)))
        if not all(word.isascii() for word in longer):
            return count < 3 or len(self.index[end]) > count
        return end in _COMMON and (count < 3 or count < 0.8 * len(self._at(tuple(shorter))))

    def _at(self, phrase: tuple[str, ...]) -> list[int]:
        n = len(phrase)
        return [
            i
            for i in self.index.get(phrase[0], ())
            if tuple(self.keys[i : i + n]) == phrase and all(self._joined(k) for k in range(i, i + n - 1))
        ]

    def occurrences(self, phrase: tuple[str, ...]) -> list[tuple[int, int]]:
        n = len(phrase)
        return [(self.words[i].start, self.words[i + n - 1].end) for i in self._at(phrase)]

    def _misplaced(self, phrase: tuple[str, ...]) -> int:
        n = len(phrase)
        return sum(i in self.starts or i + n - 1 in self.ends for i in self._at(phrase))

    def _inside(self, phrase: tuple[str, ...]) -> int:
        """How often it stands in a sentence, not in a list of links: words on both sides, one with marks."""
        last = len(self.words) - len(phrase)
        return sum(
            0 < i < last
            and self._joined(i - 1)
            and self._joined(i + len(phrase) - 1)
            and not (self.words[i - 1].text.isascii() and self.words[i + len(phrase)].text.isascii())
            for i in self._at(phrase)
        )

    def _is_lone_half(self, i: int) -> bool:
        """Whether word i is "tập" or "sinh" and opens no word of its own, so that "học" should stand before."""
        word, after = (*self.keys[i : i + 2], "", "")[:2]
        return word in ("tập", "sinh") and f"{word} {after}" not in whole_words()

    def weight(self, phrase: tuple[str, ...]) -> int:
        return len(self._at(phrase)) * len(" ".join(phrase))

    def is_foreign(self, phrase: tuple[str, ...]) -> bool:
        """Whether the phrase cannot be the author's: it stands where it cannot, and is not of the language."""
        bare = all(word.isascii() for word in phrase) and not any(word.isdigit() for word in phrase)
        lost = sum(has_lost_its_marks(word) for word in phrase) if bare else 0
        advertises = len(advertising(phrase)) >= 0.5 * len(phrase)
        misplaced, count = self._misplaced(phrase), len(self._at(phrase))
        return (
            (misplaced >= 1 and advertises)
            or (misplaced >= 1 and bare and len(phrase) >= 3 and (lost >= 1 or count >= 3))
            or (misplaced >= 2 and count >= 3 and len(phrase) >= 2 and not self._is_glue(phrase))
            or (self._inside(phrase) >= 2 and bare and len(phrase) >= 2 and advertises)
            or (self._inside(phrase) >= 2 and bare and len(phrase) >= 3 and lost >= 1)
            or (
                count >= 2
                and advertises
                and any(self._is_lone_half(i + len(phrase)) for i in self._at(phrase))
            )
        )

    def _is_glue(self, phrase: tuple[str, ...]) -> bool:
        """Misplaced only where a space is missing: a typist's slip, not an injection."""
        at = self._at(phrase)
        return not any(i and self.keys[i - 1] == "khuyến" and self._joined(i - 1) for i in at) and not any(
            self.keys[i + len(phrase)] == "bổng" for i in at if i + len(phrase) < len(self.keys)
        )

    def places(self, phrase: tuple[str, ...]) -> list[tuple[int, int]]:
        """The spans to take out: each occurrence, with a squeezed title before it."""
        squeezed, spans = _squeezed_title(self.text), []
        for start, end in self.occurrences(phrase):
            if squeezed is not None and squeezed <= start and not self.text[squeezed:start].strip():
                start = squeezed - len(re.search(r"[^\W\d_]*$", self.text[:squeezed]).group())  # type: ignore[union-attr]
            spans.append((start, end))
        return spans


def advertising(words: Sequence[str]) -> set[int]:
    """Which of the words belong to something that mirrors and link spam advertise."""
    said = [word.lower() for word in words]
    found: set[int] = set()
    for i, first in enumerate(said):
        for advert in _adverts().get(first, ()):
            if tuple(said[i : i + len(advert)]) == advert:
                found.update(range(i, i + len(advert)))
    return found


@cache
def _adverts() -> dict[str, list[tuple[str, ...]]]:
    """What is advertised, by its first word: as it is spelt, and without its marks."""
    lines = (_HERE / "adverts.tsv").read_text(encoding="utf-8").splitlines()
    table: dict[str, list[tuple[str, ...]]] = {}
    for said, when in (line.split("\t") for line in lines if line and not line.startswith(("#", "said\t"))):
        for spelling in {fold(said), fold(said) if when == "bare" else said}:
            advert = tuple(spelling.split())
            table.setdefault(advert[0], []).append(advert)
    return table
