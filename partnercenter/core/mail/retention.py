"""What mails said is forgotten after `settings.MAIL_TEXT_DAYS`; that they were, to whom and when, stays."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db.models.functions import Now

from partnercenter.core import tenancy
from partnercenter.core.models import OutgoingMail
from partnercenter.core.states_mail import MailStatus

BATCH: Final = 1_000  # mails
ENDED: Final = (MailStatus.SENT, MailStatus.FAILED, MailStatus.ABORTED)


def forget_texts(seconds: float = 30.0) -> int:
    """Batch after batch, until there is none left or it has been long enough. Three at once do no harm. Returns how many."""
    until, total = time.monotonic() + seconds, 0
    while settings.MAIL_TEXT_DAYS and time.monotonic() < until and (done := _forget_batch()):
        total += done
    return total


def _forget_batch() -> int:
    with tenancy.system(reason="texts of old mails"):
        old = OutgoingMail.objects.filter(
            status__in=ENDED, created_at__lt=Now() - timedelta(days=settings.MAIL_TEXT_DAYS)
        ).exclude(text="")
        ids = old.select_for_update(skip_locked=True).order_by("pk").values_list("pk", flat=True)
        return OutgoingMail.objects.filter(pk__in=list(ids[:BATCH])).update(text="")
