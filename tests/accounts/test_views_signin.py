"""Sign in, sign out, a new password: what is kept, what is never said, what is never reached."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts.models import User
from partnercenter.core.models import OutgoingMail
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("db")
LOGIN = "/accounts/login/"
RESET = "/accounts/password/reset/"


def sign_in(client, email="kim@contoso.example", password=PASSWORD, **more):
    return client.post(LOGIN, {"login": email, "password": password, **more})


def test_signs_in_whatever_the_case_of_the_address(client, kim):
    response = sign_in(client, "  Kim@CONTOSO.example ")
    assert response.status_code == 302
    assert response.url == "/"
    assert client.session["_auth_user_id"] == str(kim.pk)


def test_an_address_stored_in_capitals_still_signs_in(client):
    user = User.objects.create_user("Lee@Contoso.Example", PASSWORD, full_name="Lee")
    assert sign_in(client, "lee@contoso.example").status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, kim):
    pages = []
    for email, password in ((kim.email, "wrong password"), ("nobody@contoso.example", PASSWORD)):
        response = sign_in(client, email, password)
        assert response.status_code == 200
        assert "_auth_user_id" not in client.session
        page = response.content.decode()
        assert f'value="{email}"' in page  # what was typed is kept, the password is not
        assert password not in page
        pages.append(re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page))
    assert pages[0] == pages[1]


@pytest.mark.parametrize(
    "wrong",
    ["", "   ", "no address", "a@b", "x" * 400 + "@contoso.example", "k\x00im@contoso.example", "<b>@x.y"],
)
def test_any_other_address_is_a_sentence_beside_the_field(client, kim, wrong):
    response = sign_in(client, wrong)
    assert response.status_code == 200
    assert response.context["form"].errors


def test_a_password_of_a_megabyte_is_not_hashed(client, kim, django_assert_max_num_queries):
    response = sign_in(client, password="x" * 1_000_000)
    assert response.status_code == 200
    assert "password" in response.context["form"].errors


def test_a_closed_account_is_told_so_only_with_its_password(client, kim):
    User.objects.filter(pk=kim.pk).update(is_active=False)
    assert sign_in(client, password="wrong password").status_code == 200
    response = sign_in(client)
    assert response.url == reverse("account_inactive")
    assert "_auth_user_id" not in client.session
    assert "This account is closed" in client.get(response.url).content.decode()


def test_a_session_ends_when_the_account_is_closed(client, kim):
    client.force_login(kim)
    assert client.get(reverse("accounts:organisation-list")).status_code == 200
    User.objects.filter(pk=kim.pk).update(is_active=False)
    assert client.get(reverse("accounts:organisation-list")).status_code == 302


def test_the_session_key_changes_at_sign_in_and_goes_at_sign_out(client, kim):
    client.post(reverse("set-theme"), {"theme": "dark"})
    session = client.session
    session["before"] = 1
    session.save()
    client.cookies["sessionid"] = before = session.session_key
    sign_in(client)
    after = client.session.session_key
    assert after != before
    assert client.get("/accounts/logout/").status_code == 200  # asks, and does nothing
    assert client.session.session_key == after
    answer = client.post("/accounts/logout/")
    assert (answer.status_code, answer["Clear-Site-Data"]) == (302, '"cache", "storage"')
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("wanted", "reached"),
    [
        ("/organisations/", "/organisations/"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("\\\\evil.example", "/"),
        ("javascript:alert(1)", "/"),
        ("https:evil.example", "/"),
    ],
)
def test_next_leads_only_to_our_own_pages(client, kim, wanted, reached):
    assert sign_in(client, next=wanted).url == reached


def test_next_is_kept_through_a_wrong_attempt(client, kim):
    page = client.post(
        f"{LOGIN}?next=/organisations/", {"login": kim.email, "password": "no", "next": "/organisations/"}
    )
    assert 'name="next" value="/organisations/"' in page.content.decode()


def test_a_page_asked_for_without_signing_in_comes_back_after_it(client, kim):
    response = client.get("/organisations/")
    assert response.url == f"{LOGIN}?next=/organisations/"


def test_a_new_browser_shows_the_persons_own_language(client, kim):
    assert sign_in(client).cookies["language"].value == "ko"


def test_a_browser_that_chose_a_language_keeps_it(client, kim):
    client.post(reverse("set-language"), {"language": "en"})
    assert "language" not in sign_in(client).cookies


def test_there_is_no_sign_up(client):
    response = client.get(reverse("account_signup"))
    assert response.status_code == 200
    assert "<form" not in response.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
    client.check_html = False
    assert (
        client.post(reverse("account_signup"), {"email": "new@x.example", "password1": PASSWORD}).status_code
        == 405
    )
    assert not User.objects.filter(email="new@x.example").exists()


@pytest.mark.parametrize(
    "path",
    [
        "",
        "email/",
        "confirm-email/",
        "confirm-email/abc/",
        "password/set/",
        "login/code/",
        "login/code/confirm/",
        "3rdparty/",
        "2fa/trust/",
        "2fa/webauthn/",
        "2fa/recovery-codes/download/",
        "sessions/",
    ],
)
def test_nothing_else_of_the_library_is_reachable(client, path):
    assert client.get(f"/accounts/{path}").status_code == 404


# ------------------------------------------------------------------ how often
def test_five_wrong_attempts_then_a_pause_for_this_account_from_this_address(client, kim):
    for _ in range(5):
        assert sign_in(client, password="wrong").status_code == 200
    response = sign_in(client)  # the right one is not looked at any more
    assert response.status_code == 429
    assert int(response["Retry-After"]) > 0


@pytest.mark.situation("C-094")
def test_nobody_locks_somebody_out_from_another_address(client, kim):
    for _ in range(6):
        client.post(LOGIN, {"login": kim.email, "password": "wrong"}, REMOTE_ADDR="203.0.113.9")
    assert sign_in(client).status_code == 302


def test_signing_in_rightly_costs_nothing(client, kim):
    for _ in range(7):
        assert sign_in(client).status_code == 302
        client.post("/accounts/logout/")


def test_a_forwarded_address_is_believed_only_behind_our_own_proxy(client, kim):
    for n in range(5):
        client.post(LOGIN, {"login": kim.email, "password": "wrong"}, HTTP_X_FORWARDED_FOR=f"203.0.113.{n}")
    assert sign_in(client).status_code == 429


def test_links_for_a_new_password_are_few_an_hour(client, kim):
    for _ in range(3):
        assert client.post(RESET, {"email": kim.email}).status_code == 302
    assert client.post(RESET, {"email": kim.email}).status_code == 429
    assert OutgoingMail.objects.count() == 3
