"""What happens to invitations, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.permissions import Role
from invitations.models import Invitation
from invitations.states import InvitationKind
from partnercenter.core.sentences import Field, Sentence, day, fields_of, instant, register

if TYPE_CHECKING:
    from partnercenter.core.models import AuditEvent

_ASKED: dict[str, str] = {
    InvitationKind.PARTNERSHIP: gettext_noop("%(who)s asked %(object)s for a partnership."),
    InvitationKind.RELATIONSHIP: gettext_noop("%(who)s asked %(object)s for a reseller relationship."),
    InvitationKind.JOINT: gettext_noop(
        "%(who)s asked %(object)s for both relationships, with %(organisation)s and %(other)s."
    ),
    InvitationKind.MEMBER: gettext_noop("%(who)s invited %(object)s to join %(organisation)s."),
}


def _joined(event: AuditEvent) -> str:
    """A colleague accepts from nobody else."""
    if event.counterparty_id is None:
        return gettext_noop("%(who)s accepted the invitation to join %(organisation)s.")
    return ""


REFUSALS = {
    "wrong_account": gettext_lazy("Signed in with another address than the invited one."),
    "wrong_role": gettext_lazy("Not a global admin of the organisation."),
    "not_enrolled": gettext_lazy("The organisation is not enrolled as an indirect reseller."),
    "other_region": gettext_lazy("The organisation is in another region."),
    "other_cloud": gettext_lazy("The organisation is in another cloud."),
    "affiliate": gettext_lazy("The organisation belongs to your company group."),
    "already_partners": gettext_lazy("The organisation is your partner already."),
    "already_customer": gettext_lazy("The organisation is your customer already."),
    "own_provider": gettext_lazy("The organisation is an indirect reseller of the provider."),
    "partner_tenant": gettext_lazy("The organisation is a partner; it buys for its own use as a customer."),
    "not_customer": gettext_lazy("The organisation is not your customer any more."),
    "same_tenant": gettext_lazy("The organisation is the one that asks."),
    "already_member": gettext_lazy("The person belongs to the organisation already."),
}


def _asked(event: AuditEvent) -> str:
    return _ASKED.get(str((event.changes.get("kind") or [None, ""])[1]), "")


def _stopped_everybody(event: AuditEvent) -> str:
    if any(event.changes.get("stopped") or []):
        return ""
    return gettext_noop("%(object)s did not expect the invitation and asked for no more mail from anybody.")


def _why_refused(event: AuditEvent) -> str:
    return str(REFUSALS.get(event.reason, ""))


def _what_changed(event: AuditEvent) -> str:
    """Old and new of short fields; of the message only that it changed."""
    fields = _fields()
    lines = [_line(fields[name], values) for name, values in event.changes.items() if name in fields]
    return "\n".join([*lines, *([_("Message")] if "text" in event.changes else [])])


def _line(known: Field, values: Any) -> str:
    old, new = values
    return str(known.change(old, new))


_INVITATIONS = {
    "invitation.sent": Sentence(
        gettext_noop("%(who)s asked %(object)s."), "send", "info", shared=True, otherwise=_asked
    ),
    "invitation.resent": Sentence(
        gettext_noop("%(who)s sent the invitation to %(object)s again, with a new link."), "refresh", "info"
    ),
    "invitation.edited": Sentence(
        gettext_noop("%(who)s changed the invitation to %(object)s."),
        "edit",
        shared=True,
        detail=_what_changed,
    ),
    "invitation.revoked": Sentence(
        gettext_noop("%(who)s revoked the invitation to %(object)s."), "minus-circle", shared=True
    ),
    "invitation.expired": Sentence(
        gettext_noop("The deadline of the invitation to %(object)s passed without an answer."),
        "calendar",
        "warning",
        shared=True,
    ),
    "invitation.accepted": Sentence(
        gettext_noop("%(who)s accepted the invitation of %(other)s."),
        "check-circle",
        "success",
        shared=True,
        otherwise=_joined,
    ),
    "invitation.declined": Sentence(
        gettext_noop("%(who)s declined the invitation of %(other)s."),
        "x-circle",
        "danger",
        shared=True,
    ),
    "invitation.opted_out": Sentence(
        gettext_noop(
            "%(object)s did not expect the invitation and asked for no more mail from %(new_stopped)s."
        ),
        "x-circle",
        "danger",
        shared=True,
        otherwise=_stopped_everybody,
    ),
    "invitation.link_wanted": Sentence(
        gettext_noop("%(object)s asked for a new link."), "bell", "warning", shared=True
    ),
    "invitation.refused": Sentence(
        gettext_noop("%(who)s opened the link for %(object)s but could not answer."),
        "alert",
        "warning",
        shared=True,
        detail=_why_refused,
    ),
    "invitation.code_sent": Sentence(
        gettext_noop("A code that proves the mailbox was sent to %(object)s."), "mail", "info"
    ),
    "invitation.account_created": Sentence(
        gettext_noop("%(who)s made an account with the address %(object)s."), "plus", "success"
    ),
}
_OPT_OUTS = {
    "opt_out.lifted": Sentence(gettext_noop("%(who)s let %(object)s be invited again."), "check", "info")
}


def _fields() -> dict[str, Field]:
    """Of what is shown with its old and its new value."""
    names = ("recipient_email", "recipient_name", "language", "days", "subject")
    return fields_of(Invitation, *names) | {
        "recipient_name": Field(gettext_lazy("Recipient's name")),
        "roles": Field(gettext_lazy("Roles"), Role.choices),
        "roles_end_on": Field(gettext_lazy("Roles end"), show=day),
    }


def register_all() -> None:
    more = fields_of(Invitation, "kind", "text") | {
        "expires_at": Field(gettext_lazy("Expires"), show=instant),
        "generation": Field(gettext_lazy("Links made")),
        "stopped": Field(gettext_lazy("No more mail from")),
    }
    register("invitation", gettext_lazy("Invitations"), _INVITATIONS, _fields() | more)
    recipient = {"recipient": Field(gettext_lazy("Recipient"))}
    register("opt_out", gettext_lazy("Opt-outs"), _OPT_OUTS, recipient)
