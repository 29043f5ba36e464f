"""What became of an article: edited, read anew, moved, withdrawn, back again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from khuyenhoc.extract.article import Extraction, extract, versions
from khuyenhoc.extract.history import Change, changes, gone_in, next_version, withdrawn
from khuyenhoc.models import Article, Capture, Cms, Kind, Locator, Outcome, Rejection, Result
from tests.extract.pages import FETCHED, capture, source
from tests.extract.stories import STORIES, body

TEXT = "Năm 2025, toàn huyện có {} hội viên, đạt 25,4% dân số; quỹ khuyến học vận động được 2 tỷ 315 triệu đồng. "


def shown(
    members: str = "21.870",
    *,
    days: int = 0,
    digest: str = "A",
    url: str = "https://example.org/bai-1234.html",
) -> Capture:
    """The page as it was so many days after the first."""
    html = f"<h1>Trấn Yên tổng kết công tác khuyến học</h1><div itemprop=articleBody><p>{TEXT.format(members) * 2}</p><p>Hết.</p></div>"
    found = capture(html, url=url, digest=f"sha1:{digest}", fetched_at=FETCHED + timedelta(days=days))
    return replace(found, locator=Locator(f"raw/{days}.warc.gz", days, 9, f"r{days}"))


def article(found: Capture) -> Article:
    result = extract(found, source())
    assert isinstance(result, Extraction)
    return result.article


FIRST = article(shown())
EDITED = article(shown("22.001", days=3, digest="B"))


def test_what_was_never_seen_is_version_one() -> None:
    assert next_version(FIRST, []) == FIRST


def test_the_same_text_again_is_nothing_new() -> None:
    assert next_version(article(shown(days=3)), [FIRST]) is None
    assert next_version(article(shown(days=3, digest="other bytes")), [FIRST]) is None


def test_an_edit_is_the_next_version_and_remembers_the_first() -> None:
    second = next_version(EDITED, [FIRST])
    assert second is not None
    assert (second.version, second.first_seen_at, second.fetched_at) == (
        2,
        FIRST.fetched_at,
        EDITED.fetched_at,
    )
    third = next_version(article(shown("23.000", days=9, digest="C")), [second, FIRST])
    assert third is not None
    assert third.version == 3


def test_another_extractor_reads_the_same_version_anew() -> None:
    again = next_version(
        article(shown(days=3)), [replace(FIRST, text="một cách đọc cũ", extractor_version="0")]
    )
    assert again is not None
    assert again.version == 1
    assert again.text == FIRST.text
    assert (again.locator, again.fetched_at) == (FIRST.locator, FIRST.fetched_at), (
        "still of the first capture"
    )


def test_a_diff_names_each_paragraph_before_and_after() -> None:
    (change,) = changes(FIRST, EDITED)
    assert "21.870" in change.before
    assert change.after == change.before.replace("21.870", "22.001")
    longer = replace(FIRST, text=FIRST.text + "\nSửa lúc 10:00.")
    assert changes(FIRST, longer) == (Change("", "Sửa lúc 10:00."),)
    assert changes(longer, FIRST) == (Change("Sửa lúc 10:00.", ""),)
    assert changes(FIRST, FIRST) == ()


def test_a_page_that_is_gone_marks_its_last_version_once() -> None:
    second = next_version(EDITED, [FIRST])
    assert second is not None
    when = FETCHED + timedelta(days=20)
    (gone,) = withdrawn([FIRST, second], {second.canonical_url: when, "https://example.org/other.html": when})
    assert gone == replace(second, withdrawn_at=when)
    assert withdrawn([FIRST, gone], {gone.canonical_url: when + timedelta(days=1)}) == ()
    assert withdrawn([FIRST, second], {}) == ()


def asked(
    day: int, status: int | None, gone: int = 0, result: Result = Result.HTTP_4XX, n: int = 0
) -> Outcome:
    at = FETCHED + timedelta(days=day)
    return Outcome("yenbai", f"https://example.org/bai-{n}.html", Kind.ARTICLE, result, at, status, gone=gone)


FOUND_GONE = [
    ([asked(1, 404, 1)], None, "once is no evidence"),
    ([asked(1, 404, 1), asked(3, 404, 2), asked(7, 404, 3)], 3, "404 on a second day; the first mark stays"),
    ([asked(1, 410, 1)], 1, "410 says it at once"),
    ([asked(1, 200, 1, Result.SOFT_404), asked(3, 302, 2, Result.SOFT_404)], None, "looks like not found"),
    ([asked(1, 200, 1, Result.SOFT_404), asked(3, 200, 2, Result.SOFT_404), asked(7, 302, 3, Result.SOFT_404)], 7, "on a third day"),
    ([asked(1, 404, 1), asked(3, 404, 2), asked(7, 200, result=Result.OK)], None, "seen again"),
    ([asked(1, 404, 1), asked(3, 404, 2), asked(7, 304, result=Result.NOT_MODIFIED)], None, "unchanged is there, too"),
    ([asked(1, 403), asked(3, 500, result=Result.HTTP_5XX), asked(7, None, result=Result.TIMEOUT)], None, "out of reach is not gone"),
]  # fmt: skip


@pytest.mark.parametrize(("crawls", "day", "why"), FOUND_GONE, ids=[why for *_, why in FOUND_GONE])
def test_when_an_article_is_gone_for_good(crawls: list[Outcome], day: int | None, why: str) -> None:
    found = gone_in([outcome] for outcome in crawls)
    assert found.get("https://example.org/bai-0.html") == (day and FETCHED + timedelta(days=day))


def test_a_site_that_lost_everything_is_ill_and_its_articles_are_not_withdrawn() -> None:
    missing = [asked(3, 404, 2, n=n) for n in range(6)]
    assert gone_in([missing]) == {}
    assert len(gone_in([[*missing, *(asked(3, 200, result=Result.OK, n=n) for n in range(6, 12))]])) == 6


def test_a_page_that_comes_back_is_no_longer_withdrawn() -> None:
    gone = replace(FIRST, withdrawn_at=FETCHED + timedelta(days=20))
    back = next_version(article(shown(days=30)), [gone])
    assert back is not None
    assert (back.version, back.withdrawn_at) == (1, None)


def read(
    *captures: Capture, cms: Cms = Cms.GENERIC, known: dict[str, list[Article]] | None = None
) -> list[Article]:
    results = list(versions([extract(c, source(cms)) for c in captures], source(cms), known or {}))
    assert not [r for r in results if isinstance(r, Rejection)]
    return [r.article for r in results if isinstance(r, Extraction)]


def test_captures_of_one_article_in_one_pass_are_its_versions_in_any_order() -> None:
    captures = [shown("22.001", days=3, digest="B"), shown(), shown(days=1)]
    found = read(*captures)
    assert [(a.version, a.fetched_at) for a in found] == [(1, FETCHED), (2, FETCHED + timedelta(days=3))]
    assert found == read(*captures[::-1])


@pytest.mark.parametrize("cms", [Cms.VCCORP])
def test_an_article_that_moved_keeps_its_id(cms: Cms) -> None:
    """The same number of the system under another slug and another canonical address."""
    old = shown(url="https://example.org/tran-yen-tong-ket-179240618142300123.htm")
    new = shown(
        "22.001",
        days=3,
        digest="B",
        url="https://example.org/tran-yen-tong-ket-nam-2025-179240618142300123.htm",
    )
    (first,) = read(old, cms=cms)
    (second,) = read(new, cms=cms, known={first.article_id: [first]})
    assert (second.article_id, second.version) == (first.article_id, 2)
    assert second.url == new.url


def test_a_year_at_the_end_of_an_address_is_no_number_of_an_article() -> None:
    """Two reports of one year on a site without numbers are two articles."""
    pages = [
        capture(
            f"<h1>{story.title}</h1><div itemprop=articleBody>{body(story)}</div>",
            url=f"https://example.org/ke-hoach-{n}-nam-2024.html",
            digest=f"sha1:{n}",
        )
        for n, story in enumerate(STORIES)
    ]
    assert len({a.article_id for a in read(*pages)}) == len(STORIES)


def test_a_moved_article_with_the_same_text_takes_its_new_address() -> None:
    """Else its old one, which answers 404 from then on, would have it withdrawn."""
    old = shown(url="https://example.org/tran-yen-179240618142300123.htm")
    new = shown(days=3, url="https://example.org/tran-yen-tong-ket-179240618142300123.htm")
    (first,) = read(old, cms=Cms.VCCORP)
    (moved,) = read(new, cms=Cms.VCCORP, known={first.article_id: [first]})
    assert moved == replace(first, url=new.url, canonical_url=new.canonical_url)


def test_observations_follow_their_article() -> None:
    result = next(
        iter(
            versions(
                [extract(shown("22.001", days=3, digest="B"), source())],
                source(),
                {FIRST.article_id: [FIRST]},
            )
        )
    )
    assert isinstance(result, Extraction)
    assert {(o.article_id, o.version) for o in result.observations} == {(FIRST.article_id, 2)}
