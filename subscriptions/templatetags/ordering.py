from __future__ import annotations

from django import template

from accounts.country_rules import address_lines
from customers.details import Details
from partnercenter.core.components import Badge
from subscriptions.badges_ordering import ORDERS
from subscriptions.models import Order

register = template.Library()


@register.filter
def order_badge(order: Order) -> Badge:
    return ORDERS[order.status]


@register.filter
def details_address(details: Details, country: str) -> str:
    """Over several lines, in the order of the country, of a customer that is not there yet."""
    return "\n".join(address_lines(country, details))
