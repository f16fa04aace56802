"""Subscriptions on the overview: how many run, and how many of them earn nobody incentives."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.overview import Card, Figure, count_up_to
from accounts.permissions import Permission
from accounts.states import Programme
from partnercenter.core.actor import Actor
from subscriptions.filters import NOBODY
from subscriptions.reading import live_of


def subscription_cards(actor: Actor) -> Iterator[Card]:
    """Each figure is the list it leads to. Only a provider names resellers of record (S000-29)."""
    if not actor.may(Permission.SUBSCRIPTIONS_VIEW):
        return
    url = reverse("subscriptions:subscription-list", kwargs={"tenant_slug": actor.tenant.slug})
    rows = live_of(actor.tenant)
    yield Figure(_("Subscriptions"), sum(map(count_up_to, rows)), url, order=17)
    if Programme.INDIRECT_PROVIDER in actor.tenant.programmes:
        without = sum(count_up_to(one.without_reseller()) for one in rows)
        yield Figure(_("Without a reseller of record"), without, f"{url}?reseller={NOBODY}", order=18)
