"""Everybody at once: the last licence, one licence for one person, fewer seats, two global admins (C-035)."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db.models.functions import Now

from accounts.actions import reveal_temporary_password
from accounts.models import Membership, TemporaryPassword, User
from customers.actions import block_customer_user, reset_customer_password
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from relationships.actions import remove_admin_roles
from subscriptions.actions import assign_licence, change_quantity, release_licence
from subscriptions.models import Licence, Subscription
from tests.subscriptions.people import acting, agree, member
from tests.threads import at_once
from tests.world import World, build_world

THREADS = 16
Work = Callable[[threading.Barrier], str]


def _world(quantity: int) -> World:
    with tenancy.system(reason="test"):
        world = build_world("contoso")
        agree(world)
        Subscription.objects.filter(pk=world.subscription.pk).update(quantity=quantity)
        return world


def _members(world: World, count: int) -> list[Membership]:
    with tenancy.system(reason="test"):
        return [member(world, f"user{number}") for number in range(count)]


def _actors(world: World) -> list[Actor]:
    """The reseller's agent and the customer's admin, by turns."""
    with tenancy.system(reason="test"):
        return [world.actor("reseller", "admin_agent"), world.actor("customer")]


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


def _whole(world: World) -> tuple[int, int, int]:
    with tenancy.system(reason="test"):
        row = Subscription.objects.get(pk=world.subscription.pk)
        return row.quantity, row.assigned, Licence.objects.filter(subscription=row).count()


@pytest.mark.rule("S001-39")
@pytest.mark.situation("C-035")
def test_the_last_licence_goes_to_one(committed_db: None) -> None:
    world = _world(quantity=3)
    members, actors = _members(world, THREADS), _actors(world)
    given = {"subscription": world.subscription}
    works = [_does(assign_licence, actors[n % 2], membership=one, **given) for n, one in enumerate(members)]
    assert Counter(at_once(works)) == {"done": 3, "none_left": THREADS - 3}
    assert _whole(world) == (3, 3, 3)


def test_one_person_gets_one_and_gives_it_back_once(committed_db: None) -> None:
    world = _world(quantity=5)
    (one,), actors = _members(world, 1), _actors(world)
    given = {"subscription": world.subscription, "membership": one}
    works = [_does(assign_licence, actors[n % 2], **given) for n in range(THREADS)]
    assert Counter(at_once(works)) == {"done": 1, "held": THREADS - 1}
    assert _whole(world) == (5, 1, 1)
    works = [_does(release_licence, actors[n % 2], **given) for n in range(THREADS)]
    assert Counter(at_once(works)) == {"done": 1, "released": THREADS - 1}
    assert _whole(world) == (5, 0, 0)


def test_fewer_seats_against_assigning(committed_db: None) -> None:
    """Either the seats go or they are assigned; never are more assigned than there are."""
    world = _world(quantity=8)
    members, actors = _members(world, 8), _actors(world)
    with tenancy.system(reason="test"):
        seller, row = world.actor("provider"), Subscription.objects.get(pk=world.subscription.pk)
    works = [
        _does(assign_licence, actors[n % 2], subscription=row, membership=one)
        for n, one in enumerate(members)
    ]
    fewer = _does(change_quantity, seller, subscription=row, quantity=4, version=row.version)
    answers = Counter(at_once([*works, fewer]))
    quantity, assigned, held = _whole(world)
    assert assigned == held <= quantity
    assert (quantity, answers["none_left"]) in {(4, 4), (8, 0)}
    assert answers["assigned"] == (quantity == 8)


def test_two_global_admins_who_block_each_other(committed_db: None) -> None:
    """One of them stays."""
    world = _world(quantity=1)
    with tenancy.system(reason="test"):
        tenant = world.actor("customer").tenant
        first = Membership.objects.select_related("user", "tenant").get(
            tenant=tenant, user=world.people["customer"]["global_admin"]
        )
        second = member(world, "second", "global_admin")
    ga = frozenset({"global_admin"})
    works = [
        _does(block_customer_user, Actor(by.user, tenant, ga), membership=other)
        for by, other in ((first, second), (second, first))
    ]
    assert Counter(at_once(works)) == {"done": 1, "last_admin": 1}
    with tenancy.system(reason="test"):
        assert Membership.objects.filter(pk__in=(first.pk, second.pk), blocked_at=None).count() == 1


def test_a_password_against_the_loss_of_admin_access(committed_db: None) -> None:
    """Whoever is first: afterwards the partner sees none, and knows none that opens an account."""
    world = _world(quantity=1)
    members, (agent, admin) = _members(world, 8), _actors(world)

    def resets(one: Membership) -> Work:
        def work(barrier: threading.Barrier) -> str:
            barrier.wait()
            try:
                with acting(agent):
                    issued = reset_customer_password(membership=one, by=agent)
                with acting(agent):
                    reveal_temporary_password(issued=issued, by=agent)
            except DomainError as error:
                return error.code
            return "seen"

        return work

    loses = _does(remove_admin_roles, admin, partner=world.reseller, customer=world.customer)
    answers = at_once([*map(resets, members), loses])
    assert answers[-1] == "done"
    assert set(answers[:-1]) <= {"seen", "expired", "no_admin_access"}
    with tenancy.system(reason="test"):
        still = TemporaryPassword.objects.filter(
            issuer=world.reseller, revealed_at=None, expires_at__gt=Now()
        )
        assert not still.exists()
        people = User.objects.filter(pk__in=[one.user_id for one in members])
        assert not people.filter(temporary_until__gt=Now()).exists()
        assert people.filter(temporary_until__isnull=False).count() == answers.count("seen")
