"""A crawl against a real bucket: what it leaves there, and what a second run of it finds."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from warcio.archiveiterator import ArchiveIterator

from khuyenhoc.errors import LayoutBroken, NotProven, RegistryError, SourceError, SourceUnreachable
from khuyenhoc.models import Kind, Result
from khuyenhoc.pipeline import Run
from khuyenhoc.pipeline.captures import captures_of, indexed
from khuyenhoc.pipeline.crawl import CrawlOptions, crawl_source, report_of
from khuyenhoc.pipeline.extract import extract_source
from khuyenhoc.pipeline.frontier import read_frontier, write_frontier
from khuyenhoc.settings import Settings
from khuyenhoc.sources import Registry
from khuyenhoc.store import Store
from khuyenhoc.tables import from_parquet, outcome_of
from tests.crawl.site import Clock, Reply, Site, serving, source_of

AT = datetime(2024, 1, 20, 3, 0, tzinfo=UTC)


@pytest.fixture
def site() -> Iterator[Site]:
    site = Site()
    site.articles(12)
    with serving(site):
        yield site


def run_of(
    settings: Settings, site: Site, run_id: str = "20240120T030000Z-0001", at: datetime = AT, **over: Any
) -> Run:
    return Run(run_id, at, Store.open(settings), Registry("test", [source_of(site, **over)]), settings)


def outcomes(run: Run) -> list[Any]:
    report = report_of(run, "mau")
    assert report is not None
    return [outcome_of(row) for row in from_parquet(run.store.get(report.log_key))]


def test_a_crawl_leaves_archive_index_log_and_frontier(seaweedfs: Settings, site: Site) -> None:
    run = run_of(seaweedfs, site)
    report = crawl_source(run, "mau", clock=Clock(AT))
    assert (report.status, report.captured, report.failed) == ("ok", 12, 0)
    day = "source=mau/date=2024-01-20/20240120T030000Z-0001"
    assert list(run.store.list("")) == [
        f"log/{day}.parquet",
        f"raw/{day}.cdxj",
        f"raw/{day}.warc.gz",
        "staging/run=20240120T030000Z-0001/source=mau/crawl.json",
        "state/source=mau/frontier.parquet",
    ]
    rows = outcomes(run)
    assert len(rows) == len({row.url for row in rows}) == len(site.asked), "each address tried has one row"
    for row in rows:
        record = next(iter(ArchiveIterator(io.BytesIO(run.store.get(row.warc_key)[row.warc_offset :]))))
        assert record.rec_headers.get_header("WARC-Target-URI") == row.url


def test_captures_of_a_run_are_the_pages_as_served(seaweedfs: Settings, site: Site) -> None:
    run = run_of(seaweedfs, site)
    crawl_source(run, "mau", clock=Clock(AT))
    captures = list(captures_of(run, "mau"))
    assert len(captures) == 12
    for capture in captures:
        path = capture.url.removeprefix(site.url)
        assert capture.body == site.reply(path).bytes
        where = capture.locator
        member = run.store.get_range(where.key, where.offset, where.length)
        record = next(iter(ArchiveIterator(io.BytesIO(member))))
        assert record.rec_headers.get_header("WARC-Record-ID") == where.record_id
        assert record.rec_headers.get_header("WARC-Payload-Digest") == capture.payload_digest


def test_a_finished_run_asks_nothing_again_and_reports_the_same(seaweedfs: Settings, site: Site) -> None:
    run = run_of(seaweedfs, site)
    first = crawl_source(run, "mau", clock=Clock(AT))
    asked, keys = len(site.asked), list(run.store.list(""))
    assert crawl_source(run, "mau", clock=Clock(AT)) == first
    assert (len(site.asked), list(run.store.list(""))) == (asked, keys)


def test_a_second_day_asks_only_for_the_lists(seaweedfs: Settings, site: Site) -> None:
    first = run_of(seaweedfs, site)
    crawl_source(first, "mau", clock=Clock(AT))
    extract_source(first, "mau")
    site.asked.clear()
    later = AT + timedelta(days=1, hours=1)
    run = run_of(seaweedfs, site, "20240121T040000Z-0002", later)
    report = crawl_source(run, "mau", clock=Clock(later))
    assert site.paths() == ["/robots.txt", "/news/tin-tuc/"]
    assert (report.status, report.captured) == ("nothing_new", 0)
    assert list(captures_of(run, "mau")) == []
    revisits = [entry.fields["mime"] for entry in indexed(run.store, report.raw_keys[0])]
    assert revisits == ["warc/revisit", "text/html"], "the unchanged listing, the 404 of robots.txt"


class Killed(BaseException):
    """The process dies: nothing of ours may catch it."""


def test_a_killed_crawl_goes_on_and_repeats_at_most_one_request(seaweedfs: Settings, site: Site) -> None:
    class Dying(Clock):
        def now(self) -> datetime:
            if len(site.asked) >= 7:
                raise Killed
            return super().now()

    run = run_of(seaweedfs, site)
    with pytest.raises(Killed):
        crawl_source(run, "mau", clock=Dying(AT))  # type: ignore[arg-type]
    assert [key for key in run.store.list("state/") if "/journal/" in key], "what it was answered is kept"
    before = site.paths()
    report = crawl_source(run, "mau", clock=Clock(AT + timedelta(hours=1)))  # type: ignore[arg-type]
    assert len(site.paths()) - len(set(site.paths())) <= 1, site.paths()
    assert (report.status, report.captured) == ("ok", 12)
    assert len(before) == 7
    assert {row.url for row in outcomes(run)} == {site.url + path for path in site.paths()}
    assert not [key for key in run.store.list("state/") if "/journal/" in key]


def test_killed_at_any_write_a_crawl_comes_to_the_same_end(store: Store, site: Site) -> None:
    """Before each write in turn the process dies, once; whatever is in the bucket then, the end is the same."""
    site.articles(2)

    class Dying(Store):
        left = 0

        def _call(self, operation: str, key: str, **arguments: Any) -> Any:
            if operation in ("put_object", "delete_object"):
                self.left -= 1
                if self.left < 0:
                    raise Killed
            return super()._call(operation, key, **arguments)

    def crawl(write: int) -> tuple[set[str], int, list[str]]:
        """Kill before that write, then go on; what the bucket holds and what the site was asked."""
        dying = Dying(store.client, store.bucket, f"kill-{write}/")
        dying.left = write
        registry = Registry("test", [source_of(site, proven=False, assertions={"min_articles": 1})])
        site.asked.clear()
        try:
            crawl_source(Run("20240120T030000Z-0001", AT, dying, registry, settings), "mau", clock=Clock(AT))
        except Killed:
            dying.left = 1000
            after = Clock(AT + timedelta(hours=1))
            run = Run("20240120T030000Z-0001", AT, dying, registry, settings)
            report = crawl_source(run, "mau", clock=after)
            assert report.captured == 2
            rows = [outcome_of(row) for row in from_parquet(dying.get(report.log_key))]
            assert [row.outcome for row in rows] == [Result.HTTP_4XX, Result.OK, Result.OK, Result.OK]
            assert len({capture.canonical_url for capture in captures_of(run, "mau")}) == 2
            frontier, _ = read_frontier(dying, "mau")
            assert frontier.known() == 2
        return {key.partition("/")[2] for key in dying.list(dying.keys.prefix)}, dying.left, site.paths()

    settings = Settings.read(bucket=store.bucket)
    whole, left, asked = crawl(1000)
    writes = 1000 - left
    assert writes > 12
    for write in range(writes):
        kept, _, again = crawl(write)
        assert kept == whole, f"killed before write {write}"
        assert len(again) - len(asked) <= 1, f"killed before write {write}: {again}"


def test_a_site_out_of_reach_raises_after_its_log_is_written_and_is_tried_again(
    seaweedfs: Settings, site: Site
) -> None:
    good = site.replies["/news/tin-tuc/"]
    site["/news/tin-tuc/"] = Reply("", 503)
    run = run_of(seaweedfs, site)
    with pytest.raises(
        SourceUnreachable, match=r"mau: unreachable: http_5xx: http.*/news/tin-tuc/: HTTP 503"
    ):
        crawl_source(run, "mau", clock=Clock(AT))
    assert [row.outcome for row in outcomes(run)] == [Result.HTTP_4XX, Result.HTTP_5XX]
    site["/news/tin-tuc/"] = good  # type: ignore[assignment]
    report = crawl_source(run, "mau", clock=Clock(AT + timedelta(days=1)))
    assert (report.status, report.captured) == ("ok", 12)
    assert report.raw_keys[1].endswith("-002.warc.gz"), "an archive is never rewritten"
    assert Result.HTTP_5XX in [row.outcome for row in outcomes(run)], "the first attempt stays in the log"
    assert len(list(captures_of(run, "mau"))) == 12


def test_another_layout_is_broken_not_empty(seaweedfs: Settings, site: Site) -> None:
    site["/news/tin-tuc/"] = "<html><body><h1>Tin tức</h1><p>Chào mừng</p></body></html>"
    run = run_of(seaweedfs, site)
    for _ in range(2):  # a finished run raises what it raised
        with pytest.raises(LayoutBroken, match="the lists name no article that nukeviet4 knows"):
            crawl_source(run, "mau", clock=Clock(AT))
    assert len(outcomes(run)) == 2


def test_what_a_broken_crawl_captured_is_handed_on_by_the_next_one_in_order(
    seaweedfs: Settings, site: Site
) -> None:
    for n in range(
        1, 8
    ):  # seven of twelve articles are another page: broken, though five are as they should be
        site[f"/news/tin-tuc/bai-so-{n}.html"] = "<h1>404 - Không tìm thấy</h1>"
    with pytest.raises(LayoutBroken, match="7 of 12 article pages are not articles"):
        crawl_source(run_of(seaweedfs, site), "mau", clock=Clock(AT))
    site.articles(13)
    later = AT + timedelta(days=3)
    run = run_of(seaweedfs, site, "20240123T030000Z-0002", later)
    report = crawl_source(run, "mau", clock=Clock(later))
    assert report.captured == 8
    assert len(report.handed_on) == 1
    assert len({capture.canonical_url for capture in captures_of(run, "mau")}) == 13
    extract_source(run, "mau")
    third = AT + timedelta(days=4)
    after = run_of(seaweedfs, site, "20240124T030000Z-0003", third)
    assert crawl_source(after, "mau", clock=Clock(third)).handed_on == (), "handed on once"


def test_what_a_crawl_captured_is_handed_on_until_it_is_extracted(seaweedfs: Settings, site: Site) -> None:
    """A worker may die between the two: the pages count as known, and no crawl would bring them again."""
    crawl_source(run_of(seaweedfs, site), "mau", clock=Clock(AT))
    later = AT + timedelta(days=1)
    run = run_of(seaweedfs, site, "20240121T030000Z-0002", later)
    report = crawl_source(run, "mau", clock=Clock(later))
    assert (report.captured, len(report.handed_on)) == (0, 1)
    assert extract_source(run, "mau").articles == 12
    third = AT + timedelta(days=2)
    after = run_of(seaweedfs, site, "20240122T030000Z-0003", third)
    assert crawl_source(after, "mau", clock=Clock(third)).handed_on == ()


def test_of_an_unproven_site_nothing_is_taken_until_its_file_is_mended(
    seaweedfs: Settings, site: Site
) -> None:
    wrong = run_of(seaweedfs, site, proven=False, assertions={"must_contain": ["Yên Bái"]})
    with pytest.raises(NotProven, match="no page contains 'Yên Bái'"):
        crawl_source(wrong, "mau", clock=Clock(AT))
    later = AT + timedelta(days=1)
    mended = run_of(seaweedfs, site, "20240121T030000Z-0002", later, proven=False)
    report = crawl_source(mended, "mau", clock=Clock(later))
    assert (report.captured, report.handed_on) == (12, ())
    assert len(list(captures_of(mended, "mau"))) == 12


def test_a_run_that_did_not_crawl_a_source_has_no_captures_of_it(seaweedfs: Settings, site: Site) -> None:
    assert list(captures_of(run_of(seaweedfs, site), "mau")) == []


def test_an_unproven_source_proves_itself_and_goes_on_in_the_same_run(
    seaweedfs: Settings, site: Site
) -> None:
    site.articles(45)
    run = run_of(seaweedfs, site, proven=False)
    report = crawl_source(run, "mau", clock=Clock(AT))
    assert report.captured == 45
    proof = run.store.get("state/source=mau/proven.json").decode()
    assert "bai-so-45.html" in proof
    assert "20240120T030000Z-0001" in proof
    assert site.paths().index("/news/tin-tuc/page-2") == 12, (
        "one page of each list, articles, and only then the rest"
    )


def test_an_unproven_source_that_does_not_fit_asks_thirty_times_and_names_what_would(
    seaweedfs: Settings, site: Site
) -> None:
    site.articles(45)
    run = run_of(seaweedfs, site, proven=False, cms="sharepoint", include=["bai-so"])
    with pytest.raises(
        NotProven, match=r"the file says sharepoint, the pages look like nukeviet4.*add-source"
    ):
        crawl_source(run, "mau", clock=Clock(AT))
    assert len(site.asked) <= 30
    assert "state/source=mau/proven.json" not in list(run.store.list(""))


def test_two_crawls_side_by_side_lose_nothing_of_each_other(seaweedfs: Settings, site: Site) -> None:
    store = Store.open(seaweedfs)
    mine, etag = read_frontier(store, "mau")
    crawl_source(run_of(seaweedfs, site), "mau", clock=Clock(AT))
    theirs, _ = read_frontier(store, "mau")
    extra = replace(
        next(theirs.articles()), key=f"{site.url}/news/900.html", url=f"{site.url}/news/tin-tuc/x-900.html"
    )
    mine.put(extra)
    write_frontier(store, "mau", mine, etag)
    both, _ = read_frontier(store, "mau")
    assert set(both.pages) == {*theirs.pages, extra.key}


def test_a_source_that_is_off_says_since_when_and_why(seaweedfs: Settings, site: Site) -> None:
    off = {"reason": "its system is not known", "since": "2026-11-01", "until": "2027-02-01"}
    with pytest.raises(SourceError, match="off since 2026-11-01: its system is not known"):
        crawl_source(run_of(seaweedfs, site, off=off), "mau", clock=Clock(AT))
    assert site.asked == []


def test_a_pinned_file_that_is_not_there_is_said_before_anything_is_asked(
    seaweedfs: Settings, site: Site
) -> None:
    with pytest.raises(RegistryError, match=r"mau\.yaml: ca_bundle: no file 'ca\.pem' in sources/ca"):
        crawl_source(run_of(seaweedfs, site, ca_bundle="ca.pem"), "mau", clock=Clock(AT))
    assert site.asked == []


def test_max_articles_leaves_the_others_for_the_next_crawl(seaweedfs: Settings, site: Site) -> None:
    run = run_of(seaweedfs, site)
    assert crawl_source(run, "mau", CrawlOptions(max_articles=5), clock=Clock(AT)).captured == 5
    later = AT + timedelta(days=1)
    again = run_of(seaweedfs, site, "20240121T030000Z-0002", later)
    assert crawl_source(again, "mau", clock=Clock(later)).captured == 7
    frontier, _ = read_frontier(run.store, "mau")
    assert all(page.kind is not Kind.ARTICLE or not page.pending for page in frontier.pages.values())
