"""A site that somebody wrote in PHP long ago: tables in tables, windows-1258, `chitiet.php?id=N`, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.articles import Article
from samples.systems import Page, System

if TYPE_CHECKING:
    from samples.sites import Edition


class Tables(System):
    """No feed, no sitemap, no robots.txt; the charset stands in the page alone; an absent id is an empty frame."""

    name = "tables"
    hands = ("breaks", "plain")
    server = "Apache/1.3.42 (Unix)"
    charset = "cp1258"
    page_size = 4
    robots = None

    def address(self, article: Article) -> str:
        return f"/chitiet.php?id={60 + article.number}"

    def listing(self, page: int, section: str = "") -> str:
        return "/tintuc.php" + (f"?trang={page}" if page > 1 else "")

    def pages(self, edition: Edition) -> dict[str, Page]:
        pages = self.listings(edition, edition.articles)
        pages["/"] = pages["/index.php"] = pages[self.listing(1)]
        for article in edition.articles:
            text = self.render(
                "article.html", edition, article=article, related=self.related(edition, article)
            )
            pages[self.address(article)] = self.page(text)
        return pages

    def page(
        self, text: str, changed: object = None, content_type: str = "text/html", status: int = 200
    ) -> Page:
        return super().page(text, None, content_type, status)

    def missing(self, edition: Edition, target: str) -> Page:
        if target.partition("?")[0] in ("/tintuc.php", "/chitiet.php"):
            return self.page(self.render("listing.html", edition, articles=[], page=1, last=1, section=""))
        return super().missing(edition, target)
