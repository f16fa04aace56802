"""Rules that hold however a partnership comes about."""

from __future__ import annotations

import pytest

from accounts.models import Country, Tenant
from accounts.states import Cloud, Programme
from partnercenter.core.errors import DomainError
from relationships import policies
from tests import factories as make

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def provider() -> Tenant:
    return make.TenantFactory(provider=True, name="Provider")


@pytest.fixture
def reseller() -> Tenant:
    return make.TenantFactory(reseller=True, name="Reseller")


def refused(provider: Tenant, reseller: Tenant) -> str:
    with pytest.raises(DomainError) as caught:
        policies.require_partnership_possible(provider, reseller)
    return caught.value.code


@pytest.mark.rule("S000-8", "S000-11")
def test_provider_and_enrolled_reseller_may_connect(provider: Tenant, reseller: Tenant) -> None:
    policies.require_partnership_possible(provider, reseller)


@pytest.mark.rule("S004-15", "D12")
@pytest.mark.situation("C-017")
def test_nobody_connects_with_itself_or_an_affiliate(provider: Tenant, reseller: Tenant) -> None:
    assert refused(provider, provider) == "same_tenant"
    provider.company_group = reseller.company_group = "Wingtip Holding"
    assert refused(provider, reseller) == "affiliate"


@pytest.mark.rule("D12")
def test_no_group_is_not_a_common_group(provider: Tenant, reseller: Tenant) -> None:
    provider.company_group = reseller.company_group = ""
    policies.require_partnership_possible(provider, reseller)


@pytest.mark.rule("S004-22")
def test_only_within_one_region_and_the_sentence_names_both(provider: Tenant) -> None:
    abroad = make.TenantFactory(
        reseller=True, country=Country.objects.select_related("region").get(code="DE")
    )
    with pytest.raises(DomainError) as caught:
        policies.require_partnership_possible(provider, abroad)
    assert caught.value.code == "other_region"
    assert str(provider.region) in str(caught.value.message)
    assert str(abroad.region) in str(caught.value.message)


@pytest.mark.rule("S004-22")
def test_two_countries_of_one_region_may_connect() -> None:
    region = make.RegionFactory()
    one, other = make.CountryFactory.create_batch(2, region=region)
    policies.require_partnership_possible(
        make.TenantFactory(provider=True, country=one), make.TenantFactory(reseller=True, country=other)
    )


def test_only_within_one_cloud(provider: Tenant, reseller: Tenant) -> None:
    reseller.cloud = Cloud.US_GOV
    assert refused(provider, reseller) == "other_cloud"


@pytest.mark.rule("S000-11")
@pytest.mark.parametrize("programmes", [[], [Programme.DIRECT_BILL]])
def test_the_reseller_must_be_enrolled_as_one(provider: Tenant, programmes: list[str]) -> None:
    other = make.TenantFactory()
    make.PartnerProfileFactory(tenant=other, programmes=programmes)
    assert refused(provider, other) == "not_enrolled"


def test_only_a_provider_buys_for_resellers(reseller: Tenant) -> None:
    assert refused(make.TenantFactory(direct_bill=True), reseller) == "not_provider"


def test_one_active_partnership_a_pair(provider: Tenant, reseller: Tenant) -> None:
    make.PartnershipFactory(provider=provider, reseller=reseller)
    assert refused(provider, reseller) == "already_partners"


@pytest.mark.rule("D13")
def test_an_unsigned_agreement_does_not_block_the_partnership(provider: Tenant, reseller: Tenant) -> None:
    assert not reseller.acceptances.exists()
    policies.require_partnership_possible(provider, reseller)


@pytest.mark.rule("S000-36")
def test_the_statement_is_required() -> None:
    with pytest.raises(DomainError) as caught:
        policies.require_statement(accepted=False)
    assert caught.value.field == "statement_accepted"
    policies.require_statement(accepted=True)
