"""An operator sees an organisation as it sees itself: for a while, with a reason, and changes nothing (C-075)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db.models.functions import Now
from django.urls import reverse

from accounts.models import Tenant, User, Visit
from invitations.models import Invitation
from partnercenter.core.models import AuditEvent
from tests import factories as make
from tests.client import PortalClient
from tests.operators import REASON, auditor_client, client_of, operate, staff, url
from tests.world import World

pytestmark = [pytest.mark.usefixtures("db"), pytest.mark.situation("C-075")]


@pytest.fixture
def operator() -> User:
    return staff()


@pytest.fixture
def client(operator: User) -> PortalClient:
    return client_of(operator)


def home(tenant: Tenant) -> str:
    return reverse("accounts:overview", args=[tenant.slug])


def visit(client: PortalClient, tenant: Tenant) -> Visit:
    answer = operate(client, tenant, "visit")
    assert answer.url == home(tenant)
    return Visit.objects.get(tenant=tenant, ended_at=None)


class TestLooking:
    def test_without_a_reason_there_is_nothing(self, contoso: World, client: PortalClient) -> None:
        assert client.get(home(contoso.provider)).status_code == 404
        asked = url("accounts.tenant", "operation", contoso.provider.pk, "visit")
        assert client.post(asked, {"reason": ""}).status_code == 422
        assert client.get(home(contoso.provider)).status_code == 404

    def test_every_page_says_whose_eyes_these_are_and_until_when(
        self, contoso: World, client: PortalClient
    ) -> None:
        visit(client, contoso.provider)
        for name in ("accounts:overview", "relationships:reseller-list", "customers:customer-list"):
            page = client.get(reverse(name, args=[contoso.provider.slug]))
            assert page.status_code == 200
            text = page.content.decode()
            assert "as its people see it, and change nothing" in text
            assert REASON in text
            assert "End the visit" in text
        assert contoso.reseller.name in text or contoso.customer.name in text

    def test_a_suspended_organisation_can_be_looked_at(self, contoso: World, client: PortalClient) -> None:
        Tenant.objects.filter(pk=contoso.provider.pk).update(suspended_at=Now())
        visit(client, contoso.provider)
        assert client.get(home(contoso.provider)).status_code == 200

    def test_one_organisation_and_no_other(
        self, contoso: World, fabrikam: World, client: PortalClient
    ) -> None:
        visit(client, contoso.provider)
        assert client.get(home(contoso.reseller)).status_code == 404
        assert client.get(home(fabrikam.provider)).status_code == 404

    def test_another_operator_needs_a_visit_of_their_own(self, contoso: World, client: PortalClient) -> None:
        visit(client, contoso.provider)
        assert client_of(staff()).get(home(contoso.provider)).status_code == 404


class TestNothingChanges:
    @pytest.mark.parametrize("verb", ["post", "put", "patch", "delete"])
    def test_whatever_is_sent(self, contoso: World, client: PortalClient, verb: str) -> None:
        visit(client, contoso.provider)
        revoke = reverse(
            "invitations:invitation-revoke", args=[contoso.provider.slug, contoso.invitation.public_id]
        )
        answer = getattr(client, verb)(revoke)
        assert answer.status_code == 403
        assert "A visit changes nothing" in answer.content.decode()
        assert Invitation.objects.get(pk=contoso.invitation.pk).status == "open"

    def test_whole_lists_stay_where_they_are(self, contoso: World, client: PortalClient) -> None:
        visit(client, contoso.provider)
        for name in (
            "customers:customer-export",
            "subscriptions:subscription-export",
            "subscriptions:statement-export",
            "customers:import-template",
        ):
            assert client.get(reverse(name, args=[contoso.provider.slug])).status_code == 403, name

    def test_an_invitations_link_is_not_shown(self, contoso: World, client: PortalClient) -> None:
        visit(client, contoso.provider)
        for name, key in (
            ("invitation-detail", contoso.invitation.public_id),
            ("batch-detail", contoso.invitation.batch),
        ):
            page = client.get(reverse(f"invitations:{name}", args=[contoso.provider.slug, key]))
            assert page.status_code == 200
            assert contoso.invitation.recipient_email in page.content.decode()
            assert "/i/" not in page.content.decode()


class TestTheEnd:
    def test_by_hand(self, contoso: World, client: PortalClient) -> None:
        visit(client, contoso.provider)
        end = reverse("accounts:visit-end")
        client.get(end)
        assert client.get(home(contoso.provider)).status_code == 200, "looking at the address ends nothing"
        assert client.post(end).url == url("accounts.tenant", "change", contoso.provider.pk)
        assert client.get(home(contoso.provider)).status_code == 404
        assert client.post(end).url == "/"

    def test_by_the_clock_of_the_database(self, contoso: World, client: PortalClient) -> None:
        row = visit(client, contoso.provider)
        Visit.objects.filter(pk=row.pk).update(ends_at=Now())
        assert client.get(home(contoso.provider)).status_code == 404
        assert client.post(home(contoso.provider)).status_code == 404

    def test_by_the_next_visit(self, contoso: World, client: PortalClient) -> None:
        first = visit(client, contoso.provider)
        visit(client, contoso.reseller)
        assert client.get(home(contoso.provider)).status_code == 404
        first.refresh_from_db()
        assert first.ended_at

    def test_by_the_loss_of_the_operators_rights(
        self, contoso: World, client: PortalClient, operator: User
    ) -> None:
        visit(client, contoso.provider)
        User.objects.filter(pk=operator.pk).update(is_staff=False)
        assert client.get(home(contoso.provider)).status_code == 404

    def test_a_visit_lasts_as_long_as_the_setting_says(self, contoso: World, client: PortalClient) -> None:
        row = visit(client, contoso.provider)
        assert timedelta(minutes=14) < row.ends_at - row.started_at <= timedelta(minutes=15, seconds=1)


class TestTheLog:
    def test_both_sides_read_of_it(self, contoso: World, client: PortalClient, operator: User) -> None:
        visit(client, contoso.provider)
        client.post(reverse("accounts:visit-end"))
        theirs = AuditEvent.objects.visible_to(contoso.provider).filter(target_type="accounts.visit")
        ours = AuditEvent.objects.filter(tenant=None, target_type="accounts.visit")
        for events in (theirs, ours):
            assert [event.action for event in events.order_by("id")] == [
                "tenant.visit_started",
                "tenant.visit_ended",
            ]
            assert {event.reason for event in events} == {REASON}
            assert {event.actor for event in events} == {operator}

    def test_auditors_read_and_do_not_visit(self, contoso: World) -> None:
        row = make.VisitFactory(tenant=contoso.provider)
        client = auditor_client()
        assert (
            "as it sees itself"
            not in client.get(url("accounts.tenant", "change", contoso.provider.pk)).content.decode()
        )
        assert operate(client, contoso.provider, "visit").status_code == 403
        assert row.operator.full_name in client.get(url("accounts.visit", "changelist")).content.decode()
