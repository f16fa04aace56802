"""What happened between a partner and a customer, in sentences, as far as one of them may read it."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from customers.details import FIELDS
from customers.forms import DetailsForm
from customers.held import Held
from partnercenter.core.components import TimelineEntry, Tone
from partnercenter.core.models import AuditEvent
from relationships.models import ResellerRelationship
from relationships.states import EndReason

LIMIT = 50  # events shown
ENDED = "reseller_relationship.ended"


@dataclass(frozen=True)
class _Sentence:
    text: str
    icon: str
    tone: Tone


_SENTENCES = {
    "reseller_relationship.established": _Sentence(
        gettext_noop("%(who)s accepted the relationship."), "check", "success"
    ),
    ENDED: _Sentence(gettext_noop("%(who)s ended the relationship."), "x", "danger"),
    "admin_access.granted": _Sentence(gettext_noop("%(who)s granted admin access."), "shield", "success"),
    "admin_access.revoked": _Sentence(gettext_noop("%(who)s revoked admin access."), "lock", "warning"),
    "agreement.attested": _Sentence(
        gettext_noop("%(who)s attested the customer agreement."), "document", "info"
    ),
    "customer.details_changed": _Sentence(
        gettext_noop("%(who)s changed the customer's details."), "edit", "neutral"
    ),
    "invitation.declined": _Sentence(
        gettext_noop("%(who)s declined an invitation."), "minus-circle", "neutral"
    ),
}
# Who acts where the event itself says only whom it is about.
_BY_PARTNER = {"agreement.attested", "customer.details_changed", ENDED}
_OF_ROW = {"reseller_relationship.established", ENDED, "admin_access.granted", "admin_access.revoked"}


def history(held: Held) -> list[TimelineEntry]:
    """Events of all relationships between the two, newest first, as the partner reads them."""
    events = AuditEvent.objects.visible_to(held.partner).between(held.partner, held.customer)
    found = list(events.filter(action__in=list(_SENTENCES)).newest_first()[:LIMIT])
    ends = {(event.target_id, event.request_id) for event in found if event.action == ENDED}
    rows = {row.pk: row for row in held.rows}
    return [
        _entry(event, rows.get(event.target_id), held)
        for event in found
        if event.action != "admin_access.revoked" or (event.target_id, event.request_id) not in ends
    ]


def _entry(event: AuditEvent, row: ResellerRelationship | None, held: Held) -> TimelineEntry:
    sentence = _SENTENCES[event.action]
    row = row if event.action in _OF_ROW else None
    return TimelineEntry(
        at=event.at,
        text=_(sentence.text) % {"who": _who(event, row, held)},
        detail=_detail(event, row),
        icon=sentence.icon,
        tone=sentence.tone,
        is_system=event.actor_kind == "system",
    )


def _who(event: AuditEvent, row: ResellerRelationship | None, held: Held) -> str:
    if event.actor_kind == "operator":
        return _("An operator of the portal")
    if event.actor_kind == "system":
        return _("The portal")
    organisation = held.partner if event.action in _BY_PARTNER else held.customer
    if event.action == ENDED and row and _ended_by_provider(row):
        organisation = row.with_partner or organisation
    return f"{event.actor_name} ({organisation})"


def _ended_by_provider(row: ResellerRelationship) -> bool:
    """Rulebook 2.4: what a reseller holds together with a provider, the provider ends."""
    return row.capacity == "reseller" and row.with_partner_id is not None


def _detail(event: AuditEvent, row: ResellerRelationship | None) -> str:
    if event.action == "customer.details_changed":
        return ", ".join(_label(name) for name in FIELDS if name in event.changes)
    if row is None:
        return ""
    lines = [row.label]
    if event.action == ENDED and not _ended_by_provider(row):
        lines += [_reason(event), row.end_note]
    return "\n".join(filter(None, lines))


def _label(name: str) -> str:
    return str(DetailsForm.base_fields[name].label)


def _reason(event: AuditEvent) -> str:
    code = (event.changes.get("end_reason") or ["", ""])[1]
    return str(EndReason(code).label) if code in EndReason.values else ""
