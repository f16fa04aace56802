"""Drafts of orders are forgotten when nobody goes on with them: they hold names and addresses of people.

Batches of one statement each, safe to run twice and from three beats at once. The database's clock decides.
"""

from __future__ import annotations

import time

from django.db import connection

from partnercenter.core import tenancy

BATCH = 5_000
DAYS = 30  # untouched
SECONDS = 20.0  # for all batches of a sweep; beat comes again

# What became an order keeps its double click away by the order's key.
_FORGET = """
DELETE FROM subscriptions_orderdraft WHERE id IN (
    SELECT id FROM subscriptions_orderdraft WHERE changed_at < now() - %(days)s * interval '1 day'
    ORDER BY changed_at LIMIT %(limit)s FOR UPDATE SKIP LOCKED
)
"""


def forget_batch(limit: int = BATCH) -> int:
    """Up to `limit` drafts that nobody has touched for a month. Returns how many went."""
    with tenancy.system(reason="old drafts"), connection.cursor() as cursor:
        cursor.execute(_FORGET, {"days": DAYS, "limit": limit})
        return int(cursor.rowcount)


def forget_all_old() -> int:
    done, ends = 0, time.monotonic() + SECONDS
    while time.monotonic() < ends:
        count = forget_batch()
        done += count
        if count < BATCH:
            break
    return done
