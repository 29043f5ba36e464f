"""What a site is spared: robots.txt, delays, budgets, quiet hours, and the ledger that shows it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from khuyenhoc.crawl.archive import Visit
from khuyenhoc.crawl.assess import Status
from khuyenhoc.crawl.fetch import Answer, Fetcher
from khuyenhoc.crawl.frontier import Frontier
from khuyenhoc.crawl.ledger import ledger
from khuyenhoc.crawl.pace import Pace, Spent, retry_after
from khuyenhoc.crawl.robots import Robots, read
from khuyenhoc.crawl.walk import Walk
from khuyenhoc.models import Kind, Outcome, Politeness, Result
from tests.crawl.site import Clock, Reply, Site, serving, source_of

AGENT = "khuyenhoc/0.1 (+https://example.org)"
NOW = datetime(2024, 1, 20, 3, 0, tzinfo=UTC)
PLAIN = {"Content-Type": "text/plain"}


def walk(
    site: Site, frontier: Frontier | None = None, clock: Clock | None = None, **over: Any
) -> tuple[Walk, list[Visit]]:
    fetcher = Fetcher(AGENT, local=True)
    done = Walk(
        source_of(site, **over), frontier or Frontier(), fetcher=fetcher, clock=clock or Clock(), agent=AGENT
    )
    visits = list(done.visits())
    fetcher.close()
    return done, visits


def results(visits: list[Visit], kind: Kind | None = None) -> list[Result]:
    return [visit.outcome.outcome for visit in visits if kind in (None, visit.outcome.kind)]


# ── robots.txt ──


def answered(body: str | bytes, status: int | None = 200, failure: Result | None = None) -> Answer:
    served = body if isinstance(body, bytes) else body.encode()
    return Answer(
        "http://a.vn/robots.txt",
        NOW,
        status=status,
        body=served,
        failure=failure,
        detail="no answer" if failure else "",
    )


RULES = "User-agent: *\nDisallow: /"
ROBOTS = [
    (answered(RULES), "/tin/1.html", False),
    (answered("\ufeff" + RULES), "/tin/1.html", False),  # a byte-order mark is no part of the first line
    (answered(RULES.replace("\n", "\r\n")), "/tin/1.html", False),
    (answered(RULES.replace("\n", "\r")), "/tin/1.html", False),
    (answered("User-agent: khuyenhoc\nDisallow: /tin/\n\nUser-agent: *\nDisallow:"), "/tin/1.html", False),  # by our name
    (answered("User-agent: other\nDisallow: /"), "/tin/1.html", True),
    (answered("User-agent: *\nDisallow: /tin/\nAllow: /tin/1"), "/tin/1.html", True),  # the longest match wins
    (answered("User-agent: *\nDisallow: /*.html$"), "/tin/1.html", False),
    (answered("User-agent: *\nDisallow: /*.html$"), "/tin/1.html?a=b", True),
    (answered("User-agent: *\nDisallow: /Tin-tức/"), "/Tin-t%E1%BB%A9c/1.html", False),
    (answered(""), "/tin/1.html", True),
    (answered(b"\xff\xfe\x00 garbage \x00\x01"), "/tin/1.html", True),
    (answered("<html><body>404</body></html>"), "/tin/1.html", True),  # a soft 404 is no rule
    (answered("", 404), "/tin/1.html", True),
    (answered("", 403), "/tin/1.html", True),  # RFC 9309: 4xx is "unavailable"
    (answered("", 500), "/tin/1.html", False),  # 5xx is "unreachable"
    (answered("", 429), "/tin/1.html", False),
    (answered("", None, Result.TIMEOUT), "/tin/1.html", False),
    (answered(RULES, 200, Result.TIMEOUT), "/tin/1.html", False),  # half a file is no file
    (answered(RULES), "/robots.txt", True),
]  # fmt: skip


@pytest.mark.parametrize(("answer", "path", "allowed"), ROBOTS, ids=range(len(ROBOTS)))
def test_robots_by_rfc_9309(answer: Answer, path: str, allowed: bool) -> None:
    assert (read(answer, AGENT).refuses(f"http://a.vn{path}") is None) == allowed


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("User-agent: *\nCrawl-delay: 7", 7),
        ("User-agent: *\nRequest-rate: 1/10", 10),
        ("User-agent: *\nCrawl-delay: 86400", 60),  # a day between pages is a refusal in other words
        ("User-agent: other\nCrawl-delay: 7", 0),
    ],
)
def test_the_delay_that_a_site_asks_for(text: str, delay: float) -> None:
    assert Robots(AGENT, text).delay == delay


def test_what_robots_disallows_is_not_asked_and_has_its_row() -> None:
    site = Site()
    site.articles(3)
    site["/robots.txt"] = Reply(
        "\ufeffUser-agent: *\nDisallow: /news/tin-tuc/bai-so-2\nCrawl-delay: 5", headers=PLAIN
    )
    clock = Clock()
    with serving(site):
        _, visits = walk(site, clock=clock)
    assert "/news/tin-tuc/bai-so-2.html" not in site.paths()
    (row,) = [v.outcome for v in visits if v.outcome.outcome is Result.ROBOTS_DISALLOWED]
    assert row.url.endswith("bai-so-2.html")
    assert len(clock.slept) == 3, "a pause before each request but the first"
    assert all(4.9 < pause <= 5 for pause in clock.slept)


def test_robots_is_asked_once_a_day() -> None:
    site = Site()
    site.articles(1)
    site["/robots.txt"] = Reply("User-agent: *\nDisallow: /x", headers=PLAIN)
    with serving(site):
        done, _ = walk(site)
        for hours in (1, 12, 23):
            done, _ = walk(site, done.frontier, Clock(NOW + timedelta(hours=hours)))
        assert site.paths().count("/robots.txt") == 1
        walk(site, done.frontier, Clock(NOW + timedelta(hours=25)))
        assert site.paths().count("/robots.txt") == 2


def test_a_site_whose_robots_cannot_be_read_is_not_crawled() -> None:
    site = Site()
    site.articles(3)
    site["/robots.txt"] = Reply("", 500)
    with serving(site):
        done, visits = walk(site)
        assert site.paths() == ["/robots.txt"]
        assert results(visits) == [Result.HTTP_5XX, Result.ROBOTS_DISALLOWED]
        assert done.assessment().status is Status.UNREACHABLE
        site["/robots.txt"] = Reply("", 404)  # not remembered: asked again by the next crawl
        done, visits = walk(site, done.frontier)
    assert results(visits, Kind.ARTICLE) == [Result.OK] * 3


def test_a_site_that_disallows_all_is_left_alone() -> None:
    site = Site()
    site["/robots.txt"] = Reply(RULES, headers=PLAIN)
    with serving(site):
        done, _ = walk(site)
    assert site.paths() == ["/robots.txt"]
    assert done.assessment().status is Status.ROBOTS


# ── pace ──


def test_a_slowing_or_failing_site_is_asked_less_and_less_often_and_a_healthy_one_as_before() -> None:
    pace = Pace(Politeness(delay=2), Clock())
    delays = []
    for result in [
        Result.TIMEOUT,
        Result.HTTP_5XX,
        Result.RATE_LIMITED,
        Result.OK,
        Result.OK,
        Result.OK,
        Result.OK,
    ]:
        pace.learn(Answer("u", NOW, status=200), result)
        delays.append(pace.delay)
    assert delays == [4, 8, 16, 8, 4, 2, 2]
    pace.learn(Answer("u", NOW, status=200, elapsed_ms=9_000), Result.OK)
    assert pace.delay == 18, "a page that took nine seconds is followed by twice as long a pause"


def test_five_failures_in_a_row_end_the_crawl() -> None:
    site = Site()
    site.articles(10)
    for n in range(1, 11):
        site[f"/news/tin-tuc/bai-so-{n}.html"] = Reply("", 500)
    with serving(site):
        done, visits = walk(site)
    assert results(visits, Kind.ARTICLE) == [Result.HTTP_5XX] * 5 + [Result.BUDGET]
    assert done.assessment().status is Status.UNREACHABLE


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30),
        ("Sat, 20 Jan 2024 03:00:45 GMT", 45),
        ("Sat, 20 Jan 2024 02:00:00 GMT", 0),  # in the past
        ("soon", None),
        ("-5", None),
        ("²", None),
        ("99999999999999999999", 999_999_999),
        ("", None),
    ],
)
def test_retry_after_in_all_its_forms(header: str, seconds: int | None) -> None:
    assert retry_after(Answer("u", NOW, headers=(("Retry-After", header),))) == seconds


@pytest.mark.parametrize(
    ("wait", "asked", "outcome"), [("40", 2, Result.OK), ("7200", 1, Result.RATE_LIMITED)]
)
def test_retry_after_is_honoured_up_to_a_bound_and_beyond_it_the_site_is_left(
    wait: str, asked: int, outcome: Result
) -> None:
    site = Site()
    site.articles(3)
    path = "/news/tin-tuc/bai-so-3.html"  # the first that is asked
    good = site.reply(path)
    site[path] = [Reply("", 429, {"Retry-After": wait}), good]
    clock = Clock()
    with serving(site):
        _, visits = walk(site, clock=clock)
    assert site.paths().count(path) == asked
    of = {visit.outcome.url.removeprefix(site.url): visit.outcome.outcome for visit in visits}
    assert of[path] is outcome
    if asked == 2:
        assert any(39.9 < pause <= 40 for pause in clock.slept)
    else:
        assert visits[-1].outcome.outcome is Result.BUDGET, "nothing more is asked of it in this crawl"
        assert visits[-1].outcome.detail == "the site asks to be left alone for 7200 s"


def test_the_budget_of_a_day_is_one_for_all_its_crawls() -> None:
    site = Site()
    site.articles(9)
    with serving(site):
        done, visits = walk(site, politeness={"delay": 0, "max_requests": 6})
        assert len(site.asked) == 6
        assert results(visits)[-1] is Result.BUDGET
        assert visits[-1].outcome.detail == "the day's 6 requests are used"
        again, visits = walk(
            site, done.frontier, Clock(NOW + timedelta(hours=2)), politeness={"delay": 0, "max_requests": 6}
        )
        assert len(site.asked) == 6
        assert again.assessment().status is Status.NOT_DUE
        walk(site, done.frontier, Clock(NOW + timedelta(days=1)), politeness={"delay": 0, "max_requests": 60})
    articles = [path for path in site.paths() if "bai-so" in path]
    assert len(articles) == len(set(articles)) == 9


def test_bytes_count_as_well() -> None:
    site = Site()
    site.articles(9)
    with serving(site):
        done, visits = walk(site, politeness={"delay": 0, "max_bytes": 4000})
    assert visits[-1].outcome.detail == "the day's 4000 bytes are used"
    assert done.frontier.spent == Spent("2024-01-20", len(site.asked), sum(v.outcome.bytes for v in visits))


@pytest.mark.parametrize(
    ("quiet", "rests"),
    [(["09:30-11:00"], True), (["22:00-10:30"], True), (["11:00-12:00"], False), (["00:00-10:00"], False)],
)
def test_quiet_hours_are_vietnamese_hours(quiet: list[str], rests: bool) -> None:
    site = Site()
    site.articles(1)
    with serving(site):  # it is 10:00 in Việt Nam
        done, visits = walk(site, politeness={"delay": 0, "quiet_hours": quiet})
    assert (site.asked == []) == rests
    if rests:
        assert visits[0].outcome.detail == f"quiet hours {quiet[0]}"
        assert done.assessment().status is Status.NOT_DUE


def test_a_challenge_is_never_answered_and_two_end_the_crawl() -> None:
    site = Site()
    site.articles(6)
    stub = "<script>document.cookie='D1N=1';location.reload();</script>"
    for n in range(1, 7):
        site[f"/news/tin-tuc/bai-so-{n}.html"] = stub
    with serving(site):
        done, visits = walk(site)
    assert results(visits, Kind.ARTICLE) == [Result.CHALLENGE] * 2
    assert not [request for request in site.asked if request.headers["Cookie"]]
    assert done.assessment().status is Status.BLOCKED
    assert "D1N" in done.assessment().detail


# ── the ledger ──


def row(
    at: float,
    result: Result = Result.OK,
    *,
    url: str = "http://a.vn/1",
    status: int | None = 200,
    size: int = 10,
) -> Outcome:
    return Outcome("mau", url, Kind.ARTICLE, result, NOW + timedelta(seconds=at), status, size)


def test_the_ledger_counts_each_outcome_once() -> None:
    found = list(
        ledger(
            [
                row(0), row(2), row(30), row(61, Result.NOT_MODIFIED, status=304, size=0), row(62, Result.TIMEOUT, status=None),
                row(63, Result.ROBOTS_DISALLOWED, status=None, size=0), row(64, Result.BUDGET, status=None, size=0),
                row(0, url="http://www.a.vn/1"), row(60 * 60 * 20),
            ]
        )
    )  # fmt: skip
    assert [(e.host, e.day.isoformat(), e.requests) for e in found] == [
        ("a.vn", "2024-01-20", 5),
        ("a.vn", "2024-01-21", 1),
        ("www.a.vn", "2024-01-20", 1),
    ]
    first = found[0]
    assert (first.bytes, first.not_modified, first.failed, first.robots_refused) == (40, 1, 1, 1)
    assert (first.peak_per_minute, first.least_gap) == (3, 1.0)
    assert first.not_modified_share == 0.2


def test_two_sources_on_one_host_share_its_entry() -> None:
    other = replace(row(1), source_id="hai")
    (entry,) = ledger([row(0), other])
    assert (entry.sources, entry.requests, entry.least_gap) == (("hai", "mau"), 2, 1.0)
