"""What happened between two partners, in sentences, as far as one of them may read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from partnercenter.core.components import TimelineEntry
from partnercenter.core.models import AuditEvent
from partnercenter.core.sentences import tell

if TYPE_CHECKING:
    from accounts.models import Tenant

LIMIT = 50  # events shown
SHOWN = ("partnership.established", "partnership.removed", "invitation.declined")


def history(one: Tenant, other: Tenant, *, viewer: Tenant) -> list[TimelineEntry]:
    """Events between `one` and `other`, newest first. Why something was done is its doer's alone."""
    events = AuditEvent.objects.visible_to(viewer).between(one, other).filter(action__in=SHOWN)
    return [tell(event, viewer).entry() for event in events.with_names().newest_first()[:LIMIT]]
