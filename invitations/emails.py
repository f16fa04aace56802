"""Mails of invitations: context and recipient. The link is a place in the text, filled when the mail leaves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_noop

from accounts.actions import tell
from accounts.models import Membership, Tenant, User
from accounts.permissions import Role
from invitations.letters import full_text, reminder_words
from invitations.models import Invitation
from invitations.policies import responsible
from invitations.reasons import in_words
from invitations.states import InvitationKind
from partnercenter.core import mail
from partnercenter.core.mail import Reworded
from partnercenter.core.mail.message import message_id
from partnercenter.core.models import OutgoingMail
from partnercenter.core.text import short

INVITATION = "invitation"
REMINDER = "invitation_reminder"
ACCEPTED = "invitation_accepted"
DECLINED = "invitation_declined"
EXPIRED = "invitations_expired"
UNDELIVERABLE = "invitation_undeliverable"
NEW_LINK_WANTED = "invitation_link_wanted"
JOINT_ACCEPTED = "joint_accepted"
JOINT_DECLINED = "joint_declined"

_ACCEPTED = {
    InvitationKind.PARTNERSHIP: gettext_noop("%(name)s is your partner now"),
    InvitationKind.RELATIONSHIP: gettext_noop("%(name)s is your customer now"),
    InvitationKind.JOINT: gettext_noop("%(name)s is your customer now"),
    InvitationKind.MEMBER: gettext_noop("%(name)s has joined your team"),
}


def queue_invitation(invitation: Invitation) -> OutgoingMail:
    """S001-21: the mail with the link of this generation, once."""
    return _to_recipient(
        invitation,
        INVITATION,
        f"{INVITATION}:{invitation.public_id}:{invitation.generation}",
        invitation.subject,
        full_text(invitation),
    )


def queue_reminder(invitation: Invitation) -> OutgoingMail:
    """The same link once more, as an answer to the first mail."""
    subject, text = reminder_words(invitation)
    ahead = (invitation.expires_at - invitation.next_reminder_at).days if invitation.next_reminder_at else 0
    key = f"{REMINDER}:{invitation.public_id}:{invitation.generation}:{invitation.expires_at:%Y%m%d}:{ahead}"
    return _to_recipient(invitation, REMINDER, key, subject, text, in_reply_to=_first_message_id(invitation))


def reword_waiting(invitation: Invitation) -> Reworded:
    """Mails with this link that have not left say from now on what the invitation says."""
    words = {INVITATION: (invitation.subject, full_text(invitation)), REMINDER: reminder_words(invitation)}
    results = {
        kind: mail.reword(
            kind=kind,
            about=invitation,
            generation=invitation.generation,
            to=invitation.recipient_email,
            to_name=invitation.recipient_name,
            reply_to=invitation.invited_by.email,
            language=invitation.language,
            subject=subject,
            text=text,
        )
        for kind, (subject, text) in words.items()
    }
    return results[INVITATION]


def _first_message_id(invitation: Invitation) -> str:
    """Of the mail that brought the current link, so that the reminder stands under it."""
    about = {"about_type": "invitations.invitation", "about_id": invitation.pk}
    mails = OutgoingMail.objects.filter(kind=INVITATION, generation=invitation.generation, **about)
    first = mails.order_by("id").first()
    return message_id(first) if first else ""


def _to_recipient(
    invitation: Invitation, kind: str, key: str, subject: str, text: str, **more: Any
) -> OutgoingMail:
    return mail.enqueue(
        kind=kind,
        key=key,
        to=invitation.recipient_email,
        to_name=invitation.recipient_name,
        language=invitation.language,
        subject=subject,
        text=text,
        tenant=invitation.inviter,
        about=invitation,
        from_name=invitation.inviter.name,
        reply_to=invitation.invited_by.email,
        generation=invitation.generation,
        **more,
    )


def _to_partner(
    kind: str,
    key: str,
    user: User | None,
    tenant: Tenant,
    subject: str,
    template: str,
    context: dict[str, Any],
    about: Any = None,
    reply_to: User | None = None,
) -> None:
    """`subject` is marked for translation and formatted in the language of `user`. Nobody left: no mail."""
    if user is None:
        return
    with translation.override(user.language):
        words = context | {"name": short(str(context.get("name", "")))}
        tell(
            person=user,
            tenant=tenant,
            as_of=tenant,
            kind=kind,
            key=key,
            subject=translation.gettext(subject) % words,
            text=render_to_string(f"emails/{template}.txt", {"person": user, "tenant": tenant, **context}),
            about=about,
            reply_to=reply_to.email if reply_to else "",
        )


def tell_accepted(invitation: Invitation, recipient: Tenant) -> None:
    name = invitation.answered_by_name if invitation.is_for_colleague else recipient.name
    context = {"invitation": invitation, "name": name, "recipient": recipient}
    key = f"{ACCEPTED}:{invitation.public_id}"
    _to_partner(
        ACCEPTED,
        key,
        responsible(invitation),
        invitation.inviter,
        _ACCEPTED[InvitationKind(invitation.kind)],
        "invitation_accepted",
        context,
        invitation,
        reply_to=invitation.answered_by,
    )
    _tell_provider(invitation, JOINT_ACCEPTED, gettext_noop("%(name)s is your customer now"), context)


def tell_declined(invitation: Invitation) -> None:
    context = {"invitation": invitation, "name": invitation.recipient_email}
    key = f"{DECLINED}:{invitation.public_id}"
    _to_partner(
        DECLINED,
        key,
        responsible(invitation),
        invitation.inviter,
        gettext_noop("%(name)s has declined your invitation"),
        "invitation_declined",
        context,
        invitation,
        reply_to=invitation.answered_by,
    )
    subject = gettext_noop("%(name)s has declined a joint invitation")
    _tell_provider(invitation, JOINT_DECLINED, subject, context)


def _tell_provider(invitation: Invitation, kind: str, subject: str, context: dict[str, Any]) -> None:
    """S001-29: a joint invitation is the provider's too; each of its global admins reads what became of it."""
    provider = invitation.with_partner
    if provider is None:
        return
    for admin in Membership.objects.visible_to(provider).with_role(Role.GLOBAL_ADMIN).order_by("id"):
        _to_partner(
            kind,
            f"{kind}:{invitation.public_id}:{invitation.generation}:{admin.user_id}",
            admin.user,
            provider,
            subject,
            kind,
            context,
            invitation,
            reply_to=invitation.invited_by,
        )


def tell_expired(user: User | None, tenant: Tenant, recipients: Sequence[str], count: int, key: str) -> None:
    """One mail a sweep and person, however many invitations ended (situation C-055)."""
    context = {"count": count, "recipients": recipients, "more": count - len(recipients)}
    _to_partner(
        EXPIRED,
        f"{EXPIRED}:{key}",
        user,
        tenant,
        gettext_noop("Invitations without an answer: %(count)s"),
        "invitations_expired",
        context,
    )


def tell_undeliverable(invitation: Invitation, reply: str, key: str) -> None:
    words, by_server = in_words(reply)
    context = {
        "invitation": invitation,
        "name": invitation.recipient_email,
        "reply": words,
        "by_server": by_server,
    }
    _to_partner(
        UNDELIVERABLE,
        f"{UNDELIVERABLE}:{key}",
        responsible(invitation),
        invitation.inviter,
        gettext_noop("Your invitation did not reach %(name)s"),
        "invitation_undeliverable",
        context,
        invitation,
    )


def tell_new_link_wanted(
    invitation: Invitation, asker: User | None, colleague: User | None, key: str
) -> None:
    """`colleague`: whom to invite instead of the asker."""
    context = {
        "invitation": invitation,
        "name": asker.email if asker else invitation.recipient_email,
        "asker": asker,
        "colleague": colleague,
    }
    _to_partner(
        NEW_LINK_WANTED,
        f"{NEW_LINK_WANTED}:{key}",
        responsible(invitation),
        invitation.inviter,
        gettext_noop("%(name)s asks for a new invitation"),
        "invitation_link_wanted",
        context,
        invitation,
        reply_to=asker,
    )
