"""All sample sites, served as they are on day 0 and on day 1."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import samples


@pytest.fixture(scope="session")
def urls() -> Iterator[dict[str, str]]:
    with samples.serve(samples.EVERY) as urls:
        yield urls


@pytest.fixture(scope="session")
def next_day() -> Iterator[dict[str, str]]:
    with samples.serve(samples.EVERY, day=1) as urls:
        yield urls
