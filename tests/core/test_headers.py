"""The contract of headers (tests/headers.py), which the test client holds against every answer of every test: here against
every kind of answer, and against answers that are loose."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from http.cookies import SimpleCookie

import pytest

from tests.client import PortalClient
from tests.core import urls_middleware
from tests.core.test_settings import PRODUCTION, ROOT
from tests.headers import ALWAYS, cookie_faults, faults

pytestmark = [pytest.mark.urls("tests.core.urls_middleware"), pytest.mark.usefixtures("db")]


@pytest.fixture
def client() -> PortalClient:
    urls_middleware.calls.clear()
    return PortalClient(raise_request_exception=False)


@pytest.mark.situation("C-089")
@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/programme/", 200),
        ("/organisations/", 302),
        ("/programme/?" + "x" * 9000, 413),
        ("/programme/?a=%00", 400),
        ("/nowhere/", 404),
        ("/x/crash/", 500),
        ("/display/theme/", 405),
        ("/healthz", 200),
        ("/admin/", 302),
        ("/static/portal.css", 200),
        ("/static/nowhere.css", 404),
    ],
)
def test_every_answer_keeps_the_contract(client, path, status):
    response = client.get(path)
    assert response.status_code == status
    assert not faults(path, status, response.headers)
    if response.streaming:
        response.close()


def test_so_does_a_refusal_of_too_many_attempts(client):
    for _ in range(5):
        client.post("/accounts/login/", {"login": "kim@contoso.example", "password": "wrong"})
    response = client.post("/accounts/login/", {"login": "kim@contoso.example", "password": "wrong"})
    assert response.status_code == 429
    assert not faults("/accounts/login/", 429, response.headers)


def test_so_does_a_redirect_to_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True
    response = PortalClient().get("/programme/")
    assert response.status_code == 301
    assert not faults("/programme/", 301, response.headers)


LOOSE = {
    **dict.fromkeys(ALWAYS, "anything"),
    "content-security-policy": "default-src 'none'; script-src 'self' 'unsafe-inline'",
    "referrer-policy": "unsafe-url",
    "permissions-policy": "camera=()",
    "cache-control": "max-age=60",
    "content-type": "text/html",
    "x-request-id": "",
    "x-powered-by": "Python",
    "access-control-allow-origin": "*",
}


@pytest.mark.parametrize("name", LOOSE)
def test_a_loose_answer_is_seen(client, name):
    headers = {key.lower(): value for key, value in client.get("/programme/").headers.items()}
    assert not faults("/programme/", 200, headers)
    assert faults("/programme/", 200, headers | {name: LOOSE[name]})


def test_a_file_that_is_shown_is_seen(client):
    headers = dict(client.get("/programme/").headers) | {"Content-Type": "application/pdf"}
    assert faults("/programme/", 200, headers)
    assert not faults("/programme/", 200, headers | {"Content-Disposition": 'attachment; filename="a.pdf"'})


def test_the_client_of_all_tests_looks(client):
    with pytest.raises(AssertionError, match="x-frame-options"):
        client.get("/x/framed/")


@pytest.mark.parametrize(
    "cookie",
    [
        "theme=dark; Path=/; SameSite=Lax",
        "theme=dark; Path=/; HttpOnly",
        "theme=dark; SameSite=Lax; HttpOnly",
        "theme=dark; Path=/; Domain=example.com; SameSite=Lax; HttpOnly",
        f"theme={'x' * 5000}; Path=/; SameSite=Lax; HttpOnly",
        "theme=dark; Path=/; SameSite=Lax; HttpOnly; Secure",
    ],
)
def test_a_loose_cookie_is_seen(cookie):
    assert not cookie_faults(SimpleCookie("theme=dark; Path=/; SameSite=Lax; HttpOnly"))
    assert cookie_faults(SimpleCookie(cookie))


def test_over_https_browsers_are_told_to_stay_there(client, settings):
    settings.SECURE_HSTS_SECONDS = 31536000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    response = PortalClient().get("/programme/", secure=True)
    assert not faults("/programme/", 200, response.headers, is_secure=True)
    del response.headers["Strict-Transport-Security"]
    assert faults("/programme/", 200, response.headers, is_secure=True)


def test_cookies_over_https():
    """As the settings of a production say: a process that only loads them."""
    names = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "SESSION_COOKIE_SECURE", "CSRF_COOKIE_SECURE")
    names += ("CSRF_COOKIE_HTTPONLY", "LANGUAGE_COOKIE_SECURE", "SECURE_HSTS_SECONDS", "SECURE_SSL_REDIRECT")
    code = f"import json, partnercenter.settings as s; print(json.dumps([getattr(s, n) for n in {names}]))"
    environment = os.environ | {"PORTAL_LOCAL": "off"} | PRODUCTION
    said = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    assert json.loads(said.stdout) == [
        "__Host-sessionid",
        "__Host-csrftoken",
        *[True] * 4,
        31536000,
        True,
    ]


@pytest.mark.parametrize("path", ["/programme/", "/accounts/login/", "/healthz", "/static/portal.css"])
def test_no_other_site_is_let_in(client, path):
    response = client.get(path, HTTP_ORIGIN="https://evil.example")
    assert not faults(path, 200, response.headers)
    if response.streaming:
        response.close()
