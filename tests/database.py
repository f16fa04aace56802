"""The test databases: migrated once, as the owner, into a template; each worker gets its own copy of it.

The tests themselves connect as the application's role, which owns nothing and bypasses no policy: under any other
role the tests of row-level security would prove nothing.
"""

from __future__ import annotations

import fcntl
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import gettempdir

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg import sql

ROOT = Path(settings.BASE_DIR)
APPEND_ONLY = ("core_auditevent", "core_auditseal", "core_auditcheckpoint")
KEPT = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "auth_group",
    "auth_group_permissions",
    "accounts_region",
    "accounts_country",
}


def _fingerprint() -> str:
    """Changes whenever what `migrate` makes would change."""
    sources = [*ROOT.glob("*/migrations/*.py"), *ROOT.glob("partnercenter/**/migrations/*.py")]
    sources += [ROOT / "partnercenter/visibility.py", ROOT / "partnercenter/core/policies_sql.py"]
    sources += [ROOT / "accounts/operators.py"]
    sources += [
        ROOT / "accounts/data/regions.json",
        ROOT / "partnercenter/settings.py",
        *ROOT.glob("requirements/*.txt"),
    ]
    digest = hashlib.sha256()
    for path in sorted(sources):
        digest.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def connect_as_owner(database: str | None = None) -> psycopg.Connection:
    """A connection of its own, in autocommit, as the role that owns the tables."""
    config = connections["owner"].settings_dict | {
        "NAME": database or connections["owner"].settings_dict["NAME"]
    }
    wrapper = type(connections["owner"])(config, "owner")
    params = wrapper.get_connection_params()
    for name in ("cursor_factory", "context", "prepare_threshold"):
        params.pop(name, None)
    return psycopg.connect(**params, autocommit=True)


@contextmanager
def _locked() -> Iterator[None]:
    mark = hashlib.sha256(str(ROOT).encode()).hexdigest()[:12]
    with (Path(gettempdir()) / f"portal-tests-{mark}.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def use(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
        settings.DATABASES[alias]["NAME"] = name


def _drop(home: psycopg.Connection, name: str) -> None:
    """The owner may not end a vacuum of the server's own; without force the server ends it itself. What somebody
    still holds is left to the next run."""
    database = sql.Identifier(name)
    try:
        home.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
    except psycopg.errors.InsufficientPrivilege:
        with suppress(psycopg.errors.ObjectInUse):
            home.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(database))


def _drop_leftovers(home: psycopg.Connection) -> None:
    """Databases of test runs that were killed: the name ends in the process id."""
    for (name,) in home.execute(
        "SELECT datname FROM pg_database WHERE datname LIKE 'test\\_portal\\_%'"
    ).fetchall():
        if not Path(f"/proc/{name.rsplit('_', 1)[-1]}").exists():
            _drop(home, name)


def _ensure_template(home: psycopg.Connection, template: str) -> None:
    names = {row[0] for row in home.execute("SELECT datname FROM pg_database")}
    if template in names:
        return
    for old in [name for name in names if name.startswith("test_template_")]:
        _drop(home, old)
    building = f"{template}_new"
    home.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(building)))
    home.execute(
        sql.SQL("CREATE DATABASE {} ENCODING 'UTF8' TEMPLATE template0").format(sql.Identifier(building))
    )
    use(building)
    call_command("migrate", verbosity=0, skip_checks=True)
    for alias in ("default", "owner"):
        connections[alias].close()
    home.execute(
        sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(template))
    )


def create(name: str) -> None:
    """Make the database `name` from the template and point both aliases at it."""
    template = f"test_template_{_fingerprint()}"
    with _locked(), connect_as_owner("postgres") as home:
        _drop_leftovers(home)
        _ensure_template(home, template)
        home.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        home.execute(statement.format(sql.Identifier(name), sql.Identifier(template)))
    use(name)


def drop(name: str) -> None:
    for alias in ("default", "owner"):
        connections[alias].close()
    with connect_as_owner("postgres") as home:
        _drop(home, name)


def empty() -> None:
    """Take away every row but the programme's own data; only the owner may. Empty tables are passed over: it is quicker."""
    with connect_as_owner() as owner:
        owner.execute("SELECT set_config('app.system', 'on', false)")
        rows = owner.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        asked = sql.SQL(" UNION ALL ").join(
            sql.SQL("SELECT {} WHERE EXISTS (SELECT FROM {})").format(sql.Literal(name), sql.Identifier(name))
            for (name,) in rows
            if name not in KEPT
        )
        if full := [sql.Identifier(name) for (name,) in owner.execute(asked).fetchall()]:
            with owner.transaction(), let_through(owner):
                owner.execute(sql.SQL("TRUNCATE {} CASCADE").format(sql.SQL(", ").join(full)))


@contextmanager
def let_through(owner: psycopg.Connection) -> Iterator[None]:
    """The owner takes the triggers away by which what happened stays as it is; in a transaction of the caller's."""
    for what in ("DISABLE", "ENABLE"):
        for table in APPEND_ONLY:
            owner.execute(sql.SQL(f"ALTER TABLE {{}} {what} TRIGGER USER").format(sql.Identifier(table)))
        if what == "DISABLE":
            yield
