"""Add subscription for a customer that is there, and why not (S000-57 to S000-61, S001-34, S001-35, S001-39 to S001-41)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.permissions import Role
from accounts.states import CustomerAgreement
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from subscriptions.forms_ordering import seats
from subscriptions.models import Offer, Order, OrderDraft, Subscription
from tests import factories as make
from tests.client import PortalClient
from tests.subscriptions.typing_orders import Typist
from tests.world import World

ClientFor = Callable[[User], PortalClient]


@pytest.fixture
def typist(contoso: World, client_for: ClientFor) -> Typist:
    return Typist(contoso, client_for(contoso.admin))


@pytest.fixture
def agreed(contoso: World) -> World:
    ResellerRelationship.objects.update(customer_agreement=CustomerAgreement.ACCEPTED)
    return contoso


def _text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def _add(typist: Typist, customer: Any = None) -> str:
    return typist.url("subscriptions:add-subscription", customer or typist.world.customer)


def _begin(typist: Typist, offer: Offer, **more: str) -> OrderDraft:
    body = {seats(offer): "4", "action": "review", "reseller": typist.world.reseller.public_id}
    answer = typist.client.post(_add(typist), body | more)
    draft = OrderDraft.objects.latest("id")
    assert answer["Location"] == typist.url("subscriptions:draft-review", draft)
    return draft


def test_each_quantity_says_of_which_offer_it_is(typist: Typist, agreed: World) -> None:
    """One product is sold for several terms and billing cycles: who only hears the label tells them apart."""
    make.OfferFactory(name="Premium", term="P1Y", billing_cycle="monthly")
    make.OfferFactory(name="Premium", term="P1Y", billing_cycle="annual")
    page = _text(typist.client.get(_add(typist)))
    assert "Number of licenses: Premium, 1 year, Monthly</label>" in page
    assert "Number of licenses: Premium, 1 year, Annual</label>" in page


@pytest.mark.rule("S000-57", "S000-58", "S000-59", "S000-60", "S000-61", "S000-29")
def test_the_whole_way(typist: Typist, agreed: World) -> None:
    """From the customer's row, with the reseller from a list, to the subscription."""
    offer = make.OfferFactory(name="Premium")
    row = typist.get("customers:customer-peek", agreed.customer)
    assert f'href="{_add(typist)}"' in _text(row)
    assert "Add subscription" in _text(row)
    page = _text(typist.client.get(_add(typist)))
    for words in ("New subscription", "Reseller (MPN ID)", "Number of licenses", agreed.customer.name):
        assert words in page, words
    assert f'<option value="{agreed.reseller.public_id}" selected>' in page, (
        "the one that serves it stands first"
    )
    assert "becomes eligible for incentives" in page
    assert not OrderDraft.objects.exists(), "a GET makes nothing"
    draft = _begin(typist, offer)
    review = _text(typist.get("subscriptions:draft-review", draft))
    for words in (agreed.reseller.mpn_id, "Your own region", "Submit"):
        assert words in review, words
    answer = typist.submit(draft)
    order = Order.objects.get()
    assert answer["Location"] == typist.url("subscriptions:order-confirmation", order)
    assert "Setup info" not in _text(typist.client.get(answer["Location"]))
    made = Subscription.objects.get()
    assert (made.quantity, made.reseller, made.reseller_mpn_id) == (
        4,
        agreed.reseller,
        agreed.reseller.mpn_id,
    )
    page = typist.get("subscriptions:of-customer", agreed.customer)
    assert made.name in _text(page)


@pytest.mark.rule("S000-26", "S000-31")
def test_no_reseller_or_another_one(typist: Typist, agreed: World) -> None:
    """The reseller of record is chosen apart from whoever manages the customer."""
    other = make.TenantFactory(reseller=True)
    make.PartnershipFactory(provider=agreed.provider, reseller=other)
    agreement = agreed.provider.acceptances.get().agreement
    make.AgreementAcceptanceFactory(agreement=agreement, tenant=other)
    offer = make.OfferFactory()
    for reseller in ("", other.public_id):
        typist.submit(_begin(typist, offer, reseller=reseller))
    assert [order.reseller for order in Order.objects.order_by("id")] == [None, other]
    assert {row.manager for row in Subscription.objects.all()} == {agreed.reseller}


@pytest.mark.rule("D11")
def test_a_partner_of_somebody_else_is_not_named(typist: Typist, agreed: World) -> None:
    stranger = make.TenantFactory(reseller=True)
    offer = make.OfferFactory()
    body = {seats(offer): "4", "action": "review", "reseller": stranger.public_id}
    answer = typist.client.post(_add(typist), body)
    assert "Choose one of the options" in _text(answer)
    assert not OrderDraft.objects.exists()


def test_without_the_customer_agreement(typist: Typist, client_for: ClientFor) -> None:
    """Reference 3.4: said with where it is mended; nothing is begun."""
    agent = Typist(typist.world, client_for(typist.world.people["provider"][Role.ADMIN_AGENT]))
    text = _text(agent.client.get(_add(agent)))
    assert "has not accepted the Microsoft Customer Agreement yet" in text
    assert agent.url("customers:customer-attest", agent.world.customer) in text
    agent.client.post(_add(agent), {seats(make.OfferFactory()): "4", "action": "review"})
    assert not OrderDraft.objects.exists()


def test_without_the_partner_agreement(contoso: World, client_for: ClientFor) -> None:
    """S004-5."""
    direct = Typist(contoso, client_for(contoso.people["direct"][Role.GLOBAL_ADMIN]), "direct")
    row = make.ResellerRelationshipFactory(partner=contoso.direct, capacity=Capacity.DIRECT)
    text = _text(direct.client.get(_add(direct, row.customer)))
    assert "Nothing can be ordered for this customer now" in text
    assert direct.url("accounts:agreement-list") in text


def _dual(world: World) -> None:
    """The direct-bill partner is a reseller, too, and serves the customer as one."""
    world.direct.profile.programmes = ["direct_bill", "indirect_reseller"]
    world.direct.profile.save()
    make.PartnershipFactory(provider=world.provider, reseller=world.direct)
    make.AgreementAcceptanceFactory(agreement=world.provider.acceptances.get().agreement, tenant=world.direct)
    make.ResellerRelationshipFactory(
        partner=world.direct,
        customer=world.customer,
        capacity=Capacity.RESELLER,
        with_partner=world.provider,
        customer_agreement=CustomerAgreement.ACCEPTED,
    )


@pytest.mark.rule("S001-34", "S001-39", "S001-40", "S001-41")
def test_a_customer_held_as_a_reseller(contoso: World, client_for: ClientFor) -> None:
    """The options to add and to view products are not there, and the pages say whose customer it is."""
    _dual(contoso)
    direct = Typist(contoso, client_for(contoso.people["direct"][Role.GLOBAL_ADMIN]), "direct")
    whose = f"You hold this customer as a reseller: {contoso.provider.name} orders for it."
    for name in ("customer-detail", "customer-peek", "customer-abilities"):
        text = _text(direct.get(f"customers:{name}", contoso.customer))
        assert whose in text, name
        assert "Add subscription" not in text
        assert "View products" not in text
    offer = make.OfferFactory()
    for answer in (
        direct.client.get(_add(direct)),
        direct.client.post(_add(direct), {seats(offer): "4", "action": "review"}),
    ):
        assert whose in _text(answer)
        assert seats(offer) not in _text(answer)
    assert not OrderDraft.objects.exists()


@pytest.mark.rule("S001-40", "S001-38")
def test_a_direct_customer_has_the_options(contoso: World, client_for: ClientFor) -> None:
    """A dual partner has the same customer in both: there it orders in the one that is direct."""
    _dual(contoso)
    make.ResellerRelationshipFactory(
        partner=contoso.direct,
        customer=contoso.customer,
        capacity=Capacity.DIRECT,
        customer_agreement=CustomerAgreement.ACCEPTED,
    )
    direct = Typist(contoso, client_for(contoso.people["direct"][Role.GLOBAL_ADMIN]), "direct")
    text = _text(direct.get("customers:customer-detail", contoso.customer))
    for name, words in (("add-subscription", "Add subscription"), ("catalogue", "View products")):
        assert words in text
        args = [contoso.direct.slug, *([contoso.customer.public_id] if name == "add-subscription" else [])]
        assert reverse(f"subscriptions:{name}", args=args) in text
    offer = make.OfferFactory(software=True)
    direct.client.post(_add(direct), {seats(offer): "2", "action": "review"})
    draft = OrderDraft.objects.get()
    assert "acts as direct-bill partner" in _text(direct.get("subscriptions:draft-review", draft))
    assert direct.submit(draft).status_code == 303
    assert Order.objects.get().relationship.capacity == Capacity.DIRECT


@pytest.mark.rule("S001-35")
def test_no_order_before_there_is_a_relationship(typist: Typist, agreed: World) -> None:
    """An existing direct customer of somebody else is not there for the provider."""
    theirs = make.ResellerRelationshipFactory(partner=agreed.direct, capacity=Capacity.DIRECT)
    offer = make.OfferFactory()
    url = _add(typist, theirs.customer)
    assert typist.client.get(url).status_code == 404
    assert typist.client.post(url, {seats(offer): "4", "action": "review"}).status_code == 404
    assert not OrderDraft.objects.exists()


def test_in_which_of_two_relationships(typist: Typist, agreed: World) -> None:
    """A provider with the same customer directly chooses; what is chosen is kept."""
    own = make.ResellerRelationshipFactory(
        partner=agreed.provider,
        customer=agreed.customer,
        capacity=Capacity.DIRECT,
        customer_agreement=CustomerAgreement.ACCEPTED,
    )
    assert "In which relationship" in _text(typist.client.get(_add(typist)))
    draft = _begin(typist, make.OfferFactory(), relationship=own.public_id, reseller="")
    assert "without a reseller" in _text(typist.get("subscriptions:draft-review", draft))
    typist.submit(draft)
    assert Order.objects.get().relationship == own


def test_the_relationship_ends_between_the_steps(typist: Typist, agreed: World) -> None:
    draft = _begin(typist, make.OfferFactory())
    body = typist.review(draft)
    ResellerRelationship.objects.filter(partner=agreed.provider).update(
        status="ended",
        ended_at=agreed.relationship.established_at,
        end_reason="moved",
        admin_access="none",
        admin_access_at=None,
    )
    answer = typist.client.post(typist.url("subscriptions:draft-review", draft), body, follow=True)
    assert answer.status_code == 200
    assert "has ended, so nothing can be ordered" in _text(answer)
    assert not Order.objects.exists()
