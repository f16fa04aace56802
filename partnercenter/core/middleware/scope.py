"""One transaction around the whole request, rendering included, in the scope of its user."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from django.contrib.auth import SESSION_KEY
from django.db import DatabaseError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse

from partnercenter.core import tenancy
from partnercenter.core.views.errors import service_unavailable

# Before there is an organisation: sign-in handles identities of all tenants; operators stand outside tenants.
SYSTEM_PATHS: Final = {"/accounts/": "sign-in", "/admin/": "operator console"}
ATTEMPTS: Final = 3
# serialization_failure, deadlock_detected, lock_not_available
RETRYABLE: Final = frozenset({"40001", "40P01", "55P03"})


class ScopeMiddleware:
    """Class-based views render late, after ATOMIC_REQUESTS would have committed; hence a middleware.

    A response of 500 and above rolls back. A deadlock or a lock that did not come is retried (situation C-044).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in ("/healthz", "/readyz"):
            return self.get_response(request)
        for attempt in range(ATTEMPTS):
            time.sleep(attempt * random.uniform(0.02, 0.1))  # noqa: S311  so that two do not meet again
            response, again = self._attempt(request)
            if not again:
                return response
        return service_unavailable(request, retry_after=5)

    def _attempt(self, request: HttpRequest) -> tuple[HttpResponse, bool]:
        request.retry = False  # type: ignore[attr-defined]
        with self._scope(request):
            response: HttpResponse = self.get_response(request)
            again: bool = request.retry  # type: ignore[attr-defined]
            if response.status_code >= 500 or again:
                transaction.set_rollback(True)
        return response, again

    def _scope(self, request: HttpRequest) -> AbstractContextManager[None]:
        for prefix, reason in SYSTEM_PATHS.items():
            if request.path.startswith(prefix):
                return tenancy.system(reason=reason)
        user_id = request.session.get(SESSION_KEY)
        return tenancy.acting(user_id=int(user_id) if user_id else None)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OperationalError) and _sqlstate(exception) in RETRYABLE:
            request.retry = True  # type: ignore[attr-defined]
            return HttpResponse(status=503)
        return None


def _sqlstate(exception: DatabaseError) -> str:
    return getattr(exception.__cause__, "sqlstate", "") or ""
