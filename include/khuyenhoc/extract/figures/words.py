"""Cut a text into words, numbers and signs, and know the words of the lexicon among them.

Words are compared folded: caseless, the tone mark moved to the end (so that "qũy", "quỹ" and "Quĩ" are one
word), and words that a broken font conversion damaged ("dịng họ") mended. The lexicon is TSV; a line is a
phrase, the tag that the grammar knows it by, its value, and a note where the choice needs a reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import accumulate, compress
from pathlib import Path
from typing import Any, NamedTuple

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
        |(?:(?<=khoản:\ )|(?<=STK:\ )|(?<=STK\ ))\d{{3,}}(?:[ ]\d{{2,}})+(?![\d.,])|\d{{4,5}}(?:[ ]\d{{4}}){{2,}}(?!\d)|\(\d{{3}}\)\s?\d{{3}}-\d{{4}}|\d{{2,}}(?:\.\d+)*\.0000\.\d+|\d{{4,}}\.\d{{4}}(?:\.\d+)+|\d{{9,}}(?![\d,.]))
  | (?P<number>(?<!thứ\ )(?<!số\ )(?<!lần\ )(?<!khóa\ )(?<!tháng\ )(?<!năm\ )(?<!kỳ\ )(?<!phố\ )\d{{1,3}}(?:\.[  ]?\d{{3}})*\.[  ]\d{{3}}(?:\.[  ]?\d{{3}})*(?![\d.,/])|\d{{1,3}}(?:[  ]\d{{3}})+(?![\d.,/])|\d+(?:[.,]\d+)*)
  | (?P<sign>\S))
    """,
    re.VERBOSE,
)

_TONES = {"\u0300": "1", "\u0301": "2", "\u0303": "3", "\u0309": "4", "\u0323": "5"}
_LONE_Y = re.compile(r"^(qu|[bcdđghklmnpqrstvx]*)y(?=\d?$)")
_folded: dict[str, str] = {}
#: So many words are kept of each sort, that they take no more room than this however much is read.
_KNOWN = 50_000


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
        if len(_folded) < _KNOWN:
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


@dataclass(slots=True, eq=False)
class Word:
    """A piece of the text, or several that are a phrase: what it is, and what the lexicon says of it.

    `kind` is a group of `TOKEN`, or "cue" for what the lexicon knows. Nothing is said of where it is: an article has some
    hundred words, most of them said before, and what is said again is the same object (so `is` tells no place).
    """

    kind: str
    text: str
    form: str
    tag: str = ""
    value: str = ""


#: Most of a text is words between spaces, many with a stop behind: those seen before are not looked at by `TOKEN` again, but
#: for those that may begin an address or "tr.đ"; nor are plain numbers before a word, nor these signs.
_SIGNS = {sign: Word("sign", sign, sign) for sign in ",.;:)/\"“”'‘’-–—…!?%*+•[]&|"}
_STOPS = frozenset(",.;:)")
_MAY_BE_MORE = frozenset({"tr", "trđ", "trđồng", "http", "https", "www"})
_NUMBER = re.compile(r"\d{1,8}|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3},\d{1,2}")
_known: dict[str, Word] = dict(_SIGNS)
#: Phrases of the lexicon, by how they read.
_cues: dict[str, Word] = {}

#: The one number that is no cue: mostly it is a year.
FIVE = fold("năm")
Trie = dict[str, Any]
#: What the lexicon says of a phrase: tag and value; and its form.
Leaf = tuple[str, str, str]
_LEAF = ""
#: What may stand before any gift: "36 chiếc điện thoại".
_PIECES, _GIFT = ("chiếc", "cái"), ("thing", "gift")


@cache
def lexicon() -> Trie:
    """Every phrase that the grammar knows, as a tree of folded words."""
    root: Trie = {}
    gifts: list[list[str]] = []
    for name in ("nouns", "verbs", "numbers"):
        for row in rows(name):
            words, said = _words(row["phrase"]), (row["tag"], row["value"])
            _grown(root, words)[_LEAF] = (*said, " ".join(words))
            if said == _GIFT:
                gifts.append(words)
    for words in gifts:
        for piece in map(fold, _PIECES):
            _grown(root, [piece, *words]).setdefault(_LEAF, (*_GIFT, " ".join([piece, *words])))
    return root


def _grown(node: Trie, words: list[str]) -> Trie:
    """Where a phrase ends in the tree, which grows to hold it."""
    for word in words:
        node = node.setdefault(word, {})
    return node


def _words(phrase: str) -> list[str]:
    return pieces_of(phrase).forms


#: The form of a line's end, with what is blank around it.
LINE = "\n"


class Pieces(NamedTuple):
    """The words, numbers and signs of a text in order, spaces left out, none joined to a phrase; the form of each, which
    most of them are asked for, all at once; and where each begins.
    """

    words: list[Word]
    forms: list[str]
    starts: list[int]


class Wording(NamedTuple):
    """What a text says: its words and phrases in order; where each begins; and which of them are no plain words, but cues,
    numbers, signs and ends of lines (or "năm", which is five or a year).
    """

    words: list[Word]
    starts: list[int]
    told: list[int]

    def end(self, i: int) -> int:
        """Where word `i` ends."""
        return self.starts[i] + len(self.words[i].text)


def pieces_of(text: str) -> Pieces:
    """The pieces of a text."""
    words: list[Word] = []
    starts: list[int] = []
    match, number = TOKEN.match, _NUMBER.fullmatch
    chunks = [*text.split(" "), ""]  # behind all of them one that is no word
    known: list[Any] = [*map(_known.get, chunks)]
    begins = [0, *accumulate([len(chunk) + 1 for chunk in chunks])]
    done, last = 0, len(chunks) - 1
    while done <= last:
        i = known.index(None, done)
        words += known[done:i]  # those before it have been seen before
        starts += begins[done:i]
        chunk, read, end = chunks[i], begins[i], begins[i + 1] - 1
        if chunk[-1:] in _STOPS and (word := _known.get(chunk[:-1])) is not None:
            words += (word, _SIGNS[chunk[-1]])
            starts += (read, end - 1)
            read = end
        elif number(chunk) is not None and text[end + 1 : end + 2].isalpha():
            words.append(Word("number", chunk, chunk))
            starts.append(read)
            read = end
        while read < end:
            word = _SIGNS.get(text[read])
            if word is not None:
                read += 1
            elif (piece := match(text, read)) is not None:
                read = piece.end()  # a piece ends where its match does
                kind = piece.lastgroup or ""
                said = piece[kind]
                word = _seen(said) if kind == "word" else Word(kind, said, LINE if kind == "line" else said)
            else:
                break
            words.append(word)
            starts.append(read - len(word.text))
            while read > end:  # what has spaces in it reaches into the next chunks
                i += 1
                end = begins[i + 1] - 1
        done = i + 1
    return Pieces(words, [word.form for word in words], starts)


def where(said: list[str], wanted: Collection[str]) -> list[int]:
    """Which of the forms that pieces have, in their order, are among those wanted.

    >>> where(["hôi5", "khuyên2", "hoc5", "hôi5"], {"hôi5"})
    [0, 3]
    """
    return [*compress(range(len(said)), map(wanted.__contains__, said))]


def _seen(said: str) -> Word:
    """A word, which is known from now on."""
    word = _known.get(said)
    if word is None:
        word = Word("word", said, fold(said))
        if len(_known) < _KNOWN and said not in _MAY_BE_MORE:
            _known[said] = word
    return word


def _cue(said: str, leaf: Leaf) -> Word:
    """A phrase of the lexicon as it reads here."""
    cue = _cues.get(said)
    if cue is None:
        tag, value, form = leaf
        cue = Word("cue", said, form, tag, value)
        if len(_cues) < _KNOWN:
            _cues[said] = cue
    return cue


def cut(text: str) -> list[Word]:
    """The words of a text in order, the longest phrase of the lexicon first."""
    return phrased(pieces_of(text), text).words


def phrased(pieces: Pieces, text: str) -> Wording:
    """The pieces as words, those that make up a phrase of the lexicon joined, the longest first."""
    named = _may_be_of_name()
    forms, begins = pieces.forms, pieces.starts
    said = pieces.words.copy()
    words: list[Word] = []
    starts: list[int] = []
    done = behind = 0
    following = [*forms[1:], ""]
    nodes: list[Any] = [*map(lexicon().get, forms)]
    for i in compress(range(len(nodes)), nodes):  # it might begin a phrase
        if i < behind:
            continue
        node = nodes[i]
        after = following[i]
        if after in node or after == forms[i]:
            leaf, last = _longest(node, pieces, i)
        else:
            leaf, last = node.get(_LEAF), i
        if leaf is None:
            continue
        word = said[i]
        if word.kind == "number" or word.kind == "line":
            continue
        if last > i:
            behind = last + 1
            said[i] = _cue(text[begins[i] : begins[last] + len(said[last].text)], leaf)
            words += said[done : i + 1]
            starts += begins[done : i + 1]
            done = behind
        elif (leaf[1] == "gift" or word.form in named) and _is_of_name(pieces, i):
            said[i] = Word("cue", word.text, word.form)
        else:
            said[i] = _cue(word.text, leaf)
    words += said[done:]
    starts += begins[done:]
    return Wording(
        words, starts, [i for i, word in enumerate(words) if word.kind != "word" or word.form == FIVE]
    )


@cache
def _may_be_of_name() -> frozenset[str]:
    return forms("chi", "bằng", "tăng", "giao", "thu", "lập")


def _is_of_name(pieces: Pieces, i: int) -> bool:
    """Is a gift, or what is spent, a part of a name: "Công ty Bút Sơn"?"""
    if not 0 < i < len(pieces.words) - 1:
        return False
    lead = pieces.words[i - 1]
    before, said, after = lead.text, pieces.words[i].text, pieces.words[i + 1].text
    if pieces.forms[i] == "chi":
        return said == "chi" and after[:1].isupper()  # "chi Hai" of a clan: nothing is spent
    if said == "Bằng":
        return before == "Cao"  # the province has no share
    return said[:1].isupper() and after[:1].isupper() and lead.kind == "word"


def _longest(node: Trie, pieces: Pieces, i: int) -> tuple[Leaf | None, int]:
    """What the longest phrase that begins at `i` is, and the index of its last piece."""
    found: Leaf | None = node.get(_LEAF)
    forms, last = pieces.forms, i
    before, twice = forms[i], False
    for j in range(i + 1, len(forms)):
        form = forms[j]
        if form in node:
            node = node[form]
            leaf = node.get(_LEAF)
            if leaf is not None:
                found, last = leaf, j
        elif twice or form != before or pieces.words[j].kind != "word":
            break
        else:
            twice = True  # a word typed twice: "cộng cộng đồng"
        before = form
    return found, last
