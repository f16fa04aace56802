"""Passkeys and security keys: made, used as a second step, as a proof, and alone. (In a real browser: tests/browser.)"""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.auth import STATE_SESSION_KEY

from accounts import actions
from accounts.models import SignIn, User
from partnercenter.core.actor import Actor
from tests import factories as make
from tests.accounts import factors
from tests.accounts.keys import ADD, SIGN_IN, Key, add_key, challenge, options_of, with_key
from tests.accounts.test_views_signin import sign_in
from tests.client import PortalClient
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("db")
STEP = "/accounts/2fa/authenticate/"


def is_in(client: PortalClient) -> bool:
    return "_auth_user_id" in client.session


def alone(client: PortalClient, key: Key, user: User, **changed: str):
    return client.post(SIGN_IN, {"credential": key.get(challenge(client), user, **changed)})


def test_made_named_renamed_and_removed(client, kim):
    client.force_login(kim)
    codes = factors.codes_of(add_key(client, Key(), "Blue key").content.decode())
    assert len(codes) == 10
    assert add_key(client, Key(), "Work laptop").url == "/accounts/2fa/"
    page = client.get("/accounts/2fa/").content.decode()
    assert "Blue key" in page
    first = Authenticator.objects.filter(type="webauthn").order_by("pk")[0]
    assert (
        client.post(f"/accounts/2fa/passkeys/{first.pk}/rename/", {"name": "<b>Green</b>"}).status_code == 302
    )
    assert "&lt;b&gt;Green&lt;/b&gt;" in client.get("/accounts/2fa/").content.decode()
    assert (
        "Your other ways stay." in client.get(f"/accounts/2fa/passkeys/{first.pk}/remove/").content.decode()
    )
    client.post(f"/accounts/2fa/passkeys/{first.pk}/remove/")
    assert [key.wrap().name for key in Authenticator.objects.filter(type="webauthn")] == ["Work laptop"]
    kim.refresh_from_db()
    assert kim.has_second_step


def test_as_a_second_step(client, kim):
    key = with_key(kim, Key(verifies=False))
    sign_in(client)
    options = options_of(client.get(STEP).content.decode())
    assert client.post(STEP, {"credential": key.get(options, kim)}).url == "/"
    assert is_in(client)
    assert SignIn.objects.get().method == "two_steps"


def test_alone_without_a_password(client, kim):
    key = with_key(kim)
    before = client.session.session_key
    answer = alone(client, key, kim)
    assert answer.url == "/"
    assert is_in(client)
    assert client.session.session_key != before
    assert SignIn.objects.get().method == "passkey"
    assert client.get("/organisations/").status_code == 200, "it is both steps at once"


def test_alone_it_leads_to_where_one_wanted(client, kim):
    key = with_key(kim)
    body = {"credential": key.get(challenge(client), kim), "next": "/account/"}
    assert client.post(SIGN_IN, body).url == "/account/"


def test_a_key_that_asks_for_no_finger_does_not_sign_in_alone(client, kim):
    assert alone(client, with_key(kim, Key(verifies=False)), kim).url == "/accounts/login/"
    assert not is_in(client)


def test_a_closed_account_stays_closed(client, kim):
    key = with_key(kim)
    User.objects.filter(pk=kim.pk).update(is_active=False)
    alone(client, key, kim)
    assert not is_in(client)
    assert client.get("/organisations/").status_code == 302


def test_a_challenge_is_answered_once(client, kim):
    key = with_key(kim)
    answer = key.get(challenge(client), kim)
    client.post(SIGN_IN, {"credential": answer})
    assert is_in(client)
    client.post("/accounts/logout/")
    client.post(SIGN_IN, {"credential": answer})
    assert not is_in(client)


def test_an_answer_to_somebody_elses_challenge_is_none(client, kim):
    key, other = with_key(kim), PortalClient()
    answer = key.get(challenge(other), kim)
    challenge(client)
    client.post(SIGN_IN, {"credential": answer})
    assert not is_in(client)


def test_only_ones_own_key_opens_ones_account(client, kim):
    with_key(kim)
    stranger = make.UserFactory()
    theirs = with_key(stranger)
    alone(client, theirs, kim)  # it says it is Kim's
    assert not is_in(client)
    alone(client, Key(), kim)
    assert not is_in(client)


@pytest.mark.parametrize("part", ["signature", "authenticatorData", "clientDataJSON", "userHandle"])
def test_what_was_tampered_with_opens_nothing(client, kim, part):
    key = with_key(kim)
    for other in ("AAAA", "", "!", "é"):
        assert alone(client, key, kim, **{part: other}).url == "/accounts/login/"
        assert not is_in(client)


def test_a_page_of_another_site_gets_no_answer_that_counts(client, kim, settings):
    settings.MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = False
    with_key(kim)
    key = Key(origin="https://testserver.evil.example")
    with_key(kim, key)
    alone(client, key, kim)
    assert not is_in(client)
    right = Key(origin="https://testserver")
    with_key(kim, right)
    alone(client, right, kim)
    assert is_in(client)


def test_at_the_address_of_another_cloud_other_ways_are_offered(client, kim, settings):
    """S002-18: a browser gives a passkey to the host where it was made, and to no other."""
    settings.SITE_URL, settings.ALLOWED_HOSTS = "https://testserver", ["gov.example"]
    settings.CUSTOMER_URLS = {"public": "", "us_gov": "https://gov.example", "germany": ""}
    kim.language = "en"
    kim.save()
    key, codes = with_key(kim), actions.make_recovery_codes(user=kim, by=Actor(kim, None))
    gov = PortalClient(SERVER_NAME="gov.example")
    sign_in(gov)
    for path in (STEP, "/accounts/reauthenticate/"):
        page = gov.get(path).content.decode()
        assert "Your passkey works at another address" in page, path
        assert '<strong translate="no">testserver</strong>' in page
        assert "passkey-options" not in page
        assert 'name="code"' in page
        if path == STEP:
            options = {
                "publicKey": {"challenge": gov.session[STATE_SESSION_KEY]["challenge"], "rpId": "testserver"}
            }
            refused = gov.post(STEP, {"credential": key.get(options, kim)})
            assert "Your passkey works at another address" in refused.content.decode()
            assert gov.post(STEP, {"code": codes[0]}).url == "/"
    assert "Works only at:" in gov.get("/accounts/2fa/").content.decode()
    settings.ALLOWED_HOSTS = ["testserver"]
    client.force_login(kim)
    assert "Works only at" not in client.get("/accounts/2fa/").content.decode()


def test_it_is_a_proof_before_something_dangerous(client, kim):
    key = with_key(kim)
    client.force_login(kim)
    client.age_proof()
    asked = client.get(ADD).url
    options = options_of(client.get(asked).content.decode())
    answer = client.post("/accounts/reauthenticate/", {"credential": key.get(options, kim), "next": ADD})
    assert answer.url == ADD
    assert client.get(ADD).status_code == 200


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "{",
        "null",
        "[]",
        "1",
        '"x"',
        '{"id": 1}',
        '{"response": 1}',
        '{"id": "a", "rawId": "a", "type": "x"}',
    ],
)
def test_anything_else_is_a_sentence(client, kim, credential):
    with_key(kim)
    assert client.post(SIGN_IN, {"credential": credential}).url == "/accounts/login/"
    assert "opens no account here" in client.get("/accounts/login/").content.decode()
    sign_in(client)
    assert client.post(STEP, {"credential": credential}).status_code == 200
    kim.refresh_from_db()
    client.force_login(kim)
    answer = client.post(ADD, {"name": "Key", "credential": credential})
    assert answer.status_code == 200
    assert "did not give us a passkey" in answer.content.decode()
    assert Authenticator.objects.filter(type="webauthn").count() == 1


def test_the_challenge_page_leads_people_back(client):
    assert client.get(SIGN_IN).url == "/accounts/login/"


def test_no_key_says_who_has_one(client, kim):
    """The challenge is the same for everybody: it names no account and no key."""
    with_key(kim)
    options = challenge(client)["publicKey"]
    assert not options.get("allowCredentials")
    assert options["rpId"] == "testserver"
    assert options["userVerification"] == "required"


def test_the_password_still_asks_for_the_second_step(client, kim):
    with_key(kim)
    assert sign_in(client, password=PASSWORD).url == STEP
    assert not is_in(client)
