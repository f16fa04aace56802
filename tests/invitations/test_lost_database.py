"""PostgreSQL ends a connection in the middle of a request: all of it or nothing, and the next one works (C-042)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.urls import reverse

from invitations.models import Invitation
from partnercenter.core import tenancy
from partnercenter.core.models import AuditEvent, OutgoingMail
from tests.invitations import cast
from tests.isolation.bodies import BODIES
from tests.world import World, build_world

pytestmark = pytest.mark.situation("C-042")


@pytest.fixture
def world(committed_db: None) -> World:
    with tenancy.system(reason="test"):
        return build_world("contoso")


class Killer:
    """Ends the server's side of our connection, once, right after it has written into this table."""

    def __init__(self, table: str) -> None:
        self.statement, self.struck = f'INSERT INTO "{table}"', False

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if not self.struck and str(sql).startswith(self.statement):
            self.struck = True
            other = connection.copy()
            with other.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(%s, 5000)", [connection.connection.info.backend_pid]
                )
                assert cursor.fetchone() == (True,)
            other.close()
        return answer


def counts() -> tuple[int, int, int]:
    with tenancy.system(reason="test"):
        rows = (Invitation.objects, OutgoingMail.objects, AuditEvent.objects)
        return tuple(manager.count() for manager in rows)


@pytest.mark.parametrize("table", ["invitations_invitation", "core_outgoingmail", "core_auditevent"])
def test_a_connection_that_dies_in_the_middle(world: World, table: str) -> None:
    client = cast.client_of(world.admin)
    client.raise_request_exception = False
    url = reverse("invitations:request-partnership", kwargs={"tenant_slug": world.provider.slug})
    body = BODIES["invitations:request-partnership"]
    before, killer = counts(), Killer(table)
    with connection.execute_wrapper(killer):
        answer = client.post(url, body)
    assert killer.struck
    assert answer.status_code == 503
    assert answer["Retry-After"]
    assert counts() == before, "nothing of it is left"
    assert client.get(url).status_code == 200, "the next request has a connection that works"
    assert client.post(url, body).status_code == 302
    assert client.post(url, body).status_code == 302, "the same form again leads to what came of it"
    assert counts()[0] == before[0] + 1
    assert counts()[1] == before[1] + 1
