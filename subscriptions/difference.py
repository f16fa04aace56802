"""What one licence more costs from today on, as the statement will say it (subscriptions.proration)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from subscriptions.models import Subscription
from subscriptions.proration import Change, month_of, prorate


def cost_of_one_more(subscription: Subscription, today: date) -> Decimal:
    """Added on this day (UTC), for what is left of the month, or of the billing period where that is longer."""
    ledger = [Change.of(row) for row in subscription.seat_changes.order_by("at", "id")]
    more = Change(today, 1, subscription.unit_price, subscription.term_starts_on, subscription.term_ends_on)
    return _due(subscription, [*ledger, more], today) - _due(subscription, ledger, today)


def _due(subscription: Subscription, changes: list[Change], today: date) -> Decimal:
    row = subscription
    lines = prorate(row.billing_cycle, row.currency, row.anchor_on, changes, month_of(today))
    return sum((line.amount for line in lines), Decimal(0))
