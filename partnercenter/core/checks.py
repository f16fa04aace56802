"""Refuse to start with settings that would take a wall away; each sentence says what to set."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core import checks
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DatabaseError, connection

from partnercenter.core import broker

_ROLE = """
SELECT rolsuper, rolbypassrls, EXISTS (
    SELECT 1 FROM pg_class c WHERE c.relowner = r.oid AND c.relname = 'core_auditevent')
FROM pg_roles r WHERE rolname = current_user
"""


def role_problems() -> list[str]:
    """Why the connected database role must not run the portal; empty where it may."""
    with connection.cursor() as cursor:
        cursor.execute(_ROLE)
        superuser, bypasses, owns = cursor.fetchone()
    problems = []
    if superuser:
        problems.append("is a superuser")
    if bypasses:
        problems.append("bypasses row-level security")
    if owns:
        problems.append("owns the tables")
    return problems


@register(Tags.database)
def database_role(databases: Any = None, **_: Any) -> list[CheckMessage]:
    if not databases or "default" not in databases:
        return []
    try:
        problems = role_problems()
    except DatabaseError:
        return []
    if not problems:
        return []
    user = settings.DATABASES["default"]["USER"]
    return [
        Error(
            f"The database role {user!r} {' and '.join(problems)}, so nothing keeps tenants apart.",
            hint="Set DATABASE_URL to a role that owns no tables and bypasses no policy, DATABASE_OWNER_URL to the owner.",
            id="portal.E001",
        )
    ]


@register("redis", deploy=True)
def redis_keeps_messages(**_: Any) -> list[CheckMessage]:
    """Situation C-040. One that does not answer is not judged: it may not run where this is checked."""
    return [checks.Warning(sentence, id="portal.W001") for sentence in broker.state().warnings]
