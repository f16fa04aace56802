"""Customers on the overview: how many, and how many of them have not accepted the customer agreement."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Tenant
from accounts.overview import LIMIT, Card, Figure
from accounts.permissions import Permission
from accounts.states import CustomerAgreement
from customers.reading import count_customers, relationships_of
from partnercenter.core.actor import Actor
from partnercenter.core.charts import MonthChart, month_bars, months_until
from partnercenter.core.numbers import grouped


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
    yield from _customer_chart(actor.tenant)


def _customer_chart(tenant: Tenant) -> Iterator[MonthChart]:
    """The relationships of the last twelve months, by the portal's days."""
    counts = relationships_of(tenant).counted_by_month(months_until(timezone.localdate(), 12))
    gained, lost = (sum(part) for part in zip(*counts.values(), strict=True))
    if not gained + lost:
        return
    words = _("Relationships with customers within a year: %(gained)s new, %(lost)s ended")
    yield MonthChart(
        title=_("Customers of the last twelve months"),
        finding=words % {"gained": grouped(gained), "lost": grouped(lost)},
        low_label=_("New"),
        high_label=_("Ended"),
        bars=month_bars(counts),
        order=10,
    )
