"""Whose days: the data contract's are Vietnamese."""

from __future__ import annotations

from datetime import timedelta, timezone

#: Days are Vietnamese days. Việt Nam has had no other offset since 1975, so the zone needs no database.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
