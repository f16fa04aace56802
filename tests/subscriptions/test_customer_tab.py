"""Subscriptions on a customer's page, in the list of customers, and on the customer's own side."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts.permissions import Role
from accounts.states import CustomerAgreement
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from subscriptions.models import Subscription
from tests import factories as make
from tests.client import PortalClient
from tests.customers.reading import words
from tests.world import World

SignIn = Callable[..., PortalClient]


def tab(world: World, kind: str = "provider") -> str:
    args = [getattr(world, kind).slug, world.customer.public_id]
    return reverse("subscriptions:of-customer", args=args)


def customers(world: World, name: str, kind: str = "provider") -> str:
    args = [getattr(world, kind).slug]
    return reverse(f"customers:customer-{name}", args=args + [world.customer.public_id] * (name != "list"))


def to_direct(world: World) -> None:
    """The direct-bill partner has won the customer, too, and sold it something."""
    make.AgreementAcceptanceFactory(agreement=world.provider.acceptances.get().agreement, tenant=world.direct)
    row = make.ResellerRelationshipFactory(
        partner=world.direct, customer=world.customer, capacity=Capacity.DIRECT
    )
    ResellerRelationship.objects.update(customer_agreement=CustomerAgreement.ACCEPTED)
    make.SubscriptionFactory(
        order=make.OrderFactory(relationship=row), offer=world.offer, name="Bought directly"
    )


@pytest.mark.rule("S001-40", "S000-61", "S000-55")
def test_who_orders_for_the_customer_may_add_and_view_products(contoso: World, client_for: SignIn) -> None:
    _ = contoso.subscription
    to_direct(contoso)
    client = client_for(contoso.people["direct"]["global_admin"])
    account = client.get(customers(contoso, "detail", "direct")).content.decode()
    assert f'href="{tab(contoso, "direct")}"' in account, "details lead to it"
    page = client.get(tab(contoso, "direct"))
    text = words(page.content.decode())
    assert "Add subscription" in text
    assert "View products" in text
    assert "not in the Azure portal" in text
    assert "Bought directly" in text
    assert contoso.subscription.name not in text, "another partner's"


@pytest.mark.rule("S001-41")
def test_for_a_customer_held_as_reseller_these_are_absent_and_it_says_whose(
    contoso: World, client_for: SignIn
) -> None:
    _ = contoso.subscription
    page = client_for(contoso.reseller_admin).get(tab(contoso, "reseller"))
    text = words(page.content.decode())
    assert "Add subscription" not in text
    assert "View products" not in text
    assert f"You hold this customer as a reseller: {contoso.provider.name} orders for it." in text
    assert contoso.subscription.name in text


def test_what_has_ended_stands_below(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.admin)
    assert "No subscription is running." in words(client.get(tab(contoso)).content.decode())
    row = contoso.subscription
    Subscription.objects.filter(pk=row.pk).update(status="expired", auto_renew=False)
    text = words(client.get(tab(contoso)).content.decode())
    assert (
        text.index("No subscription is running.") < text.index("Ended subscriptions") < text.index(row.name)
    )
    agent = client_for(contoso.people["provider"][Role.ADMIN_AGENT])
    assert "Export subscriptions" in words(agent.get(tab(contoso)).content.decode())


@pytest.mark.rule("S001-40", "S001-41")
def test_the_list_of_customers_counts_and_the_row_names_them(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.admin)
    assert "No subscriptions yet" in words(client.get(customers(contoso, "peek")).content.decode())
    assert tab(contoso) not in client.get(customers(contoso, "list")).content.decode()
    _ = contoso.licence
    for number in range(6):
        make.SubscriptionFactory(order=contoso.order, offer=contoso.offer, name=f"Another {number}")
    page = client.get(customers(contoso, "list")).content.decode()
    assert f'<a href="{tab(contoso)}">7 subscriptions<' in page
    row = words(client.get(customers(contoso, "peek")).content.decode())
    assert "Another 0 × 10 Active" in row
    assert "Sold by" not in row
    assert "2 more subscriptions" in row
    assert "Assigned: 1 of 70" in row
    theirs = client_for(contoso.reseller_admin)
    assert f'<a href="{tab(contoso, "reseller")}">7 subscriptions<' in (
        theirs.get(customers(contoso, "list", "reseller")).content.decode()
    )
    row = words(theirs.get(customers(contoso, "peek", "reseller")).content.decode())
    assert f"Sold by {contoso.provider.name}" in row


@pytest.mark.rule("S000-30")
def test_the_customer_sees_who_sells_and_who_supports(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.people["customer"]["global_admin"])
    address = reverse("subscriptions:own-subscriptions", args=[contoso.customer.slug])
    assert "What a partner sells you appears here" in words(client.get(address).content.decode())
    row = contoso.subscription
    Subscription.objects.filter(pk=row.pk).update(support_contact=contoso.reseller)
    page = client.get(address)
    text = words(page.content.decode())
    for fact in (row.name, "Active", "10", contoso.provider.name, contoso.reseller.name):
        assert fact in text
    one = reverse("subscriptions:own-subscription", args=[contoso.customer.slug, row.public_id])
    assert one in page.content.decode()
    text = words(client.get(one).content.decode())
    assert f"Sold by {contoso.provider.name}" in text
    assert f"Support contact {contoso.reseller.name}" in text
    assert "₩" not in text, "what its reseller asks for is not known here"
    assert "<form" not in client.get(one).content.decode().split("<main")[1].split("</main>")[0]
    to_direct(contoso)
    mine = Subscription.objects.get(name="Bought directly")
    one = reverse("subscriptions:own-subscription", args=[contoso.customer.slug, mine.public_id])
    assert "₩12" in words(client.get(one).content.decode())
    Subscription.objects.filter(customer=contoso.customer).update(status="cancelled", auto_renew=False)
    assert "What has ended is under its state" in words(client.get(address).content.decode())
    assert row.name in words(client.get(f"{address}?state=cancelled").content.decode())
