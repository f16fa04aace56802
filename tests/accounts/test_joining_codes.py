"""Joining: the code that proves the contact's mailbox, and what a flood of requests comes to."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts import actions, codes
from accounts.actions.joining import APPLICANT
from accounts.joining import KEPT
from accounts.models import MailboxCode, Membership, Tenant, User
from accounts.sweeps import forget_codes
from partnercenter.core.errors import DomainError
from partnercenter.core.mail.registry import kind_of
from tests import factories as make
from tests.applicants import CONTACT, EMAIL, ID, IDENTIFIERS, applicant, code_in, errors, path, step, submit
from tests.applicants import codes as mails
from tests.isolation import looking


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


def test_a_code_proves_for_an_hour(db):
    """Whoever comes to the last step later is asked again, and keeps what was typed."""
    client = applicant()
    assert client.get(path("review")).status_code == 200
    MailboxCode.objects.update(used_at=timezone.now() - timedelta(minutes=61))
    assert submit(client)["Location"] == path("confirm")
    page = client.get(path("confirm")).content.decode()
    assert "It is over an hour since the address was confirmed." in page
    assert not Tenant.objects.filter(domain="saebom.example").exists()
    client.post(path("code"))
    assert step(client, ID, "confirm", {"code": code_in(mails()[-1])}) == path("identifiers")
    assert submit(client)["Location"] == "/t/saebom/"


def test_a_code_proves_for_one_application(db):
    client = applicant()
    proof = client.session[KEPT][ID]["proof"]
    submit(client)
    Membership.objects.all().delete()
    Tenant.objects.filter(domain="saebom.example").update(domain="first.example")
    ids = IDENTIFIERS | {"global_account_id": "6611229", "mpn_id": "4611229"}
    person = User.objects.get(email=EMAIL)
    again = applicant(person, key=str(uuid.uuid4()), proof=proof, identifiers=ids)
    assert submit(again)["Location"] == path("confirm")
    assert not Tenant.objects.filter(domain="saebom.example").exists()


def test_codes_are_forgotten_after_a_day(db):
    old, new = make.MailboxCodeFactory(), make.MailboxCodeFactory()
    MailboxCode.objects.filter(pk=old.pk).update(created_at=timezone.now() - timedelta(hours=25))
    assert [forget_codes() for _ in range(3)] == [1, 0, 0]
    assert list(MailboxCode.objects.all()) == [new]


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
