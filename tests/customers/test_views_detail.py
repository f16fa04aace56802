"""The page of a customer: its account, how it stands between the two, and what may be done (S001-40, S002-14)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from accounts.states import AgreementKind, CustomerAgreement
from customers.abilities import Abilities, Ability
from customers.held import held
from relationships.actions import (
    end_reseller_relationship,
    establish_reseller_relationship,
    grant_admin_access,
    revoke_admin_access,
)
from relationships.models import ResellerRelationship
from relationships.states import AdminAccess, Capacity, EndReason, RelationshipStatus
from tests import factories as make
from tests.client import PortalClient
from tests.customers.reading import words
from tests.world import World

ClientFor = Callable[..., PortalClient]
TABS = ("customer-detail", "customer-history", "customer-abilities")


def _url(name: str, world: World, kind: str = "provider") -> str:
    return reverse(f"customers:{name}", args=[getattr(world, kind).slug, world.customer.public_id])


def _get(
    client_for: ClientFor, world: World, name: str, kind: str = "provider", role: str = "global_admin"
) -> str:
    answer = client_for(world.people[kind][role]).get(_url(name, world, kind))
    assert answer.status_code == 200
    return words(answer.content.decode())


def _direct(world: World, **values: object) -> ResellerRelationship:
    """The direct-bill partner holds the customer too."""
    row: ResellerRelationship = make.ResellerRelationshipFactory(
        partner=world.direct, customer=world.customer, **values
    )
    return row


def _agreed(world: World) -> None:
    ResellerRelationship.objects.of_customer(world.customer).update(
        customer_agreement=CustomerAgreement.ACCEPTED
    )


def _abilities(world: World, kind: str, role: str = Role.GLOBAL_ADMIN) -> dict[str, Ability]:
    actor = world.actor(kind, role)
    found = held(actor.tenant, world.customer.public_id)
    return {one.title.split(" (")[0]: one for one in Abilities(actor, found).all()}


# ------------------------------------------------------------------ who sees it
@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("kind", ["provider", "reseller"])
def test_who_holds_a_customer_sees_its_page(
    contoso: World, client_for: ClientFor, kind: str, tab: str
) -> None:
    assert contoso.customer.name in _get(client_for, contoso, tab, kind)


@pytest.mark.parametrize("tab", TABS)
def test_who_never_had_it_finds_nothing(contoso: World, client_for: ClientFor, tab: str) -> None:
    client = client_for(contoso.people["direct"][Role.GLOBAL_ADMIN])
    assert client.get(_url(tab, contoso, "direct")).status_code == 404


def test_to_be_named_beside_is_not_enough(contoso: World, client_for: ClientFor) -> None:
    """The reseller's row names the provider; without a row of its own the provider does not have the customer."""
    contoso.relationship.delete()
    assert client_for(contoso.admin).get(_url("customer-detail", contoso)).status_code == 404


# ------------------------------------------------------------------ the account
def test_the_account(contoso: World, client_for: ClientFor) -> None:
    text = _get(client_for, contoso, "customer-detail")
    customer = contoso.customer
    for shown in (customer.name, customer.public_id, customer.domain, f"{contoso.canary} street 1", "06236"):
        assert shown in text


def test_relationship_access_and_agreement_stand_apart(contoso: World, client_for: ClientFor) -> None:
    text = _get(client_for, contoso, "customer-detail")
    assert "Commercial relationship Through a reseller" in text
    assert contoso.reseller.name in text
    assert "Admin access Your organisation None" in text  # the reseller's is another matter
    assert f"{contoso.reseller.name} Granted" in text
    assert "Customer agreement State Missing" in text


def test_a_dual_partner_sees_each_capacity(contoso: World, client_for: ClientFor) -> None:
    make.ResellerRelationshipFactory(partner=contoso.provider, customer=contoso.customer)
    text = _get(client_for, contoso, "customer-detail")
    assert "Direct" in text
    assert "Through a reseller" in text


def test_who_accepted_and_who_attested(contoso: World, client_for: ClientFor) -> None:
    mca = make.AgreementFactory(kind=AgreementKind.MCA)
    day = timezone.localdate() - timedelta(days=3)
    for partner, name in (
        (contoso.direct, "Their Person"),
        (contoso.provider, "Our Person"),
        (None, "Own Admin"),
    ):
        attested = (
            {"attesting_partner": partner, "agreed_on": day, "signer_email": "a@b.example"} if partner else {}
        )
        make.AgreementAcceptanceFactory(
            agreement=mca,
            tenant=contoso.customer,
            kind=mca.kind,
            signer_name=name,
            accepted_by=contoso.admin,
            **attested,
        )
    text = _get(client_for, contoso, "customer-detail")
    assert "Accepted by Own Admin" in text
    assert "Attested by your organisation for Our Person" in text
    assert "Attested by another partner" in text
    assert "Their Person" not in text
    assert contoso.direct.name not in text


def test_a_customer_without_details(contoso: World, client_for: ClientFor) -> None:
    contoso.customer.customer.delete()
    assert "Nothing has been filled in yet" in _get(client_for, contoso, "customer-detail")


# ------------------------------------------------------------------ after the end
@pytest.mark.rule("S003-9")
@pytest.mark.parametrize("tab", TABS)
def test_after_the_end(contoso: World, client_for: ClientFor, tab: str) -> None:
    """It stays in history, without the contact, and says how to ask again."""
    end_reseller_relationship(
        relationship=contoso.relationship, by=contoso.actor(), reason=EndReason.INACTIVE
    )
    answer = client_for(contoso.people["provider"][Role.ADMIN_AGENT]).get(_url(tab, contoso))
    text = words(answer.content.decode())
    assert "The relationship has ended" in text
    assert f"{contoso.canary} street 1" not in text
    assert f"office@{contoso.customer.domain}" not in text
    ask = reverse("invitations:request-relationship", args=[contoso.provider.slug])
    assert f'href="{ask}"' in answer.content.decode()


# ------------------------------------------------------------------ history
def test_history_of_all_relationships_between_the_two(contoso: World, client_for: ClientFor) -> None:
    customer, direct = contoso.actor("customer"), contoso.actor("direct")
    first = establish_reseller_relationship(
        partner=direct.tenant, customer=customer.tenant, capacity=Capacity.DIRECT, by=customer
    )
    grant_admin_access(relationship=first, by=customer)
    end_reseller_relationship(relationship=first, by=direct, reason=EndReason.MOVED, note="They said so")
    establish_reseller_relationship(
        partner=direct.tenant, customer=customer.tenant, capacity=Capacity.DIRECT, by=customer
    )
    text = _get(client_for, contoso, "customer-history", "direct")
    admin = f"{customer.user.full_name} ({customer.tenant})"
    for sentence in (
        f"{admin} accepted the reseller relationship with {direct.tenant}.",
        f"{admin} granted admin access to {direct.tenant}.",
        f"{direct.user.full_name} ended the reseller relationship with {customer.tenant}.",
        "They said so",
    ):
        assert sentence in text
    assert text.count("accepted the reseller relationship") == 2


def test_what_the_provider_ended_is_not_laid_on_the_reseller(contoso: World, client_for: ClientFor) -> None:
    end_reseller_relationship(
        relationship=contoso.relationship, by=contoso.actor(), reason=EndReason.COMPLIANCE, note="Secret"
    )
    text = _get(client_for, contoso, "customer-history", "reseller")
    assert f"({contoso.provider}) ended the reseller relationship of {contoso.reseller} with" in text
    assert "Secret" not in text
    assert "Compliance" not in text


def test_details_that_were_changed(contoso: World, client_for: ClientFor) -> None:
    client = client_for(contoso.admin)
    page = client.get(_url("customer-edit", contoso))
    data = {name: page.context["form"][name].value() or "" for name in page.context["form"].fields}
    client.post(_url("customer-edit", contoso), data | {"city": "Jung-gu"})
    text = _get(client_for, contoso, "customer-history")
    assert f"changed the details of {contoso.customer}." in text
    assert "City" in text


def test_two_relationships_in_one_capacity_are_told_apart(contoso: World, client_for: ClientFor) -> None:
    other = make.TenantFactory(reseller=True, name="Other Reseller")
    make.PartnershipFactory(provider=contoso.provider, reseller=other)
    make.ResellerRelationshipFactory(
        partner=contoso.provider, customer=contoso.customer, capacity="provider", with_partner=other
    )
    for name in (other.name, contoso.reseller.name):
        shown = f"(Through a reseller · {name})"
        assert f"Remove the reseller relationship {shown}" in _get(client_for, contoso, "customer-abilities")
        for tab in ("customer-detail", "customer-history"):
            assert f": Through a reseller · {name}" in _get(client_for, contoso, tab)


# ------------------------------------------------------------------ what may be done
@pytest.mark.rule("S002-1")
@pytest.mark.parametrize("access", [True, False])
@pytest.mark.parametrize("agreed", [True, False])
def test_managing_takes_admin_access_and_the_agreement(contoso: World, access: bool, agreed: bool) -> None:
    _direct(contoso, admin_access=AdminAccess.GRANTED if access else AdminAccess.NONE)
    if agreed:
        _agreed(contoso)
    assert _abilities(contoso, "direct")["Manage users and licences"].allowed is (access and agreed)


@pytest.mark.rule("S002-2")
def test_azure_of_ones_own_needs_no_admin_access(contoso: World) -> None:
    _direct(contoso)
    _agreed(contoso)
    title = "Manage Azure subscriptions that you provision yourselves"
    assert _abilities(contoso, "direct")[title].allowed
    assert not _abilities(contoso, "reseller")[title].allowed


@pytest.mark.rule("S002-16")
@pytest.mark.rule("S002-17")
def test_rights_taken_back(contoso: World, client_for: ClientFor) -> None:
    """Support stays the partner's; help is asked from Microsoft on the customer's behalf."""
    row = _direct(contoso, admin_access=AdminAccess.GRANTED)
    revoke_admin_access(relationship=row, by=contoso.actor("customer"))
    for tab in TABS:
        text = _get(client_for, contoso, tab, "direct", Role.ADMIN_AGENT)
        assert "You stay responsible for the customer's support" in text
        assert "open a service request with Microsoft on its behalf" in text
    assert _abilities(contoso, "direct", Role.ADMIN_AGENT)["Ask for admin access again"].allowed


@pytest.mark.rule("S001-40")
def test_won_directly_products_can_be_added_and_viewed(contoso: World) -> None:
    _direct(contoso)
    _agreed(contoso)
    make.AgreementAcceptanceFactory(tenant=contoso.direct)
    assert _abilities(contoso, "direct")["Add products and view what was ordered"].allowed


@pytest.mark.rule("S001-41")
def test_won_as_a_reseller_they_cannot(contoso: World) -> None:
    _agreed(contoso)
    order = _abilities(contoso, "reseller")["Add products and view what was ordered"]
    assert not order.allowed
    assert contoso.provider.name in order.reason  # S001-39: the provider orders


def test_nothing_is_ordered_without_both_agreements(contoso: World) -> None:
    title = "Add products and view what was ordered"
    assert "customer agreement is missing" in _abilities(contoso, "provider")[title].reason
    _agreed(contoso)
    assert _abilities(contoso, "provider")[title].allowed
    _direct(contoso)
    _agreed(contoso)
    assert "has not signed" in _abilities(contoso, "direct")[title].reason


def test_a_reseller_alone_is_told_to_bring_a_provider(contoso: World) -> None:
    rows = ResellerRelationship.objects.held_by(contoso.reseller)
    rows.update(with_partner=None)
    order = _abilities(contoso, "reseller")["Add products and view what was ordered"]
    assert "nobody orders" in order.reason
    move = _abilities(contoso, "reseller")["Serve the customer through an indirect provider"]
    assert move.links[0].url.endswith(f"?customer={contoso.customer.public_id}")


@pytest.mark.parametrize(
    ("kind", "role", "title", "allowed"),
    [
        ("provider", Role.SALES_AGENT, "Edit billing and company details", True),
        ("provider", Role.ADMIN_AGENT, "Edit billing and company details", False),
        ("provider", Role.ADMIN_AGENT, "Attest that the customer accepted its agreement", True),
        ("provider", Role.GLOBAL_ADMIN, "Attest that the customer accepted its agreement", False),
        ("reseller", Role.ADMIN_AGENT, "Attest that the customer accepted its agreement", False),
        ("provider", Role.GLOBAL_ADMIN, "Remove the reseller relationship", True),
        ("provider", Role.ADMIN_AGENT, "Remove the reseller relationship", False),
        ("reseller", Role.GLOBAL_ADMIN, "Remove the reseller relationship", False),
        ("provider", Role.ADMIN_AGENT, "Ask for admin access", False),
    ],
)
def test_roles_and_capacities(contoso: World, kind: str, role: str, title: str, allowed: bool) -> None:
    found = _abilities(contoso, kind, role)[title]
    assert found.allowed is allowed
    assert found.links if allowed else found.reason


@pytest.mark.parametrize("ended", [False, True])
def test_what_is_possible_is_linked_and_the_link_opens(
    contoso: World, client_for: ClientFor, ended: bool
) -> None:
    if ended:
        end_reseller_relationship(
            relationship=contoso.relationship, by=contoso.actor(), reason=EndReason.OTHER
        )
    for kind in ("provider", "reseller"):
        for role in (Role.GLOBAL_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT, Role.HELPDESK_AGENT):
            client = client_for(contoso.people[kind][role])
            for one in _abilities(contoso, kind, role).values():
                for link in one.links:
                    assert client.get(link.url).status_code == 200, link.url


def test_no_more_queries_for_many_relationships(
    contoso: World, client_for: ClientFor, django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _number in range(20):
        _direct(
            contoso,
            status=RelationshipStatus.ENDED,
            ended_at=timezone.now(),
            end_reason=EndReason.OTHER,
        )
    _direct(contoso)
    client = client_for(contoso.people["direct"][Role.GLOBAL_ADMIN])
    for tab in TABS:
        with django_assert_max_num_queries(26):
            client.get(_url(tab, contoso, "direct"))
