from __future__ import annotations

from django.db import transaction

from accounts.personal import Person
from invitations.actions.changing import revoke_invitation
from invitations.models import Invitation
from invitations.states import InvitationStatus
from partnercenter.core.actor import OperatorActor


@transaction.atomic
def revoke_invitations_to(*, person: Person, by: OperatorActor) -> None:
    """Before the person is erased: nobody asks them any longer. In system scope."""
    rows = Invitation.objects.filter(recipient_key=person.key, status=InvitationStatus.OPEN)
    for invitation in rows.select_related("inviter", "with_partner").order_by("pk"):
        revoke_invitation(invitation=invitation, by=by)
