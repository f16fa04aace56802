"""What ends or renews soon, as pages: what needs a decision apart from what renews by itself; the calendar; the task."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.permissions import Role
from partnercenter.core.models import AuditEvent
from relationships.models import Partnership
from subscriptions import clock
from subscriptions.models import Subscription
from subscriptions.states import Attention, SubscriptionStatus
from subscriptions.terms import midnight
from tests import factories as make
from tests.world import World


def ends_in(world: World, days: int, name: str, **values: Any) -> Subscription:
    """Of the world's provider and customer, with its term ending in so many days."""
    today = clock.now().date()
    row = make.SubscriptionFactory(order=world.order, offer=world.offer, name=name, **values)
    last = today + timedelta(days=days)
    Subscription.objects.filter(pk=row.pk).update(
        term_starts_on=today - timedelta(days=30),
        term_ends_on=last,
        moves_at=midnight(last + timedelta(days=1)),
    )
    row.refresh_from_db()
    return row


def listed(world: World, kind: str = "provider", name: str = "list", **query: str) -> str:
    return reverse(f"subscriptions:renewal-{name}", args=[getattr(world, kind).slug], query=query or None)


def shown(page: Any) -> dict[str, list[str]]:
    return {row.name: row.reasons for row in page.context["rows"]}


def may_renew(world: World) -> None:
    """Everything that a renewal of the world's subscriptions takes."""
    make.AgreementAcceptanceFactory(tenant=world.provider)
    type(world.relationship).objects.filter(pk=world.relationship.pk).update(customer_agreement="accepted")


@pytest.mark.rule("S001-39")
@pytest.mark.parametrize("kind", ["provider", "reseller"])
def test_decisions_stand_apart(contoso: World, client_for: Any, kind: str) -> None:
    """For the provider, and for the reseller that handles the renewals of its customers."""
    may_renew(contoso)
    ends_in(contoso, 20, "Renews")
    ends_in(contoso, 10, "Ends", auto_renew=False)
    ends_in(contoso, 15, "Suspended", auto_renew=False, status=SubscriptionStatus.SUSPENDED)
    ends_in(contoso, 91, "Later", auto_renew=False)
    client = client_for(contoso.people[kind][Role.GLOBAL_ADMIN])
    assert shown(client.get(listed(contoso, kind))) == {
        "Ends": ["It ends without renewal."],
        "Suspended": ["It is suspended, and ends with its term."],
    }
    assert list(shown(client.get(listed(contoso, kind, "automatic")))) == ["Renews"]
    day = str(clock.now().date() + timedelta(days=10))
    assert list(shown(client.get(listed(contoso, kind, day=day)))) == ["Ends"]
    assert not shown(client.get(listed(contoso, kind, q="zzz")))


def test_what_would_fail_to_renew_says_why(contoso: World, client_for: Any) -> None:
    """Before it happens; the reseller reads whose fault it is."""
    may_renew(contoso)
    ends_in(contoso, 5, "Withdrawn")
    contoso.offer.withdrawn_at = clock.now()
    contoso.offer.save()
    other = make.OfferFactory()
    row = ends_in(contoso, 6, "Fine")
    Subscription.objects.filter(pk=row.pk).update(offer=other)
    seen = shown(client_for(contoso.admin).get(listed(contoso)))
    assert seen == {"Withdrawn": [Attention.OFFER_WITHDRAWN.label]}
    contoso.provider.profile.programmes = ["indirect_reseller"]
    contoso.provider.profile.save()
    seen = shown(client_for(contoso.reseller_admin).get(listed(contoso, "reseller")))
    assert seen["Fine"] == [f"{contoso.provider.name} may not order any more."]


@pytest.mark.rule("D8")
def test_a_partnership_that_ended_needs_a_decision(contoso: World, client_for: Any) -> None:
    may_renew(contoso)
    ends_in(contoso, 5, "Named", reseller=contoso.reseller, reseller_mpn_id="4391507")
    assert not shown(client_for(contoso.admin).get(listed(contoso)))
    Partnership.objects.filter(pk=contoso.partnership.pk).update(
        status="removed", removed_at=clock.now(), removal_reason="other"
    )
    assert shown(client_for(contoso.admin).get(listed(contoso))) == {
        "Named": ["The partnership with its reseller of record has ended."]
    }


def test_ticked_rows_are_decided(contoso: World, client_for: Any) -> None:
    """By the provider and by the reseller; what cannot be switched says why, the rest is done."""
    may_renew(contoso)
    ends = ends_in(contoso, 10, "Ends", auto_renew=False)
    stuck = ends_in(contoso, 15, "Suspended", auto_renew=False, status=SubscriptionStatus.SUSPENDED)
    client = client_for(contoso.reseller_admin)
    url = listed(contoso, "reseller", "decide")
    page = client.post(url, {"auto_renew": "on", "ids": [ends.public_id, stuck.public_id]}, follow=True)
    words = [str(message) for message in page.context["messages"]]
    assert words == [
        "1 subscription renews by itself.",
        "Suspended: It is suspended. Reactivate it first.",
    ]
    assert Subscription.objects.get(pk=ends.pk).auto_renew
    for data in ({}, {"auto_renew": "off"}, {"auto_renew": "off", "ids": ["none", "\x00"]}):
        assert client.post(url, data, follow=True).context["messages"]
    assert Subscription.objects.get(pk=ends.pk).auto_renew


def test_ticked_rows_are_locked_in_one_order(contoso: World, client_for: Any) -> None:
    """Whatever was ticked first: two people who decide at once do not wait for one another in a circle."""
    may_renew(contoso)
    first, second = ends_in(contoso, 10, "First"), ends_in(contoso, 15, "Second")
    client = client_for(contoso.admin)
    body = {"auto_renew": "off", "ids": [second.public_id, first.public_id]}
    with CaptureQueriesContext(connection) as queries:
        client.post(listed(contoso, "provider", "decide"), body)
    chosen = [one["sql"] for one in queries.captured_queries if '"public_id" IN' in one["sql"]]
    assert chosen
    assert all('ORDER BY "subscriptions_subscription"."id"' in sql for sql in chosen)


def test_a_failed_renewal_is_a_task_until_it_is_seen_to(contoso: World, client_for: Any) -> None:
    """On the overview, on every tab, on its own list; one button, one event."""
    row = ends_in(contoso, -1, "Failed", status=SubscriptionStatus.EXPIRED, attention=Attention.NO_PRICE)
    client = client_for(contoso.admin)
    overview = client.get(reverse("accounts:overview", args=[contoso.provider.slug])).content.decode()
    assert "1 subscription could not be renewed" in overview
    assert "1 subscription could not be renewed" in client.get(listed(contoso)).content.decode()
    assert shown(client.get(listed(contoso, name="failed"))) == {"Failed": [Attention.NO_PRICE.label]}
    settle = reverse("subscriptions:attention-settle", args=[contoso.provider.slug, row.public_id])
    for _again in range(2):
        assert client.post(settle, follow=True).status_code == 200
    assert Subscription.objects.get(pk=row.pk).attention == ""
    event = AuditEvent.objects.get(action="subscription.attention_settled")
    assert event.changes == {"attention": ["no_price", ""]}
    assert not shown(client.get(listed(contoso, name="failed")))


def test_the_calendar_counts_by_day(contoso: World, client_for: Any) -> None:
    may_renew(contoso)
    today = clock.now().date()
    for name in ("One", "Two"):
        ends_in(contoso, 0, name)
    ends_in(contoso, 0, "Three", auto_renew=False)
    client = client_for(contoso.admin)
    page = client.get(listed(contoso, name="calendar"))
    cells = {cell.day: (cell.renews, cell.ends) for week in page.context["weeks"] for cell in week}
    assert cells[today] == (2, 1)
    assert sum(map(sum, cells.values())) == 3
    html = page.content.decode()
    assert 'aria-current="date"' in html
    assert f"?day={today}" in html
    for month in ("2026-13", "abc", "0000-01", "9999-12", "1000-01", "2026-02"):
        assert client.get(listed(contoso, name="calendar", month=month)).status_code == 200


def test_the_calendar_asks_the_same_for_one_and_for_many(contoso: World, client_for: Any) -> None:
    client = client_for(contoso.admin)

    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(listed(contoso, name="calendar")).status_code == 200
        return len(seen)

    ends_in(contoso, 3, "First")
    asked()
    one = asked()
    for number in range(6):
        ends_in(contoso, 3 + number, f"More {number}", auto_renew=number % 2 == 0)
    assert asked() == one


def test_a_day_of_the_calendar_leads_to_its_list(contoso: World, client_for: Any) -> None:
    """Also one that is further away than what the lists begin with."""
    may_renew(contoso)
    ends_in(contoso, 200, "Later")
    day = str(clock.now().date() + timedelta(days=200))
    client = client_for(contoso.admin)
    assert day in client.get(listed(contoso, name="calendar", month=day[:7])).content.decode()
    assert list(shown(client.get(listed(contoso, name="automatic", day=day)))) == ["Later"]
    assert not shown(client.get(listed(contoso, name="automatic")))
    assert not shown(client.get(listed(contoso, name="automatic", day="nonsense", q="zzz")))
