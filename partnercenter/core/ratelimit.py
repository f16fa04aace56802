"""How often something may be tried: fixed windows, one atomic upsert, so parallel requests cannot slip through."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db import connection

from partnercenter.core.models import RateWindow

_UPSERT = """
INSERT INTO core_ratewindow (key, "window", ends_at, count) VALUES (%s, %s, %s, %s)
ON CONFLICT (key, "window") DO UPDATE SET count = core_ratewindow.count + EXCLUDED.count
RETURNING count
"""
_GIVE_BACK = 'UPDATE core_ratewindow SET count = count - 1 WHERE key = %s AND "window" = %s AND count > 0'


@dataclass(frozen=True)
class Limit:
    """At most `count` in `period`, for one `name` and subject (an address, an account)."""

    name: str
    count: int
    period: timedelta


def _key(name: str, subject: str) -> str:
    return f"{name}:{hashlib.sha256(subject.encode()).hexdigest()[:40]}"


def _window(limit: Limit, now: datetime) -> datetime:
    seconds = int(limit.period.total_seconds())
    return datetime.fromtimestamp(now.timestamp() // seconds * seconds, tz=UTC)


def hit(limit: Limit, subject: str, *, cost: int = 1) -> int:
    """Count one attempt. Returns 0 where it is allowed, else the seconds until the window ends."""
    now = datetime.now(UTC)
    start = _window(limit, now)
    end = start + limit.period
    with connection.cursor() as cursor:
        cursor.execute(_UPSERT, [_key(limit.name, subject), start, end, cost])
        (count,) = cursor.fetchone()
    return 0 if count <= limit.count else max(1, int((end - now).total_seconds()))


def until_free(counters: Iterable[tuple[Limit, str]]) -> int:
    """Seconds to wait where one of these is full, or 0. Counts nothing: what comes in a flood costs a read, no write."""
    now = datetime.now(UTC)
    limits = {(_key(limit.name, subject), _window(limit, now)): limit for limit, subject in counters}
    rows = RateWindow.objects.filter(key__in=[key for key, _start in limits], ends_at__gt=now)
    full = [
        start + limits[key, start].period
        for key, start, tried in rows.values_list("key", "window", "count")
        if (key, start) in limits and tried >= limits[key, start].count
    ]
    return max(1, int((max(full) - now).total_seconds())) if full else 0


def give_back(limit: Limit, subject: str) -> None:
    """Uncount one attempt that turned out to be rightful."""
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_BACK, [_key(limit.name, subject), _window(limit, datetime.now(UTC))])


def counted(limit: Limit, subjects: Iterable[str]) -> dict[str, int]:
    """How often each was counted in the present window; who never was is left out. Counts nothing."""
    keys = {_key(limit.name, subject): subject for subject in subjects}
    rows = RateWindow.objects.filter(key__in=keys, window=_window(limit, datetime.now(UTC)))
    return {keys[key]: count for key, count in rows.values_list("key", "count")}
