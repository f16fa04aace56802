"""Statements as pages, for the partner and for the customer: what they say, and to whom."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.urls import reverse
from django.utils import timezone

from accounts.models import Tenant
from partnercenter.core.dates import month_words
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from subscriptions.models import Statement, Subscription
from tests import factories as make
from tests.client import PortalClient
from tests.customers.reading import words
from tests.subscriptions.test_statements import changed, direct, sold
from tests.world import World

ClientFor = Callable[..., PortalClient]
pytestmark = pytest.mark.rule("S001-15", "S001-38")
THIS = timezone.now().date().replace(day=1)
LAST = THIS - relativedelta(months=1)


def get(client_for: ClientFor, world: World, kind: str, name: str, *parts: str, **query: Any) -> str:
    client = client_for(world.people[kind]["global_admin"])
    url = reverse(f"subscriptions:{name}", args=[getattr(world, kind).slug, *parts])
    answer = client.get(url, query)
    assert answer.status_code == 200
    return words(answer.content.decode())


def made(world: World, month: date = LAST, customer: Tenant | None = None, **values: Any) -> Statement:
    """By the direct-bill partner for the world's customer, or another one."""
    customer = customer or world.customer
    held = ResellerRelationship.objects.filter(partner=world.direct, customer=customer).first()
    row = sold(held or direct(world.direct, customer=customer))
    statement: Statement = make.StatementFactory(
        partner=world.direct, customer=customer, month=month, **values
    )
    make.StatementLineFactory(statement=statement, subscription=row, name="Office seats", ends_on=month)
    return statement


def test_the_list_shows_one_month_and_finds_a_customer(contoso: World, client_for: ClientFor) -> None:
    made(contoso, total=Decimal(1234500))
    other = made(contoso, customer=make.TenantFactory(customer=True, name="Zebra Works"))
    made(
        contoso,
        LAST - relativedelta(months=1),
        customer=make.TenantFactory(customer=True, name="Earlier Ltd"),
    )
    page = get(client_for, contoso, "direct", "statement-list")
    assert contoso.customer.name in page
    assert "₩1,234,500" in page
    assert other.customer.name in page
    assert "Earlier Ltd" not in page
    assert "No payments are processed here" in page
    before = f"{LAST - relativedelta(months=1):%Y-%m}"
    assert "Earlier Ltd" in get(client_for, contoso, "direct", "statement-list", month=before)
    found = get(client_for, contoso, "direct", "statement-list", q="zebra")
    assert "Zebra Works" in found
    assert contoso.customer.name not in found
    assert "Nothing matches" in get(client_for, contoso, "direct", "statement-list", q="nobody")


def test_without_statements_the_page_says_when_there_will_be_some(
    contoso: World, client_for: ClientFor
) -> None:
    empty = get(client_for, contoso, "direct", "statement-list")
    assert f"No statements for {month_words(LAST)}" in empty
    assert "On the first day of each month (UTC)" in empty
    assert "Statements are for direct customers" in get(client_for, contoso, "provider", "statement-list")
    assert "No statements yet" in get(client_for, contoso, "customer", "own-statements")


def test_a_statement_is_read_by_both_sides(contoso: World, client_for: ClientFor) -> None:
    statement = made(contoso)
    for kind, name in (("direct", "statement-detail"), ("customer", "own-statement-detail")):
        page = get(client_for, contoso, kind, name, statement.public_id)
        for part in (
            f"Statement for {month_words(LAST)}",
            contoso.direct.name,
            contoso.customer.name,
            "Office seats",
            "30 of 30",
            "₩120",
            "South Korean Won (KRW)",
            "Print or save as PDF",
            "No payments are processed here",
            statement.public_id,
        ):
            assert part in page, f"{kind}: {part}"
    assert contoso.direct.name in get(client_for, contoso, "customer", "own-statements")


def test_what_is_given_back_and_a_credit_are_said(contoso: World, client_for: ClientFor) -> None:
    statement = made(contoso, total=Decimal(-50))
    make.StatementLineFactory(
        statement=statement,
        subscription=statement.lines.get().subscription,
        quantity=-2,
        ends_on=LAST + relativedelta(months=6),
        amount=Decimal(-170),
    )
    page = get(client_for, contoso, "direct", "statement-detail", statement.public_id)
    assert "Given back" in page
    assert "Total to the customer's credit" in page
    assert "-₩50" in page


def test_nobody_else_finds_it(contoso: World, fabrikam: World, client_for: ClientFor) -> None:
    statement = made(contoso)
    for world, kind, name in (
        (contoso, "provider", "statement-detail"),
        (fabrikam, "direct", "statement-detail"),
        (fabrikam, "customer", "own-statement-detail"),
    ):
        client = client_for(world.people[kind]["global_admin"])
        url = reverse(f"subscriptions:{name}", args=[getattr(world, kind).slug, statement.public_id])
        assert client.get(url).status_code == 404


def test_the_export_has_every_line_of_the_month(contoso: World, client_for: ClientFor) -> None:
    statement = made(contoso)
    row = statement.lines.get().subscription
    make.StatementLineFactory(
        statement=statement, subscription=row, name="=2+3", quantity=-1, amount=Decimal(-12)
    )
    made(contoso, LAST - relativedelta(months=1))
    client = client_for(contoso.people["direct"]["billing_admin"])
    answer = client.get(reverse("subscriptions:statement-export", args=[contoso.direct.slug]))
    assert answer["Content-Disposition"] == f'attachment; filename="statements-{LAST:%Y-%m}.csv"'
    head, first, second = b"".join(answer).decode("utf-8-sig").splitlines()
    assert head.startswith("Month,Customer,Domain,Tenant ID,Statement,Subscription")
    assert first == ",".join(
        [
            f"{LAST:%Y-%m}", contoso.customer.name, contoso.customer.domain, contoso.customer.public_id,
            statement.public_id, "Office seats", row.public_id, f"{LAST}", f"{LAST}", "10", "30", "30", "12",
            "120", "KRW",
        ]
    )  # fmt: skip
    assert ",'=2+3," in second
    assert ",-1,30,30,12,-12,KRW" in second


def test_the_running_month_of_a_direct_customer_is_computed(contoso: World, client_for: ClientFor) -> None:
    statement = made(contoso)
    held = ResellerRelationship.objects.get(partner=contoso.direct)
    Subscription.objects.filter(partner=contoso.direct).update(billing_cycle="none")
    row = sold(held, THIS - relativedelta(months=2), name="Office seats", quantity=3)
    changed(row, THIS, 1)
    page = get(client_for, contoso, "direct", "statement-preview", contoso.customer.public_id)
    assert f"{month_words(THIS)} so far" in page
    assert "Office seats" in page
    assert "₩4,000" in page
    assert "if nothing changes before the end of the month" in page
    assert month_words(LAST) in page
    assert Statement.objects.get() == statement  # nothing is stored
    tabs = get(client_for, contoso, "direct", "of-customer", contoso.customer.public_id)
    assert "Billing" in tabs


def test_of_a_customer_that_is_not_direct_it_is_said_whose_it_is(
    contoso: World, client_for: ClientFor
) -> None:
    page = get(client_for, contoso, "provider", "statement-preview", contoso.customer.public_id)
    assert "Not your direct customer" in page
    assert f"You serve this customer through {contoso.reseller.name}" in page
    make.PartnershipFactory(provider=contoso.provider, reseller=contoso.direct)
    make.ResellerRelationshipFactory(
        partner=contoso.direct,
        customer=contoso.customer,
        capacity=Capacity.RESELLER,
        with_partner=contoso.provider,
    )
    page = get(client_for, contoso, "direct", "statement-preview", contoso.customer.public_id)
    assert f"You hold this customer as a reseller. {contoso.provider.name} sells to it and bills" in page
    assert "so far" not in page
    direct(contoso.direct, customer=contoso.customer)
    page = get(client_for, contoso, "direct", "statement-preview", contoso.customer.public_id)
    assert "Nothing falls due this month" in page
    assert f"You hold this customer as a reseller, too: what {contoso.provider.name} sells" in page


def test_a_reseller_has_no_billing(contoso: World, client_for: ClientFor) -> None:
    """S001-38: not even the tab."""
    client = client_for(contoso.people["reseller"]["global_admin"])
    args = [contoso.reseller.slug, contoso.customer.public_id]
    assert client.get(reverse("subscriptions:statement-preview", args=args)).status_code == 403
    page = client.get(reverse("customers:customer-detail", args=args)).content.decode()
    assert "Billing" not in words(page)
