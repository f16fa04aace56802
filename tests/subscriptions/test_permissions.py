"""S003-10, reference 3.17: a partner lets its customer buy reservations, and the customer does."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal
from typing import Any

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from accounts.states import CustomerAgreement
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.models import Partnership, ResellerRelationship
from subscriptions.actions import suspend_subscription
from subscriptions.actions.permissions import buy_as_customer, permit_purchases, withdraw_purchases
from subscriptions.models import Offer, OfferPrice, Order, PurchasePermission, Subscription
from subscriptions.states import PurchaseResource
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

RESERVATIONS, PLANS = PurchaseResource
pytestmark = pytest.mark.rule("S003-10")


@pytest.fixture
def world(contoso: World) -> World:
    _ = contoso.azure, contoso.reservation
    rows = ResellerRelationship.objects.filter(pk=contoso.relationship.pk)
    rows.update(customer_agreement=CustomerAgreement.ACCEPTED)
    return contoso


def _as(actor: Actor) -> Any:
    return tenancy.acting(user_id=actor.user.pk, tenant_id=actor.tenant.pk)


def permit(world: World, resource: PurchaseResource = RESERVATIONS) -> None:
    by = world.actor("provider", Role.ADMIN_AGENT)
    with _as(by):
        permit_purchases(customer=world.customer, resource=resource, by=by)


def withdraw(world: World) -> None:
    by = world.actor("provider", Role.ADMIN_AGENT)
    with _as(by):
        withdraw_purchases(customer=world.customer, resource=RESERVATIONS, by=by)


def buy(world: World, offer: Offer | None = None, key: str = "") -> Order:
    by = world.actor("customer")
    with _as(by):
        return buy_as_customer(
            partner=world.provider,
            offer=offer or world.reservation,
            quantity=2,
            key=key or uuid.uuid4().hex,
            by=by,
        )


def refusal(world: World, offer: Offer | None = None) -> str:
    with pytest.raises(DomainError) as caught:
        buy(world, offer)
    return caught.value.code


def test_off_by_default_and_each_by_itself(world: World) -> None:
    assert refusal(world) == "not_permitted"
    permit(world, PLANS)
    assert refusal(world) == "not_permitted"
    permit(world)
    assert buy(world).by_customer


def test_what_the_customer_buys_is_its_partners_business(world: World) -> None:
    """On the partner's account, found among its orders, without a mail; managed and credited like the Azure plan."""
    permit(world)
    order = buy(world)
    row = Subscription.objects.get(order=order)
    assert (order.partner, order.customer, row.partner, row.quantity) == (
        world.provider,
        world.customer,
        world.provider,
        2,
    )
    assert (row.manager, row.relationship) == (world.reseller, world.relationship)
    assert OutgoingMail.objects.filter(about_type="subscriptions.order").count() == 0
    event = AuditEvent.objects.get(action="order.submitted")
    assert (event.tenant, event.counterparty) == (world.provider, world.customer)
    assert event.actor == world.people["customer"]["global_admin"]
    by = world.actor("customer")
    with _as(by), pytest.raises(DomainError, match="not_seller"):  # cancelling stays with the partner
        suspend_subscription(subscription=row, by=by)


def test_the_reseller_of_record_is_that_of_the_azure_subscription(world: World) -> None:
    Subscription.objects.filter(pk=world.azure.pk).update(
        reseller=world.reseller, reseller_mpn_id=world.reseller.mpn_id
    )
    permit(world)
    assert buy(world).subscriptions.get().reseller == world.reseller
    Partnership.objects.filter(pk=world.partnership.pk).update(
        status="removed",
        removed_at=Now(),
        removed_by=world.admin,
        removal_reason="agreed",
    )
    assert buy(world).subscriptions.get().reseller is None


def test_sent_twice_it_is_one_order(world: World) -> None:
    permit(world)
    assert buy(world, key="a" * 32) == buy(world, key="a" * 32)
    assert Order.objects.filter(by_customer=True).count() == 1


def test_given_and_withdrawn_twice_is_once(world: World) -> None:
    for act in (permit, withdraw):
        act(world)
        act(world)
    assert PurchasePermission.objects.get().withdrawn_at is not None
    actions = AuditEvent.objects.filter(action__startswith="purchase_permission.").order_by("id")
    assert [*actions.values_list("action", flat=True)] == [
        "purchase_permission.granted",
        "purchase_permission.withdrawn",
    ]
    assert refusal(world) == "not_permitted"


def test_nothing_without_an_active_azure_subscription(world: World) -> None:
    Subscription.objects.filter(pk=world.azure.pk).update(status="suspended", auto_renew=False)
    with pytest.raises(DomainError, match="no_azure"):
        permit(world)
    _ = world.permission
    assert refusal(world) == "no_azure"


def test_another_publishers_usage_is_no_azure(world: World) -> None:
    world.azure.offer.product.publisher = "partner"
    world.azure.offer.product.save()
    with pytest.raises(DomainError, match="no_azure"):
        permit(world)


def test_only_what_is_meant_for_it(world: World) -> None:
    permit(world)
    assert refusal(world, make.OfferFactory()) == "not_own"
    assert refusal(world, make.OfferFactory(reservation=True, resource=PLANS)) == "not_permitted"


def test_a_new_relationship_begins_with_everything_off(world: World) -> None:
    permit(world)
    given = PurchasePermission.objects.get()
    ResellerRelationship.objects.filter(pk=world.relationship.pk).update(
        established_at=given.granted_at.replace(year=given.granted_at.year + 1)
    )
    assert refusal(world) == "not_permitted"


# ---------------------------------------------------------------- pages
def client(user: User) -> PortalClient:
    browser = PortalClient()
    browser.force_login(user)
    return browser


def tab(world: World, role: str, kind: str = "provider") -> str:
    url = reverse(
        "subscriptions:purchase-permissions", args=[getattr(world, kind).slug, world.customer.public_id]
    )
    return client(world.people[kind][role]).get(url).content.decode()


def test_the_tab_says_what_it_means_and_admin_agents_switch(world: World) -> None:
    html = tab(world, Role.ADMIN_AGENT)
    for words in (
        "Allow customer to purchase",
        "Customer permissions",
        "Turn on Azure reservations",
        "Turn on Azure savings plans",
        "you pay",
        "not notified",
    ):
        assert words in html, words
    agent = client(world.people["provider"][Role.ADMIN_AGENT])
    switch = reverse(
        "subscriptions:purchase-permission-switch", args=[world.provider.slug, world.customer.public_id]
    )
    assert agent.post(switch, {"resource": "reservations", "to": "on"}).status_code == 302
    html = tab(world, Role.ADMIN_AGENT)
    assert "Turn off Azure reservations" in html
    assert "Turn on Azure savings plans" in html
    assert agent.post(switch, {"resource": "everything", "to": "on"}).status_code == 302
    assert PurchasePermission.objects.get().resource == "reservations"
    agent.post(switch, {"resource": "reservations", "to": "off"})
    assert not PurchasePermission.objects.given().exists()


def test_others_read_it(world: World) -> None:
    html = tab(world, Role.SALES_AGENT)
    assert "Turn on" not in html
    assert "Admin agent" in html
    switch = reverse(
        "subscriptions:purchase-permission-switch", args=[world.provider.slug, world.customer.public_id]
    )
    refused = client(world.people["provider"][Role.GLOBAL_ADMIN]).post(switch, {"resource": "reservations"})
    assert refused.status_code == 403


def test_a_reseller_is_sent_to_its_provider(world: World) -> None:
    assert "Your indirect provider gives these permissions" in tab(world, Role.ADMIN_AGENT, "reseller")


def test_without_azure_the_tab_says_so(contoso: World) -> None:
    html = tab(contoso, Role.ADMIN_AGENT)
    assert "No active Azure subscription yet" in html
    assert "Turn on" not in html


def test_the_customer_buys_by_itself(world: World) -> None:
    buyer = client(world.people["customer"][Role.GLOBAL_ADMIN])
    own = reverse("subscriptions:own-reservations", args=[world.customer.slug])
    assert "Ask it for the permission." in buyer.get(own).content.decode()
    page = reverse("subscriptions:own-reservation-buy", args=[world.customer.slug, world.provider.public_id])
    assert buyer.get(page).url == own
    permit(world)
    assert world.reservation.name in buyer.get(page).content.decode()
    asked = {"offer": world.reservation.public_id, "quantity": "２"}
    html = buyer.get(page, asked).content.decode()
    assert "₩24" in html
    change = html[html.index("<main") :].split('class="btn btn-secondary" href="')[1].split('"')[0]
    assert 'value="2"' in buyer.get(change.replace("&amp;", "&")).content.decode()
    hidden = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', html[html.index("<main") :]))
    for _ in range(2):
        assert buyer.post(page, hidden, follow=True).status_code == 200
    assert Order.objects.filter(by_customer=True).count() == 1
    assert "yourselves" in buyer.get(own).content.decode()


def test_a_price_that_moved_is_shown_first(world: World) -> None:
    permit(world)
    page = reverse("subscriptions:own-reservation-buy", args=[world.customer.slug, world.provider.public_id])
    body = {"offer": world.reservation.public_id, "quantity": "2", "unit_price": "12.00"}
    OfferPrice.objects.filter(offer=world.reservation).update(amount=Decimal(15))
    html = client(world.people["customer"][Role.GLOBAL_ADMIN]).post(page, body).content.decode()
    assert "another one meanwhile" in html
    assert "₩30" in html
    assert not Order.objects.filter(by_customer=True).exists()


def test_quantities_are_explained(world: World) -> None:
    permit(world)
    buyer = client(world.people["customer"][Role.GLOBAL_ADMIN])
    page = reverse("subscriptions:own-reservation-buy", args=[world.customer.slug, world.provider.public_id])
    for typed in ("0", "-1", "many", "1.5", "301"):
        html = buyer.get(page, {"offer": world.reservation.public_id, "quantity": typed}).content.decode()
        assert "There is a problem" in html, typed
    assert "There is a problem" in buyer.get(page, {"offer": "nothing", "quantity": "1"}).content.decode()


def test_the_hub_leads_there(world: World) -> None:
    hub = reverse("customers:customer-hub", args=[world.provider.slug])
    html = client(world.people["provider"][Role.ADMIN_AGENT]).get(hub).content.decode()
    task = html[html.index("Let customers buy their own services") :]
    assert reverse("customers:customer-list", args=[world.provider.slug]) in task
