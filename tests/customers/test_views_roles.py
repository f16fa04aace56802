"""Remove roles: what the page says, what it does, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from accounts.permissions import Role
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.actions import establish_joint_relationships, remove_admin_roles
from relationships.emails import ROLES_REMOVED
from relationships.models import ResellerRelationship
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]


@pytest.fixture
def held(contoso: World) -> ResellerRelationship:
    """The reseller's relationship, with admin roles."""
    return ResellerRelationship.objects.get(partner=contoso.reseller, customer=contoso.customer)


@pytest.fixture
def admin(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.people["customer"][Role.GLOBAL_ADMIN])


def remove(world: World, relationship: ResellerRelationship) -> str:
    return reverse("customers:partner-roles-remove", args=[world.customer.slug, relationship.public_id])


@pytest.mark.rule("S002-15", "S002-16", "S002-17", "D10")
def test_the_page_says_what_it_means(contoso: World, held: ResellerRelationship, admin: PortalClient) -> None:
    html = admin.get(remove(contoso, held)).content.decode()
    assert f"Remove the admin roles of {contoso.reseller.name}?" in html
    assert "it stays responsible for your support and for its agreement with Microsoft" in html  # S002-16
    assert "have Microsoft support open a service request" in html  # S002-17
    assert "Only the partner can end it" in html  # D10
    assert "accepting its invitation restores them" in html  # S002-19
    assert "Yes, remove roles" in html
    held.refresh_from_db()
    assert held.has_admin_access


@pytest.mark.rule("S002-15", "D10")
def test_the_roles_go_and_the_relationship_stays(
    contoso: World, held: ResellerRelationship, admin: PortalClient
) -> None:
    answer = admin.post(remove(contoso, held), follow=True)
    assert f"The admin roles of {contoso.reseller.name} are removed" in answer.content.decode()
    held.refresh_from_db()
    assert (held.admin_access, held.status) == ("revoked", "active")
    assert "Revoked" in answer.content.decode()
    event = AuditEvent.objects.get(action="admin_access.revoked")
    assert (event.tenant, event.counterparty) == (contoso.customer, contoso.reseller)
    assert event.actor == contoso.people["customer"][Role.GLOBAL_ADMIN]


@pytest.mark.rule("S002-15")
def test_in_every_capacity_at_once_and_no_other_partners(
    contoso: World, held: ResellerRelationship, admin: PortalClient
) -> None:
    alone = make.ResellerRelationshipFactory(
        partner=contoso.reseller, customer=contoso.customer, capacity="reseller", admin_access="granted"
    )
    other = make.ResellerRelationshipFactory(
        partner=contoso.direct, customer=contoso.customer, admin_access="granted"
    )
    assert "in every capacity" in admin.get(remove(contoso, alone)).content.decode()
    admin.post(remove(contoso, alone))
    for row in (held, alone, other):
        row.refresh_from_db()
    assert [held.admin_access, alone.admin_access, other.admin_access] == ["revoked", "revoked", "granted"]


@pytest.mark.rule("S002-16", "S002-17")
def test_the_partners_global_admins_are_told(
    contoso: World, held: ResellerRelationship, admin: PortalClient
) -> None:
    admin.post(remove(contoso, held))
    mail = OutgoingMail.objects.get(kind=ROLES_REMOVED)
    assert mail.to_address == contoso.reseller_admin.email
    assert mail.tenant == contoso.customer
    assert contoso.customer.name in mail.subject
    for words in ("you remain responsible for customer support", "open a service request on its behalf"):
        assert words in mail.text


def test_a_double_click_is_harmless(contoso: World, held: ResellerRelationship, admin: PortalClient) -> None:
    for _ in range(2):
        assert admin.post(remove(contoso, held)).status_code == 302
    assert "holds no admin roles any more" in admin.get(remove(contoso, held), follow=True).content.decode()
    assert OutgoingMail.objects.filter(kind=ROLES_REMOVED).count() == 1
    assert AuditEvent.objects.filter(action="admin_access.revoked").count() == 1


@pytest.mark.rule("S002-19")
def test_restored_and_removed_again_is_told_again(contoso: World, held: ResellerRelationship) -> None:
    customer = contoso.actor("customer")
    remove_admin_roles(partner=contoso.reseller, customer=customer.tenant, by=customer)
    establish_joint_relationships(
        provider=contoso.provider,
        reseller=contoso.reseller,
        customer=contoso.customer,
        admin_access=True,
        by=customer,
    )
    held.refresh_from_db()
    assert held.has_admin_access
    remove_admin_roles(partner=contoso.reseller, customer=customer.tenant, by=customer)
    assert OutgoingMail.objects.filter(kind=ROLES_REMOVED).count() == 2


def test_where_there_are_none(contoso: World) -> None:
    customer = contoso.actor("customer")
    with pytest.raises(DomainError) as refused:
        remove_admin_roles(partner=contoso.provider, customer=customer.tenant, by=customer)
    assert refused.value.code == "no_admin_roles"


def test_nobody_else(contoso: World, fabrikam: World, held: ResellerRelationship, client_for: SignIn) -> None:
    theirs = client_for(fabrikam.people["customer"][Role.GLOBAL_ADMIN])
    assert theirs.post(remove(contoso, held)).status_code == 404
    assert theirs.post(remove(fabrikam, held)).status_code == 404
    partner = reverse("customers:partner-roles-remove", args=[contoso.reseller.slug, held.public_id])
    assert client_for(contoso.reseller_admin).post(partner).status_code == 403
    for role in set(Role) - {Role.GLOBAL_ADMIN}:
        assert client_for(contoso.people["customer"][role]).post(remove(contoso, held)).status_code == 403
    held.refresh_from_db()
    assert held.has_admin_access
