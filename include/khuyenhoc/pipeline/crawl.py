"""Crawl one source of a run: its frontier and journal out of the bucket, archive, log and frontier into it.

Objects of one (source, run): `raw/…/<run>.warc.gz` (further parts `<run>-002.warc.gz`) with a `.cdxj` beside each,
`log/…/<run>.parquet`, `state/…/frontier.parquet`, `staging/…/crawl.json` (the report, written last), and while
it runs `state/…/journal/<run>/<n>`. A crawl that was killed goes on from its journal; one that is finished is only
reported again. A site that was out of reach is tried again: its log is kept and added to.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import SpooledTemporaryFile
from time import sleep
from typing import IO, Any, cast

import khuyenhoc.sources
from khuyenhoc.crawl.archive import Visit, Writer
from khuyenhoc.crawl.assess import Assessment, Status
from khuyenhoc.crawl.fetch import Answer, Fetcher, Limits
from khuyenhoc.crawl.frontier import Frontier, merged
from khuyenhoc.crawl.walk import Options, Walk
from khuyenhoc.crawl.walk_back import WalkBack
from khuyenhoc.errors import (
    KeyMissing,
    LayoutBroken,
    NotProven,
    RegistryError,
    SourceError,
    SourceUnreachable,
)
from khuyenhoc.models import VIETNAM, Kind, Outcome, Result, Source
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.frontier import Start, StoreJournal, read_frontier, write_frontier
from khuyenhoc.pipeline.turn import give_back, turn
from khuyenhoc.tables import OUTCOMES, from_parquet, outcome_of, outcome_row, to_parquet

#: A WARC file is closed when it is as large as this, and another begun.
ROTATE = 200_000_000
IN_MEMORY = 16_000_000

ERRORS: dict[Status, type[SourceError]] = {
    Status.UNREACHABLE: SourceUnreachable,
    Status.LAYOUT_BROKEN: LayoutBroken,
    Status.UNPROVEN: NotProven,
    Status.BLOCKED: SourceError,
    Status.ROBOTS: SourceError,
}
REMEDIES = {
    Status.UNREACHABLE: "It is tried again; if it stays down, switch the source off with the reason",
    Status.LAYOUT_BROKEN: "Look at the captured pages and mend the source's file or its vendor",
    Status.UNPROVEN: "Mend the source's file; nothing of the site lands before",
    Status.BLOCKED: "The site turns crawlers away: ask its owner, or switch the source off with the reason",
    Status.ROBOTS: "The site does not want to be crawled: ask its owner, or switch the source off with the reason",
}


@dataclass(frozen=True)
class CrawlOptions:
    """What an operator may ask of a crawl. `prove` False takes an unproven source at its word.

    `back` walks the lists into the past, until `since`, with at most `max_requests`.
    """

    since: date | None = None
    max_articles: int | None = None
    max_pages: int = 20
    refetch: bool = False
    prove: bool = True
    back: bool = False
    max_requests: int | None = None


@dataclass(frozen=True)
class CrawlReport:
    """Keys and counts of one crawl; `status` and `detail` are what an operator reads first.

    `handed_on` are archives of earlier crawls that nobody extracted: they are to be extracted with this one's.
    `unfinished`: a walk into the past that another run goes on with.
    """

    source_id: str
    run_id: str
    status: str
    detail: str = ""
    captured: int = 0
    not_modified: int = 0
    failed: int = 0
    requests: int = 0
    bytes: int = 0
    outcomes: dict[str, int] = field(default_factory=dict)
    raw_keys: tuple[str, ...] = ()
    log_key: str = ""
    handed_on: tuple[str, ...] = ()
    unfinished: bool = False

    @property
    def final(self) -> bool:
        """Whether running it again would do nothing: everything but a site out of reach."""
        return self.status != Status.UNREACHABLE


class WallClock:
    """The real time."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        sleep(seconds)


def crawl_source(
    run: Run, source_id: str, options: CrawlOptions | None = None, *, clock: WallClock | None = None
) -> CrawlReport:
    """Crawl a source, leave archive, log and frontier in the bucket, and report.

    Raises, after all is written: SourceUnreachable, LayoutBroken, NotProven, or SourceError when the site blocks
    crawlers. UnknownSource for an id that the registry does not have, SourceError for a source that is off.
    """
    source = run.registry[source_id]
    if source.off is not None:
        raise SourceError(
            f"{source_id} is off since {source.off.since}: {source.off.reason}",
            remedy=f"Look again on {source.off.until}, or remove `off` from its file",
        )
    report = report_of(run, source_id)
    if report is None or not report.final:
        clock = clock or WallClock()
        with turn(run, source, clock) as renew:
            report = _crawl(run, source, options or CrawlOptions(), clock, report, renew)
    else:  # killed after its last word: what is left of the journal says nothing new
        StoreJournal(run.store, run.store.keys.state(source_id, f"journal/{run.run_id}/")).remove()
        give_back(run, source)
    if error := ERRORS.get(Status(report.status)):
        raise error(f"{source_id}: {report.status}: {report.detail}", remedy=REMEDIES[Status(report.status)])
    return report


def report_of(run: Run, source_id: str) -> CrawlReport | None:
    """What a crawl of this run reported; None when it is not finished."""
    try:
        said = json.loads(run.store.get(_report_key(run, source_id)))
    except KeyMissing:
        return None
    lists = {name: tuple(said.get(name, ())) for name in ("raw_keys", "handed_on")}
    return CrawlReport(**{"source_id": source_id, "run_id": run.run_id} | said | lists)


def _report_key(run: Run, source_id: str) -> str:
    return run.store.keys.crawl_report(run.run_id, source_id)


def _crawl(
    run: Run,
    source: Source,
    options: CrawlOptions,
    clock: WallClock,
    before: CrawlReport | None,
    renew: Callable[[], None],
) -> CrawlReport:
    store, keys = run.store, run.store.keys
    current, etag = read_frontier(store, source.id)
    journal = StoreJournal(store, keys.state(source.id, f"journal/{run.run_id}/"))
    start = journal.start(_start(run, source, options, current, before))
    limits = Limits()
    fetcher = Fetcher(
        run.settings.user_agent, local=source.local, ca_bundle=_ca_bundle(source), limits=limits
    )
    archive = Archive(run, source.id, list(start.raw_keys))
    with closing(fetcher), closing(archive):
        walk = _walk_of(options)(
            source,
            start.frontier,
            fetcher=fetcher,
            clock=clock,
            agent=run.settings.user_agent,
            journal=journal,
            options=Options(
                options.since,
                options.max_articles,
                options.max_pages,
                options.refetch,
                start.proven,
                max_requests=options.max_requests,
            ),
            limits=limits,
        )
        outcomes = []
        for visit in walk.visits():
            outcomes.append(archive.write(visit))
            renew()
        assessment = walk.assessment()
        archive.finish()
    if not start.proven and assessment.status is not Status.UNPROVEN and assessment.evidence:
        proof = {"at": clock.now(), "run": run.run_id, "articles": assessment.evidence}
        store.put(_proof_key(run, source), _json(proof))
    log_key = keys.log(source.id, run.day, run.run_id)
    earlier = (
        [outcome_of(row) for row in from_parquet(store.get(log_key))[: start.rows]] if start.rows else []
    )
    store.put(log_key, to_parquet(map(outcome_row, [*earlier, *outcomes]), OUTCOMES))
    unread = _unread(run, source.id, start.frontier)
    kept, handed_on = _kept(run, start.frontier, walk.frontier, assessment.status, unread, archive.keys)
    write_frontier(store, source.id, merged(kept, current) if journal.resumed else kept, etag)
    report = _report(run, source, [*earlier, *outcomes], assessment, archive.keys, log_key, walk)
    report = replace(report, handed_on=handed_on)
    store.put(_report_key(run, source.id), _json(asdict(report)), content_type="application/json")
    journal.remove()
    return report


def _walk_of(options: CrawlOptions) -> Callable[..., Walk]:
    """The daily walk, or the one into the past, which reads the days of articles as `extract` does."""
    if not options.back:
        return Walk
    from khuyenhoc.extract.article import published_on

    def walk(source: Source, *arguments: Any, **more: Any) -> WalkBack:
        def dated(url: str, answer: Answer) -> date | None:
            found = published_on(source, url, answer.decoded.body, answer.headers, answer.fetched_at)
            return found.astimezone(VIETNAM).date() if found else None

        return WalkBack(source, *arguments, dated=dated, **more)

    return walk


def _start(
    run: Run, source: Source, options: CrawlOptions, frontier: Frontier, before: CrawlReport | None
) -> Start:
    """What this attempt begins with: the frontier, and after an attempt that did not reach the site what that left."""
    proven = source.proven or not options.prove or run.store.get_tagged(_proof_key(run, source)) is not None
    if before is None:
        return Start(frontier, proven)
    return Start(frontier, proven, sum(before.outcomes.values()), before.raw_keys)


def _proof_key(run: Run, source: Source) -> str:
    return run.store.keys.state(source.id, "proven.json")


def _unread(run: Run, source_id: str, frontier: Frontier) -> tuple[str, ...]:
    """The archives of earlier crawls that were not extracted: their extraction failed, or never ran.

    The pages in them count as known, so that no crawl would bring them again.
    """
    earlier = frontier.reader not in ("", run.run_id)
    staged = earlier and run.store.get_tagged(run.store.keys.staging(frontier.reader, source_id, "articles"))
    return () if staged else frontier.unread


def _kept(
    run: Run, before: Frontier, after: Frontier, status: Status, unread: tuple[str, ...], raw_keys: list[str]
) -> tuple[Frontier, tuple[str, ...]]:
    """The frontier that is kept after a crawl, and the archives that it hands on to be extracted beside its own.

    A crawl that ends in an error is not relied upon to be extracted: what it captured waits for the next that is in
    order. Of a site that did not prove itself nothing is taken: its articles are fetched anew when its file is mended.
    """
    waiting = tuple(dict.fromkeys((*unread, *raw_keys)))
    if status is Status.UNPROVEN:
        return replace(before, spent=after.spent), ()
    if status in ERRORS:
        return replace(after, unread=waiting, reader=""), ()
    return replace(after, unread=waiting, reader=run.run_id), tuple(
        key for key in unread if key not in raw_keys
    )


def _report(
    run: Run,
    source: Source,
    outcomes: list[Outcome],
    assessment: Assessment,
    raw_keys: list[str],
    log_key: str,
    walk: Walk,
) -> CrawlReport:
    counts = Counter(outcome.outcome.value for outcome in outcomes)
    articles = Counter(outcome.outcome for outcome in outcomes if outcome.kind is Kind.ARTICLE)
    fine = (Result.OK, Result.NOT_MODIFIED, Result.REDIRECTED)
    return CrawlReport(
        source_id=source.id,
        run_id=run.run_id,
        status=assessment.status.value,
        detail=assessment.detail,
        captured=articles[Result.OK],
        not_modified=articles[Result.NOT_MODIFIED],
        failed=sum(n for result, n in articles.items() if result not in fine),
        requests=walk.asker.requests,
        bytes=sum(outcome.bytes for outcome in outcomes),
        outcomes=dict(sorted(counts.items())),
        raw_keys=tuple(raw_keys),
        log_key=log_key,
        unfinished=isinstance(walk, WalkBack) and not walk.finished,
    )


class Archive:
    """The WARC files of one crawl, each written to a temporary file and uploaded whole when it is full or done."""

    def __init__(self, run: Run, source_id: str, keys: list[str]) -> None:
        self.keys = keys
        self._run, self._source_id = run, source_id
        self._file: IO[bytes] | None = None
        self._writer: Writer | None = None

    def write(self, visit: Visit) -> Outcome:
        """Archive a visit and give its row, which then names where its record lies."""
        if visit.answer is None:
            return visit.outcome
        writer = self._writer or self._begin()
        locator = writer.write(visit)
        if writer.size >= ROTATE:
            self.finish()
        if locator is None:
            return visit.outcome
        return replace(visit.outcome, warc_key=locator.key, warc_offset=locator.offset)

    def _begin(self) -> Writer:
        run = self._run
        part = len(self.keys) + 1
        name = run.run_id if part == 1 else f"{run.run_id}-{part:03d}"
        self.keys.append(run.store.keys.raw(self._source_id, run.day, name))
        self._file = cast(IO[bytes], SpooledTemporaryFile(max_size=IN_MEMORY))  # noqa: SIM115 (closed by finish)
        self._writer = Writer(self._file, self.keys[-1], run.settings.user_agent, run.started_at)
        return self._writer

    def finish(self) -> None:
        """Upload the file that is open, and its index."""
        if self._file is None or self._writer is None:
            return
        self._file.seek(0)
        key = self.keys[-1]
        self._run.store.put(key, self._file.read(), content_type="application/warc")
        self._run.store.put(
            key.removesuffix(".warc.gz") + ".cdxj", self._writer.cdxj(), content_type="text/x-cdxj"
        )
        self.close()

    def close(self) -> None:
        if self._file is not None:
            self._file.close()
        self._file = self._writer = None


def _ca_bundle(source: Source) -> str | None:
    """The CA file that a source's YAML pins: a name in `sources/ca/`. RegistryError when it is not there."""
    if source.ca_bundle is None:
        return None
    path = Path(khuyenhoc.sources.__file__).parent / "ca" / source.ca_bundle
    if not path.is_file():
        raise RegistryError(
            f"{source.id}.yaml: ca_bundle: no file {source.ca_bundle!r} in sources/ca",
            remedy="Put the PEM file of the CA that the site's certificate lacks there",
        )
    return str(path)


def _json(said: object) -> bytes:
    return json.dumps(said, ensure_ascii=False, default=str, indent=1).encode()
