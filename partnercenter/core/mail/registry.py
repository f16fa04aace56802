"""What the apps say of their kinds of mail; the core knows none of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from partnercenter.core.models import OutgoingMail

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _still_wanted(mail: OutgoingMail) -> str:
    return ""


def _no_secrets(mail: OutgoingMail) -> dict[str, str]:
    return {}


def _nobody_to_tell(mail: OutgoingMail) -> None:
    return None


@dataclass(frozen=True)
class WayOut:
    """Where a reader stops mails like this one by one click, without signing in (RFC 8058). `words`: what they are about,
    in the mail's language; "" where the text says already how to stop them."""

    url: str
    words: str


def _none(mail: OutgoingMail) -> WayOut | None:
    return None


@dataclass(frozen=True)
class MailKind:
    """How one kind of mail behaves.

    name: e.g. `invitation`. action: what the primary link does, on its button ("": "Open in Partner Center").
    stop: asked after the lease and before SMTP; a reason means the mail is stopped, never sent.
    secrets: values of `{places}` in the text, derived at this moment and never stored.
    failed: told, in the same transaction, that the mail is undeliverable.
    topic: what a person chooses how to hear of (accounts.mail_topics); "" for what is always sent at once.
    way_out: where its reader stops such mails; none for what has to be read.
    words: a mail's `reply` as people read it, where the app itself wrote a code into it.
    resend_unknown: after a crash while sending nobody knows whether it left. True sends the identical mail
    again (a harmless duplicate), False marks it failed for an operator to decide.
    """

    name: str
    stop: Callable[[OutgoingMail], str] = field(default=_still_wanted)
    secrets: Callable[[OutgoingMail], dict[str, str]] = field(default=_no_secrets)
    failed: Callable[[OutgoingMail], None] = field(default=_nobody_to_tell)
    resend_unknown: bool = True
    action: str | _StrPromise = ""
    words: Callable[[str], str] = field(default=str)
    topic: str = ""
    way_out: Callable[[OutgoingMail], WayOut | None] = field(default=_none)


_kinds: dict[str, MailKind] = {}


def register(kind: MailKind) -> None:
    _kinds[kind.name] = kind


def kind_of(mail: OutgoingMail) -> MailKind:
    """Raises KeyError for a kind no app has registered."""
    return _kinds[mail.kind]


def topic_of(name: str) -> str:
    """Raises KeyError for a kind no app has registered."""
    return _kinds[name].topic


def find(mail: OutgoingMail) -> MailKind | None:
    """None for a kind no app has registered; the mail then fails with that reason."""
    return _kinds.get(mail.kind)


def reply_in_words(mail: OutgoingMail) -> str:
    """What the server answered, or why the portal stopped the mail, for people."""
    kind = find(mail)
    return kind.words(mail.reply) if kind else mail.reply


def registered() -> list[str]:
    return sorted(_kinds)
