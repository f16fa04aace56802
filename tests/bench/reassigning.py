"""Ten thousand of a million subscriptions get another reseller: the preview and the confirmation, beside the bare statements."""

from __future__ import annotations

import resource

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Tenant
from partnercenter.core import tenancy
from partnercenter.core.models import AuditEvent
from subscriptions.models import Reassignment, Subscription
from subscriptions.reassigning import MOST
from tests.bench.rows import execute
from tests.bench.stage import as_owner, say
from tests.bench.subscriptions_seed import Sold
from tests.bench.table import Figure, against_floor, median, ms, p95, timed

ROUNDS = 5
GROWTH = 8  # MB, from the second round on
ROWS = "SELECT id FROM subscriptions_subscription WHERE partner_id = %s AND is_live ORDER BY customer_key, id LIMIT %s"
NAMED = """
UPDATE subscriptions_subscription SET reseller_id = %s, reseller_mpn_id = %s, version = version + 1 WHERE id = ANY(%s)
"""
EVENTS = """
INSERT INTO core_auditevent (at, action, tenant_id, counterparty_id, actor_kind, actor_name, target_type, target_id,
    target_public_id, reason, changes, request_id)
SELECT now(), 'bench', partner_id, customer_id, 'user', 'Bench', 'subscriptions.subscription', id, public_id, '',
    '{"reseller_mpn_id": ["", ""]}', '' FROM subscriptions_subscription WHERE id = ANY(%s)
"""


def measure(side: Sold) -> list[Figure]:
    say(f"{MOST:,} of them get another reseller, {ROUNDS} times")
    client = Client()
    with tenancy.system(reason="bench"):
        client.force_login(side.person)
    looks, submits, floors, grown, statements = [], [], [], 0.0, 0
    for number in range(ROUNDS):
        target, other = side.resellers[number], side.resellers[number + ROUNDS]
        before = _peak()
        address = f"{reverse('subscriptions:reassign', args=[side.tenant.slug])}?to={target.public_id}"
        pages: list[dict[str, str]] = []
        looks.append(timed(lambda: pages.append(_look(client, address))))  # noqa: B023
        with CaptureQueriesContext(connection) as queries:
            submits.append(timed(lambda: _submit(client, address, pages[0])))  # noqa: B023
        statements = sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries)
        _check(target)
        grown = max(grown, _peak() - before if number > 1 else 0)
        as_owner("VACUUM ANALYZE subscriptions_subscription")
        with tenancy.system(reason="bench"):
            pks = _pks(side)
        floors.append(timed(lambda: _bare(other, pks)))  # noqa: B023
        as_owner("VACUUM ANALYZE subscriptions_subscription")
    return [
        Figure("reassignment, preview", MOST, ms(median(looks)), ms(p95(looks))),
        against_floor(f"reassignment ({statements} statements)", MOST, submits, floors, at_most=3),
        Figure("reassignment, a second", MOST, f"{MOST / median(submits):,.0f}/s", ""),
        Figure("reassignment, memory from round 2 on", MOST, f"+{grown:.1f} MB", "", aim=f"≤ {GROWTH} MB", is_met=grown <= GROWTH),
    ]  # fmt: skip


def _look(client: Client, address: str) -> dict[str, str]:
    page = client.get(address)
    assert page.status_code == 200, page.status_code
    text = page.content.decode()
    return {name: text.split(f'name="{name}" value="')[1].split('"')[0] for name in ("plan", "submission")}


def _submit(client: Client, address: str, body: dict[str, str]) -> None:
    assert client.post(address.split("?")[0], body).status_code == 302


def _check(target: Tenant) -> None:
    with tenancy.system(reason="bench"):
        report = Reassignment.objects.order_by("-pk")[0]
        assert (report.target_id, report.changed, report.left) == (target.pk, MOST, {}), (
            report.changed,
            report.left,
        )
        assert Subscription.objects.filter(reseller=target, version__gt=1).count() >= MOST
        assert AuditEvent.objects.filter(action="subscription.reseller_assigned").count() % MOST == 0


def _pks(side: Sold) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(ROWS, [side.tenant.pk, MOST])
        return [pk for (pk,) in cursor.fetchall()]


def _bare(target: Tenant, pks: list[int]) -> None:
    with tenancy.system(reason="bench"):
        assert execute(NAMED, [target.pk, target.mpn_id, pks]) == MOST
        execute(EVENTS, [pks])


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
