"""mojoPortal as Vietnamese agencies run it: `/Tin-tức/post/<id>/<slug>.aspx`, day of the visit on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from samples.articles import Article
from samples.systems import XML, Page, System

if TYPE_CHECKING:
    from samples.sites import Edition

MODULE = "/Tin-tức"


class MojoPortal(System):
    """`old` is the blog module of earlier builds, with addresses by month and number.

    No validators: each page prints the day of the visit, so it differs every day. An absent page is a 404.
    """

    name = "mojoportal"
    hands = ("plain", "breaks", "bold", "word")
    server = "Microsoft-IIS/10.0"
    page_size = 6
    robots = "User-agent: *\nDisallow: /Admin/\nDisallow: /Secure/\nDisallow: /Article/viewtag.aspx\nCrawl-delay: 0\n"

    def __init__(self, old: bool = False) -> None:
        self.old = old

    def post_id(self, article: Article) -> int:
        return 17560 + 6 * article.number

    def address(self, article: Article) -> str:
        if self.old:
            return f"/News/tin-tuc/{article.published:%Y/%m}/{article.number + 200}.aspx"
        return quote(f"{MODULE}/post/{self.post_id(article)}/{article.slug}.aspx")

    def listing(self, page: int, section: str = "") -> str:
        return f"/Article/ViewList.aspx?pageid=12&mid=31&pagenumber={page}"

    def key(self, target: str) -> str:
        """Upper and lower case are the same to IIS; parameters that the software does not read are ignored."""
        parts = urlsplit(target)
        known = {"pageid", "mid", "pagenumber", "tag"}
        given = sorted((k.lower(), v) for k, v in parse_qsl(parts.query) if k.lower() in known)
        return unquote(parts.path).lower() + ("?" + urlencode(given) if given else "")

    def pages(self, edition: Edition) -> dict[str, Page]:
        pages = self.listings(edition, edition.articles)
        first = pages[self.listing(1)]
        pages |= {
            "/": first,
            quote(f"{MODULE}.aspx"): first,
            "/Article/ViewList.aspx?pageid=12&mid=31": first,
        }
        feed = self.render("rss.xml", edition, articles=edition.articles[:20])
        pages["/Article/RSS.aspx?pageid=12&mid=31"] = pages["/Article/RSS.aspx"] = self.page(
            feed, content_type=XML
        )
        template = "old-article.html" if self.old else "article.html"
        for article in edition.articles:
            related = self.related(edition, article)
            text = self.render(template, edition, article=article, related=related)
            pages[self.address(article)] = self.page(text)
        return pages

    def missing(self, edition: Edition, target: str) -> Page:
        if urlsplit(target).path.lower() == "/article/viewlist.aspx":
            return self.page(self.render("listing.html", edition, articles=[], page=1, last=1, section=""))
        return self.page(self.render("absent.html", edition), status=404)
