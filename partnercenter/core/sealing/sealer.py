"""Sealing: what has been committed gets its place in the chains, by one process at a time, in batches.

Only events of transactions before which nothing can come any more: greater than the oldest one still running they wait.
So the order of seals is the order of transactions, and whoever reads the log by seals misses nothing.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from partnercenter.core import tenancy
from partnercenter.core.locks import alone
from partnercenter.core.sealing import checkpoints, digests
from partnercenter.core.sealing.digests import COLUMNS, FORM, Event, Link

log = logging.getLogger(__name__)
BATCH = 1_000  # events
SECONDS = 15.0  # for all batches of a run; beat comes again

# The numbers of transactions count for all databases of a server: those of the others are not waited for. Who holds a
# transaction's lock is looked at after the snapshot was taken; a transaction of nobody known counts as ours.
_SNAPSHOT = """
WITH elsewhere AS (
    SELECT l.transactionid::text::bigint AS xid FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
    WHERE l.locktype = 'transactionid' AND l.mode = 'ExclusiveLock' AND l.granted AND a.datname <> current_database()
)
SELECT coalesce(
    (SELECT min(x::text::bigint) FROM pg_snapshot_xip(s) x
        WHERE (x::text::bigint & 4294967295) NOT IN (SELECT xid FROM elsewhere)),
    pg_snapshot_xmax(s)::text::bigint), pg_snapshot_xmax(s)::text::bigint, statement_timestamp()
FROM pg_current_snapshot() s
"""
_LAST = """
SELECT s.number, s.hash, e.xact, e.id FROM core_auditseal s JOIN core_auditevent e ON e.id = s.event_id
ORDER BY s.number DESC LIMIT 1
"""
_NEXT = f"""
SELECT {COLUMNS} FROM core_auditevent e
WHERE (e.xact, e.id) > (%(xact)s, %(id)s) AND e.xact < %(settled)s
    AND NOT EXISTS (SELECT FROM core_auditseal s WHERE s.event_id = e.id)
ORDER BY e.xact, e.id LIMIT %(limit)s
"""  # noqa: S608  made of constants
# Wherever they lie. A number that no transaction has had yet is of the database that this one was restored from.
_ANYWHERE = f"""
SELECT {COLUMNS} FROM core_auditevent e
WHERE (e.xact < %(settled)s OR e.xact >= %(coming)s)
    AND NOT EXISTS (SELECT FROM core_auditseal s WHERE s.event_id = e.id)
ORDER BY e.id LIMIT %(limit)s
"""  # noqa: S608  made of constants
_WAITS = """
SELECT EXISTS (
    SELECT FROM core_auditevent e
    WHERE (e.xact, e.id) > (%(xact)s, %(id)s) AND e.at < now() - make_interval(mins => %(minutes)s)
        AND NOT EXISTS (SELECT FROM core_auditseal s WHERE s.event_id = e.id))
"""
_HEADS = """
SELECT c.chain, s.seq, s.hash FROM unnest(%s::bigint[]) c (chain)
CROSS JOIN LATERAL (SELECT seq, hash FROM core_auditseal WHERE chain = c.chain ORDER BY seq DESC LIMIT 1) s
"""
_INSERT = """
INSERT INTO core_auditseal (number, chain, seq, event_id, form, key, name_digest, text_digest, hash, at)
SELECT n.number, n.chain, n.seq, n.event, %s, %s, n.name, n.text, n.hash, %s
FROM unnest(%s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bytea[], %s::bytea[], %s::bytea[])
    AS n (number, chain, seq, event, name, text, hash)
"""


@dataclass(frozen=True)
class _End:
    """Where the log of seals ends, and the event it ends with."""

    number: int = 0
    hash: bytes = b""
    xact: int = 0
    event_id: int = 0


def seal_all(seconds: float = SECONDS) -> int:
    """Batch after batch, until everything that is settled is sealed or it has been long enough. Returns how many."""
    until, total = time.monotonic() + seconds, 0
    while time.monotonic() < until and (done := seal_batch()):
        total += done
    return total


def seal_batch(limit: int = BATCH, *, anywhere: bool = False) -> int:
    """Seal up to `limit` events. `anywhere`: look through the whole log for some that were passed over."""
    with tenancy.system(reason="sealing the audit log"):
        if not alone("audit seals"):
            return 0
        end = _end()
        events, now = _unsealed(end, limit, anywhere=anywhere)
        if not events:
            return 0
        number, last = _seal(events, end, now)
    log.info("%s", checkpoints.line(number, last, now))
    return len(events)


def stands_still(minutes: int = 5) -> bool:
    """Whether an event waits for its seal for so long; only those are looked at that came after the last that has one.
    In system scope."""
    end = _end()
    with connection.cursor() as cursor:
        cursor.execute(_WAITS, {"xact": end.xact, "id": end.event_id, "minutes": minutes})
        return bool(cursor.fetchone()[0])


def _end() -> _End:
    with connection.cursor() as cursor:
        cursor.execute(_LAST)
        row = cursor.fetchone()
    return _End(row[0], bytes(row[1]), row[2], row[3]) if row else _End()


def _unsealed(end: _End, limit: int, *, anywhere: bool) -> tuple[list[Event], datetime]:
    with connection.cursor() as cursor:
        cursor.execute(_SNAPSHOT)
        settled, coming, now = cursor.fetchone()
        is_restored = end.xact >= coming  # the numbers of this database begin anew
        where = {"xact": end.xact, "id": end.event_id, "settled": settled, "coming": coming, "limit": limit}
        cursor.execute(_ANYWHERE if anywhere or is_restored else _NEXT, where)
        return [Event(*row) for row in cursor.fetchall()], now


def _seal(events: list[Event], end: _End, now: datetime) -> tuple[int, bytes]:
    """Link them to what is there; the number and the hash of the last."""
    (name, key), at = digests.current_key(), digests.moment(now)
    heads = _heads({event.tenant_id or 0 for event in events})
    number, before = end.number, end.hash
    rows: list[tuple[int, int, int, int, bytes, bytes, bytes]] = []
    for event in events:
        chain = event.tenant_id or 0
        seq, in_chain = heads.get(chain, (0, b""))
        number += 1
        link = Link(number, chain, seq + 1, FORM, *digests.digests_of(event), at)
        before = digests.hash_of(link, event, in_chain=in_chain, before=before, key=key)
        heads[chain] = (seq + 1, before)
        rows.append((number, chain, seq + 1, event.id, link.name_digest, link.text_digest, before))
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, [FORM, name, now, *map(list, zip(*rows, strict=True))])
    return number, before


def _heads(chains: Iterable[int]) -> dict[int, tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(_HEADS, [list(chains)])
        return {chain: (seq, bytes(value)) for chain, seq, value in cursor.fetchall()}
