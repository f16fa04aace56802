"""How subscriptions are read: for lists, exports and counts, each part by the index that suits it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import Q, prefetch_related_objects

from accounts.models import Tenant
from accounts.states import Programme
from partnercenter.core.text import prefix_range, search_key
from relationships.models import Partnership
from subscriptions.models import Subscription
from subscriptions.querysets import SubscriptionQuerySet

if TYPE_CHECKING:
    from subscriptions.filters import SubscriptionFilter

SEARCHED = ("customer_key", "name_key", "customer_domain")
MOST_BY_DOMAIN = 1000  # subscriptions
SIDES = ("partner", "manager", "reseller", "support_contact")


def subscriptions_of(tenant: Tenant) -> SubscriptionQuerySet:
    """Those a partner sold; for who may be named by others, too: those it manages, earns with, or supports."""
    if Programme.INDIRECT_PROVIDER in tenant.programmes:  # D14: nobody names a provider
        return Subscription.objects.sold_by(tenant)
    return Subscription.objects.visible_to(tenant)


def parts(
    tenant: Tenant, filterset: SubscriptionFilter, rows: SubscriptionQuerySet
) -> list[SubscriptionQuerySet]:
    """The rows in parts that share none: by the side on which the tenant stands, by what is searched, by life.

    The first side sells, and may have sold a million.
    """
    wanted = [
        side & state & text
        for number, side in enumerate(_sides(tenant))
        for state in _states(filterset)
        for text in _texts(tenant, filterset, sells=number == 0)
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


def _texts(tenant: Tenant, filterset: SubscriptionFilter, *, sells: bool) -> list[Q]:
    """By beginning of the customer's name, the subscription's, the customer's domain."""
    key = search_key(filterset.searched)
    if not key:
        return [Q()]
    low, high = prefix_range(key)
    found = [Q(**{f"{column}__gte": low, f"{column}__lt": high}) for column in SEARCHED]
    if sells:
        by_domain = _by_domain(tenant, found.pop())
        filterset.names_only = by_domain is None
        found += [by_domain] if by_domain else []
    return _apart(found)


def _by_domain(tenant: Tenant, domain: Q) -> Q | None:
    """Those sold to customers with such a domain; None where they are too many to be looked for one by one.

    A list in the order of names would be walked from its beginning for customers whose domain is not like their name.
    """
    rows = Subscription.objects.sold_by(tenant).filter(domain).order_by()
    found = list(rows.values_list("pk", flat=True)[: MOST_BY_DOMAIN + 1])
    if len(found) > MOST_BY_DOMAIN:
        return None
    return Q(pk__in=found)


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
