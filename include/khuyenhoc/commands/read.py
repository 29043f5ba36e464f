"""Read one saved page: its article and figures, as a source's extraction would give them."""

from __future__ import annotations

import argparse
import base64
import hashlib
from datetime import UTC, datetime
from pathlib import Path

from khuyenhoc.commands import Say
from khuyenhoc.crawl.cms import canonical_in, recognise, vendor_of
from khuyenhoc.errors import SettingsError
from khuyenhoc.extract.article import extract
from khuyenhoc.extract.page import Page, read_page
from khuyenhoc.models import Assertions, Capture, Cms, Locator, Names, Rejection, Source
from khuyenhoc.settings import Settings
from khuyenhoc.sources import load_registry
from khuyenhoc.tables import article_row, observation_row, rejection_row

HELP = "read the article and figures of one saved page"

#: How sure a system's marks must be before its selectors are trusted.
SURE = 0.5


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="the page as it was served")
    parser.add_argument("--url", required=True, help="the address that it was served from")
    parser.add_argument("--source", metavar="ID", help="read it as this source of the registry would")
    parser.add_argument("--province", metavar="CODE", help="the province that it is about, before 2025 (15)")
    parser.add_argument(
        "--content-type", default="text/html", help="the Content-Type that it was served with"
    )


def run(arguments: argparse.Namespace, say: Say) -> int:
    """Print one JSON document: the article and its observations, or why there is none (exit status 5)."""
    try:
        body = arguments.file.read_bytes()
    except OSError as error:
        raise SettingsError(f"{arguments.file}: {error.strerror}") from error
    if arguments.source:
        source = load_registry(Settings.read().registry)[arguments.source]
    else:
        source = _source(_system(body, arguments.content_type), arguments)
    vendor = vendor_of(source.cms or Cms.GENERIC)
    digest = base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()
    capture = Capture(
        source_id=source.id,
        url=arguments.url,
        canonical_url=canonical_in(vendor, arguments.url, source.base_url or arguments.url),
        status=200,
        headers=(("Content-Type", arguments.content_type),),
        body=body,
        fetched_at=datetime.now(UTC),
        payload_digest=f"sha1:{digest}",
        locator=Locator(str(arguments.file), 0, len(body), ""),
    )
    result = extract(capture, source)
    if isinstance(result, Rejection):
        say.record(rejection_row(result))
        return 5
    article = article_row(result.article) | {"system": source.cms}
    say.record({"article": article, "observations": [observation_row(o) for o in result.observations]})
    return 0


def _system(body: bytes, content_type: str) -> Cms:
    """The system that the page runs on, as far as its marks are sure."""
    page = read_page(body, content_type)
    if not isinstance(page, Page):
        return Cms.GENERIC
    headers = (("Content-Type", content_type),)
    cms, sure = recognise(page.tree, headers)[0]
    return cms if sure >= SURE else Cms.GENERIC


def _source(cms: Cms, arguments: argparse.Namespace) -> Source:
    return Source(
        id="page",
        name=Names(vi="Trang đã lưu", en="Saved page"),
        owner="",
        level="province" if arguments.province else "national",
        province=arguments.province,
        base_url=arguments.url,
        cms=cms,
        cadence=1,
        assertions=Assertions(min_text=40),
    )
