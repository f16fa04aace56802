"""The database's clock: terms, windows and deadlines are compared with it, never with a server's own (C-027)."""

from __future__ import annotations

from datetime import UTC, datetime

from django.db import connection


def now() -> datetime:
    """The instant at which this transaction began, in UTC."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT now()")
        (moment,) = cursor.fetchone()
    return moment.astimezone(UTC)  # type: ignore[no-any-return]
