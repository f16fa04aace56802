"""Reading and signing the MPA: by a global admin, once; everybody else learns who can."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from accounts import policies
from accounts.models import AgreementAcceptance
from accounts.permissions import Role
from partnercenter.core import tenancy
from partnercenter.core.errors import DomainError
from partnercenter.core.models import AuditEvent
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

OTHERS = [role.value for role in Role if role != Role.GLOBAL_ADMIN]


@pytest.fixture
def unsigned(contoso: World) -> World:
    """contoso's direct-bill partner has not signed; its provider and reseller have."""
    return contoso


def urls(world: World, kind: str) -> tuple[str, str]:
    slug = getattr(world, kind).slug
    return f"/t/{slug}/agreements/", f"/t/{slug}/agreements/mpa/"


def version(world: World) -> int:
    return AgreementAcceptance.objects.filter(tenant=world.provider).get().agreement.version


@pytest.mark.rule("S004-5", "S004-9")
def test_a_global_admin_reads_the_text_and_signs(unsigned, client_for):
    listing, sign = urls(unsigned, "direct")
    client = client_for(unsigned.people["direct"]["global_admin"])
    assert "Not signed" in client.get(listing).content.decode()
    page = client.get(sign).content.decode()
    assert "1. What this is about." in page
    assert "Sign the agreement" in page
    response = client.post(sign, {"is_read": "on", "version": version(unsigned)}, follow=True)
    assert "The Microsoft Partner Agreement is signed." in response.content.decode()
    acceptance = AgreementAcceptance.objects.get(tenant=unsigned.direct)
    assert acceptance.accepted_by == unsigned.people["direct"]["global_admin"]
    assert acceptance.signer_name in response.content.decode()
    assert "Sign the agreement" not in response.content.decode()
    policies.require_may_transact(unsigned.direct)


@pytest.mark.rule("S004-5")
def test_signing_again_is_signing_once(unsigned, client_for):
    sign = urls(unsigned, "direct")[1]
    client = client_for(unsigned.people["direct"]["global_admin"])
    for _ in range(3):
        assert client.post(sign, {"is_read": "on", "version": version(unsigned)}).status_code == 302
    assert AgreementAcceptance.objects.filter(tenant=unsigned.direct).count() == 1
    assert AuditEvent.objects.filter(action="agreement.accepted", tenant=unsigned.direct).count() == 1


@pytest.mark.situation("C-066")
def test_who_is_in_two_organisations_signs_for_the_one_in_the_address(unsigned, client_for):
    user = unsigned.people["direct"]["global_admin"]
    other = make.TenantFactory(direct_bill=True)
    make.MembershipFactory(user=user, tenant=other)
    client = client_for(user)
    client.get(urls(unsigned, "direct")[1])  # tab A
    client.get(f"/t/{other.slug}/agreements/mpa/")  # tab B
    client.post(urls(unsigned, "direct")[1], {"is_read": "on", "version": version(unsigned)})
    assert AgreementAcceptance.objects.filter(tenant=unsigned.direct).exists()
    assert not AgreementAcceptance.objects.filter(tenant=other).exists()


def test_many_signatures_at_once_are_one(committed_db):
    with tenancy.system(reason="test"):
        agreement = make.AgreementFactory()
        tenant = make.TenantFactory(direct_bill=True)
        clients = [PortalClient() for _ in range(8)]
        for client in clients:
            client.force_login(make.MembershipFactory(tenant=tenant).user)
    sent = {"is_read": "on", "version": agreement.version}

    def sign(client: PortalClient) -> int:
        try:
            return client.post(f"/t/{tenant.slug}/agreements/mpa/", sent).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(sign, clients)) == [302] * 8
    with tenancy.system(reason="test"):
        assert AgreementAcceptance.objects.count() == 1
        assert AuditEvent.objects.filter(action="agreement.accepted").count() == 1


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"version": "1"},
        {"is_read": "on"},
        {"is_read": "on", "version": "0"},
        {"is_read": "on", "version": "x"},
        {"is_read": "on", "version": "9" * 40},
    ],
)
def test_without_the_box_or_with_another_version_nothing_is_signed(unsigned, client_for, sent):
    sign = urls(unsigned, "direct")[1]
    client = client_for(unsigned.people["direct"]["global_admin"])
    response = client.post(sign, sent)
    assert response.status_code == 200
    assert response.context["form"].errors
    assert not AgreementAcceptance.objects.filter(tenant=unsigned.direct).exists()


def test_a_version_published_meanwhile_is_read_before_it_is_signed(unsigned, client_for):
    sign = urls(unsigned, "direct")[1]
    client = client_for(unsigned.people["direct"]["global_admin"])
    old = version(unsigned)
    newer = make.AgreementFactory(version=old + 1, text="A newer text.")
    response = client.post(sign, {"is_read": "on", "version": old})
    page = response.content.decode()
    assert "This is a newer version" in page
    assert "A newer text." in page
    assert f'name="version" value="{newer.version}"' in page
    assert "checked" not in page
    assert client.post(sign, {"is_read": "on", "version": newer.version}).status_code == 302
    assert AgreementAcceptance.objects.get(tenant=unsigned.direct).agreement == newer


def test_who_signed_an_earlier_version_may_sign_the_new_one_and_need_not(unsigned, client_for):
    sign = urls(unsigned, "provider")[1]
    client = client_for(unsigned.admin)
    newer = make.AgreementFactory(version=version(unsigned) + 1)
    assert "still holds" in client.get(sign).content.decode()
    policies.require_may_transact(unsigned.provider)
    assert client.post(sign, {"is_read": "on", "version": newer.version}).status_code == 302
    assert AgreementAcceptance.objects.filter(tenant=unsigned.provider).count() == 2


@pytest.mark.rule("S004-5")
@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_see_that_it_is_unsigned_and_who_can_sign(unsigned, client_for, role):
    listing, sign = urls(unsigned, "direct")
    client = client_for(unsigned.people["direct"][role])
    signer = unsigned.people["direct"]["global_admin"].full_name
    page = client.get(listing).content.decode()
    assert "Not signed" in page
    assert signer in page
    for response in (client.get(sign), client.post(sign, {"is_read": "on", "version": version(unsigned)})):
        assert response.status_code == 403
        assert signer in response.content.decode()
        assert "What this is about" not in response.content.decode()
    assert not AgreementAcceptance.objects.filter(tenant=unsigned.direct).exists()


def test_a_closed_account_is_nobody_to_ask(unsigned, client_for):
    admin = unsigned.people["direct"]["global_admin"]
    admin.is_active = False
    admin.save()
    page = (
        client_for(unsigned.people["direct"]["sales_agent"]).get(urls(unsigned, "direct")[0]).content.decode()
    )
    assert admin.full_name not in page
    assert "has none yet" in page


@pytest.mark.rule("S004-6", "S004-7")
def test_the_page_says_what_an_unsigned_agreement_blocks_and_what_not(unsigned, client_for):
    page = (
        client_for(unsigned.people["direct"]["sales_agent"]).get(urls(unsigned, "direct")[0]).content.decode()
    )
    assert "no new orders can be placed" in page
    assert "its MPN ID cannot be named on a new subscription" in page
    assert "Partnerships can be requested and accepted all the same." in page
    with pytest.raises(DomainError, match="mpa_unsigned"):
        policies.require_may_transact(unsigned.direct)


def test_a_customer_does_not_sign_the_mpa(contoso, client_for):
    listing, sign = urls(contoso, "customer")
    client = client_for(contoso.people["customer"]["global_admin"])
    assert "Microsoft Partner Agreement" not in client.get(listing).content.decode()
    assert client.get(sign).status_code == 403
    assert client.post(sign, {"is_read": "on", "version": version(contoso)}).status_code == 403
    assert not AgreementAcceptance.objects.filter(tenant=contoso.customer).exists()


def test_a_partner_in_no_programme_has_nothing_to_sign_yet(contoso, client_for):
    contoso.direct.profile.programmes = []
    contoso.direct.profile.save()
    page = client_for(contoso.people["direct"]["global_admin"]).get(urls(contoso, "direct")[0])
    assert "in no programme yet" in page.content.decode()


def test_before_anything_is_published(db, client_for):
    tenant = make.TenantFactory(direct_bill=True)
    user = make.MembershipFactory(tenant=tenant).user
    client = client_for(user)
    sign = f"/t/{tenant.slug}/agreements/mpa/"
    assert "There is no agreement to sign yet" in client.get(sign).content.decode()
    assert client.post(sign, {"is_read": "on"}).status_code == 200
