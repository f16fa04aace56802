"""Promises of docs/security.md that no other test shows: of the sources, of what is kept, of what a request may carry."""

from __future__ import annotations

import ast
import logging
import re
import sys
import time
import tomllib
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import global_settings, settings
from django.contrib.auth.hashers import get_hasher
from django.contrib.sessions.serializers import JSONSerializer
from django.urls import resolve, reverse

from accounts.models import User
from invitations import tokens
from partnercenter.core.sessions import SessionStore
from subscriptions.calendar_feed import address_of
from tests import factories as make
from tests.accounts.test_views_passwords import reset_link
from tests.accounts.test_views_signin import sign_in
from tests.architecture.sources import ROOT, Source, app_sources, python
from tests.client import PortalClient
from tests.factories.accounts import PASSWORD
from tests.isolation.bodies import body

OURS = (
    "accounts",
    "customers",
    "directory",
    "invitations",
    "partnercenter",
    "relationships",
    "subscriptions",
)
WRITTEN_DOWN: dict[str, str] = tomllib.loads((ROOT / "docs/security.toml").read_text())["cryptography"]
CRYPTOGRAPHY = re.compile(
    r"hashlib|hmac|secrets|cryptography\.fernet.*|django\.core\.signing.*"
    r"|django\.contrib\.auth\.hashers.*|django\.utils\.crypto.*"
)


def sources() -> list[Source]:
    return [*app_sources(), *python("partnercenter")]


def imported(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def scripts() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "static").glob("*.js")):
        yield path.name, path.read_text()


# ------------------------------------------------------------------ of the sources
def test_cryptography_is_used_where_it_is_written_down() -> None:
    """And every digest is SHA-256: see the table at the end of docs/security.md."""
    using = {source.path for source in sources() if any(map(CRYPTOGRAPHY.fullmatch, imported(source)))}
    assert using == set(WRITTEN_DOWN)
    weak = [
        source.path for source in sources() if re.search(r"\bmd5\b|\bsha1\b|\bDES\b|\bRC4\b", source.text)
    ]
    assert not weak


def test_no_secret_is_made_of_weak_chance() -> None:
    """`random` only spreads retries; keys of sessions are Django's, of 32 letters."""
    using = {source.path for source in sources() if "random" in set(imported(source))}
    assert using == {"partnercenter/core/mail/delivery.py", "partnercenter/core/middleware/scope.py"}
    store = SessionStore()
    keys = {store._get_new_session_key() for _ in range(50)}
    assert len(keys) == 50
    assert all(re.fullmatch(r"[a-z0-9]{32}", key) for key in keys)


def test_secrets_are_compared_in_constant_time() -> None:
    """What is called token, secret, code or mac is never compared by `==` with what somebody sent."""
    named = re.compile(r"(^|[._])(token|secret|mac|signature|nonce)s?$")
    found = [
        f"{source.path}:{node.lineno}: {ast.unparse(node)}"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Compare)
        and any(isinstance(operator, ast.Eq | ast.NotEq) for operator in node.ops)
        and any(named.search(ast.unparse(side)) for side in (node.left, *node.comparators))
    ]
    assert not found


def test_our_scripts_write_text_as_text() -> None:
    writing = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|setTimeout\(['\"]"
    )
    assert len(list(scripts())) >= 3
    assert not [(name, found[0]) for name, text in scripts() if (found := writing.search(text))]


def test_our_scripts_store_nothing() -> None:
    """But what was typed into a form, until it is sent or one signs out, never a password; and one preference."""
    stored = {
        (name, f"{where}.{key}")
        for name, text in scripts()
        for where, key in re.findall(
            r"(localStorage|sessionStorage|indexedDB|caches)\.setItem\(([\w\"-]+)", text
        )
    }
    assert stored == {("portal.js", "sessionStorage.key"), ("portal.js", 'localStorage."portal-shortcuts"')}
    text = dict(scripts())["portal.js"]
    assert "[data-sign-out]" in text
    assert "password" in re.search(r"const keepable = .*?;", text, re.DOTALL)[0]


def test_no_pattern_takes_long_over_a_long_text() -> None:
    """Every pattern of ours against texts that make careless ones go back and forth. Process time, 20,000 characters."""
    patterns = {
        f"{name}.{key}": value
        for name, module in list(sys.modules.items())
        if name.split(".", maxsplit=1)[0] in OURS
        for key, value in vars(module).items()
        if isinstance(value, re.Pattern) and isinstance(value.pattern, str)
    }
    assert len(patterns) >= 10
    texts = [
        "a" * 20_000,
        " " * 20_000 + "x",
        "a@" * 10_000,
        "1." * 10_000,
        "-a" * 10_000 + "!",
        "\n" * 20_000,
    ]
    slow = []
    for name, pattern in patterns.items():
        for text in texts:
            start = time.process_time()
            for ask in (pattern.search, pattern.fullmatch):
                ask(text)
            if time.process_time() - start > 0.3:
                slow.append(f"{name}: {pattern.pattern} over {text[:4]!r}…")
    assert not slow


def test_passwords_are_hashed_slowly() -> None:
    """By Django's own hasher of today; the tests' fast one is theirs alone."""
    assert not (ROOT / "partnercenter/settings.py").read_text().count("PASSWORD_HASHERS")
    hasher = get_hasher("pbkdf2_sha256")
    assert global_settings.PASSWORD_HASHERS[0].endswith(".PBKDF2PasswordHasher")
    assert hasher.iterations >= 600_000


def test_a_session_is_data_not_code() -> None:
    assert SessionStore().serializer is JSONSerializer


# ------------------------------------------------------------------ of requests
pytestmark = pytest.mark.usefixtures("db")


def test_every_form_asks_for_its_token(contoso) -> None:
    """But those that a mail program sends without any cookie (RFC 8058): the token in the address allows it."""
    exempt = {
        source.path: source.text.count("csrf_exempt") for source in sources() if "csrf_exempt" in source.text
    }
    mails = {"accounts/views/mails.py": 2, "invitations/views/landing.py": 2}
    assert exempt == mails, "the import, and one view each"
    client = PortalClient(enforce_csrf_checks=True)
    anonymous = (
        "account_login",
        "account_logout",
        "account_reset_password",
        "set-language",
        "mfa_login_webauthn",
    )
    for name in anonymous:
        assert client.post(reverse(name), {"language": "ko"}).status_code == 403, name
    client.force_login(contoso.admin)
    for name in ("accounts:account", "accounts:other-sessions-end", "account_change_password"):
        assert client.post(reverse(name), body(name, contoso)).status_code == 403, name


@pytest.mark.parametrize(
    "path", ["/static/", "/static/bootstrap/", "/.git/config", "/.env", "/media/", "/admin/static/"]
)
def test_no_folder_is_listed(path) -> None:
    assert PortalClient().get(path).status_code in {302, 404}


@pytest.mark.parametrize(
    "password",
    ["x" * 63 + "가", "  blanks at both ends stay  ", "only small letters here", "🐑" * 32, "q" * 128],
)
def test_any_long_password_will_do_and_is_kept_whole(client, password) -> None:
    person = make.UserFactory(email="kim@contoso.example")
    client.force_login(person)
    sent = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    assert client.post(reverse("account_change_password"), sent).status_code == 302
    for almost in (
        password[:-1],
        password[:72] + "#",
        password.swapcase() if password.isascii() else password + " ",
    ):
        person.refresh_from_db()
        assert not person.check_password(almost)
    assert sign_in(PortalClient(), person.email, password=password).status_code == 302


def test_what_a_form_does_not_ask_for_is_not_stored(contoso) -> None:
    """Every column of the row is sent along, as another form or the admin would name it."""
    client = PortalClient()
    client.force_login(contoso.admin)
    columns = [
        field.name for field in User._meta.concrete_fields if field.name not in {"full_name", "language"}
    ]
    before = User.objects.filter(pk=contoso.admin.pk).values(*columns).get()
    forged = dict.fromkeys(columns, "1") | {
        "email": "evil@example.com",
        "groups": "1",
        "user_permissions": "1",
    }
    sent = forged | {"full_name": "Kim", "language": "ko"}
    assert client.post(reverse("accounts:account"), sent).status_code == 302
    assert User.objects.filter(pk=contoso.admin.pk).values(*columns).get() == before
    assert User.objects.get(pk=contoso.admin.pk).full_name == "Kim"
    assert not contoso.admin.groups.exists()


def test_a_token_of_one_kind_is_none_of_another(contoso, client) -> None:
    """A link to a new password, an invitation, a calendar: none opens what another is for."""
    invitation = tokens.new_token(contoso.invitation)
    feed = contoso.feed
    calendar = resolve(urlsplit(address_of(feed)).path).kwargs["feed_token"]
    reset = reset_link(client, contoso.admin.email).rstrip("/").rpartition("-")[2]
    for foreign in (calendar, reset):
        assert client.get(f"/i/{foreign}/").status_code == 404
    for foreign in (invitation, reset):
        assert client.get(address_of(feed).replace(calendar, foreign)).status_code == 404
    assert client.get(f"/i/{invitation}/").status_code == 303


def test_a_proof_makes_a_new_session_key(client) -> None:
    client.force_login(make.UserFactory())
    client.age_proof()
    before = client.session.session_key
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    assert client.session.session_key != before
    old = PortalClient()
    old.cookies[settings.SESSION_COOKIE_NAME] = before
    assert old.get("/organisations/").status_code == 302


def test_signing_in_and_failing_to_are_logged(client, caplog) -> None:
    person = make.UserFactory(email="kim@contoso.example")
    with caplog.at_level(logging.INFO, "portal.sign_in"):
        sign_in(client, person.email, password="wrong")
        sign_in(client, person.email)
    lines = [(line.levelname, line.message) for line in caplog.records if line.name == "portal.sign_in"]
    assert lines == [("WARNING", "sign-in refused"), ("INFO", "signed in")]
    assert "contoso" not in caplog.text


def test_what_is_refused_is_logged(contoso, client_for, caplog) -> None:
    """With who it was: a page of another role, another organisation's, a form without its token."""
    agent = contoso.people["provider"]["helpdesk_agent"]
    pages = {
        reverse("invitations:request-partnership", args=[contoso.provider.slug]): 403,
        reverse("accounts:overview", args=["nowhere"]): 404,
    }
    with caplog.at_level(logging.INFO, "portal.request"):
        for page, status in pages.items():
            assert client_for(agent).get(page).status_code == status
    lines = [line.message for line in caplog.records if line.name == "portal.request"]
    assert lines == [f"GET {page} {status}" for page, status in pages.items()]
