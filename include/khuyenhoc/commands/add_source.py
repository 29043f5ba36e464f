"""From an address to a source: probe the site, write its file, save pages to confirm, show the first articles."""

from __future__ import annotations

import argparse
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import sleep
from typing import Any

import yaml
from pydantic import ValidationError

from khuyenhoc.charset import text_of
from khuyenhoc.commands import Say
from khuyenhoc.crawl.archive import Writer, captures, index_of
from khuyenhoc.crawl.assess import Status
from khuyenhoc.crawl.fetch import Fetcher
from khuyenhoc.crawl.frontier import Frontier
from khuyenhoc.crawl.pace import Clock
from khuyenhoc.crawl.probe import Probe, Prober, draft, settled, source_id_of
from khuyenhoc.crawl.walk import Options, Walk
from khuyenhoc.errors import LayoutBroken, SettingsError, SourceError
from khuyenhoc.extract.article import Extraction, extract
from khuyenhoc.models import VIETNAM, Capture, Politeness, Source
from khuyenhoc.settings import Settings
from khuyenhoc.sources import HERE, source_of

HELP = "probe a site, write its file and show its first articles"
FIXTURES = 3
TODO = """\
# yaml-language-server: $schema=../../../../schema/source.json
# Written by add-source on {day}. Look at name, owner, level, province (GSO code), cadence (articles a week),
# licence and contact; add `paging` where a listing's further pages are not found by themselves.
{notes}
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", help="the site, or the section of it that is to be crawled")
    parser.add_argument(
        "--id", dest="source_id", help="the source's id; made of the host when it is not given"
    )
    parser.add_argument(
        "--to", type=Path, default=HERE / "sites", metavar="FOLDER", help="where the file goes"
    )
    parser.add_argument(
        "--fixtures",
        type=Path,
        default=Path("tests/sites"),
        metavar="FOLDER",
        help="where pages to confirm go (tests/sites)",
    )
    parser.add_argument("--articles", type=int, default=10, metavar="N", help="articles to look at (10)")
    parser.add_argument(
        "--delay", type=float, default=2.0, metavar="SECONDS", help="between two requests (2)"
    )
    parser.add_argument("--local", action="store_true", help="the site is a sample on this machine")


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Raises SettingsError when the file is there already, SourceError when the site cannot be described."""
    source_id = arguments.source_id or source_id_of(arguments.url)
    path: Path = arguments.to / f"{source_id}.yaml"
    if path.exists():
        raise SettingsError(f"{path} is there already", remedy="Give another --id, or mend that file")
    agent = Settings.read().user_agent
    fetcher, clock = Fetcher(agent, local=arguments.local), _Clock()
    try:
        pace = Politeness(delay=arguments.delay)
        found = Prober(arguments.url.rstrip("/"), fetcher, clock, agent, pace).probe()
        for note in found.notes:
            say.line(note)
        source = _drafted(found, source_id, arguments)
        seen = _look(source, fetcher, clock, agent, arguments.articles)
    finally:
        fetcher.close()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(_file(found, source, seen), encoding="utf-8")
    source_of(path.read_text(encoding="utf-8"), path.name)
    saved = _save(seen.extractions, arguments.fixtures / source_id)
    say.table(
        f"{source.cms}: the first {len(seen.extractions)} articles", [_row(c, e) for c, e in seen.extractions]
    )
    say.line(f"wrote {path}")
    for one in saved:
        say.line(f"wrote {one}: confirm it beside its page")
    say.line(f"next: look at the file, then python -m khuyenhoc crawl {source_id}")
    return 0


class _Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        sleep(seconds)


def _drafted(found: Probe, source_id: str, arguments: argparse.Namespace) -> Source:
    if found.refused is not None:
        raise SourceError(
            f"{found.base_url}: {found.refused.result}: {found.refused.detail}",
            remedy="A site that challenges or refuses crawlers is left alone: ask its owner",
        )
    if not found.starts:
        raise LayoutBroken(
            f"{found.base_url}: no feed, sitemap or listing of articles found on it or its sections",
            remedy="Give the address of a page that lists articles",
        )
    try:
        said = draft(found, source_id, local=arguments.local)
        said["politeness"]["delay"] = max(arguments.delay, found.delay if found.delay > 2 else 0)
        return Source.model_validate(said)
    except ValidationError as error:
        raise SettingsError(f"{source_id}: {error.errors()[0]['msg']}", remedy="Give --id") from error


@dataclass(frozen=True)
class _Seen:
    articles: int
    texts: list[str]
    extractions: list[tuple[Capture, Any]]


def _look(source: Source, fetcher: Fetcher, clock: Clock, agent: str, most: int) -> _Seen:
    """Crawl the first articles by the drafted file, and read them."""
    walk = Walk(
        source,
        Frontier(),
        fetcher=fetcher,
        clock=clock,
        agent=agent,
        options=Options(max_articles=most, max_pages=1),
    )
    out = io.BytesIO()
    writer = Writer(out, f"{source.id}.warc.gz", agent, clock.now())
    for visit in walk.visits():
        writer.write(visit)
    found = list(captures(out.getvalue(), index_of(writer.cdxj()), source.id, writer.key))
    if not found:
        assessment = walk.assessment()
        raise (SourceError if assessment.status is Status.BLOCKED else LayoutBroken)(
            f"{source.base_url}: {assessment.status}: {assessment.detail}",
            remedy="Its lists were found, its articles were not: write the file by hand, with selectors",
        )
    texts = [text_of(capture.body, capture.header("Content-Type")).text for capture in found]
    return _Seen(len(walk.seen.links), texts, [(capture, extract(capture, source)) for capture in found])


def _file(found: Probe, source: Source, seen: _Seen) -> str:
    """The text of the file: what the probe knows, assertions from what was seen, and what a person must look at."""
    lengths = [len(e.article.text) for _, e in seen.extractions if isinstance(e, Extraction)]
    said = settled(
        source.model_dump(mode="json", exclude_unset=True),
        articles=seen.articles,
        lengths=lengths,
        everywhere=all("khuyến học" in text.casefold() for text in seen.texts),
    )
    days = sorted(
        e.article.published_at
        for _, e in seen.extractions
        if isinstance(e, Extraction) and e.article.published_at is not None
    )
    if len(days) > 1:  # articles a week among those that were seen, at least one in ten weeks
        said["cadence"] = max(
            0.1, round((len(days) - 1) / max((days[-1] - days[0]) / timedelta(weeks=1), 1), 1)
        )
    said |= {"licence": "", "contact": ""}
    day = datetime.now(VIETNAM).date()
    head = TODO.format(day=day, notes="\n".join(f"#   {note}" for note in found.notes))
    return head + yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=110)


def _save(extractions: list[tuple[Capture, Any]], folder: Path) -> Iterator[Path]:
    """Two or three pages as served, and beside each what was read of it, for a person to confirm."""
    good = [(capture, e) for capture, e in extractions if isinstance(e, Extraction)]
    richest = sorted(good, key=lambda pair: -len(pair[1].observations))[:FIXTURES]
    for capture, extraction in richest:
        folder.mkdir(parents=True, exist_ok=True)
        page = folder / f"{extraction.article.article_id}.html"
        page.write_bytes(capture.body)
        expected = page.with_suffix(".json")
        expected.write_text(
            json.dumps(_expected(capture, extraction), ensure_ascii=False, indent=1, default=str) + "\n"
        )
        yield expected


def _expected(capture: Capture, extraction: Extraction) -> dict[str, Any]:
    article = extraction.article
    return {
        "confirmed_by": None,
        "url": capture.url,
        "content_type": capture.header("Content-Type"),
        "fetched_at": capture.fetched_at.isoformat(),
        "title": article.title,
        "published_at": article.published_at and article.published_at.astimezone(VIETNAM).isoformat(),
        "lead": article.lead,
        "text": article.text,
        "figures": [
            {
                "metric": f.metric,
                "statistic": f.statistic,
                "value": str(f.value),
                "unit": f.unit,
                "surface": f.surface,
            }
            for f in (observation.figure for observation in extraction.observations)
        ],
    }


def _row(capture: Capture, extraction: Any) -> dict[str, Any]:
    if not isinstance(extraction, Extraction):
        return {
            "date": "",
            "title": capture.url,
            "chars": 0,
            "figures": 0,
            "note": f"{extraction.rule}: {extraction.observed[:60]}",
        }
    article = extraction.article
    published = article.published_at.astimezone(VIETNAM).date() if article.published_at else None
    said = "; ".join(f"{o.figure.metric} {o.figure.value:f}" for o in extraction.observations[:3])
    return {
        "date": str(published or "none"),
        "title": article.title,
        "chars": len(article.text),
        "figures": len(extraction.observations),
        "note": said,
    }
