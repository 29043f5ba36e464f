"""`docs/vendors.md` names every system and every part of a layout, and nothing that is not there."""

import re
from dataclasses import fields
from pathlib import Path

import pytest

from khuyenhoc.crawl.cms import Layout, furniture, vendor_of
from khuyenhoc.models import Cms, Selectors

TEXT = (Path(__file__).parents[3] / "docs" / "vendors.md").read_text(encoding="utf-8")


def test_the_table_has_a_row_for_each_system():
    rows = re.findall(r"^\| `([a-z0-9]+)` \|", TEXT.partition("## When")[0], re.MULTILINE)
    assert rows == [cms.value for cms in Cms]


@pytest.mark.parametrize("name", [field.name for field in fields(Layout)] + list(Selectors.model_fields))
def test_each_part_of_a_layout_is_named(name):
    assert re.search(rf"`{name}[=`]", TEXT)


def test_the_examples_of_furniture_are_what_the_patterns_match():
    lines = ["Xem với cỡ chữ", "CÁC BÀI VIẾT KHÁC:", "Bình luận của bạn"]
    assert all(line in TEXT for line in lines)
    patterns = (*furniture.NOISE, *furniture.TAIL)
    assert all(any(re.fullmatch(pattern, line) for pattern in patterns) for line in lines)


@pytest.mark.parametrize("cms", Cms)
def test_a_module_bears_its_systems_name(cms):
    assert vendor_of(cms).cms is cms


def test_each_test_that_is_named_is_there():
    named = set(re.findall(r"test_\w+\.py", TEXT))
    assert named
    assert {name for name in named if not (Path(__file__).parent / name).exists()} == set()
