"""Real deadlocks and locks that do not come: the person waits a moment, and their click has worked (situation C-044)."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse

from invitations.models import Invitation
from partnercenter.core import tenancy
from tests import factories as make
from tests.client import PortalClient
from tests.invitations import cast
from tests.world import World, build_world


@pytest.fixture
def world(committed_db: None) -> World:
    with tenancy.system(reason="test"):
        return build_world("contoso")


@pytest.fixture
def pair(world: World) -> list[Invitation]:
    with tenancy.system(reason="test"):
        return make.InvitationFactory.create_batch(2, inviter=world.provider, invited_by=world.admin)


@contextmanager
def rival(work: Callable[[threading.Event], None]) -> Iterator[None]:
    """Another transaction beside ours; it says when it has its first lock."""
    ready, faults = threading.Event(), []

    def run() -> None:
        try:
            with tenancy.system(reason="test"):
                work(ready)
        except Exception as fault:
            faults.append(fault)
            ready.set()
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    assert ready.wait(10)
    yield
    thread.join()
    assert not faults


def lock(invitation: Invitation) -> None:
    Invitation.objects.select_for_update().get(pk=invitation.pk)


def revoke_both(world: World, pair: list[Invitation]) -> tuple[PortalClient, str, dict]:
    path = reverse("invitations:invitation-bulk", args=[world.provider.slug])
    marks = [f"{invitation.public_id}.1" for invitation in pair]
    return cast.client_of(world.admin), path, {"action": "revoke", "confirmed": "1", "rows": marks}


def states(pair: list[Invitation]) -> set[str]:
    with tenancy.system(reason="test"):
        return set(
            Invitation.objects.filter(pk__in=[one.pk for one in pair]).values_list("status", flat=True)
        )


@pytest.mark.slow
@pytest.mark.situation("C-044")
def test_a_deadlock_is_tried_again(world: World, pair: list[Invitation]) -> None:
    """The page holds the first row and wants the second; somebody holds the second and wants the first."""
    client, path, data = revoke_both(world, pair)

    def cross(ready: threading.Event) -> None:
        lock(pair[1])
        ready.set()
        time.sleep(0.6)
        lock(pair[0])

    with rival(cross):
        answer = client.post(path, data, follow=True)
    assert answer.status_code == 200
    assert "Done: 2." in answer.content.decode()
    assert states(pair) == {"revoked"}


@pytest.mark.slow
@pytest.mark.situation("C-044")
def test_a_lock_that_comes_late_is_waited_for(world: World, pair: list[Invitation]) -> None:
    client, path, data = revoke_both(world, pair)

    def hold(ready: threading.Event) -> None:
        lock(pair[0])
        ready.set()
        time.sleep(2.5)  # longer than one attempt waits

    with rival(hold):
        answer = client.post(path, data, follow=True)
    assert "Done: 2." in answer.content.decode()
    assert states(pair) == {"revoked"}


@pytest.mark.slow
@pytest.mark.situation("C-044")
def test_a_lock_that_does_not_come_is_a_page_that_says_so_and_nothing_half_done(
    world: World, pair: list[Invitation], settings
) -> None:
    client, path, data = revoke_both(world, pair)

    def hold(ready: threading.Event) -> None:
        lock(pair[1])
        ready.set()
        answered.wait(20)

    answered = threading.Event()
    with rival(hold):
        start = time.monotonic()
        answer = client.post(path, data)
        answered.set()
        assert time.monotonic() - start < 12
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert states(pair) == {"open"}
