"""List the registry, check its files, write its JSON Schema."""

from __future__ import annotations

import argparse
from pathlib import Path

from khuyenhoc.commands import Say
from khuyenhoc.settings import Settings
from khuyenhoc.sources import load_registry, schema_text

HELP = "list the sources of the registry, check their files, write their JSON Schema or their pools"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--registry", help="sites, samples or a folder; KHUYENHOC_REGISTRY when it is not given"
    )
    parser.add_argument(
        "--schema", type=Path, metavar="FILE", help="write the JSON Schema of a source's file there"
    )
    parser.add_argument(
        "--pools", action="store_true", help="print the pools of their crawls, for `airflow pools import`"
    )


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Every file is read, so a fault in one is said with its line; then the sources are listed."""
    if arguments.schema:
        arguments.schema.parent.mkdir(parents=True, exist_ok=True)
        arguments.schema.write_text(schema_text(), encoding="utf-8")
        say.line(f"wrote {arguments.schema}")
        return 0
    registry = load_registry(arguments.registry or Settings.read().registry)
    if arguments.pools:
        pools = {
            pool.name: {
                "slots": pool.slots,
                "description": f"visited at once, of: {', '.join(pool.sources)}"[:250],
                "include_deferred": False,
            }
            for pool in registry.pools()
        }
        say.record(pools)
        return 0
    rows = [
        {
            "source": source.id,
            "name": source.name.vi,
            "level": source.level,
            "cms": source.cms or "",
            "base_url": source.base_url or "",
            "per_week": source.cadence,
            "state": "on" if source.off is None else f"off since {source.off.since}: {source.off.reason}",
        }
        for source in registry.values()
    ]
    say.table(f"{registry.name}: {len(rows)} sources, {len(registry.enabled())} on", rows)
    return 0
