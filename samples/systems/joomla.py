"""Joomla without nice addresses: `index.php?option=com_content&view=article&id=4356:<alias>&catid=22:…`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from samples.articles import Article
from samples.systems import XML, Page, System

if TYPE_CHECKING:
    from samples.sites import Edition

LIST = "/index.php?option=com_content&view=category&layout=blog&id=22&Itemid=104"


class Joomla(System):
    """Lists go by `start`, aliases lost letters, a list is also a feed; print views stand apart (`tmpl=component`)."""

    name = "joomla"
    hands = ("word", "plain", "breaks")
    server = "Apache"
    page_size = 4
    robots = "User-agent: *\nDisallow: /administrator/\nDisallow: /cache/\nDisallow: /components/\n"

    def alias(self, article: Article) -> str:
        return re.sub(r"[^a-z0-9]+", "-", article.title.lower()).strip("-")

    def address(self, article: Article) -> str:
        return (
            f"/index.php?option=com_content&view=article&id={4300 + article.number}:{self.alias(article)}"
            "&catid=22:khuyen-hoc&Itemid=104"
        )

    def listing(self, page: int, section: str = "") -> str:
        return LIST + (f"&start={(page - 1) * self.page_size}" if page > 1 else "")

    def key(self, target: str) -> str:
        """Ids count up to their colon; `Itemid` and a start of 0 say nothing."""
        parts = urlsplit(target)
        given = {name: value.partition(":")[0] for name, value in parse_qsl(parts.query)}
        given.pop("Itemid", None)
        if given.get("start") == "0":
            del given["start"]
        if given.get("view") == "article":
            given.pop("catid", None)
        return unquote(parts.path) + ("?" + urlencode(sorted(given.items())) if given else "")

    def pages(self, edition: Edition) -> dict[str, Page]:
        pages = self.listings(edition, edition.articles)
        pages["/"] = pages["/index.php"] = pages[self.listing(1)]
        feed = self.page(self.render("rss.xml", edition, articles=edition.articles[:10]), content_type=XML)
        pages["/index.php?format=feed&type=rss"] = pages[f"{LIST}&format=feed&type=rss"] = feed
        for article in edition.articles:
            text = self.render(
                "article.html", edition, article=article, related=self.related(edition, article)
            )
            pages[self.address(article)] = self.page(text)
            text = self.render("print.html", edition, article=article)
            pages[f"{self.address(article)}&tmpl=component&print=1"] = self.page(text)
        return pages

    def missing(self, edition: Edition, target: str) -> Page:
        if self.key(target).startswith("/index.php?id=22&layout=blog"):
            return self.page(self.render("listing.html", edition, articles=[], page=1, last=1, section=""))
        return self.page(self.render("absent.html", edition), status=404)
