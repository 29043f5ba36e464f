"""Articles that say the same: the earliest is the original; alike is not the same."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from khuyenhoc.extract.duplicates import Said, originals
from tests.extract.prose import articles

AT = datetime(2024, 1, 10, tzinfo=UTC)
TEXT = next(articles(1, paragraphs=12))


def said(article_id: str, text: str, days: int = 0) -> Said:
    return Said(article_id, text, AT + timedelta(days=days))


def changed(text: str, share: float, seed: int) -> str:
    """Some words, none of them numbers, replaced: what an editor does to a reprint."""
    choose, words = random.Random(seed), text.split(" ")
    plain = [i for i, word in enumerate(words) if word.isalpha()]
    for i in choose.sample(plain, max(1, round(share * len(plain)))):
        words[i] = choose.choice(["các", "những", "mọi", "cùng", "thêm"])
    return " ".join(words)


SAME = [
    (TEXT, "a copy"),
    (TEXT.upper(), "in capitals"),
    (TEXT.replace(" ", "  ").replace(",", " ,") + "\n", "other spaces"),
    (TEXT + "\nTheo Báo địa phương", "with the paper's name under it"),
    ("(TUAG) - " + TEXT, "with a dateline"),
    (changed(TEXT, 0.03, 1), "some words changed"),
    (TEXT.replace("\n", " "), "without paragraphs"),
]
OTHER = [
    (TEXT.replace("214", "231").replace("18.402", "19.077").replace("21,7", "22,9").replace("6,4", "7,1").replace("1.905", "2.011").replace("312", "340"), "the report of the next year"),
    (next(articles(2)), "another article on the same matters"),
    ("Hội trao 20 suất quà.", "a line"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "why"), SAME, ids=[why for _, why in SAME])
def test_it_says_the_same(text: str, why: str) -> None:
    assert originals([said("first", TEXT), said("later", text, days=1)]) == {"later": "first"}


@pytest.mark.parametrize(("text", "why"), OTHER, ids=[why for _, why in OTHER])
def test_it_says_something_else(text: str, why: str) -> None:
    assert originals([said("first", TEXT), said("later", text, days=1)]) == {}


def test_the_earliest_is_the_original_in_whatever_order_they_come() -> None:
    three = [said("c", TEXT, 2), said("a", TEXT + "\nTheo Báo", 1), said("b", TEXT, 0)]
    assert originals(three) == originals(three[::-1]) == {"a": "b", "c": "b"}


def test_short_texts_are_copies_or_nothing() -> None:
    short = [
        said("a", "Hội trao 20 suất quà."),
        said("b", "Hội trao 20 suất quà!", 1),
        said("c", "Hội trao 20 suất.", 2),
    ]
    assert originals(short) == {"b": "a"}


def test_versions_of_one_article_are_not_duplicates_of_it() -> None:
    assert originals([said("a", TEXT), said("a", TEXT + "\nSửa.", 1)]) == {}


def test_quality_on_many() -> None:
    """Of 150 reprints and 150 reports that only look alike, nearly each is told apart."""
    texts = list(articles(150, paragraphs=8))
    first = [said(f"{n:03}", text) for n, text in enumerate(texts)]
    reprints = [said(f"{n:03}r", changed(text, 0.04, n), 1) for n, text in enumerate(texts)]
    found = originals([*first, *reprints])
    right = sum(found.get(f"{n:03}r") in (f"{n:03}", found.get(f"{n:03}")) for n in range(150))
    wrong = sum(not name.endswith("r") for name in found)
    assert right >= 145
    assert wrong <= 3
