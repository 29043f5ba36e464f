"""Read the figures of articles from a JSON lines file."""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from rich.text import Text

from khuyenhoc.commands import Say
from khuyenhoc.errors import SettingsError
from khuyenhoc.extract import figures, injection
from khuyenhoc.models import Figure

HELP = "read the figures of articles: IN.jsonl with id, title, text, published → OUT.jsonl with observations"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("articles", type=Path, metavar="IN.jsonl", help="an article a line")
    parser.add_argument("observations", type=Path, metavar="OUT.jsonl", nargs="?", help="where to write them")
    parser.add_argument(
        "--explain",
        metavar="ID",
        nargs="?",
        const="",
        help="print this article (all, without ID) with its figures and why",
    )


def run(arguments: argparse.Namespace, say: Say) -> int:
    articles = list(_articles(arguments.articles))
    if arguments.explain is not None:
        asked = [a for a in articles if arguments.explain in ("", a["id"])]
        if not asked:
            raise SettingsError(
                f"no article {arguments.explain!r} in {arguments.articles}",
                remedy="Ask for an id of the file",
            )
        for article in asked:
            _explain(article, say)
        return 0
    if arguments.observations is None:
        raise SettingsError("no OUT.jsonl given", remedy="Name the file to write, or use --explain")
    with arguments.observations.open("w", encoding="utf-8") as out:
        for article in articles:
            out.write(json.dumps(measured(article), ensure_ascii=False) + "\n")
    say.line(f"{len(articles)} articles read")
    return 0


#: How numeric tokens are shown; what is no figure is dim, what nothing explains is red.
_COLOURS = {"observation": "bold green", "unexplained": "bold red"}


def _explain(article: dict[str, Any], say: Say) -> None:
    """Print an article with its numbers coloured, then each figure with its reading and the rule that gave it."""
    text, reading = _read(article)
    if say.json:
        say.record(measured(article))
        return
    shown = Text(text)
    for token in reading.tokens:
        shown.stylize(_COLOURS.get(token.what, "dim"), token.char_start, token.char_end)
    say.out.rule(str(article["id"]))
    say.out.print(shown)
    say.table("figures", [_explained(f) for f in reading.figures]) if reading.figures else say.line(
        "no figures"
    )
    others = [t for t in reading.tokens if t.what != "observation"]
    say.table(
        "no figures", [{"number": text[t.char_start : t.char_end], "because": t.what} for t in others]
    ) if others else None
    say.line(f"{reading.unexplained:.0%} of the numbers unexplained")


def _explained(f: Figure) -> dict[str, Any]:
    time = " .. ".join(filter(None, (_day(f.period.start), _day(f.period.end))))
    return {
        "surface": f.surface,
        "metric": f.metric,
        "statistic": f.statistic.value,
        "value": format(f.value.normalize(), "f") + (f" of {f.denominator}" if f.denominator else ""),
        "unit": f.unit.value,
        "bound": f.bound.value,
        "place": f"{f.area.level.value} {f.area.name}",
        "time": f"{time} ({f.period.text})" if f.period.text else time,
        "rule": f.rule,
        "confidence": f"{f.confidence:.2f}",
    }


def _articles(path: Path) -> Iterator[dict[str, Any]]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(
            f"{path} cannot be read: {error}", remedy="Give a UTF-8 file with one article a line"
        ) from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield json.loads(line)
        except json.JSONDecodeError as error:
            raise SettingsError(
                f"{path}:{number} is no JSON: {error}", remedy="Write one article a line"
            ) from error


def composed(title: str, text: str) -> str:
    """Title, blank line, text, as they were before advertising was put in; the title once."""
    title, text = unicodedata.normalize("NFC", title).strip(), unicodedata.normalize("NFC", text)
    whole = text if not title or text.lstrip().startswith(title) else f"{title}\n\n{text}"
    injected = injection.find(whole)
    return injected.restored if injected else whole


def _read(article: dict[str, Any]) -> tuple[str, figures.Reading]:
    text = composed(article.get("title") or "", article.get("text") or "")
    published = article.get("published")
    day = date.fromisoformat(published[:10]) if published else None
    return text, figures.read(text, published=day, source_province=article.get("source_province"))


def measured(article: dict[str, Any]) -> dict[str, Any]:
    """The article's id with the observations of its title and text."""
    return {"id": article["id"], "observations": list(map(_record, _read(article)[1].figures))}


def _record(figure: Figure) -> dict[str, Any]:
    return {
        "metric": figure.metric,
        "statistic": figure.statistic,
        "value": _number(figure.value),
        "value_max": _number(figure.value_max),
        "denominator": _number(figure.denominator),
        "unit": figure.unit,
        "bound": figure.bound,
        "area_level": figure.area.level,
        "area": figure.area.name,
        "area_code": figure.area.code,
        "province_code": figure.area.province_code,
        "province_code_2025": figure.area.province_code_2025,
        "area_code_system": figure.area.system,
        "period_start": _day(figure.period.start),
        "period_end": _day(figure.period.end),
        "period_text": figure.period.text,
        "char_start": figure.char_start,
        "char_end": figure.char_end,
        "surface": figure.surface,
        "sentence": figure.sentence,
        "confidence": figure.confidence,
        "rule": figure.rule,
    }


def _number(number: Decimal | None) -> float | int | None:
    return None if number is None else float(number) if number % 1 else int(number)


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
