"""Who manages users on the stage, and temporary passwords: one to be looked at, one to be changed."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role
from tests import factories as make
from tests.world import World


def build_users(world: World) -> dict[str, User | None]:
    """People by the names that entries use."""
    _ = world.user, world.blocked_user, world.setup, world.colleague, world.blocked_colleague
    make.SubscriptionFactory(order=world.order, name="Backup for the whole office, 연간 약정", quantity=1)
    newcomer = world.member("newcomer")
    User.objects.filter(pk=newcomer.user_id).update(temporary_until=timezone.now() + timedelta(days=2))
    return {
        "reseller agent": world.people["reseller"][Role.ADMIN_AGENT],
        "newcomer": User.objects.get(pk=newcomer.user_id),
    }
