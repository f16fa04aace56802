"""One SMTP conversation, and what the server's answers mean: whose fault, and is anything known at all."""

from __future__ import annotations

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum, auto

from django.conf import settings
from django.core.mail.utils import DNS_NAME

GOODBYE = 2  # seconds a server has for its goodbye
_DOT = re.compile(rb"(?m)^\.")
_ENHANCED = re.compile(r"5\.(\d{1,3})\.(\d{1,3})\b")
# Without an enhanced code: there is no such mailbox. Any other 5xx is ours (situation C-049).
_RECIPIENT_CODES = frozenset({550, 551, 553, 556})


class Verdict(Enum):
    """What an answer means for the mail."""

    ACCEPTED = auto()
    LATER = auto()  # the recipient's server asks us to come back (C-047)
    REFUSED = auto()  # the recipient cannot be reached (C-048)
    OURS = auto()  # refused for our own reasons: too big, policy, sender, sign-in (C-049)
    SERVER = auto()  # the mail server is away; the mail has not left (C-046)
    UNKNOWN = auto()  # the conversation broke after the mail was handed over: it may have left


@dataclass(frozen=True)
class Answer:
    verdict: Verdict
    reply: str


def judge(code: int, text: str) -> Verdict:
    """A refusal of the recipient or of the message. An enhanced code (RFC 3463) says more than the basic one."""
    if code < 500:
        return Verdict.LATER
    if found := _ENHANCED.match(text):
        subject, detail = int(found[1]), int(found[2])
        # 1: address (7 and 8 are the sender's), 2: mailbox (3 is our message's length), 4: the way there
        is_recipient = (
            (subject == 1 and detail not in (7, 8)) or (subject == 2 and detail != 3) or subject == 4
        )
        return Verdict.REFUSED if is_recipient else Verdict.OURS
    return Verdict.REFUSED if code in _RECIPIENT_CODES else Verdict.OURS


def _answer(verdict: Verdict, code: int, text: bytes) -> Answer:
    return Answer(verdict, f"{code} {text.decode(errors='replace')}")


def _judged(code: int, text: bytes) -> Answer:
    return _answer(judge(code, text.decode(errors="replace")), code, text)


def _broken(verdict: Verdict, error: Exception) -> Answer:
    return Answer(verdict, f"{type(error).__name__}: {error}")


class Connection:
    """Kept open for many mails, opened anew when it broke."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None

    def send(self, sender: str, to: str, payload: bytes) -> Answer:
        """Hand one message over. `payload` has CRLF line ends."""
        is_old = self._smtp is not None
        answer = self._converse(sender, to, payload)
        if is_old and answer.verdict is Verdict.SERVER:  # servers end old conversations when they like
            answer = self._converse(sender, to, payload)
        return answer

    def _converse(self, sender: str, to: str, payload: bytes) -> Answer:
        try:
            smtp = self._open()
            refusal = self._envelope(smtp, sender, to)
        except (OSError, smtplib.SMTPException) as error:
            self.abandon()
            return _broken(Verdict.SERVER, error)
        return refusal or self._hand_over(smtp, payload)

    def _envelope(self, smtp: smtplib.SMTP, sender: str, to: str) -> Answer | None:
        code, text = smtp.mail(sender)
        if code != 250:
            self.abandon()
            return _answer(Verdict.OURS if code >= 500 else Verdict.SERVER, code, text)
        code, text = smtp.rcpt(to)
        if code in (250, 251):
            code, text = smtp.docmd("DATA")
            if code == 354:
                return None
        self._end_transaction(smtp, code)
        return _judged(code, text)

    def _hand_over(self, smtp: smtplib.SMTP, payload: bytes) -> Answer:
        try:
            smtp.send(_DOT.sub(b"..", payload) + b".\r\n")
            code, text = smtp.getreply()
        except (OSError, smtplib.SMTPException) as error:
            self.abandon()
            return _broken(Verdict.UNKNOWN, error)
        if code == 250:
            return _answer(Verdict.ACCEPTED, code, text)
        self._end_transaction(smtp, code)
        return _judged(code, text)

    def _end_transaction(self, smtp: smtplib.SMTP, code: int) -> None:
        if code == 421:  # the server closes the connection
            self.abandon()
            return
        try:
            smtp.rset()
        except (OSError, smtplib.SMTPException):
            self.abandon()

    def _open(self) -> smtplib.SMTP:
        if self._smtp is not None:
            return self._smtp
        host, port, timeout = settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT
        name = DNS_NAME.get_fqdn()
        if settings.EMAIL_USE_SSL:
            context = ssl.create_default_context()
            self._smtp = smtplib.SMTP_SSL(host, port, name, timeout=timeout, context=context)
        else:
            self._smtp = smtplib.SMTP(host, port, name, timeout=timeout)
        self._smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_USE_TLS:
            self._smtp.starttls(context=ssl.create_default_context())
            self._smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            self._smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
        return self._smtp

    def close(self) -> None:
        """Say goodbye; a server that is silent is not waited for."""
        if self._smtp is not None and self._smtp.sock is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._smtp.sock.settimeout(GOODBYE)
                self._smtp.quit()
        self.abandon()

    def abandon(self) -> None:
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None
