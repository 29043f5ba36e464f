"""The typed contract of a release: `index.json`, and the pointers `latest.json` and `versions.json`."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

#: Raised when something is added; nothing is ever taken away or renamed, so an old reader goes on reading.
CONTRACT = "1.0"

Outcome = Literal["success", "partial", "failure"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")  # an old reader meets new keys


class Column(_Frozen):
    name: str
    type: str
    description: str


class Object(_Frozen):
    """One object of a release: what a reader checks after fetching it."""

    key: str
    rows: int
    bytes: int
    sha256: str


class Table(_Frozen):
    """A table of the release, as Parquet and as CSV."""

    parquet: Object
    csv: Object | None = None
    columns: tuple[Column, ...]


class Arrivals(_Frozen):
    """A source's articles by day of publication, and how its present gap is to be read. Those without such a day
    count by that on which they were first seen, one a day.

    `daily` ends with the day of the run. `odds` is the chance that a source in order gives nothing for so long;
    `alarm` says whether that is below the stated rate of false alarms; null before its first article.
    """

    cadence: float
    daily: tuple[int, ...]
    last: date | None
    silence: str = ""
    odds: float | None = None
    alarm: bool = False


class SourceState(_Frozen):
    """How a source stands: its rows in the release are those of `last_good_run` when this run failed.

    `recent` has the status of each of the last days on which it was visited, the better one where it was visited twice.
    """

    source_id: str
    status: str
    detail: str
    last_good: datetime | None
    last_good_run: str | None
    last_error: str | None
    last_error_at: datetime | None
    name: str = ""
    base_url: str | None = None
    enabled: bool = True
    off_reason: str | None = None
    off_until: date | None = None
    articles: int = 0
    observations: int = 0
    new_articles: int = 0
    new_observations: int = 0
    set_aside: int = 0
    requests: int = 0
    arrivals: Arrivals | None = None
    recent: dict[date, str] = {}


class Validation(_Frozen):
    """What the validation of the run found."""

    articles: int = 0
    observations: int = 0
    set_aside: int = 0
    warnings: int = 0
    by_rule: dict[str, int] = {}
    stopped: tuple[str, ...] = ()
    result: str = ""
    report: str = ""


class Changes(_Frozen):
    """Rows of `delta.parquet` by cause; `articles`: how many the release before did not have, figures or none."""

    added: int = 0
    removed: int = 0
    changed: int = 0
    by_cause: dict[str, int] = {}
    articles: int = 0


class Index(_Frozen):
    """`releases/<release>/index.json`, written after every object that it names."""

    contract: str = CONTRACT
    release: str
    run: str
    base: str | None
    released_at: datetime
    result: Outcome
    tables: dict[str, Table]
    days: tuple[str, ...]
    sources: tuple[SourceState, ...]
    validation: Validation
    changes: Changes
    unexplained: float
    extractor_versions: tuple[str, ...]
    licence: str = (
        "Figures and sentences are the sources' own; cite the source and the archived page of each."
    )
    attribution: str = "khuyenhoc, from the sites of Việt Nam's Study Promotion Associations"


class Latest(_Frozen):
    """`latest.json`: the newest good release. `token` grows by one with each: the fencing token."""

    release: str
    run: str
    index: str
    index_sha256: str
    released_at: datetime
    token: int
    previous: str | None


class Version(_Frozen):
    """A line of `versions.json`."""

    release: str
    run: str
    released_at: datetime
    result: Outcome
    index: str | None
    token: int | None
    detail: str = ""


class Versions(_Frozen):
    """`versions.json`: the window of releases, oldest first, the failed ones too."""

    contract: str = CONTRACT
    versions: tuple[Version, ...] = ()
