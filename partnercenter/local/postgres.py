"""A real PostgreSQL from a wheel: two roles and a database, on a unix socket only."""

import subprocess
import time
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from partnercenter.local import handles, serverside
from partnercenter.local.paths import socket_dir

SUPERUSER, OWNER, APP, DATABASE = "postgres", "portal_owner", "portal_app", "portal"

#: Only these two differ in what they may do; the application neither owns its tables nor bypasses policies.
ROLES = {
    OWNER: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE CREATEDB",
    APP: "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB",
}

_BASE_SETTINGS = {
    "listen_addresses": "''",
    "max_connections": "200",
    "shared_buffers": "'128MB'",
    "timezone": "'UTC'",
    "log_timezone": "'UTC'",
}
#: For data nobody will miss: a power cut may destroy the cluster, everything else behaves the same.
_THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_wal_size": "'2GB'",
    "autovacuum_naptime": "'10min'",
}


class PostgresUrls(NamedTuple):
    """How to reach the database `portal` as each role."""

    app: str
    owner: str
    superuser: str


def ensure_postgres(data_dir: Path, *, durable: bool = True) -> PostgresUrls:
    """Start the cluster in `data_dir` if it does not run, making it first if it does not exist."""
    sockets = socket_dir(data_dir)
    if not _answers(sockets):
        if not (data_dir / "PG_VERSION").exists():
            _initialise(data_dir)
        _configure(data_dir, sockets, durable=durable)
        _start(data_dir, sockets)
    _ensure_roles(sockets)
    ensure_database(DATABASE, sockets)
    return PostgresUrls(*(url(sockets, role) for role in (APP, OWNER, SUPERUSER)))


def ensure_database(name: str, sockets: Path) -> None:
    """Create an empty UTF-8 database of the owner's, unless it is there."""
    with _superuser(sockets) as connection:
        if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            return
        statement = sql.SQL("CREATE DATABASE {} OWNER {} ENCODING 'UTF8' TEMPLATE template0")
        connection.execute(statement.format(sql.Identifier(name), sql.Identifier(OWNER)))


def stop_postgres(data_dir: Path) -> None:
    """Stop the cluster; open connections are closed, their transactions rolled back."""
    if (data_dir / "postmaster.pid").exists():
        _run("pg_ctl", data_dir, "-w", "-m", "fast", "stop", check=False)


def url(sockets: Path, role: str, database: str = DATABASE) -> str:
    """A URL which libpq and django-environ read alike: the socket's folder is a query parameter."""
    return f"postgres://{role}@/{database}?{urlencode({'host': str(sockets)}, quote_via=quote, safe='/')}"


def _answers(sockets: Path) -> bool:
    if not (sockets / ".s.PGSQL.5432").exists():
        return False
    try:
        _superuser(sockets).close()
    except psycopg.OperationalError:
        return False
    return True


def _superuser(sockets: Path) -> psycopg.Connection:
    return psycopg.connect(url(sockets, SUPERUSER, "postgres"), autocommit=True, connect_timeout=10)


def _ensure_roles(sockets: Path) -> None:
    with _superuser(sockets) as connection:
        known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
        for role, rights in ROLES.items():
            if role not in known:
                statement = sql.SQL("CREATE ROLE {} " + rights)
                connection.execute(statement.format(sql.Identifier(role)))


def _initialise(data_dir: Path) -> None:
    """Make the cluster: the same order of text on every machine, whatever its locale."""
    data_dir.mkdir(parents=True, exist_ok=True)
    serverside.give(data_dir)
    options = ["-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    _run("initdb", data_dir, *options)
    with (data_dir / "postgresql.conf").open("a") as file:
        file.write("\ninclude_if_exists 'portal.conf'\n")


def _configure(data_dir: Path, sockets: Path, *, durable: bool) -> None:
    place = str(sockets).replace("'", "''")
    settings = _BASE_SETTINGS | {"unix_socket_directories": f"'\"{place}\"'"}
    if not durable:
        settings |= _THROWAWAY_SETTINGS
    lines = "".join(f"{name} = {value}\n" for name, value in settings.items())
    (data_dir / "portal.conf").write_text(lines)


def _start(data_dir: Path, sockets: Path) -> None:
    """Start the server; one that is still recovering from a crash is waited for."""
    for path in (data_dir / "portal.conf", sockets):
        serverside.give(path)
    _forget_dead_postmaster(data_dir, sockets)
    deadline = time.monotonic() + 60
    _run("pg_ctl", data_dir, "-w", "-t", "60", "-l", str(data_dir / "log"), "start", check=False)
    while not _answers(sockets):
        stopped = _run("pg_ctl", data_dir, "status", check=False).returncode != 0
        if stopped or time.monotonic() > deadline:
            raise SystemExit(f"PostgreSQL does not start:\n{_tail(data_dir / 'log')}")
        time.sleep(0.05)


def _forget_dead_postmaster(*folders: Path) -> None:
    """After a kill or a power cut: its number may be a zombie's or another program's, which stops a start."""
    for folder, name in zip(folders, ("postmaster.pid", ".s.PGSQL.5432.lock"), strict=True):
        pidfile = folder / name
        if pidfile.exists() and not handles.alive(int(pidfile.read_text().split()[0]), "postgres"):
            pidfile.unlink()


def _run(
    program: str, data_dir: Path, *options: str, check: bool = True
) -> subprocess.CompletedProcess[bytes]:
    """Run one of PostgreSQL's programs."""
    serverside.open_way(data_dir)
    command = [str(serverside.programs() / program), "-D", str(data_dir), *options]
    log = data_dir.parent / "run" / f"{program}.log"
    log.parent.mkdir(exist_ok=True)
    # A file, not a pipe: the server inherits it, and a pipe would be waited for until the server ends.
    with log.open("wb") as output:
        done = subprocess.run(
            command,
            check=False,
            **serverside.identity(),
            cwd=data_dir,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    if check and done.returncode != 0:
        raise SystemExit(f"{program} failed:\n{_tail(log)}")
    return done


def _tail(log: Path) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-12:]) if log.exists() else "(no log)"
