"""NukeViet 4: `/<module>/<category>/<alias>-<id>.html`, `/page-N`, feeds under `/rss/`, an index of sitemaps.

From `new_layout_on` on the site has another theme, in which no element that the system's own theme names is left.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from samples.articles import Article, slug
from samples.systems import XML, Page, System

if TYPE_CHECKING:
    from samples.sites import Edition


class NukeViet4(System):
    """`listing` names one of the two templates of lists, `old` is the theme that 4.0 took over
    from 3, without schema.org.

    Print and save views stand beside each article; an absent one is a 404 with a notice.
    """

    name = "nukeviet4"
    hands = ("plain", "divs", "linked", "bold")
    server = "Apache"
    dates_pages = True
    compresses = True
    robots = "User-agent: *\nDisallow: /admin/\nDisallow: /users/\nDisallow: /*?*\nSitemap: {base_url}/sitemap.xml\n"

    def __init__(self, module: str = "tin-tuc", listing: str = "listing", old: bool = False) -> None:
        self.module, self.template, self.old = module, listing, old

    def address(self, article: Article) -> str:
        return f"/{self.module}/{slug(article.section)}/{article.slug}-{40 + 3 * article.number}.html"

    def beside(self, article: Article, view: str) -> str:
        """The address of the print (`print`) or download (`savefile`) view."""
        return self.address(article).replace(f"/{self.module}/", f"/{self.module}/{view}/", 1)

    def listing(self, page: int, section: str = "") -> str:
        base = f"/{self.module}/{section}/" if section else f"/{self.module}/"
        return base if page == 1 else f"{base}page-{page}/"

    def pages(self, edition: Edition) -> dict[str, Page]:
        listing = "new-listing.html" if edition.new_layout else f"{self.template}.html"
        layout = "new-" if edition.new_layout else "old-" if self.old else ""
        pages = self.listings(edition, edition.articles, listing)
        pages["/"] = pages[self.listing(1)]
        changed = pages["/"].last_modified
        sections = sorted({slug(article.section) for article in edition.articles})
        for section in sections:
            inside = [article for article in edition.articles if slug(article.section) == section]
            pages |= self.listings(edition, inside, listing, section)
            feed = self.render("rss.xml", edition, articles=inside[:15])
            pages[f"/{self.module}/rss/{section}/"] = self.page(feed, changed, XML)
        feed = self.render("rss.xml", edition, articles=edition.articles[:15])
        pages[f"/{self.module}/rss/"] = self.page(feed, changed, XML)
        index = self.render("sitemap-index.xml", edition)
        pages["/sitemap.xml"] = self.page(index, changed, XML)
        urls = self.render("sitemap.xml", edition, articles=edition.articles)
        pages[f"/sitemap-vi.{self.module}.xml"] = self.page(urls, changed, XML)
        for article in edition.articles:
            related = self.related(edition, article)
            text = self.render(f"{layout}article.html", edition, article=article, related=related)
            pages[self.address(article)] = self.page(text, article.modified)
            for view in ("print", "savefile"):
                text = self.render("print.html", edition, article=article)
                pages[self.beside(article, view)] = self.page(text, article.modified)
        return pages

    def key(self, target: str) -> str:
        """`/index.php/…` is the same page; so is an address without its last slash."""
        path = super().key(target).removeprefix("/index.php")
        path = re.sub(r"/page-1/?$", "/", path)
        return path if path.endswith((".html", ".xml", ".txt", "/")) or "?" in path else path + "/"

    def missing(self, edition: Edition, target: str) -> Page:
        path = urlsplit(target).path
        beyond = re.fullmatch(rf"(?:/index\.php)?(/{self.module}/(?:[a-z-]+/)?)page-\d+/?", path)
        if beyond:
            return Page(b"", status=302, headers=(("Location", edition.base_url + beyond[1]),))
        return self.page(self.render("absent.html", edition), status=404)
