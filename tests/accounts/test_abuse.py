"""Floods, guesses and questions at the door: what is slowed down, what is told to whom, and what nobody learns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.contrib.auth.hashers import MD5PasswordHasher
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from accounts.models import User
from accounts.notices import Notice
from accounts.signin import FAILURES, PER_ACCOUNT, SECOND_STEP
from partnercenter.core.models import AuditEvent, OutgoingMail
from tests import factories as make
from tests.accounts.test_views_signin import LOGIN, RESET, sign_in
from tests.client import PortalClient
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.usefixtures("db")
MIDNIGHT = datetime(2027, 1, 4, tzinfo=UTC)


class CountingHasher(MD5PasswordHasher):
    """What takes a quarter of a second in production."""

    count = 0

    def encode(self, password: str, salt: str) -> str:
        CountingHasher.count += 1
        return super().encode(password, salt)


@pytest.fixture
def hashed(settings):
    """`hashed()`: how many passwords were hashed since it was asked last."""
    settings.PASSWORD_HASHERS = [f"{__name__}.CountingHasher"]

    def since() -> int:
        count, CountingHasher.count = CountingHasher.count, 0
        return count

    since()
    return since


def attack(email: str, count: int, address: str = "203.0.113.9") -> list[int]:
    client = PortalClient(REMOTE_ADDR=address)
    return [sign_in(client, email, password=f"guess {number}").status_code for number in range(count)]


# ------------------------------------------------------------------ how often
@pytest.mark.situation("C-094")
def test_who_goes_on_trying_waits_ever_longer(kim):
    """Five minutes, then the rest of the hour, then the rest of the day; the answer says how long."""
    waits = []
    with time_machine.travel(MIDNIGHT, tick=False) as clock:
        for _ in range(60):
            answer = sign_in(PortalClient(), password="wrong")
            if answer.status_code == 429:
                waits.append(int(answer["Retry-After"]))
                clock.shift(timedelta(seconds=waits[-1]))
    assert [limit.count for limit in PER_ACCOUNT] == [5, 15, 30]
    assert waits[:2] == [300, 300]
    assert max(waits[:3]) <= 3600 < max(waits) <= 24 * 3600
    assert sum(waits) > 24 * 3600


def test_a_flood_is_not_hashed(kim, hashed):
    assert attack(kim.email, 40).count(429) == 35
    assert hashed() == 5


def test_a_flood_over_many_accounts_is_not_hashed_either(hashed):
    answers = [attack(f"nobody-{number}@contoso.example", 1)[0] for number in range(60)]
    assert answers.count(200) == hashed() == 50


def test_a_stolen_session_guesses_no_password_by_changing_its_address(kim):
    client = PortalClient()
    client.force_login(kim)
    again = reverse("account_reauthenticate")
    answers = [
        client.post(again, {"password": f"guess {n}"}, REMOTE_ADDR=f"198.51.{n}.7").status_code
        for n in range(8)
    ]
    assert answers == [200] * SECOND_STEP.count + [429] * 3


# ------------------------------------------------------------------ who is told
@pytest.mark.situation("C-094")
def test_many_failures_are_told_to_the_person_once_and_lock_nobody_out(client, kim):
    for n in range(FAILURES.count // 5 + 2):
        attack(kim.email, 5, f"203.0.{n}.9")
    told = OutgoingMail.objects.get(kind="security_notice", to_address=kim.email)
    with translation.override(kim.language):
        assert str(Notice.ATTEMPTS.label) in told.text
    assert AuditEvent.objects.filter(action="user.sign_in_attempts", target_id=kim.pk).count() == 1
    assert sign_in(client).status_code == 302


def test_a_few_failures_are_told_to_nobody(kim):
    attack(kim.email, 5)
    assert not OutgoingMail.objects.exists()


def test_nobody_is_written_to_who_has_no_account():
    for n in range(FAILURES.count // 5 + 2):
        attack("nobody@contoso.example", 5, f"203.0.{n}.9")
    assert not OutgoingMail.objects.exists()
    assert not AuditEvent.objects.exists()


# ------------------------------------------------------------------ what nobody learns
def test_every_refusal_costs_one_hash(kim, hashed):
    """Wrong, unknown, closed or without a password: the clock tells no difference."""
    closed = make.UserFactory(email="closed@contoso.example", is_active=False)
    without = make.UserFactory(email="without@contoso.example")
    without.set_unusable_password()
    without.save()
    hashed()
    for email in (kim.email, "nobody@contoso.example", closed.email, without.email, "no address"):
        assert sign_in(PortalClient(), email, password="wrong").status_code == 200
        expected = 0 if email == "no address" else 1
        assert hashed() == expected, email


def test_every_refusal_asks_the_database_the_same(kim):
    counts = set()
    for email in (kim.email, "nobody@contoso.example"):
        sign_in(PortalClient(), email, password="wrong")  # whatever the first one warms up
        with CaptureQueriesContext(connection) as queries:
            sign_in(PortalClient(), email, password="wrong")
        counts.add(len(queries))
    assert len(counts) == 1


@pytest.mark.parametrize("path", [LOGIN, RESET])
def test_a_made_up_host_gets_no_page_and_moves_no_link(client, kim, path):
    assert client.post(path, {"email": kim.email}, HTTP_HOST="evil.example").status_code == 400
    client.post(RESET, {"email": kim.email}, HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil" not in OutgoingMail.objects.get().text


def test_a_session_of_before_is_worth_nothing_after_signing_in(client, kim):
    """Neither the key nor what somebody else put into the session."""
    planted = PortalClient()
    planted.get(LOGIN)
    session = planted.session
    session["next"] = "/evil/"
    session.save()
    client.cookies["sessionid"] = key = session.session_key
    assert sign_in(client).status_code == 302
    assert client.session.session_key != key
    other = PortalClient()
    other.cookies["sessionid"] = key
    assert other.get("/organisations/").status_code == 302
    assert User.objects.get(pk=kim.pk).check_password(PASSWORD)
