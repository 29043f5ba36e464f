"""What each system has of its own: addresses, dates, charsets, missing pages, tokens, traps."""

from __future__ import annotations

import re
import unicodedata

import pytest
import requests

import samples
from tests.samples.look import edition, named, shown, tree


@pytest.mark.parametrize(
    ("site_id", "address", "status"),
    [
        ("congdankhuyenhoc", "/khong-co-179230101000000000.htm", 404),
        ("quangbinh", "/tin-tuc/hoat-dong-hoi/khong-co-9999.html", 404),
        ("haiduong", "/Tin-t%E1%BB%A9c/post/1/khong-co.aspx", 404),
        ("guong-hanam", "/tin/khong-co-1.html", 404),
        # SharePoint: an item that is not there is a page like any other.
        ("yenbai", "/khuyen-hoc-khuyen-tai/noidung/tintuc/Pages/chi-tiet-tin-tuc.aspx?ItemID=1&l=TinTucSuKien", 200),
    ],
)  # fmt: skip
def test_what_is_not_there(site_id: str, address: str, status: int, urls: dict[str, str]) -> None:
    assert requests.get(urls[site_id] + address, timeout=5).status_code == status


@pytest.mark.parametrize(
    ("site_id", "variant"),
    [
        # IIS does not tell upper and lower case apart, nor the order of parameters.
        ("yenbai", lambda a: a.replace("/noidung/", "/NoiDung/").replace("ItemID=", "itemid=")),
        ("haiduong", lambda a: a + "?print=1"),
        # NukeViet answers with and without its front controller.
        ("quangbinh", lambda a: "/index.php" + a),
        # Liferay reads no further than the id; a session adds its token.
        ("bacgiang", lambda a: "/web/guest/trang-chu" + a[a.index("/-/") :] + ".html?p_p_auth=x"),
        # Joomla reads the number and leaves the rest.
        ("bentre", lambda a: a.partition(":")[0] + ":khac&catid=9:khac"),
        # WordPress has a short link for each post.
        ("kontum", lambda a: "/?p=19108"),
        # VCCorp moves every slug to the current one: the id decides.
        ("congdankhuyenhoc", lambda a: "/tieu-de-cu-" + a.rsplit("-", 1)[1]),
    ],
    ids=["case", "parameter", "front controller", "token", "alias", "short link", "old slug"],
)
def test_one_article_under_several_addresses(site_id: str, variant, urls: dict[str, str]) -> None:
    site = samples.site(site_id)
    article = edition(site, urls).articles[-1]
    response = requests.get(urls[site_id] + variant(site.system.address(article)), timeout=5)
    assert response.status_code == 200
    assert article.title in shown(tree(response))


def test_the_calendar_of_the_portal_never_ends(urls: dict[str, str]) -> None:
    """A trap: each day links to the day before and the day after."""
    address = (
        urls["yenbai"] + "/khuyen-hoc-khuyen-tai/noidung/tintuc/Pages/tin-tong-hop.aspx?date=01%2F01%2F1901"
    )
    links = tree(requests.get(address, timeout=5)).xpath("//div[@class='theo-ngay']/a/@href")
    assert any("31%2F12%2F1900" in link for link in links)


def test_robots(urls: dict[str, str]) -> None:
    robots = {name: requests.get(f"{url}/robots.txt", timeout=5) for name, url in urls.items()}
    assert {name for name, answer in robots.items() if answer.status_code != 200} == {"sonla"}
    assert robots["yenbai"].content.startswith(b"\xef\xbb\xbf"), (
        "many government sites send a byte-order mark"
    )
    assert f"Sitemap: {urls['quangbinh']}/sitemap.xml" in robots["quangbinh"].text


@pytest.mark.parametrize(
    ("site_id", "place", "printed"),
    [
        ("yenbai", "Trấn Yên nhân rộng", "Ngày xuất bản: 25/01/2021 12:26:00 CH"),
        ("congdankhuyenhoc", "Hội Khuyến học Hà Nội", "14:23 - 18/06/2024"),
        ("quangbinh", "Quảng Bình: Tổng kết", "Thứ năm - 16/06/2011 03:12"),
        ("haiduong", "Hải Dương: Kết quả", "Thứ Tư 10/01/2024 09:00"),
        ("bacgiang", "Đẩy mạnh phong trào", "Ngày đăng 21/07/2022 | 10:00 AM | View count: "),
        ("quangnam", "Điện Bàn:", "Tác giả: Xuân Tùng .Ngày đăng: 26/07/2022 .Lượt xem: "),
        ("yenthe", "Yên Thế: Dòng họ", "Thứ Tư, ngày 2 tháng 12 năm 2020 - 8:34"),
        ("sonla", "Sơn La phát triển", "Cập nhật lúc 20:44, Thứ Hai, 12/10/2020"),
        ("haiduong-cu", "Hội Khuyến học tỉnh triển khai", "14/01/2021 10:20:00 SA"),
    ],
)
def test_each_system_prints_dates_its_own_way(
    site_id: str, place: str, printed: str, urls: dict[str, str]
) -> None:
    here = edition(samples.site(site_id), urls)
    (article,) = (article for article in here.articles if article.title.startswith(place))
    answer = requests.get(here.url(article), timeout=5)
    assert printed in shown(tree(answer, here.site.system.charset))


def test_feeds_date_by_the_month_first_or_in_another_zone(urls: dict[str, str]) -> None:
    american = requests.get(urls["congdankhuyenhoc"] + "/rss/home.rss", timeout=5).text
    assert "<pubDate>6/18/2024 2:23:00 PM</pubDate>" in american
    london = requests.get(urls["quangbinh"] + "/tin-tuc/rss/", timeout=5).text
    assert "<pubDate>Wed, 15 Jun 2011 20:12:00 GMT</pubDate>" in london, "printed 16/06/2011 03:12"


def test_most_pages_of_the_mirror_carry_a_phrase_in_place_of_a_word() -> None:
    site = samples.site("guong-hanam")
    here = samples.Edition(site, "http://127.0.0.1")
    hacked = [article for article in here.articles if article.injection]
    assert len(hacked) >= 10
    assert len(hacked) < len(here.articles), "some copies are clean"
    for article in hacked:
        wanted = samples.wanted_text(site, article)
        assert wanted.served.count(article.injection) >= 3
        assert article.injection not in wanted.text


@named(samples.OLD)
def test_old_layouts_show_the_same_articles_in_other_elements(
    site: samples.Site, urls: dict[str, str]
) -> None:
    today = samples.site(site.id.removesuffix("-cu"))
    then, now = edition(site, urls), edition(today, urls)
    assert {article.title for article in then.articles} < {article.title for article in now.articles}
    marks = {"quangbinh": "//*[@itemprop]", "haiduong": "//*[@id='article_text']"}[today.id]
    old, new = (
        tree(requests.get(here.url(article), timeout=5))
        for here, article in ((then, then.articles[0]), (now, now.articles[0]))
    )
    assert not old.xpath(marks)
    assert new.xpath(marks)


def test_the_site_of_tables_writes_windows_1258_and_says_so_in_the_page_alone(urls: dict[str, str]) -> None:
    answer = requests.get(urls["sonla"] + "/tintuc.php", timeout=5)
    assert answer.headers["Content-Type"] == "text/html"
    assert b"charset=windows-1258" in answer.content
    with pytest.raises(UnicodeDecodeError):
        answer.content.decode()
    assert requests.get(urls["sonla"] + "/robots.txt", timeout=5).status_code == 404


def test_the_story_of_php_nuke_prints_a_month_and_its_save_view_the_day(urls: dict[str, str]) -> None:
    site = samples.site("trunguong")
    article = edition(site, urls).articles[-1]
    page = shown(tree(requests.get(urls[site.id] + site.system.address(article), timeout=5)))
    saved = shown(tree(requests.get(urls[site.id] + site.system.saved(article), timeout=5)))
    assert "06.2010" in page
    assert "15.06.2010" not in page
    assert "15.06.2010" in saved


def test_a_byline_of_vccorp_is_served_decomposed(urls: dict[str, str]) -> None:
    site = samples.site("congdankhuyenhoc")
    author = "Huỳnh Lan"
    (other, *_) = (other for other in edition(site, urls).articles if other.author == author)
    page = requests.get(edition(site, urls).url(other), timeout=5).content.decode()
    assert f">{unicodedata.normalize('NFD', author)}<" in page
    assert unicodedata.normalize("NFD", author) != author


def test_links_of_liferay_lists_carry_a_token_that_changes(
    urls: dict[str, str], next_day: dict[str, str]
) -> None:
    lists = [
        requests.get(where["bacgiang"] + "/web/khuyenhoc/tin-tuc", timeout=5) for where in (urls, next_day)
    ]
    tokens = [set(re.findall(r"p_p_auth=(\w+)", answer.text)) for answer in lists]
    assert all(len(found) == 1 for found in tokens)
    assert tokens[0] != tokens[1]
