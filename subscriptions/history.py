"""What happened to one subscription: who did what and when, newest first."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Tenant
from partnercenter.core import tenancy
from partnercenter.core.components import TimelineEntry
from partnercenter.core.models import AuditEvent
from partnercenter.core.sentences import tell, who_did
from subscriptions.models import Subscription
from subscriptions.states import SeatChangeKind

LIMIT = 50  # events shown
ORDERED = "order.fulfilled"


SHOWN = tuple(
    f"subscription.{what}"
    for what in (
        "quantity_changed",
        "renamed",
        "auto_renew_changed",
        "reseller_assigned",
        "support_contact_assigned",
        "suspended",
        "active",
        "cancelled",
        "attention_settled",
        "expired",
        "disabled_30",
        "disabled_90",
        "deleted",
    )
)


def history(subscription: Subscription, viewer: Tenant) -> list[TimelineEntry]:
    """For who sells, has or manages it, every event; for who is only named on it, what became of its licences."""
    events = _events(subscription, viewer)
    buyer = next((who_did(event, viewer) for event in events if event.action == ORDERED), "")
    entries = [tell(event, viewer).entry() for event in events if event.action != ORDERED]
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
    events = AuditEvent.objects.visible_to(subscription.partner).filter(action__in=[*SHOWN, ORDERED])
    return list(events.filter(about | order).with_names().newest_first()[:LIMIT])
