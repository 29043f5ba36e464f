"""Read an article's figures: the grammar's parts in the order in which they work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from khuyenhoc.extract.figures import periods, quantities, sentences
from khuyenhoc.extract.figures.metrics import Interpreter
from khuyenhoc.extract.figures.periods import Calendar
from khuyenhoc.extract.figures.words import cut
from khuyenhoc.models import Area, AreaLevel, Bound, Figure, Period, Unit


@dataclass(frozen=True, slots=True)
class Token:
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


def read(text: str, *, published: date | None, source_province: str | None) -> Reading:
    """The figures of an article: `text` is its title, a blank line and its body.

    `published` dates what the text leaves undated; `source_province` is the bare name of the province that the
    source reports from. Any string is read; nothing is raised.
    """
    words = cut(text)
    calendar = Calendar(published)
    times = periods.find(text, calendar)
    parts = sentences.split(words)
    found = quantities.find(words, text, [(t.start, t.end) for t in times])
    claims = Interpreter(words, parts, found.quantities).run()
    figures = []
    for claim in claims:
        s = parts[claim.sentence]
        q = claim.quantity
        figures.append(
            Figure(
                metric=claim.metric,
                statistic=claim.statistic,
                value=q.value,
                unit=Unit(q.unit),
                bound=Bound(q.bound),
                area=Area(AreaLevel.PROVINCE, source_province or "Việt Nam"),
                period=Period(None, calendar.today),
                char_start=q.start,
                char_end=q.end,
                surface=text[q.start : q.end],
                sentence=text[s.start : s.end],
                confidence=0.9,
                rule=claim.rule,
                value_max=q.maximum,
                denominator=q.denominator,
            )
        )
    tokens = [Token(r.start, r.end, r.what) for r in found.references]
    tokens += [Token(f.char_start, f.char_end, "observation") for f in figures]
    tokens.sort(key=lambda t: t.char_start)
    unexplained = sum(t.what == "unexplained" for t in tokens)
    return Reading(tuple(figures), tuple(tokens), unexplained / len(tokens) if tokens else 0.0)
