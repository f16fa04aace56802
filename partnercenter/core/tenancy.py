"""For whom the database answers.

Row-level security reads three transaction-local settings: `app.user`, `app.tenant`, `app.system`. Nothing set
means zero rows. They are set here and nowhere else:

* a request runs as its user, and in one organisation once the path names it (`enter_tenant`);
* work without a person (Celery, sign-in, operators) says why: `with tenancy.system(reason="…")`.

Each scope is one transaction or savepoint. A released savepoint keeps an inner SET LOCAL, so a scope that ends
well restores the outer one itself; one that fails is rolled back, settings included.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.db import connection, transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Scope:
    """Who asks: ids of a user and of a tenant, or the reason why system work sees everything."""

    user_id: int | None = None
    tenant_id: int | None = None
    reason: str = ""


NOBODY = Scope()
_current: ContextVar[Scope] = ContextVar("tenancy_scope", default=NOBODY)


def current() -> Scope:
    return _current.get()


def _apply(scope: Scope) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.user', %s, true), set_config('app.tenant', %s, true),"
            " set_config('app.system', %s, true)",
            [str(scope.user_id or ""), str(scope.tenant_id or ""), "on" if scope.reason else ""],
        )


@contextmanager
def _scope(scope: Scope) -> Iterator[None]:
    outer, nested = _current.get(), connection.in_atomic_block
    with transaction.atomic():
        _apply(scope)
        token = _current.set(scope)
        try:
            yield
        finally:
            _current.reset(token)
        if nested and not connection.needs_rollback:
            _apply(outer)


@contextmanager
def acting(*, user_id: int | None, tenant_id: int | None = None) -> Iterator[None]:
    """Run as a person, in an organisation or (tenant_id None) in none yet."""
    with _scope(Scope(user_id=user_id, tenant_id=tenant_id)):
        yield


@contextmanager
def system(*, reason: str) -> Iterator[None]:
    """Run with sight of every row. `reason` is required, greppable and logged at debug level."""
    log.debug("system scope: %s", reason)
    with _scope(replace(_current.get(), reason=reason)):
        yield


def enter_tenant(tenant_id: int) -> None:
    """Narrow the request's scope to one organisation, for the rest of its transaction."""
    scope = replace(_current.get(), tenant_id=tenant_id)
    _current.set(scope)
    _apply(scope)
