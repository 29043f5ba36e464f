"""Bounds learnt from past releases: what a source usually brings in a run, and how figures move in a year."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

#: Fewer past runs than this teach nothing.
ENOUGH = 6
#: Half width of a band in robust standard deviations: by chance about one run in 500 million lies outside.
WIDTH = 6.0
#: No band is narrower than this factor either way: a quiet past must not make noise of an ordinary day.
LEAST_FACTOR = 3.0


def count_band(past: Sequence[int]) -> tuple[float, float]:
    """Fewest and most that a run may bring, from what past runs brought.

    >>> count_band([10, 12, 9, 11, 10, 13, 10])
    (2.0, 33.0)
    >>> count_band([10, 12])
    (0.0, inf)
    """
    if len(past) < ENOUGH:
        return 0.0, float("inf")
    logs = np.log1p(np.asarray(past, dtype=float))
    middle, half = _robust(logs)
    return float(np.floor(np.expm1(middle - half))), float(np.ceil(np.expm1(middle + half)))


def _robust(logs: np.ndarray) -> tuple[float, float]:
    """The median, and the half width of the band about it, both as logarithms."""
    middle = float(np.median(logs))
    deviation = 1.4826 * float(np.median(np.abs(logs - middle)))
    return middle, max(WIDTH * deviation, float(np.log(LEAST_FACTOR)))


KEY = ["metric", "statistic", "unit", "area_level", "area", "area_code_system", "province_code"]


def jump_bands(panel: pd.DataFrame) -> Mapping[str, tuple[float, float]]:
    """By metric, the smallest and largest factor from one year to the next that a figure may move by."""
    years = panel.dropna(subset=["value"]).sort_values("year")
    years = years[years["value"] > 0]
    before = years.groupby(KEY, dropna=False, sort=False)[["value", "year"]].shift()
    follows = years["year"].eq(before["year"] + 1)
    ratios = (years.loc[follows, "value"] / before.loc[follows, "value"]).map(np.log)
    bands = {}
    for metric, logs in ratios.groupby(years.loc[follows, "metric"]):
        if len(logs) >= ENOUGH:
            middle, half = _robust(logs.to_numpy())
            bands[str(metric)] = (float(np.exp(middle - half)), float(np.exp(middle + half)))
    return bands


def last_year(frame: pd.DataFrame, panel: pd.DataFrame) -> pd.DataFrame:
    """For each observation the panel's value of the year before, and the ends of the band about it: `last_year`,
    `jump_low`, `jump_high`; missing where nothing is known. States and yearly totals only."""
    found = pd.DataFrame(index=frame.index, columns=["last_year", "jump_low", "jump_high"], dtype="float64")
    bands = jump_bands(panel)
    if not bands:
        return found
    known = panel[panel["metric"].isin(bands)].dropna(subset=["value"])
    wanted = frame[[*KEY, "period_end"]].assign(year=frame["period_end"].dt.year - 1)
    wanted = wanted[frame["statistic"].eq("total")].reset_index()
    values = wanted.merge(known[[*KEY, "year", "value"]], on=[*KEY, "year"], how="inner").set_index("index")
    found.loc[values.index, "last_year"] = values["value"]
    for place, name in enumerate(("jump_low", "jump_high")):
        # Of no rows at all, `map` gives texts.
        factor = (
            values["metric"].map({metric: band[place] for metric, band in bands.items()}).astype("float64")
        )
        found.loc[values.index, name] = values["value"] * factor
    return found
