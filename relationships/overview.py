"""Partnerships on the overview: how many, and what to do while there is none."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.overview import Card, Figure, Task, count_up_to
from accounts.permissions import Permission
from partnercenter.core.actor import Actor
from relationships.models import Partnership
from relationships.querysets import PartnershipQuerySet


def partnership_cards(actor: Actor) -> Iterator[Card]:
    """Each figure is the list it leads to, as the list opens: active partnerships."""
    rows = Partnership.objects.visible_to(actor.tenant).active()
    if actor.may(Permission.RESELLERS_VIEW):
        yield _figure(_("Indirect resellers"), rows.with_resellers_of(actor.tenant), "reseller-list", actor)
    if actor.may(Permission.PROVIDERS_VIEW):
        figure = _figure(
            _("Indirect providers"), rows.with_providers_of(actor.tenant), "provider-list", actor
        )
        yield figure
        if not figure.count:
            yield _find_a_provider()


def _figure(label: str, rows: PartnershipQuerySet, url_name: str, actor: Actor) -> Figure:
    url = reverse(f"relationships:{url_name}", kwargs={"tenant_slug": actor.tenant.slug})
    return Figure(label, count_up_to(rows), url, order=20)


def _find_a_provider() -> Task:
    """S001-17 to S001-20: without a provider a reseller cannot transact, and providers ask, not resellers."""
    return Task(
        _("Your organisation has no indirect provider yet"),
        _("A reseller needs one to do business. Find one in the list and ask it for an invitation."),
        reverse("directory:provider-list"),
        _("Find a provider"),
        tone="info",
        order=40,
    )
