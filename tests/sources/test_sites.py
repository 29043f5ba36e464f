"""The registry of real sites: each file loads, and knows the addresses that its site is known by.

No site was visited to write these: addresses are those that public material shows, with numbers filled in.
"""

from __future__ import annotations

from datetime import date
from urllib.parse import urlsplit

import pytest

from khuyenhoc.crawl.cms import Vendor, canonical_in, vendor_of
from khuyenhoc.crawl.discover import wanted
from khuyenhoc.models import Cms, Source
from khuyenhoc.sources import HERE, load_registry, source_of

SITES = load_registry("sites")

#: Every site that is known, and whether enough is known of it to crawl it.
KNOWN = {
    "an-giang": False, "bao-hai-duong": True, "bao-ninh-binh": True, "bao-thua-thien-hue": True, "binh-thuan": True,
    "congdankhuyenhoc": True, "dan-tri": True, "dien-bien": True, "ha-noi": True, "hoikhuyenhoc": True, "hue-ngay-nay": True,
    "nhan-dan": True, "quang-binh": True, "son-la": True, "thai-binh": False, "tp-ho-chi-minh": True, "yen-bai": True,
}  # fmt: skip

#: GSO codes of 2024.
PROVINCES = {
    "an-giang": "89", "bao-hai-duong": "30", "bao-ninh-binh": "37", "bao-thua-thien-hue": "46", "binh-thuan": "60",
    "dien-bien": "11", "ha-noi": "01", "hue-ngay-nay": "46", "quang-binh": "44", "son-la": "14", "thai-binh": "34",
    "tp-ho-chi-minh": "79", "yen-bai": "15",
}  # fmt: skip

ADDRESSES = [
    ("hoikhuyenhoc", "http://hoikhuyenhoc.vn/modules.php?name=News&op=viewst&sid=4969", True, "a story's page"),
    ("hoikhuyenhoc", "http://hoikhuyenhoc.vn/modules.php?name=News&file=save&sid=588", True, "its save view"),
    ("hoikhuyenhoc", "http://hoikhuyenhoc.vn/modules.php?name=News&file=print&sid=588", False, "its print view carries the day of the visit"),
    ("hoikhuyenhoc", "http://hoikhuyenhoc.vn/modules.php?name=News", False, "a list"),
    ("congdankhuyenhoc", "https://congdankhuyenhoc.vn/ha-noi-so-ket-5-nam-179240618142312345.htm", True, "an article"),
    ("congdankhuyenhoc", "https://congdankhuyenhoc.vn/khuyen-hoc.htm", False, "a section"),
    ("congdankhuyenhoc", "https://congdankhuyenhoc.vn/cong-dan-hoc-tap.htm", False, "a section"),
    ("congdankhuyenhoc", "https://congdankhuyenhoc.vn/tu-bao-khac-100240618142312345.htm", False, "another paper's number"),
    ("ha-noi", "http://hoikhuyenhochanoi.edu.vn/news/Tin-tuc/Tong-ket-nam-2014-120.html", True, "an article"),
    ("ha-noi", "http://hoikhuyenhochanoi.edu.vn/news/savefile/Tin-tuc/Tong-ket-nam-2014-120.html", False, "a download"),
    ("ha-noi", "http://hoikhuyenhochanoi.edu.vn/news/", False, "the list"),
    ("tp-ho-chi-minh", "http://khuyenhochcm.com.vn/index.php/news/Tin-tuc/Dai-hoi-lan-thu-IV-321/", True, "an article"),
    ("tp-ho-chi-minh", "http://khuyenhochcm.com.vn/index.php/news/Tin-tuc/page-2/", False, "a list"),
    ("thai-binh", "http://hoikhuyenhocthaibinh.vn/tin-tuc/dai-hoi-hoi-khuyen-hoc-321.html", True, "an article"),
    ("quang-binh", "https://hoikhuyenhocqb.gov.vn/index.php/tin-tuc/tong-ket-nam-hoc-20.html", True, "an article"),
    ("quang-binh", "https://hoikhuyenhocqb.gov.vn/", False, "the front page"),
    ("binh-thuan", "https://hoikhuyenhoc.binhthuan.gov.vn/News/HoatDongHoi/2014/05/287.aspx", True, "an article"),
    ("yen-bai", "http://yenbai.gov.vn/khuyen-hoc-khuyen-tai/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?ItemID=12&l=TinTuc", True, "an item"),
    ("yen-bai", "http://yenbai.gov.vn/khuyen-hoc-khuyen-tai/noidung/tintuc/pages/chi-tiet-tin-tuc.aspx?l=TinTuc&itemid=12", True, "the same in other letters"),
    ("yen-bai", "http://yenbai.gov.vn/so-y-te/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?ItemID=12&l=TinTuc", False, "another department's"),
    ("yen-bai", "http://yenbai.gov.vn/khuyen-hoc-khuyen-tai/noidung/tintuc/Pages/tin-tong-hop.aspx?date=&EventID=0&page=2", False, "a list"),
    ("dien-bien", "https://dienbien.edu.vn/Hoi-khuyen-hoc-tinh/hoi-nghi-tong-ket-2999.html", True, "an article"),
    ("dien-bien", "https://dienbien.edu.vn/Tin-tuc/hoi-nghi-2999.html", False, "the department of education's own"),
    ("bao-hai-duong", "https://baohaiduong.vn/chuyen-muc/khuyen-hoc/20", False, "a page of the section"),
    ("bao-thua-thien-hue", "https://baothuathienhue.vn/giao-duc/khuyen-hoc/p/13", False, "a page of the section"),
    ("hue-ngay-nay", "https://huengaynay.vn/giao-duc/khuyen-hoc/", False, "the section"),
    ("bao-ninh-binh", "https://baoninhbinh.org.vn/s/Khuy%E1%BA%BFn%20h%E1%BB%8Dc?page=12", False, "a page of the tag"),
    ("nhan-dan", "https://nhandan.vn/hoi-khuyen-hoc-tag10531.html", False, "the tag"),
    ("nhan-dan", "https://nhandan.vn/trao-hoc-bong-cho-hoc-sinh-post812345.html", True, "an article"),
    ("dan-tri", "https://dantri.com.vn/giao-duc/khuyen-hoc.htm", False, "the section"),
    ("dan-tri", "https://dantri.com.vn/giao-duc/trao-hoc-bong-cho-hoc-sinh-20240618142301234.htm", True, "an article"),
]  # fmt: skip


def vendor_for(source: Source) -> Vendor:
    return vendor_of(source.cms or Cms.GENERIC)


@pytest.mark.parametrize(
    ("source_id", "url", "expected", "why"), ADDRESSES, ids=lambda value: str(value)[:70]
)
def test_a_source_knows_the_addresses_of_its_site(source_id, url, expected, why):
    assert wanted(url, SITES[source_id], vendor_for(SITES[source_id])) is expected, why


@pytest.mark.parametrize(("source_id", "url"), [case[:2] for case in ADDRESSES if case[2]])
def test_what_a_source_includes_its_vendor_takes_for_an_article(source_id, url):
    """Lists give only what the vendor takes for an article: a pattern wider than that would never be met."""
    vendor = vendor_for(SITES[source_id])
    assert vendor.is_article(url)
    key = canonical_in(vendor, url, SITES[source_id].base_url)
    assert canonical_in(vendor, key, SITES[source_id].base_url) == key


def test_the_registry_has_every_known_site_and_no_other():
    assert {source.id: source.enabled for source in SITES.values()} == KNOWN


@pytest.mark.parametrize("source", SITES.values(), ids=list(SITES))
def test_a_source_is_polite_unproven_and_says_what_must_hold(source):
    assert not source.proven, "nobody here has crawled it"
    assert source.politeness.delay >= 2
    assert source.politeness.max_requests <= 1000
    assert source.assertions.min_articles >= 3
    assert source.assertions.min_text >= 200
    assert source.assertions.must_contain == ("khuyến học",)
    assert source.province == PROVINCES.get(source.id)
    assert (source.level == "national") == (source.province is None)
    assert source.licence
    assert not source.local


@pytest.mark.parametrize("source", SITES.values(), ids=list(SITES))
def test_a_source_that_is_on_has_somewhere_to_start_and_one_that_is_off_a_day_to_look_again(source):
    if source.off:
        assert source.off.since == date(2026, 11, 22)
        assert source.off.until > source.off.since
        assert "add-source" in source.off.reason, "the reason names the remedy"
        return
    start = source.start
    urls = [*start.feeds, *start.sitemaps, *(listing.url for listing in start.listings)]
    assert urls
    host = urlsplit(source.base_url).hostname
    assert {urlsplit(url).hostname for url in urls} == {host}, "starts on its own host"
    assert not any(wanted(url, source, vendor_for(source)) for url in urls), "a list is no article"
    for listing in start.listings:
        if listing.paging:
            assert listing.paging.replace("{n}", str(listing.first)) == listing.url, (
                "page one is the list itself"
            )


def test_one_site_has_one_source():
    hosts = [(urlsplit(source.base_url).hostname or "").removeprefix("www.") for source in SITES.values()]
    assert len(set(hosts)) == len(hosts)


@pytest.mark.parametrize("key", ["off", '"off"'])
def test_off_is_a_key_and_not_a_no(key):
    """To YAML 1.1 `off` is the boolean false, as a key too."""
    text = (HERE / "sites" / "an-giang.yaml").read_text(encoding="utf-8").replace("\noff:", f"\n{key}:")
    source = source_of(text.replace("cms: null", "cms: null\nproven: false"), "an-giang.yaml")
    assert source.off is not None
    assert source.proven is False
