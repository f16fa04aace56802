"""Which subscriptions many at once is for: ticked ones, or all that the list shows with its filters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Q
from django.http import QueryDict

from accounts.models import Tenant
from partnercenter.core.ids import PublicIdConverter
from subscriptions.filters import SubscriptionFilter
from subscriptions.models import Subscription
from subscriptions.querysets import SubscriptionQuerySet
from subscriptions.reading import parts, subscriptions_of
from subscriptions.reassigning import MOST, Naming, Plan, Row

TICKED = 200  # named one by one in an address
_ID = re.compile(PublicIdConverter.regex)


@dataclass
class Chosen:
    """Subscriptions that were ticked (`ids`) or, without any, all that the list shows with these filters."""

    tenant: Tenant
    query: QueryDict

    @property
    def ids(self) -> list[str]:
        return [one for one in self.query.getlist("ids") if _ID.fullmatch(one)][: TICKED + 1]

    @property
    def filters(self) -> str:
        """The list's part of the address."""
        wanted = {
            name: self.query.getlist(name) for name in SubscriptionFilter.base_filters if self.query.get(name)
        }
        kept = QueryDict(mutable=True)
        for name, values in wanted.items():
            kept.setlist(name, values)
        return kept.urlencode()

    @property
    def address(self) -> str:
        """Which they are, for the next address."""
        ticked = QueryDict(mutable=True)
        ticked.setlist("ids", self.ids)
        return ticked.urlencode() if self.ids else self.filters

    @cached_property
    def parts(self) -> list[SubscriptionQuerySet] | None:
        """None where a part of the filters cannot be read: without it more would be chosen than was meant."""
        if self.query.getlist("ids"):
            return [Subscription.objects.visible_to(self.tenant).filter(public_id__in=self.ids)]
        found = SubscriptionFilter(self.query, queryset=subscriptions_of(self.tenant), tenant=self.tenant)
        return parts(self.tenant, found, found.qs) if found.is_valid() else None

    def count(self) -> int:
        """How many, counted no further than one past what can be done in one go."""
        return sum(rows.order_by().values("pk")[: MOST + 1].count() for rows in self.parts or [])


def plan(chosen: Chosen, naming: Naming) -> Plan | None:
    """What would change, those first that would, and what would not; None where the filters cannot be read."""
    found = chosen.parts
    if found is None:
        return None
    over = Q(is_live=False) | ~Q(partner=chosen.tenant)
    changing = _first(found, ~over & ~naming.done(), MOST + 1)
    more = MOST + 1 - len(changing)
    staying = _first(found, over | naming.done(), more) if more > 0 else []
    known = {row.pk for row in changing}  # what is named between the two reads is found by both
    rows = [*changing, *(row for row in staying if row.pk not in known)]
    codes = [naming.obstacle(row, chosen.tenant) for row in rows[:MOST]]
    return Plan(naming, rows[:MOST], chosen.filters, len(rows) > MOST, codes)


def _first(found: Sequence[SubscriptionQuerySet], wanted: Q, count: int) -> list[Row]:
    rows: list[Row] = []
    for one in found:
        ordered = one.filter(wanted).order_by("customer_key", "pk")[: count - len(rows)]
        rows += [Row(*values) for values in ordered.values_list(*Row._fields)]
    return rows
