"""The calendar feed: a secret address for one member, as long as it is one; valid, and the same from fetch to fetch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import override_settings
from django.urls import reverse
from icalendar import Calendar

from accounts.models import Membership, User
from accounts.permissions import Role
from partnercenter.core.models import AuditEvent
from subscriptions import calendar_feed, clock
from subscriptions.models import CalendarFeed
from tests import factories as make
from tests.client import PortalClient
from tests.isolation.cast import undone
from tests.subscriptions.test_renewals import ends_in, may_renew
from tests.world import World

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def feed(contoso: World) -> CalendarFeed:
    may_renew(contoso)
    return make.CalendarFeedFactory(tenant=contoso.provider, user=contoso.admin)


def fetch(feed: CalendarFeed, query: str = "") -> Any:
    """As a calendar program does: signed in as nobody."""
    return PortalClient().get(calendar_feed.address_of(feed) + query)


def test_a_calendar_program_reads_it(contoso: World, feed: CalendarFeed) -> None:
    """RFC 5545: each term once, on its last day, under a UID that stays."""
    ends_in(contoso, 5, 'Ends; soon, "and" not\\again 한글 ' + "x" * 80, auto_renew=False)
    renews = ends_in(contoso, 6, "Renews")
    response = fetch(feed)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "private, no-cache"
    lines = response.content.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert b"\n" not in response.content.replace(b"\r\n", b"")
    calendar = Calendar.from_ical(response.content)
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    first, second = calendar.walk("VEVENT")
    assert first["SUMMARY"].startswith('Decide: Ends; soon, "and" not\\again 한글 xxx')
    assert first["DESCRIPTION"] == "It ends without renewal."
    assert second["SUMMARY"] == f"Renews: Renews ({contoso.customer.name})"
    assert second["DTSTART"].dt == renews.term_ends_on
    assert (second["DTEND"].dt - second["DTSTART"].dt).days == 1
    assert second["UID"].startswith(f"{renews.public_id}-{renews.term_ends_on:%Y%m%d}@")
    again = Calendar.from_ical(fetch(feed).content).walk("VEVENT")
    assert [event["UID"] for event in again] == [first["UID"], second["UID"]]
    only = Calendar.from_ical(fetch(feed, "?only=decisions").content).walk("VEVENT")
    assert [event["UID"] for event in only] == [first["UID"]]


def test_it_speaks_the_language_of_its_person(contoso: World, feed: CalendarFeed) -> None:
    contoso.admin.language = "ko"
    contoso.admin.save()
    response = fetch(feed)
    assert response.status_code == 200
    assert PortalClient().get("/healthz").headers.get("Content-Language", "en") == "en"


def test_who_may_not_read_gets_nothing(contoso: World, feed: CalendarFeed) -> None:
    """Asked anew at each fetch; one answer for all that is wrong."""
    url, other = calendar_feed.address_of(feed), make.CalendarFeedFactory(tenant=contoso.provider)
    member = Membership.objects.filter(tenant=contoso.provider, user=contoso.admin)
    person = User.objects.filter(pk=contoso.admin.pk)
    cases: list[Callable[[], object]] = [
        lambda: member.update(roles=[Role.USER_ADMIN]),
        lambda: member.update(blocked_at=clock.now()),
        member.delete,
        lambda: person.update(is_active=False),
        lambda: person.update(temporary_until=clock.now()),
    ]
    for case in cases:
        assert PortalClient().get(url).status_code == 200
        with undone():
            case()
            assert PortalClient().get(url).status_code == 404
    assert PortalClient().get(url.replace(feed.public_id, other.public_id)).status_code == 404
    assert PortalClient().get(f"{url[:-5]}{'A' if url[-5] != 'A' else 'B'}.ics").status_code == 404


def test_the_address_is_stored_nowhere_and_outlives_a_new_key(feed: CalendarFeed, settings: Any) -> None:
    url, old = calendar_feed.address_of(feed), settings.SECRET_KEY
    token = url.rpartition("/")[2].removesuffix(".ics")
    assert token not in str(CalendarFeed.objects.values().get(pk=feed.pk))
    with override_settings(SECRET_KEY="another-key-" * 6, SECRET_KEY_FALLBACKS=[old]):
        assert calendar_feed.address_of(feed) != url
        assert PortalClient().get(url).status_code == 200
    with override_settings(SECRET_KEY="another-key-" * 6, SECRET_KEY_FALLBACKS=[]):
        assert PortalClient().get(url).status_code == 404


def test_made_renewed_and_withdrawn_on_the_settings_page(contoso: World, client_for: Any) -> None:
    client = client_for(contoso.admin)
    page = reverse("subscriptions:renewal-settings", args=[contoso.provider.slug])
    change = reverse("subscriptions:renewal-feed-change", args=[contoso.provider.slug])

    def shown(step: str) -> str:
        return str(client.post(change, {"step": step}, follow=True).context["address"])

    assert client.get(page).context["address"] == ""
    assert shown("renew") == ""
    first = shown("make")
    assert shown("make") == first
    assert PortalClient().get(first).status_code == 200
    second = shown("renew")
    assert second != first
    assert [PortalClient().get(url).status_code for url in (first, second)] == [404, 200]
    assert shown("withdraw") == ""
    assert PortalClient().get(second).status_code == 404
    assert shown("nonsense") == ""
    assert shown("make") not in (first, second)
    assert list(
        AuditEvent.objects.filter(action__startswith="calendar_feed")
        .order_by("id")
        .values_list("action", flat=True)
    ) == [f"calendar_feed.{step}" for step in ("made", "renewed", "withdrawn", "made")]
