"""A new password by mail, and a change while signed in."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts.models import User
from partnercenter.core import mail
from partnercenter.core.mail.message import build, fill
from partnercenter.core.models import OutgoingMail
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("db")

RESET = "/accounts/password/reset/"


def _link(text: str) -> str:
    found = re.search(r"https?://[^/]+(/accounts/password/reset/key/\S+)", text)
    assert found, text
    return found[1]


def reset_link(client, email: str = "kim@contoso.example") -> str:
    """Asks for a new password and reads the link in the mail that leaves."""
    client.post(RESET, {"email": email})
    row = OutgoingMail.objects.get(kind="password_reset")
    assert "/key/" not in row.text  # the link is stored nowhere
    return _link(fill(row.text, mail.kind_of(row).secrets(row)))


def test_a_new_password_end_to_end(client, kim):
    link = reset_link(client, "KIM@contoso.example")
    for _ in range(3):  # scanners open links, too
        assert client.head(link).status_code == client.get(link).status_code == 302
    page = client.get(link, follow=True)
    assert page.request["PATH_INFO"].endswith("-set-password/")  # the key is out of the address
    assert "Choose a new password" in page.content.decode()
    new = "a wholly new password 7"
    done = client.post(page.request["PATH_INFO"], {"password1": new, "password2": new}, follow=True)
    assert "Your password is changed" in done.content.decode()
    kim.refresh_from_db()
    assert kim.check_password(new)
    assert "This link no longer works" in type(client)().get(link, follow=True).content.decode()
    assert client.post(reverse("account_login"), {"login": kim.email, "password": new}).url == "/"


def test_the_same_page_for_known_and_unknown_addresses(client, kim):
    answers = [client.post(RESET, {"email": email}) for email in (kim.email, "nobody@contoso.example")]
    assert {(answer.status_code, answer.url) for answer in answers} == {
        (302, reverse("account_reset_password_done"))
    }
    assert OutgoingMail.objects.count() == 1
    assert "If the address you gave has an account" in client.get(answers[0].url).content.decode()


def test_a_closed_account_gets_no_link(client, kim):
    User.objects.filter(pk=kim.pk).update(is_active=False)
    assert client.post(RESET, {"email": kim.email}).status_code == 302
    assert not OutgoingMail.objects.exists()


def test_the_mail_is_in_the_persons_language_and_from_no_organisation(client, kim):
    client.post(RESET, {"email": kim.email})
    row = OutgoingMail.objects.get()
    assert row.language == "ko"
    assert row.tenant is None
    assert row.about == ("accounts.user", kim.pk)


@pytest.mark.parametrize("key", ["1-abc", "zzzzzzzzzzzz-abc-def", "1-set-password", "99999999-é"])
def test_a_made_up_link_is_one_plain_page(client, kim, key):
    response = client.get(f"/accounts/password/reset/key/{key}/")
    assert response.status_code == 200
    assert "This link no longer works" in response.content.decode()


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("short", "short"),
        ("123456789012345", "123456789012345"),
        ("a wholly new one", "another one 12345"),
        ("", ""),
    ],
)
def test_a_password_that_will_not_do_is_said_beside_the_field(client, kim, first, second):
    page = client.get(reset_link(client), follow=True).request["PATH_INFO"]
    response = client.post(page, {"password1": first, "password2": second})
    assert response.status_code == 200
    assert response.context["form"].errors
    kim.refresh_from_db()
    assert kim.check_password(PASSWORD)


def test_a_reset_mail_waits_in_the_queue_and_its_link_is_made_when_it_leaves(client, kim):
    client.post(RESET, {"email": kim.email})
    row = OutgoingMail.objects.get()
    assert row.status == "queued"
    assert mail.kind_of(row).stop(row) == ""
    message = build(row)
    assert message["To"].addresses[0].addr_spec == kim.email
    assert _link(message.get_body(("plain",)).get_content())


# ------------------------------------------------------------------ changing it while signed in
CHANGE = "/accounts/password/change/"


def test_changes_the_password_and_stays_signed_in(client, kim):
    client.force_login(kim)
    new = "a wholly new password 7"
    response = client.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert response.url == "/"
    kim.refresh_from_db()
    assert kim.check_password(new)
    assert client.get("/organisations/").status_code == 200


def test_the_old_password_must_be_right(client, kim):
    client.force_login(kim)
    new = "a wholly new password 7"
    response = client.post(CHANGE, {"oldpassword": "wrong", "password1": new, "password2": new})
    assert "oldpassword" in response.context["form"].errors
    kim.refresh_from_db()
    assert kim.check_password(PASSWORD)


def test_confirms_who_it_is_by_the_password(client, kim):
    client.force_login(kim)
    assert client.get("/accounts/reauthenticate/").status_code == 200
    assert client.post("/accounts/reauthenticate/", {"password": "wrong"}).status_code == 200
    assert client.post("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 302
