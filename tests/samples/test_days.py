"""A sample site some days later: what is new, edited, withdrawn, and in another layout."""

from __future__ import annotations

from datetime import date

import requests

import samples
from tests.samples.look import edition, every_site, named, shown, tree


@every_site
def test_another_day_0_moves_the_articles_that_move_and_hides_those_not_yet_written(
    site: samples.Site,
) -> None:
    early = samples.Edition(site, "http://127.0.0.1", day_0=date(2021, 3, 1))
    late = samples.Edition(site, "http://127.0.0.1", day_0=date(2030, 3, 1))
    assert all(article.published.date() <= date(2021, 3, 1) for article in early.articles)
    if not site.until:  # an old layout has the articles of its years alone
        assert {article.number for article in early.articles} <= {article.number for article in late.articles}
        assert max(article.published.date() for article in late.articles) > date(2030, 1, 31)


def test_the_day_of_the_visit_changes_a_page_of_mojoportal_every_day(
    urls: dict[str, str], next_day: dict[str, str]
) -> None:
    site = samples.site("haiduong")
    pages = [shown(tree(requests.get(where["haiduong"], timeout=5))) for where in (urls, next_day)]
    assert "Thứ hai, ngày 5/10/2026" in pages[0]
    assert "Thứ ba, ngày 6/10/2026" in pages[1]
    assert not site.system.etags


@named(samples.SITES)
def test_a_day_later_there_are_new_articles(
    site: samples.Site, urls: dict[str, str], next_day: dict[str, str]
) -> None:
    before = {article.number for article in edition(site, urls).articles}
    after = {article.number: article for article in edition(site, next_day, 1).articles}
    new = set(after) - before
    assert new
    assert len(after) > len(before) or site.id == "yenbai", "one was withdrawn there"
    for number in new:
        assert requests.get(edition(site, next_day, 1).url(after[number]), timeout=5).status_code == 200
        assert requests.get(edition(site, urls).url(after[number]), timeout=5).status_code in (200, 404)


def test_a_day_later_one_article_is_edited(urls: dict[str, str], next_day: dict[str, str]) -> None:
    site = samples.site("congdankhuyenhoc")
    old = {article.number: article for article in edition(site, urls).articles}
    edited = [
        a for a in edition(site, next_day, 1).articles if a.number in old and a.body != old[a.number].body
    ]
    assert len(edited) == 1
    (now,) = edited
    address = site.system.address(now)
    first = requests.get(urls[site.id] + address, timeout=5)
    second = requests.get(
        next_day[site.id] + address, timeout=5, headers={"If-None-Match": first.headers["ETag"]}
    )
    assert second.status_code == 200
    assert "38.416 người" in first.text
    assert "38.614 người" in second.text
    assert now.modified > now.published


def test_a_day_later_one_article_is_withdrawn(urls: dict[str, str], next_day: dict[str, str]) -> None:
    """SharePoint says so on a page with status 200."""
    site = samples.site("yenbai")
    (gone,) = edition(site, next_day, 1).withdrawn
    before = requests.get(urls[site.id] + site.system.address(gone), timeout=5)
    after = requests.get(next_day[site.id] + site.system.address(gone), timeout=5)
    assert gone.title in before.text
    assert after.status_code == 200
    assert gone.title not in after.text
    assert "không tồn tại" in after.text


def test_a_day_later_one_site_has_another_layout(urls: dict[str, str], next_day: dict[str, str]) -> None:
    site = samples.site("quangbinh")
    article = edition(site, urls).articles[3]
    pages = [
        tree(requests.get(where[site.id] + site.system.address(article), timeout=5))
        for where in (urls, next_day)
    ]
    marks = [page.xpath("boolean(//*[@id='news-bodyhtml'])") for page in pages]
    assert marks == [True, False]
    assert all(article.body[0].text in shown(page) for page in pages), "the words are still there"
