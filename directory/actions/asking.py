"""Asking a partner to get in touch: a customer by a mailbox that it proves, a reseller by its account."""

from __future__ import annotations

from contextlib import suppress

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone

from accounts.models import Tenant
from directory import emails, limits, policies
from directory.actions.leads import _expire_lead
from directory.models import Lead, Listing
from directory.models.lead import ANSWER_WITHIN
from directory.states import LeadKind, LeadStatus
from directory.values import LeadValues
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import Actor, SystemActor
from partnercenter.core.addresses import address_key
from partnercenter.core.errors import StaleState
from partnercenter.core.text import search_key
from relationships.policies import require_partnership_possible

CUSTOMER = SystemActor("a customer who asks")


@transaction.atomic
def ask_partner(*, listing: Listing, values: LeadValues, proof: str, network: str) -> Lead:
    """S003-7: the lead of somebody whose mailbox is proven; who asks twice is heard once. In system scope.

    `proof`: public id of the code that came back from there, to this browser. Raises DomainError: unproven, not_partner,
    other_country; RateLimited.
    """
    policies.require_proven_mailbox(proof, values.email)
    policies.require_customers_welcome(listing, values.country)
    partner = _locked(listing)
    waiting = Lead.objects.visible_to(partner).received().of_person(address_key(values.email)).first()
    if waiting:
        return waiting
    limits.count_customer(email_key=address_key(values.email), partner=partner, network=network)
    return _receive(partner, values)


@transaction.atomic
def ask_provider(*, listing: Listing, values: LeadValues, by: Actor) -> Lead:
    """S001-20: a reseller asks a provider of the official list to offer a partnership.

    Raises DomainError: same_tenant, affiliate, not_provider, not_reseller, other_cloud, other_region,
    already_partners; RateLimited.
    """
    with tenancy.system(reason="a reseller asks a provider that it does not know yet"):
        provider = _locked(listing)
        reseller = Tenant.objects.select_related("profile", "country__region").get(pk=by.tenant.pk)
        require_partnership_possible(provider, reseller)
        waiting = Lead.objects.visible_to(provider).received().filter(asker=reseller).first()
        if waiting:
            return waiting
        limits.count_reseller(reseller=reseller, provider=provider)
        return _receive(provider, values, reseller=reseller, by=by)


def _locked(listing: Listing) -> Tenant:
    """One request to a partner at a time: two of the same person are one lead."""
    rows = Tenant.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("profile", "country__region").get(pk=listing.tenant_id)


def _receive(
    partner: Tenant, values: LeadValues, *, reseller: Tenant | None = None, by: Actor | None = None
) -> Lead:
    _make_room(partner, values, reseller)
    lead = Lead.objects.create(
        partner=partner,
        kind=LeadKind.RESELLER if reseller else LeadKind.CUSTOMER,
        asker=reseller,
        company=values.company,
        company_key=search_key(values.company),
        country_id=values.country,
        contact_name=values.contact_name,
        email=values.email,
        email_key=address_key(values.email),
        phone=values.phone,
        message=values.message,
        language=values.language,
        expires_at=timezone.now() + ANSWER_WITHIN,
    )
    audit.record("lead.received", by=by or CUSTOMER, target=lead, tenant=partner, counterparty=reseller)
    emails.tell_received(lead)
    return lead


def _make_room(partner: Tenant, values: LeadValues, reseller: Tenant | None) -> None:
    """An expired one that no sweep has met yet stands in nobody's way."""
    stale = Lead.objects.visible_to(partner).filter(status=LeadStatus.RECEIVED, expires_at__lte=Now())
    same = Q(email_key=address_key(values.email))
    if reseller:
        same |= Q(asker=reseller)
    for old in stale.filter(same).select_related("partner", "asker"):
        with suppress(StaleState):  # the sweep was here in this moment
            _expire_lead(old)
