"""Undo a content encoding, within a bound: what a server compressed may be a bomb, cut short or not compressed."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

#: zlib's window for gzip or zlib wrapping, whichever it finds.
EITHER = zlib.MAX_WBITS | 32
GZIP = b"\x1f\x8b"
STEP = 1 << 16


@dataclass(frozen=True, slots=True)
class Decoded:
    """The payload, as far as it could be read, and what was wrong with it ("" when nothing was)."""

    body: bytes
    wrong: str = ""
    too_large: bool = False


def decoded(body: bytes, encoding: str | None, limit: int) -> Decoded:
    """The body without its Content-Encoding; never more than `limit` bytes.

    >>> decoded(b"plain", None, 100)
    Decoded(body=b'plain', wrong='', too_large=False)
    >>> decoded(b"plain", "gzip", 100).wrong
    'says gzip, is not'
    """
    named = (encoding or "identity").strip().lower().removeprefix("x-")
    if named in ("identity", "", "none"):
        return Decoded(body[:limit], too_large=len(body) > limit)
    if named not in ("gzip", "deflate"):
        return Decoded(body, wrong=f"is {named}, which was not asked for")
    if not body:
        return Decoded(b"")
    return _inflated(body, named, limit)


def _inflated(body: bytes, named: str, limit: int) -> Decoded:
    out = bytearray()
    stream = zlib.decompressobj(EITHER)
    rest = body
    while rest:
        try:
            out += stream.decompress(rest, min(STEP, limit + 1 - len(out)))
        except zlib.error as error:
            if out or body.startswith(GZIP):
                return Decoded(bytes(out), wrong=f"{named} is damaged after {len(out)} bytes: {error}")
            if named == "deflate":  # some servers send it bare, without zlib's wrapping
                return _bare(body, limit)
            return Decoded(body[:limit], wrong=f"says {named}, is not")
        if len(out) > limit:
            return Decoded(bytes(out[:limit]), wrong=f"more than {limit} bytes unpacked", too_large=True)
        if stream.eof:
            if not stream.unused_data.startswith(GZIP):
                break  # the end; bytes after it belong to nobody
            rest, stream = stream.unused_data, zlib.decompressobj(EITHER)
        else:
            rest = stream.unconsumed_tail
    return Decoded(bytes(out), wrong="" if stream.eof else f"{named} ends early, after {len(out)} bytes")


def _bare(body: bytes, limit: int) -> Decoded:
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        out = stream.decompress(body, limit + 1)
    except zlib.error:
        return Decoded(body[:limit], wrong="says deflate, is not")
    if len(out) > limit:
        return Decoded(out[:limit], wrong=f"more than {limit} bytes unpacked", too_large=True)
    return Decoded(out, wrong="" if stream.eof else f"deflate ends early, after {len(out)} bytes")
