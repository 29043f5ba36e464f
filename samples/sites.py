"""The sample sites: which system each runs on, and what it shows on a given day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from samples.articles import TODAY, Article, articles_on, withdrawn_on
from samples.systems import Page, System
from samples.systems.dnn import Dnn
from samples.systems.drupal import Drupal
from samples.systems.joomla import Joomla
from samples.systems.liferay import Liferay
from samples.systems.mirror import Mirror, inject
from samples.systems.mojoportal import MojoPortal
from samples.systems.newspaper import Newspaper
from samples.systems.nukeviet3 import NukeViet3
from samples.systems.nukeviet4 import NukeViet4
from samples.systems.phpnuke import PhpNuke
from samples.systems.sharepoint import SharePoint
from samples.systems.tables import Tables
from samples.systems.vccorp import VCCorp
from samples.systems.wordpress import WordPress


@dataclass(frozen=True)
class Site:
    """One sample site.

    `data` names the file of its articles (its own id when empty), `until` leaves later ones out, `articles` takes
    the place of both. From the day `new_layout_on` its pages have another shape.
    """

    id: str
    system: System
    name: str
    slogan: str = ""
    new_layout_on: int | None = None
    data: str = ""
    until: date | None = None
    articles: tuple[Article, ...] | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Wanted:
    """What an extractor should find on an article's page. `text` is title, lead and body; captions are apart.

    On a hacked mirror the page does not show the true words: `served` is what it shows instead.
    """

    title: str
    lead: str
    body: str
    captions: tuple[str, ...]
    injected: str = ""

    @property
    def text(self) -> str:
        return "\n\n".join(part for part in (self.title, self.lead, self.body) if part)

    @property
    def served(self) -> str:
        if not self.injected:
            return self.text
        return f"{self.injected}{self.title}\n\n" + inject(
            f"{self.lead}\n\n{self.body}".strip(), self.injected
        )


def wanted_text(site: Site, article: Article) -> Wanted:
    """Title, lead and body that an extractor should find on the page of an article."""
    return Wanted(
        title=article.title,
        lead=article.lead,
        body="\n".join(line for block in article.body if block.kind != "caption" for line in block.lines),
        captions=tuple(block.text for block in article.body if block.kind == "caption"),
        injected=article.injection,
    )


@dataclass(frozen=True)
class Edition:
    """A site as it is `day` days after day 0, at an address."""

    site: Site
    base_url: str
    day: int = 0
    day_0: date = TODAY

    @property
    def today(self) -> date:
        return self.day_0 + timedelta(days=self.day)

    @property
    def new_layout(self) -> bool:
        return self.site.new_layout_on is not None and self.day >= self.site.new_layout_on

    @cached_property
    def articles(self) -> tuple[Article, ...]:
        """Those that the site shows, newest first."""
        if self.site.articles is not None:
            return self.site.articles
        shown = articles_on(self.site.data or self.site.id, self.day, self.day_0)
        last = self.site.until or date.max
        return tuple(article for article in shown if article.published.date() <= last)

    @cached_property
    def withdrawn(self) -> tuple[Article, ...]:
        if self.site.articles is not None:
            return ()
        return withdrawn_on(self.site.data or self.site.id, self.day, self.day_0)

    @cached_property
    def pages(self) -> Mapping[str, Page]:
        system = self.site.system
        pages = {system.key(address): page for address, page in system.pages(self).items()}
        if system.robots is not None:
            text = system.robots.format(base_url=self.base_url)
            coding = "utf-8-sig" if system.robots_bom else "utf-8"
            pages["/robots.txt"] = Page(text.encode(coding), "text/plain")
        return pages

    def url(self, article: Article) -> str:
        """The absolute address of an article."""
        return self.base_url + self.site.system.address(article)

    def answer(self, target: str) -> Page:
        """What the site answers to the path and query of a request."""
        system = self.site.system
        page = self.pages.get(system.key(target))
        return page or system.missing(self, target)


#: The sites of the demo; the registry `samples` has a file for each.
SITES: tuple[Site, ...] = (
    Site(
        "yenbai",
        SharePoint(),
        "Hội Khuyến học tỉnh Yên Bái",
        "Chào mừng quý vị đến với Trang thông tin điện tử Hội Khuyến học tỉnh Yên Bái!",
    ),
    Site(
        "congdankhuyenhoc", VCCorp(), "Công dân & Khuyến học", "Tạp chí điện tử của Hội Khuyến học Việt Nam"
    ),
    Site(
        "quangbinh", NukeViet4(), "Hội Khuyến học tỉnh Quảng Bình", "Vì sự học của mọi người", new_layout_on=1
    ),
    Site("haiduong", MojoPortal(), "Hội Khuyến học tỉnh Hải Dương", "Khuyến học, khuyến tài"),
    Site("guong-hanam", Mirror(), "Tin tức Hà Nam 24h", "Đọc nhanh tin trong ngày"),
)

#: A site that no registry knows yet: what `add-source` is tried on.
UNLISTED = Site(
    "dongnai", NukeViet4("news", "list-group"), "Hội Khuyến học tỉnh Đồng Nai", "Khuyến học Đồng Nai"
)

#: One site for each system that the demo does not have; their registry is `samples/registry`.
OTHERS: tuple[Site, ...] = (
    Site("hochiminh", NukeViet3(), "Hội Khuyến học TP. Hồ Chí Minh"),
    Site("bacgiang", Liferay(), "Hội Khuyến học tỉnh Bắc Giang"),
    Site("quangnam", Dnn(), "Hội Khuyến học tỉnh Quảng Nam"),
    Site("trunguong", PhpNuke(), "Hội Khuyến học Việt Nam", "Học không bao giờ cùng"),
    Site("kontum", WordPress(), "Khuyến học Kon Tum", "Tiếng nói của người làm khuyến học"),
    Site("bentre", Joomla(), "Hội Khuyến học tỉnh Bến Tre"),
    Site("yenthe", Drupal(), "Hội Khuyến học huyện Yên Thế"),
    Site("giaoduc", Newspaper(), "Báo Giáo dục điện tử (mẫu)", "Bộ Giáo dục và Đào tạo"),
    Site("sonla", Tables(), "Hội Khuyến học tỉnh Sơn La"),
)

#: The layouts of earlier years, as the archive has them: what two of the sites above looked like then.
OLD: tuple[Site, ...] = (
    Site(
        "quangbinh-cu",
        NukeViet4(old=True),
        "Hội Khuyến học tỉnh Quảng Bình",
        data="quangbinh",
        until=date(2019, 12, 31),
    ),
    Site(
        "haiduong-cu",
        MojoPortal(old=True),
        "Hội Khuyến học tỉnh Hải Dương",
        data="haiduong",
        until=date(2023, 3, 31),
    ),
)

EVERY: tuple[Site, ...] = (*SITES, UNLISTED, *OTHERS, *OLD)


def site(site_id: str) -> Site:
    """The sample site of that id; KeyError names those that there are."""
    for known in EVERY:
        if known.id == site_id:
            return known
    raise KeyError(f"no sample site {site_id!r}; there are {', '.join(known.id for known in EVERY)}")
