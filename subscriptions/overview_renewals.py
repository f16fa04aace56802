"""Renewals on the overview: what could not be renewed, and how much has to be decided."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.overview import Card, Figure, Task, count_up_to, limited
from accounts.permissions import Permission
from partnercenter.core.actor import Actor
from subscriptions import renewals


def renewal_cards(actor: Actor) -> Iterator[Card]:
    """A renewal that could not happen is a task, not a line in a log."""
    if not actor.may(Permission.SUBSCRIPTIONS_VIEW):
        return
    tenant = actor.tenant
    stuck = sum(map(count_up_to, renewals.parts(tenant, renewals.failed(tenant))))
    if stuck:
        title = ngettext(
            "%(count)s subscription could not be renewed",
            "%(count)s subscriptions could not be renewed",
            stuck,
        )
        text = _("Its term has ended although it should have gone on. See what was missing, and decide.")
        url = reverse("subscriptions:renewal-failed", args=[tenant.slug])
        yield Task(title % {"count": limited(stuck)}, text, url, _("Show"), tone="danger", order=15)
    rows = renewals.undecided(tenant, renewals.soon(tenant))
    waiting = sum(map(count_up_to, renewals.parts(tenant, rows)))
    url = reverse("subscriptions:renewal-list", args=[tenant.slug])
    yield Figure(_("Renewals to decide"), waiting, url, _("Within 90 days"), order=18)
    if chart := renewals.month_chart(tenant):
        yield chart
