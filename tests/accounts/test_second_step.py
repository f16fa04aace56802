"""Two-step verification: set up, used at sign-in, never twice, required by setting whichever way the session came about."""

from __future__ import annotations

import re

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from accounts import actions
from accounts.models import User
from partnercenter.core.actor import Actor
from partnercenter.core.models import AuditEvent, OutgoingMail
from tests import factories as make
from tests.accounts import factors
from tests.accounts.test_views_signin import sign_in
from tests.client import PortalClient
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("db")
STEP = "/accounts/2fa/authenticate/"
INDEX = "/accounts/2fa/"


def is_in(client: PortalClient) -> bool:
    return "_auth_user_id" in client.session


def second(client: PortalClient, code: str):
    return client.post(STEP, {"code": code})


# ------------------------------------------------------------------ setting it up
def test_an_app_is_set_up_and_its_recovery_codes_are_seen_once(client, kim):
    client.force_login(kim)
    before = client.session.session_key
    answer = factors.set_up_app(client)
    codes = factors.codes_of(answer.content.decode())
    assert len(set(codes)) == 10
    assert "no-store" in answer["Cache-Control"]
    assert client.session.session_key != before
    kim.refresh_from_db()
    assert kim.has_second_step
    page = client.get(INDEX).content.decode()
    assert "Unused codes: <strong>10</strong>" in page
    assert not [code for code in codes if code in page]
    assert AuditEvent.objects.filter(action="user.app_added", target_id=kim.pk).count() == 1
    assert OutgoingMail.objects.filter(kind="security_notice", to_address=kim.email).count() == 1


def test_neither_secret_nor_codes_are_kept_readable(client, kim):
    client.force_login(kim)
    page = client.get("/accounts/2fa/app/add/").content.decode()
    secret = factors.secret_of(page)
    assert secret not in str(dict(client.session))
    answer = client.post(
        "/accounts/2fa/app/add/", {"sealed": factors.sealed_of(page), "code": factors.code(secret)}
    )
    codes = factors.codes_of(answer.content.decode())
    kept = str([list(model.objects.values()) for model in (Authenticator, AuditEvent, OutgoingMail, User)])
    kept += str(dict(client.session))
    assert not [each for each in (secret, *codes) if each in kept]


def test_opening_the_page_sets_nothing_up(client, kim):
    client.force_login(kim)
    for _ in range(2):
        assert client.get("/accounts/2fa/app/add/").status_code == 200
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("typed", ["", "000000", "abcdef", "12345678901234567890", "１２３４５６"])
def test_another_code_sets_nothing_up(client, kim, typed):
    client.force_login(kim)
    page = client.get("/accounts/2fa/app/add/").content.decode()
    answer = client.post("/accounts/2fa/app/add/", {"sealed": factors.sealed_of(page), "code": typed})
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Authenticator.objects.exists()


def test_the_key_of_somebody_elses_page_sets_nothing_up(client, client_for, kim):
    other = client_for(make.UserFactory())
    page = other.get("/accounts/2fa/app/add/").content.decode()
    secret = re.search(r'id="app-key"[^>]*value="([^"]+)"', page)[1].replace(" ", "")
    client.force_login(kim)
    body = {"sealed": factors.sealed_of(page), "code": factors.code(secret)}
    for sealed in (body["sealed"], "", "x", "é"):
        answer = client.post("/accounts/2fa/app/add/", body | {"sealed": sealed})
        assert "open for too long" in answer.content.decode()
    assert not Authenticator.objects.exists()


def test_a_secret_closed_with_an_earlier_key_still_opens(client, kim, settings):
    factors.with_app(kim)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    sign_in(client)
    assert second(client, factors.code()).status_code == 302
    assert is_in(client)


# ------------------------------------------------------------------ at sign-in
def test_the_password_alone_opens_nothing(client, kim):
    factors.with_app(kim)
    assert sign_in(client, next="/organisations/").url == STEP
    half = client.session.session_key
    assert not is_in(client)
    assert client.get("/organisations/").status_code == 302
    assert second(client, "000000").status_code == 200
    assert not is_in(client)
    answer = second(client, f" {factors.code()[:3]} {factors.code()[3:]} ")
    assert answer.url == "/organisations/"
    assert is_in(client)
    assert client.session.session_key != half
    assert client.get("/organisations/").status_code == 200


@pytest.mark.situation("C-094")
def test_a_code_counts_once(kim):
    """Replayed by whoever looked over the shoulder, at another browser, within its half minute."""
    factors.with_app(kim)
    code = factors.code()
    for expected in (True, False):
        client = PortalClient()
        sign_in(client)
        second(client, code)
        assert is_in(client) is expected


def test_an_earlier_code_does_not_count_after_a_later_one(client, kim):
    factors.with_app(kim)
    assert actions.prove_by_code(user=kim, code=factors.code(steps=1))
    for steps in (1, 0, -1, -2, 5):
        assert actions.prove_by_code(user=kim, code=factors.code(steps=steps)) is None


def test_the_code_an_app_was_set_up_with_is_used_up(client, kim):
    client.force_login(kim)
    factors.set_up_app(client)
    app = Authenticator.objects.get(type="totp")
    secret = app.wrap().instance.data["secret"]
    from allauth.mfa.utils import decrypt

    assert actions.prove_by_code(user=kim, code=factors.code(decrypt(secret))) is None


def test_a_recovery_code_counts_once_and_is_told(client, kim):
    codes = factors.with_app(kim)
    OutgoingMail.objects.all().delete()
    for expected in (True, False):
        client = PortalClient()
        sign_in(client)
        second(client, codes[3])
        assert is_in(client) is expected
    mail = OutgoingMail.objects.get(kind="security_notice")
    assert "복구 코드" in mail.text
    assert actions.prove_by_code(user=kim, code=codes[4])


def test_the_second_step_leads_nowhere_without_the_first(client, kim):
    factors.with_app(kim)
    assert client.get(STEP).url == reverse("account_login")
    assert second(client, factors.code()).url == reverse("account_login")
    assert not is_in(client)


def test_the_second_step_is_of_who_gave_the_password(client, kim):
    """The code of one's own app does not open somebody else's account."""
    factors.with_app(kim)
    mallory = make.UserFactory()
    secret = "KRSXG5DSNFXGOIDBKRSXG5DSNFXGOIDB"
    actions.add_app(user=mallory, secret=secret, step=1, by=Actor(mallory, None))
    sign_in(client)
    second(client, factors.code(secret))
    assert not is_in(client)


def test_one_may_begin_anew_with_another_account(client, kim):
    factors.with_app(kim)
    sign_in(client)
    assert client.get("/accounts/login/").url == STEP
    client.post("/accounts/logout/")
    assert client.get("/accounts/login/").status_code == 200


# ------------------------------------------------------------------ changing it
def test_new_recovery_codes_end_the_old_ones(client, kim):
    old = factors.with_app(kim)
    client.force_login(kim)
    assert "Make new recovery codes?" in client.get("/accounts/2fa/recovery-codes/").content.decode()
    new = factors.codes_of(client.post("/accounts/2fa/recovery-codes/").content.decode())
    assert len(new) == 10
    assert actions.prove_by_code(user=kim, code=old[0]) is None
    assert actions.prove_by_code(user=kim, code=new[0])


def test_without_a_second_step_there_are_no_codes_to_make(client, kim):
    client.force_login(kim)
    assert client.get("/accounts/2fa/recovery-codes/").url == INDEX
    assert client.post("/accounts/2fa/recovery-codes/").url == INDEX
    assert not Authenticator.objects.exists()


def test_with_the_last_one_it_ends(client, kim):
    factors.with_app(kim)
    client.force_login(kim)
    assert "your last one" in client.get("/accounts/2fa/app/remove/").content.decode()
    assert client.post("/accounts/2fa/app/remove/").url == INDEX
    kim.refresh_from_db()
    assert not kim.has_second_step
    assert not Authenticator.objects.exists()
    client.post("/accounts/logout/")
    assert sign_in(client).url == "/"


def test_the_password_alone_takes_no_second_step_away(client, kim):
    """Whoever has one proves by it, not by the password."""
    factors.with_app(kim)
    client.force_login(kim)
    client.age_proof()
    asked = client.get("/accounts/2fa/app/remove/").url
    assert 'name="password"' not in client.get(asked).content.decode()
    page = client.post(asked, {"password": PASSWORD})
    assert "Confirm with a code or a passkey" in page.content.decode()
    assert client.post("/accounts/2fa/app/remove/").url.startswith("/accounts/reauthenticate/")
    assert Authenticator.objects.filter(user=kim).exists()
    assert client.post(asked, {"code": factors.code()}).status_code == 302
    assert client.post("/accounts/2fa/app/remove/").url == INDEX
    assert not Authenticator.objects.filter(user=kim).exists()


def test_nobody_changes_somebody_elses(client, kim):
    other = make.UserFactory()
    factors.with_app(other)
    key = Authenticator.objects.create(user=other, type="webauthn", data={"name": "key", "credential": {}})
    client.force_login(kim)
    for path in (f"passkeys/{key.pk}/rename/", f"passkeys/{key.pk}/remove/", "app/remove/"):
        for verb in (client.get, client.post):
            assert verb(f"/accounts/2fa/{path}").status_code == 404
    assert Authenticator.objects.filter(user=other).count() == 3


@pytest.mark.parametrize(
    "path", ["app/add/", "app/remove/", "passkeys/add/", "recovery-codes/", "passkeys/1/remove/"]
)
def test_changes_ask_again_who_it_is(client, kim, path):
    factors.with_app(kim)
    client.force_login(kim)
    client.age_proof(25)
    for verb in (client.get, client.post):
        assert verb(f"/accounts/2fa/{path}").url.startswith("/accounts/reauthenticate/?next=")


# ------------------------------------------------------------------ required by setting
@pytest.fixture
def required(settings) -> None:
    settings.MFA_REQUIRED_FOR = ["partners", "operators"]


def _partner() -> User:
    return make.MembershipFactory(tenant=make.TenantFactory(provider=True)).user


def _customer() -> User:
    return make.MembershipFactory(tenant=make.TenantFactory(customer=True)).user


def _operator() -> User:
    return make.UserFactory(is_staff=True)


@pytest.mark.parametrize(
    ("who", "needed_for", "led"),
    [
        (_partner, ["partners"], True),
        (_partner, ["operators"], False),
        (_partner, [], False),
        (_operator, ["operators"], True),
        (_operator, ["partners"], False),
        (_customer, ["partners", "operators"], False),
    ],
)
def test_who_is_led_to_set_it_up(client, settings, who, needed_for, led):
    settings.MFA_REQUIRED_FOR = needed_for
    client.force_login(who())
    answer = client.get("/organisations/")
    assert (answer.status_code == 302) is led
    if led:
        assert answer.url == f"{INDEX}?next=/organisations/"


def test_who_is_led_there_comes_to_where_they_wanted(client, required):
    client.force_login(_partner())
    page = client.get(client.get("/organisations/").url).content.decode()
    assert "Set it up to go on" in page
    assert "/accounts/2fa/app/add/?next=/organisations/" in page
    answer = factors.set_up_app(client, "?next=/organisations/")
    assert '<a class="btn btn-primary" href="/organisations/">' in answer.content.decode()
    assert client.get("/organisations/").status_code == 200


def test_until_then_nothing_else_opens_nor_is_done(contoso, client, required):
    client.force_login(contoso.admin)
    slug = contoso.provider.slug
    for path in (f"/t/{slug}/", "/account/", "/account/sessions/", "/programme/", "/admin/"):
        assert client.get(path).url.startswith(INDEX)
    removal = reverse("relationships:partnership-remove", args=[slug, contoso.partnership.public_id])
    sent = {"reason": "other", "note": "as agreed", "statement_accepted": "on"}
    assert client.post(removal, sent).url == f"{INDEX}?next=/"
    contoso.partnership.refresh_from_db()
    assert contoso.partnership.is_active
    assert client.post("/accounts/logout/").status_code == 302


def test_who_needs_it_keeps_the_last_one(client, required):
    person = _partner()
    factors.with_app(person)
    client.force_login(person)
    answer = client.post("/accounts/2fa/app/remove/")
    assert "You need two-step verification here." in answer.content.decode()
    assert Authenticator.objects.filter(user=person, type="totp").exists()


def test_every_way_to_a_session_asks_for_the_second_step(client, kim, required):
    """Sign-in, the admin's door, a password reset, a temporary password: each ends before the second step."""
    factors.with_app(kim)
    make.MembershipFactory(user=kim, tenant=make.TenantFactory(provider=True))
    User.objects.filter(pk=kim.pk).update(is_staff=True)
    assert client.get("/admin/", follow=True).request["PATH_INFO"] == "/accounts/login/"
    assert client.post("/admin/login/", {"username": kim.email, "password": PASSWORD}).status_code == 302
    assert not is_in(client)
    assert sign_in(client, next="/admin/").url == STEP
    assert client.get("/admin/").status_code == 302
    assert not is_in(client)


def test_a_reset_password_is_not_enough(client, kim):
    from tests.accounts.test_views_passwords import reset_link

    factors.with_app(kim)
    page = client.get(reset_link(client), follow=True).request["PATH_INFO"]
    new = "a wholly new password 7"
    client.post(page, {"password1": new, "password2": new})
    assert not is_in(client)
    assert sign_in(client, password=new).url == STEP


def test_a_session_that_came_about_otherwise_ends(client, kim):
    """However it was made: whoever has two-step verification and did not go through it is not in."""
    client.force_login(kim)
    assert client.get("/organisations/").status_code == 200
    factors.with_app(kim)  # set up elsewhere meanwhile
    assert client.get("/organisations/").url == "/accounts/login/?next=/organisations/"
    assert not is_in(client)


def test_an_operator_takes_it_off_for_who_has_lost_everything(kim):
    from partnercenter.core.actor import OperatorActor

    factors.with_app(kim)
    actions.reset_second_step(user=kim, by=OperatorActor(make.UserFactory(), "Lost it, known by voice."))
    kim.refresh_from_db()
    assert not kim.has_second_step
    assert AuditEvent.objects.get(action="user.second_step_reset").reason == "Lost it, known by voice."
    assert OutgoingMail.objects.filter(kind="security_notice").count() == 2
