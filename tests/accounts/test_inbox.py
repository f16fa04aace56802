"""The inbox: what others did that concerns a person, by following the log; what is read, and what stays unread."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import sweeps_inbox
from accounts.actions import add_member
from accounts.inbox import count_unread
from accounts.models import LogPosition, Notification, ReadMark
from accounts.permissions import Role
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import AnyActor
from partnercenter.core.models import AuditEvent, AuditSeal
from partnercenter.core.sealing import sealer
from tests import factories as make
from tests.client import PortalClient
from tests.threads import at_once
from tests.world import World, build_world

SignIn = Callable[..., PortalClient]


def happen(action: str, by: AnyActor, target: Any, **more: Any) -> AuditEvent:
    """Something that is sealed at once, and followed."""
    event = audit.record(action, by=by, target=target, **more)
    make.AuditSealFactory(event=event, number=AuditSeal.objects.count() + 1, seq=event.pk)
    sweeps_inbox.note_all()
    return event


def removed(world: World) -> AuditEvent:
    by = world.actor("reseller")
    return happen("partnership.removed", by, world.partnership, counterparty=world.provider)


def shown(client: PortalClient, world: World, kind: str = "provider", **query: str) -> list[Any]:
    page = client.get(reverse("accounts:notification-list", args=[getattr(world, kind).slug], query=query))
    assert page.status_code == 200
    return list(page.context["rows"])


def post(client: PortalClient, world: World, name: str, *parts: str, **body: str) -> int:
    return client.post(reverse(f"accounts:{name}", args=[world.provider.slug, *parts]), body).status_code


def test_what_the_other_side_did_with_its_page_and_topic(contoso: World, client_for: SignIn) -> None:
    removed(contoso)
    (note,) = shown(client_for(contoso.admin), contoso)
    assert "removed the partnership" in note.told.text
    assert contoso.partnership.public_id in note.url
    assert str(note.topic.label) == "Partnerships and relationships"
    assert note.notification.is_unread


def test_by_the_roles_of_the_moment(contoso: World, client_for: SignIn) -> None:
    removed(contoso)
    people = contoso.people["provider"]
    hears = {role for role, person in people.items() if shown(client_for(person), contoso)}
    assert hears == {Role.GLOBAL_ADMIN, Role.USER_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT}
    assert post(client_for(people[Role.BILLING_ADMIN]), contoso, "notification-read", pk(contoso)) == 404


def pk(world: World) -> str:
    return Notification.objects.filter(tenant=world.provider).latest("position").public_id


def test_nobody_hears_of_what_they_did_themselves(contoso: World, client_for: SignIn) -> None:
    happen("partnership.removed", contoso.actor(), contoso.partnership, counterparty=contoso.reseller)
    assert not shown(client_for(contoso.admin), contoso)
    assert shown(client_for(contoso.people["provider"][Role.USER_ADMIN]), contoso)


def test_of_ones_own_roles_whatever_they_are(contoso: World, client_for: SignIn) -> None:
    helper = contoso.people["provider"][Role.HELPDESK_AGENT]
    happen("member.roles_changed", contoso.actor(), helper.memberships.get())
    assert len(shown(client_for(helper), contoso, topic="team")) == 1
    assert not shown(client_for(contoso.people["provider"][Role.BILLING_ADMIN]), contoso)


def test_a_customer_has_one_too(contoso: World, client_for: SignIn) -> None:
    by = contoso.actor("provider")
    happen("reseller_relationship.ended", by, contoso.relationship, counterparty=contoso.customer)
    (note,) = shown(client_for(contoso.people["customer"][Role.GLOBAL_ADMIN]), contoso, "customer")
    assert reverse("customers:partner-list", args=[contoso.customer.slug]) == note.url


def test_all_up_to_what_was_shown_is_read_and_opening_changes_nothing(
    contoso: World, client_for: SignIn
) -> None:
    client = client_for(contoso.admin)
    removed(contoso)
    newest = shown(client, contoso)[0].notification
    removed(contoso)
    assert not ReadMark.objects.exists()
    assert client.get(reverse("accounts:notifications-read", args=[contoso.provider.slug])).status_code == 302
    assert post(client, contoso, "notifications-read", through=newest.public_id) == 302
    assert [row.notification.is_unread for row in shown(client, contoso)] == [True, False]
    assert len(shown(client, contoso, state="unread")) == 1


def test_one_by_one_and_never_back(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.admin)
    for _ in range(3):
        removed(contoso)
    first, middle, last = (row.notification for row in reversed(shown(client, contoso)))
    for _twice in range(2):
        assert post(client, contoso, "notification-read", middle.public_id, query="state=unread") == 302
    assert [row.notification.is_unread for row in shown(client, contoso)] == [True, False, True]
    post(client, contoso, "notifications-read", through=last.public_id)
    post(client, contoso, "notifications-read", through=first.public_id)
    mark = ReadMark.objects.get()
    assert (mark.through, mark.apart) == (last.position, [])


def test_anothers_is_not_there(contoso: World, fabrikam: World, client_for: SignIn) -> None:
    client = client_for(contoso.admin)
    theirs = fabrikam.notice.public_id
    assert post(client, contoso, "notification-read", theirs) == 404
    assert post(client, contoso, "notifications-read", through=theirs) == 302
    assert not ReadMark.objects.exists()


def test_the_header_counts_in_one_query_and_no_further_than_it_shows(
    contoso: World, client_for: SignIn
) -> None:
    for number in range(101):
        event = make.AuditEventFactory(tenant=contoso.provider, action="member.blocked")
        make.NotificationFactory(tenant=contoso.provider, event=event, position=number + 1)
    actor = contoso.actor()
    with CaptureQueriesContext(connection) as queries:
        assert count_unread(actor) == 100
    assert len(queries) == 1
    client, home = client_for(contoso.admin), reverse("accounts:overview", args=[contoso.provider.slug])
    assert "Notifications, more than 99 unread" in client.get(home).content.decode()
    make.ReadMarkFactory(tenant=contoso.provider, user=contoso.admin, through=100, apart=[])
    assert "Notifications, 1 unread" in client.get(home).content.decode()


def test_who_joins_hears_of_what_comes_then(contoso: World) -> None:
    removed(contoso)
    person = make.UserFactory()
    add_member(tenant=contoso.provider, user=person, roles=[Role.USER_ADMIN], by=contoso.actor())
    mark = ReadMark.objects.of(person, contoso.provider).get()
    assert mark.through == LogPosition.objects.get().number > 0


def test_what_is_old_is_forgotten(contoso: World) -> None:
    removed(contoso)
    assert sweeps_inbox.forget_all() == 0
    Notification.objects.update(at=timezone.now() - timedelta(days=91))
    assert sweeps_inbox.forget_all() == 2
    assert AuditEvent.objects.filter(action="partnership.removed").exists()


@pytest.mark.slow
def test_three_sweeps_at_once_note_each_event_once(committed_db: None) -> None:
    with tenancy.system(reason="test"):
        world = build_world("contoso")
        for _ in range(10):
            by = world.actor("reseller")
            audit.record("partnership.removed", by=by, target=world.partnership, counterparty=world.provider)
    sealer.seal_all()
    at_once([lambda barrier: (barrier.wait(), [sweeps_inbox.note_batch(4) for _ in range(4)])] * 3)
    sweeps_inbox.note_all()
    with tenancy.system(reason="test"):
        assert Notification.objects.filter(tenant=world.provider, action="partnership.removed").count() == 10
