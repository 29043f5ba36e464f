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
from pathlib import Path
from typing import Any

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

#: Most of a text is words between spaces, many with a stop behind: those seen before, with their form, are not looked at by
#: `TOKEN` again, but for those that may begin an address or "tr.đ"; nor are plain numbers before a word, nor these signs.
_known: dict[str, str] = {}
_KNOWN = 50_000
_STOPS = frozenset(",.;:)")
_MAY_BE_MORE = frozenset({"tr", "trđ", "trđồng", "http", "https", "www"})
_NUMBER = re.compile(r"\d{1,8}|\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d{1,3},\d{1,2}")
_SIGNS = frozenset(",.;:)/\"“”'‘’-–—…!?%*+•[]&|")

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


class Word:
    """A piece of the text, or several that are a phrase: what it is, where it is, and what the lexicon says of it.

    `kind` is a group of `TOKEN`, or "cue" for what the lexicon knows. Made by `_word`: there are some hundred in an
    article, and a call of `__init__` would take longer than all else that is done for one.
    """

    __slots__ = ("end", "form", "kind", "start", "tag", "text", "value")
    kind: str
    text: str
    start: int
    end: int
    form: str
    tag: str
    value: str

    def __repr__(self) -> str:
        return f"{self.kind}:{self.text!r}:{self.tag}:{self.value}"


Trie = dict[str, Any]
_LEAF = ""
#: What may stand before any gift: "36 chiếc điện thoại".
_PIECES, _GIFT = ("chiếc", "cái"), ("thing", "gift")


@cache
def lexicon() -> Trie:
    """Every phrase that the grammar knows, as a tree of folded words; the leaf holds (tag, value)."""
    root: Trie = {}
    gifts: list[list[str]] = []
    for name in ("nouns", "verbs", "numbers"):
        for row in rows(name):
            words, leaf = _words(row["phrase"]), (row["tag"], row["value"])
            _grown(root, words)[_LEAF] = leaf
            if leaf == _GIFT:
                gifts.append(words)
    for words in gifts:
        for piece in _PIECES:
            _grown(root, [fold(piece), *words]).setdefault(_LEAF, _GIFT)
    return root


def _grown(node: Trie, words: list[str]) -> Trie:
    """Where a phrase ends in the tree, which grows to hold it."""
    for word in words:
        node = node.setdefault(word, {})
    return node


def _words(phrase: str) -> list[str]:
    return [piece.form for piece in pieces_of(phrase)]


def pieces_of(text: str) -> list[Word]:
    """The words, numbers and signs of a text in order; spaces are left out."""
    found: list[Word] = []
    append, match, known, number, new = found.append, TOKEN.match, _known, _NUMBER.fullmatch, object.__new__
    chunks = text.split(" ")
    read, end = 0, -1  # up to `read` the text was made pieces of
    for chunk, form in zip(chunks, map(known.get, chunks), strict=True):
        start = end + 1
        end = start + len(chunk)
        kind, stop = "word", ""
        if form is None:
            if chunk[-1:] in _STOPS:
                chunk, stop = chunk[:-1], chunk[-1]
                form = known.get(chunk)
            if form is None and number(chunk) is not None and text[end + 1 : end + 2].isalpha():
                kind, form = "number", chunk
        if form is not None and read <= start:
            word = new(Word)
            word.kind = kind  # (one by one: a tuple of so many would be made first)
            word.text = chunk
            word.form = form
            word.start = start
            word.end = end - len(stop)
            word.tag = word.value = ""
            append(word)
            if stop:
                append(_word("sign", stop, end - 1, end, stop))
            read = end
            continue
        while read < end:
            first = text[read]
            if first in _SIGNS:
                append(_word("sign", first, read, read + 1, first))
                read += 1
            elif (piece := match(text, read)) is not None:
                append(_piece(piece))
                read = piece.end()
            else:
                break
    return found


def _word(kind: str, text: str, start: int, end: int, form: str, tag: str = "", value: str = "") -> Word:
    word = Word()
    word.kind = kind
    word.text = text
    word.start = start
    word.end = end
    word.form = form
    word.tag = tag
    word.value = value
    return word


def _piece(match: re.Match[str]) -> Word:
    kind, end = match.lastgroup or "", match.end()  # a piece ends where its match does
    piece = match[kind]
    form = piece
    if kind == "word":
        known = _known.get(piece)
        form = fold(piece) if known is None else known
        if known is None and len(_known) < _KNOWN and piece not in _MAY_BE_MORE:
            _known[piece] = form
    return _word(kind, piece, end - len(piece), end, form)


def cut(text: str) -> list[Word]:
    """The words of a text in order, the longest phrase of the lexicon first."""
    return phrased(pieces_of(text), text)


def phrased(pieces: list[Word], text: str) -> list[Word]:
    """The pieces, those that make up a phrase of the lexicon joined, the longest first."""
    root, named, count, i = lexicon(), _may_be_of_name(), len(pieces), 0
    words: list[Word] = []
    append = words.append
    while i < count:
        piece = pieces[i]
        form = piece.form
        node = root.get(form)
        i += 1
        if node is not None and piece.kind != "number" and piece.kind != "line":
            after = pieces[i].form if i < count else ""
            # else it only might begin a phrase
            if after in node or after == form or _LEAF in node:
                found, last = (
                    _longest(node, pieces, i - 1) if after in node or after == form else (node[_LEAF], i - 1)
                )
                if found is not None:
                    tag, value = found
                    if last >= i:
                        form = " ".join([piece.form for piece in pieces[i - 1 : last + 1]])
                    elif (value == "gift" or form in named) and _is_of_name(pieces, last):
                        tag = value = ""
                    start, end = piece.start, pieces[last].end
                    append(_word("cue", text[start:end], start, end, form, tag, value))
                    i = last + 1
                    continue
                i = last + 1
        append(piece)
    return words


@cache
def _may_be_of_name() -> frozenset[str]:
    return forms("chi", "bằng", "tăng", "giao", "thu", "lập")


def _is_of_name(pieces: list[Word], i: int) -> bool:
    """Is a gift, or what is spent, a part of a name: "Công ty Bút Sơn"?"""
    if not 0 < i < len(pieces) - 1:
        return False
    before, said, after = pieces[i - 1 : i + 2]
    if said.form == "chi":
        return said.text == "chi" and after.text[:1].isupper()  # "chi Hai" of a clan: nothing is spent
    if said.text == "Bằng":
        return before.text == "Cao"  # the province has no share
    return said.text[:1].isupper() and after.text[:1].isupper() and before.kind == "word"


def _longest(node: Trie, pieces: list[Word], i: int) -> tuple[tuple[str, str] | None, int]:
    """The longest phrase that begins at `i`, and the index of its last piece."""
    found: tuple[str, str] | None = node.get(_LEAF)
    j = last = i
    count, twice = len(pieces), False
    while True:
        j += 1
        if j >= count:
            break
        form = pieces[j].form
        if form in node:
            node = node[form]
            leaf = node.get(_LEAF)
            if leaf is not None:
                found, last = leaf, j
        elif not twice and form == pieces[j - 1].form and pieces[j].kind == "word":
            twice = True  # a word typed twice: "cộng cộng đồng"
        else:
            break
    return found, last
