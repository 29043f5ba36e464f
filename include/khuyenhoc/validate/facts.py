"""What the rules look at: each table as a frame, with the facts beside each row that a rule compares it with."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from khuyenhoc.metrics import metrics
from khuyenhoc.validate.bounds import KEY, count_band, last_year

#: Words that make a percentage one of a plan, which may be passed: "đạt 105% kế hoạch".
PLAN_WORDS = r"(?i)kế hoạch|chỉ tiêu|mục tiêu|được giao|\bkh\b"
#: What pandas can say in nanoseconds, in whole centuries.
NANOSECONDS = (pd.Timestamp("1700-01-01"), pd.Timestamp("2200-01-01"))
#: Metrics whose totals are families of a place.
FAMILIES = ("learning_families", "studious_families")
VIETNAM_ZONE = "Asia/Ho_Chi_Minh"


@cache
def populations() -> Mapping[str, int]:
    """People by GSO code of the 63 provinces, and by "2025:" and the code of the 34: the census of 2019."""
    text = resources.files(__package__).joinpath("populations.tsv").read_text(encoding="utf-8")
    people: dict[str, int] = {"national": 0}
    for line in text.splitlines()[1:]:
        code, code_2025, _, thousands = line.split("\t")
        count = int(thousands) * 1000
        people[code] = count
        people[f"2025:{code_2025}"] = people.get(f"2025:{code_2025}", 0) + count
        people["national"] += count
    return people


def article_facts(articles: pa.Table) -> pd.DataFrame:
    """A row for each article: its columns, and
    is_nfc, repeats (0 for the first of an id and version), characters, published_on, fetched_on."""
    frame = articles.drop_columns(["images", "tags"]).to_pandas()
    frame["text"] = frame["text"].astype(object)
    frame["unexplained"] = frame["unexplained"].astype("float64").round(6)  # 0.6, not 0.600000023841858
    frame["is_nfc"] = [unicodedata.is_normalized("NFC", text) for text in frame["text"]]
    frame["characters"] = [len(text) for text in frame["text"]]
    frame["repeats"] = frame.groupby(["article_id", "version"], sort=False).cumcount()
    for moment in ("published_at", "fetched_at", "first_seen_at"):
        frame[moment] = pd.to_datetime(frame[moment], utc=True)
    return frame


def observation_facts(
    observations: pa.Table,
    articles: pd.DataFrame,
    set_aside: pd.Index[int],
    area_provinces: Mapping[str, str],
    panel: pa.Table,
) -> pd.DataFrame:
    """A row for each observation: its columns (numbers as floats: they are compared, not kept), and

    quoted          what the text of its article has from char_start to char_end; None when it is not there
    article_kept    whether its article is there and not among those set aside
    repeats         0 for the first row of an id and version
    of_plan         1 when the sentence measures against a plan
    of_people, of_families  1 when the value counts people, or families
    of_money        1 when the value is an amount of a metric of money
    population      people of its province (or of the country)
    code_province   the province that its area code lies in, by GSO's list; missing when not known
    province        the province code that the row gives, in the system of its area code
    published_on    day of publication, else of the capture
    ends            period_end, of those before 1700 and after 2200 the nearer end
    latest_end      the last day that a result can be about: a year after publication
    is_whole        whether the value is a whole number
    printed_share   for a share: what a/b gives where the article prints both in the same sentence
    last_year, jump_low, jump_high: see `bounds.last_year`; `panel` is that of the release before
    """
    frame = _floats(observations.drop_columns(["checks"])).to_pandas(date_as_object=False)
    key = pd.MultiIndex.from_frame(frame[["article_id", "version"]])
    known = articles[articles["repeats"] == 0].reset_index().set_index(["article_id", "version"])
    place = known.index.get_indexer(key)
    texts = [*known["text"].tolist(), None]
    spans = zip(place.tolist(), frame["char_start"].tolist(), frame["char_end"].tolist(), strict=True)
    frame["quoted"] = pd.array([texts[i][a:b] if i >= 0 else None for i, a, b in spans], dtype="str")
    published = (
        known["published_at"].fillna(known["fetched_at"]).dt.tz_convert(VIETNAM_ZONE).dt.tz_localize(None)
    )
    kept = np.append(~known["index"].isin(set_aside).to_numpy(), False)
    frame["article_kept"] = kept[place]
    days = pd.Series(published.dt.normalize().to_numpy(), dtype="datetime64[us]")
    frame["published_on"] = days.reindex(place).to_numpy()
    frame["latest_end"] = frame["published_on"] + pd.Timedelta(days=366)
    # GX compares whole columns of floats and of nanoseconds, and calls a function for each row of any other.
    frame["confidence"] = frame["confidence"].astype("float64").round(6)
    ends = frame["period_end"].mask(frame["period_end"] < NANOSECONDS[0], NANOSECONDS[0])
    frame["ends"] = ends.mask(ends > NANOSECONDS[1], NANOSECONDS[1]).astype("datetime64[ns]")
    frame["is_whole"] = frame["value"].mod(1).eq(0)
    frame["repeats"] = frame.groupby(["observation_id", "version"], sort=False).cumcount()
    of_plan = pc.match_substring_regex(observations.column("sentence"), PLAN_WORDS)
    frame["of_plan"] = of_plan.to_numpy().astype("int8")
    frame["population"] = _population(frame)
    levels = frame["statistic"].isin(["total", "new", "registered"])
    counted = levels & frame["unit"].eq("count")
    frame["of_people"] = (counted & frame["metric"].isin(_counting("people"))).astype("int8")
    frame["of_families"] = (counted & frame["metric"].isin(FAMILIES)).astype("int8")
    amounts = levels | frame["statistic"].eq("per_capita")
    frame["of_money"] = (amounts & frame["metric"].isin(_counting("money"))).astype("int8")
    system_2025 = frame["area_code_system"] == "2025"
    frame["province"] = frame["province_code_2025"].where(system_2025, frame["province_code"])
    frame["code_province"] = [
        area_provinces.get(f"{system}:{code}")
        for system, code in zip(frame["area_code_system"].tolist(), frame["area_code"].tolist(), strict=True)
    ]
    frame["printed_share"] = _printed_share(frame)
    return frame.join(last_year(frame, panel_facts(panel)))


def panel_facts(panel: pa.Table) -> pd.DataFrame:
    """A row for each of the panel: its columns, numbers as floats, and `repeats` (0 for the first of a key)."""
    frame = _floats(panel.drop_columns(["observation_ids"])).to_pandas(date_as_object=False)
    frame["repeats"] = frame.groupby([*KEY, "year"], dropna=False, sort=False).cumcount()
    return frame


def outcome_facts(outcomes: pa.Table) -> pd.DataFrame:
    """A row for each URL tried."""
    return outcomes.to_pandas()


def source_facts(
    articles: pd.DataFrame,
    observations: pd.DataFrame,
    source_ids: Sequence[str],
    past: Mapping[str, Mapping[str, Sequence[int]]],
    at: datetime,
) -> pd.DataFrame:
    """A row for each source: what it brought, and the band that its past runs give for that.

    past: for each source the counts of articles and observations of past runs.
    """
    rows = []
    for source_id in source_ids:
        own = articles[articles["source_id"] == source_id]
        newest = own["published_at"].max()
        row: dict[str, Any] = {
            "source_id": source_id,
            "articles": float(len(own)),
            "observations": float((observations["source_id"] == source_id).sum()),
            "dated": own["published_at"].notna().mean() if len(own) else np.nan,
            "unexplained": own["unexplained"].mean() if len(own) else np.nan,
            "newest_days": (pd.Timestamp(at) - newest).days if pd.notna(newest) else np.nan,
        }
        for name in ("articles", "observations"):
            row[f"{name}_low"], row[f"{name}_high"] = count_band(past.get(source_id, {}).get(name, ()))
        rows.append(row)
    columns = ["source_id", "articles", "observations", "dated", "unexplained", "newest_days", "articles_low",
               "articles_high", "observations_low", "observations_high"]  # fmt: skip
    frame = pd.DataFrame(rows, columns=columns)
    return frame.astype(dict.fromkeys(columns[1:], "float64"))


def run_facts(staged: Mapping[str, int], aside: Mapping[str, int]) -> pd.DataFrame:
    """One row: how many rows of each table there were, and the share of them that broke a critical rule."""
    row = {name: float(count) for name, count in staged.items()}
    row |= {f"{name}_aside": aside[name] / count if count else 0.0 for name, count in staged.items()}
    return pd.DataFrame([row])


def _floats(table: pa.Table) -> pa.Table:
    """The table with its decimals as floats: these numbers are compared, never kept."""
    for place, field in enumerate(table.schema):
        if pa.types.is_decimal(field.type):
            table = table.set_column(place, field.name, pc.cast(table.column(place), pa.float64()))
    return table


@cache
def _counting(what: str) -> tuple[str, ...]:
    """The metrics that count so: people, money, …"""
    return tuple(metric.code for metric in metrics().values() if metric.counts == what)


def _population(frame: pd.DataFrame) -> pd.Series[float]:
    people = populations()
    by_2024 = frame["province_code"].map(people)
    by_2025 = ("2025:" + frame["province_code_2025"].astype("string")).map(people)
    found = by_2024.astype("float64").fillna(by_2025.astype("float64"))
    return found.mask(frame["area_level"] == "national", float(people["national"]))


def _printed_share(frame: pd.DataFrame) -> pd.Series[float]:
    """100 · a/b of the nearest earlier row of the same sentence and metric that prints a and b."""
    parts = frame["denominator"].gt(0) & frame["value"].notna()
    ratio = (100 * frame["value"] / frame["denominator"]).where(parts)
    keys = [frame[name] for name in ("article_id", "version", "sentence", "metric")]
    earlier = ratio.groupby(keys, sort=False).ffill()
    return earlier.where(frame["statistic"].eq("share") & ~parts)
