"""A Liferay portal: asset publishers, `/-/view_content/<id>-<slug>`, tokens in the addresses of lists."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

from samples.articles import Article, slug
from samples.systems import XML, Page, System

if TYPE_CHECKING:
    from samples.sites import Edition

INSTANCE = "101_INSTANCE_k3Hq0Zx8Vt1R"


class Liferay(System):
    """One list under several paths; the slug drops each Đ; a page after the last shows the last."""

    name = "liferay"
    hands = ("word", "plain")
    server = "Apache-Coyote/1.1"
    page_size = 5
    robots = "User-agent: *\nDisallow: /c/\nDisallow: /*?*p_l_id=\nSitemap: {base_url}/sitemap.xml\n"

    def slug(self, article: Article) -> str:
        return slug(article.title.replace("Đ", "").replace("đ", ""))

    def address(self, article: Article) -> str:
        return f"/web/khuyenhoc/tin-tuc/-/view_content/{7710000 + 31 * article.number}-{self.slug(article)}"

    def listing(self, page: int, section: str = "") -> str:
        if page == 1:
            return "/web/khuyenhoc/tin-tuc"
        return (
            f"/web/khuyenhoc/tin-tuc?p_p_id={INSTANCE}&p_p_lifecycle=0&p_p_state=normal&p_p_mode=view"
            f"&_{INSTANCE}_delta=5&_{INSTANCE}_cur={page}"
        )

    def token(self, edition: Edition) -> str:
        """What a session adds to each link; it says nothing, and another day it is another."""
        return f"p_p_auth=t{edition.today:%j%d}Qz"

    def key(self, target: str) -> str:
        """Of the parameters only the number of the page counts; the path before `/-/` does not."""
        parts = urlsplit(target)
        path = re.sub(r"^.*(?=/-/view_content/\d+)|(?<=\d)-[^/]*$", "", unquote(parts.path))
        path = re.sub(r"^/web/khuyenhoc/(tin-tuc|trang-chu)\d*(\.html)?$", "/web/khuyenhoc/tin-tuc", path)
        current = [(k, v) for k, v in parse_qsl(parts.query) if k.endswith("_cur") and v != "1"]
        return path + ("?" + urlencode(current) if current else "")

    def pages(self, edition: Edition) -> dict[str, Page]:
        pages = self.listings(edition, edition.articles)
        pages["/"] = pages[self.listing(1)]
        urls = self.render("sitemap.xml", edition, articles=edition.articles)
        pages["/sitemap.xml"] = self.page(urls, content_type=XML)
        for article in edition.articles:
            text = self.render(
                "article.html", edition, article=article, related=self.related(edition, article)
            )
            pages[self.address(article)] = self.page(text)
        return pages

    def missing(self, edition: Edition, target: str) -> Page:
        if self.key(target).startswith("/web/khuyenhoc/tin-tuc?"):
            last = -(-len(edition.articles) // self.page_size)
            return edition.pages[self.key(self.listing(last))]
        return self.page(self.render("absent.html", edition), status=404)
