"""What the sample sites publish: articles as data, one YAML file a site, and what they say on a given day.

An entry has `title`, `body` and either `published` (a fixed moment) or `ago` (days before day 0; negative: the
article appears that many days later) with `at` (hour). `edited` and `withdrawn` name the day from which an
article reads differently or is gone. Texts of articles that move with the calendar write dates as `{d}` (5/10),
`{D}` (5/10/2026) and `{Y}` (2026), each relative to the day of publication: `{d-1}` is the day before.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

HERE = Path(__file__).parent / "articles"

#: Day 0. Fixed, so that the same command gives the same pages on every machine and in every year.
TODAY = date(2026, 10, 5)

KEYS = {
    "title", "lead", "body", "author", "section", "tags", "published", "ago", "at", "edited", "withdrawn",
    "injection",
}  # fmt: skip
KINDS = {"caption", "heading", "table", "list", "box"}


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a body: a paragraph (`p`), a `heading`, an image's `caption`, a `table`, a `list`, a `box`."""

    kind: str
    text: str = ""
    rows: tuple[tuple[str, ...], ...] = ()
    items: tuple[str, ...] = ()

    @property
    def lines(self) -> tuple[str, ...]:
        """What it says, a line for each row or item."""
        if self.kind == "table":
            return tuple(" | ".join(row) for row in self.rows)
        return self.items if self.kind == "list" else (self.text,)


@dataclass(frozen=True, slots=True)
class Article:
    """One article as a site shows it on one day. `published` is Vietnamese time."""

    number: int
    title: str
    lead: str
    body: tuple[Block, ...]
    author: str
    section: str
    tags: tuple[str, ...]
    published: datetime
    modified: datetime
    injection: str = ""

    @property
    def slug(self) -> str:
        return slug(self.title)


def slug(text: str) -> str:
    """Vietnamese as ASCII words joined by hyphens, as most systems make addresses.

    >>> slug("Hội Khuyến học Đắk Lắk: 49-KL/TW")
    'hoi-khuyen-hoc-dak-lak-49-kl-tw'
    """
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    bare = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", bare).strip("-")


def dated(text: str, day: date) -> str:
    """The text with its dates filled in.

    >>> dated("Ngày {d-1}, quỹ năm {Y-1}", date(2026, 10, 1))
    'Ngày 30/9, quỹ năm 2025'
    """

    def fill(match: re.Match[str]) -> str:
        form, step = match[1], int(match[2] or 0)
        if form == "Y":
            return str(day.year + step)
        other = day + timedelta(days=step)
        return f"{other.day}/{other.month}" + (f"/{other.year}" if form == "D" else "")

    return re.sub(r"\{([dDY])([+-]\d+)?\}", fill, text)


@cache
def entries(name: str) -> tuple[Mapping[str, Any], ...]:
    """The entries of a file; ValueError names the file and the entry that is wrong."""
    listed = yaml.safe_load((HERE / f"{name}.yaml").read_text(encoding="utf-8"))
    return tuple(_checked(name, entry) for entry in listed)


def _block(part: str | Mapping[str, Any]) -> Block:
    if isinstance(part, str):
        return Block("p", part)
    ((kind, value),) = part.items()
    if kind not in KINDS:
        raise ValueError(f"unknown part of a body: {kind!r}")
    if kind == "table":
        return Block(kind, rows=tuple(tuple(map(str, row)) for row in value))
    return Block(kind, items=tuple(value)) if kind == "list" else Block(kind, value)


def _filled(block: Block, day: date) -> Block:
    return replace(
        block,
        text=dated(block.text, day),
        rows=tuple(tuple(dated(cell, day) for cell in row) for row in block.rows),
        items=tuple(dated(item, day) for item in block.items),
    )


def _edited(block: Block, words: Mapping[str, str]) -> Block:
    text = block.text
    for old, new in words.items():
        text = text.replace(old, new)
    return replace(block, text=text)


def _checked(name: str, entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """The entry; ValueError where it has a key that nobody knows or an edit of words that it does not have."""
    where = f"{name}.yaml: {entry.get('title')!r}"
    if strange := set(entry) - KEYS:
        raise ValueError(f"{where}: unknown key {', '.join(sorted(strange))}")
    for old in entry.get("edited", {}).get("words", ()):
        if not any(old in part for part in entry["body"] if isinstance(part, str)):
            raise ValueError(f"{where}: no paragraph says {old!r}, so it cannot be edited")
    return entry


def _article(number: int, entry: Mapping[str, Any], day: int, today: date) -> Article:
    if "published" in entry:
        published = datetime.fromisoformat(entry["published"])
    else:
        published = datetime.combine(today - timedelta(days=entry["ago"]), time.fromisoformat(entry["at"]))
    body = tuple(_filled(_block(part), published.date()) for part in entry["body"])
    modified = published
    change = entry.get("edited")
    if change and day >= change["day"]:
        body = tuple(_edited(block, change["words"]) for block in body)
        body += tuple(_block(part) for part in change.get("added", ()))
        modified = datetime.combine(today + timedelta(days=change["day"]), time(10, 15))
    return Article(
        number=number,
        title=dated(entry["title"], published.date()),
        lead=dated(entry.get("lead", ""), published.date()),
        body=body,
        author=entry.get("author", ""),
        section=entry.get("section", "Tin tức"),
        tags=tuple(entry.get("tags", ())),
        published=published,
        modified=modified,
        injection=entry.get("injection", ""),
    )


def articles_on(name: str, day: int = 0, today: date = TODAY) -> tuple[Article, ...]:
    """The articles that a site shows `day` days after `today`, newest first; those withdrawn are gone."""
    shown = [article for article, gone in _so_far(name, day, today) if not gone]
    return tuple(sorted(shown, key=lambda article: article.published, reverse=True))


def withdrawn_on(name: str, day: int = 0, today: date = TODAY) -> tuple[Article, ...]:
    """The articles that the site showed once and no longer shows."""
    return tuple(article for article, gone in _so_far(name, day, today) if gone)


def _so_far(name: str, day: int, today: date) -> Iterator[tuple[Article, bool]]:
    """Every article that is out by that day, and whether it is gone again."""
    for number, entry in enumerate(entries(name), start=1):
        article = _article(number, entry, day, today)
        if article.published.date() <= today + timedelta(days=day):
            yield article, day >= entry.get("withdrawn", day + 1)
