from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.apps import apps
from django.db import models
from django.db.models.functions import Now

from directory.states import EntryRequestStatus, LeadStatus, ListingKind

if TYPE_CHECKING:
    from accounts.models import Tenant
    from directory.models import (  # noqa: F401  ruff does not see names in quotes
        BusinessProfile,
        EntryRequest,
        Lead,
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


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, tenant: Tenant) -> LeadQuerySet:
        """Those that it was asked by; who asked does not see what became of it but by mail."""
        return self.filter(partner=tenant)

    def received(self) -> LeadQuerySet:
        """Neither answered nor past the deadline, by the database's clock."""
        return self.filter(status=LeadStatus.RECEIVED, expires_at__gt=Now())

    def past(self) -> LeadQuerySet:
        """Expired, swept or not."""
        stale = models.Q(status=LeadStatus.RECEIVED, expires_at__lte=Now())
        return self.filter(models.Q(status=LeadStatus.EXPIRED) | stale)

    def expiring(self) -> LeadQuerySet:
        """To be answered within three days."""
        return self.received().filter(expires_at__lte=Now() + timedelta(days=3))

    def in_state(self, status: str) -> LeadQuerySet:
        if status == LeadStatus.RECEIVED:
            return self.received()
        return self.past() if status == LeadStatus.EXPIRED else self.filter(status=status)

    def of_person(self, email_key: str) -> LeadQuerySet:
        """Whose contact data name this address."""
        return self.filter(email_key=email_key)

    def for_list(self) -> LeadQuerySet:
        return self.select_related("country", "owner")


class EntryRequestQuerySet(models.QuerySet["EntryRequest"]):
    def visible_to(self, tenant: Tenant) -> EntryRequestQuerySet:
        return self.filter(tenant=tenant)

    def open(self) -> EntryRequestQuerySet:
        """Those that wait for an operator."""
        return self.filter(status=EntryRequestStatus.OPEN)
