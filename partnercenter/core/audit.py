"""The domain's event log: one state change writes one event, in its transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from partnercenter.core.actor import AnyActor, SystemActor
from partnercenter.core.logs import request_id
from partnercenter.core.models import AuditEvent

if TYPE_CHECKING:
    from accounts.models import Tenant


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
    """Write what happened. `tenant` defaults to the actor's; `changes` is JSON, names of fields to [old, new]."""
    name = by.name if isinstance(by, SystemActor) else str(by.user.full_name or by.user.email)
    owner = tenant or by.tenant
    return AuditEvent.objects.create(
        action=action,
        tenant_id=owner.pk if owner else None,
        counterparty_id=counterparty.pk if counterparty else None,
        actor_kind=by.kind,
        actor_id=by.user.pk if by.user else None,
        actor_name=name[:200],
        target_type=target._meta.label_lower,
        target_id=target.pk,
        target_public_id=getattr(target, "public_id", ""),
        reason=reason or by.reason,
        changes=changes or {},
        request_id=request_id(),
    )
