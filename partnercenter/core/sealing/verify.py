"""Reading the whole log again, in the order in which it was sealed, and naming what is not as it was.

A batch at a time: besides it only what erasures say they took away is kept in memory.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from typing import Any, NamedTuple

from django.db import connection

from partnercenter.core import tenancy
from partnercenter.core.models import ERASED, AuditCheckpoint
from partnercenter.core.sealing import checkpoints, digests
from partnercenter.core.sealing.checkpoints import Checkpoint
from partnercenter.core.sealing.digests import COLUMNS, NO_DIGEST, Event, Link, moment_of

BATCH = 2_000  # rows
LATE = timedelta(minutes=10)  # an event that is older and not sealed was passed over
NAMED = 100  # of those

# OFFSET 0: what belongs to a batch of seals is looked up for each; else PostgreSQL reads the whole log for every batch.
_ROWS = f"""
WITH s AS MATERIALIZED (
    SELECT * FROM core_auditseal
    WHERE number > %(after)s AND (%(chains)s::bigint[] IS NULL OR chain = ANY(%(chains)s))
    ORDER BY number LIMIT %(limit)s
)
SELECT s.number, s.chain, s.seq, s.form, s.name_digest, s.text_digest, {moment_of("s.at")}, s.key, s.hash, s.event_id,
    before.hash, link.hash, {COLUMNS}
FROM s
LEFT JOIN LATERAL (SELECT * FROM core_auditevent WHERE id = s.event_id OFFSET 0) e ON true
LEFT JOIN LATERAL (SELECT hash FROM core_auditseal WHERE number = s.number - 1 OFFSET 0) before ON true
LEFT JOIN LATERAL (
    SELECT hash FROM core_auditseal WHERE chain = s.chain AND seq = s.seq - 1 OFFSET 0) link ON true
ORDER BY s.number
"""  # noqa: S608  made of constants
_ERASURES = f"""
SELECT s.number IS NOT NULL, e.changes -> 'texts' -> 1, {COLUMNS} FROM core_auditevent e
LEFT JOIN core_auditseal s ON s.event_id = e.id
WHERE e.action = 'person.erased' AND e.target_type = 'accounts.user' ORDER BY e.id
"""  # noqa: S608  made of constants
_FIRST_STAMPED = """
SELECT s.number FROM core_auditseal s JOIN core_auditevent e ON e.id = s.event_id
WHERE e.stamp IS NOT NULL ORDER BY s.number LIMIT 1
"""
_UNSEALED = """
SELECT e.id, e.tenant_id FROM core_auditevent e
WHERE NOT EXISTS (SELECT FROM core_auditseal s WHERE s.event_id = e.id) AND e.at < now() - %(late)s
    AND (%(chains)s::bigint[] IS NULL OR coalesce(e.tenant_id, 0) = ANY(%(chains)s))
ORDER BY e.id LIMIT %(limit)s
"""
_GUARDED = ("core_auditevent", "core_auditseal", "core_auditcheckpoint")
_TRIGGERS = """
SELECT t.name FROM unnest(%s::text[]) t (name) WHERE (
    SELECT count(*) FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid
    WHERE c.relname = t.name AND g.tgname LIKE 'append\\_only%%' AND g.tgenabled IN ('O', 'A')) < 2
"""


@dataclass(frozen=True)
class Finding:
    """Something that is not as it was: which event or seal (0: none), of which organisation's chain."""

    words: str
    event: int = 0
    seal: int = 0
    chain: int = 0


class _Row(NamedTuple):
    link: Link
    key: str
    hash: bytes
    event_id: int
    before: bytes | None
    in_chain: bytes | None
    event: Event


@dataclass(frozen=True)
class _Known:
    """What rows are judged by: the keys, whose names and which texts were erased, and since when events are stamped."""

    names: dict[int, int]  # person: the event of the erasure
    texts: dict[int, int]  # event: likewise
    stamped_from: int  # the number of a seal
    keys: dict[str, bytes]

    def covers_name(self, event: Event) -> bool:
        return event.id < self.names.get(event.actor_id or 0, 0)

    def covers_text(self, event: Event) -> bool:
        return event.id < self.texts.get(event.id, 0)


class Progress:
    """How many seals have been read."""

    seals = 0


def findings(
    *, chains: list[int] | None = None, lines: Iterable[str] = (), progress: Progress | None = None
) -> Iterator[Finding]:
    """Everything that is wrong, in the order of the log. `chains`: only those; `lines`: checkpoints kept elsewhere."""
    yield from _unguarded()
    known = _known()
    number, counted = 0, progress or Progress()
    rows = _read(number, chains)
    while rows:
        for row in rows:
            if chains is None and row.link.number != number + 1:
                words = f"seals {number + 1} to {row.link.number - 1} are gone"
                yield Finding(words, seal=row.link.number)
            yield from _judge(row, known)
            number = row.link.number
        counted.seals += len(rows)
        rows = _read(number, chains) if len(rows) == BATCH else []
    yield from _unsealed(chains)
    yield from _compare(lines, "a checkpoint")
    yield from _compare(_own_lines(), "the database's own checkpoint")


def _scope() -> AbstractContextManager[None]:
    """A short transaction for each batch, so that a long log holds none open; inside another scope no new one."""
    return nullcontext() if tenancy.current().reason else tenancy.system(reason="verifying the audit log")


def _query(statement: str, params: Any = None) -> list[tuple[Any, ...]]:
    with _scope(), connection.cursor() as cursor:
        cursor.execute(statement, params)
        return list(cursor.fetchall())


def _unguarded() -> Iterator[Finding]:
    for (table,) in _query(_TRIGGERS, [list(_GUARDED)]):
        yield Finding(f"the database does not refuse changes of {table}: a trigger is missing or disabled")


def _known() -> _Known:
    names: dict[int, int] = {}
    texts: dict[int, int] = {}
    for is_sealed, listed, *values in _query(_ERASURES):
        event = Event(*values)
        if is_sealed or digests.is_stamped(event, *digests.digests_of(event)):  # its seal comes in a moment
            names[event.target_id] = event.id
            texts |= dict.fromkeys(_numbers(listed), event.id)
    first = _query(_FIRST_STAMPED)
    return _Known(names, texts, first[0][0] if first else 0, digests.keys())


def _numbers(listed: str | None) -> list[int]:
    """Of a JSON list; what is none covers nothing."""
    return [int(word) for word in (listed or "").strip("[]").replace(" ", "").split(",") if word.isdecimal()]


def _read(after: int, chains: list[int] | None) -> list[_Row]:
    rows = _query(_ROWS, {"after": after, "chains": chains, "limit": BATCH})
    return [_row(values) for values in rows]


def _row(values: tuple[Any, ...]) -> _Row:
    number, chain, seq, form, name, text, at, key, value, event_id, before, in_chain, *event = values
    link = Link(number, chain, seq, form, bytes(name), bytes(text), at)
    return _Row(link, key, bytes(value), event_id, _bytes(before), _bytes(in_chain), Event(*event))


def _bytes(value: Any) -> bytes | None:
    return None if value is None else bytes(value)


def _judge(row: _Row, known: _Known) -> Iterator[Finding]:
    for words in _faults(row, known):
        yield Finding(words, row.event_id, row.link.number, row.link.chain)


def _faults(row: _Row, known: _Known) -> Iterator[str]:
    link, event = row.link, row.event
    if event.id is None:
        yield "the event is gone"
        return
    if row.in_chain is None and link.seq > 1:
        yield "the seal before it in its chain is gone"
    if row.before is None and link.number > 1:
        yield "the seal before it is gone"
    yield from _changed_parts(row, known)
    key = known.keys.get(row.key)
    if key is None:
        yield f"it was sealed with a key that is not known here ({row.key}); see AUDIT_FORMER_KEYS"
        return
    facts = digests.facts_of(event)
    before, in_chain = row.before or b"", row.in_chain or b""
    if digests.hash_of(link, event, in_chain=in_chain, before=before, key=key, facts=facts) != row.hash:
        yield "the event, its seal or the one before is not as it was sealed"
    if not _is_ours(row, known, facts):
        yield "the portal did not write it"


def _changed_parts(row: _Row, known: _Known) -> Iterator[str]:
    event, link = row.event, row.link
    name, text = digests.digests_of(event)
    if event.name_salt is None:
        if not (known.covers_name(event) and event.actor_name == ERASED):
            yield "the name of who acted is gone, and no erasure says so"
    elif name != link.name_digest:
        yield "the name of who acted is not as it was"
    if event.text_salt is None:
        is_empty = (event.target_name, event.reason, event.changes) == (ERASED, ERASED, "{}")
        if not (known.covers_text(event) and is_empty):
            yield "its texts are gone, and no erasure says so"
    elif text != link.text_digest:
        yield "the object's name, the reason or what changed is not as it was"


def _is_ours(row: _Row, known: _Known, facts: str) -> bool:
    """What SQL writes in the system's name has no stamp, nor has what is older than stamps."""
    event, link = row.event, row.link
    if event.stamp is None:
        return event.actor_kind == "system" or not known.stamped_from or link.number < known.stamped_from
    if NO_DIGEST in (link.name_digest, link.text_digest):  # erased before it was sealed
        return True
    return digests.is_stamped(event, link.name_digest, link.text_digest, facts)


def _unsealed(chains: list[int] | None) -> Iterator[Finding]:
    rows = _query(_UNSEALED, {"late": LATE, "chains": chains, "limit": NAMED + 1})
    for event, tenant in rows[:NAMED]:
        yield Finding("it is not sealed, though it is old enough", event, chain=tenant or 0)
    if len(rows) > NAMED:
        yield Finding("more events are not sealed: sealing stands still")


def _own_lines() -> Iterator[str]:
    after = 0
    while True:
        with _scope():
            rows = AuditCheckpoint.objects.filter(seal_id__gt=after).order_by("seal_id")[:BATCH]
            found = list(rows.values_list("seal_id", "line"))
        if not found:
            return
        yield from (line for _number, line in found)
        after = found[-1][0]


def _compare(lines: Iterable[str], what: str) -> Iterator[Finding]:
    """Each line with the seal it names: gone, the tail is missing; another, the log was written anew from there on."""
    read = checkpoints.read(lines)
    while batch := list(islice(read, BATCH)):
        numbers = [one.number for one in batch]
        rows = _query("SELECT number, hash FROM core_auditseal WHERE number = ANY(%s)", [numbers])
        there = {number: bytes(value).hex() for number, value in rows}
        for one in batch:
            if fault := _differs(one, there.get(one.number)):
                yield Finding(f"{what} of {one.at}: {fault}", seal=one.number)


def _differs(one: Checkpoint, there: str | None) -> str:
    if not one.is_genuine:
        return "its signature is not the portal's"
    if there is None:
        return f"the log reached seal {one.number} then; the tail is missing"
    return "" if there == one.hash else f"the log was written anew, at seal {one.number} or before"
