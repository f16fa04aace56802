"""What happened to one subscription: who did what and when, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.models import Tenant
from partnercenter.core import tenancy
from partnercenter.core.components import TimelineEntry, Tone
from partnercenter.core.models import AuditEvent
from subscriptions.models import Subscription
from subscriptions.states import Attention, SeatChangeKind

LIMIT = 50  # events shown
ORDERED = "order.fulfilled"


@dataclass(frozen=True)
class _Sentence:
    text: str
    icon: str = "dot"
    tone: Tone = "neutral"


_SENTENCES = {
    "subscription.quantity_changed": _Sentence(
        gettext_noop("%(who)s changed the quantity."), "users", "info"
    ),
    "subscription.renamed": _Sentence(gettext_noop("%(who)s changed the friendly name."), "edit"),
    "subscription.auto_renew_changed": _Sentence(
        gettext_noop("%(who)s changed whether it renews by itself."), "refresh", "info"
    ),
    "subscription.reseller_assigned": _Sentence(
        gettext_noop("%(who)s changed the reseller of record."), "swap", "info"
    ),
    "subscription.support_contact_assigned": _Sentence(
        gettext_noop("%(who)s changed the designated support contact."), "swap", "info"
    ),
    "subscription.suspended": _Sentence(gettext_noop("%(who)s suspended it."), "lock", "warning"),
    "subscription.active": _Sentence(gettext_noop("%(who)s reactivated it."), "check", "success"),
    "subscription.cancelled": _Sentence(gettext_noop("%(who)s cancelled it."), "x", "danger"),
    "subscription.attention_settled": _Sentence(
        gettext_noop("%(who)s saw to what needed attention."), "check", "success"
    ),
    "subscription.expired": _Sentence(gettext_noop("It ended and was not renewed."), "clock", "warning"),
    "subscription.disabled_30": _Sentence(gettext_noop("It was disabled for 30 days."), "lock"),
    "subscription.disabled_90": _Sentence(gettext_noop("It was disabled for 90 days."), "lock"),
    "subscription.deleted": _Sentence(gettext_noop("It was deleted."), "x"),
}


def history(subscription: Subscription, viewer: Tenant) -> list[TimelineEntry]:
    """For who sells, has or manages it, every event; for who is only named on it, what became of its licences."""
    events = _events(subscription, viewer)
    buyer = next((_who(event) for event in events if event.action == ORDERED), "")
    entries = [_entry(event) for event in events if event.action != ORDERED]
    return sorted([*entries, *_bought(subscription, buyer)], key=lambda entry: entry.at, reverse=True)[:LIMIT]


def _bought(subscription: Subscription, buyer: str) -> Iterator[TimelineEntry]:
    """From the ledger: the purchase and the renewals, with their quantity."""
    kinds = (SeatChangeKind.PURCHASE, SeatChangeKind.RENEWAL)
    rows = subscription.seat_changes.filter(kind__in=kinds).order_by("-at", "-id")
    for row in rows[:LIMIT]:
        renewal = row.kind == SeatChangeKind.RENEWAL
        yield TimelineEntry(
            at=row.at,
            text=_("%(who)s ordered it.") % {"who": buyer}
            if buyer and not renewal
            else row.get_kind_display(),
            detail=ngettext("%(count)d licence", "%(count)d licences", row.quantity)
            % {"count": row.quantity},
            icon="refresh" if renewal else "plus",
            tone="success",
            is_system=renewal or not buyer,
        )


def _events(subscription: Subscription, viewer: Tenant) -> list[AuditEvent]:
    ours = viewer.pk in (subscription.partner_id, subscription.customer_id)
    if not ours and viewer.pk != subscription.manager_id:
        return []
    if ours:
        return _read(subscription)
    with tenancy.system(reason="events of a subscription, for the reseller that manages it"):
        return _read(subscription)


def _read(subscription: Subscription) -> list[AuditEvent]:
    about = Q(target_type="subscriptions.subscription", target_id=subscription.pk)
    order = Q(target_type="subscriptions.order", target_id=subscription.order_id, action=ORDERED)
    events = AuditEvent.objects.visible_to(subscription.partner).filter(action__in=[*_SENTENCES, ORDERED])
    return list(events.filter(about | order).newest_first()[:LIMIT])


def _entry(event: AuditEvent) -> TimelineEntry:
    sentence = _SENTENCES[event.action]
    return TimelineEntry(
        at=event.at,
        text=_(sentence.text) % {"who": _who(event)},
        detail=_detail(event),
        icon=sentence.icon,
        tone=sentence.tone,
        is_system=event.actor_kind == "system",
    )


def _who(event: AuditEvent) -> str:
    if event.actor_kind == "operator":
        return _("An operator of the portal")
    return _("The portal") if event.actor_kind == "system" else event.actor_name


def _detail(event: AuditEvent) -> str:
    if event.action == "subscription.auto_renew_changed":
        return _("It renews by itself.") if event.changes["auto_renew"][1] else _("It does not renew.")
    if "attention" in event.changes:
        why = next(filter(None, event.changes["attention"]), "")
        return str(Attention(why).label) if why in Attention.values else ""
    for name in ("quantity", "name", "reseller_mpn_id", "support_contact"):
        if name in event.changes:
            old, new = event.changes[name]
            return f"{old or '–'} → {new or '–'}"
    return ""
