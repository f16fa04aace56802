"""Who has the password guesses neither the code nor without a finger: limits and challenges of the second step."""

from __future__ import annotations

import pytest
from allauth.account.utils import user_pk_to_url_str
from django.utils import translation

from accounts.actions import reset_second_step, set_active
from accounts.models import SignIn
from accounts.notices import Notice
from accounts.signin import SECOND_STEP, SECOND_STEP_DAY
from partnercenter.core.actor import OperatorActor
from partnercenter.core.models import AuditEvent, OutgoingMail
from partnercenter.core.ratelimit import hit
from tests import factories as make
from tests.accounts import factors
from tests.accounts.keys import SIGN_IN, Key, with_key
from tests.accounts.test_views_signin import sign_in
from tests.client import PortalClient
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("db")
STEP = "/accounts/2fa/authenticate/"


def is_in(client: PortalClient) -> bool:
    return "_auth_user_id" in client.session


def guess(client: PortalClient, count: int) -> list[int]:
    return [client.post(STEP, {"code": f"{number:06}"}).status_code for number in range(count)]


@pytest.mark.situation("C-094")
def test_after_five_codes_none_is_looked_at_wherever_it_comes_from(client, kim):
    factors.with_app(kim)
    sign_in(client)
    assert guess(client, SECOND_STEP.count) == [200] * SECOND_STEP.count
    answer = client.post(STEP, {"code": factors.code()})
    assert answer.status_code == 429
    assert 0 < int(answer["Retry-After"]) <= 300
    elsewhere = PortalClient(REMOTE_ADDR="198.51.100.77")
    sign_in(elsewhere)
    assert elsewhere.post(STEP, {"code": factors.code()}).status_code == 429
    assert not is_in(client)
    assert not is_in(elsewhere)


def test_the_person_is_told_once_that_somebody_knows_the_password(client, kim):
    factors.with_app(kim)
    sign_in(client)
    before = OutgoingMail.objects.filter(kind="security_notice").count()
    guess(client, SECOND_STEP.count + 3)
    told = OutgoingMail.objects.filter(kind="security_notice", to_address=kim.email)
    assert told.count() == before + 1
    with translation.override(kim.language):
        assert str(Notice.WRONG_CODES.label) in told.latest("id").text
    assert AuditEvent.objects.filter(action="user.wrong_codes_entered", target_id=kim.pk).count() == 1


def test_right_codes_do_not_count(client, kim):
    codes = factors.with_app(kim)
    for code in codes[: SECOND_STEP.count + 1]:
        sign_in(client)
        assert client.post(STEP, {"code": code}).status_code == 302
        client.post("/accounts/logout/")


def test_the_day_has_a_limit_too(client, kim):
    """Of a million codes three count at any moment: 30 guesses a day are one in ten thousand."""
    factors.with_app(kim)
    for _ in range(SECOND_STEP_DAY.count):
        hit(SECOND_STEP_DAY, user_pk_to_url_str(kim))
    sign_in(client)
    answer = client.post(STEP, {"code": factors.code()})
    assert answer.status_code == 429
    assert int(answer["Retry-After"]) <= 24 * 3600


def test_a_challenge_of_the_second_step_lets_nobody_in_without_a_finger(client, kim):
    """It waits in the session of whoever asked for it, and asks for less than signing in alone."""
    eve = make.UserFactory(email="eve@contoso.example")
    with_key(eve, Key())
    stolen = with_key(kim, Key(verifies=False))
    sign_in(client, eve.email)
    client.get(STEP)
    waiting = client.session["mfa.webauthn.state"]
    options = {"publicKey": {"challenge": waiting["challenge"], "rpId": "testserver"}}
    session = client.session
    session["account_login"]["initiated_at"] -= 16 * 60  # the first step has lapsed, the challenge has not
    session.save()
    client.post(SIGN_IN, {"credential": stolen.get(options, kim)})
    assert not is_in(client)
    assert not SignIn.objects.filter(user=kim).exists()


@pytest.mark.parametrize("what", ["closed and opened again", "second step taken off"])
def test_what_an_operator_does_to_an_account_ends_its_sessions(client, kim, what):
    by = OperatorActor(make.UserFactory(is_staff=True), "Stolen, says the person.")
    sign_in(client)
    assert client.get("/account/").status_code == 200
    if what == "second step taken off":
        reset_second_step(user=kim, by=by)
    else:
        set_active(user=kim, active=False, by=by)
        set_active(user=kim, active=True, by=by)
    assert client.get("/account/").status_code == 302


def test_a_new_password_ends_the_other_sessions_in_the_list_too(client, kim):
    sign_in(client)
    elsewhere = PortalClient(REMOTE_ADDR="198.51.100.77")
    sign_in(elsewhere)
    new = {"oldpassword": PASSWORD, "password1": "a-quite-new-Passw0rd", "password2": "a-quite-new-Passw0rd"}
    assert client.post("/accounts/password/change/", new).status_code == 302
    assert elsewhere.get("/account/").status_code == 302
    assert client.get("/account/").status_code == 200
    assert SignIn.objects.of(kim).live().count() == 1


def test_there_is_time_to_fetch_the_app(client, kim):
    """The proof was asked for before the page; what is typed after six minutes is not lost."""
    client.force_login(kim)
    page = client.get("/accounts/2fa/app/add/").content.decode()
    client.age_proof(6)
    code = factors.code(factors.secret_of(page))
    answer = client.post("/accounts/2fa/app/add/", {"sealed": factors.sealed_of(page), "code": code})
    assert answer.status_code == 200
    assert len(factors.codes_of(answer.content.decode())) == 10
    client.age_proof(25)
    assert client.post("/accounts/2fa/app/add/", {}).status_code == 302
