"""Work that only one process does at a time; the others pass by. The database holds the locks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from django.db import Error, connection


def alone(name: str) -> bool:
    """True for the one transaction that may do the work called `name` now, until it ends; False: somebody else is at it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext(%s))", [name])
        (mine,) = cursor.fetchone()
    return bool(mine)


@contextmanager
def held(name: str) -> Iterator[bool]:
    """As `alone`, across transactions: for work in many short ones. Given back at the end, or when the process dies.

    True: this process has it. It spares double work; what must never happen twice is compared in each transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [name])
        (mine,) = cursor.fetchone()
    try:
        yield bool(mine)
    finally:
        if mine:
            with suppress(Error), connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(hashtext(%s))", [name])
