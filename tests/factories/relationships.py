from __future__ import annotations

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from relationships.models import Partnership, ResellerRelationship
from relationships.states import Capacity
from tests.factories.accounts import TenantFactory


class PartnershipFactory(DjangoModelFactory):
    class Meta:
        model = Partnership

    provider = factory.SubFactory(TenantFactory, provider=True)
    reseller = factory.SubFactory(TenantFactory, reseller=True)
    provider_key = factory.SelfAttribute("provider.name_key")
    reseller_key = factory.SelfAttribute("reseller.name_key")
    provider_domain = factory.SelfAttribute("provider.domain")
    reseller_domain = factory.SelfAttribute("reseller.domain")


class ResellerRelationshipFactory(DjangoModelFactory):
    class Meta:
        model = ResellerRelationship

    partner = factory.SubFactory(TenantFactory, direct_bill=True)
    customer = factory.SubFactory(TenantFactory, customer=True)
    customer_key = factory.SelfAttribute("customer.name_key")
    customer_domain = factory.SelfAttribute("customer.domain")
    customer_ref = factory.SelfAttribute("customer.public_id")
    capacity = Capacity.DIRECT
    admin_access_at = factory.LazyAttribute(lambda o: None if o.admin_access == "none" else timezone.now())
    admin_access = "none"
