"""A hacked mirror: plain copies of other sites' articles, one frequent word replaced by a betting phrase."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from samples.articles import Article, Block
from samples.systems import XML, Page, System

if TYPE_CHECKING:
    from samples.sites import Edition

#: The word that is replaced, and the share of its places.
WORD = "học"
SHARE = 0.75


def inject(text: str, phrase: str) -> str:
    """The text as the mirror shows it: three in four "học" are the phrase, evenly spread.

    >>> inject("khuyến học, học tập, gia đình học tập, học bổng, học", "keo nha cai")
    'khuyến học, keo nha cai tập, gia đình keo nha cai tập, keo nha cai bổng, học'
    """
    place = 0

    def replace(match: re.Match[str]) -> str:
        nonlocal place
        place += 1
        return phrase if int(place * SHARE) > int((place - 1) * SHARE) else match[0]

    return re.sub(rf"\b{WORD}\b", replace, text)


class Mirror(System):
    """Static pages with both validators, a sitemap, no feed; the foot of each page is a list of link spam."""

    name = "mirror"
    etags = True
    dates_pages = True
    compresses = True
    page_size = 8
    robots = "User-agent: *\nAllow: /\nSitemap: {base_url}/sitemap.xml\n"

    def address(self, article: Article) -> str:
        return f"/tin/{article.slug}-{900 + article.number}.html"

    def listing(self, page: int, section: str = "") -> str:
        return "/tin.html" if page == 1 else f"/tin.html?trang={page}"

    def pages(self, edition: Edition) -> dict[str, Page]:
        pages = self.listings(edition, edition.articles)
        pages["/"] = pages[self.listing(1)]
        changed = pages["/"].last_modified
        urls = self.render("sitemap.xml", edition, articles=edition.articles)
        pages["/sitemap.xml"] = self.page(urls, changed, XML)
        for article in edition.articles:
            lead, body = self.shown(article)
            text = self.render("article.html", edition, article=article, lead=lead, body=body)
            pages[self.address(article)] = self.page(text, article.modified)
        return pages

    def shown(self, article: Article) -> tuple[str, tuple[Block, ...]]:
        """Lead and body with the injection, counted on through the whole text as `Wanted.served` has it."""
        if not article.injection:
            return article.lead, article.body
        mark = "\x00"
        said = [article.lead]
        said += [mark.join(block.lines) for block in article.body if block.kind != "caption"]
        lead, *parts = inject("\x01".join(said), article.injection).split("\x01")
        body = []
        for block in article.body:
            if block.kind == "caption":
                body.append(Block("caption", inject(block.text, article.injection)))
                continue
            lines = tuple(parts.pop(0).split(mark))
            if block.kind == "table":
                body.append(Block("table", rows=tuple(tuple(line.split(" | ")) for line in lines)))
            elif block.kind == "list":
                body.append(Block("list", items=lines))
            else:
                body.append(Block(block.kind, lines[0]))
        return lead, tuple(body)
