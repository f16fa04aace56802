"""Trouble on our side or the mail server's: the queue pauses, no attempt is burnt, one alert, all drains afterwards."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator

import pytest

from partnercenter.core import tenancy
from partnercenter.core.mail import circuit, delivery
from partnercenter.core.mail import queue as queue_module
from partnercenter.core.models import MailCircuit, OutgoingMail
from tests import smtp as peers
from tests.smtp import DROP, Peer


def statuses() -> set[tuple[str, int]]:
    with tenancy.system(reason="test"):
        return set(OutgoingMail.objects.values_list("status", "attempts"))


def alerts(caplog) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def drain_until_sent(count: int, seconds: float = 5) -> None:
    """What beat does, only faster."""
    deadline = time.monotonic() + seconds
    while statuses() != {("sent", 1)}:
        assert time.monotonic() < deadline, statuses()
        delivery.drain()
        time.sleep(0.05)


OURS = [
    {"mail": "530 5.7.0 Must authenticate"},
    {"mail": "550 5.1.8 Sender domain not found"},
    {"mail": "451 4.3.0 Temporary server error"},
    {"mail": "421 4.3.2 Shutting down"},
    {"mail": DROP},
    {"rcpt": "554 5.7.1 Relay access denied"},
    {"rcpt": DROP},
    {"data": "552 5.3.4 Message too big for system"},
    {"data": "554 5.7.1 Rejected by policy"},
]


@pytest.mark.situation("C-049")
@pytest.mark.parametrize("script", OURS, ids=str)
def test_what_is_our_fault_pauses_the_queue_and_blames_nobody(
    queue, row, smtp, caplog, kinds, script
) -> None:
    told = []
    kinds(failed=told.append)
    smtp.script_with(**script)
    for number in range(3):
        queue(number)
    for _again in range(4):
        delivery.drain()
        time.sleep(0.1)
    assert statuses() == {("queued", 0)}
    assert len(alerts(caplog)) == 1
    with tenancy.system(reason="test"):
        state = MailCircuit.objects.get()
    assert state.reason
    smtp.script_with()
    drain_until_sent(3)
    assert sorted(smtp.addresses) == [f"reader{number}@mail.example" for number in range(3)]
    assert not told
    assert "mail flows again" in caplog.text
    with tenancy.system(reason="test"):
        state.refresh_from_db()
    assert (state.paused_until, state.failures, state.reason) == (None, 0, "")


def test_while_it_pauses_the_server_is_left_alone(queue, smtp, settings) -> None:
    smtp.script_with(mail="451 4.3.0 Temporary server error")
    settings.MAIL_PAUSE *= 100
    for number in range(3):
        queue(number)
    assert [delivery.drain() for _again in range(5)] == [1, 0, 0, 0, 0]
    assert smtp.seen["mail"] == 1


@pytest.mark.situation("C-046")
def test_a_mail_server_that_is_down_costs_nothing_but_time(queue, smtp, caplog) -> None:
    smtp.server.stop()
    for number in range(5):
        queue(number)
    for _again in range(10):
        delivery.drain()
        time.sleep(0.05)
    assert statuses() == {("queued", 0)}
    assert len(alerts(caplog)) == 1
    smtp.server.start()
    drain_until_sent(5)
    assert len(smtp.received) == 5


@pytest.fixture
def deaf(settings) -> Iterator[None]:
    """A mail server that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = 0.3
        yield


def test_a_mail_server_that_is_silent_is_not_waited_for(queue, smtp, deaf) -> None:
    queue(1)
    start = time.monotonic()
    delivery.drain()
    assert time.monotonic() - start < 1.5
    assert statuses() == {("queued", 0)}


def test_no_encryption_where_it_is_asked_for_pauses_the_queue(queue, smtp, settings) -> None:
    settings.EMAIL_USE_TLS = True
    queue(1)
    delivery.drain()
    assert statuses() == {("queued", 0)}
    assert not smtp.received


@pytest.fixture
def locked(settings, smtp) -> Iterator[Peer]:
    """A mail server that wants a password."""
    for peer in peers.serve(password="right"):
        settings.EMAIL_PORT, settings.EMAIL_HOST_USER = peer.port, "portal"
        yield peer


def test_a_wrong_password_pauses_the_queue(queue, locked, settings) -> None:
    settings.EMAIL_HOST_PASSWORD = "wrong"
    queue(1)
    delivery.drain()
    assert statuses() == {("queued", 0)}
    with tenancy.system(reason="test"):
        assert "535" in MailCircuit.objects.get().reason
    settings.EMAIL_HOST_PASSWORD = "right"
    drain_until_sent(1)


def test_a_mail_refused_again_and_again_does_not_hold_up_the_rest(queue, row, smtp, shift) -> None:
    """One that is too big: it comes back ever later, the others go between its attempts."""
    smtp.script_with(
        data=lambda envelope: "552 5.3.4 Too big" if "reader1@mail.example" in envelope.rcpt_tos else None
    )
    big = queue(1)
    shift(big, 4 * 3600)
    delivery.drain()
    held = row(big)
    assert (held.status, held.attempts) == ("queued", 0)
    assert (held.next_attempt_at - held.created_at).total_seconds() > 4.9 * 3600
    time.sleep(0.25)
    other = queue(2)
    delivery.drain()
    assert row(other).status == "sent"


def test_a_mail_that_had_left_before_the_trouble_does_not_end_the_pause(queue, row, smtp, settings) -> None:
    settings.MAIL_PAUSE *= 100
    mail = queue(1)
    with tenancy.system(reason="test"):
        leased = queue_module.lease()
    link = delivery.Connection()
    outcome = delivery.send(leased, link)
    link.close()
    with tenancy.system(reason="test"):
        circuit.pause("another worker met trouble")
    with tenancy.system(reason="test"):
        delivery.settle(leased, outcome)
        assert circuit.paused()
    assert row(mail).status == "sent"
