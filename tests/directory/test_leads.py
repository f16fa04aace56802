"""Leads of a partner: answered, cared for, put away, expired, erased, and what comes of them (S003-7)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions import erase_person
from directory import actions, emails, sweeps
from directory.models import Lead
from invitations.models import Invitation
from partnercenter.core.actor import Actor, OperatorActor
from partnercenter.core.errors import StaleState
from partnercenter.core.mail.registry import kind_of
from partnercenter.core.models import AuditEvent, OutgoingMail
from tests import factories as make
from tests.operators import REASON, operate, operator_client, staff

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def sales(contoso, client_for):
    """The direct-bill partner's person who sells, at its leads: `sales.post(lead, "accept/")`."""
    return Desk(contoso.direct, client_for)


class Desk:
    def __init__(self, tenant, client_for, role: str = "sales_agent") -> None:
        self.tenant = tenant
        self.person = make.UserFactory(full_name="Park Jiwoo")
        make.MembershipFactory(tenant=tenant, user=self.person, roles=[role])
        self.client = client_for(self.person)
        self.base = f"/t/{tenant.slug}/leads/"

    def lead(self, **fields) -> Lead:
        return make.LeadFactory(partner=self.tenant, **fields)

    def text(self, lead: Lead | None = None, path: str = "") -> str:
        answer = self.client.get(self.base + (f"{lead.public_id}/" if lead else "") + path)
        assert answer.status_code == 200, answer.get("Location")
        return answer.content.decode()

    def post(self, lead: Lead, path: str, data=None):
        answer = self.client.post(f"{self.base}{lead.public_id}/{path}", data or {})
        lead.refresh_from_db()
        return answer


@pytest.mark.rule("S003-7")
def test_a_lead_is_accepted_by_somebody_who_cares_for_it(sales):
    lead = sales.lead()
    page = sales.text(lead)
    assert lead.message in page
    assert lead.email in page
    sales.post(lead, "accept/", {"owner": str(sales.person.pk), "notes": "Call on Monday."})
    assert (lead.status, lead.owner, lead.answered_by) == ("accepted", sales.person, sales.person)
    page = sales.text(lead)
    assert "Park Jiwoo accepted the lead" in page
    assert "Call on Monday." in page
    sales.post(lead, "edit/", {"owner": "", "notes": "Called."})
    assert (lead.owner, lead.notes) == (None, "Called.")
    sales.post(lead, "archive/")
    assert lead.status == "archived"
    assert lead.archived_at


def test_who_cares_for_a_lead_is_one_of_ours_who_may(sales):
    lead, stranger = sales.lead(), make.UserFactory()
    answer = sales.post(lead, "accept/", {"owner": str(stranger.pk)})
    assert "owner" in answer.context["form"].errors
    assert lead.status == "received"


@pytest.mark.rule("S003-7")
def test_a_declined_customer_is_told_to_choose_another_partner_and_not_why(sales):
    lead = sales.lead()
    assert "reason" in sales.post(lead, "decline/").context["form"].errors
    sales.post(lead, "decline/", {"reason": "spam", "notes": "Sounds odd."})
    assert (lead.status, lead.decline_reason) == ("declined", "spam")
    mail = OutgoingMail.objects.get(kind="lead_declined")
    assert (mail.to_address, mail.tenant) == (lead.email, None)
    assert "/partners/" in mail.text
    for word in ("odd", "seriously"):
        assert word not in mail.text
    assert OutgoingMail.objects.filter(kind="lead_declined").count() == 1


def test_an_answer_is_given_once(sales):
    lead = sales.lead()
    sales.post(lead, "decline/", {"reason": "room"})
    for step in ("accept/", "decline/", "edit/"):
        assert sales.client.get(f"{sales.base}{lead.public_id}/{step}").status_code == 302
        sales.post(lead, step, {"reason": "room"})
    sales.post(lead, "archive/")
    assert lead.status == "declined"


def test_two_who_answer_at_once_hear_who_was_first(sales):
    lead = sales.lead()
    second = Lead.objects.get(pk=lead.pk)
    by = Actor(sales.person, sales.tenant, frozenset({"sales_agent"}))
    actions.accept_lead(lead=lead, owner=None, notes="", by=by)
    with pytest.raises(StaleState):
        actions.decline_lead(lead=second, reason="room", notes="", by=by)
    assert not OutgoingMail.objects.filter(kind="lead_declined").exists()


@pytest.mark.rule("S003-7")
def test_what_nobody_answers_expires_and_loses_its_contact_data(sales):
    late = sales.lead(expires_at=timezone.now() - timedelta(seconds=1))
    early = sales.lead()
    assert late.email not in sales.text(late), "hidden before the sweep comes"
    assert sweeps.expire_all_stale() == 1
    assert sweeps.expire_all_stale() == 0
    address = late.email
    late.refresh_from_db(), early.refresh_from_db()
    assert (late.status, late.email, late.contact_name, late.message) == ("expired", "", "", "")
    assert early.status == "received"
    mail = OutgoingMail.objects.get(kind="lead_expired")
    assert (mail.to_address, mail.tenant) == (address, None)
    page = sales.text(late)
    assert "Nobody answered within 14 days" in page
    assert address not in page


def test_a_lead_past_its_deadline_is_not_answered_though_no_sweep_has_met_it(sales):
    lead = sales.lead(expires_at=timezone.now() - timedelta(seconds=1))
    sales.post(lead, "accept/", {})
    assert lead.status == "received"


def test_the_list_filters_by_state_and_name_and_says_what_is_past(sales):
    past, now = timezone.now() - timedelta(seconds=1), timezone.now()
    sales.lead(company="Alpha Foods"), sales.lead(company="Gamma", expires_at=past)
    sales.lead(company="Beta Books", status="declined", answered_at=now, decline_reason="room")
    found = {
        query: [row[0].company for row in sales.client.get(f"{sales.base}?{query}").context["rows"]]
        for query in (
            "state=received",
            "state=declined",
            "state=expired",
            "q=alp",
            "needs=expiring",
            "sort=company",
        )
    }
    assert found == {
        "state=received": ["Alpha Foods"],
        "state=declined": ["Beta Books"],
        "state=expired": ["Gamma"],
        "q=alp": ["Alpha Foods"],
        "needs=expiring": [],
        "sort=company": ["Alpha Foods", "Beta Books", "Gamma"],
    }


@pytest.mark.situation("C-010")
def test_the_file_honours_the_filter_hides_what_is_past_and_holds_no_formula(sales):
    sales.lead(company="=SUM(A1)", notes="")
    late = sales.lead(company="Late", expires_at=timezone.now() - timedelta(seconds=1))
    sales.lead(company="Declined", status="declined", answered_at=timezone.now(), decline_reason="room")
    answer = sales.client.get(f"{sales.base}export/")
    text = b"".join(answer.streaming_content).decode()
    assert text.count("\r\n") == 4
    assert "'=SUM(A1)" in text
    assert late.email not in text
    some = sales.client.get(f"{sales.base}export/?state=declined")
    assert b"".join(some.streaming_content).decode().count("\r\n") == 2


def test_what_waits_stands_on_the_overview(sales):
    overview = f"/t/{sales.tenant.slug}/"
    assert "waits for an answer" not in sales.client.get(overview).content.decode()
    sales.lead(), sales.lead(expires_at=timezone.now() + timedelta(days=2))
    page = sales.client.get(overview).content.decode()
    assert "2 leads wait for an answer" in page
    assert "1 lead expires within 3 days" in page


def test_others_of_the_organisation_see_no_lead(sales, client_for):
    other = Desk(sales.tenant, client_for, role="helpdesk_agent")
    assert other.client.get(other.base).status_code == 403


@pytest.mark.rule("S003-7")
def test_an_accepted_lead_becomes_an_invitation_and_then_a_customer(sales):
    lead = sales.lead(language="ko", contact_name="이소라")
    request = f"{sales.base}{lead.public_id}/request-relationship/"
    assert sales.client.get(request).status_code == 302, "it is accepted first"
    sales.post(lead, "accept/", {})
    assert request in sales.text(lead)
    form = sales.client.get(request).context["form"]
    assert form["recipients"].value() == f'"이소라" <{lead.email}>'
    assert form["language"].value() == "ko"
    body = {name: form[name].value() for name in form.fields if form[name].value() is not None}
    body = {name: "on" if value is True else value for name, value in body.items()}
    assert sales.client.post(request, {**body, "step": "send"}).status_code == 302
    invitation = Invitation.objects.get(inviter=sales.tenant, recipient_key=lead.email_key)
    assert (invitation.recipient_email, invitation.recipient_name, invitation.language) == (
        lead.email,
        "이소라",
        "ko",
    )
    page = sales.text(lead)
    assert invitation.public_id in page
    assert request not in page, "it has been asked"
    customer = make.TenantFactory(customer=True, name="Sora's Bakery")
    Invitation.objects.filter(pk=invitation.pk).update(
        status="accepted", answered_at=timezone.now(), recipient_tenant=customer
    )
    make.ResellerRelationshipFactory(partner=sales.tenant, customer=customer)
    assert f"/customers/{customer.public_id}/" in sales.text(lead)


@pytest.mark.rule("S001-20")
def test_a_resellers_lead_becomes_a_partnership_request(contoso, client_for):
    desk = Desk(contoso.provider, client_for)
    reseller = make.TenantFactory(reseller=True)
    lead = desk.lead(kind="reseller", asker=reseller, company=reseller.name)
    desk.post(lead, "accept/", {})
    request = f"{desk.base}{lead.public_id}/request-partnership/"
    assert request in desk.text(lead)
    assert lead.email in desk.client.get(request).context["form"]["recipients"].value()
    other = desk.client.get(f"{desk.base}{lead.public_id}/request-relationship/")
    assert other.status_code == 404, "a reseller is no customer"


def test_whoever_wants_it_is_erased_from_every_partners_leads(sales):
    lead = sales.lead(email="sora@bakery.example", notes="Nice person.")
    accepted = make.LeadFactory(email="sora@bakery.example", status="accepted", answered_at=timezone.now())
    other = sales.lead()
    operate(operator_client(), lead, "erase")
    for row in (lead, accepted):
        row.refresh_from_db()
        assert (row.email, row.contact_name, row.message, row.notes) == ("", "", "", "")
        assert row.erased_at
    assert (lead.status, accepted.status) == ("expired", "accepted")
    other.refresh_from_db()
    assert other.email
    assert AuditEvent.objects.filter(action="lead.erased").count() == 2
    assert not OutgoingMail.objects.filter(kind__startswith="lead_").exists()


def test_news_of_a_lead_that_is_answered_does_not_leave(sales):
    lead = sales.lead()
    emails.tell_received(lead)
    mail = OutgoingMail.objects.filter(kind="lead_received")[0]
    assert kind_of(mail).stop(mail) == ""
    sales.post(lead, "decline/", {"reason": "room"})
    assert kind_of(mail).stop(mail)


def test_who_is_erased_with_their_account_is_erased_here_too_and_reads_of_it_before(client_for):
    user = make.UserFactory()
    lead = make.LeadFactory(email=user.email)
    assert lead.message in client_for(user).get(reverse("accounts:data-file")).content.decode()
    erase_person(user=user, by=OperatorActor(staff(), REASON), address=user.email)
    lead.refresh_from_db()
    assert (lead.email, lead.status) == ("", "expired")
