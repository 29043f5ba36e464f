"""Pages for the extraction tests, as captures."""

from __future__ import annotations

from datetime import UTC, datetime

from khuyenhoc.models import Capture, Cms, Locator, Names, Source

FETCHED = datetime(2026, 10, 8, 3, 0, tzinfo=UTC)


def source(cms: Cms = Cms.GENERIC, **over: object) -> Source:
    """A source of Yên Bái that runs on a system."""
    declared = {
        "id": "yenbai", "name": Names(vi="Yên Bái", en="Yen Bai"), "owner": "Hội Khuyến học tỉnh", "level": "province",
        "province": "15", "base_url": "https://example.org", "cms": cms, "cadence": 1,
    }  # fmt: skip
    return Source.model_validate(declared | over)


def capture(
    body: bytes | str,
    *,
    url: str = "https://example.org/bai-1234.html",
    content_type: str = "text/html; charset=utf-8",
    digest: str = "sha1:A",
    fetched_at: datetime = FETCHED,
) -> Capture:
    payload = body.encode() if isinstance(body, str) else body
    headers = (("Content-Type", content_type),)
    return Capture(
        "yenbai", url, url, 200, headers, payload, fetched_at, digest, Locator("raw/a.warc.gz", 7, 9, "r")
    )
