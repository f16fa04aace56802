"""Customers' relationships under sixteen threads: one outcome each, both halves or neither, no right without its event."""

from __future__ import annotations

import random
import uuid
from collections import Counter

import pytest

from accounts.models import Tenant
from accounts.permissions import Role
from accounts.states import AgreementKind
from invitations import actions
from invitations.models import Invitation
from invitations.offers import Offer
from invitations.recipients import parse_one
from invitations.states import Delivery, InvitationKind
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent
from relationships.actions import (
    end_reseller_relationship,
    establish_reseller_relationship,
    remove_partnership,
    revoke_admin_access,
)
from relationships.models import Partnership, ResellerRelationship
from relationships.states import Capacity, EndReason, RemovalReason
from tests import factories as make
from tests.invitations import cast
from tests.invitations.test_races import THREADS, system, together
from tests.world import World, build_world

GLOBAL_ADMIN = frozenset({Role.GLOBAL_ADMIN})


@pytest.fixture
def world(committed_db) -> World:
    with system():
        make.AgreementFactory(kind=AgreementKind.MCA)
        return build_world("contoso")


def new_customer() -> Tenant:
    tenant = make.TenantFactory(customer=True)
    return Tenant.objects.select_related("country__region").get(pk=tenant.pk)


def admin_of(tenant: Tenant) -> Actor:
    return Actor(cast.member(make.UserFactory(), tenant), tenant, GLOBAL_ADMIN)


def invite(world: World, recipient: Actor, **values) -> Invitation:
    """Of the reseller together with the provider, unless `values` say otherwise."""
    offer = {"kind": InvitationKind.JOINT, "with_partner": world.provider, "inviter": world.reseller}
    offer |= {"invited_by": world.reseller_admin, "admin_access": True}
    return make.InvitationFactory(recipient_email=recipient.user.email, **offer | values)


def directly(world: World, recipient: Actor, **values) -> Invitation:
    agent = world.people["direct"][Role.ADMIN_AGENT]
    alone = {"kind": InvitationKind.RELATIONSHIP, "capacity": Capacity.DIRECT, "with_partner": None}
    return invite(world, recipient, inviter=world.direct, invited_by=agent, **alone | values)


def accept(invitation: Invitation, by: Actor) -> str:
    try:
        with system():
            seen = Invitation.objects.select_related(
                "inviter__country__region", "with_partner__country__region", "invited_by"
            ).get(pk=invitation.pk)
            agreement = make_agreement()
            actions.accept_invitation(
                invitation=seen, generation=seen.generation, confirmed=True, agreement=agreement, by=by
            )
    except DomainError as error:
        return error.code
    return "accepted"


def make_agreement():
    from accounts.models import Agreement

    return Agreement.objects.current(AgreementKind.MCA)


def attempt(work) -> str:
    try:
        with system():
            work()
    except DomainError as error:
        return error.code
    return "done"


@pytest.mark.rule("S001-25", "S002-12", "S002-13")
@pytest.mark.situation("C-026")
def test_two_admins_of_a_customer_accept_sixteen_times(world: World) -> None:
    """Each has a joint invitation: one of them makes both relationships, and the agreement is accepted once."""
    for _ in range(6):
        with system():
            tenant = new_customer()
            cases = [(invite(world, by), by) for by in (admin_of(tenant), admin_of(tenant))]
        answers = Counter(together([lambda case=cases[at % 2]: accept(*case) for at in range(THREADS)]))
        with system():
            rows = ResellerRelationship.objects.of_customer(tenant).active()
            made = sorted(rows.values_list("capacity", "admin_access"))
            statuses = sorted(
                Invitation.objects.filter(pk__in=[c[0].pk for c in cases]).values_list("status", flat=True)
            )
            signed = tenant.acceptances.filter(kind=AgreementKind.MCA).count()
        assert answers["accepted"] == 1, answers
        assert made == [("provider", "none"), ("reseller", "granted")]
        assert statuses == ["accepted", "open"]
        assert signed == 1


@pytest.mark.rule("S002-15", "S002-19")
@pytest.mark.situation("C-026")
def test_acceptance_against_revocation_of_rights(world: World) -> None:
    """The customer takes the rights away while a colleague gives them again: every step has its event, in order."""
    chance = random.Random(7)  # noqa: S311  chance, not a secret
    for _ in range(6):
        with system():
            tenant = new_customer()
            admins = [admin_of(tenant), admin_of(tenant)]
            row = establish_reseller_relationship(
                partner=world.direct,
                customer=tenant,
                capacity=Capacity.DIRECT,
                admin_access=True,
                by=admins[0],
            )
            cases = [(directly(world, by, customer=tenant), by) for by in admins]

        def revoke(row=row, by=admins[0]) -> str:
            def work() -> None:
                revoke_admin_access(relationship=ResellerRelationship.objects.get(pk=row.pk), by=by)

            return attempt(work)

        works = [revoke] * 8 + [lambda case=cases[at % 2]: accept(*case) for at in range(8)]
        chance.shuffle(works)
        answers = Counter(together(works))
        with system():
            row.refresh_from_db()
            events = [
                event.removeprefix("admin_access.")
                for event in AuditEvent.objects.about(row).order_by("id").values_list("action", flat=True)
                if event.startswith("admin_access.")
            ]
        assert events[::2] == ["granted"] * len(events[::2])
        assert events[1::2] == ["revoked"] * len(events[1::2])
        assert row.admin_access == events[-1]
        assert answers["accepted"] == events.count("granted") - 1
        assert answers["done"] == events.count("revoked")


@pytest.mark.rule("S003-9")
def test_ending_against_inviting(world: World) -> None:
    """Whoever is first: an ended relationship leaves no open request to that customer behind."""
    with system():
        by = Actor(world.people["direct"][Role.GLOBAL_ADMIN], world.actor("direct").tenant, GLOBAL_ADMIN)
        agent = Actor(world.people["direct"][Role.ADMIN_AGENT], by.tenant, frozenset({Role.ADMIN_AGENT}))
    for number in range(8):
        with system():
            tenant = new_customer()
            row = establish_reseller_relationship(
                partner=by.tenant, customer=tenant, capacity=Capacity.DIRECT, by=admin_of(tenant)
            )

        def end(row=row) -> str:
            def work() -> None:
                current = ResellerRelationship.objects.select_related("partner", "customer").get(pk=row.pk)
                end_reseller_relationship(relationship=current, by=by, reason=EndReason.MOVED)

            return attempt(work)

        def ask(at: int, tenant=tenant, number=number) -> str:
            def work() -> None:
                actions.send_invitations(
                    offer=Offer(
                        InvitationKind.RELATIONSHIP,
                        admin_access=True,
                        capacity=Capacity.DIRECT,
                        customer=tenant,
                    ),
                    recipients=[parse_one(f"buyer{number}-{at}@customers.example")],
                    language="en",
                    days=30,
                    subject="Rights",
                    text="Please {link}",
                    delivery=Delivery.SELF,
                    batch=uuid.uuid4(),
                    by=agent,
                )

            return attempt(work)

        works = [*[end] * 4, *[lambda at=at: ask(at) for at in range(4)]]
        random.Random(number).shuffle(works)  # noqa: S311
        answers = Counter(together(works))
        with system():
            row.refresh_from_db()
            waiting = Invitation.objects.open().filter(customer=tenant).count()
        assert row.is_active == bool(waiting), answers
        assert set(answers) <= {"done", "blocked", "already_ended", "not_customer", "stale"}, answers


@pytest.mark.rule("S001-24")
def test_parting_against_a_joint_acceptance(world: World) -> None:
    """The partnership ends while a customer accepts for both: both relationships, or none, and never after the end."""
    for _ in range(6):
        with system():
            reseller = make.TenantFactory(reseller=True)
            partnership = make.PartnershipFactory(provider=world.provider, reseller=reseller)
            sender = cast.member(make.UserFactory(), reseller)
            by = admin_of(new_customer())
            invitation = invite(world, by, inviter=reseller, invited_by=sender)
            remover = world.actor()

        def remove(partnership=partnership, remover=remover) -> str:
            def work() -> None:
                remove_partnership(
                    partnership=Partnership.objects.select_related("provider", "reseller").get(
                        pk=partnership.pk
                    ),
                    by=remover,
                    reason=RemovalReason.AGREED,
                    statement_accepted=True,
                )

            return attempt(work)

        works = [*[remove] * 4, *[lambda case=(invitation, by): accept(*case)] * 4]
        random.shuffle(works)
        answers = Counter(together(works))
        with system():
            made = ResellerRelationship.objects.of_customer(by.tenant).count()
            events = AuditEvent.objects.order_by("id").filter(
                action__in=["partnership.removed", "reseller_relationship.established"]
            )
            last = events.last().action
        assert answers["done"] == 1
        assert last == "partnership.removed", "a relationship was made after the partners had parted"
        assert made == 2 * answers["accepted"], answers
