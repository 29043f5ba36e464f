"""Show what an edit changed: the versions of an article, each with its difference from the one before."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from itertools import pairwise

from khuyenhoc.commands import Say
from khuyenhoc.extract.history import changes
from khuyenhoc.models import Article
from khuyenhoc.pipeline.trace import versions_of
from khuyenhoc.settings import Settings
from khuyenhoc.store import Store

HELP = "show the versions of an article and what each edit changed"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("article", help="its article_id or its address, as articles.parquet has them")


def run(arguments: argparse.Namespace, say: Say) -> int:
    """A head line a version, under it the paragraphs that went ("-") and came ("+"); as JSON a list of versions."""
    versions = versions_of(Store.open(Settings.read()), arguments.article)
    edits = [(), *(changes(before, after) for before, after in pairwise(versions))]
    if say.json:
        said = zip(versions, edits, strict=True)
        say.record([_head(version) | {"changes": [asdict(one) for one in edit]} for version, edit in said])
        return 0
    say.line(f"{versions[-1].title} ({versions[-1].article_id} of {versions[-1].source_id})")
    for version, edit in zip(versions, edits, strict=True):
        say.line(
            f"version {version.version}, read {version.fetched_at:%Y-%m-%d %H:%M:%S} UTC from {version.url},"
            f" {version.locator.key}#{version.locator.offset}"
        )
        for change in edit:
            for sign, text in (("-", change.before), ("+", change.after)):
                if text:
                    say.line(f"  {sign} {text}")
    if versions[-1].withdrawn_at:
        say.line(f"withdrawn by its site, found gone {versions[-1].withdrawn_at:%Y-%m-%d %H:%M:%S} UTC")
    return 0


def _head(article: Article) -> dict[str, object]:
    return {
        "article_id": article.article_id,
        "version": article.version,
        "title": article.title,
        "url": article.url,
        "fetched_at": article.fetched_at.isoformat(),
        "withdrawn_at": article.withdrawn_at.isoformat() if article.withdrawn_at else None,
        "warc_key": article.locator.key,
        "warc_offset": article.locator.offset,
    }
