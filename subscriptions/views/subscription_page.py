"""The page of one subscription, as whoever sells, manages, earns with or answers for it sees it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import Permission
from accounts.views.base import TenantView
from subscriptions import clock
from subscriptions.abilities import Abilities, refusals
from subscriptions.charts import seat_chart
from subscriptions.history import history
from subscriptions.models import Subscription
from subscriptions.reading import attach_partners, subscriptions_of
from subscriptions.states import STAYS, SubscriptionStatus


class SubscriptionView(TenantView):
    """A page about one subscription; 404 for who has no part in it."""

    permission = Permission.SUBSCRIPTIONS_VIEW

    def find(self, public_id: str) -> Subscription:
        return get_object_or_404(subscriptions_of(self.tenant), public_id=public_id)

    def back(self, found: Subscription) -> HttpResponse:
        """To its page; who may only change it stays where that is done."""
        if self.actor.may(Permission.SUBSCRIPTIONS_VIEW):
            return redirect("subscriptions:subscription-detail", self.tenant.slug, found.public_id)
        return redirect(self.request.path)

    def page(self, found: Subscription, template: str, **context: Any) -> HttpResponse:
        attach_partners([found], self.tenant)
        shown = {
            "page_title": found.name,
            "subscription": found,
            "is_seller": found.partner_id == self.tenant.pk,
            "may_view": self.actor.may(Permission.SUBSCRIPTIONS_VIEW),
            "holds_customer": self._holds(found) and self.actor.may(Permission.CUSTOMERS_VIEW),
        }
        return render(self.request, template, shown | context)

    def _holds(self, found: Subscription) -> bool:
        """To be named on a subscription is not enough to see its customer's page."""
        return self.tenant.pk in (found.partner_id, found.manager_id)


class SubscriptionDetailView(SubscriptionView):
    """S000-22, S000-28, S000-30, S000-55, S001-40: everything about it, and what may be done, or not now, and why."""

    def get(self, request: HttpRequest, public_id: str) -> HttpResponse:
        found = self.find(public_id)
        tasks = Abilities(self.actor, found).all()
        context = {
            "tasks": [task for task in tasks if task.allowed],
            "refusals": refusals(tasks),
            "ability": {one.name: one for one in tasks},
            "entries": history(found, self.tenant),
            "next_state": next_state(found),
            "shows_window": has_window(found),
            "shows_price": found.partner_id == self.tenant.pk,
            "chart": seat_chart(found.seat_changes.order_by("at", "id"), clock.now()),
        }
        return self.page(found, "subscriptions/subscription_detail.html", **context)


def has_window(row: Subscription) -> bool:
    """Whether the end of its window to cancel still says anything."""
    return row.live and (row.cancel_until is None or row.cancel_until > clock.now())


def next_state(row: Subscription) -> str:
    """What time makes of it at `moves_at`, in words."""
    if row.moves_at is None:
        return ""
    if row.status == SubscriptionStatus.ACTIVE:
        return _("It renews.") if row.auto_renew else str(SubscriptionStatus.EXPIRED.label)
    if row.status == SubscriptionStatus.SUSPENDED:
        return str(SubscriptionStatus.DISABLED_30.label)
    return str(SubscriptionStatus(STAYS[row.status][1]).label)
