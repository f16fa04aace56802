"""The message a partner writes: the standard words, the place of the link, the preview, and the whole letter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from urllib.parse import quote

from django.conf import settings
from django.utils import timezone

from invitations.letters import default_draft, full_text
from invitations.models import Invitation
from invitations.offers import PARTNERSHIP, Offer
from invitations.policies import LINK
from invitations.tokens import LinkLost, link_of, place_of
from partnercenter.core.actor import Actor
from partnercenter.core.mail.message import fill

MAX_MAILTO = 1800  # characters of text; beyond that mail programs cut it off (situation C-106)
LANGUAGE_CODES = frozenset(code for code, _name in settings.LANGUAGES)


@dataclass(frozen=True)
class Letter:
    """A message as it reads, with its real link; `mailto` is empty where it is too long for that."""

    subject: str
    text: str
    link: str
    mailto: str


@dataclass(frozen=True)
class Standard:
    """In which language, for how many days, with admin rights or without the standard words were put: `en:30+`."""

    language: str
    days: int
    admin_access: bool = False

    @classmethod
    def read(cls, mark: str) -> Standard | None:
        language, _colon, rest = mark.partition(":")
        days = rest.removesuffix("+")
        if language not in LANGUAGE_CODES or not (days.isascii() and days.isdigit() and len(days) <= 2):
            return None
        return cls(language, int(days), rest.endswith("+"))

    @property
    def mark(self) -> str:
        return f"{self.language}:{self.days}{'+' if self.admin_access else ''}"

    def words(self, by: Actor, offer: Offer = PARTNERSHIP) -> tuple[str, str]:
        asked = replace(offer, admin_access=self.admin_access)
        return default_draft(by.tenant, self.language, days=self.days, sender=by.user.full_name, offer=asked)

    def is_untouched(self, subject: str, text: str, by: Actor, offer: Offer = PARTNERSHIP) -> bool:
        """Whether these are still the standard words, whatever the browser did to the line ends."""
        return (_plain(subject), _plain(text)) == tuple(map(_plain, self.words(by, offer)))


def _plain(text: str) -> str:
    return " ".join(text.split())


def insert_link(text: str) -> str:
    """The text with the place of the link exactly once: the first one stays, a missing one goes to the end (S000-19)."""
    first, found, rest = text.partition(LINK)
    if found:
        return first + LINK + rest.replace(LINK, "")
    return f"{text.rstrip()}\n\n{LINK}\n".lstrip()


def letter_of(invitation: Invitation) -> Letter | None:
    """What the recipient gets, or is to get from the partner's own mail program (S000-16, S000-17).

    None: its link cannot be made again.
    """
    try:
        link = link_of(invitation)
    except LinkLost:
        return None
    text = fill(full_text(invitation), {"link": link}).strip()
    return Letter(
        invitation.subject, text, link, mailto(invitation.recipient_email, invitation.subject, text)
    )


def mailto(address: str, subject: str, text: str) -> str:
    """A mailto: address every mail program reads: UTF-8, percent-encoded, CRLF; empty where it would be cut off."""
    if len(text) > MAX_MAILTO:
        return ""
    body = text.replace("\r\n", "\n").replace("\n", "\r\n")
    return f"mailto:{quote(address, safe='@')}?subject={quote(subject, safe='')}&body={quote(body, safe='')}"


def preview(
    by: Actor, *, language: str, days: int, subject: str, text: str, offer: Offer = PARTNERSHIP
) -> str:
    """The letter as the portal would send it, with a link that leads nowhere in the place of the real one."""
    now = timezone.now()
    unsaved = Invitation(
        **offer.fields,
        inviter=by.tenant,
        invited_by=by.user,
        invited_by_name=by.user.full_name,
        language=language,
        days=days,
        subject=subject,
        text=text,
        opened_at=now,
        expires_at=now + timedelta(days=days),
    )
    return fill(full_text(unsaved), {"link": f"{place_of(unsaved)}/i/…/"}).strip()
