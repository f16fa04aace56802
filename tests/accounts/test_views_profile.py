"""The partner profile: what the organisation is, who can do what, and what others change for it."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.permissions import ROLE_PERMISSIONS, Permission, Role, tenant_allows
from tests import factories as make


def page(client, tenant) -> str:
    response = client.get(f"/t/{tenant.slug}/settings/profile/")
    assert response.status_code == 200
    return response.content.decode()


def test_what_the_organisation_is(contoso, client_for):
    make.LocationFactory(tenant=contoso.reseller, name="Second office", mpn_id="5550001", is_default=False)
    text = page(client_for(contoso.people["reseller"]["sales_agent"]), contoso.reseller)
    for fact in (
        contoso.reseller.name,
        contoso.reseller.domain,
        "Indirect reseller",
        "Public cloud",
        contoso.reseller.country.name,
        contoso.reseller.region.name,
        contoso.reseller.profile.global_account_id,
        contoso.reseller.profile.primary_contact,
        contoso.reseller.mpn_id,
        "5550001",
    ):
        assert str(fact) in text, fact


def test_the_global_account_id_may_not_transact_and_the_page_says_so(contoso, client_for):
    text = page(client_for(contoso.admin), contoso.provider)
    assert "It may not be used to transact" in text


def test_the_page_leads_to_what_others_find(contoso, client_for):
    for user, tenant in ((contoso.admin, contoso.provider), (contoso.reseller_admin, contoso.reseller)):
        assert f'href="/t/{tenant.slug}/settings/business-profile/"' in page(client_for(user), tenant)


@pytest.mark.parametrize("kind", ["provider", "reseller", "direct", "customer"])
def test_who_can_do_what_is_the_table_of_rights(contoso, client_for, kind):
    tenant = getattr(contoso, kind)
    response = client_for(contoso.people[kind]["helpdesk_agent"]).get(f"/t/{tenant.slug}/settings/profile/")
    shown = response.context["rights"]
    expected = [p for p in Permission if tenant_allows(tenant, p)]
    assert len(shown) == len(expected)
    for right, permission in zip(shown, expected, strict=True):
        roles = ROLE_PERMISSIONS[permission]
        assert right.roles == [role.label for role in Role if role.value in roles]
        assert set(right.people) == {contoso.people[kind][role].full_name for role in roles}


def test_colleagues_with_their_roles_and_nobody_elses(contoso, fabrikam, client_for):
    text = page(client_for(contoso.admin), contoso.provider)
    for user in contoso.people["provider"].values():
        assert user.full_name in text
        assert user.email in text
    assert contoso.people["reseller"]["global_admin"].email not in text
    assert fabrikam.canary not in text


def test_the_same_queries_for_few_and_many_colleagues(contoso, client_for):
    client = client_for(contoso.admin)
    page(client, contoso.provider)
    with CaptureQueriesContext(connection) as few:
        page(client, contoso.provider)
    for _ in range(25):
        make.MembershipFactory(tenant=contoso.provider)
        make.LocationFactory(tenant=contoso.provider, is_default=False)
    with CaptureQueriesContext(connection) as many:
        page(client, contoso.provider)
    assert len(many) == len(few)
    assert len(few) <= 12
