"""What the list of customers and its rows that open say of subscriptions (customers.services)."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Count, Sum
from django.urls import reverse

from accounts.models import Tenant
from customers.services import Service, Services
from subscriptions.badges import SUBSCRIPTIONS
from subscriptions.reading import subscriptions_of
from subscriptions.states import OfferKind

SHOWN = 5  # by name; the rest is a number


def services(partner: Tenant, customer: Tenant) -> Services:
    """S001-32, S001-40: what is running, whoever of its partners sold it."""
    rows = subscriptions_of(partner).of_customer(customer).live()
    found = list(rows.prefetch_related("partner").order_by("name_key", "id")[: SHOWN + 1])
    licences = rows.filter(kind=OfferKind.LICENCE).aggregate(bought=Sum("quantity"), held=Sum("assigned"))
    return Services(
        shown=tuple(
            Service(
                name=row.name,
                quantity=row.quantity,
                badge=SUBSCRIPTIONS[row.status],
                sold_by=row.partner.name if row.partner_id != partner.pk else "",
                url=reverse("subscriptions:subscription-detail", args=[partner.slug, row.public_id]),
            )
            for row in found[:SHOWN]
        ),
        count=len(found) if len(found) <= SHOWN else rows.count(),
        bought=licences["bought"] or 0,
        assigned=licences["held"] or 0,
        url=reverse("subscriptions:of-customer", args=[partner.slug, customer.public_id]),
    )


def counts(partner: Tenant, customers: Collection[int]) -> dict[int, int]:
    """Of each customer, how many are running; one query."""
    rows = subscriptions_of(partner).live().filter(customer__in=customers).order_by()
    return dict(rows.values_list("customer_id").annotate(Count("pk")))
