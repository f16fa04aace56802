"""What needs a decision, said once for all rows instead of for each: so that a page looks closely at few of them.

`renewal_sql.WHY_NOT` judges row by row, which a quarter of a million rows cannot have. Here each reason is a set that
is read once (a hashed subplan), and a row is looked up in it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from accounts.models import Tenant
from accounts.querysets import mpa_signed
from accounts.states import CustomerAgreement, Programme
from relationships.models import Partnership, ResellerRelationship
from relationships.states import RelationshipStatus
from subscriptions.states import SubscriptionStatus

SET_TO_RENEW = Q(status=SubscriptionStatus.ACTIVE, auto_renew=True)
_SELLERS = [Programme.DIRECT_BILL, Programme.INDIRECT_PROVIDER]
_UNSOLD = """(subscriptions_subscription.offer_id, subscriptions_subscription.currency) NOT IN (
    SELECT p.offer_id, p.currency FROM subscriptions_offerprice p
    JOIN subscriptions_offer o ON o.id = p.offer_id AND o.withdrawn_at IS NULL
    JOIN subscriptions_offer_regions g ON g.offer_id = p.offer_id AND g.region_id = %s)"""


@dataclass(frozen=True)
class Narrowing:
    """`surely`: these rows need a decision. `perhaps`: of these it takes a closer look. No other row does.

    Except where an operator has moved a customer to another region: that is found by the sweep, and shown as a
    renewal that could not be.
    """

    surely: Q
    perhaps: Q


def narrowing(tenant: Tenant) -> Narrowing:
    """For what the tenant sells, and what it manages. Only a provider moved elsewhere leaves something open."""
    able, near = _sellers(tenant)
    region = tenant.country.region_id
    unsold = Q(RawSQL(_UNSOLD, (region,), output_field=BooleanField()))  # noqa: S611
    surely = (
        ~SET_TO_RENEW
        | ~Q(partner__in=able)
        | (Q(partner__in=near) & unsold)
        | _unagreed(tenant)
        | _parted(tenant, "reseller")
        | _parted(tenant, "support_contact")
    )
    return Narrowing(surely, Q(partner__in=set(able) - set(near)))


def _sellers(tenant: Tenant) -> tuple[list[int], list[int]]:
    """Of the tenant and its providers: those that may renew, and of these those in its own place."""
    providers = Partnership.objects.with_providers_of(tenant).values("provider")
    rows = Tenant.objects.filter(Q(pk=tenant.pk) | Q(pk__in=providers), profile__programmes__overlap=_SELLERS)
    found = rows.filter(mpa_signed("pk", "country")).values_list("pk", "cloud", "country__region")
    able = list(found)
    here = (tenant.cloud, tenant.country.region_id)
    return [pk for pk, *_place in able], [pk for pk, *place in able if tuple(place) == here]


def _unagreed(tenant: Tenant) -> Q:
    """Of relationships that have ended, or whose customer has no agreement: each set by its index."""
    ended = Q(status=RelationshipStatus.ENDED)
    missing = Q(status=RelationshipStatus.ACTIVE, customer_agreement=CustomerAgreement.MISSING)
    found = Q()
    for side in ("partner", "with_partner"):
        for why in (ended, missing):
            rows = ResellerRelationship.objects.filter(why, **{side: tenant})
            found |= Q(**{side.replace("with_partner", "manager"): tenant}) & Q(
                relationship__in=rows.values("pk")
            )
    return found


def _parted(tenant: Tenant, named: str) -> Q:
    """D8, for both sides: the seller names one that is its reseller no more, or one that it left is named still."""
    resellers = Partnership.objects.with_resellers_of(tenant).active().values("reseller")
    providers = Partnership.objects.with_providers_of(tenant).active().values("provider")
    someone = Q(**{f"{named}__isnull": False})
    sold = Q(partner=tenant) & ~Q(**{f"{named}__in": resellers})
    return someone & (sold | (Q(**{named: tenant}) & ~Q(partner__in=providers)))
