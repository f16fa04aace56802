from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Exists, OuterRef, Q

from customers.states import UNDECIDED, WORKING
from partnercenter.core.text import prefix_range, search_key
from relationships.models import ResellerRelationship

if TYPE_CHECKING:
    from accounts.models import Tenant
    from customers.models import Candidate, Customer, CustomerImport  # noqa: F401  names in quotes


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, tenant: Tenant) -> CustomerQuerySet:
        """The customer itself, and the partners that serve it now."""
        serving = ResellerRelationship.objects.active().held_by(tenant).of_customer(OuterRef("tenant"))  # type: ignore[arg-type]
        return self.filter(Q(tenant=tenant) | Exists(serving))


class CustomerImportQuerySet(models.QuerySet["CustomerImport"]):
    def visible_to(self, tenant: Tenant) -> CustomerImportQuerySet:
        return self.filter(partner=tenant)

    def undecided(self) -> CustomerImportQuerySet:
        """Those whose file is kept: not read yet, or waiting for the person's word."""
        return self.filter(status__in=UNDECIDED)

    def waiting(self) -> CustomerImportQuerySet:
        """Those on which a worker has something to do, the oldest first."""
        return self.filter(status__in=WORKING).order_by("id")

    def light(self) -> CustomerImportQuerySet:
        """Without the file and the whole log."""
        return self.defer("content", "fault_log")

    def for_list(self) -> CustomerImportQuerySet:
        """Without the file and the errors."""
        return self.defer("content", "fault_log", "errors").select_related("uploaded_by")


class CandidateQuerySet(models.QuerySet["Candidate"]):
    def visible_to(self, tenant: Tenant) -> CandidateQuerySet:
        return self.filter(partner=tenant)

    def for_list(self) -> CandidateQuerySet:
        return self.select_related("country")

    def search(self, text: str) -> CandidateQuerySet:
        """By prefix of name or domain."""
        key = search_key(text)
        if not key:
            return self
        low, high = prefix_range(key)
        name = Q(name_key__gte=low, name_key__lt=high)
        return self.filter(name | Q(domain__gte=low, domain__lt=high))
