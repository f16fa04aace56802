"""The first page: what waits, and figures that are the lists they lead to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import overview
from accounts.labels import PERMISSION_LABELS
from accounts.models import AgreementAcceptance
from accounts.permissions import Permission, Role
from invitations.models import Invitation
from relationships.models import Partnership, ResellerRelationship
from tests import factories as make
from tests.world import World


def page(client, tenant):
    response = client.get(f"/t/{tenant.slug}/")
    assert response.status_code == 200
    return response


def titles(response) -> list[str]:
    return [str(task.title) for task in response.context["tasks"]]


def figures(response) -> dict[str, overview.Figure]:
    return {str(figure.label): figure for figure in response.context["figures"]}


def test_nothing_waits_for_a_provider_in_good_order(contoso, client_for):
    response = page(client_for(contoso.admin), contoso.provider)
    assert titles(response) == []
    assert "Nothing else is waiting for you." in response.content.decode()
    assert {name: figure.count for name, figure in figures(response).items()} == {
        "Customers": 1,
        "Customers without agreement": 1,
        "Subscriptions": 0,
        "Without a reseller of record": 0,
        "Renewals to decide": 0,
        "Indirect resellers": 1,
        "Open invitations": 1,
    }


@pytest.mark.rule("S004-5")
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_an_unsigned_agreement_waits_for_whoever_can_sign_it(contoso, client_for, role):
    response = page(client_for(contoso.people["direct"][role]), contoso.direct)
    (task,) = response.context["tasks"]
    assert "not signed" in str(task.title)
    if role == Role.GLOBAL_ADMIN:
        assert task.url.endswith("/agreements/mpa/")
    else:
        assert task.url.endswith("/agreements/")
        assert contoso.people["direct"]["global_admin"].full_name in task.text
    AgreementAcceptance.objects.create(
        agreement=AgreementAcceptance.objects.first().agreement,
        kind="mpa",
        tenant=contoso.direct,
        region=contoso.direct.region,
        signer_name="x",
    )
    assert titles(page(client_for(contoso.people["direct"][role]), contoso.direct)) == []


@pytest.mark.rule("S002-12")
def test_a_customer_has_its_own_agreement_waiting(contoso, client_for):
    found = titles(page(client_for(contoso.people["customer"]["global_admin"]), contoso.customer))
    assert found == ["The Microsoft Customer Agreement is not accepted"]


def _invitations(world: World) -> None:
    now = timezone.now()
    soon = make.InvitationFactory(inviter=world.provider, expires_at=now + timedelta(days=6))
    make.InvitationFactory(inviter=world.provider, expires_at=now + timedelta(days=8))
    make.InvitationFactory(inviter=world.provider, expires_at=now - timedelta(minutes=1))  # not swept yet
    failed = make.InvitationFactory(inviter=world.provider)
    resent = make.InvitationFactory(inviter=world.provider, generation=2)
    for invitation, generation in ((failed, 1), (resent, 1)):
        make.OutgoingMailFactory(
            tenant=world.provider,
            kind="invitation",
            about_type="invitations.invitation",
            about_id=invitation.pk,
            generation=generation,
            status="failed",
        )
    assert soon.status == "open"


def test_invitations_that_need_attention_wait_for_those_who_see_invitations(contoso, fabrikam, client_for):
    _invitations(contoso)
    _invitations(fabrikam)
    response = page(client_for(contoso.people["provider"]["sales_agent"]), contoso.provider)
    assert titles(response) == [
        "1 open invitation could not be delivered",
        "1 invitation expires within 7 days",
    ]
    assert figures(response)["Open invitations"].count == 5
    assert titles(page(client_for(contoso.people["provider"]["billing_admin"]), contoso.provider)) == []


def test_every_figure_is_the_list_it_leads_to(contoso, client_for):
    _invitations(contoso)
    for kind in ("provider", "reseller"):
        client = client_for(contoso.people[kind]["global_admin"])
        response = page(client, getattr(contoso, kind))
        assert figures(response)
        for figure in response.context["figures"]:
            assert client.get(figure.url).context["count"] == figure.count, figure.url


@pytest.mark.parametrize("needs", ["undeliverable", "expiring"])
def test_every_task_leads_to_what_it_counts(contoso, client_for, needs):
    _invitations(contoso)
    client = client_for(contoso.admin)
    (task,) = [task for task in page(client, contoso.provider).context["tasks"] if needs in task.url]
    assert client.get(task.url).context["count"] == 1


@pytest.mark.rule("S001-17", "S000-10")
def test_the_navigation_grows_with_the_programme(contoso, client_for):
    """No indirect providers before one is enrolled as their reseller, no indirect resellers for anybody else."""
    expected = {
        "provider": {"Indirect resellers"},
        "reseller": {"Indirect providers"},
        "direct": set(),
        "customer": set(),
    }
    for kind, shown in expected.items():
        tenant = getattr(contoso, kind)
        response = page(client_for(contoso.people[kind]["global_admin"]), tenant)
        links = {str(link.label) for link in response.context["navigation"]}
        assert links & {"Indirect resellers", "Indirect providers"} == shown, kind
    contoso.reseller.profile.programmes = []
    contoso.reseller.profile.save()
    before = page(client_for(contoso.reseller_admin), contoso.reseller)
    assert "Indirect providers" not in before.content.decode().split("<main", 1)[0]


def test_a_reseller_without_a_provider_is_shown_where_to_find_one(contoso, client_for):
    client = client_for(contoso.reseller_admin)
    assert titles(page(client, contoso.reseller)) == []
    Partnership.objects.all().delete()
    (task,) = page(client, contoso.reseller).context["tasks"]
    assert task.url == "/providers/"


@pytest.mark.parametrize("kind", ["provider", "reseller", "direct", "customer"])
@pytest.mark.parametrize("role", [role.value for role in Role])
def test_no_link_leads_to_a_refusal(contoso, client_for, kind, role):
    _invitations(contoso)
    client = client_for(contoso.people[kind][role])
    response = page(client, getattr(contoso, kind))
    cards = [*response.context["tasks"], *response.context["figures"], *response.context["actions"]]
    for url in {card.url for card in cards if card.url}:
        assert client.get(url).status_code == 200, url


def test_the_same_queries_for_1_row_and_for_25(contoso, client_for):
    client = client_for(contoso.admin)
    client.get(f"/t/{contoso.provider.slug}/")
    with CaptureQueriesContext(connection) as few:
        page(client, contoso.provider)
    for _ in range(24):
        make.InvitationFactory(inviter=contoso.provider)
        make.PartnershipFactory(provider=contoso.provider)
        make.MembershipFactory(tenant=contoso.provider)
    with CaptureQueriesContext(connection) as many:
        page(client, contoso.provider)
    assert len(many) == len(few)
    assert len(few) <= 39


def test_a_figure_counts_no_further_than_its_list(contoso):
    for _ in range(4):
        make.InvitationFactory(inviter=contoso.provider)
    rows = Invitation.objects.filter(inviter=contoso.provider)
    assert overview.count_up_to(rows, limit=3) == 4
    assert overview.limited(4, limit=3) == "3+"
    assert overview.limited(1001) == "1,000+"
    assert overview.limited(1000) == "1,000"


def test_the_apps_have_their_say():
    names = {f"{source.__module__}.{source.__name__}" for source in overview.sources()}
    assert names == {
        "accounts.agreements.mpa_task",
        "accounts.agreements.mca_task",
        "accounts.endings.ending_roles",
        "accounts.enrolling.enrolling_cards",
        "accounts.checklist.checklist_section",
        "accounts.incentives.incentives_task",
        "customers.overview.customer_cards",
        "customers.own.own_cards",
        "relationships.overview.partnership_cards",
        "invitations.overview.invitation_cards",
        "subscriptions.overview.subscription_cards",
        "subscriptions.overview_renewals.renewal_cards",
        "subscriptions.menu_users.own_licence_cards",
        "directory.overview.lead_cards",
        "directory.overview.profile_cards",
    }


def test_every_permission_has_its_sentence():
    assert set(PERMISSION_LABELS) == set(Permission)


class TestCharts:
    """What is drawn is what the lists hold, and stands in a table as well."""

    def _charts(self, client, tenant):
        answer = client.get(f"/t/{tenant.slug}/")
        return {str(chart.title): chart for chart in answer.context["charts"]}, answer.content.decode()

    def test_customers_and_invitations_by_month(self, contoso, client_for):
        client = client_for(contoso.admin)
        now = timezone.now()
        for days, count in ((0, 2), (62, 3), (800, 4)):  # the last are too long ago
            for _ in range(count):
                row = make.ResellerRelationshipFactory(partner=contoso.provider)
                type(row).objects.filter(pk=row.pk).update(established_at=now - timedelta(days=days))
        charts, page = self._charts(client, contoso.provider)
        chart = charts["Customers of the last twelve months"]
        begun = {bar.month: bar.low for bar in chart.bars if bar.low}
        earlier = timezone.localdate(now - timedelta(days=62)).replace(day=1)
        assert begun[earlier] == 3
        assert (
            sum(begun.values())
            == ResellerRelationship.objects.filter(
                partner=contoso.provider, established_at__gte=now - timedelta(days=330)
            ).count()
        )
        assert len(chart.bars) == 12
        assert str(chart.finding) in page
        sent = charts["Invitations of the last twelve months"]
        assert (
            sum(bar.low + bar.high for bar in sent.bars)
            == Invitation.objects.filter(inviter=contoso.provider).count()
        )

    def test_an_organisation_without_any_has_no_picture(self, db, client_for):
        tenant = make.TenantFactory(provider=True)
        user = make.MembershipFactory(tenant=tenant).user
        charts, page = self._charts(client_for(user), tenant)
        assert charts == {}
        assert "<figure" not in page
