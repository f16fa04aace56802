"""Joining the programme: step by step, nothing before the last one, nothing said of who has an account."""

from __future__ import annotations

import re

import pytest

from accounts import joining
from accounts.models import Enrolment, LegalProfile, Membership, PartnerProfile, Tenant, User
from accounts.permissions import Role
from partnercenter.core.models import AuditEvent, OutgoingMail
from tests import factories as make
from tests.applicants import (
    BODIES,
    COMPANY,
    CONTACT,
    EMAIL,
    IDENTIFIERS,
    KEY,
    REVIEW,
    SECRET,
    applicant,
    code_in,
    errors,
    path,
    step,
    submit,
)
from tests.applicants import (
    codes as mails,
)
from tests.client import PortalClient
from tests.isolation import looking


def begin(client: PortalClient, programme: str = "indirect_reseller") -> str:
    """The id of the application that this browser begins."""
    answer = client.post("/join/", {"programme": programme})
    return re.fullmatch(r"/join/([a-z2-7]{16})/company/", answer["Location"])[1]


# ------------------------------------------------------------------ the whole way
@pytest.mark.rule("S000-11", "S004-8")
def test_a_company_without_anything_ends_as_an_enrolled_reseller(db, client):
    name = begin(client)
    assert step(client, name, "company", COMPANY) == path("contact", name)
    assert step(client, name, "contact", CONTACT) == path("confirm", name)
    assert step(client, name, "confirm", {"code": code_in(mails()[0])}) == path("identifiers", name)
    assert step(client, name, "identifiers", IDENTIFIERS) == path("review", name)
    before = client.session.session_key
    page = client.get(path("review", name)).content.decode()
    for words in ("Saebom Cloud", "saebom.example", "Min-ji Kim", EMAIL, "4611224", "+82 2-312-3456"):
        assert words in page, words
    key = client.session[joining.KEPT][name]["key"]
    answer = client.post(path("review", name), REVIEW | {"submission": key}, follow=True)
    assert answer.redirect_chain == [("/t/saebom/", 302)]
    assert "Your organisation is enrolled." in answer.content.decode()
    assert client.session.session_key != before, "the session of a person is another one"
    assert joining.KEPT not in client.session or not client.session[joining.KEPT]
    tenant = Tenant.objects.get(domain="saebom.example")
    profile = PartnerProfile.objects.get(tenant=tenant)
    assert profile.programmes == ["indirect_reseller"]
    assert profile.contact_confirmed_at
    assert (profile.primary_contact, profile.mpn_email) == (EMAIL, "mpn@saebom.example")
    assert (tenant.mpn_id, profile.global_account_id) == ("4611224", "6611223")
    assert LegalProfile.objects.get(tenant=tenant).address_line1 == "Teheran-ro 152"
    membership = Membership.objects.get(tenant=tenant)
    assert membership.roles == [Role.GLOBAL_ADMIN]
    assert membership.user.check_password(SECRET)
    assert OutgoingMail.objects.get(kind="enrolment_approved").to_address == EMAIL


@pytest.mark.parametrize("programme", ["indirect_provider", "direct_bill"])
def test_others_wait_for_an_operator(db, programme):
    client = applicant(programme=programme)
    answer = client.post(path("review"), REVIEW, follow=True)
    assert "Your application has been received." in answer.content.decode()
    enrolment = Enrolment.objects.get()
    assert (enrolment.programme, enrolment.status) == (programme, "applied")
    assert OutgoingMail.objects.get(kind="enrolment_received").to_address == EMAIL
    assert client.get("/t/saebom/").status_code == 200, "the overview is there while they wait"


@pytest.mark.rule("S000-23")
def test_the_location_may_come_later(db):
    client = applicant(identifiers={**IDENTIFIERS, "location": "later", "mpn_id": "nonsense"})
    assert "Until then the agreement cannot be signed" in client.get(path("review")).content.decode()
    submit(client)
    enrolment = Enrolment.objects.get()
    assert enrolment.tenant.mpn_id == ""
    assert enrolment.is_waiting, "an operator decides where something is open"


def test_nothing_exists_before_the_last_step(db, client):
    before = looking.fingerprints()
    name = begin(client)
    step(client, name, "company", COMPANY)
    after = looking.fingerprints()
    assert {table for table in after if after[table] != before[table]} == set()
    step(client, name, "contact", CONTACT)
    changed = {table for table, value in looking.fingerprints().items() if value != before[table]}
    assert changed == {"accounts_mailboxcode", "core_outgoingmail", "core_auditevent"}, "the code alone"


@pytest.mark.situation("C-126")
def test_all_or_nothing(db):
    """The MPN ID turns out to be somebody's in the last moment: nothing of it has come into being."""
    client = applicant()
    make.LocationFactory(mpn_id="4611224")
    before = looking.fingerprints()
    answer = submit(client)
    assert "This MPN ID cannot be used." in str(errors(answer))
    assert looking.fingerprints() == before


# ------------------------------------------------------------------ a person who is signed in
def test_an_account_without_a_partner_organisation_joins_with_itself(db):
    user = make.UserFactory(email="kim@elsewhere.example", full_name="Kim Min-ji")
    make.MembershipFactory(user=user, tenant=make.TenantFactory(customer=True))
    client = applicant(user)
    page = client.get(path("review")).content.decode()
    assert 'name="password1"' not in page
    assert "kim@elsewhere.example" in page
    submit(client, password1="", password2="")
    tenant = Tenant.objects.get(domain="saebom.example")
    assert Membership.objects.get(tenant=tenant).user == user
    assert not User.objects.filter(email=EMAIL).exists()


def test_who_belongs_to_a_partner_is_led_there(contoso, client_for):
    client = client_for(contoso.reseller_admin)
    for url in ("/join/", path("company")):
        page = client.get(url).content.decode()
        assert "You belong to a partner already" in page
        assert f"/t/{contoso.reseller.slug}/settings/profile/program/" in page
    assert "You belong" in client.post("/join/", {"programme": "direct_bill"}).content.decode()


# ------------------------------------------------------------------ neutral
def test_who_has_an_account_is_told_to_the_owner_of_the_mailbox_alone(db):
    """Up to the code everything is the same; who has it signs in, and goes on with what was typed."""
    stranger = applicant(proof=None, asked=None)
    shapes = [looking.shape(stranger.post(path("contact"), CONTACT))]
    user = make.UserFactory(email=EMAIL)
    client = applicant(proof=None, asked=None)
    shapes.append(looking.shape(client.post(path("contact"), CONTACT)))
    assert shapes[0] == shapes[1]
    answer = client.post(path("confirm"), {"code": code_in(mails()[1])})
    assert answer["Location"].startswith("/accounts/login/?next=")
    assert "You have an account already" in client.get(answer["Location"]).content.decode()
    client.force_login(user)
    assert client.get(path("review")).status_code == 200, "what was typed is kept"


def test_whoever_goes_on_all_the_same_makes_no_second_account(db):
    make.UserFactory(email=EMAIL)
    answer = submit(applicant())
    assert "This address has an account already." in str(errors(answer))
    assert User.objects.filter(email=EMAIL).count() == 1


@pytest.mark.situation("C-070")
def test_whose_a_domain_is_is_not_told_before_the_mailbox_is_proven(db, client):
    make.TenantFactory(domain="saebom.example", name="The First")
    name = begin(client)
    assert step(client, name, "company", COMPANY) == path("contact", name)
    answer = submit(applicant())
    assert "An organisation with this domain is in Partner Center already." in str(errors(answer))
    assert "The First" not in answer.content.decode()


# ------------------------------------------------------------------ steps
@pytest.mark.situation("C-101")
@pytest.mark.parametrize(
    ("missing", "leads_to"),
    [
        ({"company": None}, "company"),
        ({"contact": None}, "contact"),
        ({"proof": None}, "confirm"),
        ({"identifiers": None}, "identifiers"),
        ({"company": None, "identifiers": None}, "company"),
    ],
)
def test_who_jumps_ahead_is_led_to_what_is_missing(db, missing, leads_to):
    client = applicant(**missing)
    for ask in (client.get, client.post):
        assert ask(path("review"))["Location"] == path(leads_to)
    assert not Tenant.objects.exists()


@pytest.mark.situation("C-102")
def test_two_tabs_are_two_applications(db, client):
    first, second = begin(client), begin(client)
    step(client, first, "company", COMPANY)
    step(client, second, "company", COMPANY | {"name": "Another Company"})
    assert "Saebom Cloud" in client.get(path("company", first)).content.decode()
    assert "Another Company" in client.get(path("company", second)).content.decode()
    for _more in range(joining.MOST):
        begin(client)
    assert client.get(path("company", first))["Location"] == "/join/"


def test_back_and_a_change_lead_back_to_the_review(db):
    client = applicant()
    assert "Teheran-ro 152" in client.get(path("company")).content.decode()
    answer = client.post(f"{path('company')}?back=review", COMPANY | {"name": "Saebom Korea"})
    assert answer["Location"] == path("review")
    assert "Saebom Korea" in client.get(path("review")).content.decode()


@pytest.mark.situation("C-021", "C-022", "C-100")
def test_the_last_button_twice_is_one_organisation(db):
    client, again = applicant(), applicant()
    assert submit(client)["Location"] == "/t/saebom/"
    assert submit(again).status_code == 302, "the same form, from a browser that has not heard the answer"
    assert Tenant.objects.filter(domain="saebom.example").count() == 1
    assert Enrolment.objects.count() == 1
    other = PortalClient()
    assert submit(other)["Location"] == "/join/received/"
    assert "has been received" in other.get("/join/received/").content.decode()
    assert submit(other, submission="")["Location"] == "/join/"


def test_another_browsers_application_is_not_there(db):
    applicant()
    other = PortalClient()
    for what in BODIES:
        for ask in (other.get, other.post):
            assert ask(path(what))["Location"] == "/join/", what


def test_the_company_is_asked_for_as_its_country_has_it(db):
    client = applicant()
    polish = {"country_code": "PL", "state": "", "city": "Kraków", "postal_code": "31-019", "phone": ""}
    found = errors(client.post(path("company"), COMPANY | polish))
    assert {"registration_number", "phone"} == set(found)
    assert "meant" in errors(client.post(path("company"), COMPANY | {"name": "contoso.com"}))
    assert "name" in errors(client.post(path("company"), COMPANY | {"name": "GmbH"}))


def test_numbers_of_the_company_and_of_its_location(db):
    client = applicant()
    for wrong in ("123", "x", "0123456", ""):
        assert "mpn_id" in errors(client.post(path("identifiers"), IDENTIFIERS | {"mpn_id": wrong})), wrong
    same = errors(client.post(path("identifiers"), IDENTIFIERS | {"mpn_id": "6611223"}))
    assert "This is the global account ID." in str(same["mpn_id"])


@pytest.mark.rule("S000-23")
@pytest.mark.situation("C-018")
def test_an_id_of_somebody_else_is_refused_without_saying_whose(db):
    """As a location's, and as another company's global account ID."""
    other = make.PartnerProfileFactory(global_account_id="4611224", tenant__name="Whose it is")
    answer = submit(applicant())
    assert "This MPN ID cannot be used. Check it." in str(errors(answer))
    assert other.tenant.name not in answer.content.decode()


def test_a_password_is_good_and_kept_nowhere(db):
    client = applicant()
    assert "password1" in errors(
        submit(client, password1="minji@saebom.example", password2="minji@saebom.example")
    )
    assert "password2" in errors(submit(client, password2="green mountain river 28"))
    assert "entitled" in errors(submit(client, entitled=""))
    assert SECRET not in str(dict(client.session))


def test_what_happened_is_written_down(db):
    submit(applicant())
    tenant = Tenant.objects.get(domain="saebom.example")
    events = set(AuditEvent.objects.filter(tenant=tenant).values_list("action", flat=True))
    assert events >= {
        "tenant.created",
        "tenant.joined",
        "member.joined",
        "location.added",
        "enrolment.applied",
    }
    assert SECRET not in str(list(AuditEvent.objects.values()))
    assert str(Enrolment.objects.get().key) == KEY
