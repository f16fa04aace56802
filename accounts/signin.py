"""Limits on sign-in: counted before the password is hashed, and by parallel requests exactly (situation C-036)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from partnercenter.core.clients import client_ip, neighbourhood
from partnercenter.core.ratelimit import Limit, give_back, hit
from partnercenter.core.views.errors import too_many_requests

# The account's limit is counted per address too, so that nobody locks a victim out from elsewhere (C-094).
PER_ACCOUNT = Limit("sign-in", 5, timedelta(minutes=5))
PER_ADDRESS = Limit("sign-in-address", 50, timedelta(minutes=5))
RESET_PER_ADDRESS = Limit("reset-address", 20, timedelta(hours=1))
RESET_PER_ACCOUNT = Limit("reset", 3, timedelta(hours=1))
# Wherever they are asked from: nobody fills somebody else's mailbox. Told to nobody, or it would say who has an account.
RESET_MAILS = Limit("reset-mails", 5, timedelta(days=1))


@dataclass(frozen=True)
class Guard:
    """The limits of one form. `field` names the account that is tried; "": the one that is signed in.
    `refund`: an attempt that succeeds (and so redirects) does not count."""

    per_address: Limit
    per_account: Limit
    field: str = ""
    refund: bool = True

    def _subjects(self, request: HttpRequest) -> tuple[tuple[Limit, str], tuple[Limit, str]]:
        tried = request.POST.get(self.field, "") if self.field else request.session.get(SESSION_KEY, "")
        address = neighbourhood(client_ip(request))
        return (self.per_address, address), (self.per_account, f"{address} {tried.strip().casefold()}")

    def hit(self, request: HttpRequest) -> int:
        """Seconds to wait, or 0."""
        return next((wait for limit, subject in self._subjects(request) if (wait := hit(limit, subject))), 0)

    def give_back(self, request: HttpRequest) -> None:
        for limit, subject in self._subjects(request):
            give_back(limit, subject)


class SignInLimitMiddleware:
    """Stands outside the request's transaction, so a count is kept whatever becomes of the request, and nobody
    waits for somebody else's password to be hashed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.guards = {
            "account_login": Guard(PER_ADDRESS, PER_ACCOUNT, "login"),
            "account_reset_password": Guard(RESET_PER_ADDRESS, RESET_PER_ACCOUNT, "email", refund=False),
            "account_change_password": Guard(PER_ADDRESS, PER_ACCOUNT),
            "account_reauthenticate": Guard(PER_ADDRESS, PER_ACCOUNT),
        }

    def _guard(self, request: HttpRequest) -> Guard | None:
        if request.method != "POST":
            return None
        return next((guard for name, guard in self.guards.items() if request.path == reverse(name)), None)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        guard = self._guard(request)
        if guard is None:
            return self.get_response(request)
        wait = guard.hit(request)
        if wait:
            return too_many_requests(request, retry_after=wait)
        response = self.get_response(request)
        if guard.refund and response.status_code == HTTPStatus.FOUND:
            guard.give_back(request)
        return response
