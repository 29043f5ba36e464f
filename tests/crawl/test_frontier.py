"""What is remembered between crawls, and when each page is looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from khuyenhoc.crawl.fetch import Fetcher
from khuyenhoc.crawl.frontier import Frontier, Page, after_failure, merged, next_due, pages_of, rows
from khuyenhoc.crawl.pace import Spent
from khuyenhoc.crawl.walk import Options, Walk
from khuyenhoc.models import Kind, Result
from tests.crawl.site import Clock, Reply, Site, article, listing, serving, source_of

AGENT = "khuyenhoc/0.1 (+https://example.org)"
NOW = datetime(2024, 1, 20, 3, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def page(n: int = 1, **over: Any) -> Page:
    said: dict[str, Any] = {
        "key": f"k{n}",
        "url": f"u{n}",
        "kind": Kind.ARTICLE,
        "first_seen": NOW,
        "due": NOW,
    }
    return Page(**(said | over))


def crawl(
    site: Site, frontier: Frontier, at: datetime, *, options: Options | None = None, **over: Any
) -> tuple[Walk, Mapping[str, Any]]:
    """One crawl; the outcomes by path."""
    fetcher = Fetcher(AGENT, local=True)
    walk = Walk(
        source_of(site, **over), frontier, fetcher=fetcher, clock=Clock(at), agent=AGENT, options=options
    )
    found = {visit.outcome.url.removeprefix(site.url): visit.outcome.outcome for visit in walk.visits()}
    fetcher.close()
    return walk, found


# ── ageing ──


@pytest.mark.parametrize(
    ("age", "least", "most"),
    [(0, 1, 1.25), (1, 1, 1.25), (4, 2, 2.5), (20, 10, 12.5), (100, 50, 62.5), (2000, 120, 150)],
)
def test_the_older_an_article_the_rarer_it_is_looked_at(age: int, least: float, most: float) -> None:
    due = next_due(page(published=date(2024, 1, 20) - age * DAY), NOW) - NOW
    assert least * DAY <= due <= most * DAY + timedelta(days=1)


def test_an_edit_makes_an_old_article_young_again() -> None:
    old = page(published=date(2020, 1, 1))
    assert next_due(replace(old, changed_at=NOW), NOW) - NOW < 2 * DAY < next_due(old, NOW) - NOW


def test_an_old_stock_does_not_come_due_on_one_day() -> None:
    days = {next_due(page(n), NOW, stock=True).date() for n in range(200)}
    assert len(days) > 40
    assert min(days) >= date(2024, 2, 19)


def test_a_failing_page_is_tried_after_one_two_four_days() -> None:
    waits = [(after_failure(page(failures=n), NOW) - NOW) / DAY for n in (0, 1, 2, 9)]
    assert waits == [1, 2, 4, 120]


def test_few_are_looked_at_again_in_one_crawl_the_longest_overdue_first() -> None:
    frontier = Frontier({f"k{n}": page(n, captured_at=NOW, due=NOW - n * DAY) for n in range(200)})
    due = [one.key for one in frontier.due(NOW)]
    assert due == [f"k{n}" for n in range(199, 189, -1)]


# ── incremental crawls ──


def test_unchanged_pages_are_asked_for_on_condition_and_changed_ones_captured() -> None:
    site = Site()
    site.articles(1)
    path = "/news/tin-tuc/bai-so-1.html"
    html = {"Content-Type": "text/html"}
    site[path] = Reply(
        article(1), headers=html | {"ETag": '"1"', "Last-Modified": "Sat, 20 Jan 2024 00:00:00 GMT"}
    )
    with serving(site):
        walk, found = crawl(site, Frontier(), NOW)
        assert found[path] is Result.OK
        walk, found = crawl(site, walk.frontier, NOW + 200 * DAY)
        assert found[path] is Result.NOT_MODIFIED
        asked = site.asked[-1].headers
        assert (asked["If-None-Match"], asked["If-Modified-Since"]) == (
            '"1"',
            "Sat, 20 Jan 2024 00:00:00 GMT",
        )
        site[path] = Reply(article(1, title="Bản đã sửa"), headers=html | {"ETag": '"2"'})
        walk, found = crawl(site, walk.frontier, NOW + 400 * DAY)
        assert found[path] is Result.OK
        (kept,) = walk.frontier.articles()
    assert (kept.etag, kept.last_modified) == ('"2"', None), (
        "validators of the version that is kept, no others"
    )
    assert kept.changed_at == kept.fetched_at
    assert kept.due < NOW + 403 * DAY, "it changed: looked at again soon"


def test_a_server_without_validators_is_compared_by_digest() -> None:
    site = Site()
    site.articles(1)
    with serving(site):
        walk, _ = crawl(site, Frontier(), NOW)
        _, found = crawl(site, walk.frontier, NOW + 200 * DAY)
    assert set(found.values()) == {Result.HTTP_4XX, Result.NOT_MODIFIED}


def test_new_articles_are_found_on_the_first_page_and_the_rest_is_not_asked() -> None:
    site = Site()
    site.articles(45)
    with serving(site):
        walk, _ = crawl(site, Frontier(), NOW)
        site.articles(47)
        site.asked.clear()
        crawl(site, walk.frontier, NOW + 2 * DAY)
    new = ["/news/tin-tuc/bai-so-47.html", "/news/tin-tuc/bai-so-46.html"]
    assert site.paths() == ["/robots.txt", "/news/tin-tuc/", "/news/tin-tuc/page-2", *new]


def test_a_walk_of_older_pages_that_was_cut_short_goes_on_the_next_day() -> None:
    site = Site()
    site.articles(45)
    with serving(site):
        walk, _ = crawl(site, Frontier(), NOW, options=Options(max_pages=2))
        assert walk.frontier.known() == 20
        walk, _ = crawl(site, walk.frontier, NOW + DAY)
        assert walk.frontier.known() == 45
        site.asked.clear()
        crawl(site, walk.frontier, NOW + 2 * DAY)
    assert site.paths() == ["/robots.txt", "/news/tin-tuc/"], "walked to the end once, never again"


def test_one_article_under_two_addresses_is_one() -> None:
    site = Site()
    site["/news/tin-tuc/"] = listing([1])
    site["/news/tin-tuc/bai-so-1.html"] = Reply("", 301, {"Location": "/news/giao-duc/bai-moi-77.html"})
    site["/news/giao-duc/bai-moi-77.html"] = article(1)
    with serving(site):
        walk, found = crawl(site, Frontier(), NOW)
        assert found["/news/tin-tuc/bai-so-1.html"] is Result.REDIRECTED
        assert found["/news/giao-duc/bai-moi-77.html"] is Result.OK
        assert walk.frontier.known() == 1
        assert walk.frontier.waiting() == []
        site.asked.clear()
        crawl(site, walk.frontier, NOW + 2 * DAY)
    assert site.paths() == ["/robots.txt", "/news/tin-tuc/"]


def test_a_page_that_is_gone_is_asked_three_times_and_no_more() -> None:
    site = Site()
    site.articles(1)
    path = "/news/tin-tuc/bai-so-1.html"
    with serving(site):
        walk, _ = crawl(site, Frontier(), NOW)
        site[path] = Reply("<h1>404</h1>", 410)
        site.asked.clear()
        for n in range(1, 8):
            walk, _ = crawl(site, walk.frontier, NOW + n * 200 * DAY)
    assert site.paths().count(path) == 3


def test_days_on_which_a_page_is_gone_are_counted_not_tries() -> None:
    site = Site()
    site.articles(1)
    path = "/news/tin-tuc/bai-so-1.html"
    with serving(site):
        walk, _ = crawl(site, Frontier(), NOW)
        site[path] = Reply("<h1>404</h1>", 404)
        counts = []
        for hours in (
            24 * 200,
            24 * 200 + 1,
            24 * 300,
        ):  # the second is a run on the same day, all asked again
            again = Options(refetch=True)
            walk, _ = crawl(site, walk.frontier, NOW + timedelta(hours=hours), options=again)
            counts += [page.gone for page in walk.frontier.articles()]
    assert counts == [1, 1, 2]


def test_since_leaves_older_articles_of_feeds_and_sitemaps_alone() -> None:
    site = Site()
    for n in (1, 2):
        site[f"/news/tin-tuc/bai-so-{n}.html"] = article(n)
    entry = "<url><loc>{}/news/tin-tuc/bai-so-{}.html</loc><lastmod>{}</lastmod></url>"
    with serving(site):
        entries = entry.format(site.url, 1, "2023-12-01") + entry.format(
            site.url, 2, "2024-01-19T10:00:00+07:00"
        )
        site["/sitemap.xml"] = Reply(
            f"<urlset>{entries}</urlset>", headers={"Content-Type": "application/xml"}
        )
        start = {"sitemaps": [f"{site.url}/sitemap.xml"]}
        _, found = crawl(site, Frontier(), NOW, options=Options(since=date(2024, 1, 1)), start=start)
    assert [path for path in found if "bai-so" in path] == ["/news/tin-tuc/bai-so-2.html"]


def test_a_sitemap_that_says_that_a_page_changed_makes_it_due() -> None:
    site = Site()
    site["/news/tin-tuc/bai-so-1.html"] = article(1)
    xml = {"Content-Type": "application/xml"}
    with serving(site):
        entry = f"<url><loc>{site.url}/news/tin-tuc/bai-so-1.html</loc><lastmod>{{}}</lastmod></url>"
        start = {"sitemaps": [f"{site.url}/sitemap.xml"]}
        site["/sitemap.xml"] = Reply(f"<urlset>{entry.format('2024-01-10')}</urlset>", headers=xml)
        walk, _ = crawl(site, Frontier(), NOW, start=start)
        site["/sitemap.xml"] = Reply(f"<urlset>{entry.format('2024-01-22')}</urlset>", headers=xml)
        site["/news/tin-tuc/bai-so-1.html"] = article(1, title="Bản đã sửa")
        _, found = crawl(site, walk.frontier, NOW + 2 * DAY, start=start)
    assert found["/news/tin-tuc/bai-so-1.html"] is Result.OK


# ── properties ──

moments = st.integers(0, 9).map(lambda n: NOW + n * DAY)
texts = st.none() | st.sampled_from(["", "a", "Hội"])
pages = st.builds(
    page,
    st.integers(0, 5),
    kind=st.sampled_from(Kind),
    first_seen=moments,
    published=st.none() | st.dates(),
    fetched_at=st.none() | moments,
    outcome=st.none() | st.sampled_from(Result),
    text=texts,
    changed_at=st.none() | moments,
    complete=st.booleans(),
)
frontiers = st.builds(
    lambda found, spent: Frontier({one.key: one for one in found}, Spent("2024-01-20", spent)),
    st.lists(pages, max_size=6),
    st.integers(0, 9),
)


@given(frontiers)
def test_rows_and_back(frontier: Frontier) -> None:
    assert pages_of(rows(frontier)) == frontier.pages


@given(frontiers, frontiers)
def test_merging_loses_no_page_and_no_later_word(mine: Frontier, theirs: Frontier) -> None:
    both = merged(mine, theirs)
    assert set(both.pages) == {*mine.pages, *theirs.pages}
    for key, kept in both.pages.items():
        words = [f[key] for f in (mine, theirs) if key in f.pages]
        assert kept.first_seen == min(word.first_seen for word in words)
        asked = [word.fetched_at for word in words if word.fetched_at]
        assert kept.fetched_at == max(asked, default=None)
    assert both.spent.requests == max(mine.spent.requests, theirs.spent.requests)


@given(frontiers)
def test_merging_with_itself_changes_nothing(frontier: Frontier) -> None:
    assert merged(frontier, frontier.copy()) == frontier


@given(pages, moments, st.booleans())
def test_the_next_look_is_always_in_the_future_and_within_half_a_year(
    one: Page, now: datetime, stock: bool
) -> None:
    assert now + timedelta(days=1) <= next_due(one, now, stock=stock) <= now + timedelta(days=151)
