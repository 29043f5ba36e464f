"""A capture to an article and its figures: a function of the capture and of what the source's file says.

It opens nothing and asks no clock: run again, it gives the same article, in any order, in any process.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path

from lxml.html import HtmlElement

from khuyenhoc.crawl.cms import Layout, recognise, vendor_of
from khuyenhoc.extract import figures, injection
from khuyenhoc.extract.citations import find_citations
from khuyenhoc.extract.dates import Published, find_published
from khuyenhoc.extract.figures import gazetteer
from khuyenhoc.extract.history import is_much_the_same, next_version
from khuyenhoc.extract.page import Unreadable, read_page, why_no_article
from khuyenhoc.extract.parts import Parts, find_parts, layouts_of
from khuyenhoc.extract.spam import judge
from khuyenhoc.extract.syllables import language_of
from khuyenhoc.models import (
    VIETNAM,
    Article,
    Capture,
    Cms,
    Listed,
    Observation,
    Rejection,
    Severity,
    Source,
    article_id,
)

#: What a figure keeps of its confidence when the text around it had to be restored.
_AFTER_INJECTION = 0.8
#: The longest reports of these sites have 60,000 characters.
LONGEST = 300_000
#: How sure a system's marks must be before its selectors are tried on a page of a source that names none.
_SURE = 0.5


@dataclass(frozen=True, slots=True)
class Extraction:
    """One version of an article, its observations, and what of it was set aside with the reason."""

    article: Article
    observations: tuple[Observation, ...]
    set_aside: tuple[Rejection, ...] = ()


@cache
def extractor_version() -> str:
    """What made a row: a digest of the code and the word lists that read it, and trafilatura's version."""
    package = Path(__file__).parent
    files = [
        *package.rglob("*.py"),
        *package.rglob("*.tsv"),
        *(package.parent / "crawl" / "cms").glob("*.py"),
    ]
    digest = hashlib.sha256()
    for path in sorted(files):
        digest.update(path.read_bytes().replace(b"\r\n", b"\n"))
    return f"{digest.hexdigest()[:12]}+trafilatura{version('trafilatura')}"


def extract(capture: Capture, source: Source, *, run: str = "") -> Extraction | Rejection:
    """The first version of the article that a capture holds, or why there is none.

    A rejection keeps the place of the capture in the archive: nothing is lost.
    """
    page = read_page(capture.body, capture.header("content-type"))
    if isinstance(page, Unreadable):
        return _rejected(capture, page, run)
    parts = find_parts(
        page.tree, _layouts(page.tree, capture.headers, capture.fetched_at, source), capture.url
    )
    if parts is None:
        return _rejected(capture, why_no_article(page.tree), run)
    if len(parts.text) < source.assertions.min_text:
        expected = f"at least {source.assertions.min_text} characters"
        return _rejected(
            capture, Unreadable("text_too_short", f"{len(parts.text)}: {parts.text}", expected), run
        )
    if len(parts.text) > LONGEST:
        expected = f"at most {LONGEST} characters"
        return _rejected(
            capture, Unreadable("text_too_long", f"{len(parts.text)}: {parts.text[:200]}", expected), run
        )
    published = _published(page.tree, parts, capture.url, capture.fetched_at, capture.listed)
    article = _article(capture, source, parts, published)
    if not article.title:  # none on the page, or nothing but an injected phrase
        return _rejected(capture, Unreadable("no_title", parts.text[:200], "a title"), run)
    if verdict := judge(article.text, parts.links):
        return _rejected(
            capture, Unreadable(verdict.rule, f"{article.title}: {verdict.observed}", "an article"), run
        )
    observations, article = _read_figures(article, source)
    dates = tuple(
        _rejected(
            capture,
            Unreadable("published_date", passed, "between 1996 and the day of the capture"),
            run,
            Severity.WARNING,
        )
        for passed in published.passed_over
    )
    return Extraction(article, observations, dates)


def published_on(
    source: Source, url: str, body: bytes, headers: Sequence[tuple[str, str]], fetched_at: datetime
) -> datetime | None:
    """When the article of a page was published, read as `extract` reads it; None when the page does not say."""
    content_type = next((value for name, value in headers if name.lower() == "content-type"), None)
    page = read_page(body, content_type)
    if isinstance(page, Unreadable):
        return None
    parts = find_parts(page.tree, _layouts(page.tree, headers, fetched_at, source), url)
    if parts is None:
        return None
    return _published(page.tree, parts, url, fetched_at).moment


def _published(
    tree: HtmlElement, parts: Parts, url: str, fetched_at: datetime, listed: Listed | None = None
) -> Published:
    return find_published(
        tree,
        parts.published,
        url=url,
        fetched_at=fetched_at,
        title=parts.title_element,
        body=parts.body_element,
        listed=listed,
    )


def _layouts(
    tree: HtmlElement, headers: Sequence[tuple[str, str]], fetched_at: datetime, source: Source
) -> list[Layout]:
    """The layouts of the source's system; of a source that names none, first those of the system whose marks
    the page shows."""
    cms, day = source.cms or Cms.GENERIC, fetched_at.astimezone(VIETNAM).date()
    layouts = layouts_of(cms, source.selectors, day)
    if cms is Cms.GENERIC and source.selectors.body is None:
        found, sure = recognise(tree, headers)[0]
        if found is not cms and sure >= _SURE:
            return [*layouts_of(found, source.selectors, day), *layouts]
    return layouts


def extract_all(
    captures: Iterable[Capture], source: Source, known: Mapping[str, Sequence[Article]], *, run: str = ""
) -> Iterator[Extraction | Rejection]:
    """What the captures add to the versions that are known: new articles, edited ones, those that another
    extractor read differently. A capture that says what is known gives nothing.

    The order of the captures does not matter.
    """
    read = (extract(capture, source, run=run) for capture in captures)
    return versions(read, source, known)


def versions(
    read: Iterable[Extraction | Rejection], source: Source, known: Mapping[str, Sequence[Article]]
) -> Iterator[Extraction | Rejection]:
    """The extractions as versions that follow the known ones, in the order of their captures; rejections first.

    An article that moved, its vendor's id in a new address, goes on under the id that it has. The text must be much the
    same, too: on sites without numbers a year at the end of an address looks like one ("…-nam-2024.html").
    """
    extractions = []
    for result in read:
        if isinstance(result, Rejection):
            yield result
        else:
            extractions.append(result)
    vendor_id = vendor_of(source.cms or Cms.GENERIC).vendor_id
    history = {name: list(versions) for name, versions in known.items()}
    numbers: dict[str, list[str]] = {}
    for name, past in history.items():
        if number := vendor_id(past[-1].url):
            numbers.setdefault(number, []).append(name)
    for result in sorted(extractions, key=lambda e: (e.article.fetched_at, e.article.url)):
        name, number = result.article.article_id, vendor_id(result.article.url)
        if name not in history and number:
            moved = (n for n in numbers.get(number, ()) if is_much_the_same(history[n][-1], result.article))
            name = next(moved, name)
        past = history.setdefault(name, [])
        article = next_version(replace(result.article, article_id=name), past)
        if article is None:
            continue
        if number and name not in numbers.setdefault(number, []):
            numbers[number].append(name)
        past[:] = [*(v for v in past if v.version != article.version), article]
        observations = tuple(
            replace(o, article_id=name, version=article.version) for o in result.observations
        )
        yield Extraction(article, observations, result.set_aside)


def _article(capture: Capture, source: Source, parts: Parts, published: Published) -> Article:
    text, title, lead = parts.text, parts.title, parts.lead
    found = injection.find(text)
    if found:
        text = found.restored
        title, _, rest = text.partition("\n\n")
        lead = rest.partition("\n")[0] if lead else ""
    return Article(
        article_id=article_id(source.id, capture.canonical_url),
        version=1,
        source_id=source.id,
        url=capture.url,
        canonical_url=capture.canonical_url,
        title=title,
        lead=lead,
        author=parts.author,
        text=text,
        published_at=published.moment.astimezone(UTC) if published.moment else None,
        published_source=published.source,
        published_precision=published.precision,
        language=language_of(text),
        fetched_at=capture.fetched_at,
        first_seen_at=capture.fetched_at,
        payload_digest=capture.payload_digest,
        locator=capture.locator,
        extractor_version=extractor_version(),
        section=parts.section,
        tags=parts.tags,
        images=parts.images,
        citations=find_citations(text),
        injected=found.phrase if found else None,
        original_text=parts.text if found else None,
        extracted_by=parts.extracted_by,
    )


def _read_figures(article: Article, source: Source) -> tuple[tuple[Observation, ...], Article]:
    """The observations of an article, and the article with the share of numbers that no rule explains."""
    published = article.published_at
    reading = figures.read(
        article.text,
        published=published.astimezone(VIETNAM).date() if published else None,
        source_province=province_name(source.province),
        of_association=source.of_association,
    )
    trust = _AFTER_INJECTION if article.injected else 1.0
    observations = tuple(
        Observation(
            article.article_id,
            article.version,
            article.source_id,
            replace(figure, confidence=round(figure.confidence * trust, 4)),
        )
        for figure in reading.figures
    )
    return observations, replace(article, unexplained=round(reading.unexplained, 4))


@cache
def province_name(code: str | None) -> str | None:
    """The bare name of a province by its code of before 2025-07-01.

    >>> province_name("15")
    'Yên Bái'
    """
    return next((province.name for province in gazetteer.provinces().values() if province.code == code), None)


def _rejected(
    capture: Capture, why: Unreadable, run: str, severity: Severity = Severity.CRITICAL
) -> Rejection:
    return Rejection(
        table="articles",
        record={
            "source_id": capture.source_id,
            "url": capture.url,
            "canonical_url": capture.canonical_url,
            "fetched_at": capture.fetched_at.isoformat(),
            "payload_digest": capture.payload_digest,
            "warc_key": capture.locator.key,
            "warc_offset": capture.locator.offset,
            "warc_length": capture.locator.length,
        },
        rule=why.rule,
        severity=severity,
        observed=why.observed,
        expected=why.expected,
        run=run,
    )
