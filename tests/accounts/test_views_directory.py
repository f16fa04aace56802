"""Public pages: the official list of indirect providers, and how the programme works."""

from __future__ import annotations

import html
import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Country, Tenant
from partnercenter.core import tenancy
from tests import factories as make

pytestmark = pytest.mark.usefixtures("db")
LIST = "/providers/"


def provider(name: str, country: str = "KR", *, listed: bool = True, **profile) -> Tenant:
    tenant = make.TenantFactory(provider=True, name=name, country=Country.objects.get(code=country))
    for field, value in {"is_listed": listed, **profile}.items():
        setattr(tenant.profile, field, value)
    tenant.profile.save()
    return tenant


def names(response) -> list[str]:
    return [row.name for row in response.context["rows"]]


@pytest.mark.rule("S001-20", "S000-6")
def test_anybody_can_read_the_official_list(client):
    provider("Zeta Supply"), provider("adatum"), provider("한강디스트리뷰션")
    provider("Not listed", listed=False)
    make.TenantFactory(reseller=True, name="A reseller")
    response = client.get(LIST)
    assert names(response) == ["adatum", "Zeta Supply", "한강디스트리뷰션"]
    assert response.status_code == 200


def test_a_partner_that_is_no_provider_is_not_listed_whatever_its_flag(client):
    tenant = make.TenantFactory(reseller=True, name="A reseller")
    tenant.profile.is_listed = True
    tenant.profile.save()
    assert names(client.get(LIST)) == []
    assert client.get(f"{LIST}{tenant.public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "ada"}, ["Adatum Cloud"]),
        ({"q": "  ADATUM  cl"}, ["Adatum Cloud"]),
        ({"q": "cloud"}, []),
        ({"q": "한강"}, ["한강디스트리뷰션"]),
        ({"q": unicodedata.normalize("NFD", "한강")}, ["한강디스트리뷰션"]),  # decomposed, as macOS sends it
        ({"country": "KR"}, ["한강디스트리뷰션"]),
        ({"country": "DE", "q": "a"}, ["Adatum Cloud"]),
        ({"q": "%"}, []),
        ({"q": "_"}, []),
        ({"country": "ZZ"}, ["Adatum Cloud", "한강디스트리뷰션"]),
        ({"country": "FR"}, ["Adatum Cloud", "한강디스트리뷰션"]),
        ({"q": "x" * 5000}, ["Adatum Cloud", "한강디스트리뷰션"]),
        ({"sort": "password", "after": "xyz"}, ["Adatum Cloud", "한강디스트리뷰션"]),
    ],
)
def test_search_by_name_and_country(client, query, found):
    provider("Adatum Cloud", "DE"), provider("한강디스트리뷰션", "KR")
    response = client.get(LIST, query)
    assert response.status_code == 200
    assert names(response) == found


def test_only_countries_with_a_provider_are_offered(client):
    provider("Adatum", "DE"), provider("Hidden", "FR", listed=False)
    offered = {
        str(value) for value, _label in client.get(LIST).context["filter"].form.fields["country"].choices
    }
    assert offered == {"", "DE"}


def test_pages_by_position(client):
    for number in range(30):
        provider(f"Provider {number:02}")
    seen, url = [], LIST
    while url:
        response = client.get(url)
        seen += names(response)
        url = response.context["page"].next_url
    assert seen == [f"Provider {number:02}" for number in range(30)]


def test_the_same_queries_for_1_row_and_for_25(client):
    provider("One")
    client.get(LIST)
    with CaptureQueriesContext(connection) as few:
        client.get(LIST)
    for number in range(24):
        provider(f"Provider {number:02}")
    with CaptureQueriesContext(connection) as many:
        client.get(LIST)
    assert len(few) == len(many) <= 12


@pytest.mark.situation("C-076")
def test_a_providers_page_shows_its_public_profile_and_nothing_else(contoso, client):
    profile = contoso.provider.profile
    profile.is_listed, profile.website, profile.services = True, "https://contoso.example/", ["Training"]
    profile.save()
    text = client.get(f"{LIST}{contoso.provider.public_id}/").content.decode()
    for shown in (
        contoso.provider.name,
        f"{contoso.canary} description",
        'href="https://contoso.example/"',
        "Training",
    ):
        assert shown in text
    hidden = [
        profile.global_account_id,
        profile.primary_contact,
        contoso.provider.mpn_id,
        contoso.reseller.name,
    ]
    hidden += [person.full_name for person in contoso.people["provider"].values()]
    for secret in hidden:
        assert secret not in text, secret


@pytest.mark.parametrize("website", ["javascript:alert(1)", "data:text/html,x", " https://x.example"])
def test_a_website_that_is_none_is_no_link(client, website):
    tenant = provider("Odd", website=website)
    text = client.get(f"{LIST}{tenant.public_id}/").content.decode()
    assert website not in text
    assert "Website" not in text


@pytest.mark.situation("C-011")
def test_hostile_profiles_are_only_text(client):
    tenant = provider("<script>alert(1)</script>", description="<img src=x onerror=alert(1)>\n{{ 7|add:7 }}")
    for url in (LIST, f"{LIST}{tenant.public_id}/"):
        text = client.get(url).content.decode()
        assert "<script>alert" not in text
        assert "<img" not in text


@pytest.mark.parametrize("public_id", ["a" * 16, "A" * 16, "1", "a" * 17])
def test_unknown_and_unlisted_providers_are_the_same_404(client, public_id):
    hidden = provider("Hidden", listed=False)
    response = client.get(f"{LIST}{public_id}/")
    assert response.status_code == 404
    assert response.content == client.get(f"{LIST}{hidden.public_id}/").content


@pytest.mark.parametrize("path", [LIST, "/programme/"])
def test_the_scope_is_the_requests_own_again_afterwards(client, path):
    before = tenancy.current()
    client.get(path)
    assert tenancy.current() == before


def test_somebody_who_is_signed_in_reads_the_same_list(contoso, client_for):
    provider("Adatum")
    assert names(client_for(contoso.reseller_admin).get(LIST)) == ["Adatum"]


EXPLAINED = {
    "S000-2": "an indirect provider buys, and an indirect reseller sells: that is the two-tier model",
    "S000-3": "offer products and services beyond its own place and language",
    "S000-4": "look after its relations with the programme's owner, its customers and its resellers in one place",
    "S000-5": 'id="enrol"',
    "S000-8": "Without a partnership nothing can be done together.",
    "S000-9": "reseller relationships are established with customers that exist already",
    "S000-11": "It is enrolled in the programme as an indirect reseller.",
    "S000-12": "so that both serve customers together",
    "S001-18": "It bills you, buys for you and supports you.",
    "S001-19": "help with marketing, and offer financing or terms of credit",
    "S004-1": "The three partner types",
    "S004-2": "support and bill customers in their name",
    "S004-3": "needs at least one provider to transact",
    "S004-4": "billing, support and managed services at all times",
    "S004-6": "MPN ID can be named on a new subscription only after the reseller has signed",
    "S004-7": "do new business with a reseller only after the reseller has signed",
    "S004-8": "Your organisation has an account in Partner Center, with a partner location and its MPN ID.",
    "S004-9": "It takes the place of several older contracts",
    "S004-20": "A reseller may have several.",
    "S004-22": "Both partners must be in the same region and the same cloud",
}


@pytest.mark.rule(
    "S000-2",
    "S000-3",
    "S000-4",
    "S000-5",
    "S000-8",
    "S000-9",
    "S000-11",
    "S000-12",
    "S001-18",
    "S001-19",
    "S004-1",
    "S004-2",
    "S004-3",
    "S004-4",
    "S004-6",
    "S004-7",
    "S004-8",
    "S004-9",
    "S004-20",
    "S004-22",
)
def test_how_the_programme_works_is_explained_to_everybody(client):
    text = html.unescape(client.get("/programme/").content.decode())
    assert {rule for rule, words in EXPLAINED.items() if words not in text} == set()


def test_the_programmes_page_says_where_to_enrol_and_where_providers_are(client, settings):
    text = client.get("/programme/").content.decode()
    assert f'href="mailto:{settings.SUPPORT_EMAIL}"' in text
    assert 'href="/providers/"' in text
