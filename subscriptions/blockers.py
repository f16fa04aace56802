"""What of this app keeps a relationship from ending: subscriptions that run in it, orders that wait."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relationships.blockers import Blocker
from relationships.models import ResellerRelationship
from subscriptions.models import Order, Subscription

SHOWN = 5  # by name; the rest is a number


def running(relationship: ResellerRelationship) -> Iterator[Blocker]:
    """Reference 3.9: a suspended subscription is billed, so it blocks like an active one."""
    slug = relationship.partner.slug
    rows = Subscription.objects.sold_by(relationship.partner).live().filter(relationship=relationship)
    found = list(rows.order_by("name_key", "id")[: SHOWN + 1])
    for one in found[:SHOWN]:
        yield Blocker(
            what=_("%(name)s is %(state)s.") % {"name": one.name, "state": one.get_status_display().lower()},
            remedy=_("Cancel it within its window, or let it end without renewal."),
            url=reverse("subscriptions:subscription-detail", args=[slug, one.public_id]),
        )
    if len(found) > SHOWN:
        more = rows.count() - SHOWN
        yield Blocker(
            what=ngettext("%(count)s more subscription.", "%(count)s more subscriptions.", more)
            % {"count": more},
            remedy=_("See the list of its subscriptions."),
            url=reverse("subscriptions:of-customer", args=[slug, relationship.customer.public_id]),
        )


def waiting(relationship: ResellerRelationship) -> Iterator[Blocker]:
    """An order that waits for the agreement would be fulfilled without a relationship."""
    rows = Order.objects.sold_by(relationship.partner).waiting().filter(relationship=relationship)
    for order in rows.order_by("id")[:SHOWN]:
        yield Blocker(
            what=_("An order waits for the customer agreement."),
            remedy=_("Cancel the order first."),
            url=reverse("subscriptions:order-detail", args=[relationship.partner.slug, order.public_id]),
        )
