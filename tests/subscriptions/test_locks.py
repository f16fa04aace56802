"""Two at the same moment, in each order: what one has in hand, the other waits for and then sees."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import connection, transaction
from django.http import QueryDict

from accounts.states import CustomerAgreement
from partnercenter.core import tenancy
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent
from relationships.actions import end_reseller_relationship, remove_partnership
from relationships.models import Partnership, ResellerRelationship
from relationships.states import EndReason, RemovalReason
from subscriptions import actions
from subscriptions.choosing import Chosen, plan
from subscriptions.models import Subscription
from subscriptions.reassigning import Naming, read_plan
from subscriptions.states import ReassignmentKind
from tests import factories as make
from tests.threads import at_once
from tests.world import World, build_world

THREADS = 16
Work = Callable[[], object]


@pytest.fixture
def world(committed_db: None) -> World:
    with tenancy.system(reason="test"):
        world = build_world("contoso")
        _ = world.offer, world.subscription
        Subscription.objects.update(reseller=None, reseller_mpn_id="")
        ResellerRelationship.objects.update(customer_agreement=CustomerAgreement.ACCEPTED)
        return world


def assign(world: World) -> None:
    actions.assign_reseller(
        subscription=world.subscription, reseller=world.reseller, by=world.actor("provider")
    )


def support(world: World) -> None:
    actions.assign_support_contact(
        subscription=world.subscription, contact=world.reseller, by=world.actor("provider")
    )


def many(world: World) -> None:
    """All that the provider sold, as the page does it."""
    naming = Naming(ReassignmentKind.RESELLER, world.reseller)
    found = plan(Chosen(world.provider, QueryDict("")), naming)
    assert found
    seen = read_plan(found.signed(world.provider), world.provider)
    assert seen
    actions.reassign(seen=seen, naming=naming, submission=uuid4(), by=world.actor("provider"))


def order(world: World, reseller: bool = True) -> None:
    actions.place_order(
        relationship=world.relationship,
        lines=[actions.Line(world.offer, 3)],
        by=world.actor("provider"),
        key=f"race-{uuid4()}",
        reseller=world.reseller if reseller else None,
    )


def remove(world: World) -> None:
    remove_partnership(
        partnership=Partnership.objects.get(pk=world.partnership.pk),
        by=world.actor("provider"),
        reason=RemovalReason.OTHER,
        statement_accepted=True,
    )


def end(world: World) -> None:
    end_reseller_relationship(
        relationship=ResellerRelationship.objects.select_related("partner", "customer").get(
            pk=world.relationship.pk
        ),
        by=world.actor("provider"),
        reason=EndReason.OTHER,
    )


def waiting() -> int:
    """How many of this database wait for a lock."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return int(cursor.fetchone()[0])


@contextmanager
def beside(*works: Work) -> Iterator[list[DomainError]]:
    """Each begins while ours is done but not committed, and ends after it; gives what refused them."""
    refused: list[DomainError] = []

    def run(work: Work) -> None:
        try:
            with tenancy.system(reason="test"):
                work()
        except DomainError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    with tenancy.system(reason="test"):
        yield refused
        for thread in threads:
            thread.start()
        until = time.monotonic() + 5
        while waiting() < len(works) and time.monotonic() < until:
            time.sleep(0.005)
        assert waiting() == len(works), "they did not wait"
    for thread in threads:
        thread.join()


NAMING = {"assign": assign, "support": support, "many": many, "order": order}


@pytest.mark.rule("D8")
@pytest.mark.parametrize("name", NAMING)
def test_naming_first_the_removal_waits_and_the_reseller_stays(world: World, name: str) -> None:
    with beside(lambda: remove(world)) as refused:
        NAMING[name](world)
    assert not refused
    with tenancy.system(reason="test"):
        assert not Partnership.objects.get(pk=world.partnership.pk).is_active
        assert _events_of_naming() == 1


@pytest.mark.rule("D8", "D11")
def test_the_removal_first_nobody_is_named_any_more(world: World) -> None:
    with beside(lambda: assign(world), lambda: order(world)) as refused:
        remove(world)
    for late in (support, many):
        with tenancy.system(reason="test"), pytest.raises(DomainError) as error:
            late(world)
        refused.append(error.value)
    assert [error.code for error in refused] == ["not_partners"] * 4
    with tenancy.system(reason="test"):
        assert _events_of_naming() == 0
        assert not Subscription.objects.exclude(reseller=None, support_contact=None).exists()


def _events_of_naming() -> int:
    named = ("subscription.reseller_assigned", "subscription.support_contact_assigned", "order.submitted")
    return AuditEvent.objects.filter(action__in=named).count()


@pytest.mark.rule("S003-9")
@pytest.mark.parametrize("in_hand", ["order", "end"])
def test_an_order_against_the_end_of_its_relationship(world: World, in_hand: str) -> None:
    """Reference 3.9: one of the two happens, never both."""
    with tenancy.system(reason="test"):
        Subscription.objects.update(status="expired", auto_renew=False)
    steps: dict[str, Work] = {"order": lambda: order(world, reseller=False), "end": lambda: end(world)}
    other = next(step for name, step in steps.items() if name != in_hand)
    with beside(other) as refused:
        steps[in_hand]()
    assert [error.code for error in refused] == ["blocked" if in_hand == "order" else "not_serving"]
    with tenancy.system(reason="test"):
        is_active = ResellerRelationship.objects.get(pk=world.relationship.pk).is_active
        assert is_active == (in_hand == "order")
        assert Subscription.objects.live().exists() == is_active


@pytest.mark.rule("D8")
def test_everybody_at_once(world: World) -> None:
    """Sixteen name, order and remove: whatever was first, nothing is named after the removal."""
    with tenancy.system(reason="test"):
        make.SubscriptionFactory.create_batch(5, order=world.order, offer=world.offer)
        del world.__dict__["subscription"]
        rows = list(Subscription.objects.order_by("pk"))
    steps = [assign_one(world, row) for row in rows] + [lambda: order(world)] * 5 + [lambda: many(world)] * 3
    steps += [lambda: remove(world)] * (THREADS - len(steps))

    def start(step: Work) -> Callable[[threading.Barrier], str]:
        def work(barrier: threading.Barrier) -> str:
            barrier.wait()
            try:
                with tenancy.system(reason="test"):
                    step()
            except DomainError as error:
                return error.code
            return "done"

        return work

    outcomes = at_once([start(step) for step in steps])
    assert set(outcomes) <= {"done", "not_partners", "already_removed", "stale"}
    with tenancy.system(reason="test"):
        (removal,) = AuditEvent.objects.filter(action="partnership.removed")
        assigned = AuditEvent.objects.filter(action="subscription.reseller_assigned")
        assert all(event.pk < removal.pk for event in assigned)
        ordered = AuditEvent.objects.filter(action="order.submitted")
        assert all(event.pk < removal.pk for event in ordered)


def assign_one(world: World, row: Subscription) -> Work:
    return lambda: actions.assign_reseller(
        subscription=row, reseller=world.reseller, by=world.actor("provider")
    )


@pytest.mark.situation("C-033")
def test_two_reassignments_of_the_same_rows(world: World) -> None:
    """The second waits, and leaves what the first has named: it is not what it was when it was looked at."""
    with tenancy.system(reason="test"):
        nobody = Naming(ReassignmentKind.RESELLER, None)
        found = plan(Chosen(world.provider, QueryDict("")), nobody)
        assert found
        text = found.signed(world.provider)
    outcomes: list[int] = []

    def again() -> None:
        seen = read_plan(text, world.provider)
        assert seen
        naming = Naming(ReassignmentKind.RESELLER, world.reseller)
        report = actions.reassign(seen=seen, naming=naming, submission=uuid4(), by=world.actor("provider"))
        outcomes.append(report.changed)

    with beside(again) as refused, transaction.atomic():
        many(world)
    assert not refused
    assert outcomes == [0]
