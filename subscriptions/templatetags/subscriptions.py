from __future__ import annotations

from decimal import Decimal

from django import template

from subscriptions import money as amounts

register = template.Library()


@register.filter
def money(amount: Decimal | int | None, currency: str) -> str:
    """`{{ line.amount|money:statement.currency }}`"""
    return amounts.money(amount, currency)
