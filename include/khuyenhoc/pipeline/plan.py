"""Which sources a run visits, and whether it can land anything at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from khuyenhoc.errors import SettingsError
from khuyenhoc.pipeline import Run


def plan_run(run: Run, asked: Sequence[str] = (), *, pool: str | None = None) -> list[str]:
    """The ids of the sources to visit, sorted: those asked for, else all that are switched on; of one pool alone
    when it is named.

    Raises `UnknownSource`, `SettingsError` for one that is off, or a `StoreError`, before anything is fetched.
    """
    chosen = [run.registry[source_id] for source_id in sorted(set(asked))] or run.registry.enabled()
    for source in chosen:
        if source.off:
            raise SettingsError(
                f"The source {source.id!r} is off since {source.off.since}: {source.off.reason}",
                remedy="Leave it out, or switch it on in its file",
            )
    if not chosen:
        raise SettingsError(
            f"The registry {run.registry.name!r} has no source that is on",
            remedy="See `python -m khuyenhoc sources`",
        )
    run.store.check(writes=True)
    within = {name for each in run.registry.pools() if pool in (None, each.name) for name in each.sources}
    return [source.id for source in chosen if source.id in within]


def check_days(days: Mapping[str, date | None], today: date) -> None:
    """Raise `SettingsError`, naming it as its key does, for a first day after the last, or one that is yet to come.

    days: what the asker calls the first day of a span, and the last if it has one; None for one that is open.

    >>> check_days({"--since": date(2026, 11, 20), "--until": date(2026, 11, 1)}, date(2026, 11, 24))
    Traceback (most recent call last):
    khuyenhoc.errors.SettingsError: --since (2026-11-20) is later than --until (2026-11-01): no day lies between. Give an earlier --since or a later --until
    """
    first, day = next(iter(days.items()))
    if day is None:
        return
    for last, end in [*days.items()][1:]:
        if end is not None and day > end:
            raise SettingsError(
                f"{first} ({day}) is later than {last} ({end}): no day lies between",
                remedy=f"Give an earlier {first} or a later {last}",
            )
    if day > today:
        raise SettingsError(
            f"{first} ({day}) is yet to come: today is {today} in Việt Nam", remedy=f"Give an earlier {first}"
        )
