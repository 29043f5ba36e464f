"""Ask for one page: may it be asked, what does it redirect to, what is it, and what is known of it from now on."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from datetime import datetime
from urllib.parse import urlsplit

from khuyenhoc.crawl import discover, prove, robots
from khuyenhoc.crawl.archive import Visit
from khuyenhoc.crawl.cms import Vendor, canonical_in
from khuyenhoc.crawl.fetch import Answer, Fetches
from khuyenhoc.crawl.frontier import GONE_FOR_GOOD, Frontier, Page, after_failure, next_due
from khuyenhoc.crawl.journal import Recalled
from khuyenhoc.crawl.pace import Clock, Pace, retry_after
from khuyenhoc.crawl.prove import Verdict
from khuyenhoc.crawl.robots import Robots
from khuyenhoc.models import VIETNAM, Kind, Outcome, Result, Source

MOST_REDIRECTS = 5
#: So many challenge pages, and the crawl ends: the site does not want a crawler.
CHALLENGED = 2
LOGINS = ("login", "dang-nhap", "signin", "accessdenied", "authenticate.aspx")
HOMES = ("", "/default.aspx", "/index.php", "/index.html", "/home", "/trang-chu")
GONE_STATUS = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class Got:
    """The end of a chain of redirects: what came, and what it is."""

    url: str
    answer: Answer
    verdict: Verdict


Step = Generator[Visit, None, Got | None]


@dataclass
class Asker:
    """Asks for one source, one request after the other; moves its frontier on."""

    source: Source
    vendor: Vendor
    base_url: str
    frontier: Frontier
    pace: Pace
    fetcher: Fetches
    clock: Clock
    journal: Recalled
    agent: str
    started: datetime
    stock: bool
    requests: int = 0
    most_requests: int | None = None
    stopped: str = ""
    challenged: int = 0
    _tried: set[str] = field(default_factory=set)
    _robots: dict[str, Robots] = field(default_factory=dict)

    @property
    def done(self) -> bool:
        """Whether nothing more is to be asked: the site or the day's budget says so, or the proof's share is used."""
        return bool(self.stopped) or (self.most_requests is not None and self.requests >= self.most_requests)

    def ask(self, page: Page, *, conditional: bool = True) -> Step:
        """Ask for a page and for what it redirects to: each hop is a visit. None when nothing came of it."""
        url = discover.joined(page.url, "")
        for hop in range(MOST_REDIRECTS + 1):
            if self.done or url in self._tried:
                return None
            refusal = yield from self._refusal(url, page.kind)
            if refusal is not None:
                self._tried.add(url)
                yield self._unasked(page, url, *refusal)
            if refusal is not None or self.done:
                return None
            self._tried.add(url)
            answer, conditions = self._send(url, page if conditional and hop == 0 else None)
            verdict = self._judge(answer, page, url, asked_if=bool(conditions), compare=conditional)
            target = discover.joined(url, answer.header("Location") or "")
            if verdict.result is Result.REDIRECTED:
                verdict = self._hop(page, url, target, hop, verdict)
            yield self._visit(page, url, answer, verdict)
            if verdict.result is not Result.REDIRECTED:
                return Got(url, answer, verdict)
            if page.kind is Kind.ARTICLE and self._had(target):
                return None
            url = target
        return None

    # ── before ──

    def foreign(self, url: str) -> str | None:
        """Why an address is not the source's: scheme, host or port; None when it is."""
        try:
            parts = urlsplit(url)
            host, port = (parts.hostname or "").rstrip("."), parts.port
        except ValueError as error:
            return f"no address: {error}"
        if parts.scheme not in ("http", "https"):
            return f"{parts.scheme or 'no scheme'} is not http"
        if parts.username is not None:
            return "carries credentials"
        base = urlsplit(self.base_url)
        bare = (base.hostname or "").removeprefix("www.")
        named = {h.lower() for h in self.source.hosts}
        if parts.netloc.lower() in named:
            return None
        if host not in {bare, f"www.{bare}", *named}:
            return f"host {host} is not among the source's hosts"
        if port not in (None, 80, 443, base.port):
            return f"port {port} is not the source's"
        return None

    def _refusal(self, url: str, kind: Kind) -> Generator[Visit, None, tuple[Result, str] | None]:
        """Why an address must not be asked; the budget is looked at last, when it would be."""
        if why := self.foreign(url):
            return Result.BLOCKED_HOST, why
        if kind is not Kind.ROBOTS:
            rules = yield from self._rules(url)
            if rules is None:
                return None
            if why := rules.refuses(url):
                return Result.ROBOTS_DISALLOWED, why
        if not self.journal.has(url) and (why := self.pace.stop(self.clock.now())):
            self.stopped = why
            return Result.BUDGET, why
        return None

    def _rules(self, url: str) -> Generator[Visit, None, Robots | None]:
        """The robots.txt of the URL's host: of this crawl, of the last day, or asked for now."""
        address = robots.address_of(url)
        if address in self._robots:
            return self._robots[address]
        page = self.page(address, Kind.ROBOTS)
        if page.text is not None and page.fetched_at and self.started - page.fetched_at < robots.KEPT:
            rules = Robots(self.agent, page.text)
        else:
            got = yield from self.ask(page, conditional=False)
            if got is not None:
                rules = robots.read(got.answer, self.agent)
                self.frontier.put(replace(self.frontier[address], text=rules.text))
            elif self.done:
                return None
            else:
                rules = Robots(self.agent, None, "it redirects out of reach")
        self._robots[address] = rules
        self.pace.asked_delay = max(self.pace.asked_delay, rules.delay)
        return rules

    # ── the request ──

    def _send(self, url: str, page: Page | None) -> tuple[Answer, dict[str, str]]:
        """One request, repeated at most once when the site says that it may go through later."""
        conditions = page.conditions() if page is not None else {}
        answer = self._answer(url, conditions)
        if self.pace.may_try_again(answer):
            self.pace.learn(answer, Result.RATE_LIMITED if answer.status else Result.REFUSED)
            answer = self._answer(url, conditions)
        return answer, conditions

    def _answer(self, url: str, conditions: dict[str, str]) -> Answer:
        self.requests += 1
        if (recalled := self.journal.recall(url)) is not None:
            return recalled
        answer = self.fetcher.get(url, conditions, self.pace.wait())
        self.journal.keep(answer)
        return answer

    # ── after ──

    def _judge(self, answer: Answer, page: Page, url: str, *, asked_if: bool, compare: bool) -> Verdict:
        verdict = prove.status(answer, conditional=asked_if)
        if verdict is not None:
            return verdict
        if compare:
            had = self.frontier.get(page.key)
            if had and had.captured_at and had.digest == answer.digest:
                return Verdict(Result.NOT_MODIFIED, f"the same bytes as on {had.captured_at:%Y-%m-%d}")
        match page.kind:
            case Kind.ARTICLE:
                return prove.article(answer, self.source, self.vendor)
            case Kind.LISTING:
                return prove.page(answer, self.source)
            case Kind.FEED | Kind.SITEMAP:
                return self._judge_list(answer, page.kind, url)
            case Kind.ROBOTS:
                return Verdict(Result.OK)

    def _judge_list(self, answer: Answer, kind: Kind, url: str) -> Verdict:
        try:
            return Verdict(Result.OK, found=discover.read(kind, answer, url))
        except discover.Unreadable as error:
            shown = prove.page(answer, self.source)
            another = shown.result not in (Result.OK, Result.NOT_HTML, Result.PARSE_ERROR)
            return shown if another else Verdict(Result.PARSE_ERROR, str(error))

    def _hop(self, page: Page, url: str, target: str, hop: int, verdict: Verdict) -> Verdict:
        """A redirect that leads nowhere is not `redirected`: a loop, too long a chain, the home page, a login."""
        if target == url:
            return Verdict(Result.TOO_MANY_REDIRECTS, "redirects to itself")
        if target in self._tried and not page.is_article:
            return Verdict(Result.TOO_MANY_REDIRECTS, f"a loop, back to {target}")
        if hop == MOST_REDIRECTS:
            return Verdict(Result.TOO_MANY_REDIRECTS, f"more than {MOST_REDIRECTS}, the last to {target}")
        if page.is_article and not self.foreign(target):
            path = urlsplit(target).path.lower().rstrip("/")
            if any(word in path for word in LOGINS):
                return Verdict(Result.LOGIN, f"sent to {target}")
            home = urlsplit(self.base_url).path.rstrip("/").lower()
            if path.removeprefix(home) in HOMES and not urlsplit(target).query:
                return Verdict(Result.SOFT_404, f"sent to the home page {target}")
        return verdict

    def _had(self, target: str) -> bool:
        """Whether a redirect's target is an article that is had already, or tried in this crawl."""
        if self.foreign(target):
            return False
        other = self.frontier.get(canonical_in(self.vendor, target, self.base_url))
        return target in self._tried or (other is not None and not other.pending and other.url == target)

    def page(self, url: str, kind: Kind) -> Page:
        """What the frontier knows of a page that is no article; put there when it knows nothing."""
        page = self.frontier.get(url)
        if page is not None and page.kind is kind:
            return page
        return self.frontier.put(Page(url, url, kind, self.started, self.started))

    def _visit(self, page: Page, url: str, answer: Answer, verdict: Verdict) -> Visit:
        """Learn from an answer, move its page on the frontier, and give the visit."""
        self.pace.learn(answer, verdict.result)
        self.challenged += verdict.result is Result.CHALLENGE
        if self.challenged >= CHALLENGED:
            self.stopped = f"challenged {self.challenged} times"
        had = self.frontier.get(page.key) or page
        if page.is_article and url != page.url and verdict.result in (Result.OK, Result.NOT_MODIFIED):
            had = self._moved(had, url)
        after = self._after(had, url, answer, verdict)
        self.frontier.put(after)
        outcome = Outcome(
            source_id=self.source.id,
            url=url,
            kind=page.kind,
            outcome=verdict.result,
            fetched_at=answer.fetched_at,
            status=answer.status,
            bytes=len(answer.body),
            elapsed_ms=answer.elapsed_ms,
            retry_after=retry_after(answer),
            detail=verdict.detail,
            gone=after.gone if _is_gone(answer, verdict) else 0,
        )
        seen = had if verdict.result is Result.NOT_MODIFIED else None
        listed = after.listed if page.is_article else None
        return Visit(outcome, answer, after.key if page.is_article else "", seen, listed)

    def _moved(self, page: Page, url: str) -> Page:
        """One article under two addresses is one: the address that it redirects to is its own."""
        key = canonical_in(self.vendor, url, self.base_url)
        if key == page.key:
            return page
        self.frontier.put(
            replace(page, gone=GONE_FOR_GOOD, fetched_at=self.started, outcome=Result.REDIRECTED)
        )
        known = self.frontier.get(key)
        return known or Page(
            key, url, Kind.ARTICLE, page.first_seen, self.started, page.published, page.published_in
        )

    def _after(self, page: Page, url: str, answer: Answer, verdict: Verdict) -> Page:
        """What is known of a page after an answer."""
        now, asked = answer.fetched_at, page.fetched_at
        page = replace(page, fetched_at=now, outcome=verdict.result, status=answer.status)
        if verdict.result in (Result.OK, Result.NOT_MODIFIED):
            page = replace(
                page,
                failures=0,
                gone=0,
                etag=answer.header("ETag") or (page.etag if answer.status == 304 else None),
                last_modified=answer.header("Last-Modified")
                or (page.last_modified if answer.status == 304 else None),
            )
            if verdict.result is Result.OK:
                changed = now if page.digest and page.digest != answer.digest else page.changed_at
                page = replace(
                    page, digest=answer.digest, captured_at=now, captured_url=url, changed_at=changed
                )
            return replace(page, due=next_due(page, now, stock=self.stock))
        if verdict.result is Result.REDIRECTED:
            return page
        another_day = not (
            page.gone and asked and asked.astimezone(VIETNAM).date() == now.astimezone(VIETNAM).date()
        )
        gone = page.gone + (_is_gone(answer, verdict) and another_day)
        page = replace(page, failures=page.failures + 1, gone=gone)
        return replace(page, due=after_failure(page, now))

    def _unasked(self, page: Page, url: str, result: Result, detail: str) -> Visit:
        outcome = Outcome(self.source.id, url, page.kind, result, self.clock.now(), detail=detail)
        return Visit(outcome, canonical=page.key if page.is_article else "")


def _is_gone(answer: Answer, verdict: Verdict) -> bool:
    return verdict.result is Result.SOFT_404 or answer.status in GONE_STATUS
