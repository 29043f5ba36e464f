"""Paragraphs and sentences, as ranges of words."""

from __future__ import annotations

from dataclasses import dataclass

from khuyenhoc.extract.figures.words import LINE, Wording

#: A run of words without an end is cut here: nobody writes so, and time must not grow with its square.
LONGEST = 240
#: A dot behind these ends no sentence.
_SHORT = frozenset(
    [
        "tp",
        "tx",
        "tt",
        "h",
        "q",
        "p",
        "x",
        "th",
        "ths",
        "ts",
        "gs",
        "pgs",
        "tr",
        "t",
        "st",
        "v",
        "n",
        "g",
        "đ",
        "k",
        "b",
        "nq",
        "ths",
        "bs",
        "ks",
        "ls",
        "mr",
        "dr",
        "vd",
    ]
)


_MAY_END = frozenset({LINE, ".", "!", "?", "…"})


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words `first` up to `last`, behind the last; `paragraph` counts lines of text."""

    first: int
    last: int
    paragraph: int
    start: int
    end: int


def split(wording: Wording) -> list[Sentence]:
    """The sentences of a text. A line is a paragraph; "TP. Huế" and "17.516" end nothing."""
    sentences: list[Sentence] = []
    paragraph, first = 0, 0
    words, starts, told = wording
    count = len(words)

    def close(last: int) -> None:
        nonlocal first
        if last > first:
            sentences.append(Sentence(first, last, paragraph, starts[first], wording.end(last - 1)))
        first = last

    for i in told:
        word = words[i]
        if word.form not in _MAY_END:
            continue
        while i - first >= LONGEST:
            close(first + LONGEST)
        if word.kind == "line":
            close(i)
            first = i + 1
            paragraph += 1
        elif i + 1 < count:
            after = words[i + 1]
            if after.kind == "line":
                continue
            gap = starts[i + 1] > wording.end(i)
            opens = after.text[:1].isupper() or after.kind == "number" or after.text in "\"“'*+-–("
            if word.text == "." and i > first:
                before = words[i - 1]
                money = (
                    before.text == "đ" and i > first + 1 and words[i - 2].kind == "number"
                )  # "còn 162.400.000đ. Năm 2014, …"
                if (
                    (before.text.lower() in _SHORT and not money)
                    or (len(before.text) == 1 and before.text.isupper())
                    or (before.kind == "number" and not gap)
                ):
                    continue
                if not gap and not (
                    before.kind in ("word", "cue")
                    and after.kind in ("word", "cue")
                    and len(before.text) > 1
                    and after.text[:1].isupper()
                ):
                    continue
            if opens:
                close(i + 1)
    while count - first > LONGEST:
        close(first + LONGEST)
    close(count)
    return sentences
