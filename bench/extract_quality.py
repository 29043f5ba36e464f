"""How much of an article comes out of its page, and nothing else: beside trafilatura, readability-lxml, newspaper4k.

    python bench/extract_quality.py --peers-python ENV/bin/python

ENV is an environment with bench/requirements.in. The sample articles are shown by each of the sample systems, so
that what is wanted is known; `strangers` are pages in the markup of no system (tests/extract/strangers.py). Score: F1
of 4-word shingles of title, lead and body, a page each; the mean, and the pages that lose or add more than a
twentieth. Every reader's own title and description count for it. `unknown` is ours without being told the system, `no
layout` ours without any selector of a body. Exit status 1 below 0.985, or when a peer is ahead of any of the three, on
all pages or on the strangers alone.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import time
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "include")]

import trafilatura  # noqa: E402

from khuyenhoc.charset import text_of  # noqa: E402
from khuyenhoc.extract.article import Extraction, extract  # noqa: E402
from khuyenhoc.extract.page import Unreadable, read_page  # noqa: E402
from khuyenhoc.extract.parts import find_parts, layouts_of  # noqa: E402
from khuyenhoc.models import Assertions, Capture, Cms, Locator, Names, Selectors, Source  # noqa: E402
from samples.articles import articles_on  # noqa: E402
from samples.sites import SITES, Edition, Site, wanted_text  # noqa: E402
from samples.systems import System  # noqa: E402
from samples.systems.dnn import Dnn  # noqa: E402
from samples.systems.drupal import Drupal  # noqa: E402
from samples.systems.joomla import Joomla  # noqa: E402
from samples.systems.liferay import Liferay  # noqa: E402
from samples.systems.mojoportal import MojoPortal  # noqa: E402
from samples.systems.newspaper import Newspaper  # noqa: E402
from samples.systems.nukeviet3 import NukeViet3  # noqa: E402
from samples.systems.nukeviet4 import NukeViet4  # noqa: E402
from samples.systems.phpnuke import PhpNuke  # noqa: E402
from samples.systems.sharepoint import SharePoint  # noqa: E402
from samples.systems.tables import Tables  # noqa: E402
from samples.systems.vccorp import VCCorp  # noqa: E402
from samples.systems.wordpress import WordPress  # noqa: E402
from tests.extract.strangers import strangers  # noqa: E402

SYSTEMS: dict[str, tuple[System, Cms]] = {
    "vccorp": (VCCorp(), Cms.VCCORP),
    "nukeviet4": (NukeViet4(), Cms.NUKEVIET4),
    "nukeviet3": (NukeViet3(), Cms.NUKEVIET3),
    "sharepoint": (SharePoint(), Cms.SHAREPOINT),
    "liferay": (Liferay(), Cms.LIFERAY),
    "mojoportal": (MojoPortal(), Cms.MOJOPORTAL),
    "dnn": (Dnn(), Cms.DNN),
    "phpnuke": (PhpNuke(), Cms.PHPNUKE),
    "wordpress": (WordPress(), Cms.WORDPRESS),
    "joomla": (Joomla(), Cms.JOOMLA),
    "drupal": (Drupal(), Cms.DRUPAL),
    "newspaper": (Newspaper(), Cms.GENERIC),
    "tables": (Tables(), Cms.GENERIC),
}
LATER = datetime(2026, 12, 1, tzinfo=UTC)
BAR = 0.985


@dataclass(frozen=True)
class Page:
    """One page, how it was served, and what stands on it."""

    system: str
    url: str
    body: bytes
    content_type: str
    wanted: str
    cms: Cms = Cms.GENERIC


def pages() -> list[Page]:
    """Every system shows the articles of one sample site; then the pages of no system."""
    shown = [site for site in SITES if site.id != "guong-hanam"]
    made = []
    for k, (name, (system, cms)) in enumerate(SYSTEMS.items()):
        articles = articles_on(shown[k % len(shown)].id)
        site = Site(name, system, "Hội Khuyến học tỉnh mẫu", "Vì sự học của mọi người", articles=articles)
        edition = Edition(site, f"https://{name}.example")
        for article in articles:
            page = edition.answer(system.address(article))
            url = edition.url(article)
            made.append(Page(name, url, page.body, page.content_type, wanted_text(site, article).text, cms))
    for page in strangers():
        url = f"https://{page.name.replace('_', '-')}.example/khuyen-hoc-2024-12345.html"
        made.append(Page("strangers", url, page.html.encode(), "text/html; charset=utf-8", page.wanted))
    return made


def ours(page: Page, cms: Cms) -> str:
    source = Source(
        id="bench", name=Names(vi="b", en="b"), owner="", level="national", base_url=page.url, cms=cms, cadence=1,
        assertions=Assertions(min_text=0),
    )  # fmt: skip
    capture = Capture(
        "bench", page.url, page.url, 200, (("Content-Type", page.content_type),), page.body, LATER, "",
        Locator("", 0, 0, ""),
    )  # fmt: skip
    result = extract(capture, source)
    return result.article.text if isinstance(result, Extraction) else ""


def without_selectors(page: Page) -> str:
    """Ours where no layout fits: the path of a page that nobody has seen."""
    read = read_page(page.body, page.content_type)
    assert not isinstance(read, Unreadable)
    layouts = [replace(layout, body=()) for layout in layouts_of(Cms.GENERIC, Selectors(), LATER.date())]
    parts = find_parts(read.tree, layouts, page.url)
    return "" if parts is None else parts.text


def plain_trafilatura(page: Page) -> str:
    html = text_of(page.body, page.content_type).text  # its charset is not what is measured
    found = trafilatura.bare_extraction(html, url=page.url, with_metadata=True, include_comments=False)
    if found is None:
        return ""
    said = found.as_dict() if not isinstance(found, dict) else found
    lead = said.get("description") or ""
    body = said.get("text") or ""
    return "\n".join([said.get("title") or "", "" if lead in body else lead, body])


def shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", unicodedata.normalize("NFC", text).lower())
    return {tuple(words[i : i + 4]) for i in range(len(words) - 3)}


def f1(found: str, wanted: str) -> float:
    a, b = shingles(found), shingles(wanted)
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0


def peers(python: str, all_pages: list[Page]) -> dict[str, list[tuple[str, float]]]:
    lines = (
        json.dumps({"url": page.url, "html": text_of(page.body, page.content_type).text})
        for page in all_pages
    )
    answer = subprocess.run(
        [python, str(HERE / "extract_peers.py")],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    said: dict[str, list[tuple[str, float]]] = {}
    for line in answer.stdout.splitlines():
        for name, found in json.loads(line).items():
            said.setdefault(name, []).append((found["text"], found["ms"]))
    return said


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--peers-python", help="python of an environment with bench/requirements.in")
    parser.add_argument("--worst", type=int, default=0, metavar="N", help="show our N worst pages")
    arguments = parser.parse_args()
    all_pages = pages()
    readers = {
        "khuyenhoc": lambda page: ours(page, page.cms),
        "khuyenhoc, unknown": lambda page: ours(page, Cms.GENERIC),
        "khuyenhoc, no layout": without_selectors,
        "trafilatura": plain_trafilatura,
    }
    for read in readers.values():
        read(all_pages[0])  # imports and tables are not counted
    texts: dict[str, list[tuple[str, float]]] = {}
    for name, read in readers.items():
        texts[name] = []
        for page in all_pages:
            started = time.process_time()
            text = read(page)
            texts[name].append((text, 1000 * (time.process_time() - started)))
    if arguments.peers_python:
        texts |= peers(arguments.peers_python, all_pages)
    scores = {
        name: [f1(t, p.wanted) for (t, _), p in zip(said, all_pages, strict=True)]
        for name, said in texts.items()
    }
    print(f"{len(all_pages)} pages of {len(SYSTEMS)} systems and of strangers\n")
    print(f"| {'reader':20} | F1 mean | worst | below .95 | ms a page |\n|---|---|---|---|---|")
    for name, mine in scores.items():
        ms = sum(ms for _, ms in texts[name]) / len(all_pages)
        low = sum(score < 0.95 for score in mine)
        print(f"| {name:20} | {sum(mine) / len(mine):.4f} | {min(mine):.3f} | {low} | {ms:.1f} |")
    print(f"\n| system | {' | '.join(scores)} |\n|---|{'---|' * len(scores)}")
    means: dict[str, dict[str, float]] = {"all": {name: sum(s) / len(s) for name, s in scores.items()}}
    for system in (*SYSTEMS, "strangers"):
        at = [i for i, page in enumerate(all_pages) if page.system == system]
        means[system] = {name: sum(s[i] for i in at) / len(at) for name, s in scores.items()}
        print(f"| {system} | {' | '.join(f'{mean:.3f}' for mean in means[system].values())} |")
    for i in sorted(range(len(all_pages)), key=lambda i: scores["khuyenhoc"][i])[: arguments.worst]:
        print(f"\n{scores['khuyenhoc'][i]:.3f} {all_pages[i].url}")
    return (
        0
        if means["all"]["khuyenhoc"] >= BAR and all(map(_is_ahead, (means["all"], means["strangers"])))
        else 1
    )


def _is_ahead(mean: dict[str, float]) -> bool:
    """Whether each way of ours scores no less than every peer."""
    ours_ = [score for name, score in mean.items() if name.startswith("khuyenhoc")]
    return min(ours_) >= max(score for name, score in mean.items() if not name.startswith("khuyenhoc"))


if __name__ == "__main__":
    sys.exit(main())
