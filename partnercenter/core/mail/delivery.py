"""Draining the queue: lease, ask whether it is still wanted, speak SMTP outside any transaction, write down the answer."""

from __future__ import annotations

import logging
import random
import smtplib
import ssl
import time
from contextlib import AbstractContextManager
from datetime import timedelta

from django.conf import settings
from django.db.models import F
from django.db.models.functions import Now

from partnercenter.core import tenancy
from partnercenter.core.mail import queue
from partnercenter.core.mail.message import build
from partnercenter.core.mail.registry import kind_of
from partnercenter.core.models import MailCircuit, OutgoingMail
from partnercenter.core.states_mail import MailStatus

log = logging.getLogger(__name__)

# Minutes until the next attempt after the recipient's server said "not now"; full jitter.
BACKOFF = (1, 5, 15, 60, 240)
# The recipient's fault: there is no such mailbox. Any other 5xx is ours (situation C-049).
RECIPIENT_CODES = frozenset({550, 551, 553, 556})
OUR_FAULT = ("5.7.", "5.3.4", "5.5.")


class Connection:
    """One SMTP conversation, kept open for many mails and opened anew when it broke."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None

    def send(self, mail: OutgoingMail, payload: bytes) -> str:
        smtp = self._open()
        smtp.mail(settings.DEFAULT_FROM_EMAIL)
        code, answer = smtp.rcpt(mail.to_address)
        if code not in (250, 251):
            smtp.rset()
            raise smtplib.SMTPRecipientsRefused({mail.to_address: (code, answer)})
        code, answer = smtp.data(payload)
        if code != 250:
            smtp.rset()
            raise smtplib.SMTPDataError(code, answer)
        return f"{code} {answer.decode(errors='replace')}"

    def _open(self) -> smtplib.SMTP:
        if self._smtp is None:
            cls = smtplib.SMTP_SSL if settings.EMAIL_USE_SSL else smtplib.SMTP
            smtp = cls(settings.EMAIL_HOST, settings.EMAIL_PORT, timeout=settings.EMAIL_TIMEOUT)
            if settings.EMAIL_USE_TLS:
                smtp.starttls(context=ssl.create_default_context())
            if settings.EMAIL_HOST_USER:
                smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
            smtp.ehlo_or_helo_if_needed()
            self._smtp = smtp
        return self._smtp

    def close(self) -> None:
        if self._smtp is not None:
            try:
                self._smtp.quit()
            except (OSError, smtplib.SMTPException):
                self._smtp.close()
            self._smtp = None


def paused() -> bool:
    return MailCircuit.objects.filter(paused_until__gt=Now()).exists()


def pause(reason: str) -> None:
    """Our side or the mail server is in trouble: nobody's attempts are burnt, everybody waits a little."""
    paused_until = Now() + settings.MAIL_PAUSE
    MailCircuit.objects.update_or_create(
        id=1,
        defaults={"paused_until": paused_until, "reason": reason[:500], "failures": F("failures") + 1},
        create_defaults={"paused_until": paused_until, "reason": reason[:500], "failures": 1},
    )
    log.error("mail paused: %s", reason[:500])


def resume() -> None:
    MailCircuit.objects.filter(paused_until__isnull=False).update(paused_until=None, reason="", failures=0)


def _scope() -> AbstractContextManager[None]:
    """One short transaction; SMTP is always spoken outside of it."""
    return tenancy.system(reason="mail delivery")


def drain(*, seconds: float = 20.0) -> int:
    """Send what is due until nothing is, or `seconds` are over. Returns how many mails were finished."""
    with _scope():
        if paused():
            return 0
    until = time.monotonic() + seconds
    done = 0
    link = Connection()
    try:
        while time.monotonic() < until:
            with _scope():
                mail = queue.lease()
            if mail is None or not deliver(mail, link):
                break
            done += 1
    finally:
        link.close()
    return done


def deliver(mail: OutgoingMail, link: Connection) -> bool:
    """Send one leased mail and write down what became of it. False: sending is paused now."""
    try:
        with _scope():
            reason = _why_not(mail)
            payload = b"" if reason else build(mail).as_bytes()
    except Exception as error:
        log.exception("mail %s cannot be built", mail.public_id)
        return _fail(mail, f"{type(error).__name__}: {error}")
    if reason:
        return _finish(mail, MailStatus.ABORTED, reply=reason)
    return _speak(mail, payload, link)


def _why_not(mail: OutgoingMail) -> str:
    kind = kind_of(mail)
    if mail.lapses >= queue.MAX_LAPSES:
        raise RuntimeError(f"parked: {mail.lapses} workers died while sending it")
    if mail.lapses and not kind.resend_unknown:
        raise RuntimeError("delivery unknown: a worker died while sending it")
    return kind.stop(mail)


def _speak(mail: OutgoingMail, payload: bytes, link: Connection) -> bool:
    try:
        reply = link.send(mail, payload)
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = error.recipients[mail.to_address]
        return _refused(mail, code, answer)
    except smtplib.SMTPDataError as error:
        return _refused(mail, error.smtp_code, error.smtp_error)
    except (OSError, smtplib.SMTPException) as error:
        link.close()
        return _wait_for_server(mail, f"{type(error).__name__}: {error}")
    return _finish(mail, MailStatus.SENT, reply=reply)


def _refused(mail: OutgoingMail, code: int, answer: bytes | str) -> bool:
    text = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    reply = f"{code} {text}"
    if code < 500:
        return _delay(mail, reply)
    if code not in RECIPIENT_CODES or text.startswith(OUR_FAULT):
        return _wait_for_server(mail, reply)
    return _fail(mail, reply)


def _delay(mail: OutgoingMail, reply: str) -> bool:
    """The recipient's server asked us to come back later (situation C-047)."""
    if mail.attempts > len(BACKOFF):
        return _fail(mail, reply)
    minutes = BACKOFF[mail.attempts - 1] * random.uniform(0.5, 1.0)  # noqa: S311  jitter, not a secret
    return _finish(mail, MailStatus.DELAYED, reply=reply, wait=timedelta(minutes=minutes))


def _wait_for_server(mail: OutgoingMail, reply: str) -> bool:
    """Back to the queue with the attempt not counted, and a pause for all."""
    with _scope():
        queue.finish(
            mail, MailStatus.QUEUED, reply=reply, wait=settings.MAIL_PAUSE, attempts=max(mail.attempts - 1, 0)
        )
        pause(reply)
    return False


def _finish(mail: OutgoingMail, status: MailStatus, *, reply: str, wait: timedelta | None = None) -> bool:
    with _scope():
        queue.finish(mail, status, reply=reply, wait=wait)
        if status == MailStatus.SENT:
            resume()
    return True


def _fail(mail: OutgoingMail, reply: str) -> bool:
    """Undeliverable: the row says why, and whoever asked for it is told in the same transaction (C-048, C-057)."""
    with _scope():
        if queue.finish(mail, MailStatus.FAILED, reply=reply):
            mail.reply = reply
            try:
                kind_of(mail).failed(mail)
            except KeyError:
                log.error("no app has registered mails of kind %s", mail.kind)  # noqa: TRY400
    return True
