"""How the mails of invitations behave: stopped when the answer came first, told about when undeliverable."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import inbox, mail_topics
from accounts.inbox import Way
from accounts.mail_topics import Topic, heard_by
from accounts.permissions import Permission, Role
from accounts.stopping import way_out
from invitations import emails, emails_code, policies, reasons
from invitations.models import Invitation, InvitationLink, OptOut
from invitations.states import InvitationStatus
from invitations.tokens import CODE_LIFE, LinkLost, link_of, new_code
from partnercenter.core.mail import MailKind, register
from partnercenter.core.mail.delivery import Undeliverable
from partnercenter.core.mail.registry import WayOut
from partnercenter.core.models import OutgoingMail
from partnercenter.core.prepared import Prepared

INVITES = "invites"
_HEARD = heard_by(
    (
        "invitation.accepted",
        "invitation.declined",
        "invitation.opted_out",
        "invitation.expired",
        "invitation.link_wanted",
    ),
    Permission.INVITATIONS_VIEW,
)
REVIEW = gettext_lazy("Review the invitation")
BACK = gettext_lazy("Back to the invitation")


def _opt_outs() -> QuerySet[OptOut]:
    """The recipient asked this organisation, or all, not to write."""
    by_recipient = OptOut.objects.filter(recipient_key=OuterRef("recipient_key"))
    return by_recipient.filter(Q(tenant=OuterRef("inviter")) | Q(tenant=None))


def _links() -> QuerySet[InvitationLink]:
    return InvitationLink.objects.filter(invitation=OuterRef("pk"), generation=OuterRef("generation"))


def _with_all_that_stops_it(pk: int) -> QuerySet[Invitation]:
    senders = policies.senders().filter(
        policies.is_sender_of("kind", "offers_admin"), tenant=OuterRef("inviter"), user=OuterRef("invited_by")
    )
    admins = [Role.GLOBAL_ADMIN.value]
    rows = Invitation.objects.filter(pk=pk).annotate(offers_admin=Q(roles__contains=admins))
    return rows.annotate(
        is_over=Q(expires_at__lte=Now()),
        is_unwanted=Exists(_opt_outs()),
        has_sender=Exists(senders),
        inviter_cloud=F("inviter__cloud"),
        link_digest=Subquery(_links().values("digest")[:1]),
    )


_read = Prepared(_with_all_that_stops_it)


def _invitation(mail: OutgoingMail) -> Invitation:
    """Read once for a mail: it is asked for in one transaction, between the lease and SMTP."""
    known: Invitation | None = mail.__dict__.get("_invitation")
    if known is None:
        known = mail.__dict__["_invitation"] = _read.get(mail.about_id or 0)
    return known


def _stop(mail: OutgoingMail) -> str:
    """Asked between lease and SMTP: what is over, replaced, unwanted or without a sender is not sent.

    The reason is a code; `reasons` has the words.
    """
    invitation: Any = _invitation(mail)
    if invitation.status != InvitationStatus.OPEN:
        return reasons.over(invitation.status)
    if invitation.is_over:
        return reasons.over(InvitationStatus.EXPIRED)
    if invitation.generation != mail.generation:
        return reasons.REPLACED
    if invitation.is_unwanted:
        return reasons.UNWANTED
    return "" if invitation.has_sender else reasons.SENDER_GONE


def _secrets(mail: OutgoingMail) -> dict[str, str]:
    try:
        return {"link": link_of(_invitation(mail))}
    except LinkLost as error:
        raise Undeliverable(reasons.LINK_LOST) from error


def _stop_link(mail: OutgoingMail) -> WayOut:
    """The link itself, which a mail program posts to (RFC 8058). The text says already how to stop them."""
    return WayOut(_secrets(mail)["link"], words="")


def _stop_code(mail: OutgoingMail) -> str:
    if mail.created_at < timezone.now() - CODE_LIFE:
        return _("The request is too old.")
    return _stop(mail)


def _code_and_link(mail: OutgoingMail) -> dict[str, str]:
    return {"code": new_code(_invitation(mail), mail.created_at), **_secrets(mail)}


def _failed(mail: OutgoingMail) -> None:
    invitation = Invitation.objects.select_related("inviter", "with_partner").get(pk=mail.about_id or 0)
    emails.tell_undeliverable(invitation, mail.reply, mail.public_id)


def _words(reply: str) -> str:
    return str(reasons.in_words(reply)[0])


def register_all() -> None:
    mail_topics.register(
        Topic(
            INVITES,
            gettext_lazy("Invitations"),
            gettext_lazy("An invitation of yours was answered, has expired, or did not arrive."),
            order=10,
            heard=_HEARD,
        )
    )
    inbox.lead_to(
        "invitations.invitation",
        Way(
            Permission.INVITATIONS_VIEW,
            "invitations:invitation-detail",
            "public_id",
            Invitation.objects.visible_to,
        ),
    )
    for name in (emails.INVITATION, emails.REMINDER):
        register(
            MailKind(
                name=name,
                stop=_stop,
                secrets=_secrets,
                failed=_failed,
                action=REVIEW,
                words=_words,
                way_out=_stop_link,
            )
        )
    register(MailKind(name=emails_code.CODE, stop=_stop_code, secrets=_code_and_link, action=BACK))
    for name in (
        emails.ACCEPTED,
        emails.DECLINED,
        emails.EXPIRED,
        emails.UNDELIVERABLE,
        emails.NEW_LINK_WANTED,
        emails.JOINT_ACCEPTED,
        emails.JOINT_DECLINED,
    ):
        register(MailKind(name=name, topic=INVITES, way_out=way_out))
