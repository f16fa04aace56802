"""What happened between two partners, in sentences, as far as one of them may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from partnercenter.core.components import TimelineEntry, Tone
from partnercenter.core.models import AuditEvent
from relationships.states import RemovalReason

if TYPE_CHECKING:
    from accounts.models import Tenant

LIMIT = 50  # events shown


@dataclass(frozen=True)
class _Sentence:
    text: str
    icon: str
    tone: Tone


_SENTENCES = {
    "partnership.established": _Sentence(
        gettext_noop("%(who)s accepted the partnership."), "check", "success"
    ),
    "partnership.removed": _Sentence(gettext_noop("%(who)s removed the partnership."), "x", "danger"),
    "invitation.declined": _Sentence(
        gettext_noop("%(who)s declined an invitation."), "minus-circle", "neutral"
    ),
}


def history(one: Tenant, other: Tenant, *, viewer: Tenant) -> list[TimelineEntry]:
    """Events between `one` and `other`, newest first. Why something was done is its doer's alone."""
    events = AuditEvent.objects.visible_to(viewer).between(one, other).filter(action__in=list(_SENTENCES))
    names = {one.pk: one.name, other.pk: other.name}
    return list(_entries(events.newest_first()[:LIMIT], names, viewer))


def _entries(events: Iterable[AuditEvent], names: dict[int, str], viewer: Tenant) -> Iterable[TimelineEntry]:
    for event in events:
        sentence = _SENTENCES[event.action]
        yield TimelineEntry(
            at=event.at,
            text=_(sentence.text) % {"who": _who(event, names)},
            detail=_why(event) if event.tenant_id == viewer.pk else "",
            icon=sentence.icon,
            tone=sentence.tone,
            is_system=event.actor_kind == "system",
        )


def _who(event: AuditEvent, names: dict[int, str]) -> str:
    if event.actor_kind == "operator":
        return _("An operator of the portal")
    if event.actor_kind == "system":
        return _("The portal")
    organisation = names.get(event.tenant_id or 0, "")
    return f"{event.actor_name} ({organisation})" if organisation else event.actor_name


def _why(event: AuditEvent) -> str:
    code = (event.changes.get("removal_reason") or ["", ""])[1]
    label = str(RemovalReason(code).label) if code in RemovalReason.values else ""
    return "\n".join(filter(None, [label, event.reason]))
