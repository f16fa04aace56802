"""Subscriptions whose term is over, or soon will be."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from accounts.models import AgreementAcceptance
from accounts.states import CustomerAgreement
from relationships.models import ResellerRelationship
from relationships.states import Capacity
from subscriptions import clock
from subscriptions.models import Subscription
from subscriptions.states import TERM_MONTHS
from subscriptions.terms import nth_start
from tests import factories as make
from tests.world import World


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


def ending(world: World, **values: Any) -> Subscription:
    """Of the world's provider: its term ends within the week, and it would renew unless `values` say otherwise."""
    reseller = make.TenantFactory(reseller=True)
    make.PartnershipFactory(provider=world.provider, reseller=reseller)
    relationship = make.ResellerRelationshipFactory(
        partner=world.provider,
        capacity=Capacity.PROVIDER,
        with_partner=reseller,
        customer_agreement=CustomerAgreement.ACCEPTED,
    )
    if not AgreementAcceptance.objects.filter(tenant=world.provider).exists():
        make.AgreementAcceptanceFactory(tenant=world.provider)
    named = {"reseller": reseller, "reseller_mpn_id": "4999999", "support_contact": reseller}
    starts_on = clock.now().date() - timedelta(days=360)
    return make.SubscriptionFactory(
        order=make.OrderFactory(relationship=relationship), **{"starts_on": starts_on, **named, **values}
    )
