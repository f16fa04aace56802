"""How it stands with the incentives of an organisation: of resellers by invitation, of direct-bill partners apart (S001-44)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import overview
from accounts.models import Enrolment, IncentiveInvitation
from accounts.permissions import Permission
from partnercenter.core.actor import Actor

DAYS = 30  # after the enrolment at latest (S001-42)


@dataclass(frozen=True)
class Incentives:
    """Of a reseller; `invitation` None: it is due, by `due_on`, once the MPN account has an address."""

    invitation: IncentiveInvitation | None
    address: str
    due_on: date | None


def incentives_of(enrolments: list[Enrolment], address: str) -> Incentives | None:
    """None: the organisation has not been enrolled as a reseller here. One question."""
    held = next((row for row in enrolments if row.is_reseller and row.held_since), None)
    if held is None or held.held_since is None:
        return None
    invitation = IncentiveInvitation.objects.visible_to(held.tenant).select_related("enrolled_by").first()
    return Incentives(invitation, address, timezone.localtime(held.held_since + timedelta(days=DAYS)).date())


def incentives_task(actor: Actor) -> Iterator[overview.Task]:
    """On the overview of whoever can enrol, until somebody has."""
    if not actor.may(Permission.INCENTIVES_ENROL):
        return
    rows = IncentiveInvitation.objects.visible_to(actor.tenant).filter(enrolled_at=None)
    if rows.exists():
        where = reverse("accounts:incentives", args=[actor.tenant.slug])
        words = _("Your organisation is invited to the incentives of indirect resellers.")
        yield overview.Task(_("Incentives"), words, where, _("Read and enroll"), tone="info", order=60)
