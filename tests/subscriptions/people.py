"""A customer's users as its partner with admin access, and as its own admins, manage them."""

from __future__ import annotations

from contextlib import AbstractContextManager

from accounts.models import Membership
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from relationships.models import ResellerRelationship
from tests import factories as make
from tests.world import World


def agree(world: World) -> None:
    """S002-1: the customer has accepted its agreement; the reseller has admin access from the start."""
    ResellerRelationship.objects.of_customer(world.customer).update(customer_agreement="accepted")


def member(world: World, name: str = "nari", *roles: str, directory: bool = True) -> Membership:
    """A user of the world's customer, with an account of its directory."""
    person = make.UserFactory(
        email=f"{name}@{world.customer.domain}",
        full_name=f"{world.canary} {name}",
        directory=world.customer if directory else None,
    )
    return make.MembershipFactory(tenant=world.customer, user=person, roles=list(roles) or ["default_user"])


def acting(by: Actor) -> AbstractContextManager[None]:
    """In sight of no more than the database shows this organisation."""
    return tenancy.acting(user_id=by.user.pk, tenant_id=by.tenant.pk)
