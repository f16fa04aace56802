"""Add new customer, click by click: details, subscriptions, review, Submit, Confirmation, Done (S000-44 to S000-54)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Tenant, User
from accounts.permissions import Role
from accounts.states import CustomerAgreement
from partnercenter.core.models import OutgoingMail
from relationships.models import ResellerRelationship
from relationships.states import AdminAccess, Capacity
from subscriptions.models import Order, OrderDraft, Subscription
from subscriptions.states import OrderStatus
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
    "S000-44",
    "S000-45",
    "S000-46",
    "S000-47",
    "S000-48",
    "S000-49",
    "S000-51",
    "S000-53",
    "S000-54",
    "S000-27",
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
    for words in (
        "Review",
        "₩144",
        "Submit",
        "Cancel",
        world.reseller.name,
        CUSTOMER["name"],
        "admin@areum.example",
    ):
        assert words in _text(page), words
    assert not Tenant.objects.filter(domain="areum.example").exists(), "D7: nothing before Submit"

    answer = typist.submit(draft)
    order = Order.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        typist.url("subscriptions:order-confirmation", order),
    )
    page = typist.client.get(answer["Location"])
    for words in ("Confirmation", "Setup info", "admin@areum.example", "Done"):
        assert words in _text(page), words
    done = reverse("customers:customer-detail", args=[world.provider.slug, order.customer.public_id])
    assert f'href="{done}">Done</a>' in _text(page)
    assert typist.client.get(done).status_code == 200
    held = ResellerRelationship.objects.get(partner=world.reseller, customer=order.customer)
    assert (held.capacity, held.admin_access) == (Capacity.RESELLER, AdminAccess.GRANTED)
    assert order.reseller == world.reseller


@pytest.mark.rule("S000-26", "S000-31", "S000-42")
def test_without_a_reseller_the_provider_has_the_rights(typist: Typist) -> None:
    """Naming one is the provider's choice."""
    draft = typist.begin()
    typist.choose(draft, {make.OfferFactory(): "1"})
    assert typist.submit(draft).status_code == 303
    order = Order.objects.get()
    row = ResellerRelationship.objects.get(customer=order.customer)
    assert (row.partner, row.capacity, row.admin_access) == (
        typist.world.provider,
        Capacity.DIRECT,
        AdminAccess.GRANTED,
    )
    assert order.reseller is None


def _agent(contoso: World, client_for: Callable[[User], PortalClient], kind: str = "provider") -> Typist:
    return Typist(contoso, client_for(contoso.people[kind][Role.ADMIN_AGENT]), kind)


ATTESTED = {
    "agreement": "attest",
    "signer_name": "Han Bora",
    "signer_email": "bora@areum.example",
    "agreed_on": "2026-01-05",
    "confirmed": "on",
}


def test_attested_it_begins_at_once(contoso: World, client_for: Callable[[User], PortalClient]) -> None:
    """Reference 3.4: the agreement's fields; the order does not wait."""
    agent, offer = _agent(contoso, client_for), make.OfferFactory()
    assert contoso.mca
    refused = agent.client.post(agent.url("subscriptions:new-customer"), CUSTOMER | {"agreement": "attest"})
    assert "Fill in: Day of acceptance" in _text(refused)
    assert not OrderDraft.objects.exists()
    draft = agent.begin(**ATTESTED)
    agent.choose(draft, {offer: "3"})
    assert "Han Bora" in _text(agent.get("subscriptions:draft-review", draft))
    agent.submit(draft)
    order = Order.objects.get()
    assert order.status == OrderStatus.FULFILLED
    assert Subscription.objects.get().quantity == 3
    assert order.relationship.customer_agreement == CustomerAgreement.ATTESTED


def test_of_the_person_who_accepted_only_the_phone_is_optional(
    contoso: World, client_for: Callable[[User], PortalClient]
) -> None:
    """The labels say what is asked for where the partner attests; who asks the customer needs none of it."""
    agent = _agent(contoso, client_for)
    assert contoso.mca
    text = re.sub(r"<[^>]+>", "", _text(agent.get("subscriptions:new-customer")))
    for label in ("Name of the person who accepted", "E-mail address of that person", "Day of acceptance"):
        assert label in text
        assert f"{label} (optional)" not in text
    assert "Phone of that person (optional)" in text
    assert agent.begin(agreement="ask")


def test_only_agents_attest(typist: Typist) -> None:
    """Reference 3.4: a global admin does not; the page says who does."""
    assert typist.world.mca
    page = typist.get("subscriptions:new-customer")
    assert 'value="attest"' not in _text(page)
    assert "takes an admin agent or a sales agent" in _text(page)
    answer = typist.client.post(typist.url("subscriptions:new-customer"), CUSTOMER | ATTESTED)
    assert "Choose one of the options" in _text(answer)


def test_the_link_is_mailed_to_the_contact(typist: Typist) -> None:
    draft = typist.begin(setup="mail")
    typist.choose(draft, {make.OfferFactory(): "1"})
    page = typist.client.get(typist.submit(draft)["Location"])
    assert "was mailed to kim@areum.example" in _text(page)
    assert "Show the temporary password" not in _text(page)
    kinds = set(OutgoingMail.objects.filter(to_address="kim@areum.example").values_list("kind", flat=True))
    assert kinds == {"password_link", "agreement_wanted"}


@pytest.mark.rule("S001-33", "S001-39", "S001-38")
def test_a_reseller_has_none_of_these_pages(
    contoso: World, client_for: Callable[[User], PortalClient]
) -> None:
    reseller = _agent(contoso, client_for, "reseller")
    for name in ("new-customer", "order-list", "catalogue"):
        assert reseller.get(f"subscriptions:{name}").status_code == 403
    url = reverse("subscriptions:add-subscription", args=[contoso.reseller.slug, contoso.customer.public_id])
    assert reseller.client.get(url).status_code == 403
    assert "Add new customer" not in _text(reseller.get("customers:customer-list"))


def test_without_the_partner_agreement_nobody_is_added(
    contoso: World, client_for: Callable[[User], PortalClient]
) -> None:
    """S004-5: said at once, with where it is signed."""
    direct = _agent(contoso, client_for, "direct")
    page = direct.get("subscriptions:new-customer")
    assert "You cannot add customers now" in _text(page)
    assert reverse("accounts:agreement-list", args=[contoso.direct.slug]) in _text(page)
    assert "You cannot add customers now" in _text(
        direct.client.post(direct.url("subscriptions:new-customer"), CUSTOMER)
    )
    assert not OrderDraft.objects.exists()


@pytest.mark.rule("S001-38", "S004-10")
def test_a_direct_bill_partner_orders_itself(
    contoso: World, client_for: Callable[[User], PortalClient]
) -> None:
    """Software and reservations, too; no reseller is named."""
    make.AgreementAcceptanceFactory(
        agreement=contoso.provider.acceptances.get().agreement, tenant=contoso.direct
    )
    direct = _agent(contoso, client_for, "direct")
    assert 'name="reseller"' not in _text(direct.get("subscriptions:new-customer"))
    draft = direct.begin()
    direct.choose(draft, {make.OfferFactory(software=True): "2", make.OfferFactory(reservation=True): "1"})
    text = _text(direct.get("subscriptions:draft-review", draft))
    assert "acts as direct-bill partner" in text
    assert "One-time" in text
    assert direct.submit(draft).status_code == 303
    assert Order.objects.get().lines.count() == 2


def test_a_reseller_that_has_not_signed_is_not_named(typist: Typist) -> None:
    """S004-6, S004-7: it stands in the list, and the form says why not."""
    other = make.TenantFactory(reseller=True, name="Unsigned")
    row = make.PartnershipFactory(provider=typist.world.provider, reseller=other)
    page = typist.client.get(typist.url("subscriptions:new-customer") + f"?reseller={row.public_id}")
    assert "Unsigned (partner agreement not signed)" in _text(page)
    answer = typist.client.post(
        typist.url("subscriptions:new-customer"), CUSTOMER | {"reseller": other.public_id}
    )
    assert "has not signed the Microsoft Partner Agreement yet" in _text(answer)
    assert not OrderDraft.objects.exists()
    foreign = make.PartnershipFactory()
    url = typist.url("subscriptions:new-customer") + f"?reseller={foreign.public_id}"
    assert typist.client.get(url).status_code == 404
