"""Which system a page is recognised as, and that no page, however broken, makes an adapter raise."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HTMLParser, document_fromstring

from khuyenhoc.crawl.cms import recognise, vendor_of
from khuyenhoc.models import Cms
from tests.crawl.cms.shown import PAGES, cms_of, page


@pytest.mark.parametrize("name", sorted(str(path.relative_to(PAGES)) for path in PAGES.glob("*/*.html")))
def test_each_page_is_recognised_as_its_own_systems(name):
    scores = dict(recognise(page(name), []))
    own = scores.pop(cms_of(name))
    assert own >= (0.15 if cms_of(name) is Cms.GENERIC else 0.7)
    assert max(scores.values()) <= own - (0 if cms_of(name) is Cms.GENERIC else 0.3), scores
    assert recognise(page(name), [])[0][0] is cms_of(name)


@pytest.mark.parametrize(
    ("headers", "cms"),
    [
        ([("MicrosoftSharePointTeamServices", "15.0.0.4569")], Cms.SHAREPOINT),
        ([("liferay-portal", "Liferay Portal Community Edition 6.2")], Cms.LIFERAY),
        ([("X-Generator", "Drupal 10 (https://www.drupal.org)")], Cms.DRUPAL),
        ([("Link", '<https://w.vn/wp-json/>; rel="https://api.w.org/"')], Cms.WORDPRESS),
        ([("Server", "Microsoft-IIS/8.5")], Cms.GENERIC),  # a server is no system
    ],
)  # fmt: skip
def test_headers_alone_recognise_a_system(headers, cms):
    assert recognise(document_fromstring("<p>Hội Khuyến học</p>"), headers)[0][0] is cms


def test_a_page_that_names_another_system_is_not_this_ones():
    copied = document_fromstring(
        '<head><meta name="generator" content="WordPress 6.5"></head><div id="news-bodyhtml" class="hometext m-bottom">x</div>'
    )
    assert recognise(copied, [])[0][0] is Cms.WORDPRESS
    assert vendor_of(Cms.NUKEVIET4).fingerprint(copied, []) <= 0.1


soup = st.lists(
    st.one_of(
        st.sampled_from(sorted(path.read_text(encoding="utf-8") for path in PAGES.glob("*/*.html"))).flatmap(
            lambda text: st.integers(0, len(text)).map(lambda cut: text[cut : cut + 700])
        ),
        st.sampled_from(
            ['<a href="http://[::1">', '<a href="//a:99999/x-12345.html">', "<a href='?page=99999999999999'>2</a>", '<base href="http://[">', "<a>", "<h3><a href='\x01'>", '<a href="&#0;">', "<meta name=generator>", '<input id="hdZoneId" value="../../">', "</html>", "<![CDATA["]
        ),
        st.text(max_size=30),
    ),
    min_size=1,
    max_size=5,
).map("".join)  # fmt: skip


@given(
    text=soup,
    url=st.sampled_from(["https://a.vn/b?page=1", "", "http://[::1", "nothing", "https://a.vn/x.chn"]),
)
def test_no_page_makes_an_adapter_raise(text, url):
    tree = document_fromstring(
        f"<html><body>{text}</body></html>".replace("\x00", "").encode(), parser=HTMLParser(encoding="utf-8")
    )
    for cms, score in recognise(tree, [("X", text)]):
        vendor = vendor_of(cms)
        assert 0 <= score <= 1
        links = vendor.links(tree, url)
        assert len({vendor.canonical(link.url) for link in links}) == len(links)
        assert all(vendor.is_article(link.url) and link.url.startswith("http") for link in links)
        following = vendor.next_page(tree, url)
        assert following is None or (following.startswith("http") and following != url)
