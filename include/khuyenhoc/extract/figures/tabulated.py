"""Tables as they are pasted into articles: a cell a line, or the cells of a row between tabs or bars.

A column's head says metric, unit and scale, a row's first cell the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from khuyenhoc.extract.figures import numerals
from khuyenhoc.extract.figures.listening import FIXED_GROUP, MONEY, family_of_models, modelled
from khuyenhoc.extract.figures.words import Word, cut
from khuyenhoc.models import Statistic

_NUMERIC = re.compile(r"[\d.,  ]+%?$")
_EMPTY = re.compile(r"(?:chưa có|không|không có|[-–—…]|0)$", re.IGNORECASE)
_ORDER = re.compile(r"(?:tt|stt|số tt|số thứ tự|no\.?)$", re.IGNORECASE)
_SCALES = (("tỷ đồng", 1_000_000_000), ("tỉ đồng", 1_000_000_000), ("triệu đồng", 1_000_000), ("tr.đ", 1_000_000), ("trđ", 1_000_000), ("nghìn đồng", 1000), ("ngàn đồng", 1000), ("1.000 đồng", 1000), ("1.000đ", 1000), ("đồng", 1), ("vnđ", 1))  # fmt: skip
_LONGEST_CELL = 60


@dataclass(frozen=True, slots=True)
class Cell:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Heads of the value columns and the rows: the cell that names the row, and its values (None: empty)."""

    start: int
    end: int
    heads: tuple[Cell, ...]
    rows: tuple[tuple[Cell, tuple[Cell | None, ...]], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """What the numbers below a head are."""

    metric: str
    statistic: Statistic
    unit: str
    scale: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A value of a table with its column, its head and the cell that names its row."""

    cell: Cell
    value: Decimal
    column: Column
    head: Cell
    row: Cell
    table: Table


def find(text: str) -> list[Table]:
    """The tables of a text in order."""
    lines = _lines(text)
    found: list[Table] = []
    i = 0
    while i < len(lines):
        table, j = _separated(lines, i) if _has_cells(lines[i].text) else _stacked(lines, i)
        if table is not None:
            found.append(table)
        i = max(j, i + 1)
    return found


def _lines(text: str) -> list[Cell]:
    return [Cell(m.start(), m.end(), m.group()) for m in re.finditer(r"[^\n]+", text) if m.group().strip()]


def _cells(line: Cell) -> list[Cell]:
    """The cells of a row between tabs, bars or wide gaps."""
    cells = []
    for m in re.finditer(r"[^\t|]+", line.text):
        inner = m.group().strip()
        if inner or "\t" in line.text:
            lead = len(m.group()) - len(m.group().lstrip())
            cells.append(
                Cell(line.start + m.start() + lead, line.start + m.start() + lead + len(inner), inner)
            )
    return cells


def _has_cells(line: str) -> bool:
    return "\t" in line or line.count("|") > 1


def _separated(lines: list[Cell], i: int) -> tuple[Table | None, int]:
    """Rows whose cells stand between tabs or bars."""
    j = i
    while j < len(lines) and _has_cells(lines[j].text):
        j += 1
    block = [
        c
        for c in (_cells(line) for line in lines[i:j])
        if c and not all(set(x.text) <= set("-:= ") for x in c)
    ]
    if len(block) < 2 or any(_NUMERIC.match(c.text) for c in block[0]):
        return None, j
    skip = 1 if _ORDER.match(block[0][0].text) else 0
    heads = block[0][skip + 1 :]
    rows = []
    for cells in block[1:]:
        named = 1 if len(cells) > len(heads) + 1 and _NUMERIC.match(cells[0].text) else 0
        if len(cells) > named and not _NUMERIC.match(cells[named].text):
            rows.append((cells[named], _values(cells[named + 1 :], len(heads))))
    return _table(lines[i].start, lines[j - 1].end, heads, rows), j


def _values(cells: list[Cell], width: int) -> tuple[Cell | None, ...]:
    values = [c if _NUMERIC.match(c.text) else None for c in cells[:width]]
    return tuple(values + [None] * (width - len(values)))


def _stacked(lines: list[Cell], i: int) -> tuple[Table | None, int]:
    """A cell a line: heads, then for each row its name and its numbers."""
    j = i
    while j < len(lines) and _may_be_cell(lines[j].text):
        j += 1
    block = [
        Cell(c.start + len(c.text) - len(c.text.lstrip()), c.start + len(c.text.rstrip()), c.text.strip())
        for c in lines[i:j]
    ]
    numeric = [bool(_NUMERIC.match(c.text)) for c in block]
    if sum(numeric) < 4 or True not in numeric:
        return None, j
    first = numeric.index(True)
    ordered = any(_ORDER.match(c.text) for c in block[:first])
    begin = next((n for n, c in enumerate(block[:first]) if _ORDER.match(c.text)), 0)
    heads = block[begin + 2 : first] if ordered else block[begin + 1 : first - 1]
    if not heads:
        return None, j
    rows = _rows(block[first:] if ordered else block[first - 1 :], len(heads))
    return _table(block[begin].start, block[-1].end, heads, rows), j


def _may_be_cell(line: str) -> bool:
    if _has_cells(line):
        return False
    line = line.strip()
    return len(line) <= _LONGEST_CELL and line[-1] not in ".;:!?," and len(line.split()) <= 12


def _rows(cells: list[Cell], width: int) -> list[tuple[Cell, tuple[Cell | None, ...]]]:
    rows: list[tuple[Cell, tuple[Cell | None, ...]]] = []
    name: Cell | None = None
    values: list[Cell | None] = []
    for n, cell in enumerate(cells):
        is_number = bool(_NUMERIC.match(cell.text))
        if name is not None and len(values) < width and (is_number or _EMPTY.match(cell.text)):
            values.append(cell if is_number else None)
        elif is_number and n + 1 < len(cells) and not _NUMERIC.match(cells[n + 1].text):
            continue  # the number of the next row
        elif not is_number:
            if name is not None and values:
                rows.append((name, tuple(values + [None] * (width - len(values)))))
            name, values = cell, []
    if name is not None and values:
        rows.append((name, tuple(values + [None] * (width - len(values)))))
    return rows


def _table(
    start: int, end: int, heads: list[Cell], rows: list[tuple[Cell, tuple[Cell | None, ...]]]
) -> Table | None:
    return Table(start, end, tuple(heads), tuple(rows)) if heads and rows else None


def entries(table: Table, words: list[Word]) -> Iterator[Entry]:
    """The values of a table whose column is known, row by row."""
    family = family_of_models(words)
    columns: list[Column | None] = []
    for head in table.heads:
        columns.append(column(head.text, family, next((c for c in reversed(columns) if c), None)))
    for row, values in table.rows:
        for head, known, cell in zip(table.heads, columns, values, strict=False):
            if cell is None or known is None:
                continue
            value = numerals.read(cell.text.rstrip("% "), whole=known.unit == "count")
            if value is not None:
                yield Entry(cell, value * known.scale, known, head, row, table)


def column(head: str, family: str, before: Column | None) -> Column | None:
    """What a column's head says, None where it is nothing of study promotion.

    >>> column("Hội viên (người)", "learning", None)
    Column(metric='members', statistic=<Statistic.TOTAL: 'total'>, unit='count', scale=1)
    >>> column("Quỹ vận động năm 2016 (triệu đồng)", "learning", None).metric
    'fund_raised'
    >>> column("Tỷ lệ (%)", "learning", column("Gia đình học tập", "learning", None)).metric
    'learning_families'
    """
    lowered = head.lower()
    words = cut(head)
    scale = next((factor for name, factor in _SCALES if name in lowered), 0)
    percent = "%" in head or "tỷ lệ" in lowered or "tỉ lệ" in lowered
    registered = any(w.tag == "registered" for w in words)
    metric, group = "", ""
    for word in words:
        if word.tag == "fixed":
            metric, group = metric or word.value, group or FIXED_GROUP.get(word.value, "")
        elif word.tag == "model":
            kind, _, model = word.value.partition(":")
            metric = metric or modelled(kind, model or family)
        elif word.tag == "group" and not (word.value == "fund" and group):
            group = word.value
        elif word.tag == "thing" and word.value in ("grant", "gift", "prize"):
            metric = metric or {"grant": "scholarships", "gift": "gifts", "prize": "awards"}[word.value]
            group = group or {"grant": "scholarship", "gift": "gift", "prize": "award"}[word.value]
        elif word.tag == "title":
            family = word.value
    if scale:
        metric = MONEY.get(group, "")
        return Column(metric, Statistic.TOTAL, "vnd", scale) if metric else None
    if not metric and group == "award":
        metric = "awards"
    if percent:
        metric = metric or (before.metric if before else "")
        if not metric:
            return None
        return Column(metric, Statistic.REGISTERED if registered else Statistic.SHARE, "percent", 1)
    if not metric or metric == "targets":
        return None
    if registered and metric.startswith(("learning", "studious")):
        return Column(metric, Statistic.REGISTERED, "count", 1)
    added = any(w.tag in ("new", "new_after") for w in words)
    return Column(metric, Statistic.NEW if added else Statistic.TOTAL, "count", 1)
