"""What each site's file says is enough to crawl and read the whole site: by `crawl` and `extract` themselves."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

import samples
from khuyenhoc.crawl.assess import Status
from khuyenhoc.crawl.fetch import Fetcher
from khuyenhoc.crawl.frontier import Frontier
from khuyenhoc.crawl.walk import Options, Visit, Walk
from khuyenhoc.extract.article import extract
from khuyenhoc.models import VIETNAM, Capture, Kind, Locator, Rejection, Result, Source
from khuyenhoc.sources import HERE, source_of
from tests.crawl.site import Clock

AGENT = "khuyenhoc/0.1 (+https://example.org)"
NOW = datetime(2026, 10, 5, 22, tzinfo=UTC)
REGISTERED = (*samples.SITES, *samples.OTHERS)


def declared(site: samples.Site, base: str) -> Source:
    """The source that the site's file declares, at the port that this test got."""
    folder = HERE / "samples" if site in samples.SITES else Path(samples.__file__).parent / "registry"
    text = (folder / f"{site.id}.yaml").read_text(encoding="utf-8")
    return source_of(re.sub(r"http://127\.0\.0\.1:\d+", base, text), f"{site.id}.yaml")


def crawled(site: samples.Site, day: int = 0) -> tuple[samples.Edition, Walk, list[Visit]]:
    with samples.serve([site], day=day) as urls:
        fetcher = Fetcher(AGENT, local=True)
        source = declared(site, urls[site.id])
        walk = Walk(source, Frontier(), fetcher=fetcher, clock=Clock(NOW), agent=AGENT, options=Options())
        visits = [visit for visit in walk.visits() if visit.outcome.kind is Kind.ARTICLE]
        fetcher.close()
        return samples.Edition(site, urls[site.id], day), walk, visits


def shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
    return Counter(tuple(words[at : at + 4]) for at in range(len(words) - 3))


def f1(found: Counter[tuple[str, ...]], wanted: Counter[tuple[str, ...]]) -> float:
    return 2 * (found & wanted).total() / (found.total() + wanted.total())


@pytest.mark.parametrize("site", REGISTERED, ids=lambda site: site.id)
def test_a_crawl_brings_every_article_and_its_words_and_day(site: samples.Site) -> None:
    edition, walk, visits = crawled(site)
    assert [visit.outcome.outcome for visit in visits] == [Result.OK] * len(edition.articles), [
        (visit.outcome.url, visit.outcome.detail) for visit in visits
    ]
    assert walk.assessment().status is Status.OK, walk.assessment().detail
    by_title = {article.title: article for article in edition.articles}
    found: Counter[tuple[str, ...]] = Counter()
    wanted: Counter[tuple[str, ...]] = Counter()
    for visit in visits:
        assert visit.answer is not None
        capture = Capture(
            site.id, visit.outcome.url, visit.canonical or visit.outcome.url, 200, tuple(visit.answer.headers),
            visit.answer.decoded.body, visit.outcome.fetched_at, "sha1:", Locator("", 0, 0, ""),
        )  # fmt: skip
        result = extract(capture, walk.source)
        assert not isinstance(result, Rejection), result
        article = by_title.pop(result.article.title)
        text = samples.wanted_text(site, article).text
        found += shingles(result.article.text)
        wanted += shingles(text)
        assert result.article.published_at is not None, article.title
        assert result.article.published_at.astimezone(VIETNAM).date() == article.published.date()
    assert not by_title
    assert f1(found, wanted) >= 0.985


def test_a_day_later_the_site_with_a_new_layout_says_so_itself() -> None:
    _, walk, _ = crawled(samples.site("quangbinh"), day=1)
    assert walk.assessment().status is Status.LAYOUT_BROKEN
