"""Pages for people: the panel of a release, a page a province, each figure with its sentence and its page.

Self-contained HTML, no script, no address but the articles' own. Rows in, pages out: nothing is opened here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from khuyenhoc.metrics import metrics
from khuyenhoc.models import VIETNAM

Row = Mapping[str, Any]

#: What the first page shows of each province: metric and statistic.
HEADLINES = (
    ("members", "total"),
    ("members", "share"),
    ("learning_families", "total"),
    ("learning_families", "share"),
    ("fund_raised", "total"),
    ("scholarships", "total"),
)
#: In Vietnamese what the tables say in a word of their own.
STATISTICS = {
    "total": "tổng số", "share": "tỷ lệ", "new": "mới", "change": "tăng, giảm", "over_target": "so với chỉ tiêu",
    "target": "chỉ tiêu", "registered": "đăng ký", "per_capita": "bình quân đầu người",
}  # fmt: skip
STATUSES = {
    "published": "có bài mới", "nothing_new": "không có bài mới", "not_due": "chưa đến lượt",
    "not_crawled": "lần này không thu thập", "robots": "robots.txt không cho phép", "blocked": "bị chặn",
    "layout_broken": "trang đã đổi cấu trúc", "unreachable": "không truy cập được",
}  # fmt: skip
UNITS = {"count": "", "percent": " %", "vnd": " đ", "usd": " USD", "times": " lần"}


@dataclass(frozen=True)
class Release:
    """What the pages are made of: a release's own rows."""

    name: str
    released_at: str
    panel: Sequence[Row]
    observations: Mapping[str, Row]
    articles: Mapping[str, Row]
    sources: Sequence[Row]


def pages(release: Release) -> Iterator[tuple[str, str]]:
    """Name and HTML of each page, the first page first."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    environment.globals |= {"metrics": metrics(), "headlines": HEADLINES, "release": release}
    environment.filters["moment"] = moment
    environment.filters["statistic"] = STATISTICS.__getitem__
    environment.filters["status"] = STATUSES.__getitem__
    environment.filters["number"] = number
    environment.filters["value"] = value
    places = _places(release.panel)
    yield "index.html", environment.get_template("index.html.j2").render(places=places)
    for code, rows in places.items():
        claims = [(row, [_evidence(release, o) for o in row["observation_ids"]]) for row in rows]
        yield (
            f"province-{code}.html",
            environment.get_template("province.html.j2").render(claims=claims, rows=rows),
        )


def _places(panel: Iterable[Row]) -> dict[str, list[Row]]:
    """The panel's rows by province (63), the newest year first; what has no province is left to the tables."""
    found: dict[str, list[Row]] = {}
    for row in panel:
        if row["province_code"] and row["area_level"] != "organisation":
            found.setdefault(row["province_code"], []).append(row)
    order = list(metrics())
    for rows in found.values():
        rows.sort(
            key=lambda r: (
                r["area_level"] != "province",
                r["area"],
                order.index(r["metric"]),
                r["statistic"],
                -r["year"],
            )
        )
    return dict(sorted(found.items()))


def _evidence(release: Release, observation_id: str) -> Row:
    observation = release.observations[observation_id]
    return {**observation, "article": release.articles[observation["article_id"]]}


def moment(at: str) -> str:
    """A moment as readers in Việt Nam have it.

    >>> moment("2026-11-24T18:12:22.738561Z")
    '01:12 ngày 25/11/2026'
    """
    return f"{datetime.fromisoformat(at).astimezone(VIETNAM):%H:%M ngày %d/%m/%Y}"


def number(amount: Decimal | None) -> str:
    """A number as Vietnamese readers write it: dot for thousands, comma for decimals.

    >>> number(Decimal("1746236.0000")), number(Decimal("36.3400"))
    ('1.746.236', '36,34')
    """
    if amount is None:
        return "–"
    return f"{amount.normalize():,f}".translate(str.maketrans(",.", ".,"))


def value(row: Row) -> str:
    """A value with its unit.

    >>> value({"value": Decimal("64700000000"), "unit": "vnd"})
    '64.700.000.000 đ'
    """
    return number(row["value"]) + UNITS[row["unit"]]
