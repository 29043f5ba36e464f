"""NukeViet 3: `/index.php/news/<Category>/<Alias>-<id>/`, aliases that lost their accented letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from samples.articles import Article, slug
from samples.systems import XML, Page, System

if TYPE_CHECKING:
    from samples.sites import Edition


class NukeViet3(System):
    """Save and print views beside each article; a page after the last is the first once more."""

    name = "nukeviet3"
    hands = ("breaks", "word", "plain")
    server = "Apache/2.2.15 (CentOS)"
    page_size = 4
    robots = "User-agent: *\nDisallow: /admin/\nDisallow: /index.php?*\n"

    def alias(self, article: Article) -> str:
        """Every third alias dropped each accented letter, as a broken transliteration did."""
        if article.number % 3:
            return "-".join(word.capitalize() for word in article.slug.split("-"))
        return re.sub(r"[^A-Za-z0-9]+", "-", article.title).strip("-")

    def address(self, article: Article) -> str:
        category = "-".join(word.capitalize() for word in slug(article.section).split("-"))
        return f"/index.php/news/{category}/{self.alias(article)}-{310 + article.number}/"

    def beside(self, article: Article, view: str) -> str:
        return self.address(article).replace("/news/", f"/news/{view}/", 1)

    def listing(self, page: int, section: str = "") -> str:
        return "/index.php/news/" if page == 1 else f"/index.php/news/page-{page}/"

    def pages(self, edition: Edition) -> dict[str, Page]:
        pages = self.listings(edition, edition.articles)
        pages["/"] = pages[self.listing(1)]
        feed = self.render("rss.xml", edition, articles=edition.articles[:15])
        pages["/index.php/news/rss/"] = self.page(feed, content_type=XML)
        for article in edition.articles:
            related = self.related(edition, article)
            text = self.render("article.html", edition, article=article, related=related)
            pages[self.address(article)] = self.page(text)
            for view in ("print", "savefile"):
                text = self.render("print.html", edition, article=article)
                pages[self.beside(article, view)] = self.page(text)
        return pages

    def missing(self, edition: Edition, target: str) -> Page:
        if re.fullmatch(r"/index\.php/news/page-\d+/", target):
            return edition.pages[self.key(self.listing(1))]
        return self.page(self.render("absent.html", edition), status=404)
