"""Extraction against a real bucket: what a run stages, run again, edited, withdrawn, moved to many cores."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pyarrow as pa
import pytest

from khuyenhoc.extract.article import Extraction, extract
from khuyenhoc.land.index import Latest
from khuyenhoc.models import VIETNAM, Article, Rejection
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.crawl import CrawlOptions, crawl_source
from khuyenhoc.pipeline.duplicates import link_duplicates
from khuyenhoc.pipeline.extract import extract_many, extract_source
from khuyenhoc.settings import Settings
from khuyenhoc.sources import Registry
from khuyenhoc.store import Store
from khuyenhoc.tables import (
    ARTICLES,
    OBSERVATIONS,
    article_of,
    article_row,
    from_parquet,
    observation_of,
    parquet_of,
    to_parquet,
)
from tests.crawl.site import Clock, Reply, Site, article, listing, serving, source_of
from tests.extract.pages import capture, source
from tests.extract.prose import articles

AT = datetime(2024, 1, 20, 3, 0, tzinfo=UTC)
#: Days after which every page is due to be looked at again.
LATER = 130
TEXT = "Năm 2023, toàn huyện có {} hội viên; quỹ khuyến học các cấp vận động được 2 tỷ 315 triệu đồng. "


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.articles(3)
    with serving(site):
        yield site


def run_on(settings: Settings, site: Site, day: int = 0, **over: Any) -> Run:
    at = AT + timedelta(days=day)
    registry = Registry("test", [source_of(site, **over)])
    return Run(f"{at:%Y%m%dT%H%M%SZ}-0001", at, Store.open(settings), registry, settings)


def crawled(settings: Settings, site: Site, day: int = 0, **over: Any) -> Run:
    run = run_on(settings, site, day, **over)
    crawl_source(run, "mau", CrawlOptions(), clock=Clock(run.started_at))
    return run


def staged(run: Run, table: str) -> list[dict[str, Any]]:
    return from_parquet(run.store.get(run.store.keys.staging(run.run_id, "mau", table)))


class Ended(BaseException):
    """As SIGKILL: nothing that the step could catch."""


class DyingStore(Store):
    """A store whose process ends before a write."""

    left = 0

    def _call(self, operation: str, key: str, **arguments: Any) -> Any:
        if operation in ("put_object", "delete_object"):
            if not self.left:
                raise Ended
            self.left -= 1
        return super()._call(operation, key, **arguments)


def test_ended_before_any_write_and_run_again_it_stages_the_same_bytes(
    seaweedfs: Settings, site: Site
) -> None:
    run = crawled(seaweedfs, site)
    store = DyingStore(run.store.client, run.store.bucket)
    store.left = 100
    extract_source(replace(run, store=store), "mau")
    prefix = run.store.keys.staged_run(run.run_id, "source=mau/")
    undisturbed = {key: run.store.get(key) for key in run.store.list(prefix)}
    writes = 100 - store.left
    assert writes >= 3
    for write in range(writes):
        for key in undisturbed.keys() - {run.store.keys.crawl_report(run.run_id, "mau")}:
            run.store.delete(key)
        store.left = write
        with pytest.raises(Ended):
            extract_source(replace(run, store=store), "mau")
        extract_source(run, "mau")
        assert {key: run.store.get(key) for key in run.store.list(prefix)} == undisturbed, write


def release(run: Run) -> None:
    """What landing leaves for the next run: the newest release's tables and the pointer to it."""
    for table, schema in (("articles", ARTICLES), ("observations", OBSERVATIONS)):
        body = to_parquet(staged(run, table), schema)
        run.store.put(run.store.keys.release(run.run_id, f"{table}.parquet"), body)
    latest = Latest(
        release=run.run_id, run=run.run_id, index="", index_sha256="", released_at=run.started_at, token=1,
        previous=None,
    )  # fmt: skip
    run.store.put(run.store.keys.latest(), latest.model_dump_json().encode())


def objects(run: Run) -> dict[str, bytes]:
    return {key: run.store.get(key) for key in run.store.list("staging/")}


def test_a_run_stages_articles_observations_and_rejections(seaweedfs: Settings, site: Site) -> None:
    run = crawled(seaweedfs, site)
    report = extract_source(run, "mau")
    articles = [article_of(row) for row in staged(run, "articles")]
    assert report.captures == report.articles == len(articles) == 3
    assert report.by_path == {"vendor": 3}
    assert {a.version for a in articles} == {1}
    texts = {a.article_id: a.text for a in articles}
    for row in staged(run, "observations"):
        figure = observation_of(row).figure
        assert texts[row["article_id"]][figure.char_start : figure.char_end] == figure.surface
    assert staged(run, "rejections") == []


def test_run_again_it_writes_the_same_bytes_also_after_landing(seaweedfs: Settings, site: Site) -> None:
    run = crawled(seaweedfs, site)
    extract_source(run, "mau")
    before = objects(run)
    release(run)
    extract_source(run, "mau")
    assert objects(run) == before


FEED = """<?xml version="1.0"?><rss version="2.0"><channel><title>Tin</title>
<item><title>Một</title><link>{0}/news/tin-tuc/bai-so-1.html</link><pubDate>1/10/2024 9:00:00 AM</pubDate></item>
<item><title>Hai</title><link>{0}/news/tin-tuc/bai-so-2.html</link><pubDate>Tue, 09 Jan 2024 18:30:00 GMT</pubDate></item>
</channel></rss>"""


def test_a_page_without_a_date_has_the_one_of_the_list_that_named_it(seaweedfs: Settings, site: Site) -> None:
    """Month first in one feed's item, UTC in the other: the same Vietnamese day. It survives re-extraction, too."""
    dated = '<span class="h5">Thứ hai - 15/01/2024 08:00</span>'
    for n in (1, 2, 3):
        site[f"/news/tin-tuc/bai-so-{n}.html"] = article(n, text=TEXT.format(n) * 3).replace(dated, "")
    site["/rss/"] = Reply(FEED.format(site.url), headers={"Content-Type": "application/rss+xml"})
    site["/news/tin-tuc/"] = listing([3, 2, 1]).replace(
        "</h3>", '</h3><em class="time">19/01/2024 07:00</em>'
    )
    start = {"feeds": [f"{site.url}/rss/"], "listings": [{"url": f"{site.url}/news/tin-tuc/"}]}
    run = crawled(seaweedfs, site, start=start)
    for from_archive in (False, True):
        extract_source(run, "mau", from_archive=from_archive)
        found = {a.url[-6]: a for a in map(article_of, staged(run, "articles"))}
        assert {
            n: (a.published_at and f"{a.published_at.astimezone(VIETNAM):%d/%m/%Y}", a.published_source)
            for n, a in sorted(found.items())
        } == {"1": ("10/01/2024", "feed"), "2": ("10/01/2024", "feed"), "3": ("19/01/2024", "listing")}
        assert {a.published_precision for a in found.values()} == {"day"}


def test_a_source_that_was_not_crawled_stages_empty_tables(seaweedfs: Settings, site: Site) -> None:
    run = run_on(seaweedfs, site)
    report = extract_source(run, "mau")
    assert (report.captures, report.articles, report.set_aside) == (0, 0, 0)
    assert staged(run, "articles") == []


def test_what_is_set_aside_is_staged_with_its_place_in_the_archive(seaweedfs: Settings, site: Site) -> None:
    """The pages are of 15 January: on the 10th that is a day in the future."""
    run = crawled(seaweedfs, site, day=-10)
    report = extract_source(run, "mau")
    assert report.by_rule == {"published_date": 3}
    assert {row["rule"] for row in staged(run, "rejections")} == {"published_date"}
    assert {row["published_source"] for row in staged(run, "articles")} == {"none"}
    record = json.loads(staged(run, "rejections")[0]["record"])
    assert run.store.get_range(record["warc_key"], record["warc_offset"], record["warc_length"])


def test_an_edit_is_a_second_version_and_what_did_not_change_is_not_staged(
    seaweedfs: Settings, site: Site
) -> None:
    first = crawled(seaweedfs, site)
    extract_source(first, "mau")
    release(first)
    path = staged(first, "articles")[0]["url"].removeprefix(site.url)
    site[path] = Reply(article(1, text=TEXT.format("1.234") * 3).encode())
    second = crawled(seaweedfs, site, day=LATER)
    report = extract_source(second, "mau")
    (edited,) = [article_of(row) for row in staged(second, "articles")]
    assert edited.version == 2
    assert edited.first_seen_at < second.started_at <= edited.fetched_at
    assert report.articles == 1
    assert {row["version"] for row in staged(second, "observations")} == {2}


def test_a_page_that_is_gone_is_marked_and_keeps_its_observations(seaweedfs: Settings, site: Site) -> None:
    first = crawled(seaweedfs, site)
    extract_source(first, "mau")
    release(first)
    before = staged(first, "articles")[0]
    site[before["url"].removeprefix(site.url)] = Reply(b"<h1>404</h1>", status=404)
    once = crawled(seaweedfs, site, day=LATER)
    assert extract_source(once, "mau").withdrawn == 0, "a page may be missing for a day"
    second = crawled(seaweedfs, site, day=LATER + 3)
    report = extract_source(second, "mau")
    (gone,) = [article_of(row) for row in staged(second, "articles")]
    assert report.withdrawn == 1
    assert gone.withdrawn_at is not None
    assert gone.withdrawn_at >= second.started_at
    assert replace(gone, withdrawn_at=None) == article_of(before)
    kept = [row for row in staged(first, "observations") if row["article_id"] == gone.article_id]
    assert staged(second, "observations") == kept
    third = run_on(seaweedfs, site, day=LATER + 4)
    extract_source(third, "mau", from_archive=True)
    again = {a.article_id: a for a in map(article_of, staged(third, "articles"))}
    assert [a for a in again.values() if a.withdrawn_at] == [gone], "the archive read anew keeps the mark"


def test_the_archive_can_be_read_again_without_what_is_known(seaweedfs: Settings, site: Site) -> None:
    first = crawled(seaweedfs, site)
    extract_source(first, "mau")
    release(first)
    path = staged(first, "articles")[0]["url"].removeprefix(site.url)
    site[path] = Reply(article(1, text=TEXT.format("1.234") * 3).encode())
    second = crawled(seaweedfs, site, day=LATER)
    report = extract_source(second, "mau", from_archive=True)
    articles = [article_of(row) for row in staged(second, "articles")]
    assert sorted(a.version for a in articles) == [1, 1, 1, 2]
    assert report.unchanged == report.captures - 4


def test_many_processes_give_the_same_in_the_same_order() -> None:
    html = "<html><head><title>Bài {0}</title></head><body><h1>Hội Khuyến học trao học bổng lần {0}</h1><div itemprop=articleBody><p>{1}</p></div></body></html>"
    captures = [
        capture(
            html.format(n, TEXT.format(n) * 3 if n % 5 else "Ngắn."), url=f"https://example.org/a-{n}000.html"
        )
        for n in range(70)
    ]
    one = list(extract_many(captures, source(), processes=1))
    two = list(extract_many(captures, source(), processes=2))
    assert one == two
    assert sum(isinstance(result, Extraction) for result in one) == 56
    assert sum(isinstance(result, Rejection) for result in one) == 14


def test_articles_survive_the_table(seaweedfs: Settings, site: Site) -> None:
    run = crawled(seaweedfs, site)
    extract_source(run, "mau")
    for row in staged(run, "articles"):
        found = article_of(row)
        assert isinstance(found, Article)
        assert found.locator.key.startswith("raw/source=mau/")


def prints(run: Run, *rows: tuple[str, str, int]) -> pa.Table:
    """Articles of a run: id, text, day of publication."""
    result = extract(capture(PRINT), source())
    assert isinstance(result, Extraction)
    articles = [
        replace(
            result.article,
            article_id=name,
            text=text,
            published_at=AT + timedelta(days=day),
            first_seen_at=AT,
        )
        for name, text, day in rows
    ]
    table = pa.Table.from_pylist([article_row(a) for a in articles], schema=ARTICLES)
    return table.append_column(
        pa.field("date", pa.date32()), pa.array([run.day] * table.num_rows, pa.date32())
    )


PRINT = "<h1>Bài</h1><div itemprop=articleBody><p>" + TEXT.format("1.234") * 3 + "</p></div>"
PROSE = next(articles(1, paragraphs=12))


def test_a_reprint_is_linked_to_the_earliest_of_the_run_and_of_the_release(
    seaweedfs: Settings, site: Site
) -> None:
    first, second = run_on(seaweedfs, site), run_on(seaweedfs, site, day=2)
    body = parquet_of(prints(first, ("landed", PROSE, 0)).drop_columns(["date"]))
    first.store.put(first.store.keys.release(first.run_id, "articles.parquet"), body)
    found = prints(second, ("copy", PROSE + "\nTheo Báo", 1), ("other", "Khác hẳn.", 1))
    linked, relinked = link_duplicates(second, first.run_id, found, set())
    assert linked.column("near_duplicate_of").to_pylist() == ["landed", None]
    assert relinked.num_rows == 0
    found = prints(second, ("older", PROSE.upper(), -9), ("copy", PROSE + "\nTheo Báo", 1))
    linked, relinked = link_duplicates(second, first.run_id, found, set())
    assert linked.column("near_duplicate_of").to_pylist() == [None, "older"]
    assert relinked.select(["article_id", "near_duplicate_of"]).to_pylist() == [
        {"article_id": "landed", "near_duplicate_of": "older"}
    ]
    assert linked.schema == relinked.schema


def test_without_a_release_the_run_alone_is_compared(seaweedfs: Settings, site: Site) -> None:
    run = run_on(seaweedfs, site)
    linked, _ = link_duplicates(run, None, prints(run, ("b", PROSE, 1), ("a", PROSE, 0)), set())
    assert linked.column("near_duplicate_of").to_pylist() == ["a", None]
