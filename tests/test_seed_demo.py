"""The demo's world: all that is promised stands in it, by the actions, once."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import (
    Agreement,
    AgreementAcceptance,
    Enrolment,
    Membership,
    PartnerProfile,
    Tenant,
    User,
)
from accounts.permissions import Role
from customers.models import Candidate, Customer, CustomerImport
from directory.models import BusinessProfile, Lead, Listing
from directory.states import LeadStatus
from invitations.models import Invitation
from invitations.states import InvitationStatus
from partnercenter.core import tenancy
from partnercenter.core.models import AuditEvent, OutgoingMail
from partnercenter.demo import world
from relationships.models import Partnership, ResellerRelationship
from subscriptions.models import Licence, Order, OrderDraft, PurchasePermission, Statement, Subscription
from tests.isolation.cast import undone

KEYS = {"email", "password", "tenant", "tenant_name", "kind", "programme", "roles"}
EVERYTHING = (
    Agreement,
    AgreementAcceptance,
    AuditEvent,
    Candidate,
    Customer,
    CustomerImport,
    Enrolment,
    Invitation,
    Licence,
    Membership,
    Order,
    OrderDraft,
    OutgoingMail,
    Partnership,
    PartnerProfile,
    PurchasePermission,
    ResellerRelationship,
    Statement,
    Subscription,
    Tenant,
    User,
)


def _seed(*options: str) -> str:
    out = StringIO()
    call_command("seed_demo", *options, stdout=out, skip_checks=True)
    return out.getvalue()


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[dict]]:
    """Built once; no test sees what another did."""
    with django_db_blocker.unblock(), transaction.atomic(), tenancy.system(reason="test"):
        yield json.loads(_seed("--json"))
        transaction.set_rollback(True)


@pytest.fixture
def accounts(seeded: list[dict]) -> Iterator[list[dict]]:
    with undone():
        yield seeded


def _tenants(accounts: list[dict], programme: str) -> list[str]:
    return list(dict.fromkeys(account["tenant"] for account in accounts if programme in account["programme"]))


def _signed(slug: str) -> bool:
    return AgreementAcceptance.objects.filter(tenant__slug=slug, kind="mpa").exists()


def _region(slug: str) -> str:
    return Tenant.objects.get(slug=slug).country.region.name


def test_json_is_a_list_of_memberships_and_nothing_else(accounts: list[dict]) -> None:
    assert all(set(account) == KEYS for account in accounts)
    assert {account["kind"] for account in accounts} == {"partner", "customer"}
    people = Membership.objects.filter(user__email__in={account["email"] for account in accounts})
    assert len(accounts) == people.count()
    assert {type(account[key]) for account in accounts for key in ("programme", "roles")} == {list}


def test_a_second_run_changes_nothing_and_says_the_same(accounts: list[dict]) -> None:
    before = {model: list(model.objects.order_by("pk").values()) for model in EVERYTHING}
    assert json.loads(_seed("--json")) == accounts
    assert {model: list(model.objects.order_by("pk").values()) for model in EVERYTHING} == before


def test_the_passwords_open_the_accounts(accounts: list[dict]) -> None:
    first = accounts[0]
    assert authenticate(email=first["email"], password=first["password"]) is not None
    for email in {account["email"] for account in accounts}:
        assert User.objects.get(email=email).check_password(world.PASSWORD), email


def test_the_cast(accounts: list[dict]) -> None:
    providers = _tenants(accounts, "indirect_provider")
    resellers = _tenants(accounts, "indirect_reseller")
    direct = _tenants(accounts, "direct_bill")
    customers = {account["tenant"] for account in accounts if account["kind"] == "customer"}
    assert len(providers) >= 2
    assert len(resellers) >= 4
    assert len(direct) >= 2
    assert len(customers) >= 3
    assert [slug for slug in resellers if not _signed(slug)]
    assert {"Europe", "Korea, Republic of"} == {_region(slug) for slug in resellers}
    leaving = PartnerProfile.objects.filter(tenant__slug__in=direct, offboarding_since__isnull=False)
    assert {profile.tenant.slug: len(profile.programmes) for profile in leaving} == {
        "liberty": 1,
        "nod": 1,
        "dongbaek": 2,
    }
    assert Enrolment.objects.get(tenant__slug="nod", is_transition=True).wants_agreement
    assert {role for account in accounts for role in account["roles"]} == set(Role.values)
    assert User.objects.filter(full_name__regex="[가-힣]", language="ko").count() >= 5
    assert Tenant.objects.filter(name__regex="[가-힣]").count() >= 3


def test_the_first_provider_can_invite_the_first_reseller(accounts: list[dict]) -> None:
    """Who follows the README with the first account of each kind gets through."""
    provider, reseller = (
        _tenants(accounts, "indirect_provider")[0],
        _tenants(accounts, "indirect_reseller")[0],
    )
    assert _region(provider) == _region(reseller)
    assert _signed(reseller)
    assert not Partnership.objects.filter(provider__slug=provider, reseller__slug=reseller).exists()
    admins = [a["email"] for a in accounts if a["tenant"] == reseller and "global_admin" in a["roles"]]
    assert not Invitation.objects.filter(inviter__slug=provider, recipient_email__in=admins).exists()


def test_what_has_happened(accounts: list[dict]) -> None:
    assert {*Invitation.objects.filter(inviter__slug="contoso").values_list("status", flat=True)} == {
        *InvitationStatus
    }
    states = Counter(Partnership.objects.values_list("status", flat=True))
    assert states["active"] >= 3
    assert states["removed"] == 1
    assert (
        ResellerRelationship.objects.filter(partner__slug="contoso", with_partner__slug="northwind").count()
        >= 2
    )
    assert set(Agreement.objects.values_list("kind", flat=True)) == {"mpa", "indirect_reseller", "mca"}
    assert all(len(text) > 1500 for text in Agreement.objects.values_list("text", flat=True))
    assert Enrolment.objects.waiting().count() == 2
    assert Enrolment.objects.overdue().get().tenant.slug == "olson"
    entries = Listing.objects.filter(kind="provider")
    assert entries.count() >= 12
    assert all(len(entry.description) > 60 and entry.logo_digest for entry in entries)
    assert {"AT", "KR"} <= {code for entry in entries for code in entry.countries}


def test_a_lead_in_each_state(accounts: list[dict]) -> None:
    leads = Lead.objects.filter(partner__slug="northwind")
    assert {*leads.values_list("status", flat=True)} == set(LeadStatus.values)
    assert leads.expiring().count() == 1
    assert Lead.objects.filter(partner__slug="contoso", kind="reseller").exists()


def test_partners_can_be_found(accounts: list[dict]) -> None:
    assert Listing.objects.filter(kind="partner").count() >= 6
    assert {*BusinessProfile.objects.values_list("status", flat=True)} >= {"published", "draft"}
    assert any(entry.locations for entry in Listing.objects.filter(kind="partner"))


def test_customers_in_two_regions_in_every_capacity(accounts: list[dict]) -> None:
    customers = Tenant.objects.filter(kind="customer")
    assert 13 <= customers.count() <= 17
    assert {"Europe", "Korea, Republic of"} == {one.country.region.name for one in customers}
    assert customers.filter(name__regex="[가-힣]").count() >= 5
    assert 0 < Customer.objects.count() < customers.count()  # some have not filled in their details
    rows = ResellerRelationship.objects.all()
    assert {*rows.values_list("capacity", flat=True)} == {"direct", "provider", "reseller"}
    assert {*rows.active().values_list("admin_access", flat=True)} == {"none", "granted", "revoked"}
    assert {*rows.active().values_list("customer_agreement", flat=True)} == {
        "missing",
        "attested",
        "accepted",
    }
    assert rows.ended().count() == 1
    assert rows.active().filter(capacity="reseller", with_partner=None).exists()
    mine = rows.active().held_by(Tenant.objects.get(slug="contoso"))
    assert {*mine.values_list("capacity", flat=True)} == {"direct", "provider"}
    resellers = Partnership.objects.active().filter(provider__slug="contoso")
    assert resellers.count() >= 5


def test_a_dual_partner_holds_a_customer_twice(accounts: list[dict]) -> None:
    """S001-7, D14: direct-bill, and reseller during the transition."""
    dual = PartnerProfile.objects.get(programmes__contains=["direct_bill", "indirect_reseller"])
    held = ResellerRelationship.objects.active().held_by(dual.tenant).filter(customer__slug="mirae")
    assert {row.capacity for row in held} == {"direct", "reseller"}


def test_customers_were_asked_in_every_way(accounts: list[dict]) -> None:
    for kind in ("relationship", "joint"):
        states = {*Invitation.objects.filter(kind=kind).values_list("status", flat=True)}
        assert states == {"open", "accepted", "declined", "expired"}, kind
    assert Candidate.objects.filter(partner__slug="contoso").count() == 4
    assert CustomerImport.objects.get().status == "done"


def test_what_was_sold_is_in_every_state(accounts: list[dict]) -> None:
    """Moved on by the real sweep; nothing is overdue, and nobody holds more licences than were bought."""
    rows = Subscription.objects.all()
    states = {"active", "suspended", "expired", "disabled_90", "cancelled"}
    assert {*rows.values_list("status", flat=True)} == states
    assert {*rows.values_list("kind", flat=True)} == {"licence", "usage", "software", "reservation"}
    assert {*rows.values_list("currency", flat=True)} == {"EUR", "KRW", "SEK"}
    assert not rows.filter(moves_at__lte=timezone.now()).exists()
    assert rows.get(attention="offer_withdrawn").offer.withdrawn_at
    assert rows.live().filter(reseller=None, partner__slug="contoso").exists()
    assert [row.reseller.slug for row in rows.flagged() if row.reseller_parted] == ["tailspin"]
    soon = timezone.now().date() + timedelta(days=30)
    assert {*rows.live().filter(term_ends_on__lte=soon).values_list("auto_renew", flat=True)} == {True, False}
    for row in rows:
        assert row.assigned == row.licences.count()
        assert row.quantity == (row.seat_changes.order_by("-at", "-id").exclude(kind="end")[0].quantity)
    assert Licence.objects.count() >= 10


def test_orders_in_every_way(accounts: list[dict]) -> None:
    assert {*Order.objects.values_list("status", flat=True)} == {"fulfilled", "submitted"}
    assert Order.objects.get(by_customer=True).partner.slug == "southridge"
    assert PurchasePermission.objects.given().count() == 1
    assert OrderDraft.objects.open().count() == 2
    fresh = Order.objects.get(setup__isnull=False)
    assert fresh.setup.state == "open"
    for row in Order.objects.select_related("relationship"):
        assert row.ordered_at > row.relationship.established_at
    assert {*Statement.objects.values_list("partner__slug", flat=True)} == {
        "contoso",
        "southridge",
        "dongbaek",
    }
    assert Statement.objects.values("month").distinct().count() >= 3
    assert Statement.objects.filter(lines__of_days__gte=365).exists()  # billed once a year
    assert OutgoingMail.objects.filter(kind="renewal_digest").exists()


def test_mails_are_few_and_wait_for_the_worker(accounts: list[dict]) -> None:
    assert set(OutgoingMail.objects.values_list("status", flat=True)) == {"queued"}
    assert OutgoingMail.objects.count() <= 70


def test_only_reserved_domains(accounts: list[dict]) -> None:
    addresses = [
        *User.objects.values_list("email", flat=True),
        *OutgoingMail.objects.values_list("to_address", flat=True),
    ]
    addresses += [*Invitation.objects.values_list("recipient_email", flat=True)]
    assert all(address.endswith(".example") for address in addresses)


def test_operators_are_named_in_the_table_only(accounts: list[dict]) -> None:
    operators = User.objects.filter(is_staff=True)
    assert {(user.email, user.groups.get().name, user.is_superuser) for user in operators} == {
        (world.OPERATOR[0], "Operators", False),
        (world.AUDITOR[0], "Auditors", False),
    }
    assert world.OPERATOR[0] not in {account["email"] for account in accounts}
    table = _seed()
    assert world.OPERATOR[0] in table
    assert world.PASSWORD in table
    assert "anna@contoso.example" in table
