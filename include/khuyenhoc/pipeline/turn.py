"""One crawl at a time asks a host, whoever started it: a DAG, another DAG, a command on another machine.

The turn is an object of the bucket that its owner renews while it asks. One that died loses it after a while;
the same crawl, begun again, takes it over at once.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from khuyenhoc.crawl.pace import Clock
from khuyenhoc.errors import Conflict, SourceBusy
from khuyenhoc.models import Source
from khuyenhoc.pipeline import Run

#: A turn that was not renewed for so long is free. Longer than the longest pause of a crawl.
EXPIRES = timedelta(minutes=15)
RENEWED = timedelta(minutes=1)
#: How often to look whether a turn is over, and for how long: a day's crawl of one host.
LOOK, PATIENCE = 5.0, timedelta(hours=1)


@contextmanager
def turn(run: Run, source: Source, clock: Clock) -> Iterator[Callable[[], None]]:
    """The turn to ask a source's host; gives what renews it. Waits for another's; `SourceBusy` after an hour."""
    key, mine = run.store.keys.turn(source.served_by), _name(run, source)
    etag = _take(run, source, clock, key, mine)
    taken = clock.now()

    def renew() -> None:
        nonlocal taken, etag
        if clock.now() - taken >= RENEWED:
            taken = clock.now()
            etag = _write(run, key, mine, taken, etag)

    try:
        yield renew
    finally:
        give_back(run, source)


def give_back(run: Run, source: Source) -> None:
    """End this crawl's turn, also one that an earlier attempt left; another's, after ours ran out, stays."""
    key = run.store.keys.turn(source.served_by)
    found = run.store.get_tagged(key)
    if found and json.loads(found[0])["by"] == _name(run, source):
        run.store.delete(key)


def _name(run: Run, source: Source) -> str:
    return f"{run.run_id} {source.id}"


def _take(run: Run, source: Source, clock: Clock, key: str, mine: str) -> str:
    since = clock.now()
    while True:
        found = run.store.get_tagged(key)
        said = json.loads(found[0]) if found else {}
        now = clock.now()
        if not found or said["by"] == mine or datetime.fromisoformat(said["until"]) <= now:
            try:
                return _write(run, key, mine, now, found[1] if found else None)
            except Conflict:
                continue  # another was quicker
        if now - since > PATIENCE:
            raise SourceBusy(
                f"{source.id}: {source.served_by} is being asked by the crawl {said['by']}",
                remedy=f"It is tried again; if that crawl is dead, its turn ends at {said['until']}",
            )
        clock.sleep(LOOK)


def _write(run: Run, key: str, mine: str, now: datetime, etag: str | None) -> str:
    body = json.dumps({"by": mine, "until": (now + EXPIRES).isoformat()}).encode()
    return run.store.put(key, body, if_match=etag, if_absent=etag is None)
