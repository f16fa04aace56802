"""Joining the programme: step by step, nothing before the last one, nothing said of who has an account."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts import actions, codes, joining
from accounts.actions.joining import APPLICANT
from accounts.models import Enrolment, LegalProfile, MailboxCode, Membership, PartnerProfile, Tenant, User
from accounts.permissions import Role
from partnercenter.core.errors import DomainError
from partnercenter.core.mail.registry import kind_of
from partnercenter.core.models import AuditEvent, OutgoingMail
from tests import factories as make
from tests.applicants import (
    BODIES,
    COMPANY,
    CONTACT,
    EMAIL,
    ID,
    IDENTIFIERS,
    KEY,
    REVIEW,
    SECRET,
    applicant,
    code_in,
    path,
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


def step(client: PortalClient, name: str, what: str, body: dict[str, Any]) -> str:
    """Where a step that is accepted leads."""
    answer = client.post(path(what, name), body)
    assert answer.status_code == 302, answer.context["form"].errors
    return str(answer["Location"])


def errors(answer: Any) -> dict[str, Any]:
    assert answer.status_code == 200
    return dict(answer.context["form"].errors)


def submit(client: PortalClient, **changes: Any) -> Any:
    return client.post(path("review"), REVIEW | changes)


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


# ------------------------------------------------------------------ the contact and its code
@pytest.mark.parametrize(
    "email", ["kim@gmail.com", "kim@naver.com", "kim@other.example", "kim@notsaebom.example"]
)
def test_the_contact_has_an_address_of_the_company(db, email):
    client = applicant(proof=None)
    assert "email" in errors(client.post(path("contact"), CONTACT | {"email": email}))
    assert not mails()


def test_a_part_of_the_company_has_its_own_host(db):
    client = applicant(proof=None)
    step(client, ID, "contact", CONTACT | {"email": "kim@mail.saebom.example"})
    assert mails()[0].to_address == "kim@mail.saebom.example"


def test_a_wrong_old_used_or_foreign_code_opens_nothing(db):
    client, other = applicant(proof=None, asked=None), applicant(proof=None, asked=None)
    client.post(path("contact"), CONTACT)
    other.post(path("contact"), CONTACT)
    mine, theirs = (code_in(mail) for mail in mails())
    for code in ("00000000", theirs, "", "１２３４５６７８"):
        assert errors(client.post(path("confirm"), {"code": code})), code
    MailboxCode.objects.update(created_at=timezone.now() - timedelta(minutes=31))
    assert errors(client.post(path("confirm"), {"code": mine}))
    MailboxCode.objects.update(created_at=timezone.now())
    step(client, ID, "confirm", {"code": f"{mine[:4]} {mine[4:]}"})
    row = MailboxCode.objects.exclude(used_at=None).latest("used_at")
    with pytest.raises(DomainError, match="wrong_code"):
        actions.use_mailbox_code(asked=[row.public_id], address=EMAIL, code=mine, by=APPLICANT)


def test_another_address_is_confirmed_anew(db):
    client = applicant()
    step(client, ID, "contact", CONTACT | {"email": "lee@saebom.example"})
    assert client.get(path("review"))["Location"] == path("confirm")
    assert submit(client)["Location"] == path("confirm")
    assert step(client, ID, "contact", CONTACT) == path("identifiers"), "the first one has been confirmed"


def test_the_same_address_is_not_confirmed_twice(db):
    client = applicant()
    assert step(client, ID, "contact", CONTACT | {"last_name": "Gim"}) == path("identifiers")
    assert not mails()


def test_the_code_is_stored_nowhere_and_rotates_with_the_key(db, settings):
    client = applicant(proof=None, asked=None)
    client.post(path("contact"), CONTACT)
    mail = mails()[0]
    code = code_in(mail)
    assert code not in str(looking.rows())
    assert code not in str(dict(client.session))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert codes.is_code(MailboxCode.objects.get(pk=mail.about_id), code)
    MailboxCode.objects.update(address="lee@saebom.example")
    assert not codes.is_code(MailboxCode.objects.get(pk=mail.about_id), code)


def test_an_old_code_does_not_leave(db):
    client = applicant(proof=None, asked=None)
    client.post(path("contact"), CONTACT)
    mail = mails()[0]
    assert kind_of(mail).stop(mail) == ""
    mail.created_at -= timedelta(minutes=31)
    assert kind_of(mail).stop(mail)


# ------------------------------------------------------------------ floods
@pytest.mark.situation("C-036", "C-092")
def test_a_mailbox_is_not_filled(db):
    """Three in half an hour, from however many browsers; told on the page, whoever asks."""
    for _browser in range(3):
        applicant(proof=None, asked=None).post(path("contact"), CONTACT)
    client = applicant(proof=None, asked=None)
    answer = client.post(path("code"), follow=True)
    assert "Codes were sent several times already." in answer.content.decode()
    assert len(mails()) == 3


def test_one_network_asks_for_few_codes(db):
    for number in range(25):
        client = applicant(proof=None, contact=CONTACT | {"email": f"kim{number}@saebom.example"})
        client.post(path("code"))
    assert len(mails()) == 20


def test_guessing_leads_nowhere(db):
    client = applicant(proof=None, asked=None)
    client.post(path("contact"), CONTACT)
    for _try in range(10):
        client.post(path("confirm"), {"code": "00000000"})
    answer = client.post(path("confirm"), {"code": code_in(mails()[0])})
    assert "Too many wrong codes." in str(errors(answer))


def test_one_network_enrols_few_organisations(db):
    make.TenantFactory(domain="saebom.example")  # each is refused, and counts
    for _try in range(10):
        submit(applicant())
    Tenant.objects.all().delete()
    assert "Several organisations were enrolled from your network today." in str(errors(submit(applicant())))


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
        "member.added",
        "location.added",
        "enrolment.applied",
    }
    assert SECRET not in str(list(AuditEvent.objects.values()))
    assert str(Enrolment.objects.get().key) == KEY
