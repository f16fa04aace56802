"""What people decide about renewals. What time does is in subscriptions.lifecycle."""

from __future__ import annotations

from django.db import transaction

from partnercenter.core.actor import Actor
from subscriptions import events, policies
from subscriptions.models import Subscription


@transaction.atomic
def settle_attention(*, subscription: Subscription, by: Actor) -> None:
    """A renewal that could not happen is seen to: the task goes away, the subscription stays as it is.

    Raises DomainError("not_seller").
    """
    row = Subscription.objects.for_change(subscription)
    policies.require_renews(row, by.tenant)
    if not row.attention:
        return
    Subscription.objects.filter(pk=row.pk).update(attention="", version=row.version + 1)
    events.record("subscription.attention_settled", row, by=by, changes={"attention": [row.attention, ""]})
