"""Pages for people from the newest release."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from khuyenhoc.errors import KeyMissing
from khuyenhoc.land.site import Release, pages
from khuyenhoc.store import Store
from khuyenhoc.tables import from_parquet


@dataclass(frozen=True)
class SiteReport:
    """What was published."""

    release: str
    pages: int
    key: str


def publish_site(store: Store) -> SiteReport:
    """Write `site/` anew from the release that `latest.json` names; `KeyMissing` before the first release.

    The first page is written last: whoever follows its links finds their pages.
    """
    keys = store.keys
    found = store.get_tagged(keys.latest())
    if found is None:
        raise KeyMissing(f"No release yet in s3://{store.bucket}/{keys.prefix}", remedy="Run `collect` first")
    latest = json.loads(found[0])
    release = latest["release"]

    def rows(table: str) -> list[dict[str, Any]]:
        return from_parquet(store.get(keys.release(release, f"{table}.parquet")))

    written = list(
        pages(
            Release(
                name=release,
                released_at=latest["released_at"],
                panel=rows("panel"),
                observations={row["observation_id"]: row for row in rows("observations")},
                articles={row["article_id"]: row for row in rows("articles")},
                sources=rows("sources"),
            )
        )
    )
    for name, html in reversed(written):
        store.put(keys.site(name), html.encode(), content_type="text/html; charset=utf-8")
    return SiteReport(release, len(written), keys.site("index.html"))
