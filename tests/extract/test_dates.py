"""When an article was published: every way in which sites write it, and the dates that are not it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import lxml.html
import pytest

from khuyenhoc.extract.dates import find_published
from khuyenhoc.extract.moments import read_machine_moment, read_moment
from khuyenhoc.models import VIETNAM, Kind, Listed, Precision, PublishedSource

MOMENTS = [
    ("Thứ Tư 10/01/2024 09:00", "2024-01-10 09:00", "mojoPortal"),
    ("14:23 - 18/06/2024", "2024-06-18 14:23", "the association's paper"),
    ("25/01/2021 12:26:00 CH", "2021-01-25 12:26", "SharePoint: half past twelve at noon"),
    ("Ngày xuất bản: 04/07/2019 2:21:00 CH", "2019-07-04 14:21", "SharePoint, afternoon"),
    ("Ngày xuất bản: 22/07/2024 9:15:00 SA", "2024-07-22 09:15", "SharePoint, morning"),
    ("1/1/2020 12:05:00 SA", "2020-01-01 00:05", "five past midnight"),
    ("Thứ năm - 16/06/2011 03:12", "2011-06-16 03:12", "NukeViet"),
    ("Thứ sáu - 06/02/2015 03:55 61 0", "2015-02-06 03:55", "NukeViet, views and comments behind"),
    ("Cập nhật lúc 20:44, Thứ Hai, 12/10/2020 ", "2020-10-12 20:44", "clock first, weekday between"),
    ("THỨ BẢY, 07/07/2018 13:21:39", "2018-07-07 13:21", "capitals"),
    ("Thứ bảy, 30/1/2016, 22h13", "2016-01-30 22:13", "22h13"),
    ("Thứ 5, 09/06/2022 | 17:19:01 [GMT +7]", "2022-06-09 17:19", "weekday as a number"),
    ("Thứ sáu: 08:35 ngày 23/08/2019", "2019-08-23 08:35", "colon after the weekday"),
    ("Cập nhật ngày: 18/03/2014 - 04:29", "2014-03-18 04:29", ""),
    ("05:12, 25/12/2018", "2018-12-25 05:12", ""),
    ("16:30 - 11/01/2019", "2019-01-11 16:30", "day first, not November"),
    ("Thứ Tư, ngày 2 tháng 12 năm 2020 - 8:34", "2020-12-02 08:34", "spelled"),
    ("Ngày 07 tháng 9 năm 2023", "2023-09-07 00:00", "spelled, no clock"),
    ("21/07/2022 | 10:00 AM", "2022-07-21 10:00", "Liferay"),
    ("Ngày đăng 18/03/2019 | 04:01 PM | View count: 536", "2019-03-18 16:01", "Liferay, afternoon, views"),
    ("12:39, 28/08/2025", "2025-08-28 12:39", ""),
    ("30.12.2019", "2019-12-30 00:00", "PHP-Nuke's save view"),
    ("05/10/2026 15:42 GMT+7", "2026-10-05 15:42", "VCCorp"),
    ("ngày 17 / 12 / 2019", "2019-12-17 00:00", "spaces around the slashes"),
    ("16/102022", "2022-10-16 00:00", "a slash forgotten"),
    ("Thúy Quỳnh03/02/2026", "2026-02-03 00:00", "glued to the author"),
    ("Tác giả: Ban Tuyên giáo .Ngày đăng: 26/07/2022 .Lượt xem: 1437 lượt.", "2022-07-26 00:00", "DNN"),
    ("05 Th12 2023", "2023-12-05 00:00", "WordPress in Vietnamese"),
    ("12 tháng 1, 2024 lúc 16:20", "2024-01-12 16:20", "as browsers write it"),
    ("14 giờ 05 ngày 3/2/2018", "2018-02-03 14:05", "hours in words"),
    ("3/2/2018 lúc 7 giờ 30 tối", "2018-02-03 19:30", "half past seven in the evening"),
    ("2024-06-18T14:23:00+07:00", "2024-06-18 14:23", "ISO with offset"),
    ("2024-06-17T23:30:00Z", "2024-06-18 06:30", "UTC: the next day in Việt Nam"),
    ("2024-06-17T23:30:00.000Z", "2024-06-18 06:30", "UTC with thousandths"),
    ("2024-06-18 14:23:07", "2024-06-18 14:23", "no offset: Vietnamese time"),
    ("Mon, 05 Oct 2026 08:42:00 GMT", "2026-10-05 15:42", "RFC 822"),
    ("Sun, 04 Oct 2026 20:00:00 +0000", "2026-10-05 03:00", "RFC 822, next day"),
    ("11.2016", None, "a month is no day"),
    ("25-9", None, "no year"),
    ("19.9", None, "no year"),
    ("Ngày 2-3 tháng 7", None, "a range without a year"),
    ("31/02/2020", None, "no such day"),
    ("0274.3822.999", None, "a phone"),
    ("1.204.5566", None, "a counter"),
    ("Hotline: 036.902.4447", None, "a phone in dots"),
    ("Quyết định 1373/QĐ-TTg", None, "a document"),
    ("452.702/515.481 gia đình", None, "a ratio"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "moment", "why"), MOMENTS)
def test_a_moment_in_words(text: str, moment: str | None, why: str) -> None:
    read = read_moment(text)
    assert (read and f"{read:%Y-%m-%d %H:%M}") == moment, why
    assert read is None or read.utcoffset() == VIETNAM.utcoffset(None)


MACHINE = [
    ("1/10/2024 9:00:00 AM", "2024-01-10 09:00", "ASP.NET in en-US: month first"),
    ("12/1/2019 12:10:00 AM", "2019-12-01 00:10", "December"),
    ("25/01/2021 12:26:00 PM", "2021-01-25 12:26", "cannot be month first"),
    ("1601653305", "2020-10-02 22:41", "seconds since 1970"),
    ("1601653305000", "2020-10-02 22:41", "thousandths"),
    ("2023-03-28T09:50:00Z", "2023-03-28 16:50", "ISO"),
    ("yesterday", None, ""),
]


@pytest.mark.parametrize(("text", "moment", "why"), MACHINE)
def test_a_moment_that_a_server_wrote(text: str, moment: str | None, why: str) -> None:
    read = read_machine_moment(text)
    assert (read and f"{read:%Y-%m-%d %H:%M}") == moment, why


FETCHED = datetime(2024, 5, 2, 3, 0, tzinfo=UTC)
BODY = '<div id="b"><p>Ngày 5/1, hội trao 20 suất học bổng theo Quyết định số 12/QĐ-HKH ngày 15/12/2023.</p></div>'
S, J, M, T, U, N = (
    PublishedSource.SELECTOR, PublishedSource.JSON_LD, PublishedSource.META, PublishedSource.TEXT,
    PublishedSource.URL, PublishedSource.NONE,
)  # fmt: skip


def ld(text: str) -> str:
    return f'<script type="application/ld+json">{text}</script>'


STORY = ld('{"@type":"NewsArticle","datePublished":"2024-01-10T09:00:00+07:00"}')
GRAPH = ld('{"@graph":[{"@type":"WebSite"},{"@type":["Article"],"datePublished":"2024-01-10"}]}')
BROKEN = ld('{"@type":"NewsArticle","datePublished":"10/01/2024 09:00",}')
LISTED = ld('{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","datePublished":"2024-04-30"}]}')

PAGES = [
    (f"<h1>T</h1><i class=d>Thứ Tư 10/01/2024 09:00</i>{BODY}", "2024-01-10 09:00", S, "the vendor's selector"),
    (f"<h1>T</h1><time class=d datetime='2024-01-09T23:30:00Z'>hôm qua</time>{BODY}", "2024-01-10 06:30", S, "its attribute"),
    (f"<h1>T</h1><i class=d>Đang cập nhật</i>{STORY}{BODY}", "2024-01-10 09:00", J, "selector empty: JSON-LD"),
    (f"<h1>T</h1>{GRAPH}{BODY}", "2024-01-10 00:00", J, "JSON-LD in a graph"),
    (f"<h1>T</h1>{BROKEN}{BODY}", "2024-01-10 09:00", J, "JSON-LD with a comma too many, day first"),
    (f"<h1>T</h1>{LISTED}{BODY}", None, N, "JSON-LD of a list beside the article"),
    (f"<meta property=article:published_time content=2024-01-10T02:00:00Z><h1>T</h1>{BODY}", "2024-01-10 09:00", M, "meta in UTC"),
    (f"<meta name=pubdate content='1/10/2024 9:00:00 AM'><h1>T</h1>{BODY}", "2024-01-10 09:00", M, "meta, month first"),
    (f"<meta name=DC.date.issued content='4/12/2024 2:05:00 PM'><h1>T</h1>{BODY}", "2024-04-12 14:05", M, "Dublin Core, month first"),
    (f"<meta property=article:modified_time content=2024-03-01><h1>T</h1>{BODY}", None, N, "a change is no publication"),
    (f"<div><h1>T</h1><span class=date>10/01/2024</span>{BODY}</div>", "2024-01-10 00:00", T, "htmldate"),
    (f"<div><h1>T</h1><div>09:00 | 10/01/2024</div>{BODY}</div>", "2024-01-10 09:00", T, "a plain line under the title"),
    (f"<div><h1>T</h1> 10/01/2024 09:00 <br>{BODY}</div>", "2024-01-10 09:00", T, "naked text under the title"),
    (f"<div><h1>T</h1>{BODY}<p>Ngày đăng: 10/01/2024</p></div>", "2024-01-10 00:00", T, "labelled, behind the body"),
    (f"<div><h1>T</h1>{BODY}<p>Sinh ngày 10/01/1990</p></div>", None, N, "behind the body without a label"),
    (f"<div><p>Cập nhật: 10/01/2024</p><h1>T</h1>{BODY}</div>", "2024-01-10 00:00", T, "labelled, before the title"),
    (f"<div>Thứ năm, ngày 2/5/2024</div><div><h1>T</h1>{BODY}</div>", None, N, "the day of the visit"),
    (f"<div>Thứ năm, ngày 2/5/2024</div><div><h1>T</h1><p>Thứ Tư 10/01/2024 09:00</p>{BODY}</div>", "2024-01-10 09:00", T, "visit above, article below"),
    (f"<div><p>In ngày: 02/05/2024</p><h1>T</h1>{BODY}</div>", None, N, "the day of the print"),
    (f"<div><h1>T</h1>{BODY}</div><footer>© 2019. Giấy phép số 15/GP ngày 05/06/2015</footer>", None, N, "a licence in the footer"),
    (f"<div><h1>T</h1><p>Theo Quyết định 12/QĐ-UBND ngày 15/12/2023</p>{BODY}</div>", None, N, "a decree under the title"),
    (f"<div><h1>T</h1>{BODY}</div>", None, N, "only a decree, in the body"),
    (f"<aside><span class=date>30/04/2024</span></aside><div><h1>T</h1><div>10/01/2024 09:00</div>{BODY}</div>", "2024-01-10 09:00", T, "a sidebar's date is not asked"),
    (f"<div><h1>T</h1>{BODY}</div><aside><span class=date>30/04/2024</span></aside>", None, N, "only a sidebar's"),
    (f"<h1>T</h1><i class=d>10/01/2031</i>{BODY}", None, N, "in the future"),
    (f"<h1>T</h1><i class=d>10/01/1970</i><meta name=pubdate content=2024-01-10>{BODY}", "2024-01-10 00:00", M, "before the web: the next source is asked"),
    (f"<h1>T</h1><i class=d>02/05/2024 23:59</i>{BODY}", "2024-05-02 10:00", S, "later today: clocks differ, it was out when it was fetched"),
    (f"<h1>T</h1><i class=d>11.2016</i>{BODY}", "2016-11-30 00:00", S, "PHP-Nuke: a month is known by its last day"),
    (f"<font>Thông tin » Tin 05.2024</font><div><b><h1>T</h1></b><br>11.2016{BODY}</div>", "2016-11-30 00:00", T, "a month alone under the title, not that of the visit"),
    (f"<div><h1>T</h1><p>Tháng 5 năm 2024</p>{BODY}</div>", "2024-05-02 00:00", T, "the month of the visit is not over"),
    (f"<div><h1>T</h1><p>06.2024</p>{BODY}</div>", None, N, "a month to come"),
    (f"<div><h1>T</h1><p>Hội nghị tháng 11/2016 tại Hà Nội</p>{BODY}</div>", None, N, "a month in a sentence"),
    (f"<div><h1>T</h1><p>11.2016</p>{BODY}<p>Ngày đăng: 10/11/2016</p></div>", "2016-11-10 00:00", T, "a day is better than a month"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "moment", "source", "why"), PAGES, ids=[why for *_, why in PAGES])
def test_a_page_is_dated(html: str, moment: str | None, source: PublishedSource, why: str) -> None:
    page = lxml.html.document_fromstring(f"<html><body>{html}</body></html>")
    found = find_published(
        page, [".d"], url="https://example.org/a.html", fetched_at=FETCHED, title=page.find(".//h1"),
        body=page.get_element_by_id("b"),
    )  # fmt: skip
    assert ((found.moment and f"{found.moment:%Y-%m-%d %H:%M}"), found.source) == (moment, source)


ADDRESSES = [
    ("https://example.org/2024/01/10/bai.html", "2024-01-10 00:00", "year, month, day"),
    ("https://example.org/bai-viet-ngay-10-1-2024.html", "2024-01-10 00:00", "day first in a slug"),
    (
        "https://example.org/so-ket-179230930131834942.htm",
        "2023-09-30 13:18",
        "the making of a VCCorp page, a hint",
    ),
    ("https://example.org/gan-2-000-suat-2024.html", None, "numbers of a headline"),
    ("https://example.org/News/hkh/2014/05/287.aspx", "2014-05-31 00:00", "a folder for each month"),
    ("https://example.org/News/hkh/2014/287/05.aspx", None, "no month's folder"),
]


@pytest.mark.parametrize(("url", "moment", "why"), ADDRESSES)
def test_an_address_is_asked_last(url: str, moment: str | None, why: str) -> None:
    page = lxml.html.document_fromstring("<html><body><h1>T</h1></body></html>")
    found = find_published(page, [], url=url, fetched_at=FETCHED)
    assert (found.moment and f"{found.moment:%Y-%m-%d %H:%M}") == moment, why
    assert found.source == (U if moment else N)


LISTED = [
    ("<h1>T</h1>", Listed(date(2024, 1, 10), Kind.FEED), "2024-01-10", PublishedSource.FEED, Precision.DAY, "a page without a date"),
    ("<h1>T</h1>", Listed(date(2024, 1, 10), Kind.LISTING), "2024-01-10", PublishedSource.LISTING, Precision.DAY, "or a listing's"),
    ("<h1>T</h1><i class=d>09/01/2024 23:50</i>", Listed(date(2024, 1, 10), Kind.FEED), "2024-01-09", S, Precision.TIME, "the page's own word comes first"),
    ("<h1>T</h1><i class=d>01.2024</i>", Listed(date(2024, 1, 10), Kind.LISTING), "2024-01-10", PublishedSource.LISTING, Precision.DAY, "a list's day is better than the page's month"),
    ("<h1>T</h1><i class=d>01.2024</i>", None, "2024-01-31", S, Precision.MONTH, "a month alone"),
    ("<h1>T</h1>", Listed(date(2031, 1, 10), Kind.FEED), None, N, None, "a feed's day in the future"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "listed", "day", "source", "precision", "why"), LISTED)
def test_the_list_that_named_a_page_dates_it(
    html: str, listed: Listed | None, day: str | None, source: PublishedSource, precision: Precision, why: str
) -> None:
    page = lxml.html.document_fromstring(f"<html><body>{html}</body></html>")
    found = find_published(page, [".d"], url="https://example.org/a.html", fetched_at=FETCHED, listed=listed)
    assert ((found.moment and f"{found.moment:%Y-%m-%d}"), found.source, found.precision) == (
        day,
        source,
        precision,
    ), why


def test_a_feeds_day_is_better_than_a_hint_in_the_address() -> None:
    page = lxml.html.document_fromstring("<html><body><h1>T</h1></body></html>")
    url = "https://example.org/so-ket-179230930131834942.htm"  # begun the day before
    feed = Listed(date(2023, 10, 1), Kind.FEED)
    found = find_published(page, [], url=url, fetched_at=FETCHED, listed=feed)
    assert found.moment == datetime(2023, 10, 1, tzinfo=VIETNAM)


def test_what_is_passed_over_is_named() -> None:
    page = lxml.html.document_fromstring("<h1>T</h1><i class=d>10/01/2031 08:00</i>")
    found = find_published(page, [".d"], url="https://example.org/", fetched_at=FETCHED)
    assert found.passed_over == ("2031-01-10T08:00:00+07:00 (selector) is in the future",)
