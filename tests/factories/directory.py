from __future__ import annotations

from datetime import timedelta

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from directory.models import BusinessProfile, EntryRequest, Lead, Listing, Logo, ProfileLocation
from directory.states import ListingKind
from tests.factories.accounts import TenantFactory, UserFactory


class LogoFactory(DjangoModelFactory):
    """Bytes that no browser draws; what draws is in tests/directory/pictures.py."""

    class Meta:
        model = Logo

    tenant = factory.SubFactory(TenantFactory, direct_bill=True)
    digest = factory.Sequence(lambda n: f"{n:064x}")
    content = b"\x89PNG\r\n\x1a\n"
    content_type = "image/png"
    width = height = 216


class BusinessProfileFactory(DjangoModelFactory):
    """Of a direct-bill partner, whole and not published; `is_public=True` publishes it."""

    class Meta:
        model = BusinessProfile
        skip_postgeneration_save = True

    tenant = factory.SubFactory(TenantFactory, direct_bill=True)
    description = "We look after small companies."
    countries = factory.LazyAttribute(lambda o: [o.tenant.country_id])
    services = factory.LazyFunction(lambda: ["consulting", "support"])
    languages = factory.LazyFunction(lambda: ["en", "ko"])

    @factory.post_generation
    def is_public(self, create, extracted, **kwargs):
        if create and extracted:
            ListingFactory(tenant=self.tenant, description=self.description)
            self.status, self.published_at = "published", timezone.now()
            self.save()


class ProfileLocationFactory(DjangoModelFactory):
    class Meta:
        model = ProfileLocation

    profile = factory.SubFactory(BusinessProfileFactory)
    tenant = factory.SelfAttribute("profile.tenant")
    name = factory.Sequence(lambda n: f"Office {n}")
    country = factory.SelfAttribute("tenant.country")
    slot = 1
    address_line1 = "Teheran-ro 152"
    city = "Gangnam-gu"
    state = "서울특별시"
    postal_code = "06236"
    phone = "+82 2-312-3456"


class ListingFactory(DjangoModelFactory):
    """A public entry in the list of its organisation's kind."""

    class Meta:
        model = Listing

    tenant = factory.SubFactory(TenantFactory, provider=True)
    public_id = factory.SelfAttribute("tenant.public_id")
    kind = factory.LazyAttribute(
        lambda o: ListingKind.PROVIDER if "indirect_provider" in o.tenant.programmes else ListingKind.PARTNER
    )
    name = factory.SelfAttribute("tenant.name")
    name_key = factory.SelfAttribute("tenant.name_key")
    country = factory.SelfAttribute("tenant.country")
    region = factory.SelfAttribute("country.region")
    cloud = factory.SelfAttribute("tenant.cloud")
    programmes = factory.LazyAttribute(lambda o: sorted(o.tenant.programmes))
    description = "We look after small companies."
    countries = factory.LazyAttribute(lambda o: [o.tenant.country_id])
    services = factory.LazyFunction(lambda: ["consulting", "support"])
    languages = factory.LazyFunction(lambda: ["en", "ko"])
    published_at = factory.LazyFunction(timezone.now)


class LeadFactory(DjangoModelFactory):
    """Of a customer, just received."""

    class Meta:
        model = Lead

    partner = factory.SubFactory(TenantFactory, direct_bill=True)
    kind = "customer"
    company = factory.Sequence(lambda n: f"Bakery {n}")
    company_key = factory.LazyAttribute(lambda o: o.company.casefold())
    country = factory.SelfAttribute("partner.country")
    contact_name = "Lee Sora"
    email = factory.Sequence(lambda n: f"sora{n}@bakery.example")
    email_key = factory.SelfAttribute("email")
    message = "We need mail for twelve people."
    language = "en"
    expires_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))


class EntryRequestFactory(DjangoModelFactory):
    """Of a provider, waiting for an operator."""

    class Meta:
        model = EntryRequest

    tenant = factory.SubFactory(TenantFactory, provider=True)
    asked_by = factory.SubFactory(UserFactory)
    text = "We serve Japan now, too."
