"""What each action does to a subscription in each of its seven states, to an order and to a draft in each of theirs.

The steps themselves, N×N, are in tests/architecture/test_transitions.py.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Agreement
from accounts.states import AgreementKind
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from subscriptions import clock
from subscriptions.actions import (
    Line,
    assign_licence,
    assign_reseller,
    assign_support_contact,
    cancel_draft,
    cancel_order,
    cancel_subscription,
    change_quantity,
    fail_order,
    follow_customer_agreement,
    fulfil_order,
    keep_draft,
    reactivate_subscription,
    release_licence,
    rename_subscription,
    set_auto_renew,
    settle_attention,
    submit_order,
    suspend_subscription,
)
from subscriptions.lifecycle import move_batch
from subscriptions.models import OrderDraft, Subscription
from subscriptions.states import DraftStatus, OrderStatus, SubscriptionStatus
from tests import factories as make
from tests.world import World

S = SubscriptionStatus
STATES = ("active", "suspended", "expired", "disabled_30", "disabled_90", "cancelled", "deleted")
OK, GONE = "", "not_active"
# What each action answers in each state, in the order of STATES: nothing where it is done, or the code of its refusal.
ACTIONS: dict[str, tuple[str, ...]] = {
    "more": (OK, "suspended", *[GONE] * 5),
    "fewer": (OK, "suspended", *[GONE] * 5),
    "rename": (OK,) * 7,  # a name is no more than a name
    "renew": (OK, "suspended", *[GONE] * 5),
    "do not renew": (OK, "suspended", *[GONE] * 5),
    "suspend": (OK, "suspended", *[GONE] * 5),
    "reactivate": ("not_suspended", OK, *["not_suspended"] * 5),
    "cancel": (OK, OK, *[GONE] * 5),
    "reseller": (OK, OK, *[GONE] * 5),
    "no reseller": (OK, OK, *[GONE] * 5),
    "support contact": (OK, OK, *[GONE] * 5),
    "assign": (OK, "suspended", *[GONE] * 5),
    "release": (OK,) * 7,
    "settle": (OK,) * 7,
}
CASES = [
    (name, state, answer)
    for name, answers in ACTIONS.items()
    for state, answer in zip(STATES, answers, strict=True)
]
# What time does to each state, once its day has come.
BY_TIME = {
    "active": ("expired", "subscription.expired"),
    "suspended": ("disabled_30", "subscription.disabled_30"),
    "expired": ("disabled_90", "subscription.disabled_90"),
    "disabled_30": ("disabled_90", "subscription.disabled_90"),
    "disabled_90": ("deleted", "subscription.deleted"),
    "cancelled": ("deleted", "subscription.deleted"),
    "deleted": ("deleted", None),
}


@pytest.fixture
def sold(contoso: World) -> Subscription:
    """Ten licences, two of them held, bought today; every partner may do whatever it may."""
    ResellerRelationship.objects.of_customer(contoso.customer).update(customer_agreement="accepted")
    subscription = contoso.subscription
    Subscription.objects.filter(pk=subscription.pk).update(
        cancel_until=clock.now() + timedelta(days=7), attention="no_price"
    )
    for _ in range(2):
        make.LicenceFactory(subscription=subscription)
    return Subscription.objects.get(pk=subscription.pk)


def put(subscription: Subscription, status: str, **values: Any) -> Subscription:
    """As it would be in this state."""
    values = {"status": status, "auto_renew": False, **values}
    if status == S.DELETED:
        values["moves_at"] = None
    Subscription.objects.filter(pk=subscription.pk).update(**values)
    return Subscription.objects.get(pk=subscription.pk)


def act(name: str, row: Subscription, world: World) -> None:
    by, manages = world.actor(), world.actor("reseller", "admin_agent")
    held = row.licences.first()
    free = make.MembershipFactory(tenant=row.customer, roles=["default_user"])
    acts: dict[str, Callable[[], Any]] = {
        "more": lambda: change_quantity(subscription=row, quantity=12, version=row.version, by=by),
        "fewer": lambda: change_quantity(subscription=row, quantity=8, version=row.version, by=by),
        "rename": lambda: rename_subscription(subscription=row, name="Another", by=by),
        "renew": lambda: set_auto_renew(subscription=row, auto_renew=True, by=by),
        "do not renew": lambda: set_auto_renew(subscription=row, auto_renew=False, by=by),
        "suspend": lambda: suspend_subscription(subscription=row, by=by),
        "reactivate": lambda: reactivate_subscription(subscription=row, by=by),
        "cancel": lambda: cancel_subscription(subscription=row, by=by),
        "reseller": lambda: assign_reseller(subscription=row, reseller=other_reseller(world), by=by),
        "no reseller": lambda: assign_reseller(subscription=row, reseller=None, by=by),
        "support contact": lambda: assign_support_contact(subscription=row, contact=world.reseller, by=by),
        "assign": lambda: assign_licence(subscription=row, membership=free, by=manages),
        "release": lambda: release_licence(subscription=row, membership=held.membership, by=manages),
        "settle": lambda: settle_attention(subscription=row, by=by),
    }
    acts[name]()


def other_reseller(world: World) -> Any:
    reseller = make.TenantFactory(reseller=True)
    make.AgreementAcceptanceFactory(agreement=Agreement.objects.current(AgreementKind.MPA), tenant=reseller)
    make.PartnershipFactory(provider=world.provider, reseller=reseller)
    return reseller


def events() -> list[str]:
    return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def test_every_state_stands_in_the_tables() -> None:
    assert tuple(S.values) == STATES
    assert set(BY_TIME) == set(STATES)


@pytest.mark.rule("S001-39")
@pytest.mark.parametrize(("name", "state", "answer"), CASES, ids=lambda part: str(part) or "done")
def test_each_action_in_each_state(
    sold: Subscription, contoso: World, name: str, state: str, answer: str
) -> None:
    """Done with one event; or refused, and nothing at all has changed."""
    row = put(sold, state, **({"auto_renew": True} if (name, state) == ("do not renew", "active") else {}))
    before = Subscription.objects.filter(pk=row.pk).values().get()
    known = events()
    if answer:
        with pytest.raises(DomainError) as refusal:
            act(name, row, contoso)
        assert refusal.value.code == answer
        assert Subscription.objects.filter(pk=row.pk).values().get() == before
        assert events() == known
    else:
        act(name, row, contoso)
        after = Subscription.objects.filter(pk=row.pk).values().get()
        assert after != before
        assert len(events()) == len(known) + 1
        leads = {"suspend": S.SUSPENDED, "reactivate": S.ACTIVE, "cancel": S.CANCELLED}
        assert after["status"] == leads.get(name, state)


@pytest.mark.parametrize("state", STATES)
def test_what_time_makes_of_each_state(sold: Subscription, contoso: World, state: str) -> None:
    """Once: a second sweep finds nothing due, for the next state has its own days."""
    then, event = BY_TIME[state]
    row = put(sold, state, **({} if state == S.DELETED else {"moves_at": clock.now()}))
    known = events()
    assert move_batch() == (1 if event else 0)
    assert Subscription.objects.get(pk=row.pk).status == then
    assert events()[len(known) :] == ([event] if event else [])
    assert move_batch() == 0


# ------------------------------------------------------------------ orders and drafts
ORDER_ACTIONS: dict[str, str] = {"fulfil": "fulfilled", "cancel": "cancelled", "fail": "failed"}


@pytest.mark.parametrize("state", OrderStatus.values)
@pytest.mark.parametrize("name", ORDER_ACTIONS)
def test_each_action_on_an_order_in_each_state(contoso: World, name: str, state: str) -> None:
    order = contoso.waiting
    if state != OrderStatus.SUBMITTED:
        type(order).objects.filter(pk=order.pk).update(status=state, closed_at=clock.now())
        order = type(order).objects.get(pk=order.pk)
    by, known = contoso.actor(), events()
    acts: dict[str, Callable[[], Any]] = {
        "fulfil": lambda: fulfil_order(order=order, by=by),
        "cancel": lambda: cancel_order(order=order, by=by),
        "fail": lambda: fail_order(order=order, why="because", by=by),
    }
    if state == OrderStatus.SUBMITTED:
        acts[name]()
        assert type(order).objects.get(pk=order.pk).status == ORDER_ACTIONS[name]
        assert len(events()) == len(known) + 1
    else:
        with pytest.raises(DomainError, match="transition_refused"):
            acts[name]()
        assert type(order).objects.get(pk=order.pk).status == state
        assert events() == known
    made = Subscription.objects.filter(order=order).count()
    assert made == (1 if (name, state) == ("fulfil", "submitted") else 0)


def test_an_agreement_moves_waiting_orders_only(contoso: World) -> None:
    relations = ResellerRelationship.objects.of_customer(contoso.customer)
    relations.update(customer_agreement="accepted")
    closed = [contoso._order(status=each, closed_at=clock.now()) for each in OrderStatus.values[1:]]
    waiting = contoso.waiting
    follow_customer_agreement(customer=contoso.customer, state="accepted")
    waiting.refresh_from_db()
    assert waiting.status == OrderStatus.FULFILLED
    for order in closed:
        assert type(order).objects.get(pk=order.pk).status == order.status


def _draft(world: World, state: str) -> OrderDraft:
    order = world.waiting if state == DraftStatus.SUBMITTED else None
    OrderDraft.objects.filter(pk=world.draft.pk).update(status=state, order=order)
    return OrderDraft.objects.get(pk=world.draft.pk)


@pytest.mark.rule("S000-50")
@pytest.mark.parametrize("state", DraftStatus.values)
def test_a_draft_is_kept_and_cancelled_while_it_is_open(contoso: World, state: str) -> None:
    draft, by = _draft(contoso, state), contoso.actor()
    if state == DraftStatus.OPEN:
        keep_draft(draft=draft, data={"more": 1}, by=by)
        cancel_draft(draft=draft)
        assert OrderDraft.objects.get(pk=draft.pk).status == DraftStatus.CANCELLED
        return
    with pytest.raises(DomainError):
        keep_draft(draft=draft, data={"more": 1}, by=by)
    with pytest.raises(DomainError):
        cancel_draft(draft=draft)
    assert OrderDraft.objects.get(pk=draft.pk).status == state


@pytest.mark.rule("S000-49", "S000-60")
@pytest.mark.parametrize("state", DraftStatus.values)
def test_a_draft_is_submitted_once(contoso: World, state: str) -> None:
    """Open: an order comes of it. Submitted: the same order again. Cancelled: nothing, whatever another tab shows."""
    draft, by = _draft(contoso, state), contoso.actor()
    relations = ResellerRelationship.objects.of_customer(contoso.customer)
    relations.update(customer_agreement="accepted")
    relationship = relations.get(capacity=Capacity.PROVIDER)
    orders = relationship.partner_id and list(_orders())
    submit = _submission(draft, relationship, contoso, by)
    if state == DraftStatus.CANCELLED:
        with pytest.raises(DomainError, match="transition_refused"):
            submit()
    else:
        order = submit()
        assert OrderDraft.objects.get(pk=draft.pk).order == order
        assert submit() == order
    grown = len(_orders()) - len(orders)
    assert grown == (1 if state == DraftStatus.OPEN else 0)


def _orders() -> list[int]:
    return list(make.OrderFactory._meta.model.objects.values_list("pk", flat=True))


def _submission(
    draft: OrderDraft, relationship: ResellerRelationship, world: World, by: Actor
) -> Callable[[], Any]:
    lines = [Line(world.offer, 5)]
    return lambda: submit_order(draft=draft, relationship=relationship, lines=lines, by=by)
