"""Time the figure reader on one core: milliseconds for 3,000 characters, and against trafilatura on the article's page.

    python bench/figures.py

`reportage` are the labelled articles of the length that papers print, a figure every four hundred characters: what the
bars are about. Each stands on the page of one of the sample systems, alone and among as much furniture (scripts, boxes
of links) as makes it weigh what real pages do, 144 kB. Most labelled articles are short and hold a figure every
sixty characters, the sample sites' pages one every hundred. Each article and each page is read in turns, the least
processor time of ten rounds counts: the ratio holds on a busy machine too. Exit status 1 where the reader takes more
than a fifth of trafilatura's time for the furnished pages.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import cycle
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent), str(HERE.parent / "include")]

import trafilatura  # noqa: E402
from extract_quality import SYSTEMS, pages  # noqa: E402

from bench.score import labelled  # noqa: E402
from khuyenhoc.commands.measure import composed  # noqa: E402
from khuyenhoc.extract import figures  # noqa: E402
from khuyenhoc.models import VIETNAM  # noqa: E402
from samples.articles import Article, Block  # noqa: E402
from samples.sites import Edition, Site  # noqa: E402

ROUNDS = 10
LENGTH = 3000
BARS = 3.0, 0.2
#: What 1,033 pages of news weigh on average, in bytes: a menu, some boxes of links, the rest scripts and styles. On such
#: pages trafilatura takes 40 ms, as it was found to on real ones; on the bare pages of the sample systems a fifth of that.
WEIGHT, LINKS = 144_000, 50
SCRIPT = b"<script>window.dataLayer=window.dataLayer||[];function gtag(){dataLayer.push(arguments)}</script>"
LINK = '<li class="item"><a href="/tin-tuc/muc-{0}.html" title="Mục {0}"><span>Tin số {0} trong mục này</span></a></li>'
#: An article of a paper: so long, with no more figures.
LONG, SPARSE = 2600, 14


@dataclass(frozen=True)
class Text:
    """What is read, with the page that it stands on, where it stands on one."""

    text: str
    published: date
    province: str | None
    url: str = ""
    page: bytes = b""

    def read(self) -> figures.Reading:
        return figures.read(self.text, published=self.published, source_province=self.province)

    def extract(self) -> object:
        return trafilatura.bare_extraction(self.page, url=self.url, with_metadata=True)


def furnished(page: bytes) -> bytes:
    """The page with boxes of links and scripts below its own content, as heavy as real ones."""
    links = "".join(LINK.format(n) for n in range(LINKS)).encode()
    scripts = SCRIPT * ((WEIGHT - len(page) - len(links)) // len(SCRIPT))
    return page.replace(b"</body>", b'<div class="box"><ul>' + links + b"</ul></div>" + scripts + b"</body>")


def least(works: list[Callable[[], object]]) -> float:
    """Milliseconds of processor time that all take, each in its best round."""
    best = [float("inf")] * len(works)
    for _ in range(ROUNDS):
        for k, work in enumerate(works):
            begun = time.process_time()
            work()
            best[k] = min(best[k], time.process_time() - begun)
    return sum(best) * 1000


def report(name: str, texts: list[Text]) -> float:
    """Print what reading takes; milliseconds of processor time for them all."""
    characters = sum(len(text.text) for text in texts)
    found = sum(len(text.read().figures) for text in texts)
    ours = least([text.read for text in texts])
    print(
        f"{name}: {len(texts)} articles, {characters:,} characters, {found} figures: "
        f"{ours / characters * LENGTH:.2f} ms for {LENGTH:,} characters"
    )
    return ours


def compare(name: str, ours: float, texts: list[Text]) -> float:
    """Print and give the share of trafilatura's time for the pages."""
    theirs = least([text.extract for text in texts])
    print(f"  of trafilatura's time for {name}, {theirs / len(texts):.1f} ms each: {ours / theirs:.2f}")
    return ours / theirs


def of(article: dict[str, Any], url: str = "", page: bytes = b"") -> Text:
    text = composed(article["title"], article["text"])
    return Text(text, date.fromisoformat(article["published"]), article["source_province"], url, page)


def shown(articles: list[dict[str, Any]]) -> list[Text]:
    """The articles, each with its page, of one sample system after the other; a system shows the others beside it."""
    told = []
    for number, article in enumerate(articles, 1):
        lead, *body = article["text"].split("\n\n")
        blocks = tuple(Block("p", part) for part in body)
        day = datetime.fromisoformat(article["published"]).replace(hour=8, tzinfo=VIETNAM)
        told.append(Article(number, article["title"], lead, blocks, "Minh An", "Tin tức", (), day, day))
    texts = []
    for article, mine, (name, (system, _)) in zip(articles, told, cycle(SYSTEMS.items()), strict=False):
        site = Site(name, system, "Hội Khuyến học tỉnh mẫu", "Vì sự học của mọi người", articles=tuple(told))
        edition = Edition(site, f"https://{name}.example")
        texts.append(of(article, edition.url(mine), edition.answer(system.address(mine)).body))
    return texts


def of_samples() -> list[Text]:
    texts = []
    for page in pages():
        document = trafilatura.bare_extraction(page.body, url=page.url, with_metadata=True)
        if document is not None and document.text:
            text = composed(document.title or "", document.text)
            texts.append(Text(text, date(2024, 1, 12), None, page.url, page.body))
    return texts


def main() -> int:
    articles = [a for several in labelled().values() for a in several]
    long = [a for a in articles if len(a["text"]) >= LONG and len(a["observations"]) <= SPARSE]
    reportage = shown(long)
    ours = report("reportage", reportage)
    share = compare(
        "pages of real weight", ours, [replace(text, page=furnished(text.page)) for text in reportage]
    )
    compare("pages of the samples' systems", ours, reportage)
    print(f"  (bars: {BARS[0]} ms, {BARS[1]} on pages of real weight)")
    report("labelled articles", [of(article) for article in articles])
    samples = of_samples()
    compare("their pages", report("pages of the samples", samples), samples)
    return 0 if share <= BARS[1] else 1


if __name__ == "__main__":
    sys.exit(main())
