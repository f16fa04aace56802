from __future__ import annotations

from datetime import date

from django import template

from partnercenter.core import dates
from subscriptions import money

register = template.Library()


@register.filter
def month(day: date) -> str:
    """ "March 2026" """
    return dates.month_words(day)


@register.filter
def currency(code: str) -> str:
    """ "South Korean Won (KRW)" """
    return money.currency_words(code)
