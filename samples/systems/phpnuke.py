"""PHP-Nuke as the central association had it: calendars, months in place of dates, a clean view to save."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.articles import Article
from samples.systems import XML, Page, System

if TYPE_CHECKING:
    from samples.sites import Edition

STORY = "/modules.php?name=News&op=viewst&sid="


class PhpNuke(System):
    """A story's page prints the month; only `file=save` prints the day. An absent story is an empty frame."""

    name = "phpnuke"
    hands = ("breaks", "plain")
    server = "Apache/2.0.63 (Unix) PHP/4.4.9"
    page_size = 5
    robots = "User-agent: *\nDisallow: admin.php\nDisallow: /images/\n"

    def sid(self, article: Article) -> int:
        return 4900 + 11 * article.number

    def address(self, article: Article) -> str:
        return f"{STORY}{self.sid(article)}"

    def saved(self, article: Article) -> str:
        """The address of the clean view."""
        return f"/modules.php?name=News&file=save&sid={self.sid(article)}"

    def listing(self, page: int, section: str = "") -> str:
        return "/modules.php?name=News&op=viewcat&catid=3" + (f"&page={page}" if page > 1 else "")

    def pages(self, edition: Edition) -> dict[str, Page]:
        pages = self.listings(edition, edition.articles)
        pages["/"] = pages["/index.php"] = pages[self.listing(1)]
        pages["/backend.php"] = self.page(self.render("rss.xml", edition), content_type=XML)
        for article in edition.articles:
            text = self.render(
                "article.html", edition, article=article, related=self.related(edition, article)
            )
            pages[self.address(article)] = self.page(text)
            pages[self.saved(article)] = self.page(self.render("save.html", edition, article=article))
        return pages

    def missing(self, edition: Edition, target: str) -> Page:
        if target.startswith("/modules.php"):
            return self.page(self.render("listing.html", edition, articles=[], page=1, last=1, section=""))
        return super().missing(edition, target)
