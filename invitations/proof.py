"""Who followed a link proves it with a signed cookie, so that the address they stay at holds no token.

The cookie is not a session: opening a link writes nothing. It is bound to one invitation (its value and its path) and to
one link of it (`generation`), and lives for half a day.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from invitations.models import Invitation, InvitationLink
from invitations.tokens import digest

LIFE = timedelta(hours=12)
_SALT = "invitations.proof"


def cookie_name() -> str:
    return "__Secure-invitation" if settings.SESSION_COOKIE_SECURE else "invitation"


def link_of_token(token: str) -> InvitationLink:
    """The link with this token, old ones included. Raises Http404: unknown, malformed and foreign are the same."""
    found = InvitationLink.objects.filter(digest=digest(token)).select_related("invitation").first()
    if found is None:
        raise Http404
    return found


def give(response: HttpResponse, link: InvitationLink) -> None:
    """Let the bearer of the response see the invitation's page."""
    public_id = link.invitation.public_id
    response.set_signed_cookie(
        cookie_name(),
        f"{public_id}.{link.generation}",
        salt=_SALT,
        max_age=LIFE,
        path=reverse("invitations:landing", kwargs={"public_id": public_id}),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def proven(request: HttpRequest, public_id: str) -> tuple[Invitation, int]:
    """The invitation, and the generation of the link that was followed. Raises Http404 where none was."""
    value = request.get_signed_cookie(cookie_name(), default="", salt=_SALT, max_age=LIFE) or ""
    proven_id, _dot, generation = value.rpartition(".")
    if proven_id != public_id:
        raise Http404
    rows = Invitation.objects.select_related(
        "inviter__country__region",
        "inviter__profile",
        "with_partner__country__region",
        "with_partner__profile",
        "invited_by",
    )
    invitation = rows.filter(public_id=public_id).first()
    if invitation is None:
        raise Http404
    return invitation, int(generation)
