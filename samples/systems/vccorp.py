"""VCCorp's CMS as congdankhuyenhoc.vn runs it: `/<slug>-<id>.htm`, sections, RSS with month-first dates."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from samples.articles import Article, slug
from samples.systems import XML, Page, System

if TYPE_CHECKING:
    from samples.sites import Edition

ZONES = {
    "theo-dong-su-kien": 179100, "khuyen-hoc": 179101, "cong-dan-hoc-tap": 179102, "giao-duc-phap-luat": 179103,
}  # fmt: skip


class VCCorp(System):
    """The first page of a section is HTML; further ones are fragments that the button "Xem thêm" fetches."""

    name = "vccorp"
    hands = ("plain", "linked", "bold")
    etags = True
    compresses = True
    page_size = 6
    robots = "User-agent: *\nDisallow: /search.htm\nDisallow: /ajax/\nSitemap: {base_url}/sitemap.xml\n"

    def article_id(self, article: Article) -> str:
        """Site prefix, moment of creation and milliseconds; one in five was created the evening before."""
        early = timedelta(hours=18) if article.number % 5 == 0 else timedelta(minutes=47)
        made = article.published - early
        return f"179{made:%y%m%d%H%M%S}{(article.number * 37) % 1000:03d}"

    def address(self, article: Article) -> str:
        return f"/{article.slug}-{self.article_id(article)}.htm"

    def listing(self, page: int, section: str = "khuyen-hoc") -> str:
        return (
            f"/{section}.htm"
            if page == 1
            else f"/timeline/laytinmoitronglist-{ZONES[section]}/page-{page}.htm"
        )

    def pages(self, edition: Edition) -> dict[str, Page]:
        pages = {
            "/": self.page(self.render("home.html", edition, articles=edition.articles[:8], section="")),
            "/sitemap.xml": self._xml(edition, "sitemap-index.xml"),
            "/sitemaps/news.xml": self._xml(edition, "sitemap.xml", articles=edition.articles),
            "/rss/home.rss": self._xml(
                edition, "rss.xml", articles=edition.articles[:20], channel="Trang chủ"
            ),
        }
        for section, zone in ZONES.items():
            articles = [article for article in edition.articles if slug(article.section) == section]
            pages |= self._section(edition, section, zone, articles)
        for article in edition.articles:
            related = self.related(edition, article, 6)
            text = self.render("article.html", edition, article=article, related=related)
            pages[self.address(article)] = self.page(text)
        return pages

    def _section(self, edition: Edition, section: str, zone: int, articles: list[Article]) -> dict[str, Page]:
        size = self.page_size
        chunks = [articles[at : at + size] for at in range(0, len(articles), size)] or [[]]
        pages: dict[str, Page] = {}
        for page, chunk in enumerate(chunks, start=1):
            fragment = self.page(self.render("items.html", edition, articles=chunk))
            pages[f"/timeline/laytinmoitronglist-{zone}/page-{page}.htm"] = fragment
        text = self.render("listing.html", edition, articles=chunks[0], section=section, zone=zone)
        pages[f"/{section}.htm"] = self.page(text)
        feed = self._xml(edition, "rss.xml", articles=articles[:20], channel=section)
        pages[f"/rss/{section}.rss"] = pages[f"/{section}.rss"] = feed
        return pages

    def _xml(self, edition: Edition, template: str, **values: object) -> Page:
        return self.page(self.render(template, edition, **values), content_type=XML)

    def missing(self, edition: Edition, target: str) -> Page:
        path = urlsplit(target).path
        if re.fullmatch(r"/timeline/laytinmoitronglist-\d+/page-\d+\.htm", path):
            return self.page("")
        found = re.search(r"-(\d{18})\.htm$", path)
        for article in edition.articles:
            if found and self.article_id(article) == found[1]:
                return Page(b"", status=301, headers=(("Location", edition.url(article)),))
        return self.page(self.render("absent.html", edition, section=""), status=404)
