"""The domain's event log: one state change writes one event, in its transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from partnercenter.core import sentences
from partnercenter.core.actor import AnyActor, SystemActor
from partnercenter.core.logs import request_id
from partnercenter.core.models import AuditEvent
from partnercenter.core.sealing import digests

if TYPE_CHECKING:
    from accounts.models import Tenant


_RECORD_EACH = """
INSERT INTO core_auditevent
    (at, action, tenant_id, counterparty_id, on_behalf_of_id, actor_kind, actor_id, actor_name, target_type, target_id,
    target_public_id, target_name, reason, changes, request_id, name_salt, text_salt, stamp)
SELECT %(at)s, %(action)s, %(tenant)s, n.other, %(acting)s, %(kind)s, %(actor)s, %(who)s, %(type)s, n.id, n.public_id,
    n.name, %(reason)s, n.changes::jsonb, %(request)s, n.name_salt, n.text_salt, n.stamp
FROM unnest(%(ids)s::bigint[], %(public_ids)s::text[], %(names)s::text[], %(others)s::bigint[], %(changes)s::text[],
    %(name_salts)s::uuid[], %(text_salts)s::uuid[], %(stamps)s::bytea[])
    AS n (id, public_id, name, other, changes, name_salt, text_salt, stamp)
"""


@dataclass(frozen=True)
class Target:
    """One of many rows that an action changed: its name, the other side's id, and what changed as in `record`."""

    id: int
    public_id: str
    name: str
    counterparty_id: int | None
    changes: dict[str, Any]


@dataclass(frozen=True)
class _Doing:
    """What all events of one doing have in common."""

    action: str
    by: AnyActor
    tenant_id: int | None
    target_type: str
    reason: str
    at: datetime

    def event(self, target: Target) -> digests.Event:
        """As it will be stored, with its salts and its stamp; the database gives it its id and its transaction."""
        event = digests.Event(
            id=0,
            xact=0,
            at=digests.moment(self.at),
            action=self.action,
            tenant_id=self.tenant_id,
            counterparty_id=target.counterparty_id,
            on_behalf_of_id=self.by.tenant.pk if self.by.tenant else None,
            actor_kind=self.by.kind,
            actor_id=self.by.user.pk if self.by.user else None,
            target_type=self.target_type,
            target_id=target.id,
            target_public_id=target.public_id,
            request_id=request_id(),
            actor_name=_name(self.by),
            target_name=target.name[:200],
            reason=self.reason,
            changes=json.dumps(target.changes),
            name_salt=uuid4(),
            text_salt=uuid4(),
            stamp=None,
        )
        return event._replace(stamp=digests.stamp_of(event, *digests.digests_of(event)))


def record(
    action: str,
    *,
    by: AnyActor,
    target: Any,
    tenant: Tenant | None = None,
    counterparty: Tenant | None = None,
    changes: dict[str, Any] | None = None,
    reason: str = "",
) -> AuditEvent:
    """Write what happened. `tenant` defaults to the actor's; `changes` is JSON, names of fields to [old, new].

    A target may say what people call it (`event_name`). Raises LookupError for an action without a sentence.
    """
    owner, kind = tenant or by.tenant, target._meta.label_lower
    doing = _doing(action, by, owner, kind, reason)
    name = str(getattr(target, "event_name", ""))
    other = counterparty.pk if counterparty else None
    event = doing.event(Target(target.pk, getattr(target, "public_id", ""), name, other, changes or {}))
    values = event._asdict() | {"at": doing.at, "changes": json.loads(event.changes)}
    return AuditEvent.objects.create(**{key: values[key] for key in values if key not in ("id", "xact")})


def record_each(
    action: str, targets: Sequence[Target], *, by: AnyActor, model: Any, tenant: Tenant, reason: str = ""
) -> None:
    """The same thing done to many rows of one organisation: an event for each of them, in one statement."""
    doing = _doing(action, by, tenant, model._meta.label_lower, reason)
    if not targets:
        return
    events = [doing.event(target) for target in targets]
    first = events[0]
    values: dict[str, Any] = {
        "at": doing.at,
        "action": action,
        "tenant": first.tenant_id,
        "acting": first.on_behalf_of_id,
        "kind": first.actor_kind,
        "actor": first.actor_id,
        "who": first.actor_name,
        "type": first.target_type,
        "reason": first.reason,
        "request": first.request_id,
        "ids": [one.target_id for one in events],
        "public_ids": [one.target_public_id for one in events],
        "names": [one.target_name for one in events],
        "others": [one.counterparty_id for one in events],
        "changes": [one.changes for one in events],
        "name_salts": [one.name_salt for one in events],
        "text_salts": [one.text_salt for one in events],
        "stamps": [one.stamp for one in events],
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECORD_EACH, values)


def _doing(action: str, by: AnyActor, owner: Tenant | None, target_type: str, reason: str) -> _Doing:
    sentences.require(action)
    return _Doing(action, by, owner.pk if owner else None, target_type, reason or by.reason, timezone.now())


def _name(by: AnyActor) -> str:
    name = by.name if isinstance(by, SystemActor) else str(by.user.full_name or by.user.email)
    return name[:200]
