"""A clock in the database that a test moves: `now()` and its sisters, in front of PostgreSQL's own on the search path.

The portal's deadlines are decided by that clock (C-027), so that whole years pass without a row being touched.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection

from tests.database import connect_as_owner

_CLOCKS = ("now", "statement_timestamp", "transaction_timestamp", "clock_timestamp")


@contextmanager
def clock() -> Iterator[None]:
    """Until the end of the test's transaction, in this connection alone."""
    with connect_as_owner(connection.settings_dict["NAME"]) as owner:
        owner.execute("CREATE SCHEMA IF NOT EXISTS moved")
        owner.execute("GRANT USAGE ON SCHEMA moved TO PUBLIC")
        for name in _CLOCKS:
            owner.execute(
                f"CREATE OR REPLACE FUNCTION moved.{name}() RETURNS timestamptz LANGUAGE sql STABLE AS"
                f" $$ SELECT pg_catalog.{name}() + current_setting('moved.by')::interval $$"
            )
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO moved, pg_catalog, public")
    to(timedelta())
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL search_path TO DEFAULT")


def to(ahead: timedelta) -> None:
    """So far ahead of the real clock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('moved.by', %s, true)", [f"{int(ahead.total_seconds())} seconds"])
