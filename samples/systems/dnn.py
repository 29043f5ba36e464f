"""DNN (DotNetNuke): everything is `Default.aspx?tabid=…`, skins and views among the parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from samples.articles import Article
from samples.systems import Page, System

if TYPE_CHECKING:
    from samples.sites import Edition

READ = {"tabid", "newsviews", "currentpage"}


class Dnn(System):
    """No feed and no sitemap; author, date and views stand on one line; an absent view is the list."""

    name = "dnn"
    hands = ("divs", "breaks", "plain")
    server = "Microsoft-IIS/7.5"
    robots = "User-agent: *\nDisallow: /admin/\nDisallow: /App_Data/\nDisallow: /bin/\n"

    def address(self, article: Article) -> str:
        return f"/Default.aspx?tabid=107&NewsViews={17600 + 4 * article.number}&language=vi-VN"

    def listing(self, page: int, section: str = "") -> str:
        return "/Default.aspx?tabid=107" + (f"&currentpage={page}" if page > 1 else "")

    def key(self, target: str) -> str:
        parts = urlsplit(target)
        given = sorted((k.lower(), v) for k, v in parse_qsl(parts.query) if k.lower() in READ and v)
        given = [pair for pair in given if pair != ("currentpage", "1")]
        return unquote(parts.path).lower() + ("?" + urlencode(given) if given else "")

    def pages(self, edition: Edition) -> dict[str, Page]:
        pages = self.listings(edition, edition.articles)
        pages["/"] = pages["/Default.aspx"] = pages[self.listing(1)]
        for article in edition.articles:
            text = self.render(
                "article.html", edition, article=article, related=self.related(edition, article)
            )
            pages[self.address(article)] = self.page(text)
        return pages

    def missing(self, edition: Edition, target: str) -> Page:
        if "newsviews" in self.key(target):
            return Page(b"", status=302, headers=(("Location", edition.base_url + self.listing(1)),))
        if "currentpage" in self.key(target):
            return self.page(self.render("listing.html", edition, articles=[], page=1, last=1, section=""))
        return super().missing(edition, target)
