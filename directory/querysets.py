from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models

from directory.states import ListingKind

if TYPE_CHECKING:
    from accounts.models import Tenant
    from directory.models import (  # noqa: F401  ruff does not see names in quotes
        BusinessProfile,
        Listing,
        Logo,
        ProfileLocation,
    )


class ListingQuerySet(models.QuerySet["Listing"]):
    """Public whole: whoever looks may read any of it (C-076)."""

    def visible_to(self, tenant: Tenant) -> ListingQuerySet:
        """The organisation's own."""
        return self.filter(tenant=tenant)

    def providers(self) -> ListingQuerySet:
        """The official list of indirect providers (S000-6, S001-20)."""
        return self.filter(kind=ListingKind.PROVIDER).for_list()

    def partners(self) -> ListingQuerySet:
        """Partners that sell to customers and published their profile (S003-7)."""
        return self.filter(kind=ListingKind.PARTNER).for_list()

    def for_list(self) -> ListingQuerySet:
        """By name; without what a list does not show."""
        return self.select_related("country", "region").defer("locations").order_by("name_key", "id")


class LogoQuerySet(models.QuerySet["Logo"]):
    def visible_to(self, tenant: Tenant) -> LogoQuerySet:
        return self.filter(tenant=tenant)

    def published(self, digest: str) -> LogoQuerySet:
        """That of an entry everybody may read; of several partners with the same picture any."""
        shown = apps.get_model("directory", "Listing").objects.filter(
            logo_digest=digest, tenant=models.OuterRef("tenant")
        )
        return self.filter(models.Exists(shown), digest=digest)


class BusinessProfileQuerySet(models.QuerySet["BusinessProfile"]):
    def visible_to(self, tenant: Tenant) -> BusinessProfileQuerySet:
        return self.filter(tenant=tenant)


class ProfileLocationQuerySet(models.QuerySet["ProfileLocation"]):
    def visible_to(self, tenant: Tenant) -> ProfileLocationQuerySet:
        return self.filter(tenant=tenant)

    def in_order(self) -> ProfileLocationQuerySet:
        """As they stand on the page: by country, then as they were added."""
        return self.select_related("country").order_by("country__name", "slot", "id")
