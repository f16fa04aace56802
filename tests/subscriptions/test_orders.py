"""The order history, one order, and the products (S001-38, S001-40)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from accounts.models import Membership, User
from relationships.models import ResellerRelationship
from subscriptions.actions import follow_customer_agreement
from subscriptions.models import Order, Subscription
from subscriptions.states import OrderStatus
from tests import factories as make
from tests.client import PortalClient
from tests.subscriptions.typing_orders import Typist
from tests.world import World


@pytest.fixture
def typist(contoso: World, client_for: Callable[[User], PortalClient]) -> Typist:
    return Typist(contoso, client_for(contoso.admin))


def _text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.rule("S001-38")
def test_the_history_of_a_partner_and_of_one_customer(typist: Typist) -> None:
    world = typist.world
    other = make.ResellerRelationshipFactory(partner=world.provider, capacity="direct")
    shown = {row: typist.url("subscriptions:order-detail", row) for row in (world.order, world.waiting)}
    apart = typist.url("subscriptions:order-detail", make.OrderFactory(relationship=other))
    foreign = make.OrderFactory()
    text = _text(typist.get("subscriptions:order-list"))
    assert all(url in text for url in (*shown.values(), apart))
    assert foreign.public_id not in text
    url = typist.url("subscriptions:order-list")
    text = _text(typist.client.get(url, {"customer": world.customer.public_id}))
    assert all(address in text for address in shown.values())
    assert apart not in text
    assert f"Customer: {world.customer.name}" in text, "the chip says whose"
    text = _text(typist.client.get(url, {"status": "submitted"}))
    assert shown[world.waiting] in text
    assert shown[world.order] not in text
    text = _text(typist.client.get(url, {"q": other.customer.name[:4]}))
    assert apart in text
    history = typist.get("customers:customer-detail", world.customer)
    assert f"{url}?customer={world.customer.public_id}" in _text(history)


def test_an_order_stays_when_its_author_left(typist: Typist) -> None:
    """Who left is not to be seen any more; the order is."""
    world = typist.world
    person = world.people["provider"]["sales_agent"]
    order = make.OrderFactory(relationship=world.relationship, ordered_by=person)
    assert person.full_name in _text(typist.get("subscriptions:order-list"))
    Membership.objects.filter(user=person).delete()
    for page in (typist.get("subscriptions:order-list"), typist.get("subscriptions:order-detail", order)):
        assert page.status_code == 200
        assert order.public_id in _text(page)
        assert person.full_name not in _text(page)


def test_an_order_that_waits_is_cancelled(typist: Typist) -> None:
    """Asked once; afterwards the agreement brings nothing any more."""
    world = typist.world
    order = world.waiting
    cancel = typist.url("subscriptions:order-cancel", order)
    page = _text(typist.get("subscriptions:order-detail", order))
    assert "waits for the customer agreement" in page
    assert cancel in page
    typist.client.get(cancel)
    order.refresh_from_db()
    assert order.status == OrderStatus.SUBMITTED
    text = _text(typist.client.post(cancel, follow=True))
    assert "The order is cancelled" in text
    assert cancel not in text
    ResellerRelationship.objects.update(customer_agreement="accepted")
    follow_customer_agreement(customer=world.customer, state="accepted")
    order.refresh_from_db()
    assert order.status == OrderStatus.CANCELLED
    assert not Subscription.objects.exists()
    assert "cannot be cancelled" in _text(typist.client.get(cancel, follow=True))
    assert "not possible any more" in _text(typist.client.post(cancel, follow=True))


def test_an_order_that_failed_says_why(typist: Typist) -> None:
    order = make.OrderFactory(
        relationship=typist.world.relationship, status="failed", failure="Offer 1 is not sold any more."
    )
    text = _text(typist.get("subscriptions:order-detail", order))
    assert "Offer 1 is not sold any more." in text
    assert typist.url("subscriptions:add-subscription", typist.world.customer) in text


@pytest.mark.rule("S001-40", "S001-38")
def test_products(typist: Typist) -> None:
    """What is sold in the region, of every kind, with the price in the currency that is asked for."""
    licence = make.OfferFactory(name="Premium", category="small_business")
    software = make.OfferFactory(software=True, name="Server")
    make.OfferFactory(name="Withdrawn", withdrawn_at=make.UserFactory().date_joined)
    elsewhere = make.OfferFactory(name="Elsewhere")
    elsewhere.regions.clear()
    url = typist.url("subscriptions:catalogue")
    text = _text(typist.client.get(url))
    for words in ("Premium", "Server", "₩12", "Software", licence.code):
        assert words in text, words
    assert "Withdrawn" not in text
    assert "Elsewhere" not in text
    assert "Server" not in _text(typist.client.get(url, {"kind": "licence"}))
    assert "Premium" in _text(typist.client.get(url, {"category": "small_business"}))
    assert "Premium" not in _text(typist.client.get(url, {"q": software.code}))
    licence.prices.all().delete()
    assert "Not sold in this currency" in _text(typist.client.get(url, {"q": "prem"}))
    assert typist.client.get(url, {"currency": "XXX"}).status_code == 200


def test_orders_are_counted_once(typist: Typist) -> None:
    assert Order.objects.sold_by(typist.world.provider).count() == 0
    text = _text(typist.get("subscriptions:order-list"))
    assert "No orders yet" in text
