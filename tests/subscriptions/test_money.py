"""Amounts of money in words (subscriptions.money)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from babel.numbers import is_currency
from django.template import Context, Template
from django.utils.translation import override

from accounts.models import Country
from subscriptions.money import currency_words, digits, money, rounded


@pytest.mark.parametrize(
    ("amount", "currency", "words"),
    [
        ("1234.5", "USD", "$1,234.50"),
        ("1234.565", "EUR", "€1,234.57"),
        ("-1234.5", "KRW", "-₩1,235"),
        ("1234.49", "JPY", "¥1,234"),
        ("0", "GBP", "£0.00"),
        ("7", "XXQ", "7.00 XXQ"),
        ("7", "", "7.00"),
    ],
)
def test_an_amount_has_the_decimals_of_its_currency(amount: str, currency: str, words: str) -> None:
    with override("en"):
        assert money(Decimal(amount), currency) == words


def test_each_language_writes_it_its_own_way_and_nothing_is_a_dash() -> None:
    with override("ko"):
        assert money(Decimal("9.5"), "USD") == "US$9.50"
        assert money(Decimal(12000), "KRW") == "₩12,000"
    with override("en"):
        assert Template("{% load subscriptions %}{{ a|money:c }} {{ b|money:c }}").render(
            Context({"a": Decimal(3), "b": None, "c": "KRW"})
        ) == ("₩3 –")


def test_halves_go_away_from_zero_to_the_minor_unit() -> None:
    assert rounded(Decimal("0.005"), "USD") == Decimal("0.01")
    assert rounded(Decimal("-0.005"), "USD") == Decimal("-0.01")
    assert rounded(Decimal("0.5"), "KRW") == 1
    assert [digits(code) for code in ("USD", "KRW", "JPY", "XXQ", "BHD")] == [2, 0, 0, 2, 2]


def test_a_currency_has_a_name_where_it_is_known_and_none_is_a_dash() -> None:
    with override("en"):
        assert currency_words("KRW") == "South Korean Won (KRW)"
        assert [currency_words(code) for code in ("XXQ", "")] == ["XXQ", "–"]


@pytest.mark.django_db
def test_every_currency_of_the_programme_is_known() -> None:
    """Some countries have none (reference 3.14): nothing is ordered there, so nothing is billed there."""
    codes = set(Country.objects.values_list("currency", flat=True)) - {""}
    assert {"KRW", "USD", "EUR", "JPY"} <= codes
    assert not [code for code in codes if not is_currency(code)]
