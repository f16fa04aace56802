from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from django import template

from accounts.overview import limited
from partnercenter.core.components import Badge
from partnercenter.core.dates import utc_words
from subscriptions import money as amounts
from subscriptions.badges import SUBSCRIPTIONS
from subscriptions.models import Subscription

register = template.Library()


@register.filter
def money(amount: Decimal | int | None, currency: str) -> str:
    """`{{ line.amount|money:statement.currency }}`; a dash where there is no amount."""
    return amounts.money(amount, currency)


@register.filter
def subscription_badge(row: Subscription) -> Badge:
    return SUBSCRIPTIONS[row.status]


@register.filter
def bounded(number: int) -> str:
    """A count that stops: 1,000+ where there are more."""
    return limited(number)


@register.filter
def utc(moment: datetime) -> str:
    """An instant to the minute in UTC: what terms and windows are counted in."""
    return utc_words(moment)
