"""Drupal: `/node/<n>`, lists that count pages from 0, a date in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from samples.articles import Article
from samples.systems import XML, Page, System

if TYPE_CHECKING:
    from samples.sites import Edition


class Drupal(System):
    """A page after the last is an empty list with 200; an absent node a 404."""

    name = "drupal"
    hands = ("plain", "bold")
    server = "Apache/2.4"
    etags = True
    dates_pages = True
    page_size = 4
    robots = "User-agent: *\nDisallow: /core/\nDisallow: /user/\nDisallow: /search/\nSitemap: {base_url}/sitemap.xml\n"

    def address(self, article: Article) -> str:
        return f"/node/{1600 + 5 * article.number}"

    def listing(self, page: int, section: str = "") -> str:
        return "/tin-tuc" + (f"?page={page - 1}" if page > 1 else "")

    def key(self, target: str) -> str:
        return re.sub(r"\?page=0$", "", super().key(target))

    def pages(self, edition: Edition) -> dict[str, Page]:
        pages = self.listings(edition, edition.articles)
        pages["/"] = pages[self.listing(1)]
        changed = pages["/"].last_modified
        pages["/rss.xml"] = self.page(
            self.render("rss.xml", edition, articles=edition.articles[:10]), changed, XML
        )
        urls = self.render("sitemap.xml", edition, articles=edition.articles)
        pages["/sitemap.xml"] = self.page(urls, changed, XML)
        for article in edition.articles:
            text = self.render(
                "article.html", edition, article=article, related=self.related(edition, article)
            )
            pages[self.address(article)] = self.page(text, article.modified)
        return pages

    def missing(self, edition: Edition, target: str) -> Page:
        if urlsplit(target).path == "/tin-tuc":
            return self.page(self.render("listing.html", edition, articles=[], page=1, last=1, section=""))
        return self.page(self.render("absent.html", edition), status=404)
