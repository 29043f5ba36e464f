"""A site of each system, crawled from its list and read: the adapters as `crawl` and `extract` use them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import pytest
import requests

import samples
from khuyenhoc.crawl.assess import Status
from khuyenhoc.crawl.cms import canonical_in
from khuyenhoc.crawl.cms.listings import day_in
from khuyenhoc.crawl.fetch import Fetcher
from khuyenhoc.crawl.frontier import Frontier
from khuyenhoc.crawl.walk import Options, Walk
from khuyenhoc.extract.article import extract
from khuyenhoc.models import VIETNAM, Capture, Cms, Kind, Locator, Rejection, Result
from tests.crawl.cms.shown import PAGES, cms_of
from tests.crawl.cms.test_layouts import ARTICLES
from tests.crawl.cms.test_listings import LISTINGS, Listed
from tests.crawl.site import SENTENCE, Clock, Site, serving, source_of

NOW = datetime(2026, 11, 22, 5, tzinfo=UTC)
AGENT = "khuyenhoc/0.1 (+https://example.org)"
#: One list of each system, and the page that its addresses show.
LISTS = {
    cms_of(listed.name): listed for listed in LISTINGS if listed.name != "nukeviet4/listing-numbered.html"
}
SHOWN = {cms_of(read.name): read for read in ARTICLES}  # of PHP-Nuke's two views the later: the save view


def publish(site: Site, cms: Cms, listed: Listed) -> dict[str, str]:
    """The list, its end and its articles, as if they stood on this site; their addresses here by those there."""
    there = "{0.scheme}://{0.netloc}".format(urlsplit(listed.url))

    def path(url: str) -> str:
        """As a client asks for it: with the escapes that an address needs."""
        return str(requests.Request("GET", url).prepare().path_url)

    def here(text: str) -> str:
        return text.replace(there, site.url)

    read = SHOWN[cms]
    article = (PAGES / read.name).read_text(encoding="utf-8")
    assert article.count(read.body[-1]) >= 1
    article = article.replace(read.body[-1], f"{read.body[-1]} {SENTENCE * 3}", 1)
    site[path(listed.url)] = here((PAGES / listed.name).read_text(encoding="utf-8"))
    if listed.following:
        site[path(listed.following)] = "<html><body><p>Không có bản tin nào.</p></body></html>"
    for url, _, _ in listed.links:
        site[path(url)] = here(article)
    return {url: here(url) for url, _, _ in listed.links}


@pytest.mark.parametrize("cms", Cms)
def test_a_site_of_each_system_proves_itself_and_gives_its_articles(cms):
    listed, read = LISTS[cms], SHOWN[cms]
    with serving(Site()) as site:
        urls = publish(site, cms, listed)
        start = urls_here(site, listed.url)
        source = source_of(
            site,
            cms=cms,
            proven=False,
            start={"listings": [{"url": start}]},
            assertions={"must_contain": ["khuyến học"]},
        )
        fetcher = Fetcher(AGENT, local=True)
        walk = Walk(
            source, Frontier(), fetcher=fetcher, clock=Clock(NOW), agent=AGENT, options=Options(proven=False)
        )
        visits = [visit for visit in walk.visits() if visit.outcome.kind is Kind.ARTICLE]
        fetcher.close()
        assert [visit.outcome.outcome for visit in visits] == [Result.OK] * len(urls), [
            v.outcome for v in visits
        ]
        assert {visit.outcome.url for visit in visits} == set(urls.values())
        assert walk.assessment().status is Status.OK, walk.assessment().detail
        for visit in visits:
            key = canonical_in(walk.vendor, visit.outcome.url, site.url)
            assert visit.canonical == key
            capture = Capture(
                source.id, visit.outcome.url, key, 200, tuple(visit.answer.headers), visit.answer.decoded.body,
                visit.outcome.fetched_at, "", Locator("", 0, 0, ""),
            )  # fmt: skip
            found = extract(capture, source)
            assert not isinstance(found, Rejection), found
            assert found.article.title == read.title
            assert found.article.extracted_by.startswith("vendor")
            assert SENTENCE.strip() in found.article.text
            assert found.article.lead == read.lead or not read.lead
            assert "http" not in found.article.text, "an address of the page stayed in the text"
            assert found.article.published_at.astimezone(VIETNAM).date() == day_of(read.published)


@pytest.mark.parametrize(
    ("body", "status"),
    [(None, Status.OK), ("#noi-dung", Status.UNPROVEN)],  # a selector that the file gives has to hold
)
def test_a_site_of_no_known_layout_proves_itself_by_its_paragraphs(body, status):
    with samples.serve([samples.site("sonla")], day=0) as urls:
        source = source_of(
            Site(), base_url=urls["sonla"], cms="generic", proven=False, start={"listings": [{"url": f"{urls['sonla']}/tintuc.php"}]},
            selectors={"body": body} if body else {}, assertions={"min_text": 60},
        )  # fmt: skip
        fetcher = Fetcher(AGENT, local=True)
        walk = Walk(
            source, Frontier(), fetcher=fetcher, clock=Clock(NOW), agent=AGENT, options=Options(proven=False)
        )
        list(walk.visits())
        fetcher.close()
    assert walk.assessment().status is status, walk.assessment().detail


def day_of(printed: str) -> date | None:
    return date.fromisoformat(printed[:10]) if printed[4:5] == "-" else day_in(printed)


def urls_here(site: Site, url: str) -> str:
    parts = urlsplit(url)
    return f"{site.url}{parts.path}?{parts.query}" if parts.query else f"{site.url}{parts.path}"
