"""Everybody at once: whatever meets, one outcome each, one event a change, and nobody sees an error of ours."""

from __future__ import annotations

import random
import threading
import uuid
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.urls import reverse

from accounts.models import Tenant
from accounts.permissions import Role
from invitations import actions, sweeps
from invitations.emails import INVITATION
from invitations.models import Invitation, InvitationLink
from invitations.recipients import parse_one
from invitations.states import Delivery
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.actions import remove_partnership
from relationships.models import Partnership
from relationships.states import RemovalReason
from tests import factories as make
from tests.invitations import cast
from tests.world import World, build_world

THREADS = 16


def system():
    return tenancy.system(reason="test")


def together(works: Sequence[Callable[[], object]]) -> list:
    """All at the same moment, each on a connection of its own; what any raises fails the test."""
    gate, results, faults = threading.Barrier(len(works)), [], []

    def run(work: Callable[[], object]) -> None:
        try:
            gate.wait()
            results.append(work())
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults[:3]
    return results


class Scene:
    """`count` invitations of one provider, two to each reseller: to two of its global admins."""

    def __init__(self, count: int) -> None:
        with system():
            self.world: World = build_world("contoso")
            self.provider = self.world.actor()
            self.cases: list[tuple[Invitation, Actor]] = []
            for _ in range(count // 2):
                tenant = make.TenantFactory(reseller=True)
                tenant = Tenant.objects.select_related("country__region", "profile").get(pk=tenant.pk)
                self.cases += [self._case(tenant), self._case(tenant)]

    def _case(self, tenant: Tenant) -> tuple[Invitation, Actor]:
        user = cast.member(make.UserFactory(), tenant)
        by = Actor(user, tenant, frozenset({Role.GLOBAL_ADMIN}))
        return cast.invite(self.world, recipient_email=user.email), by

    # ------------------------------------------------------------------ what people do, with what they last saw
    def accept(self, seen: Invitation, by: Actor) -> None:
        actions.accept_invitation(invitation=seen, generation=seen.generation, confirmed=True, by=by)

    def decline(self, seen: Invitation, by: Actor) -> None:
        actions.decline_invitation(
            invitation=seen, generation=seen.generation, reason="", user=by.user, tenant=by.tenant
        )

    def revoke(self, seen: Invitation, by: Actor) -> None:
        actions.revoke_invitation(invitation=seen, by=self.provider)

    def resend(self, seen: Invitation, by: Actor) -> None:
        actions.resend_invitation(invitation=seen, by=self.provider)

    def expire(self, seen: Invitation, by: Actor) -> None:
        if Invitation.objects.filter(pk=seen.pk, status="open").update(expires_at=Now()):
            sweeps.expire_batch()

    def try_all(self, seed: int) -> Counter[str]:
        """One thread: each invitation in turn, all five in an order of its own. DomainError is an answer."""
        chance, answers = random.Random(seed), Counter()  # noqa: S311  chance, not a secret
        names = ["accept", "decline", "revoke", "resend", "expire"]
        for invitation, by in self.cases:
            with system():
                seen = Invitation.objects.select_related("inviter__country__region", "invited_by").get(
                    pk=invitation.pk
                )
            for name in chance.sample(names, 5):
                try:
                    with system():
                        getattr(self, name)(seen, by)
                    answers[name] += 1
                except DomainError:
                    answers[f"{name} refused"] += 1
        return answers

    # ------------------------------------------------------------------ what must be true afterwards
    def check(self) -> Counter[str]:
        sweeps.expire_all_stale()
        with system():
            rows = list(Invitation.objects.filter(pk__in=[case[0].pk for case in self.cases]))
            events = defaultdict(list)
            for event in AuditEvent.objects.filter(target_type="invitations.invitation").order_by("id"):
                events[event.target_id].append(event.action.removeprefix("invitation."))
            for row in rows:
                self._check_one(row, events[row.pk])
            made = Counter(Partnership.objects.values_list("provider_id", "reseller_id"))
            established = AuditEvent.objects.filter(action="partnership.established").count()
        outcomes = Counter(row.status for row in rows)
        of_the_world = 2  # partnerships; one of them has its event
        assert set(made.values()) == {1}
        assert outcomes["accepted"] == len(made) - of_the_world == established - 1
        return outcomes

    def _check_one(self, row: Invitation, happened: list[str]) -> None:
        ends = [action for action in happened if action in ("accepted", "declined", "revoked")]
        assert len(ends) <= 1, happened
        assert happened.count("resent") == row.generation - 1, happened
        state = "open"
        for action in happened:
            assert state in ({"open", "expired"} if action == "resent" else {"open"}), happened
            state = "open" if action == "resent" else action
        assert state == row.status, happened
        assert InvitationLink.objects.filter(invitation=row).count() == row.generation
        sent = OutgoingMail.objects.filter(kind=INVITATION, about_id=row.pk)
        assert sorted(sent.values_list("generation", flat=True)) == list(range(2, row.generation + 1))


@pytest.mark.slow
@pytest.mark.rule("S000-20", "S001-22")
@pytest.mark.situation("C-026", "C-027", "C-029")
def test_two_hundred_invitations_and_sixteen_threads_that_try_everything(committed_db, settings) -> None:
    scene = Scene(200)
    answers = sum(together([lambda seed=seed: scene.try_all(seed) for seed in range(THREADS)]), Counter())
    outcomes = scene.check()
    assert sum(answers.values()) == 200 * THREADS * 5
    assert outcomes["accepted"] == answers["accept"]
    assert outcomes["declined"] == answers["decline"]
    assert outcomes["revoked"] == answers["revoke"]
    assert min(answers[name] for name in ("accept", "decline", "revoke", "resend")) > 0, answers


def request(by: Actor, batch: uuid.UUID, *addresses: str) -> str:
    """Ask; the answer is how many invitations, or the code of the refusal."""
    try:
        with system():
            made = actions.send_invitations(
                recipients=[parse_one(address) for address in addresses],
                language="en",
                days=30,
                subject="A partnership",
                text="Please {link}",
                delivery=Delivery.PORTAL,
                batch=batch,
                by=by,
            )
    except DomainError as error:
        return error.code
    return str(len(made))


@pytest.fixture
def world(committed_db) -> World:
    with system():
        return build_world("contoso")


def first_admin(world: World) -> Actor:
    with system():
        return world.actor()


def second_admin(world: World) -> Actor:
    with system():
        return Actor(
            cast.member(make.UserFactory(), world.provider), world.provider, frozenset({Role.GLOBAL_ADMIN})
        )


def queued() -> int:
    with system():
        return OutgoingMail.objects.filter(kind=INVITATION).exclude(key__startswith="mail:").count()


@pytest.mark.situation("C-024", "C-002")
def test_two_admins_who_ask_the_same_person_make_one_invitation(world: World) -> None:
    admins = [first_admin(world), second_admin(world)]
    for number in range(8):
        addresses = [f"lee{number}@partners.example", f"LEE{number}@Partners.example"]
        answers = together(
            [
                lambda at=at, addresses=addresses: request(admins[at], uuid.uuid4(), addresses[at])
                for at in (0, 1)
            ]
        )
        assert sorted(answers) == ["1", "already_invited"]
    assert queued() == 8


@pytest.mark.situation("C-021", "C-022")
def test_sixteen_clicks_on_send_are_one_request(world: World) -> None:
    batch, by = uuid.uuid4(), first_admin(world)
    addresses = [f"lee{number}@partners.example" for number in range(3)]
    assert together([lambda: request(by, batch, *addresses)] * THREADS) == ["3"] * THREADS
    with system():
        assert Invitation.objects.filter(batch=batch).count() == 3
    assert queued() == 3


def test_the_same_people_asked_in_another_order_block_nobody(world: World) -> None:
    """Two organisations, the same recipients: rows of limits are taken in one order."""
    with system():
        fabrikam = build_world("fabrikam")
    addresses = [f"lee{number}@partners.example" for number in range(20)]
    one, other = first_admin(world), first_admin(fabrikam)
    answers = together(
        [
            lambda: request(one, uuid.uuid4(), *addresses),
            lambda: request(other, uuid.uuid4(), *addresses[::-1]),
        ]
    )
    assert answers == ["20", "20"]


@pytest.mark.rule("S000-32")
def test_removal_and_a_new_acceptance_at_once_leave_a_true_history(committed_db) -> None:
    """Whichever is first: at most one active partnership, every row with its events."""
    scene = Scene(12)
    for first, second in zip(scene.cases[::2], scene.cases[1::2], strict=True):
        with system():
            scene.accept(
                Invitation.objects.select_related("inviter__country__region", "invited_by").get(
                    pk=first[0].pk
                ),
                first[1],
            )
            partnership = Partnership.objects.select_related("provider", "reseller").get(
                reseller=first[1].tenant
            )

        def remove(partnership=partnership) -> str:
            with system():
                remove_partnership(
                    partnership=partnership,
                    by=scene.provider,
                    reason=RemovalReason.AGREED,
                    statement_accepted=True,
                )
            return "removed"

        def accept(case=second) -> str:
            try:
                with system():
                    seen = Invitation.objects.select_related("inviter__country__region", "invited_by").get(
                        pk=case[0].pk
                    )
                    scene.accept(seen, case[1])
            except DomainError as error:
                return error.code
            return "accepted"

        answers = set(together([remove, accept]))
        with system():
            rows = Counter(
                Partnership.objects.filter(reseller=first[1].tenant).values_list("status", flat=True)
            )
        if "accepted" in answers:
            assert rows == {"removed": 1, "active": 1}
        else:
            assert answers == {"removed", "already_partners"}
            assert rows == {"removed": 1}


@pytest.mark.slow
@pytest.mark.situation("C-026", "C-029", "C-044")
def test_over_the_pages_nobody_sees_an_error_of_ours(committed_db) -> None:
    scene = Scene(6)
    clients = {by.user.pk: [cast.client_of(by.user) for _ in range(3)] for _invitation, by in scene.cases}
    admins = [cast.client_of(scene.world.admin) for _ in range(9)]
    slug = scene.world.provider.slug
    for invitation, by in scene.cases:
        for client in clients[by.user.pk]:
            cast.follow(client, invitation)
        page = cast.page_path(invitation)
        steps = {
            step: reverse(f"invitations:invitation-{step}", args=[slug, invitation.public_id])
            for step in ("revoke", "resend")
        }
        bulk, mark = reverse("invitations:invitation-bulk", args=[slug]), f"{invitation.public_id}.1"
        posts = [
            *((client, f"{page}accept/", {"confirmed": "on"}) for client in clients[by.user.pk][:2]),
            (clients[by.user.pk][2], f"{page}decline/", {"reason": "no"}),
            *((client, steps["revoke"], {}) for client in admins[:3]),
            *((client, steps["resend"], {"delivery": "portal"}) for client in admins[3:6]),
            *((client, bulk, {"action": "revoke", "confirmed": "1", "rows": mark}) for client in admins[6:8]),
        ]
        statuses = together(
            [
                lambda client=client, url=url, data=data: client.post(url, data).status_code
                for client, url, data in posts
            ]
        )
        assert max(statuses) < 500, statuses
    outcomes = scene.check()
    assert outcomes.total() == 6
