from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.querysets import mpa_signed
from partnercenter.core.querysets import by_month
from partnercenter.core.text import prefix_range, search_key
from relationships.states import AdminAccess, PartnershipStatus, RelationshipStatus

if TYPE_CHECKING:
    from accounts.models import Tenant
    from relationships.models import Partnership, ResellerRelationship  # noqa: F401  ruff does not see names in quotes


class PartnershipQuerySet(models.QuerySet["Partnership"]):
    def visible_to(self, tenant: Tenant) -> PartnershipQuerySet:
        """Both sides read it, for ever: history stays readable."""
        return self.filter(Q(provider=tenant) | Q(reseller=tenant))

    def with_resellers_of(self, provider: Tenant) -> PartnershipQuerySet:
        return self.filter(provider=provider)

    def with_providers_of(self, reseller: Tenant) -> PartnershipQuerySet:
        return self.filter(reseller=reseller)

    def active(self) -> PartnershipQuerySet:
        return self.filter(status=PartnershipStatus.ACTIVE)

    def removed(self) -> PartnershipQuerySet:
        return self.filter(status=PartnershipStatus.REMOVED)

    def between(self, provider: Tenant, reseller: Tenant) -> PartnershipQuerySet:
        return self.filter(provider=provider, reseller=reseller)

    def for_reseller_list(self) -> PartnershipQuerySet:
        """Adds the reseller with country, profile and location, and `mpa_signed`."""
        return (
            self.select_related("reseller__country__region", "reseller__profile")
            .prefetch_related("reseller__locations")
            .annotate(mpa_signed=mpa_signed("reseller_id", "reseller__country"))
        )

    def for_provider_list(self) -> PartnershipQuerySet:
        """Adds the provider with country and location."""
        return self.select_related("provider__country__region", "provider__profile").prefetch_related(
            "provider__locations"
        )

    def search(self, text: str, *, side: str) -> PartnershipQuerySet:
        """By prefix of the other side's name or domain, or by MPN ID; `side` is `reseller` or `provider`.

        Bounds instead of LIKE: an index serves them, and row-level security lets it.
        """
        key = search_key(text)
        if not key:
            return self
        if key.isascii() and key.isdigit():
            return self.filter(**{f"{side}__locations__mpn_id": key, f"{side}__locations__is_default": True})
        low, high = prefix_range(key)
        name = Q(**{f"{side}_key__gte": low, f"{side}_key__lt": high})
        if "." not in key:
            return self.filter(name)
        return self.filter(name | Q(**{f"{side}_domain__gte": low, f"{side}_domain__lt": high}))


class ResellerRelationshipQuerySet(models.QuerySet["ResellerRelationship"]):
    def visible_to(self, tenant: Tenant) -> ResellerRelationshipQuerySet:
        """Both ends read it, for ever, and so does the partner named beside."""
        return self.filter(Q(partner=tenant) | Q(customer=tenant) | Q(with_partner=tenant))

    def active(self) -> ResellerRelationshipQuerySet:
        return self.filter(status=RelationshipStatus.ACTIVE)

    def ended(self) -> ResellerRelationshipQuerySet:
        return self.filter(status=RelationshipStatus.ENDED)

    def counted_by_month(self, months: Sequence[date]) -> dict[date, tuple[int, int]]:
        """How many began and how many ended in each of these months, by the portal's days."""
        begun, ended = (by_month(self, column, months[0]) for column in ("established_at", "ended_at"))
        return {month: (begun[month,], ended[month,]) for month in months}

    def held_by(self, partner: Tenant) -> ResellerRelationshipQuerySet:
        """The partner's own rows: its customers, one row for each capacity in which it holds them."""
        return self.filter(partner=partner)

    def of_customer(self, customer: Tenant) -> ResellerRelationshipQuerySet:
        return self.filter(customer=customer)

    def shared_by(self, partner: Tenant, other: Tenant) -> ResellerRelationshipQuerySet:
        """Customers that `partner` holds together with `other`."""
        return self.active().filter(partner=partner, with_partner=other)

    def with_admin_access(self) -> ResellerRelationshipQuerySet:
        return self.filter(admin_access=AdminAccess.GRANTED)

    def once_per_customer(self) -> ResellerRelationshipQuerySet:
        """Of several rows with one customer the oldest: a dual partner sees each customer once.

        The last step of a list, after its filters: a row found by a filter never hides behind one that is not.
        """
        earlier = self.order_by().filter(customer=OuterRef("customer"), pk__lt=OuterRef("pk"))
        return self.filter(~Exists(earlier))

    def for_list(self) -> ResellerRelationshipQuerySet:
        """Adds the customer with its country, the partner and the one beside."""
        return self.select_related("customer__country__region", "partner", "with_partner")

    def found_by_address(self, key: str, *, limit: int) -> list[int] | None:
        """Ids of rows with this prefix of domain or tenant ID but not of the name; None where more than `limit` have it."""
        low, high = prefix_range(key)
        rows = self.prefetch_related(None).order_by().values_list("pk", "customer_key")
        domains = rows.filter(customer_domain__gte=low, customer_domain__lt=high)[: limit + 1]
        refs = rows.filter(customer_ref__gte=low, customer_ref__lt=high)[: limit + 1]
        found = dict(domains.union(refs, all=True))
        if len(found) > limit:
            return None
        return [pk for pk, name in found.items() if not low <= name < high]
