"""The Customers list: who is in it, each customer once, by which filters it is found."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]


def listed(world: World, kind: str = "provider", **query: str) -> str:
    return reverse("customers:customer-list", args=[getattr(world, kind).slug], query=query or None)


def names(page) -> list[str]:
    return [row.customer.name for row in page.context["rows"]]


@pytest.mark.rule("S000-56", "S002-11")
def test_the_list_shows_customers_with_their_facts(contoso: World, client_for: SignIn) -> None:
    page = client_for(contoso.admin).get(listed(contoso))
    html = page.content.decode()
    assert names(page) == [contoso.customer.name]
    for fact in (
        contoso.customer.domain,
        contoso.customer.public_id,
        contoso.customer.country.name,
        "Through a reseller",
        contoso.reseller.name,
        "Missing",
    ):
        assert fact in html
