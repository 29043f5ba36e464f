"""Good records to start a test from: change the one thing that the test is about."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from khuyenhoc.models import (
    Area,
    AreaLevel,
    Article,
    Bound,
    Figure,
    Locator,
    Observation,
    Period,
    PublishedSource,
    Statistic,
    Unit,
    article_id,
)

TITLE = "Hội Khuyến học tỉnh tổng kết năm 2025"
SENTENCE = "Toàn tỉnh hiện có 1.127 chi hội với 308.990 hội viên."
FETCHED = datetime(2026, 11, 21, 22, 5, tzinfo=UTC)  # 22 November in Việt Nam


def an_article(source_id: str = "yenbai", slug: str = "bai-1", **over: Any) -> Article:
    """A good article of a source; its text holds SENTENCE."""
    url = f"http://{source_id}.example/{slug}.html"
    run = over.pop("run", "20261121T220000Z-6aef")
    day = over.pop("day", "2026-11-22")
    article = Article(
        article_id=article_id(source_id, url),
        version=1,
        source_id=source_id,
        url=url,
        canonical_url=url,
        title=TITLE,
        lead="",
        author="",
        text=f"{TITLE}\n\n{SENTENCE}",
        published_at=datetime(2026, 11, 20, 3, 0, tzinfo=UTC),
        published_source=PublishedSource.SELECTOR,
        language="vi",
        fetched_at=FETCHED,
        first_seen_at=FETCHED,
        payload_digest="sha1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
        locator=Locator(f"raw/source={source_id}/date={day}/{run}.warc.gz", 0, 100, "<urn:uuid:1>"),
        extractor_version="1",
    )
    return replace(article, **over)


def an_observation(article: Article, surface: str = "1.127 chi hội", **over: Any) -> Observation:
    """A good observation of an article: 1,127 chapters in Yên Bái, as of 20 November 2026."""
    start = article.text.index(surface)
    figure = Figure(
        metric="chapters",
        statistic=Statistic.TOTAL,
        value=Decimal(1127),
        unit=Unit.COUNT,
        bound=Bound.EXACT,
        area=Area(AreaLevel.PROVINCE, "Yên Bái", "15", "15", "15", "2024"),
        period=Period(None, date(2026, 11, 20), "hiện"),
        char_start=start,
        char_end=start + len(surface),
        surface=surface,
        sentence=SENTENCE,
        confidence=0.9,
        rule="list",
    )
    return Observation(article.article_id, article.version, article.source_id, replace(figure, **over))
