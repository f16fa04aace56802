"""What happened to one invitation, in sentences: people's steps, the portal's, and the mail server's answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from invitations import reasons
from invitations.badges import TELLING
from invitations.models import Invitation
from invitations.querysets import LINK_MAILS
from partnercenter.core.components import TimelineEntry, Tone
from partnercenter.core.models import AuditEvent, OutgoingMail
from partnercenter.core.sentences import tell
from partnercenter.core.states_mail import MailStatus

if TYPE_CHECKING:
    from accounts.models import Tenant

LIMIT = 100  # events and mails shown
SHOWN = tuple(
    f"invitation.{what}"
    for what in (
        "sent",
        "resent",
        "edited",
        "revoked",
        "expired",
        "accepted",
        "declined",
        "opted_out",
        "link_wanted",
        "refused",
    )
)

_MAILS: dict[str, tuple[str, str, Tone]] = {
    MailStatus.SENT: (gettext_noop("The mail left; the server took it."), "mail", "success"),
    MailStatus.DELAYED: (gettext_noop("The mail is delayed; it will be tried again."), "clock", "warning"),
    MailStatus.FAILED: (gettext_noop("The mail could not be delivered."), "x-circle", "danger"),
    MailStatus.ABORTED: (gettext_noop("The mail was stopped before it left."), "minus-circle", "neutral"),
    MailStatus.QUEUED: (gettext_noop("The mail is waiting to be sent."), "mail", "neutral"),
    MailStatus.SENDING: (gettext_noop("The mail is being sent."), "mail", "neutral"),
}


def history(invitation: Invitation, *, viewer: Tenant) -> list[TimelineEntry]:
    """Newest first."""
    events = AuditEvent.objects.visible_to(viewer).about(invitation).filter(action__in=SHOWN)
    mails = OutgoingMail.objects.visible_to(viewer).about(invitation).filter(kind__in=LINK_MAILS)
    entries = [tell(event, viewer).entry() for event in events.with_names().newest_first()[:LIMIT]]
    entries += [entry for mail in mails.order_by("-id")[:LIMIT] for entry in _of_mail(mail)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _of_mail(mail: OutgoingMail) -> Iterator[TimelineEntry]:
    """What has become of it, with the server's answer; a reminder says first that it is one."""
    if mail.kind != LINK_MAILS[0]:
        yield TimelineEntry(at=mail.created_at, text=_("A reminder was due."), icon="bell", is_system=True)
    text, icon, tone = _MAILS[mail.status]
    when = mail.sent_at or mail.dated_at or mail.created_at
    answered = mail.status in TELLING or mail.status == MailStatus.SENT
    detail = str(reasons.in_words(mail.reply)[0]) if answered else ""
    yield TimelineEntry(at=when, text=_(text), detail=detail, icon=icon, tone=tone, is_system=True)
