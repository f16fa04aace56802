"""The activity log: what an organisation reads of what happened, by filter, page and file (reference 3.18)."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts import actions, activity
from accounts.permissions import Role
from partnercenter.core import audit, csvfile
from partnercenter.core.actor import Actor, OperatorActor
from partnercenter.core.models import AuditEvent
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]


@pytest.fixture
def agent(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.people["provider"][Role.ADMIN_AGENT])


def _rename(world: World, number: int = 0, **values: Any) -> AuditEvent:
    """The provider's own doing, with before and after."""
    given = {"by": world.actor(), "target": world.provider, "changes": {"name": ["Old", f"New {number}"]}}
    return audit.record("tenant.renamed", **(given | values))


def _rows(client: PortalClient, world: World, kind: str = "provider", **query: str) -> list[Any]:
    name = "accounts:own-activity-list" if kind == "customer" else "accounts:activity-list"
    answer = client.get(reverse(name, args=[getattr(world, kind).slug], query=query or None))
    assert answer.status_code == 200
    return [row.event.pk for row in answer.context["rows"]]


def _lines(client: PortalClient, world: World, **query: str) -> list[dict[str, str]]:
    address = reverse("accounts:activity-export", args=[world.provider.slug], query=query or None)
    content = b"".join(client.get(address).streaming_content)
    assert content.startswith(csvfile.BOM)
    return list(csv.DictReader(io.StringIO(content.removeprefix(csvfile.BOM).decode(), newline="")))


def test_who_did_what_to_whom_with_before_and_after(contoso: World, agent: PortalClient) -> None:
    event = _rename(contoso, counterparty=contoso.reseller, reason="A merger")
    text = agent.get(reverse("accounts:activity-list", args=[contoso.provider.slug])).content.decode()
    for words in (
        contoso.admin.full_name,
        contoso.reseller.name,
        "changed the name of the organisation",
        "Old → New 0",
        "A merger",
        event.request_id,
    ):
        assert words in text


def test_what_an_operator_did_stands_there_with_the_reason(contoso: World, agent: PortalClient) -> None:
    operator = OperatorActor(make.UserFactory(is_staff=True, full_name="Olga Staff"), "They asked for help")
    audit.record("tenant.visit_started", by=operator, target=contoso.provider, tenant=contoso.provider)
    text = agent.get(reverse("accounts:activity-list", args=[contoso.provider.slug])).content.decode()
    assert "An operator of the portal began to look at" in text
    assert "They asked for help" in text
    assert "Olga Staff" not in text


def test_why_the_other_side_did_it_is_its_own(contoso: World, agent: PortalClient) -> None:
    by = contoso.actor("reseller")
    theirs = audit.record(
        "partnership.removed",
        by=by,
        target=contoso.partnership,
        counterparty=contoso.provider,
        reason="Secret",
    )
    assert theirs.pk in _rows(agent, contoso)
    assert "Secret" not in str(_lines(agent, contoso))


class TestFilters:
    def test_the_last_month_unless_other_days_are_asked_for(
        self, contoso: World, agent: PortalClient
    ) -> None:
        old = make.AuditEventFactory(tenant=contoso.provider, at=timezone.now() - timedelta(days=40))
        older = make.AuditEventFactory(tenant=contoso.provider, at=timezone.now() - timedelta(days=400))
        assert not {old.pk, older.pk} & set(_rows(agent, contoso))
        since = f"{timezone.localdate() - timedelta(days=45)}"
        until = f"{timezone.localdate() - timedelta(days=35)}"
        assert _rows(agent, contoso, since=since, until=until) == [old.pk]
        assert _rows(agent, contoso, until=until) == [old.pk, older.pk]

    def test_a_day_ends_when_it_is_over(self, contoso: World, agent: PortalClient) -> None:
        today = f"{timezone.localdate()}"
        event = _rename(contoso)
        assert event.pk in _rows(agent, contoso, since=today, until=today)

    @pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "tomorrow", "2026-02-30"])
    def test_days_that_there_are_not_are_left_out(
        self, contoso: World, agent: PortalClient, day: str
    ) -> None:
        event = _rename(contoso)
        assert event.pk in _rows(agent, contoso, since=day, until=day)

    def test_kind_of_action(self, contoso: World, agent: PortalClient) -> None:
        event = _rename(contoso)
        assert _rows(agent, contoso, topic="tenant") == [event.pk]
        assert event.pk not in _rows(agent, contoso, topic="partnership")

    def test_a_person_who_has_left(self, contoso: World, agent: PortalClient) -> None:
        """Still to be chosen; nobody else of the portal is."""
        member = make.MembershipFactory(tenant=contoso.provider, user__full_name="Zoe Gone")
        event = _rename(contoso, by=Actor(member.user, contoso.provider))
        actions.remove_member(membership=member, by=contoso.actor())
        assert _rows(agent, contoso, person=member.public_id) == [event.pk]
        page = agent.get(reverse("accounts:activity-list", args=[contoso.provider.slug])).content.decode()
        assert "Zoe Gone</option>" in page
        stranger = make.MembershipFactory(tenant=contoso.reseller)
        assert event.pk in _rows(agent, contoso, person=stranger.public_id), "no choice of this log"

    def test_person(self, contoso: World, agent: PortalClient) -> None:
        seller = contoso.actor(role=Role.SALES_AGENT)
        event = _rename(contoso, by=seller)
        _rename(contoso)
        member = seller.user.memberships.get()
        assert _rows(agent, contoso, person=member.public_id) == [event.pk]

    def test_other_side_by_name_and_by_the_link_from_its_page(
        self, contoso: World, agent: PortalClient
    ) -> None:
        event = _rename(contoso, counterparty=contoso.customer)
        _rename(contoso)
        assert _rows(agent, contoso, q=contoso.customer.name[:18]) == [event.pk]
        assert _rows(agent, contoso, side=contoso.customer.public_id) == [event.pk]

    def test_other_side_wherever_we_stand(self, contoso: World, agent: PortalClient) -> None:
        """Ours about it, its about us, and what our people do between it and another; nothing that is ours alone."""
        ours, theirs, third = contoso.provider, contoso.reseller, contoso.customer
        sides = ((ours, theirs), (theirs, ours), (theirs, third), (third, theirs), (theirs, None))
        wanted = [
            make.AuditEventFactory(
                action="enrolment.applied", tenant=one, counterparty=other, on_behalf_of=ours
            ).pk
            for one, other in sides
        ]
        for one, other in ((ours, third), (third, ours), (ours, ours), (ours, None), (third, None)):
            make.AuditEventFactory(
                action="enrolment.applied", tenant=one, counterparty=other, on_behalf_of=ours
            )
        by_link = {"topic": "enrolment", "side": theirs.public_id}
        assert _rows(agent, contoso, **by_link) == wanted[::-1]
        assert _rows(agent, contoso, topic="enrolment", q=theirs.name) == wanted[::-1]
        assert _rows(agent, contoso, q=third.name, **by_link) == wanted[3:1:-1]

    def test_one_object(self, contoso: World, agent: PortalClient) -> None:
        event = audit.record("invitation.resent", by=contoso.actor(), target=contoso.invitation)
        _rename(contoso)
        about = f"invitations.invitation:{contoso.invitation.public_id}"
        assert _rows(agent, contoso, about=about) == [event.pk]

    @pytest.mark.situation("C-061")
    def test_what_is_anothers_names_nothing(
        self, contoso: World, fabrikam: World, agent: PortalClient
    ) -> None:
        event = _rename(contoso)
        for query in (
            {"about": f"invitations.invitation:{fabrikam.invitation.public_id}"},
            {"about": f"accounts.nothing:{fabrikam.invitation.public_id}"},
            {"side": fabrikam.provider.public_id},
            {"person": fabrikam.admin.memberships.get().public_id},
        ):
            assert event.pk in _rows(agent, contoso, **query), "it is left out, and the page says so"


def test_each_event_once_whoever_it_is_about(
    contoso: World, agent: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ours, theirs that is about us, and what our people do between others, in one order."""
    start, made = timezone.now(), []
    for number in range(40):
        roles = [contoso.provider, contoso.reseller, contoso.customer]
        mine = number % 4
        sides = roles[mine:] + roles[:mine] if mine < 3 else [contoso.provider] * 3
        made.append(
            make.AuditEventFactory(
                action="enrolment.applied",
                tenant=sides[0],
                counterparty=sides[1],
                on_behalf_of=sides[2],
                at=start - timedelta(minutes=number // 3),
                request_id=f"r{number}",
            )
        )
    made.sort(key=lambda one: (one.at, one.pk), reverse=True)
    first = agent.get(reverse("accounts:activity-list", args=[contoso.provider.slug]) + "?topic=enrolment")
    second = agent.get(first.context["page"].next_url)
    pages = [row.event.pk for answer in (first, second) for row in answer.context["rows"]]
    assert pages == [event.pk for event in made]
    monkeypatch.setattr(activity, "BATCH", 3)
    lines = [line["Request"] for line in _lines(agent, contoso, topic="enrolment")]
    assert lines == [event.request_id for event in made]


def test_the_file_is_what_the_filter_shows(
    contoso: World, agent: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(activity, "BATCH", 3)
    for number in range(7):
        _rename(contoso, number, reason="=1+1")
    found = _lines(agent, contoso, topic="tenant")
    assert [line["Changes"] for line in found] == [f"Name: Old → New {number}" for number in range(6, -1, -1)]
    line = found[0]
    assert line["Partner user"] == contoso.admin.full_name
    assert line["Kind of action"] == "Organisation"
    assert line["Reason"] == "'=1+1"
    assert line["Date-Time"].startswith(f"{timezone.localdate()}T")
    assert len(_lines(agent, contoso)) > 7


def test_a_customer_reads_its_own(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.people["customer"][Role.GLOBAL_ADMIN])
    assert contoso.happened.pk in _rows(client, contoso, "customer")
    address = reverse("accounts:own-activity-export", args=[contoso.customer.slug])
    content = b"".join(client.get(address).streaming_content).decode()
    assert contoso.provider.name in content


@pytest.mark.parametrize("role", list(Role))
def test_admin_agents_alone(contoso: World, client_for: SignIn, role: Role) -> None:
    """Rulebook 2.2; and a visit of an operator takes nothing along."""
    client = client_for(contoso.people["provider"][role])
    for name in ("accounts:activity-list", "accounts:activity-export"):
        answer = client.get(reverse(name, args=[contoso.provider.slug]))
        assert answer.status_code == (200 if role == Role.ADMIN_AGENT else 403)


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("relationships:reseller-detail", "side={reseller}"),
        ("customers:customer-history", "side={customer}"),
        ("invitations:invitation-detail", "about=invitations.invitation%3A{invitation}"),
        ("subscriptions:subscription-detail", "about=subscriptions.subscription%3A{subscription}"),
    ],
)
def test_histories_lead_to_it(contoso: World, agent: PortalClient, page: str, query: str) -> None:
    ids = {
        name: getattr(contoso, name).public_id
        for name in ("reseller", "customer", "invitation", "subscription", "partnership")
    }
    thing = {"relationships": "partnership", "customers": "customer"}.get(
        page.split(":")[0], page.split(":")[1].split("-")[0]
    )
    text = agent.get(reverse(page, args=[contoso.provider.slug, ids[thing]])).content.decode()
    link = f"{reverse('accounts:activity-list', args=[contoso.provider.slug])}?{query.format(**ids)}"
    assert f'href="{link}"' in text
    assert agent.get(link).context["chips"], "it is understood"


def test_who_may_not_read_it_gets_no_link(contoso: World, client_for: SignIn) -> None:
    page = reverse(
        "relationships:reseller-detail", args=[contoso.provider.slug, contoso.partnership.public_id]
    )
    assert "/activity/" not in client_for(contoso.admin).get(page).content.decode()
