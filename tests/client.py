"""A test client that looks at every page it gets: the invariants of HTML and of headers hold on all responses of all tests."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from django.http import HttpRequest
from django.test import Client

from partnercenter.core.proof import PROVED_AT
from tests.headers import cookie_faults, faults
from tests.html import problems

# Every request made through this client in this process: method, path, status. A guard reads it.
RECORD: list[tuple[str, str, int]] = []


class PortalClient(Client):
    """`check_html = False` switches the look off for a test that measures something else."""

    check_html = True

    def force_login(self, user: Any, backend: str | None = None) -> None:
        """A fresh sign-in, through the second step where the person has one."""
        super().force_login(user, backend)
        if user.has_second_step:
            request = HttpRequest()
            request.session = self.session
            record_authentication(request, user, "mfa")
            request.session.save()

    def age_proof(self, minutes: int = 6) -> None:
        """The sign-in, or the last confirmation, was that long ago."""
        session = self.session
        session[PROVED_AT] -= minutes * 60
        session.save()

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        method, path = request["REQUEST_METHOD"], request["PATH_INFO"]
        RECORD.append((method, path, response.status_code))
        is_secure = request.get("wsgi.url_scheme") == "https"
        loose = faults(path, response.status_code, response.headers, is_secure=is_secure)
        loose += cookie_faults(response.cookies)
        assert not loose, f"{method} {path} {response.status_code}: {'; '.join(loose)}"
        if (
            self.check_html
            and not response.streaming
            and response.headers.get("Content-Type", "").startswith("text/html")
        ):
            found = problems(response.content.decode())
            assert not found, f"{method} {path}: {'; '.join(found)}"
        return response
