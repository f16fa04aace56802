"""Who of a customer's users holds a licence (S001-39). Each returns, or raises DomainError."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import Membership
from partnercenter.core.actor import Actor
from partnercenter.core.errors import DomainError
from subscriptions.models import Subscription
from subscriptions.policies.subscriptions import require_changeable
from subscriptions.states import OfferKind


def require_hands_out(subscription: Subscription, by: Actor) -> None:
    """S001-39: who sold it, who manages it, and the customer itself."""
    sides = (subscription.partner_id, subscription.manager_id, subscription.customer_id)
    if by.tenant.pk not in sides:
        raise DomainError(
            "not_seller",
            _("%(partner)s sold this subscription: ask it, or the customer, to assign its licences.")
            % {"partner": subscription.partner},
        )


def require_assignable(subscription: Subscription, by: Actor) -> None:
    """Of an active subscription that has licences. Raises DomainError: not_seller, suspended, not_active, no_licences."""
    require_hands_out(subscription, by)
    require_changeable(subscription)
    if subscription.kind != OfferKind.LICENCE:
        raise DomainError(
            "no_licences", _("It has no licences for people: it belongs to the organisation as a whole.")
        )


def require_holder(subscription: Subscription, membership: Membership) -> None:
    """Licences are for the customer's own users."""
    if membership.tenant_id != subscription.customer_id:
        raise DomainError(
            "other_customer",
            _("%(person)s does not belong to %(customer)s.")
            % {"person": membership.user, "customer": subscription.customer},
        )


def none_left(subscription: Subscription) -> DomainError:
    """Situation C-035: what is left, said to whoever comes second."""
    words = ngettext(
        "Of %(name)s no licence is left: the one that was bought is assigned. Release it or buy more.",
        "Of %(name)s no licence is left: all %(count)d are assigned. Release one or buy more.",
        subscription.quantity,
    )
    names = {"name": subscription, "count": subscription.quantity}
    return DomainError("none_left", words % names, "subscription")
