"""The official list of indirect providers and the search for partners: what is found, what is shown, and what never is."""

from __future__ import annotations

import unicodedata

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Country, Tenant
from directory.models import Listing
from partnercenter.core import tenancy
from tests import factories as make

pytestmark = pytest.mark.usefixtures("db")
PROVIDERS, PARTNERS = "/providers/", "/partners/"


def provider(name: str, country: str = "KR", **fields) -> Tenant:
    return _listed("provider", name, country, fields)


def partner(name: str, country: str = "KR", **fields) -> Tenant:
    return _listed("direct_bill", name, country, fields)


def _listed(trait: str, name: str, country: str, fields) -> Tenant:
    tenant = make.TenantFactory(**{trait: True}, name=name, country=Country.objects.get(code=country))
    make.ListingFactory(tenant=tenant, **fields)
    return tenant


def names(response) -> list[str]:
    return [row.listing.name for row in response.context["rows"]]


@pytest.mark.rule("S001-20", "S000-6")
def test_anybody_can_read_the_official_list(client):
    provider("Zeta Supply"), provider("adatum"), provider("한강디스트리뷰션")
    make.TenantFactory(provider=True, name="Not listed")
    partner("A reseller")
    response = client.get(PROVIDERS)
    assert names(response) == ["adatum", "Zeta Supply", "한강디스트리뷰션"]
    assert response.status_code == 200


@pytest.mark.rule("S003-7")
def test_anybody_can_search_for_a_partner_and_finds_no_provider(client):
    partner("Zeta Cloud"), partner("adatum"), provider("A provider")
    make.BusinessProfileFactory(tenant__name="Not published")
    assert names(client.get(PARTNERS)) == ["adatum", "Zeta Cloud"]


SEARCHES = [
    ({"q": "ada"}, ["Adatum Cloud"]),
    ({"q": "  ADATUM  cl"}, ["Adatum Cloud"]),
    ({"q": "cloud"}, []),
    ({"q": "한강"}, ["한강디스트리뷰션"]),
    ({"q": unicodedata.normalize("NFD", "한강")}, ["한강디스트리뷰션"]),  # decomposed, as macOS sends it
    ({"country": "KR"}, ["한강디스트리뷰션"]),
    ({"country": "AT"}, ["Adatum Cloud"]),  # served from Germany
    ({"country": "FR"}, []),
    ({"country": "DE", "q": "a"}, ["Adatum Cloud"]),
    ({"service": "training"}, ["Adatum Cloud", "한강디스트리뷰션"]),
    ({"service": "financing"}, ["한강디스트리뷰션"]),
    ({"language": "de"}, ["Adatum Cloud"]),
    ({"industry": "retail"}, ["Adatum Cloud"]),
    ({"language": "ko", "service": "training", "country": "KR"}, ["한강디스트리뷰션"]),
    ({"language": "ko", "country": "DE"}, []),
    ({"q": "%"}, []),
    ({"q": "_"}, []),
    ({"country": "ZZ"}, ["Adatum Cloud", "한강디스트리뷰션"]),
    ({"service": "' OR 1=1", "language": "xx"}, ["Adatum Cloud", "한강디스트리뷰션"]),
    ({"q": "x" * 5000}, ["Adatum Cloud", "한강디스트리뷰션"]),
    ({"sort": "password", "after": "xyz"}, ["Adatum Cloud", "한강디스트리뷰션"]),
]


@pytest.mark.rule("S001-20")
@pytest.mark.parametrize(("make_one", "path"), [(provider, PROVIDERS), (partner, PARTNERS)])
@pytest.mark.parametrize(("query", "found"), SEARCHES)
def test_search_by_name_country_service_and_language(client, make_one, path, query, found):
    german = {"countries": ["DE", "AT"], "languages": ["de", "en"], "industries": ["retail"]}
    make_one("Adatum Cloud", "DE", services=["training"], **german)
    make_one("한강디스트리뷰션", "KR", services=["training", "financing"], languages=["ko"])
    response = client.get(path, query)
    assert response.status_code == 200
    assert names(response) == found


def test_providers_are_filtered_by_region(client):
    provider("Adatum", "DE"), provider("한강", "KR")
    region = Country.objects.get(code="KR").region_id
    assert names(client.get(PROVIDERS, {"region": region})) == ["한강"]


def test_pages_by_position(client):
    for number in range(30):
        provider(f"Provider {number:02}")
    seen, url = [], PROVIDERS
    while url:
        response = client.get(url)
        seen += names(response)
        url = response.context["page"].next_url
    assert seen == [f"Provider {number:02}" for number in range(30)]


@pytest.mark.situation("C-076")
@pytest.mark.rule("S000-6")
def test_a_providers_page_shows_its_public_entry_and_nothing_else(contoso, client):
    listing = {"website": "https://contoso.example/", "description": f"{contoso.canary} words"}
    make.ListingFactory(tenant=contoso.provider, services=["training"], **listing)
    text = client.get(f"{PROVIDERS}{contoso.provider.public_id}/").content.decode()
    for shown in (
        contoso.provider.name,
        listing["description"],
        f'href="{listing["website"]}"',
        "Technical training",
    ):
        assert shown in text
    profile = contoso.provider.profile
    hidden = [
        profile.global_account_id,
        profile.primary_contact,
        contoso.provider.mpn_id,
        contoso.reseller.name,
    ]
    hidden += [person.full_name for person in contoso.people["provider"].values()]
    for secret in hidden:
        assert secret not in text, secret


@pytest.mark.situation("C-076")
def test_what_is_not_published_does_not_exist_for_anybody(contoso, client):
    """Not by its page, not by a search for its name, and no table that everybody reads holds it."""
    assert contoso.found.description.startswith(contoso.canary)
    answers = [
        client.get(PROVIDERS, {"q": contoso.canary[:5]}),
        client.get(PARTNERS, {"q": contoso.canary[:5]}),
        client.get(f"{PROVIDERS}{contoso.provider.public_id}/"),
        client.get(f"{PARTNERS}{contoso.direct.public_id}/"),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 404, 404]
    for answer in answers:
        assert contoso.canary not in answer.content.decode()
    with tenancy.acting(user_id=None):
        assert not Listing.objects.exists()


@pytest.mark.rule("S001-18", "S001-19")
def test_a_providers_page_says_what_providers_do_and_that_they_differ(client):
    text = client.get(f"{PROVIDERS}{provider('Adatum').public_id}/").content.decode()
    for words in (
        "takes care of the billing, of the purchasing from the programme&#x27;s owner, and of the support",
        "technical training and assistance",
        "help with marketing",
        "financing, and terms of credit",
        "Compare several that serve your country.",
    ):
        assert words.replace("&#x27;", "'") in text, words


@pytest.mark.parametrize(
    "website", ["javascript:alert(1)", "data:text/html,x", " https://x.example", "http://x.example"]
)
def test_a_website_that_is_none_is_no_link(client, website):
    tenant = provider("Odd", website=website, linkedin=website)
    text = client.get(f"{PROVIDERS}{tenant.public_id}/").content.decode()
    assert website not in text
    assert "Website" not in text


@pytest.mark.situation("C-011")
def test_hostile_words_are_only_text(client):
    words = "<img src=x onerror=alert(1)>\n{{ 7|add:7 }} %s ${7*7}"
    place = {"id": "a" * 16, "name": words, "country": "KR", "lines": [words], "phone": words}
    for make_one, path in ((provider, PROVIDERS), (partner, PARTNERS)):
        tenant = make_one("<script>alert(1)</script>", description=words, locations=[place])
        for url in (path, f"{path}{tenant.public_id}/"):
            text = client.get(url).content.decode()
            assert "<script>alert" not in text
            assert "<img src=x" not in text


@pytest.mark.parametrize("public_id", ["a" * 16, "A" * 16, "1", "a" * 17])
@pytest.mark.parametrize("path", [PROVIDERS, PARTNERS])
def test_unknown_and_unlisted_are_the_same_404(client, path, public_id):
    hidden = make.TenantFactory(provider=True)
    response = client.get(f"{path}{public_id}/")
    assert response.status_code == 404
    assert response.content == client.get(f"{path}{hidden.public_id}/").content


def test_a_provider_is_not_in_the_other_list_nor_the_reverse(client):
    assert client.get(f"{PARTNERS}{provider('One').public_id}/").status_code == 404
    assert client.get(f"{PROVIDERS}{partner('Two').public_id}/").status_code == 404


@pytest.mark.parametrize("path", [PROVIDERS, PARTNERS])
def test_the_public_lists_are_read_in_no_scope_at_all(client, path):
    """Whoever asks sees public copies only: no page here takes sight of organisations."""
    provider("Adatum"), partner("Adatum")
    before = tenancy.current()
    with CaptureQueriesContext(connection) as queries:
        client.get(path)
    assert tenancy.current() == before
    tables = " ".join(query["sql"] for query in queries if query["sql"].startswith("SELECT"))
    assert "accounts_tenant" not in tables
    assert "accounts_partnerprofile" not in tables


def test_somebody_who_is_signed_in_reads_the_same_list(contoso, client_for):
    provider("Adatum")
    assert names(client_for(contoso.reseller_admin).get(PROVIDERS)) == ["Adatum"]


def test_locations_have_addresses_of_their_own_on_the_page(client):
    place = {
        "id": "k" * 16,
        "name": "Seoul",
        "country": "KR",
        "lines": ["Teheran-ro 152"],
        "phone": "+82 2-312-3456",
    }
    text = client.get(f"{PARTNERS}{partner('Here', locations=[place]).public_id}/").content.decode()
    assert place["lines"][0] in text
    assert f'id="location-{"k" * 16}"' in text
    assert f'href="#location-{"k" * 16}"' in text
    assert 'href="tel:+8223123456"' in text


def test_words_are_in_the_readers_language(client):
    tenant = provider("한강", "KR", countries=["KR"], services=["training"], languages=["de"])
    client.cookies["language"] = "ko"
    text = client.get(f"{PROVIDERS}{tenant.public_id}/").content.decode()
    for words in ("기술 교육", "독일어", "대한민국"):
        assert words in text
