"""A partner with a customer: established by the customer's acceptance, ended by the partner (D10)."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.actions import end_temporary_passwords
from accounts.models import Tenant
from accounts.querysets import customer_agreement_of
from partnercenter.core import audit, tenancy
from partnercenter.core.actor import Actor, AnyActor
from partnercenter.core.errors import DomainError
from partnercenter.core.states import transition
from relationships import policies
from relationships.models import ResellerRelationship
from relationships.states import (
    ADMIN_ACCESS_TRANSITIONS,
    RELATIONSHIP_TRANSITIONS,
    AdminAccess,
    Capacity,
    EndReason,
    RelationshipStatus,
)


@transaction.atomic
def establish_reseller_relationship(
    *,
    partner: Tenant,
    customer: Tenant,
    capacity: Capacity,
    by: AnyActor,
    admin_access: bool = False,
) -> ResellerRelationship:
    """S002-11: one partner may now serve the customer, with or without admin rights (S002-2, S002-6).

    Where the relationship exists, `admin_access` restores the rights (S002-19). Raises DomainError: same_tenant,
    affiliate, own_provider, partner_tenant, other_cloud, other_region, wrong_capacity, already_customer.
    """
    policies.require_customer_possible(partner, customer)
    policies.require_capacity(partner, capacity)
    existing = _active(partner, customer, capacity, None)
    if existing:
        policies.require_new_or_more([existing], admin_access=admin_access)
    return _have(existing, partner, customer, capacity, None, admin_access=admin_access, by=by)


@transaction.atomic
def establish_joint_relationships(
    *, provider: Tenant, reseller: Tenant, customer: Tenant, by: AnyActor, admin_access: bool = False
) -> tuple[ResellerRelationship, ResellerRelationship]:
    """S000-43, S001-24 to S001-31, S004-10: the provider may order, the reseller manages, with admin rights where asked.

    Raises DomainError as `establish_reseller_relationship`, and not_partners.
    """
    policies.require_partners(provider, reseller, keep=True)
    policies.require_customer_possible_for([reseller, provider], customer)
    orders = _active(provider, customer, Capacity.PROVIDER, reseller)
    manages = _active(reseller, customer, Capacity.RESELLER, provider)
    if orders and manages:
        policies.require_new_or_more([manages], admin_access=admin_access)
    return (
        _have(orders, provider, customer, Capacity.PROVIDER, reseller, admin_access=False, by=by),
        _have(manages, reseller, customer, Capacity.RESELLER, provider, admin_access=admin_access, by=by),
    )


def _active(
    partner: Tenant, customer: Tenant, capacity: Capacity, with_partner: Tenant | None
) -> ResellerRelationship | None:
    rows = ResellerRelationship.objects.active().held_by(partner).of_customer(customer)
    return (
        rows.filter(capacity=capacity, with_partner=with_partner)
        .select_related("partner", "customer")
        .first()
    )


def _have(
    existing: ResellerRelationship | None,
    partner: Tenant,
    customer: Tenant,
    capacity: Capacity,
    with_partner: Tenant | None,
    *,
    admin_access: bool,
    by: AnyActor,
) -> ResellerRelationship:
    relationship = existing or _create(partner, customer, capacity, with_partner, by=by)
    if admin_access and not relationship.has_admin_access:
        grant_admin_access(relationship=relationship, by=by)
    return relationship


def _create(
    partner: Tenant, customer: Tenant, capacity: Capacity, with_partner: Tenant | None, *, by: AnyActor
) -> ResellerRelationship:
    relationship = ResellerRelationship(
        partner=partner,
        customer=customer,
        customer_key=customer.name_key,
        customer_domain=customer.domain,
        customer_ref=customer.public_id,
        customer_agreement=customer_agreement_of(customer),
        capacity=capacity,
        with_partner=with_partner,
        established_by=by.user,
    )
    try:
        with transaction.atomic():
            relationship.save(force_insert=True)
    except IntegrityError as error:
        message = _("%(partner)s has this relationship with %(customer)s already.")
        names = {"partner": partner, "customer": customer}
        raise DomainError("already_customer", message % names) from error
    audit.record(
        "reseller_relationship.established",
        by=by,
        target=relationship,
        tenant=customer,
        counterparty=partner,
        changes={"capacity": [None, capacity]},
    )
    return relationship


@transaction.atomic
def grant_admin_access(*, relationship: ResellerRelationship, by: AnyActor) -> None:
    """S002-6, S002-19: the customer gives the partner admin rights, for the first time or again."""
    _set_admin_access(relationship, AdminAccess.GRANTED, "admin_access.granted", by=by)


@transaction.atomic
def revoke_admin_access(*, relationship: ResellerRelationship, by: AnyActor) -> None:
    """S002-15: the customer takes the rights back at any time; the relationship stays (S002-16, D10).

    Raises DomainError("transition_refused") where there are none, StaleState where somebody was first.
    """
    _set_admin_access(relationship, AdminAccess.REVOKED, "admin_access.revoked", by=by)


def _set_admin_access(
    relationship: ResellerRelationship, to: AdminAccess, action: str, *, by: AnyActor
) -> None:
    old = relationship.admin_access
    transition(
        relationship,
        to,
        field="admin_access",
        table=ADMIN_ACCESS_TRANSITIONS,
        when=policies.IS_ACTIVE,
        stamps={"admin_access_at": Now()},
    )
    audit.record(
        action,
        by=by,
        target=relationship,
        tenant=relationship.customer,
        counterparty=relationship.partner,
        changes={"admin_access": [old, to]},
    )
    if to == AdminAccess.REVOKED:
        _forget_passwords(relationship, by=by)


def _forget_passwords(relationship: ResellerRelationship, *, by: AnyActor) -> None:
    """Unless the partner administers the customer in another capacity still."""
    partner, customer = relationship.partner, relationship.customer
    rows = ResellerRelationship.objects.active().held_by(partner).of_customer(customer).with_admin_access()
    if not rows.exists():
        end_temporary_passwords(issuer=partner, directory=customer, by=by)


@transaction.atomic
def end_reseller_relationship(
    *, relationship: ResellerRelationship, by: AnyActor, reason: EndReason, note: str = ""
) -> None:
    """S003-9, reference 3.9: the customer leaves the list, admin rights end with it, history stays.

    A provider that serves together with a reseller ends both relationships at once. `note` is the partner's own: the
    event, which the customer reads too, does not repeat it. Raises DomainError: provider_ends, already_ended;
    DomainErrors("blocked") with everything that still runs; StaleState where somebody was first.
    """
    partner = relationship.partner
    if isinstance(by, Actor):
        policies.require_may_end(relationship, by.tenant)
    Tenant.objects.select_for_update(of=("self",), no_key=True).get(pk=partner.pk)  # nobody invites meanwhile
    rows = ResellerRelationship.objects.select_for_update(of=("self",), no_key=True)
    rows.get(pk=relationship.pk)  # nobody orders meanwhile
    policies.require_endable(relationship)
    _end(relationship, by=by, reason=reason, note=note)
    with tenancy.system(reason="the reseller's half of a joint relationship"):
        for half in _other_half(relationship):
            _end(half, by=by, reason=reason, note="")


def _other_half(relationship: ResellerRelationship) -> list[ResellerRelationship]:
    """What the provider's relationship ends with it: the reseller's, through this provider."""
    if relationship.capacity != Capacity.PROVIDER:
        return []
    rows = ResellerRelationship.objects.active().of_customer(relationship.customer)
    halves = rows.filter(
        partner=relationship.with_partner, with_partner=relationship.partner, capacity=Capacity.RESELLER
    )
    return list(halves.select_related("partner", "customer"))


def _end(relationship: ResellerRelationship, *, by: AnyActor, reason: EndReason, note: str) -> None:
    if relationship.has_admin_access:
        revoke_admin_access(relationship=relationship, by=by)
    stamps = {"ended_at": Now(), "ended_by": by.user, "end_reason": reason, "end_note": note}
    transition(relationship, RelationshipStatus.ENDED, table=RELATIONSHIP_TRANSITIONS, stamps=stamps)
    _forget_passwords(relationship, by=by)
    audit.record(
        "reseller_relationship.ended",
        by=by,
        target=relationship,
        tenant=relationship.partner,
        counterparty=relationship.customer,
        changes={"status": [RelationshipStatus.ACTIVE, RelationshipStatus.ENDED], "end_reason": ["", reason]},
    )
