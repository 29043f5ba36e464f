"""Take an article's address apart and put it together again, so that its variants become one.

courlan's `clean_url` does what holds everywhere (host in lower case, default ports, trackers, the order of
the query); what it leaves is done here: the fragment, `;jsessionid=`, `/../`, doubled slashes, and letters
that one page writes composed and another decomposed (`ứ` as one code point or as three).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit, urlunsplit

from courlan import clean_url

#: Servlet containers write the session into the path: `/a/b;jsessionid=0A1B?x=1`.
_SESSION = re.compile(r";jsessionid=[^/?#;]*", re.IGNORECASE)
#: courlan reads character references in an address, also those without their semicolon: `&currentpage=2` would be
#: `¤tpage=2`. A letter written as an escape is no reference, and is the letter again once courlan is through.
_REFERENCE = re.compile(r"&(?:amp;)?([A-Za-z])")
_SPACES = re.compile(r"[\s\x00-\x1f\x7f]+")
#: What names the visit and not the article, on every system. courlan knows the trackers of advertisers.
_OF_THE_VISIT = frozenset(
    {"p_p_auth", "p_l_back_url", "phpsessid", "jsessionid", "gidzl", "zarsrc", "nocache"}
)
#: What stands unescaped in a part of a path, and in a name or value of a query.
_SAFE_IN_PATH = "!$'()*,:@~+=&"
_SAFE_IN_QUERY = "!$'()*,:@~/"
#: No article's address is as long; a trap's may be, and would fill the cache.
_LONGEST = 4000


def _composed(piece: str) -> str:
    """The text that a percent-encoded piece stands for, composed (NFC).

    A piece that is not UTF-8 (old sites write windows-1258) stays as it is, escapes in capitals.

    >>> _composed("Tin-t%E1%BB%A9c"), _composed("%e9t%e9")
    ('Tin-tức', '%E9t%E9')
    """
    try:
        return unicodedata.normalize("NFC", unquote(piece, errors="strict"))
    except UnicodeDecodeError:
        return re.sub(r"%[0-9A-Fa-f]{2}", lambda escape: escape[0].upper(), piece)


def _written(text: str, safe: str) -> str:
    """The piece as an address writes it; what was not UTF-8 is not encoded twice."""
    undecodable = re.search(r"%[89A-F][0-9A-F]", text) is not None
    return quote(text, safe=safe + "%" if undecodable else safe)


def _segments(path: str) -> tuple[str, ...]:
    """The parts of a path between slashes, `.` and `..` resolved, empty ones gone."""
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            del parts[-1:]
        elif part not in ("", "."):
            parts.append(_composed(part))
    return tuple(parts)


def _pairs(query: str) -> tuple[tuple[str, str], ...]:
    pairs = []
    for piece in query.split("&"):
        key, _, value = piece.partition("=")
        if key and key.lower() not in _OF_THE_VISIT:
            pairs.append((_composed(key.replace("+", " ")), _composed(value.replace("+", " "))))
    return tuple(sorted(set(pairs)))


@dataclass(frozen=True, slots=True)
class Address:
    """An http address in parts, decoded. `str()` writes it; `Address.of(str(address))` gives it back."""

    scheme: str
    host: str
    segments: tuple[str, ...]
    query: tuple[tuple[str, str], ...] = ()
    slash: bool = False

    @staticmethod
    def of(url: str) -> Address | None:
        """The address in parts; None when it is no http address at all.

        >>> str(Address.of("http://WWW.Example.vn:80/a/../Tin-tức;jsessionid=0A?b=2&a=1&p_p_auth=x#top"))
        'http://www.example.vn/Tin-t%E1%BB%A9c?a=1&b=2'
        >>> str(Address.of("http://example.vn/a.aspx?tabid=107&currentpage=2&sectionid=3&amp;copy=1"))
        'http://example.vn/a.aspx?copy=1&currentpage=2&sectionid=3&tabid=107'
        >>> Address.of("javascript:void(0)") is None
        True
        """
        return _parsed(url)

    def __str__(self) -> str:
        path = "/" + "/".join(_written(segment, _SAFE_IN_PATH) for segment in self.segments)
        if self.slash and self.segments:
            path += "/"
        query = "&".join(
            f"{_written(key, _SAFE_IN_QUERY)}={_written(value, _SAFE_IN_QUERY)}" for key, value in self.query
        )
        return urlunsplit(SplitResult(self.scheme, self.host, path, query, ""))

    @property
    def last(self) -> str:
        """The last part of the path, "" at the root."""
        return self.segments[-1] if self.segments else ""

    @property
    def path(self) -> str:
        """The decoded path, without a slash at its end."""
        return "/" + "/".join(self.segments)

    def parameter(self, name: str) -> str | None:
        """The first value of a parameter; ASP.NET and PHP sites write its name in any case."""
        return next((value for key, value in self.query if key.lower() == name.lower()), None)

    def only(self, *names: str) -> Address:
        """The address with these parameters alone, their names in lower case."""
        kept = {key.lower(): value for key, value in reversed(self.query) if key.lower() in names}
        return replace(self, query=tuple(sorted(kept.items())))

    def without(self, names: Collection[str]) -> Address:
        """The address without these parameters (names in lower case)."""
        return replace(self, query=tuple(pair for pair in self.query if pair[0].lower() not in names))

    def at(self, *segments: str, slash: bool = False) -> Address:
        """The same host and query with another path."""
        return replace(self, segments=segments, slash=slash)

    def rewritten(self) -> Address:
        """The address without `index.php` in front: servers that rewrite addresses take both forms."""
        behind = list(self.segments)
        while behind and behind[0].lower() == "index.php":
            del behind[0]
        return replace(self, segments=tuple(behind), slash=self.slash and bool(behind))

    def lowered(self) -> Address:
        """The path in lower case, for servers that do not tell the cases apart (IIS)."""
        return replace(self, segments=tuple(segment.lower() for segment in self.segments))


@lru_cache(maxsize=4096)
def _parsed(url: str) -> Address | None:
    if len(url) > _LONGEST:
        return None
    url = _SPACES.sub("%20", url.strip())
    try:
        bare = urlsplit(url.partition("#")[0])
        if bare.scheme.lower() not in ("http", "https") or not bare.hostname or bare.port == 0:
            return None
        path = _SESSION.sub("", bare.path).replace("&", "%26")  # courlan drops one at the end
        query = _REFERENCE.sub(lambda letter: f"&%{ord(letter[1]):02X}", bare.query)
        cleaned = clean_url(urlunsplit((bare.scheme.lower(), bare.netloc, path, query, "")))
        parts = urlsplit(cleaned or "")
        if not parts.hostname:
            return None
        host = parts.hostname.rstrip(".")
        if ":" in host:
            host = f"[{host}]"
        if parts.port is not None and (parts.scheme, parts.port) not in (("http", 80), ("https", 443)):
            host = f"{host}:{parts.port}"
    except ValueError:  # a bracket or a port that is none: urllib's word for "not an address"
        return None
    return Address(
        scheme=parts.scheme,
        host=host,
        segments=_segments(parts.path),
        query=_pairs(parts.query),
        slash=parts.path.endswith("/"),
    )


def folding(rule: Callable[[Address], Address]) -> Callable[[str], str]:
    """A vendor's `canonical`: its rule on the parts of an address; what is no address comes back stripped."""

    def canonical(url: str) -> str:
        address = Address.of(url)
        return url.strip() if address is None else str(rule(address))

    return canonical


def shaped(rule: Callable[[Address], bool]) -> Callable[[str], bool]:
    """A vendor's `is_article`: its rule on the parts of an address; what is no address is no article."""

    def is_article(url: str) -> bool:
        address = Address.of(url)
        return address is not None and rule(address)

    return is_article


def numbered(rule: Callable[[Address], str | None]) -> Callable[[str], str | None]:
    """A vendor's `vendor_id`: its rule on the parts of an address."""

    def vendor_id(url: str) -> str | None:
        address = Address.of(url)
        return None if address is None else rule(address)

    return vendor_id


def same_site(one: str, other: str) -> bool:
    """Whether two hosts are one site: `www.` or not.

    >>> same_site("www.example.vn", "example.vn"), same_site("a.example.vn", "example.vn")
    (True, False)
    """
    return one.removeprefix("www.") == other.removeprefix("www.")


def joined(base: str, href: str) -> str | None:
    """The absolute address of a link, without its fragment; None when it leads to no page."""
    if not href.strip():
        return None
    try:
        absolute = urljoin(base, _SPACES.sub(" ", href.strip()))
        parts = urlsplit(absolute)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return None
    return _SPACES.sub("%20", absolute.partition("#")[0])
