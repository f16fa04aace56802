"""What happened to one invitation, in sentences: people's steps, the portal's, and the mail server's answers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from invitations import reasons
from invitations.badges import TELLING
from invitations.models import Invitation
from invitations.querysets import LINK_MAILS
from invitations.states import InvitationKind
from partnercenter.core.components import TimelineEntry, Tone
from partnercenter.core.models import AuditEvent, OutgoingMail
from partnercenter.core.states_mail import MailStatus

if TYPE_CHECKING:
    from accounts.models import Tenant

LIMIT = 100  # events and mails shown

_SENTENCES: dict[str, tuple[str, str, Tone]] = {
    "invitation.sent": (gettext_noop("%(who)s asked."), "send", "info"),
    "invitation.resent": (gettext_noop("%(who)s sent it again with a new link."), "refresh", "info"),
    "invitation.edited": (gettext_noop("%(who)s changed the invitation."), "edit", "neutral"),
    "invitation.revoked": (gettext_noop("%(who)s revoked the invitation."), "minus-circle", "neutral"),
    "invitation.expired": (gettext_noop("The deadline passed without an answer."), "calendar", "warning"),
    "invitation.accepted": (gettext_noop("%(who)s accepted."), "check-circle", "success"),
    "invitation.declined": (gettext_noop("%(who)s declined."), "x-circle", "danger"),
    "invitation.opted_out": (
        gettext_noop("The recipient did not expect this and asked for no more mail from %(inviter)s."),
        "x-circle",
        "danger",
    ),
    "invitation.link_wanted": (gettext_noop("The recipient asked for a new link."), "bell", "warning"),
    "invitation.refused": (gettext_noop("%(who)s opened the link but could not answer."), "alert", "warning"),
}

_ASKED = {
    InvitationKind.PARTNERSHIP: gettext_noop("%(who)s asked for the partnership."),
    InvitationKind.RELATIONSHIP: gettext_noop("%(who)s asked for the reseller relationship."),
    InvitationKind.JOINT: gettext_noop("%(who)s asked for both relationships."),
}

_REFUSALS = {
    "wrong_account": gettext_noop("Signed in with another address than the invited one."),
    "wrong_role": gettext_noop("Not a global admin of the organisation."),
    "not_enrolled": gettext_noop("The organisation is not enrolled as an indirect reseller."),
    "other_region": gettext_noop("The organisation is in another region."),
    "other_cloud": gettext_noop("The organisation is in another cloud."),
    "affiliate": gettext_noop("The organisation belongs to your company group."),
    "already_partners": gettext_noop("The organisation is your partner already."),
    "already_customer": gettext_noop("The organisation is your customer already."),
    "own_provider": gettext_noop("The organisation is an indirect reseller of the provider."),
    "partner_tenant": gettext_noop("The organisation is a partner; it buys for its own use as a customer."),
    "not_customer": gettext_noop("The organisation is not your customer any more."),
    "same_tenant": gettext_noop("The organisation is the one that asks."),
}

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
    events = AuditEvent.objects.visible_to(viewer).about(invitation).filter(action__in=list(_SENTENCES))
    mails = OutgoingMail.objects.visible_to(viewer).about(invitation).filter(kind__in=LINK_MAILS)
    entries = [_of_event(event, invitation) for event in events.newest_first()[:LIMIT]]
    entries += [entry for mail in mails.order_by("-id")[:LIMIT] for entry in _of_mail(mail)]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _of_event(event: AuditEvent, invitation: Invitation) -> TimelineEntry:
    text, icon, tone = _SENTENCES[event.action]
    if event.action == "invitation.sent":
        text = _ASKED[InvitationKind(invitation.kind)]
    who = _("An operator of the portal") if event.actor_kind == "operator" else event.actor_name
    if invitation.recipient_tenant and event.tenant_id == invitation.recipient_tenant_id:
        who = f"{who} ({invitation.recipient_tenant.name})"
    elif invitation.with_partner_id and event.tenant_id == invitation.inviter_id:
        who = f"{who} ({invitation.inviter.name})"
    return TimelineEntry(
        at=event.at,
        text=_(text) % {"who": who, "inviter": invitation.inviter},
        detail=_detail(event),
        icon=icon,
        tone=tone,
        is_system=event.actor_kind == "system",
    )


def _detail(event: AuditEvent) -> str:
    if event.action == "invitation.edited":
        return "\n".join(_changes(event.changes))
    if event.action == "invitation.refused":
        return _(_REFUSALS[event.reason]) if event.reason in _REFUSALS else ""
    return event.reason


def _changes(changes: dict[str, Any]) -> Iterator[str]:
    """Old and new of short fields; of the message only that it changed."""
    labels = {
        "recipient_email": _("Recipient"),
        "recipient_name": _("Recipient's name"),
        "language": _("Language of the mail"),
        "days": _("Valid for (days)"),
        "subject": _("Subject"),
        "text": _("Message"),
    }
    languages = {code: str(name) for code, name in settings.LANGUAGES}
    for name, values in changes.items():
        if name == "text":
            yield labels[name]
        elif name in labels:
            old, new = (languages.get(str(value), str(value)) or "–" for value in values)
            yield f"{labels[name]}: {old} → {new}"


def _of_mail(mail: OutgoingMail) -> Iterator[TimelineEntry]:
    """What has become of it, with the server's answer; a reminder says first that it is one."""
    if mail.kind != LINK_MAILS[0]:
        yield TimelineEntry(at=mail.created_at, text=_("A reminder was due."), icon="bell", is_system=True)
    text, icon, tone = _MAILS[mail.status]
    when = mail.sent_at or mail.dated_at or mail.created_at
    answered = mail.status in TELLING or mail.status == MailStatus.SENT
    detail = str(reasons.in_words(mail.reply)[0]) if answered else ""
    yield TimelineEntry(at=when, text=_(text), detail=detail, icon=icon, tone=tone, is_system=True)
