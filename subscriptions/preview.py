"""The running month of one customer, as far as it is known: computed, never stored."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from accounts.models import Tenant
from subscriptions import clock
from subscriptions.billing import Bill, bills
from subscriptions.models import SeatChange, Subscription
from subscriptions.proration import month_of
from subscriptions.statements import billed_in


def running_month() -> date:
    """The first day of the month that is running, UTC."""
    return month_of(clock.now().date())


def running_bills(partner: Tenant, customer: Tenant, month: date) -> list[Bill]:
    """What falls due if nothing changes before the end of the month. Renewals that are still to come are not in it."""
    rows = list(Subscription.objects.sold_by(partner).of_customer(customer).filter(billed_in(month)))
    ledgers: dict[int, list[SeatChange]] = defaultdict(list)
    changes = SeatChange.objects.visible_to(partner).filter(subscription__in=[one.pk for one in rows])
    for change in changes.order_by("subscription", "at", "pk"):
        ledgers[change.subscription_id].append(change)
    return bills(rows, ledgers, month)
