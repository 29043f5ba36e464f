"""What a crawl was answered so far, so that a killed crawl goes on without asking again.

A crawl is a function of the frontier that it started from and of the answers that it got. So the answers are
all there is to keep: run again over them, it comes to the point where it was killed. One entry is one answer,
kept before the next request starts; at most the request under way is repeated.
"""

from __future__ import annotations

import json
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any, Protocol

from khuyenhoc.crawl.fetch import Answer, Limits
from khuyenhoc.models import Result


class Journal(Protocol):
    """Where entries are kept, in order."""

    def entries(self) -> Iterable[bytes]: ...
    def append(self, entry: bytes) -> None: ...


class NoJournal:
    """Keeps nothing: for a crawl that need not survive its process."""

    def entries(self) -> Iterable[bytes]:
        return ()

    def append(self, entry: bytes) -> None:
        pass


_HEAD = tuple(f.name for f in fields(Answer) if f.name not in ("body", "limits"))


def entry_of(answer: Answer) -> bytes:
    """One line of JSON, then the body as served."""
    head = {name: getattr(answer, name) for name in _HEAD}
    return (
        json.dumps(head, default=str, ensure_ascii=False).encode("utf-8", "surrogateescape")
        + b"\n"
        + answer.body
    )


def answer_of(entry: bytes, limits: Limits) -> Answer:
    """The inverse of `entry_of`."""
    head, _, body = entry.partition(b"\n")
    said: dict[str, Any] = json.loads(head.decode("utf-8", "surrogateescape"))
    said["fetched_at"] = datetime.fromisoformat(said["fetched_at"])
    said["failure"] = Result(said["failure"]) if said["failure"] else None
    for name in ("sent", "headers"):
        said[name] = tuple((key, value) for key, value in said[name])
    return Answer(**said, body=body, limits=limits)


class Recalled:
    """The answers of an earlier attempt, each given once to whoever asks the same address again."""

    def __init__(self, journal: Journal, limits: Limits) -> None:
        self._journal = journal
        self._answers: defaultdict[str, deque[Answer]] = defaultdict(deque)
        for entry in journal.entries():
            answer = answer_of(entry, limits)
            self._answers[answer.url].append(answer)

    def has(self, url: str) -> bool:
        return bool(self._answers.get(url))

    def recall(self, url: str) -> Answer | None:
        found = self._answers.get(url)
        return found.popleft() if found else None

    def keep(self, answer: Answer) -> None:
        self._journal.append(entry_of(answer))

    def left(self) -> list[Answer]:
        """Answers that nobody asked for again: the start was another one. They are archived all the same."""
        return sorted((a for found in self._answers.values() for a in found), key=lambda a: a.fetched_at)
