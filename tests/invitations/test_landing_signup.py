"""On the way to the answer: a code proves the mailbox, an account, an organisation, and back to the invitation."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from accounts.models import Country, Membership, Tenant, User
from accounts.permissions import Role
from accounts.states import Cloud
from invitations import actions
from invitations.models import Invitation
from invitations.views import joining
from partnercenter.core.errors import DomainError, RateLimited
from partnercenter.core.mail.message import build
from partnercenter.core.mail.registry import kind_of
from partnercenter.core.models import AuditEvent, OutgoingMail
from relationships.models import ResellerRelationship
from tests import factories as make
from tests.client import PortalClient
from tests.factories.accounts import PASSWORD
from tests.invitations import cast
from tests.invitations import customer_cast as them
from tests.invitations.test_landing import _post, _words
from tests.isolation import looking

SECRET = "green mountain river 27"
PERSON = {"full_name": "Kim Min-ji", "password1": SECRET, "password2": SECRET}
COMPANY = {
    "name": "Areum Publishing",
    "domain": "areum.example",
    "country_code": "KR",
    "address_line1": "Teheran-ro 152",
    "city": "Gangnam-gu",
    "state": "서울특별시",
    "postal_code": "06236",
    "first_name": "Min-ji",
    "last_name": "Kim",
    "email": cast.KIM,
    "phone": "02-312-3456",
    "language": "ko",
}


def _mails() -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind="invitation_code").order_by("id"))


def _code(mail: OutgoingMail) -> str:
    """As its reader finds it."""
    return re.search(r"\b\d{8}\b", build(mail).get_body(("plain",)).get_content())[0]


def _asked(invitation: Invitation) -> tuple[PortalClient, str]:
    """A browser behind the link, and the code that was mailed."""
    client = PortalClient()
    cast.follow(client, invitation)
    _post(client, invitation, "code")
    return client, _code(_mails()[-1])


def _url(invitation: Invitation, page: str) -> str:
    return f"{cast.page_path(invitation)}{page}/"


# ------------------------------------------------------------------ the whole way
@pytest.mark.rule("S000-41", "S001-25", "S001-33", "S002-12", "S002-13")
def test_somebody_without_anything_ends_as_a_customer_of_both(contoso):
    invitation, agreement = them.ask(contoso, "joint"), them.mca()
    client = PortalClient()
    page = cast.follow(client, invitation)
    assert f'href="{_url(invitation, "sign-up")}"' in page.content.decode()
    assert "k…@resellers.example" in _words(client.get(_url(invitation, "sign-up")))
    _post(client, invitation, "code")
    assert f"the invitation of {contoso.reseller} and {contoso.provider}" in _mails()[0].text
    anonymous = client.session.session_key
    done = _post(client, invitation, "sign-up", code=_code(_mails()[0]), **PERSON)
    assert done["Location"] == cast.page_path(invitation)
    kim = User.objects.get(email=cast.KIM)
    assert (kim.full_name, kim.check_password(SECRET), kim.is_staff) == ("Kim Min-ji", True, False)
    assert client.session.session_key != anonymous
    words = _words(client.get(done["Location"]))
    assert f"You are signed in as {cast.KIM}" in words
    assert "Resellers cannot create it for you." in words
    form = client.get(_url(invitation, "organisation"))
    assert "The organisation is created in the Public cloud, and in a country of the region" in _words(form)
    assert f'value="{cast.KIM}"' in form.content.decode()
    made = _post(client, invitation, "organisation", **COMPANY)
    assert made["Location"] == cast.page_path(invitation)
    tenant = Tenant.objects.get(domain="areum.example")
    assert (tenant.kind, tenant.country_id, tenant.cloud) == ("customer", "KR", "public")
    assert Membership.objects.get(tenant=tenant).roles == [Role.GLOBAL_ADMIN]
    assert "Authorize both partners" in _words(client.get(made["Location"]))
    ticks = {"confirmed": "on", "agreed": "on", "version": str(agreement.version)}
    assert _post(client, invitation, "accept", **ticks).status_code == 302
    assert ResellerRelationship.objects.active().of_customer(tenant).count() == 2


# ------------------------------------------------------------------ the code
def test_opening_pages_sends_and_makes_nothing(contoso):
    invitation = them.ask(contoso)
    client = PortalClient()
    cast.follow(client, invitation)
    for page in ("code", "sign-up", "organisation"):
        client.get(_url(invitation, page))
        client.head(_url(invitation, page))
    assert not _mails()
    assert not User.objects.filter(email=cast.KIM).exists()


def test_the_code_is_stored_nowhere_and_the_partner_sees_nothing_of_it(contoso):
    invitation = them.ask(contoso)
    _client, code = _asked(invitation)
    (mail,) = _mails()
    assert mail.tenant is None
    assert mail.to_address == cast.KIM
    assert "{code}" in mail.text
    stored = str(list(OutgoingMail.objects.values())) + str(list(Invitation.objects.values()))
    stored += str(list(AuditEvent.objects.values()))
    assert code not in stored
    assert build(mail).as_bytes() == build(mail).as_bytes(), "sent twice it is the same mail"
    shown = build(mail).get_body(("html",)).get_content()
    assert f'href="{code}"' not in shown


def test_a_code_is_for_one_invitation_one_link_and_half_an_hour(contoso):
    invitation, other = them.ask(contoso), them.ask(contoso, "joint")
    client, code = _asked(invitation)
    cast.follow(client, other)
    wrong = "This code is not right, or it is older than 30 minutes."
    assert wrong in _words(_post(client, other, "sign-up", code=code, **PERSON))
    cast.follow(client, invitation)
    assert wrong in _words(_post(client, invitation, "sign-up", code="00000000", **PERSON))
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=True):
        late = {"code": code, "full_name": "Kim", "password": SECRET, "language": "en"}
        with pytest.raises(DomainError, match="wrong_code"):
            actions.create_account(invitation=invitation, generation=1, **late)
    Invitation.objects.filter(pk=invitation.pk).update(generation=2)
    invitation.refresh_from_db()
    with pytest.raises(DomainError, match="wrong_code"):
        actions.create_account(invitation=invitation, generation=2, **late)
    with pytest.raises(DomainError, match="replaced"):
        actions.create_account(invitation=invitation, generation=1, **late)
    assert not User.objects.filter(email=cast.KIM).exists()


def test_a_code_of_a_retired_key_still_counts(contoso, settings):
    invitation = them.ask(contoso)
    _client, code = _asked(invitation)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    made = actions.create_account(
        invitation=invitation, generation=1, code=code, full_name="Kim", password=SECRET, language="en"
    )
    assert made.email == cast.KIM


def test_blanks_in_the_code_do_not_matter(contoso):
    invitation = them.ask(contoso)
    client, code = _asked(invitation)
    assert _post(client, invitation, "sign-up", code=f" {code[:4]} {code[4:]} ", **PERSON).status_code == 302


@pytest.mark.situation("C-092")
def test_codes_and_tries_are_limited_for_each_invitation(contoso, fabrikam):
    invitation, other = them.ask(contoso), them.ask(fabrikam)
    client, code = _asked(invitation)
    for _number in range(4):
        _post(client, invitation, "code")
    assert len(_mails()) == 3
    assert "Codes were sent several times already." in _words(client.get(_url(invitation, "sign-up")))
    with pytest.raises(RateLimited):
        actions.send_code(invitation=invitation, generation=1)
    for number in range(10):
        _post(client, invitation, "sign-up", code=f"{number:08d}", **PERSON)
    refused = _post(client, invitation, "sign-up", code=code, **PERSON)
    assert "Too many wrong codes." in _words(refused)
    assert not User.objects.filter(email=cast.KIM).exists()
    client, code = _asked(other)
    assert _post(client, other, "sign-up", code=code, **PERSON).status_code == 302


def test_a_mail_that_comes_too_late_or_for_nothing_does_not_leave(contoso):
    invitation = them.ask(contoso)
    _asked(invitation)
    (mail,) = _mails()
    assert kind_of(mail).stop(mail) == ""
    with time_machine.travel(timezone.now() + timedelta(minutes=31), tick=True):
        assert kind_of(mail).stop(mail)
    cast.STATES["revoked"](invitation)
    assert kind_of(OutgoingMail.objects.get(pk=mail.pk)).stop(OutgoingMail.objects.get(pk=mail.pk))


# ------------------------------------------------------------------ whether there is an account
def test_the_holder_of_the_link_does_not_learn_whether_there_is_an_account(contoso):
    invitation, pages = them.ask(contoso), []
    for has_account in (False, True):
        if has_account:
            cast.kim()
        client = PortalClient()
        steps = [
            cast.follow(client, invitation),
            client.get(_url(invitation, "sign-up")),
            _post(client, invitation, "code"),
            client.get(_url(invitation, "sign-up")),
            _post(client, invitation, "sign-up", code="12345678", **PERSON),
            _post(client, invitation, "sign-up", code="12345678", **PERSON | {"password2": "x"}),
            _post(client, invitation, "sign-up", code="", full_name="", password1="", password2=""),
        ]
        pages.append([looking.shape(step) for step in steps])
    assert pages[0] == pages[1]
    assert len(_mails()) == 2, "the mailbox gets its code in both cases"


@pytest.mark.parametrize("active", [True, False])
def test_the_owner_of_an_account_is_told_to_sign_in(contoso, active):
    invitation = them.ask(contoso)
    kim = cast.kim(is_active=active)
    client, code = _asked(invitation)
    answer = _post(client, invitation, "sign-up", code=code, **PERSON)
    assert answer["Location"].startswith("/accounts/login/?next=")
    assert "You have an account already." in _words(client.get(answer["Location"]))
    kim.refresh_from_db()
    assert kim.check_password(PASSWORD), "the code changes no password"
    assert "_auth_user_id" not in client.session


def test_what_makes_a_bad_account_is_said_beside_its_field_and_no_try_is_counted(contoso):
    invitation = them.ask(contoso)
    client, code = _asked(invitation)
    for changes, sentence in (
        ({"password1": "short", "password2": "short"}, "This password is too short."),
        ({"password2": "another one entirely"}, "The two passwords are not the same."),
        ({"full_name": ""}, "Fill in: Your name"),
        ({"password1": cast.KIM, "password2": cast.KIM}, "too similar"),
    ):
        for _number in range(4):
            page = _post(client, invitation, "sign-up", **{"code": code, **PERSON, **changes})
        assert sentence in _words(page)
        assert b"<title>Error: " in page.content
    assert _post(client, invitation, "sign-up", code=code, **PERSON).status_code == 302


@pytest.mark.parametrize("state", ["accepted", "declined", "revoked", "expired", "past", "replaced"])
def test_an_invitation_that_is_over_makes_no_accounts(contoso, state):
    invitation = them.ask(contoso)
    token = cast.token_of(invitation)
    client, code = _asked(invitation)
    them.STATES[state](invitation)
    cast.follow(client, invitation, token=token)
    for page in ("sign-up", "code", "organisation"):
        assert client.get(_url(invitation, page))["Location"] == cast.page_path(invitation)
        answer = _post(client, invitation, page, code=code, **PERSON)
        assert answer["Location"] == cast.page_path(invitation)
    assert len(_mails()) == 1
    assert not User.objects.filter(email=cast.KIM).exists()


def test_partners_people_are_added_by_their_organisation(contoso):
    invitation = cast.invite(contoso)
    client = PortalClient()
    assert "sign-up" not in cast.follow(client, invitation).content.decode()
    _post(client, invitation, "code")
    assert not _mails()
    assert client.get(_url(invitation, "sign-up")).status_code == 302


# ------------------------------------------------------------------ the organisation
@pytest.fixture
def kim_at(contoso):
    """`kim_at("partner")`: the invitation, and the browser of that visitor behind its link."""

    def arrange(name: str = "no organisation", **values):
        invitation = them.ask(contoso, **values)
        client = cast.client_of(them.visitor(name, contoso))
        cast.follow(client, invitation)
        return invitation, client

    return arrange


@pytest.mark.rule("S004-13", "S004-14", "S004-17")
@pytest.mark.parametrize("name", ["no organisation", "partner", "own provider", "other region"])
def test_a_separate_organisation_is_made_and_leads_to_the_review(kim_at, name):
    invitation, client = kim_at(name)
    assert _post(client, invitation, "organisation", **COMPANY).status_code == 302
    assert "Authorize reseller" in _words(client.get(cast.page_path(invitation)))
    assert Tenant.objects.get(domain="areum.example").kind == "customer"


@pytest.mark.rule("S004-15", "D12")
def test_it_is_of_the_company_group_of_the_partner_that_makes_it(kim_at, contoso):
    invitation, client = kim_at("partner")
    Tenant.objects.filter(memberships__user__email=cast.KIM).update(company_group="Group A")
    _post(client, invitation, "organisation", **COMPANY)
    assert Tenant.objects.get(domain="areum.example").company_group == "Group A"


@pytest.mark.parametrize(
    "name", ["anonymous", "wrong user", "wrong role", "customer", "affiliate", "has it all"]
)
def test_nobody_else_makes_one(kim_at, name):
    invitation, client = kim_at(name)
    before = Tenant.objects.count()
    assert client.get(_url(invitation, "organisation")).status_code == 302
    assert _post(client, invitation, "organisation", **COMPANY).status_code == 302
    assert Tenant.objects.count() == before


@pytest.mark.situation("C-070")
def test_a_domain_that_is_taken_is_said_beside_the_field_without_saying_whose(kim_at):
    invitation, client = kim_at()
    owner = make.TenantFactory(customer=True, domain="areum.example", name="Somebody Else")
    page = _post(client, invitation, "organisation", **COMPANY)
    assert "This domain cannot be used. Choose another one." in _words(page)
    assert 'id="id_domain_error"' in page.content.decode()
    assert owner.name not in page.content.decode()
    assert 'value="Areum Publishing"' in page.content.decode()


@pytest.mark.situation("C-021", "C-022")
def test_the_same_button_twice_makes_one_organisation(kim_at):
    invitation, client = kim_at()
    for _number in range(2):
        answer = _post(client, invitation, "organisation", **COMPANY)
        assert answer["Location"] == cast.page_path(invitation)
    assert Tenant.objects.filter(name="Areum Publishing").count() == 1


@pytest.mark.rule("S002-4", "S004-21", "S002-18")
def test_only_countries_of_the_partners_region_and_its_cloud(kim_at, contoso):
    Tenant.objects.filter(pk=contoso.direct.pk).update(
        country=Country.objects.get(code="FR"), cloud=Cloud.US_GOV
    )
    contoso.direct.refresh_from_db()
    invitation, client = kim_at()
    page = client.get(_url(invitation, "organisation")).content.decode()
    offered = set(re.findall(r'<option value="([A-Z]{2})"', page))
    assert offered == set(contoso.direct.region.countries.values_list("code", flat=True))
    assert "Choose one of the options." in _words(_post(client, invitation, "organisation", **COMPANY))
    french = {"country_code": "FR", "address_line1": "1 rue X", "city": "Paris", "postal_code": "75001"}
    french |= {"state": "", "phone": "", "domain": "areum.example"}
    assert _post(client, invitation, "organisation", **COMPANY | french).status_code == 302
    assert Tenant.objects.get(domain="areum.example").cloud == Cloud.US_GOV


@pytest.mark.situation("C-097")
def test_a_session_that_ends_before_the_form_is_sent_loses_no_entry(kim_at):
    invitation, client = kim_at()
    client.logout()
    cast.follow(client, invitation)
    assert _post(client, invitation, "organisation", **COMPANY)["Location"].startswith("/accounts/login/")
    client.post("/accounts/login/", {"login": cast.KIM, "password": PASSWORD})
    assert 'value="Areum Publishing"' in client.get(_url(invitation, "organisation")).content.decode()


def test_two_threads_of_one_person_are_told_the_true_state(kim_at, monkeypatch):
    """The other request made it between the look and the write."""
    invitation, client = kim_at()

    def first(**values):
        actions_create(**values)
        raise DomainError("domain_taken", "taken", "domain")

    actions_create = joining.create_customer
    monkeypatch.setattr(joining, "create_customer", first)
    assert _post(client, invitation, "organisation", **COMPANY)["Location"] == cast.page_path(invitation)
