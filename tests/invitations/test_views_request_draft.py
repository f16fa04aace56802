"""The draft on the page Request a partnership: preview, standard words, languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.urls import reverse

from invitations.models import Invitation
from tests.client import PortalClient
from tests.world import World

SignIn = Callable[..., PortalClient]


@pytest.fixture
def path(contoso: World) -> str:
    return reverse("invitations:request-partnership", args=[contoso.provider.slug])


@pytest.fixture
def admin(contoso: World, client_for: SignIn) -> PortalClient:
    return client_for(contoso.admin)


def entries_of(page, **changes) -> dict[str, str]:
    """What a browser would send of this page: every field as it stands, with these changes."""
    form = page.context["form"]
    entries = {field.html_name: str(field.value() if field.value() is not None else "") for field in form}
    return entries | {"step": "send", "recipients": "Kim <kim@reseller.example>"} | changes


def made() -> list[Invitation]:
    return list(Invitation.objects.exclude(recipient_email__startswith="invited@").order_by("id"))


@pytest.mark.rule("S000-15")
def test_the_preview_shows_what_was_typed_and_sends_nothing(admin: PortalClient, path: str) -> None:
    page = admin.post(
        path,
        entries_of(admin.get(path), step="preview", subject="Mine", text="My words {link}", recipients=""),
    )
    assert page.context["preview_subject"] == "Mine"
    assert page.context["preview_text"].startswith("My words http")
    assert not page.context["form"].errors
    assert not made()


def test_untouched_words_follow_the_language_and_are_shown_before_they_are_sent(
    admin: PortalClient, path: str
) -> None:
    shown = admin.post(path, entries_of(admin.get(path), language="ko"))
    assert "Nothing has been sent yet" in shown.content.decode()
    assert not made()
    assert shown.context["form"]["drafted"].value() == "ko:30"
    admin.post(path, entries_of(shown))
    assert [one.language for one in made()] == ["ko"]


def test_words_of_ones_own_stay_whatever_the_language(admin: PortalClient, path: str) -> None:
    admin.post(path, entries_of(admin.get(path), language="ko", text="안녕 {link}"))
    (invitation,) = made()
    assert (invitation.language, invitation.text) == ("ko", "안녕 {link}")


def test_the_standard_message_can_be_had_back(admin: PortalClient, path: str) -> None:
    first = admin.get(path)
    page = admin.post(path, entries_of(first, step="standard", text="Mine {link}"))
    assert page.context["form"]["text"].value() == first.context["form"]["text"].value()
