"""Before something dangerous a person proves again who they are, and loses nothing on the way."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from tests.accounts import factors
from tests.factories.accounts import PASSWORD
from tests.isolation.bodies import body

AGAIN = "/accounts/reauthenticate/"


@pytest.fixture
def removal(contoso):
    return reverse(
        "relationships:partnership-remove", args=[contoso.provider.slug, contoso.partnership.public_id]
    )


@pytest.fixture
def admin(contoso, client_for):
    client = client_for(contoso.admin)
    client.age_proof()
    return client


def test_a_fresh_sign_in_is_proof_enough(contoso, client_for, removal):
    assert client_for(contoso.admin).get(removal).status_code == 200


@pytest.mark.parametrize(("minutes", "asks"), [(4, False), (6, True)])
def test_it_counts_for_five_minutes(contoso, client_for, removal, minutes, asks):
    client = client_for(contoso.admin)
    client.age_proof(minutes)
    assert (client.get(removal).status_code == 302) is asks


def test_a_page_comes_back_after_the_proof(admin, removal):
    asked = admin.get(removal)
    assert asked.url == f"{AGAIN}?next={removal}"
    page = admin.get(asked.url).content.decode()
    assert f'name="next" value="{removal}"' in page
    before = admin.session.session_key
    answer = admin.post(AGAIN, {"password": PASSWORD, "next": removal})
    assert answer.url == removal
    assert admin.session.session_key != before
    assert admin.get(removal).status_code == 200


@pytest.mark.situation("C-098")
def test_entries_are_kept_and_nothing_happens_until_they_are_sent_again(contoso, admin, removal):
    asked = admin.post(removal, body("relationships:partnership-remove", contoso) | {"note": "as <agreed>"})
    assert asked.url == f"{AGAIN}?next=/kept/"
    assert admin.post(AGAIN, {"password": PASSWORD, "next": "/kept/"}).url == "/kept/"
    page = admin.get("/kept/").content.decode()
    assert "as &lt;agreed&gt;" in page
    contoso.partnership.refresh_from_db()
    assert contoso.partnership.is_active
    main = page.split("<main")[1]
    again = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', main))
    assert f'action="{removal}"' in main
    assert admin.post(removal, again | {"note": "as agreed"}).status_code == 302
    contoso.partnership.refresh_from_db()
    assert not contoso.partnership.is_active


def test_a_wrong_proof_is_none(admin, removal):
    answer = admin.post(AGAIN, {"password": "wrong password", "next": removal})
    assert answer.status_code == 200
    assert "This is not your password." in answer.content.decode()
    assert f'name="next" value="{removal}"' in answer.content.decode()
    assert admin.get(removal).status_code == 302


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_it_leads_to_our_own_pages_only(admin, wanted):
    assert admin.post(AGAIN, {"password": PASSWORD, "next": wanted}).url == "/"
    page = admin.get(f"{AGAIN}?next={wanted}").content.decode()
    assert 'name="next" value=""' in page.split("<main")[1]


def test_an_app_or_a_recovery_code_proves_it_too(contoso, client_for, removal):
    codes = factors.with_app(contoso.admin)
    client = client_for(contoso.admin)
    for code in (factors.code(), codes[0]):
        client.age_proof()
        assert client.get(removal).status_code == 302
        assert client.post(AGAIN, {"code": code, "next": removal}).url == removal
        assert client.get(removal).status_code == 200
    assert client.post(AGAIN, {"code": codes[0], "next": removal}).status_code == 200


def test_a_made_up_passkey_is_no_proof(admin, removal):
    for credential in ("{", "[]", '{"id": "x"}', '{"response": {"userHandle": null}}'):
        answer = admin.post(AGAIN, {"credential": credential, "next": removal})
        assert answer.status_code == 200
    assert admin.get(removal).status_code == 302


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("relationships:partnership-remove", lambda w: [w.provider.slug, w.partnership.public_id]),
        (
            "customers:relationship-remove",
            lambda w: [w.provider.slug, w.customer.public_id, w.idle.public_id],
        ),
        ("accounts:temporary-password", lambda w: [w.provider.slug, w.setup.public_id]),
        ("subscriptions:setup-reveal", lambda w: [w.provider.slug, w.founding.public_id]),
        ("invitations:invite-colleagues", lambda w: [w.provider.slug]),
        ("accounts:leave", lambda w: [w.provider.slug]),
        *(
            (f"accounts:member-{page}", lambda w: [w.provider.slug, w.colleague.public_id])
            for page in ("roles", "block", "remove")
        ),
    ],
)
def test_what_is_dangerous_asks(contoso, admin, name, arguments):
    path = reverse(name, args=arguments(contoso))
    for verb in (admin.get, admin.post):
        assert verb(path).url.startswith(AGAIN), name


def test_a_missing_role_is_said_before_anybody_is_asked(contoso, client_for, removal):
    client = client_for(contoso.people["provider"]["helpdesk_agent"])
    client.age_proof()
    assert client.get(removal).status_code == 403


def test_nothing_kept_leads_home(contoso, client_for):
    assert client_for(contoso.admin).get("/kept/").url == "/"
