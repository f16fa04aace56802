"""Keeping what relationships repeat of their tenants in step with them."""

from __future__ import annotations

from django.db import transaction

from accounts.models import Tenant
from accounts.states import CustomerAgreement
from partnercenter.core import tenancy
from relationships.models import Partnership, ResellerRelationship


def follow_rename(tenant: Tenant) -> None:
    """Sort keys of a renamed tenant."""
    Partnership.objects.filter(provider=tenant).update(provider_key=tenant.name_key)
    Partnership.objects.filter(reseller=tenant).update(reseller_key=tenant.name_key)
    ResellerRelationship.objects.of_customer(tenant).update(customer_key=tenant.name_key)


@transaction.atomic
def follow_customer_agreement(*, customer: Tenant, state: CustomerAgreement) -> None:
    """How the customer's agreement stands, in the rows of all its partners, whichever of them attested it."""
    with tenancy.system(reason="customer agreement in relationships"):
        ResellerRelationship.objects.of_customer(customer).update(customer_agreement=state)
