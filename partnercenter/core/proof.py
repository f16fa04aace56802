"""When the person at this browser last proved who they are, and how they are asked again before a dangerous step.

A proof is a sign-in, or a confirmation on the page `account_reauthenticate` (password, code or passkey). It holds for
`settings.PROOF_SECONDS`; the moment is kept in the session.
"""

from __future__ import annotations

import time
from typing import Final

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from partnercenter.core import kept
from partnercenter.core.onward import by_way_of

PROVED_AT: Final = "proved_at"  # seconds since 1970, in the session


def note(session: SessionBase) -> None:
    """The person has just proved who they are."""
    session[PROVED_AT] = time.time()


def is_recent(request: HttpRequest, *, more: int = 0) -> bool:
    """`more`: seconds beyond the usual ones, for a page that was shown to whoever had proved it."""
    age = time.time() - float(request.session.get(PROVED_AT, 0))
    return age < float(settings.PROOF_SECONDS) + more


def ask(request: HttpRequest) -> HttpResponse:
    """To the page that asks for a proof and back to this one; what was sent with a POST is offered again then."""
    wanted = kept.keep(request) if request.method == "POST" else request.get_full_path()
    return redirect(by_way_of("account_reauthenticate", wanted))
