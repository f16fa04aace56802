"""How subscriptions are read: for lists, exports and counts, each part by the index that suits it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, prefetch_related_objects

from accounts.models import Tenant
from accounts.states import Programme
from partnercenter.core.text import prefix_range, search_key
from relationships.models import Partnership
from subscriptions.filters import SubscriptionFilter
from subscriptions.models import Subscription
from subscriptions.querysets import SubscriptionQuerySet

SEARCHED = ("customer_key", "name_key", "customer_domain")
SIDES = ("partner", "manager", "reseller", "support_contact")


def subscriptions_of(tenant: Tenant) -> SubscriptionQuerySet:
    """Those a partner sold; for who may be named by others, too: those it manages, earns with, or supports."""
    if Programme.INDIRECT_PROVIDER in tenant.programmes:  # D14: nobody names a provider
        return Subscription.objects.sold_by(tenant)
    return Subscription.objects.visible_to(tenant)


def parts(
    tenant: Tenant, filterset: SubscriptionFilter, rows: SubscriptionQuerySet
) -> list[SubscriptionQuerySet]:
    """The rows in parts that share none: by the side on which the tenant stands, by what is searched, by life."""
    wanted = [
        side & state & text
        for side in _sides(tenant)
        for state in _states(filterset)
        for text in _texts(filterset.searched)
    ]
    return [rows.filter(one) for one in wanted]


def live_of(tenant: Tenant) -> list[SubscriptionQuerySet]:
    """What the list shows where nothing is filtered: what runs, by the side on which the tenant stands."""
    return [subscriptions_of(tenant).live().filter(side) for side in _sides(tenant)]


def _sides(tenant: Tenant) -> list[Q]:
    if Programme.INDIRECT_PROVIDER in tenant.programmes:
        return [Q()]
    return _apart([Q(**{side: tenant}) for side in SIDES])


def _states(filterset: SubscriptionFilter) -> list[Q]:
    return [Q(is_live=True), Q(is_live=False)] if filterset.shows_every_state else [Q()]


def _texts(text: str) -> list[Q]:
    """By beginning of the customer's name, the subscription's, the customer's domain."""
    key = search_key(text)
    if not key:
        return [Q()]
    low, high = prefix_range(key)
    return _apart([Q(**{f"{column}__gte": low, f"{column}__lt": high}) for column in SEARCHED])


def _apart(conditions: Sequence[Q]) -> list[Q]:
    """Each condition without what one before it has found."""
    found, before = [], Q()
    for one in conditions:
        found.append(one & ~before if before else one)
        before |= one
    return found


def attach_partners(page: Iterable[Any], tenant: Tenant) -> None:
    """Reads what each row shows of others, and gives it the flags of D8: `reseller_parted`, `support_parted`.

    A flag is for both sides of the partnership that ended; who is neither does not know of it, and sees no name. The
    same number of queries, whatever the page holds.
    """
    rows = list(page)
    prefetch_related_objects(rows, "customer", "partner", "offer", "reseller", "support_contact")
    named = {pk for row in rows for pk in (row.reseller_id, row.support_contact_id) if pk}
    active = Partnership.objects.visible_to(tenant).active().filter(reseller__in=named)
    pairs = set(active.values_list("provider_id", "reseller_id"))
    for row in rows:
        for name, other in (("reseller", row.reseller_id), ("support", row.support_contact_id)):
            concerned = tenant.pk in (row.partner_id, other)
            parted = bool(other) and concerned and (row.partner_id, other) not in pairs
            setattr(row, f"{name}_parted", parted)
