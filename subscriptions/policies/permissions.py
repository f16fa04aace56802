"""What a customer may buy by itself at its partner's expense (S003-10, reference 3.17)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from partnercenter.core.errors import DomainError
from relationships.states import RelationshipStatus
from subscriptions.models import Offer, PurchasePermission, Subscription
from subscriptions.querysets import SubscriptionQuerySet
from subscriptions.states import OfferKind, Publisher, PurchaseResource, SubscriptionStatus


def azure_subscriptions(customer: Tenant) -> SubscriptionQuerySet:
    """What permissions hang on: active, billed by use, sold within a relationship that goes on. Newest last."""
    rows = Subscription.objects.of_customer(customer).filter(
        status=SubscriptionStatus.ACTIVE,
        kind=OfferKind.USAGE,
        offer__product__publisher=Publisher.MICROSOFT,
        relationship__status=RelationshipStatus.ACTIVE,
    )
    return rows.select_related("relationship", "reseller").order_by("id")


def require_azure(partner: Tenant, customer: Tenant) -> Subscription:
    """The subscription on which the customer may buy. Raises DomainError("no_azure")."""
    found = azure_subscriptions(customer).sold_by(partner).first()
    if found is None:
        raise DomainError(
            "no_azure",
            _("%(customer)s has no active Azure subscription that %(partner)s has bought for it.")
            % {"customer": customer, "partner": partner},
        )
    return found


def counts(permission: PurchasePermission, azure: Subscription) -> bool:
    """A permission ends with the relationship in which it was given: a new one begins with everything off."""
    return permission.granted_at >= azure.relationship.established_at


def require_permitted(permission: PurchasePermission | None, azure: Subscription, partner: Tenant) -> None:
    """Off by default. Raises DomainError("not_permitted")."""
    if permission is None or not counts(permission, azure):
        raise DomainError(
            "not_permitted",
            _("%(partner)s has not permitted this, or not any more. Ask it for the permission.")
            % {"partner": partner},
        )


def require_own_purchase(offer: Offer) -> str:
    """Which permission it takes. Raises DomainError("not_own") for what customers never buy by themselves."""
    if offer.resource not in PurchaseResource.values:
        message = _("%(offer)s is bought by your partner for you.")
        raise DomainError("not_own", message % {"offer": offer}, "offer")
    return offer.resource
