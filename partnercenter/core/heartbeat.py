"""Heartbeats: proof that a worker consumes and beat ticks, by age, not by process id."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from partnercenter.core.models import Heartbeat

DEAF_AFTER = timedelta(seconds=90)
NAMES = ("beat", "worker:default", "worker:mail")


def stamp(name: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO core_heartbeat (name, at) VALUES (%s, now())"
            " ON CONFLICT (name) DO UPDATE SET at = greatest(core_heartbeat.at, excluded.at)",
            [name],
        )


def ages() -> dict[str, float | None]:
    """Seconds since each part was seen, by the database's clock; None: never."""
    seen = dict(Heartbeat.objects.annotate(age=Now() - F("at")).values_list("name", "age"))
    return {name: seen[name].total_seconds() if name in seen else None for name in NAMES}
