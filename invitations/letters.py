"""The words of an invitation: the draft a partner starts from, the whole letter, the reminder."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.labels import rights_of, role_labels
from accounts.models import Tenant
from invitations.models import Invitation
from invitations.offers import PARTNERSHIP, Offer
from invitations.states import InvitationKind
from partnercenter.core.dates import zone_words
from partnercenter.core.text import short

_ASKED = {
    InvitationKind.PARTNERSHIP: gettext_noop("%(name)s asks you for a partnership"),
    InvitationKind.RELATIONSHIP: gettext_noop("%(name)s asks to be your reseller"),
    InvitationKind.JOINT: gettext_noop("%(name)s and %(provider)s ask to serve you"),
    InvitationKind.MEMBER: gettext_noop("%(name)s invites you to join"),
}


def default_draft(
    tenant: Tenant, language: str, *, days: int, sender: str, offer: Offer = PARTNERSHIP
) -> tuple[str, str]:
    """Subject and text a partner starts from; `{link}` is the place of the personal link (S000-15, S001-28, S002-7)."""
    provider = offer.with_partner
    names = {"name": short(tenant.name)}
    if provider:
        names = {"name": short(tenant.name, 23), "provider": short(provider.name, 23)}
    context = {"tenant": tenant, "provider": provider, "offer": offer, "days": days, "sender": sender}
    with translation.override(language):
        subject = _(_ASKED[offer.kind]) % names
        return subject, render_to_string(f"emails/{offer.kind}_draft.txt", context).strip()


def full_text(invitation: Invitation) -> str:
    """The partner's words, then what every invitation says: who, what, until when, and if it was not expected."""
    with translation.override(invitation.language):
        return render_to_string("emails/invitation.txt", _parties(invitation))


def reminder_words(invitation: Invitation) -> tuple[str, str]:
    with translation.override(invitation.language):
        subject = _("Reminder: %(subject)s") % {"subject": invitation.subject}
        return subject, render_to_string("emails/invitation_reminder.txt", _parties(invitation))


def _parties(invitation: Invitation) -> dict[str, Any]:
    return {
        "invitation": invitation,
        "inviter": invitation.inviter,
        "provider": invitation.with_partner,
        "terms": f"emails/parts_terms_{invitation.kind}.txt",
        "roles": role_labels(invitation.roles),
        "rights": rights_of(invitation.inviter, invitation.roles),
        "zone": zone_words(),
    }
