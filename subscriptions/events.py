"""The event of a change to a subscription: its partner and its customer read it, whoever of those who may did it."""

from __future__ import annotations

from typing import Any

from partnercenter.core import audit, tenancy
from partnercenter.core.actor import AnyActor
from subscriptions.models import Subscription


def record(action: str, row: Subscription, *, by: AnyActor, changes: dict[str, Any]) -> None:
    """In system scope: the reseller that manages the subscription stands on neither side of the event."""
    with tenancy.system(reason="the event of a subscription, also where the reseller did it"):
        audit.record(
            action, by=by, target=row, tenant=row.partner, counterparty=row.customer, changes=changes
        )
