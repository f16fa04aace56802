"""How the mails of invitations behave: stopped when the answer came first, told about when undeliverable."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from invitations import emails
from invitations.models import Invitation, OptOut
from invitations.states import InvitationStatus
from invitations.tokens import link_of
from partnercenter.core.mail import MailKind, register
from partnercenter.core.models import OutgoingMail

REVIEW = gettext_lazy("Review the invitation")


def _invitation(mail: OutgoingMail) -> Invitation:
    """Read once for a mail: it is asked for in one transaction, between the lease and SMTP."""
    known: Invitation | None = mail.__dict__.get("_invitation")
    if known is None:
        known = mail.__dict__["_invitation"] = Invitation.objects.annotate(
            is_over=Q(expires_at__lte=Now()), is_unwanted=Exists(_opt_outs())
        ).get(pk=mail.about_id or 0)
    return known


def _opt_outs() -> QuerySet[OptOut]:
    """The recipient asked this organisation, or all, not to write."""
    by_recipient = OptOut.objects.filter(recipient_key=OuterRef("recipient_key"))
    return by_recipient.filter(Q(tenant=OuterRef("inviter")) | Q(tenant=None))


def _stop(mail: OutgoingMail) -> str:
    """Asked between lease and SMTP: revoked, answered, expired, replaced and unwanted mails are not sent."""
    invitation: Any = _invitation(mail)
    if invitation.status != InvitationStatus.OPEN or invitation.is_over:
        return _("The invitation is not open any more: %(state)s.") % {
            "state": invitation.get_status_display()
        }
    if invitation.generation != mail.generation:
        return _("The invitation was sent again with a newer link.")
    if invitation.is_unwanted:
        return _("The recipient asked not to be invited any more.")
    return ""


def _secrets(mail: OutgoingMail) -> dict[str, str]:
    return {"link": link_of(_invitation(mail))}


def _failed(mail: OutgoingMail) -> None:
    invitation = Invitation.objects.select_related("inviter", "invited_by").get(pk=mail.about_id or 0)
    emails.tell_undeliverable(invitation, mail.reply, mail.public_id)


def register_all() -> None:
    for name in (emails.INVITATION, emails.REMINDER):
        register(MailKind(name=name, stop=_stop, secrets=_secrets, failed=_failed, action=REVIEW))
    for name in (
        emails.ACCEPTED,
        emails.DECLINED,
        emails.EXPIRED,
        emails.UNDELIVERABLE,
        emails.NEW_LINK_WANTED,
    ):
        register(MailKind(name=name))
