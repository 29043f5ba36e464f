"""Tables as they are pasted into articles: a cell a line, or the cells of a row between tabs or bars.

A column's head says metric, unit and scale, a row's first cell the place.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from khuyenhoc.extract.figures import numerals
from khuyenhoc.extract.figures.listening import FIXED_GROUP, MONEY, family_of_models, modelled
from khuyenhoc.extract.figures.words import Word, cut, forms
from khuyenhoc.models import Statistic

_NUMERIC = re.compile(r"[\d.,  ]+%?$")
_NUMBER_BEGINS = re.compile(r"\n[^\S\n]*[\d.,]")
_EMPTY = re.compile(r"(?:chưa có|không|không có|[-–—…]|0)$", re.IGNORECASE)
_ORDER = re.compile(r"(?:tt|stt|số tt|số thứ tự|no\.?)$", re.IGNORECASE)
_SCALES = (("tỷ đồng", 1_000_000_000), ("tỉ đồng", 1_000_000_000), ("triệu đồng", 1_000_000), ("tr.đ", 1_000_000), ("trđ", 1_000_000), ("nghìn đồng", 1000), ("ngàn đồng", 1000), ("1.000 đồng", 1000), ("1.000đ", 1000), ("đồng", 1), ("vnđ", 1))  # fmt: skip
_LONGEST_CELL, _LEAST, _CAPTION = 60, 4, 160
#: The unit of a whole table, said above it.
_UNIT_OF_ALL = re.compile(r"(?:đơn vị tính|đvt|đv tính|đơn vị)\s*:?\s*[^)\n]{0,24}")
_PLAN = re.compile(r"kế hoạch|chỉ tiêu|mục tiêu|giao\b|phấn đấu")
#: Above rows that say what is counted.
_PLANNED = re.compile(r"(?:nội dung|chỉ tiêu|tiêu chí|chỉ số|hạng mục|danh mục)", re.IGNORECASE)
#: A column of these names no place.
_NO_PLACE = re.compile(
    r"\d|%|năm|quý|kế hoạch|thực hiện|kết quả|tỷ lệ|tỉ lệ|chỉ tiêu|đạt|tăng|giảm|số lượng|số liệu|ghi chú|cộng",
    re.IGNORECASE,
)
_GRANT = forms("suất", "suất học bổng", "xuất")
#: What the money in the column beside is.
_MONEY_OF = {"scholarships": "scholarship_amount", "scholarship_recipients": "scholarship_amount", "awards": "award_amount", "gifts": "gift_amount", "piggy_banks": "fund_raised"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cell:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """Heads of the value columns and the rows: the cell that names the row, and its values (None: empty).

    `corner` is the head above the rows' names.
    """

    start: int
    end: int
    corner: Cell
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
    """A value of a table with its column, its head, the cell that names its row, and the cell that may name its place, if one does."""

    cell: Cell
    value: Decimal
    column: Column
    head: Cell
    row: Cell
    table: Table
    place: Cell | None


def find(text: str) -> list[Table]:
    """The tables of a text in order."""
    if not _has_cells(text) and _NUMBER_BEGINS.search(text) is None:
        return []  # most articles
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
    corner, heads = block[0][min(skip, len(block[0]) - 1)], block[0][skip + 1 :]
    rows = []
    for cells in block[1:]:
        named = 1 if len(cells) > len(heads) + 1 and _NUMERIC.match(cells[0].text) else 0
        if len(cells) > named and not _NUMERIC.match(cells[named].text):
            rows.append((cells[named], _values(cells[named + 1 :], len(heads))))
    return _table(lines[i].start, lines[j - 1].end, corner, heads, rows), j


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
    if sum(numeric) < _LEAST or True not in numeric:
        return None, j
    first = numeric.index(True)
    ordered = any(_ORDER.match(c.text) for c in block[:first])
    named = first + 1 if ordered else first - 1  # where the first row's name stands
    width = _width([*numeric[named + 1 :]], [bool(_EMPTY.match(c.text)) for c in block[named + 1 :]], ordered)
    begin = (first if ordered else first - 1) - width
    if width == 0 or begin < 1 or named >= len(block):
        return None, j
    heads = block[begin : begin + width]
    rows = _rows(block[first:] if ordered else block[first - 1 :], width)
    return _table(block[max(0, begin - 1 - ordered)].start, block[-1].end, block[begin - 1], heads, rows), j


def _width(numeric: list[bool], empty: list[bool], ordered: bool) -> int:
    """How many values a row has: the cells behind its name up to the next name (and its number, if rows have one)."""
    for n, is_number in enumerate(numeric):
        if not is_number and not empty[n]:
            return n - 1 if ordered else n
    return len(numeric)


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
    start: int, end: int, corner: Cell, heads: list[Cell], rows: list[tuple[Cell, tuple[Cell | None, ...]]]
) -> Table | None:
    return Table(start, end, corner, tuple(heads), tuple(rows)) if heads and rows else None


def entries(table: Table, words: list[Word], text: str) -> Iterator[Entry]:
    """The values of a table whose columns, or else whose rows, say what they count, row by row."""
    family = family_of_models(words)
    caption = text[max(0, table.start - _CAPTION) : table.start].lower()
    said = _UNIT_OF_ALL.search(caption)
    scale = _scale(said.group()) if said else 0
    columns: list[Column | None] = []
    for head in table.heads:
        columns.append(column(head.text, family, next((c for c in reversed(columns) if c), None), scale))
    turned = not any(columns) or _PLANNED.match(table.corner.text) is not None
    for row, values in table.rows:
        own = column(row.text, family, None, scale) if turned else None
        for head, of_head, cell in zip(table.heads, columns, values, strict=False):
            known = _turned(own, head.text) if turned else of_head
            if cell is None or known is None:
                continue
            value = numerals.read(cell.text.rstrip("% "), whole=known.unit == "count")
            place = row if not turned else None if _NO_PLACE.search(head.text) else head
            if value is not None:
                yield Entry(cell, value * known.scale, known, head, row, table, place)


def _turned(row: Column | None, head: str) -> Column | None:
    """What a row counts, in a column that is a plan, a result, a ratio of the two, a year or a place."""
    if row is None:
        return None
    lowered = head.lower()
    if "%" in lowered or "tỷ lệ" in lowered or "tỉ lệ" in lowered:
        return replace(row, statistic=Statistic.SHARE, unit="percent", scale=1)
    if _PLAN.search(lowered):
        return replace(row, statistic=Statistic.TARGET)
    return row


def _scale(said: str) -> int:
    return next((factor for name, factor in _SCALES if name in said), 0)


def column(head: str, family: str, before: Column | None, of_all: int = 0) -> Column | None:
    """What a column's head says, None where it is nothing of study promotion.

    `before` is the column on its left, `of_all` the scale of money that is said for the whole table.

    >>> column("Hội viên (người)", "learning", None)
    Column(metric='members', statistic=<Statistic.TOTAL: 'total'>, unit='count', scale=1)
    >>> column("Quỹ vận động năm 2016 (triệu đồng)", "learning", None).metric
    'fund_raised'
    >>> column("Tỷ lệ (%)", "learning", column("Gia đình học tập", "learning", None)).metric
    'learning_families'
    """
    lowered = head.lower()
    words = cut(head)
    scale = _scale(lowered)
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
    counted = any(w.tag in ("fixed", "model", "person") or w.form in _GRANT for w in words)
    if not scale and not percent and group in MONEY and not counted:
        scale = of_all
    target = Statistic.TARGET if _PLAN.search(lowered) else Statistic.TOTAL
    if scale:
        metric = MONEY.get(group, "") or (_MONEY_OF.get(before.metric, "") if before else "")
        return Column(metric, target, "vnd", scale) if metric else None
    if not metric and group == "award":
        metric = "awards"
    if percent:
        metric = metric or (before.metric if before else "")
        if not metric:
            return None
        return Column(metric, Statistic.REGISTERED if registered else Statistic.SHARE, "percent", 1)
    if not metric or metric == "targets":
        return None
    new = any(w.tag in ("new", "new_after", "new_verb") for w in words)
    status = target
    if registered and metric.startswith(("learning", "studious")):
        status = Statistic.REGISTERED
    elif new and target is Statistic.TOTAL:
        status = Statistic.NEW
    return Column(metric, status, "count", 1)
