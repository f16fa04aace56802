from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class InvitationKind(models.TextChoices):
    """What accepting makes: a partnership, one partner's relationship with a customer, both partners' at once, or a
    membership in the organisation that asks."""

    PARTNERSHIP = "partnership", _("Partnership")
    RELATIONSHIP = "relationship", _("Reseller relationship")
    JOINT = "joint", _("Joint relationship")
    MEMBER = "member", _("Membership")


CUSTOMER_KINDS = frozenset({InvitationKind.RELATIONSHIP, InvitationKind.JOINT})  # a customer answers


class InvitationStatus(models.TextChoices):
    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")
    REVOKED = "revoked", _("Revoked")
    EXPIRED = "expired", _("Expired")


# Sending an expired invitation again opens it again, with a new link and a new clock (D5).
INVITATION_TRANSITIONS: dict[str, frozenset[str]] = {
    InvitationStatus.OPEN: frozenset(
        {
            InvitationStatus.ACCEPTED,
            InvitationStatus.DECLINED,
            InvitationStatus.REVOKED,
            InvitationStatus.EXPIRED,
        }
    ),
    InvitationStatus.ACCEPTED: frozenset(),
    InvitationStatus.DECLINED: frozenset(),
    InvitationStatus.REVOKED: frozenset(),
    InvitationStatus.EXPIRED: frozenset({InvitationStatus.OPEN}),
}


class Delivery(models.TextChoices):
    """Who sends the mail: the portal, or the partner with its own mail program (S000-16, S000-17)."""

    PORTAL = "portal", _("Sent by the portal")
    SELF = "self", _("Sent by yourself")
