"""The sweep beside other sweeps and beside people: one outcome each, one event a change."""

from __future__ import annotations

from typing import Any

from partnercenter.core import tenancy
from partnercenter.core.models import AuditEvent
from subscriptions import lifecycle
from subscriptions.models import SeatChange, Subscription
from subscriptions.states import SeatChangeKind
from tests import factories as make
from tests.subscriptions.terms_cast import ended, seller
from tests.threads import at_once


def test_three_beats_at_once(committed_db: None) -> None:
    """Each of them moves others: every one once, with one event and one line."""
    with tenancy.system(reason="test"):
        relationship, offer = seller(), make.OfferFactory()
        for number in range(12):
            ended(relationship, offer=offer, auto_renew=number % 2 == 0)

    def beat(barrier: Any) -> int:
        barrier.wait()
        return sum(lifecycle.move_batch(2) for _ in range(12))

    moved = at_once([beat] * 3)
    with tenancy.system(reason="test"):
        moved.append(lifecycle.move_all_due())  # what a beat passed over because another had it
        assert sum(moved) == 12
        assert set(Subscription.objects.values_list("version", flat=True)) == {2}
        assert AuditEvent.objects.filter(target_type="subscriptions.subscription").count() == 12
        assert SeatChange.objects.exclude(kind=SeatChangeKind.PURCHASE).count() == 12
