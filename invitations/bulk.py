"""One step on several invitations: what it would do to each and why not, then what it did (situation C-033)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.models import Tenant
from invitations import policies
from invitations.actions import resend_invitation, revoke_invitation
from invitations.badges import state_badge
from invitations.models import Invitation, OptOut
from invitations.offers import MAY_ASK
from invitations.states import Delivery, InvitationStatus
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from partnercenter.core.ids import PublicIdConverter

MAX_ROWS = 200
_ID = re.compile(PublicIdConverter.regex)


@dataclass(frozen=True)
class Row:
    """An invitation and why nothing will be (or was) done to it; no obstacle: it will be, or is done.

    `note`: what is left to do for the person.
    """

    invitation: Invitation
    obstacle: str = ""
    note: str = ""

    @property
    def mark(self) -> str:
        """The invitation as the person saw it: sent again meanwhile, it is passed over, so twice is once."""
        return f"{self.invitation.public_id}.{self.invitation.generation}"


def _may_resend(invitation: Invitation) -> None:
    policies.require_sendable_again(invitation)


def _may_revoke(invitation: Invitation) -> None:
    policies.require_open(invitation)
    if invitation.shown_status != InvitationStatus.OPEN:
        state = state_badge(invitation).label
        raise DomainError(
            "not_open", _("This invitation is not open any more: %(state)s.") % {"state": state}
        )


def _resend(invitation: Invitation, by: Actor) -> None:
    resend_invitation(invitation=invitation, by=by)


def _revoke(invitation: Invitation, by: Actor) -> None:
    revoke_invitation(invitation=invitation, by=by)


STEPS: dict[str, tuple[Callable[[Invitation], None], Callable[[Invitation, Actor], None]]] = {
    "resend": (_may_resend, _resend),
    "revoke": (_may_revoke, _revoke),
}


def find(tenant: Tenant, ids: Iterable[str]) -> list[Invitation]:
    """Those of the organisation, always in the same order, so that two batches cannot block one another."""
    wanted = [one for one in ids if _ID.fullmatch(one)][:MAX_ROWS]
    return list(Invitation.objects.sent_by(tenant).filter(public_id__in=wanted).order_by("id"))


def plan(step: str, invitations: Sequence[Invitation], by: Actor) -> list[Row]:
    unwanted: set[str] = set()
    if step == "resend":
        keys = [invitation.recipient_key for invitation in invitations]
        found = OptOut.objects.visible_to(by.tenant).filter(recipient_key__in=keys)
        unwanted = set(found.values_list("recipient_key", flat=True))
    return [Row(invitation, _obstacle(step, invitation, unwanted, by)) for invitation in invitations]


def _obstacle(step: str, invitation: Invitation, unwanted: set[str], by: Actor) -> str:
    if not by.may(MAY_ASK[invitation.kind]):
        return _("Your roles do not allow you to change this kind of invitation.")
    try:
        STEPS[step][0](invitation)
    except DomainError as error:
        return str(error.message)
    if invitation.recipient_key in unwanted:
        return _("%(email)s has asked not to be invited any more.") % {"email": invitation.recipient_email}
    return ""


def carry_out(step: str, marks: Iterable[str], by: Actor) -> list[Row]:
    """Each row by itself: one that is refused, or was faster elsewhere, stops no other."""
    seen = dict(mark.split(".", 1) for mark in marks if mark.count(".") == 1)
    return [_one(step, invitation, seen[invitation.public_id], by) for invitation in find(by.tenant, seen)]


def _one(step: str, invitation: Invitation, generation: str, by: Actor) -> Row:
    if generation != str(invitation.generation):
        return Row(invitation, _("This invitation has been sent again meanwhile."))
    if not by.may(MAY_ASK[invitation.kind]):
        return Row(invitation, _("Your roles do not allow you to change this kind of invitation."))
    may, do = STEPS[step]
    try:
        may(invitation)
        do(invitation, by)
    except DomainError as error:
        return Row(invitation, str(error.message))
    by_hand = step == "resend" and invitation.delivery == Delivery.SELF
    return Row(invitation, note=_("There is a new link: send the message yourself.") if by_hand else "")
