"""Add new customer, click by click: details, subscriptions, review, Submit, Confirmation, Done (S000-44 to S000-54)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Tenant, User
from accounts.permissions import Role
from accounts.states import CustomerAgreement
from relationships.models import ResellerRelationship
from relationships.states import AdminAccess, Capacity
from subscriptions.models import Offer, Order, OrderDraft, Subscription
from subscriptions.states import DraftStatus, OrderStatus
from tests import factories as make
from tests.client import PortalClient
from tests.subscriptions.typing_orders import CUSTOMER, Typist
from tests.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def typist(contoso: World, client_for: Callable[[User], PortalClient]) -> Typist:
    return Typist(contoso, client_for(contoso.admin))


def _text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.rule(
    "S000-44", "S000-45", "S000-46", "S000-47", "S000-48", "S000-49", "S000-51", "S000-53", "S000-54", "S000-27"
)
def test_the_whole_way(typist: Typist) -> None:
    """From the reseller's row to the customer in the list, with the labels as written."""
    world, offer = typist.world, make.OfferFactory(name="Microsoft 365 Business Premium")
    rows = typist.get("relationships:reseller-list")
    start = typist.url("subscriptions:new-customer") + f"?reseller={world.partnership.public_id}"
    assert f'href="{start}"' in _text(rows)
    assert "Add new customer" in _text(rows)

    page = typist.client.get(start)
    assert f'<option value="{world.reseller.public_id}" selected>' in _text(page)
    assert "Next: Subscriptions" in _text(page)
    assert not OrderDraft.objects.exists(), "a GET makes nothing"

    draft = typist.begin(reseller=world.reseller.public_id)
    page = typist.get("subscriptions:draft-subscriptions", draft)
    assert "New subscription" in _text(page)
    assert "Next: Review" in _text(page)
    typist.choose(draft, {offer: "12"})
    page = typist.get("subscriptions:draft-review", draft)
    for words in ("Review", "₩144", "Submit", "Cancel", world.reseller.name, CUSTOMER["name"], "admin@areum.example"):
        assert words in _text(page), words
    assert not Tenant.objects.filter(domain="areum.example").exists(), "D7: nothing before Submit"

    answer = typist.submit(draft)
    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, typist.url("subscriptions:order-confirmation", order))
    page = typist.client.get(answer["Location"])
    for words in ("Confirmation", "Setup info", "admin@areum.example", "Done"):
        assert words in _text(page), words
    done = reverse("customers:customer-detail", args=[world.provider.slug, order.customer.public_id])
    assert f'href="{done}">Done</a>' in _text(page)
    assert typist.client.get(done).status_code == 200
    held = ResellerRelationship.objects.get(partner=world.reseller, customer=order.customer)
    assert (held.capacity, held.admin_access) == (Capacity.RESELLER, AdminAccess.GRANTED)
    assert order.reseller == world.reseller
