"""Draining the queue: lease, ask whether it is still wanted, speak SMTP outside any transaction, write down the answer."""

from __future__ import annotations

import logging
import random
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F
from django.db.models.functions import Greatest, Now

from partnercenter.core import tenancy
from partnercenter.core.mail import circuit, nudge, queue
from partnercenter.core.mail.message import build, envelope_address
from partnercenter.core.mail.registry import find
from partnercenter.core.mail.smtp import Connection, Verdict
from partnercenter.core.models import OutgoingMail
from partnercenter.core.states_mail import MailStatus

log = logging.getLogger(__name__)

# Minutes until the next attempt after the recipient's server said "not now", and a half of it for jitter.
BACKOFF = (1, 5, 15, 60, 240)
# A drain that has sent so many and goes on wakes one more worker, which does the same: all join in on a long queue.
CALL_FOR_HELP = 3


class Undeliverable(Exception):
    """This mail will not be sent; the text says why."""


@dataclass(frozen=True)
class Outcome:
    """What became of a leased mail; `changes` are further fields of its row."""

    status: MailStatus
    reply: str
    changes: dict[str, Any] = field(default_factory=dict)
    pause: bool = False


def _scope() -> AbstractContextManager[None]:
    """One short transaction; SMTP is always spoken outside of it."""
    return tenancy.system(reason="mail delivery")


def drain(*, seconds: float = 20.0) -> int:
    """Send what is due until nothing is, sending is paused, or `seconds` are over. Returns how many mails were finished.

    One transaction writes down what became of a mail and leases the next.
    """
    until = time.monotonic() + seconds
    done = 0
    link = Connection()
    with _scope():
        mail = queue.lease()
    try:
        while mail is not None:
            outcome = send(mail, link)
            with _scope():
                settle(mail, outcome)
                is_over = outcome.pause or time.monotonic() > until
                mail = None if is_over else queue.lease()
            done += 1
            if done == CALL_FOR_HELP:
                nudge.wake()
        link.close()
    finally:
        link.abandon()
    return done


def send(mail: OutgoingMail, link: Connection) -> Outcome:
    """Speak for one leased mail, if it is still wanted and can be built. Nothing is written."""
    try:
        with _scope():
            if reason := _why_not(mail):
                return Outcome(MailStatus.ABORTED, reason)
            payload = build(mail).as_bytes()
            to = envelope_address(mail.to_address)
    except (OperationalError, InterfaceError):
        raise  # the database is away: not the mail's fault; its lease lapses
    except Undeliverable as error:
        log.error("mail %s is not sent: %s", mail.public_id, error)  # noqa: TRY400
        return Outcome(MailStatus.FAILED, str(error))
    except Exception as error:  # a template, a translation, an address (C-057)
        log.exception("mail %s cannot be built", mail.public_id)
        return Outcome(MailStatus.FAILED, f"{type(error).__name__}: {error}")
    answer = link.send(settings.DEFAULT_FROM_EMAIL, to, payload)
    return _judged(mail, answer.verdict, answer.reply)


def _why_not(mail: OutgoingMail) -> str:
    """A reason to stop it, or "". Raises Undeliverable."""
    kind = find(mail)
    if kind is None:
        raise Undeliverable(f"no app has registered mails of the kind {mail.kind!r}")
    if mail.lapses >= queue.MAX_LAPSES:
        raise Undeliverable(f"parked: {mail.lapses} attempts ended without an answer")
    if mail.lapses and not kind.resend_unknown:
        raise Undeliverable("delivery unknown: the attempt ended without an answer")
    return kind.stop(mail)


def _judged(mail: OutgoingMail, verdict: Verdict, reply: str) -> Outcome:
    if verdict is Verdict.ACCEPTED:
        return Outcome(MailStatus.SENT, reply)
    if verdict is Verdict.REFUSED:
        return Outcome(MailStatus.FAILED, reply)
    if verdict is Verdict.LATER:
        return _later(mail, reply)
    if verdict is Verdict.UNKNOWN:
        return _unknown(mail, reply)
    # Our side's trouble or the server's: the attempt is not counted, and all wait. A mail that is refused again
    # and again for our own reasons comes back ever later, so that it cannot keep the others waiting.
    wait: Any = Now() + settings.MAIL_PAUSE
    if verdict is Verdict.OURS:
        wait = Greatest(wait, Now() + (Now() - F("created_at")) / 4)
    changes = {"next_attempt_at": wait, "attempts": F("attempts") - 1, **_date(mail)}
    return Outcome(MailStatus.QUEUED, reply, changes, pause=True)


def _date(mail: OutgoingMail) -> dict[str, Any]:
    """The next attempt has a date of its own, unless an earlier one may have arrived: then it must be identical."""
    return {} if mail.lapses else {"dated_at": None}


def _later(mail: OutgoingMail, reply: str) -> Outcome:
    """The recipient's server asked us to come back (C-047), but not for ever."""
    asked = mail.attempts - mail.lapses
    if asked > len(BACKOFF):
        return Outcome(MailStatus.FAILED, reply)
    changes = {"next_attempt_at": _in(BACKOFF[asked - 1]), **_date(mail)}
    return Outcome(MailStatus.DELAYED, reply, changes)


def _unknown(mail: OutgoingMail, reply: str) -> Outcome:
    """It may have left: the next attempt sends the identical bytes, so its date is kept."""
    changes = {"next_attempt_at": _in(BACKOFF[min(mail.lapses, len(BACKOFF) - 1)]), "lapses": F("lapses") + 1}
    return Outcome(MailStatus.DELAYED, reply, changes, pause=True)


def _in(minutes: int) -> Any:
    jitter = random.uniform(1.0, 1.5)  # noqa: S311  not a secret
    return Now() + timedelta(minutes=minutes * jitter)


def settle(mail: OutgoingMail, outcome: Outcome) -> None:
    """Write the outcome down, in the caller's transaction."""
    if outcome.pause:
        circuit.pause(outcome.reply)
    if not queue.finish(mail, outcome.status, reply=outcome.reply, **outcome.changes):
        log.warning("mail %s: the lease was lost before its end", mail.public_id)
        return
    log.info(
        "mail %s: %s",
        mail.public_id,
        outcome.status.value,
        extra={"kind": mail.kind, "attempt": mail.attempts},
    )
    if outcome.status == MailStatus.SENT and getattr(mail, "after_trouble", True):
        circuit.succeed()
    if outcome.status == MailStatus.FAILED:
        _tell(mail, outcome.reply)


def _tell(mail: OutgoingMail, reply: str) -> None:
    """Whoever asked for the mail learns that it is undeliverable, in the same transaction (C-048, C-057)."""
    mail.reply = reply
    kind = find(mail)
    if kind is None:
        return
    try:
        with transaction.atomic():
            kind.failed(mail)
    except (OperationalError, InterfaceError):
        raise
    except Exception:
        log.exception("nobody could be told that mail %s is undeliverable", mail.public_id)
