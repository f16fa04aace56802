"""Where a person is signed in: seen, ended, and ended by time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.devices import device_words
from accounts.models import SignIn
from accounts.sweeps import forget_sign_ins
from partnercenter.core import tenancy
from partnercenter.core.models import AuditEvent, Session
from partnercenter.core.sessions import digest
from partnercenter.core.tasks import clear_sessions
from tests import factories as make
from tests.accounts.test_views_signin import sign_in
from tests.client import PortalClient
from tests.operators import REASON, operate, operator_client

pytestmark = pytest.mark.usefixtures("db")
LIST = "/account/sessions/"
WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148 Safari/604.1"


def elsewhere(kim, agent: str = IPHONE, address: str = "198.51.100.77") -> PortalClient:
    client = PortalClient(HTTP_USER_AGENT=agent, REMOTE_ADDR=address)
    client.cookies["language"] = "en"
    sign_in(client, kim.email)
    return client


def age(client: PortalClient, **columns: timedelta) -> None:
    """This browser's session, that much older."""
    rows = Session.objects.filter(session_key=digest(client.session.session_key))
    assert rows.update(**{name: Now() - by for name, by in columns.items()}) == 1


def _new_key(client: PortalClient) -> str:
    session = client.session
    session.cycle_key()
    session.save()
    return str(session.session_key)


def is_in(client: PortalClient) -> bool:
    return client.get("/organisations/").status_code == 200


# ------------------------------------------------------------------ the list
def test_the_list_says_where_from_and_by_what(client, kim):
    elsewhere(kim)
    client = elsewhere(kim, WINDOWS, "203.0.113.9")
    page = client.get(LIST).content.decode()
    assert "Chrome on Windows" in page
    assert "Safari on iPhone" in page
    assert "198.51.100.0/24" in page
    assert "198.51.100.77" not in page  # the network, not the machine
    assert page.count("This one") == 1
    assert page.index("Chrome on Windows") < page.index("Safari on iPhone")


def test_one_is_ended_and_its_browser_is_out_at_once(client, kim):
    other = elsewhere(kim)
    here = elsewhere(kim, WINDOWS)
    row = SignIn.objects.get(agent=IPHONE)
    assert here.post(f"{LIST}{row.public_id}/end/").url == LIST
    assert not is_in(other)
    assert is_in(here)
    assert "Safari on iPhone" not in here.get(LIST).content.decode()
    assert AuditEvent.objects.filter(action="user.session_ended", target_id=kim.pk).count() == 1


def test_all_others_are_ended(client, kim):
    others = [elsewhere(kim) for _ in range(3)]
    here = elsewhere(kim, WINDOWS)
    assert here.post(f"{LIST}end-others/").url == LIST
    assert "3 sessions have ended." in here.get(LIST).content.decode()
    assert [is_in(other) for other in others] == [False] * 3
    assert is_in(here)
    here.post(f"{LIST}end-others/")
    assert "There was no other session." in here.get(LIST).content.decode()


def test_nobody_ends_somebody_elses(client, kim):
    other = elsewhere(make.UserFactory(email="lee@contoso.example"))
    here = elsewhere(kim)
    theirs = SignIn.objects.exclude(user=kim).get()
    own = SignIn.objects.get(user=kim)
    for public_id in (theirs.public_id, own.public_id, "a" * 16):
        assert here.post(f"{LIST}{public_id}/end/").status_code == 404
    here.post(f"{LIST}end-others/")
    assert is_in(other)
    assert is_in(here)


def test_an_operator_signs_somebody_out_everywhere(kim):
    here, there, other = (
        elsewhere(kim),
        elsewhere(kim),
        elsewhere(make.UserFactory(email="lee@contoso.example")),
    )
    assert operate(operator_client(), kim, "sign-out").status_code == 302
    assert [is_in(client) for client in (here, there, other)] == [False, False, True]
    event = AuditEvent.objects.get(action="user.sessions_ended")
    assert (event.target_id, event.reason) == (kim.pk, REASON)
    assert is_in(elsewhere(kim))


def test_the_database_shows_nobody_else_where_somebody_is_signed_in(kim):
    elsewhere(kim)
    other = make.UserFactory()
    with tenancy.acting(user_id=other.pk):
        assert not SignIn.objects.exists()
    with tenancy.acting(user_id=kim.pk):
        assert SignIn.objects.count() == 1


# ------------------------------------------------------------------ how it ends
def test_a_session_that_rests_for_an_hour_has_ended(kim):
    client = elsewhere(kim)
    age(client, seen_at=timedelta(minutes=59))
    assert is_in(client)  # and is awake again
    age(client, seen_at=timedelta(minutes=61))
    assert not is_in(client)


def test_after_twelve_hours_it_ends_whatever_happens(kim):
    client = elsewhere(kim)
    age(client, signed_in_at=timedelta(hours=11, minutes=59))
    assert is_in(client)
    age(client, signed_in_at=timedelta(hours=12, minutes=1))
    assert not is_in(client)


def test_twelve_hours_count_from_the_sign_in_through_every_new_key(client, kim):
    client.force_login(kim)
    before = Session.objects.get()
    client.cookies["sessionid"] = _new_key(client)
    after = Session.objects.get()
    assert after.pk != before.pk
    assert after.signed_in_at == before.signed_in_at
    assert is_in(client)


def test_pages_do_not_write_the_session_but_once_a_minute(kim):
    client = elsewhere(kim)
    client.get("/organisations/")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get("/organisations/")
    assert not [each for each in queries if "core_session" in each["sql"] and "UPDATE" in each["sql"]]
    age(client, seen_at=timedelta(seconds=70))
    with CaptureQueriesContext(connection) as queries:
        client.get("/organisations/")
    (stamp,) = [each["sql"] for each in queries if "core_session" in each["sql"] and "UPDATE" in each["sql"]]
    assert "session_data" not in stamp  # it overwrites nothing that another page put there
    assert Session.objects.get().seen_at > timezone.now() - timedelta(seconds=30)


def test_the_key_in_the_cookie_is_not_in_the_database(kim):
    client = elsewhere(kim)
    key = client.cookies["sessionid"].value
    assert key not in str(list(Session.objects.values()))
    thief = PortalClient()
    thief.cookies["sessionid"] = Session.objects.get().session_key
    assert not is_in(thief)


def test_what_has_ended_is_forgotten(kim):
    rested, old, live = (elsewhere(kim) for _ in range(3))
    age(rested, seen_at=timedelta(hours=2))
    age(old, signed_in_at=timedelta(hours=13))
    clear_sessions()
    assert Session.objects.count() == 1
    assert is_in(live)


def test_signing_out_leaves_nothing(kim):
    client = elsewhere(kim)
    client.post("/accounts/logout/")
    assert not Session.objects.filter(sign_in__gt="").exists()


def test_a_planted_key_is_not_the_one_after_sign_in(client, kim):
    """Session fixation: whoever knew the key before does not know it afterwards."""
    client.get("/accounts/login/")
    session = client.session
    session["planted"] = 1
    session.save()
    client.cookies["sessionid"] = planted = session.session_key
    sign_in(client, kim.email)
    thief = PortalClient()
    thief.cookies["sessionid"] = planted
    assert not is_in(thief)
    assert is_in(client)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (WINDOWS, "Chrome on Windows"),
        (IPHONE, "Safari on iPhone"),
        (WINDOWS + " Edg/140.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36",
            "Chrome on Android",
        ),
        ("curl/8.0", "Unknown device"),
        ("", "Unknown device"),
        ("<script>alert(1)</script>", "Unknown device"),
    ],
)
def test_devices_in_words(agent, words):
    assert device_words(agent) == words


def test_where_somebody_was_is_forgotten_when_no_session_can_last_any_longer(kim):
    for hours in (13, 11):
        past = make.SignInFactory(user=kim)
        SignIn.objects.filter(pk=past.pk).update(at=Now() - timedelta(hours=hours))
    assert [forget_sign_ins() for _ in range(3)] == [1, 0, 0]
    assert list(SignIn.objects.values_list("pk", flat=True)) == [past.pk]
