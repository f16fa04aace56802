"""May this partner order this for that customer? Each returns, or raises DomainError."""

from __future__ import annotations

from decimal import Decimal

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.models import Country, Tenant
from accounts.policies import require_customer_kind, require_may_transact, require_not_suspended
from accounts.states import CustomerAgreement, Programme
from customers.policies import ORDERS
from partnercenter.core.errors import DomainError
from relationships.models import ResellerRelationship
from relationships.policies import require_customer_in_cloud, require_customer_in_region
from subscriptions.models import Offer
from subscriptions.states import OfferKind

SELLERS = frozenset({Programme.DIRECT_BILL, Programme.INDIRECT_PROVIDER})


def require_seller(partner: Tenant) -> None:
    """S001-33, S001-39: direct-bill partners and providers sell; an indirect reseller never does."""
    if SELLERS.isdisjoint(partner.programmes):
        raise DomainError(
            "not_seller",
            _(
                "%(partner)s is an indirect reseller: it neither creates customers nor orders. Its indirect provider"
                " does, and names it as reseller."
            )
            % {"partner": partner},
        )


def require_may_create_customer(partner: Tenant, country: Country) -> None:
    """S000-41, S001-33, S004-5, S004-21: who sells, has signed the MPA, and stays in its region."""
    require_seller(partner)
    require_may_transact(partner)
    if country.region_id != partner.country.region_id:
        raise DomainError(
            "other_region",
            _("%(partner)s sells in the region %(region)s. Choose a country of that region.")
            % {"partner": partner, "region": partner.region},
            "country",
        )


def require_may_order(relationship: ResellerRelationship) -> None:
    """S001-34, S001-35, S001-39, S001-41, S004-5, S004-10, S004-14: within an active relationship in which it orders."""
    partner, customer = relationship.partner, relationship.customer
    if not relationship.is_active:
        raise DomainError(
            "not_serving",
            _("%(partner)s has no relationship with %(customer)s any more.")
            % {"partner": partner, "customer": customer},
        )
    if relationship.capacity not in ORDERS:
        raise DomainError(
            "as_reseller",
            _(
                "You hold %(customer)s as a reseller. Your indirect provider orders for it; the direct-bill capability"
                " cannot be used."
            )
            % {"customer": customer},
        )
    require_seller(partner)
    require_not_suspended(customer)
    require_customer_kind(customer)
    require_customer_in_cloud(partner, customer)
    require_customer_in_region(partner, customer)
    require_may_transact(partner)


def require_agreement(relationship: ResellerRelationship) -> None:
    """Reference 3.4: nothing is ordered before the customer has accepted its agreement."""
    if relationship.customer_agreement == CustomerAgreement.MISSING:
        raise DomainError(
            "no_agreement",
            _(
                "%(customer)s has not accepted the Microsoft Customer Agreement yet. It accepts it itself, or you"
                " attest that it did."
            )
            % {"customer": relationship.customer},
        )


def currency_of(country: Country) -> str:
    """ISO 4217. Raises DomainError("no_currency") where the programme names none for the country."""
    if not country.currency:
        raise DomainError(
            "no_currency",
            _("The programme has no currency for %(country)s, so nothing can be ordered there.")
            % {"country": country},
        )
    return country.currency


def require_offer(offer: Offer, customer_country: Country) -> Decimal:
    """The offer is sold, in the customer's region and currency; returns the price of one seat in a billing cycle.

    Raises DomainError: offer_withdrawn, offer_region, no_price, no_currency.
    """
    names = {"offer": offer}
    if not offer.is_sold:
        raise DomainError(
            "offer_withdrawn",
            _("%(offer)s is not sold any more. Take it out, or choose another offer.") % names,
        )
    if not offer.regions.filter(pk=customer_country.region_id).exists():
        raise DomainError(
            "offer_region",
            _("%(offer)s is not sold in the region %(region)s.")
            % {**names, "region": customer_country.region},
        )
    return price_of(offer, currency_of(customer_country))


def price_of(offer: Offer, currency: str) -> Decimal:
    """Of one seat in a billing cycle. Raises DomainError("no_price")."""
    amount = offer.prices.filter(currency=currency).values_list("amount", flat=True).first()
    if amount is None:
        message = _("%(offer)s has no price in %(currency)s.")
        raise DomainError("no_price", message % {"offer": offer, "currency": currency})
    return amount


def require_quantity(offer: Offer, quantity: int) -> None:
    """Reference 3.6: between what the offer asks for at least and at most; by use there is nothing to count."""
    if offer.kind == OfferKind.USAGE and quantity != 1:
        message = _("%(offer)s is billed by use: the quantity is 1.")
        raise DomainError("quantity", message % {"offer": offer}, "quantity")
    if quantity < offer.minimum:
        low = ngettext_lazy(
            "%(offer)s takes at least %(count)d licence.",
            "%(offer)s takes at least %(count)d licences.",
            "count",
        )
        raise DomainError("quantity_low", low % {"offer": offer, "count": offer.minimum}, "quantity")
    if quantity > offer.maximum:
        high = ngettext_lazy(
            "%(offer)s takes at most %(count)d licence.",
            "%(offer)s takes at most %(count)d licences.",
            "count",
        )
        raise DomainError("quantity_high", high % {"offer": offer, "count": offer.maximum}, "quantity")
