"""The Customers list: who is in it, each customer once, by which filters it is found, and the row that opens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import Tenant
from accounts.permissions import Role
from accounts.states import CustomerAgreement
from customers import reading
from relationships.models import ResellerRelationship
from relationships.states import AdminAccess, Capacity, EndReason, RelationshipStatus
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]
HELD = (Capacity.DIRECT, Capacity.PROVIDER, Capacity.RESELLER)


def listed(world: World, kind: str = "provider", **query: str) -> str:
    return reverse("customers:customer-list", args=[getattr(world, kind).slug], query=query or None)


def peek(world: World, customer: Tenant, kind: str = "provider") -> str:
    return reverse("customers:customer-peek", args=[getattr(world, kind).slug, customer.public_id])


def names(page) -> list[str]:
    return [row.customer.name for row in page.context["rows"]]


def held(world: World, name: str, *, partner: Tenant | None = None, **more) -> ResellerRelationship:
    """A customer of the provider, directly unless `more` says otherwise."""
    customer = make.TenantFactory(
        customer=True, name=name, domain=f"{name.lower().replace(' ', '-')}.example"
    )
    return make.ResellerRelationshipFactory(partner=partner or world.provider, customer=customer, **more)


def end(row: ResellerRelationship) -> None:
    ResellerRelationship.objects.filter(pk=row.pk).update(
        status=RelationshipStatus.ENDED, ended_at=timezone.now(), end_reason=EndReason.MOVED
    )


@pytest.mark.rule("S000-56", "S002-11")
def test_the_list_shows_customers_with_their_facts(contoso: World, client_for: SignIn) -> None:
    page = client_for(contoso.admin).get(listed(contoso))
    html = page.content.decode()
    assert names(page) == [contoso.customer.name]
    for fact in (
        contoso.customer.domain,
        contoso.customer.public_id,
        contoso.customer.country.name,
        "Through a reseller",
        contoso.reseller.name,
        "Missing",
    ):
        assert fact in html


@pytest.mark.rule("S000-56")
def test_the_menu_and_the_overview_lead_there(contoso: World, client_for: SignIn) -> None:
    held(contoso, "Zeta", customer_agreement=CustomerAgreement.ACCEPTED)
    client = client_for(contoso.admin)
    page = client.get(reverse("accounts:overview", args=[contoso.provider.slug]))
    figures = {figure.label: figure for figure in page.context["figures"]}
    assert f'href="{listed(contoso)}"' in page.content.decode()
    for label, count in (("Customers", 2), ("Customers without agreement", 1)):
        assert figures[label].count == count
        assert client.get(figures[label].url).context["count"] == count


def test_a_partner_sees_its_own_customers_only(contoso: World, fabrikam: World, client_for: SignIn) -> None:
    held(contoso, "Somebody of ours")
    for kind in ("provider", "reseller", "direct"):
        client = client_for(contoso.people[kind][Role.GLOBAL_ADMIN])
        for query in ({}, {"q": "fabrikam"}, {"q": fabrikam.customer.public_id}, {"state": "ended"}):
            assert fabrikam.customer.name not in names(client.get(listed(contoso, kind, **query)))
        assert client.get(peek(contoso, fabrikam.customer, kind)).status_code == 404
    assert names(client_for(contoso.people["direct"][Role.GLOBAL_ADMIN]).get(listed(contoso, "direct"))) == []


@pytest.mark.rule("S004-11")
def test_who_is_held_twice_is_listed_once_with_both_capacities(contoso: World, client_for: SignIn) -> None:
    """A dual partner, or a provider that also sells directly."""
    make.ResellerRelationshipFactory(
        partner=contoso.provider, customer=contoso.customer, admin_access=AdminAccess.GRANTED
    )
    page = client_for(contoso.admin).get(listed(contoso))
    assert names(page) == [contoso.customer.name]
    assert page.context["count"] == 1
    assert [one.capacity for one in page.context["rows"][0].held] == [Capacity.PROVIDER, Capacity.DIRECT]
    html = page.content.decode()
    assert "Direct</span>" in html
    assert "Through a reseller</span>" in html
    only = client_for(contoso.admin).get(listed(contoso, capacity="direct", admin_access="granted"))
    assert names(only) == [contoso.customer.name], "a filter finds the row that matches, not the oldest"
    assert len(only.context["rows"][0].held) == 2


@pytest.mark.rule("S000-56")
def test_filters_alone_and_together(contoso: World, client_for: SignIn) -> None:
    other = make.TenantFactory(reseller=True, name="Other reseller")
    make.PartnershipFactory(provider=contoso.provider, reseller=other)
    held(contoso, "Alpha", admin_access=AdminAccess.GRANTED, customer_agreement="accepted")
    held(contoso, "Beta", capacity=Capacity.PROVIDER, with_partner=other, admin_access=AdminAccess.GRANTED)
    held(contoso, "Gamma", capacity=Capacity.PROVIDER, with_partner=other, customer_agreement="attested")
    end(held(contoso, "Omega", admin_access=AdminAccess.REVOKED))
    client, mine = client_for(contoso.admin), contoso.customer.name
    for query, expected in (
        ({}, {"Alpha", "Beta", "Gamma", mine}),
        ({"with_partner": other.public_id}, {"Beta", "Gamma"}),
        ({"with_partner": contoso.reseller.public_id}, {mine}),
        ({"capacity": "direct"}, {"Alpha"}),
        ({"admin_access": "granted"}, {"Alpha", "Beta"}),
        ({"agreement": "attested"}, {"Gamma"}),
        ({"state": "ended"}, {"Omega"}),
        ({"with_partner": other.public_id, "admin_access": "granted"}, {"Beta"}),
        ({"with_partner": other.public_id, "agreement": "accepted"}, set()),
        ({"with_partner": other.public_id, "q": "gam"}, {"Gamma"}),
        ({"state": "ended", "admin_access": "revoked", "capacity": "direct", "q": "omega."}, {"Omega"}),
    ):
        page = client.get(listed(contoso, **query))
        assert set(names(page)) == expected, query
        assert page.context["count"] == len(expected)
        assert len(page.context["chips"]) == len(query)
        if not expected:
            assert "Nothing matches these filters" in page.content.decode()


def test_somebody_elses_partner_is_no_choice(contoso: World, fabrikam: World, client_for: SignIn) -> None:
    page = client_for(contoso.admin).get(listed(contoso, with_partner=fabrikam.reseller.public_id))
    assert "Part of the filter could not be read" in page.content.decode()
    assert names(page) == [contoso.customer.name]
    choices = dict(page.context["filter"].form.fields["with_partner"].choices)
    assert contoso.reseller.public_id in choices
    assert fabrikam.reseller.public_id not in choices


def test_the_choice_of_partners_is_short_and_the_one_asked_for_is_in_it(
    contoso: World, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("customers.filters.OFFERED", 1)
    late = make.TenantFactory(reseller=True, name="Zuletzt")
    make.PartnershipFactory(provider=contoso.provider, reseller=late)
    held(contoso, "Late one", capacity=Capacity.PROVIDER, with_partner=late)
    client = client_for(contoso.admin)
    plain = client.get(listed(contoso)).context["filter"].form.fields["with_partner"].choices
    assert late.public_id not in dict(plain)
    page = client.get(listed(contoso, with_partner=late.public_id))
    assert names(page) == ["Late one"]
    assert page.context["chips"][0].label == "Indirect reseller: Zuletzt"


@pytest.mark.parametrize(
    "text", ["areum", "AREUM.ex", "아름", "아름출판", "abcdabcd", "abcdabcdabcdabcd", " areum  "]
)
def test_search_by_the_beginning_of_name_domain_or_tenant_id(
    contoso: World, client_for: SignIn, text: str
) -> None:
    customer = make.TenantFactory(
        customer=True, name="아름출판사", domain="areum.example", public_id="abcdabcdabcdabcd"
    )
    make.ResellerRelationshipFactory(partner=contoso.provider, customer=customer)
    page = client_for(contoso.admin).get(listed(contoso, q=text))
    assert names(page) == ["아름출판사"]
    assert page.context["count"] == 1
    unreadable = client_for(contoso.admin).get(listed(contoso, q=text, state="what?"))
    assert names(unreadable) == ["아름출판사"], "only what cannot be read is left out"


def test_what_names_and_domains_find_is_one_list_in_order(contoso: World, client_for: SignIn) -> None:
    """Read apart, shown together: forwards, backwards, and nobody twice."""
    for number in range(40):
        row = held(contoso, f"Sun {number:02}" if number % 2 else f"{number:02} Sun")
        ResellerRelationship.objects.filter(pk=row.pk).update(customer_domain=f"sun{number:02}.example")
    client = client_for(contoso.admin)
    first = client.get(listed(contoso, q="sun"))
    second = client.get(first.context["page"].next_url)
    found = names(first) + names(second)
    assert found == sorted(found)
    assert len(set(found)) == len(found) == 40 == first.context["count"]
    assert not second.context["page"].next_url
    assert names(client.get(second.context["page"].previous_url)) == names(first)
    assert names(client.get(listed(contoso, q="sun", sort="-name")))[0] == "Sun 39"


def test_too_many_domains_of_one_beginning_are_said_to_be_left_out(
    contoso: World, client_for: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MOST_BY_ADDRESS", 1)
    for name in ("One", "Two"):
        row = held(contoso, name)
        ResellerRelationship.objects.filter(pk=row.pk).update(customer_domain=f"www.{name.lower()}.example")
    page = client_for(contoso.admin).get(listed(contoso, q="www"))
    assert names(page) == []
    assert "only names were searched" in page.content.decode()
    assert names(client_for(contoso.admin).get(listed(contoso, q="www.t"))) == ["Two"]


@pytest.mark.rule("S000-56")
def test_the_page_of_a_reseller_leads_to_the_customers_it_counts(contoso: World, client_for: SignIn) -> None:
    held(contoso, "Ours alone")
    client = client_for(contoso.admin)
    page = client.get(
        reverse("relationships:reseller-detail", args=[contoso.provider.slug, contoso.partnership.public_id])
    )
    link = listed(contoso, with_partner=contoso.reseller.public_id)
    assert f'<a href="{link}">{page.context["shared"]}</a>' in page.content.decode()
    assert client.get(link).context["count"] == page.context["shared"] == 1


def test_sorted_by_since(contoso: World, client_for: SignIn) -> None:
    now = timezone.now()
    for days, name in enumerate(("Youngest", "Middle", "Oldest")):
        row = held(contoso, name)
        ResellerRelationship.objects.filter(pk=row.pk).update(established_at=now - timedelta(days=1 + days))
    page = client_for(contoso.admin).get(listed(contoso, sort="since"))
    assert names(page)[:3] == ["Oldest", "Middle", "Youngest"]


@pytest.mark.rule("S003-2")
@pytest.mark.parametrize("role", list(Role))
def test_four_roles_open_the_page(contoso: World, client_for: SignIn, role: Role) -> None:
    allowed = {Role.GLOBAL_ADMIN, Role.ADMIN_AGENT, Role.SALES_AGENT, Role.HELPDESK_AGENT}
    page = client_for(contoso.people["provider"][role]).get(listed(contoso))
    assert page.status_code == (200 if role in allowed else 403)


def test_the_first_use_says_what_the_page_is_for(contoso: World, client_for: SignIn) -> None:
    page = client_for(contoso.people["direct"][Role.SALES_AGENT]).get(listed(contoso, "direct"))
    html = page.content.decode()
    assert "No customers yet" in html
    assert "with_partner" not in page.context["filter"].form.fields, "a direct-bill partner has no resellers"


@pytest.mark.rule("S003-9")
def test_who_has_only_former_customers_is_led_to_them(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.people["direct"][Role.SALES_AGENT])
    assert 'href="?state=ended"' not in client.get(listed(contoso, "direct")).content.decode()
    end(held(contoso, "Gone", partner=contoso.direct, capacity=Capacity.DIRECT))
    assert 'href="?state=ended"' in client.get(listed(contoso, "direct")).content.decode()
    assert names(client.get(listed(contoso, "direct", state="ended"))) == ["Gone"]


# ------------------------------------------------------------------ the row that opens
@pytest.mark.rule("S001-32", "S002-14")
def test_the_arrow_leads_to_account_services_users_and_licences(contoso: World, client_for: SignIn) -> None:
    client = client_for(contoso.reseller_admin)
    page = client.get(listed(contoso, "reseller"))
    assert f'href="{peek(contoso, contoso.customer, "reseller")}"' in page.content.decode()
    html = client.get(peek(contoso, contoso.customer, "reseller")).content.decode()
    for words in (
        "Account",
        "Services",
        "Users",
        "Licences",
        "No subscriptions yet",
        "Granted",
        "As a reseller",
    ):
        assert words in html
    assert escape(contoso.customer.customer.contact_name) in html
    assert contoso.provider.name in html


def test_a_former_customer_shows_its_past_and_no_contact(contoso: World, client_for: SignIn) -> None:
    end(contoso.relationship)
    html = client_for(contoso.admin).get(peek(contoso, contoso.customer)).content.decode()
    assert "The relationship has ended" in html
    assert contoso.customer.customer.email not in html


# ------------------------------------------------------------------ queries
def _count(client: PortalClient, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return sum("SAVEPOINT" not in query["sql"] for query in queries.captured_queries)


@pytest.mark.parametrize("query", [{}, {"q": "many"}, {"capacity": "provider"}, {"sort": "-since"}])
def test_queries_do_not_grow(contoso: World, client_for: SignIn, query: dict[str, str]) -> None:
    client = client_for(contoso.admin)

    def add(number: int) -> None:
        reseller = make.TenantFactory(reseller=True)
        make.PartnershipFactory(provider=contoso.provider, reseller=reseller)
        row = held(contoso, f"Many {number}", capacity=Capacity.PROVIDER, with_partner=reseller)
        make.ResellerRelationshipFactory(partner=contoso.provider, customer=row.customer)

    add(0)
    few = _count(client, listed(contoso, **query))
    for number in range(1, 24):
        add(number)
    many = _count(client, listed(contoso, **query))
    assert many == few <= 16
