"""What is archived is what was served, and any reader of WARC can read it."""

from __future__ import annotations

import gzip
import io
import json
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from khuyenhoc.crawl.archive import Visit, Writer, capture_of, captures, index_of, surt
from khuyenhoc.crawl.decode import decoded
from khuyenhoc.crawl.fetch import Answer, Fetcher, Limits
from khuyenhoc.crawl.frontier import Frontier, Page
from khuyenhoc.crawl.journal import Recalled, answer_of, entry_of
from khuyenhoc.crawl.walk import Walk
from khuyenhoc.models import Kind, Listed, Outcome, Result
from khuyenhoc.pipeline import crawl as pipeline
from khuyenhoc.pipeline.captures import captures_of
from khuyenhoc.settings import Settings
from tests.crawl.site import Clock, Reply, Site, article, packed, serving, source_of
from tests.crawl.test_pipeline import AT, run_of

NOW = datetime(2024, 1, 20, 3, 0, 0, 123456, tzinfo=UTC)
URL = "https://hoikhuyenhoc.example/tin-tuc/B%C3%A0i-s%E1%BB%91-1.html?b=2&a=1"


LISTED = Listed(date(2024, 1, 19), Kind.FEED)


def answer(body: bytes = b"<p>x", headers: tuple[tuple[str, str], ...] = (), **over: Any) -> Answer:
    said: dict[str, Any] = {
        "url": URL,
        "fetched_at": NOW,
        "status": 200,
        "reason": "OK",
        "sent": (("Host", "hoikhuyenhoc.example"),),
    }
    return Answer(**(said | over), headers=headers, body=body)


def visit(
    answered: Answer,
    result: Result = Result.OK,
    seen: Page | None = None,
) -> Visit:
    outcome = Outcome(
        "mau", answered.url, Kind.ARTICLE, result, answered.fetched_at, answered.status, detail="why"
    )
    return Visit(outcome, answered, "https://hoikhuyenhoc.example/1", seen, LISTED)


def written(*visits: Visit) -> tuple[bytes, bytes]:
    """The bytes of a WARC file and of its index."""
    out = io.BytesIO()
    writer = Writer(out, "raw/a.warc.gz", "khuyenhoc/0.1", NOW)
    for one in visits:
        writer.write(one)
    return out.getvalue(), writer.cdxj()


def records(warc: bytes) -> list[Any]:
    found = []
    for record in ArchiveIterator(io.BytesIO(warc), check_digests="raise"):
        found.append((record.rec_type, record.rec_headers, record.http_headers, record.raw_stream.read()))
    return found


# What a header may hold on the wire: visible ASCII and the bytes above it that Latin-1 gives.
names = st.text(st.sampled_from("abcXYZ-09"), min_size=1, max_size=12).map(lambda name: f"X-{name}")
values = st.text(st.characters(min_codepoint=0x21, max_codepoint=0x7E), max_size=30)
heads = st.lists(st.tuples(names, values), max_size=6).map(tuple)


@settings(max_examples=150)
@given(st.binary(max_size=3000), heads, st.booleans(), st.integers(200, 599))
def test_archive_and_read_back(
    body: bytes, headers: tuple[tuple[str, str], ...], zipped: bool, status: int
) -> None:
    """Bytes as served, headers with their repetitions, and the payload with its content encoding undone."""
    served = gzip.compress(body) if zipped else body
    said = (*headers, ("Content-Type", "text/html"), *((("Content-Encoding", "gzip"),) if zipped else ()))
    answered = answer(served, said, status=status)
    warc, cdxj = written(visit(answered), visit(answer(b"other", url="http://b.vn/")))
    (_, _, http, stored), *_ = [record for record in records(warc) if record[0] == "response"]
    assert stored == served
    assert tuple(http.headers) == said
    entry = next(entry for entry in index_of(cdxj) if entry.fields["url"] == URL)
    capture = capture_of(warc[entry.offset : entry.offset + entry.length], entry, "mau", "raw/a.warc.gz")
    assert (capture.body, capture.status, capture.headers) == (body, status, said)
    assert (capture.url, capture.canonical_url) == (URL, "https://hoikhuyenhoc.example/1")
    assert capture.listed == LISTED
    assert (capture.fetched_at, capture.payload_digest) == (NOW, answered.digest)


@given(st.binary(max_size=500), heads, st.sampled_from([None, *Result]), st.text(max_size=20))
def test_a_journal_entry_and_back(
    body: bytes, headers: tuple[tuple[str, str], ...], failure: Result | None, why: str
) -> None:
    said = answer(body, headers, failure=failure, detail=why, status=None if failure else 200)
    assert answer_of(entry_of(said), Limits()) == said


def test_the_same_answers_give_the_same_bytes() -> None:
    assert written(visit(answer())) == written(visit(answer()))


def test_each_visit_is_request_response_and_metadata() -> None:
    warc, _ = written(visit(answer()))
    (info, _, _, about), response, request, metadata = records(warc)
    assert info == "warcinfo"
    assert b"robots: obey" in about
    assert [response[0], request[0], metadata[0]] == ["response", "request", "metadata"]
    main = response[1].get_header("WARC-Record-ID")
    assert [r[1].get_header("WARC-Concurrent-To") for r in (request, metadata)] == [main, main]
    assert {r[1].get_header("WARC-Date") for r in (response, request, metadata)} == {
        "2024-01-20T03:00:00.123456Z"
    }
    assert metadata[3].decode().split("\r\n")[:5] == [
        "kind: article", "outcome: ok", "detail: why", "canonical: https://hoikhuyenhoc.example/1",
        "listed: 2024-01-19 in a feed",
    ]  # fmt: skip
    assert request[2].get_header("Host") == "hoikhuyenhoc.example"


def test_a_start_line_and_headers_in_vietnamese_are_kept_percent_encoded() -> None:
    warc, cdxj = written(
        visit(
            answer(
                url="http://a.vn/Bài số 1", reason="Tốt", headers=(("X-Tên", "Hội"), ("X-Folded", "a\r\n b"))
            )
        )
    )
    (_, response, request, _) = records(warc)
    assert response[2].statusline == "200 T%E1%BB%91t"
    assert request[2].protocol + " " + request[2].statusline == "GET /B%C3%A0i s%E1%BB%91 1 HTTP/1.1"
    assert [name for name, _ in response[2].headers] == ["X-T%C3%AAn", "X-Folded"]
    assert len(list(captures(warc, index_of(cdxj), "mau", "raw/a.warc.gz"))) == 1


def test_what_never_answered_has_its_request_and_the_reason() -> None:
    warc, cdxj = written(visit(answer(b"", status=None, failure=Result.TIMEOUT), Result.TIMEOUT))
    assert [record[0] for record in records(warc)] == ["warcinfo", "request", "metadata"]
    assert b"outcome: timeout" in records(warc)[-1][3]
    assert cdxj == b"", "an index names pages, and there is none"


@pytest.mark.parametrize(
    ("failure", "word"),
    [(Result.TOO_LARGE, "length"), (Result.TIMEOUT, "time"), (Result.REFUSED, "disconnect")],
)
def test_a_page_that_did_not_come_whole_says_so(failure: Result, word: str) -> None:
    warc, _ = written(visit(answer(b"half", failure=failure, truncated=word), failure))
    assert records(warc)[1][1].get_header("WARC-Truncated") == word


@pytest.mark.parametrize(
    ("status", "profile"),
    [(304, "server-not-modified"), (200, "identical-payload-digest")],
)
def test_an_unchanged_page_is_a_revisit_that_names_the_full_capture(status: int, profile: str) -> None:
    first = answer(b"<p>the page")
    seen = Page("k", URL, Kind.ARTICLE, NOW, NOW, digest=first.digest, captured_at=NOW, captured_url=URL)
    later = answer(b"" if status == 304 else first.body, status=status, fetched_at=NOW + timedelta(days=9))
    warc, cdxj = written(visit(first), visit(later, Result.NOT_MODIFIED, seen))
    (_, headers, http, payload) = next(record for record in records(warc) if record[0] == "revisit")
    assert headers.get_header("WARC-Profile").endswith(profile)
    assert headers.get_header("WARC-Refers-To-Target-URI") == URL
    assert headers.get_header("WARC-Refers-To-Date") == "2024-01-20T03:00:00.123456Z"
    assert headers.get_header("WARC-Payload-Digest") == first.digest
    assert (http.get_statuscode(), payload) == (str(status), b"")
    assert [entry.fields["mime"] for entry in index_of(cdxj)] == ["unk", "warc/revisit"]
    assert len(list(captures(warc, index_of(cdxj), "mau", "raw/a.warc.gz"))) == 1


def test_warcio_finds_no_fault_in_a_whole_crawl(tmp_path: Path) -> None:
    site = Site()
    site.articles(3)
    site["/news/tin-tuc/bai-so-1.html"] = packed(article(1))
    site["/news/tin-tuc/bai-so-2.html"] = Reply(
        article(2), headers={"Content-Type": "text/html", "Set-Cookie": "tên=giá"}
    )
    path = tmp_path / "crawl.warc.gz"
    with serving(site), path.open("wb") as out:
        writer = Writer(out, "crawl.warc.gz", "khuyenhoc/0.1", NOW)
        fetcher = Fetcher("khuyenhoc/0.1", local=True)
        frontier, visits = Frontier(), 0
        for day in (0, 200):
            walk = Walk(
                source_of(site),
                frontier,
                fetcher=fetcher,
                clock=Clock(NOW + timedelta(days=day)),
                agent="khuyenhoc",
            )
            for one in walk.visits():
                writer.write(one)
                visits += 1
            frontier = walk.frontier
        fetcher.close()
    check = [sys.executable, "-m", "warcio.cli", "check", "-v", str(path)]
    said = subprocess.run(check, capture_output=True, text=True, check=True).stdout
    assert "digest failed" not in said
    index = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "index", "-f", "warc-type,warc-target-uri,offset", str(path)],
        capture_output=True, text=True, check=True,
    ).stdout.splitlines()  # fmt: skip
    kinds = [json.loads(line)["warc-type"] for line in index]
    assert len(kinds) == 1 + 3 * visits
    assert kinds.count("revisit") == 4, "the listing and three articles, unchanged after 200 days"
    offsets = {json.loads(line)["offset"] for line in index}
    assert {entry.fields["offset"] for entry in index_of(writer.cdxj())} <= offsets


def test_files_are_rotated_by_size(seaweedfs: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipeline, "ROTATE", 6_000)
    site = Site()
    site.articles(12)
    with serving(site):
        run = run_of(seaweedfs, site)
        report = pipeline.crawl_source(run, "mau", clock=Clock(AT))  # type: ignore[arg-type]
    assert len(report.raw_keys) > 2
    assert [key.rpartition("-")[2] for key in report.raw_keys[1:3]] == ["002.warc.gz", "003.warc.gz"]
    assert len(list(captures_of(run, "mau"))) == 12
    for key in report.raw_keys:
        assert records(run.store.get(key))[0][0] == "warcinfo"


def test_the_journal_gives_each_answer_once_in_order() -> None:
    class Kept:
        def __init__(self) -> None:
            self.found = [
                entry_of(answer(b"1")),
                entry_of(answer(b"2")),
                entry_of(answer(b"3", url="http://b.vn/")),
            ]

        def entries(self) -> list[bytes]:
            return self.found

        def append(self, entry: bytes) -> None:
            self.found.append(entry)

    recalled = Recalled(Kept(), Limits())
    assert [recalled.recall(URL).body, recalled.recall(URL).body, recalled.recall(URL)] == [b"1", b"2", None]  # type: ignore[union-attr]
    assert [one.body for one in recalled.left()] == [b"3"]


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://www.yenbai.gov.vn/Khuyen-Hoc/", "vn,gov,yenbai)/khuyen-hoc"),
        ("http://127.0.0.1:8300/a?b=1", "127.0.0.1:8300)/a?b=1"),
        ("http://a.vn", "vn,a)/"),
        ("http://a.vn/x y", "vn,a)/x%20y"),  # a blank would end the key
    ],
)
def test_surt(url: str, key: str) -> None:
    assert surt(url) == key


@given(
    st.binary(max_size=300), st.sampled_from([None, "gzip", "x-gzip", "deflate", "br", "identity", "GZIP "])
)
def test_undoing_a_content_encoding_never_fails_and_never_exceeds_the_limit(
    body: bytes, encoding: str | None
) -> None:
    read = decoded(body, encoding, 100)
    assert len(read.body) <= (100 if encoding != "br" else 300)
