"""Accepting an invitation: rules, partnership, two events and a notice, beside the same rows written by hand."""

from __future__ import annotations

from accounts.models import Tenant, User
from accounts.permissions import Role
from invitations import actions
from invitations.models import Invitation
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.models import Partnership
from tests import factories as make
from tests.bench.rows import execute, multiply, public_id
from tests.bench.stage import say
from tests.bench.table import Figure, median, ms, p95, timed

COUNT = 200


def measure() -> list[Figure]:
    say(f"{COUNT} acceptances")
    with tenancy.system(reason="bench"):
        inviter, admin = make.TenantFactory(provider=True), make.UserFactory()
        make.MembershipFactory(tenant=inviter, user=admin)
        cases = [_case(inviter, admin) for _ in range(2 * COUNT)]
    values = [timed(lambda case=case: _accept(*case)) for case in cases[:COUNT]]
    floors = [timed(lambda case=case: _by_hand(*case)) for case in cases[COUNT:]]
    rate, floor_rate = 1 / median(values), 1 / median(floors)
    figure = Figure(
        "acceptance", COUNT, ms(median(values)), ms(p95(values)), ms(median(floors)), f"{median(values) / median(floors):.2f} ×"
    )  # fmt: skip
    return [
        figure,
        Figure(
            "acceptances a second",
            COUNT,
            f"{rate:.0f}/s",
            "",
            f"{floor_rate:.0f}/s",
            f"{rate / floor_rate:.2f} ×",
        ),
    ]


def _case(inviter: Tenant, admin: User) -> tuple[Invitation, Actor]:
    tenant, user = make.TenantFactory(reseller=True), make.UserFactory()
    make.MembershipFactory(tenant=tenant, user=user)
    invitation = make.InvitationFactory(inviter=inviter, invited_by=admin, recipient_email=user.email)
    return invitation, Actor(user, tenant, frozenset({Role.GLOBAL_ADMIN}))


def _accept(invitation: Invitation, by: Actor) -> None:
    with tenancy.system(reason="bench"):
        actions.accept_invitation(invitation=invitation, generation=1, confirmed=True, by=by)


def _by_hand(invitation: Invitation, by: Actor) -> None:
    """One UPDATE and four INSERTs, copied from rows the first acceptances have left."""
    one = f"(SELECT {invitation.pk} AS id)"
    with tenancy.system(reason="bench"):
        answer = "UPDATE invitations_invitation SET status = 'accepted', answered_at = now(), recipient_tenant_id = %s WHERE id = %s"
        execute(answer, [by.tenant.pk, invitation.pk])
        multiply(_last(Partnership), one, public_id=public_id("hand"), reseller_id=str(by.tenant.pk))
        for _ in range(2):
            multiply(_last(AuditEvent), one, target_id="n.id")
        multiply(
            _last(OutgoingMail), one, public_id=public_id("hand"), key="'hand:' || n.id", about_id="n.id"
        )


_samples: dict[type, object] = {}


def _last(model: type) -> object:
    if model not in _samples:
        _samples[model] = model.objects.latest("id")
    return _samples[model]
