"""Invitations to incentives leave by themselves (S001-42): each once, whoever sweeps and however often."""

from __future__ import annotations

import logging

from django.db import InterfaceError, OperationalError, transaction

from accounts.actions import invite_to_incentives
from accounts.models import Enrolment
from partnercenter.core import tenancy
from partnercenter.core.actor import SystemActor

log = logging.getLogger(__name__)

BATCH = 200
BY = SystemActor("incentives")


def invite_due(limit: int = BATCH) -> int:
    """Invite up to `limit` resellers that have not been yet. Returns how many; beat comes again."""
    with tenancy.system(reason="resellers that have not been invited to incentives yet"):
        rows = Enrolment.objects.without_incentives().order_by("id")
        locked = rows.select_for_update(of=("self",), skip_locked=True, no_key=True)
        return sum(_invite(enrolment) for enrolment in locked[:limit])


def _invite(enrolment: Enrolment) -> bool:
    """What cannot be put into words stops nobody else's (situation C-057)."""
    try:
        with transaction.atomic():
            invite_to_incentives(enrolment=enrolment, by=BY)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("enrolment %s: no invitation to incentives can be made", enrolment.public_id)
        return False
    return True
