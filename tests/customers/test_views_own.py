"""A customer's own pages: its partners, its people, its company details."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.permissions import Role
from customers.models import Customer
from partnercenter.core.models import AuditEvent
from relationships.models import ResellerRelationship
from tests import factories as make
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]


def page(name: str, world: World, **query: str) -> str:
    return reverse(f"customers:{name}", args=[world.customer.slug], query=query or None)


@pytest.fixture
def admin(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.people["customer"][Role.GLOBAL_ADMIN])


def _ended(world: World, **more: object) -> ResellerRelationship:
    return make.ResellerRelationshipFactory(
        customer=world.customer,
        status="ended",
        ended_at=timezone.now(),
        end_reason="moved",
        **more,
    )


class TestPartners:
    @pytest.mark.rule("S004-11", "S004-12")
    def test_each_partner_with_what_it_does_and_may(self, contoso: World, admin: PortalClient) -> None:
        make.ResellerRelationshipFactory(partner=contoso.direct, customer=contoso.customer)
        html = admin.get(page("partner-list", contoso)).content.decode()
        for partner in (contoso.provider, contoso.reseller, contoso.direct):
            assert partner.name in html
        for words in ("Orders for you", "Manages your account", "Sells to you directly"):
            assert words in html
        assert f"together with {contoso.reseller.name}" in html
        assert f"together with {contoso.provider.name}" in html
        assert "Administer your Azure Active Directory and Office 365" in html  # the reseller has admin roles
        assert "See your users, assign licences or administer your services" in html  # the others do not
        assert "Granted" in html

    def test_only_who_holds_roles_can_lose_them(self, contoso: World, admin: PortalClient) -> None:
        html = admin.get(page("partner-list", contoso)).content.decode()
        rows = ResellerRelationship.objects.of_customer(contoso.customer)
        links = {
            row.partner_id: reverse(
                "customers:partner-roles-remove", args=[contoso.customer.slug, row.public_id]
            )
            for row in rows
        }
        assert links[contoso.reseller.pk] in html
        assert links[contoso.provider.pk] not in html
        assert html.count("Remove roles") == 1

    def test_ended_ones_stand_below_and_in_a_list_of_their_own(
        self, contoso: World, admin: PortalClient
    ) -> None:
        past = _ended(contoso)
        html = admin.get(page("partner-list", contoso)).content.decode()
        above, _heading, below = html.partition("Ended relationships")
        assert past.partner.name in below
        assert past.partner.name not in above
        ended = admin.get(page("partner-list", contoso, state="ended"))
        assert [row.partner for row in ended.context["rows"]] == [past.partner]

    def test_filter_by_admin_roles(self, contoso: World, admin: PortalClient) -> None:
        found = admin.get(page("partner-list", contoso, access="granted")).context["rows"]
        assert [row.partner for row in found] == [contoso.reseller]

    def test_others_customers_are_not_here(
        self, contoso: World, fabrikam: World, admin: PortalClient
    ) -> None:
        assert fabrikam.canary not in admin.get(page("partner-list", contoso)).content.decode()

    def test_before_there_is_a_partner(self, contoso: World, admin: PortalClient) -> None:
        ResellerRelationship.objects.all().delete()
        assert "No partners yet" in admin.get(page("partner-list", contoso)).content.decode()

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.GLOBAL_ADMIN])
    def test_for_global_admins_only(self, contoso: World, client_for: SignIn, role: Role) -> None:
        client = client_for(contoso.people["customer"][role])
        assert client.get(page("partner-list", contoso)).status_code == 403

    def test_partners_have_no_such_page(self, contoso: World, client_for: SignIn) -> None:
        url = reverse("customers:partner-list", args=[contoso.provider.slug])
        assert client_for(contoso.admin).get(url).status_code == 403


def test_the_menu_of_a_customer_and_of_nobody_else(contoso: World, client_for: SignIn) -> None:
    def menu(client: PortalClient, slug: str) -> str:
        return client.get(reverse("accounts:overview", args=[slug])).content.decode()

    admin = menu(client_for(contoso.people["customer"][Role.GLOBAL_ADMIN]), contoso.customer.slug)
    user_admin = menu(client_for(contoso.people["customer"][Role.USER_ADMIN]), contoso.customer.slug)
    partner = menu(client_for(contoso.admin), contoso.provider.slug)
    for name in ("partner-list", "company"):
        assert f'href="{page(name, contoso)}"' in admin
        assert reverse(f"customers:{name}", args=[contoso.provider.slug]) not in partner
    users = reverse("subscriptions:own-user-list", args=[contoso.customer.slug])
    assert f'href="{users}"' in admin
    assert f'href="{users}"' in user_admin
    assert page("partner-list", contoso) not in user_admin


def test_the_overview_counts_partners_and_admin_roles(contoso: World, admin: PortalClient) -> None:
    figures = admin.get(reverse("accounts:overview", args=[contoso.customer.slug])).context["figures"]
    assert {str(figure.label): figure.count for figure in figures} == {
        "Partner relationships": 2,
        "Relationships with admin roles": 1,
    }
    for figure in figures:
        assert len(admin.get(figure.url).context["rows"]) == figure.count


class TestCompany:
    def _body(self, world: World, admin: PortalClient, **more: object) -> dict[str, object]:
        initial = admin.get(page("company-edit", world)).context["form"].initial
        return {**initial, **more}

    def test_details_are_shown_and_changed(self, contoso: World, admin: PortalClient) -> None:
        assert "contoso-canary street 1" in admin.get(page("company", contoso)).content.decode()
        body = self._body(contoso, admin, address_line1="Sejong-daero 110", first_name="Nari")
        answer = admin.post(page("company-edit", contoso), body, follow=True)
        assert "The details have been saved." in answer.content.decode()
        assert "Sejong-daero 110" in answer.content.decode()
        details = Customer.objects.get(tenant=contoso.customer)
        assert (details.first_name, details.version) == ("Nari", 2)
        event = AuditEvent.objects.get(action="customer.details_changed")
        assert (event.tenant, event.counterparty) == (contoso.customer, None)

    def test_what_is_wrong_stands_beside_its_field(self, contoso: World, admin: PortalClient) -> None:
        body = self._body(contoso, admin, email="nobody")
        answer = admin.post(page("company-edit", contoso), body)
        assert answer.context["form"].errors["email"]
        assert Customer.objects.get(tenant=contoso.customer).version == 1

    @pytest.mark.situation("C-031")
    def test_who_saves_second_chooses(self, contoso: World, admin: PortalClient) -> None:
        body = self._body(contoso, admin, first_name="Mine")
        Customer.objects.filter(tenant=contoso.customer).update(first_name="Theirs", version=2)
        answer = admin.post(page("company-edit", contoso), body)
        html = answer.content.decode()
        assert "Mine" in html
        assert "Theirs" in html
        assert "Somebody changed these details meanwhile" in html
        assert Customer.objects.get(tenant=contoso.customer).first_name == "Theirs"

    def test_the_first_details_of_an_organisation_without_any(
        self, contoso: World, admin: PortalClient
    ) -> None:
        stored = self._body(contoso, admin)
        Customer.objects.filter(tenant=contoso.customer).delete()
        assert "are missing" in admin.get(page("company", contoso)).content.decode()
        admin.post(page("company-edit", contoso), {**stored, "version": "0"})
        assert Customer.objects.get(tenant=contoso.customer).version == 1

    @pytest.mark.parametrize("role", [role for role in Role if role != Role.GLOBAL_ADMIN])
    def test_for_global_admins_only(self, contoso: World, client_for: SignIn, role: Role) -> None:
        client = client_for(contoso.people["customer"][role])
        for name in ("company", "company-edit"):
            assert client.get(page(name, contoso)).status_code == 403
