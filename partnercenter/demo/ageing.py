"""Moving rows of the demo into the past: the only thing here that no action does. What time then does to them, the
real sweeps do."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F, Q

from accounts.models import Enrolment, Membership, Tenant
from directory.models import Lead
from partnercenter.core.models import OutgoingMail
from relationships.models import Partnership, ResellerRelationship
from subscriptions import clock
from subscriptions.models import Order, SeatChange, Statement, Subscription
from subscriptions.proration import next_month
from subscriptions.states import TERM_MONTHS
from subscriptions.terms import last_day, midnight, next_start, nth_start

_LONG_AGO = timedelta(days=420)  # longer ago than anything was bought


def older_relationships(customers: Iterable[Tenant]) -> None:
    """Partners have had these customers, and one another, for longer than what they bought."""
    rows = ResellerRelationship.objects.filter(customer__in=list(customers))
    rows.update(established_at=F("established_at") - _LONG_AGO)
    Partnership.objects.update(established_at=F("established_at") - _LONG_AGO)


def older_members() -> None:
    """Who is there at the beginning has been there longer than anything that was bought."""
    Membership.objects.update(created_at=F("created_at") - _LONG_AGO)


def older_application(enrolment: Enrolment, days: int) -> None:
    """Applied for so many days ago; where it still waits, it has to be decided that much earlier."""
    age = timedelta(days=days)
    Enrolment.objects.filter(pk=enrolment.pk).update(
        applied_at=F("applied_at") - age, due_at=F("due_at") - age
    )


def forget_mails() -> None:
    """Who applied or is enrolled has been told long ago."""
    OutgoingMail.objects.filter(kind__in=("enrolment_received", "enrolment_approved")).delete()


def forget_lead_mails() -> None:
    """Codes that have come back, and what was told of leads."""
    OutgoingMail.objects.filter(Q(kind="mailbox_code") | Q(about_type="directory.lead")).delete()


def older_statements() -> None:
    """Each was made on the day after its month."""
    rows = Statement.objects.filter(made_at__gt=clock.now() - timedelta(minutes=5))
    for row in rows:
        Statement.objects.filter(pk=row.pk).update(
            made_at=midnight(next_month(row.month)) + timedelta(minutes=20)
        )


def days_since_bought(term: str, ends_in: int) -> int:
    """How long ago something was bought whose first term ends in so many days, the last one included."""
    today = clock.now().date()
    return (today - nth_start(today + timedelta(days=ends_in + 1), -TERM_MONTHS[term])).days


def older_order(order: Order, days: int) -> None:
    """An order just placed, and what came of it, as if it had been placed `days` ago."""
    age = timedelta(days=days)
    closed = F("closed_at") - age if order.closed_at else None
    Order.objects.filter(pk=order.pk).update(ordered_at=F("ordered_at") - age, closed_at=closed)
    for row in order.subscriptions.all():
        _older_subscription(row, age)


def _older_subscription(row: Subscription, age: timedelta) -> None:
    begins = row.anchor_on - age
    ends, following = last_day(begins, begins, row.term), next_start(begins, begins, row.term)
    Subscription.objects.filter(pk=row.pk).update(
        created_at=row.created_at - age,
        status_at=row.status_at - age,
        anchor_on=begins,
        term_starts_on=begins,
        term_ends_on=ends,
        moves_at=midnight(following) if following else None,
        cancel_until=row.cancel_until - age if row.cancel_until else None,
    )
    SeatChange.objects.filter(subscription=row).update(
        at=F("at") - age,
        term_starts_on=begins,
        term_ends_on=ends,
        returnable_until=F("returnable_until") - age,
    )


def older_lead(lead: Lead, age: timedelta) -> None:
    """As if it had been received that long ago."""
    Lead.objects.filter(pk=lead.pk).update(created_at=F("created_at") - age, expires_at=F("expires_at") - age)
