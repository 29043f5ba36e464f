"""Cut a text into words, numbers and signs, and know the words of the lexicon among them.

Words are compared folded: caseless, the tone mark moved to the end (so that "qũy", "quỹ" and "Quĩ" are one
word), and words that a broken font conversion damaged ("dịng họ") mended. The lexicon is TSV; a line is a
phrase, the tag that the grammar knows it by, its value, and a note where the choice needs a reason.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
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

    `kind` is a group of `TOKEN`, or "cue" for what the lexicon knows. Made by `phrased`: there are some hundred in an
    article, and a call of `__init__` would take longer than all else that is done for one.
    """

    __slots__ = ("form", "kind", "start", "tag", "text", "value")
    kind: str
    text: str
    start: int
    form: str
    tag: str
    value: str

    @property
    def end(self) -> int:
        return self.start + len(self.text)

    def __repr__(self) -> str:
        return f"{self.kind}:{self.text!r}:{self.tag}:{self.value}"


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
    """The words, numbers and signs of a text in order, spaces left out: of each what it is (a group of `TOKEN`), how it
    reads, the form that it is compared in, and where it begins.

    Side by side and not as a list of `Word`: most of what is asked of them is asked of all forms at once.
    """

    kinds: list[str]
    texts: list[str]
    forms: list[str]
    starts: list[int]


def pieces_of(text: str) -> Pieces:
    """The pieces of a text."""
    pieces = Pieces([], [], [], [])
    kinds, texts, forms, starts = pieces
    match, number = TOKEN.match, _NUMBER.fullmatch
    chunks = [*text.split(" "), ""]  # behind all of them one that is no word
    known: list[Any] = [*map(_known.get, chunks)]
    begins = [0, *accumulate([len(chunk) + 1 for chunk in chunks])]
    done, last = 0, len(chunks) - 1
    while done <= last:
        i = known.index(None, done)
        kinds += ["word"] * (i - done)  # those before it have been seen before
        texts += chunks[done:i]
        forms += known[done:i]
        starts += begins[done:i]
        chunk, read, end = chunks[i], begins[i], begins[i + 1] - 1
        if chunk[-1:] in _STOPS and (form := _known.get(chunk[:-1])) is not None:
            kinds += ("word", "sign")
            texts += (chunk[:-1], chunk[-1])
            forms += (form, chunk[-1])
            starts += (read, end - 1)
            read = end
        elif number(chunk) is not None and text[end + 1 : end + 2].isalpha():
            kinds += ("number",)
            texts += (chunk,)
            forms += (chunk,)
            starts += (read,)
            read = end
        while read < end:
            kind, said = "sign", text[read]
            form = said
            if said in _SIGNS:
                read += 1
            elif (piece := match(text, read)) is not None:
                read = piece.end()  # a piece ends where its match does
                kind = piece.lastgroup or ""
                said = piece[kind]
                form = _seen(said) if kind == "word" else LINE if kind == "line" else said
            else:
                break
            kinds.append(kind)
            texts.append(said)
            forms.append(form)
            starts.append(read - len(said))
            while read > end:  # what has spaces in it reaches into the next chunks
                i += 1
                end = begins[i + 1] - 1
        done = i + 1
    return pieces


def where(said: list[str], wanted: Collection[str]) -> list[int]:
    """Which of the forms or kinds that pieces have, in their order, are among those wanted.

    >>> where(["hôi5", "khuyên2", "hoc5", "hôi5"], {"hôi5"})
    [0, 3]
    """
    return [*compress(range(len(said)), map(wanted.__contains__, said))]


def _seen(word: str) -> str:
    """The form of a word, which is known from now on."""
    form = _known.get(word)
    if form is None:
        form = fold(word)
        if len(_known) < _KNOWN and word not in _MAY_BE_MORE:
            _known[word] = form
    return form


def cut(text: str) -> list[Word]:
    """The words of a text in order, the longest phrase of the lexicon first."""
    return phrased(pieces_of(text), text)[0]


def phrased(pieces: Pieces, text: str) -> tuple[list[Word], list[int]]:
    """The pieces as words, those that make up a phrase of the lexicon joined, the longest first; and which of the words
    are no plain ones, but cues, numbers, signs and ends of lines (or "năm", which is five or a year).
    """
    root, named = lexicon(), _may_be_of_name()
    _, texts, forms, starts = pieces
    count = len(forms)
    words: list[Word] = []
    told: list[int] = []
    done = 0
    for i, kind, said, form, start, node in zip(range(count), *pieces, map(root.get, forms), strict=True):
        if i < done:
            continue
        tag = value = ""
        if node is not None:  # it might begin a phrase
            after = forms[i + 1] if i + 1 < count else ""
            more = after in node or after == form
            leaf, last = _longest(node, pieces, i) if more else (node.get(_LEAF), i)
            if leaf is not None and kind != "number" and kind != "line":
                kind = "cue"
                if last > i:
                    tag, value, form = leaf
                    said = text[start : starts[last] + len(texts[last])]
                    done = last + 1
                elif not ((leaf[1] == "gift" or form in named) and _is_of_name(pieces, i)):
                    tag, value, _ = leaf
        if kind != "word" or form == FIVE:
            told.append(len(words))
        word = Word()
        word.kind = kind
        word.text = said
        word.start = start
        word.form = form
        word.tag = tag
        word.value = value
        words.append(word)
    return words, told


@cache
def _may_be_of_name() -> frozenset[str]:
    return forms("chi", "bằng", "tăng", "giao", "thu", "lập")


def _is_of_name(pieces: Pieces, i: int) -> bool:
    """Is a gift, or what is spent, a part of a name: "Công ty Bút Sơn"?"""
    if not 0 < i < len(pieces.texts) - 1:
        return False
    before, said, after = pieces.texts[i - 1 : i + 2]
    if pieces.forms[i] == "chi":
        return said == "chi" and after[:1].isupper()  # "chi Hai" of a clan: nothing is spent
    if said == "Bằng":
        return before == "Cao"  # the province has no share
    return said[:1].isupper() and after[:1].isupper() and pieces.kinds[i - 1] == "word"


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
        elif twice or form != before or pieces.kinds[j] != "word":
            break
        else:
            twice = True  # a word typed twice: "cộng cộng đồng"
        before = form
    return found, last
