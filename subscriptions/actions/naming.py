"""Who is named on a subscription (S000-22 to S000-31): each by itself, none follows from another."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Tenant
from partnercenter.core.actor import Actor
from subscriptions import events, policies
from subscriptions.models import Subscription


@transaction.atomic
def assign_reseller(*, subscription: Subscription, reseller: Tenant | None, by: Actor) -> None:
    """S000-22 to S000-25, S000-29: name the reseller of record, or (None) nobody; on new and existing subscriptions.

    Raises DomainError: not_seller, not_active, and what D11 asks of the reseller.
    """
    row = Subscription.objects.for_change(subscription)
    policies.require_sells(row, by.tenant)
    policies.require_live(row)
    mpn_id = policies.require_reseller_of_record(row.partner, reseller, keep=True) if reseller else ""
    if (row.reseller_id, row.reseller_mpn_id) == (reseller.pk if reseller else None, mpn_id):
        return
    old = row.reseller_mpn_id
    Subscription.objects.filter(pk=row.pk).update(
        reseller=reseller, reseller_mpn_id=mpn_id, version=row.version + 1
    )
    events.record("subscription.reseller_assigned", row, by=by, changes={"reseller_mpn_id": [old, mpn_id]})


@transaction.atomic
def assign_support_contact(*, subscription: Subscription, contact: Tenant | None, by: Actor) -> None:
    """S000-30, S000-62: a connected reseller answers the customer, or (None) the provider itself.

    Raises DomainError: not_seller, not_active, not_provider, not_partners.
    """
    row = Subscription.objects.for_change(subscription)
    policies.require_sells(row, by.tenant)
    policies.require_live(row)
    if contact == row.partner:
        contact = None
    if contact:
        policies.require_support_contact(row.partner, contact, keep=True)
    if row.support_contact_id == (contact.pk if contact else None):
        return
    old = row.support_contact.name if row.support_contact else ""
    Subscription.objects.filter(pk=row.pk).update(support_contact=contact, version=row.version + 1)
    changes = {"support_contact": [old, contact.name if contact else ""]}
    events.record("subscription.support_contact_assigned", row, by=by, changes=changes)
