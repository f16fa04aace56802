"""Licences of a customer's users: never more than bought, handed out by whoever may (S001-39, S002-1)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import ProgrammingError

from accounts.actions import remove_member
from accounts.models import Membership, User
from partnercenter.core.actor import Actor, SystemActor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent
from relationships.actions import remove_admin_roles
from relationships.models import ResellerRelationship
from subscriptions.actions import assign_licence, change_quantity, release_licence
from subscriptions.models import Licence, Subscription
from tests import factories as make
from tests.subscriptions.people import acting, agree, member
from tests.world import World


@pytest.fixture
def world(contoso: World) -> World:
    agree(contoso)
    Subscription.objects.filter(pk=contoso.subscription.pk).update(quantity=2)
    return contoso


def refused(code: str, act: Callable[..., Any], by: Actor, **given: Any) -> str:
    with acting(by), pytest.raises(DomainError) as caught:
        act(by=by, **given)
    assert caught.value.code == code, caught.value.message
    return str(caught.value.message)


def counts(world: World) -> tuple[int, int]:
    """What the subscription says and what there is."""
    row = Subscription.objects.get(pk=world.subscription.pk)
    return row.assigned, Licence.objects.filter(subscription=row).count()


@pytest.mark.rule("S001-39", "S000-54")
@pytest.mark.parametrize(
    ("kind", "role"),
    [("reseller", "admin_agent"), ("reseller", "helpdesk_agent"), ("customer", "user_admin")],
)
def test_assigned_and_released(world: World, kind: str, role: str) -> None:
    by, one, subscription = world.actor(kind, role), member(world), world.subscription
    with acting(by):
        assign_licence(subscription=subscription, membership=one, by=by)
    assert counts(world) == (1, 1)
    refused("held", assign_licence, by, subscription=subscription, membership=one)
    with acting(by):
        release_licence(subscription=subscription, membership=one, by=by)
    assert counts(world) == (0, 0)
    refused("released", release_licence, by, subscription=subscription, membership=one)
    events = AuditEvent.objects.filter(action__startswith="licence.").order_by("pk")
    assert [event.action for event in events] == ["licence.assigned", "licence.released"]
    assert {(event.tenant, event.counterparty) for event in events} == {(world.provider, world.customer)}
    assert one.user.email not in str([event.changes for event in events])  # the provider reads them, too


@pytest.mark.rule("S002-1")
def test_it_takes_admin_access_the_agreement_and_the_subscription(contoso: World) -> None:
    one = member(contoso)
    given = {"subscription": contoso.subscription, "membership": one}
    reseller = contoso.actor("reseller", "admin_agent")
    refused("no_agreement", assign_licence, reseller, **given)
    agree(contoso)
    refused("no_admin_access", assign_licence, contoso.actor("provider", "admin_agent"), **given)
    other = make.ResellerRelationshipFactory(
        partner=contoso.direct,
        customer=contoso.customer,
        admin_access="granted",
        customer_agreement="accepted",
    )
    assert other
    refused("not_seller", assign_licence, contoso.actor("direct", "admin_agent"), **given)
    remove_admin_roles(partner=contoso.reseller, customer=contoso.customer, by=contoso.actor("customer"))
    refused("no_admin_access", assign_licence, reseller, **given)
    assert counts(contoso) == (0, 0)


@pytest.mark.situation("C-035")
def test_never_more_than_bought(world: World) -> None:
    by = world.actor("reseller", "admin_agent")
    for name in ("one", "two"):
        assign_licence(subscription=world.subscription, membership=member(world, name), by=by)
    third = member(world, "three")
    words = refused("none_left", assign_licence, by, subscription=world.subscription, membership=third)
    assert "all 2 are assigned" in words
    assert counts(world) == (2, 2)
    row = Subscription.objects.get(pk=world.subscription.pk)
    fewer = {"subscription": row, "quantity": 1, "version": row.version}
    refused("assigned", change_quantity, world.actor("provider"), **fewer)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"status": "suspended", "auto_renew": False}, "suspended"),
        ({"status": "expired"}, "not_active"),
        ({"kind": "usage"}, "no_licences"),
    ],
)
def test_only_of_what_is_active_and_has_licences(world: World, values: dict[str, Any], code: str) -> None:
    by, one = world.actor("customer"), member(world)
    Subscription.objects.filter(pk=world.subscription.pk).update(**values)
    refused(code, assign_licence, by, subscription=world.subscription, membership=one)


def test_a_licence_is_for_the_customers_own_people(world: World) -> None:
    stranger = make.MembershipFactory(tenant=make.TenantFactory(customer=True))
    by = world.actor("reseller", "admin_agent")
    refused("other_customer", assign_licence, by, subscription=world.subscription, membership=stranger)


def test_who_is_removed_holds_none_any_more(world: World) -> None:
    one, by = member(world), world.actor("customer")
    assign_licence(subscription=world.subscription, membership=one, by=by)
    remove_member(membership=one, by=SystemActor("test"))
    assert counts(world) == (0, 0)
    assert not Membership.objects.filter(pk=one.pk).exists()
    gone = Membership(pk=one.pk, tenant=world.customer, user=one.user)
    refused("gone", assign_licence, by, subscription=world.subscription, membership=gone)


class TestWallsInTheDatabase:
    """Row-level security, asked by hand: whatever an action or a page would forget."""

    @staticmethod
    def _see(by: Actor) -> tuple[int, int, int]:
        """Memberships, people of the customer's, and licences that this organisation reads."""
        with acting(by):
            return (
                Membership.objects.exclude(tenant=by.tenant).exclude(user=by.user).count(),
                User.objects.filter(full_name__contains=" customer ").count(),
                Licence.objects.count(),
            )

    def test_who_administers_sees_and_nobody_else(self, world: World, fabrikam: World) -> None:
        agree(fabrikam)
        for one in (world, fabrikam):
            _ = one.licence
        seen = self._see(world.actor("reseller", "admin_agent"))
        assert seen == (7, 7, 1)  # contoso's, none of fabrikam's
        for kind in ("provider", "direct"):
            assert self._see(world.actor(kind, "admin_agent")) == (0, 0, 0)
        assert self._see(world.actor("customer")) == (0, 7, 1)
        remove_admin_roles(partner=world.reseller, customer=world.customer, by=world.actor("customer"))
        assert self._see(world.actor("reseller", "admin_agent")) == (0, 0, 0)

    @pytest.mark.parametrize("kind", ["provider", "reseller", "direct"])
    def test_no_partner_writes_people(self, world: World, kind: str) -> None:
        one = member(world)
        with acting(world.actor(kind, "admin_agent")):
            rows = Membership.objects.filter(tenant=world.customer)
            assert rows.update(roles=["global_admin"]) == 0
            assert User.objects.filter(pk=one.user_id).update(password="taken over") == 0
            with pytest.raises(ProgrammingError), transaction.atomic():
                Membership.objects.create(tenant=world.customer, user=world.admin, roles=["global_admin"])

    @pytest.mark.parametrize("kind", ["provider", "direct"])
    def test_without_admin_access_nobody_writes_licences(self, world: World, kind: str) -> None:
        one = member(world)
        with acting(world.actor(kind)), pytest.raises(ProgrammingError), transaction.atomic():
            Licence.objects.create(subscription=world.subscription, membership=one)

    def test_the_count_holds_without_us(self, world: World) -> None:
        sql = "UPDATE subscriptions_subscription SET assigned = quantity + %s WHERE id = %s"
        for more in (1, -10):
            with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(sql, [more, world.subscription.pk])
        _ = world.licence
        with pytest.raises(IntegrityError), transaction.atomic():
            Licence.objects.create(subscription=world.subscription, membership=world.licence.membership)


def test_a_relationship_of_another_capacity_is_enough(world: World) -> None:
    """S004-12: the provider also holds the customer directly, with admin access."""
    make.ResellerRelationshipFactory(
        partner=world.provider, customer=world.customer, admin_access="granted", customer_agreement="accepted"
    )
    by = world.actor("provider", "admin_agent")
    with acting(by):
        assert assign_licence(subscription=world.subscription, membership=member_of(world), by=by)
    assert ResellerRelationship.objects.held_by(world.provider).with_admin_access().count() == 1


def member_of(world: World) -> Membership:
    return Membership.objects.get(tenant=world.customer, user=world.people["customer"]["default_user"])
