"""The export: what the filter shows, one line for each capacity, harmless in a spreadsheet, at any length."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from partnercenter.core import csvfile, export
from relationships.states import AdminAccess, Capacity
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]


def lines(client: PortalClient, world: World, kind: str = "provider", **query: str) -> list[dict[str, str]]:
    address = reverse("customers:customer-export", args=[getattr(world, kind).slug], query=query or None)
    content = b"".join(client.get(address).streaming_content)
    assert content.startswith(csvfile.BOM), "Excel reads Korean by this mark"
    return list(csv.DictReader(io.StringIO(content.removeprefix(csvfile.BOM).decode(), newline="")))


@pytest.fixture
def agent(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.people["provider"][Role.ADMIN_AGENT])


def test_one_line_for_each_capacity(contoso: World, agent: PortalClient) -> None:
    make.ResellerRelationshipFactory(
        partner=contoso.provider, customer=contoso.customer, admin_access=AdminAccess.GRANTED
    )
    both = lines(agent, contoso)
    assert [line["Capacity"] for line in both] == ["Through a reseller", "Direct"]
    assert [line["Together with"] for line in both] == [contoso.reseller.name, ""]
    assert [line["Admin access"] for line in both] == ["None", "Granted"]
    for line in both:
        assert line["Customer"] == contoso.customer.name
        assert line["Domain"] == contoso.customer.domain
        assert line["Tenant ID"] == contoso.customer.public_id
        assert line["Country"] == str(contoso.customer.country)
        assert line["Customer since"] == timezone.localdate().isoformat()
        assert line["State"] == "Active"


def test_it_is_what_the_filter_shows(contoso: World, agent: PortalClient) -> None:
    make.ResellerRelationshipFactory(partner=contoso.provider, admin_access=AdminAccess.GRANTED)
    assert len(lines(agent, contoso)) == 2
    assert [line["Admin access"] for line in lines(agent, contoso, admin_access="granted")] == ["Granted"]
    assert [line["Customer"] for line in lines(agent, contoso, q="contoso")] == [contoso.customer.name]
    assert lines(agent, contoso, state="ended") == []
    page = agent.get(reverse("customers:customer-list", args=[contoso.provider.slug], query={"q": "con"}))
    link = reverse("customers:customer-export", args=[contoso.provider.slug], query={"q": "con"})
    assert f'href="{link}"' in page.content.decode()


@pytest.mark.situation("C-010")
@pytest.mark.parametrize(
    "name", ["=HYPERLINK(1)", "+82-2", "-1+1", "@SUM", "\tx", "\rx", "  =1", "＝1", "＠a"]
)
def test_no_cell_is_a_formula(name: str) -> None:
    assert csvfile.cell(name) == f"'{name}"


def test_what_is_no_formula_stays_as_it_is(contoso: World, agent: PortalClient) -> None:
    name = '한빛 "솔루션", 서울\nKorea; A=B'
    customer = make.TenantFactory(customer=True, name=name)
    make.ResellerRelationshipFactory(partner=contoso.provider, customer=customer)
    evil = make.TenantFactory(customer=True, name="=cmd|' /C calc'!A0")
    make.ResellerRelationshipFactory(partner=contoso.provider, customer=evil)
    found = {line["Customer"] for line in lines(agent, contoso)}
    assert {name, "'=cmd|' /C calc'!A0"} <= found


@pytest.mark.situation("C-116")
def test_it_is_read_in_batches_and_each_line_comes_once(
    contoso: World, agent: PortalClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "BATCH", 3)
    for number in range(10):
        customer = make.TenantFactory(customer=True, name=f"Same name {number % 2}")
        make.ResellerRelationshipFactory(partner=contoso.provider, customer=customer)
    address = reverse("customers:customer-export", args=[contoso.provider.slug])
    pieces = list(agent.get(address).streaming_content)
    assert len(pieces) == 1 + 4
    ids = [line["Tenant ID"] for line in lines(agent, contoso)]
    assert len(ids) == len(set(ids)) == 11


def test_names_in_the_persons_language(contoso: World, agent: PortalClient) -> None:
    agent.cookies["django_language"] = "ko"
    address = reverse("customers:customer-export", args=[contoso.provider.slug])
    content = b"".join(agent.get(address).streaming_content).decode()
    assert contoso.customer.name in content
    assert agent.get(address)["Content-Type"] == "text/csv; charset=utf-8"


def test_the_file_has_a_name_with_the_date(contoso: World, agent: PortalClient) -> None:
    answer = agent.get(reverse("customers:customer-export", args=[contoso.provider.slug]))
    assert answer["Content-Disposition"] == f'attachment; filename="customers-{timezone.localdate()}.csv"'
    assert answer["Cache-Control"] == "no-store"


def test_nobody_exports_the_customers_of_another(contoso: World, fabrikam: World, client_for: SignIn) -> None:
    for kind in ("provider", "reseller", "direct"):
        client = client_for(contoso.people[kind][Role.ADMIN_AGENT])
        for query in (
            {},
            {"q": "fab"},
            {"q": fabrikam.customer.public_id},
            {"with_partner": fabrikam.reseller.public_id},
        ):
            text = str(lines(client, contoso, kind, **query))
            assert fabrikam.canary not in text
            assert fabrikam.customer.public_id not in text
        theirs = reverse("customers:customer-export", args=[getattr(fabrikam, kind).slug])
        assert client.get(theirs).status_code == 404


@pytest.mark.parametrize("role", list(Role))
def test_admin_agents_alone_export(contoso: World, client_for: SignIn, role: Role) -> None:
    client = client_for(contoso.people["provider"][role])
    answer = client.get(reverse("customers:customer-export", args=[contoso.provider.slug]))
    assert answer.status_code == (200 if role == Role.ADMIN_AGENT else 403)


def test_capacities_of_a_reseller(contoso: World, client_for: SignIn) -> None:
    found = lines(client_for(contoso.people["reseller"][Role.ADMIN_AGENT]), contoso, "reseller")
    assert [line["Capacity"] for line in found] == [Capacity.RESELLER.label]
    assert [line["Together with"] for line in found] == [contoso.provider.name]
