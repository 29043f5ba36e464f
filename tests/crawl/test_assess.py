"""What a crawl as a whole was, and what an operator reads of it: one line that says what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from khuyenhoc.crawl.assess import Assessment, Status
from khuyenhoc.crawl.fetch import Fetcher
from khuyenhoc.crawl.frontier import Frontier
from khuyenhoc.crawl.walk import Options, Walk
from tests.crawl.site import SENTENCE, Clock, Reply, Site, article, listing, serving, source_of

NOW = datetime(2024, 1, 20, 3, 0, tzinfo=UTC)
PLAIN = f"<html><body><h3><a href='/news/tin-tuc/bai-so-1.html'>x</a></h3><p>{SENTENCE * 3}</p></body></html>"


def crawl(
    site: Site, frontier: Frontier | None = None, at: datetime = NOW, *, proven: bool = True, **over: Any
) -> tuple[Assessment, Frontier]:
    fetcher = Fetcher("khuyenhoc/0.1", local=True)
    walk = Walk(
        source_of(site, **over), frontier or Frontier(), fetcher=fetcher, clock=Clock(at), agent="khuyenhoc",
        options=Options(proven=proven),
    )  # fmt: skip
    for _ in walk.visits():
        pass
    fetcher.close()
    return walk.assessment(), walk.frontier


def nothing(site: Site) -> None:
    pass


def home_page_for_all(site: Site) -> None:
    for n in range(1, 13):
        site[f"/news/tin-tuc/bai-so-{n}.html"] = Reply("", 302, {"Location": "/"})


def new_layout(site: Site) -> None:
    for n in range(1, 13):
        site[f"/news/tin-tuc/bai-so-{n}.html"] = PLAIN.replace("</p>", f"{n}</p>")


def betting(site: Site) -> None:
    site["/news/tin-tuc/"] = "<title>Nhà cái</title><h1>Casino</h1>cá cược, nổ hũ, tài xỉu, đá gà"


def all_down(site: Site) -> None:
    site["/news/tin-tuc/"] = Reply("", 500)


def gone(site: Site) -> None:
    site["/news/tin-tuc/"] = Reply("", 404)


def a_menu(site: Site) -> None:
    site["/news/tin-tuc/"] = "<ul><li><a href='/gioi-thieu.html'>Giới thiệu</a></ul>"


def a_few_gone(site: Site) -> None:
    for n in (1, 2, 3):
        site[f"/news/tin-tuc/bai-so-{n}.html"] = Reply("", 404)


CASES: list[tuple[Callable[[Site], None], dict[str, Any], Status, str]] = [
    (nothing, {}, Status.OK, ""),
    (a_few_gone, {}, Status.OK, ""),  # three of twelve: the site is well
    (nothing, {"assertions": {"must_contain": ["Hội KHUYẾN học"]}}, Status.OK, ""),  # in any case
    (nothing, {"assertions": {"must_contain": ["Yên Bái"]}}, Status.LAYOUT_BROKEN, "no page contains 'Yên Bái'"),
    (nothing, {"assertions": {"min_articles": 40}}, Status.LAYOUT_BROKEN, "12 articles known, min_articles is 40"),
    (nothing, {"exclude": ["bai-so"]}, Status.LAYOUT_BROKEN, "the lists name no article"),
    (a_menu, {}, Status.LAYOUT_BROKEN, "the lists name no article that nukeviet4 knows"),
    (home_page_for_all, {}, Status.LAYOUT_BROKEN, "12 of 12 article pages are not articles, soft_404"),
    (new_layout, {}, Status.LAYOUT_BROKEN, "nukeviet4 finds the body on 0 of 12 pages; they look like"),
    (betting, {}, Status.LAYOUT_BROKEN, "hijacked: "),
    (gone, {}, Status.LAYOUT_BROKEN, "http_4xx: http"),
    (all_down, {}, Status.UNREACHABLE, "http_5xx: http"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("change", "over", "status", "detail"), CASES, ids=[f"{n}-{c[0].__name__}" for n, c in enumerate(CASES)]
)
def test_what_a_crawl_was(
    change: Callable[[Site], None], over: dict[str, Any], status: Status, detail: str
) -> None:
    site = Site()
    site.articles(12)
    change(site)
    with serving(site):
        assessment, _ = crawl(site, **over)
    assert (assessment.status, detail in assessment.detail) == (status, True), assessment


def test_nothing_new_is_in_order_however_long_it_lasts() -> None:
    """Whether that is a silence depends on the days of its articles, which no crawl knows: see `land.silence`."""
    site = Site()
    site.articles(12)
    with serving(site):
        _, frontier = crawl(site)
        for days in (1, 20, 200):
            again, frontier = crawl(site, frontier, NOW + timedelta(days=days))
            assert again.status is Status.NOTHING_NEW, (days, again)


def test_a_known_site_that_shows_an_empty_list_is_broken_not_quiet() -> None:
    site = Site()
    site.articles(12)
    with serving(site):
        _, frontier = crawl(site)
        site["/news/tin-tuc/"] = listing([])
        again, _ = crawl(site, frontier, NOW + timedelta(days=1))
    assert again.status is Status.LAYOUT_BROKEN


@pytest.mark.parametrize(
    ("over", "status", "detail"),
    [
        ({}, Status.OK, ""),
        (
            {"cms": "sharepoint", "include": ["bai-so"]},
            Status.UNPROVEN,
            "the file says sharepoint, the pages look like nukeviet4 (",
        ),
        ({"assertions": {"must_contain": ["Yên Bái"]}}, Status.UNPROVEN, "no page contains 'Yên Bái'"),
        ({"start": {}}, Status.UNPROVEN, "no start point gave"),
    ],
)
def test_the_proof_of_a_site_that_was_never_crawled(
    over: dict[str, Any], status: Status, detail: str
) -> None:
    site = Site()
    site.articles(12)
    with serving(site):
        found, frontier = crawl(site, proven=False, **over)
    assert (found.status, detail in found.detail) == (status, True), found
    if status is Status.UNPROVEN:
        assert "`add-source http://127.0.0.1:" in found.detail
    else:
        assert len(found.evidence) == 10
        assert frontier.known() == 12


def test_an_unproven_site_that_is_down_is_unreachable_and_stays_unproven() -> None:
    site = Site()
    site["/news/tin-tuc/"] = Reply("", 503)
    with serving(site):
        found, _ = crawl(site, proven=False)
    assert found.status is Status.UNREACHABLE


def test_the_pages_kept_for_recognition_are_few() -> None:
    site = Site()
    site.articles(30)
    site["/news/tin-tuc/bai-so-1.html"] = article(1)
    fetcher = Fetcher("khuyenhoc/0.1", local=True)
    with serving(site):
        walk = Walk(source_of(site), Frontier(), fetcher=fetcher, clock=Clock(), agent="khuyenhoc")
        list(walk.visits())
    fetcher.close()
    assert (walk.seen.pages, len(walk.seen.samples)) == (33, 12)
