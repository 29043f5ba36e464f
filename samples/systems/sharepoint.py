"""A SharePoint portal as the Yên Bái association has it: `?ItemID=n&l=List`, 12-hour clock, a calendar trap."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, parse_qsl, unquote, urlencode, urlsplit

from samples.articles import Article
from samples.systems import Page, System

if TYPE_CHECKING:
    from samples.sites import Edition

ROOT = "/khuyen-hoc-khuyen-tai/noidung/tintuc/Pages"


class SharePoint(System):
    """Listings by page and by day (each day has a page, for ever); no feed; an absent item is a page with 200."""

    name = "sharepoint"
    hands = ("word", "plain", "divs", "bold")
    server = "Microsoft-IIS/8.5"
    dates_pages = True
    robots = (
        "User-agent: *\nDisallow: /_layouts/\nDisallow: /_vti_bin/\nDisallow: /khuyen-hoc-khuyen-tai/Lists/\n"
    )
    robots_bom = True

    def item_id(self, article: Article) -> int:
        return 180 + 7 * article.number

    def address(self, article: Article) -> str:
        return f"{ROOT}/chi-tiet-tin-tuc.aspx?ItemID={self.item_id(article)}&l=TinTucSuKien"

    def listing(self, page: int, section: str = "") -> str:
        return f"{ROOT}/tin-tong-hop.aspx?date=&EventID=0&page={page}"

    def key(self, target: str) -> str:
        """IIS tells neither paths nor parameter names of upper and lower case apart."""
        parts = urlsplit(target)
        given = sorted((name.lower(), value) for name, value in parse_qsl(parts.query))
        return unquote(parts.path).lower() + ("?" + urlencode(given) if given else "")

    def pages(self, edition: Edition) -> dict[str, Page]:
        pages = self.listings(edition, edition.articles)
        first = pages[self.listing(1)]
        home = self.render("home.html", edition, articles=edition.articles[:4])
        changed = first.last_modified
        pages |= {
            f"{ROOT}/tin-tong-hop.aspx": first,
            f"{ROOT}/tin-tong-hop.aspx?EventID=0": first,
            "/": self.page(home, changed),
            "/khuyen-hoc-khuyen-tai": self.page(home, changed),
            "/khuyen-hoc-khuyen-tai/": self.page(home, changed),
        }
        for article in edition.articles:
            related = self.related(edition, article)
            text = self.render("article.html", edition, article=article, related=related)
            pages[self.address(article)] = self.page(text, article.modified)
        return pages

    def missing(self, edition: Edition, target: str) -> Page:
        path = unquote(urlsplit(target).path).lower()
        if path == f"{ROOT}/tin-tong-hop.aspx".lower():
            return self._list_of_a_day(edition, parse_qs(urlsplit(target).query))
        if path == f"{ROOT}/chi-tiet-tin-tuc.aspx".lower():
            return self.page(self.render("absent.html", edition))
        return self.page(self.render("absent.html", edition), status=404)

    def _list_of_a_day(self, edition: Edition, query: dict[str, list[str]]) -> Page:
        """The calendar: any day has its page, with links to the day before and after; so has any page number."""
        page = query.get("page", ["1"])[0]
        try:
            day = datetime.strptime(query.get("date", [""])[0], "%d/%m/%Y").date()  # noqa: DTZ007 - a day
            articles = [article for article in edition.articles if article.published.date() == day]
        except ValueError:
            day, articles = None, []
        text = self.render(
            "listing.html",
            edition,
            articles=articles,
            page=int(page) if page.isdecimal() else 1,
            last=0,
            section="",
            days=(day - timedelta(days=1), day + timedelta(days=1)) if day else None,
        )
        return self.page(text)
