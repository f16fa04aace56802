"""Amounts of money: to the minor unit of their currency (ISO 4217), and as the active language writes them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale, UnknownLocaleError
from babel.numbers import (
    format_currency,
    format_decimal,
    get_currency_name,
    get_currency_precision,
    is_currency,
)
from django.utils.translation import get_language


@lru_cache(maxsize=64)
def digits(currency: str) -> int:
    """How many decimals the currency has: KRW and JPY none, USD two; never more than the database keeps."""
    return min(get_currency_precision(currency), 2)


def rounded(amount: Decimal, currency: str) -> Decimal:
    """To the currency's minor unit; halves go away from zero."""
    return amount.quantize(Decimal(1).scaleb(-digits(currency)), rounding=ROUND_HALF_UP)


def money(amount: Decimal | int | None, currency: str) -> str:
    """ "₩12,000", "$9.50", "€9.50"; of an unknown code the number with the code after it. Nothing gives a dash."""
    if amount is None:
        return "–"
    exact, locale = rounded(Decimal(amount), currency), _locale(get_language() or "en")
    if is_currency(currency):
        return str(format_currency(exact, currency, locale=locale))
    places = "0" * digits(currency)
    number = format_decimal(exact, format=f"#,##0.{places}" if places else "#,##0", locale=locale)
    return f"{number} {currency}".strip()


def currency_words(currency: str) -> str:
    """ "South Korean Won (KRW)"; an unknown code as it is, a country without a currency gives a dash."""
    if not is_currency(currency):
        return currency or "–"
    return f"{get_currency_name(currency, locale=_locale(get_language() or 'en'))} ({currency})"


@lru_cache(maxsize=16)
def _locale(language: str) -> Locale:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale("en")
