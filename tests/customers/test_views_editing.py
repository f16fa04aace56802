"""A partner edits a customer's details, and attests its agreement (rulebook 2.2; reference 3.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AgreementAcceptance
from accounts.permissions import Role
from accounts.querysets import customer_agreement_of
from accounts.states import AgreementKind, CustomerAgreement
from customers.actions import change_details
from customers.details import Details
from customers.models import Customer
from relationships.actions import end_reseller_relationship
from relationships.states import EndReason
from tests import factories as make
from tests.client import PortalClient
from tests.customers.reading import words
from tests.world import World

ClientFor = Callable[..., PortalClient]
SIGNER = {"signer_name": "Han Bora", "email": "bora@customer.example", "phone": "", "confirmed": "on"}


def _url(name: str, world: World, kind: str = "provider") -> str:
    return reverse(f"customers:{name}", args=[getattr(world, kind).slug, world.customer.public_id])


def _stored(world: World) -> Customer:
    return Customer.objects.get(pk=world.customer.pk)


def _body(world: World, **changes: str) -> dict[str, str]:
    row = _stored(world)
    return {**Details.of(row).as_dict(), "version": str(row.version), **changes}


def _attest(world: World, **changes: Any) -> dict[str, Any]:
    return {**SIGNER, "agreed_on": timezone.localdate().isoformat(), **changes}


# ------------------------------------------------------------------ details
@pytest.mark.parametrize("kind", ["provider", "reseller"])
def test_details_are_changed(contoso: World, client_for: ClientFor, kind: str) -> None:
    client = client_for(contoso.people[kind][Role.HELPDESK_AGENT])
    assert f"{contoso.canary} street 1" in client.get(_url("customer-edit", contoso, kind)).content.decode()
    answer = client.post(_url("customer-edit", contoso, kind), _body(contoso, city="Jung-gu"))
    assert answer.headers["Location"] == _url("customer-detail", contoso, kind)
    assert _stored(contoso).city == "Jung-gu"


def test_the_first_details_of_a_customer(contoso: World, client_for: ClientFor) -> None:
    body = _body(contoso, version="0")
    contoso.customer.customer.delete()
    client_for(contoso.admin).post(_url("customer-edit", contoso), body)
    assert _stored(contoso).version == 1


def test_what_is_wrong_is_said_and_what_was_typed_stays(contoso: World, client_for: ClientFor) -> None:
    answer = client_for(contoso.admin).post(
        _url("customer-edit", contoso), _body(contoso, postal_code="1", city="Jung-gu")
    )
    text = answer.content.decode()
    assert "This is not a postal code of the country." in text
    assert 'value="Jung-gu"' in text
    assert _stored(contoso).city == "Gangnam-gu"


@pytest.mark.situation("C-031")
def test_who_saves_second_chooses(contoso: World, client_for: ClientFor) -> None:
    mine = _body(contoso, city="Mapo-gu")
    theirs = Details.of(_stored(contoso))
    change_details(
        customer=contoso.customer,
        version=1,
        details=Details(**{**theirs.as_dict(), "city": "Jung-gu", "phone": "+82 2-312-9999"}),
        by=contoso.actor("reseller"),
    )
    client = client_for(contoso.admin)
    answer = client.post(_url("customer-edit", contoso), mine)
    text = words(answer.content.decode())
    assert "Somebody changed these details meanwhile" in text
    for word in ("Mapo-gu", "Jung-gu", "+82 2-312-9999"):
        assert word in text
    assert _stored(contoso).city == "Jung-gu"
    client.post(_url("customer-edit", contoso), {**mine, "phone": "+82 2-312-9999", "version": "2"})
    assert (_stored(contoso).city, _stored(contoso).phone) == ("Mapo-gu", "+82 2-312-9999")


@pytest.mark.parametrize("name", ["customer-edit", "customer-attest"])
def test_after_the_end_the_page_says_so(contoso: World, client_for: ClientFor, name: str) -> None:
    end_reseller_relationship(relationship=contoso.relationship, by=contoso.actor(), reason=EndReason.OTHER)
    client = client_for(contoso.people["provider"][Role.SALES_AGENT])
    for answer in (client.get(_url(name, contoso)), client.post(_url(name, contoso), {})):
        assert answer.headers["Location"] == _url("customer-detail", contoso)
    assert "nothing can be changed here" in client.get(_url("customer-detail", contoso)).content.decode()


# ------------------------------------------------------------------ the agreement
@pytest.fixture
def agent(contoso: World, client_for: ClientFor) -> PortalClient:
    make.AgreementFactory(kind=AgreementKind.MCA)
    return client_for(contoso.people["provider"][Role.ADMIN_AGENT])


def test_the_partner_is_not_the_contact_of_its_customer(contoso: World, client_for: ClientFor) -> None:
    """Reference 3.3."""
    for email in (f"me@{contoso.provider.domain.upper()}", "me@mail.microsoft.com"):
        answer = client_for(contoso.admin).post(_url("customer-edit", contoso), _body(contoso, email=email))
        assert "Write an address of the customer" in answer.content.decode()
    assert _stored(contoso).version == 1


def test_the_agreement_is_attested(contoso: World, agent: PortalClient) -> None:
    assert (
        f'value="Bora {contoso.canary} contact"'
        in agent.get(_url("customer-attest", contoso)).content.decode()
    )
    answer = agent.post(_url("customer-attest", contoso), _attest(contoso, phone="02-312-3456"))
    assert answer.headers["Location"] == _url("customer-detail", contoso)
    row = AgreementAcceptance.objects.get(tenant=contoso.customer)
    assert (row.signer_name, row.signer_phone) == ("Han Bora", "+82 2-312-3456")
    assert row.attesting_partner == contoso.provider
    assert customer_agreement_of(contoso.customer) == CustomerAgreement.ATTESTED


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("agreed_on", (timezone.localdate() + timedelta(days=2)).isoformat(), "cannot be in the future"),
        ("agreed_on", "yesterday", "Write the day as year, month and day"),
        ("phone", "12", "This phone number does not exist"),
        ("confirmed", "", "Tick the box"),
        ("signer_name", "", "Fill in"),
    ],
)
def test_what_an_attestation_takes(
    contoso: World, agent: PortalClient, field: str, value: str, said: str
) -> None:
    answer = agent.post(_url("customer-attest", contoso), _attest(contoso, **{field: value}))
    assert said in answer.content.decode()
    assert not AgreementAcceptance.objects.filter(tenant=contoso.customer).exists()


def test_a_day_to_come_is_said_with_all_that_is_wrong(contoso: World, agent: PortalClient) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()
    answer = agent.post(_url("customer-attest", contoso), _attest(contoso, agreed_on=tomorrow, phone="12"))
    assert set(answer.context["form"].errors) == {"agreed_on", "phone"}


def test_the_same_person_twice(contoso: World, agent: PortalClient) -> None:
    agent.post(_url("customer-attest", contoso), _attest(contoso))
    answer = agent.post(_url("customer-attest", contoso), _attest(contoso))
    assert "has attested this already, with the same person" in answer.content.decode()
    assert AgreementAcceptance.objects.filter(tenant=contoso.customer).count() == 1


def test_without_a_published_agreement(contoso: World, client_for: ClientFor) -> None:
    client = client_for(contoso.people["provider"][Role.ADMIN_AGENT])
    for answer in (
        client.get(_url("customer-attest", contoso)),
        client.post(_url("customer-attest", contoso), _attest(contoso)),
    ):
        assert "There is no agreement to attest yet" in answer.content.decode()


def test_a_dual_partner_that_holds_it_as_a_reseller_does_not_attest(
    contoso: World, client_for: ClientFor
) -> None:
    contoso.reseller.profile.programmes = ["direct_bill", "indirect_reseller"]
    contoso.reseller.profile.save()
    client = client_for(contoso.people["reseller"][Role.ADMIN_AGENT])
    answer = client.get(_url("customer-attest", contoso, "reseller"))
    assert answer.headers["Location"] == _url("customer-detail", contoso, "reseller")
