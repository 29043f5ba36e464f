"""Show an archived page as it was served."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from khuyenhoc.commands import Say
from khuyenhoc.errors import KeyMissing, UnknownSource
from khuyenhoc.models import VIETNAM
from khuyenhoc.pipeline.captures import Shown, history, page_of
from khuyenhoc.settings import Settings
from khuyenhoc.sources import Registry, load_registry
from khuyenhoc.store import Store

HELP = "show an archived page as it was on a day"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("url", help="the page's address, as asked or the article's own")
    parser.add_argument("--source", help="id of its source; found by the host when it is not given")
    parser.add_argument(
        "--at", type=date.fromisoformat, metavar="YYYY-MM-DD", help="as it was on that day; else the latest"
    )
    parser.add_argument("--list", action="store_true", help="list the captures instead")
    parser.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="write the page there instead of to stdout"
    )


def run(arguments: argparse.Namespace, say: Say) -> int:
    """The bytes of the page, its content encoding undone; where and when it was archived goes to stderr."""
    settings = Settings.read()
    store = Store.open(settings)
    registry = load_registry(settings.registry, settings.sample_sites)
    ids = [arguments.source] if arguments.source else _sources_of(registry, arguments.url)
    found = {source_id: list(history(store, source_id, arguments.url)) for source_id in ids}
    source_id, shown = next(((one, shown) for one, shown in found.items() if shown), ("", []))
    if not shown:
        raise KeyMissing(
            f"No capture of {arguments.url} under {', '.join(ids)} in s3://{store.bucket}",
            remedy="Give the address as the log has it, or --source",
        )
    if arguments.list:
        say.table(arguments.url, [_row(one) for one in shown])
        return 0
    at = next(
        (one for one in shown if arguments.at is None or one.at.astimezone(VIETNAM).date() <= arguments.at),
        None,
    )
    page = page_of(store, source_id, shown, at) if at else None
    if at is None or page is None:
        raise KeyMissing(f"No capture of {arguments.url} on or before {arguments.at}", remedy="See --list")
    where = f"{page.locator.key}#{page.locator.offset}"
    print(
        f"{page.url} as served {page.fetched_at:%Y-%m-%d %H:%M:%S} UTC, HTTP {page.status}, {where}",
        file=say.err.file,
    )
    if arguments.output:
        arguments.output.write_bytes(page.body)
    else:
        sys.stdout.buffer.write(page.body)
        sys.stdout.buffer.flush()
    return 0


def _sources_of(registry: Registry, url: str) -> list[str]:
    """The sources whose site has this host; several sections of one site may be several sources."""
    asked = urlsplit(url).netloc.lower().removeprefix("www.")
    ids = [
        source.id
        for source in registry.values()
        if source.base_url and urlsplit(source.base_url).netloc.lower().removeprefix("www.") == asked
    ]
    if not ids:
        raise UnknownSource(
            f"No source of the registry {registry.name!r} has the host {asked!r}", remedy="Give --source"
        )
    return ids


def _row(shown: Shown) -> dict[str, object]:
    fields = shown.entry.fields
    return {
        "at": f"{shown.at:%Y-%m-%d %H:%M:%S}",
        "status": int(fields["status"]),
        "outcome": fields["outcome"],
        "type": fields["mime"],
        "bytes": int(fields["length"]),
        "digest": fields["digest"],
        "record": f"{shown.key}#{fields['offset']}",
    }
