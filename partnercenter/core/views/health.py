"""Is the process alive, and can the portal do its work? For monitors and load balancers: no session, no login."""

from __future__ import annotations

import logging
from collections.abc import Mapping

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from partnercenter.core import broker, heartbeat

log = logging.getLogger(__name__)
PATIENCE = 1  # seconds


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: the process answers. Asks nothing of anybody, so a database that is away restarts no web process."""
    return HttpResponse("alive\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Ready: database, Redis, and a beat and workers seen at work lately. Names of parts only, never where they are."""
    ages = _ages()
    redis = broker.state()
    for sentence in filter(None, (redis.failing, *redis.warnings)):
        log.warning("readyz: %s", sentence)
    checks = {"database": ages is not None, "redis": not redis.failing}
    checks |= {name: _is_fresh(name, ages) for name in heartbeat.NAMES}
    is_ready = all(checks.values())
    body = {
        "ready": is_ready,
        "checks": {name: "ok" if fine else "failing" for name, fine in checks.items()},
        "warnings": ["redis"] if redis.warnings else [],
        "seconds_since": {name: round(age, 1) for name, age in (ages or {}).items() if age is not None},
    }
    return JsonResponse(body, status=200 if is_ready else 503)


def _is_fresh(name: str, ages: Mapping[str, float | None] | None) -> bool:
    age = (ages or {}).get(name)
    return age is not None and age <= heartbeat.DEAF_AFTER.total_seconds()


def _ages() -> dict[str, float | None] | None:
    """The ages of the heartbeats; None where the database does not answer in time."""
    try:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{PATIENCE}s"])
            return heartbeat.ages()
    except DatabaseError as error:
        log.warning("readyz: the database does not answer (%s)", type(error).__name__)
        return None
