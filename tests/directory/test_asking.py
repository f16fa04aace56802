"""Asking a partner to get in touch: a customer proves its mailbox, a reseller has its account (S003-7, S001-20)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Country, MailboxCode
from directory import limits
from directory.models import Lead
from partnercenter.core.models import OutgoingMail, Session
from tests import factories as make
from tests.client import PortalClient
from tests.directory.askers import EMAIL, PROVIDER_REQUEST, REQUEST, address, ask, code, listed

pytestmark = pytest.mark.usefixtures("db")


def errors(answer) -> dict:
    assert answer.status_code == 200
    return dict(answer.context["form"].errors)


@pytest.mark.rule("S003-7")
def test_a_customer_asks_and_the_partner_hears_once_the_mailbox_is_proven(client):
    partner = listed()
    page = client.get(f"/partners/{partner.public_id}/").content.decode()
    assert address(partner) in page
    assert client.post(address(partner), REQUEST)["Location"] == address(partner, "confirm/")
    assert not Lead.objects.exists()
    assert EMAIL in client.get(address(partner, "confirm/")).content.decode()
    assert not Lead.objects.exists(), "a GET confirms nothing"
    assert client.post(address(partner, "confirm/"), {"code": code()})["Location"] == address(
        partner, "sent/"
    )
    lead = Lead.objects.get()
    assert (lead.partner, lead.kind, lead.status, lead.email) == (partner, "customer", "received", EMAIL)
    assert lead.message == REQUEST["message"]
    assert round((lead.expires_at - lead.created_at).total_seconds() / 86400) == 14
    assert client.get(address(partner, "sent/")).status_code == 200


def test_those_who_sell_get_a_mail_that_names_no_person(client):
    partner = listed()
    admin = make.MembershipFactory(tenant=partner, user=make.UserFactory(), roles=["global_admin"]).user
    ask(partner)
    mails = OutgoingMail.objects.filter(kind="lead_received")
    assert mails.count() == 1
    assert mails.get().to_address != admin.email, "where somebody sells, nobody else is told"
    assert EMAIL not in mails.get().text
    assert REQUEST["contact_name"] not in mails.get().text


def test_a_wrong_code_and_one_of_another_browser_make_no_lead(client):
    partner = listed()
    client.post(address(partner), REQUEST)
    assert "code" in errors(client.post(address(partner, "confirm/"), {"code": "00000000"}))
    stranger = PortalClient()
    stranger.post(address(partner), REQUEST | {"email": "other@bakery.example"})
    assert "code" in errors(stranger.post(address(partner, "confirm/"), {"code": code()}))
    assert not Lead.objects.exists()


def test_without_a_request_there_is_nothing_to_confirm(client):
    partner = listed()
    for answer in (
        client.get(address(partner, "confirm/")),
        client.post(address(partner, "confirm/"), {"code": "12345678"}),
        client.post(address(partner, "code/")),
    ):
        assert answer["Location"] == address(partner)


def test_a_new_code_comes_on_request_and_the_older_one_still_counts(client):
    partner = listed()
    client.post(address(partner), REQUEST)
    first = code()
    client.post(address(partner, "code/"))
    assert MailboxCode.objects.count() == 2
    assert client.post(address(partner, "confirm/"), {"code": first})["Location"] == address(partner, "sent/")


def test_who_asks_twice_is_heard_once(client):
    partner = listed()
    ask(partner)
    assert ask(partner, message="Are you there?", company="Other")["Location"] == address(partner, "sent/")
    assert Lead.objects.count() == 1
    ask(listed())
    assert Lead.objects.count() == 2, "another partner is another lead"


def test_one_code_serves_for_several_partners_for_an_hour_and_for_its_mailbox_only(client):
    first, second, third = listed(), listed(), listed()
    ask(first, client)
    assert client.post(address(second), REQUEST)["Location"] == address(second, "sent/")
    assert Lead.objects.filter(partner=second).exists()
    other = client.post(address(third), REQUEST | {"email": "else@bakery.example"})
    assert other["Location"] == address(third, "confirm/")
    MailboxCode.objects.filter(address=EMAIL).update(used_at=timezone.now() - timedelta(minutes=61))
    assert client.post(address(third), REQUEST)["Location"] == address(third, "confirm/")
    assert PortalClient().post(address(third), REQUEST)["Location"] == address(third, "confirm/")
    assert not Lead.objects.filter(partner=third).exists()


def test_an_expired_request_that_no_sweep_has_met_stands_in_nobodys_way(client):
    partner = listed()
    ask(partner)
    Lead.objects.update(expires_at="2026-01-01T00:00:00Z")
    ask(partner)
    assert sorted(Lead.objects.values_list("status", "email")) == [("expired", ""), ("received", EMAIL)]


def test_a_program_that_fills_in_what_people_do_not_see_learns_nothing(client):
    partner = listed()
    answer = client.post(address(partner), REQUEST | {"fax": "12345"})
    assert answer["Location"] == address(partner, "sent/")
    assert not MailboxCode.objects.exists()
    assert not Session.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "a@b.example, c@d.example"}, "email"),
        ({"country": "DE"}, "country"),
        ({"company": ""}, "company"),
        ({"message": "x" * 2001}, "message"),
        ({"contact_name": ""}, "contact_name"),
    ],
)
def test_what_cannot_be_read_is_said_beside_its_field(client, changes, field):
    answer = client.post(address(listed()), REQUEST | changes)
    assert field in errors(answer)
    assert not MailboxCode.objects.exists()


@pytest.mark.situation("C-076")
def test_only_listed_partners_can_be_asked_and_providers_are_asked_by_resellers(client):
    hidden = make.TenantFactory(direct_bill=True)
    provider = listed(provider=True)
    for tenant in (hidden, provider):
        for page in ("", "confirm/", "sent/"):
            assert client.get(address(tenant, page)).status_code == 404
        assert client.post(address(tenant), REQUEST).status_code == 404


@pytest.mark.situation("C-092")
@pytest.mark.parametrize("limit", ["OF_PERSON", "OF_NETWORK"])
def test_one_mailbox_and_one_network_ask_few_partners_a_day(client, monkeypatch, limit):
    monkeypatch.setattr(limits, limit, limits.Limit("leads-test", 1, limits.DAY))
    ask(listed())
    assert ask(listed(), client).status_code == 429
    assert Lead.objects.count() == 1


@pytest.mark.situation("C-092")
def test_codes_are_not_sent_without_end(client):
    partner = listed()
    for _ in range(3):
        client.post(address(partner), REQUEST)
    answer = client.post(address(partner), REQUEST)
    assert answer.status_code == 429
    assert OutgoingMail.objects.filter(kind="mailbox_code").count() == 3


# ------------------------------------------------------------------ resellers
@pytest.fixture
def asking(contoso, client_for):
    return client_for(contoso.reseller_admin), contoso.reseller


def provider_address(tenant, provider) -> str:
    return f"/t/{tenant.slug}/indirect-providers/ask/{provider.public_id}/"


@pytest.mark.rule("S001-20")
def test_a_reseller_asks_a_provider_of_the_list(asking):
    client, reseller = asking
    provider = listed(provider=True)
    public = client.get(f"/providers/{provider.public_id}/").content.decode()
    assert f"/providers/{provider.public_id}/ask/" in public
    choice = client.get(f"/providers/{provider.public_id}/ask/")
    assert choice["Location"] == provider_address(reseller, provider)
    page = client.get(choice["Location"]).content.decode()
    assert "same region" in page, "the rule is said before"
    assert client.post(choice["Location"], PROVIDER_REQUEST).status_code == 302
    lead = Lead.objects.get()
    assert (lead.partner, lead.asker, lead.kind, lead.company) == (
        provider,
        reseller,
        "reseller",
        reseller.name,
    )


def test_a_reseller_asks_one_provider_once_a_day_and_is_heard_once(asking):
    client, reseller = asking
    provider = listed(provider=True)
    there = provider_address(reseller, provider)
    client.post(there, PROVIDER_REQUEST)
    assert client.post(there, PROVIDER_REQUEST).status_code == 302
    assert Lead.objects.count() == 1
    Lead.objects.update(status="declined", answered_at="2026-01-01T00:00:00Z", decline_reason="room")
    assert client.post(there, PROVIDER_REQUEST).status_code == 429
    assert Lead.objects.count() == 1


def test_a_reseller_asks_ten_providers_a_day(asking, monkeypatch):
    client, reseller = asking
    monkeypatch.setattr(limits, "OF_RESELLER", limits.Limit("leads-reseller", 1, limits.DAY))
    client.post(provider_address(reseller, listed(provider=True)), PROVIDER_REQUEST)
    answer = client.post(provider_address(reseller, listed(provider=True)), PROVIDER_REQUEST)
    assert answer.status_code == 429
    assert Lead.objects.count() == 1


def test_partners_already_and_other_regions_are_told_the_rule(asking, contoso):
    client, reseller = asking
    make.ListingFactory(tenant=contoso.provider)
    said = errors(client.post(provider_address(reseller, contoso.provider), PROVIDER_REQUEST))
    assert "partners already" in str(said)
    far = listed(provider=True, country=Country.objects.get(code="DE"))
    assert "same region" in str(errors(client.post(provider_address(reseller, far), PROVIDER_REQUEST)))
    assert not Lead.objects.exists()


def test_who_may_not_ask_a_provider_is_told_who_may(client_for):
    provider, person = listed(provider=True), make.UserFactory()
    answer = client_for(person).get(f"/providers/{provider.public_id}/ask/")
    assert "You cannot ask a provider" in answer.content.decode()


def test_the_database_keeps_one_open_request_a_person():
    lead = make.LeadFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        make.LeadFactory(partner=lead.partner, email=lead.email)
