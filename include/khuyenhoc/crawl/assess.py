"""What a crawl was, as a whole: in order or broken, and why, in one line an operator can act on."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from unicodedata import normalize

from lxml.html import HtmlElement

from khuyenhoc.charset import text_of
from khuyenhoc.crawl.archive import Visit
from khuyenhoc.crawl.cms import recognise
from khuyenhoc.crawl.fetch import Answer
from khuyenhoc.crawl.frontier import GONE_FOR_GOOD, Frontier
from khuyenhoc.crawl.prove import Verdict
from khuyenhoc.models import Cms, Kind, Result, Source

#: Of the article pages tried, so many may be wrong before the layout counts as broken.
WRONG_SHARE = 0.5
PROVEN_BY = 3
#: Pages that the system is recognised by.
LOOKED_AT = 12

DOWN = frozenset(
    {
        Result.TIMEOUT,
        Result.REFUSED,
        Result.DNS,
        Result.TLS,
        Result.HTTP_5XX,
        Result.RATE_LIMITED,
        Result.MAINTENANCE,
    }
)
NOT_OURS = frozenset({Result.BLOCKED_ADDRESS, Result.BLOCKED_HOST, Result.TOO_MANY_REDIRECTS})
WRONG = frozenset(
    {
        Result.WRONG_PAGE,
        Result.SOFT_404,
        Result.LOGIN,
        Result.HIJACKED,
        Result.NOT_HTML,
        Result.EMPTY,
        Result.PARSE_ERROR,
        Result.HTTP_4XX,
    }
)


class Status(StrEnum):
    """The state of a site after a crawl; the words of the coverage table. Whether a site fell silent its articles say:
    `land.silence`."""

    OK = "ok"
    NOTHING_NEW = "nothing_new"
    NOT_DUE = "not_due"
    UNREACHABLE = "unreachable"
    BLOCKED = "blocked"
    ROBOTS = "robots"
    LAYOUT_BROKEN = "layout_broken"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Assessment:
    """A status and its reason in one line; `evidence` is what the right-page proof rests on."""

    status: Status
    detail: str = ""
    evidence: tuple[str, ...] = ()


@dataclass
class Seen:
    """What a crawl came across."""

    must_contain: tuple[str, ...] = ()
    lists_read: int = 0
    lists_unchanged: int = 0
    links: set[str] = field(default_factory=set)
    tried: int = 0
    by_layout: int = 0
    shown: list[str] = field(default_factory=list)
    results: dict[tuple[Kind, Result], int] = field(default_factory=dict)
    details: dict[Result, str] = field(default_factory=dict)
    samples: list[tuple[HtmlElement, tuple[tuple[str, str], ...]]] = field(default_factory=list)
    contained: set[str] = field(default_factory=set)
    pages: int = 0

    def count(self, visit: Visit) -> None:
        outcome = visit.outcome
        if outcome.kind is Kind.ROBOTS and outcome.outcome is Result.HTTP_4XX:
            return  # no rules: as good an answer as any
        at = (outcome.kind, outcome.outcome)
        self.results[at] = self.results.get(at, 0) + 1
        self.details.setdefault(outcome.outcome, f"{outcome.url}: {outcome.detail or outcome.outcome}")

    def of(self, *results: Result, kind: Kind | None = None) -> int:
        return sum(n for (k, r), n in self.results.items() if r in results and kind in (None, k))

    def list(self, url: str, answer: Answer, verdict: Verdict) -> None:
        self.lists_read += verdict.result is Result.OK
        self.lists_unchanged += verdict.result is Result.NOT_MODIFIED
        self._look(answer, verdict)

    def article(self, url: str, answer: Answer, verdict: Verdict) -> None:
        self.tried += 1
        self.by_layout += verdict.vendor_body
        if verdict.result is Result.OK and len(self.shown) < 10:
            self.shown.append(f"{url} ({verdict.text} characters)")
        self._look(answer, verdict)

    def _look(self, answer: Answer, verdict: Verdict) -> None:
        """Note which of the promised words a page has, and keep the first pages for `systems`."""
        if verdict.tree is None:
            return
        self.pages += 1
        if len(self.samples) < LOOKED_AT:
            self.samples.append((verdict.tree, answer.headers))
        if missing := set(self.must_contain) - self.contained:
            text = normalize(
                "NFC", text_of(answer.decoded.body, answer.header("Content-Type")).text
            ).casefold()
            self.contained |= {words for words in missing if normalize("NFC", words).casefold() in text}

    @cached_property
    def systems(self) -> dict[Cms, float]:
        """How much the first pages look like each system: asked only where a source does not fit."""
        found: dict[Cms, float] = {}
        for tree, headers in self.samples:
            for cms, score in recognise(tree, headers):
                found[cms] = max(score, found.get(cms, 0.0))
        return found

    @property
    def ok(self) -> int:
        return self.of(Result.OK, kind=Kind.ARTICLE)

    @property
    def looks_like(self) -> str:
        """The systems that the pages look like, the likeliest first."""
        likely = sorted(self.systems.items(), key=lambda scored: -scored[1])[:2]
        return ", ".join(f"{cms} ({score:.0%})" for cms, score in likely if score > 0) or "no known system"


def proves_itself(source: Source, seen: Seen) -> bool:
    """Whether what was seen shows that a source's file describes its site: articles that hold what they must."""
    least = max(1, min(source.assertions.min_articles, PROVEN_BY))
    missing = set(source.assertions.must_contain) - seen.contained
    return seen.ok >= least and seen.by_layout * 2 >= seen.ok and not missing


def assess(source: Source, seen: Seen, frontier: Frontier, *, stopped: str, proven: bool) -> Assessment:
    """The first of these that holds: out of reach, refused, broken, unproven, nothing new, in order."""
    good = seen.of(Result.OK, Result.NOT_MODIFIED) - seen.of(Result.OK, Result.NOT_MODIFIED, kind=Kind.ROBOTS)
    found = _out_of_reach(seen, stopped) if not good else _refused(seen, stopped)
    found = found or _broken(source, seen, frontier)
    if (
        not proven
        and not proves_itself(source, seen)
        and (found is None or found.status is Status.LAYOUT_BROKEN)
    ):
        return Assessment(Status.UNPROVEN, _misfit(source, seen, found), tuple(seen.shown))
    if found is not None:
        return found
    status = Status.OK if seen.ok else Status.NOTHING_NEW
    return Assessment(status, f"ended early: {stopped}" if stopped else "", tuple(seen.shown))


def _out_of_reach(seen: Seen, stopped: str) -> Assessment:
    """Nothing came: the most telling reason, with the first address that gave it."""

    def first(results: frozenset[Result]) -> str:
        result = max(results, key=lambda one: seen.of(one))
        return f"{result}: {seen.details.get(result, '')}"

    if seen.of(Result.CHALLENGE):
        return Assessment(Status.BLOCKED, first(frozenset({Result.CHALLENGE})))
    if seen.of(*DOWN):
        return Assessment(Status.UNREACHABLE, first(DOWN))
    if seen.of(Result.ROBOTS_DISALLOWED):
        return Assessment(Status.ROBOTS, seen.details[Result.ROBOTS_DISALLOWED])
    if seen.of(Result.BUDGET):
        return Assessment(Status.NOT_DUE, stopped)
    if seen.of(*NOT_OURS):
        return Assessment(Status.LAYOUT_BROKEN, first(NOT_OURS))
    if seen.of(*WRONG):
        return Assessment(Status.LAYOUT_BROKEN, first(WRONG))
    return Assessment(Status.LAYOUT_BROKEN, "no start point gave anything")


def _refused(seen: Seen, stopped: str) -> Assessment | None:
    if stopped.startswith("challenged"):
        return Assessment(Status.BLOCKED, f"{stopped}: {seen.details[Result.CHALLENGE]}")
    if stopped.endswith("in a row"):
        result = max(DOWN, key=lambda one: seen.of(one))
        return Assessment(
            Status.UNREACHABLE, f"{stopped}, the first {result}: {seen.details.get(result, '')}"
        )
    return None


def _broken(source: Source, seen: Seen, frontier: Frontier) -> Assessment | None:
    """The site answers, but its pages are not what the source's file and its vendor describe."""
    wrong = ""
    tried_lists = seen.lists_read + seen.lists_unchanged
    articles = sum(page.gone < GONE_FOR_GOOD for page in frontier.articles())
    failed = seen.of(*WRONG, kind=Kind.ARTICLE)
    missing = sorted(set(source.assertions.must_contain) - seen.contained)
    if hijacked := seen.details.get(Result.HIJACKED):
        wrong = f"hijacked: {hijacked}"
    elif not tried_lists and seen.tried == 0:
        wrong = "no start point gave a list"
    elif seen.lists_read and not seen.links and not seen.lists_unchanged:
        wrong = f"the lists name no article that {source.cms} knows; the pages look like {seen.looks_like}"
    elif articles < source.assertions.min_articles:
        wrong = f"{articles} articles known, min_articles is {source.assertions.min_articles}"
    elif failed >= max(2, WRONG_SHARE * seen.tried) and failed > seen.ok:
        worst = max(WRONG, key=lambda one: seen.of(one, kind=Kind.ARTICLE))
        wrong = f"{failed} of {seen.tried} article pages are not articles, {worst}: {seen.details[worst]}"
    elif seen.ok >= PROVEN_BY and seen.by_layout * 2 < seen.ok:
        wrong = f"{source.cms} finds the body on {seen.by_layout} of {seen.ok} pages; they look like {seen.looks_like}"
    elif missing and seen.pages:
        wrong = f"no page contains {missing[0]!r}"
    return Assessment(Status.LAYOUT_BROKEN, wrong, tuple(seen.shown)) if wrong else None


def _misfit(source: Source, seen: Seen, found: Assessment | None) -> str:
    """What did not fit, and what `add-source` would write instead."""
    what = (
        found.detail
        if found
        else f"{seen.ok} articles passed, {seen.by_layout} by the layout of {source.cms}"
    )
    best = max(seen.systems, key=lambda cms: seen.systems[cms], default=None)
    other = (
        f"; the file says {source.cms}, the pages look like {seen.looks_like}"
        if best not in (None, source.cms)
        else ""
    )
    return f"{what}{other}; `add-source {source.base_url}` writes what fits"
