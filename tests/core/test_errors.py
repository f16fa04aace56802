"""Error pages: what happened, what became of the entries, what to do next."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import override_settings

from partnercenter.core.views import errors
from tests.client import PortalClient
from tests.factories.accounts import UserFactory
from tests.html import problems

pytestmark = [pytest.mark.urls("tests.core.gallery")]


@pytest.fixture
def signed_in(db, client_for):
    return client_for(UserFactory())


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("400", 400, "could not be read"),
        ("413", 413, "too much at once"),
        ("429", 429, "You can try again from:"),
        ("500", 500, "Something went wrong on our side"),
        ("503", 503, "not available right now"),
        ("forbidden", 403, "not available to you"),
    ],
)
def test_every_error_has_a_page(signed_in, path, status, words):
    response = signed_in.get(f"/gallery/{path}/")
    assert response.status_code == status
    assert words in response.content.decode()


def test_later_says_when(signed_in):
    assert signed_in.get("/gallery/429/")["Retry-After"] == "300"
    assert signed_in.get("/gallery/503/")["Retry-After"] == "15"


def test_a_missing_role_is_named_and_who_has_it(signed_in):
    response = signed_in.get("/gallery/role/")
    html = response.content.decode()
    assert response.status_code == 403
    assert "<h1>You need another role for this</h1>" in html
    assert "Global admin" in html
    assert "Kim Minji &lt;kim&gt;" in html
    assert "pc-app" in html  # inside the organisation's frame


@pytest.mark.situation("C-061")
def test_not_found_is_the_same_for_all(signed_in, client):
    bodies = {
        c.get(path).content for c in (signed_in, client) for path in ("/nowhere/", "/t/else/x/", "/i/none/")
    }
    signed = {signed_in.get(path).content for path in ("/nowhere/", "/gallery/none/")}
    assert len(signed) == 1
    assert signed <= bodies


@pytest.mark.situation("C-041")
def test_500_and_503_need_neither_database_nor_request(monkeypatch):
    """No `db` fixture: a query would fail the test."""
    for response in (errors.server_error(None), errors.service_unavailable(None)):
        assert not problems(response.content.decode())
    monkeypatch.setattr(errors, "render_to_string", lambda *args: 1 / 0)
    last = errors.server_error(None)
    assert last.status_code == 500
    assert b"Something went wrong" in last.content
    assert connection.in_atomic_block is False


class TestSessionEnded:
    @pytest.fixture
    def strict(self, db):
        client = PortalClient(enforce_csrf_checks=True)
        client.force_login(UserFactory())
        return client

    ENTRIES = {"name": '<Kim> "M"', "text": "one\r\ntwo", "language": ["en", "ko"]}

    @pytest.mark.situation("C-098")
    def test_entries_are_kept_and_offered_again(self, strict):
        response = strict.post("/gallery/form/", self.ENTRIES, headers={"Sec-Fetch-Site": "same-origin"})
        html = response.content.decode()
        assert response.status_code == 403
        assert "Your entries are kept" in html
        assert 'name="name" value="&lt;Kim&gt; &quot;M&quot;"' in html
        assert html.count('name="language"') >= 2
        assert 'action="/gallery/form/"' in html

    def test_sending_again_works(self, strict):
        sent = {"name": "Kim", "language": "ko", "reason": "a", "agreed": "on"}
        page = strict.post("/gallery/form/", sent, headers={"Sec-Fetch-Site": "same-origin"}).content.decode()
        again = dict(
            re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.split("<main")[1])
        )
        assert strict.post("/gallery/form/", again).content == b"saved"

    @pytest.mark.parametrize(
        "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}]
    )
    @pytest.mark.situation("C-087")
    def test_what_another_site_sent_is_not_offered(self, strict, headers):
        html = strict.post("/gallery/form/", self.ENTRIES, headers=headers).content.decode()
        assert "entries are kept" not in html
        assert "Kim" not in html

    @pytest.mark.parametrize("name", ["password", "new_password1", "otp_code", "Token"])
    def test_secrets_are_never_echoed(self, strict, name):
        data = {"name": "Kim", name: "hunter2hunter2"}
        html = strict.post("/gallery/form/", data, headers={"Sec-Fetch-Site": "same-origin"}).content.decode()
        assert "hunter2" not in html

    def test_too_much_is_not_echoed(self, strict):
        data = {"text": "x" * 200_000}
        html = strict.post("/gallery/form/", data, headers={"Sec-Fetch-Site": "same-origin"}).content.decode()
        assert len(html) < 20_000


@override_settings(DEBUG=False)
def test_error_pages_say_nothing_about_the_inside(signed_in):
    for path in ("400", "500", "503"):
        html = signed_in.get(f"/gallery/{path}/").content.decode()
        assert not re.search(r"Traceback|psycopg|Django|\.py\b", html)
