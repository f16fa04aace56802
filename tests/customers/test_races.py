"""Everybody at once on the page of one customer: one outcome, one event, and nobody sees an error of ours."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from django.urls import reverse

from accounts.permissions import Role
from customers.details import Details
from customers.models import Customer
from invitations.models import Invitation
from partnercenter.core import tenancy
from partnercenter.core.models import AuditEvent
from relationships.models import ResellerRelationship
from tests.client import PortalClient
from tests.isolation.bodies import body
from tests.threads import at_once
from tests.world import World, build_world

THREADS = 16


def _world() -> World:
    with tenancy.system(reason="test"):
        return build_world("contoso")


def _client(world: World, kind: str, role: str) -> PortalClient:
    client = PortalClient()
    with tenancy.system(reason="test"):
        client.force_login(world.people[kind][role])
    return client


def _post(
    client: PortalClient, url: str, data: dict[str, Any]
) -> Callable[[threading.Barrier], tuple[int, str]]:
    def work(barrier: threading.Barrier) -> tuple[int, str]:
        barrier.wait()
        answer = client.post(url, data)
        return answer.status_code, answer.headers.get("Location", "")

    return work


def _removal(world: World) -> str:
    parts = [world.provider.slug, world.customer.public_id, world.relationship.public_id]
    return reverse("customers:relationship-remove", args=parts)


def test_many_remove_one_relationship(committed_db: None) -> None:
    """One removes it; the others are led to the page that says it has ended."""
    world = _world()
    data = {"reason": "other", "note": ""}
    clients = [_client(world, "provider", Role.GLOBAL_ADMIN) for _ in range(THREADS)]
    answers = Counter(at_once([_post(client, _removal(world), data) for client in clients]))
    customers = reverse("customers:customer-list", args=[world.provider.slug])
    history = reverse("customers:customer-history", args=[world.provider.slug, world.customer.public_id])
    assert answers == {(302, customers): 1, (302, history): THREADS - 1}
    with tenancy.system(reason="test"):
        assert not ResellerRelationship.objects.active().of_customer(world.customer).exists()
        ended = AuditEvent.objects.filter(action="reseller_relationship.ended")
        assert Counter(ended.values_list("tenant", flat=True)) == {world.provider.pk: 1, world.reseller.pk: 1}


def test_many_edit_one_customer(committed_db: None) -> None:
    """Provider and reseller save different things from the same page: one is stored, the others choose."""
    world = _world()
    with tenancy.system(reason="test"):
        stored = Customer.objects.get(pk=world.customer.pk)
        data = {**Details.of(stored).as_dict(), "version": "1"}
    works = []
    for number in range(THREADS):
        kind = ("provider", "reseller")[number % 2]
        url = reverse("customers:customer-edit", args=[getattr(world, kind).slug, world.customer.public_id])
        client = _client(world, kind, Role.SALES_AGENT)
        works.append(_post(client, url, {**data, "city": f"City {number}"}))
    assert Counter(status for status, _place in at_once(works)) == {302: 1, 200: THREADS - 1}
    with tenancy.system(reason="test"):
        assert Customer.objects.get(pk=world.customer.pk).version == 2
        assert AuditEvent.objects.filter(action="customer.details_changed").count() == 1


def test_removing_against_asking_again(committed_db: None) -> None:
    """What is asked of the customer blocks the end: never is it ended with a request of its partner still open."""
    world = _world()
    ask = reverse("invitations:request-relationship", args=[world.provider.slug])
    wanted = body("invitations:request-relationship", world)
    wanted |= {"recipients": f"buyer@{world.customer.domain}", "capacity": "direct"}
    works = []
    for number in range(THREADS):
        if number % 2:
            client = _client(world, "provider", Role.ADMIN_AGENT)
            works.append(_post(client, f"{ask}?customer={world.customer.public_id}", wanted))
        else:
            client = _client(world, "provider", Role.GLOBAL_ADMIN)
            works.append(_post(client, _removal(world), {"reason": "other", "note": ""}))
    assert {status for status, _place in at_once(works)} <= {200, 302, 404}  # 404: ended before it was asked
    with tenancy.system(reason="test"):
        asked = Invitation.objects.filter(customer=world.customer, status="open").count()
        ended = ResellerRelationship.objects.ended().of_customer(world.customer).held_by(world.provider)
        assert (asked, ended.count()) in {(1, 0), (0, 1)}
