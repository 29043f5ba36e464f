"""Sentences and what is read of them: a case is a line of `cases/*.tsv` with its reason.

`readings` follows the annotation guide's readings of hard cases, `phrasing` the forms that pages print, `prose` what
the press writes besides; `known_failures` are the cases that the reader does not get right yet: mend one, and its
test says that the line belongs elsewhere.

A line is the text, its figures and the reason, then, where it matters, the source's province (Hà Nam) and the day of
publication (2024-01-12). Figures are separated by semicolons: metric, statistic, value[..upper][/denominator] with its
unit's sign (đ, $, %, x for times), the bound where one is named, `@ level name` and `: start end` where the case is
about the place or the time (`..` for none). "¶" begins a paragraph, "⇥" is a tab; "# " at the front begins a title.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from khuyenhoc.extract import figures
from khuyenhoc.models import Figure

CASES = Path(__file__).parent / "cases"
SIGNS = {"count": "", "percent": "%", "vnd": "đ", "usd": "$", "times": "x"}


def lines(name: str) -> list[list[str]]:
    rows = (CASES / f"{name}.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [[*row.split("\t"), "", ""][:5] for row in rows]


def said(f: Figure, wanted: str) -> str:
    """The figure in the words of a case; bound, place and time only where the case names them."""
    value = f"{f.value.normalize():f}"
    if f.value_max is not None:
        value += f"..{f.value_max.normalize():f}"
    if f.denominator is not None:
        value += f"/{f.denominator.normalize():f}"
    shown = f"{f.metric} {f.statistic} {value}{SIGNS[f.unit]}"
    if re.search(r" (?:over|under|about|exact)\b", wanted):
        shown += f" {f.bound}"
    if "@" in wanted:
        shown += f" @ {f.area.level} {f.area.name}"
    if " : " in wanted:
        shown += f" : {f.period.start or '..'} {f.period.end or '..'}"
    return shown


def article(text: str) -> str:
    """The text below its title, or below one that says nothing."""
    lines = [line.strip(" ") for line in text.replace("⇥", "\t").split("¶")]
    title = lines.pop(0)[2:] if text.startswith("# ") else "Tin khuyến học"
    return f"{title}\n\n" + "\n".join(lines)


def check(text: str, wanted: str, reason: str, province: str, published: str) -> None:
    expected = [part.strip() for part in wanted.split(";") if part.strip()]
    found = figures.read(
        article(text),
        published=date.fromisoformat(published or "2024-01-12"),
        source_province=province or "Hà Nam",
    ).figures
    words = [said(f, expected[n] if n < len(expected) else "") for n, f in enumerate(found)]
    assert words == expected, reason


@pytest.mark.parametrize("name", ["readings", "phrasing", "prose", "reports", "tables"])
def test_a_case_is_written_once_and_has_its_reason(name: str) -> None:
    rows = lines(name)
    assert len({row[0] for row in rows}) == len(rows)
    assert all(row[2] for row in rows)


def cases(*names: str) -> pytest.MarkDecorator:
    rows = [row for name in names for row in lines(name)]
    return pytest.mark.parametrize(
        ("text", "wanted", "reason", "province", "published"), rows, ids=[row[0][:60] for row in rows]
    )


@cases("readings")
def test_reading_of_the_guide(text: str, wanted: str, reason: str, province: str, published: str) -> None:
    check(text, wanted, reason, province, published)


@cases("phrasing")
def test_phrasing(text: str, wanted: str, reason: str, province: str, published: str) -> None:
    check(text, wanted, reason, province, published)


@cases("prose", "reports", "tables")
def test_prose(text: str, wanted: str, reason: str, province: str, published: str) -> None:
    check(text, wanted, reason, province, published)


@pytest.mark.xfail(strict=True, reason="not read yet")
@cases("known_failures")
def test_known_failure(text: str, wanted: str, reason: str, province: str, published: str) -> None:
    check(text, wanted, reason, province, published)
