"""Limits on sign-in: counted before the password is hashed, and by parallel requests exactly (situation C-036)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from http import HTTPStatus
from typing import Protocol

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import url_str_to_user_pk
from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.actions import tell_of_wrong_codes
from partnercenter.core.clients import client_ip, neighbourhood
from partnercenter.core.ratelimit import Limit, give_back, hit, until_free
from partnercenter.core.views.errors import too_many_requests

Tiers = tuple[Limit, ...]

# The account's limits are counted per address too, so that nobody locks a victim out from elsewhere (C-094). Who goes on
# trying waits ever longer: minutes, the rest of an hour, the rest of a day.
PER_ACCOUNT: Tiers = (
    Limit("sign-in", 5, timedelta(minutes=5)),
    Limit("sign-in-hour", 15, timedelta(hours=1)),
    Limit("sign-in-day", 30, timedelta(days=1)),
)
PER_ADDRESS: Tiers = (
    Limit("sign-in-address", 50, timedelta(minutes=5)),
    Limit("sign-in-address-day", 1000, timedelta(days=1)),
)
RESET_PER_ADDRESS: Tiers = (Limit("reset-address", 20, timedelta(hours=1)),)
RESET_PER_ACCOUNT: Tiers = (Limit("reset", 3, timedelta(hours=1)),)
# Wrong passwords of one account in a day, wherever from: nobody is kept out, and its owner is told, once.
FAILURES = Limit("sign-in-failures", 20, timedelta(days=1))
FAILURES_TOLD = Limit("sign-in-failures-told", 1, timedelta(days=1))
# Wherever they are asked from: nobody fills somebody else's mailbox. Told to nobody, or it would say who has an account.
RESET_MAILS = Limit("reset-mails", 5, timedelta(days=1))
# Of an account, wherever from: only who has the password gets this far, so nobody else locks the person out.
SECOND_STEP = Limit("second-step", 5, timedelta(minutes=5))
SECOND_STEP_DAY = Limit("second-step-day", 30, timedelta(days=1))
TOLD = Limit("second-step-told", 1, timedelta(days=1))

Counted = Sequence[tuple[Limit, str]]


class Guard(Protocol):
    """The limits of one form. `refund`: an attempt that succeeds (and so redirects) does not count."""

    @property
    def refund(self) -> bool: ...

    def subjects(self, request: HttpRequest) -> Counted:
        """What is counted, in this order until one is full."""
        ...

    def refuse(self, subjects: Counted) -> None:
        """One was full."""
        ...


@dataclass(frozen=True)
class PasswordGuard:
    """`field` names the account that is tried; "": the one that is signed in, wherever it is."""

    per_address: Tiers
    per_account: Tiers
    field: str = ""
    refund: bool = True

    def subjects(self, request: HttpRequest) -> Counted:
        address = neighbourhood(client_ip(request))
        if self.field:
            account = f"{address} {request.POST.get(self.field, '').strip().casefold()}"
        else:
            account = f"signed in {request.session.get(SESSION_KEY, '')}"
        return [(each, address) for each in self.per_address] + [(each, account) for each in self.per_account]

    def refuse(self, subjects: Counted) -> None:
        """Nothing more: anybody may try anybody's address."""


@dataclass(frozen=True)
class SecondStepGuard:
    """Whose password was right and who is asked for a code or a passkey now."""

    refund: bool = True

    def subjects(self, request: HttpRequest) -> Counted:
        pending = (request.session.get(LOGIN_SESSION_KEY) or {}).get("user_pk")
        return [(SECOND_STEP, pending), (SECOND_STEP_DAY, pending)] if pending else []

    def refuse(self, subjects: Counted) -> None:
        """Somebody knows the password and guesses codes: the person is told, once a day."""
        pending = subjects[0][1]
        if not hit(TOLD, pending):
            tell_of_wrong_codes(user_id=url_str_to_user_pk(pending))


class SignInLimitMiddleware:
    """Stands outside the request's transaction, so a count is kept whatever becomes of the request, and nobody
    waits for somebody else's password to be hashed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.guards: dict[str, Guard] = {
            "account_login": PasswordGuard(PER_ADDRESS, PER_ACCOUNT, "login"),
            "account_reset_password": PasswordGuard(
                RESET_PER_ADDRESS, RESET_PER_ACCOUNT, "email", refund=False
            ),
            "account_change_password": PasswordGuard(PER_ADDRESS, PER_ACCOUNT),
            "account_reauthenticate": PasswordGuard(PER_ADDRESS, PER_ACCOUNT),
            "mfa_authenticate": SecondStepGuard(),
        }

    def _guard(self, request: HttpRequest) -> Guard | None:
        if request.method != "POST":
            return None
        return next((guard for name, guard in self.guards.items() if request.path == reverse(name)), None)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        guard = self._guard(request)
        if guard is None:
            return self.get_response(request)
        subjects = guard.subjects(request)
        wait = until_free(subjects) or next((wait for each in subjects if (wait := hit(*each))), 0)
        if wait:
            guard.refuse(subjects)
            return too_many_requests(request, retry_after=wait)
        response = self.get_response(request)
        if guard.refund and response.status_code == HTTPStatus.FOUND:
            for limit, subject in subjects:
                give_back(limit, subject)
        return response
