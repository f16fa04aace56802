"""Other words for a mail that has not left."""

from __future__ import annotations

from enum import Enum, auto
from typing import Any

from partnercenter.core.models import OutgoingMail
from partnercenter.core.states_mail import MailStatus

WAITING = (MailStatus.QUEUED, MailStatus.DELAYED)
AT_REST = (MailStatus.FAILED, MailStatus.ABORTED)


class Reworded(Enum):
    """What became of the mail: it waits with the new words, has left (or may have) with the old ones, or neither."""

    CHANGED = auto()
    LEFT = auto()
    NONE = auto()


def reword(
    *,
    kind: str,
    about: Any,
    generation: int,
    to: str,
    to_name: str,
    reply_to: str,
    language: str,
    subject: str,
    text: str,
) -> Reworded:
    """In the caller's transaction. A lease taken meanwhile wins: the row is compared as it is when it is written.

    A stopped or failed mail is changed too: an operator may have it sent again.
    """
    mails = OutgoingMail.objects.about(about).filter(kind=kind, generation=generation)
    words = {
        "to_address": to,
        "to_name": to_name[:200],
        "reply_to": reply_to,
        "language": language,
        "subject": subject[:200],
        "text": text,
    }
    # One with a lapse may have arrived: the next attempt must be identical.
    changed = mails.filter(status__in=WAITING, lapses=0).update(**words)
    mails.filter(status__in=AT_REST, lapses=0).update(**words)
    if changed:
        return Reworded.CHANGED
    has_left = mails.exclude(status__in=AT_REST).exists()
    return Reworded.LEFT if has_left else Reworded.NONE
