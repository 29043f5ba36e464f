"""The report is one file for people: it needs nothing, hides nothing, and runs nothing that a site wrote."""

from __future__ import annotations

import re

from khuyenhoc.validate.report import EXAMPLES, Checked, Example, Page, render
from khuyenhoc.validate.rules import ARTICLE_RULES, rule_of
from tests.land.conftest import MORNING


def page(*checked: Checked, stopped: tuple[str, ...] = ()) -> str:
    counts = {"articles passed": 12, "set aside": sum(len(c.broken) for c in checked)}
    by_source = {"yenbai": {"articles": 12, "observations": 71, "set_aside": 1}}
    return render(
        Page(
            "20261121T220000Z-6aef",
            MORNING,
            stopped,
            counts,
            by_source,
            checked,
            {"result.json": "result.json"},
        )
    )


def broken(**over: str) -> Checked:
    example = {
        "source_id": "yenbai",
        "observed": "value=91, denominator=74",
        "title": "Tổng kết năm",
        "url": "http://yenbai.example/1.html",
        "sentence": "Có 91/74 dòng họ được công nhận.",
        "surface": "91/74 dòng họ",
    }
    return Checked("observations", rule_of("part_within_whole"), 71, [Example(**{**example, **over})])


def test_it_shows_the_rule_in_words_the_sentence_and_what_was_seen() -> None:
    html = page(broken())
    assert "the a of a/b is at most the b" in html
    assert "Có <mark>91/74 dòng họ</mark> được công nhận." in html
    assert "value=91, denominator=74" in html
    assert '<a href="http://yenbai.example/1.html" rel="noreferrer">Tổng kết năm</a>' in html


def test_it_needs_nothing_but_itself() -> None:
    html = page(broken())
    assert not re.search(r"<(script|link|img|iframe)\b|@import|url\(", html)


def test_what_a_site_wrote_is_shown_and_never_run() -> None:
    html = page(
        broken(sentence="<script>alert(1)</script>", surface="", title='"><img src=x onerror=alert(1)>')
    )
    assert "<script" not in html
    assert "<img" not in html
    html = page(broken(url="javascript:alert(1)"))
    assert 'href="javascript' not in html


def test_a_stopped_release_says_why_first() -> None:
    html = page(stopped=("more than a half of the observations broke a rule",))
    assert (
        html.index("Not released")
        < html.index("more than a half of the observations")
        < html.index("Sources")
    )


def test_a_long_list_is_cut_and_counted() -> None:
    many = Checked(
        "articles", ARTICLE_RULES[0], 50, [Example("yenbai", f"version={n}") for n in range(EXAMPLES + 8)]
    )
    html = page(many)
    assert "… and 8 more." in html
    assert html.count('class="row"') == EXAMPLES


def test_rules_that_held_are_listed_too() -> None:
    held = Checked("articles", ARTICLE_RULES[0], 50, [])
    assert "Nothing: every rule held" in page(held)
    assert ARTICLE_RULES[0].id in page(held)
