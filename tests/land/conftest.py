"""A small world to land in: two sources, and what extract and crawl leave of a run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from khuyenhoc import tables
from khuyenhoc.models import Article, Observation, Rejection
from khuyenhoc.pipeline import Run
from khuyenhoc.settings import Settings

MORNING = datetime(2026, 11, 21, 22, tzinfo=UTC)  # 05:00 on 22 November in Việt Nam


@pytest.fixture(scope="session")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A registry of two provincial sources."""
    folder = tmp_path_factory.mktemp("registry")
    for source_id, name, province in (("yenbai", "Yên Bái", "15"), ("hanam", "Hà Nam", "35")):
        declared = {
            "id": source_id,
            "name": {"vi": f"Hội Khuyến học {name}", "en": f"Study Promotion Association of {name}"},
            "owner": f"Hội Khuyến học {name}",
            "level": "province",
            "province": province,
            "base_url": f"http://{source_id}.example/",
            "cms": "generic",
            "cadence": 5,
        }
        (folder / f"{source_id}.yaml").write_text(
            yaml.safe_dump(declared, allow_unicode=True), encoding="utf-8"
        )
    return folder


class World:
    """A bucket in which runs leave what crawl and extract would leave."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    def run(self, name: str = "daily", at: datetime = MORNING) -> Run:
        return Run.of(self.settings, name=name, started_at=at)

    def stage(
        self,
        run: Run,
        given: Mapping[str, Iterable[tuple[Article, list[Observation]]]],
        rejections: Iterable[Rejection] = (),
        statuses: Mapping[str, str] | None = None,
    ) -> None:
        """What crawl and extract leave: a report, articles and observations of each source."""
        store = run.store
        for source_id in sorted({*given, *(statuses or {})}):
            pairs = list(given.get(source_id, ()))
            status = (statuses or {}).get(source_id, "ok")
            report = {
                "status": status,
                "detail": "" if status == "ok" else "no answer",
                "captured": len(pairs),
            }
            store.put(store.keys.crawl_report(run.run_id, source_id), json.dumps(report).encode())
            rows = {
                "articles": [tables.article_row(article) for article, _ in pairs],
                "observations": [tables.observation_row(o) for _, said in pairs for o in said],
                "rejections": [
                    tables.rejection_row(r) for r in rejections if r.record.get("source_id") == source_id
                ],
            }
            for name, table in rows.items():
                key = store.keys.staging(run.run_id, source_id, name)
                store.put(key, tables.to_parquet(table, tables.TABLES[name]))


@pytest.fixture
def world(seaweedfs: Settings, registry: Path) -> World:
    return World(seaweedfs.model_copy(update={"registry": str(registry)}))
