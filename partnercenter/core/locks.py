"""Work that only one process does at a time; the others pass by. Held until the transaction ends, by the database."""

from __future__ import annotations

from django.db import connection


def alone(name: str) -> bool:
    """True for the one transaction that may do the work called `name` now; False: somebody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [name])
        (mine,) = cursor.fetchone()
    return bool(mine)
