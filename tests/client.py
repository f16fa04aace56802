"""A test client that looks at every page it gets: the invariants of HTML hold on all responses of all tests."""

from __future__ import annotations

from typing import Any

from django.test import Client

from tests.html import problems

# Every request made through this client in this process: method, path, status. A guard reads it.
RECORD: list[tuple[str, str, int]] = []


class PortalClient(Client):
    """`check_html = False` switches the look off for a test that measures something else."""

    check_html = True

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        RECORD.append((request["REQUEST_METHOD"], request["PATH_INFO"], response.status_code))
        if (
            self.check_html
            and not response.streaming
            and response.headers.get("Content-Type", "").startswith("text/html")
        ):
            found = problems(response.content.decode())
            assert not found, f"{request['REQUEST_METHOD']} {request['PATH_INFO']}: {'; '.join(found)}"
        return response
