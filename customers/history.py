"""What happened between a partner and a customer, in sentences, as far as the partner may read it."""

from __future__ import annotations

from dataclasses import replace

from customers.held import Held
from partnercenter.core.components import TimelineEntry
from partnercenter.core.models import AuditEvent
from partnercenter.core.sentences import may_read, tell
from relationships.models import ResellerRelationship

LIMIT = 50  # events shown
ENDED, REVOKED = "reseller_relationship.ended", "admin_access.revoked"
_OF_ROW = ("reseller_relationship.established", ENDED, "admin_access.granted", REVOKED)
SHOWN = (*_OF_ROW, "agreement.attested", "customer.details_changed", "invitation.declined")


def history(held: Held) -> list[TimelineEntry]:
    """Events of all relationships between the two, newest first."""
    events = AuditEvent.objects.visible_to(held.partner).between(held.partner, held.customer)
    found = list(events.filter(action__in=SHOWN).with_names().newest_first()[:LIMIT])
    ends = {(event.target_id, event.request_id) for event in found if event.action == ENDED}
    rows = {row.pk: row for row in held.rows}
    return [
        _entry(event, rows.get(event.target_id), held)
        for event in found
        if event.action != REVOKED or (event.target_id, event.request_id) not in ends
    ]


def _entry(event: AuditEvent, row: ResellerRelationship | None, held: Held) -> TimelineEntry:
    """Of several relationships with one customer, it says which."""
    entry = tell(event, held.partner).entry()
    if row is None or event.action not in _OF_ROW:
        return entry
    note = row.end_note if event.action == ENDED and may_read(event, held.partner) else ""
    return replace(entry, detail="\n".join(filter(None, [row.label, str(entry.detail), note])))
