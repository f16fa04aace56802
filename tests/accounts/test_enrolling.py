"""The way from direct-bill to both on its pages (S001), and applying again: what each role of each partner sees."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.utils import timezone

from accounts import actions
from accounts.models import Agreement, AgreementAcceptance, Enrolment, PartnerProfile, Tenant, User
from accounts.permissions import Role
from accounts.states import AgreementKind
from partnercenter.core.actor import OperatorActor
from partnercenter.core.models import OutgoingMail
from tests import factories as make
from tests.client import PortalClient

CONTACT = "go@leaving.example"


def operator() -> OperatorActor:
    return OperatorActor(make.UserFactory(is_staff=True), "asked for in writing")


@pytest.fixture
def leaving(db) -> Tenant:
    """A direct-bill partner about which nothing is missing, identified for offboarding."""
    tenant = make.TenantFactory(domain="leaving.example")
    profile = make.PartnerProfileFactory(
        tenant=tenant,
        programmes=["direct_bill"],
        primary_contact=CONTACT,
        mpn_email="mpn@leaving.example",
        contact_confirmed_at=timezone.now(),
    )
    make.LegalProfileFactory(tenant=tenant)
    make.AgreementAcceptanceFactory(tenant=tenant)
    make.AgreementFactory(kind=AgreementKind.INDIRECT_RESELLER, text="What resellers promise.")
    actions.identify_for_offboarding(profile=profile, by=operator())
    return tenant


def person(tenant: Tenant, role: Role = Role.GLOBAL_ADMIN, name: str = "Kim Min-ji") -> User:
    return make.MembershipFactory(tenant=tenant, roles=[role], user__full_name=name).user


def signed_in(tenant: Tenant, role: Role = Role.GLOBAL_ADMIN) -> PortalClient:
    client = PortalClient()
    client.force_login(person(tenant, role))
    return client


def overview(client: PortalClient, tenant: Tenant) -> Any:
    return client.get(f"/t/{tenant.slug}/")


def page(client: PortalClient, tenant: Tenant, path: str = "") -> str:
    answer = client.get(f"/t/{tenant.slug}/{path}")
    assert answer.status_code == 200
    return answer.content.decode()


def enrol(client: PortalClient, tenant: Tenant, **changes: Any) -> Any:
    body = {"primary_contact": CONTACT, "understood": "on", "submission": str(uuid.uuid4())} | changes
    return client.post(f"/t/{tenant.slug}/enroll/", body)


def accept(client: PortalClient, tenant: Tenant) -> Any:
    version = str(Agreement.objects.current(AgreementKind.INDIRECT_RESELLER).version)
    return client.post(
        f"/t/{tenant.slug}/agreements/indirect-reseller/", {"is_read": "on", "version": version}
    )


def titles(answer: Any) -> list[str]:
    return [str(task.title) for task in answer.context["tasks"]]


@pytest.mark.rule("S001-1", "S001-5", "S001-6", "S001-14")
def test_the_overview_has_the_form_with_the_details_and_the_warning(leaving):
    text = page(signed_in(leaving), leaving)
    for shown in (
        "Become an indirect reseller",
        "Sejong-daero 110",
        leaving.locations.get().mpn_id,
        leaving.profile.global_account_id,
        f'value="{CONTACT}"',
        "There is no way back",
        "Enroll now",
    ):
        assert shown in text


@pytest.mark.rule("S001-7")
def test_nobody_else_sees_it(leaving):
    other = make.TenantFactory(direct_bill=True)
    client = signed_in(other)
    told = "".join(
        page(client, other, path) for path in ("", "settings/profile/", "settings/profile/program/")
    )
    assert "/enroll/" not in told
    assert "ffboarding" not in told
    assert client.get(f"/t/{other.slug}/enroll/")["Location"] == f"/t/{other.slug}/"
    assert enrol(client, other).status_code == 302
    reseller = make.TenantFactory(reseller=True)
    assert "Enroll now" not in page(signed_in(reseller), reseller)
    assert not Enrolment.objects.exists()


@pytest.mark.rule("S001-1")
def test_other_roles_see_who_can(leaving):
    person(leaving, name="Hong Gil-dong")
    answer = overview(signed_in(leaving, Role.SALES_AGENT), leaving)
    assert titles(answer) == ["Become an indirect reseller"]
    assert "Hong Gil-dong" in answer.content.decode()
    assert "Enroll now" not in answer.content.decode()
    assert enrol(signed_in(leaving, Role.ADMIN_AGENT), leaving).status_code == 403


@pytest.mark.rule("S001-6", "S001-9", "S001-11", "S001-12", "S001-13", "S001-17")
def test_from_the_button_to_both(leaving):
    client = signed_in(leaving)
    providers = f"/t/{leaving.slug}/indirect-providers/"
    assert enrol(client, leaving)["Location"] == f"/t/{leaving.slug}/"
    assert OutgoingMail.objects.get(kind="enrolment_approved").to_address == CONTACT
    text = page(client, leaving)
    assert "What resellers promise." in text
    assert "Accept and continue" in text
    assert "Enroll now" not in text
    assert providers not in text, "approved is not enough"
    assert client.get(providers).status_code == 403
    assert accept(client, leaving)["Location"] == f"/t/{leaving.slug}/settings/profile/program/"
    assert PartnerProfile.objects.get(tenant=leaving).programmes == ["direct_bill", "indirect_reseller"]
    text = page(client, leaving)
    assert providers in text
    assert "Accept and continue" not in text
    profile = page(client, leaving, "settings/profile/")
    assert "Indirect reseller, Direct-bill partner" in profile
    assert accept(client, leaving)["Location"] == f"/t/{leaving.slug}/settings/profile/program/", (
        "twice is once"
    )
    assert AgreementAcceptance.objects.filter(kind="indirect_reseller").count() == 1


@pytest.mark.rule("S001-10")
def test_the_state_is_under_settings_partner_settings_partner_profile_program_info(leaving):
    client = signed_in(leaving)
    assert f'href="/t/{leaving.slug}/settings/"' in page(client, leaving)
    settings = page(client, leaving, "settings/")
    assert "Partner settings" in settings
    assert f'href="/t/{leaving.slug}/settings/profile/"' in settings
    assert f'href="/t/{leaving.slug}/settings/profile/program/"' in page(client, leaving, "settings/profile/")
    path = "settings/profile/program/"
    assert "can enroll as indirect reseller" in page(client, leaving, path)
    enrol(client, leaving)
    assert "Approved, agreement pending" in page(client, leaving, path)
    accept(client, leaving)
    text = page(client, leaving, path)
    assert "Direct-bill partner and indirect reseller" in text
    assert "Transition from direct-bill partner" in text


@pytest.mark.rule("S001-4")
def test_what_is_missing_is_said_and_stops_it(leaving):
    leaving.locations.all().delete()
    client = signed_in(leaving)
    assert "There is no location with an MPN ID in your country." in page(client, leaving)
    answer = enrol(client, leaving, primary_contact=f"new@{leaving.domain}")
    assert "There is no location with an MPN ID in your country." in str(
        answer.context["content"].form.errors
    )
    assert f'value="new@{leaving.domain}"' in answer.content.decode(), "what was typed is kept"
    assert not Enrolment.objects.exists()


@pytest.mark.rule("S001-14")
@pytest.mark.parametrize(
    ("changes", "field"),
    [({"understood": ""}, "understood"), ({"primary_contact": "kim@gmail.com"}, "primary_contact")],
)
def test_the_box_and_an_address_of_the_company_are_asked_for(leaving, changes, field):
    answer = enrol(signed_in(leaving), leaving, **changes)
    assert list(answer.context["content"].form.errors) == [field]
    assert not Enrolment.objects.exists()


@pytest.mark.rule("S001-8")
def test_while_an_operator_decides_everybody_sees_until_when(leaving):
    make.TenantFactory(name=leaving.name)  # a namesake: somebody has to look
    client = signed_in(leaving)
    assert enrol(client, leaving).status_code == 302
    enrolment = Enrolment.objects.get(tenant=leaving)
    assert enrolment.is_waiting
    for who in (client, signed_in(leaving, Role.HELPDESK_AGENT)):
        assert titles(overview(who, leaving)) == ["Your application waits for the operator's decision"]
    actions.reject_enrolment(enrolment=enrolment, by=operator(), answer="Say which of the two you are.")
    text = page(client, leaving)
    assert "Enroll now" in text, "after a rejection it may be tried again"
    assert "Say which of the two you are." in text
    assert "Say which of the two you are." in page(client, leaving, "settings/profile/program/")


def test_a_partner_that_was_not_approved_applies_again(db):
    tenant = make.TenantFactory(domain="again.example")
    make.PartnerProfileFactory(tenant=tenant, programmes=[])
    client = signed_in(tenant)
    body = {"programme": "indirect_provider", "primary_contact": "kim@again.example"}
    assert enrol(client, tenant, **body).status_code == 302
    enrolment = Enrolment.objects.get()
    assert client.get(f"/t/{tenant.slug}/enroll/").status_code == 302, "one at a time"
    actions.reject_enrolment(enrolment=enrolment, by=operator(), answer="Name your address.")
    assert titles(overview(client, tenant)) == ["Your organisation holds no programme role yet"]
    assert "Name your address." in page(client, tenant, "enroll/")
    assert "Apply again" in page(client, tenant, "settings/profile/program/")
    assert enrol(client, tenant, **body).status_code == 302
    assert Enrolment.objects.filter(status="applied").count() == 1
