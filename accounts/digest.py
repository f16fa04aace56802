"""The day's mail: what people want to hear of once a day, one mail for each organisation, at six in the portal's time
zone, by the database's clock. Held mails are taken by one sweep, whoever else looks at the same time.
"""

from __future__ import annotations

import logging
import time

from django.db import InterfaceError, OperationalError, transaction

from accounts import emails_daily as emails
from accounts.models import HeldMail, MailChoice, Membership
from accounts.states import MailDelivery
from partnercenter.core import tenancy

log = logging.getLogger(__name__)

BATCH = 200
SECONDS = 20.0  # for all batches of a sweep; beat comes again


def send_batch(limit: int = BATCH) -> int:
    """Write to up to `limit` people whose day is over; returns how many were looked at."""
    with tenancy.system(reason="the day's mails"):
        readers = HeldMail.objects.due().order_by("tenant_id", "user_id").values_list("tenant_id", "user_id")
        found = list(readers.distinct()[:limit])
    for tenant_id, user_id in found:
        with tenancy.system(reason="the day's mails"):
            _tell(tenant_id, user_id)
    return len(found)


def _tell(tenant_id: int, user_id: int) -> None:
    """What cannot be put into words is dropped, and stops nobody else's (situation C-057)."""
    rows = list(
        HeldMail.objects.due()
        .filter(tenant=tenant_id, user=user_id)
        .select_for_update(skip_locked=True)
        .order_by("id")
    )
    if not rows:
        return
    HeldMail.objects.filter(pk__in=[row.pk for row in rows]).delete()
    member = Membership.objects.open().filter(tenant=tenant_id, user=user_id).first()
    if member is None:
        return
    choices = MailChoice.objects.of(member.user, member.tenant).by_topic()
    rows = [row for row in rows if choices.get(row.topic) != MailDelivery.OFF]
    try:
        with transaction.atomic():
            if rows:
                emails.send_day(member, rows)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("membership %s: no mail of the day can be made", member.public_id)


def send_all_due(seconds: float = SECONDS) -> int:
    """Batch after batch, until nobody is due or it has been long enough."""
    until, total = time.monotonic() + seconds, 0
    while time.monotonic() < until and (done := send_batch()):
        total += done
    return total
