"""Customers on the overview: how many, and how many of them have not accepted the customer agreement."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.overview import LIMIT, Card, Figure
from accounts.permissions import Permission
from accounts.states import CustomerAgreement
from customers.reading import count_customers, relationships_of
from partnercenter.core.actor import Actor


def customer_cards(actor: Actor) -> Iterator[Card]:
    """Each figure is the list it leads to: active relationships, each customer once."""
    if not actor.may(Permission.CUSTOMERS_VIEW):
        return
    url = reverse("customers:customer-list", kwargs={"tenant_slug": actor.tenant.slug})
    rows = relationships_of(actor.tenant).active()
    yield Figure(_("Customers"), count_customers(rows, LIMIT), url, order=15)
    missing = CustomerAgreement.MISSING
    without = count_customers(rows.filter(customer_agreement=missing), LIMIT)
    yield Figure(_("Customers without agreement"), without, f"{url}?agreement={missing}", order=16)
