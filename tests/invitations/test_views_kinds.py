"""Invitations of every kind in the list, on their page, in bulk; and the provider that reads along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from invitations.models import Invitation
from invitations.states import InvitationKind, InvitationStatus
from invitations.tokens import link_of
from partnercenter.core import tenancy
from relationships.states import Capacity
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]


def page_of(world: World, kind: str, one: Invitation, name: str = "detail") -> str:
    return reverse(f"invitations:invitation-{name}", args=[getattr(world, kind).slug, one.public_id])


@pytest.fixture
def alone(contoso: World) -> Invitation:
    return make.InvitationFactory(
        kind=InvitationKind.RELATIONSHIP,
        capacity=Capacity.RESELLER,
        inviter=contoso.reseller,
        invited_by=contoso.people["reseller"][Role.SALES_AGENT],
        customer=contoso.customer,
        recipient_email="alone@customer.example",
    )


@pytest.mark.rule("S002-5")
def test_who_may_not_change_it_reads_who_may(contoso: World, client_for: SignIn, alone: Invitation) -> None:
    said = "To send it again, edit or revoke it takes one of these roles: Admin agent, Sales agent."
    page = page_of(contoso, "reseller", alone)
    assert said in client_for(contoso.reseller_admin).get(page).content.decode()
    agent = client_for(contoso.people["reseller"][Role.ADMIN_AGENT])
    assert "takes one of these roles" not in agent.get(page).content.decode()
    Invitation.objects.filter(pk=alone.pk).update(expires_at=timezone.now() - timedelta(days=1))
    assert said not in client_for(contoso.reseller_admin).get(page).content.decode()


@pytest.mark.rule("S001-29", "D5")
def test_the_list_says_and_filters_the_kind(contoso: World, client_for: SignIn, alone: Invitation) -> None:
    joint = contoso.joint
    client = client_for(contoso.reseller_admin)
    path = reverse("invitations:invitation-list", args=[contoso.reseller.slug])
    shown = {
        "": {alone.pk, joint.pk},
        "relationship": {alone.pk},
        "joint": {joint.pk},
        "partnership": set(),
        "x": {alone.pk, joint.pk},
    }
    for kind, wanted in shown.items():
        page = client.get(path, {"kind": kind})
        assert {row.pk for row in page.context["rows"]} == wanted
    html = client.get(path).content.decode()
    for words in ("Reseller relationship", "Joint relationship", f"with {contoso.provider.name}"):
        assert words in html


def test_the_page_says_what_is_offered(contoso: World, client_for: SignIn, alone: Invitation) -> None:
    client = client_for(contoso.people["reseller"][Role.ADMIN_AGENT])
    html = client.get(page_of(contoso, "reseller", alone)).content.decode()
    for words in ("Reseller relationship", "Not asked for", "As a reseller", contoso.customer.name):
        assert words in html
    html = client.get(page_of(contoso, "reseller", contoso.joint)).content.decode()
    for words in (
        "Joint relationship",
        contoso.provider.name,
        "Delegated administration privileges are asked for",
    ):
        assert words in html
    for name in ("edit", "resend"):
        html = client.get(page_of(contoso, "reseller", contoso.joint, name)).content.decode()
        assert "What is offered" in html
        assert contoso.provider.name in html


@pytest.mark.rule("S001-29")
def test_the_provider_reads_along_and_changes_nothing(contoso: World, client_for: SignIn) -> None:
    joint = contoso.joint
    client = client_for(contoso.admin)
    listed = client.get(
        reverse("invitations:invitation-list", args=[contoso.provider.slug]), {"kind": "joint"}
    )
    html = listed.content.decode()
    assert joint.recipient_email in html
    assert f"{contoso.reseller.name} asks for you too" in html
    assert f'value="{joint.public_id}"' not in html, "nothing to tick"
    html = client.get(page_of(contoso, "provider", joint)).content.decode()
    assert contoso.reseller.name in html
    with tenancy.system(reason="test"):
        assert link_of(joint) not in html
    for absent in (joint.subject, "joint text", "Resend", ">Edit<", "Revoke", "Open in email"):
        assert absent not in html
    for name in ("edit", "resend", "revoke"):
        assert client.get(page_of(contoso, "provider", joint, name)).status_code == 404
        assert client.post(page_of(contoso, "provider", joint, name)).status_code == 404
    bulk = reverse("invitations:invitation-bulk", args=[contoso.provider.slug])
    client.post(
        bulk,
        {"action": "revoke", "confirmed": "1", "rows": [f"{joint.public_id}.{joint.generation}"]},
    )
    joint.refresh_from_db()
    assert joint.status == InvitationStatus.OPEN
    batch = reverse("invitations:batch-detail", args=[contoso.provider.slug, joint.batch])
    assert client.get(batch).status_code == 404


def test_own_and_shared_ones_stand_in_one_order(contoso: World, client_for: SignIn) -> None:
    """The provider's list is read in two halves; nobody sees where they meet."""
    own = {"inviter": contoso.provider, "invited_by": contoso.admin}
    shared = {
        "inviter": contoso.reseller,
        "invited_by": contoso.reseller_admin,
        "kind": InvitationKind.JOINT,
        "with_partner": contoso.provider,
    }
    for number in range(15):
        make.InvitationFactory(**own, recipient_email=f"a{number:02}@x.example")
        make.InvitationFactory(**shared, recipient_email=f"b{number:02}@x.example")
    client = client_for(contoso.admin)
    path = reverse("invitations:invitation-list", args=[contoso.provider.slug])
    for sort, key in (("asked", "created_at"), ("-asked", "created_at"), ("to", "recipient_key")):
        seen, address = [], f"{path}?sort={sort}"
        while address:
            page = client.get(address).context["page"]
            seen += [getattr(row, key) for row in page.rows]
            address = page.next_url
        assert len(seen) == 31
        assert seen == sorted(seen, reverse=sort.startswith("-"))
    count = client.get(reverse("accounts:overview", args=[contoso.provider.slug])).content.decode()
    assert ">31<" in count


def test_who_may_not_ask_for_it_may_not_change_it(
    contoso: World, client_for: SignIn, alone: Invitation
) -> None:
    joint, sales = contoso.joint, client_for(contoso.people["reseller"][Role.SALES_AGENT])
    admin = client_for(contoso.reseller_admin)
    for client, one, role in ((sales, joint, "Global admin"), (admin, alone, "Sales agent")):
        html = client.get(page_of(contoso, "reseller", one)).content.decode()
        assert one.subject in html
        assert "Open in email" not in html
        for name in ("edit", "resend", "revoke"):
            answer = client.post(page_of(contoso, "reseller", one, name))
            assert answer.status_code == 403
            assert role in answer.content.decode()
        batch = reverse("invitations:batch-detail", args=[contoso.reseller.slug, one.batch])
        assert client.get(batch).status_code == 403
    bulk = reverse("invitations:invitation-bulk", args=[contoso.reseller.slug])
    ids = {"action": "revoke", "ids": [joint.public_id, alone.public_id]}
    html = sales.post(bulk, ids).content.decode()
    assert "Your roles do not allow you to change this kind of invitation." in html
    marks = [f"{one.public_id}.{one.generation}" for one in (joint, alone)]
    sales.post(bulk, {"action": "revoke", "confirmed": "1", "rows": marks})
    states = {one.status for one in Invitation.objects.filter(pk=joint.pk)}
    assert states == {InvitationStatus.OPEN}
    assert Invitation.objects.get(pk=alone.pk).status == InvitationStatus.REVOKED


def test_as_many_queries_for_25_of_every_kind_as_for_one(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.reseller_admin)
    values = {"inviter": contoso.reseller, "invited_by": contoso.reseller_admin}
    together = {"kind": InvitationKind.JOINT, "with_partner": contoso.provider, **values}
    alone = {"kind": InvitationKind.RELATIONSHIP, "capacity": Capacity.RESELLER, **values}
    counts = []
    for number in (0, 0, 12):
        make.InvitationFactory.create_batch(number, **together)
        make.InvitationFactory.create_batch(number, **alone)
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("invitations:invitation-list", args=[contoso.reseller.slug]))
        assert page.status_code == 200
        counts.append(len(queries))
        _ = contoso.joint
    assert counts[1] == counts[2]


def test_tasks_of_the_overview_lead_to_as_many_rows(contoso: World, client_for: SignIn) -> None:
    """The provider has nothing to do about the reseller's invitation."""
    joint = contoso.joint
    Invitation.objects.filter(pk=joint.pk).update(days=3, expires_at=joint.opened_at + timedelta(days=3))
    for kind, count in (("provider", 0), ("reseller", 1)):
        client = client_for(contoso.people[kind][Role.GLOBAL_ADMIN])
        slug = getattr(contoso, kind).slug
        html = client.get(reverse("accounts:overview", args=[slug])).content.decode()
        assert ("1 invitation expires within 7 days" in html) == bool(count)
        rows = client.get(reverse("invitations:invitation-list", args=[slug]), {"needs": "expiring"})
        assert len(rows.context["rows"]) == count
