"""Read an article's figures: the grammar's parts in the order in which they work."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from khuyenhoc.extract.figures import gazetteer, joining, periods, quantities, sentences, tabulated
from khuyenhoc.extract.figures.dating import Times
from khuyenhoc.extract.figures.metrics import Claim, Interpreter
from khuyenhoc.extract.figures.placing import Areas
from khuyenhoc.extract.figures.reckoning import Calendar
from khuyenhoc.extract.figures.sentences import Sentence
from khuyenhoc.extract.figures.tabulated import Table
from khuyenhoc.extract.figures.trusting import confidence
from khuyenhoc.extract.figures.words import LOWER, UPPER, Word, fold, lowered, phrased, pieces_of, rows
from khuyenhoc.models import Area, AreaLevel, Bound, Figure, Period, Unit


class Token(NamedTuple):
    """A numeric token of the text and its class: observation, date, document, place, …, or unexplained."""

    char_start: int
    char_end: int
    what: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of one text. Spans point into the text that was given."""

    figures: tuple[Figure, ...]
    tokens: tuple[Token, ...]
    unexplained: float


#: A letter of Icelandic that legacy fonts print for đ.
_ETH = str.maketrans("Ðð", "Đđ")
#: A character with the marks that combine with it.
_LETTER = re.compile(r".[\u0300-\u036f]*", re.DOTALL)
#: Where a space was lost: "NămCăn", "có8/8", "1,15tỷ". A page that lost as many lost them by fault, not as a name does.
#: (A search is fast for what begins with one class of characters, `\d` not in it: a space is lost before the first, behind the second.)
_GLUED = re.compile(rf"[{UPPER}0-9](?:(?<=[{LOWER}][{UPPER}])(?=[{LOWER}])|(?<=[{LOWER}]{{2}}[0-9]))")
_GLUED_BEHIND = re.compile(rf"[0-9](?=[{LOWER}]{{3}}|t[ỷỉ](?!\w)|em(?!\w))")
_LOSES_SPACES = 4
#: The word that most articles on study promotion say somewhere, also glued to its neighbours.
_PROMOTING = fold("khuyến")


@cache
def _phrases(of_association: bool) -> tuple[str, ...]:
    where = ("anywhere", "association") if of_association else ("anywhere",)
    return tuple(
        f" {' '.join(map(fold, row['phrase'].split()))} " for row in rows("about") if row["where"] in where
    )


def _is_about_promotion(words: Sequence[Word], of_association: bool) -> bool:
    """Whether an article is about study promotion at all: other scholarships and classes are none of ours.

    What an association prints of grants and rewards is about its own work, also where it does not say so.
    """
    if any(_PROMOTING in word.form for word in words):
        return True
    said = f" {' '.join(word.form for word in words)} "
    return any(phrase in said for phrase in _phrases(of_association))


def read(
    text: str, *, published: date | None, source_province: str | None, of_association: bool = False
) -> Reading:
    """The figures of an article: `text` is its title, a blank line and its body.

    `published` dates what the text leaves undated; `source_province` is the bare name of the province that the
    source reports from; `of_association` says that the source is a study-promotion association's own site, whose
    grants need not be said to be ours. Any string is read; nothing is raised.
    """
    original, (text, offsets) = text, _composed(text)
    pieces = pieces_of(text)
    wording = phrased(pieces, text)
    words = wording.words
    low = lowered(text)
    calendar = Calendar(published)
    times = periods.find(text, low, pieces, calendar)
    parts = sentences.split(wording)
    tables = tabulated.find(text)
    claimed = sorted([(t.start, t.end) for t in times] + [(t.start, t.end) for t in tables])
    found = quantities.find(wording, text, claimed)
    taken = [(t.start, t.end) for t in tables]
    placing = Areas(text, low, pieces, words, parts, source_province, taken, published)
    dating = Times(text, low, parts, times, calendar, placing.title_end)
    reported = dating.report.end if dating.report else None
    interpreter = Interpreter(wording, parts, found.quantities, times, reported, calendar.today)
    claims = interpreter.run()
    tokens: list[Token] = []
    if not _is_about_promotion(words, of_association):
        tokens = [Token(c.quantity.start, c.quantity.end, "not about study promotion") for c in claims]
        claims = []
    figures = _scoped(text, parts, claims, placing, dating) + _tabulated(text, words, tables, placing, dating)
    scoped = figures
    figures = joining.once(figures, [q for q, _ in interpreter.dismissed], text, placing.title_end)
    tokens += [Token(r.start, r.end, r.what) for r in found.references]
    tokens += [Token(q.start, q.end, why or "other") for q, why in interpreter.dismissed]
    tokens += [Token(f.char_start, f.char_end, "observation") for f in figures]
    kept = {f.char_start for f in figures}
    again = {f.char_start: f.char_end for f in scoped if f.char_start not in kept}
    tokens += [Token(start, end, "said again") for start, end in again.items()]
    if offsets is not None or text is not original:
        figures = [_of_original(f, original, offsets) for f in figures]
        tokens = [Token(_at(t.char_start, offsets), _at(t.char_end, offsets), t.what) for t in tokens]
    tokens.sort(key=lambda t: t.char_start)
    unexplained = sum(t.what == "unexplained" for t in tokens)
    return Reading(tuple(figures), tuple(tokens), unexplained / len(tokens) if tokens else 0.0)


def _composed(text: str) -> tuple[str, list[int] | None]:
    """The text in composed letters, with đ for ð and its lost spaces; and where each character began, if any moved."""
    offsets: list[int] | None = None
    if unicodedata.is_normalized("NFC", text):
        text = text.translate(_ETH) if "ð" in text or "Ð" in text else text
    else:
        parts: list[str] = []
        offsets = []
        for match in _LETTER.finditer(text):
            part = unicodedata.normalize("NFC", match.group()).translate(_ETH)
            parts.append(part)
            offsets += [match.start()] * len(part)
        text, offsets = "".join(parts), [*offsets, len(text)]
    lost = [match.start() for match in _GLUED.finditer(text)]
    lost += [match.end() for match in _GLUED_BEHIND.finditer(text)]
    if len(lost) < _LOSES_SPACES:
        return text, offsets
    lost.sort()
    begins = offsets or range(len(text) + 1)
    parts = []
    moved: list[int] = []
    for start, end in pairwise([0, *lost, len(text)]):
        parts.append(text[start:end])
        moved += begins[start : end + 1]
    return " ".join(parts), moved


def _at(position: int, offsets: list[int] | None) -> int:
    return position if offsets is None else offsets[position]


def _of_original(f: Figure, original: str, offsets: list[int] | None) -> Figure:
    """The figure with its span in the text that was given."""
    start, end = _at(f.char_start, offsets), _at(f.char_end, offsets)
    return replace(f, char_start=start, char_end=end, surface=original[start:end])


def _scoped(
    text: str, parts: list[Sentence], claims: list[Claim], placing: Areas, dating: Times
) -> list[Figure]:
    """The claims as figures: each with its place and time, said once."""
    figures: list[Figure] = []
    k = 0
    #: Where a paragraph's last claim is: which places are named behind it no claim asks, nor what follows the very last.
    asked = {parts[claim.sentence].paragraph: claim.sentence for claim in claims}
    for index, s in enumerate(parts[: claims[-1].sentence + 1] if claims else ()):
        mine = []
        while k < len(claims) and claims[k].sentence == index:
            mine.append(claims[k])
            k += 1
        placing.enter(s)
        dating.enter(s)
        for n, claim in enumerate(mine):
            before = mine[n - 1].quantity.end if n else s.start
            after = mine[n + 1].quantity.start if n + 1 < len(mine) else s.end
            level, name = placing.of(claim, before, after)
            period = dating.of(claim, after)
            claim.rule = f"{claim.rule} {placing.how} {dating.how}"
            places = (placing.items.each(s.start, claim.quantity.start) if claim.each_place else []) or [
                (level, name)
            ]
            figures += [_figure(text, s, claim, _coded(place, placing, period), period) for place in places]
        dating.leave(s, figures=bool(mine))
        if index < asked.get(s.paragraph, 0):
            placing.leave(s, mine[0].quantity.start if mine else s.end)
    return figures


def _coded(place: tuple[AreaLevel, str], placing: Areas, period: Period) -> Area:
    return gazetteer.coded(*place, placing.seat.province, period.end or period.start)


def _tabulated(
    text: str, words: list[Word], tables: list[Table], placing: Areas, dating: Times
) -> list[Figure]:
    """The values of the tables, each with the place of its row and the time of its head or of the table."""
    figures = []
    for table in tables:
        for entry in tabulated.entries(table, words, text):
            seat = placing.seat.level, placing.seat.name
            area = placing.items.of_row(entry.place.text, table.corner.text) if entry.place else seat
            if area is None:
                continue
            c, column = entry.cell, entry.column
            period = dating.beside.of_cell(column.metric, entry.head.start, entry.head.end, table.start)
            figures.append(
                Figure(
                    metric=column.metric,
                    statistic=column.statistic,
                    value=entry.value,
                    unit=Unit(column.unit),
                    bound=Bound.EXACT,
                    area=_coded(area, placing, period),
                    period=period,
                    char_start=c.start,
                    char_end=c.end,
                    surface=text[c.start : c.end],
                    sentence=f"{entry.row.text} · {entry.head.text}: {c.text}",
                    confidence=confidence("table"),
                    rule="table",
                )
            )
    return figures


def _figure(text: str, s: Sentence, claim: Claim, area: Area, period: Period) -> Figure:
    q = claim.quantity
    return Figure(
        metric=claim.metric, statistic=claim.statistic, value=q.value, unit=Unit(q.unit), bound=Bound(q.bound),
        area=area, period=period, char_start=q.start, char_end=q.end, surface=text[q.start : q.end],
        sentence=text[s.start : s.end], confidence=confidence(claim.rule), rule=claim.rule, value_max=q.maximum, denominator=q.denominator,
    )  # fmt: skip
