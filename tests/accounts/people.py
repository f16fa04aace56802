"""Who manages the people of a world's provider, and in which scope."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Membership, TimedRole, User
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent
from tests.world import World

TODAY = timezone.localdate


def acting(by: Actor) -> AbstractContextManager[None]:
    """In sight of no more than the database shows this organisation."""
    return tenancy.acting(user_id=by.user.pk, tenant_id=by.tenant.pk)


def refused(code: str, act: Any, by: Actor, **given: Any) -> DomainError:
    with pytest.raises(DomainError) as caught, acting(by):
        act(by=by, **given)
    assert caught.value.code == code
    return caught.value


def membership(world: World, role: str, kind: str = "provider") -> Membership:
    return Membership.objects.get(tenant=getattr(world, kind), user=world.people[kind][role])


def actor_of(one: Membership) -> Actor:
    """As the door makes it."""
    return Actor(one.user, one.tenant, one.current_roles)


def over(one: TimedRole) -> None:
    """Its end has come, by the database's clock, which is the only one that counts."""
    TimedRole.objects.filter(pk=one.pk).update(ends_at=Now() - timedelta(seconds=1), warn_at=None)


def last(action: str) -> AuditEvent:
    return AuditEvent.objects.filter(action=action).latest("id")


def admins(world: World) -> list[User]:
    rows = Membership.objects.filter(tenant=world.provider).lasting_admins()
    return [row.user for row in rows.select_related("user")]
