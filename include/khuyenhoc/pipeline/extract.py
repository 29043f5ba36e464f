"""Step two: what the crawl archived → article versions, their figures, and what was set aside, staged.

Needs no network and no clock: run again, on one core or many, it writes the same bytes.
"""

from __future__ import annotations

import io
import logging
import multiprocessing
import os
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import partial
from itertools import islice
from typing import Any

import pyarrow.compute as pc
import pyarrow.parquet as pq

from khuyenhoc.crawl.cms import canonical_in, vendor_of
from khuyenhoc.errors import KeyMissing
from khuyenhoc.extract.article import Extraction, extract, versions
from khuyenhoc.extract.history import gone_in, withdrawn
from khuyenhoc.models import VIETNAM, Article, Capture, Cms, Observation, Rejection, Source
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.captures import archived, captures_of
from khuyenhoc.pipeline.latest import base_of
from khuyenhoc.tables import (
    ARTICLES,
    OBSERVATIONS,
    REJECTIONS,
    article_of,
    article_row,
    from_parquet,
    observation_of,
    observation_row,
    outcome_of,
    rejection_row,
    to_parquet,
)

log = logging.getLogger(__name__)

#: Captures that one process reads at a time, and fewer than which are not worth a second process.
CHUNK, WORTH_A_POOL = 16, 64


@dataclass(frozen=True)
class ExtractReport:
    """Keys and counts of one source's extraction. `by_path` says how bodies were found, `by_rule` why pages
    were set aside; many `page` for a known vendor means that its layout has changed."""

    source_id: str
    run_id: str
    captures: int
    articles: int
    unchanged: int
    withdrawn: int
    observations: int
    set_aside: int
    injected: int
    by_path: dict[str, int] = field(default_factory=dict)
    by_rule: dict[str, int] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Known:
    """What the last release holds of one source from before a run."""

    articles: Mapping[str, Sequence[Article]]
    observations: Mapping[str, Sequence[Observation]]


def extract_source(
    run: Run, source_id: str, *, from_archive: bool = False, since: date = date.min, until: date = date.max
) -> ExtractReport:
    """Read what the run captured of a source and stage it: `staging/run=…/source=…/`.

    With `from_archive` everything that was ever captured of it is read again, and nothing is taken as known; what
    was captured from `since` to `until` (Vietnamese days, inclusive) is staged. All is read for that too: which
    version of an article a page is depends on the captures before it.
    Raises UnknownSource; StoreError when the bucket fails. A page that cannot be read is set aside, never raised.
    """
    source = run.registry[source_id]
    known = Known({}, {}) if from_archive else known_before(run, source_id)
    captures = _all_captures(run, source_id) if from_archive else captures_of(run, source_id)
    read = list(extract_many(captures, source, run.run_id))
    found = list(versions(read, source, known.articles))
    extractions = [
        result
        for result in found
        if isinstance(result, Extraction)
        and since <= result.article.fetched_at.astimezone(VIETNAM).date() <= until
    ]
    if from_archive:
        extractions, gone = _marked(run, source, found, extractions), []
    else:
        alive = {e.article.article_id for e in (*read, *extractions) if isinstance(e, Extraction)}
        gone = [article for article in _withdrawn(run, source, known) if article.article_id not in alive]
    articles = [e.article for e in extractions] + gone
    observations = [o for e in extractions for o in e.observations]
    observations += [o for article in gone for o in known.observations.get(article.article_id, ())]
    rejections = [r for r in found if isinstance(r, Rejection)]
    rejections += [r for e in extractions for r in e.set_aside]
    for r in rejections:
        log.info(
            "%s: set aside by %s: %s: %s", source_id, r.rule, r.record.get("url", r.record_name), r.observed
        )
    return ExtractReport(
        source_id=source_id,
        run_id=run.run_id,
        captures=len(read),
        articles=len(extractions),
        unchanged=sum(isinstance(result, Extraction) for result in read) - len(extractions),
        withdrawn=len(gone),
        observations=len(observations),
        set_aside=len(rejections),
        injected=sum(article.injected is not None for article in articles),
        by_path=dict(sorted(Counter(e.article.extracted_by for e in extractions).items())),
        by_rule=dict(sorted(Counter(r.rule for r in rejections).items())),
        keys=_stage(run, source_id, articles, observations, rejections),
    )


def extract_many(
    captures: Iterable[Capture], source: Source, run: str = "", *, processes: int | None = None
) -> Iterator[Extraction | Rejection]:
    """Each capture's extraction, in the order of the captures, on all cores when there are enough of them."""
    captures = iter(captures)
    first = list(islice(captures, WORTH_A_POOL))
    one = partial(extract, source=source, run=run)
    cores = processes or os.cpu_count() or 1
    if cores == 1 or len(first) < WORTH_A_POOL or multiprocessing.current_process().daemon:
        yield from map(one, first)
        yield from map(one, captures)
        return
    with ProcessPoolExecutor(cores, mp_context=multiprocessing.get_context("spawn")) as pool:
        batch = first
        while batch:
            yield from pool.map(one, batch, chunksize=CHUNK)
            batch = list(islice(captures, WORTH_A_POOL))


def known_before(run: Run, source_id: str) -> Known:
    """What the last release holds of a source that was read before the run began.

    What the run itself brought is left out, so that running it again gives the same.
    """
    release = base_of(run.store, run.run_id)
    if release is None:
        return Known({}, {})
    rows = _of_source(run, release, "articles", source_id)
    articles: dict[str, list[Article]] = defaultdict(list)
    for row in rows:
        article = article_of(row)
        if article.fetched_at < run.started_at:
            if article.withdrawn_at and article.withdrawn_at >= run.started_at:
                article = replace(article, withdrawn_at=None)
            articles[article.article_id].append(article)
    last = {name: max(v.version for v in past) for name, past in articles.items()}
    observations: dict[str, list[Observation]] = defaultdict(list)
    for row in _of_source(run, release, "observations", source_id):
        if row["version"] == last.get(row["article_id"]):
            observations[row["article_id"]].append(observation_of(row))
    return Known(articles, observations)


def _of_source(run: Run, release: str, table: str, source_id: str) -> list[dict[str, Any]]:
    body = run.store.get(run.store.keys.release(release, f"{table}.parquet"))
    rows: list[dict[str, Any]] = pq.read_table(
        io.BytesIO(body), filters=pc.field("source_id") == source_id
    ).to_pylist()
    return rows


def _all_captures(run: Run, source_id: str) -> Iterator[Capture]:
    prefix = f"{run.store.keys.prefix}raw/source={source_id}/"
    keys = [key for key in run.store.list(prefix) if key.endswith(".warc.gz")]
    return archived(run.store, source_id, keys)


def _withdrawn(run: Run, source: Source, known: Known) -> list[Article]:
    """The known articles whose pages this run found gone for good."""
    gone = _gone(run, source, [run.store.keys.log(source.id, run.day, run.run_id)])
    return list(withdrawn((article for past in known.articles.values() for article in past), gone))


def _marked(
    run: Run, source: Source, found: Sequence[Extraction | Rejection], staged: Sequence[Extraction]
) -> list[Extraction]:
    """What is staged of the whole archive, its last versions marked where all that was ever asked says so."""
    prefix = f"{run.store.keys.prefix}log/source={source.id}/"
    gone = _gone(run, source, list(run.store.list(prefix)))
    articles = [result.article for result in found if isinstance(result, Extraction)]
    marked = {(a.article_id, a.version): a for a in withdrawn(articles, gone)}
    return [
        replace(e, article=marked.get((e.article.article_id, e.article.version), e.article)) for e in staged
    ]


def _gone(run: Run, source: Source, log_keys: Sequence[str]) -> dict[str, datetime]:
    """The articles' addresses, as they were asked and as they are known, that these crawls found gone for good."""
    crawls = []
    for key in log_keys:
        try:
            crawls.append([outcome_of(row) for row in from_parquet(run.store.get(key))])
        except KeyMissing:
            continue  # a run that did not crawl the source
    vendor, base = vendor_of(source.cms or Cms.GENERIC), source.base_url
    gone = gone_in(crawls)
    return gone | {canonical_in(vendor, url, base or url): at for url, at in gone.items()}


def _stage(
    run: Run,
    source_id: str,
    articles: Sequence[Article],
    observations: Sequence[Observation],
    rejections: Sequence[Rejection],
) -> dict[str, str]:
    """Write the tables, whole and ordered by what the rows say; give their keys."""
    rows = {
        "articles": [article_row(a) for a in sorted(articles, key=lambda a: (a.article_id, a.version))],
        "observations": [
            observation_row(o)
            for o in sorted(
                observations, key=lambda o: (o.article_id, o.version, o.figure.char_start, o.observation_id)
            )
        ],
        "rejections": sorted(
            map(rejection_row, rejections), key=lambda row: (row["record"], row["rule"], row["observed"])
        ),
    }
    schemas = {"articles": ARTICLES, "observations": OBSERVATIONS, "rejections": REJECTIONS}
    keys = {}
    for table, schema in schemas.items():
        keys[table] = run.store.keys.staging(run.run_id, source_id, table)
        run.store.put(keys[table], to_parquet(rows[table], schema))
    return keys
