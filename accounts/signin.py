"""Limits on sign-in: counted before the password is hashed, and by parallel requests exactly (situation C-036)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from partnercenter.core.ratelimit import Limit, hit
from partnercenter.core.views.errors import too_many_requests

# The account's limit is counted per address too, so that nobody locks a victim out from elsewhere (C-094).
PER_ACCOUNT = Limit("sign-in", 5, timedelta(minutes=5))
PER_ADDRESS = Limit("sign-in-address", 50, timedelta(minutes=5))
RESET_PER_ADDRESS = Limit("reset-address", 20, timedelta(hours=1))
RESET_PER_ACCOUNT = Limit("reset", 3, timedelta(hours=1))


def client_ip(request: HttpRequest) -> str:
    """The peer's address, or what our own proxies (settings.TRUSTED_PROXIES) appended; never what the client wrote."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    return hops[-trusted] if trusted and len(hops) >= trusted else str(request.META.get("REMOTE_ADDR", ""))


def _wait(request: HttpRequest, per_address: Limit, per_account: Limit, field: str) -> int:
    address, account = client_ip(request), request.POST.get(field, "").strip().casefold()
    return hit(per_address, address) or hit(per_account, f"{address} {account}")


class SignInLimitMiddleware:
    """Stands outside the request's transaction, so a count is kept whatever becomes of the request, and nobody
    waits for somebody else's password to be hashed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.limits = {
            "account_login": (PER_ADDRESS, PER_ACCOUNT, "login"),
            "account_reset_password": (RESET_PER_ADDRESS, RESET_PER_ACCOUNT, "email"),
        }

    def _limits(self, request: HttpRequest) -> tuple[Limit, Limit, str] | None:
        return next((limits for name, limits in self.limits.items() if request.path == reverse(name)), None)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        limits = self._limits(request) if request.method == "POST" else None
        wait = _wait(request, *limits) if limits else 0
        return too_many_requests(request, retry_after=wait) if wait else self.get_response(request)
