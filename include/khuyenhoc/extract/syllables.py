"""What a written Vietnamese syllable can look like, and letters without their marks."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ONSET = r"(?:ngh|ng|nh|ch|gh|gi|kh|ph|th|tr|qu|[bcdghklmnprstvx])?"
_SHAPE = re.compile(rf"{_ONSET}[aeiouy]{{1,3}}(?:ch|ng|nh|[cmnpt])?")
#: Rimes that exist without any mark: level tone, none of ă â ê ô ơ ư.
_BARE_RIME = re.compile(
    rf"(?:{_ONSET})"
    r"(?:a[imnouy]?|ang|anh|e[mno]?|eng|i[amnu]?|inh|o[aeimn]?|ong|oa[imny]|oang|oanh|oe[no]|oong"
    r"|u[aimny]?|ung|uya|uynh|uyu|y)"
)


@lru_cache(maxsize=65536)
def fold(word: str) -> str:
    """Lower case without marks.

    >>> fold("Khuyến Đức")
    'khuyen duc'
    """
    bare = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if not unicodedata.combining(c))
    return bare.replace("đ", "d")


@lru_cache(maxsize=65536)
def has_lost_its_marks(word: str) -> bool:
    """A Vietnamese syllable typed without marks: it has the shape of one, yet none is spelt that way.

    A syllable that ends in c, ch, p or t always bears a tone mark, and rimes such as iê, uô, ênh are
    never written without theirs. English words mostly have another shape.

    >>> [word for word in "kenh bong da truc tiep khuyen learning online cho".split() if has_lost_its_marks(word)]
    ['kenh', 'truc', 'tiep', 'khuyen']
    """
    return word.isascii() and bool(_SHAPE.fullmatch(word.lower())) and not _BARE_RIME.fullmatch(word.lower())


@lru_cache(maxsize=65536)
def is_one_syllable(word: str) -> bool:
    """Whether a word has the shape of one Vietnamese syllable, whatever its marks.

    >>> is_one_syllable("nghiêng"), is_one_syllable("họckenh")
    (True, False)
    """
    return bool(_SHAPE.fullmatch(fold(word)))


def language_of(text: str) -> str:
    """The language of a text: `vi`, `en`, or `und` when neither can be said.

    >>> language_of("Hội Khuyến học tỉnh trao học bổng"), language_of("The association gave the grants to them")
    ('vi', 'en')
    """
    words = re.findall(r"[^\W\d_]+", text.lower())
    marked = sum(not word.isascii() for word in words)
    if marked > 0.2 * len(words):
        return "vi"
    english = sum(
        word in ("the", "of", "and", "to", "in", "for", "was", "were", "is", "with") for word in words
    )
    return "en" if english > 0.08 * len(words) else "und"
