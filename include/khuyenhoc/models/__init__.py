"""The nouns of the field, frozen and typed. Imports nothing of ours.

Names follow the data contract: what a table holds a row of has its class here. A module for each thing that the
workflow handles; whoever needs a noun imports it from here.
"""

from khuyenhoc.models.articles import Article, Citation, Image, Precision, PublishedSource, article_id
from khuyenhoc.models.captures import Capture, Kind, Listed, Locator, Outcome, Result
from khuyenhoc.models.days import VIETNAM
from khuyenhoc.models.figures import (
    Area,
    AreaLevel,
    Bound,
    Figure,
    Observation,
    Period,
    Statistic,
    Unit,
)
from khuyenhoc.models.rejections import Rejection, Severity
from khuyenhoc.models.runs import Counts
from khuyenhoc.models.sources import Assertions, Cms, Listing, Names, Politeness, Selectors, Source

__all__ = [
    "VIETNAM",
    "Area",
    "AreaLevel",
    "Article",
    "Assertions",
    "Bound",
    "Capture",
    "Citation",
    "Cms",
    "Counts",
    "Figure",
    "Image",
    "Kind",
    "Listed",
    "Listing",
    "Locator",
    "Names",
    "Observation",
    "Outcome",
    "Period",
    "Politeness",
    "Precision",
    "PublishedSource",
    "Rejection",
    "Result",
    "Selectors",
    "Severity",
    "Source",
    "Statistic",
    "Unit",
    "article_id",
]
