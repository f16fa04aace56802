"""What happens at every sign-in, whichever way it came about: Django tells of each of them (accounts.apps)."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from accounts.actions import record_sign_in, tell_of_attempts
from accounts.models import User
from accounts.signin import FAILURES, FAILURES_TOLD
from accounts.states import SignInMethod
from partnercenter.core import proof, sessions
from partnercenter.core.actor import SystemActor
from partnercenter.core.clients import client_ip, network
from partnercenter.core.ratelimit import hit

log = logging.getLogger("portal.sign_in")


def arrive(*, request: HttpRequest, user: User, **_: Any) -> None:
    """The session's clock begins, it counts as a proof of who the person is, and stands in their list."""
    method = _method(request, user)
    record_sign_in(
        public_id=sessions.begin(request.session),
        user=user,
        method=method,
        address=network(client_ip(request)),
        agent=request.META.get("HTTP_USER_AGENT", ""),
    )
    proof.note(request.session)
    log.info("signed in", extra={"user": str(user.pk), "method": method.value})


def refuse(*, request: HttpRequest | None, credentials: dict[str, Any], **_: Any) -> None:
    """A password that was wrong, or an address without an account: neither the line nor the time it takes tells them
    apart. Whoever has the account is told of many (situation C-094)."""
    log.warning("sign-in refused", extra={"network": network(client_ip(request)) if request else ""})
    tried = str(credentials.get("email", "")).strip().lower()
    if hit(FAILURES, tried) and not hit(FAILURES_TOLD, tried):
        tell_of_attempts(email=tried, by=SystemActor("sign-in"))


def _method(request: HttpRequest, user: User) -> SignInMethod:
    records = get_authentication_records(request, user)
    methods = {record["method"] for record in records}
    if any(record.get("passwordless") for record in records):
        return SignInMethod.PASSKEY
    if "socialaccount" in methods:
        return SignInMethod.COMPANY
    if "mfa" in methods:
        return SignInMethod.TWO_STEPS
    return SignInMethod.PASSWORD if "password" in methods else SignInMethod.NEW_ACCOUNT
