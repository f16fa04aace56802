"""The URLs of the embedded stack; what is missing is started, and stops with its last user."""

import atexit
import json
import os
import socket
from functools import partial
from pathlib import Path

from partnercenter.local import handles
from partnercenter.local.paths import drop_socket_dir, is_test_run, local_dir
from partnercenter.local.postgres import ensure_postgres, stop_postgres
from partnercenter.local.redis import ensure_redis, stop_redis

#: Where mail goes while no sink runs: nothing listens there, the mail stays queued and is retried.
DEFAULT_SMTP_PORT = 1025

NOWHERE = {
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/nowhere",
    "DATABASE_OWNER_URL": "postgres://nobody@127.0.0.1:1/nowhere",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "EMAIL_URL": "smtp://127.0.0.1:1",
}


def local_urls() -> dict[str, str]:
    """All four URLs: as the environment has them, else of the embedded stack, started if need be.

    `PORTAL_LOCAL=off` starts nothing: the URLs then lead nowhere, which is enough for tools that only load
    the settings. With DATABASE_URL set, DATABASE_OWNER_URL is the same unless it is set too.
    """
    urls = {name: os.environ[name] for name in NOWHERE if os.environ.get(name)}
    if "DATABASE_URL" in urls:
        urls.setdefault("DATABASE_OWNER_URL", urls["DATABASE_URL"])
    if os.environ.get("PORTAL_LOCAL", "").lower() == "off":
        return NOWHERE | urls
    if len(urls) == len(NOWHERE):
        return urls
    return start(local_dir(), durable=not is_test_run(), known=urls)


def start(local: Path, *, durable: bool, known: dict[str, str] | None = None) -> dict[str, str]:
    """Start what `known` has no URL for, and count this process among its users."""
    urls = dict(known or {})
    atexit.register(partial(release, local, os.getpid()))
    with handles.exclusive(local):
        handles.add(local, os.getpid())
        if "DATABASE_URL" not in urls:
            postgres = ensure_postgres(local / "postgres", durable=durable)
            urls["DATABASE_URL"] = postgres.app
            urls.setdefault("DATABASE_OWNER_URL", postgres.owner)
        if "REDIS_URL" not in urls:
            urls["REDIS_URL"] = ensure_redis(local / "redis")
    urls.setdefault("EMAIL_URL", f"smtp://127.0.0.1:{sink_port(local) or DEFAULT_SMTP_PORT}")
    return urls


def release(local: Path, pid: int) -> None:
    """This process needs the servers no longer; the last one stops them."""
    if pid != os.getpid() or not (local / "run").exists():
        return  # a forked child, which never was a user of its own; or the folder was wiped
    with handles.exclusive(local):
        if handles.remove(local, pid):
            stop_postgres(local / "postgres")
            stop_redis(local / "redis")
            for server in ("postgres", "redis"):
                drop_socket_dir(local / server)


def sink_port(local: Path) -> int | None:
    """The port of the mail sink running for this folder, if there is one."""
    try:
        port = int(json.loads((local / "run" / "sink.json").read_text())["smtp"])
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except (OSError, ValueError, KeyError):
        return None
    return port
