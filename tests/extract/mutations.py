"""Damage pages as networks, editors and attackers do."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from functools import cache

import samples
from khuyenhoc.models import Cms
from tests.extract.test_samples import SYSTEMS


@cache
def originals() -> tuple[tuple[bytes, str, Cms], ...]:
    """Pages of the sample sites, with their addresses and systems."""
    found = []
    for site in samples.SITES:
        edition = samples.Edition(site, "https://example.org")
        for article in edition.articles[:6]:
            page = edition.answer(site.system.address(article))
            found.append((page.body, edition.url(article), SYSTEMS[site.id]))
    return tuple(found)


def _cut(page: bytes, chance: random.Random) -> bytes:
    return page[: chance.randrange(len(page) + 1)]


def _drop(page: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(page) + 1)
    return page[:start] + page[start + chance.randrange(400) :]


def _repeat(page: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(page) + 1)
    return page[:start] + page[start : start + 300] * chance.randrange(1, 60) + page[start:]


def _bytes(page: bytes, chance: random.Random) -> bytes:
    damaged = bytearray(page)
    for _ in range(chance.randrange(1, 60)):
        if damaged:
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
    return bytes(damaged)


def _tags(page: bytes, chance: random.Random) -> bytes:
    share = chance.random() * 0.5
    return re.sub(rb"</?[a-z][^>]*>", lambda tag: b"" if chance.random() < share else tag[0], page)


def _rename(page: bytes, chance: random.Random) -> bytes:
    old, new = chance.sample(
        [b"div", b"p", b"span", b"table", b"td", b"h1", b"ul", b"li", b"br", b"font", b"a"], 2
    )
    return re.sub(rb"(</?)" + old + rb"\b", rb"\1" + new, page)


def _insert(page: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(page) + 1)
    return page[:start] + chance.choice(_ODD) + page[start:]


def _recode(page: bytes, chance: random.Random) -> bytes:
    text = page.decode("utf-8", "replace")
    return text.encode(chance.choice(["utf-16", "cp1258", "latin-1", "utf-8-sig", "shift_jis"]), "replace")


_ODD = (
    b"<!--", b"-->", b"<![CDATA[", b"]]>", b"<script>", b"</script>", b"<style>", b"<table><tr><td>", b"</body></html>",
    b"<div>" * 300, b"</div>" * 300, b"\x00" * 50, b"&#0;&#1114112;&nbsp", b"<frameset>", b"<plaintext>", b"<title>",
    b"<h1></h1>", b"<svg><p>", b"<p style='display:none'>", b'<a href="//x">', b"\xff\xfe", b"<br>" * 500, b"<!DOCTYPE",
    b'<meta name="pubdate" content="99/99/9999">', b'<script type="application/ld+json">{"@type":[[{}]]</script>',
    b"soi keo nha cai " * 50, b"1.234.567,89% " * 200, "̣̂̀".encode() * 500, b"<?xml version='1.0'?>",
)  # fmt: skip
MUTATIONS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut, _drop, _repeat, _bytes, _tags, _rename, _insert, _recode,
)  # fmt: skip


def mutated(seed: int) -> tuple[bytes, str, Cms]:
    """A damaged page: the same for the same seed."""
    chance = random.Random(seed)
    page, url, cms = chance.choice(originals())
    for _ in range(chance.randrange(1, 5)):
        page = chance.choice(MUTATIONS)(page, chance)
    return page, url, chance.choice([cms, Cms.GENERIC])
