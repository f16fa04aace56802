"""What becomes of a subscription by a person's hand. What time does to it is in subscriptions.lifecycle."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from partnercenter.core import tenancy
from partnercenter.core.actor import Actor, AnyActor
from partnercenter.core.states import transition
from partnercenter.core.text import search_key
from subscriptions import clock, events, policies
from subscriptions.models import Licence, SeatChange, Subscription
from subscriptions.states import STAYS, SUBSCRIPTION_TRANSITIONS, SeatChangeKind, SubscriptionStatus
from subscriptions.terms import return_window


@transaction.atomic
def change_quantity(*, subscription: Subscription, quantity: int, version: int, by: Actor) -> Subscription:
    """Reference 3.6: up at any time, down only within seven days. `quantity` in seats; returns the row as it is then.

    Raises DomainError of policies.require_quantity_change, not_seller, mpa_unsigned, no_agreement; StaleState.
    """
    row = Subscription.objects.for_change(subscription)
    now = clock.now()
    policies.require_sells(row, by.tenant)
    policies.require_settled(row, now)
    policies.require_version(row, version)
    policies.require_quantity_change(row, quantity, now)
    old = row.quantity
    if quantity > old:
        policies.require_may_order(row.relationship)
        policies.require_agreement(row.relationship)
    else:
        _give_back(row, old - quantity, now)
    _keep(row, quantity=quantity)
    _seats(row, SeatChangeKind.INCREASE if quantity > old else SeatChangeKind.DECREASE, quantity - old, now)
    events.record("subscription.quantity_changed", row, by=by, changes={"quantity": [old, quantity]})
    return row


def _give_back(row: Subscription, count: int, now: datetime) -> None:
    """Those first whose window closes first, so that the rest may go as long as possible."""
    changes = SeatChange.objects.filter(subscription=row, returnable__gt=0, returnable_until__gt=now)
    for change in changes.order_by("returnable_until", "id"):
        taken = min(count, change.returnable)
        SeatChange.objects.filter(pk=change.pk).update(returnable=change.returnable - taken)
        count -= taken
        if not count:
            return


def _seats(row: Subscription, kind: SeatChangeKind, delta: int, now: datetime) -> None:
    window = now + return_window(row.kind, row.term) if delta > 0 else None
    SeatChange.objects.create(
        subscription=row,
        at=now,
        kind=kind,
        delta=delta,
        quantity=row.quantity if kind != SeatChangeKind.END else 0,
        unit_price=row.unit_price,
        term_starts_on=row.term_starts_on,
        term_ends_on=row.term_ends_on,
        returnable=max(delta, 0),
        returnable_until=window,
    )


def _keep(row: Subscription, **values: Any) -> None:
    values["version"] = row.version + 1
    Subscription.objects.filter(pk=row.pk).update(**values)
    for name, value in values.items():
        setattr(row, name, value)


@transaction.atomic
def rename_subscription(*, subscription: Subscription, name: str, by: Actor) -> None:
    """The friendly name; nobody else's than this subscription's. Raises DomainError("not_seller")."""
    row = Subscription.objects.for_change(subscription)
    policies.require_sells(row, by.tenant)
    if row.name == name:
        return
    old = row.name
    _keep(row, name=name, name_key=search_key(name)[:150])
    events.record("subscription.renamed", row, by=by, changes={"name": [old, name]})


@transaction.atomic
def set_auto_renew(*, subscription: Subscription, auto_renew: bool, by: Actor) -> None:
    """S001-39: by who sold it, or by the reseller that manages it.

    Raises DomainError: not_seller, suspended, not_active, no_term.
    """
    row = Subscription.objects.for_change(subscription)
    policies.require_renews(row, by.tenant)
    policies.require_renewable(row)
    policies.require_settled(row, clock.now())
    if row.auto_renew == auto_renew:
        return
    _keep(row, auto_renew=auto_renew)
    events.record(
        "subscription.auto_renew_changed", row, by=by, changes={"auto_renew": [not auto_renew, auto_renew]}
    )


@transaction.atomic
def suspend_subscription(*, subscription: Subscription, by: Actor) -> None:
    """Users are locked out, it is billed on, and it does not renew (reference 3.7).

    Raises DomainError: not_seller, suspended, not_active.
    """
    row, now = Subscription.objects.for_change(subscription), clock.now()
    policies.require_sells(row, by.tenant)
    policies.require_suspendable(row)
    policies.require_settled(row, now)
    _move(row, SubscriptionStatus.SUSPENDED, now, by=by, auto_renew=False)


@transaction.atomic
def reactivate_subscription(*, subscription: Subscription, by: Actor) -> None:
    """Until the end of the term; it still does not renew, until somebody says so.

    Nothing new is sold, so nothing is asked that ordering asks. Raises DomainError: not_seller, not_suspended, settling.
    """
    row, now = Subscription.objects.for_change(subscription), clock.now()
    policies.require_sells(row, by.tenant)
    policies.require_reactivatable(row)
    policies.require_settled(row, now)
    _move(row, SubscriptionStatus.ACTIVE, now, by=by)


@transaction.atomic
def cancel_subscription(*, subscription: Subscription, by: Actor) -> None:
    """Within the window only; data can be saved for seven days, then it is deleted (reference 3.7).

    Raises DomainError: not_seller, not_active, no_window, window_closed.
    """
    row, now = Subscription.objects.for_change(subscription), clock.now()
    policies.require_sells(row, by.tenant)
    policies.require_cancellable(row, now)
    policies.require_settled(row, now)
    days, _following = STAYS[SubscriptionStatus.CANCELLED]
    moves_at = now + timedelta(days=days)
    _release_all(row)
    _move(row, SubscriptionStatus.CANCELLED, now, by=by, moves_at=moves_at, auto_renew=False, assigned=0)
    _seats(row, SeatChangeKind.END, -row.quantity, now)


def _release_all(row: Subscription) -> None:
    with tenancy.system(reason="licences of a cancelled subscription"):
        Licence.objects.filter(subscription=row).delete()


def _move(row: Subscription, to: SubscriptionStatus, now: datetime, *, by: AnyActor, **values: Any) -> None:
    old = row.status
    stamps = {"status_at": now, "version": row.version + 1, **values}
    transition(row, to, table=SUBSCRIPTION_TRANSITIONS, stamps=stamps)
    events.record(f"subscription.{to}", row, by=by, changes={"status": [old, to]})
