"""A customer accepts for a reseller and its provider, agreement included, beside the same rows written by hand."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

from accounts.models import Agreement, AgreementAcceptance, Tenant, User
from accounts.permissions import Role
from accounts.states import AgreementKind
from invitations import actions
from invitations.models import Invitation
from invitations.states import InvitationKind
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.models import ResellerRelationship
from tests import factories as make
from tests.bench.rows import execute, multiply, public_id
from tests.bench.stage import say
from tests.bench.table import Figure, median, ms, p95, timed

COUNT = 200
WRITTEN: list[Any] = [ResellerRelationship, AgreementAcceptance, AuditEvent, OutgoingMail]
ANSWER = "UPDATE invitations_invitation SET status = 'accepted', answered_at = now(), recipient_tenant_id = %s WHERE id = %s"


def measure() -> list[Figure]:
    say(f"{COUNT} joint acceptances")
    with tenancy.system(reason="bench"):
        agreement = make.AgreementFactory(kind=AgreementKind.MCA)
        partnership, sender = make.PartnershipFactory(), make.UserFactory()
        make.MembershipFactory(tenant=partnership.reseller, user=sender)
        partners = partnership.reseller, partnership.provider
        cases = [_case(*partners, sender) for _ in range(2 * COUNT)]
        before = _counted()
    values = [timed(lambda case=case: _accept(case[0], case[1], agreement)) for case in cases[:COUNT]]
    with tenancy.system(reason="bench"):
        rows = {model: (count - before[model]) // COUNT for model, count in _counted().items()}
    floors = [timed(lambda case=case: _by_hand(case[0], case[1], rows)) for case in cases[COUNT:]]
    ratio = f"{median(values) / median(floors):.2f} ×"
    rate, floor_rate = 1 / median(values), 1 / median(floors)
    return [
        Figure("joint acceptance", COUNT, ms(median(values)), ms(p95(values)), ms(median(floors)), ratio),
        Figure("joint acceptances a second", COUNT, f"{rate:.0f}/s", "", f"{floor_rate:.0f}/s", ratio),
    ]


def _counted() -> Counter[Any]:
    return Counter({model: model.objects.count() for model in WRITTEN})


def _case(reseller: Tenant, provider: Tenant, sender: User) -> tuple[Invitation, Actor]:
    tenant, user = make.TenantFactory(customer=True), make.UserFactory()
    make.MembershipFactory(tenant=tenant, user=user)
    invitation = make.InvitationFactory(
        kind=InvitationKind.JOINT,
        inviter=reseller,
        with_partner=provider,
        invited_by=sender,
        recipient_email=user.email,
        admin_access=True,
    )
    return invitation, Actor(user, tenant, frozenset({Role.GLOBAL_ADMIN}))


def _accept(invitation: Invitation, by: Actor, agreement: Agreement) -> None:
    with tenancy.system(reason="bench"):
        actions.accept_invitation(
            invitation=invitation, generation=1, confirmed=True, agreement=agreement, by=by
        )


def _by_hand(invitation: Invitation, by: Actor, rows: dict[Any, int]) -> None:
    """One UPDATE, and as many INSERTs into each table as an acceptance makes, copied from rows the last one left."""
    one = f"(SELECT {invitation.pk} AS id)"
    with tenancy.system(reason="bench"):
        execute(ANSWER, [by.tenant.pk, invitation.pk])
        for model, count in rows.items():
            for number in range(count):
                sample = _samples(model)[number]
                multiply(sample, one, **_own_columns(model, by.tenant, number))


@cache
def _samples(model: Any) -> list[Any]:
    return list(model.objects.order_by("-id")[:10])


def _own_columns(model: Any, customer: Tenant, number: int) -> dict[str, str]:
    """What of a copied row is unique."""
    fresh = {"public_id": public_id(f"joint{number}")}
    return {
        ResellerRelationship: fresh | {"customer_id": str(customer.pk)},
        AgreementAcceptance: fresh | {"tenant_id": str(customer.pk)},
        AuditEvent: {"target_id": "n.id"},
        OutgoingMail: fresh | {"key": f"'joint{number}:' || n.id", "about_id": "n.id"},
    }[model]
