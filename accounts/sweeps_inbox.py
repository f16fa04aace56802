"""Notifications are made by following the log of events as it is sealed, and forgotten after a while. Safe to run twice or
from three beats at once: one looks, and what it has looked at is written down with what it made."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from accounts import mail_topics
from accounts.models import LogPosition, Membership, Notification
from accounts.models.inbox import NOTIFICATIONS
from accounts.querysets_inbox import KEPT
from partnercenter.core import tenancy
from partnercenter.core.batches import until_done
from partnercenter.core.locks import alone
from partnercenter.core.models import AuditEvent

BATCH = 1_000  # events


def note_batch(limit: int = BATCH) -> int:
    """Look at up to `limit` events that were sealed since; returns how many."""
    with tenancy.system(reason="what people of all organisations hear of"):
        if not alone(NOTIFICATIONS):
            return 0
        place, _made = LogPosition.objects.get_or_create(name=NOTIFICATIONS)
        events: list[Any] = list(AuditEvent.objects.sealed_after(place.number)[:limit])
        if not events:
            return 0
        Notification.objects.bulk_create(_notifications(events), ignore_conflicts=True)
        place.number = events[-1].position
        place.save(update_fields=["number"])
    return len(events)


def note_all() -> int:
    return until_done(note_batch, seconds=15.0)


def forget_batch(limit: int = BATCH) -> int:
    """Take up to `limit` notifications away that are old; their events stay in the log."""
    with tenancy.system(reason="old notifications of all organisations"):
        old = Notification.objects.forgettable().order_by("at").values_list("pk", flat=True)
        ids = list(old.select_for_update(skip_locked=True)[:limit])
        return Notification.objects.filter(pk__in=ids).delete()[0]


def forget_all() -> int:
    return until_done(forget_batch, seconds=15.0)


def _notifications(events: Iterable[Any]) -> list[Notification]:
    """One for each side of an event of which somebody hears; of what is older than what is kept none."""
    since = timezone.now() - KEPT
    heard = [event for event in events if event.at > since and mail_topics.is_heard(event)]
    members = [event.target_id for event in heard if event.target_type == "accounts.membership"]
    people = dict(Membership.objects.filter(pk__in=members).values_list("pk", "user_id"))
    return [
        Notification(
            tenant_id=side,
            event=event,
            position=event.position,
            at=event.at,
            action=event.action,
            actor_id=event.actor_id,
            person_id=people.get(event.target_id) if event.target_type == "accounts.membership" else None,
        )
        for event in heard
        for side in sorted({event.tenant_id, event.counterparty_id} - {None})
    ]
