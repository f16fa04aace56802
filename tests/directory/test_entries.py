"""The official list is the operators' to keep (S000-7), and what partners publish can be taken down."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.actions import lift_suspension, rename_tenant, suspend_tenant
from directory import actions
from directory.models import BusinessProfile, Listing
from directory.values import ProfileValues
from partnercenter.core.actor import OperatorActor
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent
from tests import factories as make
from tests.directory.pictures import HTML, png
from tests.operators import REASON, begin, last_event, operate, operator_client, staff, url

pytestmark = pytest.mark.usefixtures("db")
WORDS = {
    "description": "We help.",
    "website": "https://x.example",
    "linkedin": "",
    "countries": ["KR"],
    "services": ["training", "financing"],
    "languages": ["ko"],
}


def by() -> OperatorActor:
    return OperatorActor(staff(), REASON)


def entry(**more) -> BusinessProfile:
    return make.BusinessProfileFactory(tenant=make.TenantFactory(provider=True), **more)


def refused(code: str, action, **arguments) -> None:
    with pytest.raises(DomainError) as caught:
        action(**arguments)
    assert caught.value.code == code


@pytest.mark.rule("S000-6", "S000-7")
def test_an_operator_opens_fills_and_lists_an_entry(client):
    tenant = make.TenantFactory(provider=True, slug="adatum", name="Adatum")
    operator = operator_client()
    begin(operator, "directory.businessprofile", "new", tenant="adatum")
    profile = BusinessProfile.objects.get(tenant=tenant)
    assert operate(operator, profile, "list").status_code == 422, "an empty entry is not listed"
    operate(operator, profile, "describe", **WORDS)
    assert client.get(f"/providers/{tenant.public_id}/").status_code == 404
    operate(operator, profile, "list")
    text = client.get(f"/providers/{tenant.public_id}/").content.decode()
    for words in ("We help.", "https://x.example", "Technical training", "Financing", "Korean"):
        assert words in text
    assert last_event("directory_entry.listed").reason == REASON
    operate(operator, profile, "unlist")
    assert client.get(f"/providers/{tenant.public_id}/").status_code == 404
    assert not Listing.objects.exists()


@pytest.mark.rule("S000-7")
def test_what_an_operator_changes_in_a_listed_entry_is_public_at_once(client):
    profile = entry()
    operator = operator_client()
    operate(operator, profile, "list")
    operate(operator, profile, "describe", **WORDS)
    operate(operator, profile, "logo", logo=SimpleUploadedFile("logo.png", png()))
    listing = Listing.objects.get()
    assert (listing.description, listing.services) == ("We help.", ["financing", "training"])
    assert client.get(f"/logos/{listing.logo_digest}/").status_code == 200
    assert operate(operator, profile, "logo").status_code == 302
    assert client.get(f"/logos/{listing.logo_digest}/").status_code == 404
    answer = operate(operator, profile, "describe", **WORDS | {"description": ""})
    assert answer.status_code == 422, "what is listed stays whole"
    assert operate(operator, profile, "logo", logo=SimpleUploadedFile("a.png", HTML)).status_code == 422


@pytest.mark.rule("S000-6")
def test_only_providers_are_listed_and_once():
    partner, provider = make.BusinessProfileFactory(), entry()
    refused("not_provider", actions.list_entry, profile=partner, by=by())
    refused("not_provider", actions.describe_entry, profile=partner, values=ProfileValues(), by=by())
    refused("not_provider", actions.open_entry, tenant=partner.tenant, by=by())
    refused("not_partner", actions.open_entry, tenant=make.TenantFactory(customer=True), by=by())
    refused("unchanged", actions.open_entry, tenant=provider.tenant, by=by())
    actions.list_entry(profile=provider, by=by())
    refused("unchanged", actions.list_entry, profile=provider, by=by())
    assert AuditEvent.objects.filter(action="directory_entry.listed").count() == 1


def test_nothing_changed_is_no_event():
    profile = entry()
    before = AuditEvent.objects.count()
    actions.describe_entry(profile=profile, values=ProfileValues.of(profile), by=by())
    assert AuditEvent.objects.count() == before


@pytest.mark.rule("S003-7")
@pytest.mark.situation("C-011")
def test_a_profile_that_may_not_stand_is_taken_down_and_the_partner_reads_why(contoso, client_for):
    profile = make.BusinessProfileFactory(tenant=contoso.reseller, is_public=True)
    operator = operator_client()
    operate(operator, profile, "hold")
    assert not Listing.objects.exists()
    client = client_for(contoso.reseller_admin)
    base = f"/t/{contoso.reseller.slug}/"
    assert "Your business profile was taken down" in client.get(base).content.decode()
    assert REASON in client.get(f"{base}settings/business-profile/").content.decode()
    client.post(f"{base}settings/business-profile/publish/")
    assert not Listing.objects.exists(), "not before an operator lets it"
    operate(operator, profile, "release")
    client.post(f"{base}settings/business-profile/publish/")
    assert Listing.objects.filter(tenant=contoso.reseller).exists()
    assert last_event("business_profile.held").reason == REASON


def test_a_provider_is_unlisted_and_never_held():
    profile = entry(is_public=True)
    refused("operators_keep_it", actions.hold_profile, profile=profile, by=by())
    page = operator_client().get(url("directory.businessprofile", "change", profile.pk)).content.decode()
    assert "unlist</a>" in page or "/do/unlist/" in page
    assert "/do/hold/" not in page


def test_a_renamed_partner_is_found_by_its_new_name(client):
    profile = make.BusinessProfileFactory(is_public=True)
    rename_tenant(tenant=profile.tenant, name="새 이름", by=by())
    assert "새 이름" in client.get("/partners/", {"q": "새"}).content.decode()


def test_nobody_finds_a_suspended_organisation(client):
    listed = [entry(is_public=True), make.BusinessProfileFactory(is_public=True)]
    quiet = entry()
    for profile in (*listed, quiet):
        suspend_tenant(tenant=profile.tenant, by=by())
    assert not Listing.objects.exists()
    for profile in (*listed, quiet):
        lift_suspension(tenant=profile.tenant, by=by())
    assert {row.tenant_id for row in Listing.objects.all()} == {profile.tenant_id for profile in listed}
    assert client.get(f"/providers/{listed[0].tenant.public_id}/").status_code == 200
