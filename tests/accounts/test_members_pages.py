"""The pages about one person of the organisation, as those who manage it and those who do not see them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Membership
from partnercenter.core.dates import date_words
from tests import factories as make
from tests.accounts.people import TODAY, membership
from tests.client import PortalClient
from tests.world import World

ClientFor = Callable[..., PortalClient]


def _url(world: World, one: Membership | None = None, page: str = "") -> str:
    person = f"{one.public_id}/" if one else ""
    return f"/t/{world.provider.slug}/team/{person}{page}"


def _said(answer: Any) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


class TestOnePerson:
    def test_shows_roles_with_their_ends(self, contoso: World, client_for: ClientFor) -> None:
        one = contoso.colleague
        text = client_for(contoso.admin).get(_url(contoso, one)).content.decode()
        assert "Helpdesk agent" in text
        assert f"Sales agent (until {date_words(TODAY() + timedelta(days=14))})" in text
        assert one.user.email in text
        assert "time zone: UTC" in text

    def test_says_why_a_user_admin_cannot_touch_a_global_admin(
        self, contoso: World, client_for: ClientFor
    ) -> None:
        client = client_for(contoso.people["provider"]["user_admin"])
        answer = client.get(_url(contoso, membership(contoso, "global_admin")))
        assert "is a global admin. Who may do this: Global admin." in answer.content.decode()
        assert "Change roles" not in answer.content.decode()

    def test_offers_oneself_to_leave(self, contoso: World, client_for: ClientFor) -> None:
        text = (
            client_for(contoso.admin).get(_url(contoso, membership(contoso, "global_admin"))).content.decode()
        )
        assert "Leave organisation" in text
        assert "Remove user" not in text


class TestRolesForm:
    def _post(self, client: PortalClient, world: World, one: Membership, **data: Any) -> Any:
        return client.post(_url(world, one, "roles/"), {"version": str(one.version), **data})

    def test_saves_roles_and_ends(self, contoso: World, client_for: ClientFor) -> None:
        one, day = membership(contoso, "default_user"), TODAY() + timedelta(days=5)
        client = client_for(contoso.admin)
        roles = ["billing_admin", "sales_agent"]
        answer = self._post(client, contoso, one, roles=roles, until_sales_agent=day.isoformat())
        assert answer.url == _url(contoso, one)
        one.refresh_from_db()
        assert one.roles == ["billing_admin"]
        assert one.timed.get().ends_at.date() == day + timedelta(days=1)
        shown = client.get(_url(contoso, one, "roles/")).content.decode()
        assert f'value="{day.isoformat()}"' in shown

    def test_keeps_what_was_typed_when_it_is_refused(self, contoso: World, client_for: ClientFor) -> None:
        one, client = membership(contoso, "default_user"), client_for(contoso.admin)
        answer = self._post(client, contoso, one, roles=["sales_agent"], until_sales_agent="2020-01-01")
        text = answer.content.decode()
        assert "Choose a day from today on" in text
        assert 'value="2020-01-01"' in text
        assert 'value="sales_agent" checked' in text or "checked" in text
        answer = self._post(
            client, contoso, one, roles=["default_user"], until_sales_agent=TODAY().isoformat()
        )
        assert "Tick the role, or leave its day empty." in answer.content.decode()
        answer = self._post(client, contoso, one, roles=["sales_agent"], until_sales_agent="soon")
        assert "Write the day as year, month and day" in answer.content.decode()

    def test_a_user_admin_is_offered_all_but_global_admin(
        self, contoso: World, client_for: ClientFor
    ) -> None:
        client, one = client_for(contoso.people["provider"]["user_admin"]), membership(contoso, "sales_agent")
        text = client.get(_url(contoso, one, "roles/")).content.decode()
        assert 'value="admin_agent"' in text
        assert 'value="global_admin"' not in text
        answer = self._post(client, contoso, one, roles=["global_admin"])
        assert "Choose one of the options." in answer.content.decode()
        one.refresh_from_db()
        assert one.roles == ["sales_agent"]

    @pytest.mark.situation("C-031")
    def test_who_saves_second_sees_what_is_stored_and_keeps_their_own(
        self, contoso: World, client_for: ClientFor
    ) -> None:
        one, client = membership(contoso, "default_user"), client_for(contoso.admin)
        self._post(client, contoso, one, roles=["billing_admin"])
        answer = self._post(client, contoso, one, roles=["sales_agent"])
        text = answer.content.decode()
        assert "A colleague changed these roles meanwhile" in text
        assert "Stored now: Billing admin" in text
        assert answer.context["form"].initial["roles"] == ["sales_agent"]
        one.refresh_from_db()
        assert one.roles == ["billing_admin"]
        assert self._post(client, contoso, one, roles=["sales_agent"]).status_code == 302
        one.refresh_from_db()
        assert one.roles == ["sales_agent"]

    def test_who_takes_the_role_from_themselves_is_led_to_a_page_that_opens(
        self, contoso: World, client_for: ClientFor
    ) -> None:
        contoso.joined("second", roles=["global_admin"])
        mine, client = membership(contoso, "global_admin"), client_for(contoso.admin)
        answer = client.post(
            _url(contoso, mine, "roles/"), {"roles": ["default_user"], "version": "1"}, follow=True
        )
        assert answer.status_code == 200
        assert answer.redirect_chain == [(f"/t/{contoso.provider.slug}/", 302)]

    def test_the_last_global_admin_reads_the_rule(self, contoso: World, client_for: ClientFor) -> None:
        mine = membership(contoso, "global_admin")
        answer = self._post(client_for(contoso.admin), contoso, mine, roles=["default_user"])
        assert "is the only global admin of" in answer.content.decode()


class TestTheNextRequest:
    """Situation of every open session: what was taken away is away with the next click, for GET and POST."""

    @pytest.mark.parametrize("how", ["blocked", "removed"])
    @pytest.mark.parametrize("method", ["get", "post"])
    def test_of_somebody_who_is_out_is_404(
        self, contoso: World, client_for: ClientFor, how: str, method: str
    ) -> None:
        one = contoso.joined("guest", roles=["sales_agent"])
        inside, admin = client_for(one.user), client_for(contoso.admin)
        address = f"/t/{contoso.provider.slug}/indirect-resellers/request/"
        assert getattr(inside, method)(address).status_code == 200
        page = {"blocked": "block/", "removed": "remove/"}[how]
        assert admin.get(_url(contoso, one, page)).status_code == 200
        assert getattr(inside, method)(address).status_code == 200, "asking does nothing"
        assert admin.post(_url(contoso, one, page)).status_code == 302
        assert getattr(inside, method)(address).status_code == 404
        if how == "blocked":
            admin.post(_url(contoso, one, "unblock/"))
            assert getattr(inside, method)(address).status_code == 200

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_of_somebody_whose_role_was_taken_is_403(
        self, contoso: World, client_for: ClientFor, method: str
    ) -> None:
        one = contoso.joined("guest", roles=["sales_agent"])
        inside, admin = client_for(one.user), client_for(contoso.admin)
        address = f"/t/{contoso.provider.slug}/indirect-resellers/request/"
        assert getattr(inside, method)(address).status_code == 200
        admin.post(_url(contoso, one, "roles/"), {"roles": ["billing_admin"], "version": "1"})
        answer = getattr(inside, method)(address)
        assert answer.status_code == 403
        assert "Sales agent" in answer.content.decode()

    @pytest.mark.situation("C-066")
    def test_in_another_organisation_nothing_changes(self, contoso: World, client_for: ClientFor) -> None:
        """Two tabs, two organisations: out of the one, as before in the other."""
        one = contoso.joined("guest", roles=["sales_agent"])
        make.MembershipFactory(tenant=contoso.reseller, user=one.user, roles=["global_admin"])
        tabs, admin = client_for(one.user), client_for(contoso.admin)
        assert tabs.get(f"/t/{contoso.provider.slug}/").status_code == 200
        admin.post(_url(contoso, one, "remove/"))
        assert tabs.get(f"/t/{contoso.provider.slug}/").status_code == 404
        answer = tabs.get(f"/t/{contoso.reseller.slug}/indirect-providers/")
        assert answer.status_code == 200
        assert Membership.objects.get(user=one.user).roles == ["global_admin"]


class TestGoing:
    def test_the_page_says_what_ends_and_what_stays(self, contoso: World, client_for: ClientFor) -> None:
        one = contoso.colleague
        text = client_for(contoso.admin).get(_url(contoso, one, "remove/")).content.decode()
        for words in ("What ends", "What stays", "All roles, those with an end included.", "Keep user"):
            assert words in text
        text = client_for(contoso.admin).get(_url(contoso, one, "block/")).content.decode()
        assert "The roles." in text

    def test_it_counts_what_hangs_on_the_person(self, contoso: World, client_for: ClientFor) -> None:
        one = contoso.joined("guest", roles=["sales_agent"])
        for _ in range(2):
            make.InvitationFactory(inviter=contoso.provider, invited_by=one.user)
        text = client_for(contoso.admin).get(_url(contoso, one, "block/")).content.decode()
        assert "The links of 2 open invitations stop working, until a colleague sends them again." in text
        customer = client_for(contoso.people["customer"]["global_admin"])
        licence = contoso.licence
        address = f"/t/{contoso.customer.slug}/team/{licence.membership.public_id}/"
        assert "1 licence is released." in customer.get(f"{address}remove/").content.decode()
        assert "1 licence is released." not in customer.get(f"{address}block/").content.decode()

    def test_of_the_last_global_admin_says_why_not(self, contoso: World, client_for: ClientFor) -> None:
        client, leave = client_for(contoso.admin), f"/t/{contoso.provider.slug}/leave/"
        text = client.get(leave).content.decode()
        assert "is the only global admin of" in text
        assert "btn-danger" not in text
        answer = client.post(leave, follow=True)
        assert "is the only global admin of" in _said(answer)[0]
        assert Membership.objects.filter(user=contoso.admin).exists()

    def test_by_oneself_leads_to_ones_other_organisations(
        self, contoso: World, client_for: ClientFor
    ) -> None:
        client = client_for(contoso.colleague.user)
        answer = client.post(f"/t/{contoso.provider.slug}/leave/", follow=True)
        assert _said(answer) == [f"You have left {contoso.provider.name}."]
        assert "You are in no organisation yet" in answer.content.decode()

    def test_twice_is_once(self, contoso: World, client_for: ClientFor) -> None:
        one, client = contoso.colleague, client_for(contoso.admin)
        client.post(_url(contoso, one, "block/"))
        assert (
            _said(client.post(_url(contoso, one, "block/"), follow=True))[-1] == "Somebody did this already."
        )
        client.post(_url(contoso, one, "remove/"))
        assert client.post(_url(contoso, one, "remove/")).status_code == 404

    def test_a_bookmark_of_unblocking_leads_to_the_person(
        self, contoso: World, client_for: ClientFor
    ) -> None:
        one = contoso.blocked_colleague
        answer = client_for(contoso.admin).get(_url(contoso, one, "unblock/"))
        assert answer.url == _url(contoso, one)
        one.refresh_from_db()
        assert one.blocked_at


class TestTheTeam:
    def _names(self, client: PortalClient, world: World, query: str = "") -> list[str]:
        rows = client.get(_url(world) + query).context["rows"]
        return [row.user.full_name.removeprefix(f"{world.canary} ") for row in rows]

    def test_is_searched_and_filtered(self, contoso: World, client_for: ClientFor) -> None:
        client = client_for(contoso.admin)
        _ = contoso.colleague, contoso.blocked_colleague
        make.TimedRoleFactory(
            membership=contoso.joined("guest"),
            ends_at=timezone.now() + timedelta(days=2),
            role="billing_admin",
        )
        assert self._names(client, contoso, "?q=collea") == ["blocked.colleague", "colleague"]
        assert self._names(client, contoso, "?state=blocked") == ["blocked.colleague"]
        assert self._names(client, contoso, "?state=timed") == ["colleague", "guest"]
        assert self._names(client, contoso, "?state=ending") == ["guest"]
        assert "blocked.colleague" not in self._names(client, contoso, "?state=open")
        assert self._names(client, contoso, "?role=sales_agent") == ["colleague", "provider sales_agent"]
        assert self._names(client, contoso, "?role=billing_admin") == ["guest", "provider billing_admin"]
        assert "state=blocked" in client.get(_url(contoso) + "?state=blocked").content.decode()

    def test_is_for_those_who_manage_it(self, contoso: World, client_for: ClientFor) -> None:
        answer = client_for(contoso.people["provider"]["sales_agent"]).get(_url(contoso))
        assert answer.status_code == 403
        assert "User admin" in answer.content.decode()
        profile = reverse("accounts:profile", args=[contoso.provider.slug])
        assert _url(contoso) in client_for(contoso.admin).get(profile).content.decode()

    def test_a_customer_has_its_list_of_users_instead(self, contoso: World, client_for: ClientFor) -> None:
        client = client_for(contoso.people["customer"]["global_admin"])
        assert client.get(f"/t/{contoso.customer.slug}/team/").status_code == 403
        assert client.get(f"/t/{contoso.customer.slug}/own/users/").status_code == 200


def test_a_customers_user_is_led_back_among_its_users(contoso: World, client_for: ClientFor) -> None:
    """The pages of roles and removal are the same; the person's page is that of the customer's users."""
    client, one = client_for(contoso.people["customer"]["global_admin"]), contoso.user
    address = f"/t/{contoso.customer.slug}/team/{one.public_id}/"
    text = client.get(f"{address}roles/").content.decode()
    assert 'value="admin_agent"' not in text
    answer = client.post(f"{address}roles/", {"roles": ["billing_admin"], "version": "1"})
    assert answer.url == f"/t/{contoso.customer.slug}/own/users/{one.public_id}/"
    answer = client.post(f"{address}remove/")
    assert answer.url == f"/t/{contoso.customer.slug}/own/users/"
