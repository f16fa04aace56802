"""The nightly sweep: a million subscriptions, fifty thousand of which renew, end or go on to the next state.

Beside it a plain UPDATE of the same columns of the same rows. The sweep also writes down each change, and keeps the
ledger; its memory stays where it was, whatever the number of rows.
"""

from __future__ import annotations

import resource

from partnercenter.core import tenancy
from subscriptions import lifecycle
from tests.bench import subscriptions_seed as seed
from tests.bench.rows import execute
from tests.bench.stage import as_owner, say
from tests.bench.table import Figure, against_floor, timed

MANY, DUE, ROUNDS = 1_000_000, 50_000, 2
MEGABYTES = 20  # by which the process may grow
# The rows that are due, as they were.
KEEP = "CREATE TEMP TABLE bench_due AS SELECT * FROM subscriptions_subscription WHERE moves_at <= now()"
LEDGER = """
INSERT INTO subscriptions_seatchange
    (subscription_id, at, kind, delta, quantity, unit_price, term_starts_on, term_ends_on, returnable, returnable_until)
SELECT id, created_at, 'purchase', quantity, quantity, unit_price, term_starts_on, term_ends_on, quantity, cancel_until
FROM subscriptions_subscription
"""
BACK = """
UPDATE subscriptions_subscription s SET status = d.status, status_at = d.status_at, auto_renew = d.auto_renew,
    attention = '', term_starts_on = d.term_starts_on, term_ends_on = d.term_ends_on, moves_at = d.moves_at,
    cancel_until = d.cancel_until, unit_price = d.unit_price, assigned = d.assigned, version = d.version
FROM bench_due d WHERE s.id = d.id
"""
RETURNABLE = """
UPDATE subscriptions_seatchange c SET returnable = c.quantity FROM bench_due d WHERE d.id = c.subscription_id
"""
AFTER = "CREATE TEMP TABLE bench_after AS SELECT s.* FROM subscriptions_subscription s JOIN bench_due d ON d.id = s.id"
PLAIN = BACK.replace("attention = ''", "attention = d.attention").replace("bench_due", "bench_after")


def measure() -> list[Figure]:
    seed.sold(MANY, due=DUE)
    with tenancy.system(reason="bench"):
        say("their ledger")
        execute("SET LOCAL statement_timeout = 0")
        execute(LEDGER)
        execute(KEEP)
        execute("ANALYZE bench_due")
    _vacuum()
    values, floors = [], []
    lifecycle.move_batch(limit=0)  # code and connections are there
    before = _memory()
    for number in range(ROUNDS):
        say(f"a sweep over {MANY:,} subscriptions")
        values.append(timed(_sweep))
        say(f"{values[-1]:.1f} s")
        if not number:
            with tenancy.system(reason="bench"):
                execute(AFTER)
                execute("ANALYZE bench_after")
        _reset()
        floors.append(timed(_plain))
        say(f"a plain UPDATE: {floors[-1]:.1f} s")
        if number + 1 < ROUNDS:
            _reset()
    grown = _memory() - before
    say(f"the sweep grew by {grown // 1024} MB")
    flat = grown <= MEGABYTES * 1024
    return [
        against_floor(
            "lifecycle sweep", DUE, values, floors, at_most=3, also=flat, aim="≤ 3 × floor, memory flat"
        )
    ]


def _memory() -> int:
    """The most this process ever had, in KB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss


def _reset() -> None:
    with tenancy.system(reason="bench"):
        execute("SET LOCAL statement_timeout = 0")
        execute(BACK)
        execute("DELETE FROM subscriptions_seatchange WHERE kind <> 'purchase'")
        execute(RETURNABLE)
    _vacuum()


def _vacuum() -> None:
    as_owner("VACUUM ANALYZE subscriptions_subscription")
    as_owner("VACUUM ANALYZE subscriptions_seatchange")


def _sweep() -> None:
    assert lifecycle.move_all_due(seconds=600) == DUE


def _plain() -> None:
    with tenancy.system(reason="bench"):
        execute("SET LOCAL statement_timeout = 0")
        assert execute(PLAIN) == DUE
