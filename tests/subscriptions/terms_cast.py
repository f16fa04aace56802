"""Subscriptions whose term is over."""

from __future__ import annotations

from typing import Any

from accounts.states import CustomerAgreement
from relationships.models import ResellerRelationship
from subscriptions import clock
from subscriptions.models import Subscription
from subscriptions.states import TERM_MONTHS
from subscriptions.terms import nth_start
from tests import factories as make


def seller(**values: Any) -> ResellerRelationship:
    """A direct-bill partner that may renew whatever its customer has."""
    partner = make.TenantFactory(direct_bill=True)
    make.AgreementAcceptanceFactory(tenant=partner)
    return make.ResellerRelationshipFactory(
        partner=partner, **{"customer_agreement": CustomerAgreement.ACCEPTED, **values}
    )


def ended(relationship: ResellerRelationship | None = None, terms: int = 1, **values: Any) -> Subscription:
    """Its term, or so many of them, is over since midnight."""
    order = make.OrderFactory(relationship=relationship or seller())
    offer = values.pop("offer", None) or make.OfferFactory()
    today = clock.now().date()
    starts_on = nth_start(today, -terms * TERM_MONTHS[offer.term])
    return make.SubscriptionFactory(order=order, offer=offer, starts_on=starts_on, **values)
