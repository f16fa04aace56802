"""Language and appearance: chosen by a POST, kept in a cookie, and never a way out of the site."""

from __future__ import annotations

import pytest
from django.test import Client

from partnercenter.core.models import AuditEvent
from tests import factories as make

pytestmark = pytest.mark.usefixtures("db")
LANGUAGE, THEME = "/display/language/", "/display/theme/"


def test_the_page_comes_back_in_the_other_language(client):
    response = client.post(LANGUAGE, {"language": "ko", "next": "/programme/?x=1"})
    assert response.status_code == 302
    assert response.url == "/programme/?x=1"
    assert '<html lang="ko"' in client.get(response.url).content.decode()


def test_the_page_comes_back_in_the_other_appearance(client):
    assert 'data-bs-theme="auto"' in client.get("/programme/").content.decode()
    client.post(THEME, {"theme": "dark", "next": "/programme/"})
    assert 'data-bs-theme="dark"' in client.get("/programme/").content.decode()


def test_the_language_of_a_person_who_is_signed_in_is_kept_in_their_account(client_for):
    kim, other = make.UserFactory(), make.UserFactory()
    client_for(kim).post(LANGUAGE, {"language": "ko"})
    kim.refresh_from_db()
    other.refresh_from_db()
    assert (kim.language, other.language) == ("ko", "en")
    client_for(kim).post(LANGUAGE, {"language": "ko"})
    event = AuditEvent.objects.get(action="user.language_changed")
    assert (event.actor_id, event.changes) == (kim.pk, {"language": ["en", "ko"]})


@pytest.mark.parametrize("language", ["", "de", "xx" * 5000, "../../etc", "ko\r\nSet-Cookie: a=b", "KO"])
def test_any_other_language_changes_nothing(client_for, language):
    kim = make.UserFactory()
    response = client_for(kim).post(LANGUAGE, {"language": language})
    assert response.status_code == 302
    assert not response.cookies.get("language")
    kim.refresh_from_db()
    assert kim.language == "en"


@pytest.mark.parametrize("theme", ["", "purple", "dark;x"])
def test_any_other_appearance_changes_nothing(client, theme):
    assert not client.post(THEME, {"theme": theme}).cookies


@pytest.mark.parametrize("cookie", ["purple", '"><script>', "dark dark"])
def test_a_made_up_cookie_is_the_automatic_appearance(client, cookie):
    client.cookies["theme"] = cookie
    assert 'data-bs-theme="auto"' in client.get("/programme/").content.decode()


@pytest.mark.parametrize("path", [LANGUAGE, THEME])
@pytest.mark.parametrize(
    "wanted",
    [
        "",
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "\thttps://e.x",
    ],
)
def test_the_way_back_never_leaves_the_site(client, path, wanted):
    response = client.post(path, {"language": "ko", "theme": "dark", "next": wanted})
    assert response.url == "/"


@pytest.mark.parametrize("path", [LANGUAGE, THEME])
def test_a_link_changes_nothing(client, path):
    response = client.get(path, {"language": "ko", "theme": "dark"})
    assert response.status_code == 405
    assert not response.cookies


def test_another_site_cannot_change_it():
    assert Client(enforce_csrf_checks=True).post(THEME, {"theme": "dark"}).status_code == 403
