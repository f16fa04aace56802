"""Mail: a scripted SMTP peer the settings point at, and kinds of mail of the tests' own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from partnercenter.core import mail, tenancy
from partnercenter.core.mail import registry
from partnercenter.core.models import OutgoingMail
from tests import smtp as peers


@pytest.fixture
def smtp(settings) -> Iterator[peers.Peer]:
    """The mail server; `smtp.script_with(rcpt="550 5.1.1 unknown")` and the like."""
    for peer in peers.serve():
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", peer.port, 2
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = ""
        settings.MAIL_PAUSE = timedelta(seconds=0.2)
        yield peer


@pytest.fixture
def kinds() -> Iterator[Callable[..., mail.MailKind]]:
    """`kinds(name="test", stop=…)` registers a kind for this test."""
    before = dict(registry._kinds)

    def make(**options) -> mail.MailKind:
        kind = mail.MailKind(**({"name": "test"} | options))
        mail.register(kind)
        return kind

    make()
    yield make
    registry._kinds.clear()
    registry._kinds.update(before)


@pytest.fixture
def queue(committed_db: None, kinds) -> Callable[..., OutgoingMail]:
    """`queue(3)` commits a mail of the kind `test` with that number; more words go to `enqueue`."""

    def make(number: int = 1, **words) -> OutgoingMail:
        given = {
            "kind": "test",
            "key": f"test:{number}",
            "to": f"reader{number}@mail.example",
            "language": "en",
        }
        given |= {
            "subject": f"Number {number}",
            "text": f"This is number {number}.\n\nGoodbye.",
            "tenant": None,
        }
        with tenancy.system(reason="test"):
            return mail.enqueue(**(given | words))

    return make


@pytest.fixture
def row(committed_db: None) -> Callable[[OutgoingMail], OutgoingMail]:
    """The mail as the database has it now."""

    def read(mail: OutgoingMail) -> OutgoingMail:
        with tenancy.system(reason="test"):
            return OutgoingMail.objects.get(pk=mail.pk)

    return read


@pytest.fixture
def shift(committed_db: None) -> Callable[..., None]:
    """Let time pass for a mail: its dates move into the past by `seconds`."""

    def move(mail: OutgoingMail, seconds: float) -> None:
        from django.db.models import F

        past = timedelta(seconds=seconds)
        names = ["next_attempt_at", "lease_until", "created_at"]
        with tenancy.system(reason="test"):
            OutgoingMail.objects.filter(pk=mail.pk).update(**{name: F(name) - past for name in names})

    return move
