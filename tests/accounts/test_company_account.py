"""Sign-in with a company account: against a real identity provider that speaks OpenID Connect, in a process of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken

from accounts.actions import unlink_company_account
from accounts.models import SignIn, User
from partnercenter.core.actor import OperatorActor
from partnercenter.core.models import AuditEvent, OutgoingMail
from tests import factories as make
from tests.accounts import factors
from tests.client import PortalClient
from tests.live import free_port
from tests.oidc import identity_provider

pytestmark = pytest.mark.usefixtures("db")
BUTTON, BACK, LOGIN = "/accounts/company/", "/accounts/company/callback/", "/accounts/login/"
REFUSED = "This company account opens no account here."
STEP = "/accounts/2fa/authenticate/"
FAILED = "Signing in with your company account did not work."


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with identity_provider() as address:
        yield address


@pytest.fixture(autouse=True)
def company(settings, issuer) -> None:
    settings.OIDC_ISSUER, settings.OIDC_NAME = issuer, "Contoso ID"
    settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET = "portal", "secret"
    settings.OIDC_DOMAINS = ["contoso.example"]


def at_the_provider(client: PortalClient, more: dict[str, str], wanted: str = "") -> str:
    """Press the button here, answer there; returns the address one is sent back to."""
    there = client.post(BUTTON, {"next": wanted})
    assert there.status_code == 302
    answer = requests.post(there.url, data=more, allow_redirects=False, timeout=10)
    back = urlsplit(answer.headers["Location"])
    assert (back.netloc, back.path) == ("testserver", BACK)
    return f"{back.path}?{back.query}"


def sign_in(client: PortalClient, sub: str, wanted: str = "") -> Any:
    return client.get(at_the_provider(client, {"sub": sub}, wanted))


def said(client: PortalClient, answer: Any) -> str:
    assert (answer.status_code, answer.url) == (302, LOGIN)
    assert "_auth_user_id" not in client.session
    return client.get(LOGIN).content.decode()


# ------------------------------------------------------------------ who gets in
def test_the_first_time_by_a_verified_address_then_by_the_subject(client, kim):
    assert "Sign in with Contoso ID" in client.get(LOGIN).content.decode()
    answer = sign_in(client, "kim-1", "/organisations/")
    assert (answer.status_code, answer.url) == (302, "/organisations/")
    assert client.session["_auth_user_id"] == str(kim.pk)
    assert SignIn.objects.get(user=kim).method == "company"
    assert AuditEvent.objects.get(action="user.company_account_linked").target_id == kim.pk
    assert OutgoingMail.objects.get(kind="security_notice").to_address == kim.email
    User.objects.filter(pk=kim.pk).update(email="married@contoso.example")
    again = PortalClient()
    assert sign_in(again, "kim-1").status_code == 302
    assert again.session["_auth_user_id"] == str(kim.pk)
    assert OutgoingMail.objects.count() == 1


def test_nothing_is_kept_of_what_the_provider_tells(client, kim):
    sign_in(client, "kim-1")
    linked = SocialAccount.objects.get()
    assert (linked.user_id, linked.uid, linked.extra_data) == (kim.pk, "kim-1", {})
    assert not SocialToken.objects.exists()
    kim.refresh_from_db()
    assert kim.full_name != "Another name"


def test_the_second_step_is_asked_for_all_the_same(client, kim):
    factors.with_app(kim)
    assert sign_in(client, "kim-1").url == "/accounts/2fa/authenticate/"
    assert client.get("/organisations/").status_code == 302
    client.post("/accounts/2fa/authenticate/", {"code": factors.code()})
    assert client.get("/organisations/").status_code == 200


def test_who_has_to_set_up_a_second_step_is_led_there(client, kim, settings):
    settings.MFA_REQUIRED_FOR = ["partners"]
    make.MembershipFactory(user=kim, tenant=make.TenantFactory(provider=True))
    sign_in(client, "kim-1")
    assert client.get("/organisations/").url.startswith("/accounts/2fa/?next=")


def test_the_session_key_is_a_new_one(client, kim):
    back = at_the_provider(client, {"sub": "kim-1"})
    before = client.session.session_key
    client.get(back)
    assert client.session.session_key != before


# ------------------------------------------------------------------ who does not
@pytest.mark.parametrize(
    "sub", ["unverified", "almost", "untrusted", "stranger", "closed", "nameless", "made-up"]
)
def test_everybody_else_gets_one_answer_and_no_account_is_made(client, kim, sub):
    make.UserFactory(email="park@elsewhere.example")
    make.UserFactory(email="closed@contoso.example", is_active=False)
    before = User.objects.count()
    assert REFUSED in said(client, sign_in(client, sub))
    assert User.objects.count() == before
    assert not SocialAccount.objects.exists()
    assert not OutgoingMail.objects.exists()


def test_an_account_has_one_subject_until_an_operator_disconnects_it(client, kim):
    sign_in(client, "kim-1")
    other = PortalClient()
    assert REFUSED in said(other, sign_in(other, "kim-2"))
    unlink_company_account(user=kim, by=OperatorActor(make.UserFactory(), "A new directory."))
    sign_in(other, "kim-2")
    assert other.session["_auth_user_id"] == str(kim.pk)


def test_a_closed_account_stays_closed(client, kim):
    sign_in(client, "kim-1")
    client.post("/accounts/logout/")
    User.objects.filter(pk=kim.pk).update(is_active=False)
    assert REFUSED in said(client, sign_in(client, "kim-1"))


# ------------------------------------------------------------------ what goes wrong
def test_an_answer_counts_once_and_in_its_own_session(client, kim):
    back = at_the_provider(client, {"sub": "kim-1"})
    victim = PortalClient()
    assert FAILED in said(victim, victim.get(back))
    assert client.get(back).status_code == 302
    assert client.session["_auth_user_id"] == str(kim.pk)
    client.post("/accounts/logout/")
    assert FAILED in said(client, client.get(back))


@pytest.mark.parametrize(
    "query", ["", "?code=x", "?state=x", "?code=x&state=x", "?error=access_denied&state=x"]
)
def test_made_up_answers_are_a_sentence(client, query):
    assert FAILED in said(client, client.get(BACK + query))


def test_who_says_no_there_is_back_here(client):
    assert FAILED in said(client, client.get(at_the_provider(client, {"action": "deny"})))


def test_a_provider_that_is_away_is_a_sentence(client, settings):
    settings.OIDC_ISSUER = f"http://127.0.0.1:{free_port()}"
    assert FAILED in said(client, client.post(BUTTON))


def test_it_leads_to_our_own_pages_only(client, kim):
    assert sign_in(client, "kim-1", "https://evil.example/").url == "/"


def test_a_link_starts_nothing(client):
    assert client.get(BUTTON).status_code == 405


@pytest.mark.parametrize("verb", ["get", "post"])
def test_switched_off_on_the_way_is_a_sentence(client, kim, settings, verb):
    """Between coming back and the second step, as between the button and coming back."""
    factors.with_app(kim)
    assert sign_in(client, "kim-1").url == STEP
    half = at_the_provider(PortalClient(), {"sub": "kim-1"})
    settings.OIDC_ISSUER = ""
    assert FAILED in said(client, getattr(client, verb)(STEP, {"code": factors.code()}))
    assert client.get(STEP).url == LOGIN, "it begins anew"
    assert FAILED in said(client, client.get(half))


def test_without_an_issuer_there_is_none(client, settings):
    settings.OIDC_ISSUER = ""
    assert "Contoso ID" not in client.get(LOGIN).content.decode()
    assert FAILED in said(client, client.post(BUTTON))
    assert FAILED in said(client, client.get(f"{BACK}?code=x&state=x"))
