"""Cut a text into words, numbers and signs, and know the words of the lexicon among them.

Words are compared folded: caseless, the tone mark moved to the end (so that "qũy", "quỹ" and "Quĩ" are one
word), and words that a broken font conversion damaged ("dịng họ") mended. The lexicon is TSV; a line is a
phrase, the tag that the grammar knows it by, its value, and a note where the choice needs a reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from pathlib import Path
from typing import Any, Final

_LEXICON = Path(__file__).parent / "lexicon"
_LETTERS = [chr(n) for n in (*range(0x41, 0x250), *range(0x1EA0, 0x1EFA)) if chr(n).isalpha()]
UPPER = "".join(c for c in _LETTERS if c.isupper())
LOWER = "".join(c for c in _LETTERS if c.islower())
_WORD = rf"[{UPPER}]?[{LOWER}]+|[{UPPER}]+(?![{LOWER}])|[^\W\d_]+"

#: What a text is made of, tried in this order. References come first so that their digits are never counted.
TOKEN = re.compile(
    rf"""
    [^\S\n]*(?:
    (?P<million>(?=t)tr\.?\s?đ(?:ồng)?(?![{LOWER}{UPPER}]))
  | (?P<url>(?=[hw])(?:https?://\S+|www\.\S+))
  | (?P<word>{_WORD})
  | (?P<line>\s*\n\s*)
  | (?P<document>\d+[a-z]?[^\S\n]?(?:/[^\S\n]?(?:19|20)\d\d[^\S\n]?)?(?:/|-(?=[^\S\n]?[A-ZĐ]{{2}}))(?:[^\S\n](?![A-ZĐ][{LOWER}]))?[A-ZĐ][\wĐ&]*(?:[-–/][A-ZĐ]\w*)*)
  | (?P<date>\d\d?\s?/\s?\d\d?\s?/\s?\d{{4}}|\d\d?\s?-\s?\d\d?\s?-\s?(?:19|20)\d\d|\d\d?\.\d\d?\.(?:19|20)\d\d)(?!\d)
  | (?P<clock>\d\d?:\d\d(?::\d\d)?|\d\d?[hg]\d\d(?!\w)|\d\d?[hg](?=\s|,|;|$))
  | (?P<contact>1[89]00[.\s]\d{{4}}(?!\d)|\(0\d+\)\s?\d[\d.\s]+\d|0\d{{1,3}}[.\s]\d{{3,4}}[.\s]\d{{3,4}}(?!\d)|0\d{{8,10}}(?!\d)|\d+(?:-\d+){{2,}}
        |\d{{2,}}(?:\.\d+)*\.0000\.\d+|\d{{4,}}\.\d{{4}}(?:\.\d+)+|\d{{9,}}(?![\d,.]))
  | (?P<number>(?<!thứ\ )(?<!số\ )(?<!lần\ )(?<!khóa\ )(?<!tháng\ )(?<!năm\ )(?<!kỳ\ )(?<!phố\ )\d{{1,3}}(?:\.[  ]?\d{{3}})*\.[  ]\d{{3}}(?:\.[  ]?\d{{3}})*(?![\d.,/])|\d{{1,3}}(?:[  ]\d{{3}})+(?![\d.,/])|\d+(?:[.,]\d+)*)
  | (?P<sign>\S))
    """,
    re.VERBOSE,
)

#: Most of a text is words between spaces and stops, which `TOKEN` need not look at but where they are new, or one of those
#: that may begin an address or "tr.đ".
_WORDS = re.compile(f"({_WORD})")
_STOPS = frozenset({", ", ". ", "; ", ": ", ") "})
_MAY_BE_MORE = frozenset({"tr", "trđ", "trđồng", "http", "https", "www"})

_TONES = {"\u0300": "1", "\u0301": "2", "\u0303": "3", "\u0309": "4", "\u0323": "5"}
_LONE_Y = re.compile(r"^(qu|[bcdđghklmnpqrstvx]*)y(?=\d?$)")
_folded: dict[str, str] = {}


def fold(word: str) -> str:
    """The form that words are compared in.

    >>> fold("Quĩ") == fold("qũy") == fold("quỹ") and fold("tỷ") == fold("Tỉ") and fold("dịng") == fold("dòng")
    True
    >>> fold("hai") == fold("hay")
    False
    """
    known = _folded.get(word)
    if known is None:
        form = _tone_last(word)
        known = damaged().get(form, form)
        if len(_folded) < 50_000 and word not in _MAY_BE_MORE:
            _folded[word] = known
    return known


def lowered(text: str) -> str:
    """The text in small letters, each at its place: what patterns without regard to case are tried on.

    (A pattern that ignores case is several times slower: no search can look for its first letter.)

    >>> lowered("İ Hội Khuyến học TỈNH")
    'İ hội khuyến học tỉnh'
    """
    low = text.lower()
    if len(low) != len(text):  # one letter of Turkish becomes two
        low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
    return low


def beginning(*words: str) -> str:
    """A pattern of words at their beginning, each told by its first letter, which a search can look for.

    >>> beginning("sáng", "tối")
    's(?<!\\\\ws)áng|t(?<!\\\\wt)ối'
    """
    return "|".join(rf"{word[0]}(?<!\w{word[0]}){word[1:]}" for word in words)


def forms(*said: str) -> frozenset[str]:
    """The folded forms of words and phrases, to compare `Word.form` with."""
    return frozenset(" ".join(map(fold, phrase.split())) for phrase in said)


def _tone_last(word: str) -> str:
    letters, tone = [], ""
    for mark in unicodedata.normalize("NFD", word.lower().replace("ð", "đ")):
        if mark in _TONES:
            tone = _TONES[mark]
        else:
            letters.append(mark)
    return _LONE_Y.sub(r"\1i", unicodedata.normalize("NFC", "".join(letters)) + tone)


def rows(name: str) -> Iterator[dict[str, str]]:
    """The lines of one file of the lexicon."""
    lines = (_LEXICON / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    names = lines[0].split("\t")
    for line in lines[1:]:
        yield dict(zip(names, line.split("\t"), strict=False))


@cache
def damaged() -> dict[str, str]:
    """Words as a broken conversion or a slip left them → the word that was meant."""
    return {_tone_last(row["wrong"]): _tone_last(row["right"]) for row in rows("damaged")}


#: A piece of a text: its kind (a group of `TOKEN`), itself, its start and end, and its form. (A tuple, for it is made a
#: third faster than a `Word`, and most pieces are looked at by their form alone.)
Piece = tuple[str, str, int, int, str]
FORM: Final = 4


class Word:
    """A piece of the text, or several that are a phrase: what it is, where it is, and what the lexicon says of it."""

    __slots__ = ("end", "form", "kind", "start", "tag", "text", "value")

    def __init__(self, piece: Piece, tag: str = "", value: str = "") -> None:
        self.kind, self.text, self.start, self.end, self.form = piece
        self.tag = tag
        self.value = value

    def __repr__(self) -> str:
        return f"{self.kind}:{self.text!r}:{self.tag}:{self.value}"


Trie = dict[str, Any]
_LEAF = ""


@cache
def lexicon() -> Trie:
    """Every phrase that the grammar knows, as a tree of folded words; the leaf holds (tag, value)."""
    root: Trie = {}
    for name in ("nouns", "verbs", "numbers"):
        for row in rows(name):
            node = root
            for word in _words(row["phrase"]):
                node = node.setdefault(word, {})
            node[_LEAF] = (row["tag"], row["value"])
    return root


def _words(phrase: str) -> list[str]:
    return [piece[FORM] for piece in pieces_of(phrase)]


def pieces_of(text: str) -> list[Piece]:
    """The words, numbers and signs of a text in order; spaces are left out."""
    found: list[Piece] = []
    append, match = found.append, TOKEN.match
    parts = [*_WORDS.split(text), ""]
    ends = [0, *accumulate(map(len, parts))]
    read = 0  # up to here the text was made pieces of
    for gap, word, form, begun, start, end in zip(
        parts[::2],
        parts[1::2],
        map(_folded.get, parts[1::2]),
        ends[::2],
        ends[1::2],
        ends[2::2],
        strict=False,
    ):
        if read >= end:
            continue  # a document's number took the word in
        if gap != " " and gap:
            if gap in _STOPS and read == begun:
                read = begun + 1
                append(("sign", gap[0], begun, read, gap[0]))
            else:
                behind = begun + len(gap.rstrip(" "))
                while read < behind and (piece := match(text, read)) is not None:
                    append(_piece(piece))
                    read = piece.end()
        if form is not None and read <= start:
            read = end
            append(("word", word, start, end, form))
        while read < end and (piece := match(text, read)) is not None:
            append(_piece(piece))
            read = piece.end()
    return found


def _piece(match: re.Match[str]) -> Piece:
    kind, end = match.lastgroup or "", match.end()  # a piece ends where its match does
    piece = match[kind]
    return kind, piece, end - len(piece), end, fold(piece) if kind == "word" else piece


def cut(text: str) -> list[Word]:
    """The words of a text in order, the longest phrase of the lexicon first."""
    return phrased(pieces_of(text), text)


def phrased(pieces: list[Piece], text: str) -> list[Word]:
    """The pieces as words, those that make up a phrase of the lexicon joined, the longest first."""
    root, count, i = lexicon(), len(pieces), 0
    words: list[Word] = []
    append = words.append
    while i < count:
        piece = pieces[i]
        form = piece[FORM]
        node = root.get(form)
        i += 1
        if node is not None and piece[0] != "number" and piece[0] != "line":
            after = pieces[i][FORM] if i < count else ""
            # else it only might begin a phrase
            if after in node or after == form or _LEAF in node:
                found, last = _longest(node, pieces, i - 1)
                if found is not None:
                    tag, value = found
                    start, end = piece[2], pieces[last][3]
                    if last >= i:
                        form = " ".join([piece[FORM] for piece in pieces[i - 1 : last + 1]])
                    elif _is_of_name(pieces, last, value):
                        tag = value = ""
                    append(Word(("cue", text[start:end], start, end, form), tag, value))
                    i = last + 1
                    continue
                i = last + 1
        append(Word(piece))
    return words


def _is_of_name(pieces: list[Piece], i: int, value: str) -> bool:
    """Is a thing's noun a part of a name: "Công ty Bút Sơn"?"""
    if not 0 < i < len(pieces) - 1:
        return False
    before, said, after = pieces[i - 1 : i + 2]
    if said[1] == "chi":
        return after[1][:1].isupper()  # "chi Hai" of a clan: nothing is spent
    if value != "gift":
        return False
    return said[1][:1].isupper() and after[1][:1].isupper() and before[0] == "word"


def _longest(node: Trie, pieces: list[Piece], i: int) -> tuple[tuple[str, str] | None, int]:
    """The longest phrase that begins at `i`, and the index of its last piece."""
    found: tuple[str, str] | None = node.get(_LEAF)
    j = last = i
    count, twice = len(pieces), False
    while True:
        j += 1
        if j >= count:
            break
        form = pieces[j][FORM]
        if form in node:
            node = node[form]
            leaf = node.get(_LEAF)
            if leaf is not None:
                found, last = leaf, j
        elif not twice and form == pieces[j - 1][FORM] and pieces[j][0] == "word":
            twice = True  # a word typed twice: "cộng cộng đồng"
        else:
            break
    return found, last
