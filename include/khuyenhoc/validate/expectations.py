"""Expectations that Great Expectations has not: parts within wholes, counts within people, bands of a row.

Each is a map expectation over several columns with its metric beside it, as GX's own are, so that results,
Data Docs and unexpected rows come out as for any other.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from great_expectations.execution_engine import PandasExecutionEngine
from great_expectations.expectations.expectation import MulticolumnMapExpectation
from great_expectations.expectations.metrics.map_metric_provider import (
    MulticolumnMapMetricProvider,
    multicolumn_condition_partial,
)

DOMAIN = ("batch_id", "table", "column_list", "row_condition", "condition_parser", "ignore_row_if")


class PartWithinWhole(MulticolumnMapMetricProvider):
    """Whether part ≤ factor · whole, where both are there."""

    condition_metric_name = "multicolumn_values.part_within_whole"
    condition_domain_keys = DOMAIN
    condition_value_keys = ("factor",)

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, factor: float, **_: Any) -> pd.Series[bool]:
        part, whole = (column_list[name] for name in column_list.columns)
        return (part <= factor * whole) | part.isna() | whole.isna()


class ExpectPartWithinWhole(MulticolumnMapExpectation):
    """An accounting identity: the part is at most so many times the whole (1 unless told)."""

    map_metric = "multicolumn_values.part_within_whole"
    success_keys = ("mostly", "factor")
    column_list: list[str]
    factor: float = 1.0
    ignore_row_if: str = "never"


class NumbersAgree(MulticolumnMapMetricProvider):
    """Whether two numbers differ by at most a tolerance, where both are there."""

    condition_metric_name = "multicolumn_values.numbers_agree"
    condition_domain_keys = DOMAIN
    condition_value_keys = ("tolerance",)

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, tolerance: float, **_: Any) -> pd.Series[bool]:
        one, other = (column_list[name] for name in column_list.columns)
        return pd.Series(~(np.abs(one - other) > tolerance), index=column_list.index)


class ExpectNumbersToAgree(MulticolumnMapExpectation):
    """An accounting identity: two ways to the same number give the same, but for rounding."""

    map_metric = "multicolumn_values.numbers_agree"
    success_keys = ("mostly", "tolerance")
    column_list: list[str]
    tolerance: float
    ignore_row_if: str = "never"


class WithinBand(MulticolumnMapMetricProvider):
    """Whether low ≤ value ≤ high, each where it is known."""

    condition_metric_name = "multicolumn_values.within_band"
    condition_domain_keys = DOMAIN
    condition_value_keys = ()

    @multicolumn_condition_partial(engine=PandasExecutionEngine)
    def _pandas(cls, column_list: pd.DataFrame, **_: Any) -> pd.Series[bool]:
        value, low, high = (column_list[name] for name in column_list.columns)
        return ~((value < low) | (value > high))


class ExpectWithinBand(MulticolumnMapExpectation):
    """A value lies within a band of its own row: bounds that were learnt, not written."""

    map_metric = "multicolumn_values.within_band"
    column_list: list[str]
    ignore_row_if: str = "never"
