"""What time does to leads; safe to run twice or from three beats at once. The database's clock decides (C-027)."""

from __future__ import annotations

import time
from contextlib import suppress

from django.db import transaction
from django.db.models.functions import Now

from directory.actions.leads import _expire_lead
from directory.models import Lead
from directory.states import LeadStatus
from partnercenter.core import tenancy
from partnercenter.core.errors import StaleState

BATCH = 200
SECONDS = 20.0  # for all batches of a sweep; beat comes again


def expire_batch(limit: int = BATCH) -> int:
    """Expire up to `limit` leads that nobody answered in time, and tell who asked, each once. Returns how many.

    Rows that somebody else is changing are passed over.
    """
    with transaction.atomic(), tenancy.system(reason="expiry of leads"):
        stale = Lead.objects.filter(status=LeadStatus.RECEIVED, expires_at__lte=Now()).order_by("expires_at")
        rows = stale.select_related("partner", "asker").select_for_update(of=("self",), skip_locked=True)
        leads = list(rows[:limit])
        for lead in leads:
            with suppress(StaleState):
                _expire_lead(lead)
        return len(leads)


def expire_all_stale() -> int:
    """Batch after batch, until one finds nothing or it has been long enough."""
    until, total = time.monotonic() + SECONDS, 0
    while time.monotonic() < until and (done := expire_batch()):
        total += done
    return total
