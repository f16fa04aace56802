"""The tab "Subscriptions" of a customer's page."""

from __future__ import annotations

from typing import Any

from accounts.permissions import Permission
from customers.abilities import Abilities
from customers.held import Held
from customers.views.account import TabView
from subscriptions import clock
from subscriptions.charts import Chart, seat_chart
from subscriptions.models import SeatChange, Subscription
from subscriptions.querysets import SubscriptionQuerySet
from subscriptions.reading import attach_partners, subscriptions_of
from subscriptions.states import OfferKind

SHOWN = 100  # of one customer; the rest is a search away


class CustomerSubscriptionsView(TabView):
    """S000-55, S000-61, S001-40, S001-41: what is running, then what ended; ordering only for who orders for the customer."""

    route = "subscriptions:of-customer"
    template_name = "subscriptions/customer_subscriptions.html"

    def context(self, found: Held, abilities: Abilities) -> dict[str, Any]:
        rows = subscriptions_of(self.tenant).of_customer(found.customer)
        live = self._read(rows.live().order_by("name_key", "id"))
        past = self._read(rows.filter(is_live=False).order_by("-status_at", "-id"))
        attach_partners([*live, *past], self.tenant)
        order = abilities.order()
        return {
            "live": live[:SHOWN],
            "past": past[:SHOWN],
            "has_more": len(live) > SHOWN or len(past) > SHOWN,
            "order": order,
            "orders": bool(found.ordering),
            "chart": self._chart(live),
            "may_export": self.actor.may(Permission.SUBSCRIPTIONS_EXPORT),
        }

    def _chart(self, live: list[Subscription]) -> Chart | None:
        """Licences of what is running, all together."""
        counted = [row for row in live if row.kind == OfferKind.LICENCE]
        changes = SeatChange.objects.visible_to(self.tenant).filter(subscription__in=counted)
        return seat_chart(changes.order_by("at", "id"), clock.now()) if counted else None

    @staticmethod
    def _read(rows: SubscriptionQuerySet) -> list[Subscription]:
        return list(rows[: SHOWN + 1])
