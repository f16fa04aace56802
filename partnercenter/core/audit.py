"""The domain's event log: one state change writes one event, in its transaction."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import connection

from partnercenter.core import sentences
from partnercenter.core.actor import AnyActor, SystemActor
from partnercenter.core.logs import request_id
from partnercenter.core.models import AuditEvent

if TYPE_CHECKING:
    from accounts.models import Tenant


_RECORD_EACH = """
INSERT INTO core_auditevent
    (at, action, tenant_id, counterparty_id, on_behalf_of_id, actor_kind, actor_id, actor_name, target_type, target_id,
    target_public_id, target_name, reason, changes, request_id)
SELECT now(), %(action)s, %(tenant)s, n.other, %(acting)s, %(kind)s, %(actor)s, %(who)s, %(type)s, n.id, n.public_id,
    n.name, %(reason)s, n.changes::jsonb, %(request)s
FROM unnest(%(ids)s::bigint[], %(public_ids)s::text[], %(names)s::text[], %(others)s::bigint[], %(changes)s::text[])
    AS n (id, public_id, name, other, changes)
"""


@dataclass(frozen=True)
class Target:
    """One of many rows that an action changed: its name, the other side's id, and what changed as in `record`."""

    id: int
    public_id: str
    name: str
    counterparty_id: int | None
    changes: dict[str, Any]


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
    sentences.require(action)
    owner = tenant or by.tenant
    return AuditEvent.objects.create(
        action=action,
        tenant_id=owner.pk if owner else None,
        counterparty_id=counterparty.pk if counterparty else None,
        on_behalf_of_id=by.tenant.pk if by.tenant else None,
        actor_kind=by.kind,
        actor_id=by.user.pk if by.user else None,
        actor_name=_name(by),
        target_type=target._meta.label_lower,
        target_id=target.pk,
        target_public_id=getattr(target, "public_id", ""),
        target_name=str(getattr(target, "event_name", ""))[:200],
        reason=reason or by.reason,
        changes=changes or {},
        request_id=request_id(),
    )


def record_each(
    action: str, targets: Sequence[Target], *, by: AnyActor, model: Any, tenant: Tenant, reason: str = ""
) -> None:
    """The same thing done to many rows of one organisation: an event for each of them, in one statement."""
    sentences.require(action)
    if not targets:
        return
    values = {
        "action": action,
        "tenant": tenant.pk,
        "acting": by.tenant.pk if by.tenant else None,
        "kind": by.kind,
        "actor": by.user.pk if by.user else None,
        "who": _name(by),
        "type": model._meta.label_lower,
        "reason": reason or by.reason,
        "request": request_id(),
        "ids": [one.id for one in targets],
        "public_ids": [one.public_id for one in targets],
        "names": [one.name[:200] for one in targets],
        "others": [one.counterparty_id for one in targets],
        "changes": [json.dumps(one.changes) for one in targets],
    }
    with connection.cursor() as cursor:
        cursor.execute(_RECORD_EACH, values)


def _name(by: AnyActor) -> str:
    name = by.name if isinstance(by, SystemActor) else str(by.user.full_name or by.user.email)
    return name[:200]
