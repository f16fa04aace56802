"""What the invited side does: accept, decline, want no more, ask for a new link."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.actions import accept_mca, add_member
from accounts.models import Agreement, Tenant, User
from invitations import emails, limits, policies
from invitations.models import Invitation, OptOut
from invitations.policies import members
from invitations.states import INVITATION_TRANSITIONS, InvitationKind, InvitationStatus
from partnercenter.core import audit
from partnercenter.core.actor import Actor, OperatorActor, SystemActor
from partnercenter.core.errors import DomainError, StaleState
from partnercenter.core.states import transition
from relationships.actions import (
    establish_joint_relationships,
    establish_partnership,
    establish_reseller_relationship,
)
from relationships.policies import require_customer_possible_for
from relationships.states import Capacity


@transaction.atomic
def accept_invitation(
    *,
    invitation: Invitation,
    generation: int,
    confirmed: bool,
    by: Actor,
    agreement: Agreement | None = None,
) -> None:
    """S001-22, S001-23, S000-20, S002-11 to S002-13: a global admin accepts; what was offered exists from this moment.

    `generation` is the link's: a newer link makes it stale. `agreement` is the MCA a customer accepts with it, where
    it has not yet (S002-12). The database's clock decides the deadline (C-027). A joint invitation makes both
    relationships or neither (S001-25). A colleague accepts for themselves, `by` acting in the organisation they join.
    Raises DomainError: not_confirmed, not_open, wrong_account, wrong_role, inviter_gone, agreement_missing,
    agreement_replaced, those of the `establish_…` it calls, already_member, suspended, roles_over; StaleState where
    another answer, a withdrawal or the deadline was first.
    """
    if not confirmed:
        raise DomainError("not_confirmed", _("Tick the box to confirm."), "confirmed")
    policies.require_open(invitation)
    policies.require_recipient(invitation, by)
    policies.require_may_answer(invitation, by)
    policies.require_inviter_still_may(invitation)
    policies.require_inviter_still_partner(invitation)
    _answer(invitation, InvitationStatus.ACCEPTED, generation=generation, user=by.user, tenant=by.tenant)
    if invitation.is_for_customer:
        _agree(invitation, agreement, by)
    _ESTABLISH[InvitationKind(invitation.kind)](invitation, by)
    for partner in invitation.partners:
        other = None if invitation.is_for_colleague else partner
        audit.record("invitation.accepted", by=by, target=invitation, counterparty=other)
    emails.tell_accepted(invitation, by.tenant)


def _agree(invitation: Invitation, agreement: Agreement | None, by: Actor) -> None:
    """S002-12: who cannot be the customer at all learns that first, and signs nothing."""
    require_customer_possible_for(invitation.partners, by.tenant)
    if policies.needs_agreement(by.tenant):
        accept_mca(agreement=policies.require_current(agreement), by=by)


def _partnership(invitation: Invitation, by: Actor) -> None:
    establish_partnership(provider=invitation.inviter, reseller=by.tenant, by=by)


def _relationship(invitation: Invitation, by: Actor) -> None:
    establish_reseller_relationship(
        partner=invitation.inviter,
        customer=by.tenant,
        capacity=Capacity(invitation.capacity),
        admin_access=invitation.admin_access,
        by=by,
    )


def _joint(invitation: Invitation, by: Actor) -> None:
    reseller, provider = invitation.partners
    establish_joint_relationships(
        provider=provider,
        reseller=reseller,
        customer=by.tenant,
        admin_access=invitation.admin_access,
        by=by,
    )


def _membership(invitation: Invitation, by: Actor) -> None:
    members.require_joinable(invitation, by.user)
    day = invitation.roles_end_on
    add_member(
        tenant=invitation.inviter,
        user=by.user,
        roles=invitation.roles,
        ends_on=dict.fromkeys(invitation.roles, day) if day else None,
        given_by=invitation.invited_by,
        by=by,
    )


_ESTABLISH: dict[InvitationKind, Callable[[Invitation, Actor], None]] = {
    InvitationKind.PARTNERSHIP: _partnership,
    InvitationKind.RELATIONSHIP: _relationship,
    InvitationKind.JOINT: _joint,
    InvitationKind.MEMBER: _membership,
}


@transaction.atomic
def decline_invitation(
    *, invitation: Invitation, generation: int, reason: str, user: User, tenant: Tenant | None
) -> None:
    """S001-22: no, for `tenant` or, where the person is in no organisation, for themselves; `reason` may be empty.

    Raises as `accept_invitation`.
    """
    by = Actor(user, tenant)
    policies.require_open(invitation)
    policies.require_recipient(invitation, by)
    policies.require_may_decline(invitation, user, tenant)
    _answer(
        invitation,
        InvitationStatus.DECLINED,
        generation=generation,
        user=user,
        tenant=tenant,
        decline_reason=reason,
    )
    for partner in invitation.partners:
        audit.record(
            "invitation.declined",
            by=by,
            target=invitation,
            tenant=tenant or partner,
            counterparty=partner,
            reason=reason,
        )
    emails.tell_declined(invitation)


@transaction.atomic
def opt_out(*, invitation: Invitation, generation: int, from_anybody: bool = False) -> None:
    """Whoever holds the link did not expect it: no more mail from this organisation (situations C-060, C-092).

    `from_anybody`: nor from any other. The answer has nobody who gave it; pages say what that means.
    """
    policies.require_open(invitation)
    _answer(invitation, InvitationStatus.DECLINED, generation=generation, user=None, tenant=None)
    _stop(invitation, None if from_anybody else invitation.inviter)
    emails.tell_declined(invitation)


@transaction.atomic
def stop_invitations(*, invitation: Invitation, generation: int) -> None:
    """RFC 8058: one click in a mail program. It is as if the holder of the link had not expected it; of an invitation that
    is over only further mail from this organisation ends. Twice is once.

    Raises DomainError("stale") for an older link: the invitation may have gone on to somebody else since.
    """
    if generation != invitation.generation:
        raise StaleState("stale", _("There is a newer link."))
    try:
        with transaction.atomic():
            opt_out(invitation=invitation, generation=generation)
    except DomainError:
        known = OptOut.objects.filter(recipient_key=invitation.recipient_key, tenant=invitation.inviter)
        if not known.exists():
            _stop(invitation, invitation.inviter)


def _stop(invitation: Invitation, tenant: Tenant | None) -> None:
    """No more mail from `tenant`; None: from nobody."""
    OptOut.objects.get_or_create(recipient_key=invitation.recipient_key, tenant=tenant)
    changes = {"stopped": [None, tenant.name if tenant else ""]}
    for partner in invitation.partners:
        audit.record(
            "invitation.opted_out",
            by=SystemActor("recipient"),
            target=invitation,
            tenant=partner,
            changes=changes,
        )


def _answer(
    invitation: Invitation,
    status: InvitationStatus,
    *,
    generation: int,
    user: User | None,
    tenant: Tenant | None,
    **more: Any,
) -> None:
    stamps = {
        "answered_at": Now(),
        "answered_by": user,
        "answered_by_name": user.full_name if user else "",
        "recipient_tenant": tenant,
        "next_reminder_at": None,
        **more,
    }
    still = Q(generation=generation, expires_at__gt=Now())
    transition(invitation, status, table=INVITATION_TRANSITIONS, when=still, stamps=stamps)


@transaction.atomic
def ask_for_new_link(*, invitation: Invitation, asker: User | None, colleague: User | None = None) -> None:
    """The holder of a link that does not serve asks the inviter for one that does (situation C-080).

    `colleague`: the global admin to invite instead, where the asker is not one (S001-22). Asking is welcoming a mail,
    so it takes back the recipient's opt-out: only theirs, signed in, for the inviter has the link, too. One from
    everybody stays: an operator lifts it. Raises RateLimited.
    """
    key = limits.count_ask(invitation, asker, colleague)
    if asker and policies.is_for(invitation, asker):
        OptOut.objects.filter(recipient_key=invitation.recipient_key, tenant=invitation.inviter).delete()
    emails.tell_new_link_wanted(invitation, asker, colleague, key)
    audit.record(
        "invitation.link_wanted", by=SystemActor("recipient"), target=invitation, tenant=invitation.inviter
    )


@transaction.atomic
def note_refusal(*, invitation: Invitation, user: User, code: str) -> None:
    """Situation C-081: somebody who may not answer tried to; the inviter's history shows it, once a day."""
    if not limits.is_first_refusal(invitation, user):
        return
    by = Actor(user, None)
    audit.record("invitation.refused", by=by, target=invitation, tenant=invitation.inviter, reason=code)


@transaction.atomic
def lift_opt_out(*, opt_out: OptOut, by: OperatorActor) -> None:
    """The owner of the address asked an operator to be written to again (situation C-060)."""
    if not OptOut.objects.filter(pk=opt_out.pk).delete()[0]:
        raise DomainError("unchanged", _("Somebody did this already."))
    changes = {"recipient": [opt_out.recipient_key, ""]}
    audit.record("opt_out.lifted", by=by, target=opt_out, tenant=opt_out.tenant, changes=changes)
