from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from accounts.models import Country
from customers.models import Candidate, Customer, CustomerImport
from invitations.recipients import address_key
from partnercenter.core.text import search_key
from tests.factories.accounts import TenantFactory, UserFactory


class CustomerFactory(DjangoModelFactory):
    """The details of a customer in Korea; `CustomerFactory(tenant=…)`."""

    class Meta:
        model = Customer

    tenant = factory.SubFactory(TenantFactory, customer=True)
    address_line1 = "Teheran-ro 152"
    city = "Gangnam-gu"
    state = "서울특별시"
    postal_code = "06236"
    first_name = "Bora"
    last_name = factory.Sequence(lambda n: f"Han {n}")
    email = factory.LazyAttribute(lambda o: f"office@{o.tenant.domain}")
    phone = "+82 2-312-3456"
    language = "en"


class CustomerImportFactory(DjangoModelFactory):
    class Meta:
        model = CustomerImport

    partner = factory.SubFactory(TenantFactory, direct_bill=True)
    uploaded_by = factory.SubFactory(UserFactory)
    file_name = "customers.csv"
    content = b"name,domain,country,email\n"


class CandidateFactory(DjangoModelFactory):
    class Meta:
        model = Candidate

    partner = factory.SubFactory(TenantFactory, direct_bill=True)
    name = factory.Sequence(lambda n: f"Candidate {n}")
    name_key = factory.LazyAttribute(lambda o: search_key(o.name))
    domain = factory.Sequence(lambda n: f"candidate{n}.example")
    country = factory.LazyFunction(lambda: Country.objects.select_related("region").get(code="KR"))
    contact_email = factory.LazyAttribute(lambda o: f"office@{o.domain}")
    contact_key = factory.LazyAttribute(lambda o: address_key(o.contact_email))
