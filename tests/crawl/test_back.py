"""A walk into a site's past: until a day, within a budget, over several runs, each article asked for once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from khuyenhoc.errors import LayoutBroken, SourceBusy
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.crawl import CrawlOptions, CrawlReport, crawl_source
from khuyenhoc.pipeline.frontier import read_frontier
from khuyenhoc.pipeline.turn import EXPIRES, turn
from khuyenhoc.settings import Settings
from khuyenhoc.sources import Registry
from khuyenhoc.store import Store
from tests.crawl.site import Clock, Site, article, listing, serving, source_of

AT = datetime(2024, 6, 1, 3, 0, tzinfo=UTC)
LIST = "/news/tin-tuc/"


def day_of(number: int) -> date:
    """Article 1 is of 1 January 2023, and each further one five days younger."""
    return date(2023, 1, 1) + timedelta(days=5 * (number - 1))


def fill(site: Site, count: int) -> None:
    """A listing of so many articles, ten a page, that prints no date; each article bears its own."""
    numbers = list(range(count, 0, -1))
    pages = [numbers[at : at + 10] for at in range(0, count, 10)]
    for n, page in enumerate(pages, start=1):
        site[f"{LIST}page-{n}" if n > 1 else LIST] = listing(page, n, len(pages))
    for number in numbers:
        site[f"{LIST}bai-so-{number}.html"] = article(number, day=f"{day_of(number):%d/%m/%Y}")


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    fill(site, 60)
    with serving(site):
        yield site


def run_of(settings: Settings, site: Site, hours: int = 0, **over: Any) -> Run:
    at = AT + timedelta(hours=hours)
    registry = Registry("test", [source_of(site, **over)])
    return Run(f"{at:%Y%m%dT%H%M%SZ}-0001", at, Store.open(settings), registry, settings)


def back(run: Run, since: date, max_requests: int | None = None) -> CrawlReport:
    options = CrawlOptions(since=since, back=True, max_requests=max_requests)
    return crawl_source(run, "mau", options, clock=Clock(run.started_at))


def asked(site: Site) -> tuple[list[str], list[int]]:
    """The pages of the list and the numbers of the articles that were asked for since the last look."""
    paths = [path for path in site.paths() if path != "/robots.txt"]
    site.asked.clear()
    articles = [
        int(path.removesuffix(".html").rpartition("-")[2]) for path in paths if path.endswith(".html")
    ]
    return [path for path in paths if not path.endswith(".html")], articles


def test_it_ends_with_the_first_page_whose_articles_are_all_older(seaweedfs: Settings, site: Site) -> None:
    report = back(run_of(seaweedfs, site), day_of(35))
    lists, articles = asked(site)
    assert lists == [LIST, f"{LIST}page-2", f"{LIST}page-3", f"{LIST}page-4"]
    assert articles == list(range(60, 20, -1)), "page 3 holds 40 to 31, page 4 is the first without one"
    assert (report.status, report.captured, report.unfinished) == ("ok", 40, False)
    assert "back to 2023-06-20, page 4" in report.detail


def test_a_later_run_goes_on_where_the_budget_ended_the_last(seaweedfs: Settings, site: Site) -> None:
    seen: list[int] = []
    pages: list[str] = []
    for hours in range(12):
        report = back(run_of(seaweedfs, site, hours), day_of(1), max_requests=14)
        assert report.requests <= 14
        lists, articles = asked(site)
        pages += lists
        seen += articles
        if not report.unfinished:
            break
    assert sorted(seen) == list(range(1, 61)), "each article once"
    assert set(pages) == {LIST, *(f"{LIST}page-{n}" for n in range(2, 7))}
    assert len(pages) <= 6 + 2 * hours, (
        "a run reads at most two pages again: where it ended, and the one before"
    )
    assert "to its end, page 6" in report.detail
    done = back(run_of(seaweedfs, site, 20), day_of(1))
    assert (done.status, done.requests) == ("not_due", 0), "nothing is left: nothing is asked"


def test_articles_that_came_between_two_runs_move_the_pages_and_hide_nothing(
    seaweedfs: Settings, site: Site
) -> None:
    back(run_of(seaweedfs, site), day_of(1), max_requests=25)
    fill(site, 67)
    assert not back(run_of(seaweedfs, site, 2), day_of(1)).unfinished
    _, articles = asked(site)
    assert set(articles) >= set(range(1, 61))
    crawl_source(run_of(seaweedfs, site, 24), "mau", clock=Clock(AT + timedelta(hours=24)))
    lists, articles = asked(site)
    assert sorted(articles)[-7:] == [61, 62, 63, 64, 65, 66, 67], "the new ones are the daily crawl's"
    assert lists == [LIST, f"{LIST}page-2"], "which stops at known articles, now that the past was walked"


def test_an_earlier_day_goes_on_from_the_one_that_was_reached(seaweedfs: Settings, site: Site) -> None:
    back(run_of(seaweedfs, site), day_of(45))
    asked(site)
    back(run_of(seaweedfs, site, 1), day_of(25))
    lists, articles = asked(site)
    assert lists == [f"{LIST}page-3", f"{LIST}page-4", f"{LIST}page-5"]
    assert articles == list(range(30, 10, -1)), "page 3 was read by the first run"


def test_collect_and_it_share_the_days_budget(seaweedfs: Settings, site: Site) -> None:
    budget = {"delay": 0, "max_requests": 40}
    daily = run_of(seaweedfs, site, politeness=budget)
    crawl_source(daily, "mau", CrawlOptions(max_articles=20), clock=Clock(AT))
    report = back(run_of(seaweedfs, site, 2, politeness=budget), day_of(1))
    assert len(site.asked) <= 40
    assert report.unfinished
    assert "the day's 40 requests are used" in report.detail
    tomorrow = back(run_of(seaweedfs, site, 24, politeness=budget), day_of(1))
    assert tomorrow.captured > 0


def test_killed_in_the_middle_it_asks_for_nothing_twice(seaweedfs: Settings, site: Site) -> None:
    class Dying(Clock):
        left = 30

        def now(self) -> datetime:
            self.left -= 1
            if not self.left:
                raise KeyboardInterrupt
            return super().now()

    run = run_of(seaweedfs, site)
    options = CrawlOptions(since=day_of(35), back=True)
    with pytest.raises(KeyboardInterrupt):
        crawl_source(run, "mau", options, clock=Dying(AT))
    _, before = asked(site)
    assert before
    report = crawl_source(run, "mau", options, clock=Clock(AT))
    _, after = asked(site)
    assert not set(before) & set(after)
    assert report.captured == 40


def test_what_it_finds_is_looked_at_again_as_what_it_is(seaweedfs: Settings, site: Site) -> None:
    crawl_source(run_of(seaweedfs, site), "mau", CrawlOptions(max_articles=5, max_pages=1), clock=Clock(AT))
    back(run_of(seaweedfs, site, 48), day_of(1))
    after, _ = read_frontier(Store.open(seaweedfs), "mau")
    oldest = after[f"{site.url}/news/1.html"]
    assert oldest.published == day_of(1)
    assert oldest.due - AT > timedelta(days=100), "an article of last year is not asked for again tomorrow"


def test_a_layout_that_broke_is_said_and_leaves_the_mark_where_it_was(
    seaweedfs: Settings, site: Site
) -> None:
    back(run_of(seaweedfs, site), day_of(1), max_requests=25)
    marked, _ = read_frontier(Store.open(seaweedfs), "mau")
    for number in range(1, 61):
        site[f"{LIST}bai-so-{number}.html"] = "<html><body><p>Bảo trì</p></body></html>"
    with pytest.raises(LayoutBroken):
        back(run_of(seaweedfs, site, 2), day_of(1))
    after, _ = read_frontier(Store.open(seaweedfs), "mau")
    assert after[f"{site.url}{LIST}"].text is not None
    assert marked[f"{site.url}{LIST}"].text is not None


# ── Whose turn it is ────────────────────────────────────────────────────────────────────────────────


def test_two_crawls_of_one_host_take_turns(seaweedfs: Settings, site: Site) -> None:
    """Sections of one site, or `collect` and `backfill`: the second waits, and tells whom it waited for."""
    first, second = run_of(seaweedfs, site), run_of(seaweedfs, site, 1)
    source = first.registry["mau"]
    other = source.model_copy(update={"id": "mau-2"})
    owner = Clock(AT)
    with turn(first, source, owner) as renew:

        class Waiting(Clock):
            def sleep(self, seconds: float) -> None:
                super().sleep(seconds)
                owner.at = self.at
                renew()

        impatient = Waiting(AT)
        with pytest.raises(SourceBusy, match=f"{first.run_id} mau"), turn(second, other, impatient):
            pass
        assert sum(impatient.slept) >= 3600, "it waited first"
    with turn(second, other, Clock(AT)):
        pass
    assert not list(first.store.list("state/host="))


def test_a_turn_whose_owner_died_is_free_after_a_while_and_at_once_for_the_same_crawl(
    seaweedfs: Settings, site: Site
) -> None:
    run = run_of(seaweedfs, site)
    source = run.registry["mau"]
    with turn(run, source, Clock(AT)):
        dead, _ = run.store.get_tagged(run.store.keys.turn(source.served_by)) or (b"", "")
    key = run.store.keys.turn(source.served_by)
    run.store.put(key, dead)
    with turn(run, source, at_once := Clock(AT)):
        assert not at_once.slept
    run.store.put(key, dead)
    other = replace(run, run_id="20240601T040000Z-0002")
    with turn(other, source, Clock(AT + EXPIRES + timedelta(seconds=5))) as renew:
        renew()
    assert not list(run.store.list("state/host="))


def test_a_crawl_that_fails_gives_its_turn_back(seaweedfs: Settings, site: Site) -> None:
    site.replies.clear()
    run = run_of(seaweedfs, site)
    with pytest.raises(LayoutBroken):
        crawl_source(run, "mau", clock=Clock(AT))
    assert not list(run.store.list("state/host="))
