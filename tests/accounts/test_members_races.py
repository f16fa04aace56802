"""Everybody at once: of two global admins one stays, whatever they do to one another; a change of roles is made once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest

from accounts.actions import block_member, change_roles, leave_organisation, remove_member, set_active
from accounts.models import Membership
from accounts.sweeps import end_all_due
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor, OperatorActor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent
from tests import factories as make
from tests.accounts.people import acting, actor_of, over
from tests.threads import at_once
from tests.world import World, build_world

THREADS = 8
Work = Callable[[threading.Barrier], str]


@pytest.fixture
def world(committed_db: None) -> World:
    with tenancy.system(reason="test"):
        return build_world("contoso")


def _does(act: Callable[..., Any], by: Actor, **given: Any) -> Work:
    def work(barrier: threading.Barrier) -> str:
        barrier.wait()
        try:
            with acting(by):
                act(by=by, **given)
        except DomainError as error:
            return error.code
        return "done"

    return work


def _admins(world: World, count: int) -> list[Membership]:
    """So many, and no other."""
    with tenancy.system(reason="test"):
        Membership.objects.filter(tenant=world.provider, user=world.admin).delete()
        return [world.joined(f"admin{number}", roles=["global_admin"]) for number in range(count)]


def _left(world: World) -> int:
    with tenancy.system(reason="test"):
        return Membership.objects.filter(tenant=world.provider).lasting_admins().count()


def test_all_leave_and_one_stays(world: World) -> None:
    people = _admins(world, THREADS)
    with tenancy.system(reason="test"):
        works = [_does(leave_organisation, actor_of(one), membership=one) for one in people]
    assert Counter(at_once(works)) == {"done": THREADS - 1, "last_admin": 1}
    assert _left(world) == 1


@pytest.mark.parametrize("way", ["block", "remove", "take the role", "have it end"])
def test_each_does_it_to_the_next(world: World, way: str) -> None:
    """A ring: everybody is done away with by their neighbour."""
    people = _admins(world, THREADS)
    acts: dict[str, tuple[Any, dict[str, Any]]] = {
        "block": (block_member, {}),
        "remove": (remove_member, {}),
        "take the role": (change_roles, {"roles": ["default_user"]}),
        "have it end": (change_roles, {"roles": ["global_admin"], "ends_on": _tomorrow()}),
    }
    act, given = acts[way]
    with tenancy.system(reason="test"):
        pairs = zip(people, [*people[1:], people[0]], strict=True)
        works = [_does(act, actor_of(one), membership=other, **given) for one, other in pairs]
    assert Counter(at_once(works)) == {"done": THREADS - 1, "last_admin": 1}
    assert _left(world) == 1


def _tomorrow() -> dict[str, Any]:
    from datetime import timedelta

    from tests.accounts.people import TODAY

    return {"global_admin": TODAY() + timedelta(days=1)}


def test_an_account_is_closed_while_the_other_admin_leaves(world: World) -> None:
    """An operator and a person who know nothing of each other."""
    leaver, closed = _admins(world, 2)
    with tenancy.system(reason="test"):
        operator, by = OperatorActor(make.UserFactory(is_staff=True), "reason"), actor_of(leaver)

    def close(barrier: threading.Barrier) -> str:
        barrier.wait()
        try:
            with tenancy.system(reason="test"):
                set_active(user=closed.user, active=False, by=operator)
        except DomainError as error:
            return error.code
        return "done"

    outcome = at_once([close, _does(leave_organisation, by, membership=leaver)])
    assert sorted(outcome) == ["done", "last_admin"]
    assert _left(world) == 1


@pytest.mark.situation("C-031")
def test_of_sixteen_forms_one_is_saved(world: World) -> None:
    with tenancy.system(reason="test"):
        one, by = world.colleague, world.actor()
    given = {"membership": one, "roles": ["billing_admin"], "version": 1}
    works = [_does(change_roles, by, **given) for _ in range(THREADS)]
    assert Counter(at_once(works)) == {"done": 1, "edited": THREADS - 1}


def test_three_sweeps_write_an_end_down_once(world: World) -> None:
    with tenancy.system(reason="test"):
        for number in range(5):
            over(make.TimedRoleFactory(membership=world.joined(f"guest{number}")))

    def sweep(barrier: threading.Barrier) -> str:
        barrier.wait()
        end_all_due()
        return "done"

    at_once([sweep] * 3)
    with tenancy.system(reason="test"):
        assert AuditEvent.objects.filter(action="member.role_ended").count() == 5
