"""Removing a reseller relationship with a customer (S003-9, D10; reference 3.9)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.urls import reverse

from accounts.permissions import Role
from invitations.states import InvitationKind
from relationships.actions import end_reseller_relationship
from relationships.models import ResellerRelationship
from relationships.states import AdminAccess, EndReason
from tests import factories as make
from tests.client import PortalClient
from tests.customers.reading import words
from tests.world import World

ClientFor = Callable[..., PortalClient]
BODY = {"reason": "inactive", "note": "As agreed by phone"}


def _url(world: World, row: ResellerRelationship, kind: str = "provider") -> str:
    slug = getattr(world, kind).slug
    return reverse("customers:relationship-remove", args=[slug, world.customer.public_id, row.public_id])


def _of_reseller(world: World) -> ResellerRelationship:
    return ResellerRelationship.objects.get(partner=world.reseller, customer=world.customer)


def _active(world: World) -> int:
    return ResellerRelationship.objects.active().of_customer(world.customer).count()


def _list(world: World, kind: str = "provider") -> str:
    return reverse("customers:customer-list", args=[getattr(world, kind).slug])


def _history(world: World, kind: str = "provider") -> str:
    return reverse("customers:customer-history", args=[getattr(world, kind).slug, world.customer.public_id])


def _waiting(world: World, name: str = "buyer") -> Any:
    return make.InvitationFactory(
        kind=InvitationKind.RELATIONSHIP,
        inviter=world.provider,
        invited_by=world.admin,
        customer=world.customer,
        capacity="direct",
        recipient_email=f"{name}@{world.customer.domain}",
    )


# ------------------------------------------------------------------ what it says before
def test_the_page_says_what_ends_and_what_stays(contoso: World, client_for: ClientFor) -> None:
    text = words(client_for(contoso.admin).get(_url(contoso, contoso.relationship)).content.decode())
    assert f"Remove reseller relationship with {contoso.customer.name}?" in text
    assert "leaves your list of customers" in text
    assert f"{contoso.reseller.name} loses the customer too" in text
    assert "Relationships that it has with other partners stay." in text
    assert "The portal tells neither" in text


def test_one_of_several_relationships(contoso: World, client_for: ClientFor) -> None:
    row = make.ResellerRelationshipFactory(
        partner=contoso.provider, customer=contoso.customer, admin_access=AdminAccess.GRANTED
    )
    client = client_for(contoso.admin)
    text = words(client.get(_url(contoso, row)).content.decode())
    assert "leaves your list" not in text
    assert "Your other relationships with" in text
    assert f"Your admin access to {contoso.customer.name} ends." in text
    assert contoso.reseller.name not in text
    assert client.post(_url(contoso, row), BODY).headers["Location"] == _history(contoso)
    assert _active(contoso) == 2


# ------------------------------------------------------------------ the end
@pytest.mark.rule("S003-9")
@pytest.mark.rule("D10")
def test_it_leaves_the_list_and_stays_in_history(contoso: World, client_for: ClientFor) -> None:
    """The provider ends both halves, rights included; both sides go on reading what was."""
    client = client_for(contoso.admin)
    assert contoso.customer.domain in client.get(_list(contoso)).content.decode()
    answer = client.post(_url(contoso, contoso.relationship), BODY)
    assert answer.headers["Location"] == _list(contoso)
    assert _active(contoso) == 0
    assert not ResellerRelationship.objects.with_admin_access().of_customer(contoso.customer).exists()
    assert contoso.customer.domain not in client.get(_list(contoso)).content.decode()
    text = words(client.get(_history(contoso)).content.decode())
    assert f"ended the reseller relationship with {contoso.customer}." in text
    assert "As agreed by phone" in text
    theirs = client_for(contoso.people["reseller"][Role.GLOBAL_ADMIN]).get(_history(contoso, "reseller"))
    assert "The relationship has ended" in words(theirs.content.decode())


@pytest.mark.rule("D10")
def test_the_customer_has_no_such_button(contoso: World, client_for: ClientFor) -> None:
    url = _url(contoso, contoso.relationship, "customer")
    client = client_for(contoso.people["customer"][Role.GLOBAL_ADMIN])
    assert client.get(url).status_code == 403
    assert client.post(url, BODY).status_code == 403
    assert _active(contoso) == 2


@pytest.mark.parametrize("reason", ["", "no such reason"])
def test_a_reason_is_asked_for(contoso: World, client_for: ClientFor, reason: str) -> None:
    answer = client_for(contoso.admin).post(_url(contoso, contoso.relationship), {**BODY, "reason": reason})
    assert "Error:" in answer.content.decode()
    assert "As agreed by phone" in answer.content.decode()
    assert _active(contoso) == 2


def test_only_a_global_admin(contoso: World, client_for: ClientFor) -> None:
    for role in set(Role.values) - {Role.GLOBAL_ADMIN}:
        client = client_for(contoso.people["provider"][role])
        assert client.post(_url(contoso, contoso.relationship), BODY).status_code == 403
    assert _active(contoso) == 2


def test_a_reseller_is_told_whom_to_ask(contoso: World, client_for: ClientFor) -> None:
    """Rulebook 2.4: what is served together the provider ends."""
    client = client_for(contoso.reseller_admin)
    url = _url(contoso, _of_reseller(contoso), "reseller")
    for answer in (client.get(url), client.post(url, BODY)):
        text = words(answer.content.decode())
        assert f"Ask {contoso.provider.name} to end the relationship" in text
        assert "Yes, remove relationship" not in text
    assert _active(contoso) == 2


def test_the_other_half_is_not_ours_to_end(contoso: World, client_for: ClientFor) -> None:
    client = client_for(contoso.admin)
    assert client.post(_url(contoso, _of_reseller(contoso)), BODY).status_code == 404
    other = make.ResellerRelationshipFactory(partner=contoso.provider)
    assert client.get(_url(contoso, other)).status_code == 404  # of another customer


# ------------------------------------------------------------------ what blocks it
def test_what_blocks_is_listed_with_its_remedy(contoso: World, client_for: ClientFor) -> None:
    """Instead of a link that is greyed out: what it is, and where to deal with it."""
    waiting = [_waiting(contoso), _waiting(contoso, "another")]
    answer = client_for(contoso.admin).get(_url(contoso, contoso.relationship))
    text = words(answer.content.decode())
    assert "This relationship cannot be removed yet" in text
    assert "Yes, remove relationship" not in text
    for invitation in waiting:
        url = reverse("invitations:invitation-detail", args=[contoso.provider.slug, invitation.public_id])
        assert url in answer.content.decode()


def test_what_came_up_while_the_page_was_open_blocks_too(contoso: World, client_for: ClientFor) -> None:
    client = client_for(contoso.admin)
    client.get(_url(contoso, contoso.relationship))
    _waiting(contoso)
    answer = client.post(_url(contoso, contoso.relationship), BODY)
    assert "This relationship cannot be removed yet" in words(answer.content.decode())
    assert _active(contoso) == 2


# ------------------------------------------------------------------ somebody was first
@pytest.mark.parametrize("verb", ["get", "post"])
def test_the_second_of_two_finds_it_ended(contoso: World, client_for: ClientFor, verb: str) -> None:
    end_reseller_relationship(relationship=contoso.relationship, by=contoso.actor(), reason=EndReason.OTHER)
    client = client_for(contoso.admin)
    answer = getattr(client, verb)(_url(contoso, contoso.relationship), BODY)
    assert answer.headers["Location"] == _history(contoso)
    assert "has ended already" in client.get(_history(contoso)).content.decode()
    row = ResellerRelationship.objects.get(pk=contoso.relationship.pk)
    assert row.end_reason == EndReason.OTHER
