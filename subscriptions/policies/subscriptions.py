"""What may be done with a subscription, in which state and until when (reference 3.6, 3.7).

Each returns, or raises DomainError with the sentence that pages show beside what cannot be done.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext, ngettext, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from partnercenter.core.dates import date_words, utc_words
from partnercenter.core.errors import DomainError, StaleState
from subscriptions.models import SeatChange, Subscription
from subscriptions.policies.ordering import require_quantity
from subscriptions.states import OfferKind, SubscriptionStatus, Term


def require_version(row: Subscription, version: int) -> None:
    """A form that shows an older state is told so."""
    if row.version != version:
        raise StaleState("stale", _("Somebody changed this subscription meanwhile. Look at it again."))


def require_sells(subscription: Subscription, tenant: Tenant) -> None:
    """S001-39: who sold it changes it; a reseller asks its provider."""
    if subscription.partner_id != tenant.pk:
        raise DomainError(
            "not_seller",
            _("%(partner)s sold this subscription: ask it to change it.") % {"partner": subscription.partner},
        )


def require_renews(subscription: Subscription, tenant: Tenant) -> None:
    """S001-39: renewals are decided by who sold it, and by the reseller that manages it."""
    if tenant.pk not in (subscription.partner_id, subscription.manager_id):
        require_sells(subscription, tenant)


def require_changeable(subscription: Subscription) -> None:
    """800091, 2011: only an active subscription is changed."""
    if subscription.status == SubscriptionStatus.SUSPENDED:
        raise DomainError("suspended", _("It is suspended. Reactivate it first."))
    if subscription.status != SubscriptionStatus.ACTIVE:
        raise DomainError(
            "not_active",
            _("It is not active any more (%(state)s), and nothing leads back.")
            % {"state": subscription.get_status_display()},
        )


def require_settled(subscription: Subscription, now: datetime) -> None:
    """Reference 3.6: from the end of its term until the sweep has been there nothing is changed."""
    if subscription.live and subscription.moves_at and subscription.moves_at <= now:
        raise DomainError(
            "settling", _("Its term has ended and it is being renewed or closed. Try again in two minutes.")
        )


def require_live(subscription: Subscription) -> None:
    """Partners are named on what is still running."""
    if not subscription.live:
        require_changeable(subscription)


def require_suspendable(subscription: Subscription) -> None:
    require_changeable(subscription)


def require_reactivatable(subscription: Subscription) -> None:
    """Until the end of the term."""
    if subscription.status != SubscriptionStatus.SUSPENDED:
        raise DomainError("not_suspended", _("Only a suspended subscription is reactivated."))


def require_cancellable(subscription: Subscription, now: datetime) -> None:
    """Reference 3.7: within the window after purchase or renewal, and never outside it."""
    if not subscription.live:
        require_changeable(subscription)
    until = subscription.cancel_until
    if until is not None and now < until:
        return
    if until is None:
        raise DomainError("no_window", _("This kind of subscription cannot be cancelled."))
    moment = utc_words(until)
    if subscription.term_ends_on and subscription.kind == OfferKind.LICENCE:
        message = _(
            "It could be cancelled until %(moment)s. Switch off the renewal, and it ends after %(day)s."
        )
        names = {"moment": moment, "day": date_words(subscription.term_ends_on)}
        raise DomainError("window_closed", message % names)
    raise DomainError("window_closed", _("It could be cancelled until %(moment)s.") % {"moment": moment})


def require_renewable(subscription: Subscription) -> None:
    """Whether it renews is decided while it is active and has an end."""
    require_changeable(subscription)
    if subscription.term == Term.NONE:
        raise DomainError("no_term", _("It has no term, so there is nothing to renew."))


def returnable_now(subscription: Subscription, now: datetime) -> tuple[int, datetime | None]:
    """How many seats may go back now, and until when the first of them may (reference 3.6: refundableQuantity)."""
    rows = SeatChange.objects.filter(subscription=subscription, returnable__gt=0, returnable_until__gt=now)
    found = list(rows.order_by("returnable_until", "id").values_list("returnable", "returnable_until"))
    return sum(count for count, _until in found), found[0][1] if found else None


def require_quantity_change(subscription: Subscription, quantity: int, now: datetime) -> None:
    """Reference 3.6: up at any time, down only with seats of the last seven days, and never below what people hold.

    Raises DomainError: suspended, not_active, no_quantity, unchanged, quantity_low, quantity_high, no_returns,
    not_returnable, assigned.
    """
    require_changeable(subscription)
    if subscription.kind == OfferKind.USAGE:
        raise DomainError(
            "no_quantity", _("It is billed by use: there is no quantity to change."), "quantity"
        )
    if quantity == subscription.quantity:
        raise DomainError("unchanged", _("That is the quantity it has."), "quantity")
    require_quantity(subscription.offer, quantity)
    if quantity > subscription.quantity:
        return
    if subscription.kind != OfferKind.LICENCE:
        raise DomainError(
            "no_returns",
            _("Of software and reservations nothing is given back singly: cancel them."),
            "quantity",
        )
    back = subscription.quantity - quantity
    may_go, _until = returnable_now(subscription, now)
    if back > may_go:
        raise DomainError("not_returnable", _too_many(may_go), "quantity")
    require_licence_holder_fits(subscription, quantity)


def _too_many(may_go: int) -> str:
    if not may_go:
        return gettext(
            "Licences go back within seven days of their purchase only. You may have fewer from the next renewal on."
        )
    words = ngettext(
        "Only %(count)d licence may still go back: those of the last seven days.",
        "Only %(count)d licences may still go back: those of the last seven days.",
        may_go,
    )
    return words % {"count": may_go}


def require_licence_holder_fits(subscription: Subscription, quantity: int) -> None:
    """Nobody loses a licence by the way: what is assigned is released first."""
    if subscription.assigned > quantity:
        message = ngettext_lazy(
            "%(count)d licence is assigned. Release it first.",
            "%(count)d licences are assigned. Release some first.",
            "count",
        )
        raise DomainError("assigned", message % {"count": subscription.assigned}, "quantity")
