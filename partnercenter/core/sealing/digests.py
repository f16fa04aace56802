"""What goes into a stamp and a seal, and the keys they are made with. The database is asked for rows, never for digests.

Both are HMAC-SHA256 by keys derived from SECRET_KEY; those from SECRET_KEY_FALLBACKS and AUDIT_FORMER_KEYS still prove
what they made. What can be erased goes in only as a salted digest: without its salt nobody can tell what it was.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.conf import settings

FORM: Final = 1  # of the columns below; another one where they change
NO_DIGEST: Final = bytes(32)  # of what was erased before it was sealed
_json: Final = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode
_STAMP, _SEAL = b"partnercenter.audit.stamp.v1", b"partnercenter.audit.seal.v1"


class Event(NamedTuple):
    """A row of the log as it is stored; `at` is an instant in the words of `moment`, `changes` is JSON text."""

    id: int
    xact: int
    at: str
    action: str
    tenant_id: int | None
    counterparty_id: int | None
    on_behalf_of_id: int | None
    actor_kind: str
    actor_id: int | None
    target_type: str
    target_id: int
    target_public_id: str
    request_id: str
    actor_name: str
    target_name: str
    reason: str
    changes: str
    name_salt: UUID | None
    text_salt: UUID | None
    stamp: bytes | None


def moment_of(column: str) -> str:
    """SQL for `moment`: what is only signed need not become an instant here."""
    return f"""to_char({column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')"""


COLUMNS: Final = ", ".join(moment_of("e.at") if name == "at" else f"e.{name}" for name in Event._fields)


@lru_cache(maxsize=16)
def _derived(secrets: tuple[str, ...], purpose: bytes) -> dict[str, bytes]:
    keys = [hmac.digest(secret.encode(), purpose, "sha256") for secret in secrets]
    return {hashlib.sha256(key).hexdigest()[:16]: key for key in keys}


def keys(purpose: bytes = _SEAL) -> dict[str, bytes]:
    """Keys by their names, today's first."""
    former = (*settings.SECRET_KEY_FALLBACKS, *settings.AUDIT_FORMER_KEYS)
    return _derived((settings.SECRET_KEY, *former), purpose)


def current_key(purpose: bytes = _SEAL) -> tuple[str, bytes]:
    return next(iter(keys(purpose).items()))


def canonical(values: Sequence[Any]) -> bytes:
    return _json(values).encode()


@lru_cache(maxsize=32)
def _prepared(key: bytes) -> hmac.HMAC:
    return hmac.new(key, digestmod="sha256")


def _signed(key: bytes, message: str) -> bytes:
    made = _prepared(key).copy()
    made.update(message.encode())
    return made.digest()


def name_digest(salt: UUID | None, actor_name: str) -> bytes:
    return _salted(salt, b"name", f"[{_json(actor_name)}]")


def text_digest(salt: UUID | None, target_name: str, reason: str, changes: Any) -> bytes:
    return _salted(salt, b"text", f"[{_json(target_name)},{_json(reason)},{_json(changes)}]")


def _salted(salt: UUID | None, what: bytes, words: str) -> bytes:
    return NO_DIGEST if salt is None else hashlib.sha256(salt.bytes + what + words.encode()).digest()


def digests_of(event: Event) -> tuple[bytes, bytes]:
    """Of its name and of its texts, as they stand now."""
    changes = json.loads(event.changes)
    texts = text_digest(event.text_salt, event.target_name, event.reason, changes)
    return name_digest(event.name_salt, event.actor_name), texts


def moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def facts_of(event: Event) -> str:
    """Everything that is never erased and that the portal knows when it writes; not what the database gives a row.

    A part of the list that is signed: many events are read, and most of what is signed stands in stamp and seal alike.
    """
    return _json(event[2:13])[1:-1]


def stamp_of(event: Event, name: bytes, text: bytes, key: bytes | None = None) -> bytes:
    """By which the portal shows that it wrote this event itself."""
    return _stamp(facts_of(event), name, text, key or current_key(_STAMP)[1])


def _stamp(facts: str, name: bytes, text: bytes, key: bytes) -> bytes:
    return _signed(key, f'[{facts},"{name.hex()}","{text.hex()}"]')


def is_stamped(event: Event, name: bytes, text: bytes, facts: str = "") -> bool:
    given, facts = bytes(event.stamp or b""), facts or facts_of(event)
    made = (_stamp(facts, name, text, key) for key in keys(_STAMP).values())
    return any(hmac.compare_digest(given, stamp) for stamp in made)


class Link(NamedTuple):
    """What a seal says besides the event; `at` as in `Event`."""

    number: int
    chain: int
    seq: int
    form: int
    name_digest: bytes
    text_digest: bytes
    at: str


def hash_of(
    link: Link, event: Event, *, in_chain: bytes, before: bytes, key: bytes, facts: str = ""
) -> bytes:
    """The hash of a seal; `in_chain` and `before` are those of the seals before it in its chain and in the whole log."""
    where = f'{link.form},{link.number},{link.chain},{link.seq},"{link.at}"'
    hashes = f'"{in_chain.hex()}","{before.hex()}"'
    what = f'{event.id},{event.xact},"{bytes(event.stamp or b"").hex()}",{facts or facts_of(event)}'
    digests = f'"{link.name_digest.hex()}","{link.text_digest.hex()}"'
    return _signed(key, f"[{where},{hashes},{what},{digests}]")
