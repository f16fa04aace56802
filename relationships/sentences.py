"""What happens between partners, and between partners and customers, in sentences."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from partnercenter.core.sentences import Field, Sentence, register
from relationships.states import (
    AdminAccess,
    Capacity,
    EndReason,
    PartnershipStatus,
    RelationshipStatus,
    RemovalReason,
)

if TYPE_CHECKING:
    from partnercenter.core.models import AuditEvent


def _why_removed(event: AuditEvent) -> str:
    code = (event.changes.get("removal_reason") or ["", ""])[1]
    label = str(RemovalReason(code).label) if code in RemovalReason.values else ""
    return "\n".join(filter(None, [label, event.reason]))


def _why_ended(event: AuditEvent) -> str:
    code = (event.changes.get("end_reason") or ["", ""])[1]
    return str(EndReason(code).label) if code in EndReason.values else ""


def _begun_by_partner(event: AuditEvent) -> str:
    """A customer that the partner itself made accepts nothing."""
    if event.on_behalf_of_id != event.counterparty_id:
        return ""
    return gettext_noop("%(who)s began the reseller relationship of %(other)s with %(organisation)s.")


def _ended_for_another(event: AuditEvent) -> str:
    """Rulebook 2.4: what a reseller holds together with a provider, the provider ends."""
    if event.on_behalf_of_id in (None, event.tenant_id):
        return ""
    return gettext_noop("%(who)s ended the reseller relationship of %(organisation)s with %(other)s.")


_PARTNERSHIPS = {
    "partnership.established": Sentence(
        gettext_noop("%(who)s accepted the partnership with %(other)s."), "check", "success"
    ),
    "partnership.removed": Sentence(
        gettext_noop("%(who)s removed the partnership with %(other)s."), "x", "danger", detail=_why_removed
    ),
}

_RELATIONSHIPS = {
    "reseller_relationship.established": Sentence(
        gettext_noop("%(who)s accepted the reseller relationship with %(other)s."),
        "check",
        "success",
        shared=True,
        otherwise=_begun_by_partner,
    ),
    "reseller_relationship.ended": Sentence(
        gettext_noop("%(who)s ended the reseller relationship with %(other)s."),
        "x",
        "danger",
        detail=_why_ended,
        otherwise=_ended_for_another,
    ),
}

_ADMIN_ACCESS = {
    "admin_access.granted": Sentence(
        gettext_noop("%(who)s granted admin access to %(other)s."), "shield", "success", shared=True
    ),
    "admin_access.revoked": Sentence(
        gettext_noop("%(who)s revoked the admin access of %(other)s."), "lock", "warning", shared=True
    ),
}


def register_all() -> None:
    register("partnership", _("Partnerships"), _PARTNERSHIPS, _fields_of_partnerships())
    register("reseller_relationship", _("Reseller relationships"), _RELATIONSHIPS, _fields_of_relationships())
    access = Field(_("Admin access"), AdminAccess.choices)
    register("admin_access", _("Admin access"), _ADMIN_ACCESS, {"admin_access": access})


def _fields_of_partnerships() -> dict[str, Field]:
    return {
        "status": Field(_("State"), PartnershipStatus.choices),
        "removal_reason": Field(_("Reason"), RemovalReason.choices),
        "courtesy": Field(_("Courtesy message sent")),
    }


def _fields_of_relationships() -> dict[str, Field]:
    return {
        "status": Field(_("State"), RelationshipStatus.choices),
        "capacity": Field(_("Capacity"), Capacity.choices),
        "end_reason": Field(_("Reason"), EndReason.choices),
    }
