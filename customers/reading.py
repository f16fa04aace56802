"""How the customers of a partner are read: for the list, the export, and the row that opens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from accounts.models import Tenant
from accounts.overview import count_up_to
from customers.filters import CustomerFilter
from partnercenter.core.text import prefix_range, search_key
from relationships.models import ResellerRelationship
from relationships.querysets import ResellerRelationshipQuerySet

MOST_BY_ADDRESS = (
    1000  # domains or tenant IDs with one beginning; with more of them a search finds names only
)


def relationships_of(tenant: Tenant) -> ResellerRelationshipQuerySet:
    """The organisation's customers, one row for each capacity in which it holds them.

    Narrower than `visible_to`, whose three ways to see a row would only keep the indexes from being used.
    """
    return ResellerRelationship.objects.held_by(tenant)


def matching(filterset: CustomerFilter, rows: ResellerRelationshipQuerySet) -> list[Q]:
    """What is searched for, in conditions of which a row meets one at most.

    A search by name and one by domain or tenant ID are read apart: together no index would give them in order, and
    the first customers with a Z would be looked for among all the others.
    """
    key = search_key(filterset.searched)
    if not key:
        return [Q()]
    low, high = prefix_range(key)
    others = rows.found_by_address(key, limit=MOST_BY_ADDRESS)
    filterset.names_only = others is None
    return [Q(customer_key__gte=low, customer_key__lt=high), *([Q(pk__in=others)] if others else [])]


def count_customers(rows: ResellerRelationshipQuerySet, limit: int) -> int:
    """How many customers, each once, counted no further than one past the limit."""
    most = 2 * (limit + 1)
    found = list(rows.prefetch_related(None).order_by().values_list("customer_id", flat=True)[:most])
    once = len(set(found))
    if len(found) < most or once > limit:
        return min(once, limit + 1)
    return count_up_to(rows.once_per_customer(), limit)


def attach_capacities(page: Iterable[Any], tenant: Tenant) -> None:
    """Gives each row `held`: every relationship of the organisation with that customer in the same state, oldest
    first. Two queries, whatever the page holds."""
    shown = list(page)
    status = {row.status for row in shown}
    rows = relationships_of(tenant).filter(customer__in={row.customer_id for row in shown}, status__in=status)
    held: dict[int, dict[tuple[str, int | None], ResellerRelationship]] = defaultdict(dict)
    for row in rows.order_by("pk").prefetch_related("with_partner"):
        held[row.customer_id][row.capacity, row.with_partner_id] = row  # of several ended ones the last
    for row in shown:
        row.held = list(held[row.customer_id].values())
