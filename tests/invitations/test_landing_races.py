"""The button against whatever else happens at that moment: one wins, and the other is told what is true."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from invitations import actions, sweeps
from invitations.models import Invitation, OptOut
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from relationships.models import Partnership
from tests.client import PortalClient
from tests.invitations import cast
from tests.world import World, build_world

ROUNDS = 6


def _resend(invitation: Invitation, by: Actor) -> None:
    actions.resend_invitation(invitation=invitation, by=by)


def _revoke(invitation: Invitation, by: Actor) -> None:
    actions.revoke_invitation(invitation=invitation, by=by)


def _opt_out(invitation: Invitation, by: Actor) -> None:
    actions.opt_out(invitation=invitation, generation=1)


def _expire(invitation: Invitation, by: Actor) -> None:
    Invitation.objects.filter(pk=invitation.pk, status="open").update(expires_at=timezone.now())
    sweeps.expire_batch()


RIVALS: dict[str, tuple[Callable[[Invitation, Actor], None], str]] = {
    "revoke": (_revoke, "has withdrawn this invitation"),
    "resend": (_resend, "There is a newer link"),
    "opt out": (_opt_out, "You will get no more invitations"),
    "expire": (_expire, "This invitation has expired"),
}


def _together(*works: Callable[[], None]) -> None:
    """Run at the same moment, each on a connection of its own; what one raises is raised here."""
    gate, faults = threading.Barrier(len(works)), []

    def run(work: Callable[[], None]) -> None:
        try:
            gate.wait()
            work()
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


@pytest.mark.situation("C-026", "C-027", "C-029")
@pytest.mark.parametrize("rival", sorted(RIVALS))
def test_accept_against(committed_db, rival):
    act, words = RIVALS[rival]
    with tenancy.system(reason="test"):
        world = build_world("contoso")
        by = world.actor()
        kim = cast.member(cast.kim(), cast.reseller())
    for number in range(ROUNDS):
        with tenancy.system(reason="test"):
            Partnership.objects.filter(established_by=kim).delete()
            invitation = _fresh(world, number)
        client = cast.client_of(kim)
        cast.follow(client, invitation)
        answers = []

        def accept(client=client, invitation=invitation, answers=answers) -> None:
            answers.append(client.post(f"{cast.page_path(invitation)}accept/", {"confirmed": "on"}))

        def interfere(invitation=invitation) -> None:
            with suppress(DomainError), tenancy.system(reason="test"):  # the acceptance may have been first
                act(Invitation.objects.get(pk=invitation.pk), by)

        _together(accept, interfere)
        (answer,) = answers
        with tenancy.system(reason="test"):
            invitation.refresh_from_db()
            made = Partnership.objects.filter(established_by=kim).count()
        assert answer.status_code == 302
        if invitation.status == "accepted":
            assert made == 1
            assert answer["Location"].endswith("/indirect-providers/")
        else:
            assert made == 0
            page = client.get(answer["Location"]).content.decode()
            assert words in page


def _fresh(world: World, number: int) -> Invitation:
    Invitation.objects.filter(recipient_key=cast.KIM, status="open").delete()
    opened = timezone.now() - timedelta(minutes=number)
    OptOut.objects.all().delete()
    return cast.invite(world, opened_at=opened)


@pytest.mark.situation("C-025", "C-021", "C-036")
def test_eight_clicks_at_once_make_one_partnership(committed_db):
    with tenancy.system(reason="test"):
        world = build_world("contoso")
        invitation = cast.invite(world)
        kim = cast.member(cast.kim(), cast.reseller())
    clients = [cast.client_of(kim) for _number in range(8)]
    for client in clients:
        cast.follow(client, invitation)
    statuses: list[int] = []

    def click(client: PortalClient) -> None:
        statuses.append(client.post(f"{cast.page_path(invitation)}accept/", {"confirmed": "on"}).status_code)

    _together(*[lambda client=client: click(client) for client in clients])
    assert statuses == [302] * 8
    with tenancy.system(reason="test"):
        assert Partnership.objects.filter(established_by=kim).count() == 1
