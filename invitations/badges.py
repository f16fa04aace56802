"""States in words and tones, for lists and pages."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from invitations import reasons
from invitations.models import Invitation
from invitations.states import Delivery, InvitationStatus
from partnercenter.core.components import Badge
from partnercenter.core.states_mail import MailStatus

STATES: dict[str, Badge] = {
    InvitationStatus.OPEN: Badge(_("Open"), "info", "clock"),
    InvitationStatus.ACCEPTED: Badge(_("Accepted"), "success", "check-circle"),
    InvitationStatus.DECLINED: Badge(_("Declined"), "danger", "x-circle"),
    InvitationStatus.REVOKED: Badge(_("Revoked"), "neutral", "minus-circle"),
    InvitationStatus.EXPIRED: Badge(_("Expired"), "warning", "calendar"),
}

MAILS: dict[str, Badge] = {
    MailStatus.QUEUED: Badge(_("Queued"), "info", "clock"),
    MailStatus.SENDING: Badge(_("Sending"), "info", "send"),
    MailStatus.SENT: Badge(_("Sent"), "success", "check"),
    MailStatus.DELAYED: Badge(_("Delayed"), "warning", "alert"),
    MailStatus.FAILED: Badge(_("Failed"), "danger", "x-circle"),
    MailStatus.ABORTED: Badge(_("Stopped"), "neutral", "minus-circle"),
}
INVITED = Badge(_("Invited"), "info", "mail")  # among the people of an organisation
BY_YOURSELF = Badge(_("Sent by yourself"), "neutral", "user")

# What the server answered is worth reading where the mail has not arrived.
TELLING = frozenset({MailStatus.DELAYED, MailStatus.FAILED, MailStatus.ABORTED})


def state_badge(invitation: Invitation) -> Badge:
    """Past the deadline is expired, whether or not the sweep has come by."""
    return STATES[invitation.shown_status]


def mail_badge(invitation: Invitation) -> Badge:
    """Of an invitation `for_list()`."""
    status = getattr(invitation, "mail_status", None)
    if invitation.delivery == Delivery.SELF or status is None:
        return BY_YOURSELF
    return MAILS[status]


def mail_reply(invitation: Invitation) -> str:
    """The server's answer where the newest mail has not arrived; of an invitation `for_list()`."""
    if invitation.delivery == Delivery.SELF or getattr(invitation, "mail_status", None) not in TELLING:
        return ""
    words, _by_server = reasons.in_words(getattr(invitation, "mail_reply", "") or "")
    return str(words)


def is_from_server(invitation: Invitation) -> bool:
    """Whether a mail server said that reply, or the portal."""
    return reasons.in_words(getattr(invitation, "mail_reply", "") or "")[1]
