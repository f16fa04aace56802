"""The way in: to one's organisation, or to the choice among several."""

from __future__ import annotations

import pytest

from accounts.models import Membership
from tests import factories as make

pytestmark = pytest.mark.usefixtures("db")


def test_a_stranger_is_asked_to_sign_in(client):
    assert client.get("/").url == "/accounts/login/"


def test_who_is_in_one_organisation_is_taken_there(contoso, client_for):
    response = client_for(contoso.admin).get("/")
    assert response.url == f"/t/{contoso.provider.slug}/"


def test_who_is_in_several_chooses(contoso, client_for):
    make.MembershipFactory(user=contoso.admin, tenant=contoso.reseller, roles=["sales_agent", "global_admin"])
    client = client_for(contoso.admin)
    response = client.get("/")
    assert response.url == "/organisations/"
    page = client.get(response.url).content.decode()
    for tenant in (contoso.provider, contoso.reseller):
        assert f'href="/t/{tenant.slug}/"' in page
        assert tenant.name in page
    assert "Indirect provider" in page
    assert "Indirect reseller" in page
    assert "Global admin, Sales agent" in page  # in the order of the role table
    assert contoso.customer.name not in page


def test_who_is_in_none_is_told_whom_to_ask(client_for):
    client = client_for(make.UserFactory(email="lonely@nowhere.example"))
    assert client.get("/").url == "/organisations/"
    page = client.get("/organisations/").content.decode()
    assert "You are in no organisation yet" in page
    assert "lonely@nowhere.example" in page


def test_nobody_sees_anothers_organisations(contoso, fabrikam, client_for):
    make.MembershipFactory(user=contoso.admin, tenant=contoso.reseller)
    page = client_for(contoso.admin).get("/organisations/").content.decode()
    assert contoso.canary in page
    assert fabrikam.canary not in page


def test_a_membership_that_ends_closes_the_door_at_once(contoso, client_for):
    client = client_for(contoso.admin)
    assert client.get(f"/t/{contoso.provider.slug}/").status_code == 200
    Membership.objects.filter(user=contoso.admin).delete()
    assert client.get(f"/t/{contoso.provider.slug}/").status_code == 404
    assert client.get("/").url == "/organisations/"


@pytest.mark.parametrize("slug", ["nobody-here", "x" * 300, "-"])
def test_no_organisation_and_somebody_elses_are_the_same_page(contoso, fabrikam, client_for, slug):
    client = client_for(contoso.admin)
    theirs, none = client.get(f"/t/{fabrikam.provider.slug}/"), client.get(f"/t/{slug}/")
    assert theirs.status_code == none.status_code == 404
    assert theirs.content == none.content
