"""The first partnership, among the first steps of a partner."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.checklist import Step
from accounts.permissions import Permission
from partnercenter.core.actor import Actor
from relationships.models import Partnership


def first_partnership(actor: Actor) -> Iterator[Step]:
    """A provider asks resellers; a reseller finds a provider, which then asks it. Of nobody else."""
    if actor.may(Permission.RESELLERS_VIEW):
        where = reverse("relationships:reseller-list", args=[actor.tenant.slug])
    elif actor.may(Permission.PROVIDERS_VIEW):
        where = reverse("directory:provider-list")
    else:
        return
    is_done = Partnership.objects.visible_to(actor.tenant).active().exists()
    yield Step(_("First partnership"), is_done, where, order=70)
