"""The sweep beside other sweeps and beside people: one outcome each, one event a change."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from accounts.models import Tenant
from accounts.permissions import Role
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.models import AuditEvent
from subscriptions import clock, lifecycle
from subscriptions.actions import (
    cancel_subscription,
    change_quantity,
    set_auto_renew,
    suspend_subscription,
)
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


CHANGES: dict[str, Callable[[Subscription, Actor], object]] = {
    "cancel": lambda row, by: cancel_subscription(subscription=row, by=by),
    "suspend": lambda row, by: suspend_subscription(subscription=row, by=by),
    "renewal": lambda row, by: set_auto_renew(subscription=row, auto_renew=False, by=by),
    "quantity": lambda row, by: change_quantity(subscription=row, quantity=20, version=1, by=by),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_renewal_against_a_person(committed_db: None, change: str) -> None:
    """Who is first wins: before midnight the person, after it the sweep; never both, and nothing in between.

    Half of the subscriptions were over before the race began, the others end while it is run.
    """
    with tenancy.system(reason="test"):
        relationship, offer = seller(), make.OfferFactory()
        user = make.UserFactory()
        make.MembershipFactory(tenant=relationship.partner, user=user, roles=[Role.GLOBAL_ADMIN])
        rows = [ended(relationship, offer=offer) for _each in range(6)]
        # The window is open still: a person who comes in time could cancel
        Subscription.objects.update(cancel_until=clock.now() + timedelta(days=1))
        running = [row.pk for row in rows[3:]]
        Subscription.objects.filter(pk__in=running).update(moves_at=clock.now() + timedelta(seconds=0.2))
        partner = Tenant.objects.select_related("country__region", "profile").get(pk=relationship.partner_id)
    by = Actor(user, partner, frozenset({Role.GLOBAL_ADMIN}))

    def person(row: Subscription) -> Callable[[Any], str]:
        def work(barrier: Any) -> str:
            barrier.wait()
            try:
                with tenancy.acting(user_id=user.pk, tenant_id=partner.pk):
                    CHANGES[change](row, by)
            except (DomainError, StaleState) as refusal:
                return refusal.code
            return "done"

        return work

    def sweep(barrier: Any) -> str:
        barrier.wait()
        until = time.monotonic() + 5
        while time.monotonic() < until:
            lifecycle.move_batch(2)
            with tenancy.system(reason="test"):
                if not Subscription.objects.filter(moves_at__lte=clock.now(), is_live=True).exists():
                    return "swept"
        return "late"

    *answers, _swept = at_once([*(person(row) for row in rows), sweep])
    with tenancy.system(reason="test"):
        lifecycle.move_all_due()
        assert set(answers) <= {"done", "settling", "stale"}
        for row, answer in zip(rows, answers, strict=True):
            events = AuditEvent.objects.filter(target_type="subscriptions.subscription", target_id=row.pk)
            swept = events.filter(actor_kind="system").count()
            assert events.exclude(actor_kind="system").count() == (answer == "done")
            after = Subscription.objects.get(pk=row.pk)
            assert after.version == 1 + events.count()
            if row.pk not in running:  # it was over: nobody changes it before the sweep has been there
                assert swept == 1


def test_what_somebody_is_changing_holds_nobody_up(committed_db: None) -> None:
    """The sweep passes it by and takes the others; the next one takes it, too."""
    with tenancy.system(reason="test"):
        relationship, offer = seller(), make.OfferFactory()
        held, _free = ended(relationship, offer=offer), ended(relationship, offer=offer)
    with tenancy.system(reason="test"), transaction.atomic():
        Subscription.objects.for_change(held)
        assert at_once([lambda barrier: lifecycle.move_all_due()]) == [1]
    assert lifecycle.move_all_due() == 1
