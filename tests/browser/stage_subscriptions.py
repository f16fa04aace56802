"""Subscriptions on the stage: one in each state that its page shows in its own way."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from django.utils import timezone

from subscriptions.states import Attention, OfferKind
from tests import factories as make
from tests.world import World

LATE, SUSPENDED, ENDED = "Seoul office, too late to cancel", "Suspended", "Ended and not renewed"


def build_sold(world: World) -> None:
    """What the provider's customer has."""
    today = timezone.now()
    former = {"reseller": world.removed.reseller, "reseller_mpn_id": world.removed.reseller.mpn_id}
    make.SubscriptionFactory(
        order=world.order,
        name=LATE,
        kind=OfferKind.USAGE,
        quantity=1,
        starts_on=today.date() - timedelta(days=40),
        support_contact=world.removed.reseller,
        **former,
    )
    make.SubscriptionFactory(
        order=world.order, offer=world.offer, name=SUSPENDED, status="suspended", auto_renew=False
    )
    make.SubscriptionFactory(
        order=world.order,
        offer=world.offer,
        name=ENDED,
        status="expired",
        auto_renew=False,
        attention=Attention.NO_PRICE,
        cancel_until=datetime(2026, 1, 5, tzinfo=UTC),
        moves_at=today + timedelta(days=20),
    )
