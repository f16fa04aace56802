from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class PartnershipStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    REMOVED = "removed", _("Removed")


# A new start is a new row, so nothing leads back.
PARTNERSHIP_TRANSITIONS: dict[str, frozenset[str]] = {
    PartnershipStatus.ACTIVE: frozenset({PartnershipStatus.REMOVED}),
    PartnershipStatus.REMOVED: frozenset(),
}


class RemovalReason(models.TextChoices):
    AGREED = "agreed", _("Both sides agreed to part")
    INACTIVE = "inactive", _("No business together any more")
    CONTRACT = "contract", _("Our contract with the reseller has ended")
    COMPLIANCE = "compliance", _("Compliance or security")
    OTHER = "other", _("Another reason")


class EndReason(models.TextChoices):
    MOVED = "moved", _("The customer moves to another partner")
    CLOSED = "closed", _("The customer has closed its business")
    INACTIVE = "inactive", _("No business together any more")
    COMPLIANCE = "compliance", _("Compliance or security")
    OTHER = "other", _("Another reason")


class RelationshipStatus(models.TextChoices):
    ACTIVE = "active", _("Active")
    ENDED = "ended", _("Ended")


RELATIONSHIP_TRANSITIONS: dict[str, frozenset[str]] = {
    RelationshipStatus.ACTIVE: frozenset({RelationshipStatus.ENDED}),
    RelationshipStatus.ENDED: frozenset(),
}


class Capacity(models.TextChoices):
    """In which role a partner holds a customer."""

    DIRECT = "direct", _("Direct")
    PROVIDER = "provider", _("Through a reseller")
    RESELLER = "reseller", _("As a reseller")


class AdminAccess(models.TextChoices):
    """Delegated admin privileges; independent of the relationship and of any agreement."""

    NONE = "none", _("None")
    GRANTED = "granted", _("Granted")
    REVOKED = "revoked", _("Revoked")


ADMIN_ACCESS_TRANSITIONS: dict[str, frozenset[str]] = {
    AdminAccess.NONE: frozenset({AdminAccess.GRANTED}),
    AdminAccess.GRANTED: frozenset({AdminAccess.REVOKED}),
    AdminAccess.REVOKED: frozenset({AdminAccess.GRANTED}),
}
