"""A newspaper's system of the "cms-body" kind: `/<slug>-post<id>.html`, ISO dates in `time.cms-date`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from samples.articles import Article
from samples.systems import XML, Page, System

if TYPE_CHECKING:
    from samples.sites import Edition


class Newspaper(System):
    """Feeds date in Vietnamese time; a page after the last is an empty list."""

    name = "newspaper"
    hands = ("plain", "linked")
    etags = True
    compresses = True
    page_size = 5
    robots = "User-agent: *\nDisallow: /api/\nDisallow: /tim-kiem/\nSitemap: {base_url}/sitemap.xml\n"

    def address(self, article: Article) -> str:
        return f"/{article.slug}-post{663000 + 17 * article.number}.html"

    def listing(self, page: int, section: str = "") -> str:
        return "/giao-duc/khuyen-hoc/" + (f"?page={page}" if page > 1 else "")

    def pages(self, edition: Edition) -> dict[str, Page]:
        pages = self.listings(edition, edition.articles)
        pages["/"] = pages[self.listing(1)]
        feed = self.render("rss.xml", edition, articles=edition.articles[:20])
        pages["/rss/giao-duc/khuyen-hoc.rss"] = self.page(feed, content_type=XML)
        urls = self.render("sitemap.xml", edition, articles=edition.articles)
        pages["/sitemap.xml"] = self.page(urls, content_type=XML)
        for article in edition.articles:
            text = self.render(
                "article.html", edition, article=article, related=self.related(edition, article)
            )
            pages[self.address(article)] = self.page(text)
        return pages

    def missing(self, edition: Edition, target: str) -> Page:
        if urlsplit(target).path == "/giao-duc/khuyen-hoc/":
            return self.page(self.render("listing.html", edition, articles=[], page=1, last=1, section=""))
        found = re.search(r"-post(\d+)\.html$", urlsplit(target).path)
        for article in edition.articles:
            if found and self.address(article).endswith(f"-post{found[1]}.html"):
                return Page(b"", status=301, headers=(("Location", edition.url(article)),))
        return self.page(self.render("absent.html", edition), status=404)
