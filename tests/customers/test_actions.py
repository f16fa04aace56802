"""A customer's account: created, changed, attested for; each with its event, by whoever may."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from accounts.models import Agreement, Country, Membership
from accounts.querysets import customer_agreement_of
from accounts.states import AgreementKind, Cloud, CustomerAgreement
from customers.actions import attest_customer_agreement, change_details, create_customer
from customers.details import Details
from customers.models import Customer
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.models import ResellerRelationship
from tests import factories as make
from tests.world import World

DETAILS = Details(
    "Teheran-ro 1",
    "Bora",
    "Han",
    "bora@new.example",
    city="Gangnam-gu",
    state="서울특별시",
    postal_code="06236",
)
SIGNER = {
    "signer_name": "Bora Han",
    "signer_email": "bora@new.example",
    "signer_phone": "",
    "agreed_on": date(2026, 1, 5),
}


def _mca() -> Agreement:
    return Agreement.objects.current(AgreementKind.MCA) or make.AgreementFactory(kind=AgreementKind.MCA)


def _stored(world: World) -> Customer:
    return Customer.objects.get(pk=world.customer.pk)


def _create(**changes: object) -> object:
    user = make.UserFactory()
    values = {
        "name": "New Customer",
        "domain": "new.example",
        "country": Country.objects.select_related("region").get(code="KR"),
        "cloud": Cloud.PUBLIC,
        "details": DETAILS,
        "admin": user,
        "by": Actor(user, None),
    }
    return create_customer(**(values | changes))


def test_a_customer_is_an_organisation_with_details_and_a_global_admin(db: None) -> None:
    tenant = _create(details=replace(DETAILS, phone="02-312-3456", state="Seoul"))
    row = Customer.objects.get(tenant__domain="new.example")
    assert row.tenant == tenant
    assert row.tenant.kind == "customer"
    assert Details.of(row) == replace(DETAILS, phone="+82 2-312-3456")
    assert Membership.objects.get(tenant=row.tenant).roles == ["global_admin"]
    assert AuditEvent.objects.filter(action="customer.created", tenant=row.tenant).count() == 1


@pytest.mark.parametrize(
    ("changes", "code"), [({"details": replace(DETAILS, city="")}, "required"), ({}, "domain_taken")]
)
def test_creating_is_all_or_nothing(db: None, changes: dict[str, object], code: str) -> None:
    make.TenantFactory(domain="taken.example")
    with pytest.raises(DomainError) as refused:
        _create(domain="taken.example", **changes)
    assert refused.value.code == code
    assert not Customer.objects.exists()
    assert not Membership.objects.exists()


def test_a_partner_changes_details_and_both_sides_read_what(contoso: World) -> None:
    old = Details.of(_stored(contoso))
    change_details(
        customer=contoso.customer, version=1, details=replace(old, city="Jung-gu"), by=contoso.actor()
    )
    row = _stored(contoso)
    assert (row.city, row.version) == ("Jung-gu", 2)
    event = AuditEvent.objects.get(action="customer.details_changed")
    assert (event.tenant, event.counterparty) == (contoso.customer, contoso.provider)
    assert event.changes == {"city": ["Gangnam-gu", "Jung-gu"]}


def test_the_customer_changes_its_own(contoso: World) -> None:
    details = replace(Details.of(_stored(contoso)), city="Jung-gu")
    change_details(customer=contoso.customer, version=1, details=details, by=contoso.actor("customer"))
    assert AuditEvent.objects.get(action="customer.details_changed").counterparty is None


def test_saving_what_stands_there_is_no_change(contoso: World) -> None:
    details = Details.of(_stored(contoso))
    change_details(customer=contoso.customer, version=1, details=details, by=contoso.actor())
    assert _stored(contoso).version == 1
    assert not AuditEvent.objects.filter(action="customer.details_changed").exists()


@pytest.mark.parametrize("version", [0, 2])
def test_whoever_saves_second_is_told(contoso: World, version: int) -> None:
    details = replace(Details.of(_stored(contoso)), city="Jung-gu")
    with pytest.raises(StaleState):
        change_details(customer=contoso.customer, version=version, details=details, by=contoso.actor())
    assert _stored(contoso).city == "Gangnam-gu"


def test_a_customer_without_details_gets_its_first(contoso: World) -> None:
    bare = make.TenantFactory(customer=True)
    make.ResellerRelationshipFactory(partner=contoso.provider, customer=bare)
    with pytest.raises(StaleState):
        change_details(customer=bare, version=1, details=DETAILS, by=contoso.actor())
    change_details(customer=bare, version=0, details=DETAILS, by=contoso.actor())
    assert Details.of(Customer.objects.get(pk=bare.pk)) == DETAILS


def test_details_follow_the_rules_of_the_country(contoso: World) -> None:
    with pytest.raises(DomainError) as refused:
        change_details(
            customer=contoso.customer,
            version=1,
            details=replace(DETAILS, postal_code="1"),
            by=contoso.actor(),
        )
    assert refused.value.field == "postal_code"


def test_only_partners_that_serve_it_now(contoso: World, fabrikam: World) -> None:
    with pytest.raises(DomainError) as refused:
        change_details(customer=contoso.customer, version=1, details=DETAILS, by=fabrikam.actor())
    assert refused.value.code == "not_serving"


def test_attesting_shows_in_every_row_of_the_customer(contoso: World) -> None:
    attest_customer_agreement(customer=contoso.customer, agreement=_mca(), by=contoso.actor(), **SIGNER)
    assert customer_agreement_of(contoso.customer) == CustomerAgreement.ATTESTED
    rows = ResellerRelationship.objects.of_customer(contoso.customer)
    assert set(rows.values_list("customer_agreement", flat=True)) == {CustomerAgreement.ATTESTED}


@pytest.mark.parametrize(
    ("kind", "code"), [("reseller", "as_reseller"), ("direct", "not_serving")], ids=["reseller", "stranger"]
)
def test_who_does_not_order_does_not_attest(contoso: World, kind: str, code: str) -> None:
    with pytest.raises(DomainError) as refused:
        attest_customer_agreement(
            customer=contoso.customer,
            agreement=_mca(),
            by=contoso.actor(kind),
            **SIGNER,
        )
    assert refused.value.code == code


def test_to_attest_again_the_person_has_to_differ(contoso: World) -> None:
    values = {"customer": contoso.customer, "agreement": _mca(), "by": contoso.actor(), **SIGNER}
    attest_customer_agreement(**values)
    with pytest.raises(DomainError) as refused:
        attest_customer_agreement(**values)
    assert refused.value.code == "attested_already"
    attest_customer_agreement(**(values | {"signer_name": "Somebody Else"}))


def test_whom_it_was_attested_for_hears_of_it(contoso: World) -> None:
    """Reference 3.4: at once, so well within 30 minutes."""
    acceptance = attest_customer_agreement(
        customer=contoso.customer, agreement=_mca(), by=contoso.actor(), **SIGNER
    )
    (mail,) = OutgoingMail.objects.filter(kind="agreement_attested")
    assert (mail.to_address, mail.tenant_id) == (acceptance.signer_email, contoso.provider.pk)
    assert contoso.provider.name in mail.text


def test_what_the_customer_accepted_itself_nobody_attests(contoso: World) -> None:
    make.AgreementAcceptanceFactory(tenant=contoso.customer, agreement=_mca(), kind=AgreementKind.MCA)
    with pytest.raises(DomainError) as refused:
        attest_customer_agreement(customer=contoso.customer, agreement=_mca(), by=contoso.actor(), **SIGNER)
    assert refused.value.code == "accepted_already"
