"""WordPress: permalinks, `?p=N`, feeds by page, the REST interface and `wp-sitemap.xml`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from samples.articles import Article, slug
from samples.systems import XML, Page, System

if TYPE_CHECKING:
    from samples.sites import Edition


class WordPress(System):
    """Comment form under each post; short links move to the permalink; a page after the last is a 404."""

    name = "wordpress"
    hands = ("plain", "linked")
    etags = True
    dates_pages = True
    compresses = True
    page_size = 4
    robots = (
        "User-agent: *\nDisallow: /wp-admin/\nAllow: /wp-admin/admin-ajax.php\n\n"
        "Sitemap: {base_url}/wp-sitemap.xml\n"
    )

    def post_id(self, article: Article) -> int:
        return 19100 + 8 * article.number

    def address(self, article: Article) -> str:
        return f"/{slug(article.section)}/{article.slug}/"

    def listing(self, page: int, section: str = "") -> str:
        return "/" if page == 1 else f"/page/{page}/"

    def pages(self, edition: Edition) -> dict[str, Page]:
        pages = self.listings(edition, edition.articles)
        changed = pages["/"].last_modified
        for page in range(1, -(-len(edition.articles) // self.page_size) + 1):
            chunk = edition.articles[(page - 1) * self.page_size : page * self.page_size]
            feed = self.page(self.render("rss.xml", edition, articles=chunk), changed, XML)
            pages["/feed/" if page == 1 else f"/feed/?paged={page}"] = feed
        pages["/wp-sitemap.xml"] = self.page(self.render("sitemap-index.xml", edition), changed, XML)
        urls = self.render("sitemap.xml", edition, articles=edition.articles)
        pages["/wp-sitemap-posts-post-1.xml"] = self.page(urls, changed, XML)
        pages["/wp-json/wp/v2/posts"] = self._posts(edition)
        for article in edition.articles:
            text = self.render(
                "article.html", edition, article=article, related=self.related(edition, article)
            )
            pages[self.address(article)] = self.page(text, article.modified)
            pages[f"/?p={self.post_id(article)}"] = Page(
                b"", status=301, headers=(("Location", edition.url(article)),)
            )
        return pages

    def _posts(self, edition: Edition) -> Page:
        posts = [
            {
                "id": self.post_id(article),
                "date": article.published.isoformat(),
                "modified": article.modified.isoformat(),
                "slug": article.slug,
                "link": edition.url(article),
                "title": {"rendered": article.title},
            }
            for article in edition.articles[:10]
        ]
        return self.page(json.dumps(posts), content_type="application/json; charset=UTF-8")

    def missing(self, edition: Edition, target: str) -> Page:
        return self.page(self.render("absent.html", edition), status=404)
