"""What somebody who owns the database might do to a sealed log. Each says by which finding it has to be named."""

from __future__ import annotations

import hmac
import random
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from partnercenter.core.sealing import digests
from partnercenter.core.sealing.digests import COLUMNS, Event, Link, moment_of
from partnercenter.core.sealing.verify import Finding
from tests.core.sealed import execute

Proof = Callable[[list[Finding]], bool]

EVENT = {
    "at": "at + interval '1 second'",
    "action": "'tenant.created'",
    "tenant_id": "CASE WHEN tenant_id = %(one)s THEN %(other)s ELSE %(one)s END",
    "counterparty_id": "CASE WHEN counterparty_id = %(one)s THEN NULL ELSE %(one)s END",
    "on_behalf_of_id": "CASE WHEN on_behalf_of_id = %(one)s THEN NULL ELSE %(one)s END",
    "actor_kind": "CASE WHEN actor_kind = 'user' THEN 'operator' ELSE 'user' END",
    "actor_id": "coalesce(actor_id, 0) + 1",
    "actor_name": "actor_name || ' '",
    "target_type": "target_type || 's'",
    "target_id": "target_id + 1",
    "target_public_id": "'a' || left(target_public_id, 15)",
    "target_name": "target_name || '.'",
    "reason": "reason || '.'",
    "changes": "changes || jsonb_build_object('more', 1)",
    "request_id": "request_id || '0'",
    "xact": "xact + 1",
    "name_salt": "gen_random_uuid()",
    "text_salt": "gen_random_uuid()",
    "stamp": "CASE WHEN stamp IS NULL THEN sha256('x') ELSE sha256(stamp) END",
}
SEAL = {
    "number": "number + 1000000",
    "chain": "chain + 1000000",
    "seq": "seq + 1000000",
    "form": "form + 1",
    "key": "reverse(key)",
    "name_digest": "sha256(name_digest)",
    "text_digest": "sha256(text_digest)",
    "hash": "sha256(hash)",
    "at": "at - interval '1 minute'",
}
_ROWS = f"""
SELECT s.number, s.chain, s.seq, s.form, s.name_digest, s.text_digest, {moment_of("s.at")}, s.key, {COLUMNS}
FROM core_auditseal s JOIN core_auditevent e ON e.id = s.event_id WHERE s.number >= %s ORDER BY s.number
"""


@dataclass
class Log:
    """The sealed log as it was: numbers of seals, ids of events, organisations."""

    numbers: Sequence[int]
    events: Sequence[int]
    tenants: Sequence[int]

    def event_of(self, number: int) -> int:
        return self.events[self.numbers.index(number)]


def names_event(event: int) -> Proof:
    return lambda found: any(one.event == event for one in found)


def edit_event(log: Log, rng: random.Random) -> Proof:
    event, column = rng.choice(log.events), rng.choice(sorted(EVENT))
    value = EVENT[column].replace("%(one)s", str(log.tenants[0])).replace("%(other)s", str(log.tenants[1]))
    execute(f"UPDATE core_auditevent SET {column} = {value} WHERE id = {event}")
    return names_event(event)


def edit_seal(log: Log, rng: random.Random) -> Proof:
    number, column = rng.choice(log.numbers), rng.choice(sorted(SEAL))
    execute(f"UPDATE core_auditseal SET {column} = {SEAL[column]} WHERE number = {number}")
    return names_event(log.event_of(number))


def delete_event(log: Log, rng: random.Random) -> Proof:
    event = rng.choice(log.events)
    execute("DELETE FROM core_auditevent WHERE id = %s", event)
    return names_event(event)


def delete_both(log: Log, rng: random.Random) -> Proof:
    """An event and its seal, not the last: the seal after it says that one is gone."""
    at = rng.randrange(len(log.numbers) - 1)
    _delete(log, at)
    return names_event(log.events[at + 1])


def insert_event(log: Log, rng: random.Random) -> Proof:
    """A copy of an event with other words, sealed as well as can be without the key: at the end, or with the others moved up."""
    event = _copy(rng.choice(log.events), reason="What never was")
    at = rng.choice([*log.numbers, log.numbers[-1] + 1])
    execute("UPDATE core_auditseal SET number = -number WHERE number >= %s", at)
    execute("UPDATE core_auditseal SET number = 1 - number WHERE number < 0")
    _forge(event, at)
    return names_event(event)


def insert_unsealed(log: Log, rng: random.Random) -> Proof:
    """Of an old transaction, so that the sealer does not come by it."""
    event = _copy(rng.choice(log.events), at="now() - interval '1 hour'", xact="1")
    return names_event(event)


def swap_events(log: Log, rng: random.Random) -> Proof:
    one, other = rng.sample(log.events, 2)
    execute("UPDATE core_auditevent SET id = -1 WHERE id = %s", one)
    execute("UPDATE core_auditevent SET id = %s WHERE id = %s", one, other)
    execute("UPDATE core_auditevent SET id = %s WHERE id = -1", other)
    return lambda found: names_event(one)(found) and names_event(other)(found)


def swap_seals(log: Log, rng: random.Random) -> Proof:
    """Two links change places, and keep what they say."""
    one, other = rng.sample(log.numbers, 2)
    execute("UPDATE core_auditseal SET number = -1 WHERE number = %s", one)
    execute("UPDATE core_auditseal SET number = %s WHERE number = %s", one, other)
    execute("UPDATE core_auditseal SET number = %s WHERE number = -1", other)
    first, second = log.event_of(one), log.event_of(other)
    return lambda found: names_event(first)(found) and names_event(second)(found)


def cut_tail(log: Log, rng: random.Random) -> Proof:
    """Only what was written down elsewhere can tell."""
    at = rng.randrange(len(log.numbers))
    for place in range(at, len(log.numbers)):
        _delete(log, place)
    return lambda found: any("the tail is missing" in one.words for one in found)


def cut_and_write_anew(log: Log, rng: random.Random) -> Proof:
    """From N on everything is made anew, by the real key: as if the portal itself had been led to do it."""
    return _write_anew(log, rng, digests.current_key()[1], "was written anew")


def write_anew_without_key(log: Log, rng: random.Random) -> Proof:
    """From N on everything is made anew, the key apart; stamps, too."""
    return _write_anew(log, rng, secrets.token_bytes(32), "not as it was sealed")


def erase_silently(log: Log, rng: random.Random) -> Proof:
    event = rng.choice(log.events)
    parts = [
        "actor_name = '[erased]', name_salt = NULL",
        "target_name = '[erased]', reason = '[erased]', changes = '{}', text_salt = NULL",
    ]
    chosen = rng.choice([*parts, ", ".join(parts)])
    execute(f"UPDATE core_auditevent SET {chosen} WHERE id = {event}")
    return names_event(event)


ALL = [
    edit_event,
    edit_event,
    edit_seal,
    delete_event,
    delete_both,
    insert_event,
    insert_unsealed,
    swap_events,
    swap_seals,
    cut_tail,
    cut_and_write_anew,
    write_anew_without_key,
    erase_silently,
]


def _delete(log: Log, place: int) -> None:
    execute("DELETE FROM core_auditseal WHERE number = %s", log.numbers[place])
    execute("DELETE FROM core_auditevent WHERE id = %s", log.events[place])


def _columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER'"
            " AND column_name <> 'id'",
            [table],
        )
        return [name for (name,) in cursor.fetchall()]


def _copy(event: int, **other: str) -> int:
    names = _columns("core_auditevent")
    values = {name: name for name in names} | {"reason": "reason"} | other
    if "reason" in other:
        values["reason"] = f"'{other['reason']}'"
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO core_auditevent ({', '.join(names)}) SELECT {', '.join(values[name] for name in names)}"
            f" FROM core_auditevent WHERE id = {event} RETURNING id"
        )
        return int(cursor.fetchone()[0])


def _forge(event: int, number: int) -> None:
    names = [name for name in _columns("core_auditseal") if name not in ("number", "event_id")]
    execute(
        f"INSERT INTO core_auditseal (number, event_id, {', '.join(names)})"
        f" SELECT %s, %s, {', '.join('sha256(hash)' if name == 'hash' else name for name in names)}"
        f" FROM core_auditseal WHERE number <> %s ORDER BY number LIMIT 1",
        number,
        event,
        number,
    )


def _write_anew(log: Log, rng: random.Random, key: bytes, words: str) -> Proof:
    first = rng.choice(log.numbers)
    execute("UPDATE core_auditevent SET reason = reason || ' not' WHERE id = %s", log.event_of(first))
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [first])
        rows = cursor.fetchall()
        cursor.execute("SELECT hash FROM core_auditseal WHERE number = %s", [first - 1])
        before = bytes((cursor.fetchone() or [b""])[0])
    for number, chain, seq, form, _name, _text, at, _key, *values in rows:
        event = Event(*values)
        name, text = digests.digests_of(event)
        if event.stamp is not None:
            event = event._replace(stamp=_stamp(event, name, text, key))
        link = Link(number, chain, seq, form, name, text, at)
        before = digests.hash_of(link, event, in_chain=_in_chain(chain, seq), before=before, key=key)
        execute("UPDATE core_auditevent SET stamp = %s WHERE id = %s", event.stamp, event.id)
        execute(
            "UPDATE core_auditseal SET name_digest = %s, text_digest = %s, hash = %s WHERE number = %s",
            name,
            text,
            before,
            number,
        )
    return lambda found: any(words in one.words and one.seal >= first for one in found)


def _stamp(event: Event, name: bytes, text: bytes, key: bytes) -> bytes:
    real = hmac.compare_digest(key, digests.current_key()[1])
    return digests.stamp_of(event, name, text, None if real else key)


def _in_chain(chain: int, seq: int) -> bytes:
    with connection.cursor() as cursor:
        cursor.execute("SELECT hash FROM core_auditseal WHERE chain = %s AND seq = %s", [chain, seq - 1])
        row: Any = cursor.fetchone()
    return bytes(row[0]) if row else b""
