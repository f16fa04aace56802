"""What ends or renews soon, on the stage."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tests import factories as make
from tests.world import World

LONG = "Seoul office: everything that a growing organisation needs, 연간 약정, 월별 청구"


def build_renewals(world: World) -> None:
    """Some that renew and some that do not, on one day and on others; one that failed; a feed."""
    _ = world.ending, world.unrenewed, world.feed
    today = timezone.now().date()
    for number in range(5):
        make.SubscriptionFactory(
            order=world.order,
            offer=world.offer,
            name=f"{LONG} {number}",
            starts_on=today - timedelta(days=363 - number // 3),
            auto_renew=number % 2 == 0,
        )
