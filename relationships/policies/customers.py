"""Between a partner and a customer. Each returns, or raises DomainError."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Tenant
from accounts.policies import require_customer_kind, require_not_suspended
from accounts.states import Programme
from partnercenter.core.errors import DomainError, DomainErrors
from relationships.blockers import blockers_of
from relationships.models import Partnership, ResellerRelationship
from relationships.states import Capacity, RelationshipStatus

IS_ACTIVE = Q(status=RelationshipStatus.ACTIVE)  # rights are changed in a living relationship only


def require_not_own_customer(partner: Tenant, customer: Tenant) -> None:
    """S004-15, D12: nobody sells to itself or to an affiliate as the end customer."""
    if partner.pk == customer.pk:
        raise DomainError("same_tenant", _("An organisation cannot be its own customer."))
    if partner.company_group and partner.company_group == customer.company_group:
        raise DomainError(
            "affiliate",
            _(
                "%(partner)s and %(customer)s belong to the same company group. Selling to an affiliate as the end"
                " customer is not allowed."
            )
            % {"partner": partner, "customer": customer},
        )


def require_not_own_provider(partner: Tenant, customer: Tenant) -> None:
    """S004-16: a reseller's provider can have no relationship of any type with it as end customer."""
    if Partnership.objects.between(partner, customer).active().exists():
        raise DomainError(
            "own_provider",
            _(
                "%(customer)s is an indirect reseller of %(partner)s. A provider cannot serve its own reseller as"
                " an end customer."
            )
            % {"partner": partner, "customer": customer},
        )


def require_customer_in_cloud(partner: Tenant, customer: Tenant) -> None:
    """S002-3, S002-18: partner and customer are in the same cloud."""
    if partner.cloud != customer.cloud:
        raise DomainError(
            "other_cloud",
            _(
                "%(partner)s is in the %(cloud_one)s, %(customer)s in the %(cloud_two)s. Partner and customer must be"
                " in the same cloud."
            )
            % {
                "partner": partner,
                "cloud_one": partner.get_cloud_display(),
                "customer": customer,
                "cloud_two": customer.get_cloud_display(),
            },
        )


def require_customer_in_region(partner: Tenant, customer: Tenant) -> None:
    """S002-4, S004-21: a partner sells only to customers in its own country or the same region."""
    if partner.region != customer.region:
        raise DomainError(
            "other_region",
            _(
                "%(partner)s sells in the region %(region_one)s; %(customer)s is in %(region_two)s. A partner may serve"
                " only customers in its own region."
            )
            % {
                "partner": partner,
                "region_one": partner.region,
                "customer": customer,
                "region_two": customer.region,
            },
        )


def _require_not_suspended(partner: Tenant, customer: Tenant) -> None:
    require_not_suspended(partner)
    require_not_suspended(customer)


def _require_customer_kind(partner: Tenant, customer: Tenant) -> None:
    require_customer_kind(customer)


# In the order in which they help a person most (S004-13 to S004-21).
_RULES = (
    require_not_own_customer,
    _require_not_suspended,
    require_not_own_provider,
    _require_customer_kind,
    require_customer_in_cloud,
    require_customer_in_region,
)


def customer_rules(
    partners: Iterable[Tenant], customer: Tenant
) -> Iterator[tuple[Tenant, Callable[[], None]]]:
    """All of the above for partners who ask together: each rule for each of them, then the next rule."""
    partners = list(partners)
    for rule in _RULES:
        for partner in partners:
            yield partner, partial(rule, partner, customer)


def require_customer_possible(partner: Tenant, customer: Tenant) -> None:
    require_customer_possible_for([partner], customer)


def require_customer_possible_for(partners: Iterable[Tenant], customer: Tenant) -> None:
    for _partner, rule in customer_rules(partners, customer):
        rule()


def capacities_of(partner: Tenant) -> list[Capacity]:
    """In which capacities the partner may ask a customer on its own (rulebook 2.4): a dual partner chooses.

    A provider that asks alone holds the customer directly.
    """
    direct = {Programme.DIRECT_BILL, Programme.INDIRECT_PROVIDER} & partner.programmes
    as_reseller = Programme.INDIRECT_RESELLER in partner.programmes
    return [*([Capacity.DIRECT] if direct else []), *([Capacity.RESELLER] if as_reseller else [])]


def require_capacity(partner: Tenant, capacity: str) -> None:
    """S004-1: who is neither direct-bill, provider nor reseller holds no customers."""
    if capacity not in capacities_of(partner):
        raise DomainError(
            "wrong_capacity",
            _("%(partner)s cannot hold customers in this capacity.") % {"partner": partner},
            "capacity",
        )


def require_partners(provider: Tenant, reseller: Tenant, *, keep: bool = False) -> None:
    """S001-24, S001-25: a joint relationship only within an active partnership; `keep` holds it until the commit."""
    rows = Partnership.objects.between(provider, reseller).active()
    if not (rows.select_for_update(of=("self",), no_key=True) if keep else rows).first():
        raise DomainError(
            "not_partners",
            _("%(provider)s and %(reseller)s are not partners any more.")
            % {"provider": provider, "reseller": reseller},
        )


def require_new_or_more(relationships: list[ResellerRelationship], *, admin_access: bool) -> None:
    """S002-19: asking again serves to restore admin rights, and for nothing else."""
    if all(one.has_admin_access or not admin_access for one in relationships):
        raise DomainError(
            "already_customer",
            _("%(partner)s has this relationship with %(customer)s already.")
            % {"partner": relationships[0].partner, "customer": relationships[0].customer},
        )


def may_end(relationship: ResellerRelationship, partner: Tenant) -> bool:
    """Rulebook 2.4: where a provider and a reseller serve together the provider ends it; else whoever holds it."""
    together_as_reseller = relationship.capacity == Capacity.RESELLER and relationship.with_partner_id
    return relationship.partner_id == partner.pk and not together_as_reseller


def require_may_end(relationship: ResellerRelationship, partner: Tenant) -> None:
    if not may_end(relationship, partner):
        raise DomainError(
            "provider_ends",
            _("%(provider)s orders for this customer. Ask it to end the relationship.")
            % {"provider": relationship.with_partner},
        )


def require_endable(relationship: ResellerRelationship) -> None:
    """Reference 3.9: nothing may be running in it. Raises one error for each thing that is."""
    if relationship.status != RelationshipStatus.ACTIVE:
        raise DomainError("already_ended", _("This relationship has ended already."))
    found = blockers_of(relationship)
    if found:
        raise DomainErrors([DomainError("blocked", blocker.what) for blocker in found])
