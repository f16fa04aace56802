"""An order that somebody types: kept between the steps, for nobody else, and nothing before Submit (D7)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from partnercenter.core.actor import Actor
from partnercenter.core.errors import StaleState
from subscriptions.models import OrderDraft
from subscriptions.states import DraftStatus


@transaction.atomic
def begin_draft(*, data: Mapping[str, Any], by: Actor, customer: Tenant | None = None) -> OrderDraft:
    """The first step was sent. Without `customer` it is for a new one."""
    return OrderDraft.objects.create(partner=by.tenant, user=by.user, customer=customer, data=dict(data))


@transaction.atomic
def keep_draft(*, draft: OrderDraft, data: Mapping[str, Any], by: Actor) -> None:
    """A step was sent: its part of the data is new, the others stay. Raises StaleState where it is closed."""
    rows = OrderDraft.objects.of(by.user, by.tenant).select_for_update(of=("self",), no_key=True)
    held = rows.get(pk=draft.pk)
    if held.status != DraftStatus.OPEN:
        raise StaleState("stale", _("This order was submitted or cancelled meanwhile."))
    held.data = {**held.data, **data}
    held.save(update_fields=["data", "changed_at"])
    draft.data = held.data
