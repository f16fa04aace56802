"""Where the figures are measured: the embedded stack as the demo runs it (durable), in a database of the bench's own."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from partnercenter.local import services
from partnercenter.local.paths import local_dir
from tests.processes import RedisServer

START = time.monotonic()
redis_server: RedisServer | None = None  # the bench's own: its messages do not mix with the demo's


def say(text: str) -> None:
    print(f"[{time.monotonic() - START:5.1f} s] {text}", file=sys.stderr, flush=True)  # noqa: T201


@contextmanager
def bench_database() -> Iterator[None]:
    """A fresh, migrated database, and settings that point at it; both are gone at the end."""
    global redis_server
    local, name = local_dir(), f"bench_{os.getpid()}"
    urls = services.start(local, durable=True)
    owner = urls["DATABASE_OWNER_URL"]
    with psycopg.connect(owner, autocommit=True) as home:
        home.execute(
            sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(name))
        )
    try:
        app = urls["DATABASE_URL"]
        os.environ.update(_settings(_in_database(app, name), _in_database(owner, name)))
        redis_server = RedisServer()
        os.environ["REDIS_URL"] = redis_server.url
        _migrate()
        yield
    finally:
        _leave(owner, name)
        services.release(local, os.getpid())


def _in_database(url: str, name: str) -> str:
    """`postgres://role@/portal?host=…` with another database's name."""
    head, query = url.split("?", 1)
    return f"{head.rsplit('/', 1)[0]}/{name}?{query}"


def _settings(app: str, owner: str) -> dict[str, str]:
    return {
        "DJANGO_SETTINGS_MODULE": "partnercenter.settings",
        "DATABASE_URL": app,
        "DATABASE_OWNER_URL": owner,
        "EMAIL_URL": "smtp://127.0.0.1:1",
        "REDIS_URL": "redis://127.0.0.1:1/0",
        "SECRET_KEY": "bench-only-secret-key-of-a-database-that-lives-for-minutes-0123456789",
        "SITE_URL": "http://127.0.0.1:8000",
        "ALLOWED_HOSTS": "127.0.0.1,testserver",
        "ALLOW_HTTP": "true",
        "DEBUG": "false",
        "HASHED_STATIC": "false",
        "MFA_REQUIRED_FOR": "",
        "LOG_LEVEL": "ERROR",
        "INVITATIONS_PER_USER_DAY": "100000",
        "INVITATIONS_PER_TENANT_DAY": "100000",
    }


def _migrate() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    say("migrating")
    call_command("migrate", verbosity=0, skip_checks=True)


def _leave(owner: str, name: str) -> None:
    from django.db import connections

    connections.close_all()
    if redis_server is not None:
        redis_server.remove()
    with psycopg.connect(owner, autocommit=True) as home:
        for (old,) in home.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'bench\\_%'"
        ).fetchall():
            if old == name or not Path(f"/proc/{old.rsplit('_', 1)[-1]}").exists():
                # Not WITH (FORCE): that may not end a vacuum of the server's own, and this waits for it.
                home.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))


def as_owner(statement: str) -> None:
    """VACUUM and the like, which only the tables' owner may."""
    from tests.database import connect_as_owner

    with connect_as_owner() as owner:
        owner.execute(sql.SQL(statement))
