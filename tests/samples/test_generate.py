"""Generated sites: as many as asked, the same every time, no two articles alike, served like the others."""

from __future__ import annotations

import requests

import samples


def test_the_same_numbers_give_the_same_articles() -> None:
    assert samples.many(2, 3)[1].articles == samples.many(2, 3)[1].articles
    assert samples.many(2, 3)[0].articles != samples.many(2, 3)[1].articles
    assert samples.many(1, 3, seed=1)[0].articles != samples.many(1, 3)[0].articles


def test_every_article_differs() -> None:
    sites = samples.many(3, 40)
    texts = [samples.wanted_text(site, article).text for site in sites for article in site.articles or ()]
    assert len(set(texts)) == 120
    openings = [set(text.split(". ")) for text in texts]
    shared = max(len(a & b) / len(a | b) for i, a in enumerate(openings) for b in openings[:i])
    assert shared < 0.5, "no near duplicates by accident"


def test_they_are_served_with_paging_feed_sitemap_and_validators() -> None:
    with samples.serve(samples.many(2, 45)) as urls:
        assert set(urls) == {"many-00", "many-01"}
        base = urls["many-01"]
        assert requests.get(f"{base}/page/3/", timeout=5).status_code == 200
        assert requests.get(f"{base}/page/4/", timeout=5).status_code == 404
        listed = requests.get(f"{base}/wp-sitemap-posts-post-1.xml", timeout=5).text
        assert listed.count("<loc>") == 45
        address = listed.partition("<loc>")[2].partition("</loc>")[0]
        page = requests.get(address, timeout=5)
        again = requests.get(address, timeout=5, headers={"If-None-Match": page.headers["ETag"]})
        assert (page.status_code, again.status_code) == (200, 304)
