"""The monthly run: a statement for each direct customer, once, whoever runs it and how often."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Tenant
from partnercenter.core.models import AuditEvent
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from subscriptions import clock, statements
from subscriptions.models import SeatChange, Statement, StatementLine, Subscription
from subscriptions.statements import make_all_due, make_batch, make_month
from subscriptions.states import BillingCycle, SeatChangeKind, SubscriptionStatus
from tests import factories as make

pytestmark = [pytest.mark.rule("S001-15", "S001-38"), pytest.mark.usefixtures("db")]
MONTH = date(2026, 10, 1)
FAR = datetime(2099, 1, 1, tzinfo=UTC)


def direct(partner: Tenant | None = None, **values: Any) -> ResellerRelationship:
    partner = partner or make.TenantFactory(direct_bill=True)
    row: ResellerRelationship = make.ResellerRelationshipFactory(
        partner=partner, **{"capacity": Capacity.DIRECT, **values}
    )
    return row


def sold(
    relationship: ResellerRelationship, starts_on: date = date(2026, 1, 15), **values: Any
) -> Subscription:
    offer = make.OfferFactory(**values.pop("offer", {}))
    values = {"starts_on": starts_on, "moves_at": FAR, "unit_price": Decimal(1000), **values}
    row: Subscription = make.SubscriptionFactory(
        order=make.OrderFactory(relationship=relationship), offer=offer, **values
    )
    return row


def changed(row: Subscription, on: date, delta: int, kind: str = SeatChangeKind.INCREASE) -> None:
    quantity = SeatChange.objects.filter(subscription=row).latest("id").quantity + delta
    at = datetime(on.year, on.month, on.day, 12, tzinfo=UTC)
    make.SeatChangeFactory(
        subscription=row, at=at, delta=delta, quantity=quantity, kind=kind, unit_price=row.unit_price
    )


def test_a_direct_customer_gets_one_statement_with_a_line_for_each_stretch() -> None:
    held = direct()
    first, second = (
        sold(held, name="A", name_key="a", quantity=10),
        sold(held, name="B", name_key="b", quantity=1),
    )
    changed(first, date(2026, 10, 11), 5)
    assert make_month(MONTH) == 1
    made = Statement.objects.get()
    assert (made.partner, made.customer, made.month, made.currency) == (
        held.partner,
        held.customer,
        MONTH,
        "KRW",
    )
    assert made.customer_key == held.customer.name_key
    lines = [
        (one.subscription, one.name, one.quantity, one.days, one.amount) for one in made.lines.order_by("pk")
    ]
    assert lines == [(first, "A", 10, 10, 3226), (first, "A", 15, 21, 10161), (second, "B", 1, 31, 1000)]
    assert made.total == 14387
    event = AuditEvent.objects.get(action="statement.made")
    assert (event.tenant, event.counterparty, event.target_id) == (held.partner, held.customer, made.pk)


def test_a_second_run_changes_nothing_also_after_more_has_happened() -> None:
    row = sold(direct())
    assert make_month(MONTH) == 1
    changed(row, date(2026, 10, 20), 5)
    assert make_month(MONTH) == 0
    assert (Statement.objects.count(), StatementLine.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(action="statement.made").count() == 1


def test_only_direct_customers_are_billed() -> None:
    provider, reseller = make.TenantFactory(provider=True), make.TenantFactory(reseller=True)
    sold(direct(provider, capacity=Capacity.PROVIDER, with_partner=reseller))
    assert make_month(MONTH) == 0


@pytest.mark.parametrize(
    ("values", "billed"),
    [
        ({}, True),
        ({"status": SubscriptionStatus.SUSPENDED, "auto_renew": False}, True),
        ({"status": SubscriptionStatus.EXPIRED, "status_at": datetime(2026, 9, 1, tzinfo=UTC)}, False),
        ({"status": SubscriptionStatus.DELETED, "moves_at": None, "status_at": datetime(2026, 9, 30, tzinfo=UTC)}, False),
        ({"starts_on": date(2026, 11, 1)}, False),
        ({"offer": {"usage": True}}, False),
        ({"offer": {"billing_cycle": BillingCycle.ANNUAL}}, False),
        ({"offer": {"billing_cycle": BillingCycle.ANNUAL}, "starts_on": date(2025, 10, 31)}, True),
        ({"offer": {"software": True}, "starts_on": date(2026, 10, 31)}, True),
        ({"offer": {"software": True}, "starts_on": date(2026, 9, 30)}, False),
    ],
    ids=["active", "suspended", "expired", "deleted", "later", "usage", "annual", "annual due", "once", "once before"],
)  # fmt: skip
def test_what_is_billed(values: dict[str, Any], billed: bool) -> None:
    row = sold(direct(), **values)
    if row.anchor_on == date(2025, 10, 31):  # renewed on the last day of the month
        make.SeatChangeFactory(
            subscription=row, at=datetime(2026, 10, 31, tzinfo=UTC), kind=SeatChangeKind.RENEWAL, delta=0,
            quantity=10, unit_price=Decimal(2000), term_starts_on=date(2026, 10, 31), term_ends_on=date(2027, 10, 30),
        )  # fmt: skip
    assert make_month(MONTH) == int(billed)
    if billed:
        assert Statement.objects.get().total > 0


def test_what_was_cancelled_in_the_month_is_billed_until_then_and_credited() -> None:
    """Deleted by the time of the run; paid in advance the month before, so it is a credit."""
    held = direct()
    monthly = sold(held, date(2026, 10, 10))
    yearly = sold(
        held, date(2026, 9, 28), offer={"billing_cycle": BillingCycle.ANNUAL}, unit_price=Decimal(3650)
    )
    for row, on in ((monthly, date(2026, 10, 12)), (yearly, date(2026, 10, 1))):
        changed(row, on, -10, SeatChangeKind.END)
    Subscription.objects.update(
        status=SubscriptionStatus.DELETED, auto_renew=False, moves_at=None, status_at=datetime(2026, 10, 19, tzinfo=UTC)
    )  # fmt: skip
    assert make_month(MONTH) == 1
    made = Statement.objects.get()
    assert sorted((one.quantity, one.days, one.amount) for one in made.lines.all()) == [
        (-10, 362, -36200),
        (10, 2, 645),
    ]
    assert made.total == -35555


def test_each_currency_and_each_partner_has_its_own_and_two_relationships_share_one() -> None:
    held = direct()
    sold(held)
    sold(held, currency="USD", unit_price=Decimal("9.99"))
    sold(
        direct(held.partner, customer=held.customer, status="ended", ended_at=clock.now(), end_reason="other")
    )
    sold(direct(customer=held.customer))
    assert make_month(MONTH) == 3
    found = set(Statement.objects.values_list("partner", "currency", "total"))
    assert {(held.partner_id, "KRW", Decimal(20000)), (held.partner_id, "USD", Decimal("99.90"))} < found


def test_a_customer_with_something_still_to_be_renewed_waits() -> None:
    row = sold(direct(), moves_at=datetime(2026, 10, 31, tzinfo=UTC))
    assert make_month(MONTH) == 0
    Subscription.objects.filter(pk=row.pk).update(moves_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert make_month(MONTH) == 1


@pytest.mark.parametrize(
    ("now", "month"),
    [
        (datetime(2026, 11, 1, 0, 5, tzinfo=UTC), None),
        (datetime(2026, 11, 1, 0, 15, tzinfo=UTC), date(2026, 10, 1)),
        (datetime(2027, 1, 31, 23, 59, tzinfo=UTC), date(2026, 12, 1)),
    ],
)
def test_the_month_before_is_billed_once_it_is_over(
    monkeypatch: pytest.MonkeyPatch, now: datetime, month: date | None
) -> None:
    sold(direct())
    monkeypatch.setattr(statements.clock, "now", lambda: now)
    assert make_all_due() == (1 if month else 0)
    assert list(Statement.objects.values_list("month", flat=True)) == ([month] if month else [])


def test_batches_go_on_where_the_last_one_ended_and_ask_the_same_number_of_questions() -> None:
    partner = make.TenantFactory(direct_bill=True)
    for _number in range(6):
        sold(direct(partner))
    with CaptureQueriesContext(
        connection,
    ) as one:
        made, last = make_batch(MONTH, limit=1)
    assert (made, bool(last)) == (1, True)
    with CaptureQueriesContext(connection) as four:
        made, last = make_batch(MONTH, last, limit=4)
    assert made == 4
    assert len(one) == len(four)
    assert make_batch(MONTH, last, limit=4) == (1, 0)


def test_a_customer_of_two_partners_in_two_batches_is_billed_once_by_each() -> None:
    held = direct()
    other = direct(customer=held.customer)
    sold(held)
    sold(other)
    made, last = make_batch(MONTH, limit=1)
    assert (made, make_batch(MONTH, last, limit=1)[0]) == (1, 1)
    assert set(Statement.objects.values_list("partner", flat=True)) == {held.partner_id, other.partner_id}
