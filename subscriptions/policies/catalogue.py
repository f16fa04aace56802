"""What an offer may be, before it is put into the catalogue. Each returns, or raises DomainError."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from babel.numbers import is_currency
from django.utils.translation import gettext_lazy as _

from partnercenter.core.errors import DomainError
from subscriptions import money
from subscriptions.models import Offer, OrderLine
from subscriptions.states import BillingCycle, OfferKind, Term

_C = BillingCycle
_PERIODS: dict[str, tuple[str, ...]] = {
    Term.MONTH: (_C.MONTHLY,),
    Term.YEAR: (_C.MONTHLY, _C.ANNUAL),
    Term.THREE_YEARS: (_C.MONTHLY, _C.ANNUAL, _C.TRIENNIAL),
}
# Which terms and billing cycles a kind of offer has; software may also be rented for a term.
FITTING: dict[str, dict[str, tuple[str, ...]]] = {
    OfferKind.LICENCE: _PERIODS,
    OfferKind.USAGE: {Term.NONE: (_C.NONE,)},
    OfferKind.SOFTWARE: {**_PERIODS, Term.NONE: (_C.ONE_TIME,)},
    OfferKind.RESERVATION: _PERIODS,
}
FIXED = ("code", "product_id", "kind", "term", "billing_cycle")  # of what was bought


def require_terms(kind: str, term: str, billing_cycle: str, resource: str = "") -> None:
    """Reference 3.6: usage has neither term nor quantity, software is paid once, the rest for a term."""
    if billing_cycle not in FITTING[kind].get(term, ()):
        raise DomainError(
            "terms",
            _("%(kind)s does not go with the term “%(term)s” and the billing cycle “%(cycle)s”.")
            % {
                "kind": OfferKind(kind).label,
                "term": Term(term).label,
                "cycle": BillingCycle(billing_cycle).label,
            },
            "billing_cycle",
        )
    if resource and kind != OfferKind.RESERVATION:
        raise DomainError("resource", _("Customers themselves buy reservations only."), "resource")


def require_limits(kind: str, minimum: int, maximum: int) -> None:
    if not 1 <= minimum <= maximum:
        raise DomainError("quantities", _("At least 1, and no more at least than at most."), "minimum")
    if kind == OfferKind.USAGE and minimum > 1:
        raise DomainError("quantities", _("What is billed by use has the quantity 1."), "minimum")


def require_prices(prices: Mapping[str, Decimal]) -> None:
    """Currencies by ISO 4217; none below zero, none finer than its currency's smallest coin."""
    for currency, amount in prices.items():
        if not is_currency(currency):
            message = _("%(currency)s is no currency (ISO 4217).")
            raise DomainError("currency", message % {"currency": currency}, "prices")
        if amount < 0:
            message = _("The price in %(currency)s is below zero.")
            raise DomainError("negative", message % {"currency": currency}, "prices")
        if amount != money.rounded(amount, currency):
            message = _("The price in %(currency)s has more decimals than the currency.")
            raise DomainError("decimals", message % {"currency": currency}, "prices")


def require_unsold(old: Offer, new: Offer) -> None:
    """What was ordered renews under the offer it was ordered by: its kind, term and billing cycle stay."""
    same = all(getattr(old, name) == getattr(new, name) for name in FIXED)
    if not same and OrderLine.objects.filter(offer=old).exists():
        raise DomainError(
            "ordered",
            _(
                "%(offer)s was ordered already: its ID, product, billing type, term and billing cycle stay. Withdraw it"
                " and make a new one."
            )
            % {"offer": old},
        )
