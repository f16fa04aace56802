"""What a person has read of the notifications of an organisation. Nobody else's concern: the log says nothing of it."""

from __future__ import annotations

from typing import Final

from django.db import transaction

from accounts.models import LogPosition, Notification, ReadMark, Tenant, User
from accounts.models.inbox import NOTIFICATIONS
from partnercenter.core import tenancy
from partnercenter.core.actor import Actor

APART: Final = 1_000  # read one by one; of more the oldest count as unread again


@transaction.atomic
def read_all(*, through: Notification, by: Actor) -> None:
    """Everything up to this one; what came after it stays unread. Never goes back."""
    mark = _mark(by)
    mark.through = max(mark.through, through.position)
    mark.apart = [position for position in mark.apart if position > mark.through]
    mark.save(update_fields=["through", "apart"])


@transaction.atomic
def read_one(*, notification: Notification, by: Actor) -> None:
    """Twice is once."""
    mark = _mark(by)
    if notification.position > mark.through:
        mark.apart = sorted({*mark.apart, notification.position})[-APART:]
        mark.save(update_fields=["apart"])


@transaction.atomic
def begin_reading(*, person: User, tenant: Tenant) -> None:
    """Who joins hears of what happens from now on."""
    with tenancy.system(reason="where a new member begins to read"):
        now = LogPosition.objects.filter(name=NOTIFICATIONS).values_list("number", flat=True).first() or 0
        ReadMark.objects.update_or_create(tenant=tenant, user=person, defaults={"through": now, "apart": []})


def _mark(by: Actor) -> ReadMark:
    """Locked until the commit: two windows of one person do not undo one another."""
    one, _made = ReadMark.objects.get_or_create(tenant=by.tenant, user=by.user)
    return ReadMark.objects.select_for_update().get(pk=one.pk)
