"""A new password by mail, and a change while signed in."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from accounts.models import User
from partnercenter.core import mail
from partnercenter.core.clients import neighbourhood
from partnercenter.core.mail.message import build, fill
from partnercenter.core.models import AuditEvent, OutgoingMail
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


# ------------------------------------------------------------------ what the person learns of it
def test_a_change_writes_an_event_and_tells_the_person(client, kim):
    client.force_login(kim)
    new = "a wholly new password 7"
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    told = OutgoingMail.objects.get()
    assert (told.kind, told.to_address, told.language) == ("password_changed", kim.email, "ko")
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_id, event.target_id) == ("user.password_changed", kim.pk, kim.pk)
    assert new not in f"{told.text}{event.changes}"


def test_a_reset_writes_an_event_and_tells_the_person(client, kim):
    page = client.get(reset_link(client), follow=True).request["PATH_INFO"]
    new = "a wholly new password 7"
    client.post(page, {"password1": new, "password2": new})
    assert OutgoingMail.objects.filter(kind="password_changed", to_address=kim.email).count() == 1
    event = AuditEvent.objects.get()
    assert (event.action, event.actor_id, event.target_id) == ("user.password_reset", kim.pk, kim.pk)


def test_a_password_that_will_not_do_tells_nobody(client, kim):
    client.force_login(kim)
    client.post(CHANGE, {"oldpassword": PASSWORD, "password1": "short", "password2": "short"})
    assert not OutgoingMail.objects.exists()
    assert not AuditEvent.objects.exists()


# ------------------------------------------------------------------ somebody else's mailbox
def test_an_account_gets_few_links_a_day_wherever_they_are_asked_from(client, kim):
    """C-094: silently, with the same answer, and for that account alone."""
    answers = {
        (answer.status_code, answer.url)
        for number in range(8)
        for answer in [client.post(RESET, {"email": kim.email}, REMOTE_ADDR=f"192.0.2.{number}")]
    }
    assert answers == {(302, reverse("account_reset_password_done"))}
    assert OutgoingMail.objects.filter(to_address=kim.email).count() == 5
    other = User.objects.create_user("lee@contoso.example", PASSWORD, full_name="Lee")
    client.post(RESET, {"email": other.email}, REMOTE_ADDR="192.0.2.99")
    assert OutgoingMail.objects.filter(to_address=other.email).count() == 1


def test_addresses_of_one_ipv6_network_are_one(client, kim):
    answers = [
        client.post(RESET, {"email": kim.email}, REMOTE_ADDR=f"2001:db8:1:2::{number}").status_code
        for number in range(1, 5)
    ]
    assert answers == [302, 302, 302, 429]
    assert client.post(RESET, {"email": kim.email}, REMOTE_ADDR="2001:db8:1:3::1").status_code == 302


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:aaaa::7", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("unix:", "unix:"),
    ],
)
def test_what_counts_as_one_address(address, counted):
    assert neighbourhood(address) == counted


@pytest.mark.situation("C-108")
def test_the_browser_is_told_what_each_field_is(client, kim):
    """Password managers fill in and offer by these words."""

    def words(page: str) -> dict[str, str]:
        inputs = re.findall(r"<input[^>]*>", client.get(page, follow=True).content.decode())
        pairs = [re.search(r'name="(\w+)"', field) for field in inputs if "autocomplete=" in field]
        found = [
            re.search(r'autocomplete="([^"]*)"', field)[1] for field in inputs if "autocomplete=" in field
        ]
        return {pair[1]: word for pair, word in zip(pairs, found, strict=True)}

    assert words("/accounts/login/") == {"login": "email", "password": "current-password"}
    assert words(RESET) == {"email": "email"}
    new = {"password1": "new-password", "password2": "new-password"}
    assert words(reset_link(client)) == new
    client.force_login(kim)
    assert words(CHANGE) == {"username": "username", "oldpassword": "current-password"} | new
