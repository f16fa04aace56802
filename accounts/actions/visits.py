"""Operators who look at an organisation as it sees itself."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now

from accounts.models import Tenant, User, Visit
from partnercenter.core import audit
from partnercenter.core.actor import OperatorActor


@transaction.atomic
def start_visit(*, tenant: Tenant, by: OperatorActor) -> Visit:
    """For `VISIT_MINUTES` minutes; an operator is in one organisation at a time, so an earlier visit ends.

    Both sides have it in their log, with the reason (situation C-075).
    """
    end_visit(operator=by.user)
    visit = Visit.objects.create(
        operator=by.user,
        tenant=tenant,
        reason=by.reason,
        ends_at=Now() + timedelta(minutes=settings.VISIT_MINUTES),
    )
    visit.refresh_from_db(fields=["ends_at"])
    _record("tenant.visit_started", visit, by)
    return visit


@transaction.atomic
def end_visit(*, operator: User) -> Visit | None:
    """The one that is open, before its time is over; None where there is none. In system scope."""
    rows = Visit.objects.select_for_update(of=("self",), no_key=True).select_related("tenant")
    visit = rows.filter(operator=operator, ended_at=None).first()
    if visit is None:
        return None
    is_over = not Visit.objects.filter(pk=visit.pk).running().exists()
    Visit.objects.filter(pk=visit.pk).update(ended_at=Now())
    if not is_over:
        _record("tenant.visit_ended", visit, OperatorActor(operator, visit.reason))
    return visit


def _record(action: str, visit: Visit, by: OperatorActor) -> None:
    """Once among what was done to the organisation, once among what operators did."""
    changes = {"until": [None, visit.ends_at.isoformat()]}
    audit.record(action, by=by, target=visit, tenant=visit.tenant, changes=changes)
    audit.record(action, by=by, target=visit, changes={**changes, "tenant": [None, visit.tenant.slug]})
