"""The first steps on the overview of a partner: each tick is a fact; and the location that was postponed."""

from __future__ import annotations

import pytest
from django.utils import timezone

from accounts.models import Location, PartnerProfile, Tenant
from accounts.permissions import Role
from accounts.states import AgreementKind
from tests import factories as make
from tests.accounts import factors

LOCATION = "Location with its MPN ID"
MPA = "Microsoft Partner Agreement signed"


@pytest.fixture
def young(db) -> Tenant:
    """A reseller that has joined, and postponed its location."""
    make.AgreementFactory(kind=AgreementKind.MPA)
    tenant = make.TenantFactory(reseller=True)
    make.LegalProfileFactory(tenant=tenant)
    PartnerProfile.objects.filter(tenant=tenant).update(contact_confirmed_at=timezone.now())
    tenant.locations.all().delete()
    return tenant


def admin_of(tenant: Tenant, role: Role = Role.GLOBAL_ADMIN):
    return make.MembershipFactory(tenant=tenant, roles=[role]).user


def checklist(client, tenant: Tenant) -> dict[str, str]:
    sections = client.get(f"/t/{tenant.slug}/").context["sections"]
    found = [section.content for section in sections if section.id == "first-steps"]
    return {str(step.label): str(step.badge.label) for one in found for step in one.steps}


def test_a_new_reseller_sees_seven_steps_with_what_is_done(young, client_for):
    client = client_for(admin_of(young))
    assert checklist(client, young) == {
        "Company details": "Completed",
        "Primary contact confirmed": "Completed",
        LOCATION: "Not yet started",
        MPA: "Cannot start yet",
        "Two-step verification of your account": "Not yet started",
        "First colleague": "Not yet started",
        "First partnership": "Not yet started",
    }
    text = client.get(f"/t/{young.slug}/").content.decode()
    assert "2 of 7 completed" in text
    assert "First add the location." in text


def test_each_tick_follows_its_fact_and_the_list_goes_when_all_are_there(young, client_for):
    user = admin_of(young)
    client = client_for(user)
    make.LocationFactory(tenant=young)
    assert checklist(client, young)[LOCATION] == "Completed"
    assert checklist(client, young)[MPA] == "Not yet started"
    make.AgreementAcceptanceFactory(tenant=young)
    assert checklist(client, young)[MPA] == "Completed"
    admin_of(young, Role.SALES_AGENT)
    assert checklist(client, young)["First colleague"] == "Completed"
    make.PartnershipFactory(reseller=young)
    assert checklist(client, young)["First partnership"] == "Completed"
    factors.with_app(user)
    assert checklist(client_for(user), young) == {}


def test_it_is_for_a_global_admin(young, client_for):
    assert checklist(client_for(admin_of(young, Role.ADMIN_AGENT)), young) == {}


def test_a_direct_bill_partner_has_no_partnership_to_make(db, client_for):
    tenant = make.TenantFactory(direct_bill=True)
    assert "First partnership" not in checklist(client_for(admin_of(tenant)), tenant)


@pytest.mark.rule("S000-23")
def test_the_postponed_location_is_added_once(young, client_for):
    client = client_for(admin_of(young))
    path = f"/t/{young.slug}/settings/profile/location/"
    assert path in client.get(f"/t/{young.slug}/settings/profile/").content.decode()
    assert client.get(path).status_code == 200
    taken = make.TenantFactory(reseller=True).locations.get()
    for wrong in (young.profile.global_account_id, taken.mpn_id, "12", ""):
        answer = client.post(path, {"mpn_id": wrong})
        assert "mpn_id" in answer.context["form"].errors, wrong
    assert client.post(path, {"mpn_id": "4999777"}).status_code == 302
    location = Location.objects.get(tenant=young)
    assert (location.mpn_id, location.country_id, location.is_default) == ("4999777", young.country_id, True)
    assert client.get(path).status_code == 302
    assert "There is a location already" in client.post(path, {"mpn_id": "4999778"}).content.decode()


@pytest.mark.rule("S004-5")
def test_without_a_location_nothing_is_signed(young, client_for):
    client = client_for(admin_of(young))
    path = f"/t/{young.slug}/agreements/mpa/"
    body = {"is_read": "on", "version": client.get(path).context["form"]["version"].value()}
    assert "no location with an MPN ID yet" in client.post(path, body).content.decode()
    assert not young.acceptances.exists()
    client.post(f"/t/{young.slug}/settings/profile/location/", {"mpn_id": "4999777"})
    assert client.post(path, body).status_code == 302
    assert young.acceptances.count() == 1
