"""Removing roles under sixteen threads: the roles go once, and the partner reads of it once."""

from __future__ import annotations

from collections import Counter

import pytest

from accounts.permissions import Role
from partnercenter.core import tenancy
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.actions import end_reseller_relationship, remove_admin_roles
from relationships.emails import ROLES_REMOVED
from relationships.models import ResellerRelationship
from relationships.states import EndReason
from tests import factories as make
from tests.threads import at_once
from tests.world import World, build_world

THREADS = 16


@pytest.fixture
def world(committed_db: None) -> World:
    with tenancy.system(reason="test"):
        world = build_world("contoso")
        make.ResellerRelationshipFactory(
            partner=world.reseller, customer=world.customer, capacity="reseller", admin_access="granted"
        )
        return world


def _remove(world: World, barrier) -> str:
    with tenancy.system(reason="test"):
        by = world.actor("customer", Role.GLOBAL_ADMIN)
        partner = world.actor("reseller").tenant
    barrier.wait()
    try:
        with tenancy.acting(user_id=by.user.pk, tenant_id=by.tenant.pk):
            remove_admin_roles(partner=partner, customer=by.tenant, by=by)
    except DomainError as error:
        return error.code
    return "removed"


def _end_alone(world: World, barrier) -> str:
    """The reseller ends the relationship in which it serves the customer alone."""
    with tenancy.system(reason="test"):
        rows = ResellerRelationship.objects.held_by(world.reseller).filter(with_partner=None)
        row, by = rows.select_related("partner", "customer").get(), world.actor("reseller")
    barrier.wait()
    try:
        with tenancy.acting(user_id=by.user.pk, tenant_id=by.tenant.pk):
            end_reseller_relationship(relationship=row, by=by, reason=EndReason.OTHER)
    except DomainError as error:
        return error.code
    return "ended"


@pytest.mark.rule("S002-15")
def test_sixteen_clicks_are_one(world: World) -> None:
    outcomes = Counter(at_once([lambda barrier: _remove(world, barrier)] * THREADS))
    assert outcomes == {"removed": 1, "no_admin_roles": THREADS - 1}
    with tenancy.system(reason="test"):
        rows = ResellerRelationship.objects.held_by(world.reseller).of_customer(world.customer)
        assert [row.admin_access for row in rows] == ["revoked", "revoked"]
        assert AuditEvent.objects.filter(action="admin_access.revoked").count() == 2
        assert OutgoingMail.objects.filter(kind=ROLES_REMOVED).count() == 1


def test_the_customer_takes_them_back_while_the_partner_ends(world: World) -> None:
    """Whoever is first: no right is left, and each was taken back once."""
    work = [lambda barrier: _remove(world, barrier), lambda barrier: _end_alone(world, barrier)]
    outcomes = at_once(work)
    assert outcomes[0] == "removed"
    with tenancy.system(reason="test"):
        rows = ResellerRelationship.objects.held_by(world.reseller).of_customer(world.customer)
        assert not rows.with_admin_access().exists()
        assert AuditEvent.objects.filter(action="admin_access.revoked").count() == 2
