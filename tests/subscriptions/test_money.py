"""Amounts of money in words (subscriptions.money)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils.translation import override

from subscriptions.money import digits, money, rounded


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
