"""Which sources a run visits, and whether it can land anything at all."""

from __future__ import annotations

from collections.abc import Sequence

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
