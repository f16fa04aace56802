"""Two people behind links meant for a customer: one without an account, one without an organisation."""

from __future__ import annotations

from typing import Any

from accounts.models import User
from invitations import emails_code, tokens
from invitations.models import Invitation
from invitations.states import InvitationKind
from partnercenter.core.models import OutgoingMail
from relationships.states import Capacity
from tests import factories as make
from tests.world import World


def invite(world: World, user: User | None = None) -> Invitation:
    """The direct-bill partner asks; who has no account has asked for a code."""
    invitation = make.InvitationFactory(
        kind=InvitationKind.RELATIONSHIP,
        capacity=Capacity.DIRECT,
        inviter=world.direct,
        invited_by=world.people["direct"]["admin_agent"],
        recipient_email=user.email if user else "newcomer@customers.example",
    )
    if user is None:
        emails_code.queue_code(invitation)
    return invitation


def more(invitation: Invitation) -> dict[str, Any]:
    """The code as its mail says it."""
    mail = OutgoingMail.objects.about(invitation).first()
    return {"code": tokens.new_code(invitation, mail.created_at)} if mail else {}
