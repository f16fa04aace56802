"""The monthly run over ten thousand direct customers with three subscriptions each, beside a copy of the same rows."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

from dateutil.relativedelta import relativedelta

from accounts.models import Tenant
from partnercenter.core import tenancy
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from subscriptions import clock
from subscriptions.models import Order, SeatChange, Statement, StatementLine, Subscription
from subscriptions.statements import make_batch
from tests import factories as make
from tests.bench.copying import copy_rows
from tests.bench.customers_seed import TENANT, _customers, _tenant
from tests.bench.rows import execute, multiply, public_id
from tests.bench.stage import as_owner, say
from tests.bench.table import Figure, ms, timed

CUSTOMERS, EACH = 10_000, 3
LINES = CUSTOMERS * EACH * 2  # each subscription had seats added in the middle of the month
LEAST = 200  # customers a second
GROWTH = 8  # MB, from the tenth batch to the last
MADE = Statement._meta.db_table
LINE = StatementLine._meta.db_table


def measure() -> list[Figure]:
    say(f"statements of {CUSTOMERS:,} customers")
    today = clock.now().date()
    month = today.replace(day=1) - relativedelta(months=1)
    _seed(month)
    before, last = month - relativedelta(months=1), 0
    for _batch in range(5):  # so that the tables are known to the planner as they are in use
        _made, last = make_batch(before, last)
    as_owner("VACUUM ANALYZE")
    sizes: list[float] = []
    seconds = timed(lambda: _run(month, sizes))
    again = timed(lambda: _run(month, []))
    with tenancy.system(reason="bench"):
        assert Statement.objects.filter(month=month).count() == CUSTOMERS
        assert StatementLine.objects.filter(statement__month=month).count() == LINES
    rate, grown = CUSTOMERS / seconds, max(sizes[10:]) - sizes[10]
    return [
        Figure("statements, customers a second", CUSTOMERS, f"{rate:,.0f}/s", "", aim=f"≥ {LEAST}/s", is_met=rate >= LEAST),
        Figure("statements, lines a second", LINES, f"{LINES / seconds:,.0f}/s", "", floor=f"{LINES / _copy():,.0f}/s"),
        Figure("statements, memory from batch 10 on", CUSTOMERS, f"+{grown:.1f} MB", "", aim=f"≤ {GROWTH} MB", is_met=grown <= GROWTH),
        Figure("statements, run again", CUSTOMERS, ms(again), "", aim="≤ 2 s", is_met=again <= 2),
    ]  # fmt: skip


def _run(month: date, sizes: list[float]) -> None:
    last = 0
    while True:
        _made, last = make_batch(month, last)
        sizes.append(_resident())
        if not last:
            return


def _resident() -> float:
    """What this process holds, in MB."""
    line = next(one for one in Path("/proc/self/status").read_text().splitlines() if one.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def _copy() -> float:
    """The floor: the same rows once more, from table to table."""
    as_owner(f"CREATE TABLE bench_statement AS TABLE {MADE} WITH NO DATA")
    as_owner(f"CREATE TABLE bench_line AS TABLE {LINE} WITH NO DATA")
    for table in (MADE, LINE):
        as_owner(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    made = timed(lambda: as_owner(f"INSERT INTO bench_statement SELECT * FROM {MADE}"))
    return made + timed(lambda: as_owner(f"INSERT INTO bench_line SELECT * FROM {LINE}"))


def _seed(month: date) -> None:
    """Customers by COPY; relationships, orders, subscriptions and ledgers copied from one of each."""
    with tenancy.system(reason="bench"):
        seller = make.TenantFactory(direct_bill=True)
        held = make.ResellerRelationshipFactory(partner=seller, capacity=Capacity.DIRECT)
        order = make.OrderFactory(relationship=held)
        starts_on = month - relativedelta(months=3)
        one = make.SubscriptionFactory(order=order, starts_on=starts_on)
        first = max(Tenant.objects.values_list("pk", flat=True)) + 1
    customers = list(_customers(random.Random(3), first, CUSTOMERS))  # noqa: S311  the same every time
    copy_rows(Tenant._meta.db_table, TENANT, map(_tenant, customers))
    as_owner(f"SELECT setval(pg_get_serial_sequence('accounts_tenant', 'id'), {customers[-1].pk})")
    with tenancy.system(reason="bench"):
        _multiply(held, order, one, first)
        added = f"'{month:%Y-%m}-15 12:00:00+00'::timestamptz"
        change = SeatChange.objects.get(subscription=one)
        source = f"(SELECT id FROM subscriptions_subscription WHERE id > {one.pk})"
        multiply(change, source, subscription_id="n.id")
        multiply(
            change, source, subscription_id="n.id", at=added, kind="'increase'", delta="5", quantity="15"
        )
        execute("UPDATE subscriptions_subscription SET status = 'deleted', auto_renew = false, moves_at = NULL,"
                f" status_at = '2020-01-01' WHERE id = {one.pk}")  # fmt: skip
    as_owner("VACUUM ANALYZE")


def _multiply(held: ResellerRelationship, order: Order, one: Subscription, first: int) -> None:
    tenants = f"(SELECT * FROM accounts_tenant WHERE id >= {first})"
    multiply(
        held, tenants, public_id=public_id("bill"), customer_id="n.id", customer_key="n.name_key",
        customer_domain="n.domain", customer_ref="n.public_id",
    )  # fmt: skip
    rows = f"(SELECT * FROM relationships_resellerrelationship WHERE customer_id >= {first})"
    multiply(
        order, rows, public_id=public_id("bill"), key="'bill-' || n.id", customer_id="n.customer_id",
        customer_key="n.customer_key", relationship_id="n.id",
    )  # fmt: skip
    orders = (
        f"(SELECT o.*, o.id * {EACH} + g AS nth FROM subscriptions_order o, generate_series(0, {EACH - 1}) g"
        f" WHERE o.customer_id >= {first})"
    )
    ids = public_id("bill").replace("n.id", "n.nth")
    multiply(
        one, orders, public_id=ids, customer_id="n.customer_id", customer_key="n.customer_key",
        relationship_id="n.relationship_id", order_id="n.id",
    )  # fmt: skip
