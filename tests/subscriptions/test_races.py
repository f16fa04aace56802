"""Sixteen at once: a double click on Submit, two tabs, more licences than the offer allows, one cancellation."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from datetime import timedelta

from django.db.models import Sum

from accounts.models import TemporaryPassword, Tenant, User
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.models import AuditEvent
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from subscriptions import clock
from subscriptions.actions import (
    Line,
    NewCustomer,
    cancel_draft,
    cancel_subscription,
    change_quantity,
    submit_new_customer,
    submit_order,
)
from subscriptions.models import Order, OrderDraft, SeatChange, Subscription
from tests import factories as make
from tests.subscriptions.test_ordering import DETAILS
from tests.threads import at_once
from tests.world import World, build_world

THREADS = 16
Work = Callable[[], object]


def race(works: list[Work]) -> list[object]:
    """What each gave, or the code of its refusal."""

    def start(work: Work) -> Callable[[threading.Barrier], object]:
        def run(barrier: threading.Barrier) -> object:
            barrier.wait()
            try:
                return work()
            except DomainError as error:
                return error.code

        return run

    return at_once([start(work) for work in works])


class Scene:
    """The provider of contoso orders for its customer, which has accepted the agreement."""

    def __init__(self) -> None:
        with tenancy.system(reason="test"):
            self.world: World = build_world("contoso")
            rows = ResellerRelationship.objects.of_customer(self.world.customer)
            rows.update(customer_agreement="accepted")
            self.relationship = rows.select_related("partner__country__region").get(
                capacity=Capacity.PROVIDER
            )
            self.by: Actor = self.world.actor()
            self.offer = make.OfferFactory(minimum=1, maximum=40)
            self.single = make.OfferFactory(once_per_customer=True)

    def draft(self, customer: Tenant | None = None) -> OrderDraft:
        with tenancy.system(reason="test"):
            return make.OrderDraftFactory(partner=self.by.tenant, user=self.by.user, customer=customer)

    def bought(self) -> Subscription:
        with tenancy.system(reason="test"):
            order = make.OrderFactory(relationship=self.relationship)
            return make.SubscriptionFactory(
                order=order, offer=self.offer, quantity=10, cancel_until=clock.now() + timedelta(days=7)
            )

    def acting(self, work: Work) -> Work:
        """In sight of no more than the provider has, as in a request of its own."""

        def run() -> object:
            with tenancy.acting(user_id=self.by.user.pk, tenant_id=self.by.tenant.pk):
                return work()

        return run

    def new_customer(self, draft: OrderDraft, domain: str = "areum.example") -> Work:
        customer = NewCustomer(
            name="아름출판", domain=domain, country=self.by.tenant.country, details=DETAILS
        )
        lines = [Line(self.offer, 3)]
        return self.acting(
            lambda: submit_new_customer(draft=fresh(draft), customer=customer, lines=lines, by=self.by).pk
        )


def fresh(draft: OrderDraft) -> OrderDraft:
    return OrderDraft.objects.get(pk=draft.pk)


def count(action: str) -> int:
    return AuditEvent.objects.filter(action=action).count()


def test_many_clicks_on_submit_make_one_customer(committed_db: None) -> None:
    """S000-49: everybody is led to the same order; one organisation, one admin, one temporary password."""
    scene = Scene()
    draft = scene.draft()
    given = race([scene.new_customer(draft)] * THREADS)
    with tenancy.system(reason="test"):
        order = Order.objects.get()
        assert given == [order.pk] * THREADS
        assert Tenant.objects.filter(domain="areum.example").count() == 1
        assert User.objects.filter(email="admin@areum.example").count() == 1
        assert TemporaryPassword.objects.count() == 1
        assert count("order.submitted") == 1
        assert OrderDraft.objects.get().order == order


def test_many_tabs_with_one_new_customer(committed_db: None) -> None:
    """A draft for each tab: the first makes the customer, the others hear that it is there, and keep their draft."""
    scene = Scene()
    drafts = [scene.draft() for _ in range(8)]
    given = race([scene.new_customer(draft) for draft in drafts])
    with tenancy.system(reason="test"):
        order = Order.objects.get()
        assert given.count(order.pk) == 1
        assert set(given) - {order.pk} <= {"domain_taken", "email_taken"}, given
        assert Counter(OrderDraft.objects.values_list("status", flat=True)) == {"submitted": 1, "open": 7}
        assert Tenant.objects.filter(domain="areum.example").count() == 1


def test_many_clicks_on_submit_make_one_order(committed_db: None) -> None:
    scene = Scene()
    draft = scene.draft(scene.world.customer)
    lines = [Line(scene.offer, 3), Line(scene.single, 1)]
    submit = scene.acting(
        lambda: submit_order(draft=fresh(draft), relationship=scene.relationship, lines=lines, by=scene.by).pk
    )
    given = race([submit] * THREADS)
    with tenancy.system(reason="test"):
        assert given == [Order.objects.get().pk] * THREADS
        assert Subscription.objects.count() == 2
        assert count("order.submitted") == count("order.fulfilled") == 1


def test_two_tabs_that_both_order_what_is_sold_once(committed_db: None) -> None:
    """Of the offer the customer has one in the end; who came later keeps its draft, and nothing of its order is left."""
    scene = Scene()
    drafts = [scene.draft(scene.world.customer) for _ in range(8)]

    def submit(draft: OrderDraft) -> Work:
        lines = [Line(scene.offer, 2), Line(scene.single, 1)]
        return scene.acting(
            lambda: (
                submit_order(draft=fresh(draft), relationship=scene.relationship, lines=lines, by=scene.by).pk
            )
        )

    given = race([submit(draft) for draft in drafts])
    with tenancy.system(reason="test"):
        order = Order.objects.get()
        assert Counter(each == order.pk for each in given) == {True: 1, False: 7}
        assert Subscription.objects.count() == 2
        assert count("order.submitted") == 1
        assert Counter(OrderDraft.objects.values_list("status", flat=True)) == {"submitted": 1, "open": 7}


def test_submit_against_cancel(committed_db: None) -> None:
    """Of one draft: an order, or nothing at all (S000-50)."""
    scene = Scene()
    for number in range(4):
        draft = scene.draft()
        domain = f"areum{number}.example"
        cancel = scene.acting(lambda draft=draft: cancel_draft(draft=fresh(draft)) or "cancelled")
        given = race([scene.new_customer(draft, domain), cancel] * 4)
        with tenancy.system(reason="test"):
            status = OrderDraft.objects.get(pk=draft.pk).status
            made = Tenant.objects.filter(domain=domain).count()
            assert (status, made) in {("submitted", 1), ("cancelled", 0)}
            assert given.count("cancelled") == (status == "cancelled"), given


def test_more_licences_than_the_offer_allows(committed_db: None) -> None:
    """Each adds five to what it sees, again and again: never more than 40, and the ledger adds up."""
    scene = Scene()
    bought = scene.bought()

    def five_more() -> object:
        for _ in range(8):
            row = Subscription.objects.get(pk=bought.pk)
            try:
                change_quantity(subscription=row, quantity=row.quantity + 5, version=row.version, by=scene.by)
            except StaleState:
                continue
            return "done"
        return "stale"

    given = Counter(race([scene.acting(five_more)] * THREADS))
    with tenancy.system(reason="test"):
        row = Subscription.objects.get(pk=bought.pk)
        assert set(given) <= {"done", "quantity_high", "stale"}, given
        assert row.quantity == 10 + 5 * given["done"] <= 40
        assert SeatChange.objects.filter(subscription=row).aggregate(sum=Sum("delta"))["sum"] == row.quantity
        assert count("subscription.quantity_changed") == given["done"] >= 1


def test_many_cancel_one_subscription(committed_db: None) -> None:
    scene = Scene()
    bought = scene.bought()
    cancel = scene.acting(
        lambda: (
            cancel_subscription(subscription=Subscription.objects.get(pk=bought.pk), by=scene.by) or "done"
        )
    )
    given = Counter(race([cancel] * THREADS))
    with tenancy.system(reason="test"):
        row = Subscription.objects.get(pk=bought.pk)
        assert given == {"done": 1, "not_active": THREADS - 1}
        assert row.status == "cancelled"
        assert count("subscription.cancelled") == 1
        assert list(SeatChange.objects.filter(subscription=row).values_list("delta", flat=True)) == [10, -10]
