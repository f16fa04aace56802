"""The monthly run (S001-15, S001-38): a statement for each direct customer, made once the month is over, UTC.

Batches of a transaction each, whose memory and number of statements do not depend on how many customers there are.
Safe to run twice and from three beats at once: who has a statement of the month gets no second one; one process
makes statements at a time. A customer of whom a subscription still waits for the sweep that renews or ends it
(subscriptions.lifecycle) waits for it, too, and is billed by the next run. Where nothing falls due none is made.
"""

from __future__ import annotations

import time
from collections import defaultdict
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta
from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from partnercenter.core import tenancy
from partnercenter.core.locks import alone
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from subscriptions import clock
from subscriptions.billing import Bill, bills
from subscriptions.models import SeatChange, Statement, StatementLine, Subscription
from subscriptions.proration import month_of, next_month
from subscriptions.states import BillingCycle
from subscriptions.terms import midnight

BATCH = 200  # customers
SECONDS = 20.0  # for all batches of a run; beat comes again
SETTLES = timedelta(minutes=15)  # after midnight: changes that began before it are written by then

_NOTED = """
INSERT INTO core_auditevent
    (at, action, tenant_id, counterparty_id, actor_kind, actor_name, target_type, target_id, target_public_id,
    target_name, reason, changes, request_id)
SELECT now(), 'statement.made', partner_id, customer_id, 'system', 'billing', 'subscriptions.statement', id, public_id,
    to_char(month, 'YYYY-MM'), '',
    jsonb_build_object('month', jsonb_build_array(NULL, month), 'total', jsonb_build_array(NULL, total::text)), ''
FROM subscriptions_statement WHERE id = ANY(%s)
"""


def billed_in(month: date) -> Q:
    """Subscriptions of direct customers of which something may fall due in the month that begins on this day."""
    end = midnight(next_month(month))
    changes = SeatChange.objects.filter(subscription=OuterRef("pk"), at__gte=midnight(month), at__lt=end)
    falls_due = Q(billing_cycle=BillingCycle.MONTHLY) | Q(anchor_on__month=month.month) | Q(Exists(changes))
    was_live = Q(is_live=True) | Q(status_at__gte=midnight(month))
    is_direct = Q(relationship__capacity=Capacity.DIRECT, anchor_on__lt=end.date())
    return is_direct & was_live & falls_due & ~Q(billing_cycle=BillingCycle.NONE)


def make_all_due(seconds: float = SECONDS) -> int:
    """Statements of the month before. Returns how many were made."""
    now = clock.now()
    month = month_of(now.date())
    if now < midnight(month) + SETTLES:
        return 0
    return make_month(month - relativedelta(months=1), seconds)


def make_month(month: date, seconds: float = SECONDS) -> int:
    """Statements of the month that begins on this day, which is over; batch after batch, or as far as time allows."""
    until, total, last = time.monotonic() + seconds, 0, 0
    while time.monotonic() < until:
        made, last = make_batch(month, last)
        total += made
        if not last:
            break
    return total


def make_batch(month: date, after: int = 0, limit: int = BATCH) -> tuple[int, int]:
    """For up to `limit` relationships after this one; how many statements, and the last relationship or 0 at the end."""
    with tenancy.system(reason="the monthly statements"):
        if not alone("statements"):
            return 0, 0
        rows = list(_open(month, after)[:limit])
        made = _store(_bills(_unbilled(rows, month), month), month)
    return made, rows[-1].pk if len(rows) == limit else 0


def _open(month: date, after: int) -> QuerySet[ResellerRelationship]:
    """Relationships with direct customers of whom something may fall due, and nothing is still to be moved."""
    of_both = {"partner": OuterRef("partner"), "customer": OuterRef("customer")}
    billed = Subscription.objects.filter(billed_in(month), relationship=OuterRef("pk"))
    late = Subscription.objects.filter(**of_both, is_live=True, moves_at__lt=midnight(next_month(month)))
    rows = ResellerRelationship.objects.filter(capacity=Capacity.DIRECT, pk__gt=after)
    rows = rows.filter(Exists(billed), ~Exists(late))
    return rows.order_by("pk").only("partner_id", "customer_id")


def _unbilled(rows: list[ResellerRelationship], month: date) -> set[tuple[int, int]]:
    """Partner and customer, where the month has no statement yet."""
    pairs = {(row.partner_id, row.customer_id) for row in rows}
    made = Statement.objects.filter(month=month, customer__in={customer for _partner, customer in pairs})
    return pairs - set(made.values_list("partner_id", "customer_id"))


def _bills(pairs: set[tuple[int, int]], month: date) -> list[Bill]:
    """Of whole customers: of one that is held by two relationships both are read."""
    if not pairs:
        return []
    customers = {customer for _partner, customer in pairs}
    found = Subscription.objects.filter(billed_in(month), customer__in=customers).only(*_READ)
    subscriptions = [one for one in found if (one.partner_id, one.customer_id) in pairs]
    ledgers: dict[int, list[SeatChange]] = defaultdict(list)
    changes = SeatChange.objects.filter(
        subscription__in=[one.pk for one in subscriptions], at__lt=midnight(next_month(month))
    )
    for change in changes.order_by("subscription", "at", "pk"):
        ledgers[change.subscription_id].append(change)
    return bills(subscriptions, ledgers, month)


_READ = (
    "partner_id",
    "customer_id",
    "customer_key",
    "currency",
    "billing_cycle",
    "anchor_on",
    "name",
    "name_key",
)


def _store(found: list[Bill], month: date) -> int:
    if not found:
        return 0
    statements = Statement.objects.bulk_create(
        Statement(
            partner_id=bill.partner_id,
            customer_id=bill.customer_id,
            customer_key=bill.customer_key,
            month=month,
            currency=bill.currency,
            total=bill.total,
        )
        for bill in found
    )
    for statement, bill in zip(statements, found, strict=True):
        for line in bill.lines:
            line.statement = statement
    StatementLine.objects.bulk_create((line for bill in found for line in bill.lines), batch_size=2_000)
    with connection.cursor() as cursor:
        cursor.execute(_NOTED, [[one.pk for one in statements]])
    return len(statements)
