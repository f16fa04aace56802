"""Why the portal itself stopped or gave up a mail: stored as a code, said in the reader's language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from invitations.states import InvitationStatus

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

REPLACED = "invitation.replaced"
UNWANTED = "invitation.unwanted"
SENDER_GONE = "invitation.sender_gone"
LINK_LOST = "invitation.link_lost"


def over(status: str) -> str:
    """The code for an invitation in that state: its mail was not needed any more."""
    return f"invitation.over.{status}"


_WORDS: dict[str, _StrPromise] = {
    REPLACED: _("The invitation was sent again with a newer link."),
    UNWANTED: _("The recipient asked not to be invited any more."),
    SENDER_GONE: _("Whoever sent this invitation may not invite any more. Send it again yourself."),
    LINK_LOST: _("The link can no longer be made. Send the invitation again: it gets a new one."),
    over(InvitationStatus.ACCEPTED): _("The invitation had been accepted already."),
    over(InvitationStatus.DECLINED): _("The invitation had been declined already."),
    over(InvitationStatus.REVOKED): _("The invitation had been revoked already."),
    over(InvitationStatus.EXPIRED): _("The invitation had expired already."),
}


def in_words(reply: str) -> tuple[str | _StrPromise, bool]:
    """A mail's `reply` as it is shown, and whether a mail server said it."""
    words = _WORDS.get(reply)
    return (reply, True) if words is None else (words, False)
