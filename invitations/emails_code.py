"""The code that proves the invited mailbox: no partner's mail, and no partner sees it."""

from __future__ import annotations

import uuid

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from invitations.cases import names_of
from invitations.models import Invitation
from partnercenter.core import mail
from partnercenter.core.models import OutgoingMail

CODE = "invitation_code"


def queue_code(invitation: Invitation) -> OutgoingMail:
    """The code and the link are places in the text, filled when the mail leaves."""
    with translation.override(invitation.language):
        return mail.enqueue(
            kind=CODE,
            key=f"{CODE}:{uuid.uuid4().hex}",
            to=invitation.recipient_email,
            to_name=invitation.recipient_name,
            language=invitation.language,
            subject=_("Your code for Partner Center"),
            text=render_to_string("emails/invitation_code.txt", {"names": names_of(invitation)}),
            tenant=None,
            about=invitation,
            generation=invitation.generation,
        )
