"""What WordPress's API lists is read like a feed."""

import json
from datetime import date

import pytest

from khuyenhoc.crawl import discover
from khuyenhoc.crawl.cms import Link, vendor_of
from khuyenhoc.models import Cms

URL = "https://w.vn/wp-json/wp/v2/posts?per_page=100"
POST = {
    "link": "https://w.vn/khuyen-hoc/trao-xe-dap-2024/",
    "date": "2024-05-03T08:00:00",
    "modified": "2024-05-09T08:00:00",
    "title": {"rendered": "Trao xe &#8220;đạp&#8221;"},
}


def test_posts_have_address_title_day_and_change():
    found = discover.feed(json.dumps([POST]).encode(), URL, "application/json")
    assert found.links == [Link(POST["link"], "Trao xe “đạp”", date(2024, 5, 3))]
    assert found.modified == {POST["link"]: date(2024, 5, 9)}


@pytest.mark.parametrize(
    ("changed", "title", "day"),
    [
        ({"date": "hôm qua"}, "Trao xe “đạp”", None),  # a date that is none
        ({"title": None}, "", date(2024, 5, 3)),
        ({"link": "/khuyen-hoc/trao-xe-dap-2024/"}, "Trao xe “đạp”", date(2024, 5, 3)),  # relative
    ],
)
def test_what_a_post_lacks_costs_only_that(changed, title, day):
    (link,) = discover.feed(json.dumps([POST | changed]).encode(), URL).links
    assert link == Link(POST["link"], title, day)


@pytest.mark.parametrize(
    "body",
    [b"[1, 2]", b'["a"]', b'[{"link": "javascript:void(0)"}]', b"[", b"[" * 100_000, b"[\xff]", b'[{"code": "rest_forbidden"}]'],
)  # fmt: skip
def test_what_is_no_list_of_posts_is_unreadable(body):
    with pytest.raises(discover.Unreadable, match="WordPress"):
        discover.feed(body, URL)


def test_the_api_is_among_the_feeds_that_wordpress_serves():
    assert any(path.startswith("/wp-json/wp/v2/posts") for path in vendor_of(Cms.WORDPRESS).feeds)
